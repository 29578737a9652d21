//! Settings and the agent's state, per user.

use std::collections::BTreeMap;

use daehwa_domain::{agent_log::AgentLog, id::UserId};
use rusqlite::{OptionalExtension, params};

use crate::{
    Cache, Result, Tag,
    rows::{decode, encode},
    store::Durability,
};

impl Cache {
    /// A user's setting.
    pub fn setting(&self, user: UserId, key: &str) -> Result<Option<String>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT value FROM setting WHERE user = ? AND key = ?")?;
            Ok(ask.query_row(params![user.0, key], |row| row.get(0)).optional()?)
        })
    }

    /// All settings of a user.
    pub fn settings(&self, user: UserId) -> Result<BTreeMap<String, String>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT key, value FROM setting WHERE user = ?")?;
            Ok(ask.query_map([user.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps a setting; `None` forgets it.
    pub fn set_setting(&self, user: UserId, key: &str, value: Option<&str>) -> Result<()> {
        self.store.write(Durability::Power, |conn, tags| {
            match value {
                Some(value) => conn
                    .prepare_cached("INSERT OR REPLACE INTO setting (user, key, value) VALUES (?, ?, ?)")?
                    .execute(params![user.0, key, value])?,
                None => conn
                    .prepare_cached("DELETE FROM setting WHERE user = ? AND key = ?")?
                    .execute(params![user.0, key])?,
            };
            tags.push(Tag::Settings);
            Ok(())
        })
    }

    /// The agent's state as last kept, with what the server has not taken.
    pub fn agent_log(&self, user: UserId) -> Result<Option<AgentLog>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare_cached("SELECT body FROM agent_status WHERE user = ?")?;
            let body: Option<Vec<u8>> = ask.query_row([user.0], |row| row.get(0)).optional()?;
            body.map(|bytes| decode(&bytes)).transpose()
        })
    }

    /// Keeps the agent's state and what the server has not taken.
    pub fn set_agent_log(&self, user: UserId, log: &AgentLog) -> Result<()> {
        self.store.write(Durability::Process, |conn, tags| {
            conn.prepare_cached("INSERT OR REPLACE INTO agent_status (user, body) VALUES (?, ?)")?
                .execute(params![user.0, encode(log)?])?;
            tags.push(Tag::Status);
            Ok(())
        })
    }
}
