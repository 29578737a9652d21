//! Continuity (P-4): a valued customer who had no contact for too long.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{customer::Tier, time::Timestamp};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// After so many days without a contact a customer of this tier should hear from us, where no treatment says otherwise
/// ([`crate::treatment`]); `None`: nobody waits.
///
/// Our choice: once a month, every two months, once a quarter. The basic tier is everybody of whom nothing is known yet.
pub fn contact_days(tier: Tier) -> Option<u16> {
    match tier {
        Tier::Vip => Some(30),
        Tier::Gold => Some(60),
        Tier::Silver => Some(90),
        Tier::Basic => None,
    }
}

/// A valued customer without contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Silence {
    /// The last contact; for a customer without any, since when we know them.
    pub since_ms: Timestamp,
    /// After how many days such a customer should hear from us.
    pub days: u16,
}

/// The silence of more than `days` at `now`, since the last contact or, where there was none, since the customer was made. `None` for days
/// stands for nobody waiting.
pub fn silence(
    days: Option<u16>,
    last_contact: Option<Timestamp>,
    created: Timestamp,
    now: Timestamp,
) -> Option<Silence> {
    let days = days?;
    let since_ms = last_contact.unwrap_or(created);
    (now.since_ms(since_ms) > i64::from(days) * DAY_MS).then_some(Silence { since_ms, days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MADE: Timestamp = Timestamp(0);

    fn after(tier: Tier, days: i64) -> bool {
        silence(contact_days(tier), Some(Timestamp(5)), MADE, Timestamp(5 + days * DAY_MS + 1)).is_some()
    }

    #[test]
    fn the_more_valued_a_customer_the_sooner_silence_is_too_long_p_4() {
        assert!(!after(Tier::Vip, 29) && after(Tier::Vip, 30));
        assert!(!after(Tier::Gold, 59) && after(Tier::Gold, 60));
        assert!(!after(Tier::Silver, 89) && after(Tier::Silver, 90));
        assert!(!after(Tier::Basic, 9_999), "nothing is known of them yet");
    }

    #[test]
    fn a_customer_without_any_contact_is_silent_since_we_know_them() {
        let found = silence(Some(30), None, Timestamp(7), Timestamp(7 + 31 * DAY_MS));
        assert_eq!(found, Some(Silence { since_ms: Timestamp(7), days: 30 }));
    }

    proptest! {
        /// P-4: once too long, longer is too long as well; a contact ends it.
        #[test]
        fn silence_grows_until_a_contact_ends_it(days in 0_i64..400, more in 0_i64..400, tier in 0_usize..4) {
            let tier = [Tier::Vip, Tier::Gold, Tier::Silver, Tier::Basic][tier];
            prop_assert!(!after(tier, days) || after(tier, days + more));
            let now = Timestamp(days * DAY_MS);
            prop_assert_eq!(silence(contact_days(tier), Some(now), MADE, now), None);
        }
    }
}
