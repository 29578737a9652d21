//! Who is on a call list, who is left out and why, and who has a member (H-9, P-11, D-22).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    call_list::{
        CallList, Callee, Candidate, LEASE_MS, Lease, LeaseFault, LeftOut, ListMember, MAX_CALLS, MemberResult,
        Obstacle, Origin, Reason, Retry, Terms, Turn, UNREACHED, again, check_lease, choose, number_to_call,
        numbers_tried, obstacles, reason, turn,
    },
    customer::{ConsentChange, ConsentPurpose, ContactKind, ContactPoint},
    dialogue::{Dialogue, Localized, Purpose, Stage, Topic},
    funnel::{Cell, Period},
    id::*,
    interaction::{Channel, Outcome},
    limits::{self, Fault},
    merge,
    quality::OpenComplaint,
    record::{FieldChange, Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn customer(id: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(id))
}

fn user(id: u128) -> UserId {
    UserId(Uuid::from_u128(id))
}

fn topic_id(id: u128) -> TopicId {
    TopicId(Uuid::from_u128(id))
}

fn consent(purpose: ConsentPurpose, channel: Option<Channel>, granted: bool, at_ms: i64) -> ConsentChange {
    ConsentChange {
        id: ConsentId(Uuid::from_u128(at_ms as u128)),
        customer: customer(1),
        purpose,
        channel,
        granted,
        at_ms: Timestamp(at_ms),
        source: String::new(),
    }
}

fn point(id: u128, kind: ContactKind, value: &str, primary: bool, retired: bool) -> ContactPoint {
    ContactPoint {
        id: ContactPointId(Uuid::from_u128(id)),
        customer: customer(1),
        kind,
        value: value.into(),
        label: None,
        primary,
        verified_ms: None,
        retired,
        confirmed: None,
    }
}

/// A customer of whom nothing stands in the way of selling.
struct Willing {
    consents: Vec<ConsentChange>,
    points: Vec<ContactPoint>,
    complaint: Option<OpenComplaint>,
    on_another_list: bool,
    last_call_ms: Option<Timestamp>,
    tried_ms: Option<Timestamp>,
}

impl Willing {
    fn new() -> Self {
        Self {
            consents: vec![consent(ConsentPurpose::Marketing, Some(Channel::Phone), true, 1)],
            points: vec![point(1, ContactKind::Mobile, "010-1234-5678", true, false)],
            complaint: None,
            on_another_list: false,
            last_call_ms: None,
            tried_ms: None,
        }
    }

    fn obstacles(&self, purpose: Purpose, rest_days: u16) -> Vec<Obstacle> {
        let callee = Callee {
            consents: &self.consents,
            complaint: self.complaint.as_ref(),
            contact_points: &self.points,
            region: "KR",
            on_another_list: self.on_another_list,
            last_call_ms: self.last_call_ms,
            tried_ms: self.tried_ms,
        };
        obstacles(&callee, &Terms { purpose, rest_days }, NOW)
    }
}

fn complaint() -> OpenComplaint {
    OpenComplaint {
        dialogue: Some(DialogueId(Uuid::nil())),
        topic: Some(topic_id(9)),
        case: None,
        since_ms: Timestamp(0),
        count: 1,
    }
}

#[test]
fn an_open_complaint_keeps_from_selling_and_from_nothing_else_p_11() {
    let unhappy = Willing { complaint: Some(complaint()), ..Willing::new() };
    assert_eq!(unhappy.obstacles(Purpose::Sales, 7), [Obstacle::Complaint]);
    assert_eq!(unhappy.obstacles(Purpose::Service, 7), []);
    assert_eq!(unhappy.obstacles(Purpose::Retention, 7), []);
}

#[test]
fn selling_by_phone_needs_a_consent_that_was_given_and_not_withdrawn_h_9() {
    let with = |consents: Vec<ConsentChange>| Willing { consents, ..Willing::new() }.obstacles(Purpose::Sales, 0);
    use ConsentPurpose::{Marketing, Recording};
    assert_eq!(with(vec![]), [Obstacle::NoConsent], "unknown is not allowed");
    assert_eq!(with(vec![consent(Recording, None, true, 1)]), [Obstacle::NoConsent], "about something else");
    assert_eq!(with(vec![consent(Marketing, Some(Channel::Email), true, 1)]), [Obstacle::NoConsent]);
    assert_eq!(with(vec![consent(Marketing, None, true, 1)]), []);
    let given = consent(Marketing, Some(Channel::Phone), true, 1);
    assert_eq!(with(vec![given.clone(), consent(Marketing, None, false, 2)]), [Obstacle::Refused]);
    assert_eq!(with(vec![given.clone(), consent(Marketing, Some(Channel::Phone), false, 1)]), [Obstacle::Refused]);
    assert_eq!(with(vec![given, consent(Marketing, Some(Channel::Sms), false, 2)]), []);
    let silent = Willing { consents: vec![], ..Willing::new() };
    assert_eq!(silent.obstacles(Purpose::Service, 0), [], "helping is not advertising");
    assert_eq!(silent.obstacles(Purpose::Retention, 0), [Obstacle::NoConsent]);
}

