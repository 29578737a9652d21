//! Korean particles by the final sound of the word before (한글 맞춤법 §51 ff., 조사 교체): 은/는, 이/가, 을/를, 과/와, 으로/로 …
//!
//! The final sound of a syllable is its final consonant. A digit is read in Sino-Korean (1 일, 3 삼, 6 육, 7 칠, 8 팔, 0 영 or 십 end in a
//! consonant). Latin words are taken as they are written in Korean (외래어 표기법): l, m, n and ng end in a consonant, vowels, r, s, f, h, v,
//! x, z, j, w, y don't; of p, t, k, b, d, g, c, q it depends on the word, and there both forms stand, as in `은(는)`. Abbreviations in
//! capitals are read letter by letter: L, M, N and R end in a consonant.

use unicode_normalization::UnicodeNormalization;

const FIRST_SYLLABLE: u32 = 0xAC00;
const FINALS: u32 = 28;
const FINAL_RIEUL: u32 = 8;

/// How a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Vowel,
    /// ㄹ: takes 로, but else what consonants take.
    Rieul,
    Consonant,
    /// It can't be told from the letters.
    Unclear,
}

/// After a consonant, after a vowel. The longer ones come first: 이라고 begins as 이 does.
const PAIRS: [(&str, &str); 12] = [
    ("이라고", "라고"),
    ("이라는", "라는"),
    ("이에요", "예요"),
    ("이랑", "랑"),
    ("이나", "나"),
    ("으로", "로"),
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("아", "야"),
    ("이란", "란"),
];

/// If `rest` begins with a particle, the form of it that follows `word`, and how many bytes of `rest` stood for it.
///
/// A particle is a pair in any of the usual spellings (`은(는)`, `는(은)`, `은/는`, `(으)로`), or one form alone where the word ends with it:
/// in `{plan}이 있고` 이 is one, in `{plan}이용권` it is not.
pub(super) fn fitting(word: &str, rest: &str) -> Option<(String, usize)> {
    for (consonant, vowel) in PAIRS {
        for (one, other) in [(consonant, vowel), (vowel, consonant)] {
            for pair in [format!("{one}({other})"), format!("{one}/{other}")] {
                if rest.starts_with(&pair) {
                    return Some((form(word, consonant, vowel), pair.len()));
                }
            }
        }
        // (으)로, (이)나: the part that vowels do without stands in brackets.
        if let Some(extra) = consonant.strip_suffix(vowel) {
            let pair = format!("({extra}){vowel}");
            if rest.starts_with(&pair) {
                return Some((form(word, consonant, vowel), pair.len()));
            }
        }
    }
    for (consonant, vowel) in PAIRS {
        for alone in [consonant, vowel] {
            let after = rest.strip_prefix(alone);
            if after.is_some_and(|after| !after.starts_with(|it: char| it.is_alphanumeric()))
                && ending(word) != Ending::Unclear
            {
                return Some((form(word, consonant, vowel), alone.len()));
            }
        }
    }
    None
}

fn form(word: &str, consonant: &str, vowel: &str) -> String {
    match ending(word) {
        Ending::Vowel => vowel.to_owned(),
        Ending::Rieul if vowel == "로" => vowel.to_owned(),
        Ending::Rieul | Ending::Consonant => consonant.to_owned(),
        Ending::Unclear => match consonant.strip_suffix(vowel) {
            Some(extra) => format!("({extra}){vowel}"),
            None => format!("{consonant}({vowel})"),
        },
    }
}

/// How a word ends when it is read aloud. What stands in brackets at its end, and signs, are not read.
pub(super) fn ending(word: &str) -> Ending {
    let word: String = word.nfc().collect();
    let read = without_brackets(word.trim_end()).trim_end_matches(|it: char| !it.is_alphanumeric());
    let Some(last) = read.chars().next_back() else { return Ending::Unclear };
    match last {
        '가'..='힣' => match (last as u32 - FIRST_SYLLABLE) % FINALS {
            0 => Ending::Vowel,
            FINAL_RIEUL => Ending::Rieul,
            _ => Ending::Consonant,
        },
        // A letter alone is read by its name: 기역, but 아.
        'ㄱ'..='ㅎ' => Ending::Consonant,
        'ㅏ'..='ㅣ' => Ending::Vowel,
        '1' | '7' | '8' => Ending::Rieul,
        '0' | '3' | '6' => Ending::Consonant,
        '2' | '4' | '5' | '9' => Ending::Vowel,
        'a'..='z' | 'A'..='Z' => latin(read),
        _ => Ending::Unclear,
    }
}

