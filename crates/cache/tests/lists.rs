//! Call lists over the cache: who would be on one, who is next, what stands in the way now (H-9, P-11).
#![allow(clippy::unwrap_used)]

mod common;

use std::ops::ControlFlow;

use common::*;
use daehwa_cache::{Cache, ListRow, MemberFilter, Proposed};
use daehwa_domain::{
    call_list::{CallList, LEASE_MS, LeftOut, ListMember, MemberResult, Obstacle, Origin, Retry, Terms, Turn},
    customer::{ConsentChange, ConsentPurpose, ContactKind, ContactPoint, Language},
    dialogue::{Purpose, Topic},
    funnel::{Cell, Period},
    id::{CustomerId, DialogueId, ListId, ListMemberId, UserId},
    identity::{Merged, Unmerged},
    interaction::{Channel, Direction, Interaction, Outcome},
    record::{Fact, Record, RecordKind, RecordRef},
    segment::{Condition, Matches, SegmentQuery, Test},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{OpResult, Verdict},
    op::Op,
    scope::Scope,
};
use serde_json::json;

const DAY_MS: i64 = 24 * HOUR_MS;
const SELLING: Terms = Terms { purpose: Purpose::Sales, rest_days: 7 };

struct Ground {
    place: Place,
    cache: Cache,
    sold: Topic,
    complaints: Topic,
}

impl Ground {
    fn new() -> Self {
        let place = Place::new();
        let cache = place.open();
        let sold = Topic { purpose: Purpose::Sales, ..topic(4) };
        let complaints = Topic { complaint: true, purpose: Purpose::Service, ..topic(3) };
        let centre = [Record::Topic(sold.clone()), Record::Topic(complaints.clone())].map(record_change);
        cache.apply_delta(Scope::Centre, 0, 1, &centre, NOW).unwrap();
        Self { place, cache, sold, complaints }
    }

    /// Somebody who consented and wants something since some days, at a stage.
    fn wants(&self, name: &str, stage: u8, days: i64) -> CustomerId {
        let of = add_customer(&self.cache, name, "010-1234-5678");
        let begun = opened(of, self.sold.id, NOW.0 - days * DAY_MS);
        let touch = interaction(of, NOW.0 - days * DAY_MS, Some(begun.id));
        let touch = Interaction { channel: Channel::Web, direction: Direction::Inbound, ..touch };
        let work = work()
            .append(id(), Fact::DialogueOpened(begun.clone()))
            .append(id(), Fact::Interaction(touch))
            .append(id(), Fact::StageMove(moved(of, begun.id, stage, NOW.0 - days * DAY_MS)))
            .append(id(), Fact::Consent(consent(of, true)));
        self.cache.commit(work).unwrap();
        of
    }

    fn complain(&self, of: CustomerId) -> DialogueId {
        let begun = opened(of, self.complaints.id, NOW.0 - HOUR_MS);
        self.cache.commit(work().append(id(), Fact::DialogueOpened(begun.clone()))).unwrap();
        begun.id
    }

    fn cell(&self) -> Origin {
        let period = Period { from_ms: NOW.plus_ms(-90 * DAY_MS), to_ms: NOW };
        Origin::Cell { cell: Cell { topic: self.sold.id, stage: 2, way: None, period } }
    }

    fn propose(&self, origin: &Origin, terms: Terms) -> Proposed {
        let mut watch = |_| ControlFlow::Continue(());
        self.cache.propose_list(origin, origin.topic(), terms, 100, NOW, &mut watch).unwrap().unwrap()
    }

    /// A list of these customers, in this order.
    fn list(&self, customers: &[CustomerId]) -> (CallList, Vec<ListMemberId>) {
        let list = CallList {
            id: ListId(id()),
            name: "목록".into(),
            origin: self.cell(),
            purpose: Purpose::Sales,
            topic: Some(self.sold.id),
            script: None,
            offer: String::new(),
            rest_days: 7,
            retries: vec![Retry { outcome: Outcome::NoAnswer, calls: 2, pause_min: 60, other_number: true }],
            members: customers.len() as u32,
            left_out: vec![],
            closed: false,
            created_by: user(),
            created_ms: NOW,
        };
        let mut work = work().create(id(), Record::CallList(list.clone()));
        let mut members = Vec::new();
        for (rank, customer) in (1..).zip(customers) {
            let member = ListMember {
                id: ListMemberId(id()),
                customer: *customer,
                list: list.id,
                rank,
                reason: None,
                taken: None,
                result: None,
            };
            members.push(member.id);
            work = work.create(id(), Record::ListMember(member));
        }
        self.cache.commit(work).unwrap();
        (list, members)
    }

