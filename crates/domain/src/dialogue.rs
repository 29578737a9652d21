//! Topics, their stages, and the dialogues that move over them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    customer::Language,
    id::{CustomerId, DialogueId, InteractionId, StageMoveId, TopicId, UserId},
    interaction::Channel,
    time::Timestamp,
};

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Winning or growing business.
    Sales,
    /// Helping with what the customer has.
    Service,
    /// Keeping the customer.
    Retention,
}

/// A text in the languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Localized {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Localized {
    /// The words in a language; where there are none, in the other one.
    pub fn in_language(&self, language: Language) -> &str {
        let (own, other) = match language {
            Language::Ko => (&self.ko, &self.en),
            Language::En => (&self.en, &self.ko),
        };
        if own.trim().is_empty() { other } else { own }
    }
}

/// The version of a topic's first list of stages.
pub const FIRST_VERSION: u16 = 1;

fn first_version() -> u16 {
    FIRST_VERSION
}

/// One step of a topic. Stages are numbered from 1 in the order of the topic's list; what a number means changes only with a
/// [`Revision`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stage {
    /// Short name.
    pub name: Localized,
    /// What it means that a customer is here.
    pub meaning: Localized,
    /// Reaching this stage closes the dialogue.
    pub closing: bool,
    /// In words, what has to be so before a dialogue may come here.
    #[serde(default)]
    pub entry: Localized,
    /// Other periods than the topic's.
    #[serde(default)]
    pub ageing: Ageing,
}

impl Stage {
    /// A stage that ages as its topic does.
    pub fn new(name: Localized, meaning: Localized, closing: bool) -> Self {
        Self { name, meaning, closing, ..Self::default() }
    }
}

/// How long a dialogue may rest: the time since the latest of its beginning, its contacts and its stage moves. `None`: for ever, or, in
/// a stage, as long as the topic says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ageing {
    /// After this many days it counts as stale.
    pub stale_days: Option<u16>,
    /// After this many days it is closed.
    pub close_days: Option<u16>,
}

/// To which stages a person may move a dialogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum AllowedMoves {
    /// From any to any.
    #[default]
    Any,
    /// To later ones only.
    Forward,
    /// Only these, each from a stage to another.
    Listed {
        /// From, to.
        pairs: Vec<(u8, u8)>,
    },
}

/// How an earlier list of stages goes over into the one that follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Revision {
    /// For each earlier stage in order, the stage (from 1) of the list that follows.
    pub to: Vec<u8>,
    /// Which of the earlier stages (from 1) closed a dialogue.
    pub closing: Vec<u8>,
    /// When the list that follows was published.
    pub published_ms: Timestamp,
}

/// What a dialogue can be about: defined before anything is collected (H-2). Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Topic {
    /// Identity.
    pub id: TopicId,
    /// A short key for files and rules, such as `plan_upgrade`.
    pub key: String,
    /// What it is called.
    pub name: Localized,
    /// What it is for.
    pub purpose: Purpose,
    /// The stages in order; stage numbers start at 1.
    pub stages: Vec<Stage>,
    /// No longer offered for new dialogues.
    pub retired: bool,
    /// Its dialogues are complaints: while one is open, nothing is sold to the customer (P-11).
    #[serde(default)]
    pub complaint: bool,
    /// How long its dialogues may rest, unless the stage says otherwise.
    #[serde(default)]
    pub ageing: Ageing,
    /// To which stages a person may move its dialogues.
    #[serde(default)]
    pub moves: AllowedMoves,
    /// How each earlier list of stages went over into the next, oldest first.
    #[serde(default)]
    pub revisions: Vec<Revision>,
}

/// Where a dialogue stands on the topic's list of stages as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The stage (from 1).
    pub stage: u8,
    /// When that closed it: on arriving, or when a list was published by which its stage closes.
    pub closed_ms: Option<Timestamp>,
}

impl Topic {
    /// A topic whose dialogues never age and may be moved anywhere.
    pub fn new(id: TopicId, key: impl Into<String>, name: Localized, purpose: Purpose, stages: Vec<Stage>) -> Self {
        Self {
            id,
            key: key.into(),
            name,
            purpose,
            stages,
            retired: false,
            complaint: false,
            ageing: Ageing::default(),
            moves: AllowedMoves::default(),
            revisions: Vec::new(),
        }
    }

    /// The stage with this number (from 1).
    pub fn stage(&self, number: u8) -> Option<&Stage> {
        number.checked_sub(1).and_then(|index| self.stages.get(usize::from(index)))
    }

