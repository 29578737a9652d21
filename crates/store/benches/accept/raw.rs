//! The raw store: the rows of accepted ops, written without asking anything.

use daehwa_domain::record::Fact;
use daehwa_protocol::op::{Action, Op};
use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::connection::{ROWS_A_STATEMENT, RawConnection};

/// What accepting an op writes.
pub struct Row {
    op: Uuid,
    customer: Uuid,
    at_ms: i64,
    id: Uuid,
    body: Vec<u8>,
}

impl Row {
    pub fn of(op: &Op) -> Self {
        let Action::Append { fact } = &op.action else { unreachable!() };
        let Fact::Interaction(it) = fact else { unreachable!() };
        let body = rmp_serde::to_vec_named(fact).unwrap();
        Self { op: op.id.0, customer: it.customer.0, at_ms: it.started_ms.0, id: it.id.0, body }
    }
}

pub struct Raw {
    connection: RawConnection,
    scope: Uuid,
    seq: i64,
}

impl Raw {
    pub async fn open(url: &str, scope: Uuid) -> Self {
        Self { connection: RawConnection::open(url).await, scope, seq: 0 }
    }

    pub async fn write(&mut self, rows: &[Row]) {
        let first = self.seq + 1;
        self.seq += rows.len() as i64;
        match &mut self.connection {
            RawConnection::Sqlite(connection) => sqlite(connection, self.scope, first, rows).await,
            RawConnection::Postgres(connection) => postgres(connection, self.scope, first, rows).await,
        }
    }
}

macro_rules! write_rows {
    ($name:ident, $database:ty, $connection:ty) => {
        async fn $name(connection: &mut $connection, scope: Uuid, first: i64, rows: &[Row]) {
            let mut tx = connection.begin().await.unwrap();
            for (chunk, rows) in rows.chunks(ROWS_A_STATEMENT).enumerate() {
                let first = first + (chunk * ROWS_A_STATEMENT) as i64;
                let mut put = QueryBuilder::<$database>::new(
                    "INSERT INTO item (tenant, customer, at_ms, kind, id, digest, body) ",
                );
                put.push_values(rows, |mut it, row| {
                    it.push_bind(scope).push_bind(row.customer).push_bind(row.at_ms).push_bind(65_i16);
                    it.push_bind(row.id).push_bind(7_i64).push_bind(row.body.as_slice());
                });
                put.build().execute(&mut *tx).await.unwrap();
                let mut put = QueryBuilder::<$database>::new(
                    "INSERT INTO log (tenant, scope, seq, what, customer, at_ms, kind, id) ",
                );
                put.push_values(rows.iter().zip(first..), |mut it, (row, seq)| {
                    it.push_bind(scope).push_bind(scope).push_bind(seq).push_bind(0_i16).push_bind(row.customer);
                    it.push_bind(row.at_ms).push_bind(65_i16).push_bind(row.id);
                });
                put.build().execute(&mut *tx).await.unwrap();
                let mut put = QueryBuilder::<$database>::new("INSERT INTO op (tenant, id) ");
                put.push_values(rows, |mut it, row| {
                    it.push_bind(scope).push_bind(row.op);
                });
                put.build().execute(&mut *tx).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    };
}

write_rows!(sqlite, Sqlite, SqliteConnection);
write_rows!(postgres, Postgres, PgConnection);