    fn set(&self, customer: CustomerId, member: ListMemberId, field: &str, value: serde_json::Value) -> Vec<Op> {
        let target = RecordRef { kind: RecordKind::ListMember, id: member.0 };
        self.cache.commit(work().set(id(), target, Some(customer), vec![(field.into(), value)])).unwrap()
    }

    fn all(&self, list: ListId) -> Vec<ListRow> {
        self.cache.list_members(list, 0, 100, NOW).unwrap().0
    }

    fn rows(&self, list: ListId, filter: MemberFilter) -> Vec<ListRow> {
        self.cache.list_rows(list, filter, 100, NOW).unwrap()
    }
}

fn consent(of: CustomerId, granted: bool) -> ConsentChange {
    ConsentChange {
        id: id(),
        customer: of,
        purpose: ConsentPurpose::Marketing,
        channel: Some(Channel::Phone),
        granted,
        at_ms: NOW.plus_ms(-DAY_MS),
        source: String::new(),
    }
}

fn names(rows: &[daehwa_cache::ProposedRow]) -> Vec<&str> {
    rows.iter().map(|it| it.customer.name.as_str()).collect()
}

fn called(rows: &[ListRow]) -> Vec<&str> {
    rows.iter().map(|it| it.customer.name.as_str()).collect()
}

#[test]
fn the_customers_behind_a_number_are_proposed_by_need_and_the_others_with_their_reasons_h_9() {
    let ground = Ground::new();
    ground.wants("오래 전", 2, 40);
    ground.wants("어제", 3, 1);
    let unhappy = ground.wants("불만", 2, 2);
    ground.complain(unhappy);
    let called = ground.wants("통화함", 2, 3);
    let call = Interaction { direction: Direction::Outbound, ..interaction(called, NOW.0 - DAY_MS, None) };
    let refuses = ground.wants("거부", 2, 4);
    let withdrawn = ConsentChange { at_ms: NOW, ..consent(refuses, false) };
    let work = work().append(id(), Fact::Interaction(call)).append(id(), Fact::Consent(withdrawn));
    ground.cache.commit(work).unwrap();

    let proposed = ground.propose(&ground.cell(), SELLING);
    // The one who went on to stage 3 did not first reach stage 2 by a move, and is not behind the number.
    assert_eq!(names(&proposed.called), ["오래 전"]);
    let reason = proposed.called[0].candidate.reason.as_ref().unwrap();
    assert_eq!((reason.topic, reason.stage, reason.channel), (ground.sold.id, 2, Some(Channel::Web)));
    assert_eq!(proposed.called[0].number.as_deref(), Some("010-1234-5678"));
    let left: Vec<_> =
        proposed.left.iter().map(|it| (it.customer.name.as_str(), &it.candidate.obstacles[..])).collect();
    assert!(left.contains(&("불만", &[Obstacle::Complaint][..])), "{left:?}");
    assert!(left.contains(&("통화함", &[Obstacle::CalledLately][..])), "{left:?}");
    assert!(left.contains(&("거부", &[Obstacle::Refused][..])), "{left:?}");
    assert_eq!(
        proposed.left_out,
        [Obstacle::Complaint, Obstacle::Refused, Obstacle::CalledLately].map(|why| LeftOut { why, count: 1 })
    );
    let helping = ground.propose(&ground.cell(), Terms { purpose: Purpose::Service, rest_days: 0 });
    assert_eq!(helping.called.len(), 4, "helping needs no consent and waits for no complaint");
}

#[test]
fn the_customers_of_a_segment_are_proposed_and_who_waits_on_an_open_list_is_not_h_8_h_9() {
    let ground = Ground::new();
    let first = ground.wants("하나", 2, 2);
    ground.wants("둘", 2, 9);
    let korean = Condition { not: false, test: Test::Language { language: Language::Ko } };
    let query = SegmentQuery { matches: Matches::All, conditions: vec![korean] };
    let everybody = Origin::Segment { segment: None, query };
    assert_eq!(names(&ground.propose(&everybody, SELLING).called), ["하나", "둘"], "the newer need is stronger");

    let (list, members) = ground.list(&[first]);
    let proposed = ground.propose(&everybody, SELLING);
    assert_eq!((names(&proposed.called), names(&proposed.left)), (vec!["둘"], vec!["하나"]));
    assert_eq!(proposed.left[0].candidate.obstacles, [Obstacle::OnList]);
    // Whoever was taken off, and everybody of a closed list, is free.
    let off = MemberResult::TakenOff { obstacle: None, words: "x".into(), by: user(), at_ms: NOW };
    ground.set(first, members[0], "result", json!(off));
    assert_eq!(ground.propose(&everybody, SELLING).called.len(), 2);
    ground.set(first, members[0], "result", json!(null));
    assert_eq!(ground.propose(&everybody, SELLING).called.len(), 1);
    let target = RecordRef { kind: RecordKind::CallList, id: list.id.0 };
    ground.cache.commit(work().set(id(), target, None, vec![("closed".into(), json!(true))])).unwrap();
    assert_eq!(ground.propose(&everybody, SELLING).called.len(), 2);
}

