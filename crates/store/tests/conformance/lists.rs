//! Call lists: who makes them, who has a member, what comes of one (H-9, D-22).

use daehwa_domain::{
    call_list::{CallList, LEASE_MS, ListMember, MemberResult, Obstacle, Origin, Retry},
    customer::Customer,
    dialogue::Purpose,
    funnel::{Cell, Period},
    id::{InteractionId, ListId, ListMemberId, UserId},
    interaction::Outcome,
    people::Role,
    record::{Fact, Record, RecordKind},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, Verdict},
    op::Op,
    scope::Scope,
};
use daehwa_store::{Identity, ledger::DeltaRead};
use serde_json::json;

use crate::{
    centre::{Centre, Desktop, NOW, id, interaction, person},
    ground::Ground,
    replica::{Replica, Row},
};

/// A centre with somebody who leads, a customer, and a list with that customer on it.
struct Lists {
    centre: Centre,
    lead: Identity,
    customer: Customer,
    list: CallList,
    member: ListMember,
}

impl Lists {
    async fn new(ground: &Ground) -> Self {
        let centre = Centre::new(ground.store().await).await;
        let lead = person(&*centre.store, centre.tenant, "lead", Role::Supervisor, vec![centre.team_a]).await;
        let customer = centre.customer_of_a().await;
        let list = list(&centre, lead.user.id);
        let member = member(&list, &customer);
        let mut desktop = centre.desktop(&lead);
        let made = [desktop.create(Record::CallList(list.clone())), desktop.create(Record::ListMember(member.clone()))];
        centre.accepted(&lead, &made).await;
        Self { centre, lead, customer, list, member }
    }

    async fn agent(&self, login: &str) -> Identity {
        person(&*self.centre.store, self.centre.tenant, login, Role::Agent, vec![self.centre.team_a]).await
    }

    fn take(&self, desktop: &mut Desktop, by: Option<UserId>) -> Op {
        desktop.set(RecordKind::ListMember, self.member.id.0, Some(self.customer.id), "taken", json!(by))
    }

    fn result(&self, desktop: &mut Desktop, result: Option<MemberResult>) -> Op {
        desktop.set(RecordKind::ListMember, self.member.id.0, Some(self.customer.id), "result", json!(result))
    }

    /// What the server says at a moment.
    async fn verdict(&self, who: &Identity, op: Op, now: Timestamp) -> Result<(), Refusal> {
        match &self.centre.store.push(who, &[op], now).await.unwrap().results[0].verdict {
            Verdict::Accepted => Ok(()),
            Verdict::Refused { refusal, .. } => Err(*refusal),
        }
    }
}

fn list(centre: &Centre, created_by: UserId) -> CallList {
    let period = Period { from_ms: Timestamp(0), to_ms: NOW };
    CallList {
        id: ListId(id()),
        name: "가격 문의".into(),
        origin: Origin::Cell { cell: Cell { topic: centre.topic, stage: 1, way: None, period } },
        purpose: Purpose::Sales,
        topic: Some(centre.topic),
        script: None,
        offer: String::new(),
        rest_days: 7,
        retries: vec![Retry { outcome: Outcome::NoAnswer, calls: 2, pause_min: 60, other_number: false }],
        members: 1,
        left_out: vec![],
        closed: false,
        created_by,
        created_ms: NOW,
    }
}

fn member(list: &CallList, customer: &Customer) -> ListMember {
    ListMember {
        id: ListMemberId(id()),
        customer: customer.id,
        list: list.id,
        rank: 1,
        reason: None,
        taken: None,
        result: None,
    }
}

pub async fn lists_are_made_by_who_leads_for_the_own_teams_h_9(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let centre = &lists.centre;
    let mut agent = centre.desktop(&centre.agent_a);
    let by = agent.user;
    let theirs = agent.create(Record::CallList(list(centre, by)));
    assert_eq!(centre.refusal(&centre.agent_a, theirs).await, Refusal::NotAllowed);
    let joined = agent.create(Record::ListMember(member(&lists.list, &lists.customer)));
    assert_eq!(centre.refusal(&centre.agent_a, joined).await, Refusal::NotAllowed);
    let closed = agent.set(RecordKind::CallList, lists.list.id.0, None, "closed", json!(true));
    assert_eq!(centre.refusal(&centre.agent_a, closed).await, Refusal::NotAllowed);

    let mut lead = centre.desktop(&lists.lead);
    let in_anothers_name = lead.create(Record::CallList(list(centre, centre.admin.user.id)));
    assert_eq!(centre.refusal(&lists.lead, in_anothers_name).await, Refusal::NotAllowed);
    let by = lead.user;
    let nowhere = lead.create(Record::ListMember(member(&list(centre, by), &lists.customer)));
    assert_eq!(centre.refusal(&lists.lead, nowhere).await, Refusal::UnknownRecord);
    let done = ListMember { taken: Some(by), ..member(&lists.list, &lists.customer) };
    let done = lead.create(Record::ListMember(done));
    assert_eq!(centre.refusal(&lists.lead, done).await, Refusal::Invalid);

    let foreign = person(&*centre.store, centre.tenant, "lead-b", Role::Supervisor, vec![centre.team_b]).await;
    let mut desktop = centre.desktop(&foreign);
    let another_teams = desktop.create(Record::ListMember(member(&lists.list, &lists.customer)));
    assert_eq!(centre.refusal(&foreign, another_teams).await, Refusal::NotAllowed);
    let taken = lists.take(&mut desktop, Some(foreign.user.id));
    assert_eq!(centre.refusal(&foreign, taken).await, Refusal::NotAllowed);
}

