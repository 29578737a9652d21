//! Scripts: followed in a call (D-11), edited by administrators (P-14).

use daehwa_domain::{
    customer::Language,
    dialogue::Localized,
    id::{CallId, ScriptId, TopicId},
    script::{
        Answer, Because, Deed, Input, InputFault, Progress, ScriptDraft, ScriptProblem, StepKind, Summary,
        file::Changed,
    },
    topic::file::FileError,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to say and ask in a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptPane {
    /// In which call.
    pub call: CallId,
    /// The customer's language, in which is spoken.
    pub language: Language,
    /// The script that is followed, or the one that fits best; `None` where there is none.
    pub shown: Option<ScriptView>,
    /// The scripts there are: those that fit first, the most exact first.
    pub offers: Vec<ScriptOffer>,
    /// Why the last step did not count.
    pub fault: Option<InputFault>,
}

/// A script that can be followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptOffer {
    /// Which.
    pub script: ScriptId,
    /// What it is called.
    pub name: Localized,
    /// About what.
    pub topic: TopicId,
    /// Why it fits: what it names beside its topic; `None`: it doesn't.
    pub because: Option<Because>,
    /// Something was answered along it in this call.
    pub begun: bool,
}

/// A script as far as it was followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptView {
    /// Which.
    pub script: ScriptId,
    /// Which version.
    pub version: u32,
    /// What it is called.
    pub name: Localized,
    /// About what.
    pub topic: TopicId,
    /// The steps on the way so far.
    pub way: Vec<WayStep>,
    /// Where on the way one stands.
    pub at: u32,
    /// The step at which one stands; `None` for a script without steps.
    pub step: Option<ShownStep>,
    /// What will be done with the wrap-up, and what can't be.
    pub deeds: Vec<ShownDeed>,
    /// What it came to, at its end.
    pub summary: Option<Summary>,
    /// How far it was followed.
    pub progress: Progress,
}

/// What a script does, with whether it can be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ShownDeed {
    /// What.
    pub deed: Deed,
    /// The stage from which the topic bars this move; `None`: nothing bars it.
    pub barred_from: Option<u8>,
}

/// A step on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WayStep {
    /// Its key.
    pub key: String,
    /// What is said there.
    pub say: Localized,
    /// What was answered, in words; `None` where nothing was.
    pub answer: Option<Localized>,
}

/// The step at which one stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ShownStep {
    /// Its key.
    pub key: String,
    /// What is said there.
    pub say: Localized,
    /// What is to be done there.
    pub kind: StepKind,
    /// What was answered before.
    pub answer: Option<Answer>,
    /// The stage from which the topic bars the move that is done there; `None`: nothing bars it.
    pub barred_from: Option<u8>,
}

/// Which script to turn to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptChoice {
    /// In which call.
    pub call: CallId,
    /// Which.
    pub script: ScriptId,
}

/// A step along a script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptStep {
    /// In which call.
    pub call: CallId,
    /// Along which script.
    pub script: ScriptId,
    /// Which version of it is on screen.
    pub version: u32,
    /// What is done.
    pub input: Input,
}

/// What is to be said of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScriptCheck {
    /// What keeps it from being published, in the order of the form.
    pub problems: Vec<ScriptProblem>,
    /// It is other than what is published.
    pub changed: bool,
}

/// A step along a draft that is tried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Rehearsal {
    /// The draft.
    pub draft: ScriptDraft,
    /// How far it was followed.
    pub progress: Progress,
    /// What is done; `None`: only look.
    pub input: Option<Input>,
}

/// A draft as it would be on an agent's screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Rehearsed {
    /// The script.
    pub view: ScriptView,
    /// Why the step did not count.
    pub fault: Option<InputFault>,
}

/// What a file was found to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ScriptImport {
    /// Scripts.
    Scripts {
        /// In the order of the file.
        scripts: Vec<ImportedScript>,
    },
    /// Nothing that can be read.
    Unreadable {
        /// Why, and in which line.
        error: FileError,
    },
}

/// A script of a file, as a draft over the published script of the same key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportedScript {
    /// Where it begins in the file (from 1).
    pub line: u32,
    /// The draft.
    pub draft: ScriptDraft,
    /// What is to be said of it.
    pub check: ScriptCheck,
    /// It stands there with comments or in a layout of its own, which it loses when it is written anew.
    pub own_layout: bool,
}

/// Scripts that were changed in the form, to be written into the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangedScripts {
    /// The text.
    pub text: String,
    /// What is other than in it.
    pub changed: Vec<Changed>,
}
