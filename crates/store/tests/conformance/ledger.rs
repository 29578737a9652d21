//! What is pushed arrives once, in order, for those who may hold it.

use daehwa_domain::{
    id::{DeviceId, InteractionId, TenantId},
    record::{Fact, Record, RecordKind, Versioned},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, Verdict},
    scope::Scope,
};
use daehwa_store::{
    StoreError,
    ledger::{DeltaRead, Loaded, MAX_PART_BYTES, Retention},
};
use serde_json::json;

use crate::{
    centre::{Centre, NOW, customer, dialogue, elsewhere, id, interaction, note, remark, server_stamp, words},
    ground::Ground,
    replica::Replica,
};

// sync.md, invariant 2
pub async fn an_op_sent_twice_takes_effect_once(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let made = centre.desktop(&centre.agent_a).create(Record::Customer(customer(centre.team_a)));
    let first = centre.accepted(&centre.agent_a, std::slice::from_ref(&made)).await;
    assert_eq!(first.grown.len(), 1);
    let again = centre.accepted(&centre.agent_a, &[made.clone(), made]).await;
    assert!(again.grown.is_empty());
}

// sync.md, invariant 2
pub async fn a_fact_sent_under_two_ops_takes_effect_once(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let fact = interaction(&customer, centre.agent_a.user.id, NOW.0);
    let mut desktop = centre.desktop(&centre.agent_a);
    centre.accepted(&centre.agent_a, &[desktop.append(fact.clone())]).await;
    let again = centre.accepted(&centre.agent_a, &[desktop.append(fact.clone())]).await;
    assert!(again.grown.is_empty());

    let Fact::Interaction(mut other) = fact else { panic!() };
    other.summary = "something else".into();
    let forged = desktop.append(Fact::Interaction(other));
    assert_eq!(centre.refusal(&centre.agent_a, forged).await, Refusal::Invalid);
}

// A device that was restored from an older image counts again from there; what it does then is new.
pub async fn a_new_op_under_a_counter_that_was_used_is_taken(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    for _ in 0..2 {
        let op = centre.desktop(&centre.agent_a).append(interaction(&customer, centre.agent_a.user.id, NOW.0));
        let pushed = centre.accepted(&centre.agent_a, &[op]).await;
        assert_eq!(pushed.grown.len(), 1);
    }
}

pub async fn a_devices_highest_counter_is_remembered_over_refused_ops(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let identity = elsewhere(&centre.agent_a);
    assert_eq!(centre.store.greet_device(&identity, NOW).await.unwrap(), Some(0));
    let customer = centre.customer_of_a().await;
    let mut desktop = centre.desktop(&identity);
    let good = desktop.append(interaction(&customer, identity.user.id, NOW.0));
    let bad = desktop.create(Record::Customer(crate::centre::customer(centre.team_b)));
    let mut absurd = desktop.append(interaction(&customer, identity.user.id, NOW.0));
    absurd.counter = u64::MAX;
    let pushed = centre.push(&identity, &[good, bad, absurd]).await;
    assert_eq!(pushed.results.iter().filter(|it| it.verdict == Verdict::Accepted).count(), 1);
    assert_eq!(centre.store.greet_device(&identity, NOW).await.unwrap(), Some(2));
}

// sync.md, invariant 3
pub async fn one_bad_op_stops_no_other_and_leaves_nothing_behind(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let mine = centre.customer_of_a().await;
    let theirs = customer(centre.team_b);
    let mut desktop = centre.desktop(&centre.agent_a);
    let ops = [
        desktop.append(interaction(&mine, centre.agent_a.user.id, NOW.0)),
        desktop.create(Record::Customer(theirs.clone())),
        desktop.append(interaction(&theirs, centre.agent_a.user.id, NOW.0)),
        desktop.set_customer(&mine, "no_such_field", json!(1)),
        desktop.set_customer(&mine, "name", json!(17)),
        desktop.set_customer(&mine, "name", json!("이서연")),
    ];
    let pushed = centre.push(&centre.agent_a, &ops).await;
    let refusals: Vec<_> = pushed
        .results
        .iter()
        .map(|it| if let Verdict::Refused { refusal, .. } = it.verdict { Some(refusal) } else { None })
        .collect();
    let (not_allowed, unknown, invalid) =
        (Some(Refusal::NotAllowed), Some(Refusal::UnknownRecord), Some(Refusal::Invalid));
    assert_eq!(refusals, [None, not_allowed, unknown, invalid, invalid, None]);
    let scope = Scope::Team(centre.team_a);
    let replica = Replica::filled(&*centre.store, centre.tenant, scope, 100, || async {}).await;
    assert_eq!(replica.rows.len(), 2);
    let heads = centre.store.heads(centre.tenant, &[scope, Scope::Team(centre.team_b)]).await.unwrap();
    assert_eq!((heads[0].head, heads[1].head), (3, 0));
}

