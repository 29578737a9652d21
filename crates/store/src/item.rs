//! Facts and records as rows: where they stand in a customer's run, their digest, their bytes.

use daehwa_domain::{
    digest,
    id::CustomerId,
    record::{Fact, RecordKind, Versioned},
};
use daehwa_protocol::{message::Change, schema};
use uuid::Uuid;

use crate::StoreError;

/// Records stand before all facts of their customer.
const RECORD_AT_MS: i64 = -1;
/// The first kind of facts; those of records before it are all given out.
const FIRST_FACT_KIND: i16 = 11;
/// The first of the kinds of records that came after those of facts. Kinds are stored: none is ever given another number.
const LATER_RECORD_KIND: i16 = 64;

/// A row of the item table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub key: ItemKey,
    /// The first schema whose desktops can read it.
    pub schema: u16,
    pub digest: u64,
    pub body: Vec<u8>,
}

/// Where an item stands within its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ItemKey {
    pub customer: Uuid,
    pub at_ms: i64,
    pub kind: i16,
    pub id: Uuid,
}

impl ItemKey {
    /// Before every item.
    pub const START: Self = Self { customer: Uuid::nil(), at_ms: i64::MIN, kind: 0, id: Uuid::nil() };
}

impl Item {
    pub fn of_fact(fact: &Fact) -> Result<Self, StoreError> {
        Ok(Self {
            key: fact_key(fact),
            schema: schema::of_fact(fact),
            digest: digest::fact(fact),
            body: rmp_serde::to_vec_named(fact)?,
        })
    }

    pub fn of_record(versioned: &Versioned) -> Result<Self, StoreError> {
        let reference = versioned.record.reference();
        let customer = versioned.record.customer().unwrap_or(CENTRE).0;
        let key = ItemKey { customer, at_ms: RECORD_AT_MS, kind: record_kind(reference.kind), id: reference.id };
        Ok(Self {
            key,
            schema: schema::of_record(&versioned.record),
            digest: digest::versioned(versioned),
            body: rmp_serde::to_vec_named(versioned)?,
        })
    }

    pub fn versioned(&self) -> Result<Versioned, StoreError> {
        Ok(rmp_serde::from_slice(&self.body)?)
    }

    pub fn fact(&self) -> Result<Fact, StoreError> {
        Ok(rmp_serde::from_slice(&self.body)?)
    }
}

/// Where a fact stands.
pub(crate) fn fact_key(fact: &Fact) -> ItemKey {
    let (at, kind) = match fact {
        Fact::DialogueOpened(it) => (it.opened_ms, DIALOGUE_KIND),
        Fact::Interaction(it) => (it.started_ms, CONTACT_KIND),
        Fact::StageMove(it) => (it.at_ms, MOVE_KIND),
        Fact::Note(it) => (it.at_ms, NOTE_KIND),
        Fact::Consent(it) => (it.at_ms, CONSENT_KIND),
        Fact::Assigned(it) => (it.at_ms, ASSIGNED_KIND),
        Fact::ScriptTalk(it) => (it.at_ms, FIRST_FACT_KIND + 6),
        Fact::Participation(it) => (it.at_ms, PARTICIPATION_KIND),
        Fact::Delivered(it) => (it.at_ms, FIRST_FACT_KIND + 8),
        Fact::Message(it) => (it.at_ms, MESSAGE_KIND),
        Fact::Dispatch(it) => (it.at_ms, FIRST_FACT_KIND + 10),
        Fact::Merged(it) => (it.at_ms, MERGED_KIND),
        Fact::Unmerged(it) => (it.at_ms, UNMERGED_KIND),
        Fact::KeptApart(it) => (it.at_ms, FIRST_FACT_KIND + 13),
        Fact::CaseStep(it) => (it.at_ms, FIRST_FACT_KIND + 14),
    };
    ItemKey { customer: fact.customer().0, at_ms: at.0, kind, id: fact.id() }
}

/// To whom the centre's own records belong: nobody.
pub(crate) const CENTRE: CustomerId = CustomerId(Uuid::nil());

/// The kind of customers' own records.
pub(crate) const CUSTOMER_KIND: i16 = 1;
/// The kind of numbers and addresses.
pub(crate) const CONTACT_POINT_KIND: i16 = 2;
/// The kind of dialogues' beginnings.
pub(crate) const DIALOGUE_KIND: i16 = FIRST_FACT_KIND;
/// The kind of contacts.
pub(crate) const CONTACT_KIND: i16 = FIRST_FACT_KIND + 1;
/// The kind of stage moves.
pub(crate) const MOVE_KIND: i16 = FIRST_FACT_KIND + 2;
/// The kind of notes.
pub(crate) const NOTE_KIND: i16 = FIRST_FACT_KIND + 3;
/// The kind of consents given and withdrawn.
pub(crate) const CONSENT_KIND: i16 = FIRST_FACT_KIND + 4;
/// The kind of assignments.
pub(crate) const ASSIGNED_KIND: i16 = FIRST_FACT_KIND + 5;
/// The kind of surveys, referrals and feedback.
pub(crate) const PARTICIPATION_KIND: i16 = FIRST_FACT_KIND + 7;
/// The kind of merges.
pub(crate) const MERGED_KIND: i16 = FIRST_FACT_KIND + 11;
/// The kind of merges taken back.
pub(crate) const UNMERGED_KIND: i16 = FIRST_FACT_KIND + 12;

/// The kind of what was written.
pub(crate) const MESSAGE_KIND: i16 = FIRST_FACT_KIND + 9;

pub(crate) fn record_kind(kind: RecordKind) -> i16 {
    match kind {
        RecordKind::Customer => CUSTOMER_KIND,
        RecordKind::ContactPoint => CONTACT_POINT_KIND,
        RecordKind::Remark => 3,
        RecordKind::Callback => 4,
        RecordKind::Topic => 5,
        RecordKind::User => 6,
        RecordKind::Team => 7,
        RecordKind::Rule => 8,
        RecordKind::Segment => 9,
        RecordKind::Script => 10,
        RecordKind::Treatment => LATER_RECORD_KIND + 2,
        RecordKind::CallList => LATER_RECORD_KIND,
        RecordKind::ListMember => LATER_RECORD_KIND + 1,
        RecordKind::Conversation => LATER_RECORD_KIND + 3,
        RecordKind::Mailbox => LATER_RECORD_KIND + 4,
        RecordKind::CannedReply => LATER_RECORD_KIND + 5,
        RecordKind::Case => LATER_RECORD_KIND + 6,
        RecordKind::Calendar => LATER_RECORD_KIND + 7,
        RecordKind::SlaPolicy => LATER_RECORD_KIND + 8,
        RecordKind::Article => LATER_RECORD_KIND + 9,
    }
}

/// What a desktop is sent for a row.
pub(crate) fn change(kind: i16, body: &[u8]) -> Result<Change, StoreError> {
    if (FIRST_FACT_KIND..LATER_RECORD_KIND).contains(&kind) {
        Ok(Change::Fact { fact: rmp_serde::from_slice(body)? })
    } else {
        Ok(Change::Record { versioned: rmp_serde::from_slice(body)? })
    }
}
