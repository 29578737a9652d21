//! The centre's model of its topics: learned from what people decided, suggested to them.

use daehwa_domain::{
    assignment::Assignment,
    classifier::Bag,
    conversation::{Message, MessageKind, Party},
    dialogue::{Cause, DialogueOpened, FIRST_VERSION, Localized, Purpose, Topic},
    id::{AssignmentId, ConversationId, CustomerId, DialogueId, InteractionId, NoteId, TeamId, TopicId, UserId},
    interaction::{Channel, Direction, Interaction, Note},
    record::Fact,
    time::Timestamp,
    topic_model::{MAX_EXAMPLE_CHARS, MIN_EXAMPLES, Spoken, TopicModel, spoken},
};
use uuid::Uuid;

const CUSTOMER: CustomerId = CustomerId(Uuid::from_u128(1));
const REFUND: TopicId = TopicId(Uuid::from_u128(10));
const PARCEL: TopicId = TopicId(Uuid::from_u128(11));
const RARE: TopicId = TopicId(Uuid::from_u128(12));
const DIALOGUE: DialogueId = DialogueId(Uuid::from_u128(20));
const USER: UserId = UserId(Uuid::from_u128(30));

fn topic(id: TopicId, ko: &str) -> Topic {
    Topic {
        id,
        key: "key".into(),
        name: Localized { ko: ko.into(), en: "Refund".into() },
        purpose: Purpose::Service,
        stages: Vec::new(),
        retired: false,
        complaint: false,
        ageing: Default::default(),
        moves: Default::default(),
        revisions: Vec::new(),
    }
}

fn opened() -> Fact {
    Fact::DialogueOpened(DialogueOpened {
        id: DIALOGUE,
        customer: CUSTOMER,
        topic: REFUND,
        opened_ms: Timestamp(5),
        version: FIRST_VERSION,
    })
}

fn contact(id: u128, at: i64, agent: Option<UserId>, dialogue: Option<DialogueId>, summary: &str) -> Interaction {
    Interaction {
        id: InteractionId(Uuid::from_u128(id)),
        customer: CUSTOMER,
        team: TeamId(Uuid::from_u128(2)),
        dialogue,
        channel: Channel::Phone,
        direction: Direction::Inbound,
        started_ms: Timestamp(at),
        duration_ms: 0,
        agent,
        address: None,
        call: None,
        route: None,
        outcome: None,
        summary: summary.into(),
        web: None,
    }
}

fn note(id: u128, of: u128, text: &str, replaces: Option<u128>) -> Fact {
    Fact::Note(Note {
        id: NoteId(Uuid::from_u128(id)),
        customer: CUSTOMER,
        interaction: InteractionId(Uuid::from_u128(of)),
        author: USER,
        at_ms: Timestamp(9),
        text: text.into(),
        replaces: replaces.map(|it| NoteId(Uuid::from_u128(it))),
    })
}

fn message(id: u128, direction: Direction, text: &str) -> Fact {
    Fact::Message(Box::new(Message {
        id: InteractionId(Uuid::from_u128(id)),
        part_of: None,
        customer: CUSTOMER,
        conversation: ConversationId(Uuid::from_u128(40)),
        channel: Channel::Email,
        direction,
        at_ms: Timestamp(9),
        from: Party::default(),
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text: text.into(),
        cut: false,
        has_html: false,
        attachments: Vec::new(),
        answers: None,
        follows: None,
        kind: MessageKind::Person,
        advertises: false,
        author: None,
        canned: None,
    }))
}

fn assigned(id: u128, contact: u128, at: i64, cause: Cause) -> Fact {
    Fact::Assigned(Assignment {
        id: AssignmentId(Uuid::from_u128(id)),
        customer: CUSTOMER,
        interaction: InteractionId(Uuid::from_u128(contact)),
        dialogue: Some(DIALOGUE),
        at_ms: Timestamp(at),
        cause,
    })
}

fn rule() -> Cause {
    Cause::Rule { interaction: InteractionId(Uuid::from_u128(50)), rule: "rule".into() }
}

#[test]
fn a_dialogue_that_a_person_put_on_its_topic_is_read_whole_and_in_its_order_h_1() {
    let facts = [
        Fact::Interaction(contact(52, 30, Some(USER), Some(DIALOGUE), "환불 · 해결")),
        Fact::Interaction(contact(51, 20, None, Some(DIALOGUE), "Re: 문의")),
        Fact::Interaction(contact(50, 10, None, Some(DIALOGUE), "페이지: 환불 안내")),
        Fact::Interaction(contact(53, 40, None, Some(DIALOGUE), "답장")),
        message(51, Direction::Inbound, "돈을 돌려주세요"),
        message(53, Direction::Outbound, "안녕하세요, 상담센터입니다"),
        note(60, 52, "환불 요청 (오타)", None),
        note(61, 52, "환불 요청", Some(60)),
        opened(),
    ];
    let dialogues = spoken(&facts, &[topic(REFUND, "환불")]);
    let expected = Spoken {
        dialogue: DIALOGUE,
        topic: REFUND,
        opened_ms: Timestamp(5),
        text: "페이지: 환불 안내\n돈을 돌려주세요\n환불 요청".into(),
    };
    assert_eq!(dialogues, [expected]);
}

