//! Channel rules: held in memory beside the topics, so that a contact is judged without a read.

use std::sync::Arc;

use daehwa_domain::{
    record::{Record, RecordKind},
    rule::{Event, Judgement, Rule, judge},
};
use rusqlite::Connection;

use crate::{Cache, Result, centre};

/// Rules.
impl Cache {
    /// The channel rules as of the latest commit, also those that are switched off; by id.
    pub fn rules(&self) -> Arc<Vec<Rule>> {
        self.store.rules()
    }

    /// What the rules say about a contact.
    pub fn judge(&self, event: &Event) -> Judgement {
        let topics = self.store.topics();
        judge(self.store.rules().iter(), event, |id| topics.get(&id))
    }
}

/// Every rule.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Rule>> {
    let records = centre::records(conn, RecordKind::Rule)?.into_iter();
    Ok(records.filter_map(|it| if let Record::Rule(rule) = it { Some(rule) } else { None }).collect())
}
