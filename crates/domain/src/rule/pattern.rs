//! Patterns: exact, the beginning, or with wildcards. No regular expressions: what a rule costs is bounded by its length.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a pattern is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PatternKind {
    /// `*` stands for any characters, also none, and `?` for one.
    Wildcard,
    /// The beginning is the same.
    Prefix,
    /// All of it is the same.
    Exact,
}

/// What a sign is compared with, whatever the case and the space around it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Pattern {
    /// How it is read.
    pub kind: PatternKind,
    /// The pattern.
    pub text: String,
}

impl Pattern {
    /// Whether it fits `value`.
    pub fn fits(&self, value: &str) -> bool {
        let (pattern, value) = (folded(&self.text), folded(value));
        match self.kind {
            PatternKind::Exact => value == pattern,
            PatternKind::Prefix => value.starts_with(&pattern),
            PatternKind::Wildcard => wildcard(&pattern, &value),
        }
    }

    /// Whether there is nothing that it does not fit.
    pub fn fits_everything(&self) -> bool {
        match self.kind {
            PatternKind::Exact => false,
            PatternKind::Prefix => folded(&self.text).is_empty(),
            PatternKind::Wildcard => {
                let pattern = folded(&self.text);
                !pattern.is_empty() && pattern.chars().all(|it| it == '*')
            }
        }
    }

    /// The exact one before the vaguer one; of two alike the one that says more.
    pub(super) fn exactness(&self) -> (PatternKind, usize) {
        (
            self.kind,
            folded(&self.text).chars().filter(|it| self.kind != PatternKind::Wildcard || !"*?".contains(*it)).count(),
        )
    }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Goes back to the last `*` only: at most pattern × value steps.
fn wildcard(pattern: &str, value: &str) -> bool {
    let (pattern, value): (Vec<char>, Vec<char>) = (pattern.chars().collect(), value.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < value.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(it) if *it == '?' || *it == value[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((from, taken)) = star else { return false };
                star = Some((from, taken + 1));
                at = from + 1;
                read = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|it| *it == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fits(kind: PatternKind, text: &str, value: &str) -> bool {
        Pattern { kind, text: text.into() }.fits(value)
    }

    #[test]
    fn a_pattern_is_exact_a_beginning_or_has_wildcards_whatever_the_case_h_3() {
        use PatternKind::{Exact, Prefix, Wildcard};
        for (kind, text, value, expected) in [
            (Exact, "billing", " Billing ", true),
            (Exact, "bill*", "billing", false),
            (Prefix, "/plans/", "/plans/5g", true),
            (Prefix, "/plans/", "/phones/plans/", false),
            (Wildcard, "*요금*", "지난달 요금 문의", true),
            (Wildcard, "*요금*", "배송 문의", false),
            (Wildcard, "re: ?글", "RE: 댓글", true),
            (Wildcard, "a*b*c", "a..b..b..c", true),
            (Wildcard, "a*b*c", "a..c..b", false),
            (Wildcard, "", "", true),
            (Wildcard, "*", "", true),
        ] {
            assert_eq!(fits(kind, text, value), expected, "{kind:?} {text} {value}");
        }
    }

    #[test]
    fn a_pattern_against_which_backtracking_would_hang_is_quick() {
        assert!(!fits(PatternKind::Wildcard, &"a*".repeat(100), &format!("{}b!", "a".repeat(90))));
        assert!(!fits(PatternKind::Wildcard, &format!("{}b", "*a".repeat(99)), &"a".repeat(2_000)));
    }

    proptest! {
        #[test]
        fn what_claims_to_fit_everything_does_and_nothing_else_claims_it(text in "[ab*? ]{0,5}", value in "[ab ]{0,6}", kind in 0usize..3) {
            let kind = [PatternKind::Wildcard, PatternKind::Prefix, PatternKind::Exact][kind];
            let pattern = Pattern { kind, text };
            if pattern.fits_everything() {
                prop_assert!(pattern.fits(&value));
            } else {
                prop_assert!(["", "x", "yy"].iter().any(|it| !pattern.fits(it)));
            }
        }
    }
}