#[test]
fn only_a_number_in_use_that_can_be_dialed_is_called_the_primary_one_first_h_9() {
    let points = |points: Vec<ContactPoint>| Willing { points, ..Willing::new() };
    let none = [
        point(1, ContactKind::Email, "a@b.test", true, false),
        point(2, ContactKind::Fax, "02-123-4567", true, false),
        point(3, ContactKind::Mobile, "010-1234-5678", true, true),
        point(4, ContactKind::Phone, "unknown", false, false),
    ];
    assert_eq!(points(none.to_vec()).obstacles(Purpose::Service, 0), [Obstacle::NoNumber]);
    let two = [
        point(1, ContactKind::Phone, "02-123-4567", false, false),
        point(2, ContactKind::Mobile, "010-1234-5678", true, false),
    ];
    let called = |tried| number_to_call(&two, "KR", tried).map(|it| it.id);
    assert_eq!([0, 1, 2].map(called), [Some(two[1].id), Some(two[0].id), Some(two[1].id)], "then the others, in turn");
    assert_eq!(number_to_call(&none, "KR", 1), None);
}

#[test]
fn whom_we_called_lately_and_who_waits_on_another_list_is_left_alone_h_9() {
    let called = |days: i64| Willing { last_call_ms: Some(NOW.plus_ms(-days * DAY_MS)), ..Willing::new() };
    assert_eq!(called(6).obstacles(Purpose::Sales, 7), [Obstacle::CalledLately]);
    assert_eq!(called(7).obstacles(Purpose::Sales, 7), []);
    assert_eq!(called(0).obstacles(Purpose::Sales, 0), [], "no rest was asked for");
    let tried = |ms: i64| Willing { tried_ms: Some(NOW.plus_ms(-DAY_MS + ms)), ..called(1) };
    assert_eq!(tried(1).obstacles(Purpose::Sales, 7), [], "the list's own calls have their own pauses");
    assert_eq!(tried(-1).obstacles(Purpose::Sales, 7), [Obstacle::CalledLately], "it was another call");
    let waits = Willing { on_another_list: true, complaint: Some(complaint()), ..called(1) };
    assert_eq!(
        waits.obstacles(Purpose::Sales, 7),
        [Obstacle::Complaint, Obstacle::OnList, Obstacle::CalledLately],
        "all reasons, the weightiest first"
    );
}

/// 1: sales, 2: service, 3: complaints.
fn topics() -> Vec<Topic> {
    let purposes = [Purpose::Sales, Purpose::Service, Purpose::Service];
    let topic = |(id, purpose)| Topic::new(topic_id(id), "t", Localized::default(), purpose, vec![Stage::default(); 4]);
    let mut topics: Vec<_> = (1..).zip(purposes).map(topic).collect();
    topics[2].complaint = true;
    topics
}

fn dialogue(id: u128, topic: u128, stage: u8, open: bool) -> Dialogue {
    Dialogue {
        id: DialogueId(Uuid::from_u128(id)),
        customer: customer(1),
        topic: topic_id(topic),
        opened_ms: NOW.plus_ms(-DAY_MS),
        stage,
        stage_since_ms: NOW.plus_ms(-DAY_MS),
        touches: 3,
        last_contact_ms: NOW.plus_ms(-DAY_MS),
        last_channel: Some(Channel::Web),
        open,
        stale: false,
        closes_ms: None,
    }
}

