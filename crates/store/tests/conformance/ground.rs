//! A fresh store for each test, on each database.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use daehwa_store::Store;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, raw_sql};

/// The variable with the URL of a PostgreSQL in which tests may make databases. `cargo xtask test` starts one and sets it.
pub const POSTGRES_URL: &str = "DAEHWA_TEST_POSTGRES_URL";

/// Where a test's store stands.
pub struct Ground {
    url: String,
    kind: Kind,
}

enum Kind {
    Sqlite(#[expect(dead_code, reason = "removes the folder when dropped")] tempfile::TempDir),
    Postgres { admin_url: String, database: String },
}

impl Ground {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("server.db").display());
        Self { url, kind: Kind::Sqlite(folder) }
    }

    pub async fn postgres() -> Self {
        let admin_url = std::env::var(POSTGRES_URL).unwrap_or_else(|_| {
            panic!("{POSTGRES_URL} is not set: run `cargo xtask test`, or give the URL of a PostgreSQL 15 for tests")
        });
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let database = format!("daehwa_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        administer(&admin_url, format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
        administer(&admin_url, format!("CREATE DATABASE {database}")).await;
        let url = with_database(&admin_url, &database);
        Self { url, kind: Kind::Postgres { admin_url, database } }
    }

    /// The store; each call opens it anew, as another server would.
    pub async fn store(&self) -> Arc<dyn Store> {
        daehwa_store::open(&self.url).await.unwrap()
    }

    /// Runs a statement past the store, as whoever has the database could.
    #[allow(dead_code, reason = "not for the benchmark")]
    pub async fn does(&self, statement: &'static str) -> Result<(), sqlx::Error> {
        match self.kind {
            Kind::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(&self.url).await?;
                raw_sql(statement).execute(&mut connection).await?;
            }
            Kind::Postgres { .. } => {
                let mut connection = PgConnection::connect(&self.url).await?;
                raw_sql(statement).execute(&mut connection).await?;
            }
        }
        Ok(())
    }

    #[allow(dead_code, reason = "for the benchmark")]
    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn clear(self) {
        if let Kind::Postgres { admin_url, database } = self.kind {
            administer(&admin_url, format!("DROP DATABASE {database} WITH (FORCE)")).await;
        }
    }
}

async fn administer(url: &str, statement: String) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// `postgres://host/DATABASE?query` with another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    query.map_or(format!("{host}/{database}"), |query| format!("{host}/{database}?{query}"))
}
