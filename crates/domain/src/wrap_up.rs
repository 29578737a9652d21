//! The form after a call (D-6): what must be filled in, what fits together, what is suggested.

use thiserror::Error;

use crate::{
    call::{Call, EndCause},
    dialogue::Topic,
    id::{CustomerId, DialogueId, TopicId, UserId},
    interaction::{Direction, Outcome},
    limits::{MAX_LINE_BYTES, MAX_NOTE_BYTES, MAX_REMARK_BYTES},
    time::Timestamp,
};

/// What a contact was about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// Not decided: it waits in triage (H-1).
    #[default]
    Triage,
    /// A dialogue that runs.
    Existing {
        /// Which.
        dialogue: DialogueId,
        /// Its topic.
        topic: TopicId,
    },
    /// A dialogue that begins with it.
    New {
        /// About what.
        topic: TopicId,
    },
}

impl About {
    fn topic(self) -> Option<TopicId> {
        match self {
            Self::Triage => None,
            Self::Existing { topic, .. } | Self::New { topic } => Some(topic),
        }
    }
}

/// A call back that is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedCall {
    /// When.
    pub due_ms: Timestamp,
    /// Who calls; `None` for anyone.
    pub owner: Option<UserId>,
    /// What for.
    pub note: String,
}

/// A form as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// With whom.
    pub customer: Option<CustomerId>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What it was about.
    pub about: About,
    /// The stage reached (from 1); `None` for no move.
    pub stage: Option<u8>,
    /// What stands in the timeline; may be empty.
    pub summary: String,
    /// The note; may be empty.
    pub note: String,
    /// Something promised to the customer.
    pub next_step: Option<String>,
    /// A call back.
    pub callback: Option<PromisedCall>,
}

/// A form that was checked: made by [`Form::check`] alone. Texts are trimmed, empty ones are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrapUp {
    /// With whom; `None` only where nobody was spoken with.
    pub customer: Option<CustomerId>,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was about.
    pub about: About,
    /// The stage reached (from 1).
    pub stage: Option<u8>,
    /// What stands in the timeline.
    pub summary: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// Something promised to the customer.
    pub next_step: Option<String>,
    /// A call back.
    pub callback: Option<PromisedCall>,
}

/// What is wrong with a form, each at one field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum FormFault {
    /// No outcome was chosen.
    #[error("no outcome")]
    OutcomeMissing,
    /// The outcome, dialogue or promise needs a customer.
    #[error("no customer")]
    CustomerMissing,
    /// The topic is not known, or not offered for new dialogues any more.
    #[error("no such topic")]
    TopicUnknown,
    /// A stage without a dialogue, or one that the topic has not.
    #[error("no such stage")]
    StageUnknown,
    /// The outcome says that something is left to do, and nothing says what.
    #[error("a follow-up without next step or callback")]
    NextStepMissing,
    /// The callback is not in the future.
    #[error("the callback is due in the past")]
    CallbackPast,
    /// The text of this field is too long or can't be stored.
    #[error("{0} is too long or can't be stored")]
    Text(&'static str),
}

impl Form {
    /// Checks the form; all that is wrong with it, in the order of the form's fields. `topic_of` gives the topics that are known.
    pub fn check<'a>(
        self,
        topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
        now: Timestamp,
    ) -> Result<WrapUp, Vec<FormFault>> {
        let mut faults = Vec::new();
        let mut require = |holds: bool, fault| {
            if !holds {
                faults.push(fault);
            }
        };
        let next_step = self.next_step.and_then(filled);
        let topic = self.about.topic().map(&topic_of);
        require(self.outcome.is_some(), FormFault::OutcomeMissing);
        let nobody = self.outcome.is_some_and(nobody_was_spoken_with)
            && self.about == About::Triage
            && next_step.is_none()
            && self.callback.is_none();
        require(self.customer.is_some() || nobody || self.outcome.is_none(), FormFault::CustomerMissing);
        let offered = |topic: &Topic| !(topic.retired && matches!(self.about, About::New { .. }));
        require(topic.is_none_or(|it| it.is_some_and(offered)), FormFault::TopicUnknown);
        if let Some(stage) = self.stage {
            // Of an unknown topic it was said already.
            let exists = topic.is_some_and(|it| it.is_none_or(|topic| topic.stage(stage).is_some()));
            require(exists, FormFault::StageUnknown);
        }
        let promised = next_step.is_some() || self.callback.is_some();
        require(self.outcome != Some(Outcome::FollowUp) || promised, FormFault::NextStepMissing);
        require(self.callback.as_ref().is_none_or(|it| it.due_ms > now), FormFault::CallbackPast);
        let texts = [
            ("note", self.note.as_str(), MAX_NOTE_BYTES),
            ("summary", &self.summary, MAX_LINE_BYTES),
            ("next_step", next_step.as_deref().unwrap_or_default(), MAX_REMARK_BYTES),
            ("callback", self.callback.as_ref().map_or("", |it| &it.note), MAX_REMARK_BYTES),
        ];
        for (field, text, max_bytes) in texts {
            require(fits(text, max_bytes), FormFault::Text(field));
        }
        match self.outcome {
            Some(outcome) if faults.is_empty() => Ok(WrapUp {
                customer: self.customer,
                outcome,
                about: self.about,
                stage: self.stage,
                summary: filled(self.summary),
                note: filled(self.note),
                next_step,
                callback: self.callback,
            }),
            _ => Err(faults),
        }
    }
}

