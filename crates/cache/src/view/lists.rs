//! Call lists as they are worked through.

use daehwa_domain::{
    call_list::{Candidate, Lease, LeftOut, ListMember, Obstacle, Turn},
    customer::Customer,
    id::UserId,
    interaction::Outcome,
    time::Timestamp,
};

/// How far a list is, among the customers in this cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListProgress {
    /// To be called now.
    pub open: u32,
    /// Of those, the asking user's.
    pub mine: u32,
    /// Of those, other people's.
    pub others: u32,
    /// To be called again later: nobody spoke with them.
    pub later: u32,
    /// When the first of those is.
    pub next_ms: Option<Timestamp>,
    /// Called for the last time, by outcome.
    pub called: Vec<(Outcome, u32)>,
    /// Taken off, by what stood in the way; `None` where a person decided.
    pub taken_off: Vec<(Option<Obstacle>, u32)>,
}

/// Which members of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberFilter {
    /// Open ones that this user has.
    Mine(UserId),
    /// Open ones that nobody has and with whom nothing stands in the way.
    Free,
}

/// A member of a list with whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// The member.
    pub member: ListMember,
    /// Who has it now.
    pub lease: Option<Lease>,
    /// When to call.
    pub turn: Turn,
    /// Whom to call.
    pub customer: Customer,
    /// The number to call.
    pub number: Option<String>,
    /// What stands in the way of calling now; empty for one whose turn it is not.
    pub obstacles: Vec<Obstacle>,
}

/// A list as it would be made now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// Who is called, in this order.
    pub called: Vec<ProposedRow>,
    /// Who is not: the first ones, in the order in which they would have been.
    pub left: Vec<ProposedRow>,
    /// How many are not, each once by the first obstacle.
    pub left_out: Vec<LeftOut>,
}

/// Somebody who could be on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedRow {
    /// Why, and what stands in the way.
    pub candidate: Candidate,
    /// Who.
    pub customer: Customer,
    /// The number to call.
    pub number: Option<String>,
}