#[test]
fn the_reason_is_the_strongest_need_on_the_lists_topic_else_on_its_purpose_h_9_h_10() {
    let topics = topics();
    let why = |dialogues: &[Dialogue], topic: Option<u128>, purpose| {
        let found = reason(dialogues, topic.map(topic_id), purpose, |id| topics.iter().find(|it| it.id == id), NOW);
        found.map(|(reason, _)| reason.dialogue.0.as_u128())
    };
    let (low, high) = (dialogue(1, 1, 1, true), dialogue(2, 1, 3, true));
    let (helped, bought, cross) = (dialogue(3, 2, 4, true), dialogue(4, 1, 4, false), dialogue(5, 3, 2, true));
    let all = [low.clone(), high, helped.clone(), bought.clone(), cross.clone()];
    assert_eq!(why(&all, Some(1), Purpose::Sales), Some(2), "the further one");
    assert_eq!(why(&all, Some(2), Purpose::Sales), Some(3), "the list's topic before its purpose");
    assert_eq!(why(&all, None, Purpose::Sales), Some(2));
    assert_eq!(why(&[bought.clone(), helped], Some(1), Purpose::Sales), Some(4), "it ended, on the list's own topic");
    assert_eq!(why(&[bought], None, Purpose::Sales), None);
    assert_eq!(why(std::slice::from_ref(&cross), None, Purpose::Sales), None, "nobody is sold to for a complaint");
    assert_eq!(why(&[cross], None, Purpose::Service), Some(5));
}

fn candidate(of: u128, strength: Option<f64>, obstacles: Vec<Obstacle>) -> Candidate {
    let reason = strength.map(|_| Reason {
        dialogue: DialogueId(Uuid::from_u128(of)),
        topic: topic_id(1),
        stage: 1,
        since_ms: NOW,
        touches: 1,
        last_ms: NOW,
        channel: None,
    });
    Candidate { customer: customer(of), reason, strength: strength.unwrap_or(0.0), obstacles }
}

#[test]
fn the_strongest_need_is_called_first_and_who_does_not_fit_is_told_so_h_9() {
    let asked = vec![
        candidate(1, None, vec![]),
        candidate(2, Some(-9.0), vec![]),
        candidate(3, Some(-2.0), vec![]),
        candidate(3, Some(-1.0), vec![]),
        candidate(4, Some(5.0), vec![Obstacle::NoConsent, Obstacle::CalledLately]),
    ];
    let chosen = choose(asked, 2);
    let ids = |all: &[Candidate]| all.iter().map(|it| it.customer.0.as_u128()).collect::<Vec<_>>();
    assert_eq!((ids(&chosen.called), ids(&chosen.left)), (vec![3, 2], vec![4, 1]));
    let counts = [LeftOut { why: Obstacle::NoConsent, count: 1 }, LeftOut { why: Obstacle::Full, count: 1 }];
    assert_eq!(chosen.left_out, counts, "each once, by the first reason");
    assert_eq!(chosen.left[1].obstacles, [Obstacle::Full]);
}

fn anybody() -> impl Strategy<Value = Candidate> {
    let obstacles = proptest::sample::subsequence(&Obstacle::ALL[..6], 0..=3);
    (1_u128..30, proptest::option::of(-20_i32..5), obstacles)
        .prop_map(|(of, strength, obstacles)| candidate(of, strength.map(f64::from), obstacles))
}

proptest! {
    /// H-9: the same people make the same list, whatever the order in which they are found.
    #[test]
    fn who_is_called_in_what_order_and_who_is_left_out_depends_on_nobodys_order(
        (found, shuffled) in proptest::collection::vec(anybody(), 0..40)
            // A customer has one set of obstacles, however often found.
            .prop_map(|all| {
                let mut of = std::collections::BTreeMap::new();
                all.into_iter().map(|it| {
                    let obstacles = of.entry(it.customer).or_insert_with(|| it.obstacles.clone()).clone();
                    Candidate { obstacles, ..it }
                }).collect::<Vec<_>>()
            })
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        most in 0_usize..20,
    ) {
        let chosen = choose(found.clone(), most);
        prop_assert_eq!(&chosen, &choose(shuffled, most));
        let people: std::collections::BTreeSet<_> = found.iter().map(|it| it.customer).collect();
        prop_assert_eq!(chosen.called.len() + chosen.left.len(), people.len(), "everybody once");
        prop_assert!(chosen.called.len() <= most);
        prop_assert!(chosen.called.iter().all(|it| it.obstacles.is_empty()));
        prop_assert!(chosen.left.iter().all(|it| !it.obstacles.is_empty()));
        prop_assert_eq!(chosen.left_out.iter().map(|it| it.count as usize).sum::<usize>(), chosen.left.len());
        prop_assert!(chosen.left_out.windows(2).all(|pair| pair[0].why < pair[1].why));
        for pair in chosen.called.windows(2) {
            let key = |it: &Candidate| (it.reason.is_none(), -it.strength);
            prop_assert!(key(&pair[0]) <= key(&pair[1]));
        }
    }

    /// P-11, H-9: whatever else is known, nobody with an open complaint or without consent can be sold to, and more knowledge of obstacles never
    /// opens a way.
    #[test]
    fn an_obstacle_never_takes_another_one_away(
        complains in any::<bool>(), asked in any::<bool>(), given in any::<bool>(), number in any::<bool>(), waits in any::<bool>(),
        called in proptest::option::of(0_i64..30), rest_days in 0_u16..20,
    ) {
        let person = Willing {
            consents: if asked { vec![consent(ConsentPurpose::Marketing, None, given, 1)] } else { vec![] },
            points: if number { Willing::new().points } else { vec![] },
            complaint: complains.then(complaint),
            on_another_list: waits,
            last_call_ms: called.map(|days| NOW.plus_ms(-days * DAY_MS)),
            tried_ms: None,
        };
        let selling = person.obstacles(Purpose::Sales, rest_days);
        prop_assert_eq!(selling.contains(&Obstacle::Complaint), complains);
        prop_assert_eq!(selling.iter().any(|it| matches!(it, Obstacle::Refused | Obstacle::NoConsent)), !(asked && given));
        prop_assert!(selling.is_sorted());
        let helping = person.obstacles(Purpose::Service, rest_days);
        prop_assert!(helping.iter().all(|it| selling.contains(it)), "what keeps from helping keeps from selling");
    }
}

