//! How long and how many: the bounds of everything that is stored and shared. Desktop and server check the same.
//!
//! Lengths are in UTF-8 bytes, since that is what frames, rows and disks are filled with; a Korean syllable takes three.

use thiserror::Error;

use crate::{
    call::Route,
    dialogue::{Ageing, AllowedMoves, Cause, FIRST_VERSION, Localized, Revision, Topic},
    record::{Fact, Record},
    rule::{Rule, Sign},
};

/// A name of a customer, company, user, topic or stage.
pub const MAX_NAME_BYTES: usize = 600;
/// A key, account number, sign-in name, label, time zone or rule.
pub const MAX_KEY_BYTES: usize = 200;
/// A telephone number as written, or an e-mail address (RFC 5321 §4.5.3.1: 254).
pub const MAX_ADDRESS_BYTES: usize = 320;
/// A postal address, a summary, a queue, a campaign, a stage's meaning, the source of a consent, a rule's pattern.
pub const MAX_LINE_BYTES: usize = 2_000;
/// A remark or a callback's note.
pub const MAX_REMARK_BYTES: usize = 16 * 1024;
/// A note about a contact.
pub const MAX_NOTE_BYTES: usize = 64 * 1024;
/// Stages of a topic.
pub const MAX_STAGES: usize = 50;
/// Versions of a topic's list of stages.
pub const MAX_VERSIONS: u16 = 200;
/// The longest period of a topic's ageing, in days.
pub const MAX_DAYS: u16 = 3_650;
/// Teams of a user.
pub const MAX_TEAMS: usize = 200;
/// The lowest priority of a remark, a rule or a treatment.
pub const MAX_PRIORITY: u8 = 9;

/// A value that breaks a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("field {field} is {fault}")]
pub struct LimitError {
    /// The field, as in the record's serialised form.
    pub field: &'static str,
    /// In what way.
    pub fault: Fault,
}

/// In what way a value breaks a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Longer than `max_bytes`.
    #[error("longer than {max_bytes} bytes")]
    TooLong {
        /// The most.
        max_bytes: usize,
    },
    /// More items than `max`.
    #[error("more than {max} items")]
    TooMany {
        /// The most.
        max: usize,
    },
    /// Empty where something must stand.
    #[error("empty")]
    Empty,
    /// A character that no text may contain (U+0000, which PostgreSQL can't store).
    #[error("not storable text")]
    Unstorable,
    /// A number outside of its range.
    #[error("out of range")]
    OutOfRange,
}

/// Checks a record.
pub fn check(record: &Record) -> Result<(), LimitError> {
    match record {
        Record::Customer(it) => {
            required("name", &it.name, MAX_NAME_BYTES)?;
            optional("name_latin", &it.name_latin, MAX_NAME_BYTES)?;
            optional("company", &it.company, MAX_NAME_BYTES)?;
            optional("account_no", &it.account_no, MAX_KEY_BYTES)?;
            optional("time_zone", &it.time_zone, MAX_KEY_BYTES)?;
            optional("address", &it.address, MAX_LINE_BYTES)
        }
        Record::ContactPoint(it) => {
            required("value", &it.value, MAX_ADDRESS_BYTES)?;
            optional("label", &it.label, MAX_KEY_BYTES)
        }
        Record::Remark(it) => {
            required("text", &it.text, MAX_REMARK_BYTES)?;
            holds("priority", (1..=MAX_PRIORITY).contains(&it.priority), Fault::OutOfRange)
        }
        Record::Callback(it) => {
            optional("number", &it.number, MAX_ADDRESS_BYTES)?;
            text("note", &it.note, MAX_REMARK_BYTES)
        }
        Record::Topic(it) => check_topic(it),
        Record::User(it) => {
            required("login", &it.login, MAX_KEY_BYTES)?;
            required("name", &it.name, MAX_NAME_BYTES)?;
            holds("teams", it.teams.len() <= MAX_TEAMS, Fault::TooMany { max: MAX_TEAMS })
        }
        Record::Team(it) => localized("name", &it.name, MAX_NAME_BYTES),
        Record::Rule(it) => check_rule(it),
        Record::Segment(it) => {
            required("name", &it.name, MAX_NAME_BYTES)?;
            holds("query", it.query.check().is_ok(), Fault::OutOfRange)
        }
        Record::Script(it) => it.check_limits(),
        Record::Treatment(it) => it.check_limits(),
        Record::CallList(it) => it.check_limits(),
        Record::ListMember(it) => it.check_limits(),
        Record::Conversation(it) => it.check_limits(),
        Record::Mailbox(it) => it.check_limits(),
        Record::CannedReply(it) => it.check_limits(),
        Record::Article(it) => it.check_limits(),
        Record::Case(it) => it.check_limits(),
        Record::Calendar(it) => it.check_limits(),
        Record::SlaPolicy(it) => it.check_limits(),
    }
}

