//! What is wrong with a treatment before it is saved.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Audience, Treatment};
use crate::{limits, segment::Segment};

/// What is wrong with a treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TreatmentFault {
    /// Another one is for the same tier or segment.
    AudienceTaken,
    /// Its segment is not known, or not offered any more.
    SegmentUnknown,
    /// The days are none of 1 to 3,650.
    DaysUnknown,
    /// Its place among segments, or in a queue, is none of 1 to 9.
    PriorityUnknown,
    /// Its words are too long, or hold a character that can't be stored.
    PerksUnfit,
    /// Its words are there in one language only.
    PerksUntranslated,
}

impl TreatmentFault {
    /// Whether it can stand all the same: it does what it says, and somebody should know what that is.
    pub fn warns(self) -> bool {
        matches!(self, Self::PerksUntranslated)
    }
}

/// All that is wrong with a treatment that is to stand beside `others`. An older version of itself among them is passed over.
pub fn validate<'t>(
    treatment: &Treatment,
    others: impl IntoIterator<Item = &'t Treatment>,
    segments: &[Segment],
) -> Vec<TreatmentFault> {
    let taken = others.into_iter().any(|it| it.id != treatment.id && it.audience == treatment.audience);
    let gone = match treatment.audience {
        Audience::Segment { segment } => !segments.iter().any(|it| it.id == segment && !it.retired),
        Audience::Tier { .. } => false,
    };
    let in_range = |value: u8| (1..=limits::MAX_PRIORITY).contains(&value);
    let perks = &treatment.perks;
    let unfit = [&perks.ko, &perks.en].into_iter().any(|it| limits::unfit(it, limits::MAX_LINE_BYTES));
    let checks = [
        (taken, TreatmentFault::AudienceTaken),
        (gone, TreatmentFault::SegmentUnknown),
        (treatment.contact_days.is_some_and(|it| !(1..=limits::MAX_DAYS).contains(&it)), TreatmentFault::DaysUnknown),
        (!in_range(treatment.rank) || !in_range(treatment.queue_priority), TreatmentFault::PriorityUnknown),
        (unfit, TreatmentFault::PerksUnfit),
        (perks.ko.trim().is_empty() != perks.en.trim().is_empty(), TreatmentFault::PerksUntranslated),
    ];
    checks.into_iter().filter_map(|(wrong, fault)| wrong.then_some(fault)).collect()
}
