//! The centre's policies with their calendars.

use std::collections::BTreeMap;

use super::{Reading, SlaPolicy, read};
use crate::{
    calendar::{Calendar, Hours},
    case::{Case, Standing},
    customer::Tier,
    id::CalendarId,
};

/// All policies in the order in which they are asked, and the hours of all calendars.
#[derive(Clone, Debug, Default)]
pub struct Book {
    policies: Vec<SlaPolicy>,
    hours: BTreeMap<CalendarId, Hours>,
}

impl Book {
    /// Puts them in order. A retired calendar still counts for the policies that name it.
    pub fn new(policies: impl IntoIterator<Item = SlaPolicy>, calendars: impl IntoIterator<Item = Calendar>) -> Self {
        let mut policies: Vec<_> = policies.into_iter().filter(|it| !it.retired).collect();
        policies.sort_by_key(|it| (it.rank, it.id));
        let hours = calendars.into_iter().map(|it| (it.id, Hours::of(&it))).collect();
        Self { policies, hours }
    }

    /// The policy that holds for a case; `None` when nothing is promised.
    pub fn policy(&self, case: &Case, tier: Tier) -> Option<&SlaPolicy> {
        self.policies.iter().find(|it| it.applies.hold(case, tier))
    }

    /// The clocks of a case.
    pub fn read(&self, case: &Case, standing: &Standing, tier: Tier) -> Reading {
        match self.policy(case, tier) {
            Some(policy) => read(policy, &self.hours(policy.calendar), standing),
            None => Reading::default(),
        }
    }

    /// The hours of a calendar; around the clock without one, and where it is not known here (yet).
    pub fn hours(&self, calendar: Option<CalendarId>) -> Hours {
        calendar.and_then(|id| self.hours.get(&id)).cloned().unwrap_or_else(Hours::always)
    }
}