    /// The version of the list of stages: [`FIRST_VERSION`], and one more with each revision.
    pub fn version(&self) -> u16 {
        FIRST_VERSION.saturating_add(u16::try_from(self.revisions.len()).unwrap_or(u16::MAX))
    }

    /// Whether the list of stages of a version has this number. A version that is not known here has none.
    pub fn had_stage(&self, version: u16, number: u8) -> bool {
        if version == self.version() {
            return self.stage(number).is_some();
        }
        let revision = version.checked_sub(FIRST_VERSION).and_then(|index| self.revisions.get(usize::from(index)));
        revision.is_some_and(|it| (1..=it.to.len()).contains(&usize::from(number)))
    }

    /// Where a dialogue stands that came to a stage of some version at `at`. A version or stage that is not known here is taken as it is,
    /// and closes nothing: the topic's newer definition has not arrived.
    pub fn standing(&self, version: u16, stage: u8, at: Timestamp) -> Standing {
        let mut standing = Standing { stage, closed_ms: None };
        if !self.had_stage(version, stage) {
            return standing;
        }
        let mut since = at;
        let later = usize::from(version.saturating_sub(FIRST_VERSION));
        for revision in self.revisions.iter().skip(later) {
            if standing.closed_ms.is_none() && revision.closing.contains(&standing.stage) {
                standing.closed_ms = Some(since);
            }
            let next = standing.stage.checked_sub(1).and_then(|index| revision.to.get(usize::from(index)));
            standing.stage = next.copied().unwrap_or(standing.stage);
            since = since.max(revision.published_ms);
        }
        if standing.closed_ms.is_none() && self.stage(standing.stage).is_some_and(|it| it.closing) {
            standing.closed_ms = Some(since);
        }
        standing
    }

    /// How long a dialogue may rest at a stage.
    pub fn ageing_at(&self, stage: u8) -> Ageing {
        let own = self.stage(stage).map(|it| it.ageing).unwrap_or_default();
        Ageing {
            stale_days: own.stale_days.or(self.ageing.stale_days),
            close_days: own.close_days.or(self.ageing.close_days),
        }
    }

    /// Whether a person may move a dialogue from one stage to another. To stay is no move, and always allowed.
    pub fn may_move(&self, from: u8, to: u8) -> bool {
        from == to || self.moves.allow(from, to)
    }
}

/// The fact that a dialogue began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DialogueOpened {
    /// Identity.
    pub id: DialogueId,
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// When it began.
    pub opened_ms: Timestamp,
    /// The version of the topic's stages at whose first it began.
    #[serde(default = "first_version")]
    pub version: u16,
}

/// What caused a stage move (H-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A person decided.
    Person {
        /// Who.
        user: UserId,
    },
    /// A rule over an interaction decided.
    Rule {
        /// The interaction that the rule matched.
        interaction: InteractionId,
        /// The rule's key.
        rule: String,
    },
}

/// A dialogue reached a stage. Append-only; the latest by (`at_ms`, `id`) holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StageMove {
    /// Identity.
    pub id: StageMoveId,
    /// Whose dialogue.
    pub customer: CustomerId,
    /// Which dialogue.
    pub dialogue: DialogueId,
    /// The new stage (from 1), as numbered in `version`.
    pub stage: u8,
    /// The version of the topic's stages under which it was made.
    #[serde(default = "first_version")]
    pub version: u16,
    /// When.
    pub at_ms: Timestamp,
    /// The contact during which it happened.
    pub interaction: Option<InteractionId>,
    /// Why.
    pub cause: Cause,
}

/// A dialogue as it stands: folded from its facts, on desktop and server by the same code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dialogue {
    /// Identity.
    pub id: DialogueId,
    /// Whose.
    pub customer: CustomerId,
    /// About what.
    pub topic: TopicId,
    /// When it began.
    pub opened_ms: Timestamp,
    /// Where it is now (from 1).
    pub stage: u8,
    /// Since when it is there.
    pub stage_since_ms: Timestamp,
    /// Number of contacts in it.
    pub touches: u32,
    /// When the last contact was.
    pub last_contact_ms: Timestamp,
    /// The channel of the last contact.
    pub last_channel: Option<Channel>,
    /// Whether it still runs.
    pub open: bool,
    /// It runs, but rested for longer than its stage allows.
    pub stale: bool,
    /// When it closes by itself, or did, unless something happens in it.
    pub closes_ms: Option<Timestamp>,
}
