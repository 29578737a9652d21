//! An inbox of 100,000 conversations: opened, scrolled, filtered, counted (D-12).

use std::{error::Error, path::Path};

use daehwa_cache::{Cache, InboxFilter, Shelf, Whose};
use daehwa_domain::{
    conversation::{Conversation, Message, MessageKind, Party, Priority, State},
    id::{ConversationId, CustomerId, InteractionId, UserId},
    interaction::{Channel, Direction},
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::message::Change;
use uuid::Uuid;

use crate::{
    data::{self, NOW},
    measure::Samples,
};

type Outcome = Result<(), Box<dyn Error>>;

/// What is measured here.
pub const NAMES: &[&str] = &["inbox_open", "inbox_scroll", "inbox_filter", "inbox_count"];

const CONVERSATIONS: u64 = 100_000;
/// Conversations of one customer.
const EACH: u64 = 5;
const AT_ONCE: u64 = 500;
/// Lines that a screen asks for at a time.
const WINDOW: u32 = 100;
const SAMPLES: u32 = 100;
const CHANNELS: [Channel; 4] = [Channel::Email, Channel::Chat, Channel::Sms, Channel::Fax];
const ALL: InboxFilter = InboxFilter { whose: Whose::All, channel: None, standing: Shelf::Open };

pub fn inbox(dir: &Path) -> Outcome {
    let path = dir.join(format!("inbox-{CONVERSATIONS}.db"));
    let cache = data::open(&path)?;
    if cache.inbox(&ALL, 0, 1, NOW)?.1 < CONVERSATIONS as u32 {
        eprintln!("making {CONVERSATIONS} conversations in {}", path.display());
        fill(&cache)?;
    }
    let mut opened = Samples::default();
    for _ in 0..SAMPLES {
        opened.time(|| cache.inbox(&ALL, 0, WINDOW, NOW))?;
    }
    opened.tell("inbox_open", None);
    let mut scrolled = Samples::default();
    for step in 0..SAMPLES {
        let from = (CONVERSATIONS as u32 / SAMPLES) * step;
        scrolled.time(|| cache.inbox(&ALL, from, WINDOW, NOW))?;
    }
    scrolled.tell("inbox_scroll", None);
    let mut filtered = Samples::default();
    for step in 0..SAMPLES {
        let channel = CHANNELS[step as usize % CHANNELS.len()];
        let whose = if step % 2 == 0 { Whose::Nobody } else { Whose::Of(user(u64::from(step) % 20)) };
        filtered.time(|| cache.inbox(&InboxFilter { whose, channel: Some(channel), ..ALL }, 0, WINDOW, NOW))?;
    }
    filtered.tell("inbox_filter", None);
    let mut counted = Samples::default();
    for _ in 0..SAMPLES {
        counted.time(|| cache.inbox_counts(user(1), NOW))?;
    }
    counted.tell("inbox_count", None);
    Ok(())
}

fn user(number: u64) -> UserId {
    UserId(Uuid::from_u128(0x05e7_0000 + u128::from(number)))
}

fn fill(cache: &Cache) -> Outcome {
    let demo = data::demo();
    let mut changes = Vec::new();
    let mut cursor = 0;
    for index in 0..CONVERSATIONS / EACH {
        let customer = demo.story(index).customer;
        let of = customer.id;
        changes.push(Change::Record { versioned: data::sent(Record::Customer(customer)) });
        for turn in 0..EACH {
            changes.extend(conversation(of, index * EACH + turn));
        }
        if (index + 1) % AT_ONCE == 0 {
            let to = cursor + 1;
            cache.apply_delta(data::scope(), cursor, to, &std::mem::take(&mut changes), NOW)?;
            cursor = to;
        }
    }
    Ok(cache.apply_delta(data::scope(), cursor, cursor + 1, &changes, NOW).map(drop)?)
}

/// A conversation with two messages of the customer's.
fn conversation(customer: CustomerId, number: u64) -> Vec<Change> {
    let id = ConversationId(Uuid::from_u128((1 << 100) | u128::from(number)));
    let channel = CHANNELS[number as usize % CHANNELS.len()];
    let begun = NOW.plus_ms(-((number * 7_919 % 10_000_000) as i64));
    let record = Record::Conversation(Conversation {
        id,
        customer,
        team: daehwa_domain::id::TeamId(Uuid::from_u128(1)),
        channel,
        mailbox: None,
        subject: format!("요금 문의 {number}"),
        state: State::Open,
        taken: number.is_multiple_of(3).then(|| user(number % 20)),
        priority: if number.is_multiple_of(50) { Priority::High } else { Priority::Normal },
        due_ms: None,
        created_ms: begun,
    });
    let messages = (0..2).map(|turn| message(customer, id, channel, number * 2 + turn, begun.plus_ms(turn as i64)));
    std::iter::once(Change::Record { versioned: data::sent(record) }).chain(messages).collect()
}

fn message(customer: CustomerId, of: ConversationId, channel: Channel, number: u64, at_ms: Timestamp) -> Change {
    let message = Message {
        id: InteractionId(Uuid::from_u128((2 << 100) | u128::from(number))),
        part_of: None,
        customer,
        conversation: of,
        channel,
        direction: Direction::Inbound,
        at_ms,
        from: Party { name: None, address: "minjun@example.com".into() },
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        text: "안녕하세요.\n이번 달 요금이 왜 올랐는지 알고 싶습니다. 확인 부탁드립니다.".into(),
        cut: false,
        has_html: false,
        attachments: Vec::new(),
        answers: None,
        follows: None,
        kind: MessageKind::Person,
        advertises: false,
        author: None,
        canned: None,
    };
    Change::Fact { fact: Fact::Message(Box::new(message)) }
}
