//! Who is in a segment.

use daehwa_domain::{customer::Customer, time::Timestamp};

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
