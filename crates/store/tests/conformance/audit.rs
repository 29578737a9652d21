//! The audit log: who changed what of the centre's own, in an order that can't be changed unseen.

use daehwa_domain::{
    customer::Tier,
    id::TreatmentId,
    record::{Record, RecordKind},
    treatment::Treatment,
};
use daehwa_protocol::error::Refusal;
use daehwa_store::audit::{AuditHead, Deed, Entry, Tampered, check};
use serde_json::json;

use crate::{
    centre::{Centre, NOW, id},
    ground::Ground,
};

async fn entries(centre: &Centre, after: u64) -> Vec<Entry> {
    let rows = centre.store.audited(centre.tenant, after, 100).await.unwrap();
    rows.iter().map(|it| it.entry().unwrap()).collect()
}

pub async fn what_changes_the_centre_is_in_the_audit_log_with_who_and_where(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let before = centre.store.audit_head(centre.tenant).await.unwrap();
    let treatment = Treatment { id: TreatmentId(id()), ..Treatment::built_in(Tier::Vip) };
    let mut desktop = centre.desktop(&centre.admin);
    let made = desktop.create(Record::Treatment(treatment.clone()));
    let set = desktop.set(RecordKind::Treatment, treatment.id.0, None, "contact_days", json!(14));
    centre.accepted(&centre.admin, &[made.clone(), set]).await;
    // Sent again it is the same op, and one that is refused changed nothing.
    centre.accepted(&centre.admin, &[made]).await;
    let refused = centre.desktop(&centre.agent_a).create(Record::Treatment(treatment.clone()));
    assert_eq!(centre.refusal(&centre.agent_a, refused).await, Refusal::NotAllowed);
    // Work with customers is no change of the centre.
    let customer = centre.customer_of_a().await;
    centre.store.erase(centre.tenant, customer.id, NOW).await.unwrap();
    let entry = Entry { at_ms: NOW, who: None, device: None, from: Some("192.0.2.1".into()), deed: Deed::SignedIn };
    centre.store.audit(centre.tenant, &entry).await.unwrap();

    let record = Record::Treatment(treatment).reference();
    let here = |deed| Entry {
        at_ms: NOW,
        who: Some(centre.admin.user.id),
        device: Some(centre.admin.device),
        from: None,
        deed,
    };
    let expected = [
        here(Deed::Made { record }),
        here(Deed::Changed { record, fields: vec!["contact_days".into()] }),
        Entry::on_the_server(NOW, Deed::Erased { customer: customer.id }),
        entry,
    ];
    assert_eq!(entries(&centre, before.seq).await, expected);
    let head = centre.store.audit_head(centre.tenant).await.unwrap();
    assert_eq!(check(&*centre.store, centre.tenant, &[before, head]).await.unwrap(), Ok(head));
    assert_eq!(head.seq, before.seq + 4);
}

pub async fn what_was_written_down_elsewhere_finds_an_audit_log_that_is_another_or_cut(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    for _ in 0..5 {
        centre.store.audit(centre.tenant, &Entry::on_the_server(NOW, Deed::TokenReused)).await.unwrap();
    }
    let head = centre.store.audit_head(centre.tenant).await.unwrap();
    let found = async |anchor| check(&*centre.store, centre.tenant, &[anchor]).await.unwrap();
    assert_eq!(found(head).await, Ok(head));
    let other = AuditHead { hash: [7; 32], ..head };
    assert_eq!(found(other).await, Err(Tampered::Anchor { seq: head.seq }));
    let beyond = head.after(b"a row that is gone");
    assert_eq!(found(beyond).await, Err(Tampered::Anchor { seq: head.seq + 1 }));
}

pub async fn rows_of_the_audit_log_are_neither_changed_nor_removed(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    centre.store.audit(centre.tenant, &Entry::on_the_server(NOW, Deed::TokenReused)).await.unwrap();
    let before = entries(&centre, 0).await;
    for statement in ["UPDATE audit SET body = hash", "DELETE FROM audit"] {
        assert!(ground.does(statement).await.is_err(), "{statement}");
    }
    assert_eq!(entries(&centre, 0).await, before);
}
