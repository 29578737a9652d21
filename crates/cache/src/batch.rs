//! Facts and records taken in within one transaction, with all that is derived from them.
//!
//! What is derived (dialogues, last contact, search keys, checksums) is made once per transaction at the end, not once per row.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use daehwa_domain::{
    digest,
    id::{CalendarId, CustomerId, MailboxId},
    record::{Edit, Fact, Record, RecordKind, Versioned},
    time::{Stamp, Timestamp},
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{
    CacheError, Result, cases,
    change::Tag,
    clocks::{self, Clocks},
    conversations,
    customers::Topics,
    identity::{self, Place},
    keys::{self, Keys},
    notes::{self, Worded},
    recency::Moved,
    rows::{
        facts::{self, Added},
        records::{self, Changed},
    },
};

/// The local number under which the centre's own records lie.
pub(crate) const CENTRE: i64 = 0;
/// The scope of customers that have left all scopes of this desktop, and are kept for unsent work only.
pub(crate) const LEFT: i64 = 0;
/// More touched customers than this are told as [`Tag::Customers`].
const TOLD_ONE_BY_ONE: usize = 64;

/// Where a change comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// This desktop.
    Here,
    /// The server, for a scope, in the time of its latest fill.
    Server { sid: i64, mark: i64 },
}

impl Origin {
    fn mark(self) -> Option<i64> {
        match self {
            Self::Here => None,
            Self::Server { mark, .. } => Some(mark),
        }
    }
}

/// A customer that this transaction touches.
struct Touched {
    /// Where its rows lie.
    cid: i64,
    /// Its own local number.
    home: i64,
    sid: Option<i64>,
    last_ms: i64,
    stored_last_ms: i64,
    /// Made in this transaction.
    new: bool,
    keys_before: Option<Keys>,
}

/// A transaction in the making.
pub(crate) struct Batch<'c> {
    conn: &'c Connection,
    region: &'c str,
    topics: Arc<Topics>,
    tags: &'c mut Vec<Tag>,
    customers: HashMap<CustomerId, Touched>,
    checksums: HashMap<i64, u64>,
    /// Leave the search keys of new customers, and the words of their notes and messages, for later, when many are written in order.
    keys_later: bool,
    /// Notes and messages that came in, by the local number of their customer.
    worded: Vec<(i64, Worded, Timestamp, Uuid)>,
    /// Customers with conversations whose place in the inbox may be another now.
    written: HashSet<(i64, CustomerId)>,
    /// Where customers lie with cases whose place may be another now.
    cased: HashSet<i64>,
    /// Whether what is promised about cases is another now.
    policies: bool,
    /// Mailboxes whose time to an answer is another now.
    mailboxes: HashSet<MailboxId>,
    /// Calendars whose hours are others now.
    calendars: HashSet<CalendarId>,
    /// Whether a topic, rule, segment or treatment was touched.
    pub definitions: bool,
    late: Vec<i64>,
    moved: Vec<Moved>,
}

/// What has to be known of a transaction beside the database.
pub(crate) struct Derived {
    /// For the search, after the commit.
    pub moved: Vec<Moved>,
    /// Customers whose keys are left for later and were touched again: whoever is writing them has read what no longer holds.
    pub late: Vec<i64>,
}

