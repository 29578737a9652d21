//! What libphonenumber makes of a written number: the crate `rlibphonenumber`, and the only place that calls it.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

/// The longest text that is read, as in libphonenumber. Longer ones are no numbers.
const MAX_READ_CHARS: usize = 250;

/// What kind of number it is. Many countries don't tell mobile from fixed lines: [`Kind::FixedLineOrMobile`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line in a place.
    FixedLine,
    /// A mobile telephone.
    Mobile,
    /// One or the other; the number doesn't tell.
    FixedLineOrMobile,
    /// The called party pays.
    TollFree,
    /// The caller pays more than for the call.
    PremiumRate,
    /// Both pay.
    SharedCost,
    /// Internet telephony, such as 070 in Korea.
    Voip,
    /// Follows a person, such as 050 in Korea.
    PersonalNumber,
    /// A pager.
    Pager,
    /// One number of a company in a whole country, such as 1588 in Korea.
    Uan,
    /// A mailbox.
    Voicemail,
    /// Of no known kind: no such number is assigned.
    Unknown,
}

impl Kind {
    /// libphonenumber's name of it, such as `FIXED_LINE`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FixedLine => "FIXED_LINE",
            Self::Mobile => "MOBILE",
            Self::FixedLineOrMobile => "FIXED_LINE_OR_MOBILE",
            Self::TollFree => "TOLL_FREE",
            Self::PremiumRate => "PREMIUM_RATE",
            Self::SharedCost => "SHARED_COST",
            Self::Voip => "VOIP",
            Self::PersonalNumber => "PERSONAL_NUMBER",
            Self::Pager => "PAGER",
            Self::Uan => "UAN",
            Self::Voicemail => "VOICEMAIL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// A number as libphonenumber reads it. It need not be assigned: see `valid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whether numbers of this length and beginning are assigned in its country.
    pub valid: bool,
    /// ISO 3166-1 alpha-2, or `001` for numbers of no country. `None` where several countries share the code and the number tells none.
    pub region: Option<String>,
    /// Mobile, fixed line …
    pub kind: Kind,
    /// `+821012345678`: without the extension.
    pub e164: String,
    /// As it is written at home, with its extension.
    pub national: String,
    /// As it is written abroad, with its extension.
    pub international: String,
    country_code: i32,
}

impl Reading {
    /// Reads a number. `region` (ISO 3166-1 alpha-2) is that of numbers written without a country code; any other text is none.
    ///
    /// `None` where libphonenumber finds no number: no country, too short, too long, or text beside it that it doesn't know.
    pub fn of(raw: &str, region: &str) -> Option<Self> {
        if raw.chars().nth(MAX_READ_CHARS).is_some() {
            return None;
        }
        let number = PHONE_NUMBER_UTIL.parse(raw, known(region)).ok()?;
        let written = |form| PHONE_NUMBER_UTIL.format(&number, form).into_owned();
        Some(Self {
            valid: PHONE_NUMBER_UTIL.is_valid_number(&number),
            region: PHONE_NUMBER_UTIL.get_region_for_number(&number).map(|it| it.to_string()),
            kind: kind(&number),
            e164: written(PhoneNumberFormat::E164),
            national: written(PhoneNumberFormat::National),
            international: written(PhoneNumberFormat::International),
            country_code: number.country_code,
        })
    }

    /// Whether people in a region write it without a country code.
    pub fn is_of(&self, region: &str) -> bool {
        known(region).and_then(|it| PHONE_NUMBER_UTIL.get_country_code_for_region(it)) == Some(self.country_code)
    }
}

/// Whether libphonenumber knows a region.
pub fn is_region(region: &str) -> bool {
    known(region).is_some()
}

fn known(region: &str) -> Option<Region> {
    let region: Region = region.parse().ok()?;
    PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| region)
}

fn kind(number: &PhoneNumber) -> Kind {
    match PHONE_NUMBER_UTIL.get_number_type(number) {
        PhoneNumberType::FixedLine => Kind::FixedLine,
        PhoneNumberType::Mobile => Kind::Mobile,
        PhoneNumberType::FixedLineOrMobile => Kind::FixedLineOrMobile,
        PhoneNumberType::TollFree => Kind::TollFree,
        PhoneNumberType::PremiumRate => Kind::PremiumRate,
        PhoneNumberType::SharedCost => Kind::SharedCost,
        PhoneNumberType::VoIP => Kind::Voip,
        PhoneNumberType::PersonalNumber => Kind::PersonalNumber,
        PhoneNumberType::Pager => Kind::Pager,
        PhoneNumberType::UAN => Kind::Uan,
        PhoneNumberType::VoiceMail => Kind::Voicemail,
        PhoneNumberType::Unknown => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_tells_its_country_kind_and_forms() {
        // D-2
        let mobile = Reading::of("010-1234-5678", "KR").unwrap();
        assert_eq!((mobile.valid, mobile.region.as_deref(), mobile.kind), (true, Some("KR"), Kind::Mobile));
        assert_eq!((mobile.e164.as_str(), mobile.national.as_str()), ("+821012345678", "010-1234-5678"));
        assert_eq!(mobile.international, "+82 10-1234-5678");
        let company = Reading::of("1588-1234", "KR").unwrap();
        assert_eq!((company.kind.name(), company.national.as_str()), ("UAN", "1588-1234"));
        let rome = Reading::of("+39 02 1234 5568", "KR").unwrap();
        assert_eq!((rome.region.as_deref(), rome.national.as_str()), (Some("IT"), "02 1234 5568"));
        assert!(rome.is_of("IT") && !rome.is_of("KR") && !rome.is_of(""));
    }

    #[test]
    fn a_number_that_nobody_has_is_read_and_said_to_be_none() {
        // D-2
        let unassigned = Reading::of("+82 081-234-5678", "KR").unwrap();
        assert!(!unassigned.valid);
        assert_eq!(unassigned.kind, Kind::Unknown);
    }

    #[test]
    fn what_is_no_number_has_no_reading() {
        for raw in ["", "+", "anonymous", "발신번호 표시제한", "0", "+999 12345678", &"1".repeat(10_000)] {
            assert_eq!(Reading::of(raw, "KR"), None, "{raw}");
        }
        assert_eq!(Reading::of("010-1234-5678", "ZZ"), None);
        assert_eq!(Reading::of("010-1234-5678", "한국"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn what_is_written_out_is_read_as_the_same_number(digits in "[0-9]{7,12}", region in "(KR|US|IT|RU|BR|GB)") {
            // D-2
            if let Some(number) = Reading::of(&digits, &region).filter(|it| it.valid) {
                for form in [&number.e164, &number.international] {
                    prop_assert_eq!(Reading::of(form, "ZZ").map(|it| it.e164), Some(number.e164.clone()));
                }
            }
        }

        #[test]
        fn no_text_panics(raw in ".{0,60}", number in "[+0-9() ex#.;=-]{0,260}", region in "(KR|US|ZZ|.{0,4})") {
            for text in [raw, number] {
                let read = Reading::of(&text, &region);
                prop_assert!(read.is_none_or(|it| it.e164.starts_with('+')));
            }
        }
    }
}
