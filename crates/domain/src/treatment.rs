//! Treatments (P-4, P-8, P-13): how customers of a tier or of a segment are served, and which personal measures are on for them.
//!
//! One treatment applies to a customer as a whole, never a mixture of two: segments are asked first, in their order, then the tier; where
//! none says anything, what is built in holds. So it can always be said which one it is, and why.

mod choose;
mod validate;

pub use choose::{Applied, Asked, Reason, Standing, Treatments};
pub use validate::{TreatmentFault, validate};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    continuity,
    customer::Tier,
    dialogue::{Localized, Purpose, Topic},
    id::{SegmentId, TreatmentId},
    limits::{self, Fault, LimitError, MAX_DAYS, MAX_LINE_BYTES, MAX_PRIORITY},
};

/// Where customers stand in a queue of whom nothing is said, 1 (first) to [`MAX_PRIORITY`].
pub const USUAL_PRIORITY: u8 = 5;

/// How some customers are served. Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Treatment {
    /// Identity.
    pub id: TreatmentId,
    /// For whom.
    pub audience: Audience,
    /// Among those of segments the smaller one is asked first, 1 to [`MAX_PRIORITY`]; of tiers it says nothing.
    pub rank: u8,
    /// After so many days without a contact such a customer should hear from us; `None`: nobody waits.
    pub contact_days: Option<u16>,
    /// What such customers enjoy, in words for the screen; empty for nothing.
    pub perks: Localized,
    /// Where they stand among those who wait, 1 (first) to [`MAX_PRIORITY`].
    pub queue_priority: u8,
    /// The agent whom they ask for is said.
    pub preferred_agent: bool,
    /// What is on.
    pub measures: Measures,
    /// Whether it is asked at all.
    pub enabled: bool,
}

/// For whom a treatment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "of")]
#[ts(rename = "TreatmentAudience")]
pub enum Audience {
    /// Who fits a stored segment.
    Segment {
        /// Which.
        segment: SegmentId,
    },
    /// Customers of a value tier.
    Tier {
        /// Which.
        tier: Tier,
    },
}

/// The personal measures, each on or off. What an older desktop does not name is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Measures {
    /// The sentence of what the customer needs now.
    pub needs: bool,
    /// What could be sold: needs and scripts of topics that sell.
    pub offers: bool,
    /// Remembered preferences.
    pub preferences: bool,
    /// What was confirmed is not asked again; what is worth asking is offered (P-6).
    pub confirmation: bool,
    /// Scripts that are for certain tiers.
    pub scripts: bool,
    /// Surveys, referrals and feedback (P-9).
    pub participation: bool,
    /// Alerts when there was no contact for too long (P-4).
    pub continuity: bool,
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            needs: true,
            offers: true,
            preferences: true,
            confirmation: true,
            scripts: true,
            participation: true,
            continuity: true,
        }
    }
}

impl Treatment {
    /// What holds for a tier of which nothing is said: all measures on, nobody before others.
    pub fn built_in(tier: Tier) -> Self {
        Self {
            id: TreatmentId(Uuid::nil()),
            audience: Audience::Tier { tier },
            rank: USUAL_PRIORITY,
            contact_days: continuity::contact_days(tier),
            perks: Localized::default(),
            queue_priority: USUAL_PRIORITY,
            preferred_agent: true,
            measures: Measures::default(),
            enabled: true,
        }
    }

    /// After so many days of silence there is an alert; `None`: never.
    pub fn alert_days(&self) -> Option<u16> {
        self.contact_days.filter(|_| self.measures.continuity)
    }

    /// Whether a need on a topic may be said: none is where needs are off, and none of what is sold where offers are.
    pub fn says_need(&self, topic: Option<&Topic>) -> bool {
        let sells = topic.is_some_and(|it| it.purpose == Purpose::Sales);
        self.measures.needs && (self.measures.offers || !sells)
    }

    /// Where it stands among the treatments: the smallest is asked first. Segments by rank, then tiers, the best first.
    fn order(&self) -> impl Ord + use<> {
        let (tier, rank) = match self.audience {
            Audience::Segment { .. } => (None, self.rank),
            Audience::Tier { tier } => (Some(tier), 0),
        };
        (tier, rank, self.id)
    }

    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        let days = self.contact_days.is_none_or(|days| (1..=MAX_DAYS).contains(&days));
        limits::holds("contact_days", days, Fault::OutOfRange)?;
        limits::localized("perks", &self.perks, MAX_LINE_BYTES)?;
        limits::holds("rank", (1..=MAX_PRIORITY).contains(&self.rank), Fault::OutOfRange)?;
        limits::holds("queue_priority", (1..=MAX_PRIORITY).contains(&self.queue_priority), Fault::OutOfRange)
    }
}

#[cfg(test)]
mod tests;