pub async fn a_list_goes_to_everybody_and_its_members_to_their_customers_team_h_9(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let held = async |scope| match lists.centre.store.delta(lists.centre.tenant, scope, 0, 1_000).await.unwrap() {
        DeltaRead::Changes(delta) => {
            let record = |it: Change| if let Change::Record { versioned } = it { Some(versioned.record) } else { None };
            delta.changes.into_iter().filter_map(record).collect::<Vec<_>>()
        }
        DeltaRead::Refill => panic!("the log is whole"),
    };
    let (list, member) = (Record::CallList(lists.list.clone()), Record::ListMember(lists.member.clone()));
    let centre = held(Scope::Centre).await;
    assert!(centre.contains(&list) && !centre.contains(&member));
    let team = held(Scope::Team(lists.centre.team_a)).await;
    assert!(team.contains(&member) && !team.contains(&list));
    let (tenant, store) = (lists.centre.tenant, &*lists.centre.store);
    for (scope, hidden) in [(Scope::Centre, &list), (Scope::Team(lists.centre.team_a), &member)] {
        let older = Replica::filled_for(4, store, tenant, scope, 9, || async {}).await;
        let shows = |it: &Row| matches!(&it.change, Change::Record { versioned } if versioned.record == *hidden);
        assert!(!older.rows.values().any(shows), "a desktop that can't read it is not sent it");
        let newest = Replica::filled(store, tenant, scope, 9, || async {}).await;
        assert!(newest.rows.values().any(shows));
    }
    lists.centre.store.erase(lists.centre.tenant, lists.customer.id, NOW).await.unwrap();
    assert!(!held(Scope::Team(lists.centre.team_a)).await.contains(&member));
}

pub async fn two_people_never_have_the_same_member_d_22(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let (one, two) = (lists.agent("one").await, lists.agent("two").await);
    let (mut first, mut second) = (lists.centre.desktop(&one), lists.centre.desktop(&two));
    let (op, late) = (lists.take(&mut first, Some(one.user.id)), lists.take(&mut second, Some(two.user.id)));
    assert_eq!(lists.verdict(&one, op, NOW).await, Ok(()));
    assert_eq!(lists.verdict(&two, late, NOW).await, Err(Refusal::Held));
    let for_another = lists.take(&mut second, Some(one.user.id));
    assert_eq!(lists.verdict(&two, for_another, NOW).await, Err(Refusal::NotAllowed));
    let given_away = lists.take(&mut second, None);
    assert_eq!(lists.verdict(&two, given_away, NOW).await, Err(Refusal::Held));

    // By the server's clock, not by a desktop's.
    let early = lists.take(&mut second, Some(two.user.id));
    assert_eq!(lists.verdict(&two, early, NOW.plus_ms(LEASE_MS - 120_000)).await, Err(Refusal::Held));
    let mut behind = lists.centre.desktop(&two);
    behind.counter = second.counter;
    behind.wall_ms = NOW.0 - 10 * LEASE_MS;
    let lost = lists.take(&mut behind, Some(two.user.id));
    let lapsed = NOW.plus_ms(LEASE_MS + 120_000);
    assert_eq!(
        lists.verdict(&two, lost, lapsed).await,
        Err(Refusal::Held),
        "an older stamp wins nothing, and is told so"
    );
    second.counter = behind.counter;
    second.wall_ms = lapsed.0;
    let free = lists.take(&mut second, Some(two.user.id));
    assert_eq!(lists.verdict(&two, free, lapsed).await, Ok(()));
    // Who leads takes it back.
    let mut lead = lists.centre.desktop(&lists.lead);
    lead.counter = 2;
    lead.wall_ms = lapsed.0 + 1;
    let back = lists.take(&mut lead, None);
    assert_eq!(lists.verdict(&lists.lead, back, lapsed).await, Ok(()));
}