// sync.md, invariant 6
pub async fn deltas_add_up_to_the_state_whatever_their_size(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let author = centre.agent_a.user.id;
    let mut ops = Vec::new();
    for round in 0..20 {
        let customer = customer(centre.team_a);
        let opened = dialogue(&customer, centre.topic);
        ops.push(desktop.create(Record::Customer(customer.clone())));
        ops.push(desktop.append(Fact::DialogueOpened(opened)));
        ops.push(desktop.append(interaction(&customer, author, round)));
        ops.push(desktop.create(Record::Remark(remark(&customer, author))));
        ops.push(desktop.set_customer(&customer, "name", json!(format!("name {round}"))));
    }
    centre.accepted(&centre.agent_a, &ops).await;
    let scope = Scope::Team(centre.team_a);
    let filled = Replica::filled(&*centre.store, centre.tenant, scope, 7, || async {}).await;
    assert_eq!(filled.rows.len(), 80);
    for limit in [1, 3, 1_000] {
        let mut followed = Replica::default();
        followed.catch_up(&*centre.store, centre.tenant, scope, limit).await;
        assert_eq!(followed, filled);
        assert_eq!(followed.cursor, 100);
    }
}

// D-41
pub async fn edits_of_two_desktops_merge_by_field(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let (one, two) = (elsewhere(&centre.agent_a), elsewhere(&centre.agent_a));
    let (mut at_one, mut at_two) = (centre.desktop(&one), centre.desktop(&two));
    let tier = at_one.set_customer(&customer, "tier", json!("gold"));
    let name = at_two.set_customer(&customer, "name", json!("박지훈"));
    let later_tier = at_two.set_customer(&customer, "tier", json!("vip"));
    centre.accepted(&two, &[name, later_tier]).await;
    centre.accepted(&one, &[tier]).await;
    let DeltaRead::Changes(delta) =
        centre.store.delta(centre.tenant, Scope::Team(centre.team_a), 1, 100).await.unwrap()
    else {
        panic!()
    };
    for change in delta.changes {
        let Change::Record { versioned } = change else { panic!() };
        let Record::Customer(merged) = versioned.record else { panic!() };
        assert_eq!(merged.name, "박지훈");
        assert_eq!(json!(merged.tier), json!("vip"));
    }
}

pub async fn a_moved_customer_leaves_one_scope_and_arrives_in_the_other_with_everything(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let leader = leader(&centre).await;
    let customer = centre.customer_of_a().await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let facts: Vec<_> = (0..30).map(|at| desktop.append(interaction(&customer, author, at))).collect();
    centre.accepted(&centre.agent_a, &facts).await;
    let (a, b) = (Scope::Team(centre.team_a), Scope::Team(centre.team_b));
    let (mut in_a, mut in_b) = (Replica::default(), Replica::default());
    in_a.catch_up(&*centre.store, centre.tenant, a, 100).await;
    assert_eq!(in_a.rows.len(), 31);

    let moved = centre.desktop(&leader).set_customer(&customer, "team", json!(centre.team_b));
    assert_eq!(centre.accepted(&leader, &[moved]).await.grown.len(), 2);
    in_a.catch_up(&*centre.store, centre.tenant, a, 100).await;
    in_b.catch_up(&*centre.store, centre.tenant, b, 4).await;
    assert!(in_a.rows.is_empty());
    assert_eq!(in_b.rows.len(), 31);

    let late = centre.desktop(&centre.agent_a).append(interaction(&customer, author, 1));
    assert_eq!(centre.refusal(&centre.agent_a, late).await, Refusal::NotAllowed);
    let progress = centre.store.fill(centre.tenant, b, None, 100).await.unwrap().progress;
    assert_eq!((progress.done, progress.total), (1, 1));
}

// security.md, 6
pub async fn a_moved_customers_rows_are_not_shown_to_who_lags_behind_in_the_old_scope(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let leader = leader(&centre).await;
    let customer = centre.customer_of_a().await;
    let moved = centre.desktop(&leader).set_customer(&customer, "team", json!(centre.team_b));
    centre.accepted(&leader, &[moved]).await;
    let secret = centre.desktop(&centre.agent_b).set_customer(&customer, "address", json!("서울"));
    centre.accepted(&centre.agent_b, &[secret]).await;
    let read = centre.store.delta(centre.tenant, Scope::Team(centre.team_a), 0, 100).await.unwrap();
    let DeltaRead::Changes(delta) = read else { panic!() };
    assert_eq!(delta.changes, [Change::Left { customer: customer.id }]);
}

