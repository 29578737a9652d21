//! Channel rules: reading, trying and editing them (H-3).

use daehwa_domain::{
    id::{CustomerId, InteractionId, RuleId, TopicId},
    interaction::Channel,
    rule::{Effect, Match, Miss, Pattern, Rule, RuleFault, Sign},
    time::Timestamp,
    topic::file::FileError,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The rules as they are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleList {
    /// Channel by channel, the one that is asked first first.
    pub rules: Vec<RuleRow>,
    /// The names of those who may edit them.
    pub administrators: Vec<String>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleRow {
    /// As it stands.
    pub rule: Rule,
    /// What is wrong with it, also what only became wrong when its topic changed.
    pub faults: Vec<RuleFault>,
}

/// A rule while it is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleDraft {
    /// Which; `None` for a new one.
    pub id: Option<RuleId>,
    /// As [`Rule::key`].
    pub key: String,
    /// As [`Rule::channel`].
    pub channel: Channel,
    /// As [`Rule::sign`].
    pub sign: Sign,
    /// As [`Rule::pattern`].
    pub pattern: Pattern,
    /// As [`Rule::topic`]; `None` while none is chosen.
    pub topic: Option<TopicId>,
    /// As [`Rule::stage`].
    pub stage: u8,
    /// As [`Rule::priority`].
    pub priority: u8,
    /// As [`Rule::enabled`].
    pub enabled: bool,
}

/// What is to be said of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleCheck {
    /// What keeps it from being saved.
    pub faults: Vec<RuleFault>,
    /// What should be known before it is saved.
    pub warnings: Vec<RuleFault>,
    /// It is other than what is saved.
    pub changed: bool,
}

/// What a file was found to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum RuleImport {
    /// Rules.
    Rules {
        /// In the order of the file.
        rules: Vec<ImportedRule>,
    },
    /// Nothing that can be read.
    Unreadable {
        /// Why, and in which line.
        error: FileError,
    },
}

/// A rule of a file, as a draft over the saved rule of the same key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportedRule {
    /// Where it begins in the file (from 1).
    pub line: u32,
    /// The draft; without a topic where there is none of that key.
    pub draft: RuleDraft,
    /// The key of its topic, as it stands in the file.
    pub topic_key: String,
    /// What is to be said of it.
    pub check: RuleCheck,
}

/// A contact to try the rules on. Nothing comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleTrial {
    /// On which channel.
    pub channel: Channel,
    /// What it shows.
    pub signs: Vec<(Sign, String)>,
    /// Whose dialogues are looked at.
    pub customer: Option<CustomerId>,
    /// A rule that is not saved yet, in the place of the saved one.
    pub draft: Option<RuleDraft>,
}

/// What the rules would do with a contact, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleVerdict {
    /// The rules that match, in the order in which they are asked. None that holds: the contact goes to triage.
    pub matches: Vec<Match>,
    /// The other rules on the channel.
    pub misses: Vec<Miss>,
    /// What would become of the customer's dialogue; `None` without a customer, or where no rule holds.
    pub effect: Option<Effect>,
    /// Something was longer than what is compared.
    pub cut: bool,
}

/// Which contact a rule is to be made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleSource {
    /// Whose contact.
    pub customer: CustomerId,
    /// Which contact.
    pub interaction: InteractionId,
}

/// A rule that would have put a contact where a person put it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleProposal {
    /// The rule, to be edited and saved.
    pub draft: RuleDraft,
    /// All that the contact shows.
    pub signs: Vec<(Sign, String)>,
}

/// Contacts in triage for which a rule holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RuleFits {
    /// The ones that have waited longest.
    pub contacts: Vec<FittingContact>,
    /// How many there are.
    pub total: u32,
}

/// A contact in triage for which a rule holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FittingContact {
    /// Which.
    pub interaction: InteractionId,
    /// The customer's name.
    pub customer_name: String,
    /// On which channel.
    pub channel: Channel,
    /// When it was.
    pub started_ms: Timestamp,
    /// What stands in the timeline.
    pub summary: String,
    /// What would become of the customer's dialogue.
    pub effect: Effect,
}

impl RuleDraft {
    /// A rule as a draft.
    pub fn of(rule: &Rule) -> Self {
        Self {
            id: Some(rule.id),
            key: rule.key.clone(),
            channel: rule.channel,
            sign: rule.sign,
            pattern: rule.pattern.clone(),
            topic: Some(rule.topic),
            stage: rule.stage,
            priority: rule.priority,
            enabled: rule.enabled,
        }
    }

    /// The rule that it would be, with `id` where it is new. Without a topic it leads nowhere.
    pub fn rule(&self, id: RuleId) -> Rule {
        Rule {
            id: self.id.unwrap_or(id),
            key: self.key.trim().to_owned(),
            channel: self.channel,
            sign: self.sign,
            pattern: Pattern { text: self.pattern.text.trim().to_owned(), ..self.pattern.clone() },
            topic: self.topic.unwrap_or(TopicId(uuid::Uuid::nil())),
            stage: self.stage,
            priority: self.priority,
            enabled: self.enabled,
        }
    }
}
