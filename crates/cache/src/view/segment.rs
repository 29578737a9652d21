//! Who is in a segment.

use daehwa_domain::{
    customer::{Customer, Tier},
    id::TreatmentId,
    time::Timestamp,
};

/// The customers in a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentCustomers {
    /// Those with the latest contact.
    pub rows: Vec<SegmentCustomer>,
    /// How many there are.
    pub total: u32,
}

/// A customer in a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentCustomer {
    /// Who.
    pub customer: Customer,
    /// The number that is called first.
    pub number: Option<String>,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
}

/// To how many customers treatments apply; each customer is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreatmentReach {
    /// Those that are asked.
    pub by_treatment: Vec<(TreatmentId, u32)>,
    /// Tiers of which nothing is said.
    pub built_in: Vec<(Tier, u32)>,
}