async fn leader(centre: &Centre) -> daehwa_store::Identity {
    use daehwa_domain::people::Role;
    crate::centre::person(&*centre.store, centre.tenant, "leader", Role::Supervisor, vec![centre.team_a]).await
}

// sync.md, invariant 8
pub async fn an_erased_customer_is_gone_everywhere_and_stays_gone(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    centre.accepted(&centre.agent_a, &[desktop.append(interaction(&customer, author, 5))]).await;
    let scope = Scope::Team(centre.team_a);
    let mut replica = Replica::default();
    replica.catch_up(&*centre.store, centre.tenant, scope, 100).await;
    assert_eq!(replica.rows.len(), 2);

    let grown = centre.store.erase(centre.tenant, customer.id, NOW).await.unwrap();
    assert_eq!(grown.map(|it| it.head), Some(3));
    replica.catch_up(&*centre.store, centre.tenant, scope, 100).await;
    assert!(replica.rows.is_empty());
    let mut newcomer = Replica::default();
    newcomer.catch_up(&*centre.store, centre.tenant, scope, 100).await;
    assert!(newcomer.rows.is_empty());

    let late = desktop.append(interaction(&customer, author, 6));
    let again = desktop.create(Record::Customer(customer));
    assert_eq!(centre.refusal(&centre.agent_a, late).await, Refusal::Erased);
    assert_eq!(centre.refusal(&centre.agent_a, again).await, Refusal::Erased);
}

// D-44
pub async fn a_fill_in_parts_with_changes_between_them_ends_at_the_state(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let customers: Vec<_> = (0..12).map(|_| customer(centre.team_a)).collect();
    let mut ops = Vec::new();
    for customer in &customers {
        ops.push(desktop.create(Record::Customer(customer.clone())));
        ops.extend((0..3).map(|at| desktop.append(interaction(customer, author, at))));
    }
    centre.accepted(&centre.agent_a, &ops).await;
    let scope = Scope::Team(centre.team_a);
    let desktop = std::cell::RefCell::new(desktop);
    let round = std::cell::Cell::new(0);
    let between = || {
        let turn = round.replace(round.get() + 1);
        let (centre, customers, desktop) = (&centre, &customers, &desktop);
        async move {
            let behind = &customers[turn % 12];
            let ahead = &customers[11 - turn % 12];
            let ops = {
                let mut desktop = desktop.borrow_mut();
                [
                    desktop.append(interaction(behind, author, 100)),
                    desktop.append(interaction(ahead, author, 1)),
                    desktop.set_customer(behind, "name", json!(format!("name {turn}"))),
                    desktop.create(Record::Customer(customer(centre.team_a))),
                ]
            };
            centre.push(&centre.agent_a, &ops).await;
            if turn == 3 {
                centre.store.erase(centre.tenant, customers[0].id, NOW).await.unwrap();
                centre.store.erase(centre.tenant, customers[11].id, NOW).await.unwrap();
            }
        }
    };
    let mut filled = Replica::filled(&*centre.store, centre.tenant, scope, 50, between).await;
    filled.catch_up(&*centre.store, centre.tenant, scope, 5).await;
    let mut followed = Replica::default();
    followed.catch_up(&*centre.store, centre.tenant, scope, 100).await;
    assert_eq!(filled, followed);
}

// D-44
pub async fn a_fill_goes_on_after_the_server_was_restarted(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    for _ in 0..3 {
        centre.customer_of_a().await;
    }
    let scope = Scope::Team(centre.team_a);
    let first = centre.store.fill(centre.tenant, scope, None, 1).await.unwrap();
    assert_eq!((first.progress.done, first.progress.total), (1, 3));
    let after_restart = ground.store().await;
    let second = after_restart.fill(centre.tenant, scope, first.next, 10).await.unwrap();
    assert_eq!(second.changes.len(), 2);
    assert_eq!((second.progress.done, second.as_of, second.next), (3, first.as_of, None));
}

