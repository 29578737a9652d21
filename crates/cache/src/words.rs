//! Words of notes and summaries as they are compared: whatever the case, the accents and the way a syllable is composed.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What of a text is compared; longer texts are found by their beginning.
const MAX_CHARS: usize = 16 * 1024;
/// What of a query is compared.
const MAX_QUERY_CHARS: usize = 64;

/// The text without case and accents, syllables composed, at most [`MAX_CHARS`].
pub(crate) fn fold(text: &str) -> String {
    let text: String = text.chars().take(MAX_CHARS).collect();
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|it| !is_combining_mark(*it)).nfc().flat_map(char::to_lowercase).collect()
}

/// Pairs of neighbouring characters in the words of a text, each once.
pub(crate) fn pairs(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(|it: char| !it.is_alphanumeric());
    words.flat_map(pairs_of_word).collect()
}

fn pairs_of_word(word: &str) -> impl Iterator<Item = String> {
    word.chars().zip(word.chars().skip(1)).map(|(first, second)| [first, second].iter().collect())
}

/// What somebody looks for: words that must all occur.
pub(crate) struct Wanted(Vec<String>);

impl Wanted {
    pub(crate) fn new(query: &str) -> Self {
        let query: String = query.chars().take(MAX_QUERY_CHARS).collect();
        Self(fold(&query).split_whitespace().map(str::to_owned).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word occurs in one of the texts, which are folded already.
    pub(crate) fn all_in(&self, folded: &[String]) -> bool {
        self.0.iter().all(|word| folded.iter().any(|text| text.contains(word.as_str())))
    }

    /// As a query for the pairs in the index; `None` when no word has two characters.
    pub(crate) fn pair_query(&self) -> Option<String> {
        let pairs: BTreeSet<String> = self
            .0
            .iter()
            .flat_map(|word| word.split(|it: char| !it.is_alphanumeric()))
            .flat_map(pairs_of_word)
            .collect();
        let quoted: Vec<String> = pairs.iter().map(|pair| format!("\"{pair}\"")).collect();
        (!quoted.is_empty()).then(|| quoted.join(" "))
    }

    /// Words around the first match, at most `chars` characters.
    pub(crate) fn excerpt(&self, text: &str, chars: usize) -> String {
        let folded = fold(text);
        let found = self.0.iter().filter_map(|word| folded.find(word.as_str())).min().unwrap_or(0);
        // Folding keeps the number of characters but for rare ligatures: near enough for an excerpt.
        let before = folded[..found].chars().count().saturating_sub(chars / 4);
        text.chars().skip(before).take(chars).map(|it| if it.is_control() { ' ' } else { it }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_syllables_of_a_note_are_a_pair_in_the_index() {
        // D-10
        assert!(pairs("해지 방어, Plan upgrade").contains("해지"));
        assert_eq!(Wanted::new("해지").pair_query().as_deref(), Some("\"해지\""));
        assert_eq!(Wanted::new("a").pair_query(), None);
        assert_eq!(Wanted::new("\"*").pair_query(), None);
    }

    #[test]
    fn case_accents_and_composition_make_no_difference() {
        assert_eq!(fold("CAFÉ"), "cafe");
        assert_eq!(fold("\u{1112}\u{1162}\u{110C}\u{1175}"), "해지");
        assert!(Wanted::new("café REFUND").all_in(&[fold("Refund at the Cafe")]));
        assert!(!Wanted::new("refund fax").all_in(&[fold("refund by mail")]));
    }

    #[test]
    fn an_excerpt_shows_the_match_and_is_bounded() {
        let text = format!("{}해지 문의{}", "가".repeat(500), "나".repeat(500));
        let excerpt = Wanted::new("해지").excerpt(&text, 120);
        assert!(excerpt.contains("해지 문의") && excerpt.chars().count() == 120);
    }
}
