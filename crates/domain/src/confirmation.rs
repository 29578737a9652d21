//! Saving the customer's time (P-6): what was confirmed lately is not asked again, and what is worth asking is a short list.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    customer::{ContactKind, ContactPoint, Customer},
    id::{ContactPointId, UserId},
    interaction::Channel,
    time::Timestamp,
};

/// So long a confirmed field is not asked again.
pub const FRESH_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// The most fields that are offered for asking in one conversation.
pub const MAX_ASKED: usize = 3;

/// That the customer said that a field is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Confirmation {
    /// When.
    pub at_ms: Timestamp,
    /// To whom.
    pub by: UserId,
    /// On which channel; `None` when it was outside a contact.
    pub channel: Option<Channel>,
}

/// A field that can be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ConfirmedField {
    /// The name.
    Name,
    /// The postal address.
    Address,
    /// A number or e-mail address.
    ContactPoint {
        /// Which.
        id: ContactPointId,
    },
}

/// How well a field is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The field.
    pub field: ConfirmedField,
    /// When it was confirmed last; `None` for never.
    pub at_ms: Option<Timestamp>,
    /// By whom and where; `None` for never, or where only the moment was kept.
    pub how: Option<Confirmation>,
    /// Confirmed so lately that it is not asked again.
    pub fresh: bool,
}

/// The fields of a customer that hold something, each with how well it is known: numbers and addresses in use in the order given, then name
/// and postal address.
pub fn known(customer: &Customer, points: &[ContactPoint], now: Timestamp) -> Vec<Known> {
    let in_use = points.iter().filter(|it| !it.retired);
    let points = in_use.map(|it| {
        // What an older desktop confirmed has its moment alone.
        let how = it.confirmed.filter(|how| it.verified_ms.is_none_or(|at| at <= how.at_ms));
        (ConfirmedField::ContactPoint { id: it.id }, it.verified_ms.or(how.map(|how| how.at_ms)), how)
    });
    let own = |field, how: Option<Confirmation>| (field, how.map(|it| it.at_ms), how);
    let name = own(ConfirmedField::Name, customer.name_confirmed.as_deref().copied());
    let at_home = customer.address_confirmed.as_deref().copied();
    let address = customer.address.as_ref().map(|_| own(ConfirmedField::Address, at_home));
    let all = points.chain([name]).chain(address);
    all.map(|(field, at_ms, how)| Known { field, at_ms, how, fresh: at_ms.is_some_and(|at| is_fresh(at, now)) })
        .collect()
}

/// Whether what was confirmed at `at` needs no asking at `now`. A moment in the future, from a clock that is ahead, counts as now.
pub fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.since_ms(at) <= FRESH_MS
}

