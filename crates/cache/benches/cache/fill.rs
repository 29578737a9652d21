//! A first fill, beside the raw store loading the same rows into the same tables and making the same indexes.

use std::{collections::BTreeSet, error::Error, path::Path};

use rusqlite::{Connection, params, params_from_iter, types::Value};

use crate::{
    data,
    measure::{Spent, tell_fill},
    raw, writes,
};

const CUSTOMERS: u64 = 50_000;
const ROWS_AT_ONCE: usize = 10_000;

pub fn first_fill(dir: &Path) -> Result<(), Box<dyn Error>> {
    let (place, raw_place) = (dir.join("fill.db"), dir.join("raw-fill.db"));
    writes::remove(&place);
    writes::remove(&raw_place);
    let cache = data::open(&place)?;
    let mut filled = data::fill(&cache, CUSTOMERS, false)?;
    filled.spent.time(|| cache.empty_log())?;
    drop(cache);
    let loaded = load(&raw::open(&place)?, &raw::open(&raw_place)?)?;
    tell_fill(&filled, loaded);
    writes::remove(&place);
    writes::remove(&raw_place);
    Ok(())
}

/// The best case: every table in its order, one after the other, indexes afterwards, words last and in their order. Reading the rows
/// and making the words is not counted.
fn load(from: &Connection, to: &Connection) -> Result<Spent, Box<dyn Error>> {
    let mut spent = Spent::default();
    for (table, sql) in
        schema(from, "type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT GLOB 'note_pairs_*'")?
    {
        to.execute_batch(&sql)?;
        let columns = columns(from, &table)?;
        let width = columns.len();
        let (columns, values) = (columns.join(", "), vec!["?"; width].join(", "));
        let mut ask = from.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let mut insert = to.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({values})"))?;
        let mut rows = ask.query_map([], |row| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>())?;
        loop {
            let part = rows.by_ref().take(ROWS_AT_ONCE).collect::<Result<Vec<_>, _>>()?;
            if part.is_empty() {
                break;
            }
            spent.time(|| {
                in_one(to, || part.iter().try_for_each(|row| insert.execute(params_from_iter(row)).map(drop)))
            })?;
        }
    }
    for (_, sql) in schema(from, "type = 'index' AND sql IS NOT NULL AND tbl_name NOT GLOB 'note_pairs_*'")? {
        spent.time(|| to.execute_batch(&sql))?;
    }
    for (_, sql) in schema(from, "sql LIKE 'CREATE VIRTUAL%'")? {
        to.execute_batch(&sql)?;
    }
    let mut ask = from.prepare("SELECT doc, text FROM note ORDER BY doc")?;
    let mut notes = ask.query_map([], |row| Ok((row.get::<_, i64>(0)?, pairs(row.get_ref(1)?.as_str()?))))?;
    let mut insert = to.prepare("INSERT INTO note_pairs (rowid, pairs) VALUES (?, ?)")?;
    loop {
        let part = notes.by_ref().take(ROWS_AT_ONCE).collect::<Result<Vec<_>, _>>()?;
        if part.is_empty() {
            break;
        }
        spent.time(|| {
            in_one(to, || part.iter().try_for_each(|(doc, pairs)| insert.execute(params![doc, pairs]).map(drop)))
        })?;
    }
    spent.time(|| to.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))?;
    Ok(spent)
}

/// Without those that are made from others.
fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare("SELECT name FROM pragma_table_info(?)")?.query_map([table], |row| row.get(0))?.collect()
}

fn in_one(conn: &Connection, work: impl FnOnce() -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    work()?;
    conn.execute_batch("COMMIT")
}

fn schema(conn: &Connection, which: &str) -> rusqlite::Result<Vec<(String, String)>> {
    let mut ask =
        conn.prepare(&format!("SELECT name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' AND {which}"))?;
    ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Pairs of neighbouring characters of the words, each once.
fn pairs(text: &str) -> String {
    let folded = text.to_lowercase();
    let words = folded.split(|it: char| !it.is_alphanumeric());
    let pairs =
        words.flat_map(|word| word.chars().zip(word.chars().skip(1)).map(|(first, second)| format!("{first}{second}")));
    pairs.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}
