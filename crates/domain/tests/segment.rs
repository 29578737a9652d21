//! Who is in a segment (H-8).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    customer::{ConsentChange, ConsentPurpose, Customer, CustomerKind, Language, Remark, RemarkKind, Tier},
    dialogue::{Dialogue, Localized, Purpose, Topic},
    funnel::{Cell, Period, Way},
    id::{ConsentId, CustomerId, DialogueId, InteractionId, ParticipationId, RemarkId, TeamId, TopicId, UserId},
    interaction::Channel,
    journey::{End, Journey, Reached, Touch},
    participation::{FeedbackKind, Part, Participation},
    segment::{Condition, DialogueState, MAX_CONDITIONS, Matches, PartKind, Person, SegmentFault, SegmentQuery, Test},
    time::Timestamp,
};
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;
const NOW: Timestamp = Timestamp(1_000 * DAY_MS);

fn days_ago(days: i64) -> Timestamp {
    NOW.plus_ms(-days * DAY_MS)
}

fn customer() -> Customer {
    Customer {
        id: CustomerId(Uuid::from_u128(1)),
        team: TeamId(Uuid::from_u128(7)),
        kind: CustomerKind::Person,
        name: "김민서".into(),
        name_latin: None,
        company: None,
        account_no: None,
        language: Language::Ko,
        tier: Tier::Gold,
        time_zone: None,
        address: Some("서울시 Mapo-gu 12".into()),
        preferred_agent: None,
        created_ms: Timestamp(0),
        name_confirmed: None,
        address_confirmed: None,
    }
}

fn topic_id() -> TopicId {
    TopicId(Uuid::from_u128(3))
}

fn journey(stage: u8, end: End, last: i64, touches: u32) -> Journey {
    let dialogue = Dialogue {
        id: DialogueId(Uuid::from_u128(4)),
        customer: customer().id,
        topic: topic_id(),
        opened_ms: days_ago(60),
        stage,
        stage_since_ms: days_ago(last),
        touches,
        last_contact_ms: days_ago(last),
        last_channel: None,
        open: end == End::Open,
        stale: false,
        closes_ms: None,
    };
    let reached = vec![
        Reached { stage: 1, at_ms: days_ago(60), channel: Some(Channel::Web) },
        Reached { stage, at_ms: days_ago(last), channel: None },
    ];
    Journey { dialogue, reached, end }
}

fn touch(days: i64, channel: Channel) -> Touch {
    Touch { at_ms: days_ago(days), id: InteractionId(Uuid::from_u128(days as u128)), channel, dialogue: None }
}

fn consent(days: i64, channel: Option<Channel>, granted: bool) -> ConsentChange {
    ConsentChange {
        id: ConsentId(Uuid::from_u128(days as u128)),
        customer: customer().id,
        purpose: ConsentPurpose::Marketing,
        channel,
        granted,
        at_ms: days_ago(days),
        source: String::new(),
    }
}

fn remark(text: &str) -> Remark {
    Remark {
        id: RemarkId(Uuid::from_u128(1)),
        customer: customer().id,
        kind: RemarkKind::Preference,
        text: text.into(),
        priority: 3,
        due_ms: None,
        expires_ms: Some(days_ago(-1)),
        done: false,
        author: UserId(Uuid::from_u128(2)),
        created_ms: days_ago(5),
    }
}

fn one(test: Test) -> SegmentQuery {
    SegmentQuery { matches: Matches::All, conditions: vec![Condition { not: false, test }] }
}

/// Whether a test holds of somebody with all that these tests are about; a condition that must not hold is its opposite.
fn holds(test: Test) -> bool {
    let (journeys, touches) = ([journey(3, End::Open, 10, 4)], [touch(1, Channel::Phone), touch(9, Channel::Web)]);
    let consents =
        [consent(8, None, true), consent(5, Some(Channel::Sms), false), consent(9, Some(Channel::Sms), true)];
    let (customer, remarks) = (customer(), [remark("Calls after 18:00")]);
    let person = Person {
        customer: &customer,
        remarks: &remarks,
        consents: &consents,
        journeys: &journeys,
        touches: &touches,
        participations: &[],
    };
    let topic = Topic::new(topic_id(), "plan", Localized::default(), Purpose::Sales, Vec::new());
    let asked = |query: &SegmentQuery| query.holds(&person, |id| (id == topic.id).then_some(&topic), NOW);
    let query = one(test);
    assert_eq!(query.check(), Ok(()));
    let mut opposite = query.clone();
    opposite.conditions[0].not = true;
    assert_ne!(asked(&query), asked(&opposite));
    asked(&query)
}

