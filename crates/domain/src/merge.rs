//! How edited records come together: field by field, the same result in whatever order and however often edits arrive.
//!
//! Every field has a [`Rule`]. A [`Rule::LastWins`] field holds the value with the largest stamp. A [`Rule::Ends`] field holds an
//! ending value before any other. A [`Rule::KeepBoth`] field is a multi-value register (Shapiro et al. 2011, "A comprehensive study
//! of convergent and commutative replicated data types", §3.2.2): an edit replaces what its author saw, and what it did not see stays
//! beside it as a [`Conflict`] until a person who saw both sets the field again. What was seen is kept as the latest stamp per device
//! (`Versioned::seen`): a device always knows its own earlier edits, so one stamp stands for all before it.
//!
//! What this needs from outside: one device's stamps grow from edit to edit (see [`crate::time::Hlc::bounded_after`]).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use thiserror::Error;

use crate::{
    id::DeviceId,
    limits::{self, LimitError},
    record::{Conflict, FieldChange, Record, RecordKind, Versioned},
    time::{Hlc, Stamp, Timestamp},
};

/// The most values that one edit can claim to have seen for a field: more devices than ever hold one customer's card at a time.
pub const MAX_SEEN: usize = 64;

/// What happens when a field is set more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Never set after creation.
    Fixed,
    /// The larger stamp wins.
    LastWins,
    /// As [`Rule::LastWins`], but a value that ends the record (a callback made or called off) wins over one that does not: it never
    /// comes back to life.
    Ends,
    /// The larger stamp is shown; values that were set without knowing of each other are all kept, and a person decides.
    KeepBoth,
}

/// The rule of a field.
///
/// Words that a person wrote and that can't be made again are kept. Choices from a list, dates and switches are not: asking a person
/// about them costs more than they are worth. `retired` and `done` are switches too: only changed fields are sent, so that one is
/// switched back only where somebody meant it.
pub fn rule(kind: RecordKind, field: &str) -> Rule {
    use RecordKind::{
        Article, CallList, Callback, CannedReply, Case, ContactPoint, Conversation, Customer, ListMember, Mailbox,
        Remark, Topic,
    };
    match (kind, field) {
        (_, "id" | "customer" | "created_ms" | "created_by" | "author") => Rule::Fixed,
        // What a list was made from is what its members and figures mean.
        (CallList, "origin" | "purpose" | "topic" | "rest_days" | "members" | "left_out")
        | (ListMember, "list" | "rank" | "reason")
        | (Conversation, "channel" | "mailbox")
        | (Mailbox, "channel")
        | (Case, "contact") => Rule::Fixed,
        (Callback, "status") => Rule::Ends,
        (Customer, "name" | "name_latin" | "company" | "account_no" | "address")
        | (ContactPoint, "value")
        | (Remark, "text")
        | (Callback, "note" | "number" | "due_ms")
        | (Topic, "name" | "stages")
        | (CannedReply, "text")
        | (Article, "answer" | "body")
        | (Mailbox, "signature")
        | (Case, "title" | "words") => Rule::KeepBoth,
        _ => Rule::LastWins,
    }
}

/// Why an edit was refused. Nothing of it has taken effect.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// The record has no such field.
    #[error("no such field")]
    UnknownField,
    /// The field can't be set after creation.
    #[error("field {field} can't be changed")]
    Fixed {
        /// Which.
        field: String,
    },
    /// The value is not one that the field can hold.
    #[error("not a value for field {field}")]
    WrongValue {
        /// Which.
        field: String,
    },
    /// The value breaks a bound, such as its length.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// A field is set twice in one edit, or more than [`MAX_SEEN`] values are claimed as seen.
    #[error("malformed edit of field {field}")]
    Malformed {
        /// Which.
        field: String,
    },
    /// Two different records can't be merged.
    #[error("two different records")]
    Different,
}

/// What an edit or merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeOutcome {
    /// Whether anything is different from before.
    pub changed: bool,
    /// The fields for which a person has to choose between values.
    pub conflicting: Vec<String>,
}

impl Versioned {
    /// A record as it was created.
    pub fn new(record: Record, created: Stamp) -> Self {
        Self { record, created, stamps: BTreeMap::new(), conflicts: Vec::new(), seen: BTreeMap::new() }
    }

    /// When a field was set, by the stamp of the edit that did.
    pub fn set_ms(&self, field: &str) -> Timestamp {
        Timestamp(self.stamps.get(field).unwrap_or(&self.created).hlc.wall_ms)
    }

    /// The change that sets `field`, by somebody who sees this record as it is here with all its conflicts. This is how a conflict is
    /// resolved, too.
    pub fn change(&self, field: &str, value: Value) -> FieldChange {
        let own = self.stamps.get(field).copied();
        let others = self.conflicts.iter().filter(|it| it.field == field).map(|it| it.other_stamp);
        FieldChange { field: field.to_owned(), value, base: own.into_iter().chain(others).collect() }
    }
}

