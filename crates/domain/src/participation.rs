//! Participation (P-9): what customers give back beyond their own business: answered surveys, people they sent to us, feedback.
//!
//! Each is a fact of a contact like any other, and shows signs that channel rules compare.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{CustomerId, DialogueId, InteractionId, ParticipationId, UserId},
    limits::{self, Fault, LimitError, MAX_ADDRESS_BYTES, MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_REMARK_BYTES},
    time::Timestamp,
};

/// The best score: "how likely is it that you would recommend us", from 0.
pub const BEST_SCORE: u8 = 10;

/// Of what a visitor of the web site wrote so much is kept, in characters.
pub const MAX_SAID_CHARS: usize = 1_000;

/// A customer took part. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Participation {
    /// Identity.
    pub id: ParticipationId,
    /// Who.
    pub customer: CustomerId,
    /// In which contact; that of a call is known from its first ring on.
    pub interaction: InteractionId,
    /// The dialogue to which a rule led it; `None` where it belongs to the contact's own.
    pub dialogue: Option<DialogueId>,
    /// The key of that rule (H-10).
    pub rule: Option<String>,
    /// Who wrote it down; `None` where no person of ours took part.
    pub by: Option<UserId>,
    /// When.
    pub at_ms: Timestamp,
    /// What.
    pub part: Part,
}

/// In what a customer took part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Part {
    /// A survey was answered.
    Survey {
        /// 0 to [`BEST_SCORE`].
        score: u8,
        /// What was said beside it.
        words: String,
    },
    /// Somebody was sent to us.
    Referral {
        /// Who; empty where that was not said, or may not be kept.
        name: String,
        /// Their number.
        number: Option<String>,
        /// They agreed that we keep name and number. Without it neither is kept.
        consent: bool,
    },
    /// Something was said about us.
    Feedback {
        /// In which way.
        kind: FeedbackKind,
        /// What.
        words: String,
    },
}

/// In which way something was said about us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// It is good.
    Praise,
    /// It is bad.
    Complaint,
    /// It could be better.
    Idea,
}

impl FeedbackKind {
    /// The word by which rules name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Praise => "praise",
            Self::Complaint => "complaint",
            Self::Idea => "idea",
        }
    }
}

/// The three parts of the scale, as in Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003): detractors,
/// passives, promoters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ScoreBand")]
pub enum Band {
    /// 0 to 6.
    Low,
    /// 7 and 8.
    Middle,
    /// 9 and 10.
    High,
}

impl Band {
    /// The part of the scale in which a score is.
    pub fn of(score: u8) -> Self {
        match score {
            0..=6 => Self::Low,
            7 | 8 => Self::Middle,
            _ => Self::High,
        }
    }

    /// The word by which rules name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Middle => "middle",
            Self::High => "high",
        }
    }
}

impl Part {
    /// What it shows to channel rules, the most general first: `survey`, `survey low`, `survey 4`; `referral`; `feedback`,
    /// `feedback complaint`.
    pub fn signs(&self) -> Vec<String> {
        match self {
            Self::Survey { score, .. } => {
                vec!["survey".to_owned(), format!("survey {}", Band::of(*score).key()), format!("survey {score}")]
            }
            Self::Referral { .. } => vec!["referral".to_owned()],
            Self::Feedback { kind, .. } => vec!["feedback".to_owned(), format!("feedback {}", kind.key())],
        }
    }

    /// The words in which it was said; empty where there were none.
    pub fn words(&self) -> &str {
        match self {
            Self::Survey { words, .. } | Self::Feedback { words, .. } => words,
            Self::Referral { name, .. } => name,
        }
    }
}

