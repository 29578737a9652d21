//! Korean names in Latin letters. There is a standard (Revised Romanization, 2000), and hardly anybody's name is written by it: so
//! spellings that are taken for one another are folded to one.

use unicode_normalization::UnicodeNormalization;

/// Revised Romanization of the letters of a syllable, by their order in Unicode.
const INITIALS: [&str; 19] =
    ["g", "g", "n", "d", "d", "r", "m", "b", "b", "s", "s", "", "j", "j", "ch", "k", "t", "p", "h"];
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
];
const FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
];

/// Family names as their bearers write them, and as the standard does.
const FAMILIES: [(&str, &str); 38] = [
    ("kim", "gim"),
    ("lee", "i"),
    ("yi", "i"),
    ("rhee", "i"),
    ("park", "bak"),
    ("pak", "bak"),
    ("choi", "choe"),
    ("jung", "jeong"),
    ("chung", "jeong"),
    ("cho", "jo"),
    ("kang", "gang"),
    ("yoon", "yun"),
    ("lim", "im"),
    ("rim", "im"),
    ("yoo", "yu"),
    ("you", "yu"),
    ("ryoo", "ryu"),
    ("shin", "sin"),
    ("oh", "o"),
    ("kwon", "gwon"),
    ("ahn", "an"),
    ("roh", "no"),
    ("noh", "no"),
    ("woo", "u"),
    ("moon", "mun"),
    ("koo", "gu"),
    ("ku", "gu"),
    ("paik", "baek"),
    ("joo", "ju"),
    ("ko", "go"),
    ("koh", "go"),
    ("jun", "jeon"),
    ("chun", "cheon"),
    ("suh", "seo"),
    ("byun", "byeon"),
    ("sung", "seong"),
    ("hur", "heo"),
    ("kwak", "gwak"),
];

/// Letters that stand for each other, longer ones first.
const SPELLINGS: [(&str, &str); 15] = [
    ("ng", "ŋ"),
    ("oo", "u"),
    ("ee", "i"),
    ("yeo", "yo"),
    ("eo", "o"),
    ("eu", "u"),
    ("ae", "e"),
    ("oe", "e"),
    ("ui", "i"),
    ("k", "g"),
    ("p", "b"),
    ("t", "d"),
    ("ch", "j"),
    ("sh", "s"),
    ("l", "r"),
];

const FIRST_SYLLABLE: u32 = 0xAC00;

/// Hangul in Latin letters, folded; other characters are left out.
pub(super) fn of_hangul(text: &str) -> String {
    let syllables = text.nfc().filter_map(|it| {
        let index = (it as u32).checked_sub(FIRST_SYLLABLE)? as usize;
        Some([INITIALS.get(index / 588)?, VOWELS[index % 588 / 28], FINALS[index % 28]].concat())
    });
    folded(&syllables.collect::<String>())
}

/// A given name in Latin letters, folded.
pub(super) fn folded(text: &str) -> String {
    SPELLINGS.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A family name in Latin letters, folded.
pub(super) fn family(text: &str) -> String {
    folded(FAMILIES.iter().find(|(written, _)| *written == text).map_or(text, |(_, standard)| standard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_both_scripts_d_12() {
        for (korean, latin) in [("영숙", "youngsook"), ("현동", "hyeondong"), ("지후", "jihu"), ("민재", "minjae")]
        {
            let distance = strsim::osa_distance(&of_hangul(korean), &folded(latin));
            assert!(distance <= 1, "{korean} {latin} {distance}");
        }
        for (korean, latin) in
            [("김", "kim"), ("이", "lee"), ("박", "park"), ("최", "choi"), ("정", "chung"), ("류", "ryu")]
        {
            assert_eq!(of_hangul(korean), family(latin), "{korean}");
        }
    }
}