/// Sets fields of a record. All of the edit takes effect or, on an error, none.
///
/// Applying an edit again changes nothing; edits by different devices can be applied in any order.
pub fn apply(versioned: &mut Versioned, fields: &[FieldChange], stamp: Stamp) -> Result<MergeOutcome, MergeError> {
    let kind = versioned.record.reference().kind;
    let mut merged = Fields::open(versioned)?;
    let mut names = BTreeSet::new();
    for change in fields {
        let malformed = || MergeError::Malformed { field: change.field.clone() };
        if !merged.object.contains_key(&change.field) {
            return Err(MergeError::UnknownField);
        }
        if !names.insert(change.field.as_str()) || change.base.len() > MAX_SEEN {
            return Err(malformed());
        }
        let rule = rule(kind, &change.field);
        if rule == Rule::Fixed {
            return Err(MergeError::Fixed { field: change.field.clone() });
        }
        let value = merged.canonical(&change.field, &change.value)?;
        merged.set(rule, change, value, stamp);
    }
    merged.close(versioned)
}

/// Brings what another holder of the same record has into `ours`.
///
/// Commutative, associative and idempotent.
pub fn merge(ours: &mut Versioned, theirs: &Versioned) -> Result<MergeOutcome, MergeError> {
    let reference = ours.record.reference();
    if reference != theirs.record.reference() {
        return Err(MergeError::Different);
    }
    let other = Fields::open(theirs)?;
    let mut merged = Fields::open(ours)?;
    for (field, value) in &other.object {
        let rule = rule(reference.kind, field);
        match (merged.stamps.get(field).copied(), other.stamps.get(field).copied()) {
            (None, None) => {
                if other.created > merged.created {
                    merged.object.insert(field.clone(), value.clone());
                }
            }
            (Some(_), None) => {}
            (None, Some(theirs)) => {
                merged.object.insert(field.clone(), value.clone());
                merged.stamps.insert(field.clone(), theirs);
                merged.take_conflicts(field, &other);
            }
            (Some(_), Some(_)) if rule == Rule::KeepBoth => merged.join(field, &other),
            (Some(_), Some(theirs)) => merged.win(rule, field, value.clone(), theirs),
        }
    }
    merged.created = merged.created.max(other.created);
    merged.close(ours)
}

/// A record opened into its fields.
struct Fields {
    tag: String,
    object: Map<String, Value>,
    created: Stamp,
    stamps: BTreeMap<String, Stamp>,
    conflicts: Vec<Conflict>,
    seen: BTreeMap<String, BTreeMap<DeviceId, Hlc>>,
}

impl Fields {
    fn open(versioned: &Versioned) -> Result<Self, MergeError> {
        let (tag, object) = fields_of(&versioned.record).ok_or(MergeError::Different)?;
        Ok(Self {
            tag,
            object,
            created: versioned.created,
            stamps: versioned.stamps.clone(),
            conflicts: versioned.conflicts.clone(),
            seen: versioned.seen.clone(),
        })
    }

    fn close(mut self, into: &mut Versioned) -> Result<MergeOutcome, MergeError> {
        self.conflicts.sort_by(|a, b| (&a.field, a.other_stamp).cmp(&(&b.field, b.other_stamp)));
        let record = record_of(self.tag, self.object).ok_or(MergeError::Different)?;
        let closed = Versioned {
            record,
            created: self.created,
            stamps: self.stamps,
            conflicts: self.conflicts,
            seen: self.seen,
        };
        let fields: BTreeSet<_> = closed.conflicts.iter().map(|it| it.field.clone()).collect();
        let outcome = MergeOutcome { changed: closed != *into, conflicting: fields.into_iter().collect() };
        *into = closed;
        Ok(outcome)
    }

    /// The value as the field would write it itself, so that equal values are equal everywhere.
    fn canonical(&self, field: &str, value: &Value) -> Result<Value, MergeError> {
        let mut object = self.object.clone();
        object.insert(field.to_owned(), value.clone());
        let wrong = || MergeError::WrongValue { field: field.to_owned() };
        let record = record_of(self.tag.clone(), object).ok_or_else(wrong)?;
        // Another field's fault, from before the bound was set, must not stop this edit.
        limits::check(&record).or_else(|error| if error.field == field { Err(error) } else { Ok(()) })?;
        fields_of(&record).and_then(|(_, mut object)| object.remove(field)).ok_or_else(wrong)
    }

    fn set(&mut self, rule: Rule, change: &FieldChange, value: Value, stamp: Stamp) {
        if rule == Rule::KeepBoth {
            self.set_beside(change, value, stamp);
        } else {
            self.win(rule, &change.field, value, stamp);
        }
    }

    /// Takes the value where it wins over the one that is here.
    fn win(&mut self, rule: Rule, field: &str, value: Value, stamp: Stamp) {
        let here = self.stamps.get(field).map(|stamp| (rank(rule, self.object.get(field)), *stamp));
        if here.is_none_or(|here| (rank(rule, Some(&value)), stamp) > here) && !self.reopens(rule, field, &value) {
            self.object.insert(field.to_owned(), value);
            self.stamps.insert(field.to_owned(), stamp);
        }
    }

