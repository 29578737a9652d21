//! Many rows in one statement: each value is bound by itself.

use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

use crate::column::Column;

/// Rows in one statement: enough to make its cost small, few enough for the number of parameters.
const ROWS_A_STATEMENT: usize = 256;

/// Rows as they go into one statement each: powers of two, so that there are few statements to prepare.
pub(super) fn parts<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let length = 1 << rest.len().min(ROWS_A_STATEMENT).checked_ilog2()?;
        let (part, after) = rest.split_at(length);
        rest = after;
        Some(part)
    })
}

/// Goes on with rows, in their order.
pub(super) fn rows_of<'a>(sql: &'a mut QueryBuilder<Sqlite>, columns: &[Column]) -> &'a mut QueryBuilder<Sqlite> {
    sql.push_values(0..length_of(columns), |mut row, at| {
        for column in columns {
            match column {
                Column::Uuid(it) => row.push_bind(it[at]),
                Column::Bigint(it) => row.push_bind(it[at]),
                Column::Smallint(it) => row.push_bind(it[at]),
                Column::Text(it) => row.push_bind(it[at]),
                Column::Bytes(it) => row.push_bind(it[at]),
            };
        }
    })
}

fn length_of(columns: &[Column]) -> usize {
    columns.first().map_or(0, |column| match column {
        Column::Uuid(it) => it.len(),
        Column::Bigint(it) => it.len(),
        Column::Smallint(it) => it.len(),
        Column::Text(it) => it.len(),
        Column::Bytes(it) => it.len(),
    })
}

/// Ends a question: what was named last is one of these.
pub(super) fn one_of<'a>(sql: &'a mut QueryBuilder<Sqlite>, ids: &[Uuid]) -> &'a mut QueryBuilder<Sqlite> {
    sql.push(" IN (");
    let mut list = sql.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    list.push_unseparated(")");
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_goes_into_one_of_few_statements() {
        let rows: Vec<usize> = (0..2 * ROWS_A_STATEMENT + 75).collect();
        let lengths: Vec<usize> = parts(&rows).map(<[_]>::len).collect();
        assert_eq!(lengths, [256, 256, 64, 8, 2, 1]);
        assert_eq!(parts(&rows).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(parts::<u8>(&[]).count(), 0);
    }
}