/// What is worth asking in a conversation, most useful first, at most [`MAX_ASKED`]: the ways to reach the customer that are used first,
/// then the postal address; never confirmed before confirmed long ago. Other ways, and the name, are confirmed when they come up.
pub fn worth_asking(points: &[ContactPoint], known: &[Known]) -> Vec<ConfirmedField> {
    let use_of = |field: ConfirmedField| match field {
        ConfirmedField::ContactPoint { id } => {
            let point = points.iter().find(|it| it.id == id)?;
            let first = point.primary && point.kind != ContactKind::Fax;
            first.then_some(if point.kind.is_number() { 0 } else { 1 })
        }
        ConfirmedField::Address => Some(2),
        ConfirmedField::Name => None,
    };
    let stale = known.iter().filter(|it| !it.fresh);
    let mut asked: Vec<_> = stale.filter_map(|it| Some(((it.at_ms.is_some(), use_of(it.field)?), it.field))).collect();
    asked.sort_by_key(|(rank, _)| *rank);
    asked.into_iter().take(MAX_ASKED).map(|(_, field)| field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        customer::{CustomerKind, Language, Tier},
        id::{CustomerId, TeamId},
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(100 * FRESH_MS);

    fn customer(address: bool) -> Customer {
        Customer {
            id: CustomerId(Uuid::from_u128(1)),
            team: TeamId(Uuid::from_u128(2)),
            kind: CustomerKind::Person,
            name: "김민서".into(),
            name_latin: None,
            company: None,
            account_no: None,
            language: Language::Ko,
            tier: Tier::Basic,
            time_zone: None,
            address: address.then(|| "서울".into()),
            preferred_agent: None,
            created_ms: Timestamp(0),
            name_confirmed: None,
            address_confirmed: None,
        }
    }

    fn point(id: u128, kind: ContactKind, days_ago: Option<i64>) -> ContactPoint {
        ContactPoint {
            id: ContactPointId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            kind,
            value: "x".into(),
            label: None,
            primary: true,
            verified_ms: days_ago.map(|days| NOW.plus_ms(-days * 86_400_000)),
            retired: false,
            confirmed: None,
        }
    }

    fn asked(customer: &Customer, points: &[ContactPoint]) -> Vec<ConfirmedField> {
        worth_asking(points, &known(customer, points, NOW))
    }

    fn field(id: u128) -> ConfirmedField {
        ConfirmedField::ContactPoint { id: ContactPointId(Uuid::from_u128(id)) }
    }

    #[test]
    fn a_field_that_was_confirmed_within_thirty_days_is_not_asked_again_p_6() {
        let at = |days| asked(&customer(false), &[point(1, ContactKind::Mobile, Some(days))]);
        assert!(at(0).is_empty() && at(30).is_empty() && at(-3).is_empty());
        assert_eq!(at(31), [field(1)]);
    }

    #[test]
    fn what_was_never_confirmed_comes_first_and_what_is_not_used_is_not_asked_p_6() {
        let mut old = point(4, ContactKind::Mobile, None);
        old.retired = true;
        let mut other = point(5, ContactKind::Phone, None);
        other.primary = false;
        let points = [
            point(1, ContactKind::Mobile, Some(90)),
            point(2, ContactKind::Email, None),
            point(3, ContactKind::Fax, None),
            old,
            other,
        ];
        assert_eq!(asked(&customer(true), &points), [field(2), ConfirmedField::Address, field(1)]);
    }

    #[test]
    fn who_confirmed_it_is_told_unless_a_later_confirmation_kept_its_moment_alone() {
        let how = Confirmation { at_ms: NOW.plus_ms(-5), by: UserId(Uuid::from_u128(9)), channel: None };
        let mut it = point(1, ContactKind::Mobile, None);
        (it.confirmed, it.verified_ms) = (Some(how), Some(how.at_ms));
        assert_eq!(known(&customer(false), &[it.clone()], NOW)[0].how, Some(how));
        it.verified_ms = Some(NOW);
        let later = known(&customer(false), &[it], NOW)[0];
        assert_eq!((later.at_ms, later.how), (Some(NOW), None));
    }

    proptest! {
        /// P-6: confirming what is asked, one after the other, comes to an end, and nothing is asked twice.
        #[test]
        fn each_field_is_asked_once(
            points in proptest::collection::vec((0_u8..4, proptest::option::of(0_i64..100), any::<bool>()), 0..8),
            address in any::<bool>(),
        ) {
            let mut customer = customer(address);
            let mut points: Vec<_> = (1..).zip(points).map(|(id, (kind, days, primary))| {
                let kinds = [ContactKind::Phone, ContactKind::Mobile, ContactKind::Fax, ContactKind::Email];
                ContactPoint { primary, ..point(id, kinds[usize::from(kind)], days) }
            }).collect();
            let mut seen = Vec::new();
            while let Some(next) = asked(&customer, &points).first().copied() {
                prop_assert!(!seen.contains(&next));
                seen.push(next);
                let how = Some(Confirmation { at_ms: NOW, by: UserId(Uuid::nil()), channel: None });
                match next {
                    ConfirmedField::Name => customer.name_confirmed = how.map(Box::new),
                    ConfirmedField::Address => customer.address_confirmed = how.map(Box::new),
                    ConfirmedField::ContactPoint { id } => {
                        let point = points.iter_mut().find(|it| it.id == id).unwrap();
                        (point.confirmed, point.verified_ms) = (how, Some(NOW));
                    }
                }
            }
        }
    }
}