    /// Whether the value would bring to life what was ended when it was created.
    fn reopens(&self, rule: Rule, field: &str, value: &Value) -> bool {
        rank(rule, Some(value)) < rank(rule, self.object.get(field))
    }

    /// Sets a field whose other values are kept: replaces what its author saw, stays beside the rest.
    fn set_beside(&mut self, change: &FieldChange, value: Value, stamp: Stamp) {
        let field = &change.field;
        let mut values = self.values(field);
        let seen = self.seen.entry(field.clone()).or_default();
        let known = knows(seen, stamp);
        // A base later than the edit itself can't have been seen; believing it would hide that device's edits to come.
        for base in change.base.iter().filter(|base| base.hlc <= stamp.hlc) {
            values.retain(|(held, _)| !covers(*base, *held));
            learn(seen, *base);
        }
        if !known {
            values.retain(|(held, _)| !covers(stamp, *held));
            values.push((stamp, value));
            learn(seen, stamp);
        }
        self.put_values(field, values);
    }

    /// Brings together the values of a field that keeps them: each side drops what the other has seen and replaced.
    fn join(&mut self, field: &str, other: &Fields) {
        let (ours, theirs) = (self.values(field), other.values(field));
        let none = BTreeMap::new();
        let their_seen = other.seen.get(field).unwrap_or(&none);
        let our_seen = self.seen.entry(field.to_owned()).or_default();
        let stays = |held: &Stamp, values: &[(Stamp, Value)], seen: &BTreeMap<DeviceId, Hlc>| {
            !knows(seen, *held) || values.iter().any(|(stamp, _)| stamp == held)
        };
        let mut values: Vec<_> = ours.iter().filter(|(held, _)| stays(held, &theirs, their_seen)).cloned().collect();
        for (held, value) in &theirs {
            if !knows(our_seen, *held) {
                values.push((*held, value.clone()));
            }
        }
        for (device, hlc) in their_seen {
            learn(our_seen, Stamp { hlc: *hlc, device: *device });
        }
        self.put_values(field, values);
    }

    fn take_conflicts(&mut self, field: &str, other: &Fields) {
        self.conflicts.extend(other.conflicts.iter().filter(|it| it.field == field).cloned());
        if let Some(seen) = other.seen.get(field) {
            self.seen.insert(field.to_owned(), seen.clone());
        }
    }

    /// All values that were set and not replaced. The one the record was created with is replaced by any.
    fn values(&self, field: &str) -> Vec<(Stamp, Value)> {
        let shown = self.stamps.get(field).zip(self.object.get(field)).map(|(stamp, value)| (*stamp, value.clone()));
        let kept = self.conflicts.iter().filter(|it| it.field == field).map(|it| (it.other_stamp, it.other.clone()));
        shown.into_iter().chain(kept).collect()
    }

    /// Shows the value with the largest stamp; the others stay as conflicts, except those that say the same.
    fn put_values(&mut self, field: &str, mut values: Vec<(Stamp, Value)>) {
        values.sort_by_key(|(stamp, _)| *stamp);
        self.conflicts.retain(|it| it.field != field);
        let Some((stamp, value)) = values.pop() else { return };
        self.conflicts.extend(values.into_iter().map(|(other_stamp, other)| Conflict {
            field: field.to_owned(),
            other,
            other_stamp,
        }));
        self.object.insert(field.to_owned(), value);
        self.stamps.insert(field.to_owned(), stamp);
    }
}

/// Whether an edit by somebody who knew `known` replaces `held`.
fn covers(known: Stamp, held: Stamp) -> bool {
    known.device == held.device && held.hlc <= known.hlc
}

fn knows(seen: &BTreeMap<DeviceId, Hlc>, stamp: Stamp) -> bool {
    seen.get(&stamp.device).is_some_and(|hlc| stamp.hlc <= *hlc)
}

fn learn(seen: &mut BTreeMap<DeviceId, Hlc>, stamp: Stamp) {
    let latest = seen.entry(stamp.device).or_default();
    *latest = (*latest).max(stamp.hlc);
}

/// 1 for a value that ends the record for good.
fn rank(rule: Rule, value: Option<&Value>) -> u8 {
    u8::from(rule == Rule::Ends && value.is_some_and(|value| value != "open"))
}

fn fields_of(record: &Record) -> Option<(String, Map<String, Value>)> {
    match serde_json::to_value(record) {
        Ok(Value::Object(tagged)) => match tagged.into_iter().next() {
            Some((tag, Value::Object(object))) => Some((tag, object)),
            _ => None,
        },
        _ => None,
    }
}

fn record_of(tag: String, object: Map<String, Value>) -> Option<Record> {
    serde_json::from_value(Value::Object(Map::from_iter([(tag, Value::Object(object))]))).ok()
}
