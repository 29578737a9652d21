//! Postal addresses in one line: provinces under all their names, spaces or none, shortened or with the flat.

use unicode_normalization::UnicodeNormalization;

/// How far apart two addresses can be and still be the same with slips, where they are at least [`SLIPS_FROM_CHARS`] long.
const MAX_SLIPS: usize = 2;
const SLIPS_FROM_CHARS: usize = 10;
/// Where no space tells the number of a house from that of a building after it, this many digits are the building's: `139-14101동`.
const BUILDING_DIGITS: usize = 3;
/// What is read of an address.
const MAX_CHARS: usize = 200;

/// Provinces and metropolitan cities of Korea as people write them, and their short names.
const PROVINCES: [(&str, &str); 24] = [
    ("서울특별시", "서울"),
    ("서울시", "서울"),
    ("부산광역시", "부산"),
    ("대구광역시", "대구"),
    ("인천광역시", "인천"),
    ("광주광역시", "광주"),
    ("대전광역시", "대전"),
    ("울산광역시", "울산"),
    ("부산시", "부산"),
    ("세종특별자치시", "세종"),
    ("세종시", "세종"),
    ("경기도", "경기"),
    ("강원특별자치도", "강원"),
    ("강원도", "강원"),
    ("충청북도", "충북"),
    ("충청남도", "충남"),
    ("전북특별자치도", "전북"),
    ("전라북도", "전북"),
    ("전라남도", "전남"),
    ("경상북도", "경북"),
    ("경상남도", "경남"),
    ("제주특별자치도", "제주"),
    ("제주도", "제주"),
    ("대한민국", ""),
];

/// An address, plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without spaces.
    joined: String,
    /// The bytes of `joined` after which a word ends; nothing where it was written without spaces.
    word_ends: Vec<usize>,
}

/// How two addresses stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Places {
    /// The same street and number, and the same flat where both tell one.
    Same,
    /// The same but for a slip, or another flat of the house.
    Near,
    /// One tells only the district, and the other lies in it.
    District,
    /// Another place.
    Different,
}

impl Address {
    /// `None` where nothing is written.
    pub(super) fn read(text: &str) -> Option<Self> {
        let plain: String = text.chars().take(MAX_CHARS).nfkc().flat_map(char::to_lowercase).collect();
        let plain = plain.trim();
        let (short, rest) = PROVINCES
            .iter()
            .find_map(|(long, short)| plain.strip_prefix(long).map(|rest| (*short, rest)))
            .unwrap_or(("", plain));
        let written = format!("{short} {rest}");
        let separates = |it: char| it.is_whitespace() || it == ',';
        let words: Vec<&str> = written.split(separates).filter(|it| !it.is_empty()).collect();
        let joined = words.concat();
        let mut end = 0;
        let ends = words.iter().map(|word| {
            end += word.len();
            end
        });
        // A province and all the rest are no words: nobody wrote a space.
        let word_ends = if words.len() > 2 { ends.collect() } else { Vec::new() };
        (!joined.is_empty()).then_some(Self { joined, word_ends })
    }

    /// The street with its number: what two households rarely share.
    pub(super) fn street(&self) -> &str {
        let Some(number) = self.joined.find(|it: char| it.is_ascii_digit()).filter(|it| *it > 0) else {
            // Where the number comes first, it alone says nothing.
            return &self.joined;
        };
        let rest = &self.joined[number..];
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '-').unwrap_or(rest.len());
        let building = if rest[digits..].starts_with('동') { BUILDING_DIGITS } else { 0 };
        let end = match self.word_ends.iter().find(|it| **it > number) {
            Some(word_end) => (*word_end).min(number + digits),
            None if digits > building => number + digits - building,
            None => number + digits,
        };
        &self.joined[..end]
    }

    /// Compares two addresses.
    pub(super) fn against(&self, other: &Self) -> Places {
        let (short, long) = if self.joined.len() <= other.joined.len() { (self, other) } else { (other, self) };
        if long.joined.strip_prefix(&short.joined).is_some_and(|rest| long.can_end_before(rest)) {
            return if short.has_number() { Places::Same } else { Places::District };
        }
        let same_house = without_flat(&short.joined) == without_flat(&long.joined);
        let long_enough = short.joined.chars().nth(SLIPS_FROM_CHARS - 1).is_some();
        if short.has_number() && (same_house || (long_enough && slips(short, long) <= MAX_SLIPS)) {
            return Places::Near;
        }
        Places::Different
    }

    fn has_number(&self) -> bool {
        self.joined.contains(|it: char| it.is_ascii_digit())
    }

    /// Whether an address could have ended there: after a word, or before a building of its own number (`101동`).
    fn can_end_before(&self, rest: &str) -> bool {
        let at = self.joined.len() - rest.len();
        let building = rest.trim_start_matches(|it: char| it.is_ascii_digit());
        rest.is_empty() || self.word_ends.contains(&at) || (building.len() < rest.len() && building.starts_with('동'))
    }
}

/// Slips that leave the numbers alone: another number is another house.
fn slips(a: &Address, b: &Address) -> usize {
    let digits = |it: &Address| it.joined.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) == digits(b) { strsim::osa_distance(&a.joined, &b.joined) } else { usize::MAX }
}

/// Cuts `101동 1203호` or `1203호` from the end.
fn without_flat(joined: &str) -> &str {
    let cut = |text: &str, mark: char| {
        let number = text.strip_suffix(mark)?;
        let rest = number.trim_end_matches(|it: char| it.is_ascii_digit());
        (rest.len() < number.len()).then_some(rest.len())
    };
    let Some(flat) = cut(joined, '호') else { return joined };
    let house = &joined[..flat];
    cut(house, '동').map_or(house, |building| &house[..building])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(a: &str, b: &str) -> Places {
        Address::read(a).unwrap().against(&Address::read(b).unwrap())
    }

    #[test]
    fn an_address_is_the_same_under_all_names_spaced_or_shortened_d_12() {
        let whole = "서울특별시 완산구 월드컵북로 139-14 111동 2105호";
        for same in [
            "서울 완산구 월드컵북로 139-14 111동 2105호",
            "서울특별시완산구월드컵북로139-14111동2105호",
            "서울 완산구 월드컵북로 139-14",
        ] {
            assert_eq!(against(whole, same), Places::Same, "{same}");
            assert_eq!(against(same, whole), Places::Same, "{same}");
        }
        assert_eq!(against(whole, "서울 완산구"), Places::District);
        assert_eq!(against(whole, "서울 완산구 월드컵북로 139-14 112동 101호"), Places::Near);
    }

    #[test]
    fn another_number_is_another_place_d_12() {
        for other in ["경남 동구 팔공로 184", "경남 동구 팔공로 18-4", "경남 동구 대학로 18", "경남 서구 팔공로 18"]
        {
            assert_eq!(against("경남 동구 팔공로 18", other), Places::Different, "{other}");
        }
        assert_eq!(against("12 Marchant Circuit, Rankin Park", "12 Marchent Circuit, Rankin Park"), Places::Near);
        assert_eq!(Address::read("  "), None);
    }

    #[test]
    fn the_street_is_told_with_its_number_d_12() {
        let street = |text: &str| Address::read(text).unwrap().street().to_owned();
        assert_eq!(street("서울 완산구 월드컵북로 139-14 111동 2105호"), "서울완산구월드컵북로139-14");
        assert_eq!(street("서울완산구월드컵북로139-14111동2105호"), "서울완산구월드컵북로139-14");
        assert_eq!(street("12 Main Street"), "12mainstreet");
    }
}
