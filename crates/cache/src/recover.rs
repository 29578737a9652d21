//! A damaged file: set aside, replaced, and what was not sent brought over as far as it can be read.

use std::path::Path;

use daehwa_domain::{id::DeviceId, record::Edit};
use daehwa_protocol::op::{Action, Op};
use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    Cache, Key, Options, Rescue, Result, batch::Batch, connection, device, files, outbox, rows::decode,
    store::Durability,
};

/// Tables that are brought over row by row, and the field of the report that counts them.
type Counted = fn(&mut Rescue) -> &mut u32;
const WHOLE: [(&str, &str, Counted); 14] = [
    ("journal", "call, text, at_ms", |it| &mut it.drafts),
    ("journal_history", "call, at_ms, text", |it| &mut it.earlier_texts),
    ("reply_draft", "conversation, customer, text, at_ms", |it| &mut it.drafts),
    ("begun", "customer, conversation, mailbox, address, subject, text, advertises, at_ms", |it| &mut it.drafts),
    ("reply_copy", "conversation, customer, cc", |it| &mut it.drafts),
    ("reply_file", "id, conversation, customer, message, name, media_type, size, body", |it| &mut it.drafts),
    ("script_begun", "call, id, script", |it| &mut it.scripts),
    ("script_progress", "call, id, progress, at_ms", |it| &mut it.script_answers),
    ("call", "id, user, direction, caller, customer, started_ms, answered_ms, ended_ms, cause, owes", |it| {
        &mut it.calls
    }),
    ("call_to_return", "call", |it| &mut it.calls_to_return),
    ("list_call", "call, member, customer", |it| &mut it.list_calls),
    ("setting", "user, key, value", |it| &mut it.settings),
    ("agent_status", "user, body", |it| &mut it.statuses),
    ("archive", "entry, op, body, refusal, detail, discarded_by, discarded_ms", |it| &mut it.archived),
];
/// Counters that are tried one by one.
const MAX_TRIED: i64 = 100_000;
const OUTBOX: &str = "counter, op, body, subject, customer, made_ms, refusal, detail, refused_ms, retries";

impl Cache {
    /// Sets a damaged file that does not open aside, makes a new one and brings over unsent work as far as it can be read.
    pub fn recover(path: &Path, key: &Key, options: &Options) -> Result<(Self, Rescue)> {
        let mut rescue = rebuild(path, key, options)?;
        let cache = Self::open(path, key, options)?;
        rescue.owed = cache.owed_count()?;
        Ok((cache, rescue))
    }

    /// The same for the open file, while others work with it: they wait, and find what was rescued; the rest comes with the next
    /// fill. The sync engine has to begin anew.
    pub fn rebuild(&self) -> Result<Rescue> {
        let mut rescue = self.store.exchange(rebuild)?;
        rescue.owed = self.owed_count()?;
        Ok(rescue)
    }

    fn owed_count(&self) -> Result<u32> {
        Ok(u32::try_from(self.owed_wrap_ups()?.len()).unwrap_or(u32::MAX))
    }

    fn bring_over(&self, old: &Damaged, rescue: &mut Rescue) -> Result<()> {
        self.store.change(Durability::Power, |conn, batch| {
            for (table, columns, counted) in WHOLE {
                let copied = copy(old, conn, table, columns)?;
                *counted(rescue) += copied.rows;
                rescue.note(table, copied.complete);
            }
            let copied = copy(old, conn, "outbox", OUTBOX)?;
            let between = if copied.complete { 0 } else { copy_between(old, conn)? };
            rescue.ops = copied.rows + between;
            rescue.note("outbox", copied.complete);
            bring_device(old, conn, rescue)?;
            show_unsent(conn, batch)
        })
    }
}

/// Makes a new file beside the damaged one, and only when it holds all that could be read, and is on the disk, lets it take the
/// other's place.
fn rebuild(path: &Path, key: &Key, options: &Options) -> Result<Rescue> {
    let new = files::rebuilt(path);
    files::delete(&new)?;
    let mut rescue = Rescue::default();
    let cache = Cache::open_alone(&new, key, options)?;
    if path.exists() {
        let old = Damaged { path, key };
        match old.connect() {
            Ok(_) => cache.bring_over(&old, &mut rescue)?,
            Err(error) => {
                tracing::warn!(%error, "nothing of the damaged cache can be read");
                rescue.unreadable.push("*".to_owned());
            }
        }
    }
    cache.store.empty_log()?;
    drop(cache);
    rescue.set_aside = files::replace(path)?;
    Ok(rescue)
}

/// Reads all of the tables that hold what must not be lost: damage there is noticed at opening.
pub(crate) fn read_work(conn: &Connection) -> Result<()> {
    for (table, columns) in WHOLE.iter().map(|(table, columns, _)| (*table, *columns)).chain([("outbox", OUTBOX)]) {
        let mut ask = conn.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let width = ask.column_count();
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            (0..width).try_for_each(|at| row.get_ref(at).map(drop))?;
        }
    }
    device::read(conn).map(drop)
}

