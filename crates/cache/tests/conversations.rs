//! The inbox over the cache: what stands in it, in which order, and what brings a conversation back (D-12).
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use daehwa_cache::{Cache, InboxFilter, Matched, Shelf, TimelineFilter, TimelinePage, Whose};
use daehwa_domain::{
    calendar::{Calendar, PublicHolidays, Span},
    conversation::{
        Attachment, Conversation, Dispatch, DispatchStatus, Mailbox, Message, MessageKind, Party, Priority, Standing,
        State,
    },
    customer::Tier,
    dialogue::Localized,
    id::{AttachmentId, ConversationId, CustomerId, InteractionId, UserId},
    identity::{Merged, Unmerged},
    interaction::{Channel, Direction, Interaction},
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};
use daehwa_protocol::{
    error::Refusal,
    message::{Change, OpResult, Progress, Verdict},
    op::Action,
    scope::Scope,
};
use serde_json::json;
use uuid::Uuid;

const MINUTE_MS: i64 = 60_000;
const ALL: InboxFilter = InboxFilter { whose: Whose::All, channel: None, standing: Shelf::Open };

fn mailbox(answer_within_min: u32) -> Mailbox {
    Mailbox {
        id: id(),
        key: "help".into(),
        channel: Channel::Email,
        address: "help@daehwa.example".into(),
        name: Localized::default(),
        team: team(),
        signature: Localized::default(),
        answer_within_min,
        calendar: None,
        free_refusal: String::new(),
        retired: false,
    }
}

fn conversation(of: CustomerId) -> Conversation {
    Conversation {
        id: id(),
        customer: of,
        team: team(),
        channel: Channel::Email,
        mailbox: None,
        subject: "요금 문의".into(),
        state: State::Open,
        taken: None,
        priority: Priority::Normal,
        due_ms: None,
        created_ms: NOW,
    }
}

fn message(of: &Conversation, direction: Direction, at_ms: i64) -> Message {
    Message {
        id: id(),
        part_of: None,
        customer: of.customer,
        conversation: of.id,
        channel: of.channel,
        direction,
        at_ms: Timestamp(at_ms),
        from: Party { name: None, address: "minjun@example.com".into() },
        to: vec![],
        cc: vec![],
        subject: "요금 문의".into(),
        text: "안녕하세요\n> 인용\n요금이 왜 올랐나요?".into(),
        cut: false,
        has_html: false,
        attachments: vec![],
        answers: None,
        follows: None,
        kind: MessageKind::Person,
        advertises: false,
        author: (direction == Direction::Outbound).then(user),
        canned: None,
    }
}

/// A cache whose customers' messages come from the server.
struct Ground {
    _place: Place,
    cache: Cache,
    seq: std::cell::Cell<u64>,
}

impl Ground {
    fn new() -> Self {
        let place = Place::new();
        let cache = place.open();
        Self { _place: place, cache, seq: std::cell::Cell::new(0) }
    }

    fn arrives(&self, changes: &[Change]) {
        let from = self.seq.get();
        self.cache.apply_delta(Scope::Team(team()), from, from + 1, changes, NOW).unwrap();
        self.seq.set(from + 1);
    }

    fn customer(&self, name: &str, tier: Tier) -> CustomerId {
        let made = daehwa_domain::customer::Customer { tier, ..customer(name) };
        let of = made.id;
        self.arrives(&[record_change(Record::Customer(made))]);
        of
    }

    fn begins(&self, conversation: &Conversation, at_ms: i64) -> InteractionId {
        self.arrives(&[record_change(Record::Conversation(conversation.clone()))]);
        self.writes(message(conversation, Direction::Inbound, at_ms))
    }

    fn writes(&self, message: Message) -> InteractionId {
        let id = message.id;
        let contact = Interaction {
            id,
            channel: message.channel,
            direction: message.direction,
            ..interaction(message.customer, message.at_ms.0, None)
        };
        let facts = [Fact::Interaction(contact), Fact::Message(Box::new(message))].map(fact_change);
        self.arrives(&facts);
        id
    }