#[test]
fn the_profile_is_asked_h_8() {
    assert!(holds(Test::Tier { tiers: vec![Tier::Vip, Tier::Gold] }) && !holds(Test::Tier { tiers: vec![Tier::Vip] }));
    assert!(holds(Test::Language { language: Language::Ko }) && !holds(Test::Language { language: Language::En }));
    let team = |id| Test::Team { teams: vec![TeamId(Uuid::from_u128(id))] };
    assert!(holds(team(7)) && !holds(team(8)));
    let region = |words: &str| Test::Region { words: words.into() };
    assert!(holds(region("서울")) && holds(region(" MAPO ")) && !holds(region("부산")));
}

fn about_dialogues() -> Test {
    Test::Dialogue {
        topic: Some(topic_id()),
        purpose: Some(Purpose::Sales),
        from_stage: Some(2),
        to_stage: Some(3),
        state: DialogueState::Open,
        idle_days: Some(10),
        touches: Some(4),
    }
}

#[test]
fn a_dialogue_must_be_all_that_one_condition_asks_h_8() {
    assert!(holds(about_dialogues()));
    let with = |change: fn(&mut Test)| {
        let mut test = about_dialogues();
        change(&mut test);
        holds(test)
    };
    assert!(!with(|it| if let Test::Dialogue { purpose, .. } = it {
        *purpose = Some(Purpose::Service)
    }));
    assert!(!with(|it| if let Test::Dialogue { topic, .. } = it {
        *topic = Some(TopicId(Uuid::from_u128(9)))
    }));
    assert!(!with(|it| if let Test::Dialogue { from_stage, to_stage, .. } = it {
        (*from_stage, *to_stage) = (Some(4), None)
    }));
    assert!(!with(|it| if let Test::Dialogue { from_stage, to_stage, .. } = it {
        (*from_stage, *to_stage) = (None, Some(2))
    }));
    assert!(!with(|it| if let Test::Dialogue { state, .. } = it {
        *state = DialogueState::Ended
    }));
    assert!(!with(|it| if let Test::Dialogue { idle_days, .. } = it {
        *idle_days = Some(11)
    }));
    assert!(!with(|it| if let Test::Dialogue { touches, .. } = it {
        *touches = Some(5)
    }));
}

#[test]
fn contacts_are_counted_within_days_and_by_channel_h_8() {
    let contacts = |channel, days, times| Test::Contacts { channel, days, times };
    assert!(holds(contacts(None, 10, 2)) && !holds(contacts(None, 10, 3)));
    assert!(!holds(contacts(None, 9, 2)) && holds(contacts(Some(Channel::Web), 10, 1)));
    assert!(!holds(contacts(Some(Channel::Fax), 10, 1)));
}

#[test]
fn the_latest_change_of_consent_about_the_channel_or_all_holds_h_8() {
    let consent = |channel| Test::Consent { purpose: ConsentPurpose::Marketing, channel };
    assert!(holds(consent(None)) && holds(consent(Some(Channel::Phone))) && !holds(consent(Some(Channel::Sms))));
    assert!(!holds(Test::Consent { purpose: ConsentPurpose::Profiling, channel: None }));
}

#[test]
fn a_remark_counts_while_it_holds_h_8() {
    let remark = |kind, words: &str| Test::Remark { kind, words: words.into() };
    assert!(holds(remark(RemarkKind::Preference, "")) && holds(remark(RemarkKind::Preference, "calls AFTER")));
    assert!(!holds(remark(RemarkKind::Warning, "")) && !holds(remark(RemarkKind::Preference, "before")));
}

