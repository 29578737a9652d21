//! Which customers are one (D-12): who may say so, and what stays as it is.

use daehwa_domain::{
    id::{CustomerId, DeviceId, KeptApartId, MergeId, UnmergeId, UserId},
    identity::{Chosen, KeptApart, Merged, Unmerged},
    record::{Fact, Record, RecordKind},
};
use daehwa_protocol::{error::Refusal, scope::Scope};
use serde_json::json;

use crate::{
    centre::{Centre, NOW, customer, id, interaction},
    ground::Ground,
    replica::Replica,
};

pub fn merged(survivor: CustomerId, absorbed: CustomerId, by: UserId) -> Merged {
    Merged {
        id: MergeId(id()),
        customer: survivor,
        absorbed,
        at_ms: NOW,
        by,
        device: DeviceId(id()),
        chosen: Vec::new(),
    }
}

pub fn undone(merged: &Merged) -> Unmerged {
    let Merged { customer, absorbed, at_ms, by, .. } = *merged;
    Unmerged { id: UnmergeId(id()), customer, absorbed, merge: merged.id, at_ms, by }
}

pub async fn two_customers_of_one_team_are_merged_in_ones_own_name_d_12(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (survivor, absorbed) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let of_b = customer(centre.team_b);
    let made = centre.desktop(&centre.agent_b).create(Record::Customer(of_b.clone()));
    centre.accepted(&centre.agent_b, &[made]).await;
    let (agent, by) = (&centre.agent_a, centre.agent_a.user.id);
    let mut desktop = centre.desktop(agent);
    let good = merged(survivor.id, absorbed.id, by);
    let twice = vec![Chosen { field: "name".into(), before: json!("가"), after: json!("나") }; 2];
    let foreign = vec![Chosen { field: "team".into(), before: json!("가"), after: json!("나") }];
    for (wrong, refusal) in [
        (merged(survivor.id, survivor.id, by), Refusal::Invalid),
        (merged(survivor.id, of_b.id, by), Refusal::NotAllowed),
        (merged(survivor.id, CustomerId(id()), by), Refusal::UnknownRecord),
        (Merged { by: centre.agent_b.user.id, ..good.clone() }, Refusal::NotAllowed),
        (Merged { chosen: twice, ..good.clone() }, Refusal::Invalid),
        (Merged { chosen: foreign, ..good.clone() }, Refusal::Invalid),
    ] {
        let op = desktop.append(Fact::Merged(wrong));
        assert_eq!(centre.refusal(agent, op).await, refusal);
    }
    let ops = [Fact::Merged(good.clone()), Fact::Merged(good)].map(|fact| desktop.append(fact));
    centre.accepted(agent, &ops).await;
}

pub async fn a_merge_is_undone_by_who_names_it_and_leaves_the_rest_as_it_was_d_12(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (survivor, absorbed) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let (agent, by) = (&centre.agent_a, centre.agent_a.user.id);
    let mut desktop = centre.desktop(agent);
    let merge = merged(survivor.id, absorbed.id, by);
    let early = desktop.append(Fact::Unmerged(undone(&merge)));
    assert_eq!(centre.refusal(agent, early).await, Refusal::UnknownRecord);
    let made = desktop.append(Fact::Merged(merge.clone()));
    centre.accepted(agent, &[made]).await;
    assert_eq!(centre.store.absorbed_by(centre.tenant, survivor.id).await.unwrap(), [absorbed.id]);

    // Either id is written to, before and after.
    let contacts = [interaction(&survivor, by, 5), interaction(&absorbed, by, 6)];
    centre.accepted(agent, &contacts.map(|fact| desktop.append(fact))).await;
    let set = desktop.set(RecordKind::Customer, absorbed.id.0, Some(absorbed.id), "company", json!("한빛상사"));
    centre.accepted(agent, &[set]).await;

    let crossed = Unmerged { customer: absorbed.id, absorbed: survivor.id, ..undone(&merge) };
    let wrong = desktop.append(Fact::Unmerged(crossed));
    assert_eq!(centre.refusal(agent, wrong).await, Refusal::UnknownRecord);
    let back = desktop.append(Fact::Unmerged(undone(&merge)));
    let apart = KeptApart { id: KeptApartId(id()), customer: survivor.id, other: absorbed.id, at_ms: NOW, by };
    let apart = desktop.append(Fact::KeptApart(apart));
    centre.accepted(agent, &[back, apart]).await;
    assert!(centre.store.absorbed_by(centre.tenant, survivor.id).await.unwrap().is_empty());

    let mut replica = Replica::default();
    replica.catch_up(&*centre.store, centre.tenant, Scope::Team(centre.team_a), 100).await;
    // Two customers, a contact of each, the merge, its undoing, and that they are two.
    assert_eq!(replica.rows.len(), 7);
}
