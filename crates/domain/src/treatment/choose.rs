//! Which treatment applies to a customer, and why.

use std::convert::Infallible;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Audience, Treatment};
use crate::{
    customer::Tier,
    id::TreatmentId,
    segment::{Segment, SegmentQuery},
};

/// The treatments of a centre in the order in which they are asked, with the segments that they name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Treatments {
    asked: Vec<(Treatment, Option<Segment>)>,
}

/// The treatment that applies to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Applied {
    /// Which.
    pub treatment: Treatment,
    /// Why.
    pub reason: Reason,
}

/// Why a treatment applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(rename = "TreatmentReason")]
pub enum Reason {
    /// The customer is in a segment.
    Segment {
        /// What it is called.
        name: String,
    },
    /// The customer's tier.
    Tier,
    /// Nothing is said of the tier.
    BuiltIn,
}

/// What becomes of a treatment when it is asked about a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "TreatmentStanding")]
pub enum Standing {
    /// It applies.
    Applies,
    /// It would apply, and another one was asked before.
    Shadowed,
    /// It is for others.
    Elsewhere,
    /// It is switched off.
    Off,
    /// Its segment is not known, or not offered any more.
    SegmentGone,
}

/// A treatment that was asked about a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "AskedTreatment")]
pub struct Asked {
    /// Which.
    pub treatment: TreatmentId,
    /// What becomes of it.
    pub standing: Standing,
}

impl Treatments {
    /// Of records in any order.
    pub fn new(treatments: impl IntoIterator<Item = Treatment>, segments: &[Segment]) -> Self {
        let with_segment = |it: Treatment| {
            let segment = match it.audience {
                Audience::Segment { segment } => segments.iter().find(|known| known.id == segment).cloned(),
                Audience::Tier { .. } => None,
            };
            (it, segment)
        };
        let mut asked: Vec<_> = treatments.into_iter().map(with_segment).collect();
        asked.sort_by_key(|(it, _)| it.order());
        Self { asked }
    }

    /// All, in the order in which they are asked.
    pub fn all(&self) -> impl Iterator<Item = &Treatment> {
        self.asked.iter().map(|(it, _)| it)
    }

    /// The treatments of segments that can apply, in the order in which they are asked.
    pub fn of_segments(&self) -> impl Iterator<Item = (&Treatment, &Segment)> {
        self.asked.iter().filter_map(|(it, segment)| {
            let segment = segment.as_ref().filter(|segment| it.enabled && !segment.retired)?;
            Some((it, segment))
        })
    }

    /// What holds for customers of a tier who are in none of the segments.
    pub fn of_tier(&self, tier: Tier) -> Applied {
        let audience = Audience::Tier { tier };
        match self.asked.iter().find(|(it, _)| it.enabled && it.audience == audience) {
            Some((treatment, _)) => Applied { treatment: treatment.clone(), reason: Reason::Tier },
            None => Applied { treatment: Treatment::built_in(tier), reason: Reason::BuiltIn },
        }
    }

    /// The treatment that applies to a customer of `tier`. `is_in` says whether the customer is in a segment; it is asked as seldom as
    /// possible.
    pub fn choose<E>(&self, tier: Tier, mut is_in: impl FnMut(&SegmentQuery) -> Result<bool, E>) -> Result<Applied, E> {
        for (treatment, segment) in self.of_segments() {
            if is_in(&segment.query)? {
                let reason = Reason::Segment { name: segment.name.clone() };
                return Ok(Applied { treatment: treatment.clone(), reason });
            }
        }
        Ok(self.of_tier(tier))
    }

    /// What becomes of each treatment for a customer of `tier`, in the order in which they are asked. At most one applies; where none does,
    /// what is built in holds.
    pub fn explain<E>(
        &self,
        tier: Tier,
        mut is_in: impl FnMut(&SegmentQuery) -> Result<bool, E>,
    ) -> Result<Vec<Asked>, E> {
        let mut applied = false;
        let mut all = Vec::with_capacity(self.asked.len());
        for (treatment, segment) in &self.asked {
            let segment = segment.as_ref().filter(|it| !it.retired);
            let fits = match (&treatment.audience, segment) {
                _ if !treatment.enabled => Err(Standing::Off),
                (Audience::Tier { tier: wanted }, _) => Ok(*wanted == tier),
                (Audience::Segment { .. }, None) => Err(Standing::SegmentGone),
                (Audience::Segment { .. }, Some(segment)) => Ok(is_in(&segment.query)?),
            };
            let standing = match fits {
                Err(standing) => standing,
                Ok(false) => Standing::Elsewhere,
                Ok(true) if applied => Standing::Shadowed,
                Ok(true) => Standing::Applies,
            };
            applied |= standing == Standing::Applies;
            all.push(Asked { treatment: treatment.id, standing });
        }
        Ok(all)
    }

    /// [`Treatments::choose`] where asking can't fail.
    pub fn chosen(&self, tier: Tier, mut is_in: impl FnMut(&SegmentQuery) -> bool) -> Applied {
        match self.choose(tier, |query| Ok::<_, Infallible>(is_in(query))) {
            Ok(applied) => applied,
            Err(never) => match never {},
        }
    }
}
