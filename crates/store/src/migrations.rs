//! The schemas, from `migrations/` at the top of the project.

use std::borrow::Cow;

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

const SQLITE: &[(i64, &str, &str)] = &[
    (1, "ledger and accounts", include_str!("../../../migrations/server-sqlite/0001_ledger_and_accounts.sql")),
    (2, "agents", include_str!("../../../migrations/server-sqlite/0002_agents.sql")),
    (3, "checkpoints", include_str!("../../../migrations/server-sqlite/0003_checkpoints.sql")),
    (4, "web", include_str!("../../../migrations/server-sqlite/0004_web.sql")),
    (5, "schema", include_str!("../../../migrations/server-sqlite/0005_schema.sql")),
    (6, "web people", include_str!("../../../migrations/server-sqlite/0006_web_people.sql")),
    (7, "audit", include_str!("../../../migrations/server-sqlite/0007_audit.sql")),
    (8, "mail", include_str!("../../../migrations/server-sqlite/0008_mail.sql")),
    (9, "chat", include_str!("../../../migrations/server-sqlite/0009_chat.sql")),
    (10, "topic model", include_str!("../../../migrations/server-sqlite/0010_topic_model.sql")),
    (11, "message files", include_str!("../../../migrations/server-sqlite/0011_message_files.sql")),
    (12, "mail senders", include_str!("../../../migrations/server-sqlite/0012_mail_senders.sql")),
];

const POSTGRES: &[(i64, &str, &str)] = &[
    (1, "ledger and accounts", include_str!("../../../migrations/server-postgres/0001_ledger_and_accounts.sql")),
    (2, "agents", include_str!("../../../migrations/server-postgres/0002_agents.sql")),
    (3, "checkpoints", include_str!("../../../migrations/server-postgres/0003_checkpoints.sql")),
    (4, "web", include_str!("../../../migrations/server-postgres/0004_web.sql")),
    (5, "schema", include_str!("../../../migrations/server-postgres/0005_schema.sql")),
    (6, "web people", include_str!("../../../migrations/server-postgres/0006_web_people.sql")),
    (7, "audit", include_str!("../../../migrations/server-postgres/0007_audit.sql")),
    (8, "mail", include_str!("../../../migrations/server-postgres/0008_mail.sql")),
    (9, "chat", include_str!("../../../migrations/server-postgres/0009_chat.sql")),
    (10, "topic model", include_str!("../../../migrations/server-postgres/0010_topic_model.sql")),
    (11, "message files", include_str!("../../../migrations/server-postgres/0011_message_files.sql")),
    (12, "mail senders", include_str!("../../../migrations/server-postgres/0012_mail_senders.sql")),
];

pub(crate) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

pub(crate) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(list: &'static [(i64, &str, &str)]) -> Migrator {
    let migration = |(version, description, sql): &'static (i64, &'static str, &'static str)| {
        Migration::new(*version, Cow::Borrowed(*description), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator { migrations: list.iter().map(migration).collect(), ..Migrator::DEFAULT }
}