#[test]
fn what_no_person_chose_and_what_was_made_from_the_topics_name_teaches_nothing_h_1() {
    let topics = [topic(REFUND, "환불")];
    let by_rule = [opened(), Fact::Interaction(contact(50, 10, None, Some(DIALOGUE), "돈을 돌려주세요"))];
    assert_eq!(spoken(&by_rule, &topics), []);
    let confirmed = [&by_rule[..], &[assigned(1, 50, 20, Cause::Person { user: USER })]].concat();
    assert_eq!(spoken(&confirmed, &topics).len(), 1);
    let overruled = [&confirmed[..], &[assigned(2, 50, 30, rule())]].concat();
    assert_eq!(spoken(&overruled, &topics), []);
    let made = [opened(), Fact::Interaction(contact(50, 10, Some(USER), Some(DIALOGUE), "Refund · Resolved"))];
    assert_eq!(spoken(&made, &topics), []);
    let retired = Topic { retired: true, ..topics[0].clone() };
    assert_eq!(spoken(&confirmed, &[retired]), []);
}

#[test]
fn a_long_dialogue_is_read_from_its_beginning_h_1() {
    let long = "가나다 ".repeat(5_000);
    let facts = [opened(), Fact::Interaction(contact(50, 10, Some(USER), Some(DIALOGUE), &long))];
    assert_eq!(spoken(&facts, &[topic(REFUND, "환불")])[0].text.chars().count(), MAX_EXAMPLE_CHARS);
}

/// Dialogues about refunds and parcels, each in words of its own, and a few about something else.
fn dialogues() -> Vec<Spoken> {
    let said = |topic: TopicId, at: usize, text: String| Spoken {
        dialogue: DialogueId(Uuid::from_u128(at as u128)),
        topic,
        opened_ms: Timestamp(at as i64),
        text,
    };
    let (things, days) = (["신발", "가방", "모자", "shoes", "a bag"], ["어제", "오늘", "월요일", "today", "last week"]);
    let mut all = Vec::new();
    for at in 0..2 * MIN_EXAMPLES {
        let (thing, day) = (things[at % 5], days[at / 5 % 5]);
        all.push(said(REFUND, 3 * at, format!("{day} 산 {thing} 환불 요청, 주문 취소하고 돈을 돌려 달라고 함")));
        all.push(said(PARCEL, 3 * at + 1, format!("{day} 보낸 {thing} 배송 조회, 택배가 언제 도착하는지 물어봄")));
        if at < MIN_EXAMPLES - 1 {
            all.push(said(RARE, 3 * at + 2, format!("{day} {thing} 색상 문의")));
        }
    }
    all
}

#[test]
fn a_text_gets_its_topic_with_the_words_that_say_so_or_nothing_h_1() {
    let model = TopicModel::learn(&dialogues(), Timestamp(1_000), None).expect("enough");
    assert_eq!(model.topics, [REFUND, PARCEL], "a rare topic is not learned");
    let text = "지난주에 산 우산인데 환불 받고 싶고 주문을 취소할게요";
    let suggestion = model.suggest(&Bag::of(text)).expect("sure");
    assert_eq!(suggestion.topic, REFUND);
    let reasons = model.reasons(text, REFUND);
    assert!(reasons.contains(&"환불".to_owned()) && reasons.len() <= 3, "{reasons:?}");
    assert_eq!(model.suggest(&Bag::of("안녕하세요")), None);
    assert_eq!(model.suggest(&Bag::default()), None);
}

#[test]
fn evidence_adds_up_over_a_conversation_h_1() {
    let model = TopicModel::learn(&dialogues(), Timestamp(1_000), None).expect("enough");
    let mut said = Bag::of("안녕하세요");
    assert_eq!(model.suggest(&said), None);
    said.add("택배가 아직인데 배송 조회 부탁드려요");
    assert_eq!(model.suggest(&said).map(|it| it.topic), Some(PARCEL));
}

#[test]
fn with_too_few_dialogues_nothing_is_said_h_1() {
    let few: Vec<_> = dialogues().into_iter().filter(|it| it.topic != PARCEL).collect();
    assert_eq!(TopicModel::learn(&few, Timestamp(0), None), None);
    assert_eq!(TopicModel::learn(&[], Timestamp(0), None), None);
}

#[test]
fn suggestions_are_held_against_what_people_chose_since_h_1() {
    let model = TopicModel::learn(&dialogues(), Timestamp(1_000), None).expect("enough");
    let later =
        |topic, text: &str| Spoken { dialogue: DIALOGUE, topic, opened_ms: Timestamp(1_001), text: text.into() };
    let refund = "오늘 산 모자 환불 요청, 주문 취소하고 돈을 돌려 달라고 함";
    let since = [later(REFUND, refund), later(PARCEL, refund), later(PARCEL, "안녕하세요")];
    let all = [&dialogues()[..], &since].concat();
    let agreement = model.agreement(&all);
    assert_eq!((agreement.since_ms, agreement.dialogues), (Timestamp(1_000), 3));
    assert_eq!((agreement.suggested, agreement.agreed), (2, 1));
}
