use super::*;
use crate::{
    call::CallerInfo,
    dialogue::{Ageing, AllowedMoves, Localized, Purpose, Stage, Topic},
    interaction::Outcome,
    topic::file::FileError,
};
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
        complaint: false,
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
    let judged =
        judge(&[rule(1, PatternKind::Exact, "billing", 1)], &call("sales"), |id| topics.iter().find(|it| it.id == id));
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

#[test]
fn what_a_rule_would_do_is_known_before_it_does_it_h_3() {
    let any = topic(1, false);
    let steps = Topic { moves: AllowedMoves::Forward, ..any.clone() };
    for (topic, wanted, open, expected, moves_to) in [
        (&any, 2, None, Effect::Begins { stage: 2 }, Some(2)),
        (&any, 1, None, Effect::Begins { stage: 1 }, None),
        (&any, 3, Some(1), Effect::Moves { from: 1, to: 3 }, Some(3)),
        (&any, 1, Some(2), Effect::Stays { stage: 2 }, None),
        (&steps, 2, Some(1), Effect::Moves { from: 1, to: 2 }, Some(2)),
    ] {
        let effect = Effect::of(topic, wanted, open);
        assert_eq!((effect, effect.moves_to()), (expected, moves_to));
    }
    let listed = Topic { moves: AllowedMoves::Listed { pairs: vec![(1, 2), (2, 3)] }, ..any };
    assert_eq!(Effect::of(&listed, 3, Some(1)), Effect::Barred { stage: 1, to: 3 });
    assert_eq!(Effect::of(&listed, 3, Some(1)).moves_to(), None);
    assert_eq!(Effect::of(&listed, 3, None), Effect::Begins { stage: 1 });
}

#[test]
fn a_call_shows_what_the_exchange_said_of_it_and_nothing_that_is_empty_h_3() {
    let caller = CallerInfo { queue: Some("billing".into()), campaign: Some(" ".into()), ..CallerInfo::default() };
    let expected = vec![(Sign::Queue, "billing".to_owned()), (Sign::Outcome, "abandoned".to_owned())];
    assert_eq!(Event::of_call(caller.route().as_ref(), Some(Outcome::Abandoned)).signs, expected);
    let long = "🤯".repeat(MAX_COMPARED_CHARS + 1);
    let event = Event::new(Channel::Sms, [(Sign::Text, long), (Sign::Queue, "billing".into())]);
    assert_eq!(event.signs.iter().map(|(_, value)| value.chars().count()).collect::<Vec<_>>(), [MAX_COMPARED_CHARS]);
}

#[test]
fn a_rule_that_does_not_match_says_why_h_3() {
    let outcome = Rule { sign: Sign::Campaign, ..rule(2, PatternKind::Prefix, "5g-", 1) };
    let rules = [rule(1, PatternKind::Exact, "billing", 5), outcome, rule(3, PatternKind::Prefix, "sale", 5)];
    let missed = misses(&rules, &call("sales"));
    let missed: Vec<_> = missed.iter().map(|it| (it.key.as_str(), it.absent)).collect();
    assert_eq!(missed, [("r2", true), ("r1", false)]);
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

#[test]
fn what_is_done_on_a_page_shows_beside_the_page_p_9() {
    let shown = |page: &str| Event::of_page(page).signs;
    assert_eq!(shown("/rate"), [(Sign::Page, "/rate".to_owned())]);
    let signs = shown("/rate#survey:4");
    assert_eq!(signs[0], (Sign::Page, "/rate#survey:4".to_owned()));
    let taken: Vec<_> = signs.iter().filter(|it| it.0 == Sign::Participation).map(|it| it.1.as_str()).collect();
    assert_eq!(taken, ["survey", "survey low", "survey 4"]);
    assert_eq!(shown("/rate#order").len(), 1, "an action that is no participation is the page's own");
}

#[test]
fn a_file_of_rules_says_the_same_when_it_is_read_again_h_3() {
    let topics = [topic(1, false)];
    let naughty = ["\"", "\\", "''' # [[rule]]", "줄\n바꿈\r\t", "\u{0}\u{7f}\u{85}\u{2028}", "*?", "🙂", " "];
    let written =
        |(at, text): (u128, &&str)| Rule { key: format!("k{at} {text}"), ..rule(at, PatternKind::Wildcard, text, 5) };
    let mut rules: Vec<Rule> = (1..).zip(&naughty).map(written).collect();
    rules[1].enabled = false;
    rules[2].topic = TopicId(Uuid::from_u128(77));
    let text = file::write(&rules, &topics);
    let read = file::read(&text).unwrap();
    assert_eq!(read.len(), rules.len());
    for file::ReadRule { line, rule: written } in read {
        let before = rules.iter().find(|it| it.key == written.key).unwrap();
        assert_eq!(text.lines().nth(line as usize - 1), Some("[[rule]]"));
        assert_eq!((written.channel, written.sign, &written.pattern), (before.channel, before.sign, &before.pattern));
        assert_eq!((written.stage, written.priority, written.enabled), (before.stage, before.priority, before.enabled));
        let named = if before.topic == topics[0].id { topics[0].key.clone() } else { before.topic.0.to_string() };
        assert_eq!(written.topic, named);
    }
}

#[test]
fn a_file_of_rules_that_can_not_be_read_says_the_line_h_3() {
    let one =
        "\n[[rule]]\nkey = \"a\"\nchannel = \"web\"\nsign = \"page\"\npattern = { prefix = \"/a\" }\ntopic = \"t\"\n";
    let read = file::read(&format!("format = 1\n{one}")).unwrap().remove(0);
    assert_eq!((read.line, read.rule.stage, read.rule.priority, read.rule.enabled), (3, 1, 5, true));
    let twice = file::read(&format!("format = 1\n{one}{one}")).unwrap_err();
    assert_eq!(twice, FileError::KeyTwice { line: 10, key: "a".into() });
    for (word, other) in [("prefix", "regex"), ("topic", "topik"), ("web", "telex")] {
        let read = file::read(&format!("format = 1\n{}", one.replace(word, other)));
        assert!(matches!(read, Err(FileError::Malformed { line: 3.., .. })), "{other}: {read:?}");
    }
    assert_eq!(file::read("format = 2"), Err(FileError::Format { format: 2 }));
    assert!(matches!(file::read(&"#".repeat(file::MAX_FILE_BYTES + 1)), Err(FileError::TooLarge { .. })));
}
