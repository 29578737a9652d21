//! Several desktops at the same moment, through two stores on one database as two servers would be.

use std::{sync::Arc, task::Poll};

use daehwa_domain::{
    id::CustomerId,
    record::{Fact, Record},
};
use daehwa_protocol::{
    message::{Change, Verdict},
    op::Op,
    scope::Scope,
};
use daehwa_store::{
    Identity, Store,
    ledger::DeltaRead,
    web::{Arrival, Arrived, Judged, Touch, WebBatch},
};
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    centre::{Centre, NOW, elsewhere, id, interaction},
    ground::Ground,
    replica::Replica,
};

// sync.md, "seq"
pub async fn parallel_pushes_leave_no_gap_for_any_reader(ground: &Ground) {
    const DESKTOPS: usize = 6;
    const OPS: usize = 20;
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let stores = [centre.store.clone(), ground.store().await];
    let scope = Scope::Team(centre.team_a);
    let mut writers = JoinSet::new();
    for number in 0..DESKTOPS {
        let who = elsewhere(&centre.agent_a);
        let mut desktop = centre.desktop(&who);
        let ops: Vec<_> = (0..OPS).map(|at| desktop.append(interaction(&customer, who.user.id, at as i64))).collect();
        writers.spawn(push_one_by_one(stores[number % 2].clone(), who, ops));
    }
    // The reader pulls while they write. A seq that it has seen must never be followed by a smaller one: then the
    // rows it holds at the head would not be all.
    let mut reader = Replica::default();
    let expected = 1 + (DESKTOPS * OPS) as u64;
    let store = ground.store().await;
    let reading = async {
        while reader.cursor < expected {
            reader.catch_up(&*store, centre.tenant, scope, 3).await;
            assert_eq!(reader.rows.len() as u64, reader.cursor);
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), reading).await.unwrap();
    while let Some(written) = writers.join_next().await {
        written.unwrap();
    }
    assert_eq!(reader.cursor, expected);
}

pub async fn two_servers_take_web_events_at_once_and_nothing_is_lost_or_doubled_h_6(ground: &Ground) {
    const SENDERS: u64 = 6;
    const BATCHES: u64 = 12;
    let centre = Centre::new(ground.store().await).await;
    let customers = [centre.customer_of_a().await, centre.customer_of_a().await];
    let stores = [centre.store.clone(), ground.store().await];
    let book = centre.store.rulebook(centre.tenant).await.unwrap();
    // Two visitors of each customer, and one who is nobody yet.
    let visitors: Vec<(Uuid, Option<CustomerId>)> =
        [Some(customers[0].id), Some(customers[0].id), Some(customers[1].id), Some(customers[1].id), None]
            .map(|customer| (id(), customer))
            .into();
    let arrival = |visitor: Uuid, what| Arrival { site: "s".into(), visitor, what };
    let said = visitors.iter().filter_map(|(visitor, customer)| {
        Some(arrival(*visitor, Arrived::IsCustomer { customer: (*customer)?, only_if_unknown: false }))
    });
    let batch = WebBatch { arrivals: said.collect(), ..WebBatch::default() };
    centre.store.take_web(centre.tenant, &batch, &book, NOW, &id).await.unwrap();
    let judged = Judged { topic: centre.topic, stage: 1, rule: "r".into() };
    let touch = |number: u64, page: String| {
        let judged = (!page.starts_with("/unknown")).then(|| judged.clone());
        Touch { number, at_ms: NOW.plus_ms(number as i64), page, judged, part: None }
    };
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let (store, tenant, book) = (stores[sender as usize % 2].clone(), centre.tenant, book.clone());
        // Each batch goes to both servers: as when an answer was lost, and the page sent again elsewhere.
        let batches: Vec<WebBatch> = (0..BATCHES)
            .map(|batch| {
                let number = sender / 2 * BATCHES + batch + 1;
                let mut order = visitors.clone();
                order.rotate_left(sender as usize % visitors.len());
                let events = order.iter().map(|(visitor, _)| {
                    let touches = vec![
                        touch(2 * number, "/plans".into()),
                        touch(2 * number + 1, format!("/unknown{}", number % 3)),
                    ];
                    arrival(*visitor, Arrived::Events { stream: 1, touches })
                });
                WebBatch { arrivals: events.collect(), ..WebBatch::default() }
            })
            .collect();
        senders.spawn(async move {
            let mut taken = (0, 0);
            for batch in batches {
                let stored = store.take_web(tenant, &batch, &book, NOW, &id).await.unwrap();
                for it in stored.taken {
                    assert_eq!(it.stored + it.unknown + it.duplicate, 2);
                    taken = (taken.0 + it.stored + it.unknown, taken.1 + it.duplicate);
                }
            }
            taken
        });
    }
    let mut counted = (0, 0);
    while let Some(taken) = senders.join_next().await {
        let (new, again) = taken.unwrap();
        counted = (counted.0 + new, counted.1 + again);
    }
    let each = SENDERS / 2 * BATCHES;
    let all = 2 * each * visitors.len() as u64;
    assert_eq!(counted, (all as u32, all as u32), "each event once");
    let counts = centre.store.web_counts(centre.tenant, 0).await.unwrap()["s"];
    let half = all as i64 / 2;
    assert_eq!((counts.stored, counts.unknown, counts.duplicate), (half, half, 2 * half));
    let pages = centre.store.unknown_pages(centre.tenant).await.unwrap();
    assert_eq!(pages.iter().map(|it| it.touches).sum::<i64>(), half);

    let scope = Scope::Team(centre.team_a);
    let mut desktop = Replica::default();
    desktop.catch_up(&*stores[1], centre.tenant, scope, 3).await;
    for customer in &customers {
        let contacts = desktop.rows.values().filter_map(|row| match &row.change {
            Change::Fact { fact: Fact::Interaction(it) } if it.customer == customer.id => it.web.as_ref(),
            _ => None,
        });
        let touches: Vec<u32> = contacts.map(|web| web.touches).collect();
        assert_eq!(touches, [2 * each as u32], "one visit, however many browsers it was read in");
    }
}

