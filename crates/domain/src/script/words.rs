//! Words with places that are filled in: `{customer.name}`, `{answer.data_gb|그만큼}`. What stands behind `|` is said where nothing is
//! known. `{{` and `}}` are braces. In Korean a name is followed by 님, and particles are set right (see `particle`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::particle;
use crate::{customer::Language, dialogue::Localized};

/// The most bytes that one place is filled in with.
const MAX_VALUE_BYTES: usize = 2_000;
/// The longest name of a place.
const MAX_NAME_BYTES: usize = 60;
/// Before the key of a question.
const ANSWER: &str = "answer.";

/// A place in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The customer's name, politely.
    CustomerName,
    /// The customer's company.
    CustomerCompany,
    /// The customer's account number.
    CustomerAccount,
    /// The customer's postal address.
    CustomerAddress,
    /// The agent's name.
    AgentName,
    /// What the dialogue is about.
    DialogueTopic,
    /// The stage of the dialogue.
    DialogueStage,
    /// What was answered to a question of this script.
    Answer(String),
}

/// The places that every script has, as they are written.
pub const SLOTS: [&str; 7] = [
    "customer.name",
    "customer.company",
    "customer.account_no",
    "customer.address",
    "agent.name",
    "dialogue.topic",
    "dialogue.stage",
];

impl Slot {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "customer.name" | "customer" | "고객" => Self::CustomerName,
            "customer.company" => Self::CustomerCompany,
            "customer.account_no" => Self::CustomerAccount,
            "customer.address" => Self::CustomerAddress,
            "agent.name" | "agent" | "상담원" => Self::AgentName,
            "dialogue.topic" => Self::DialogueTopic,
            "dialogue.stage" => Self::DialogueStage,
            _ => Self::Answer(name.strip_prefix(ANSWER).filter(|it| !it.is_empty())?.to_owned()),
        })
    }

    /// Whether there is something to fill in for every customer and dialogue.
    fn is_sure(&self) -> bool {
        matches!(self, Self::CustomerName | Self::AgentName)
    }

    /// What is said where nothing is known and no wording is given: a published script never comes to this.
    fn last_resort(&self, language: Language) -> &'static str {
        let (ko, en) = match self {
            Self::CustomerName => ("고객님", "our customer"),
            Self::CustomerCompany => ("회사", "your company"),
            Self::CustomerAccount => ("고객 번호", "your account"),
            Self::CustomerAddress => ("등록된 주소", "your address"),
            Self::AgentName => ("상담원", "your agent"),
            Self::DialogueTopic => ("문의하신 내용", "your request"),
            Self::DialogueStage => ("현재 단계", "the present step"),
            Self::Answer(_) => ("말씀하신 내용", "what you told me"),
        };
        match language {
            Language::Ko => ko,
            Language::En => en,
        }
    }
}

/// What places are filled in with. A value that is missing or blank falls back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<Slot, Localized>);

impl Values {
    /// With a value that is the same in every language.
    pub fn with(self, slot: Slot, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with_words(slot, Localized { ko: value.to_owned(), en: value.to_owned() }),
            None => self,
        }
    }

    /// With a value in each language.
    pub fn with_words(mut self, slot: Slot, words: Localized) -> Self {
        self.0.insert(slot, words);
        self
    }

    fn of(&self, slot: &Slot, language: Language) -> Option<String> {
        let words = self.0.get(slot)?;
        let (own, other) = match language {
            Language::Ko => (&words.ko, &words.en),
            Language::En => (&words.en, &words.ko),
        };
        let value = [own, other].into_iter().map(|it| on_one_line(it)).find(|it| !it.is_empty())?;
        Some(if *slot == Slot::CustomerName && language == Language::Ko { polite(value) } else { value })
    }
}

/// What is wrong with a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum SlotFault {
    /// A brace that is not closed, or closes nothing.
    Brace,
    /// There is no such place.
    Unknown {
        /// As it is written.
        name: String,
    },
    /// It can be missing, and it is not said what is said then.
    NoFallback {
        /// As it is written.
        name: String,
    },
}

