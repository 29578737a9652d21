//! To which dialogue a contact belongs when that was decided after it was made (H-1).
//!
//! A contact is a fact and never changed; where it belongs is decided by facts of their own. The latest by (`at_ms`, `id`) holds, and
//! where there is none the contact's own word. So it does not matter in which order contact and decisions arrive, and a decision is
//! undone by another one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::Cause,
    id::{AssignmentId, CustomerId, DialogueId, InteractionId},
    interaction::Interaction,
    time::Timestamp,
};

/// A contact was put to a dialogue, or back into triage. Append-only; the latest by (`at_ms`, `id`) holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Assignment {
    /// Identity.
    pub id: AssignmentId,
    /// Whose contact.
    pub customer: CustomerId,
    /// Which contact.
    pub interaction: InteractionId,
    /// Where it belongs from now on; `None`: in triage.
    pub dialogue: Option<DialogueId>,
    /// When it was decided.
    pub at_ms: Timestamp,
    /// Who or what decided.
    pub cause: Cause,
}

/// Contacts as they stand: each with the dialogue to which it belongs by the assignments, which may be in any order and repeated.
pub fn settle<'a>(
    contacts: impl IntoIterator<Item = Interaction>,
    assignments: impl IntoIterator<Item = &'a Assignment>,
) -> Vec<Interaction> {
    let mut latest: BTreeMap<InteractionId, &Assignment> = BTreeMap::new();
    for it in assignments {
        let holds = latest.entry(it.interaction).or_insert(it);
        if (it.at_ms, it.id) > (holds.at_ms, holds.id) {
            *holds = it;
        }
    }
    let settled = contacts.into_iter().map(|contact| match latest.get(&contact.id) {
        Some(assigned) => Interaction { dialogue: assigned.dialogue, ..contact },
        None => contact,
    });
    settled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{TeamId, UserId},
        interaction::{Channel, Direction},
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    fn dialogue(id: u128) -> Option<DialogueId> {
        (id > 0).then(|| DialogueId(Uuid::from_u128(id)))
    }

    fn contact(id: u128, of: u128) -> Interaction {
        Interaction {
            id: InteractionId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            team: TeamId(Uuid::from_u128(1)),
            dialogue: dialogue(of),
            channel: Channel::Phone,
            direction: Direction::Inbound,
            started_ms: Timestamp(5),
            duration_ms: 0,
            agent: None,
            address: None,
            call: None,
            route: None,
            outcome: None,
            web: None,
            summary: String::new(),
        }
    }

    fn assigned(id: u128, contact: u128, to: u128, at: i64) -> Assignment {
        Assignment {
            id: AssignmentId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            interaction: InteractionId(Uuid::from_u128(contact)),
            dialogue: dialogue(to),
            at_ms: Timestamp(at),
            cause: Cause::Person { user: UserId(Uuid::from_u128(9)) },
        }
    }

    fn places(contacts: &[Interaction], assignments: &[Assignment]) -> Vec<Option<DialogueId>> {
        settle(contacts.to_vec(), assignments).iter().map(|it| it.dialogue).collect()
    }

    #[test]
    fn a_contact_belongs_where_the_latest_assignment_put_it_h_1() {
        let contacts = [contact(1, 0), contact(2, 7), contact(3, 0)];
        let decided = [assigned(1, 1, 4, 10), assigned(2, 1, 5, 20), assigned(3, 2, 0, 10)];
        assert_eq!(places(&contacts, &decided), [dialogue(5), None, None]);
        let undone = [&decided[..], &[assigned(4, 1, 0, 30)]].concat();
        assert_eq!(places(&contacts, &undone)[0], None);
    }

    proptest! {
        #[test]
        fn the_order_in_which_assignments_arrive_decides_nothing_h_1(
            decided in prop::collection::btree_map(1u128..20, (1u128..4, 0u128..4, 0i64..6), 0..12)
                .prop_map(|all| all.into_iter().map(|(id, (of, to, at))| assigned(id, of, to, at)).collect::<Vec<_>>())
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let contacts = [contact(1, 0), contact(2, 2), contact(3, 0)];
            let (made, arrived) = decided;
            let repeated = [&arrived[..], &made[..]].concat();
            prop_assert_eq!(places(&contacts, &made), places(&contacts, &arrived));
            prop_assert_eq!(places(&contacts, &made), places(&contacts, &repeated));
        }
    }
}
