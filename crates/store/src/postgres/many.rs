//! Many rows in one statement: each column is an array.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::column::Column;

/// Rows in one statement, so that a batch takes no more memory than it needs.
const ROWS_A_STATEMENT: usize = 4_096;

/// Rows as they go into one statement each.
pub(super) fn parts<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    rows.chunks(ROWS_A_STATEMENT)
}

/// Goes on with rows, in their order.
pub(super) fn rows_of<'a>(sql: &'a mut QueryBuilder<Postgres>, columns: &[Column]) -> &'a mut QueryBuilder<Postgres> {
    for (number, column) in columns.iter().enumerate() {
        sql.push(if number == 0 { "SELECT * FROM unnest(" } else { ", " });
        match column {
            Column::Uuid(it) => sql.push_bind(it).push("::uuid[]"),
            Column::Bigint(it) => sql.push_bind(it).push("::bigint[]"),
            Column::Smallint(it) => sql.push_bind(it).push("::smallint[]"),
            Column::Text(it) => sql.push_bind(it).push("::text[]"),
            Column::Bytes(it) => sql.push_bind(it).push("::bytea[]"),
        };
    }
    sql.push(")")
}

/// Ends a question: what was named last is one of these.
pub(super) fn one_of<'a>(sql: &'a mut QueryBuilder<Postgres>, ids: &[Uuid]) -> &'a mut QueryBuilder<Postgres> {
    sql.push(" = ANY (").push_bind(ids).push(")")
}