/// What is wrong with the places of words; `asked` are the keys of the script's questions.
pub fn faults<'k>(words: &str, asked: impl Fn(&str) -> bool + 'k) -> Vec<SlotFault> {
    let fault = |part: Part| match part {
        Part::Text(_) => None,
        Part::Stray => Some(SlotFault::Brace),
        Part::Place { name, fallback } => match Slot::of(name) {
            Some(Slot::Answer(key)) if !asked(&key) => Some(SlotFault::Unknown { name: name.to_owned() }),
            None => Some(SlotFault::Unknown { name: name.to_owned() }),
            Some(slot) if !slot.is_sure() && fallback.is_none() => {
                Some(SlotFault::NoFallback { name: name.to_owned() })
            }
            Some(_) => None,
        },
    };
    parts(words).into_iter().filter_map(fault).collect()
}

/// The words in both languages with their places filled in.
pub fn fill(words: &Localized, values: &Values) -> Localized {
    Localized { ko: fill_in(&words.ko, Language::Ko, values), en: fill_in(&words.en, Language::En, values) }
}

/// Words that a person typed, in a customer's language, with their places filled in. A place is a name in braces without blanks; whatever
/// else has braces is what its author meant. Nothing goes out with a place that can't be filled in: the first one is the error.
pub fn fill_typed(words: &str, language: Language, values: &Values) -> Result<String, SlotFault> {
    let mut filling = Filling::new(language, words.len());
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        let (before, brace) = rest.split_at(at);
        filling.text(before);
        let Some((name, fallback, after)) = typed_place(brace) else {
            filling.text(&brace[..1]);
            rest = &brace[1..];
            continue;
        };
        let slot = Slot::of(name).filter(|it| !matches!(it, Slot::Answer(_)));
        let slot = slot.ok_or_else(|| SlotFault::Unknown { name: name.to_owned() })?;
        let value = values.of(&slot, language).or_else(|| fallback.map(on_one_line).filter(|it| !it.is_empty()));
        filling.value(value.ok_or_else(|| SlotFault::NoFallback { name: name.to_owned() })?);
        rest = after;
    }
    filling.text(rest);
    Ok(filling.filled)
}

/// The place with which words begin: its name, what is said where nothing is known, and what follows.
fn typed_place(words: &str) -> Option<(&str, Option<&str>, &str)> {
    let (inner, after) = words.strip_prefix('{')?.split_once('}')?;
    let (name, fallback) = inner.split_once('|').map_or((inner, None), |(name, fallback)| (name, Some(fallback)));
    let is_name = name.starts_with(char::is_alphabetic)
        && name.len() <= MAX_NAME_BYTES
        && name.chars().all(|it| it.is_alphanumeric() || it == '.' || it == '_');
    is_name.then_some((name, fallback, after))
}

fn fill_in(words: &str, language: Language, values: &Values) -> String {
    let mut filling = Filling::new(language, words.len());
    for part in parts(words) {
        match part {
            Part::Text(text) => filling.text(text),
            // Of a published script there is none; of a draft it is shown as it is written.
            Part::Stray => filling.filled.push('{'),
            Part::Place { name, fallback } => {
                let slot = Slot::of(name);
                let value = slot.as_ref().and_then(|slot| values.of(slot, language));
                let value = value.or_else(|| fallback.map(on_one_line)).unwrap_or_else(|| {
                    let resort = |slot: Slot| slot.last_resort(language).to_owned();
                    slot.map_or_else(|| name.to_owned(), resort)
                });
                filling.value(value);
            }
        }
    }
    filling.filled
}

/// Words as they are filled in.
struct Filling {
    language: Language,
    filled: String,
    /// The word before, where it was filled in: a particle that follows is set right by it.
    word: Option<String>,
}

