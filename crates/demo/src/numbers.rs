//! Telephone numbers that look real and can't ring a stranger.
//!
//! Korean exchanges that begin with 1 (010-1xxx, 02-1xxx …) are not given to subscribers, yet parse as valid numbers;
//! +1 555-01xx and +44 20 7946 0xxx are set aside for fiction by NANPA and Ofcom.

use crate::dice::Dice;

/// Mobile numbers of customers are unique up to this many customers.
const UNIQUE: u64 = 5_000_000;
// Coprime with `UNIQUE`: neighbours in the index get numbers far apart, and no two the same.
const SPREAD: u64 = 3_684_393;
const SEED_SPREAD: u64 = 2_718_281;

/// A number in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    country_code: &'static str,
    trunk_prefix: &'static str,
    groups: [String; 3],
}

impl Number {
    /// A customer's first mobile number.
    pub(crate) fn mobile(seed: u64, index: u64) -> Self {
        Self::korean("10", spread(seed, index))
    }

    /// A customer's second mobile number.
    pub(crate) fn second_mobile(seed: u64, index: u64) -> Self {
        Self::korean("10", UNIQUE + spread(seed, index))
    }

    /// The landline of a household in the area.
    pub(crate) fn landline(seed: u64, area: &'static str, household: u64) -> Self {
        // Another offset, so that a landline does not end like the mobile number with the same index.
        Self::korean(area, spread(seed.wrapping_add(1), household))
    }

    /// The `extension`th line of a company in the area.
    pub(crate) fn office(seed: u64, area: &'static str, company: u64, extension: u64) -> Self {
        Self::korean(area, UNIQUE + spread(seed, company * 8 + extension))
    }

    /// A number abroad that fiction may use.
    pub(crate) fn abroad(dice: &mut Dice) -> Self {
        const AMERICAN_AREAS: [&str; 8] = ["202", "212", "303", "312", "415", "512", "617", "206"];
        if dice.chance(70) {
            let line = format!("01{:02}", dice.below(100));
            Self {
                country_code: "1",
                trunk_prefix: "",
                groups: [(*dice.pick(&AMERICAN_AREAS)).into(), "555".into(), line],
            }
        } else {
            let line = format!("0{:03}", dice.below(1000));
            Self { country_code: "44", trunk_prefix: "0", groups: ["20".into(), "7946".into(), line] }
        }
    }

    /// A mobile number of somebody who is no customer: second numbers counted from the far end.
    pub(crate) fn stranger(seed: u64, index: u64) -> Self {
        Self::second_mobile(seed, UNIQUE - 1 - index % UNIQUE)
    }

    fn korean(area: &str, subscriber: u64) -> Self {
        let exchange = 1000 + subscriber / 10_000 % 1000;
        let line = subscriber % 10_000;
        Self {
            country_code: "82",
            trunk_prefix: "0",
            groups: [area.into(), exchange.to_string(), format!("{line:04}")],
        }
    }

    /// The number as E.164 writes it.
    pub(crate) fn e164(&self) -> String {
        format!("+{}{}", self.country_code, self.groups.concat())
    }

    /// The number as a Korean exchange shows it: national form without separators, or E.164 for numbers abroad.
    pub(crate) fn shown_by_exchange(&self) -> String {
        if self.is_korean() { format!("0{}", self.groups.concat()) } else { self.e164() }
    }

    /// The number in one of the forms in which people write it.
    pub(crate) fn as_written(&self, dice: &mut Dice) -> String {
        let [area, exchange, line] = &self.groups;
        let (country, trunk) = (self.country_code, self.trunk_prefix);
        if !self.is_korean() {
            return match dice.below(3) {
                0 => self.e164(),
                1 => format!("+{country} {area} {exchange} {line}"),
                _ => format!("+{country}-{area}-{exchange}-{line}"),
            };
        }
        match dice.below(12) {
            0..6 => format!("{trunk}{area}-{exchange}-{line}"),
            6 => format!("{trunk}{area}{exchange}{line}"),
            7 => format!("+{country} {area}-{exchange}-{line}"),
            8 => format!("{trunk}{area}.{exchange}.{line}"),
            9 => format!("{trunk}{area} {exchange} {line}"),
            10 => format!("({trunk}{area}) {exchange}-{line}"),
            _ => self.e164(),
        }
    }

    fn is_korean(&self) -> bool {
        self.country_code == "82"
    }
}

fn spread(seed: u64, index: u64) -> u64 {
    (index % UNIQUE * SPREAD + (seed % UNIQUE + 1) * SEED_SPREAD) % UNIQUE
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use daehwa_domain::number::Reading;

    use super::*;
    use crate::dice::Stream;

    #[test]
    fn mobile_numbers_are_unique() {
        let count = 200_000;
        let numbers: HashSet<u64> = (0..count).map(|index| spread(7, index)).collect();
        assert_eq!(numbers.len() as u64, count);
        assert_ne!(Number::mobile(7, 3), Number::second_mobile(7, 3));
    }

    // D-2
    #[test]
    fn every_written_form_is_the_same_valid_number() {
        let mut dice = Dice::new(3, Stream::Centre);
        let numbers = [
            Number::mobile(3, 12),
            Number::second_mobile(3, 12),
            Number::landline(3, "2", 9),
            Number::landline(3, "31", 10),
            Number::office(3, "51", 4, 1),
        ];
        let abroad: Vec<Number> = (0..20).map(|_| Number::abroad(&mut dice)).collect();
        for number in numbers.iter().chain(&abroad) {
            for written in (0..60).map(|_| number.as_written(&mut dice)).chain([number.shown_by_exchange()]) {
                let read = Reading::of(&written, "KR").expect("is read");
                assert!(read.valid, "{written}");
                assert_eq!(read.e164, number.e164(), "{written}");
            }
        }
    }
}
