//! Value delivered (P-4): what the company did for a customer beyond what was paid for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{CustomerId, DeliveredId, InteractionId, UserId},
    limits::{self, Fault, LimitError, MAX_LINE_BYTES},
    time::Timestamp,
};

/// Over so many days it is summed up: twelve months.
pub const SUMMED_DAYS: i64 = 365;
/// The most that can be given at once, in the smallest unit: every sum of a customer stays exact, also in a browser.
pub const MAX_AMOUNT_MINOR: i64 = 1_000_000_000_000;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Something that was done for a customer. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Delivered {
    /// Identity.
    pub id: DeliveredId,
    /// For whom.
    pub customer: CustomerId,
    /// In which contact; `None` outside of one.
    pub interaction: Option<InteractionId>,
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at_ms: Timestamp,
    /// Of what kind.
    pub kind: DeliveredKind,
    /// What, in words.
    pub words: String,
    /// What it is worth; `None` where it has no price.
    pub amount: Option<Money>,
}

/// Of what kind it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveredKind {
    /// Something need not be paid.
    Waiver,
    /// Something costs less.
    Discount,
    /// Something better for the same money.
    Upgrade,
    /// A gift.
    Gift,
    /// Something else, such as help beyond duty.
    Other,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Money {
    /// In the currency's smallest unit: won, cents.
    #[ts(type = "number")]
    pub amount_minor: i64,
    /// ISO 4217, such as `KRW`.
    pub currency: String,
}

/// What was done for a customer over the last twelve months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveredSum {
    /// By currency, in the order of their codes.
    pub amounts: Vec<Money>,
    /// How many things in all, also those without a price.
    pub count: u32,
}

impl Delivered {
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        limits::text("words", &self.words, MAX_LINE_BYTES)?;
        let Some(money) = &self.amount else { return Ok(()) };
        limits::holds("amount", (1..=MAX_AMOUNT_MINOR).contains(&money.amount_minor), Fault::OutOfRange)?;
        let code = money.currency.len() == 3 && money.currency.bytes().all(|it| it.is_ascii_uppercase());
        limits::holds("currency", code, Fault::OutOfRange)
    }
}

/// Whether something at `at` is of the last twelve months. What a clock that is ahead says to be in the future counts as now.
pub fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    now.since_ms(at) < SUMMED_DAYS * DAY_MS
}

/// The sum of the last twelve months.
pub fn sum<'a>(all: impl IntoIterator<Item = &'a Delivered>, now: Timestamp) -> DeliveredSum {
    let mut by_currency: BTreeMap<&str, i64> = BTreeMap::new();
    let mut count = 0;
    for one in all.into_iter().filter(|it| is_recent(it.at_ms, now)) {
        count += 1;
        if let Some(money) = &one.amount {
            let amount = by_currency.entry(&money.currency).or_default();
            *amount = amount.saturating_add(money.amount_minor);
        }
    }
    let money = |(currency, amount_minor): (&str, i64)| Money { amount_minor, currency: currency.to_owned() };
    DeliveredSum { amounts: by_currency.into_iter().map(money).collect(), count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_000 * DAY_MS);

    fn given(days_ago: i64, money: Option<(i64, &str)>) -> Delivered {
        Delivered {
            id: DeliveredId(Uuid::nil()),
            customer: CustomerId(Uuid::nil()),
            interaction: None,
            by: UserId(Uuid::nil()),
            at_ms: NOW.plus_ms(-days_ago * DAY_MS),
            kind: DeliveredKind::Waiver,
            words: "수수료 면제".into(),
            amount: money.map(|(amount_minor, currency)| Money { amount_minor, currency: currency.into() }),
        }
    }

    #[test]
    fn the_last_twelve_months_are_summed_by_currency_p_4() {
        let all = [
            given(1, Some((12_000, "KRW"))),
            given(364, Some((3_000, "KRW"))),
            given(365, Some((99_000, "KRW"))),
            given(9, Some((500, "EUR"))),
            given(2, None),
        ];
        let money = |amount_minor, currency: &str| Money { amount_minor, currency: currency.into() };
        assert_eq!(sum(&all, NOW), DeliveredSum { amounts: vec![money(500, "EUR"), money(15_000, "KRW")], count: 4 });
        assert_eq!(sum(&[], NOW), DeliveredSum::default());
    }

    #[test]
    fn an_amount_is_positive_and_its_currency_a_code_p_4() {
        let fits = |amount, currency| given(0, Some((amount, currency))).check_limits().is_ok();
        assert!(fits(1, "KRW") && fits(MAX_AMOUNT_MINOR, "USD"));
        assert!(!fits(0, "KRW") && !fits(-5, "KRW") && !fits(MAX_AMOUNT_MINOR + 1, "KRW"));
        assert!(!fits(1, "won") && !fits(1, "KRWX") && !fits(1, "원"));
        assert!(given(0, None).check_limits().is_ok());
    }

    proptest! {
        /// P-4: the sum doesn't depend on the order in which things arrive, and time only takes away from it.
        #[test]
        fn the_sum_only_falls_with_time(days in prop::collection::vec((0_i64..800, 1_i64..100_000), 0..20), later in 0_i64..800) {
            let all: Vec<_> = days.iter().map(|(ago, won)| given(*ago, Some((*won, "KRW")))).collect();
            let reversed: Vec<_> = all.iter().rev().cloned().collect();
            prop_assert_eq!(sum(&all, NOW), sum(&reversed, NOW));
            let total = |at| sum(&all, at).amounts.first().map_or(0, |it| it.amount_minor);
            prop_assert!(total(NOW.plus_ms(later * DAY_MS)) <= total(NOW));
        }
    }
}
