//! Requests and complaints as they are worked on.

use daehwa_domain::{
    case::{Case, CaseStep, Kind, Standing},
    customer::Customer,
    sla::Reading,
    time::Timestamp,
};

use super::Whose;

/// Which cases are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Whose.
    pub whose: Whose,
    /// Requests or complaints; `None` for both.
    pub kind: Option<Kind>,
    /// Where they stand.
    pub shelf: CaseShelf,
}

/// Where a case stands, as far as lists tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseShelf {
    /// To be worked on, by what falls due first.
    #[default]
    Open,
    /// A promise is overdue.
    Late,
    /// The business of whoever leads the team.
    Escalated,
    /// Settled, the latest first.
    Settled,
}

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// Whose.
    pub customer: Customer,
    /// Where it stands.
    pub standing: Standing,
    /// What is promised.
    pub reading: Reading,
    /// Something of it waits to be sent, or was refused.
    pub unsent: bool,
}

/// A case with all that happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// In a line.
    pub row: CaseRow,
    /// What happened, the oldest first.
    pub steps: Vec<CaseStep>,
}

/// How many cases there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Open ones.
    pub open: u32,
    /// Open ones of the asking user.
    pub mine: u32,
    /// Open ones on which nobody works.
    pub nobody: u32,
    /// Open ones of which a promise is overdue.
    pub late: u32,
    /// Open ones that are the business of whoever leads.
    pub escalated: u32,
}

/// A case of which somebody is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAlarm {
    /// Since when.
    pub at_ms: Timestamp,
    /// The case.
    pub row: CaseRow,
}
