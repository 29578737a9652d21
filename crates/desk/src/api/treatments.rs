//! Treatments: how customers of a tier or segment are served, and which personal measures are on (P-4, P-8, P-13).

use daehwa_domain::{
    customer::Tier,
    dialogue::Localized,
    id::{CustomerId, SegmentId, TreatmentId},
    treatment::{Asked, Audience, Measures, Treatment, TreatmentFault},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The treatments as they are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentList {
    /// Those of segments in their order, then those of tiers.
    pub rows: Vec<TreatmentRow>,
    /// What holds for the tiers of which nothing is said, best tier first.
    pub built_in: Vec<Treatment>,
    /// The segments that can be chosen.
    pub segments: Vec<SegmentChoice>,
}

/// One treatment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentRow {
    /// As it stands.
    pub treatment: Treatment,
    /// What its segment is called; `None` for a tier, and for a segment that is not known.
    pub segment_name: Option<String>,
    /// What is wrong with it, also what only became wrong when its segment changed.
    pub faults: Vec<TreatmentFault>,
}

/// A segment to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SegmentChoice {
    /// Which.
    pub id: SegmentId,
    /// What it is called.
    pub name: String,
}

/// A treatment while it is edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentDraft {
    /// Which; `None` for a new one.
    pub id: Option<TreatmentId>,
    /// As [`Treatment::audience`].
    pub audience: Audience,
    /// As [`Treatment::rank`].
    pub rank: u8,
    /// As [`Treatment::contact_days`].
    pub contact_days: Option<u16>,
    /// As [`Treatment::perks`].
    pub perks: Localized,
    /// As [`Treatment::queue_priority`].
    pub queue_priority: u8,
    /// As [`Treatment::preferred_agent`].
    pub preferred_agent: bool,
    /// As [`Treatment::measures`].
    pub measures: Measures,
    /// As [`Treatment::enabled`].
    pub enabled: bool,
}

impl TreatmentDraft {
    /// The treatment; a new one gets `id`.
    pub(crate) fn treatment(&self, id: TreatmentId) -> Treatment {
        let perks = Localized { ko: self.perks.ko.trim().to_owned(), en: self.perks.en.trim().to_owned() };
        Treatment {
            id: self.id.unwrap_or(id),
            audience: self.audience,
            rank: self.rank,
            contact_days: self.contact_days,
            perks,
            queue_priority: self.queue_priority,
            preferred_agent: self.preferred_agent,
            measures: self.measures,
            enabled: self.enabled,
        }
    }
}

/// What is to be said of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentCheck {
    /// What keeps it from being saved.
    pub faults: Vec<TreatmentFault>,
    /// What should be known before it is saved.
    pub warnings: Vec<TreatmentFault>,
    /// It is other than what is saved.
    pub changed: bool,
}

/// To how many customers of this desktop treatments apply; each customer is counted once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentReach {
    /// Those that are asked.
    pub by_treatment: Vec<(TreatmentId, u32)>,
    /// Tiers of which nothing is said.
    pub built_in: Vec<(Tier, u32)>,
}

/// Why a customer is served as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreatmentExplanation {
    /// Who.
    pub customer: CustomerId,
    /// Name.
    pub name: String,
    /// Value tier.
    pub tier: Tier,
    /// What becomes of each treatment, in the order in which they are asked; where none applies, what is built in holds.
    pub asked: Vec<Asked>,
}
