//! How the domain's values lie in tables.

pub(crate) mod facts;
pub(crate) mod records;

use daehwa_domain::{
    interaction::{Channel, Direction, Outcome},
    record::RecordKind,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{CacheError, Result};

/// As MessagePack with field names, so that a later version can add fields.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    Ok(rmp_serde::to_vec_named(value)?)
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    Ok(rmp_serde::from_slice(bytes)?)
}

pub(crate) fn channel_code(channel: Channel) -> i64 {
    position(&Channel::ALL, channel)
}

pub(crate) fn channel(code: i64) -> Result<Channel> {
    at(&Channel::ALL, code, "channel")
}

pub(crate) fn outcome_code(outcome: Outcome) -> i64 {
    position(&Outcome::ALL, outcome)
}

pub(crate) fn outcome(code: i64) -> Result<Outcome> {
    at(&Outcome::ALL, code, "outcome")
}

const DIRECTIONS: [Direction; 2] = [Direction::Inbound, Direction::Outbound];

pub(crate) fn direction_code(direction: Direction) -> i64 {
    position(&DIRECTIONS, direction)
}

pub(crate) fn direction(code: i64) -> Result<Direction> {
    at(&DIRECTIONS, code, "direction")
}

/// In the order in which a customer's records lie: what every screen needs comes first.
const KINDS: [RecordKind; 20] = [
    RecordKind::Customer,
    RecordKind::ContactPoint,
    RecordKind::Remark,
    RecordKind::Callback,
    RecordKind::Topic,
    RecordKind::User,
    RecordKind::Team,
    RecordKind::Rule,
    RecordKind::Segment,
    RecordKind::Script,
    RecordKind::Treatment,
    RecordKind::CallList,
    RecordKind::ListMember,
    RecordKind::Conversation,
    RecordKind::Mailbox,
    RecordKind::CannedReply,
    RecordKind::Article,
    RecordKind::Case,
    RecordKind::Calendar,
    RecordKind::SlaPolicy,
];

pub(crate) fn kind_code(kind: RecordKind) -> i64 {
    position(&KINDS, kind)
}

// Every value is in its table; the codes are the tables' order, which only grows at its end.
fn position<T: Copy + PartialEq>(all: &[T], value: T) -> i64 {
    all.iter().position(|it| *it == value).map_or(-1, |index| index as i64)
}

fn at<T: Copy>(all: &[T], code: i64, column: &'static str) -> Result<T> {
    let index = usize::try_from(code).map_err(|_| CacheError::Impossible { column })?;
    all.get(index).copied().ok_or(CacheError::Impossible { column })
}