fn member() -> ListMember {
    ListMember {
        id: ListMemberId(Uuid::from_u128(7)),
        customer: customer(1),
        list: ListId(Uuid::from_u128(8)),
        rank: 1,
        reason: None,
        taken: None,
        result: None,
    }
}

fn stamp(wall_ms: i64, device: u128) -> Stamp {
    Stamp { hlc: Hlc { wall_ms, counter: 0 }, device: DeviceId(Uuid::from_u128(device)) }
}

fn take(member: &mut Versioned, by: u128, at: Timestamp) {
    let change = FieldChange { field: "taken".into(), value: json!(user(by)), base: vec![] };
    merge::apply(member, &[change], stamp(at.0, by)).unwrap();
}

#[test]
fn a_member_is_one_persons_until_the_lease_ends_d_22() {
    let mut taken = Versioned::new(Record::ListMember(member()), stamp(1, 1));
    assert_eq!(Lease::of(&taken), None);
    take(&mut taken, 1, NOW);
    let held = Lease::of(&taken);
    assert_eq!(held, Some(Lease { by: user(1), until_ms: NOW.plus_ms(LEASE_MS) }));
    let later = |ms: i64| NOW.plus_ms(ms);
    let ask = |wanted: Option<u128>, by: u128, leads, now| check_lease(held, wanted.map(user), user(by), leads, now);
    assert_eq!(ask(Some(2), 2, false, later(LEASE_MS - 1)), Err(LeaseFault::Held));
    assert_eq!(ask(Some(2), 2, true, later(0)), Err(LeaseFault::Held), "nor by who leads");
    assert_eq!(ask(Some(1), 1, false, later(0)), Ok(()), "for longer");
    assert_eq!(ask(Some(2), 2, false, later(LEASE_MS)), Ok(()), "it has lapsed");
    assert_eq!(ask(None, 1, false, later(0)), Ok(()), "given back");
    assert_eq!(ask(None, 2, false, later(0)), Err(LeaseFault::Held));
    assert_eq!(ask(None, 2, true, later(0)), Ok(()), "taken back by who leads");
    assert_eq!(check_lease(None, Some(user(1)), user(2), true, NOW), Err(LeaseFault::NotOneself));
}

fn retries() -> Vec<Retry> {
    vec![
        Retry { outcome: Outcome::NoAnswer, calls: 3, pause_min: 240, other_number: true },
        Retry { outcome: Outcome::Voicemail, calls: 2, pause_min: 1_440, other_number: false },
    ]
}

fn called(outcome: Outcome, calls: u8) -> MemberResult {
    MemberResult::Called { contact: InteractionId(Uuid::nil()), outcome, by: user(1), at_ms: Timestamp(0), calls }
}