pub async fn a_cursor_that_the_log_does_not_reach_means_fill_again(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    centre.customer_of_a().await;
    centre.customer_of_a().await;
    let scope = Scope::Team(centre.team_a);
    for cursor in [3, u64::MAX] {
        let read = centre.store.delta(centre.tenant, scope, cursor, 10).await.unwrap();
        assert_eq!(read, DeltaRead::Refill);
    }
    let mut token = centre.store.fill(centre.tenant, scope, None, 1).await.unwrap().next.unwrap();
    token.as_of = 77;
    let ahead = centre.store.fill(centre.tenant, scope, Some(token.clone()), 1).await;
    assert!(matches!(ahead, Err(StoreError::BadPosition)));
    token.as_of = 1;
    token.position = vec![1, 2, 3];
    let broken = centre.store.fill(centre.tenant, scope, Some(token), 1).await;
    assert!(matches!(broken, Err(StoreError::BadPosition)));
}

pub async fn loaded_rows_are_filled_and_then_followed(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let record = |record| Loaded::Record(Box::new(Versioned::new(record, server_stamp(1))));
    let mut customers = Vec::new();
    for _ in 0..3 {
        let mut rows = Vec::new();
        for _ in 0..100 {
            let customer = customer(centre.team_a);
            rows.push(record(Record::Customer(customer.clone())));
            rows.extend((0..5).map(|at| Loaded::Fact(Box::new(interaction(&customer, centre.agent_a.user.id, at)))));
            customers.push(customer);
        }
        centre.store.load(centre.tenant, rows).await.unwrap();
    }
    let scope = Scope::Team(centre.team_a);
    assert_eq!(centre.store.delta(centre.tenant, scope, 0, 10).await.unwrap(), DeltaRead::Refill);
    let mut replica = Replica::filled(&*centre.store, centre.tenant, scope, 250, || async {}).await;
    assert_eq!(replica.rows.len(), 1_800);
    let op = centre.desktop(&centre.agent_a).append(interaction(&customers[0], centre.agent_a.user.id, 7));
    centre.accepted(&centre.agent_a, &[op]).await;
    replica.catch_up(&*centre.store, centre.tenant, scope, 10).await;
    assert_eq!(replica.rows.len(), 1_801);

    let team = daehwa_domain::people::Team { id: daehwa_domain::id::TeamId(id()), name: words("new") };
    let rows = vec![record(Record::Team(team.clone())), record(Record::Customer(customer(team.id)))];
    centre.store.load(centre.tenant, rows).await.unwrap();
    assert_eq!(
        Replica::filled(&*centre.store, centre.tenant, Scope::Team(team.id), 10, || async {}).await.rows.len(),
        1
    );
    let orphan = vec![Loaded::Fact(Box::new(interaction(&customer(team.id), centre.agent_a.user.id, 1)))];
    assert!(matches!(centre.store.load(centre.tenant, orphan).await, Err(StoreError::NoCustomer)));
}

pub async fn rows_too_many_for_a_frame_come_in_several_parts(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    for _ in 0..6 {
        let notes: Vec<_> = (0..10).map(|_| desktop.append(note(&customer, author, "글".repeat(20_000)))).collect();
        centre.accepted(&centre.agent_a, &notes).await;
    }
    let scope = Scope::Team(centre.team_a);
    let DeltaRead::Changes(delta) = centre.store.delta(centre.tenant, scope, 0, 5_000).await.unwrap() else { panic!() };
    assert!(delta.to < delta.head && delta.checksum.is_none());
    let bytes: usize = delta.changes.iter().map(|it| rmp_serde::to_vec_named(it).unwrap().len()).sum();
    assert!(bytes < 2 * MAX_PART_BYTES);
    let filled = Replica::filled(&*centre.store, centre.tenant, scope, 5_000, || async {}).await;
    let mut followed = Replica::default();
    followed.catch_up(&*centre.store, centre.tenant, scope, 5_000).await;
    assert_eq!(filled, followed);
    assert_eq!(filled.rows.len(), 61);
}

// sync.md, invariant 9
pub async fn a_clock_two_days_ahead_wins_nothing_and_keeps_its_own_order(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let ahead = elsewhere(&centre.agent_a);
    let mut wrong = centre.desktop(&ahead);
    wrong.wall_ms += 2 * 24 * 3_600_000;
    let first = wrong.set_customer(&customer, "tier", json!("silver"));
    let second = wrong.set_customer(&customer, "tier", json!("gold"));
    centre.accepted(&ahead, &[first]).await;
    centre.accepted(&ahead, &[second]).await;
    assert_eq!(tier(&centre).await, json!("gold"));

    let mut right = centre.desktop(&centre.agent_a);
    let an_hour_later = Timestamp(NOW.0 + 3_600_000);
    right.wall_ms = an_hour_later.0;
    let correction = right.set_customer(&customer, "tier", json!("vip"));
    centre.store.push(&centre.agent_a, &[correction], an_hour_later).await.unwrap();
    assert_eq!(tier(&centre).await, json!("vip"));
}

