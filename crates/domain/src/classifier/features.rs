//! What of a text is counted.

use std::ops::Range;

use twox_hash::XxHash3_64;
use unicode_normalization::UnicodeNormalization;

/// What is read of a text; the rest is ignored. Longer than any contact's note (see [`crate::limits`]), and bounds the work.
pub const MAX_CHARS: usize = 8_000;
/// A longer word is read up to here.
const MAX_WORD_CHARS: usize = 40;
/// How far apart two words make a pair, in whatever order.
const PAIR_REACH: usize = 40;
/// How far apart two words count in their order.
const SKIP_REACH: usize = 4;
/// Words longer than this also count by their beginning of this length, which spares a list of endings.
const STEM_CHARS: usize = 4;
/// Lengths of parts of words.
const WORD_PARTS: Range<usize> = 2..6;
/// A Korean syllable says as much as two or three Latin letters.
const HANGUL_PARTS: Range<usize> = 1..5;
/// Lengths of runs of Korean letters (jamo), over the end of words.
const LETTER_RUNS: Range<usize> = 2..7;
/// How many letters of a Korean text's end count as its end, and half as many of its beginning.
const END_LETTERS: usize = 12;
/// Marks that stand for themselves.
const MARKS: [char; 6] = ['?', '!', '$', '%', '£', '€'];

/// Kinds of features. Each kind has the same share in a text, however many of it there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A word, the beginning of one, two in their order.
    Word,
    /// Two words near each other, in either order.
    Pair,
    /// A part of a word.
    Part,
    /// Korean letters.
    Letters,
}

/// How many kinds there are.
pub const KINDS: usize = 4;

/// A feature where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Of what kind.
    pub kind: Kind,
    /// What it is known by.
    pub key: u64,
    /// The first and last of the text's words that it is made of.
    pub words: (usize, usize),
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Composed (NFKC), in lower case, with every digit as 0.
    pub plain: String,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
}

/// Counted features of a text, or of all that was said in a dialogue so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag {
    counts: Vec<(Kind, u64, u32)>,
}

impl Bag {
    /// The features of a text.
    pub fn of(text: &str) -> Self {
        let mut bag = Self::default();
        bag.add(text);
        bag
    }

    /// Adds what was said next.
    pub fn add(&mut self, text: &str) {
        each(&words(text), |it| self.counts.push((it.kind, it.key, 1)));
        self.counts.sort_unstable_by_key(|(kind, key, _)| (*kind, *key));
        self.counts.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
    }

    /// Each feature once, with how often it was counted, in an order of its own.
    pub fn counts(&self) -> impl Iterator<Item = (Kind, u64, u32)> + '_ {
        self.counts.iter().copied()
    }
}

/// The words of a text, and marks such as `?` by themselves.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, character) in text.char_indices().take(MAX_CHARS) {
        let end = at + character.len_utf8();
        if character == '\'' || character == '’' {
            continue;
        }
        if !character.is_alphanumeric() {
            open = false;
            if MARKS.contains(&character) {
                words.push(Word { plain: character.to_string(), at: at..end });
            }
            continue;
        }
        match words.last_mut().filter(|_| open) {
            Some(word) => word.at.end = end,
            None => words.push(Word { plain: String::new(), at: at..end }),
        }
        open = true;
    }
    for word in words.iter_mut().filter(|it| it.plain.is_empty()) {
        word.plain = plain(&text[word.at.clone()]);
    }
    words
}

fn plain(word: &str) -> String {
    let lower = word.chars().take(MAX_WORD_CHARS).nfkc().flat_map(char::to_lowercase);
    let alphanumeric = lower.filter(|it| it.is_alphanumeric());
    alphanumeric.map(|it| if it.is_numeric() { '0' } else { it }).take(MAX_WORD_CHARS).collect()
}

/// Tells every feature of a text's words.
pub fn each(words: &[Word], mut tell: impl FnMut(Feature)) {
    for (at, word) in words.iter().enumerate() {
        tell(Feature { kind: Kind::Word, key: key(1, &word.plain), words: (at, at) });
        if let Some((end, _)) = word.plain.char_indices().nth(STEM_CHARS) {
            tell(Feature { kind: Kind::Word, key: key(2, &word.plain[..end]), words: (at, at) });
        }
        parts(at, &word.plain, &mut tell);
    }
    pairs(words, &mut tell);
    korean(words, &mut tell);
}

/// Two words: adjacent, one after the other, both somewhere near.
fn pairs(words: &[Word], tell: &mut impl FnMut(Feature)) {
    let mut joined = String::new();
    for (at, word) in words.iter().enumerate() {
        for (further, other) in words.iter().enumerate().skip(at + 1).take(PAIR_REACH) {
            let words = (at, further);
            if further - at <= SKIP_REACH {
                join(&mut joined, &word.plain, &other.plain);
                let adjacent = if further == at + 1 { 3 } else { 10 };
                tell(Feature { kind: Kind::Word, key: key(adjacent, &joined), words });
            }
            let (first, second) = if word.plain <= other.plain { (word, other) } else { (other, word) };
            join(&mut joined, &first.plain, &second.plain);
            tell(Feature { kind: Kind::Pair, key: key(4, &joined), words });
        }
    }
}

fn join(joined: &mut String, first: &str, second: &str) {
    joined.clear();
    joined.push_str(first);
    joined.push(' ');
    joined.push_str(second);
}

