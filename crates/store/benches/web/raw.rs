//! The raw store: the rows that a batch of requests leaves, written without asking anything.

use std::collections::HashMap;

use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection, query};
use uuid::Uuid;

use crate::connection::{ROWS_A_STATEMENT, RawConnection};

/// What a visitor's row and a contact hold, in bytes.
const VISITOR_BYTES: usize = 90;
const CONTACT_BYTES: usize = 420;

/// Whose rows a batch writes.
pub struct Rows {
    /// With the customer, when it is known.
    pub visitors: Vec<(Uuid, Option<Uuid>)>,
}

pub struct Raw {
    connection: RawConnection,
    scope: Uuid,
    seq: i64,
    /// Where each customer's contact stands in the log.
    logged: HashMap<Uuid, i64>,
}

impl Raw {
    pub async fn open(url: &str, scope: Uuid) -> Self {
        Self { connection: RawConnection::open(url).await, scope, seq: 0, logged: HashMap::new() }
    }

    pub async fn write(&mut self, rows: &Rows) {
        let contacts: Vec<Uuid> = rows.visitors.iter().filter_map(|(_, customer)| *customer).collect();
        let first = self.seq + 1;
        self.seq += contacts.len() as i64;
        let replaced = contacts.iter().zip(first..).filter_map(|(it, seq)| self.logged.insert(*it, seq)).collect();
        match &mut self.connection {
            RawConnection::Sqlite(it) => sqlite(it, self.scope, first, rows, &contacts, replaced).await,
            RawConnection::Postgres(it) => postgres(it, self.scope, first, rows, &contacts, replaced).await,
        }
    }
}

macro_rules! write_rows {
    ($name:ident, $database:ty, $connection:ty) => {
        async fn $name(
            connection: &mut $connection,
            scope: Uuid,
            first: i64,
            rows: &Rows,
            contacts: &[Uuid],
            replaced: Vec<i64>,
        ) {
            let (visitor, contact) = (vec![7_u8; VISITOR_BYTES], vec![7_u8; CONTACT_BYTES]);
            let mut tx = connection.begin().await.unwrap();
            for rows in rows.visitors.chunks(ROWS_A_STATEMENT) {
                let mut put = QueryBuilder::<$database>::new("INSERT INTO web_visitor (tenant, site, id, seen_ms, body) ");
                put.push_values(rows, |mut it, (id, _)| {
                    it.push_bind(scope).push_bind("s").push_bind(*id).push_bind(first).push_bind(visitor.as_slice());
                });
                put.push(" ON CONFLICT (tenant, site, id) DO UPDATE SET seen_ms = excluded.seen_ms, body = excluded.body");
                put.build().execute(&mut *tx).await.unwrap();
            }
            for (chunk, customers) in contacts.chunks(ROWS_A_STATEMENT).enumerate() {
                let first = first + (chunk * ROWS_A_STATEMENT) as i64;
                let mut put = QueryBuilder::<$database>::new(
                    "INSERT INTO item (tenant, customer, at_ms, kind, id, digest, body) ",
                );
                put.push_values(customers, |mut it, customer| {
                    it.push_bind(scope).push_bind(*customer).push_bind(9_i64).push_bind(12_i16);
                    it.push_bind(*customer).push_bind(first).push_bind(contact.as_slice());
                });
                put.push(
                    " ON CONFLICT (tenant, customer, at_ms, kind, id) \
                     DO UPDATE SET digest = excluded.digest, body = excluded.body",
                );
                put.build().execute(&mut *tx).await.unwrap();
                let mut put = QueryBuilder::<$database>::new(
                    "INSERT INTO log (tenant, scope, seq, what, customer, at_ms, kind, id) ",
                );
                put.push_values(customers.iter().zip(first..), |mut it, (customer, seq)| {
                    it.push_bind(scope).push_bind(scope).push_bind(seq).push_bind(0_i16).push_bind(*customer);
                    it.push_bind(9_i64).push_bind(12_i16).push_bind(*customer);
                });
                put.build().execute(&mut *tx).await.unwrap();
            }
            for seqs in replaced.chunks(ROWS_A_STATEMENT) {
                let mut drop = QueryBuilder::<$database>::new("DELETE FROM log WHERE tenant = ");
                drop.push_bind(scope).push(" AND scope = ").push_bind(scope).push(" AND seq IN (");
                let mut list = drop.separated(", ");
                seqs.iter().for_each(|seq| {
                    list.push_bind(*seq);
                });
                list.push_unseparated(")");
                drop.build().execute(&mut *tx).await.unwrap();
            }
            query(
                "INSERT INTO web_day (tenant, site, day, stored, duplicate, unknown, bot, unconsented, refused, raw_bytes, \
                 stored_bytes) VALUES ($1, 's', 1, 1, 0, 0, 0, 0, 0, 1, 1) ON CONFLICT (tenant, site, day) \
                 DO UPDATE SET stored = web_day.stored + 1",
            )
            .bind(scope)
            .execute(&mut *tx)
            .await
            .unwrap();
            tx.commit().await.unwrap();
        }
    };
}

write_rows!(sqlite, Sqlite, SqliteConnection);
write_rows!(postgres, Postgres, PgConnection);