async fn push_one_by_one(store: Arc<dyn Store>, who: Identity, ops: Vec<Op>) {
    for op in ops {
        let pushed = store.push(&who, &[op], NOW).await.unwrap();
        assert_eq!(pushed.results[0].verdict, Verdict::Accepted);
    }
}

// sync.md, invariant 2
pub async fn one_op_pushed_in_parallel_takes_effect_once(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let stores = [centre.store.clone(), ground.store().await];
    let op = centre.desktop(&centre.agent_a).append(interaction(&customer, centre.agent_a.user.id, NOW.0));
    let mut writers = JoinSet::new();
    for number in 0..8 {
        writers.spawn(push_one_by_one(stores[number % 2].clone(), centre.agent_a.clone(), vec![op.clone()]));
    }
    while let Some(written) = writers.join_next().await {
        written.unwrap();
    }
    let heads = centre.store.heads(centre.tenant, &[Scope::Team(centre.team_a)]).await.unwrap();
    assert_eq!(heads[0].head, 2);
}

// D-41
pub async fn edits_of_one_record_in_parallel_all_count(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let stores = [centre.store.clone(), ground.store().await];
    let fields = [
        ("name", json!("정하은")),
        ("tier", json!("vip")),
        ("language", json!("en")),
        ("address", json!("부산")),
        ("company", json!("대화")),
        ("account_no", json!("77")),
    ];
    let mut writers = JoinSet::new();
    for (number, (field, value)) in fields.iter().enumerate() {
        let who = elsewhere(&centre.agent_a);
        let op = centre.desktop(&who).set_customer(&customer, field, value.clone());
        writers.spawn(push_one_by_one(stores[number % 2].clone(), who, vec![op]));
    }
    while let Some(written) = writers.join_next().await {
        written.unwrap();
    }
    let part = centre.store.fill(centre.tenant, Scope::Team(centre.team_a), None, 10).await.unwrap();
    let Change::Record { versioned } = &part.changes[0] else { panic!() };
    let Record::Customer(merged) = &versioned.record else { panic!() };
    let merged = serde_json::to_value(merged).unwrap();
    for (field, value) in fields {
        assert_eq!(merged[field], value);
    }
}

pub async fn moves_to_and_fro_in_parallel_never_lock_up(ground: &Ground) {
    use daehwa_domain::people::Role;
    let centre = Centre::new(ground.store().await).await;
    let teams = vec![centre.team_a, centre.team_b];
    let lead = crate::centre::person(&*centre.store, centre.tenant, "lead", Role::Supervisor, teams.clone()).await;
    let customers = [centre.customer_of_a().await, centre.customer_of_a().await];
    let stores = [centre.store.clone(), ground.store().await];
    let mut writers = JoinSet::new();
    for number in 0..4 {
        let who = elsewhere(&lead);
        let mut desktop = centre.desktop(&who);
        let store = stores[number % 2].clone();
        let mut ops = Vec::new();
        for turn in 0..10 {
            let customer = &customers[(number + turn) % 2];
            let fact: Fact = interaction(customer, who.user.id, turn as i64);
            ops.push(desktop.set_customer(customer, "team", json!(teams[(number + turn) % 2])));
            ops.push(desktop.append(fact));
        }
        writers.spawn(async move {
            for pair in ops.chunks(2) {
                store.push(&who, pair, NOW).await.unwrap();
            }
        });
    }
    let all = async {
        while let Some(written) = writers.join_next().await {
            written.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), all).await.unwrap();
    for team in teams {
        let scope = Scope::Team(team);
        let mut followed = Replica::default();
        followed.catch_up(&*centre.store, centre.tenant, scope, 7).await;
        let filled = Replica::filled(&*centre.store, centre.tenant, scope, 7, || async {}).await;
        assert_eq!(followed, filled);
    }
    let read = centre.store.delta(centre.tenant, Scope::Centre, 0, 1).await.unwrap();
    assert!(matches!(read, DeltaRead::Changes(_)));
}

// sync.md, invariant 2
pub async fn a_push_cancelled_at_any_await_takes_effect_as_a_whole_or_not_at_all(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let scope = Scope::Team(centre.team_a);
    let mut head = 1;
    let mut finished = 0;
    for polls in 1..60 {
        let ops: Vec<_> = (0..2).map(|at| desktop.append(interaction(&customer, centre.agent_a.user.id, at))).collect();
        let mut left = polls;
        let outcome = {
            let mut push = centre.store.push(&centre.agent_a, &ops, NOW);
            std::future::poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(None);
                }
                left -= 1;
                push.as_mut().poll(context).map(Some)
            })
            .await
        };
        finished += u32::from(outcome.is_some());
        let DeltaRead::Changes(delta) = centre.store.delta(centre.tenant, scope, head, 10).await.unwrap() else {
            panic!()
        };
        assert!(matches!(delta.changes.len(), 0 | 2), "{polls} polls left a half: {:?}", delta.changes);
        // What nobody heard of is sent again.
        centre.accepted(&centre.agent_a, &ops).await;
        head += 2;
        assert_eq!(centre.store.heads(centre.tenant, &[scope]).await.unwrap()[0].head, head);
    }
    assert!(finished > 0, "not one push came to its end");
}