/// Parts of a word, with its ends marked.
fn parts(at: usize, word: &str, tell: &mut impl FnMut(Feature)) {
    let lengths = if is_korean(word) { HANGUL_PARTS } else { WORD_PARTS };
    let marked = format!("^{word}$");
    runs(&marked, lengths, |_, _, part| {
        if part != "^" && part != "$" {
            tell(Feature { kind: Kind::Part, key: key(5, part), words: (at, at) });
        }
    });
}

/// Korean spacing is a matter of taste, so syllables also count across words; and the end of a sentence is in its last letters.
fn korean(words: &[Word], tell: &mut impl FnMut(Feature)) {
    let korean = || words.iter().enumerate().filter(|(_, word)| is_korean(&word.plain));
    let (Some((first, _)), Some((last, _))) = (korean().next(), korean().next_back()) else { return };
    let (mut syllables, mut letters) = (Line::starting(first), Line::starting(first));
    for (at, word) in korean() {
        syllables.push(at, word.plain.chars());
        if at != first {
            letters.push(at, [' ']);
        }
        letters.push(at, word.plain.nfd());
    }
    letters.ends(tell);
    syllables.push(last, ['$']);
    letters.push(last, ['$']);
    syllables.runs(HANGUL_PARTS, |words, run| tell(Feature { kind: Kind::Part, key: key(6, run), words }));
    letters.runs(LETTER_RUNS, |words, run| tell(Feature { kind: Kind::Letters, key: key(7, run), words }));
}

/// Characters of several words on one line.
struct Line {
    text: String,
    words: Vec<usize>,
}

impl Line {
    fn starting(word: usize) -> Self {
        Self { text: "^".into(), words: vec![word] }
    }

    fn push(&mut self, word: usize, characters: impl IntoIterator<Item = char>) {
        for character in characters {
            self.text.push(character);
            self.words.push(word);
        }
    }

    fn runs(&self, lengths: Range<usize>, mut tell: impl FnMut((usize, usize), &str)) {
        runs(&self.text, lengths, |from, to, run| tell((self.words[from], self.words[to]), run));
    }

    /// The line's end and beginning, of every length, as what stands there.
    fn ends(&self, tell: &mut impl FnMut(Feature)) {
        let places: Vec<usize> = self.text.char_indices().map(|(at, _)| at).skip(1).collect();
        let (first, last) = (self.words[0], self.words[self.words.len() - 1]);
        for (length, from) in places.iter().rev().take(END_LETTERS).enumerate() {
            let words = (self.words[self.words.len() - 1 - length], last);
            tell(Feature { kind: Kind::Letters, key: key(8, &self.text[*from..]), words });
        }
        for (length, to) in places.iter().skip(1).chain([&self.text.len()]).take(END_LETTERS / 2).enumerate() {
            let words = (first, self.words[(length + 1).min(self.words.len() - 1)]);
            tell(Feature { kind: Kind::Letters, key: key(9, &self.text[1..*to]), words });
        }
    }
}

/// Every run of so many characters, with its first and last place.
fn runs(text: &str, lengths: Range<usize>, mut tell: impl FnMut(usize, usize, &str)) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for length in lengths {
        for (from, ends) in places.windows(length + 1).enumerate() {
            tell(from, from + length - 1, &text[ends[0]..ends[length]]);
        }
    }
}

fn is_korean(word: &str) -> bool {
    word.chars().any(|it| matches!(it, '가'..='힣' | 'ㄱ'..='ㅣ'))
}

/// A feature's key: features of different kinds with the same text differ.
fn key(kind: u64, text: &str) -> u64 {
    XxHash3_64::oneshot_with_seed(kind, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_where_they_stand() {
        let text = "Don’t  change My PIN ４２, 카드를요?";
        let words = words(text);
        let plain: Vec<_> = words.iter().map(|it| it.plain.as_str()).collect();
        assert_eq!(plain, ["dont", "change", "my", "pin", "00", "카드를요", "?"]);
        assert_eq!(&text[words[3].at.clone()], "PIN");
    }

    #[test]
    fn a_dialogue_counts_what_its_texts_count() {
        // H-1. Adding turn by turn differs from the whole only in what would reach over turns.
        let (mut dialogue, whole) = (Bag::of("card lost"), Bag::of("card lost"));
        dialogue.add("card lost");
        assert!(dialogue.counts().zip(whole.counts()).all(|(twice, once)| twice.1 == once.1 && twice.2 == 2 * once.2));
    }

    #[test]
    fn the_same_is_said_whatever_the_spaces_and_widths() {
        let keys = |text: &str| Bag::of(text).counts().map(|it| it.1).collect::<Vec<_>>();
        assert_eq!(keys("card  LOST"), keys("ＣＡＲＤ lost"));
        let (spaced, joined) = (keys("카드 분실"), keys("카드분실"));
        assert!(spaced.iter().filter(|it| joined.contains(it)).count() * 2 > joined.len());
    }

    #[test]
    fn a_long_text_is_bounded() {
        let mut told = 0;
        each(&words(&"가나다라 ".repeat(100_000)), |_| told += 1);
        assert!(told < MAX_CHARS * 60, "{told}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn any_text_is_counted_without_panic(text in "\\PC{0,80}|[가-힣ㄱ-ㅣa-z0-9?' ]{0,60}") {
            let words = words(&text);
            each(&words, |it| assert!(it.words.0 <= it.words.1 && it.words.1 < words.len()));
        }
    }
}
