//! Search keys for names in Korean and Latin letters (D-10): syllables, initial consonants (초성), any part of a Latin word.
//!
//! A key has no spaces and no case. Syllables with the same initial, and those that differ only in the final consonant, are
//! neighbours in Unicode (§3.12, Conjoining Jamo Behavior), so that a search for what is typed so far is one range of sorted keys.

use unicode_normalization::UnicodeNormalization;

/// What of a name goes into a key; longer names are found by their beginning.
pub const MAX_KEY_CHARS: usize = 64;

const FIRST_SYLLABLE: u32 = 0xAC00;
const LAST_SYLLABLE: u32 = 0xD7A3;
const FINALS: u32 = 28;
const SYLLABLES_PER_INITIAL: u32 = 21 * FINALS;
const INITIALS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];

/// The text as a search key: composed (NFC), full- and half-width forms as ordinary ones, lower case, without spaces, with consonant
/// clusters that a keyboard makes of two initials (`ㄳ`) taken apart; at most [`MAX_KEY_CHARS`].
pub fn key(text: &str) -> String {
    text.chars()
        .take(4 * MAX_KEY_CHARS)
        .nfc()
        .map(ordinary)
        .nfc()
        .flat_map(char::to_lowercase)
        .filter(|it| !it.is_whitespace() && !it.is_control())
        .flat_map(apart)
        .take(MAX_KEY_CHARS)
        .collect()
}

/// The key with each syllable reduced to its initial consonant: `ㄱㅁㅅ` for `김민서`.
pub fn initials(text: &str) -> String {
    key(text).chars().map(|it| initial(it).unwrap_or(it)).collect()
}

/// Whether a query consists of initial consonants alone.
pub fn is_initials(query: &str) -> bool {
    let key = key(query);
    !key.is_empty() && key.chars().all(|it| INITIALS.contains(&it))
}

/// The key and its rest from each later character on: a range scan over these finds any part of a name. No duplicates.
pub fn suffixes(key: &str) -> Vec<String> {
    let mut suffixes: Vec<String> = key.char_indices().map(|(at, _)| key[at..].to_owned()).collect();
    suffixes.sort();
    suffixes.dedup();
    suffixes
}

/// The keys that begin with what is typed so far: from the first to, exclusively, the second. `None` for an empty query.
///
/// The last syllable may be unfinished: `기` finds `김`, `김ㅁ` finds `김민서`. Queries of initials alone are for [`initials`].
pub fn range(query: &str) -> Option<(String, String)> {
    let key = key(query);
    let last = key.chars().next_back()?;
    let before = &key[..key.len() - last.len_utf8()];
    let (from, to) = if is_initials(&key) { (last, last) } else { completions(last) };
    Some((format!("{before}{from}"), format!("{before}{}", after(to))))
}

/// The first and last character that `typed` can become.
fn completions(typed: char) -> (char, char) {
    if let Some(index) = INITIALS.iter().position(|it| *it == typed) {
        let first = FIRST_SYLLABLE + index as u32 * SYLLABLES_PER_INITIAL;
        return (syllable(first), syllable(first + SYLLABLES_PER_INITIAL - 1));
    }
    match syllable_index(typed) {
        Some(index) if index % FINALS == 0 => (typed, syllable(FIRST_SYLLABLE + index + FINALS - 1)),
        _ => (typed, typed),
    }
}

fn initial(it: char) -> Option<char> {
    syllable_index(it).and_then(|index| INITIALS.get((index / SYLLABLES_PER_INITIAL) as usize)).copied()
}

fn syllable_index(it: char) -> Option<u32> {
    let code = it as u32;
    (FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&code).then(|| code - FIRST_SYLLABLE)
}

fn syllable(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::MAX)
}

/// The next character in Unicode's order, which is UTF-8's byte order too.
fn after(it: char) -> char {
    (it..=char::MAX).nth(1).unwrap_or(char::MAX)
}

/// Full-width Latin as ASCII; half-width and conjoining jamo as the ones a keyboard types (U+3131 …).
fn ordinary(it: char) -> char {
    match it {
        '\u{FF01}'..='\u{FF5E}' => syllable(it as u32 - 0xFF01 + 0x21),
        '\u{1100}'..='\u{1112}' => INITIALS[(it as u32 - 0x1100) as usize],
        '\u{FFA1}'..='\u{FFBE}' => syllable(it as u32 - 0xFFA1 + 0x3131),
        _ => it,
    }
}