/// Checks a fact. That its stage exists in its topic is for the holder of the topic to check.
pub fn check_fact(fact: &Fact) -> Result<(), LimitError> {
    match fact {
        Fact::Interaction(it) => {
            optional("address", &it.address, MAX_ADDRESS_BYTES)?;
            it.route.as_ref().map_or(Ok(()), route)?;
            text("summary", &it.summary, MAX_LINE_BYTES)
        }
        Fact::Note(it) => text("text", &it.text, MAX_NOTE_BYTES),
        Fact::Consent(it) => text("source", &it.source, MAX_LINE_BYTES),
        Fact::StageMove(it) => {
            holds("stage", (1..=MAX_STAGES).contains(&usize::from(it.stage)), Fault::OutOfRange)?;
            holds("version", (FIRST_VERSION..=MAX_VERSIONS).contains(&it.version), Fault::OutOfRange)?;
            cause(&it.cause)
        }
        Fact::Assigned(it) => cause(&it.cause),
        Fact::ScriptTalk(it) => it.check_limits(),
        Fact::Participation(it) => it.check_limits(),
        Fact::Delivered(it) => it.check_limits(),
        Fact::Message(it) => it.check_limits(),
        Fact::Dispatch(_) => Ok(()),
        Fact::Merged(it) => it.check_limits(),
        Fact::Unmerged(it) => holds("absorbed", it.absorbed != it.customer, Fault::OutOfRange),
        Fact::CaseStep(it) => it.check_limits(),
        Fact::KeptApart(it) => holds("other", it.other != it.customer, Fault::OutOfRange),
        Fact::DialogueOpened(it) => {
            holds("version", (FIRST_VERSION..=MAX_VERSIONS).contains(&it.version), Fault::OutOfRange)
        }
    }
}

fn route(route: &Route) -> Result<(), LimitError> {
    let parts = [&route.queue, &route.campaign, &route.called];
    parts.into_iter().try_for_each(|it| optional("route", it, MAX_LINE_BYTES))
}

fn cause(cause: &Cause) -> Result<(), LimitError> {
    match cause {
        Cause::Rule { rule, .. } => text("cause", rule, MAX_KEY_BYTES),
        Cause::Person { .. } => Ok(()),
    }
}

fn check_rule(rule: &Rule) -> Result<(), LimitError> {
    required("key", &rule.key, MAX_KEY_BYTES)?;
    required("pattern", &rule.pattern.text, MAX_LINE_BYTES)?;
    holds("sign", Sign::of(rule.channel).contains(&rule.sign), Fault::OutOfRange)?;
    holds("stage", (1..=MAX_STAGES).contains(&usize::from(rule.stage)), Fault::OutOfRange)?;
    holds("priority", (1..=MAX_PRIORITY).contains(&rule.priority), Fault::OutOfRange)
}

fn check_topic(topic: &Topic) -> Result<(), LimitError> {
    required("key", &topic.key, MAX_KEY_BYTES)?;
    localized("name", &topic.name, MAX_NAME_BYTES)?;
    holds("stages", !topic.stages.is_empty(), Fault::Empty)?;
    holds("stages", topic.stages.len() <= MAX_STAGES, Fault::TooMany { max: MAX_STAGES })?;
    for stage in &topic.stages {
        localized("stages", &stage.name, MAX_NAME_BYTES)?;
        localized("stages", &stage.meaning, MAX_LINE_BYTES)?;
        localized("stages", &stage.entry, MAX_LINE_BYTES)?;
        periods("stages", stage.ageing)?;
    }
    periods("ageing", topic.ageing)?;
    if let AllowedMoves::Listed { pairs } = &topic.moves {
        let max = MAX_STAGES * MAX_STAGES;
        holds("moves", pairs.len() <= max, Fault::TooMany { max })?;
    }
    let max = usize::from(MAX_VERSIONS - FIRST_VERSION);
    holds("revisions", topic.revisions.len() <= max, Fault::TooMany { max })?;
    let bounded = |it: &Revision| it.to.len() <= MAX_STAGES && it.closing.len() <= MAX_STAGES;
    holds("revisions", topic.revisions.iter().all(bounded), Fault::TooMany { max: MAX_STAGES })
}

