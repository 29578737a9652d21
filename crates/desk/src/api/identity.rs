//! Customers who may be one, and are (D-12).

use daehwa_domain::{
    customer::ContactPoint,
    id::{CustomerId, MergeId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::customer::CustomerCard;

/// Two customers. The first is the one on screen, and who stands for both when they are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pair {
    /// Who stays.
    pub customer: CustomerId,
    /// Who is found under that one.
    pub other: CustomerId,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LookAlike {
    /// Who.
    pub card: CustomerCard,
    /// How probable it is, 0–1.
    pub score: f64,
    /// What speaks for it, and against.
    pub reasons: Vec<MatchReason>,
}

/// In what two customers are alike, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatchReason {
    /// In what.
    pub subject: MatchSubject,
    /// How.
    pub likeness: MatchLikeness,
}

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchSubject {
    /// The name.
    Name,
    /// A mobile number.
    Mobile,
    /// The number of a line.
    Line,
    /// An e-mail address.
    Email,
    /// The postal address.
    Address,
    /// The company.
    Company,
}

/// How two customers stand to each other in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatchLikeness {
    /// The same.
    Same,
    /// Nearly: a slip, or the same as far as it is written.
    Near,
    /// Something else.
    Different,
}

/// What merging two customers would do. Nothing comes of reading it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MergePreview {
    /// Who stays.
    pub customer: MergeSide,
    /// Who is found under that one.
    pub other: MergeSide,
    /// The fields in which they differ.
    pub fields: Vec<FieldChoice>,
    /// What speaks for one person, and against.
    pub reasons: Vec<MatchReason>,
    /// Why they can't be merged now.
    pub obstacle: Option<MergeObstacle>,
}

/// One of two customers, with what comes along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MergeSide {
    /// Who.
    pub card: CustomerCard,
    /// Since when we know them.
    pub created_ms: Timestamp,
    /// Numbers and addresses.
    pub contact_points: Vec<ContactPoint>,
    /// Contacts.
    pub contacts: u32,
    /// Dialogues that are open.
    pub open_dialogues: u32,
    /// Remarks that hold.
    pub remarks: u32,
    /// Callbacks that are open.
    pub callbacks: u32,
}

/// A field of which a merge keeps either value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChoice {
    /// Which.
    pub field: String,
    /// What the one who stays has, for reading; empty for nothing.
    pub ours: String,
    /// What the other has.
    pub theirs: String,
    /// Whether the other's is proposed: ours is empty.
    pub take_theirs: bool,
}

/// Why two customers can't be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MergeObstacle {
    /// They are customers of two teams.
    TwoTeams,
    /// They are one already.
    OneAlready,
}

/// Two customers to be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergeForm {
    /// Who.
    pub pair: Pair,
    /// The fields that are taken from the other.
    pub take: Vec<String>,
}

/// A merge of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergeRef {
    /// Who stands for both.
    pub customer: CustomerId,
    /// Which merge.
    pub merge: MergeId,
}

/// A merge, on the card of who stands for both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergedView {
    /// Which merge.
    pub merge: MergeId,
    /// Who was found to be the same person.
    pub absorbed: CustomerId,
    /// That one's name.
    pub name: String,
    /// When.
    pub at_ms: Timestamp,
    /// Who decided it.
    pub by_name: Option<String>,
}