/// The outcome that a call's end suggests; `None` where only the agent knows.
pub fn suggested_outcome(call: &Call) -> Option<Outcome> {
    match (call.direction, call.end_cause?, call.answered_ms) {
        (_, EndCause::Transferred, _) => Some(Outcome::Transferred),
        (Direction::Inbound, EndCause::Missed | EndCause::RemoteHangup, None) => Some(Outcome::Abandoned),
        (Direction::Outbound, EndCause::Crashed | EndCause::Failed, None) => None,
        (Direction::Outbound, _, None) => Some(Outcome::NoAnswer),
        // The ordinary end of an ordinary call: one key less for most, and one key changes it.
        (_, EndCause::LocalHangup | EndCause::RemoteHangup, Some(_)) => Some(Outcome::Resolved),
        _ => None,
    }
}

fn nobody_was_spoken_with(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NoAnswer | Outcome::Voicemail | Outcome::Abandoned | Outcome::WrongNumber)
}

fn filled(text: String) -> Option<String> {
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

fn fits(text: &str, max_bytes: usize) -> bool {
    text.len() <= max_bytes && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call::CallerInfo,
        dialogue::{Localized, Purpose, Stage},
        id::CallId,
    };
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_000);
    const TOPIC: TopicId = TopicId(Uuid::from_u128(1));
    const RETIRED: TopicId = TopicId(Uuid::from_u128(2));

    fn topic(id: TopicId) -> Topic {
        let stages = vec![Stage::default(); 3];
        Topic { retired: id == RETIRED, ..Topic::new(id, "t", Localized::default(), Purpose::Service, stages) }
    }

    fn form(outcome: Outcome) -> Form {
        Form { customer: Some(CustomerId(Uuid::from_u128(5))), outcome: Some(outcome), ..Form::default() }
    }

    fn check(form: Form) -> Result<WrapUp, Vec<FormFault>> {
        let topics = [topic(TOPIC), topic(RETIRED)];
        form.check(|id| topics.iter().find(|it| it.id == id), NOW)
    }

    fn callback(due_ms: i64) -> Option<PromisedCall> {
        Some(PromisedCall { due_ms: Timestamp(due_ms), owner: None, note: String::new() })
    }

    #[test]
    fn an_ordinary_form_needs_its_outcome_only() {
        // D-6
        let checked = check(Form { note: " 잘 됨 ".into(), ..form(Outcome::Resolved) }).unwrap();
        assert_eq!((checked.note.as_deref(), checked.summary), (Some("잘 됨"), None));
        let missing = Form { outcome: None, ..form(Outcome::Resolved) };
        assert_eq!(check(missing), Err(vec![FormFault::OutcomeMissing]));
    }

    #[test]
    fn a_stage_must_exist_in_the_topic_of_the_dialogue() {
        // D-6, H-2
        let at = |about, stage| check(Form { about, stage: Some(stage), ..form(Outcome::Resolved) });
        assert!(at(About::New { topic: TOPIC }, 3).is_ok());
        for stage in [0, 4] {
            assert_eq!(at(About::New { topic: TOPIC }, stage), Err(vec![FormFault::StageUnknown]));
        }
        assert_eq!(at(About::Triage, 1), Err(vec![FormFault::StageUnknown]));
        let nowhere = About::New { topic: TopicId(Uuid::from_u128(9)) };
        assert_eq!(at(nowhere, 1), Err(vec![FormFault::TopicUnknown]));
    }

    #[test]
    fn a_retired_topic_goes_on_but_does_not_begin() {
        let dialogue = DialogueId(Uuid::from_u128(3));
        assert!(check(Form { about: About::Existing { dialogue, topic: RETIRED }, ..form(Outcome::Resolved) }).is_ok());
        let begun = check(Form { about: About::New { topic: RETIRED }, ..form(Outcome::Resolved) });
        assert_eq!(begun, Err(vec![FormFault::TopicUnknown]));
    }

    #[test]
    fn a_follow_up_says_what_follows() {
        // D-6
        assert_eq!(check(form(Outcome::FollowUp)), Err(vec![FormFault::NextStepMissing]));
        let blank = Form { next_step: Some("  ".into()), ..form(Outcome::FollowUp) };
        assert_eq!(check(blank), Err(vec![FormFault::NextStepMissing]));
        assert!(check(Form { next_step: Some("견적 보내기".into()), ..form(Outcome::FollowUp) }).is_ok());
        assert!(check(Form { callback: callback(1_001), ..form(Outcome::FollowUp) }).is_ok());
        assert_eq!(
            check(Form { callback: callback(1_000), ..form(Outcome::FollowUp) }),
            Err(vec![FormFault::CallbackPast])
        );
    }

    #[test]
    fn only_where_nobody_was_spoken_with_the_customer_may_be_missing() {
        for outcome in Outcome::ALL {
            let nobody = check(Form { customer: None, next_step: None, ..form(outcome) });
            let may =
                matches!(outcome, Outcome::NoAnswer | Outcome::Voicemail | Outcome::Abandoned | Outcome::WrongNumber);
            assert_eq!(nobody.is_ok(), may, "{outcome:?}");
        }
        let promise = Form { customer: None, callback: callback(2_000), ..form(Outcome::NoAnswer) };
        assert_eq!(check(promise), Err(vec![FormFault::CustomerMissing]));
    }

    #[test]
    fn texts_are_bounded() {
        assert!(check(Form { note: "x".repeat(MAX_NOTE_BYTES), ..form(Outcome::Sold) }).is_ok());
        assert_eq!(
            check(Form { note: "x".repeat(MAX_NOTE_BYTES + 1), ..form(Outcome::Sold) }),
            Err(vec![FormFault::Text("note")])
        );
        assert_eq!(check(Form { summary: "a\0".into(), ..form(Outcome::Sold) }), Err(vec![FormFault::Text("summary")]));
        let promise = Some("x".repeat(MAX_REMARK_BYTES + 1));
        assert_eq!(check(Form { next_step: promise, ..form(Outcome::Sold) }), Err(vec![FormFault::Text("next_step")]));
    }

    #[test]
    fn the_end_of_a_call_suggests_its_outcome() {
        // D-6
        use Direction::{Inbound, Outbound};
        use EndCause::{Busy, Crashed, LocalHangup, Missed, NoAnswer, Rejected, RemoteHangup, Transferred};
        for (direction, answered, cause, expected) in [
            (Inbound, false, Missed, Some(Outcome::Abandoned)),
            (Inbound, false, Rejected, None),
            (Inbound, true, RemoteHangup, Some(Outcome::Resolved)),
            (Inbound, true, Crashed, None),
            (Inbound, true, Transferred, Some(Outcome::Transferred)),
            (Outbound, false, Busy, Some(Outcome::NoAnswer)),
            (Outbound, false, NoAnswer, Some(Outcome::NoAnswer)),
            (Outbound, false, LocalHangup, Some(Outcome::NoAnswer)),
            (Outbound, false, Crashed, None),
            (Outbound, true, LocalHangup, Some(Outcome::Resolved)),
        ] {
            let mut call = Call::begin(CallId(Uuid::nil()), direction, CallerInfo::default(), NOW);
            call.answered_ms = answered.then_some(NOW);
            assert_eq!(suggested_outcome(&call), None, "a call that runs");
            call.end(cause, NOW);
            assert_eq!(suggested_outcome(&call), expected, "{direction:?} {cause:?}");
        }
    }
}