impl<'c> Batch<'c> {
    pub(crate) fn new(
        conn: &'c Connection,
        region: &'c str,
        topics: Arc<Topics>,
        tags: &'c mut Vec<Tag>,
        keys_later: bool,
    ) -> Self {
        Self {
            conn,
            region,
            topics,
            tags,
            customers: HashMap::new(),
            checksums: HashMap::new(),
            keys_later,
            worded: Vec::new(),
            written: HashSet::new(),
            cased: HashSet::new(),
            policies: false,
            mailboxes: HashSet::new(),
            calendars: HashSet::new(),
            definitions: false,
            late: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// Adds a fact; says whether it was not here before.
    pub(crate) fn add_fact(&mut self, fact: &Fact, origin: Origin) -> Result<bool> {
        let (conn, id) = (self.conn, fact.customer());
        let touched = self.customer(id, origin)?;
        let (cid, lies_elsewhere) = (touched.cid, touched.cid != touched.home);
        let added = facts::add(conn, cid, fact, origin.mark())?;
        if added == Added::New && lies_elsewhere {
            facts::name(conn, cid, fact, id.0)?;
        }
        match fact {
            Fact::Interaction(it) if added == Added::New => touched.last_ms = touched.last_ms.max(it.started_ms.0),
            _ => {}
        }
        if let (Added::New, Some((of, at_ms, id))) = (&added, Worded::of(fact)) {
            self.worded.push((cid, of, at_ms, id));
        }
        if added == Added::New && conversations::is_about(fact) {
            self.written.insert((cid, id));
        }
        if added != Added::Known && matches!(fact, Fact::CaseStep(_)) {
            self.cased.insert(cid);
        }
        // It waits no longer to be sent.
        if added == Added::Confirmed && matches!(fact, Fact::Message(_)) {
            self.tell_once(Tag::Inbox);
        }
        if added == Added::New && decides_triage(fact) {
            self.tell_once(Tag::Triage);
        }
        match (origin, added) {
            (Origin::Server { sid, .. }, Added::New | Added::Confirmed) => self.grow(sid, digest::fact(fact)),
            (Origin::Server { sid, .. }, Added::Grown(by)) => self.grow(sid, by),
            _ => {}
        }
        if let (Added::New, Some(two)) = (added, identity::two_of(fact)) {
            self.regroup(&two, None)?;
        }
        Ok(added == Added::New)
    }

    /// Takes the server's version of a record.
    pub(crate) fn put_record(&mut self, sent: &Versioned, sid: i64, mark: i64) -> Result<()> {
        let cid = self.owner(&sent.record, Origin::Server { sid, mark })?;
        self.remember_keys(&sent.record)?;
        if let Some(changed) = records::put_server(self.conn, cid, sent, mark)? {
            self.grow(sid, changed.checksum);
            self.shown(cid, &changed)?;
        }
        Ok(())
    }

    /// Makes an edit of this desktop.
    pub(crate) fn edit(&mut self, edit: &Edit, stamp: Stamp) -> Result<()> {
        let cid = match edit {
            Edit::Create(record) => {
                let cid = self.owner(record, Origin::Here)?;
                self.remember_keys(record)?;
                cid
            }
            Edit::Set { target, customer, .. } => {
                let cid = self.known_owner(*customer)?;
                if let Some(before) = records::shown(self.conn, cid, *target)? {
                    self.remember_keys(&before.record)?;
                }
                cid
            }
        };
        let changed = records::edit(self.conn, cid, edit, stamp)?;
        self.shown(cid, &changed)
    }

    /// Shows the server's version of a record whose edits were all acknowledged.
    pub(crate) fn settle(&mut self, cid: i64, record: &Record) -> Result<()> {
        if let Some(id) = record.customer() {
            self.known(id)?;
        }
        self.remember_keys(record)?;
        match records::settle(self.conn, cid, record.reference())? {
            Some(changed) => self.shown(cid, &changed),
            None => Ok(()),
        }
    }

    /// Takes the effect of an op back that was given up and has left the outbox.
    pub(crate) fn take_back_edit(&mut self, edit: &Edit) -> Result<()> {
        let customer = match edit {
            Edit::Create(record) => record.customer(),
            Edit::Set { customer, .. } => *customer,
        };
        let cid = match self.known_owner(customer) {
            Err(CacheError::UnknownRecord) => return Ok(()),
            cid => cid?,
        };
        let target = match edit {
            Edit::Create(record) => record.reference(),
            Edit::Set { target, .. } => *target,
        };
        if let Some(before) = records::shown(self.conn, cid, target)? {
            self.remember_keys(&before.record)?;
        }
        match records::take_back(self.conn, cid, edit)? {
            Some(changed) => self.shown(cid, &changed),
            None => Ok(()),
        }
    }

    /// Takes a fact back that was given up and that the server does not have.
    pub(crate) fn take_back_fact(&mut self, fact: &Fact) -> Result<()> {
        let conn = self.conn;
        if decides_triage(fact) {
            self.tell_once(Tag::Triage);
        }
        let Some(touched) = self.known(fact.customer())? else { return Ok(()) };
        let cid = touched.cid;
        let removed = facts::remove_unsent(conn, cid, fact)?;
        if removed && matches!(fact, Fact::Interaction(_)) {
            touched.last_ms = last_contact(conn, cid)?;
        }
        if conversations::is_about(fact) {
            self.written.insert((cid, fact.customer()));
        }
        if matches!(fact, Fact::CaseStep(_)) {
            self.cased.insert(cid);
        }
        match identity::two_of(fact).filter(|_| removed) {
            Some(two) => self.regroup(&two, None),
            None => Ok(()),
        }
    }

    /// Tells of something else.
    pub(crate) fn tell(&mut self, tag: Tag) {
        self.tags.push(tag);
    }

    /// Tells it once, however many contacts come in or members a list has.
    fn tell_once(&mut self, tag: Tag) {
        if !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Lets a scope's checksum grow (wrapping).
    pub(crate) fn grow(&mut self, sid: i64, by: u64) {
        let sum = self.checksums.entry(sid).or_default();
        *sum = sum.wrapping_add(by);
    }

    /// Forgets how the checksum of a scope grew that is dropped.
    pub(crate) fn forget_checksum(&mut self, sid: i64) {
        self.checksums.remove(&sid);
    }

    /// Forgets what is known of a customer whose rows were removed beside this batch.
    pub(crate) fn forget(&mut self, id: CustomerId) {
        self.customers.remove(&id);
    }

    /// Puts the rows of those who are one with any of some customers where they belong now. `without` is about to leave.
    pub(crate) fn regroup(&mut self, customers: &[CustomerId], without: Option<CustomerId>) -> Result<()> {
        for (to, members) in identity::to_move(self.conn, customers, without)? {
            for member in members {
                let Some(place) = identity::place_of(self.conn, member)? else { continue };
                self.move_rows(member, &place, to)?;
            }
        }
        Ok(())
    }

    fn move_rows(&mut self, customer: CustomerId, place: &Place, to: i64) -> Result<()> {
        let conn = self.conn;
        self.derive_touched_at(&[place.cid, to])?;
        self.file_words()?;
        let numbers = [place.cid, to];
        let mut before = Vec::with_capacity(numbers.len());
        for cid in numbers {
            before.push(Keys::read(conn, cid, self.region)?);
        }
        identity::move_rows(conn, customer, place, to)?;
        if keys::are_left_for_later(conn, place.cid)? {
            conn.prepare_cached("INSERT OR IGNORE INTO unindexed (cid) VALUES (?)")?.execute([to])?;
        }
        for (cid, before) in numbers.into_iter().zip(before) {
            identity::derive_again(conn, cid)?;
            let after = Keys::read(conn, cid, self.region)?;
            match keys::are_left_for_later(conn, cid)? {
                true => self.late.push(cid),
                false => keys::replace(conn, cid, &before, &after)?,
            }
            let last_ms = last_contact(conn, cid)?;
            self.moved.push(Moved { cid, last_ms, terms: Some(after.terms.into_iter().collect()) });
            if let Some(id) = id_of(conn, cid)? {
                self.tags.push(Tag::Customer(id));
                self.written.insert((cid, id));
            }
            self.cased.insert(cid);
        }
        for tag in [Tag::Triage, Tag::Callbacks, Tag::Lists] {
            self.tell_once(tag);
        }
        self.tags.push(Tag::Customer(customer));
        Ok(())
    }

    /// Makes what is derived of customers at these numbers, before their rows are moved.
    fn derive_touched_at(&mut self, cids: &[i64]) -> Result<()> {
        let at: Vec<CustomerId> =
            self.customers.iter().filter(|(_, it)| cids.contains(&it.cid)).map(|(id, _)| *id).collect();
        for id in at {
            if let Some(touched) = self.customers.remove(&id) {
                self.tags.push(Tag::Customer(id));
                let moved = self.derive(touched)?;
                self.moved.extend(moved);
            }
        }
        Ok(())
    }

    /// Makes what is derived.
    pub(crate) fn finish(mut self) -> Result<Derived> {
        let mut moved = std::mem::take(&mut self.moved);
        let one_by_one = self.customers.len() <= TOLD_ONE_BY_ONE;
        if !one_by_one {
            self.tags.push(Tag::Customers);
        }
        for (id, touched) in std::mem::take(&mut self.customers) {
            if one_by_one {
                self.tags.push(Tag::Customer(id));
            }
            if touched.cid != touched.home {
                self.tags.extend(id_of(self.conn, touched.cid)?.map(Tag::Customer));
            }
            moved.extend(self.derive(touched)?);
        }
        self.file_words()?;
        self.file_conversations()?;
        self.file_cases()?;
        for (sid, growth) in std::mem::take(&mut self.checksums).into_iter().filter(|(_, growth)| *growth != 0) {
            grow_checksum(self.conn, sid, growth)?;
        }
        Ok(Derived { moved, late: self.late })
    }

    /// Files the words of what came in, but for those of customers whose keys are left for later.
    fn file_words(&mut self) -> Result<()> {
        let mut unfiled = Vec::with_capacity(self.worded.len());
        for (cid, of, at_ms, id) in std::mem::take(&mut self.worded) {
            match keys::are_left_for_later(self.conn, cid)? {
                true => self.late.push(cid),
                false => unfiled.extend(notes::unfiled(self.conn, of, cid, at_ms, id)?),
            }
        }
        unfiled.sort_unstable_by_key(|it| it.doc);
        notes::file(self.conn, &unfiled)
    }

    /// Files the conversations of a customer anew, whose rows were removed beside this batch.
    pub(crate) fn file_conversations_of(&mut self, cid: i64, id: CustomerId) -> Result<()> {
        self.written.remove(&(cid, id));
        self.cased.insert(cid);
        conversations::file(self.conn, cid, id, &self.topics, &mut Clocks::default()).map(drop)
    }

    /// Files the conversations whose place in the inbox may be another now.
    fn file_conversations(&mut self) -> Result<()> {
        for calendar in std::mem::take(&mut self.calendars) {
            self.mailboxes.extend(clocks::with_calendar(self.conn, calendar)?);
        }
        for mailbox in std::mem::take(&mut self.mailboxes) {
            self.written.extend(conversations::with_mailbox(self.conn, mailbox)?);
        }
        let mut clocks = Clocks::default();
        for (cid, id) in std::mem::take(&mut self.written) {
            if conversations::file(self.conn, cid, id, &self.topics, &mut clocks)? {
                self.tell_once(Tag::Inbox);
            }
        }
        Ok(())
    }

    /// By when answers are due may be another now: a mailbox or a calendar is.
    pub(crate) fn tell_of_clock(&mut self, record: &Record) {
        match record {
            Record::Mailbox(it) => drop(self.mailboxes.insert(it.id)),
            Record::Calendar(it) => drop(self.calendars.insert(it.id)),
            _ => {}
        }
    }

    /// What is promised about cases is another now.
    pub(crate) fn tell_of_policies(&mut self) {
        self.policies = true;
        self.tell_once(Tag::Cases);
    }

    /// Files the cases whose place in the list may be another now.
    fn file_cases(&mut self) -> Result<()> {
        let mut cids = std::mem::take(&mut self.cased);
        if std::mem::take(&mut self.policies) {
            cids.extend(cases::everywhere(self.conn)?);
        }
        let mut book = None;
        for cid in cids {
            if cases::file(self.conn, cid, &mut book)? {
                self.tell_once(Tag::Cases);
            }
        }
        Ok(())
    }

    fn derive(&mut self, touched: Touched) -> Result<Option<Moved>> {
        let conn = self.conn;
        let contacted = touched.last_ms != touched.stored_last_ms;
        let touched = match touched.cid == touched.home {
            true => touched,
            // Others' contacts lie beside its own.
            false => Touched { last_ms: last_contact(conn, touched.cid)?, ..touched },
        };
        if contacted {
            conn.prepare_cached("UPDATE customer SET last_ms = ? WHERE cid = ?")?
                .execute(params![touched.last_ms, touched.cid])?;
        }
        let Some(before) = &touched.keys_before else {
            let terms =
                (contacted && !self.keys_later).then(|| Keys::read(conn, touched.cid, self.region)).transpose()?;
            let terms = terms.map(|keys| keys.terms.into_iter().collect());
            return Ok(contacted.then_some(Moved { cid: touched.cid, last_ms: touched.last_ms, terms }));
        };
        if self.keys_later && touched.new {
            conn.prepare_cached("INSERT OR IGNORE INTO unindexed (cid) VALUES (?)")?.execute([touched.cid])?;
            return Ok(Some(Moved { cid: touched.cid, last_ms: touched.last_ms, terms: None }));
        }
        let after = Keys::read(conn, touched.cid, self.region)?;
        match keys::are_left_for_later(conn, touched.cid)? {
            true => self.late.push(touched.cid),
            false => keys::replace(conn, touched.cid, before, &after)?,
        }
        let terms = (!self.keys_later).then(|| after.terms.into_iter().collect());
        Ok(Some(Moved { cid: touched.cid, last_ms: touched.last_ms, terms }))
    }

    /// What is shown of a record has changed.
    fn shown(&mut self, cid: i64, changed: &Changed) -> Result<()> {
        let Some(record) = changed.shown.as_ref().or(changed.before.as_ref()).map(|it| &it.record) else {
            return Ok(());
        };
        let conflicts = |it: &Option<Versioned>| it.as_ref().map_or(0, |it| it.conflicts.len());
        if conflicts(&changed.before) + conflicts(&changed.shown) > 0 {
            self.tags.push(Tag::Conflicts);
        }
        match record {
            Record::Callback(it) => {
                self.tags.push(Tag::Callbacks);
                crate::callbacks::index(self.conn, cid, it, changed.shown.is_some())?;
            }
            Record::Topic(_) => {
                self.definitions = true;
                self.tags.push(Tag::Topics);
            }
            Record::Rule(_) => {
                self.definitions = true;
                self.tags.push(Tag::Rules);
            }
            Record::User(_) | Record::Team(_) => self.tags.push(Tag::People),
            Record::Customer(it) => {
                // Who stands for several is filed.
                if id_of(self.conn, cid)? == Some(it.id) {
                    crate::valued::file(self.conn, cid, changed.before.as_ref(), changed.shown.as_ref())?;
                }
                self.written.insert((cid, it.id));
                self.cased.insert(cid);
            }
            Record::Script(_) => self.tags.push(Tag::Scripts),
            Record::ContactPoint(_) | Record::Remark(_) => {}
            Record::Segment(_) => {
                self.definitions = true;
                self.tags.push(Tag::Segments);
            }
            Record::Treatment(_) => {
                self.definitions = true;
                self.tags.push(Tag::Treatments);
            }
            Record::Conversation(it) => {
                self.written.insert((cid, it.customer));
            }
            Record::Mailbox(_) => {
                self.tell_of_clock(record);
                self.tell_once(Tag::Writing);
            }
            Record::CannedReply(_) => self.tell_once(Tag::Writing),
            Record::Article(_) => self.tell_once(Tag::Articles),
            Record::Case(_) => drop(self.cased.insert(cid)),
            Record::Calendar(_) => {
                self.tell_of_clock(record);
                self.tell_of_policies();
                self.tell_once(Tag::Writing);
            }
            Record::SlaPolicy(_) => self.tell_of_policies(),
            Record::CallList(_) => self.tell_once(Tag::Lists),
            Record::ListMember(it) => {
                crate::lists::index(self.conn, cid, it, changed.shown.as_ref())?;
                self.tell_once(Tag::Lists);
            }
        }
        Ok(())
    }

    /// Keeps the customer's keys as they are before a record changes that makes keys.
    fn remember_keys(&mut self, record: &Record) -> Result<()> {
        if !matches!(record.reference().kind, RecordKind::Customer | RecordKind::ContactPoint) {
            return Ok(());
        }
        let (conn, region) = (self.conn, self.region);
        if let Some(touched) = record.customer().and_then(|id| self.customers.get_mut(&id))
            && touched.keys_before.is_none()
        {
            let keys = if touched.new { Keys::default() } else { Keys::read(conn, touched.cid, region)? };
            touched.keys_before = Some(keys);
        }
        Ok(())
    }

    fn owner(&mut self, record: &Record, origin: Origin) -> Result<i64> {
        match record.customer() {
            Some(id) => Ok(self.customer(id, origin)?.cid),
            None => Ok(CENTRE),
        }
    }

    fn known_owner(&mut self, customer: Option<CustomerId>) -> Result<i64> {
        match customer {
            Some(id) => self.known(id)?.map(|it| it.cid).ok_or(CacheError::UnknownRecord),
            None => Ok(CENTRE),
        }
    }

    /// The customer, if it is in the cache.
    fn known(&mut self, id: CustomerId) -> Result<Option<&mut Touched>> {
        if !self.customers.contains_key(&id) {
            let Some(touched) = find(self.conn, id)? else { return Ok(None) };
            self.customers.insert(id, touched);
        }
        Ok(self.customers.get_mut(&id))
    }

    /// The customer, made where it is new, and in the scope that the change comes from.
    fn customer(&mut self, id: CustomerId, origin: Origin) -> Result<&mut Touched> {
        let (conn, known) = (self.conn, self.known(id)?.is_some());
        if !known {
            let sid = match origin {
                Origin::Here => None,
                Origin::Server { sid, .. } => Some(sid),
            };
            let touched = make(conn, id, sid)?;
            self.customers.insert(id, touched);
            if identity::is_linked(conn, id)? {
                self.regroup(&[id], None)?;
                self.known(id)?;
            }
        }
        if let Origin::Server { sid, .. } = origin {
            self.move_to(id, sid)?;
        }
        self.customers.get_mut(&id).ok_or(CacheError::UnknownRecord)
    }

    /// Puts the customer into a scope. From another scope it comes with nothing confirmed: the new one sends all of it.
    fn move_to(&mut self, id: CustomerId, sid: i64) -> Result<()> {
        let Some(touched) = self.customers.get_mut(&id) else { return Ok(()) };
        let left = touched.sid.replace(sid);
        if left == Some(sid) {
            return Ok(());
        }
        let home = touched.home;
        self.conn.prepare_cached("UPDATE customer SET sid = ? WHERE cid = ?")?.execute(params![sid, home])?;
        if let Some(left) = left.filter(|it| *it != LEFT) {
            let confirmed = crate::removal::unconfirm(self.conn, id)?;
            self.grow(left, confirmed.wrapping_neg());
        }
        Ok(())
    }
}

/// Whether a fact decides if a contact waits in triage.
fn decides_triage(fact: &Fact) -> bool {
    match fact {
        Fact::Interaction(it) => it.dialogue.is_none(),
        Fact::Assigned(_) => true,
        _ => false,
    }
}

/// Lets a scope's checksum grow (wrapping).
pub(crate) fn grow_checksum(conn: &Connection, sid: i64, growth: u64) -> Result<()> {
    let sum: i64 =
        conn.prepare_cached("SELECT checksum FROM scope WHERE sid = ?")?.query_row([sid], |row| row.get(0))?;
    let sum = (sum as u64).wrapping_add(growth) as i64;
    conn.prepare_cached("UPDATE scope SET checksum = ? WHERE sid = ?")?.execute(params![sum, sid])?;
    Ok(())
}

/// The local number at which a customer's rows lie.
pub(crate) fn cid_of(conn: &Connection, id: CustomerId) -> Result<Option<i64>> {
    Ok(identity::place_of(conn, id)?.map(|it| it.cid))
}

/// When the last contact at a number began; 0 for none.
fn last_contact(conn: &Connection, cid: i64) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT ifnull(max(started_ms), 0) FROM interaction WHERE cid = ?")?
        .query_row([cid], |row| row.get(0))?)
}

/// The customer with a local number.
pub(crate) fn id_of(conn: &Connection, cid: i64) -> Result<Option<CustomerId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM customer WHERE cid = ?")?
        .query_row([cid], |row| row.get::<_, Uuid>(0))
        .optional()?
        .map(CustomerId))
}