impl Filling {
    fn new(language: Language, length: usize) -> Self {
        Self { language, filled: String::with_capacity(length + 64), word: None }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let joined = self.word.take().filter(|_| self.language == Language::Ko);
        let (particle, rest) = match joined.and_then(|word| joint(&word, text)) {
            Some((particle, bytes)) => (particle, &text[bytes..]),
            None => (String::new(), text),
        };
        self.filled += &particle;
        self.filled += rest;
    }

    fn value(&mut self, value: String) {
        self.filled += &value;
        self.word = Some(value);
    }
}

/// What follows a word that was filled in: a particle, or 님 that the name has already.
fn joint(word: &str, rest: &str) -> Option<(String, usize)> {
    let doubled = ["님", " 님"].into_iter().find(|it| word.ends_with("님") && rest.starts_with(it));
    let skipped = doubled.map_or(0, str::len);
    match particle::fitting(word, &rest[skipped..]) {
        Some((particle, bytes)) => Some((particle, skipped + bytes)),
        None => (skipped > 0).then(|| (String::new(), skipped)),
    }
}

/// A name as it is said to its bearer.
fn polite(name: String) -> String {
    if name.ends_with('님') { name } else { name + " 님" }
}

/// Without line breaks and other control characters, and not endless.
fn on_one_line(text: &str) -> String {
    let plain = text.split(|it: char| it.is_whitespace() || it.is_control()).filter(|it| !it.is_empty());
    let mut line = plain.collect::<Vec<_>>().join(" ");
    cut(&mut line, MAX_VALUE_BYTES);
    line
}

