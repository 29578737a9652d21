//! Requests and complaints: who writes one down, who works on it, who says what is promised (D-11).

use daehwa_domain::{
    calendar::{Calendar, PublicHolidays, Span},
    case::{Case, CaseStep, Did, Kind, Resolution},
    conversation::Priority,
    id::{CalendarId, CaseId, CaseStepId, CustomerId, SlaPolicyId, UserId},
    people::Role,
    record::{Fact, Record, RecordKind},
    sla::{Applies, SlaPolicy},
};
use daehwa_protocol::error::Refusal;
use serde_json::json;

use crate::{
    centre::{Centre, NOW, id, person},
    ground::Ground,
};

fn case(customer: CustomerId, created_by: UserId) -> Case {
    Case {
        id: CaseId(id()),
        customer,
        kind: Kind::Complaint,
        title: "이중 청구".into(),
        words: String::new(),
        topic: None,
        dialogue: None,
        contact: None,
        priority: Priority::Normal,
        assignee: None,
        created_by,
        created_ms: NOW,
    }
}

fn step(of: &Case, by: UserId, did: Did) -> CaseStep {
    CaseStep {
        id: CaseStepId(id()),
        customer: of.customer,
        case: of.id,
        contact: None,
        by,
        at_ms: NOW,
        did,
        words: "확인".into(),
    }
}

pub async fn a_case_goes_on_by_steps_of_who_sees_its_customer_d_11(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (customer, other) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let (one, two) = (&centre.agent_a, &centre.agent_b);
    let mut desktop = centre.desktop(one);
    let own = case(customer.id, one.user.id);
    let made = |it: &Case| Record::Case(Box::new(it.clone()));

    let anothers = desktop.create(made(&case(customer.id, two.user.id)));
    assert_eq!(centre.refusal(one, anothers).await, Refusal::NotAllowed, "in another's name");
    let foreign = centre.desktop(two).create(made(&case(customer.id, two.user.id)));
    assert_eq!(centre.refusal(two, foreign).await, Refusal::NotAllowed, "another team's customer");
    let given = desktop.create(made(&Case { assignee: Some(two.user.id), ..own.clone() }));
    assert_eq!(centre.refusal(one, given).await, Refusal::NotAllowed, "to somebody who can't see the customer");
    let created = desktop.create(made(&own));
    centre.accepted(one, &[created]).await;

    let done = Did::Resolved { how: Resolution::Done };
    let append = |desktop: &mut crate::centre::Desktop, it: CaseStep| desktop.append(Fact::CaseStep(it));
    let unknown = append(&mut desktop, CaseStep { case: CaseId(id()), ..step(&own, one.user.id, done) });
    assert_eq!(centre.refusal(one, unknown).await, Refusal::UnknownRecord);
    let crossed = append(&mut desktop, CaseStep { customer: other.id, ..step(&own, one.user.id, done) });
    assert_eq!(centre.refusal(one, crossed).await, Refusal::UnknownRecord, "another customer's case");
    let named = append(&mut desktop, step(&own, two.user.id, done));
    assert_eq!(centre.refusal(one, named).await, Refusal::NotAllowed);
    let silent = append(&mut desktop, CaseStep { words: String::new(), ..step(&own, one.user.id, Did::Commented) });
    assert_eq!(centre.refusal(one, silent).await, Refusal::Invalid);
    let answered = append(&mut desktop, step(&own, one.user.id, Did::Answered));
    let settled = append(&mut desktop, step(&own, one.user.id, done));
    centre.accepted(one, &[answered, settled]).await;

    let colleague = person(&*centre.store, centre.tenant, "colleague", Role::Agent, vec![centre.team_a]).await;
    let assign = |desktop: &mut crate::centre::Desktop, to: UserId| {
        desktop.set(RecordKind::Case, own.id.0, Some(own.customer), "assignee", json!(to))
    };
    let away = assign(&mut desktop, two.user.id);
    assert_eq!(centre.refusal(one, away).await, Refusal::NotAllowed);
    let handed = assign(&mut desktop, colleague.user.id);
    centre.accepted(one, &[handed]).await;
    let elsewhere = desktop.set(RecordKind::Case, own.id.0, Some(own.customer), "contact", json!(id()));
    assert_eq!(centre.refusal(one, elsewhere).await, Refusal::Invalid, "where it came up stays");
}

pub async fn only_administrators_say_what_is_promised_about_cases_d_11(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let calendar = Calendar {
        id: CalendarId(id()),
        name: "평일".into(),
        time_zone: "Asia/Seoul".into(),
        hours: vec![Span { weekday: 1, from_min: 540, to_min: 1_080 }],
        public_holidays: PublicHolidays::Korea,
        days_off: Vec::new(),
        retired: false,
    };
    let policy = SlaPolicy {
        id: SlaPolicyId(id()),
        name: "불만".into(),
        rank: 1,
        applies: Applies::default(),
        calendar: Some(calendar.id),
        answer_min: Some(60),
        resolve_min: None,
        escalations: Vec::new(),
        retired: false,
    };
    let records = || [Record::Calendar(calendar.clone()), Record::SlaPolicy(policy.clone())];
    let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
    for who in [&centre.agent_a, &lead] {
        for record in records() {
            let made = centre.desktop(who).create(record);
            assert_eq!(centre.refusal(who, made).await, Refusal::NotAllowed);
        }
    }
    let mut desktop = centre.desktop(&centre.admin);
    let wrong = desktop.create(Record::Calendar(Calendar { time_zone: "Nowhere".into(), ..calendar.clone() }));
    assert_eq!(centre.refusal(&centre.admin, wrong).await, Refusal::Invalid);
    let made = records().map(|it| desktop.create(it));
    centre.accepted(&centre.admin, &made).await;
    let by_lead = centre.desktop(&lead).set(RecordKind::SlaPolicy, policy.id.0, None, "answer_min", json!(30));
    assert_eq!(centre.refusal(&lead, by_lead).await, Refusal::NotAllowed);
    let changed = desktop.set(RecordKind::SlaPolicy, policy.id.0, None, "answer_min", json!(30));
    centre.accepted(&centre.admin, &[changed]).await;
}
