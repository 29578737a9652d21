//! Telephone numbers: any written form of a number gives the same keys (D-2), and any run of its digits finds it (D-10).
//!
//! What is a number, of which country and kind, and how it is written there, is libphonenumber's answer ([`Reading`]). Before it stand
//! rules of our own: forms that people write and it refuses, and Korean numbers, of which a centre's customers have so many that
//! regular expressions would be too slow to index them (see `docs/decisions/numbers.md`).

mod reading;

pub use reading::{Kind, Reading};

use unicode_normalization::UnicodeNormalization;

/// What is read of a written number; the rest is ignored. libphonenumber reads 250, no number needs a quarter of it.
pub const MAX_WRITTEN_CHARS: usize = 128;
/// The most digits of a number: 15 (E.164) with an international prefix before them.
pub const MAX_DIGITS: usize = 24;
/// The fewest digits that are parsed; shorter ones are extensions and service codes, which stand for themselves.
const MIN_PARSED_DIGITS: usize = 5;
/// Letters stand for digits, as in `1-800-FLOWERS`, where there are at least this many of them ...
const MIN_WORD_LETTERS: usize = 3;
/// ... after at least this many digits ...
const MIN_DIGITS_BEFORE_WORD: usize = 3;
/// ... and fewer than this many, which would be a number by themselves, with a remark such as `home`.
const COMPLETE_DIGITS: usize = 7;
/// The most digits after the country code that libphonenumber takes for a number.
const MAX_NATIONAL_DIGITS: usize = 17;

/// The digits of a number as written, in ASCII, without an extension; at most [`MAX_DIGITS`]. Empty when there are none.
pub fn digits(raw: &str) -> String {
    Written::read(raw).digits
}

/// The digits in reverse: a search for last digits is a search for a prefix of this.
pub fn reversed_digits(raw: &str) -> String {
    digits(raw).chars().rev().collect()
}

/// The number in the form of E.164, such as `+821012345678`; `None` when it isn't one. `region` (ISO 3166-1 alpha-2, such as `KR`)
/// is that of numbers written without a country code.
///
/// The number need not be in use: what a customer gave is kept and matched even where no such number is assigned.
pub fn e164(raw: &str, region: &str) -> Option<String> {
    let written = Written::read(raw);
    if written.digits.len() < MIN_PARSED_DIGITS {
        return None;
    }
    match written.international(region) {
        Some(rest) if rest.starts_with("82") => korean(&rest[2..]),
        Some(rest) => parsed(&format!("+{rest}"), region),
        None if region == "KR" => korean_domestic(&written.digits).or_else(|| parsed(&written.digits, region)),
        None => parsed(&written.digits, region),
    }
}

/// What a number is filed and looked up under: two written forms of the same number share a key. Empty when there is no digit.
///
/// That is the form of E.164 where there is one, else the digits.
pub fn match_keys(raw: &str, region: &str) -> Vec<String> {
    match e164(raw, region) {
        Some(key) => vec![key],
        None => Some(digits(raw)).filter(|it| !it.is_empty()).into_iter().collect(),
    }
}

/// The number as people in `region` read it: `010-1234-5678` at home, `+82 10-1234-5678` abroad. What is no number stays as written.
pub fn readable(raw: &str, region: &str) -> String {
    let Some(number) = e164(raw, region).and_then(|key| Reading::of(&key, region)) else {
        return raw.trim().to_owned();
    };
    if number.is_of(region) { number.national } else { number.international }
}

/// A number as somebody wrote it, in ASCII, up to its extension.
struct Written {
    digits: String,
    plus: bool,
}

impl Written {
    fn read(raw: &str) -> Self {
        let plain: String =
            raw.chars().take(MAX_WRITTEN_CHARS).nfkc().take(MAX_WRITTEN_CHARS).map(ascii_digit).collect();
        let text = without_extension(address(plain.trim()));
        let plus = text.trim_start_matches(|it: char| !it.is_ascii_digit() && it != '+').starts_with('+');
        let digits: String = text.chars().filter(char::is_ascii_digit).take(MAX_DIGITS).collect();
        if !(MIN_DIGITS_BEFORE_WORD..COMPLETE_DIGITS).contains(&digits.len()) {
            return Self { digits, plus };
        }
        let spelled: String = text.chars().filter_map(keypad_digit).take(MAX_DIGITS).collect();
        let is_word = spelled.len() >= digits.len() + MIN_WORD_LETTERS;
        Self { digits: if is_word { spelled } else { digits }, plus }
    }

