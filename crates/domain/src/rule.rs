//! Channel rules (H-3): what a contact shows on its channel → topic and stage.
//!
//! A rule compares one [`Sign`] of a contact, such as the queue a call came through, with a [`Pattern`]. Rules are asked in their order:
//! by priority, then the more exact pattern, then key and id; so the same rules judge the same contact alike everywhere. What no rule
//! knows goes to triage, never to a new topic (H-2). Judging says everything: which rules matched, which one holds, and why not the others.

mod judge;
mod pattern;
mod validate;

pub use judge::{Event, Judgement, Match, Standing, judge};
pub use pattern::{Pattern, PatternKind};
pub use validate::{RuleFault, validate};

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    id::{RuleId, TopicId},
    interaction::Channel,
};

/// What of a contact a rule compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The queue through which a call came.
    Queue,
    /// The campaign to which a call belongs.
    Campaign,
    /// The number that was first called.
    Called,
    /// How a contact ended, such as `abandoned`.
    Outcome,
    /// The subject of a written contact.
    Subject,
    /// The words of a message.
    Text,
    /// The path of a page.
    Page,
}

impl Sign {
    /// The signs that a contact on a channel can show.
    pub fn of(channel: Channel) -> &'static [Self] {
        match channel {
            Channel::Phone => &[Self::Queue, Self::Campaign, Self::Called, Self::Outcome],
            Channel::Email => &[Self::Subject, Self::Text],
            Channel::Chat | Channel::Sms | Channel::Fax | Channel::Visit => &[Self::Text],
            Channel::Web => &[Self::Page],
        }
    }
}

/// Contacts on a channel that show a sign belong to a topic, at a stage or beyond. Edited by administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// Identity.
    pub id: RuleId,
    /// A short key for files and for the causes of moves, such as `billing_queue`.
    pub key: String,
    /// On which channel.
    pub channel: Channel,
    /// What is compared.
    pub sign: Sign,
    /// With what.
    pub pattern: Pattern,
    /// What such contacts are about.
    pub topic: TopicId,
    /// The stage that they show (from 1). A rule only moves a dialogue forward.
    pub stage: u8,
    /// 1 to 9: smaller ones are asked first.
    pub priority: u8,
    /// Whether it acts.
    pub enabled: bool,
}

impl Rule {
    /// Where it stands among the rules: the smallest is asked first.
    fn order(&self) -> impl Ord + '_ {
        (self.priority, Reverse(self.pattern.exactness()), &self.key, self.id)
    }
}

