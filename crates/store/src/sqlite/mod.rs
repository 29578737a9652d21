//! SQLite: the default. One server on one file; one writer, several readers.

use std::{path::Path, time::Duration};

use daehwa_domain::id::TenantId;
use daehwa_protocol::message::ScopeHead;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

use crate::{StoreError, migrations};

#[path = "../sql/accounts.rs"]
mod accounts;
#[path = "../sql/addresses.rs"]
mod addresses;
#[path = "../sql/agents.rs"]
mod agents;
#[path = "../sql/audit.rs"]
mod audit;
#[path = "../sql/chat.rs"]
mod chat;
#[path = "../sql/files.rs"]
mod files;
#[path = "../sql/ledger.rs"]
mod ledger;
#[path = "../sql/load.rs"]
mod load;
#[path = "../sql/mail.rs"]
mod mail;
mod many;
#[path = "../sql/newer.rs"]
mod newer;
#[path = "../sql/prune.rs"]
mod prune;
#[path = "../sql/text.rs"]
mod text;
#[path = "../sql/topic_model.rs"]
mod topic_model;
#[path = "../sql/transaction.rs"]
mod transaction;
#[path = "../sql/web.rs"]
mod web;

use transaction::Writing;

type Db = Sqlite;
type DbRow = SqliteRow;
type Backend = SqliteStore;

// A writing transaction is the only one there is: nothing more to lock.
const LOCK_HEADS: &str = "scope_head it WHERE it.tenant = wanted.tenant AND it.scope = wanted.scope";
const LOCK_VISITORS: &str =
    "web_visitor it WHERE it.tenant = wanted.tenant AND it.site = wanted.site AND it.id = wanted.id";
const LOCK_DEVICE: &str = "SELECT counter, wall_ms, tick FROM device WHERE tenant = $1 AND id = $2";
const LOCK_AUDIT: &str = "SELECT seq, hash FROM audit_head WHERE tenant = $1";
const LOCK_AGENT: &str = "SELECT number, body FROM agent WHERE tenant = $1 AND user_id = $2";
const OF_CUSTOMERS: &str = "CROSS JOIN item it ON it.tenant = wanted.tenant AND it.customer = wanted.customer";
const LOCK_CURSOR: &str = "SELECT validity, uid FROM mail_cursor WHERE tenant = $1 AND mailbox = $2";
const DUE_MAIL: &str = "SELECT message FROM mail_out WHERE tenant = $1 AND due_ms <= $2 ORDER BY due_ms LIMIT $3";
const LOCK_CHAT: &str = "SELECT site, conversation, customer, contact, lines, ended_ms FROM chat_session \
    WHERE tenant = $1 AND secret = $2";
const LOCK_FAMILY: &str = "SELECT refresh_hash, refresh_until_ms FROM family WHERE tenant = $1 AND id = $2";

const DELTA: &str = "SELECT l.seq, l.what, l.customer, l.kind, i.schema, i.body FROM ( \
      SELECT seq, what, customer, at_ms, kind, id FROM log \
      WHERE tenant = $1 AND scope = $2 AND seq > $3 ORDER BY seq LIMIT $4) l \
    LEFT JOIN member m ON m.tenant = $1 AND m.customer = l.customer AND m.scope = $2 \
    LEFT JOIN item i ON m.customer IS NOT NULL AND i.tenant = $1 AND i.customer = l.customer \
      AND i.at_ms = l.at_ms AND i.kind = l.kind AND i.id = l.id \
    ORDER BY l.seq";

// By hand, since SQLite knows no statistics here: members of the scope first, then each one's own items. Without the unary plus it
// takes `m.customer >= $3` over to the items and reads all that follow, for each member.
const FILL: &str = "SELECT i.customer, i.at_ms, i.kind, i.id, i.schema, i.body \
    FROM member m INDEXED BY member_by_scope CROSS JOIN item i \
    WHERE m.tenant = $1 AND m.scope = $2 AND m.customer >= $3 \
      AND i.tenant = m.tenant AND i.customer = +m.customer \
      AND (m.customer > $3 OR (i.at_ms, i.kind, i.id) > ($4, $5, $6)) \
    ORDER BY m.customer, i.at_ms, i.kind, i.id LIMIT $7";

const READERS: u32 = 4;
const WRITER_WAIT: Duration = Duration::from_secs(30);

/// A store in a SQLite file.
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the file, makes it when it is missing, and brings its schema up to date.
    ///
    /// What a call has written is on the disk when it returns (`synchronous = FULL`).
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(WRITER_WAIT)
            .pragma("cache_size", "-65536");
        let writer = SqlitePoolOptions::new().max_connections(1).acquire_timeout(WRITER_WAIT);
        let writer = writer.connect_with(options.clone()).await?;
        migrations::sqlite().run(&writer).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(WRITER_WAIT);
        let readers = readers.connect_with(options.read_only(true).create_if_missing(false)).await?;
        let store = Self { writer, readers };
        newer::count(&store).await?;
        addresses::file_all(&store).await?;
        Ok(store)
    }

    async fn write(&self, tenant: TenantId) -> Result<Writing, StoreError> {
        Ok(Writing { tenant: tenant.0, tx: self.writer.begin_with("BEGIN IMMEDIATE").await? })
    }

    /// For a question of one statement.
    fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// A transaction that sees one state from its first statement on.
    async fn read(&self) -> Result<Transaction<'static, Db>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// No other server can be on this file.
    fn announce(&self, _tenant: TenantId, _grown: &[ScopeHead]) {}

    async fn hear_others(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError> {
        std::future::pending().await
    }
}