async fn tier(centre: &Centre) -> serde_json::Value {
    let part = centre.store.fill(centre.tenant, Scope::Team(centre.team_a), None, 10).await.unwrap();
    let Change::Record { versioned } = &part.changes[0] else { panic!() };
    let Record::Customer(customer) = &versioned.record else { panic!() };
    json!(customer.tier)
}

// security.md, 6
pub async fn another_tenants_rows_are_not_seen(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let other = centre.store.tenant("other", TenantId(id())).await.unwrap();
    assert_ne!(other, centre.tenant);
    let part = centre.store.fill(other, Scope::Team(centre.team_a), None, 10).await.unwrap();
    assert!(part.changes.is_empty());
    let centre_part = centre.store.fill(other, Scope::Centre, None, 10).await.unwrap();
    assert!(centre_part.changes.is_empty());
    let mut stranger = centre.agent_a.clone();
    stranger.tenant = other;
    stranger.device = DeviceId(id());
    let op = centre.desktop(&stranger).set(
        RecordKind::Customer,
        customer.id.0,
        Some(customer.id),
        "name",
        json!(InteractionId(id())),
    );
    assert_eq!(centre.refusal(&stranger, op).await, Refusal::NotAllowed);
}

// sync.md, retention
pub async fn what_is_older_than_the_horizon_is_forgotten_and_older_cursors_fill_again(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let keep = Retention { log_ms: 1_000, ops_ms: 1_000_000 };
    let scope = Scope::Team(centre.team_a);
    let read = async |cursor| centre.store.delta(centre.tenant, scope, cursor, 100).await.unwrap();
    let customer = centre.customer_of_a().await;
    centre.store.prune(NOW, keep).await.unwrap();
    let mut desktop = centre.desktop(&centre.agent_a);
    let agent = centre.agent_a.user.id;
    centre.accepted(&centre.agent_a, &[desktop.append(interaction(&customer, agent, 5))]).await;
    // Nothing is old enough.
    centre.store.prune(NOW.plus_ms(999), keep).await.unwrap();
    assert!(matches!(read(0).await, DeltaRead::Changes(delta) if delta.changes.len() == 2));
    // The first checkpoint is: what came before it goes, what came after it stays.
    centre.store.prune(NOW.plus_ms(1_000), keep).await.unwrap();
    assert_eq!(read(0).await, DeltaRead::Refill);
    assert!(matches!(read(1).await, DeltaRead::Changes(delta) if delta.changes.len() == 1 && delta.to == 2));
    let filled = Replica::filled(&*centre.store, centre.tenant, scope, 5, || async {}).await;
    // All of it is old.
    centre.store.prune(NOW.plus_ms(9_000), keep).await.unwrap();
    centre.store.prune(NOW.plus_ms(99_000), keep).await.unwrap();
    assert_eq!(read(1).await, DeltaRead::Refill);
    assert!(matches!(read(2).await, DeltaRead::Changes(delta) if delta.changes.is_empty()));
    let after = Replica::filled(&*centre.store, centre.tenant, scope, 5, || async {}).await;
    assert_eq!(after, filled);
}

// sync.md, invariant 2
pub async fn an_op_that_is_sent_again_after_it_was_forgotten_changes_nothing(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let customer = customer(centre.team_a);
    let agent = centre.agent_a.user.id;
    let ops = [
        desktop.create(Record::Customer(customer.clone())),
        desktop.append(interaction(&customer, agent, 5)),
        desktop.set_customer(&customer, "name", serde_json::json!("이서연")),
    ];
    centre.accepted(&centre.agent_a, &ops).await;
    let scope = Scope::Team(centre.team_a);
    let before = Replica::filled(&*centre.store, centre.tenant, scope, 5, || async {}).await;
    let all = Retention { log_ms: 0, ops_ms: 0 };
    centre.store.prune(NOW.plus_ms(365 * 86_400_000), all).await.unwrap();
    centre.accepted(&centre.agent_a, &ops).await;
    let after = Replica::filled(&*centre.store, centre.tenant, scope, 5, || async {}).await;
    // The edit is logged once more, and says the same.
    assert_eq!(Replica { cursor: before.cursor, ..after }, before);
}
