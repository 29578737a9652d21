//! Notes and wrap-up (D-5, D-6).

use daehwa_domain::{
    id::{CallId, CustomerId, DialogueId, TopicId, UserId},
    interaction::Outcome,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The note of a call as typed so far.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Draft {
    /// Of which call.
    pub call: CallId,
    /// All of it, at most 64 KiB.
    pub text: String,
}

/// The form owed for a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WrapUpForm {
    /// For which call.
    pub call: CallId,
    /// With whom; a form can't be committed without.
    pub customer: Option<CustomerId>,
    /// The note so far.
    pub note: String,
    /// Suggested outcome.
    pub outcome: Option<Outcome>,
    /// Suggested dialogue: the one that the call's script moves, else by the channel rule that holds for the call (H-3), else the strongest
    /// need's.
    pub dialogue: Option<DialogueChoice>,
    /// The stage that the call's script suggests (from 1), in a dialogue on `topic`.
    pub stage: Option<u8>,
    /// The topic of the script that suggests a stage.
    pub topic: Option<TopicId>,
    /// The callback that the call's script suggests.
    pub callback: Option<CallbackEntry>,
    /// When the form is due; the limit is visible, and passing it blocks nothing.
    pub due_ms: Option<Timestamp>,
}

/// Which dialogue a contact belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum DialogueChoice {
    /// One that runs.
    Existing {
        /// Which.
        dialogue: DialogueId,
    },
    /// A new one.
    New {
        /// About what.
        topic: TopicId,
    },
    /// Not decided: the contact waits in triage.
    Triage,
}

/// A filled-in form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WrapUpEntry {
    /// For which call.
    pub call: CallId,
    /// With whom; `None` only for a wrong number, an abandoned or an unanswered call.
    pub customer: Option<CustomerId>,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was about.
    pub dialogue: DialogueChoice,
    /// The stage reached (from 1); `None` for no move.
    pub stage: Option<u8>,
    /// What stands in the timeline; made from topic and outcome when empty.
    pub summary: String,
    /// The note.
    pub note: String,
    /// Something promised to the customer.
    pub next_step: Option<String>,
    /// A call back.
    pub callback: Option<CallbackEntry>,
}

/// A callback in a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CallbackEntry {
    /// When.
    pub due_ms: Timestamp,
    /// Who calls; `None` for anyone.
    pub owner: Option<UserId>,
    /// What for.
    pub note: String,
}
