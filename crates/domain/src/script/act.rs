//! What a script does: planned while it is walked, seen and undone at any time, carried out with the wrap-up.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{dialogue::Localized, interaction::Outcome};

/// The longest time until a callback, in days.
pub const MAX_CALLBACK_DAYS: u16 = 366;

/// Something to be done at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Act {
    /// The dialogue moves to a stage.
    MoveStage {
        /// Which (from 1).
        stage: u8,
    },
    /// A field of the customer is set to an answer in words.
    SetField {
        /// Which field.
        field: ProfileField,
        /// The question whose answer it is.
        answer: String,
    },
    /// A number or address of the customer was confirmed (P-6).
    Confirm {
        /// Which.
        contact: Contact,
    },
    /// A call back is promised.
    Callback {
        /// When.
        when: Promise,
        /// The hour of the day, 0–23, in the agent's time zone.
        hour: u8,
        /// What for; may have places.
        note: Localized,
    },
    /// How the contact ended.
    Outcome {
        /// How.
        outcome: Outcome,
    },
}

/// A field of the customer that a script can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    /// The postal address.
    Address,
    /// The company.
    Company,
    /// The name in Latin letters.
    NameLatin,
}

impl ProfileField {
    /// The most characters of an answer that surely fits: four bytes each, in the bounds of `limits`.
    pub fn max_chars(self) -> u16 {
        match self {
            Self::Address => 500,
            Self::Company | Self::NameLatin => 150,
        }
    }
}

/// What of a customer can be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// The first telephone number.
    Phone,
    /// The first e-mail address.
    Email,
}

/// On which day a callback is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Promise {
    /// So many days from today.
    InDays {
        /// How many, from 1.
        days: u16,
    },
    /// On the day that was answered.
    OnDate {
        /// The question whose answer it is.
        answer: String,
    },
}

/// What a script does, as it stands after the answers so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Deed {
    /// At which step.
    pub step: String,
    /// What.
    pub act: Act,
    /// The answer that it takes, in words, where it takes one.
    pub answer: Option<String>,
    /// The agent has taken it back.
    pub undone: bool,
}

impl Act {
    /// The words that it has.
    pub(super) fn words(&self) -> impl Iterator<Item = &Localized> {
        match self {
            Self::Callback { note, .. } => Some(note),
            Self::MoveStage { .. } | Self::SetField { .. } | Self::Confirm { .. } | Self::Outcome { .. } => None,
        }
        .into_iter()
    }

    /// The question whose answer it takes.
    pub fn answer(&self) -> Option<&str> {
        match self {
            Self::SetField { answer, .. } | Self::Callback { when: Promise::OnDate { answer }, .. } => Some(answer),
            _ => None,
        }
    }
}
