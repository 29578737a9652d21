//! Questions and what can be answered.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::model::Test;
use crate::dialogue::Localized;

/// The most characters of a short answer.
pub const MAX_ANSWER_CHARS: u16 = 500;

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Question {
    /// One of several.
    One {
        /// Which there are.
        choices: Vec<Choice>,
    },
    /// Any of several.
    Several {
        /// Which there are.
        choices: Vec<Choice>,
        /// At least so many.
        min: u8,
    },
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number {
        /// The least.
        min: Option<i32>,
        /// The most.
        max: Option<i32>,
        /// In what, such as GB.
        unit: Localized,
    },
    /// A day.
    Date {
        /// At the earliest so many days from today; before 0: in the past.
        earliest_days: Option<i32>,
        /// At the latest so many days from today.
        latest_days: Option<i32>,
    },
    /// A few words.
    Text {
        /// At most so many characters.
        max_chars: u16,
    },
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: Localized,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Answer {
    /// One.
    One {
        /// The key of the choice.
        choice: String,
    },
    /// Several.
    Several {
        /// The keys of the choices, in their order.
        choices: Vec<String>,
    },
    /// Yes or no.
    YesNo {
        /// Yes.
        yes: bool,
    },
    /// A number.
    Number {
        /// Which.
        number: i32,
    },
    /// A day.
    Date {
        /// As `2026-11-23`.
        #[ts(type = "string")]
        date: NaiveDate,
    },
    /// A few words.
    Text {
        /// Which.
        text: String,
    },
    /// None: the question was passed.
    Passed,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, Error)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum AnswerFault {
    /// Another kind of answer than the question wants, or a choice that there is not.
    #[error("not an answer to this question")]
    OtherKind,
    /// Nothing was answered.
    #[error("nothing answered")]
    Missing,
    /// Fewer than have to be chosen.
    #[error("fewer than {min} chosen")]
    TooFew {
        /// The least.
        min: u8,
    },
    /// Less or more than can be.
    #[error("out of range")]
    OutOfRange {
        /// The least.
        min: Option<i32>,
        /// The most.
        max: Option<i32>,
    },
    /// A day that is too early or too late.
    #[error("not on that day")]
    DayOutOfRange {
        /// The earliest.
        #[ts(type = "string | null")]
        earliest: Option<NaiveDate>,
        /// The latest.
        #[ts(type = "string | null")]
        latest: Option<NaiveDate>,
    },
    /// More characters than there may be.
    #[error("more than {max_chars} characters")]
    TooLong {
        /// The most.
        max_chars: u16,
    },
    /// A character that can't be stored.
    #[error("not storable text")]
    Unstorable,
}

impl Question {
    /// The choices, where it has some.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::One { choices } | Self::Several { choices, .. } => choices,
            _ => &[],
        }
    }

    /// The words that it has.
    pub(super) fn words(&self) -> impl Iterator<Item = &Localized> {
        let unit = match self {
            Self::Number { unit, .. } => Some(unit),
            _ => None,
        };
        self.choices().iter().map(|it| &it.label).chain(unit)
    }

    /// The answer as it is kept: texts trimmed, choices in the order of the question and each once. `today` is the agent's.
    pub fn check(&self, answer: Answer, today: NaiveDate) -> Result<Answer, AnswerFault> {
        match (self, answer) {
            (Self::One { choices }, Answer::One { choice }) => {
                let known = choices.iter().any(|it| it.key == choice);
                if known { Ok(Answer::One { choice }) } else { Err(AnswerFault::OtherKind) }
            }
            (Self::Several { choices, min }, Answer::Several { choices: chosen }) => {
                if chosen.iter().any(|key| choices.iter().all(|it| it.key != *key)) {
                    return Err(AnswerFault::OtherKind);
                }
                let keys = choices.iter().map(|it| &it.key);
                let chosen: Vec<String> = keys.filter(|key| chosen.contains(key)).cloned().collect();
                if chosen.len() < usize::from(*min) {
                    return Err(AnswerFault::TooFew { min: *min });
                }
                Ok(Answer::Several { choices: chosen })
            }
            (Self::YesNo, answer @ Answer::YesNo { .. }) => Ok(answer),
            (Self::Number { min, max, .. }, Answer::Number { number }) => {
                let fits = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
                if fits { Ok(Answer::Number { number }) } else { Err(AnswerFault::OutOfRange { min: *min, max: *max }) }
            }
            (Self::Date { earliest_days, latest_days }, Answer::Date { date }) => {
                let earliest = earliest_days.and_then(|days| days_from(today, days));
                let latest = latest_days.and_then(|days| days_from(today, days));
                let in_calendar = (1900..=2200).contains(&date.year());
                let fits = earliest.is_none_or(|it| date >= it) && latest.is_none_or(|it| date <= it);
                if fits && in_calendar {
                    Ok(Answer::Date { date })
                } else {
                    Err(AnswerFault::DayOutOfRange { earliest, latest })
                }
            }
            (Self::Text { max_chars }, Answer::Text { text }) => check_text(text.trim(), *max_chars),
            _ => Err(AnswerFault::OtherKind),
        }
    }

    /// An answer in words, in both languages.
    pub fn read(&self, answer: &Answer) -> Localized {
        let label = |key: &String| self.choices().iter().find(|it| it.key == *key).map(|it| it.label.clone());
        let same = |text: String| Localized { ko: text.clone(), en: text };
        match answer {
            Answer::One { choice } => label(choice).unwrap_or_default(),
            Answer::Several { choices } => {
                let labels: Vec<Localized> = choices.iter().filter_map(label).collect();
                let joined = |of: fn(&Localized) -> &str| labels.iter().map(of).collect::<Vec<_>>().join(", ");
                Localized { ko: joined(|it| &it.ko), en: joined(|it| &it.en) }
            }
            Answer::YesNo { yes: true } => Localized { ko: "예".into(), en: "Yes".into() },
            Answer::YesNo { yes: false } => Localized { ko: "아니요".into(), en: "No".into() },
            Answer::Number { number } => self.counted(*number),
            Answer::Date { date } => Localized {
                ko: format!("{}년 {}월 {}일", date.year(), date.month(), date.day()),
                en: date.format("%-d %B %Y").to_string(),
            },
            Answer::Text { text } => same(text.clone()),
            Answer::Passed => Localized::default(),
        }
    }

    fn counted(&self, number: i32) -> Localized {
        let unit = match self {
            Self::Number { unit, .. } => unit.clone(),
            _ => Localized::default(),
        };
        // A Korean counter stands beside its number, a unit in Latin letters or signs too where it is one.
        let ko = format!("{number}{}", unit.ko.trim());
        let en = format!("{number} {}", unit.en.trim());
        Localized { ko, en: en.trim_end().to_owned() }
    }
}