/// Takes off what goes beyond so many bytes.
pub(super) fn cut(text: &mut String, max_bytes: usize) {
    if text.len() > max_bytes {
        let end = (0..=max_bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
}

enum Part<'w> {
    Text(&'w str),
    Place { name: &'w str, fallback: Option<&'w str> },
    Stray,
}

fn parts(words: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        if !before.is_empty() {
            found.push(Part::Text(before));
        }
        let doubled = brace.starts_with("{{") || brace.starts_with("}}");
        if doubled {
            found.push(Part::Text(&brace[..1]));
            rest = &brace[2..];
            continue;
        }
        let inner = brace.strip_prefix('{').and_then(|after| after.split_once('}'));
        match inner.filter(|(inner, _)| !inner.contains('{')) {
            Some((inner, after)) => {
                let (name, fallback) = match inner.split_once('|') {
                    Some((name, fallback)) => (name, Some(fallback.trim()).filter(|it| !it.is_empty())),
                    None => (inner, None),
                };
                found.push(Part::Place { name: name.trim(), fallback });
                rest = after;
            }
            None => {
                found.push(Part::Stray);
                rest = &brace[1..];
            }
        }
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(ko: &str, values: &Values) -> String {
        fill_in(ko, Language::Ko, values)
    }

    fn named(name: &str) -> Values {
        Values::default().with(Slot::CustomerName, Some(name))
    }

    #[test]
    fn a_name_is_said_politely_once_and_its_particle_fits_d_11() {
        for (words, name, expected) in [
            ("{customer.name}, 안녕하세요.", "김민서", "김민서 님, 안녕하세요."),
            ("{customer.name}님은 어떠세요?", "김민서", "김민서 님은 어떠세요?"),
            ("{customer.name} 님은 어떠세요?", "김민서", "김민서 님은 어떠세요?"),
            ("{customer.name}은(는)", "김지훈", "김지훈 님은"),
            ("{customer.name}께서", "정유나님", "정유나님께서"),
            ("{customer.name|고객님}은(는)", "  ", "고객님은"),
            ("{customer.name}이/가", "Olivia Bennett", "Olivia Bennett 님이"),
        ] {
            assert_eq!(filled(words, &named(name)), expected);
        }
        assert_eq!(fill_in("Hello {customer.name}.", Language::En, &named("김민서")), "Hello 김민서.");
    }

    #[test]
    fn what_is_missing_falls_back_and_never_leaves_a_hole_d_11() {
        let values = Values::default().with(Slot::CustomerCompany, Some("한빛물산"));
        assert_eq!(filled("{customer.company|회사}이(가)", &values), "한빛물산이");
        assert_eq!(filled("{customer.company|회사}이(가)", &Values::default()), "회사가");
        assert_eq!(filled("{answer.gb}을(를)", &Values::default()), "말씀하신 내용을");
        let english =
            Values::default().with_words(Slot::DialogueTopic, Localized { ko: "로밍".into(), en: String::new() });
        assert_eq!(fill_in("{dialogue.topic|it}", Language::En, &english), "로밍");
    }

    #[test]
    fn a_value_is_only_a_value_d_11() {
        let values = named("{agent.name}\n\u{0}</b>");
        assert_eq!(filled("{customer.name}", &values), "{agent.name} </b> 님");
        assert_eq!(filled("{{ {customer.address|주소}}}", &Values::default()), "{ 주소}");
    }

    #[test]
    fn what_is_wrong_with_a_place_is_said_d_11() {
        let asked = |key: &str| key == "gb";
        assert_eq!(faults("{customer.name} {agent.name} {answer.gb|그만큼} {{x}}", asked), []);
        assert_eq!(faults("{customer.shoe|x}", asked), [SlotFault::Unknown { name: "customer.shoe".into() }]);
        assert_eq!(faults("{answer.kb|x}", asked), [SlotFault::Unknown { name: "answer.kb".into() }]);
        assert_eq!(faults("{answer.gb}", asked), [SlotFault::NoFallback { name: "answer.gb".into() }]);
        assert_eq!(faults("{customer.address|  }", asked), [SlotFault::NoFallback { name: "customer.address".into() }]);
        for words in ["{customer.name", "a } b", "{ {customer.name}"] {
            assert!(faults(words, asked).contains(&SlotFault::Brace), "{words}");
        }
    }

    #[test]
    fn typed_words_are_filled_in_and_never_go_out_with_a_place_that_is_not_d_11() {
        let values = named("김민서").with(Slot::AgentName, Some("박하나"));
        let typed = |words: &str| fill_typed(words, Language::Ko, &values);
        for (words, filled) in [
            ("{customer}은(는) {agent}입니다", "김민서 님은 박하나입니다"),
            ("{고객}께 {상담원} 드림", "김민서 님께 박하나 드림"),
            ("{customer.company|회사}을(를)", "회사를"),
            // What is no place is what its author meant.
            ("if (a) { b } {} {1} { customer } }{", "if (a) { b } {} {1} { customer } }{"),
            ("{{customer}}", "{김민서 님}"),
        ] {
            assert_eq!(typed(words), Ok(filled.to_owned()), "{words}");
        }
        for (words, name) in
            [("{voucher}", "voucher"), ("a {주문번호|x} b", "주문번호"), ("{answer.gb|x}", "answer.gb")]
        {
            assert_eq!(typed(words), Err(SlotFault::Unknown { name: name.into() }), "{words}");
        }
        let missing = SlotFault::NoFallback { name: "customer.company".into() };
        assert_eq!(typed("{customer.company}"), Err(missing.clone()));
        assert_eq!(typed("{customer.company| }"), Err(missing));
    }

    proptest! {
        #[test]
        fn words_without_faults_leave_no_brace_and_no_hole(name in "\\PC{0,20}", before in "[^{}]{0,8}", after in "[^{}]{0,8}") {
            let words = format!("{before}{{customer.name|고객님}}{after}");
            prop_assert_eq!(faults(&words, |_| false), []);
            let filled = filled(&words, &named(&name.replace(['{', '}'], "")));
            let holes = filled.contains(['{', '}']);
            prop_assert!(!holes);
            prop_assert!(filled.contains('님') && filled.starts_with(&before));
        }

        #[test]
        fn no_words_panic(words in "\\PC{0,60}", value in ".{0,40}") {
            let words = Localized { ko: words.clone(), en: words };
            let _ = fill(&words, &named(&value));
            let _ = faults(&words.ko, |_| true);
        }
    }
}