    fn set(&self, of: &Conversation, field: &str, value: serde_json::Value) -> Vec<daehwa_protocol::op::Op> {
        let target = RecordRef { kind: RecordKind::Conversation, id: of.id.0 };
        self.cache.commit(work().set(id(), target, Some(of.customer), vec![(field.into(), value)])).unwrap()
    }

    fn listed(&self, filter: InboxFilter) -> Vec<ConversationId> {
        let (rows, total) = self.cache.inbox(&filter, 0, 100, NOW).unwrap();
        assert_eq!(rows.len(), total as usize);
        rows.into_iter().map(|it| it.conversation.id).collect()
    }
}

#[test]
fn the_inbox_is_in_the_order_of_when_an_answer_is_due_and_says_why_d_12() {
    let ground = Ground::new();
    let quick = mailbox(60);
    ground.cache.apply_delta(Scope::Centre, 0, 1, &[record_change(Record::Mailbox(quick.clone()))], NOW).unwrap();
    let plain = ground.customer("김민준", Tier::Basic);
    let valued = ground.customer("이서연", Tier::Vip);
    let [first, second, third, urgent] = [
        conversation(plain),
        Conversation { mailbox: Some(quick.id), ..conversation(plain) },
        conversation(valued),
        Conversation { priority: Priority::Urgent, ..conversation(plain) },
    ];
    for it in [&first, &second, &third, &urgent] {
        ground.begins(it, NOW.0 - 10 * MINUTE_MS);
    }
    assert_eq!(ground.listed(ALL), [urgent.id, second.id, third.id, first.id]);
    let (rows, _) = ground.cache.inbox(&ALL, 1, 1, NOW).unwrap();
    assert_eq!(rows[0].urgency.due_ms, Some(NOW.plus_ms(50 * MINUTE_MS)));
    assert_eq!(rows[0].last.as_ref().unwrap().words, "안녕하세요 요금이 왜 올랐나요?");

    // An answer ends the waiting, and a mailbox's time counts from when it is set.
    ground.writes(message(&urgent, Direction::Outbound, NOW.0));
    assert_eq!(ground.listed(ALL), [second.id, third.id, first.id, urgent.id]);
    let slow = Mailbox { answer_within_min: 10_000, ..quick };
    ground
        .cache
        .commit(work().set(
            id(),
            RecordRef { kind: RecordKind::Mailbox, id: slow.id.0 },
            None,
            vec![("answer_within_min".into(), json!(10_000))],
        ))
        .unwrap();
    assert_eq!(ground.listed(ALL), [third.id, first.id, second.id, urgent.id]);
}

#[test]
fn what_is_put_away_comes_back_with_the_next_message_whoever_set_it_when_d_12() {
    let ground = Ground::new();
    let of = conversation(ground.customer("김민준", Tier::Basic));
    ground.begins(&of, NOW.0 - HOUR_MS);
    let until = NOW.plus_ms(HOUR_MS);
    ground.set(&of, "state", json!(State::Snoozed { until_ms: until, read: 1 }));
    assert_eq!(ground.listed(ALL), []);
    assert_eq!(ground.cache.next_snooze_end(NOW).unwrap(), Some(until));
    let snoozed = InboxFilter { standing: Shelf::Snoozed, ..ALL };
    assert_eq!(ground.listed(snoozed), [of.id]);
    assert_eq!(ground.cache.inbox(&ALL, 0, 10, until).unwrap().1, 1, "its moment has come");

    // Written before it was snoozed, and here only after it.
    ground.writes(message(&of, Direction::Inbound, NOW.0 - 2 * HOUR_MS));
    assert_eq!((ground.listed(ALL), ground.listed(snoozed)), (vec![of.id], vec![]));
    ground.set(&of, "state", json!(State::Done { read: 2 }));
    assert_eq!(ground.listed(InboxFilter { standing: Shelf::Done, ..ALL }), [of.id]);
    // A program's answer asks for nobody; that ours did not arrive does.
    ground.writes(Message { kind: MessageKind::AutoReply, ..message(&of, Direction::Inbound, NOW.0) });
    assert_eq!(ground.listed(ALL), []);
    ground.writes(Message { kind: MessageKind::Bounce, ..message(&of, Direction::Inbound, NOW.0 + 1) });
    let view = ground.cache.conversation(of.id, NOW).unwrap().unwrap();
    assert_eq!((view.row.standing, view.row.asking, view.messages.len()), (Standing::Open, 3, 4));
}