impl Participation {
    pub(crate) fn check_limits(&self) -> Result<(), LimitError> {
        limits::text("rule", self.rule.as_deref().unwrap_or_default(), MAX_KEY_BYTES)?;
        match &self.part {
            Part::Survey { score, words } => {
                limits::holds("score", *score <= BEST_SCORE, Fault::OutOfRange)?;
                limits::text("words", words, MAX_REMARK_BYTES)
            }
            Part::Referral { name, number, consent } => {
                limits::text("name", name, MAX_NAME_BYTES)?;
                limits::text("number", number.as_deref().unwrap_or_default(), MAX_ADDRESS_BYTES)?;
                // Somebody else's data: kept with their agreement or not at all.
                limits::holds("consent", *consent || (name.is_empty() && number.is_none()), Fault::OutOfRange)
            }
            Part::Feedback { words, .. } => limits::required("words", words, MAX_REMARK_BYTES),
        }
    }
}

/// In what a visitor takes part by an action on a web page, with what was said beside it: `survey:4`, `referral`, `feedback:complaint`. `None`
/// where it can't be written down: a survey without its score, feedback without its kind or without words. Of a referral nothing is kept but
/// that it was.
pub fn of_action(action: &str, words: &str) -> Option<Part> {
    let (name, detail) = named(action);
    let words = said(words);
    match name.as_str() {
        "survey" => Some(Part::Survey { score: score(&detail)?, words }),
        "referral" => Some(Part::Referral { name: String::new(), number: None, consent: false }),
        "feedback" if !words.is_empty() => Some(Part::Feedback { kind: feedback(&detail)?, words }),
        _ => None,
    }
}

/// What a visitor wrote, as it is kept: its beginning, without what can't be read.
fn said(words: &str) -> String {
    let readable = words.trim().chars().filter(|it| *it == '\n' || !it.is_control());
    readable.take(MAX_SAID_CHARS).collect::<String>().trim_end().to_owned()
}

fn named(action: &str) -> (String, String) {
    let (name, detail) = action.split_once(':').unwrap_or((action, ""));
    (name.trim().to_lowercase(), detail.trim().to_lowercase())
}

fn score(detail: &str) -> Option<u8> {
    detail.parse().ok().filter(|it| *it <= BEST_SCORE)
}

fn feedback(detail: &str) -> Option<FeedbackKind> {
    [FeedbackKind::Praise, FeedbackKind::Complaint, FeedbackKind::Idea].into_iter().find(|it| it.key() == detail)
}

/// What an action on a web page shows as participation: `survey`, `survey:4`, `referral`, `feedback`, `feedback:complaint` and nothing else.
pub fn signs_of_action(action: &str) -> Vec<String> {
    let (name, detail) = named(action);
    match name.as_str() {
        "survey" => match score(&detail) {
            Some(score) => Part::Survey { score, words: String::new() }.signs(),
            None => vec!["survey".to_owned()],
        },
        "referral" => vec!["referral".to_owned()],
        "feedback" => {
            let of_kind = feedback(&detail).map(|it| format!("feedback {}", it.key()));
            std::iter::once("feedback".to_owned()).chain(of_kind).collect()
        }
        _ => Vec::new(),
    }
}

