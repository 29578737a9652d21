//! PostgreSQL: by URL. Several servers can run on one database and hear of each other's commits.

use daehwa_domain::id::TenantId;
use daehwa_protocol::message::ScopeHead;
use sqlx::{
    PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
};
use tokio::sync::mpsc;

use crate::{StoreError, migrations};

#[path = "../sql/accounts.rs"]
mod accounts;
#[path = "../sql/addresses.rs"]
mod addresses;
#[path = "../sql/agents.rs"]
mod agents;
mod announce;
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

use announce::{Announcement, Hearing};
use transaction::Writing;

type Db = Postgres;
type DbRow = PgRow;
type Backend = PostgresStore;

// Each row by itself, so that they are locked in the order in which they are wanted, and found by their key whatever the statistics say.
const LOCK_HEADS: &str = "LATERAL (SELECT scope, head, floor, checksum, customers, newer FROM scope_head \
    WHERE tenant = wanted.tenant AND scope = wanted.scope FOR UPDATE) it";
const LOCK_VISITORS: &str = "LATERAL (SELECT site, id, body FROM web_visitor \
    WHERE tenant = wanted.tenant AND site = wanted.site AND id = wanted.id FOR UPDATE) it";
const LOCK_DEVICE: &str = "SELECT counter, wall_ms, tick FROM device WHERE tenant = $1 AND id = $2 FOR UPDATE";
const LOCK_AUDIT: &str = "SELECT seq, hash FROM audit_head WHERE tenant = $1 FOR UPDATE";
const LOCK_AGENT: &str = "SELECT number, body FROM agent WHERE tenant = $1 AND user_id = $2 FOR UPDATE";
// As FILL: without statistics, such as after a load, a list of customers would be looked for by kind among all items of the tenant.
const OF_CUSTOMERS: &str = "JOIN LATERAL (SELECT * FROM item WHERE tenant = wanted.tenant AND customer = wanted.customer OFFSET 0) it \
    ON true";
const LOCK_CURSOR: &str = "SELECT validity, uid FROM mail_cursor WHERE tenant = $1 AND mailbox = $2 FOR UPDATE";
const DUE_MAIL: &str =
    "SELECT message FROM mail_out WHERE tenant = $1 AND due_ms <= $2 ORDER BY due_ms LIMIT $3 FOR UPDATE SKIP LOCKED";
const LOCK_CHAT: &str = "SELECT site, conversation, customer, contact, lines, ended_ms FROM chat_session \
    WHERE tenant = $1 AND secret = $2 FOR UPDATE";
const LOCK_FAMILY: &str = "SELECT refresh_hash, refresh_until_ms FROM family WHERE tenant = $1 AND id = $2 FOR UPDATE";

// Each row's member and item by themselves: without statistics, such as after much has arrived, as a plain join it would go through all
// members of the scope for each row.
const DELTA: &str = "SELECT l.seq, l.what, l.customer, l.kind, i.schema, i.body FROM ( \
      SELECT seq, what, customer, at_ms, kind, id FROM log \
      WHERE tenant = $1 AND scope = $2 AND seq > $3 ORDER BY seq LIMIT $4) l \
    LEFT JOIN LATERAL (SELECT it.schema, it.body FROM member m CROSS JOIN LATERAL ( \
        SELECT schema, body FROM item WHERE tenant = m.tenant AND customer = m.customer \
          AND at_ms = l.at_ms AND kind = l.kind AND id = l.id OFFSET 0) it \
      WHERE m.tenant = $1 AND m.customer = l.customer AND m.scope = $2 OFFSET 0) i ON true \
    ORDER BY l.seq";

// Each member's own items by themselves: as a plain join they would be merged with all items of the tenant, from the first on.
const FILL: &str = "SELECT i.customer, i.at_ms, i.kind, i.id, i.schema, i.body FROM member m CROSS JOIN LATERAL ( \
      SELECT * FROM item WHERE tenant = m.tenant AND customer = m.customer \
        AND (m.customer > $3 OR (at_ms, kind, id) > ($4, $5, $6)) \
      ORDER BY at_ms, kind, id OFFSET 0) i \
    WHERE m.tenant = $1 AND m.scope = $2 AND m.customer >= $3 \
    ORDER BY m.customer, i.at_ms, i.kind, i.id LIMIT $7";

const CONNECTIONS: u32 = 16;

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    pool: PgPool,
    announcements: mpsc::UnboundedSender<Announcement>,
    hearing: Hearing,
}

impl PostgresStore {
    /// Connects and brings the schema up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
        migrations::postgres().run(&pool).await?;
        let announcements = announce::announcer(pool.clone());
        let store = Self { hearing: Hearing::new(pool.clone()), pool, announcements };
        newer::count(&store).await?;
        addresses::file_all(&store).await?;
        Ok(store)
    }

    async fn write(&self, tenant: TenantId) -> Result<Writing, StoreError> {
        // Rows that were locked first are read as last committed afterwards, so that READ COMMITTED is enough.
        Ok(Writing { tenant: tenant.0, tx: self.begin("BEGIN").await? })
    }

    /// For a question of one statement.
    fn readers(&self) -> &PgPool {
        &self.pool
    }

    /// A transaction that sees one state from its first statement on.
    async fn read(&self) -> Result<Transaction<'static, Db>, StoreError> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    /// In a task of its own: a call that is cancelled just then would leave a connection in the pool with a transaction that nobody
    /// ends.
    async fn begin(&self, statement: &'static str) -> Result<Transaction<'static, Db>, StoreError> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(statement).await }).await;
        Ok(begun.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }

    /// Tells the other servers, after the commit and without waiting: announcing inside transactions would serialise them.
    fn announce(&self, tenant: TenantId, grown: &[ScopeHead]) {
        for &head in grown {
            // Only fails when the store is being dropped.
            let _ = self.announcements.send(Announcement { tenant, head });
        }
    }

    async fn hear_others(&self) -> Result<Vec<(TenantId, ScopeHead)>, StoreError> {
        self.hearing.next().await
    }
}
