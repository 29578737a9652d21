//! This desktop: its id, its counter, its clocks.

use daehwa_domain::{
    id::DeviceId,
    time::{Hlc, Stamp, Timestamp},
};
use rusqlite::{Connection, params};

use crate::Result;

/// The device as it is kept.
pub(crate) struct Device {
    pub id: DeviceId,
    pub next_counter: u64,
    pub hlc: Hlc,
    pub server_offset_ms: Option<i64>,
}

/// Takes the id where the file is new.
pub(crate) fn begin(conn: &Connection, id: DeviceId) -> Result<()> {
    conn.execute(
        "INSERT OR IGNORE INTO device (one, id, next_counter, hlc_wall_ms, hlc_counter) VALUES (1, ?, 1, 0, 0)",
        [id.0],
    )?;
    Ok(())
}

pub(crate) fn read(conn: &Connection) -> Result<Device> {
    let mut ask =
        conn.prepare_cached("SELECT id, next_counter, hlc_wall_ms, hlc_counter, server_offset_ms FROM device")?;
    Ok(ask.query_row([], |row| {
        Ok(Device {
            id: DeviceId(row.get(0)?),
            next_counter: row.get::<_, i64>(1)? as u64,
            hlc: Hlc { wall_ms: row.get(2)?, counter: row.get(3)? },
            server_offset_ms: row.get(4)?,
        })
    })?)
}

/// Counter and stamp for something that is done now. Stamps follow the server's time as far as it is known, and always grow.
pub(crate) fn next(conn: &Connection, now: Timestamp) -> Result<(u64, Stamp)> {
    let device = read(conn)?;
    let hlc = device.hlc.tick(now.plus_ms(device.server_offset_ms.unwrap_or(0)));
    keep_hlc(conn, hlc)?;
    Ok((next_counter(conn)?, Stamp { hlc, device: device.id }))
}

/// The next counter, given out.
pub(crate) fn next_counter(conn: &Connection) -> Result<u64> {
    let counter = peek_counter(conn)?;
    set_next_counter(conn, counter + 1)?;
    Ok(counter)
}

/// The next counter, not given out.
pub(crate) fn peek_counter(conn: &Connection) -> Result<u64> {
    Ok(read(conn)?.next_counter)
}

pub(crate) fn set_next_counter(conn: &Connection, counter: u64) -> Result<()> {
    conn.prepare_cached("UPDATE device SET next_counter = ?")?.execute([counter as i64])?;
    Ok(())
}

/// Takes in a stamp of somebody else: what is done here from now on is later.
pub(crate) fn receive(conn: &Connection, seen: Hlc, now: Timestamp) -> Result<()> {
    let device = read(conn)?;
    if seen > device.hlc {
        keep_hlc(conn, device.hlc.receive(seen, now.plus_ms(device.server_offset_ms.unwrap_or(0))))?;
    }
    Ok(())
}

pub(crate) fn set_server_offset(conn: &Connection, offset_ms: i64) -> Result<()> {
    conn.prepare_cached("UPDATE device SET server_offset_ms = ?")?.execute([offset_ms])?;
    Ok(())
}

pub(crate) fn keep_hlc(conn: &Connection, hlc: Hlc) -> Result<()> {
    conn.prepare_cached("UPDATE device SET hlc_wall_ms = ?, hlc_counter = ?")?
        .execute(params![hlc.wall_ms, hlc.counter])?;
    Ok(())
}