/// Takes apart the clusters into which a keyboard joins two typed initials.
fn apart(it: char) -> impl Iterator<Item = char> {
    let (first, second) = match it {
        'ㄳ' => ('ㄱ', Some('ㅅ')),
        'ㄵ' => ('ㄴ', Some('ㅈ')),
        'ㄶ' => ('ㄴ', Some('ㅎ')),
        'ㄺ' => ('ㄹ', Some('ㄱ')),
        'ㄻ' => ('ㄹ', Some('ㅁ')),
        'ㄼ' => ('ㄹ', Some('ㅂ')),
        'ㄽ' => ('ㄹ', Some('ㅅ')),
        'ㄾ' => ('ㄹ', Some('ㅌ')),
        'ㄿ' => ('ㄹ', Some('ㅍ')),
        'ㅀ' => ('ㄹ', Some('ㅎ')),
        'ㅄ' => ('ㅂ', Some('ㅅ')),
        _ => (it, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_reduced_to_its_initials() {
        for (name, expected) in [
            ("김민서", "ㄱㅁㅅ"),
            ("삼성 전자", "ㅅㅅㅈㅈ"),
            ("Kim 철수", "kimㅊㅅ"),
            ("뷁", "ㅂ"),
            ("가힣", "ㄱㅎ"),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn decomposed_full_width_and_half_width_text_gives_the_same_key() {
        assert_eq!(key("\u{1100}\u{1175}\u{11B7}민서"), "김민서");
        assert_eq!(key("ＫＩＭ Min Seo"), "kimminseo");
        assert_eq!(key("ﾡﾱ"), "ㄱㅁ");
    }

    #[test]
    fn initials_are_recognised_even_when_the_keyboard_joined_them() {
        assert!(is_initials("ㄱㅊㅅ") && is_initials("ㄳ") && is_initials("ㄱ ㅅ"));
        assert!(!is_initials("김ㅁ") && !is_initials("") && !is_initials("kim") && !is_initials("ㅏ"));
        assert_eq!(key("ㄳㅄ"), "ㄱㅅㅂㅅ");
    }

    fn finds(query: &str, name: &str) -> bool {
        let within = |key: String| {
            range(query).is_some_and(|(from, to)| suffixes(&key).iter().any(|it| *it >= from && *it < to))
        };
        within(if is_initials(query) { initials(name) } else { key(name) })
    }

    #[test]
    fn what_is_typed_so_far_finds_the_name() {
        // D-10
        for query in
            ["ㄱ", "기", "김", "김ㅁ", "김미", "김민", "김민ㅅ", "김민서", "민서", "서", "ㄱㅁㅅ", "ㅁㅅ", "김 민"]
        {
            assert!(finds(query, "김민서"), "{query}");
        }
        for query in ["ㅅㅁ", "김서", "박", "김민서요", "감"] {
            assert!(!finds(query, "김민서"), "{query}");
        }
        for query in ["j", "JOHN", "ohn", "nsm", "son"] {
            assert!(finds(query, "John Smithson"), "{query}");
        }
    }

    #[test]
    fn a_name_of_ten_thousand_characters_makes_a_bounded_key() {
        assert_eq!(key(&"가".repeat(10_000)).chars().count(), MAX_KEY_CHARS);
        assert!(suffixes(&key(&"가나".repeat(10_000))).len() <= MAX_KEY_CHARS);
    }

    proptest! {
        #[test]
        fn any_part_of_any_text_finds_it(text in "[가-힣a-zA-Z ]{1,20}", from in 0usize..20, length in 1usize..6) {
            let part: String = text.chars().skip(from).take(length).collect();
            prop_assume!(!key(&part).is_empty());
            prop_assert!(finds(&part, &text));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let key = key(&text);
            prop_assert!(key.chars().count() <= MAX_KEY_CHARS);
            let _ = (initials(&text), suffixes(&key));
            if let Some((from, to)) = range(&text) {
                prop_assert!(from < to || to.ends_with(char::MAX));
            }
        }
    }
}
