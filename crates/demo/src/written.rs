//! What was written: the words of the latest written contacts, the conversations in which they stand, and what agents answer with.

use std::collections::BTreeMap;

use daehwa_domain::{
    conversation::{CannedReply, Conversation, Mailbox, Message, MessageKind, Party, Priority, State, Steps, counted},
    customer::{Customer, Language},
    dialogue::Localized,
    id::{CannedReplyId, ConversationId, DialogueId, InteractionId, MailboxId, TeamId, UserId},
    interaction::{Channel, Direction, Interaction},
    record::Fact,
    time::Timestamp,
};

use crate::{
    DAY_MS, MINUTE_MS,
    centre::{Centre, OPENED},
    dice::Dice,
    history,
    text::Text,
};

/// Words are made up for contacts of so many days.
const DAYS: i64 = 45;
/// What is older than this was dealt with.
const OPEN_DAYS: i64 = 4;

const MAILBOXES: [(&str, Channel, &str, Text, u32); 4] = [
    ("mail", Channel::Email, "help@daehwa.example", Text("대화텔레콤 고객센터", "Daehwa Telecom care"), 24 * 60),
    ("sms", Channel::Sms, "1544-0000", Text("대화텔레콤", "Daehwa Telecom"), 60),
    ("chat", Channel::Chat, "", Text("홈페이지 채팅", "Web chat"), 4 * 60),
    ("fax", Channel::Fax, "02-1544-0001", Text("대화텔레콤 팩스", "Daehwa Telecom fax"), 24 * 60),
];
/// The number by which customers refuse advertising without paying.
const FREE_REFUSAL: &str = "080-000-0000";
const SIGNATURE: Text = Text(
    "대화텔레콤 고객센터\n전화 1544-0000 · 평일 09:00~18:00",
    "Daehwa Telecom customer care\nPhone 1544-0000 · weekdays 9 am to 6 pm",
);

const CANNED: [(&str, Text, Text); 5] = [
    (
        "hello",
        Text("첫인사", "Greeting"),
        Text(
            "{customer.name}, 안녕하세요. 대화텔레콤 {agent.name}입니다. 문의해 주셔서 감사합니다.",
            "Dear {customer.name}, this is {agent.name} of Daehwa Telecom. Thank you for writing to us.",
        ),
    ),
    (
        "look",
        Text("확인 중", "Looking into it"),
        Text(
            "문의하신 내용은 지금 확인하고 있습니다. 오늘 안에 다시 안내해 드리겠습니다.",
            "I am looking into your request and will write again today.",
        ),
    ),
    (
        "sorry",
        Text("사과", "Apology"),
        Text(
            "불편을 드려 죄송합니다. 같은 일이 다시 없도록 바로 조치하겠습니다.",
            "I am sorry for the trouble. I will see to it at once that it does not happen again.",
        ),
    ),
    (
        "call",
        Text("통화 제안", "Offer a call"),
        Text(
            "통화가 편하시면 가능한 시간을 알려 주세요. 그 시간에 전화드리겠습니다.",
            "If a call is easier for you, please tell me when, and I will ring you then.",
        ),
    ),
    (
        "bye",
        Text("끝인사", "Closing"),
        Text("더 궁금하신 점이 있으면 언제든 답장해 주세요.", "If anything is left open, just answer this message."),
    ),
];

const OPENING: [Text; 3] =
    [Text("안녕하세요.", "Hello,"), Text("수고 많으십니다.", "Good day,"), Text("문의드립니다.", "I have a question.")];
const ASKING: [Text; 4] = [
    Text("확인 부탁드립니다.", "Could you please look into it?"),
    Text("어떻게 하면 되는지 알려 주세요.", "Please tell me what I have to do."),
    Text("오늘 안에 답을 받을 수 있을까요?", "Can I have an answer today?"),
    Text("전화는 어려우니 글로 답해 주세요.", "I can't take calls at work, so please answer in writing."),
];
const ANSWERS: [Text; 3] = [
    Text("문의해 주셔서 감사합니다. 확인한 내용을 안내해 드립니다.", "Thank you for writing. This is what I found."),
    Text("처리를 마쳤습니다. 내일부터 적용됩니다.", "It is done and takes effect tomorrow."),
    Text("담당 부서와 확인하고 다시 안내해 드리겠습니다.", "I will ask the department in charge and come back to you."),
];

/// Our addresses on written channels.
pub(crate) fn mailboxes(dice: &mut Dice, team: TeamId) -> Vec<Mailbox> {
    let mailbox = |(key, channel, address, name, answer_within_min): &(&str, Channel, &str, Text, u32)| Mailbox {
        id: MailboxId(dice.id(OPENED)),
        key: (*key).into(),
        channel: *channel,
        address: (*address).into(),
        name: name.localized(),
        team,
        signature: if *channel == Channel::Email { SIGNATURE.localized() } else { Localized::default() },
        answer_within_min: *answer_within_min,
        calendar: None,
        free_refusal: FREE_REFUSAL.into(),
        retired: false,
    };
    MAILBOXES.iter().map(mailbox).collect()
}

