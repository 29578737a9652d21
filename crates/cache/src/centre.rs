//! What belongs to the centre and to the whole work list: callbacks, topics, people.

use std::collections::HashMap;

use daehwa_domain::{
    article::Article,
    calendar::Calendar,
    conversation::{CannedReply, Mailbox},
    dialogue::Topic,
    id::{CallbackId, UserId},
    people::{Team, User},
    record::{Record, RecordKind, Versioned},
    script::Script,
    segment::Segment,
    sla::SlaPolicy,
    time::Timestamp,
};
use rusqlite::{Connection, params};

use crate::{
    Cache, CallbackRow, Result,
    batch::CENTRE,
    callbacks,
    customers::Topics,
    rows::{decode, kind_code},
};

/// Callbacks, topics, people.
impl Cache {
    /// Open callbacks of `owner` and of anyone, by due time; all open ones when `owner` is `None`.
    pub fn callbacks(&self, owner: Option<UserId>, limit: usize) -> Result<Vec<CallbackRow>> {
        self.store.read(|conn| callbacks::open(conn, owner, limit))
    }

    /// How many [`Cache::callbacks`] there are in all.
    pub fn callback_count(&self, owner: Option<UserId>) -> Result<u32> {
        self.store.read(|conn| callbacks::count(conn, owner))
    }

    /// One callback, open or not.
    pub fn callback(&self, id: CallbackId) -> Result<Option<CallbackRow>> {
        self.store.read(|conn| callbacks::one(conn, id))
    }

    /// When the next callback after `after` falls due.
    pub fn next_callback_due(&self, owner: Option<UserId>, after: Timestamp) -> Result<Option<Timestamp>> {
        self.store.read(|conn| callbacks::next_due(conn, owner, after))
    }

    /// Topics, also retired ones.
    pub fn topics(&self) -> Result<Vec<Topic>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Topic)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Topic(topic) = it { Some(topic) } else { None }).collect())
        })
    }

    /// Canned replies, also retired ones.
    pub fn canned_replies(&self) -> Result<Vec<CannedReply>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::CannedReply)?.into_iter();
            Ok(records.filter_map(|it| if let Record::CannedReply(reply) = it { Some(reply) } else { None }).collect())
        })
    }

    /// Our mailboxes, also retired ones.
    pub fn mailboxes(&self) -> Result<Vec<Mailbox>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Mailbox)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Mailbox(mailbox) = it { Some(mailbox) } else { None }).collect())
        })
    }

    /// Calendars, also retired ones.
    pub fn calendars(&self) -> Result<Vec<Calendar>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Calendar)?.into_iter();
            Ok(records
                .filter_map(|it| if let Record::Calendar(calendar) = it { Some(calendar) } else { None })
                .collect())
        })
    }

    /// What is promised about cases, also what is not asked any more.
    pub fn sla_policies(&self) -> Result<Vec<SlaPolicy>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::SlaPolicy)?.into_iter();
            Ok(records.filter_map(|it| if let Record::SlaPolicy(policy) = it { Some(policy) } else { None }).collect())
        })
    }

    /// Articles, also retired ones.
    pub fn articles(&self) -> Result<Vec<Article>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Article)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Article(article) = it { Some(*article) } else { None }).collect())
        })
    }

    /// Scripts, also retired ones.
    pub fn scripts(&self) -> Result<Vec<Script>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Script)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Script(script) = it { Some(script) } else { None }).collect())
        })
    }

    /// The centre's users.
    pub fn users(&self) -> Result<Vec<User>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::User)?.into_iter();
            Ok(records.filter_map(|it| if let Record::User(user) = it { Some(user) } else { None }).collect())
        })
    }

    /// Segments, also retired ones.
    pub fn segments(&self) -> Result<Vec<Segment>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Segment)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Segment(segment) = it { Some(segment) } else { None }).collect())
        })
    }

    /// The centre's teams.
    pub fn teams(&self) -> Result<Vec<Team>> {
        self.store.read(|conn| {
            let records = records(conn, RecordKind::Team)?.into_iter();
            Ok(records.filter_map(|it| if let Record::Team(team) = it { Some(team) } else { None }).collect())
        })
    }
}

/// Topics by id, as dialogues are read by them.
pub(crate) fn topics(conn: &Connection) -> Result<Topics> {
    let mut topics = HashMap::new();
    for record in records(conn, RecordKind::Topic)? {
        if let Record::Topic(topic) = record {
            topics.insert(topic.id, topic);
        }
    }
    Ok(topics)
}

/// The centre's records of a kind, by id.
pub(crate) fn records(conn: &Connection, kind: RecordKind) -> Result<Vec<Record>> {
    let mut ask = conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND kind = ? ORDER BY id")?;
    let mut rows = ask.query(params![CENTRE, kind_code(kind)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let versioned: Versioned = decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        all.push(versioned.record);
    }
    Ok(all)
}