fn latin(read: &str) -> Ending {
    let letters: Vec<char> = read.chars().rev().take_while(char::is_ascii_alphabetic).collect();
    let last = letters[0];
    if letters.iter().all(char::is_ascii_uppercase) && letters.len() <= 5 {
        return match last {
            'L' | 'R' => Ending::Rieul,
            'M' | 'N' => Ending::Consonant,
            _ => Ending::Vowel,
        };
    }
    match (letters.get(1).map(char::to_ascii_lowercase), last.to_ascii_lowercase()) {
        (_, 'l') => Ending::Rieul,
        (_, 'm' | 'n') | (Some('n'), 'g') => Ending::Consonant,
        (_, 'b' | 'c' | 'd' | 'g' | 'k' | 'p' | 'q' | 't') => Ending::Unclear,
        _ => Ending::Vowel,
    }
}

fn without_brackets(word: &str) -> &str {
    let bare = word.strip_suffix(')').and_then(|inner| inner.rfind('(')).map(|at| word[..at].trim_end());
    bare.filter(|it| !it.is_empty()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(word: &str, particle: &str) -> String {
        match fitting(word, particle) {
            Some((form, bytes)) => format!("{word}{form}{}", &particle[bytes..]),
            None => format!("{word}{particle}"),
        }
    }

    #[test]
    fn a_particle_follows_the_final_sound_d_11() {
        for (word, particle, expected) in [
            ("김민서", "은(는)", "김민서는"),
            ("김지훈", "은(는)", "김지훈은"),
            ("김민서", "이/가 오면", "김민서가 오면"),
            ("김지훈", "가(이)", "김지훈이"),
            ("요금제", "을(를) ", "요금제를 "),
            ("로밍", "를/을", "로밍을"),
            ("서울", "(으)로", "서울로"),
            ("부산", "(으)로", "부산으로"),
            ("제주", "으로/로", "제주로"),
            ("서울", "과(와)", "서울과"),
            ("해지", "과(와)", "해지와"),
            ("민수", "(이)라고", "민수라고"),
            ("지훈", "(이)라고", "지훈이라고"),
            ("지훈", "아/야", "지훈아"),
            ("민서", "이에요/예요", "민서예요"),
        ] {
            assert_eq!(joined(word, particle), expected);
        }
    }

    #[test]
    fn one_form_alone_is_set_right_where_it_ends_the_word_and_nowhere_else_d_11() {
        for (word, particle, expected) in [
            ("김지훈", "는 ", "김지훈은 "),
            ("김민서", "은, ", "김민서는, "),
            ("요금제", "을", "요금제를"),
            ("로밍", "이용권", "로밍이용권"),
            ("김민서", "이번 달", "김민서이번 달"),
            ("김민서", " 이", "김민서 이"),
            ("Scott", "은 ", "Scott은 "),
        ] {
            assert_eq!(joined(word, particle), expected);
        }
    }

    #[test]
    fn digits_latin_letters_and_brackets_are_read_aloud_d_11() {
        use Ending::{Consonant, Rieul, Unclear, Vowel};
        for (word, expected) in [
            ("5G", Vowel),
            ("LTE", Vowel),
            ("LGU+", Vowel),
            ("XL", Rieul),
            ("10", Consonant),
            ("2027", Rieul),
            ("Emily Carter", Vowel),
            ("Olivia Bennett", Unclear),
            ("Kim", Consonant),
            ("Samuel", Rieul),
            ("Wong", Consonant),
            ("프리미엄(5G)", Consonant),
            ("(주)", Vowel),
            ("‘데이터’", Vowel),
            ("\u{1112}\u{1161}\u{11ab}", Consonant),
            ("ㄱ", Consonant),
            ("", Unclear),
            ("🙂", Unclear),
            ("Ольга", Unclear),
        ] {
            assert_eq!(ending(word), expected, "{word}");
        }
        assert_eq!(joined("Scott", "은(는)"), "Scott은(는)");
        assert_eq!(joined("Scott", "으로/로"), "Scott(으)로");
    }
}
