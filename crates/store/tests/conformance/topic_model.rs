//! The centre's model of its topics: learned by one server at a time, from what was said.

use daehwa_domain::{
    article::Article,
    dialogue::Localized,
    id::ArticleId,
    people::Role,
    record::{Record, RecordKind},
    time::Timestamp,
};
use daehwa_protocol::{error::Refusal, message::Change, scope::Scope};
use daehwa_store::topic_model::{Learned, StoredModel};
use serde_json::json;

use crate::{
    centre::{Centre, NOW, dialogue, id, interaction, note, person},
    ground::Ground,
    replica::Replica,
};

pub async fn one_server_learns_at_a_time_and_what_it_learned_stays_until_the_next_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (store, tenant) = (&centre.store, centre.tenant);
    let until = NOW.plus_ms(1_000);
    assert_eq!(store.topic_model(tenant).await.unwrap(), None);
    assert_eq!(store.begin_learning(tenant, NOW, until).await.unwrap(), Some(Learned::default()));
    let other = ground.store().await;
    assert_eq!(other.begin_learning(tenant, NOW, until).await.unwrap(), None, "the first one is learning");

    let learned = Learned { grown: 7, at_ms: NOW };
    let model = StoredModel { version: "one".into(), body: vec![1, 2, 3] };
    store.end_learning(tenant, learned, Some(&model)).await.unwrap();
    assert_eq!(other.topic_model(tenant).await.unwrap(), Some(model.clone()));
    assert_eq!(other.topic_model_version(tenant).await.unwrap(), Some("one".into()));
    assert_eq!(other.begin_learning(tenant, NOW, until).await.unwrap(), Some(learned), "the right was given back");
    other.end_learning(tenant, Learned { grown: 9, ..learned }, None).await.unwrap();
    assert_eq!(store.topic_model(tenant).await.unwrap(), Some(model), "nothing was learned in its place");

    store.begin_learning(tenant, NOW, until).await.unwrap();
    let later = store.begin_learning(tenant, until, until.plus_ms(1_000)).await.unwrap();
    assert_eq!(later, Some(Learned { grown: 9, ..learned }), "who says nothing has given up");
}

pub async fn what_was_said_is_read_from_whom_it_was_said_of_last_on_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (first, second) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let mut desktop = centre.desktop(&centre.agent_a);
    let user = centre.agent_a.user.id;
    let facts = [
        note(&first, user, "환불 요청".into()),
        note(&second, user, "배송 조회".into()),
        interaction(&second, user, NOW.0),
        daehwa_domain::record::Fact::DialogueOpened(dialogue(&second, centre.topic)),
        note(&second, user, "배송 지연".into()),
    ];
    let ops = facts.clone().map(|it| desktop.append(it));
    centre.accepted(&centre.agent_a, &ops).await;
    let (store, tenant) = (&centre.store, centre.tenant);
    assert_eq!(store.spoken_of(tenant, 10).await.unwrap(), [second.id, first.id]);
    assert_eq!(store.spoken_of(tenant, 1).await.unwrap(), [second.id]);
    let mut said = store.said_with(tenant, second.id).await.unwrap();
    let mut expected = facts[1..].to_vec();
    said.sort_by_key(|it| it.id());
    expected.sort_by_key(|it| it.id());
    assert_eq!(said, expected);
}

fn article() -> Article {
    Article {
        id: ArticleId(id()),
        title: Localized { ko: "위약금".into(), en: String::new() },
        answer: Localized::default(),
        body: Localized { ko: "남은 달 × 5,000원".into(), en: String::new() },
        about: Vec::new(),
        tags: Vec::new(),
        from_ms: None,
        until_ms: Some(Timestamp(NOW.0 + 5)),
        retired: false,
    }
}

pub async fn who_leads_writes_articles_and_everybody_who_can_reads_them_d_11(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    let (mut agent, mut desk) = (centre.desktop(&centre.agent_a), centre.desktop(&lead));
    let theirs = agent.create(Record::Article(Box::new(article())));
    assert_eq!(centre.refusal(&centre.agent_a, theirs).await, Refusal::NotAllowed);
    let own = article();
    let made = desk.create(Record::Article(Box::new(own.clone())));
    let changed = desk.set(RecordKind::Article, own.id.0, None, "retired", json!(true));
    centre.accepted(&lead, &[made, changed]).await;
    let by_an_agent = agent.set(RecordKind::Article, own.id.0, None, "tags", json!(["해지"]));
    assert_eq!(centre.refusal(&centre.agent_a, by_an_agent).await, Refusal::NotAllowed);
    let unbounded = desk.set(RecordKind::Article, own.id.0, None, "tags", json!(vec!["해지"; 100]));
    assert_eq!(centre.refusal(&lead, unbounded).await, Refusal::Invalid);

    let mut replica = Replica::default();
    replica.catch_up(&*centre.store, centre.tenant, Scope::Centre, 100).await;
    let held = replica.rows.values().find_map(|it| match &it.change {
        Change::Record { versioned } => match &versioned.record {
            Record::Article(it) => Some((**it).clone()),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(held, Some(Article { retired: true, ..own }));
}