#[test]
fn the_last_survey_counts_and_earlier_ones_do_not_h_8_p_9() {
    let took = |at_ms: Timestamp, part| Participation {
        id: ParticipationId(Uuid::from_u128(at_ms.0 as u128)),
        customer: CustomerId(Uuid::from_u128(1)),
        interaction: InteractionId(Uuid::from_u128(8)),
        dialogue: None,
        rule: None,
        by: None,
        at_ms,
        part,
    };
    let survey = |score| Part::Survey { score, words: String::new() };
    let complaint = Part::Feedback { kind: FeedbackKind::Complaint, words: "늦어요".into() };
    let all = [took(days_ago(5), survey(3)), took(days_ago(90), survey(9)), took(days_ago(40), complaint)];
    let customer = customer();
    let holds = |test| {
        let person = Person {
            customer: &customer,
            remarks: &[],
            consents: &[],
            journeys: &[],
            touches: &[],
            participations: &all,
        };
        let conditions = vec![Condition { not: false, test }];
        let query = SegmentQuery { matches: Matches::All, conditions };
        assert_eq!(query.check(), Ok(()));
        query.holds(&person, |_| None, NOW)
    };
    assert!(holds(Test::Survey { from: 0, to: 6, days: 30 }) && holds(Test::Survey { from: 3, to: 3, days: 6 }));
    assert!(!holds(Test::Survey { from: 7, to: 10, days: 365 }), "9 was said before 3");
    assert!(!holds(Test::Survey { from: 0, to: 6, days: 4 }));
    let part = |part, days| Test::Participation { part, days };
    assert!(holds(part(PartKind::Complaint, 60)) && !holds(part(PartKind::Complaint, 30)));
    assert!(holds(part(PartKind::Survey, 10)) && !holds(part(PartKind::Referral, 365)));
    assert!(!holds(part(PartKind::Praise, 365)));
}

#[test]
fn a_number_of_the_funnel_becomes_a_segment_of_the_same_customers_h_7_h_8() {
    let period = |days| Period { from_ms: days_ago(days).plus_ms(1), to_ms: NOW.plus_ms(1) };
    let cell = |stage, way, days| Cell { topic: topic_id(), stage, way, period: period(days) };
    for (cell, counted) in [
        (cell(1, Some(Way::By(Channel::Web)), 61), true),
        (cell(1, Some(Way::By(Channel::Fax)), 61), false),
        (cell(1, None, 60), false),
        (cell(3, Some(Way::NoContact), 11), true),
        (cell(2, None, 90), false),
    ] {
        assert_eq!(cell.entered(&journey(3, End::Open, 10, 4)).is_some(), counted);
        assert_eq!(holds(SegmentQuery::of_cell(&cell).conditions.remove(0).test), counted);
    }
}

#[test]
fn all_or_any_of_the_conditions_must_hold_and_nobody_is_in_a_segment_without_any_h_8() {
    let (korean, english) = (Test::Language { language: Language::Ko }, Test::Language { language: Language::En });
    let conditions: Vec<_> = [korean, english].map(|test| Condition { not: false, test }).into();
    let customer = customer();
    let person =
        Person { customer: &customer, remarks: &[], consents: &[], journeys: &[], touches: &[], participations: &[] };
    let holds = |matches, conditions: &[Condition]| {
        SegmentQuery { matches, conditions: conditions.to_vec() }.holds(&person, |_| None, NOW)
    };
    assert!(!holds(Matches::All, &conditions) && holds(Matches::Any, &conditions));
    assert!(!holds(Matches::All, &[]) && !holds(Matches::Any, &[]));
}

#[test]
fn what_is_out_of_range_is_not_asked_h_8() {
    let fault = |test| one(test).check().unwrap_err();
    assert_eq!(fault(Test::Tier { tiers: vec![] }), SegmentFault::Condition);
    assert_eq!(fault(Test::Region { words: " ".into() }), SegmentFault::Condition);
    assert_eq!(fault(Test::Contacts { channel: None, days: 0, times: 1 }), SegmentFault::Condition);
    assert_eq!(fault(Test::Contacts { channel: None, days: 1, times: 0 }), SegmentFault::Condition);
    let nothing = SegmentQuery { matches: Matches::All, conditions: vec![] };
    assert_eq!(nothing.check(), Err(SegmentFault::Empty));
    let condition = Condition { not: true, test: Test::Language { language: Language::Ko } };
    let many = SegmentQuery { matches: Matches::Any, conditions: vec![condition; MAX_CONDITIONS + 1] };
    assert_eq!(many.check(), Err(SegmentFault::TooMany));
}