#[test]
fn a_refused_claim_is_forgotten_and_a_refused_answer_is_kept_d_12() {
    let ground = Ground::new();
    let of = conversation(ground.customer("김민준", Tier::Basic));
    let asked = ground.begins(&of, NOW.0 - HOUR_MS);
    let mine = InboxFilter { whose: Whose::Of(user()), ..ALL };
    let wish = ground.set(&of, "taken", json!(user()));
    assert_eq!(ground.listed(mine), [of.id]);
    let colleague = UserId(Uuid::from_u128(0xB0));
    let held = Verdict::Refused { refusal: Refusal::Held, detail: colleague.to_string() };
    ground.cache.ack(&[OpResult { op: wish[0].id, counter: wish[0].counter, verdict: held }], NOW).unwrap();
    assert_eq!((ground.listed(mine), ground.cache.wedged().unwrap().len()), (vec![], 0));

    let reply = Message { answers: Some(asked), ..message(&of, Direction::Outbound, NOW.0) };
    let ops = ground.cache.commit(work().append(id(), Fact::Message(Box::new(reply.clone())))).unwrap();
    let shown = |of: &Message| ground.cache.message(of.id).unwrap().unwrap();
    assert_eq!((shown(&reply).unsent, shown(&reply).refused), (true, None));
    let answered = Verdict::Refused { refusal: Refusal::Answered, detail: String::new() };
    ground.cache.ack(&[OpResult { op: ops[0].id, counter: ops[0].counter, verdict: answered }], NOW).unwrap();
    assert_eq!(shown(&reply).refused, Some(Refusal::Answered));
    assert_eq!(shown(&reply).message.text, reply.text, "nothing is lost");

    let sent =
        Dispatch { id: id(), customer: of.customer, message: reply.id, at_ms: NOW, status: DispatchStatus::Queued };
    let later = Dispatch { id: id(), at_ms: NOW.plus_ms(1), status: DispatchStatus::Sent, ..sent.clone() };
    ground.arrives(&[fact_change(Fact::Dispatch(later.clone())), fact_change(Fact::Dispatch(sent))]);
    assert_eq!(shown(&reply).dispatch, Some(later));
}

#[test]
fn a_customer_who_leaves_takes_the_conversations_along_d_12() {
    let ground = Ground::new();
    let of = conversation(ground.customer("김민준", Tier::Basic));
    ground.begins(&of, NOW.0);
    assert_ne!(ground.cache.checksum(Scope::Team(team())).unwrap(), 0);
    ground.arrives(&[Change::Left { customer: of.customer }]);
    assert_eq!(ground.listed(ALL), []);
    assert_eq!(ground.cache.conversation(of.id, NOW).unwrap(), None);
    assert_eq!(ground.cache.checksum(Scope::Team(team())).unwrap(), 0);
}

#[test]
fn the_timeline_says_what_was_written_and_finds_it_by_its_words_d_30() {
    let ground = Ground::new();
    let of = conversation(ground.customer("김민준", Tier::Basic));
    let asked = ground.begins(&of, NOW.0 - HOUR_MS);
    ground
        .writes(Message {
            text: "할인이 끝났습니다\n-- \n상담1팀".into(), ..message(&of, Direction::Outbound, NOW.0)
        });
    let pop = ground.cache.customer_view(of.customer, NOW).unwrap().unwrap();
    let words = |page: &TimelinePage| -> Vec<_> {
        page.rows.iter().map(|it| it.written.as_ref().map(|it| (it.conversation, it.words.clone())).unwrap()).collect()
    };
    let both = [(of.id, "할인이 끝났습니다".to_owned()), (of.id, "안녕하세요 요금이 왜 올랐나요?".to_owned())];
    assert_eq!(words(&pop.timeline), both);

    let looked_for = TimelineFilter { text: Some("올랐나요".into()), ..TimelineFilter::default() };
    let found = ground.cache.timeline(of.customer, &looked_for, None, 10).unwrap();
    assert_eq!(found.rows.iter().map(|it| it.interaction.id).collect::<Vec<_>>(), [asked]);
    assert_eq!(words(&found), both[1..]);
}