impl Rescue {
    fn note(&mut self, table: &str, complete: bool) {
        if !complete {
            self.unreadable.push(table.to_owned());
        }
    }
}

/// A file that was set aside. A page that can't be decrypted spoils the connection that met it, so that every attempt has its own.
struct Damaged<'a> {
    path: &'a Path,
    key: &'a Key,
}

impl Damaged<'_> {
    fn connect(&self) -> Result<Connection> {
        connection::plain(self.path, self.key)
    }
}

/// What could be copied of a table.
struct Copied {
    rows: u32,
    complete: bool,
}

/// Copies the rows that can be read. A damaged page ends a scan: it is tried from the other end, too.
fn copy(old: &Damaged, new: &Connection, table: &str, columns: &str) -> Result<Copied> {
    let key = columns.split(',').next().unwrap_or(columns);
    let mut copied = Copied { rows: 0, complete: false };
    for order in ["ASC", "DESC"] {
        let ask = format!("SELECT {columns} FROM {table} ORDER BY {key} {order}");
        let (rows, complete) = copy_rows(old, new, table, columns, &ask, None)?;
        copied.rows += rows;
        copied.complete = complete;
        if complete {
            break;
        }
    }
    if !copied.complete {
        tracing::warn!(table, "a part of the damaged cache can't be read");
    }
    Ok(copied)
}

/// Copies ops that lie between damaged pages, each by its counter.
fn copy_between(old: &Damaged, new: &Connection) -> Result<u32> {
    let last: i64 = new.query_row("SELECT ifnull(max(counter), 0) FROM outbox", [], |row| row.get(0))?;
    let next = old.connect().and_then(|conn| device::peek_counter(&conn)).unwrap_or(0) as i64;
    let last = last.max(next - 1);
    let first = (last - MAX_TRIED).max(1);
    let ask = format!("SELECT {OUTBOX} FROM outbox WHERE counter = ?");
    let mut copied = 0;
    for counter in first..=last {
        if !new.prepare_cached("SELECT 1 FROM outbox WHERE counter = ?")?.exists([counter])? {
            copied += copy_rows(old, new, "outbox", OUTBOX, &ask, Some(counter))?.0;
        }
    }
    Ok(copied)
}

/// Copies what a query yields until a damaged page; says whether there was none.
fn copy_rows(
    old: &Damaged,
    new: &Connection,
    table: &str,
    columns: &str,
    ask: &str,
    key: Option<i64>,
) -> Result<(u32, bool)> {
    let places = vec!["?"; columns.split(',').count()].join(", ");
    let mut insert = new.prepare_cached(&format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})"))?;
    let Ok(conn) = old.connect() else { return Ok((0, false)) };
    let Ok(mut ask) = conn.prepare(ask) else { return Ok((0, false)) };
    let width = ask.column_count();
    let Ok(mut rows) = ask.query(params_from_iter(key)) else { return Ok((0, false)) };
    let mut copied = 0;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok((copied, true)),
            Err(_) => return Ok((copied, false)),
        };
        let values: rusqlite::Result<Vec<Value>> = (0..width).map(|at| row.get(at)).collect();
        if let Ok(values) = values {
            copied += insert.execute(params_from_iter(values))? as u32;
        }
    }
}

/// The device's id and clocks. Where its counter can't be read, it goes on after the ops that were: the server says at the next contact
/// what it has processed ([`Cache::raise_counters`]).
fn bring_device(old: &Damaged, new: &Connection, rescue: &mut Rescue) -> Result<()> {
    match old.connect().and_then(|conn| device::read(&conn)) {
        Ok(was) => {
            new.execute(
                "UPDATE device SET id = ?, server_offset_ms = ?",
                rusqlite::params![was.id.0, was.server_offset_ms],
            )?;
            device::keep_hlc(new, was.hlc)?;
            device::set_next_counter(new, was.next_counter)
        }
        Err(_) => {
            rescue.unreadable.push("device".to_owned());
            let last: i64 = new.query_row("SELECT ifnull(max(counter), 0) FROM outbox", [], |row| row.get(0))?;
            device::set_next_counter(new, last as u64 + 1)
        }
    }
}

/// Lets what was not sent take effect in the new file.
fn show_unsent(conn: &Connection, batch: &mut Batch) -> Result<()> {
    let device: DeviceId = device::read(conn)?.id;
    let mut ask = conn.prepare("SELECT body FROM outbox ORDER BY counter")?;
    let bodies: Vec<Vec<u8>> = ask.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for body in bodies {
        let Ok(op) = decode::<Op>(&body) else { continue };
        if op.hlc > device::read(conn)?.hlc {
            device::keep_hlc(conn, op.hlc)?;
        }
        match &op.action {
            // A record that the server holds is not here until the next fill, which applies the edit again.
            Action::Edit { edit: Edit::Set { .. } } => {}
            _ => outbox::take_effect(batch, &op, device)?,
        }
    }
    Ok(())
}
