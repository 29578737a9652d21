//! Whether advertising may be written to a customer (KR: Act on Promotion of Information and Communications Network Utilization, art. 50).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    customer::{ConsentChange, marketing_at_night_on, marketing_on},
    interaction::Channel,
};

/// With what advertising begins (the Act's decree, annex 6).
pub const ADVERTISING_MARK: &str = "(광고)";

/// Why advertising may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AdFault {
    /// The customer does not want it on this channel, or at all.
    Refused,
    /// Nobody knows of a consent: unknown is not allowed.
    NoConsent,
    /// It is between 21:00 and 08:00 where the customer is, and there is no consent to that.
    Night,
}

/// Whether advertising may be written on a channel at an hour of the customer's day (0 to 23). Mail may come at night: it wakes nobody.
pub fn check_advertising(consents: &[ConsentChange], channel: Channel, hour: u32) -> Result<(), AdFault> {
    let at_night = channel != Channel::Email && !(8..21).contains(&hour);
    match marketing_on(consents, channel) {
        Some(false) => Err(AdFault::Refused),
        None => Err(AdFault::NoConsent),
        Some(true) if at_night && marketing_at_night_on(consents, channel) != Some(true) => Err(AdFault::Night),
        Some(true) => Ok(()),
    }
}

/// Words with the mark that says that they are advertising, once.
pub fn marked_as_advertising(words: &str) -> String {
    let words = words.trim();
    if words.starts_with(ADVERTISING_MARK) { words.to_owned() } else { format!("{ADVERTISING_MARK} {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        customer::ConsentPurpose,
        id::{ConsentId, CustomerId},
        time::Timestamp,
    };
    use uuid::Uuid;

    fn consent(purpose: ConsentPurpose, channel: Option<Channel>, granted: bool, at_ms: i64) -> ConsentChange {
        let (id, customer) = (ConsentId(Uuid::nil()), CustomerId(Uuid::nil()));
        ConsentChange { id, customer, purpose, channel, granted, at_ms: Timestamp(at_ms), source: String::new() }
    }

    #[test]
    fn advertising_needs_a_consent_for_its_channel_and_for_the_night() {
        use Channel::{Email, Sms};
        use ConsentPurpose::{Marketing, MarketingAtNight};
        let all = consent(Marketing, None, true, 1);
        assert_eq!(check_advertising(&[], Sms, 12), Err(AdFault::NoConsent));
        assert_eq!(check_advertising(&[consent(Marketing, Some(Email), true, 1)], Sms, 12), Err(AdFault::NoConsent));
        assert_eq!(check_advertising(std::slice::from_ref(&all), Sms, 20), Ok(()));
        for hour in [21, 23, 0, 7] {
            assert_eq!(check_advertising(std::slice::from_ref(&all), Sms, hour), Err(AdFault::Night), "{hour}");
            assert_eq!(check_advertising(std::slice::from_ref(&all), Email, hour), Ok(()));
        }
        let night = [all.clone(), consent(MarketingAtNight, None, true, 1)];
        assert_eq!(check_advertising(&night, Sms, 23), Ok(()));
        let withdrawn = [all, consent(Marketing, Some(Sms), false, 1)];
        assert_eq!(check_advertising(&withdrawn, Sms, 12), Err(AdFault::Refused));
    }

    #[test]
    fn advertising_says_so_once() {
        assert_eq!(marked_as_advertising("(광고) 할인"), "(광고) 할인");
        assert_eq!(marked_as_advertising(" 할인 "), "(광고) 할인");
    }
}
