//! Whether, when and in what words advertising may be written to a customer. What the law asks is in the [`crate::rulepack`]s.

use chrono::{DateTime, Months};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Mailbox, Message};
use crate::{
    address,
    customer::{ConsentChange, Language, marketing_at_night_on, marketing_change},
    interaction::Channel,
    rulepack::{Label, RulePack},
    time::Timestamp,
};

/// Why advertising may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AdFault {
    /// The customer does not want it on this channel, or at all.
    Refused,
    /// Nobody knows of a consent: unknown is not allowed.
    NoConsent,
    /// The consent is so old that it has to be confirmed first.
    OldConsent,
    /// No rules are known for the country of the number.
    NoRules,
    /// Nobody knows what time it is where the number is.
    NoZone,
    /// Our mailbox names no free way to refuse it.
    NoWayToRefuse,
}

/// To whom advertising is to go, and when.
#[derive(Clone, Copy, Debug)]
pub struct AdAsk<'a> {
    /// On which channel.
    pub channel: Channel,
    /// To which number or address.
    pub address: &'a str,
    /// The country of numbers without a country code (ISO 3166-1 alpha-2).
    pub home: &'a str,
    /// The zone in the customer's profile.
    pub zone: Option<Tz>,
    /// All that the customer consented to or refused.
    pub consents: &'a [ConsentChange],
    /// When.
    pub at: Timestamp,
}

/// From when on advertising may be sent: at once, or when the night is over where the customer is.
pub fn check_advertising(ask: &AdAsk) -> Result<Timestamp, AdFault> {
    let consent = marketing_change(ask.consents, ask.channel).ok_or(AdFault::NoConsent)?;
    if !consent.granted {
        return Err(AdFault::Refused);
    }
    let pack = RulePack::of_address(ask.channel, ask.address, ask.home).ok_or(AdFault::NoRules)?;
    if pack.consent.reconfirm_years.is_some_and(|years| years_are_over(consent.at_ms, years, ask.at)) {
        return Err(AdFault::OldConsent);
    }
    let Some(hours) = pack.hours.as_ref().filter(|it| !it.exempt.contains(&ask.channel)) else { return Ok(ask.at) };
    if hours.night_consent && marketing_at_night_on(ask.consents, ask.channel) == Some(true) {
        return Ok(ask.at);
    }
    let number = address::of_number(ask.address, ask.home).ok_or(AdFault::NoRules)?;
    hours.next(&number, ask.zone, ask.at, hours.margin_s).map_err(|_| AdFault::NoZone)
}

fn years_are_over(since: Timestamp, years: u32, at: Timestamp) -> bool {
    let ends = DateTime::from_timestamp_millis(since.0).and_then(|it| it.checked_add_months(Months::new(12 * years)));
    ends.is_none_or(|it| it.timestamp_millis() <= at.0)
}

/// Subject and words of advertising as they go out from a mailbox to an address.
pub fn as_advertising(
    mailbox: &Mailbox,
    address: &str,
    home: &str,
    language: Language,
    (subject, text): (&str, &str),
) -> Result<(String, String), AdFault> {
    let pack = RulePack::of_address(mailbox.channel, address, home).ok_or(AdFault::NoRules)?;
    let Some(label) = &pack.label else { return Ok((subject.to_owned(), text.to_owned())) };
    if mailbox.free_refusal.trim().is_empty() {
        return Err(AdFault::NoWayToRefuse);
    }
    let name = mailbox.name.in_language(language);
    let sender = format!("{} {}", name.trim(), mailbox.address);
    let refusal = format!("{} {}", label.refusal, mailbox.free_refusal.trim());
    Ok(if mailbox.channel == Channel::Email {
        (marked(label, subject), format!("{}\n\n{}\n{refusal}", text.trim(), sender.trim()))
    } else {
        let text = unmarked(label, text);
        (String::new(), format!("{} {}\n{text}\n{refusal}", label.mark, sender.trim()))
    })
}