fn find(conn: &Connection, id: CustomerId) -> Result<Option<Touched>> {
    let mut ask = conn.prepare_cached(
        "SELECT c.cid, c.sid, h.last_ms, h.cid FROM customer c JOIN customer h ON h.cid = ifnull(c.lies_at, c.cid) \
         WHERE c.id = ?",
    )?;
    let found = ask.query_row([id.0], |row| {
        let last_ms = row.get(2)?;
        Ok(Touched {
            cid: row.get(3)?,
            home: row.get(0)?,
            sid: row.get(1)?,
            last_ms,
            stored_last_ms: last_ms,
            new: false,
            keys_before: None,
        })
    });
    Ok(found.optional()?)
}

fn make(conn: &Connection, id: CustomerId, sid: Option<i64>) -> Result<Touched> {
    if is_erased(conn, id)? {
        return Err(CacheError::Erased);
    }
    conn.prepare_cached("INSERT INTO customer (id, sid) VALUES (?, ?)")?.execute(params![id.0, sid])?;
    let cid = conn.last_insert_rowid();
    Ok(Touched { cid, home: cid, sid, last_ms: 0, stored_last_ms: 0, new: true, keys_before: None })
}

/// Whether the customer was erased.
pub(crate) fn is_erased(conn: &Connection, id: CustomerId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM erased WHERE id = ?")?.exists([id.0])?)
}