    /// The digits from the country code on, where the number is written with one.
    fn international(&self, region: &str) -> Option<&str> {
        if self.plus {
            return Some(self.digits.trim_start_matches('0')).filter(|it| !it.is_empty());
        }
        let prefixes: &[&str] = match region {
            // 00 is not a prefix in Korea, but everybody knows 0082; the longer ones are carriers' (libphonenumber metadata).
            "KR" => &["0082", "00700", "00727", "00730", "00755", "00766", "001", "002", "005", "006", "008"],
            // Of other regions libphonenumber knows what stands before a country code.
            _ if reading::is_region(region) => &[],
            _ => &["00"],
        };
        let prefix = prefixes.iter().find(|prefix| self.digits.starts_with(**prefix))?;
        let start = if *prefix == "0082" { 2 } else { prefix.len() };
        self.digits.get(start..).filter(|rest| !rest.is_empty())
    }
}

/// Decimal digits of the scripts in which numbers arrive in mail and chat. Full-width ones are already plain (NFKC).
fn ascii_digit(it: char) -> char {
    let value = match it {
        '\u{0660}'..='\u{0669}' => it as u32 - 0x0660,
        '\u{06F0}'..='\u{06F9}' => it as u32 - 0x06F0,
        '\u{0966}'..='\u{096F}' => it as u32 - 0x0966,
        _ => return it,
    };
    char::from_digit(value, 10).unwrap_or(it)
}

/// The key of a telephone keypad (ITU-T E.161) with this digit or letter.
fn keypad_digit(it: char) -> Option<char> {
    match it.to_ascii_lowercase() {
        '0'..='9' => Some(it),
        'a'..='c' => Some('2'),
        'd'..='f' => Some('3'),
        'g'..='i' => Some('4'),
        'j'..='l' => Some('5'),
        'm'..='o' => Some('6'),
        'p'..='s' => Some('7'),
        't'..='v' => Some('8'),
        'w'..='z' => Some('9'),
        _ => None,
    }
}

/// The user part of `tel:` (RFC 3966) and `sip:` (RFC 3261) addresses; anything else as it is.
fn address(text: &str) -> &str {
    let rest = ["tel:", "sip:", "sips:"].iter().find_map(|scheme| {
        text.get(..scheme.len()).filter(|it| it.eq_ignore_ascii_case(scheme)).map(|it| &text[it.len()..])
    });
    rest.unwrap_or(text).split(['@', ';']).next().unwrap_or_default()
}

/// Cuts an extension in any of the ways people write one.
fn without_extension(text: &str) -> &str {
    const MARKS: [&str; 7] = ["내선", "구내", "교환", "ext", "x", "#", ","];
    let lower = text.to_ascii_lowercase();
    let number_ends = |at: usize| lower[..at].chars().filter(char::is_ascii_digit).count() >= 3;
    let cut = MARKS
        .iter()
        .flat_map(|mark| lower.match_indices(mark).map(|(at, mark)| (at, at + mark.len())))
        .filter(|(at, after)| number_ends(*at) && is_extension(&lower[*after..]))
        .map(|(at, _)| at)
        .min();
    cut.and_then(|at| text.get(..at)).unwrap_or(text)
}

fn is_extension(rest: &str) -> bool {
    let number =
        rest.trim_matches(|it: char| it.is_whitespace() || matches!(it, '.' | ':' | ')' | '(' | '-' | '번' | '#'));
    !number.is_empty() && number.len() <= 9 && number.bytes().all(|it| it.is_ascii_digit())
}

/// A Korean number from its digits after 82, where people often leave the trunk prefix in: `+82 (0)10 …`. The shortest number has
/// eight digits without it; before fewer, and before 81 to 89, which no area has, a 0 is not a trunk prefix.
fn korean(rest: &str) -> Option<String> {
    let national = match rest.strip_prefix('0') {
        Some(national) if national.len() >= 8 && !matches!(national.as_bytes(), [b'8', b'1'..=b'9', ..]) => national,
        _ => rest,
    };
    assigned(&format!("82{national}"))
}

/// A number as dialed within Korea: area code or 01x, 050x, 070, 080 after the trunk prefix 0, or a nation-wide 15xx, 16xx, 18xx.
fn korean_domestic(digits: &str) -> Option<String> {
    match digits.as_bytes() {
        [b'0', b'1'..=b'9', ..] => korean(digits),
        [b'1', b'5' | b'6' | b'8', ..] if digits.len() == 8 => korean(digits),
        _ => None,
    }
}