#[test]
fn the_counts_are_by_channel_and_by_who_has_them_d_12() {
    let ground = Ground::new();
    let of = ground.customer("김민준", Tier::Basic);
    let texts = Conversation { channel: Channel::Sms, ..conversation(of) };
    let taken = Conversation { taken: Some(user()), ..conversation(of) };
    for it in [&texts, &taken, &conversation(of)] {
        ground.begins(it, NOW.0);
    }
    let counts = ground.cache.inbox_counts(user(), NOW).unwrap();
    assert_eq!((counts.mine, counts.nobody), (1, 2));
    assert_eq!(counts.channels, [(Channel::Email, 2), (Channel::Sms, 1)]);
    let texts_only = InboxFilter { channel: Some(Channel::Sms), whose: Whose::Nobody, ..ALL };
    assert_eq!(ground.listed(texts_only), [texts.id]);
}

#[test]
fn conversations_of_one_person_lie_together_and_part_again_d_12() {
    let ground = Ground::new();
    let (survivor, absorbed) = (ground.customer("김민서", Tier::Basic), ground.customer("Kim Minseo", Tier::Vip));
    let written = conversation(absorbed);
    let asked = message(&written, Direction::Inbound, NOW.0);
    ground.arrives(&[
        record_change(Record::Conversation(written.clone())),
        fact_change(Fact::Message(Box::new(asked.clone()))),
        fact_change(Fact::Interaction(Interaction { id: asked.id, ..interaction(absorbed, NOW.0, None) })),
    ]);
    let merged =
        Merged { id: id(), customer: survivor, absorbed, at_ms: NOW, by: user(), device: device(), chosen: Vec::new() };
    let undone = Unmerged { id: id(), customer: survivor, absorbed, merge: merged.id, at_ms: NOW, by: user() };
    let of = |customer| ground.cache.conversations_of(customer, NOW).unwrap().len();
    let in_all = || ground.cache.inbox(&ALL, 0, 10, NOW).unwrap().1;
    ground.cache.commit(work().append(id(), Fact::Merged(merged))).unwrap();
    assert_eq!((of(survivor), of(absorbed), in_all()), (1, 1, 1));
    let row = &ground.cache.conversations_of(survivor, NOW).unwrap()[0];
    assert_eq!((row.customer.id, row.messages), (survivor, 1));

    // Answered on the survivor's screen: the words and the contact are the absorbed one's, as their conversation is.
    let answer = Message { customer: survivor, ..message(&written, Direction::Outbound, NOW.0 + 1) };
    let contact = Interaction { id: answer.id, ..interaction(survivor, NOW.0 + 1, None) };
    let both = work().append(id(), Fact::Message(Box::new(answer))).append(id(), Fact::Interaction(contact));
    for op in ground.cache.commit(both).unwrap() {
        assert!(matches!(&op.action, Action::Append { fact } if fact.customer() == absorbed), "{op:?}");
    }
    ground.cache.commit(work().append(id(), Fact::Unmerged(undone))).unwrap();
    assert_eq!((of(survivor), of(absorbed), in_all()), (0, 1, 1));
    assert_eq!(ground.cache.conversations_of(absorbed, NOW).unwrap()[0].messages, 2);
}

