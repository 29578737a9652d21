//! Whom a number of the funnel stands for.

use daehwa_domain::{customer::Customer, dialogue::Dialogue, journey::End, time::Timestamp};

/// The customers behind a number of the funnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellCustomers {
    /// Those that came into it last, one for each dialogue.
    pub rows: Vec<CellCustomer>,
    /// How many there are.
    pub total: u32,
}

/// A customer whose dialogue is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCustomer {
    /// Who.
    pub customer: Customer,
    /// The number that is called first.
    pub number: Option<String>,
    /// The dialogue as it stands now.
    pub dialogue: Dialogue,
    /// What became of it.
    pub end: End,
    /// When it reached the stage.
    pub at_ms: Timestamp,
}