/// What agents answer with.
pub(crate) fn canned(dice: &mut Dice) -> Vec<CannedReply> {
    let reply = |(key, name, text): &(&str, Text, Text)| CannedReply {
        id: CannedReplyId(dice.id(OPENED)),
        key: (*key).into(),
        name: name.localized(),
        text: text.localized(),
        channels: Vec::new(),
        steps: Steps::default(),
        retired: false,
    };
    CANNED.iter().map(reply).collect()
}

/// Gives the latest written contacts their words; the conversations in which they stand: one for each dialogue and channel.
pub(crate) fn write(
    dice: &mut Dice,
    facts: &mut Vec<Fact>,
    centre: &Centre,
    customer: &Customer,
    now: Timestamp,
) -> Vec<Conversation> {
    let since = now.plus_ms(-DAYS * DAY_MS);
    let written = |it: &&Interaction| it.channel.is_written() && it.started_ms >= since;
    let contacts: Vec<Interaction> = facts
        .iter()
        .filter_map(|it| if let Fact::Interaction(it) = it { Some(it) } else { None })
        .filter(written)
        .cloned()
        .collect();
    let mut together: BTreeMap<(Option<DialogueId>, usize), Vec<Interaction>> = BTreeMap::new();
    for it in contacts {
        let channel = Channel::ALL.iter().position(|one| *one == it.channel).unwrap_or_default();
        together.entry((it.dialogue, channel)).or_default().push(it);
    }
    let mut conversations = Vec::new();
    for contacts in together.into_values() {
        let (conversation, messages) = conversation(dice, centre, customer, &contacts, now);
        conversations.extend(conversation);
        facts.extend(messages.into_iter().map(|it| Fact::Message(Box::new(it))));
    }
    facts.sort_by_key(history::order);
    conversations
}

fn conversation(
    dice: &mut Dice,
    centre: &Centre,
    customer: &Customer,
    contacts: &[Interaction],
    now: Timestamp,
) -> (Option<Conversation>, Vec<Message>) {
    let (Some(first), Some(last)) = (contacts.first(), contacts.last()) else { return (None, Vec::new()) };
    let mailbox = centre.mailboxes.iter().find(|it| it.channel == first.channel);
    let id = ConversationId(dice.id(first.started_ms));
    let (mut answered, mut asked): (Option<InteractionId>, Option<InteractionId>) = (None, None);
    let mut messages = Vec::new();
    for contact in contacts {
        let message = message(dice, customer, mailbox, id, contact, (asked, answered));
        match contact.direction {
            Direction::Inbound => asked = Some(message.id),
            Direction::Outbound => answered = Some(message.id),
        }
        messages.push(message);
    }
    let read = counted(&messages);
    let waits = last.direction == Direction::Inbound && now.since_ms(last.started_ms) < OPEN_DAYS * DAY_MS;
    let state = match dice.below(10) {
        _ if !waits => State::Done { read },
        0 => State::Snoozed { until_ms: now.plus_ms(dice.between(60, 2_000) * MINUTE_MS), read },
        _ => State::Open,
    };
    let agents: Vec<UserId> = centre.agents(customer.team).map(|it| it.id).collect();
    let conversation = Conversation {
        id,
        customer: customer.id,
        team: customer.team,
        channel: first.channel,
        mailbox: mailbox.map(|it| it.id),
        subject: first.summary.clone(),
        state,
        taken: (waits && dice.chance(25)).then(|| *dice.pick(&agents)),
        priority: if waits && dice.chance(8) { Priority::High } else { Priority::Normal },
        due_ms: None,
        created_ms: first.started_ms,
    };
    (Some(conversation), messages)
}

fn message(
    dice: &mut Dice,
    customer: &Customer,
    mailbox: Option<&Mailbox>,
    conversation: ConversationId,
    contact: &Interaction,
    (asked, answered): (Option<InteractionId>, Option<InteractionId>),
) -> Message {
    let said = |text: &Text| text.in_language(customer.language);
    let theirs = Party { name: Some(customer.name.clone()), address: contact.address.clone().unwrap_or_default() };
    let ours = mailbox.map_or_else(Party::default, |it| Party {
        name: Some(match customer.language {
            Language::Ko => it.name.ko.clone(),
            Language::En => it.name.en.clone(),
        }),
        address: it.address.clone(),
    });
    let inbound = contact.direction == Direction::Inbound;
    let text = match inbound {
        true => format!("{}\n\n{}\n{}", said(dice.pick(&OPENING)), contact.summary, said(dice.pick(&ASKING))),
        false => format!("{}\n\n{}", said(dice.pick(&ANSWERS)), contact.summary),
    };
    let (from, to) = if inbound { (theirs, ours) } else { (ours, theirs) };
    Message {
        id: contact.id,
        part_of: None,
        customer: customer.id,
        conversation,
        channel: contact.channel,
        direction: contact.direction,
        at_ms: contact.started_ms,
        from,
        to: vec![to],
        cc: Vec::new(),
        subject: if contact.channel == Channel::Email { contact.summary.clone() } else { String::new() },
        text,
        cut: false,
        has_html: false,
        attachments: Vec::new(),
        answers: asked.filter(|_| !inbound),
        follows: answered.filter(|_| !inbound),
        kind: MessageKind::Person,
        advertises: false,
        author: contact.agent.filter(|_| !inbound),
        canned: None,
    }
}