pub async fn what_came_of_a_member_names_the_customers_own_contact_h_9(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let agent = lists.agent("one").await;
    let mut desktop = lists.centre.desktop(&agent);
    let contact = interaction(&lists.customer, agent.user.id, NOW.0);
    let Fact::Interaction(made) = &contact else { unreachable!() };
    let called = |contact: InteractionId, by| {
        Some(MemberResult::Called { contact, outcome: Outcome::Sold, by, at_ms: NOW, calls: 1 })
    };
    let unknown = lists.result(&mut desktop, called(made.id, agent.user.id));
    assert_eq!(lists.verdict(&agent, unknown, NOW).await, Err(Refusal::UnknownRecord));
    let theirs = lists.result(&mut desktop, called(made.id, lists.lead.user.id));
    assert_eq!(lists.verdict(&agent, theirs, NOW).await, Err(Refusal::NotAllowed));
    let wrapped_up = [desktop.append(contact.clone()), lists.result(&mut desktop, called(made.id, agent.user.id))];
    lists.centre.accepted(&agent, &wrapped_up).await;

    // What is done is not taken, and opened again by who leads alone.
    let taken = lists.take(&mut desktop, Some(agent.user.id));
    assert_eq!(lists.verdict(&agent, taken, NOW).await, Err(Refusal::Held));
    let opened = lists.result(&mut desktop, None);
    assert_eq!(lists.verdict(&agent, opened, NOW).await, Err(Refusal::NotAllowed));
    let mut lead = lists.centre.desktop(&lists.lead);
    lead.counter = 2;
    let opened = lists.result(&mut lead, None);
    assert_eq!(lists.verdict(&lists.lead, opened, NOW).await, Ok(()));
    let off = MemberResult::TakenOff {
        obstacle: Some(Obstacle::Complaint),
        words: String::new(),
        by: agent.user.id,
        at_ms: NOW,
    };
    let off = lists.result(&mut desktop, Some(off));
    assert_eq!(lists.verdict(&agent, off, NOW).await, Ok(()));
}

pub async fn who_was_not_reached_is_taken_again_after_the_pause_by_the_servers_clock_d_23(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let (one, two) = (lists.agent("one").await, lists.agent("two").await);
    let (mut first, mut second) = (lists.centre.desktop(&one), lists.centre.desktop(&two));
    let contact = interaction(&lists.customer, one.user.id, NOW.0);
    let Fact::Interaction(made) = &contact else { unreachable!() };
    let missed = |calls| MemberResult::Called {
        contact: made.id,
        outcome: Outcome::NoAnswer,
        by: one.user.id,
        at_ms: Timestamp(1),
        calls,
    };
    let called = [first.append(contact.clone()), lists.result(&mut first, Some(missed(1)))];
    lists.centre.accepted(&one, &called).await;
    let set = Timestamp(called[1].hlc.wall_ms);
    let early = lists.take(&mut second, Some(two.user.id));
    assert_eq!(lists.verdict(&two, early, set.plus_ms(59 * 60_000)).await, Err(Refusal::Held));
    let due = lists.take(&mut second, Some(two.user.id));
    assert_eq!(lists.verdict(&two, due, set.plus_ms(60 * 60_000)).await, Ok(()));
    let again = lists.result(&mut first, Some(missed(2)));
    assert_eq!(lists.verdict(&one, again, NOW).await, Ok(()), "what was done is known, whoever has it");
    let over = lists.take(&mut second, Some(two.user.id));
    assert_eq!(lists.verdict(&two, over, set.plus_ms(999 * 60_000)).await, Err(Refusal::Held), "often enough");
}

pub async fn nobody_joins_or_takes_from_a_closed_list_h_9(ground: &Ground) {
    let lists = Lists::new(ground).await;
    let mut lead = lists.centre.desktop(&lists.lead);
    lead.counter = 2;
    let closed = lead.set(RecordKind::CallList, lists.list.id.0, None, "closed", json!(true));
    lists.centre.accepted(&lists.lead, &[closed]).await;
    let mut agent = lists.centre.desktop(&lists.centre.agent_a);
    let by = Some(agent.user);
    let taken = lists.take(&mut agent, by);
    assert_eq!(lists.centre.refusal(&lists.centre.agent_a, taken).await, Refusal::Held);
    let joined = lead.create(Record::ListMember(member(&lists.list, &lists.customer)));
    assert_eq!(lists.centre.refusal(&lists.lead, joined).await, Refusal::Held);
    let opened = lead.set(RecordKind::CallList, lists.list.id.0, None, "closed", json!(false));
    lists.centre.accepted(&lists.lead, &[opened]).await;
    let taken = lists.take(&mut agent, by);
    lists.centre.accepted(&lists.centre.agent_a, &[taken]).await;
}