#[test]
fn a_list_is_worked_in_its_order_and_a_complaint_since_stands_in_the_way_at_once_h_9_p_11() {
    let ground = Ground::new();
    let people = ["하나", "둘", "셋"].map(|name| ground.wants(name, 2, 2));
    let (list, members) = ground.list(&people);
    let free = || ground.rows(list.id, MemberFilter::Free);
    assert_eq!(called(&free()), ["하나", "둘", "셋"]);
    ground.set(people[0], members[0], "taken", json!(user()));
    ground.set(people[1], members[1], "taken", json!(UserId(id())));
    assert_eq!(called(&free()), ["셋"]);
    assert_eq!(called(&ground.rows(list.id, MemberFilter::Mine(user()))), ["하나"]);
    ground.complain(people[0]);
    let mine = ground.rows(list.id, MemberFilter::Mine(user()));
    assert_eq!(mine[0].obstacles, [Obstacle::Complaint]);
    ground.complain(people[2]);
    assert!(free().is_empty(), "whoever can't be called is passed over");

    let contact = interaction(people[0], NOW.0, None);
    let result = MemberResult::Called { contact: contact.id, outcome: Outcome::Sold, by: user(), at_ms: NOW, calls: 1 };
    ground.set(people[0], members[0], "result", json!(result));
    let (_, progress) = ground.cache.call_lists(user(), NOW).unwrap().remove(0);
    assert_eq!((progress.open, progress.mine, progress.others), (2, 0, 1));
    assert_eq!(progress.called, [(Outcome::Sold, 1)]);
    let later = NOW.plus_ms(LEASE_MS + 1);
    let (_, progress) = ground.cache.call_lists(user(), later).unwrap().remove(0);
    assert_eq!(progress.others, 0, "the lease has ended");
    assert_eq!(called(&ground.cache.list_rows(list.id, MemberFilter::Free, 9, later).unwrap()), ["둘"]);
}

#[test]
fn who_was_not_reached_comes_back_after_the_pause_at_another_number_and_is_done_when_called_often_enough_d_23() {
    let ground = Ground::new();
    let person = ground.wants("하나", 2, 2);
    let home = ContactPoint { primary: false, ..contact(person, ContactKind::Phone, "02-123-4567") };
    ground.cache.commit(work().create(id(), Record::ContactPoint(home))).unwrap();
    let (list, members) = ground.list(&[person]);
    let everybody = Origin::Segment {
        segment: None,
        query: SegmentQuery {
            matches: Matches::All,
            conditions: vec![Condition { not: false, test: Test::Language { language: Language::Ko } }],
        },
    };
    // The call comes first, then the form that says how it ended.
    let call = Interaction { direction: Direction::Outbound, ..interaction(person, NOW.0 - 60_000, None) };
    ground.cache.commit(work().append(id(), Fact::Interaction(call.clone()))).unwrap();
    let missed = |calls| {
        json!(MemberResult::Called { contact: call.id, outcome: Outcome::NoAnswer, by: user(), at_ms: NOW, calls })
    };
    let ops = ground.set(person, members[0], "result", missed(1));
    let due = Timestamp(ops[0].hlc.wall_ms).plus_ms(HOUR_MS);
    let progress = |now| ground.cache.call_lists(user(), now).unwrap().remove(0).1;
    let before = progress(due.plus_ms(-1));
    assert_eq!((before.open, before.later, before.next_ms, before.called), (0, 1, Some(due), vec![]));
    let free = |now| ground.cache.list_rows(list.id, MemberFilter::Free, 9, now).unwrap();
    assert!(free(due.plus_ms(-1)).is_empty());
    assert_eq!(ground.all(list.id)[0].turn, Turn::Later(due));
    let rows = free(due);
    assert_eq!(
        rows[0].number.as_deref(),
        Some("02-123-4567"),
        "the other number, and its own call is no reason to rest"
    );
    assert_eq!((progress(due).open, progress(due).later), (1, 0));
    let proposed = ground.propose(&everybody, Terms { purpose: Purpose::Sales, rest_days: 0 });
    assert_eq!(proposed.left[0].candidate.obstacles, [Obstacle::OnList], "still waits");

    ground.set(person, members[0], "result", missed(2));
    let over = progress(due.plus_ms(30 * DAY_MS));
    assert_eq!((over.open, over.later, over.called), (0, 0, vec![(Outcome::NoAnswer, 1)]));
    assert!(free(due.plus_ms(30 * DAY_MS)).is_empty());
    assert_eq!(ground.propose(&everybody, Terms { purpose: Purpose::Sales, rest_days: 0 }).called.len(), 1);
    // Who leads lets them be called more often.
    let target = RecordRef { kind: RecordKind::CallList, id: list.id.0 };
    let more = json!([Retry { calls: 3, ..list.retries[0] }]);
    ground.cache.commit(work().set(id(), target, None, vec![("retries".into(), more)])).unwrap();
    assert_eq!(free(due.plus_ms(30 * DAY_MS)).len(), 1);
}