#[test]
fn files_and_copies_of_a_draft_survive_a_restart_go_with_their_message_and_come_back_with_it_d_12() {
    let ground = Ground::new();
    let of = conversation(ground.customer("김민준", Tier::Basic));
    let other = conversation(ground.customer("이서연", Tier::Basic));
    ground.begins(&of, NOW.0 - HOUR_MS);
    let file = |name: &str| Attachment {
        id: AttachmentId(Uuid::now_v7()),
        name: name.into(),
        media_type: "application/pdf".into(),
        size_bytes: 3,
    };
    let (first, second, third) = (file("가.pdf"), file("나.pdf"), file("다.pdf"));
    let Ground { _place: place, cache, seq } = ground;
    for it in [&first, &second, &third] {
        cache.enclose(of.id, of.customer, it, b"abc").unwrap();
    }
    cache.enclose(other.id, other.customer, &file("남.pdf"), b"abc").unwrap();
    cache.journal_copies(of.id, of.customer, "lee@example.com").unwrap();
    cache.take_out(third.id).unwrap();
    drop(cache);
    let cache = place.open();
    assert_eq!(cache.enclosed(of.id).unwrap(), [first.clone(), second.clone()]);
    assert_eq!(
        (cache.copies(of.id).unwrap(), cache.copies(other.id).unwrap()),
        ("lee@example.com".into(), String::new())
    );

    let reply =
        Message { attachments: vec![first.clone(), second.clone()], ..message(&of, Direction::Outbound, NOW.0) };
    let send = || work().append(id(), Fact::Message(Box::new(reply.clone()))).answers(of.id);
    let ops = cache.commit(send()).unwrap();
    assert_eq!((cache.enclosed(of.id).unwrap(), cache.copies(of.id).unwrap()), (vec![], String::new()));
    assert_eq!(cache.enclosed(other.id).unwrap().len(), 1, "another customer's stay where they are");
    assert_eq!(cache.next_file_to_bring(None).unwrap(), None, "the server does not have the message");
    cache.take_out(first.id).unwrap();
    assert_eq!(cache.message(reply.id).unwrap().unwrap().files_waiting, 2, "what was sent is not taken out");

    // Refused and given up: they are the draft's again, and go with the next one.
    let answered = Verdict::Refused { refusal: Refusal::Answered, detail: String::new() };
    cache.ack(&[OpResult { op: ops[0].id, counter: ops[0].counter, verdict: answered }], NOW).unwrap();
    assert_eq!(cache.next_file_to_bring(None).unwrap(), None);
    cache.give_up_message(reply.id, user(), NOW).unwrap();
    assert_eq!(cache.enclosed(of.id).unwrap(), [first.clone(), second.clone()]);
    let reply = Message { id: id(), ..reply };
    let ops = cache.commit(work().append(id(), Fact::Message(Box::new(reply.clone()))).answers(of.id)).unwrap();
    cache.ack(&[OpResult { op: ops[0].id, counter: ops[0].counter, verdict: Verdict::Accepted }], NOW).unwrap();
    let due = cache.next_file_to_bring(None).unwrap().unwrap();
    assert_eq!((due.message, due.id, due.body.as_slice()), (reply.id, first.id, b"abc".as_slice()));
    assert_eq!(cache.next_file_to_bring(Some(due.id)).unwrap().unwrap().id, second.id);
    cache.file_brought(first.id).unwrap();
    assert_eq!(cache.next_file_to_bring(None).unwrap().unwrap().id, second.id);
    assert_eq!(cache.message(reply.id).unwrap().unwrap().files_waiting, 1);

    cache
        .apply_delta(Scope::Team(team()), seq.get(), seq.get() + 1, &[Change::Erased { customer: of.customer }], NOW)
        .unwrap();
    assert_eq!(cache.next_file_to_bring(None).unwrap(), None, "nothing of an erased customer stays");
}