fn assigned(international: &str) -> Option<String> {
    (4..=MAX_NATIONAL_DIGITS).contains(&international.len()).then(|| format!("+{international}"))
}

fn parsed(text: &str, region: &str) -> Option<String> {
    Reading::of(text, region).map(|it| it.e164)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KOREAN: [(&str, &[&str]); 7] = [
        (
            "+821012345678",
            &[
                "010-1234-5678",
                "01012345678",
                "010.1234.5678",
                "(010) 1234 5678",
                "+82 10-1234-5678",
                "+82-(0)10-1234-5678",
                "+8201012345678",
                "821012345678",
                "1012345678",
                "0082 10 1234 5678",
                "00821012345678",
                "001-82-10-1234-5678",
                "００２ 82 10 1234 5678",
                "０１０－１２３４－５６７８",
                " 010–1234–5678\t",
                "tel:+82-10-1234-5678;ext=3",
                "sip:01012345678@pbx.example:5060",
                "010-1234-5678 내선 21",
                "010-1234-5678(내선 3번)",
                "01012345678 ext. 12",
                "01012345678#33",
                "01012345678x9",
            ],
        ),
        ("+8221234567", &["02-123-4567", "021234567", "+82 2 123 4567", "0082-2-123-4567", "02)123-4567"]),
        ("+82212345678", &["02-1234-5678", "+82-2-1234-5678"]),
        ("+82312345678", &["031-234-5678", "+82 31 234 5678"]),
        ("+827012345678", &["070-1234-5678", "+82 (0)70 1234 5678"]),
        ("+8215881234", &["1588-1234", "15881234", "+82 1588 1234"]),
        ("+82802345678", &["080-234-5678", "0802345678"]),
    ];

    #[test]
    fn every_written_form_of_a_korean_number_is_the_same_number() {
        // D-2
        for (number, forms) in KOREAN {
            for form in forms {
                assert_eq!(match_keys(form, "KR"), [number], "{form}");
            }
        }
    }

    #[test]
    fn numbers_of_other_countries_match_in_their_forms() {
        // D-2
        for (number, region, forms) in [
            ("+12015550123", "US", &["(201) 555-0123", "201.555.0123", "+1 201 555 0123", "1-201-555-0123"][..]),
            ("+12015550123", "KR", &["+1 201 555 0123", "001 1 201 555 0123"]),
            ("+442079460958", "GB", &["020 7946 0958", "+44 (0)20 7946 0958", "0044 20 7946 0958"]),
            ("+390212345568", "IT", &["02 1234 5568", "+39 02 1234 5568"]),
            ("+78001234222", "RU", &["8 (800) 123-42-22", "+7 800 123-42-22"]),
            ("+18003569377", "US", &["1-800-FLOWERS", "+1 800 356 9377"]),
            ("+442079460958", "AU", &["0011 44 20 7946 0958", "+44 20 7946 0958"]),
            ("+442079460958", "US", &["011 44 20 7946 0958"]),
            ("+442079460958", "", &["00 44 20 7946 0958"]),
        ] {
            for form in forms {
                assert_eq!(match_keys(form, region), [number], "{form}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_known_by_its_digits() {
        for (raw, keys) in [
            ("114", &["114"][..]),
            ("", &[]),
            ("anonymous", &[]),
            ("발신번호 표시제한", &[]),
            ("+", &[]),
            ("٣٤", &["34"]),
        ] {
            assert_eq!(match_keys(raw, "KR"), keys, "{raw}");
        }
    }

    #[test]
    fn last_digits_are_a_prefix_of_the_reversed_number() {
        // D-10
        assert!(reversed_digits("010-1234-5678").starts_with("8765"));
        assert_eq!(digits("０１０－１２３４ 내선 5"), "0101234");
    }

    #[test]
    fn a_number_of_ten_thousand_digits_is_bounded() {
        let raw = "1".repeat(10_000);
        assert_eq!(digits(&raw).len(), MAX_DIGITS);
        assert!(match_keys(&raw, "KR").iter().all(|it| it.len() <= MAX_DIGITS + 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn no_text_panics(raw in ".{0,40}", number in "[+0-9() ex#.-]{0,30}", region in "(KR|US|IT|RU|ZZ|)") {
            for text in [raw, number] {
                prop_assert!(match_keys(&text, &region).iter().all(|it| it.len() <= MAX_DIGITS + 1));
            }
        }
    }
}
