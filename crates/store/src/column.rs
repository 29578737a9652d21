//! The rows of one statement, column by column: PostgreSQL takes each column as an array, so that the statement is the same for any
//! number of rows and is planned once. As a list of rows it would be another one for each length.

use uuid::Uuid;

/// A column.
pub(crate) enum Column<'a> {
    Uuid(Vec<Uuid>),
    Bigint(Vec<i64>),
    Smallint(Vec<i16>),
    Text(Vec<&'a str>),
    Bytes(Vec<&'a [u8]>),
}

impl<'a> Column<'a> {
    pub fn uuid<T>(rows: &'a [T], of: impl Fn(&'a T) -> Uuid) -> Self {
        Self::Uuid(rows.iter().map(of).collect())
    }

    pub fn bigint<T>(rows: &'a [T], of: impl Fn(&'a T) -> i64) -> Self {
        Self::Bigint(rows.iter().map(of).collect())
    }

    pub fn smallint<T>(rows: &'a [T], of: impl Fn(&'a T) -> i16) -> Self {
        Self::Smallint(rows.iter().map(of).collect())
    }

    pub fn text<T>(rows: &'a [T], of: impl Fn(&'a T) -> &'a str) -> Self {
        Self::Text(rows.iter().map(of).collect())
    }

    pub fn bytes<T>(rows: &'a [T], of: impl Fn(&'a T) -> &'a [u8]) -> Self {
        Self::Bytes(rows.iter().map(of).collect())
    }
}