#[test]
fn a_customer_is_found_by_the_words_of_a_message_until_it_leaves_d_10() {
    let ground = Ground::new();
    let (kim, lee) = (ground.customer("김민준", Tier::Basic), ground.customer("이서연", Tier::Basic));
    let of = conversation(kim);
    ground.arrives(&[record_change(Record::Conversation(of.clone()))]);
    let words = "수리 기사님이 안 오셨어요\n> 냉장고 인용\n--\n서명: 한라산";
    let first = ground.writes(Message { text: words.into(), ..message(&of, Direction::Inbound, NOW.0 - HOUR_MS) });
    let hits = |cache: &Cache, text: &str| {
        let found = cache.search(text, 10, NOW).unwrap().hits;
        found.into_iter().map(|it| (it.customer, it.matched, it.interaction)).collect::<Vec<_>>()
    };
    let by_message = |of: CustomerId, contact: InteractionId| vec![(of, Matched::Message, Some(contact))];
    assert_eq!(hits(&ground.cache, "수리 기사"), by_message(kim, first));
    assert_eq!(hits(&ground.cache, "요금 문의"), by_message(kim, first), "the subject");
    assert_eq!((hits(&ground.cache, "냉장고"), hits(&ground.cache, "한라산")), (vec![], vec![]), "not what is quoted");

    // A line of a chat leads to its contact; what is given up here is found no more.
    let chat = Conversation { channel: Channel::Chat, subject: String::new(), ..conversation(lee) };
    let begun = ground.begins(&chat, NOW.0 - 2 * HOUR_MS);
    let line = message(&chat, Direction::Inbound, NOW.0);
    let line = Message { part_of: Some(begun), subject: String::new(), text: "세탁기 소음".into(), ..line };
    ground.arrives(&[fact_change(Fact::Message(Box::new(line)))]);
    assert_eq!(hits(&ground.cache, "세탁기"), by_message(lee, begun));
    let ours = Message { text: "쿠폰을 드릴게요".into(), ..message(&of, Direction::Outbound, NOW.0) };
    let ops = ground.cache.commit(work().append(id(), Fact::Message(Box::new(ours.clone())))).unwrap();
    assert_eq!(hits(&ground.cache, "쿠폰"), by_message(kim, ours.id));
    let answered = Verdict::Refused { refusal: Refusal::Answered, detail: String::new() };
    ground.cache.ack(&[OpResult { op: ops[0].id, counter: ops[0].counter, verdict: answered }], NOW).unwrap();
    ground.cache.give_up_message(ours.id, user(), NOW).unwrap();
    assert_eq!(hits(&ground.cache, "쿠폰"), []);

    // Two who are one: what either wrote leads to who stands for both, and parts with them.
    let merge =
        Merged { id: id(), customer: kim, absorbed: lee, at_ms: NOW, by: user(), device: device(), chosen: Vec::new() };
    ground.arrives(&[fact_change(Fact::Merged(merge.clone()))]);
    assert_eq!(hits(&ground.cache, "세탁기"), by_message(kim, begun));
    let undone = Unmerged { id: id(), customer: kim, absorbed: lee, merge: merge.id, at_ms: NOW, by: user() };
    ground.arrives(&[fact_change(Fact::Unmerged(undone))]);
    assert_eq!(hits(&ground.cache, "세탁기"), by_message(lee, begun));

    ground.arrives(&[Change::Erased { customer: kim }]);
    assert_eq!(hits(&ground.cache, "수리 기사"), []);
    assert!(hits(&ground.cache, "요금 문의").iter().all(|it| it.0 == lee));
}

/// Weekdays from nine to six in Seoul, without Korea's holidays.
fn seoul() -> Calendar {
    Calendar {
        id: id(),
        name: "상담 시간".into(),
        time_zone: "Asia/Seoul".into(),
        hours: (1..=5).map(|weekday| Span { weekday, from_min: 540, to_min: 1_080 }).collect(),
        public_holidays: PublicHolidays::Korea,
        days_off: Vec::new(),
        retired: false,
    }
}