/// The stage to which a rule moves a dialogue that stands at `now`: only ever forward.
pub fn forward(now: u8, wanted: u8) -> Option<u8> {
    (wanted > now).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogue::{Ageing, AllowedMoves, Localized, Purpose, Stage, Topic};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn topic(id: u128, retired: bool) -> Topic {
        let stage = |closing| Stage { closing, ..Stage::default() };
        Topic {
            id: TopicId(Uuid::from_u128(id)),
            key: format!("t{id}"),
            name: Localized::default(),
            purpose: Purpose::Service,
            stages: vec![stage(false), stage(false), stage(true)],
            retired,
            ageing: Ageing::default(),
            moves: AllowedMoves::default(),
            revisions: vec![],
        }
    }

    fn rule(id: u128, kind: PatternKind, text: &str, priority: u8) -> Rule {
        Rule {
            id: RuleId(Uuid::from_u128(id)),
            key: format!("r{id}"),
            channel: Channel::Phone,
            sign: Sign::Queue,
            pattern: Pattern { kind, text: text.into() },
            topic: TopicId(Uuid::from_u128(1)),
            stage: 2,
            priority,
            enabled: true,
        }
    }

    fn call(queue: &str) -> Event {
        Event { channel: Channel::Phone, signs: vec![(Sign::Queue, queue.into()), (Sign::Outcome, "abandoned".into())] }
    }

    fn ask(rules: &[Rule], event: &Event) -> Vec<(String, Standing)> {
        let topics = [topic(1, false), topic(2, true)];
        let judged = judge(rules, event, |id| topics.iter().find(|it| it.id == id));
        judged.matches.into_iter().map(|it| (it.key, it.standing)).collect()
    }

    fn faults(rule: &Rule, others: &[Rule]) -> Vec<RuleFault> {
        let topics = [topic(1, false), topic(2, true)];
        validate(rule, others, |id| topics.iter().find(|it| it.id == id))
    }

    #[test]
    fn the_first_by_priority_then_the_more_exact_holds_and_the_others_say_why_not_h_3() {
        let off = Rule { enabled: false, ..rule(4, PatternKind::Exact, "billing", 1) };
        let gone = Rule { topic: TopicId(Uuid::from_u128(2)), ..rule(5, PatternKind::Exact, "billing", 1) };
        let beyond = Rule { stage: 4, ..rule(6, PatternKind::Exact, "billing", 1) };
        let elsewhere = Rule { channel: Channel::Sms, ..rule(7, PatternKind::Exact, "billing", 1) };
        let rules = [
            rule(1, PatternKind::Wildcard, "*bill*", 5),
            rule(2, PatternKind::Prefix, "bill", 5),
            rule(3, PatternKind::Exact, "Billing", 5),
            off,
            gone,
            beyond,
            elsewhere,
        ];
        let found = ask(&rules, &call("billing"));
        let found: Vec<_> = found.iter().map(|(key, standing)| (key.as_str(), *standing)).collect();
        assert_eq!(
            found,
            [
                ("r4", Standing::Off),
                ("r5", Standing::TopicGone),
                ("r6", Standing::StageGone),
                ("r3", Standing::Holds),
                ("r2", Standing::Shadowed),
                ("r1", Standing::Shadowed),
            ]
        );
    }

    #[test]
    fn what_no_rule_knows_goes_to_triage_h_2() {
        let topics = [topic(1, false)];
        let judged = judge(&[rule(1, PatternKind::Exact, "billing", 1)], &call("sales"), |id| {
            topics.iter().find(|it| it.id == id)
        });
        assert_eq!((judged.matches.len(), judged.holds()), (0, None));
    }

    #[test]
    fn a_rule_only_moves_forward_h_3() {
        assert_eq!([forward(1, 2), forward(2, 2), forward(3, 2)], [Some(2), None, None]);
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_all_said_h_3() {
        let good = rule(1, PatternKind::Prefix, "bill", 5);
        assert_eq!(faults(&good, std::slice::from_ref(&good)), []);
        let everything = Rule { pattern: Pattern { kind: PatternKind::Wildcard, text: " ** ".into() }, ..good.clone() };
        assert_eq!(faults(&everything, &[]), [RuleFault::MatchesEverything]);
        let empty = Rule {
            key: " ".into(),
            sign: Sign::Page,
            pattern: Pattern { kind: PatternKind::Prefix, text: " ".into() },
            topic: TopicId(Uuid::from_u128(2)),
            ..good.clone()
        };
        let expected =
            [RuleFault::KeyMissing, RuleFault::SignElsewhere, RuleFault::PatternMissing, RuleFault::TopicUnknown];
        assert_eq!(faults(&empty, &[]), expected);
        assert_eq!(faults(&Rule { stage: 4, ..good.clone() }, &[]), [RuleFault::StageUnknown]);
        let first = Rule { priority: 1, ..rule(2, PatternKind::Prefix, "bill", 1) };
        assert_eq!(faults(&good, &[first]), [RuleFault::NeverAsked]);
        let namesake = Rule { key: good.key.clone(), ..rule(3, PatternKind::Exact, "x", 5) };
        assert_eq!(faults(&good, &[namesake]), [RuleFault::KeyTaken]);
    }

    proptest! {
        #[test]
        fn the_order_in_which_rules_are_held_decides_nothing_h_3(
            (rules, shuffled) in prop::collection::btree_map(1u128..9, ("[ab*]{1,3}", 0usize..3, 1u8..3), 0..8)
                .prop_map(|all| all.into_iter().map(|(id, (text, kind, priority))| {
                    let kind = [PatternKind::Wildcard, PatternKind::Prefix, PatternKind::Exact][kind];
                    rule(id, kind, &text, priority)
                }).collect::<Vec<_>>())
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            queue in "[ab]{0,3}",
        ) {
            let found = ask(&rules, &call(&queue));
            prop_assert_eq!(&found, &ask(&shuffled, &call(&queue)));
            prop_assert!(found.iter().filter(|(_, standing)| *standing == Standing::Holds).count() <= 1);
        }
    }
}
