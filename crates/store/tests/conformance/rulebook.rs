//! Channel rules: how they travel, who writes them, how a server reads them.

use daehwa_domain::{
    id::{RuleId, TopicId},
    interaction::Channel,
    limits::MAX_LINE_BYTES,
    record::{Record, RecordKind},
    rule::{Event, Pattern, PatternKind, Rule, Sign},
};
use daehwa_protocol::{error::Refusal, message::Change, scope::Scope};
use daehwa_store::ledger::DeltaRead;
use serde_json::json;

use crate::{
    centre::{Centre, id},
    ground::Ground,
};

fn rule(centre: &Centre, text: &str) -> Rule {
    Rule {
        id: RuleId(id()),
        key: "plans".into(),
        channel: Channel::Web,
        sign: Sign::Page,
        pattern: Pattern { kind: PatternKind::Prefix, text: text.into() },
        topic: centre.topic,
        stage: 2,
        priority: 5,
        enabled: true,
    }
}

pub async fn rules_travel_like_topics_and_are_read_with_them_h_3(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let before = centre.store.rulebook(centre.tenant).await.unwrap();
    assert_eq!((before.rules.len(), before.topics.len()), (0, 1));

    let mut desktop = centre.desktop(&centre.admin);
    let plans = rule(&centre, "/plans");
    centre.accepted(&centre.admin, &[desktop.create(Record::Rule(plans.clone()))]).await;
    let book = centre.store.rulebook(centre.tenant).await.unwrap();
    assert_eq!(book.rules, std::slice::from_ref(&plans));
    assert!(book.as_of > before.as_of);
    let heads = centre.store.heads(centre.tenant, &[Scope::Centre]).await.unwrap();
    assert_eq!(book.as_of, heads[0].head);
    let page = Event { channel: Channel::Web, signs: vec![(Sign::Page, "/plans/5g".into())] };
    assert_eq!(book.judge(&page).holds().map(|it| (it.rule, it.topic, it.stage)), Some((plans.id, centre.topic, 2)));

    let off = desktop.set(RecordKind::Rule, plans.id.0, None, "enabled", json!(false));
    centre.accepted(&centre.admin, &[off]).await;
    let book = centre.store.rulebook(centre.tenant).await.unwrap();
    assert_eq!(book.judge(&page).holds(), None);
    let delta = centre.store.delta(centre.tenant, Scope::Centre, before.as_of, 100).await.unwrap();
    let DeltaRead::Changes(delta) = delta else { panic!("the log reaches back") };
    let mut sent = delta.changes.iter().filter_map(|it| match it {
        Change::Record { versioned } => match &versioned.record {
            Record::Rule(rule) => Some(rule.enabled),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(sent.next_back(), Some(false), "every desktop is sent the rule as it is now");
}

pub async fn only_administrators_write_rules_and_only_ones_that_can_be_read_h_3(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let good = rule(&centre, "/plans");
    let mut desktop = centre.desktop(&centre.admin);
    centre.accepted(&centre.admin, &[desktop.create(Record::Rule(good.clone()))]).await;

    let mut agent = centre.desktop(&centre.agent_a);
    let made = agent.create(Record::Rule(rule(&centre, "/cancel")));
    assert_eq!(centre.refusal(&centre.agent_a, made).await, Refusal::NotAllowed);
    let edited = agent.set(RecordKind::Rule, good.id.0, None, "enabled", json!(false));
    assert_eq!(centre.refusal(&centre.agent_a, edited).await, Refusal::NotAllowed);

    let bad = [
        (Rule { topic: TopicId(id()), ..rule(&centre, "/a") }, Refusal::UnknownRecord),
        (rule(&centre, " "), Refusal::Invalid),
        (rule(&centre, "a\0b"), Refusal::Invalid),
        (rule(&centre, &"가".repeat(MAX_LINE_BYTES)), Refusal::Invalid),
        (Rule { sign: Sign::Queue, ..rule(&centre, "/a") }, Refusal::Invalid),
        (Rule { stage: 0, ..rule(&centre, "/a") }, Refusal::Invalid),
        (Rule { priority: 10, ..rule(&centre, "/a") }, Refusal::Invalid),
    ];
    for (rule, expected) in bad {
        let made = desktop.create(Record::Rule(Rule { id: RuleId(id()), ..rule.clone() }));
        assert_eq!(centre.refusal(&centre.admin, made).await, expected, "{rule:?}");
    }
    let nowhere = desktop.set(RecordKind::Rule, good.id.0, None, "topic", json!(TopicId(id())));
    assert_eq!(centre.refusal(&centre.admin, nowhere).await, Refusal::UnknownRecord);

    // What fits everything is allowed, and so is any writing: it is compared, never run.
    for text in ["*", "🤯*", "مرحبا", "'; DROP TABLE item; --"] {
        let pattern = Pattern { kind: PatternKind::Wildcard, text: text.into() };
        let made = desktop.create(Record::Rule(Rule { pattern, ..rule(&centre, "") }));
        centre.accepted(&centre.admin, &[made]).await;
    }
}
