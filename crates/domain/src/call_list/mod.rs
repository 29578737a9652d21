//! Call lists: whom to call, made from needs without waiting for the customer to come back (H-9).
//!
//! A list is a record of the centre and holds no personal data but its name; each [`ListMember`] belongs to its customer, so that it is
//! held where the customer is, moves to another team with the customer, and is erased with the customer.

mod choose;
mod lease;
mod obstacle;
mod retry;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::Purpose,
    funnel::Cell,
    id::{CustomerId, DialogueId, InteractionId, ListId, ListMemberId, ScriptId, SegmentId, TopicId, UserId},
    interaction::{Channel, Outcome},
    limits::{Fault, LimitError, MAX_DAYS, MAX_LINE_BYTES, MAX_NAME_BYTES, holds, required, text},
    segment::SegmentQuery,
    time::Timestamp,
};

pub use choose::{Candidate, Chosen, choose, reason};
pub use lease::{LEASE_MS, Lease, LeaseFault, check_lease};
pub use obstacle::{Callee, Obstacle, Terms, number_to_call, obstacles};
pub use retry::{MAX_CALLS, Retry, Turn, UNREACHED, again, numbers_tried, turn};

/// Members of a list: more than a team calls in a month.
pub const MAX_MEMBERS: u32 = 10_000;

/// A list of customers to call. Made by supervisors and administrators; only its words, its retries and whether it is closed are edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallList {
    /// Identity.
    pub id: ListId,
    /// What it is called.
    pub name: String,
    /// Where its members come from.
    pub origin: Origin,
    /// What its calls are for: what is sold waits for complaints and needs a consent.
    pub purpose: Purpose,
    /// What its calls are about.
    pub topic: Option<TopicId>,
    /// The script to follow.
    pub script: Option<ScriptId>,
    /// What is offered, in words; may be empty.
    pub offer: String,
    /// Whom we called within so many days is left alone; 0 for no rest.
    pub rest_days: u16,
    /// Who is called again with whom nobody spoke; an outcome that is not named ends it.
    pub retries: Vec<Retry>,
    /// How many members it was made with.
    pub members: u32,
    /// Who was left out when it was made, and why: each once, by the first reason.
    pub left_out: Vec<LeftOut>,
    /// Nobody is called any more.
    pub closed: bool,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_ms: Timestamp,
}

/// Where a list's members come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "from")]
#[ts(rename = "ListOrigin")]
pub enum Origin {
    /// Those who were in a segment.
    Segment {
        /// The saved one; `None` for one that was not saved.
        segment: Option<SegmentId>,
        /// As it was asked.
        query: SegmentQuery,
    },
    /// Those behind a number of the funnel.
    Cell {
        /// Which number.
        cell: Cell,
    },
}

impl Origin {
    /// The topic that it is about, where it names one.
    pub fn topic(&self) -> Option<TopicId> {
        match self {
            Self::Segment { query, .. } => query.topic(),
            Self::Cell { cell } => Some(cell.topic),
        }
    }
}

/// How many were left out for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOut {
    /// Why.
    pub why: Obstacle,
    /// How many.
    pub count: u32,
}

/// A customer on a list. Only who has it and what came of it are ever set again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListMember {
    /// Identity.
    pub id: ListMemberId,
    /// Whom to call.
    pub customer: CustomerId,
    /// On which list.
    pub list: ListId,
    /// When to call: 1 is first, who has the strongest need.
    pub rank: u32,
    /// The need as it was when the list was made.
    pub reason: Option<Reason>,
    /// Who has it, while the lease lasts that began when this was set ([`LEASE_MS`]). The server decides.
    pub taken: Option<UserId>,
    /// What came of it last; `None` while nobody called.
    pub result: Option<MemberResult>,
}

/// Why somebody is on a list: a need as it was, in the words of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "MemberReason")]
pub struct Reason {
    /// The dialogue that shows it: its contacts are the evidence (H-10).
    pub dialogue: DialogueId,
    /// About what.
    pub topic: TopicId,
    /// The stage at which it stood (from 1).
    pub stage: u8,
    /// Since when it stood there.
    pub since_ms: Timestamp,
    /// Contacts until then.
    pub touches: u32,
    /// When the last one was.
    pub last_ms: Timestamp,
    /// On which channel that was.
    pub channel: Option<Channel>,
}

/// What came of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum MemberResult {
    /// It was called, whether or not somebody answered.
    Called {
        /// The contact that the call is.
        contact: InteractionId,
        /// How it ended.
        outcome: Outcome,
        /// Who called.
        by: UserId,
        /// When that was written down.
        at_ms: Timestamp,
        /// How often it was called until then, this call included.
        calls: u8,
    },
    /// It was taken off the list without a call.
    TakenOff {
        /// What stood in the way; `None` when a person decided so.
        obstacle: Option<Obstacle>,
        /// Why, in words; may be empty.
        words: String,
        /// Who did.
        by: UserId,
        /// When.
        at_ms: Timestamp,
    },
}

impl MemberResult {
    /// When it was written down.
    pub fn at_ms(&self) -> Timestamp {
        match self {
            Self::Called { at_ms, .. } | Self::TakenOff { at_ms, .. } => *at_ms,
        }
    }

    /// Who wrote it down.
    pub fn by(&self) -> UserId {
        match self {
            Self::Called { by, .. } | Self::TakenOff { by, .. } => *by,
        }
    }
}

impl CallList {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        required("name", &self.name, MAX_NAME_BYTES)?;
        text("offer", &self.offer, MAX_LINE_BYTES)?;
        if let Origin::Segment { query, .. } = &self.origin {
            holds("origin", query.check().is_ok(), Fault::OutOfRange)?;
        }
        holds("rest_days", self.rest_days <= MAX_DAYS, Fault::OutOfRange)?;
        holds("members", self.members <= MAX_MEMBERS, Fault::TooMany { max: MAX_MEMBERS as usize })?;
        let max = Obstacle::ALL.len();
        holds("left_out", self.left_out.len() <= max, Fault::TooMany { max })?;
        holds("retries", retry::are_sound(&self.retries), Fault::OutOfRange)
    }
}

impl ListMember {
    /// Its bounds.
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        holds("rank", (1..=MAX_MEMBERS).contains(&self.rank), Fault::OutOfRange)?;
        match &self.result {
            Some(MemberResult::TakenOff { words, .. }) => text("result", words, MAX_LINE_BYTES),
            Some(MemberResult::Called { calls, .. }) => holds("result", *calls > 0, Fault::OutOfRange),
            None => Ok(()),
        }
    }
}
