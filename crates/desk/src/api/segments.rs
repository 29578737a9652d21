//! Segments of customers (H-8).

use daehwa_domain::{
    customer::Tier,
    id::{CustomerId, SegmentId},
    people::Team,
    segment::{Segment, SegmentQuery},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the segments' window begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SegmentOverview {
    /// By name, retired ones last.
    pub segments: Vec<Segment>,
    /// The teams that a condition can name.
    pub teams: Vec<Team>,
}

/// A segment as somebody wants it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SegmentForm {
    /// Which one to edit; `None`: a new one.
    pub id: Option<SegmentId>,
    /// What it is called.
    pub name: String,
    /// Who is in it.
    pub query: SegmentQuery,
    /// No longer offered.
    pub retired: bool,
}

/// Who is in a segment now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SegmentView {
    /// Those with the latest contact.
    pub rows: Vec<SegmentMember>,
    /// How many there are.
    pub total: u32,
    /// How long finding them took, in milliseconds: nobody asks again before as long a pause.
    pub took_ms: u32,
}

/// A customer in a segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SegmentMember {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Company.
    pub company: Option<String>,
    /// Value tier.
    pub tier: Tier,
    /// The number that is called first, as people read it.
    pub number_text: Option<String>,
    /// When the last contact was.
    pub last_contact_ms: Option<Timestamp>,
}
