//! Call lists: made from a segment or a number of the funnel, worked through, followed (H-9).

use daehwa_domain::{
    call_list::{CallList, LeftOut, MemberResult, Obstacle, Origin, Reason, Retry},
    customer::Tier,
    dialogue::Purpose,
    id::{CustomerId, ListId, ListMemberId, ScriptId, TopicId},
    interaction::Outcome,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A list as somebody wants it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListForm {
    /// What it is called; may be empty for a look ahead.
    pub name: String,
    /// Where its members come from.
    pub origin: Origin,
    /// What its calls are for.
    pub purpose: Purpose,
    /// What its calls are about.
    pub topic: Option<TopicId>,
    /// The script to follow.
    pub script: Option<ScriptId>,
    /// What is offered.
    pub offer: String,
    /// Whom we called within so many days is left alone.
    pub rest_days: u16,
    /// Who is called again with whom nobody spoke.
    pub retries: Vec<Retry>,
}

/// A list before it is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListPreview {
    /// Who would be called, in this order.
    pub called: Vec<ProposedMember>,
    /// Who would not: the first ones.
    pub left: Vec<ProposedMember>,
    /// How many would not, each once by the first reason.
    pub left_out: Vec<LeftOut>,
    /// How long looking took, in milliseconds.
    pub took_ms: u32,
}

/// Somebody who could be on a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ProposedMember {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number to call, as people read it.
    pub number_text: Option<String>,
    /// The need for which the customer is called.
    pub reason: Option<Reason>,
    /// What keeps the customer from being called.
    pub obstacles: Vec<Obstacle>,
}

/// A list and how far it is, among the customers of the own teams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListView {
    /// The list.
    pub list: CallList,
    /// Who made it; `None` for somebody who is not known here.
    pub by: Option<String>,
    /// To be called now.
    pub open: u32,
    /// Of those, this user's.
    pub mine: u32,
    /// Of those, other people's.
    pub others: u32,
    /// To be called again later: nobody spoke with them.
    pub later: u32,
    /// When the first of those is, in the server's time.
    pub next_ms: Option<Timestamp>,
    /// Called for the last time, by outcome.
    pub called: Vec<OutcomeCount>,
    /// Taken off, by what stood in the way.
    pub taken_off: Vec<OffCount>,
}

/// How many calls ended so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutcomeCount {
    /// How.
    pub outcome: Outcome,
    /// How many.
    pub count: u32,
}

/// How many were taken off for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OffCount {
    /// What stood in the way; `None` where a person decided.
    pub obstacle: Option<Obstacle>,
    /// How many.
    pub count: u32,
}

/// A member of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberView {
    /// Which.
    pub id: ListMemberId,
    /// Whom to call.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number to call, as people read it.
    pub number_text: Option<String>,
    /// When to call: 1 is first.
    pub rank: u32,
    /// The need as it was when the list was made.
    pub reason: Option<Reason>,
    /// Who has it now.
    pub taken_by: Option<String>,
    /// Whether that is this user.
    pub mine: bool,
    /// To be called now.
    pub open: bool,
    /// To be called again from this moment, in the server's time.
    pub again_ms: Option<Timestamp>,
    /// What came of it last.
    pub result: Option<MemberResult>,
    /// Who wrote that down.
    pub result_by: Option<String>,
    /// What stands in the way of calling now; asked of this user's own members.
    pub obstacles: Vec<Obstacle>,
}

/// Which members of a list are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MembersPart {
    /// Of which list.
    pub list: ListId,
    /// So many of the first ones are left out.
    pub from: u32,
    /// At most so many; of more than 500 the first 500.
    pub count: u32,
}

/// Some of the members of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Members {
    /// In their order.
    pub rows: Vec<MemberView>,
    /// How many there are in all.
    pub total: u32,
}

/// What a telemarketer works on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListWork {
    /// The list, and how far it is.
    pub view: ListView,
    /// This user's members, in their order.
    pub mine: Vec<MemberView>,
}

/// A change of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ListEdit {
    /// Which.
    pub id: ListId,
    /// Another name.
    pub name: Option<String>,
    /// Close it, or open it again.
    pub closed: Option<bool>,
    /// Other rules for those with whom nobody spoke: who was called often enough can come back.
    pub retries: Option<Vec<Retry>>,
}

/// A member that is taken off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TakeOffForm {
    /// Which.
    pub member: ListMemberId,
    /// Why, in words; may be empty where something stands in the way.
    pub words: String,
}
