//! The centre's model of its topics, so that topics are suggested without the server too.

use rusqlite::{OptionalExtension, params};

use crate::{Cache, Result, store::Durability};

impl Cache {
    /// By what the model is known that is here.
    pub fn topic_model_version(&self) -> Result<Option<String>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare("SELECT version FROM topic_model")?;
            Ok(ask.query_row([], |row| row.get(0)).optional()?)
        })
    }

    /// The model as the server gave it.
    pub fn topic_model(&self) -> Result<Option<Vec<u8>>> {
        self.store.read(|conn| {
            let mut ask = conn.prepare("SELECT body FROM topic_model")?;
            Ok(ask.query_row([], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps a model in the place of the one before.
    pub fn keep_topic_model(&self, version: &str, body: &[u8]) -> Result<()> {
        self.store.write(Durability::Process, |conn, _| {
            conn.execute("DELETE FROM topic_model", [])?;
            conn.execute("INSERT INTO topic_model (version, body) VALUES (?, ?)", params![version, body])?;
            Ok(())
        })
    }
}
