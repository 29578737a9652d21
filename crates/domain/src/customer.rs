//! Customers and what is known about them: contact points, consents, remarks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    confirmation::Confirmation,
    id::{ConsentId, ContactPointId, CustomerId, RemarkId, TeamId, UserId},
    interaction::Channel,
    time::Timestamp,
};

/// Person or company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A natural person.
    #[default]
    Person,
    /// A company or other organisation.
    Company,
}

/// Value tier (V-3), best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The most valuable customers.
    Vip,
    /// Above average.
    Gold,
    /// Average.
    Silver,
    /// No tier yet, or the lowest.
    #[default]
    Basic,
}

/// A language that a person speaks or reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Korean.
    #[default]
    Ko,
    /// English.
    En,
}

/// A person or company that has contact with the centre. Its fields are edited and merged one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Customer {
    /// Identity.
    pub id: CustomerId,
    /// The team in whose scope the customer is.
    pub team: TeamId,
    /// Person or company.
    pub kind: CustomerKind,
    /// Full name as the customer writes it.
    pub name: String,
    /// Name in Latin letters, where it differs.
    pub name_latin: Option<String>,
    /// Company the person belongs to.
    pub company: Option<String>,
    /// The centre's own account number.
    pub account_no: Option<String>,
    /// Preferred language.
    pub language: Language,
    /// Value tier.
    pub tier: Tier,
    /// IANA time zone of the customer, such as `Asia/Seoul`.
    pub time_zone: Option<String>,
    /// Postal address in one line.
    pub address: Option<String>,
    /// The agent this customer should reach first (P-8).
    pub preferred_agent: Option<UserId>,
    /// When the record was made.
    pub created_ms: Timestamp,
    /// That the name is right (P-6). Boxed, so that a customer stays small beside the other records.
    #[serde(default)]
    pub name_confirmed: Option<Box<Confirmation>>,
    /// That the address is right (P-6).
    #[serde(default)]
    pub address_confirmed: Option<Box<Confirmation>>,
}

/// What kind of contact point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// A telephone number.
    Phone,
    /// A mobile number, which also takes SMS.
    Mobile,
    /// A fax number.
    Fax,
    /// An e-mail address.
    Email,
}

impl ContactKind {
    /// Whether the value is a telephone number.
    pub fn is_number(self) -> bool {
        !matches!(self, Self::Email)
    }
}

/// A number or address of a customer. Edited field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactPoint {
    /// Identity.
    pub id: ContactPointId,
    /// Whose.
    pub customer: CustomerId,
    /// What kind.
    pub kind: ContactKind,
    /// The value as it was written: a number in any form, or an e-mail address.
    pub value: String,
    /// What people call it, such as "office".
    pub label: Option<String>,
    /// Used first for its kind.
    pub primary: bool,
    /// When somebody last confirmed it (P-6).
    pub verified_ms: Option<Timestamp>,
    /// No longer in use: kept for history, not dialed.
    pub retired: bool,
    /// By whom and on which channel it was confirmed; `None` also where an older desktop kept the moment alone.
    #[serde(default)]
    pub confirmed: Option<Confirmation>,
}

/// What a consent allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentPurpose {
    /// Advertising.
    Marketing,
    /// Advertising between 21:00 and 08:00 (KR).
    MarketingAtNight,
    /// Recording of calls.
    Recording,
    /// Use of the profile for personal offers.
    Profiling,
}

/// A consent given or withdrawn. Append-only: the latest per purpose and channel holds, a withdrawal wins a tie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConsentChange {
    /// Identity.
    pub id: ConsentId,
    /// Whose consent.
    pub customer: CustomerId,
    /// For what.
    pub purpose: ConsentPurpose,
    /// On which channel; `None` for all.
    pub channel: Option<Channel>,
    /// Given (`true`) or withdrawn.
    pub granted: bool,
    /// When it was given or withdrawn.
    pub at_ms: Timestamp,
    /// How it was obtained, in words.
    pub source: String,
}

/// Whether advertising on a channel was consented to, by the latest change that is about the channel or about everything; a withdrawal wins
/// a tie. `None` when nothing is known.
pub fn marketing_on(consents: &[ConsentChange], channel: Channel) -> Option<bool> {
    consented(consents, ConsentPurpose::Marketing, channel)
}

/// The change that says so ([`marketing_on`]).
pub fn marketing_change(consents: &[ConsentChange], channel: Channel) -> Option<&ConsentChange> {
    latest(consents, ConsentPurpose::Marketing, channel)
}

/// The same for advertising at night (KR, Network Act art. 50 (3)).
pub fn marketing_at_night_on(consents: &[ConsentChange], channel: Channel) -> Option<bool> {
    consented(consents, ConsentPurpose::MarketingAtNight, channel)
}

fn consented(consents: &[ConsentChange], purpose: ConsentPurpose, channel: Channel) -> Option<bool> {
    latest(consents, purpose, channel).map(|it| it.granted)
}

fn latest(consents: &[ConsentChange], purpose: ConsentPurpose, channel: Channel) -> Option<&ConsentChange> {
    let about = |it: &&ConsentChange| it.purpose == purpose && it.channel.is_none_or(|one| one == channel);
    consents.iter().filter(about).max_by_key(|it| (it.at_ms, !it.granted))
}

/// What a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// How the customer likes things.
    Preference,
    /// Something promised to the customer.
    Promise,
    /// Something the next agent must know before speaking.
    Warning,
    /// How to handle this customer.
    Handling,
}

/// What one agent learned and all should know (P-2). Edited field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Remark {
    /// Identity.
    pub id: RemarkId,
    /// About whom.
    pub customer: CustomerId,
    /// What it is.
    pub kind: RemarkKind,
    /// The words.
    pub text: String,
    /// 1 (first) to 9 (last).
    pub priority: u8,
    /// When a promise falls due.
    pub due_ms: Option<Timestamp>,
    /// When it stops being shown.
    pub expires_ms: Option<Timestamp>,
    /// Kept or no longer true.
    pub done: bool,
    /// Who wrote it.
    pub author: UserId,
    /// When it was written.
    pub created_ms: Timestamp,
}
