//! Whole names of people: in Hangul, masked, without family name, in Latin letters in either order.

use unicode_normalization::UnicodeNormalization;

use super::romanised;

/// What is read of a name.
const MAX_CHARS: usize = 60;
/// What stands in a masked name for a syllable.
const MASKS: [char; 4] = ['*', '○', '〇', '●'];
/// What people are called, after the name; longer ones first.
const TITLES_AFTER: [&str; 12] =
    ["고객님", "사장님", "대표님", "과장님", "부장님", "차장님", "대리님", "팀장님", "선생님", "사모님", "님", "씨"];
/// … and before it.
const TITLES_BEFORE: [&str; 6] = ["mr", "mrs", "ms", "miss", "dr", "prof"];
/// Latin names of at least this many letters may have a second slip.
const TWO_SLIPS_FROM_CHARS: usize = 10;

/// A name, plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Syllables, with [`MASK`] where one is hidden.
    Hangul(String),
    /// Words in lower case.
    Latin(Vec<String>),
}

/// A hidden syllable.
pub(super) const MASK: char = '*';

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The same.
    Same,
    /// The same in the other script or order.
    OtherScript,
    /// A syllable is hidden in one; the others are the same.
    Masked,
    /// One lacks the family name.
    GivenAlone,
    /// A slip of one letter.
    Near,
    /// Two slips in one name: as likely another person's.
    Unclear,
    /// Another name.
    Different,
}

impl Name {
    /// Reads a name without what is in parentheses, titles and spaces. `None` when nothing is left.
    pub(super) fn read(text: &str) -> Option<Self> {
        let plain: String = text.chars().take(MAX_CHARS).nfkc().collect();
        let plain = without_remarks(&plain);
        let plain = without_titles(plain.trim());
        let is_syllable = |it: char| matches!(it, '가'..='힣');
        if plain.contains(is_syllable) {
            let syllable = |it: char| if MASKS.contains(&it) { MASK } else { it };
            return Some(Self::Hangul(
                plain.chars().map(syllable).filter(|it| is_syllable(*it) || *it == MASK).collect(),
            ));
        }
        // Accents fall off, as they do where a keyboard has none.
        let letters: String =
            plain.nfd().filter(|it| !matches!(it, '\u{300}'..='\u{36f}' | '\'')).flat_map(char::to_lowercase).collect();
        let words =
            letters.split(|it: char| !it.is_alphabetic()).filter(|it| !it.is_empty() && !TITLES_BEFORE.contains(it));
        let words: Vec<String> = words.map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self::Latin(words))
    }

    /// What the name is counted under.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Hangul(name) => name.clone(),
            Self::Latin(words) => {
                let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
                sorted.sort_unstable();
                sorted.join(" ")
            }
        }
    }

    /// Family and given name in folded Latin letters, in each way in which they can be told apart. Nothing for a masked name.
    pub(super) fn readings(&self) -> Vec<(String, String)> {
        match self {
            Self::Hangul(name) if name.contains(MASK) => Vec::new(),
            Self::Hangul(name) => {
                let family = name.chars().next().map_or(0, char::len_utf8);
                vec![(romanised::of_hangul(&name[..family]), romanised::of_hangul(&name[family..]))]
            }
            Self::Latin(words) => match words.as_slice() {
                [] | [_] => Vec::new(),
                [first, middle @ .., last] => {
                    let reading = |family: &str, given: String| (romanised::family(family), romanised::folded(&given));
                    vec![reading(first, middle.concat() + last), reading(last, first.to_owned() + &middle.concat())]
                }
            },
        }
    }

    /// The given name where that is all that is written: a name of two syllables may be one, a single Latin word is.
    fn given_alone(&self) -> Option<String> {
        match self {
            Self::Hangul(name) => {
                (name.chars().count() == 2 && !name.contains(MASK)).then(|| romanised::of_hangul(name))
            }
            Self::Latin(words) => match words.as_slice() {
                [only] => Some(romanised::folded(only)),
                _ => None,
            },
        }
    }

    /// Compares two names.
    pub(super) fn against(&self, other: &Self) -> Names {
        let (masked, key) = (self.is_masked() || other.is_masked(), self.key());
        if !masked && key == other.key() {
            return Names::Same;
        }
        match (self, other) {
            (Self::Hangul(a), Self::Hangul(b)) if masked => {
                if fits(a, b) {
                    Names::Masked
                } else {
                    Names::Different
                }
            }
            (Self::Hangul(a), Self::Latin(_)) if masked => masked_in_latin(a, other),
            (Self::Latin(_), Self::Hangul(b)) if masked => masked_in_latin(b, self),
            (Self::Hangul(a), Self::Hangul(b)) if a.chars().count() == b.chars().count() => slips_in_hangul(a, b),
            (Self::Hangul(a), Self::Hangul(b)) => {
                let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
                if short.chars().count() >= 2 && long.ends_with(short.as_str()) {
                    Names::GivenAlone
                } else {
                    Names::Different
                }
            }
            _ => self.against_reading(other),
        }
    }

    /// Whether a syllable is hidden.
    pub(super) fn is_masked(&self) -> bool {
        matches!(self, Self::Hangul(name) if name.contains(MASK))
    }

    fn against_reading(&self, other: &Self) -> Names {
        let (readings, others) = (self.readings(), other.readings());
        if readings.iter().any(|it| others.contains(it)) {
            return Names::OtherScript;
        }
        let alone = |one: &Self, whole: &[(String, String)]| {
            one.given_alone().is_some_and(|given| whole.iter().any(|it| it.1 == given))
        };
        if alone(self, &others) || alone(other, &readings) {
            return Names::GivenAlone;
        }
        let near = |(family, given): &(String, String)| {
            others.iter().any(|it| {
                let allowed = if (given.len() + family.len()).min(it.0.len() + it.1.len()) >= TWO_SLIPS_FROM_CHARS {
                    2
                } else {
                    1
                };
                strsim::osa_distance(family, &it.0) + strsim::osa_distance(given, &it.1) <= allowed
            })
        };
        if readings.iter().any(near) { Names::Near } else { Names::Different }
    }
}

fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = |it: char| match it {
        '(' | '[' => {
            depth += 1;
            false
        }
        ')' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(|it| outside(*it)).collect()
}

fn without_titles(name: &str) -> &str {
    let rest = TITLES_AFTER.iter().find_map(|title| name.strip_suffix(title)).map(str::trim_end);
    // After a single syllable it is no title: 김씨 is somebody, and 하님 may be a name.
    rest.filter(|it| it.chars().count() >= 2).unwrap_or(name)
}

/// Whether two names agree wherever neither is hidden.
fn fits(a: &str, b: &str) -> bool {
    a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(|(a, b)| a == b || a == MASK || b == MASK)
}

fn masked_in_latin(masked: &str, latin: &Name) -> Names {
    let parts: Vec<String> = masked.split(MASK).map(romanised::of_hangul).collect();
    let family = masked.chars().next().map(|it| romanised::of_hangul(&it.to_string())).unwrap_or_default();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Names::Different };
    let shows = |(latin_family, given): &(String, String)| {
        let whole = format!("{latin_family}{given}");
        (masked.starts_with(MASK) || *latin_family == family)
            && whole.len() > first.len() + last.len()
            && whole.starts_with(first.as_str())
            && whole.ends_with(last.as_str())
    };
    if latin.readings().iter().any(shows) { Names::Masked } else { Names::Different }
}

fn slips_in_hangul(a: &str, b: &str) -> Names {
    let differing: Vec<(char, char)> = a.chars().zip(b.chars()).filter(|(a, b)| a != b).collect();
    let letters = |it: char| it.nfd().collect::<String>();
    let slips: usize = differing.iter().map(|(a, b)| strsim::osa_distance(&letters(*a), &letters(*b))).sum();
    match (differing.len(), slips) {
        (1, 1) => Names::Near,
        (_, 1 | 2) if a.chars().count() >= 3 => Names::Unclear,
        _ => Names::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn against(a: &str, b: &str) -> Names {
        let (a, b) = (Name::read(a).unwrap(), Name::read(b).unwrap());
        assert_eq!(a.against(&b), b.against(&a));
        a.against(&b)
    }

    #[test]
    fn a_name_is_the_same_with_titles_remarks_and_spaces_d_12() {
        for written in ["김 민서", "김민서 고객님", "김민서(본인)", "김민서님", "김민서 사장님", "김민서"]
        {
            assert_eq!(against("김민서", written), Names::Same, "{written}");
        }
        assert_eq!(against("John Smith", "Smith, Mr. John"), Names::Same);
    }

    #[test]
    fn a_masked_name_fits_those_it_may_hide_in_either_script_d_12() {
        assert_eq!(against("이*준", "이동준"), Names::Masked);
        assert_eq!(against("이○준", "이*준"), Names::Masked);
        assert_eq!(against("이*준", "이동수"), Names::Different);
        assert_eq!(against("이*미", "Jeongmi Lee"), Names::Masked);
        assert_eq!(against("이*미", "Jeongmi Kim"), Names::Different);
    }

    #[test]
    fn a_korean_name_is_known_in_latin_letters_d_12() {
        for latin in ["Ryu, Suk ja", "Sukja Ryu", "RYU SUK-JA"] {
            assert_eq!(against("류숙자", latin), Names::OtherScript, "{latin}");
        }
        assert_eq!(against("김현동", "Kim Hyeon-dong"), Names::OtherScript);
        assert_eq!(against("김현동", "Park Hyeon-dong"), Names::Different);
        assert_eq!(against("영순", "Yeongsun Kim"), Names::GivenAlone);
    }

    #[test]
    fn a_slip_is_near_and_another_syllable_is_another_name_d_12() {
        assert_eq!(against("최섀현", "최서현"), Names::Near);
        assert_eq!(against("지채", "김지채"), Names::GivenAlone);
        assert_eq!(against("김지영", "김은주"), Names::Different);
        assert_eq!(against("Jon Smith", "John Smith"), Names::Near);
        assert_eq!(Name::read(" ( ) "), None);
    }

    proptest! {
        #[test]
        fn any_two_texts_compare_alike_both_ways(a in "\\PC{0,20}|[가-힣*○ ]{0,6}|[a-z ,]{0,14}", b in "\\PC{0,20}|[가-힣*○ ]{0,6}|[a-z ,]{0,14}") {
            if let (Some(a), Some(b)) = (Name::read(&a), Name::read(&b)) {
                prop_assert_eq!(a.against(&b), b.against(&a));
            }
        }
    }
}