#[test]
fn clocks_count_in_the_hours_of_the_mailboxs_calendar_and_follow_it_d_12() {
    // It is Hangeul Day 2025, a Thursday, 17:53 in Seoul.
    let next_day = Timestamp(1_760_058_000_000); // Friday, 10:00
    let monday = next_day.plus_ms(3 * 24 * HOUR_MS);
    let ground = Ground::new();
    let calendar = seoul();
    let office = Mailbox { calendar: Some(calendar.id), ..mailbox(60) };
    let always = mailbox(600);
    let centre = |from: u64, changes: &[Change]| {
        ground.cache.apply_delta(Scope::Centre, from, from + 1, changes, NOW).unwrap();
    };
    centre(0, &[record_change(Record::Mailbox(office.clone())), record_change(Record::Mailbox(always.clone()))]);
    let of = ground.customer("김민준", Tier::Basic);
    let [quick, slow] = [&office, &always].map(|it| Conversation { mailbox: Some(it.id), ..conversation(of) });
    for it in [&quick, &slow] {
        ground.begins(it, NOW.0);
    }
    let due = |of: &Conversation| ground.cache.conversation(of.id, NOW).unwrap().unwrap().row.urgency.due_ms.unwrap();
    assert_eq!(ground.listed(ALL), [quick.id, slow.id], "a calendar that is not here yet stops no clock");
    assert_eq!(due(&quick), NOW.plus_ms(60 * MINUTE_MS));

    centre(1, &[record_change(Record::Calendar(calendar.clone()))]);
    assert_eq!((ground.listed(ALL), due(&quick)), (vec![slow.id, quick.id], next_day));
    assert_eq!(due(&slow), NOW.plus_ms(600 * MINUTE_MS));
    let (rows, _) = ground.cache.inbox(&ALL, 1, 1, NOW).unwrap();
    assert_eq!(rows[0].urgency.due_ms, Some(next_day), "the list shows what the conversation does");

    // A day that is taken off, a mailbox that counts otherwise, a calendar that is not chosen any more.
    let set = |kind, id: Uuid, field: &str, value| {
        let target = RecordRef { kind, id };
        ground.cache.commit(work().set(self::id(), target, None, vec![(field.into(), value)])).unwrap();
    };
    let off = json!([{"date": "2025-10-10", "name": "창립기념일"}]);
    set(RecordKind::Calendar, calendar.id.0, "days_off", off);
    assert_eq!(due(&quick), monday);
    set(RecordKind::Calendar, calendar.id.0, "retired", json!(true));
    assert_eq!(due(&quick), monday);
    set(RecordKind::Mailbox, always.id.0, "calendar", json!(calendar.id));
    assert_eq!((ground.listed(ALL), due(&slow)), (vec![quick.id, slow.id], monday.plus_ms(24 * HOUR_MS)));
    set(RecordKind::Mailbox, office.id.0, "calendar", json!(null));
    assert_eq!(due(&quick), NOW.plus_ms(60 * MINUTE_MS));
}

#[test]
fn a_calendar_that_is_gone_stops_no_clock_d_12() {
    let ground = Ground::new();
    let calendar = seoul();
    let office = Mailbox { calendar: Some(calendar.id), ..mailbox(60) };
    let both = [record_change(Record::Calendar(calendar)), record_change(Record::Mailbox(office.clone()))];
    let fill = |changes: &[Change]| {
        ground.cache.begin_fill(Scope::Centre, true).unwrap();
        ground.cache.apply_fill_part(Scope::Centre, 1, changes, None, Progress::default(), NOW).unwrap();
        ground.cache.end_fill(Scope::Centre).unwrap();
    };
    fill(&both);
    let it = Conversation { mailbox: Some(office.id), ..conversation(ground.customer("김민준", Tier::Basic)) };
    ground.begins(&it, NOW.0);
    let due = || ground.cache.inbox(&ALL, 0, 1, NOW).unwrap().0[0].urgency.due_ms.unwrap();
    assert!(due() > NOW.plus_ms(12 * HOUR_MS));
    fill(&both[1..]);
    assert_eq!(due(), NOW.plus_ms(60 * MINUTE_MS));
}

#[test]
fn a_mailbox_that_an_older_version_read_without_its_calendar_is_asked_for_again_d_12() {
    let place = Place::new();
    let cache = place.open();
    let sent = Mailbox { calendar: Some(id()), ..mailbox(60) };
    let read = Mailbox { calendar: None, ..sent.clone() };
    cache.apply_delta(Scope::Centre, 0, 1, &[record_change(Record::Mailbox(read))], NOW).unwrap();
    let sum = cache.checksum(Scope::Centre).unwrap();
    drop(cache);
    let conn = rusqlite::Connection::open(&place.path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"; PRAGMA user_version = 22", "07".repeat(32))).unwrap();
    drop(conn);

    let cache = place.open();
    assert_ne!(cache.checksum(Scope::Centre).unwrap(), sum, "it is seen that something is missing");
    cache.begin_fill(Scope::Centre, true).unwrap();
    let whole = [record_change(Record::Mailbox(sent.clone()))];
    cache.apply_fill_part(Scope::Centre, 1, &whole, None, Progress::default(), NOW).unwrap();
    cache.end_fill(Scope::Centre).unwrap();
    assert_eq!((cache.mailboxes().unwrap(), cache.checksum(Scope::Centre).unwrap()), (vec![sent], sum));
}