fn periods(field: &'static str, ageing: Ageing) -> Result<(), LimitError> {
    let days = [ageing.stale_days, ageing.close_days];
    holds(field, days.into_iter().flatten().all(|days| (1..=MAX_DAYS).contains(&days)), Fault::OutOfRange)
}

pub(crate) fn required(field: &'static str, value: &str, max_bytes: usize) -> Result<(), LimitError> {
    holds(field, !value.trim().is_empty(), Fault::Empty)?;
    text(field, value, max_bytes)
}

pub(crate) fn optional(field: &'static str, value: &Option<String>, max_bytes: usize) -> Result<(), LimitError> {
    value.as_ref().map_or(Ok(()), |value| text(field, value, max_bytes))
}

pub(crate) fn localized(field: &'static str, value: &Localized, max_bytes: usize) -> Result<(), LimitError> {
    text(field, &value.ko, max_bytes)?;
    text(field, &value.en, max_bytes)
}

pub(crate) fn text(field: &'static str, value: &str, max_bytes: usize) -> Result<(), LimitError> {
    holds(field, value.len() <= max_bytes, Fault::TooLong { max_bytes })?;
    holds(field, !value.contains('\0'), Fault::Unstorable)
}

/// Whether a text can't be kept: longer than `max_bytes`, or with U+0000.
pub(crate) fn unfit(value: &str, max_bytes: usize) -> bool {
    text("", value, max_bytes).is_err()
}

pub(crate) fn holds(field: &'static str, holds: bool, fault: Fault) -> Result<(), LimitError> {
    if holds { Ok(()) } else { Err(LimitError { field, fault }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        customer::{Remark, RemarkKind},
        dialogue::{Purpose, Stage},
        id::{CustomerId, InteractionId, NoteId, RemarkId, TopicId, UserId},
        interaction::Note,
        time::Timestamp,
    };
    use uuid::Uuid;

    fn remark(text: &str, priority: u8) -> Record {
        Record::Remark(Remark {
            id: RemarkId(Uuid::nil()),
            customer: CustomerId(Uuid::nil()),
            kind: RemarkKind::Promise,
            text: text.into(),
            priority,
            due_ms: None,
            expires_ms: None,
            done: false,
            author: UserId(Uuid::nil()),
            created_ms: Timestamp(0),
        })
    }

    fn note(text: String) -> Fact {
        Fact::Note(Note {
            id: NoteId(Uuid::nil()),
            customer: CustomerId(Uuid::nil()),
            interaction: InteractionId(Uuid::nil()),
            author: UserId(Uuid::nil()),
            at_ms: Timestamp(0),
            text,
            replaces: None,
        })
    }

    #[test]
    fn a_remark_has_words_and_a_priority_from_1_to_9() {
        assert_eq!(check(&remark("전화 선호", 1)), Ok(()));
        let fault = |record: &Record| check(record).unwrap_err();
        assert_eq!(fault(&remark(" ", 1)), LimitError { field: "text", fault: Fault::Empty });
        assert_eq!(fault(&remark("a\0b", 1)).fault, Fault::Unstorable);
        assert_eq!(fault(&remark("a", 0)), LimitError { field: "priority", fault: Fault::OutOfRange });
        assert_eq!(fault(&remark("a", 10)).field, "priority");
        let long = "가".repeat(MAX_REMARK_BYTES / 3 + 1);
        assert_eq!(fault(&remark(&long, 1)).fault, Fault::TooLong { max_bytes: MAX_REMARK_BYTES });
    }

    #[test]
    fn a_note_has_at_most_64_kib() {
        assert_eq!(check_fact(&note("x".repeat(65_536))), Ok(()));
        assert!(check_fact(&note("x".repeat(65_537))).is_err());
    }

    #[test]
    fn a_topic_has_stages_but_not_too_many() {
        let topic = |stages: usize| {
            let stages = vec![Stage::default(); stages];
            Record::Topic(Topic::new(TopicId(Uuid::nil()), "k", Localized::default(), Purpose::Sales, stages))
        };
        assert_eq!(check(&topic(1)), Ok(()));
        assert_eq!(check(&topic(0)).unwrap_err().fault, Fault::Empty);
        assert_eq!(check(&topic(51)).unwrap_err().fault, Fault::TooMany { max: MAX_STAGES });
    }
}
