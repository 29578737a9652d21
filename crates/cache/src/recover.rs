//! A damaged file: set aside, replaced, and what was not sent brought over as far as it can be read.

use std::path::{Path, PathBuf};

use daehwa_domain::{id::DeviceId, record::Edit};
use daehwa_protocol::op::{Action, Op};
use rusqlite::{Connection, types::Value};

use crate::{
    Cache, Key, Options, Rescue, Result, batch::Batch, connection, device, files, outbox, rows::decode,
    store::Durability,
};

/// Tables that are brought over row by row, and the field of the report that counts them.
type Counted = fn(&mut Rescue) -> &mut u32;
const WHOLE: [(&str, &str, Counted); 6] = [
    ("journal", "call, text, at_ms", |it| &mut it.drafts),
    ("journal_history", "call, at_ms, text", |it| &mut it.earlier_texts),
    ("call", "id, user, direction, caller, customer, started_ms, answered_ms, ended_ms, cause, owes", |it| {
        &mut it.calls
    }),
    ("setting", "user, key, value", |it| &mut it.settings),
    ("agent_status", "user, body", |it| &mut it.statuses),
    ("archive", "entry, op, body, refusal, detail, discarded_by, discarded_ms", |it| &mut it.archived),
];
const OUTBOX: &str = "counter, op, body, subject, customer, made_ms, refusal, detail, refused_ms, retries";

impl Cache {
    /// Sets a damaged file aside, makes a new one and brings over unsent work as far as it can be read.
    pub fn recover(path: &Path, key: &Key, options: &Options) -> Result<(Self, Rescue)> {
        let set_aside = if path.exists() { files::set_aside(path)? } else { PathBuf::new() };
        let cache = Self::open_without_crash_check(path, key, options)?;
        let mut rescue = Rescue { set_aside: set_aside.clone(), ..Rescue::default() };
        match connection::damaged(&set_aside, key) {
            Ok(old) => cache.bring_over(&old, &mut rescue)?,
            Err(error) => {
                tracing::warn!(%error, "nothing of the damaged cache can be read");
                rescue.unreadable.push("*".to_owned());
            }
        }
        cache.end_crashed_calls(options.now)?;
        rescue.owed = u32::try_from(cache.owed_wrap_ups()?.len()).unwrap_or(u32::MAX);
        Ok((cache, rescue))
    }

    fn bring_over(&self, old: &Connection, rescue: &mut Rescue) -> Result<()> {
        self.store.change(Durability::Power, |conn, batch| {
            for (table, columns, counted) in WHOLE {
                let (copied, complete) = copy(old, conn, table, columns)?;
                *counted(rescue) += copied;
                if !complete {
                    rescue.unreadable.push(table.to_owned());
                }
            }
            let (copied, complete) = copy(old, conn, "outbox", OUTBOX)?;
            rescue.ops = copied;
            if !complete {
                rescue.unreadable.push("outbox".to_owned());
            }
            bring_device(old, conn, rescue)?;
            show_unsent(conn, batch)
        })
    }
}

/// Copies the rows that can be read, and says whether those were all. A damaged page ends a scan: it is tried from the other end, too.
fn copy(old: &Connection, new: &Connection, table: &str, columns: &str) -> Result<(u32, bool)> {
    let key = columns.split(',').next().unwrap_or(columns);
    let places = vec!["?"; columns.split(',').count()].join(", ");
    let mut insert = new.prepare(&format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})"))?;
    let (mut copied, mut complete) = (0, false);
    for order in ["ASC", "DESC"] {
        let Ok(mut ask) = old.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {key} {order}")) else { break };
        let width = ask.column_count();
        let Ok(mut rows) = ask.query([]) else { continue };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let values: rusqlite::Result<Vec<Value>> = (0..width).map(|at| row.get(at)).collect();
                    if let Ok(values) = values {
                        copied += insert.execute(rusqlite::params_from_iter(values))? as u32;
                    }
                }
                Ok(None) => {
                    complete = true;
                    break;
                }
                Err(error) => {
                    tracing::warn!(%error, table, "a part of the damaged cache can't be read");
                    break;
                }
            }
        }
        if complete {
            break;
        }
    }
    Ok((copied, complete))
}

/// The device's id and clocks. Where its counter can't be read, it goes on after the ops that were: the server says at the next contact
/// what it has processed ([`Cache::raise_counters`]).
fn bring_device(old: &Connection, new: &Connection, rescue: &mut Rescue) -> Result<()> {
    match device::read(old) {
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
