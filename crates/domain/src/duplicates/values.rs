//! A person's record as it is compared, and how often each value is written.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{Person, address::Address, birth::Birth, name::Name};
use crate::number::{self, Kind, Reading};

/// What is read of a company or another text.
const MAX_CHARS: usize = 100;
/// Among few records, one that two have looks frequent, and is not in the world: so many people with other values are thought besides.
const UNSEEN: f64 = 1_000.0;
/// What companies are called besides their names.
const COMPANY_FORMS: [&str; 4] = ["주식회사", "(주)", "㈜", "유한회사"];

/// A record with everything plain.
pub(super) struct Values {
    pub(super) name: Option<Name>,
    /// Numbers of one person.
    pub(super) mobiles: Vec<String>,
    /// Numbers of a household or a company.
    pub(super) lines: Vec<String>,
    pub(super) email: Option<Email>,
    pub(super) birth: Option<Birth>,
    pub(super) address: Option<Address>,
    pub(super) company: String,
    pub(super) details: Vec<String>,
}

/// An address of electronic mail in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Email {
    pub(super) whole: String,
    /// Bytes before the `@`.
    local: usize,
}

impl Email {
    fn read(text: &str) -> Option<Self> {
        let whole: String = text.trim().chars().take(MAX_CHARS).flat_map(char::to_lowercase).collect();
        let local = whole.find('@').filter(|at| *at > 0)?;
        Some(Self { whole, local })
    }

    /// What stands before the `@`.
    pub(super) fn local(&self) -> &str {
        &self.whole[..self.local]
    }
}

impl Values {
    pub(super) fn of(person: &Person, region: &str) -> Self {
        let keys = person.phones.iter().flat_map(|it| number::match_keys(it, region));
        let (mobiles, lines) = keys.partition(|key| is_mobile(key));
        let company: String = person.company.chars().take(MAX_CHARS).nfc().collect();
        let company = COMPANY_FORMS.iter().fold(company, |name, form| name.replace(form, ""));
        Self {
            name: Name::read(&person.name),
            mobiles,
            lines,
            email: Email::read(&person.email),
            birth: Birth::read(&person.birth),
            address: Address::read(&person.address),
            company: plain(&company),
            details: person.details.iter().map(|it| plain(it)).collect(),
        }
    }
}

/// Letters and digits alone, in lower case.
fn plain(text: &str) -> String {
    let lower = text.chars().take(MAX_CHARS).nfkc().flat_map(char::to_lowercase);
    lower.filter(|it| it.is_alphanumeric()).collect()
}

fn is_mobile(key: &str) -> bool {
    match key.strip_prefix("+82") {
        Some(national) => national.starts_with('1') && national.len() >= 9,
        None => Reading::of(key, "").is_some_and(|it| matches!(it.kind, Kind::Mobile | Kind::FixedLineOrMobile)),
    }
}

/// How often values are written, and in how many records there is one.
#[derive(Default)]
pub(super) struct Counted {
    values: HashMap<String, u32>,
    /// How many there are in all, with those that are thought besides.
    total: f64,
}

impl Counted {
    /// Values that tell people apart, of which the records show a few: other people have others.
    fn among_others<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let counted = Self::of(values);
        Self { total: counted.total + UNSEEN, ..counted }
    }

    fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut counted = Self::default();
        for value in values.filter(|it| !it.is_empty()) {
            *counted.values.entry(value.to_owned()).or_default() += 1;
            counted.total += 1.0;
        }
        counted
    }

    /// How probable it is that a record has this value.
    pub(super) fn share(&self, value: &str) -> f64 {
        f64::from(self.values.get(value).copied().unwrap_or(1).max(1)) / self.total.max(1.0)
    }

    /// How probable it is that two records have the same value.
    fn coincidence(&self) -> f64 {
        self.values.values().map(|count| (f64::from(*count) / self.total).powi(2)).sum()
    }
}

/// How often everything is written.
pub(super) struct Frequencies {
    pub(super) records: f64,
    /// The records, and the people who are thought besides.
    pub(super) population: f64,
    pub(super) names: Counted,
    pub(super) readings: Counted,
    pub(super) first_syllables: Counted,
    pub(super) last_syllables: Counted,
    pub(super) given_names: Counted,
    pub(super) phones: Counted,
    pub(super) emails: Counted,
    pub(super) email_locals: Counted,
    pub(super) births: Counted,
    pub(super) streets: Counted,
    pub(super) companies: Counted,
    /// Of each detail, with how probable it is that two records have the same.
    pub(super) details: Vec<(Counted, f64)>,
}

impl Frequencies {
    pub(super) fn of(values: &[Values]) -> Self {
        let hangul = |it: &Values| match &it.name {
            Some(Name::Hangul(name)) => Some(name.clone()),
            _ => None,
        };
        let texts = |tell: &dyn Fn(&Values) -> Option<String>| -> Counted {
            let all: Vec<String> = values.iter().filter_map(tell).collect();
            Counted::among_others(all.iter().map(String::as_str))
        };
        let syllables = |tell: &dyn Fn(&str) -> Option<char>| -> Counted {
            let all: Vec<String> = values.iter().filter_map(|it| tell(&hangul(it)?)).map(String::from).collect();
            Counted::of(all.iter().map(String::as_str))
        };
        let places = values.iter().map(|it| it.details.len()).max().unwrap_or(0);
        let detail = |place: usize| {
            let counted = Counted::of(values.iter().filter_map(|it| it.details.get(place)).map(String::as_str));
            let coincidence = counted.coincidence();
            (counted, coincidence)
        };
        Self {
            records: values.len() as f64,
            population: values.len() as f64 + UNSEEN,
            names: texts(&|it| it.name.as_ref().map(Name::key)),
            readings: texts(&|it| it.name.as_ref()?.readings().into_iter().next().map(|it| it.0 + &it.1)),
            first_syllables: syllables(&|name| name.chars().next()),
            last_syllables: syllables(&|name| name.chars().next_back()),
            given_names: texts(&|it| hangul(it).map(|name| name.chars().skip(1).collect())),
            phones: Counted::among_others(
                values.iter().flat_map(|it| it.mobiles.iter().chain(&it.lines)).map(String::as_str),
            ),
            emails: texts(&|it| Some(it.email.as_ref()?.whole.clone())),
            email_locals: texts(&|it| Some(it.email.as_ref()?.local().to_owned())),
            births: texts(&|it| Some(it.birth?.digits())),
            streets: texts(&|it| Some(it.address.as_ref()?.street().to_owned())),
            companies: Counted::of(values.iter().map(|it| it.company.as_str())),
            details: (0..places).map(detail).collect(),
        }
    }
}