impl Test {
    /// Whether it holds of an answer; `None`: there is none.
    pub fn holds(&self, answer: Option<&Answer>) -> bool {
        match (self, answer) {
            (Self::Choice { choice }, Some(Answer::One { choice: chosen })) => choice == chosen,
            (Self::Choice { choice }, Some(Answer::Several { choices })) => choices.contains(choice),
            (Self::Yes, Some(Answer::YesNo { yes })) => *yes,
            (Self::No, Some(Answer::YesNo { yes })) => !yes,
            (Self::AtLeast { number }, Some(Answer::Number { number: answered })) => answered >= number,
            (Self::AtMost { number }, Some(Answer::Number { number: answered })) => answered <= number,
            (Self::NoAnswer, Some(Answer::Passed) | None) => true,
            _ => false,
        }
    }
}

fn check_text(text: &str, max_chars: u16) -> Result<Answer, AnswerFault> {
    if text.is_empty() {
        return Err(AnswerFault::Missing);
    }
    if text.chars().count() > usize::from(max_chars) {
        return Err(AnswerFault::TooLong { max_chars });
    }
    // Line breaks and tabs are typed; other control characters are not.
    if text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\t')) {
        return Err(AnswerFault::Unstorable);
    }
    Ok(Answer::Text { text: text.to_owned() })
}

fn days_from(today: NaiveDate, days: i32) -> Option<NaiveDate> {
    let count = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 { today.checked_sub_days(count) } else { today.checked_add_days(count) }
}