/// The latest survey of a customer's participations.
pub fn last_survey<'a>(all: impl IntoIterator<Item = &'a Participation>) -> Option<&'a Participation> {
    let surveys = all.into_iter().filter(|it| matches!(it.part, Part::Survey { .. }));
    surveys.max_by_key(|it| (it.at_ms, it.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn participation(at_ms: i64, part: Part) -> Participation {
        Participation {
            id: ParticipationId(Uuid::from_u128(at_ms as u128 + 1)),
            customer: CustomerId(Uuid::from_u128(1)),
            interaction: InteractionId(Uuid::from_u128(2)),
            dialogue: None,
            rule: None,
            by: None,
            at_ms: Timestamp(at_ms),
            part,
        }
    }

    fn survey(score: u8) -> Part {
        Part::Survey { score, words: String::new() }
    }

    #[test]
    fn a_survey_shows_its_part_of_the_scale_and_its_score_p_9() {
        assert_eq!(survey(6).signs(), ["survey", "survey low", "survey 6"]);
        assert_eq!(survey(7).signs()[1], "survey middle");
        assert_eq!(survey(9).signs()[1], "survey high");
        assert_eq!(survey(10).signs()[2], "survey 10");
    }

    #[test]
    fn an_action_on_the_web_shows_the_same_as_what_an_agent_writes_down_p_9() {
        assert_eq!(signs_of_action("survey:4"), survey(4).signs());
        assert_eq!(signs_of_action("Survey"), ["survey"]);
        assert_eq!(signs_of_action("survey:11"), ["survey"]);
        assert_eq!(signs_of_action("feedback:complaint"), ["feedback", "feedback complaint"]);
        assert_eq!(signs_of_action("feedback:nonsense"), ["feedback"]);
        assert_eq!(signs_of_action("referral"), ["referral"]);
        assert!(signs_of_action("order").is_empty() && signs_of_action("").is_empty());
    }

    #[test]
    fn what_a_visitor_says_on_the_web_is_written_down_whole_or_not_at_all_p_9() {
        let low = |words: &str| Some(Part::Survey { score: 3, words: words.into() });
        assert_eq!(of_action("survey:3", "  너무\n느려요\u{0}\u{7} "), low("너무\n느려요"));
        assert_eq!(of_action("Survey: 3", ""), low(""));
        let complaint = Part::Feedback { kind: FeedbackKind::Complaint, words: "느려요".into() };
        assert_eq!(of_action("feedback:complaint", "느려요"), Some(complaint));
        assert!(
            matches!(of_action("referral", "이서연 010-1234-5678"), Some(Part::Referral { name, .. }) if name.is_empty())
        );
        for (action, words) in [
            ("survey", "3"),
            ("survey:11", ""),
            ("survey:-1", ""),
            ("feedback:complaint", " \u{0} "),
            ("feedback", "x"),
            ("order", "3"),
        ] {
            assert_eq!(of_action(action, words), None, "{action}");
        }
        let Some(part) = of_action("survey:0", &"가".repeat(100_000)) else { panic!("a score") };
        assert_eq!(part.words().chars().count(), MAX_SAID_CHARS);
        assert!(participation(0, part).check_limits().is_ok());
    }

    #[test]
    fn somebody_else_is_kept_with_their_agreement_or_not_at_all_p_9() {
        let referral = |name: &str, number: Option<&str>, consent| {
            let part = Part::Referral { name: name.into(), number: number.map(str::to_owned), consent };
            participation(0, part).check_limits().is_ok()
        };
        assert!(referral("이서연", Some("010-1234-5678"), true));
        assert!(referral("", None, false), "that somebody was referred says nothing about them");
        assert!(!referral("이서연", None, false));
        assert!(!referral("", Some("010-1234-5678"), false));
    }

    #[test]
    fn a_score_is_from_0_to_10_and_feedback_has_words_p_9() {
        let fits = |part| participation(0, part).check_limits().is_ok();
        assert!(fits(survey(0)) && fits(survey(10)) && !fits(survey(11)));
        let feedback = |words: &str| Part::Feedback { kind: FeedbackKind::Idea, words: words.into() };
        assert!(fits(feedback("앱에서도 바꿀 수 있으면")) && !fits(feedback("  ")));
    }

    proptest! {
        /// P-9: the last survey is the last one, in whatever order they arrive.
        #[test]
        fn the_last_survey_does_not_depend_on_the_order_of_arrival(
            (all, shuffled) in prop::collection::vec((0_i64..50, 0_u8..=10, any::<bool>()), 0..12)
                .prop_map(|all| all.into_iter().map(|(at, score, other)| participation(at, match other {
                    true => Part::Referral { name: String::new(), number: None, consent: false },
                    false => survey(score),
                })).collect::<Vec<_>>())
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let last = |all: &[Participation]| last_survey(all).map(|it| it.at_ms);
            let expected = all.iter().filter(|it| matches!(it.part, Part::Survey { .. })).map(|it| it.at_ms).max();
            prop_assert_eq!(last(&all), expected);
            prop_assert_eq!(last(&shuffled), expected);
        }
    }
}