#[test]
fn a_wish_that_somebody_else_had_before_is_forgotten_d_22() {
    let ground = Ground::new();
    let person = ground.wants("하나", 2, 2);
    let (list, members) = ground.list(&[person]);
    let accepted = |op: &Op| OpResult { op: op.id, counter: op.counter, verdict: Verdict::Accepted };
    let before = ground.cache.outbox_after(0, 1 << 20).unwrap();
    ground.cache.ack(&before.iter().map(accepted).collect::<Vec<_>>(), NOW).unwrap();
    // As the server sends it.
    let member = ground.cache.list_row(members[0], NOW).unwrap().unwrap().1.member;
    ground.cache.apply_delta(Scope::Team(team()), 0, 1, &[record_change(Record::ListMember(member))], NOW).unwrap();

    let wish = ground.set(person, members[0], "taken", json!(user())).remove(0);
    assert!(ground.cache.unanswered(&members).unwrap());
    assert_eq!(ground.rows(list.id, MemberFilter::Mine(user())).len(), 1);
    let verdict = Verdict::Refused { refusal: Refusal::Held, detail: String::new() };
    ground.cache.ack(&[OpResult { op: wish.id, counter: wish.counter, verdict }], NOW).unwrap();
    assert!(!ground.cache.unanswered(&members).unwrap());
    assert!(ground.rows(list.id, MemberFilter::Mine(user())).is_empty());
    assert!(ground.cache.wedged().unwrap().is_empty(), "nothing was done that could be lost");
}

#[test]
fn an_erased_customer_is_on_no_list_and_a_call_remembers_its_member_h_9() {
    let ground = Ground::new();
    let (gone, stays) = (ground.wants("하나", 2, 2), ground.wants("둘", 2, 2));
    let (list, members) = ground.list(&[gone, stays]);
    let call = id();
    let caller = daehwa_domain::call::CallerInfo::default();
    ground.cache.call_started(call, user(), Direction::Outbound, &caller, NOW).unwrap();
    ground.cache.list_call_started(call, members[1], stays).unwrap();
    let erased = daehwa_protocol::message::Change::Erased { customer: gone };
    ground.cache.apply_delta(Scope::Team(team()), 0, 1, &[erased], NOW).unwrap();
    assert_eq!(called(&ground.all(list.id)), ["둘"]);
    assert!(ground.cache.list_row(members[0], NOW).unwrap().is_none());
    drop(ground.cache);
    let again = ground.place.open();
    assert_eq!(again.list_call(call).unwrap(), Some((members[1], stays)));
}

#[test]
fn two_members_who_are_one_person_are_called_once_d_12_d_22() {
    let ground = Ground::new();
    let [one, other, third] = ["김민서", "Kim Minseo", "박두리"].map(|name| ground.wants(name, 2, 20));
    let (list, members) = ground.list(&[one, other, third]);
    let merged = Merged {
        id: id(),
        customer: one,
        absorbed: other,
        at_ms: NOW,
        by: user(),
        device: device(),
        chosen: Vec::new(),
    };
    let free = || ground.rows(list.id, MemberFilter::Free).into_iter().map(|it| it.member.id).collect::<Vec<_>>();
    assert_eq!(free(), members);
    ground.cache.commit(work().append(id(), Fact::Merged(merged.clone()))).unwrap();
    assert_eq!(free(), [members[0], members[2]]);
    let undone = Unmerged { id: id(), customer: one, absorbed: other, merge: merged.id, at_ms: NOW, by: user() };
    ground.cache.commit(work().append(id(), Fact::Unmerged(undone))).unwrap();
    assert_eq!(free(), members);
}