/// Whether a message of ours that advertises says so as its receiver's law wants it. Checked again where it goes out, whoever wrote it.
pub fn is_labelled(message: &Message, mailbox: &Mailbox, home: &str) -> bool {
    let Some(to) = message.to.first() else { return false };
    let Some(pack) = RulePack::of_address(message.channel, &to.address, home) else { return false };
    let Some(label) = &pack.label else { return true };
    let begins = if message.channel == Channel::Email { &message.subject } else { &message.text };
    says(label, begins, &message.text, &mailbox.address)
}

/// The mark stands first and as it is, and contact and way to refuse are named.
fn says(label: &Label, begins: &str, text: &str, contact: &str) -> bool {
    let rest = begins.strip_prefix(label.mark.as_str());
    rest.is_some_and(|it| it.starts_with(' '))
        && text.contains(contact)
        && label.refusals.iter().any(|it| text.contains(it))
}

fn marked(label: &Label, words: &str) -> String {
    format!("{} {}", label.mark, unmarked(label, words))
}

/// Words without a mark, or what was meant as one, at their beginning.
fn unmarked<'a>(label: &Label, words: &'a str) -> &'a str {
    let marks = || std::iter::once(&label.mark).chain(&label.look_alikes);
    let bare = words.trim_start();
    marks().find_map(|it| bare.strip_prefix(it.as_str())).unwrap_or(words).trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        customer::ConsentPurpose,
        dialogue::Localized,
        id::{ConsentId, CustomerId, MailboxId, TeamId},
    };
    use uuid::Uuid;

    const NUMBER: &str = "010-1234-5678";

    fn at(text: &str) -> Timestamp {
        Timestamp(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    fn consent(purpose: ConsentPurpose, channel: Option<Channel>, granted: bool, since: &str) -> ConsentChange {
        let (id, customer) = (ConsentId(Uuid::nil()), CustomerId(Uuid::nil()));
        ConsentChange { id, customer, purpose, channel, granted, at_ms: at(since), source: String::new() }
    }

    fn check(consents: &[ConsentChange], channel: Channel, moment: &str) -> Result<Timestamp, AdFault> {
        let address = if channel == Channel::Email { "kim@example.com" } else { NUMBER };
        check_advertising(&AdAsk { channel, address, home: "KR", zone: None, consents, at: at(moment) })
    }

    const YEAR: &str = "2026-01-01T00:00:00+09:00";
    const NOON: &str = "2026-11-22T12:00:00+09:00";
    const NIGHT: &str = "2026-11-22T23:00:00+09:00";

    #[test]
    fn advertising_needs_a_consent_for_its_channel_and_a_refusal_wins_c_1() {
        use Channel::{Email, Sms};
        use ConsentPurpose::Marketing;
        let all = consent(Marketing, None, true, YEAR);
        assert_eq!(check(&[], Sms, NOON), Err(AdFault::NoConsent));
        assert_eq!(check(&[consent(Marketing, Some(Email), true, YEAR)], Sms, NOON), Err(AdFault::NoConsent));
        assert_eq!(check(std::slice::from_ref(&all), Sms, NOON), Ok(at(NOON)));
        let withdrawn = [all, consent(Marketing, Some(Sms), false, YEAR)];
        assert_eq!(check(&withdrawn, Sms, NOON), Err(AdFault::Refused));
        assert_eq!(check(&withdrawn, Email, NOON), Ok(at(NOON)));
    }

    #[test]
    fn at_night_a_text_waits_for_the_morning_unless_the_night_was_consented_to_and_mail_goes_c_1() {
        use ConsentPurpose::{Marketing, MarketingAtNight};
        let all = consent(Marketing, None, true, YEAR);
        let morning = Ok(at("2026-11-23T08:01:00+09:00"));
        for channel in [Channel::Sms, Channel::Fax] {
            assert_eq!(check(std::slice::from_ref(&all), channel, NIGHT), morning);
        }
        assert_eq!(check(std::slice::from_ref(&all), Channel::Email, NIGHT), Ok(at(NIGHT)));
        let night = [all, consent(MarketingAtNight, None, true, YEAR)];
        assert_eq!(check(&night, Channel::Sms, NIGHT), Ok(at(NIGHT)));
    }

    #[test]
    fn a_consent_is_confirmed_every_two_years_in_korea_c_1() {
        let since = |moment| [consent(ConsentPurpose::Marketing, None, true, moment)];
        assert_eq!(check(&since("2024-11-23T00:00:00+09:00"), Channel::Sms, NOON), Ok(at(NOON)));
        assert_eq!(check(&since("2024-11-21T00:00:00+09:00"), Channel::Sms, NOON), Err(AdFault::OldConsent));
    }

    #[test]
    fn where_no_rules_or_no_zone_are_known_nothing_is_advertised_c_1() {
        let consents = [consent(ConsentPurpose::Marketing, None, true, YEAR)];
        let to = |address| {
            let ask =
                AdAsk { channel: Channel::Sms, address, home: "KR", zone: None, consents: &consents, at: at(NOON) };
            check_advertising(&ask)
        };
        assert_eq!(to("+81 90 1234 5678"), Err(AdFault::NoRules));
        assert_eq!(to("kim"), Err(AdFault::NoRules));
    }

    fn mailbox(channel: Channel, free_refusal: &str) -> Mailbox {
        Mailbox {
            id: MailboxId(Uuid::nil()),
            key: "sms".into(),
            channel,
            address: "02-123-4567".into(),
            name: Localized { ko: "가나상사".into(), en: "Gana".into() },
            team: TeamId(Uuid::nil()),
            signature: Localized::default(),
            answer_within_min: 60,
            calendar: None,
            free_refusal: free_refusal.into(),
            retired: false,
        }
    }

    #[test]
    fn advertising_begins_with_its_mark_and_sender_and_ends_with_a_free_way_to_refuse_c_1() {
        let sms = mailbox(Channel::Sms, "080-000-0000");
        let go = |words| as_advertising(&sms, NUMBER, "KR", Language::Ko, ("", words)).unwrap().1;
        let wanted = "(광고) 가나상사 02-123-4567\n할인합니다.\n무료수신거부 080-000-0000";
        for words in ["할인합니다.", "(광고) 할인합니다.", "[광고]할인합니다.", " (광 고) 할인합니다."]
        {
            assert_eq!(go(words), wanted);
        }
        let mail = mailbox(Channel::Email, "080-000-0000");
        let mail = as_advertising(&mail, "kim@example.com", "KR", Language::Ko, ("할인", "할인합니다.")).unwrap();
        assert_eq!(mail.0, "(광고) 할인");
        assert!(mail.1.ends_with("가나상사 02-123-4567\n무료수신거부 080-000-0000"));
        let none = as_advertising(&mailbox(Channel::Sms, " "), NUMBER, "KR", Language::Ko, ("", "할인"));
        assert_eq!(none, Err(AdFault::NoWayToRefuse));
        let abroad = as_advertising(&sms, "+12125550123", "KR", Language::En, ("", "Sale."));
        assert_eq!(abroad.unwrap().1, "Sale.", "the mark is Korean law");
    }

    #[test]
    fn what_only_looks_like_the_mark_is_none_c_1() {
        let label = RulePack::of_region("KR").unwrap().label.as_ref().unwrap();
        let says = |text: &str| says(label, text, text, "02-123-4567");
        assert!(says("(광고) 가나상사 02-123-4567 할인 무료수신거부 080-000-0000"));
        for text in [
            "(광 고) 가나상사 02-123-4567 할인 무료수신거부 080-000-0000",
            "할인 (광고) 가나상사 02-123-4567 무료수신거부 080-000-0000",
            "(광고)\u{200b} 가나상사 02-123-4567 무료거부 080-0",
            "(광고) 가나상사 할인 무료수신거부 080-000-0000",
            "(광고) 가나상사 02-123-4567 할인",
        ] {
            assert!(!says(text), "{text}");
        }
    }
}
