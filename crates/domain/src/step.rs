//! The four steps of personal service (P-1): understand & differentiate, customise, interact & add value, retain.
//!
//! A customer is at the first step that is not whole. A step is whole when everything in the table below holds; the rest is what to do
//! next. The table is ours; the steps and their order are the source's.
//!
//! | step | whole when |
//! |---|---|
//! | understand | a way to reach the customer was confirmed once; a dialogue shows what is wanted |
//! | customise | a preference or handling note says how the customer likes things; a dialogue has gone beyond its first stage |
//! | interact | the customer was in contact within 90 days; a dialogue came to its end |
//! | retain | never: no complaint is open, and the customer has not been without contact for too long |

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// So long a contact counts as lately.
pub const LATELY_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStep {
    /// Know who it is and what is wanted.
    Understand,
    /// Fit what is offered to this customer.
    Customise,
    /// Be in contact, and bring something of use.
    Interact,
    /// Keep the customer.
    Retain,
}

/// What a step still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepNeed {
    /// A number or address that the customer confirmed.
    ConfirmedContact,
    /// A dialogue that shows what is wanted.
    Dialogue,
    /// How the customer likes things.
    Preference,
    /// A dialogue beyond its first stage.
    Progress,
    /// A contact within 90 days.
    RecentContact,
    /// A dialogue that came to its end.
    Completed,
    /// The end of a complaint.
    Complaint,
    /// A contact with a valued customer who had none for too long.
    Continuity,
}

/// What is known of a customer, as far as the steps ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// A number or address in use was confirmed, whenever.
    pub confirmed_contact: bool,
    /// There is a dialogue, open or closed.
    pub dialogue: bool,
    /// A preference or handling note holds.
    pub preference: bool,
    /// A dialogue is, or was closed, beyond its first stage.
    pub progress: bool,
    /// There was a contact within [`LATELY_MS`].
    pub recent_contact: bool,
    /// A dialogue came to a closing stage.
    pub completed: bool,
    /// No complaint is open.
    pub content: bool,
    /// Not without contact for too long.
    pub in_contact: bool,
}

/// Where a customer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepPosition {
    /// The step.
    pub step: ServiceStep,
    /// What it still needs; empty only for [`ServiceStep::Retain`].
    pub missing: Vec<StepNeed>,
}

/// The step of a customer.
pub fn position(facts: &Facts) -> StepPosition {
    let table = [
        (
            ServiceStep::Understand,
            [(facts.confirmed_contact, StepNeed::ConfirmedContact), (facts.dialogue, StepNeed::Dialogue)],
        ),
        (ServiceStep::Customise, [(facts.preference, StepNeed::Preference), (facts.progress, StepNeed::Progress)]),
        (
            ServiceStep::Interact,
            [(facts.recent_contact, StepNeed::RecentContact), (facts.completed, StepNeed::Completed)],
        ),
        (ServiceStep::Retain, [(facts.content, StepNeed::Complaint), (facts.in_contact, StepNeed::Continuity)]),
    ];
    let lacks = |needs: [(bool, StepNeed); 2]| needs.into_iter().filter(|it| !it.0).map(|it| it.1).collect::<Vec<_>>();
    let mut all = table.into_iter().map(|(step, needs)| StepPosition { step, missing: lacks(needs) });
    let first = all.find(|it| !it.missing.is_empty());
    first.unwrap_or(StepPosition { step: ServiceStep::Retain, missing: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts(known: [bool; 8]) -> Facts {
        let [confirmed_contact, dialogue, preference, progress, recent_contact, completed, content, in_contact] = known;
        Facts { confirmed_contact, dialogue, preference, progress, recent_contact, completed, content, in_contact }
    }

    #[test]
    fn a_customer_is_at_the_first_step_that_is_not_whole_with_what_it_needs_p_1() {
        assert_eq!(
            position(&Facts::default()),
            StepPosition {
                step: ServiceStep::Understand,
                missing: vec![StepNeed::ConfirmedContact, StepNeed::Dialogue]
            }
        );
        let mut known = [true; 8];
        assert_eq!(position(&facts(known)), StepPosition { step: ServiceStep::Retain, missing: vec![] });
        known[2] = false;
        known[5] = false;
        assert_eq!(
            position(&facts(known)),
            StepPosition { step: ServiceStep::Customise, missing: vec![StepNeed::Preference] }
        );
        known[2] = true;
        assert_eq!(
            position(&facts(known)),
            StepPosition { step: ServiceStep::Interact, missing: vec![StepNeed::Completed] }
        );
    }

    proptest! {
        /// P-1: learning something never takes a customer a step back, and what is missing is what is not known.
        #[test]
        fn knowing_more_never_leads_back(known in any::<[bool; 8]>(), also in 0_usize..8) {
            let before = position(&facts(known));
            let mut more = known;
            more[also] = true;
            let after = position(&facts(more));
            prop_assert!(after.step >= before.step);
            prop_assert!(before.missing.len() <= known.iter().filter(|it| !**it).count());
            prop_assert!(before.step == ServiceStep::Retain || !before.missing.is_empty());
        }
    }
}
