//! Channel rules in the cache: at hand for every contact, as of the latest commit (H-3).
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::*;
use daehwa_domain::{
    call::Route,
    id::TopicId,
    record::{Record, RecordKind, RecordRef},
    rule::{Event, Pattern, PatternKind, Rule, Sign},
};
use daehwa_protocol::scope::Scope;
use serde_json::json;

fn rule(topic: TopicId) -> Rule {
    Rule {
        id: id(),
        key: "billing.phone".into(),
        channel: daehwa_domain::interaction::Channel::Phone,
        sign: Sign::Queue,
        pattern: Pattern { kind: PatternKind::Exact, text: "billing".into() },
        topic,
        stage: 1,
        priority: 5,
        enabled: true,
    }
}

#[test]
fn a_contact_is_judged_by_the_rules_of_the_latest_commit_whoever_made_it_h_3() {
    let place = Place::new();
    let cache = place.open();
    let topic = topic(3);
    let rule = rule(topic.id);
    let call = Event::of_call(Some(&Route { queue: Some("Billing".into()), ..Route::default() }), None);
    let held = |cache: &daehwa_cache::Cache| cache.judge(&call).holds().map(|it| it.rule);
    assert_eq!(held(&cache), None);

    let sent = [record_change(Record::Topic(topic)), record_change(Record::Rule(rule.clone()))];
    cache.apply_delta(Scope::Centre, 0, 2, &sent, NOW).unwrap();
    assert_eq!(held(&cache), Some(rule.id));

    let target = RecordRef { kind: RecordKind::Rule, id: rule.id.0 };
    cache.commit(work().set(id(), target, None, vec![("enabled".into(), json!(false))])).unwrap();
    assert_eq!(held(&cache), None);
    cache.commit(work().set(id(), target, None, vec![("enabled".into(), json!(true))])).unwrap();
    drop(cache);
    let cache = place.open();
    assert_eq!(held(&cache), Some(rule.id), "also after a restart without a server");
    assert_eq!(cache.rules().len(), 1);

    cache.drop_scope(Scope::Centre).unwrap();
    assert_eq!(cache.checksum(Scope::Centre).unwrap(), 0);
}
