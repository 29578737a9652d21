//! What an op must be like before it may take effect, whoever sends it.

use daehwa_domain::{
    dialogue::Cause,
    id::UserId,
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::error::Refusal;
use serde_json::Value;

use crate::item::{CENTRE, Item};

/// The most bytes in one text: a name of 10,000 characters fits, a note of an hour does too.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The most bytes in one stored row.
pub const MAX_ROW_BYTES: usize = 512 * 1024;

/// Why an op is refused, with a detail that holds no personal data.
pub(crate) type Rule<T = ()> = Result<T, (Refusal, &'static str)>;

/// A fact by its form and its claimed writer.
pub(crate) fn fact(fact: &Fact, item: &Item, author: UserId) -> Rule {
    let (at, writer) = match fact {
        Fact::Interaction(it) => (it.started_ms, it.agent),
        Fact::DialogueOpened(it) => (it.opened_ms, None),
        Fact::StageMove(it) => (it.at_ms, person(&it.cause)),
        Fact::Note(it) => (it.at_ms, Some(it.author)),
        Fact::Consent(it) => (it.at_ms, None),
    };
    owned_by_a_customer(item)?;
    written_by(writer, author)?;
    if at < Timestamp(0) {
        return Err((Refusal::Invalid, "a moment before 1970"));
    }
    sized(serde_json::to_value(fact), item)
}

/// A new record by its form and its claimed writer.
pub(crate) fn new_record(record: &Record, author: UserId) -> Rule {
    let writer = match record {
        Record::Remark(it) => Some(it.author),
        Record::Callback(it) => Some(it.created_by),
        _ => None,
    };
    written_by(writer, author)
}

/// A record by its form, new or after an edit.
pub(crate) fn record(record: &Record, item: &Item) -> Rule {
    if record.customer().is_some() {
        owned_by_a_customer(item)?;
    }
    if let Record::Topic(topic) = record
        && !(1..=usize::from(u8::MAX)).contains(&topic.stages.len())
    {
        return Err((Refusal::Invalid, "a topic has 1 to 255 stages"));
    }
    sized(serde_json::to_value(record), item)
}

fn person(cause: &Cause) -> Option<UserId> {
    match cause {
        Cause::Person { user } => Some(*user),
        Cause::Rule { .. } => None,
    }
}

fn owned_by_a_customer(item: &Item) -> Rule {
    if item.key.customer == CENTRE.0 { Err((Refusal::Invalid, "the nil customer")) } else { Ok(()) }
}

fn written_by(writer: Option<UserId>, author: UserId) -> Rule {
    match writer {
        Some(writer) if writer != author => Err((Refusal::NotAllowed, "in another user's name")),
        _ => Ok(()),
    }
}

fn sized(value: serde_json::Result<Value>, item: &Item) -> Rule {
    let value = value.map_err(|_| (Refusal::Invalid, "not representable"))?;
    if item.body.len() > MAX_ROW_BYTES || !texts_fit(&value) {
        return Err((Refusal::Invalid, "too long"));
    }
    Ok(())
}

fn texts_fit(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= MAX_TEXT_BYTES,
        Value::Array(values) => values.iter().all(texts_fit),
        Value::Object(fields) => fields.values().all(texts_fit),
        _ => true,
    }
}