#[test]
fn who_was_not_reached_is_called_again_after_the_pause_and_so_often_at_most_d_23() {
    let stands = |result: Option<MemberResult>, minutes: i64| {
        let mut kept = Versioned::new(Record::ListMember(member()), stamp(1, 1));
        let change = FieldChange { field: "result".into(), value: json!(result), base: vec![] };
        merge::apply(&mut kept, &[change], stamp(NOW.0, 1)).unwrap();
        turn(&kept, &retries(), NOW.plus_ms(minutes * 60_000))
    };
    use Outcome::{Abandoned, Declined, NoAnswer, Voicemail};
    assert_eq!(stands(None, 0), Turn::Now);
    let later = |minutes: i64| Turn::Later(NOW.plus_ms(minutes * 60_000));
    assert_eq!(stands(Some(called(NoAnswer, 1)), 0), later(240), "by the stamp, not by what a desktop's clock said");
    assert_eq!(stands(Some(called(NoAnswer, 2)), 239), later(240));
    assert_eq!(stands(Some(called(NoAnswer, 2)), 240), Turn::Now);
    assert_eq!(stands(Some(called(NoAnswer, 3)), 9_999), Turn::Done, "often enough");
    assert_eq!(stands(Some(called(Voicemail, 1)), 240), later(1_440), "each outcome has its own pause");
    assert_eq!(stands(Some(called(Voicemail, 2)), 9_999), Turn::Done, "and its own count");
    assert_eq!(stands(Some(called(Abandoned, 1)), 9_999), Turn::Done, "no rule, no call");
    assert_eq!(stands(Some(called(Declined, 1)), 9_999), Turn::Done);
    let off = MemberResult::TakenOff { obstacle: None, words: String::new(), by: user(1), at_ms: NOW };
    assert_eq!(stands(Some(off), 9_999), Turn::Done);
}

#[test]
fn the_next_call_goes_to_another_number_where_the_rule_says_so_d_23() {
    let tried = |outcome, calls| numbers_tried(&retries(), Some(&called(outcome, calls)));
    assert_eq!(numbers_tried(&retries(), None), 0);
    assert_eq!((tried(Outcome::NoAnswer, 1), tried(Outcome::NoAnswer, 2)), (1, 2));
    assert_eq!(tried(Outcome::Voicemail, 1), 0);
}

proptest! {
    /// D-23: whatever the rules, calls come to an end, and the next one is never before the last.
    #[test]
    fn calls_to_a_member_come_to_an_end(
        calls in 1_u8..=u8::MAX, pause_min in 1_u32..200_000, made in 0_u8..=u8::MAX, at in 0..UNREACHED.len(),
    ) {
        let rule = Retry { outcome: UNREACHED[at], calls, pause_min, other_number: false };
        let next = again(&[rule], rule.outcome, made, NOW);
        prop_assert!(next.is_none_or(|it| it > NOW && made < MAX_CALLS && made < calls));
    }
}

#[test]
fn a_list_and_its_members_have_bounds_and_keep_what_they_were_made_with() {
    let period = Period { from_ms: Timestamp(0), to_ms: NOW };
    let list = CallList {
        id: ListId(Uuid::nil()),
        name: "봄".into(),
        origin: Origin::Cell { cell: Cell { topic: topic_id(1), stage: 2, way: None, period } },
        purpose: Purpose::Sales,
        topic: Some(topic_id(1)),
        script: None,
        offer: String::new(),
        rest_days: 7,
        retries: retries(),
        members: 10_000,
        left_out: vec![],
        closed: false,
        created_by: user(1),
        created_ms: NOW,
    };
    let fault = |list: CallList| limits::check(&Record::CallList(list)).map_err(|it| (it.field, it.fault));
    assert_eq!(fault(list.clone()), Ok(()));
    assert_eq!(fault(CallList { name: " ".into(), ..list.clone() }), Err(("name", Fault::Empty)));
    assert_eq!(fault(CallList { members: 10_001, ..list.clone() }).unwrap_err().0, "members");
    let with = |change: fn(&mut Retry)| {
        let mut list = list.clone();
        change(&mut list.retries[0]);
        fault(list)
    };
    assert_eq!(with(|it| it.calls = MAX_CALLS), Ok(()));
    let wrong: [fn(&mut Retry); 5] = [
        |it| it.calls = 0,
        |it| it.calls = MAX_CALLS + 1,
        |it| it.pause_min = 0,
        |it| it.outcome = Outcome::Declined,
        |it| it.outcome = Outcome::Voicemail,
    ];
    for change in wrong {
        assert_eq!(
            with(change),
            Err(("retries", Fault::OutOfRange)),
            "what a person said is no matter of pauses, and no outcome has two rules"
        );
    }
    let rank = |rank| limits::check(&Record::ListMember(ListMember { rank, ..member() })).is_ok();
    assert_eq!((rank(0), rank(1), rank(10_000), rank(10_001)), (false, true, true, false));

    let mut kept = Versioned::new(Record::CallList(list), stamp(1, 1));
    for (field, value) in [("purpose", json!("service")), ("members", json!(1)), ("origin", json!(null))] {
        let change = FieldChange { field: field.into(), value, base: vec![] };
        assert!(merge::apply(&mut kept, &[change], stamp(2, 1)).is_err(), "{field}");
    }
    let closed = FieldChange { field: "closed".into(), value: json!(true), base: vec![] };
    assert!(merge::apply(&mut kept, &[closed], stamp(2, 1)).is_ok());
}
