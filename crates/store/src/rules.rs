//! What an op must be like before it may take effect, whoever sends it.

use crate::item::{CENTRE, Item};
use daehwa_domain::{
    call_list::{self, Lease, LeaseFault, MemberResult},
    conversation::MessageKind,
    dialogue::{Cause, Topic},
    id::UserId,
    interaction::Direction,
    limits,
    record::{Fact, Record, Versioned},
    script,
    time::Timestamp,
    topic,
};
use daehwa_protocol::error::Refusal;

/// The most bytes in one stored row, with the values that people still have to choose between.
const MAX_ROW_BYTES: usize = 512 * 1024;

/// Why an op is refused, with a detail that holds no personal data.
pub(crate) type Rule<T = ()> = Result<T, (Refusal, &'static str)>;

const OUT_OF_BOUNDS: (Refusal, &str) = (Refusal::Invalid, "too long, or another bound is broken");

/// A fact by its form and its claimed writer.
pub(crate) fn fact(fact: &Fact, item: &Item, author: UserId) -> Rule {
    let (at, writer) = match fact {
        Fact::Interaction(it) => (it.started_ms, it.agent),
        Fact::DialogueOpened(it) => (it.opened_ms, None),
        Fact::StageMove(it) => (it.at_ms, person(&it.cause)),
        Fact::Note(it) => (it.at_ms, Some(it.author)),
        Fact::Consent(it) => (it.at_ms, None),
        Fact::Assigned(it) => (it.at_ms, person(&it.cause)),
        Fact::ScriptTalk(it) => (it.at_ms, Some(it.agent)),
        Fact::Participation(it) => (it.at_ms, it.by),
        Fact::Delivered(it) => (it.at_ms, Some(it.by)),
        Fact::Message(it) => (it.at_ms, it.author),
        Fact::Dispatch(it) => (it.at_ms, None),
        Fact::Merged(it) => (it.at_ms, Some(it.by)),
        Fact::Unmerged(it) => (it.at_ms, Some(it.by)),
        Fact::KeptApart(it) => (it.at_ms, Some(it.by)),
        Fact::CaseStep(it) => (it.at_ms, Some(it.by)),
    };
    owned_by_a_customer(item)?;
    written_by(writer, author)?;
    if matches!(fact, Fact::Interaction(it) if it.web.is_some()) {
        return Err((Refusal::NotAllowed, "what visitors read is counted on the server"));
    }
    if matches!(fact, Fact::Participation(it) if it.by.is_none()) {
        return Err((Refusal::NotAllowed, "nobody wrote it down"));
    }
    if matches!(fact, Fact::Message(it) if it.direction == Direction::Inbound || it.author.is_none()) {
        return Err((Refusal::NotAllowed, "what customers and programs write comes in on the server"));
    }
    if matches!(fact, Fact::Message(it) if it.kind != MessageKind::Person) {
        return Err((Refusal::Invalid, "a person's message under another kind"));
    }
    if matches!(fact, Fact::Dispatch(_)) {
        return Err((Refusal::NotAllowed, "the server says what became of a message"));
    }
    if at < Timestamp(0) {
        return Err((Refusal::Invalid, "a moment before 1970"));
    }
    limits::check_fact(fact).map_err(|_| OUT_OF_BOUNDS)?;
    sized(item)
}

/// A new record by its form and its claimed writer.
pub(crate) fn new_record(record: &Record, author: UserId) -> Rule {
    let writer = match record {
        Record::Remark(it) => Some(it.author),
        Record::Callback(it) => Some(it.created_by),
        Record::Segment(it) => Some(it.created_by),
        Record::CallList(it) => Some(it.created_by),
        Record::Conversation(it) => it.taken,
        Record::Case(it) => Some(it.created_by),
        _ => None,
    };
    if matches!(record, Record::Topic(it) if !it.revisions.is_empty()) {
        return Err((Refusal::Invalid, "a new topic with earlier versions"));
    }
    if matches!(record, Record::Script(it) if it.version != 1) {
        return Err((Refusal::Invalid, "a new script with earlier versions"));
    }
    if matches!(record, Record::ListMember(it) if it.taken.is_some() || it.result.is_some()) {
        return Err((Refusal::Invalid, "a new member of a list that is not open"));
    }
    written_by(writer, author)
}

/// A record by its form, new or after an edit.
pub(crate) fn record(record: &Record, item: &Item) -> Rule {
    if record.customer().is_some() {
        owned_by_a_customer(item)?;
    }
    limits::check(record).map_err(|_| OUT_OF_BOUNDS)?;
    sized(item)
}

/// That a version of a topic's list has a stage.
pub(crate) fn stage(topic: &Topic, version: u16, stage: u8) -> Rule {
    if topic.had_stage(version, stage) { Ok(()) } else { Err((Refusal::Invalid, "a stage that the topic has not")) }
}

/// An edit of a topic follows on what is published, and its author knew that: of two lists of stages that were made apart the later one
/// would number what the earlier one's moves mean otherwise. So it is with scripts: of two versions that were made apart the later one
/// would undo the earlier unseen.
pub(crate) fn publishes(before: &Versioned, after: &Versioned) -> Rule {
    let follows = match (&before.record, &after.record) {
        (Record::Topic(published), Record::Topic(next)) => topic::follows(published, next),
        (Record::Script(published), Record::Script(next)) => script::follows(published, next),
        _ => return Ok(()),
    };
    let knew = after.conflicts.len() <= before.conflicts.len();
    if knew && follows { Ok(()) } else { Err((Refusal::Invalid, "does not follow on what is published")) }
}

/// Who has a member of a list, and what came of it (H-9, D-22). `leads`: the author is a supervisor or administrator.
pub(crate) fn member(before: &Versioned, after: &Versioned, author: UserId, leads: bool, now: Timestamp) -> Rule {
    let (Record::ListMember(was), Record::ListMember(is)) = (&before.record, &after.record) else { return Ok(()) };
    if before.stamps.get("taken") != after.stamps.get("taken") {
        call_list::check_lease(Lease::of(before), is.taken, author, leads, now).map_err(|fault| match fault {
            LeaseFault::Held => (Refusal::Held, "somebody else has it"),
            LeaseFault::NotOneself => (Refusal::NotAllowed, "taken for another user"),
        })?;
    }
    if was.result == is.result {
        return Ok(());
    }
    match &is.result {
        None if !leads => Err((Refusal::NotAllowed, "opened again by an agent")),
        result => written_by(result.as_ref().map(MemberResult::by), author),
    }
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

fn sized(item: &Item) -> Rule {
    if item.body.len() > MAX_ROW_BYTES { Err(OUT_OF_BOUNDS) } else { Ok(()) }
}
