//! How customers are served, and what customer and company did for each other (P-4, P-9, P-13).

use daehwa_domain::{
    customer::Tier,
    delivered::{Delivered, DeliveredKind, Money},
    id::{CustomerId, DeliveredId, DialogueId, InteractionId, ParticipationId, SegmentId, TreatmentId, UserId},
    participation::{Part, Participation},
    people::Role,
    record::{Fact, Record, RecordKind},
    treatment::{Audience, Treatment},
};
use daehwa_protocol::error::Refusal;
use serde_json::json;

use crate::{
    centre::{Centre, NOW, dialogue, id, person},
    ground::Ground,
};

fn vip() -> Treatment {
    Treatment { id: TreatmentId(id()), ..Treatment::built_in(Tier::Vip) }
}

pub async fn only_administrators_say_how_customers_are_served_p_13(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let treatment = vip();
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    for who in [&centre.agent_a, &lead] {
        let made = centre.desktop(who).create(Record::Treatment(treatment.clone()));
        assert_eq!(centre.refusal(who, made).await, Refusal::NotAllowed);
    }
    let mut desktop = centre.desktop(&centre.admin);
    let broken = desktop.create(Record::Treatment(Treatment { queue_priority: 0, ..treatment.clone() }));
    assert_eq!(centre.refusal(&centre.admin, broken).await, Refusal::Invalid);
    let audience = Audience::Segment { segment: SegmentId(id()) };
    let of_nobody = desktop.create(Record::Treatment(Treatment { audience, ..treatment.clone() }));
    assert_eq!(centre.refusal(&centre.admin, of_nobody).await, Refusal::UnknownRecord);
    let made = desktop.create(Record::Treatment(treatment.clone()));
    centre.accepted(&centre.admin, &[made]).await;
    let set = |desktop: &mut crate::centre::Desktop| {
        desktop.set(RecordKind::Treatment, treatment.id.0, None, "contact_days", json!(14))
    };
    for who in [&centre.agent_a, &lead] {
        let op = set(&mut centre.desktop(who));
        assert_eq!(centre.refusal(who, op).await, Refusal::NotAllowed);
    }
    let op = set(&mut desktop);
    centre.accepted(&centre.admin, &[op]).await;
}

fn survey(customer: CustomerId, by: Option<UserId>, dialogue: Option<DialogueId>, score: u8) -> Fact {
    Fact::Participation(Participation {
        id: ParticipationId(id()),
        customer,
        interaction: InteractionId(id()),
        dialogue,
        rule: None,
        by,
        at_ms: NOW,
        part: Part::Survey { score, words: "좋았어요".into() },
    })
}

pub async fn who_took_part_is_written_down_by_who_heard_it_in_the_customers_own_dialogue_p_9(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (customer, other) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let author = centre.agent_a.user.id;
    let mut desktop = centre.desktop(&centre.agent_a);
    let (own, foreign) = (dialogue(&customer, centre.topic), dialogue(&other, centre.topic));
    let opened = [Fact::DialogueOpened(own.clone()), Fact::DialogueOpened(foreign.clone())];
    centre.accepted(&centre.agent_a, &opened.map(|fact| desktop.append(fact))).await;
    for (wrong, refusal) in [
        (survey(customer.id, None, None, 5), Refusal::NotAllowed),
        (survey(customer.id, Some(centre.agent_b.user.id), None, 5), Refusal::NotAllowed),
        (survey(customer.id, Some(author), None, 11), Refusal::Invalid),
        (survey(customer.id, Some(author), Some(foreign.id), 5), Refusal::UnknownRecord),
    ] {
        let op = desktop.append(wrong);
        assert_eq!(centre.refusal(&centre.agent_a, op).await, refusal);
    }
    let good = desktop.append(survey(customer.id, Some(author), Some(own.id), 3));
    centre.accepted(&centre.agent_a, std::slice::from_ref(&good)).await;
    assert!(centre.accepted(&centre.agent_a, &[good]).await.grown.is_empty(), "nobody is told of it twice");
}

pub async fn what_was_done_for_a_customer_is_kept_in_ones_own_name_p_4(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let mut desktop = centre.desktop(&centre.agent_a);
    let given = |by, amount_minor| {
        Fact::Delivered(Delivered {
            id: DeliveredId(id()),
            customer: customer.id,
            interaction: None,
            by,
            at_ms: NOW,
            kind: DeliveredKind::Waiver,
            words: "수수료 면제".into(),
            amount: Some(Money { amount_minor, currency: "KRW".into() }),
        })
    };
    let as_other = desktop.append(given(centre.agent_b.user.id, 12_000));
    assert_eq!(centre.refusal(&centre.agent_a, as_other).await, Refusal::NotAllowed);
    let nothing = desktop.append(given(centre.agent_a.user.id, 0));
    assert_eq!(centre.refusal(&centre.agent_a, nothing).await, Refusal::Invalid);
    let good = desktop.append(given(centre.agent_a.user.id, 12_000));
    centre.accepted(&centre.agent_a, &[good]).await;
}
