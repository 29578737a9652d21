//! Written conversations: who has one, and that no two answer without knowing of each other (D-12).

use daehwa_domain::{
    conversation::{
        CannedReply, Conversation, Dispatch, DispatchStatus, Mailbox, Message, MessageKind, Party, Priority, State,
    },
    customer::Customer,
    id::{CalendarId, CannedReplyId, ConversationId, DispatchId, InteractionId, MailboxId, UserId},
    interaction::{Channel, Direction, Interaction},
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
    centre::{Centre, Desktop, NOW, id, interaction, person, words},
    ground::Ground,
    replica::{Replica, Row},
};

/// A centre with a customer and a conversation, and two agents at their desktops.
struct Written {
    centre: Centre,
    customer: Customer,
    conversation: Conversation,
    one: (Identity, Desktop),
    two: (Identity, Desktop),
}

impl Written {
    async fn new(ground: &Ground) -> Self {
        let centre = Centre::new(ground.store().await).await;
        let customer = centre.customer_of_a().await;
        let mut people = Vec::new();
        for login in ["one", "two"] {
            let who = person(&*centre.store, centre.tenant, login, Role::Agent, vec![centre.team_a]).await;
            let desktop = centre.desktop(&who);
            people.push((who, desktop));
        }
        let (two, mut one) = (people.remove(1), people.remove(0));
        let conversation = conversation(&customer, None);
        let made = one.1.create(Record::Conversation(conversation.clone()));
        centre.accepted(&one.0, &[made]).await;
        Self { centre, customer, conversation, one, two }
    }

    async fn verdict(&self, who: &Identity, op: Op) -> Result<(), (Refusal, String)> {
        match &self.centre.push(who, &[op]).await.results[0].verdict {
            Verdict::Accepted => Ok(()),
            Verdict::Refused { refusal, detail } => Err((*refusal, detail.clone())),
        }
    }

    fn reply(&self, author: UserId, follows: Option<InteractionId>) -> Message {
        Message { author: Some(author), follows, ..message(&self.conversation) }
    }
}

fn conversation(customer: &Customer, mailbox: Option<MailboxId>) -> Conversation {
    Conversation {
        id: ConversationId(id()),
        customer: customer.id,
        team: customer.team,
        channel: Channel::Email,
        mailbox,
        subject: "요금 문의".into(),
        state: State::Open,
        taken: None,
        priority: Priority::Normal,
        due_ms: None,
        created_ms: NOW,
    }
}

fn message(of: &Conversation) -> Message {
    Message {
        id: InteractionId(id()),
        part_of: None,
        customer: of.customer,
        conversation: of.id,
        channel: of.channel,
        direction: Direction::Outbound,
        at_ms: NOW,
        from: Party { name: None, address: "help@daehwa.example".into() },
        to: vec![Party { name: Some("김민준".into()), address: "minjun@example.com".into() }],
        cc: vec![],
        subject: "Re: 요금 문의".into(),
        text: "안녕하세요".into(),
        cut: false,
        has_html: false,
        attachments: vec![],
        answers: None,
        follows: None,
        kind: MessageKind::Person,
        advertises: false,
        author: None,
        canned: None,
    }
}

fn contact(customer: &Customer, of: &Message) -> Fact {
    let Fact::Interaction(it) = interaction(customer, customer_agent(of), of.at_ms.0) else { unreachable!() };
    Fact::Interaction(Interaction { id: of.id, channel: of.channel, direction: of.direction, ..it })
}

fn customer_agent(of: &Message) -> UserId {
    of.author.unwrap_or(UserId(id()))
}

fn taken(desktop: &mut Desktop, of: &Conversation, by: Option<UserId>) -> Op {
    desktop.set(RecordKind::Conversation, of.id.0, Some(of.customer), "taken", json!(by))
}

pub async fn one_agent_has_a_conversation_and_a_refusal_names_who_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let (one, two) = (it.one.0.user.id, it.two.0.user.id);
    let of = it.conversation.clone();
    let (first, second) = (taken(&mut it.one.1, &of, Some(one)), taken(&mut it.two.1, &of, Some(two)));
    assert_eq!(it.verdict(&it.one.0, first).await, Ok(()));
    assert_eq!(it.verdict(&it.two.0, second).await, Err((Refusal::Held, one.to_string())));
    let back = taken(&mut it.two.1, &of, None);
    assert_eq!(it.verdict(&it.two.0, back).await, Err((Refusal::Held, one.to_string())), "nor given back for another");

    // Handed over to a colleague, not to somebody who can't see the customer.
    let foreign = taken(&mut it.one.1, &of, Some(it.centre.agent_b.user.id));
    assert_eq!(it.verdict(&it.one.0, foreign).await.unwrap_err().0, Refusal::NotAllowed);
    let handed = taken(&mut it.one.1, &of, Some(two));
    assert_eq!(it.verdict(&it.one.0, handed).await, Ok(()));
    let late = taken(&mut it.one.1, &of, Some(one));
    assert_eq!(it.verdict(&it.one.0, late).await, Err((Refusal::Held, two.to_string())));
    it.two.1.wall_ms = it.one.1.wall_ms;
    let back = taken(&mut it.two.1, &of, None);
    assert_eq!(it.verdict(&it.two.0, back).await, Ok(()));
    let for_another = taken(&mut it.one.1, &of, Some(two));
    assert_eq!(it.verdict(&it.one.0, for_another).await.unwrap_err().0, Refusal::NotAllowed);

    // Who leads gives it to whom they like.
    let lead = person(&*it.centre.store, it.centre.tenant, "lead", Role::Supervisor, vec![it.centre.team_a]).await;
    let mut desktop = it.centre.desktop(&lead);
    desktop.wall_ms = it.one.1.wall_ms + 10;
    let given = taken(&mut desktop, &of, Some(one));
    assert_eq!(it.verdict(&lead, given).await, Ok(()));
}

pub async fn a_wish_that_loses_against_a_later_stamp_is_refused_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let of = it.conversation.clone();
    let one = it.one.0.user.id;
    it.one.1.wall_ms += 1_000;
    for by in [Some(one), None] {
        let op = taken(&mut it.one.1, &of, by);
        assert_eq!(it.verdict(&it.one.0, op).await, Ok(()));
    }
    let two = it.two.0.user.id;
    let behind = taken(&mut it.two.1, &of, Some(two));
    assert_eq!(it.verdict(&it.two.0, behind).await.unwrap_err().0, Refusal::Held);
}

pub async fn two_who_answer_without_knowing_of_each_other_are_told_so_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let (one, two) = (it.one.0.user.id, it.two.0.user.id);
    let (first, blind) = (it.reply(one, None), it.reply(two, None));
    let sent =
        [it.one.1.append(Fact::Message(Box::new(first.clone()))), it.one.1.append(contact(&it.customer, &first))];
    it.centre.accepted(&it.one.0, &sent).await;
    let op = it.two.1.append(Fact::Message(Box::new(blind.clone())));
    assert_eq!(it.verdict(&it.two.0, op).await.unwrap_err().0, Refusal::Answered);
    let op = it.two.1.append(contact(&it.customer, &blind));
    assert_eq!(it.verdict(&it.two.0, op).await.unwrap_err().0, Refusal::UnknownRecord, "no contact without words");

    // Having read it, the other one goes out; and a second one of the same author follows on one's own.
    let knowing = Message { follows: Some(first.id), ..blind };
    let third = it.reply(two, Some(knowing.id));
    let sent = [
        it.two.1.append(Fact::Message(Box::new(knowing.clone()))),
        it.two.1.append(contact(&it.customer, &knowing)),
        it.two.1.append(Fact::Message(Box::new(third.clone()))),
    ];
    it.centre.accepted(&it.two.0, &sent).await;
    // What followed on a refused one is refused with it.
    let unknown = it.one.1.append(Fact::Message(Box::new(it.reply(one, Some(InteractionId(id()))))));
    assert_eq!(it.verdict(&it.one.0, unknown).await.unwrap_err().0, Refusal::Answered);
    // Sent again after an answer that never arrived, it is what it was.
    let again = it.one.1.append(Fact::Message(Box::new(first)));
    assert_eq!(it.verdict(&it.one.0, again).await, Ok(()));
}

pub async fn desktops_say_neither_what_customers_wrote_nor_what_became_of_ours_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let one = it.one.0.user.id;
    let inbound = Message { direction: Direction::Inbound, ..it.reply(one, None) };
    let nobodys = Message { author: None, ..it.reply(one, None) };
    let anothers = it.reply(it.two.0.user.id, None);
    for wrong in [inbound, nobodys, anothers] {
        let op = it.one.1.append(Fact::Message(Box::new(wrong)));
        assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::NotAllowed);
    }
    let sent = Dispatch {
        id: DispatchId(id()),
        customer: it.customer.id,
        message: InteractionId(id()),
        at_ms: NOW,
        status: DispatchStatus::Sent,
    };
    let op = it.one.1.append(Fact::Dispatch(sent));
    assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::NotAllowed);

    let endless = Message { text: "x".repeat(64 * 1024 + 1), ..it.reply(one, None) };
    let by_program = Message { kind: MessageKind::Bulk, ..it.reply(one, None) };
    let by_sms = Message { channel: Channel::Sms, ..it.reply(one, None) };
    for wrong in [endless, by_program, by_sms] {
        let op = it.one.1.append(Fact::Message(Box::new(wrong)));
        assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::Invalid);
    }
    let nowhere = Message { conversation: ConversationId(id()), ..it.reply(one, None) };
    let op = it.one.1.append(Fact::Message(Box::new(nowhere)));
    assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::UnknownRecord);
}

pub async fn administrators_keep_mailboxes_and_canned_replies_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let mailbox = Mailbox {
        id: MailboxId(id()),
        key: "help".into(),
        channel: Channel::Email,
        address: "help@daehwa.example".into(),
        name: words("Help"),
        team: it.centre.team_a,
        signature: words("Daehwa"),
        answer_within_min: 240,
        calendar: None,
        free_refusal: String::new(),
        retired: false,
    };
    let canned = CannedReply {
        id: CannedReplyId(id()),
        key: "thanks".into(),
        name: words("Thanks"),
        text: words("{{customer.name}}"),
        channels: vec![],
        steps: daehwa_domain::conversation::Steps::default(),
        retired: false,
    };
    let records = [Record::Mailbox(mailbox.clone()), Record::CannedReply(canned)];
    for record in &records {
        let op = it.one.1.create(record.clone());
        assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::NotAllowed);
    }
    let mut admin = it.centre.desktop(&it.centre.admin);
    admin.counter = 1;
    let made: Vec<Op> = records.iter().map(|record| admin.create(record.clone())).collect();
    it.centre.accepted(&it.centre.admin, &made).await;
    let calendar = Some(CalendarId(id()));
    let chosen = admin.set_all(RecordKind::Mailbox, mailbox.id.0, &[("calendar", json!(calendar))]);
    it.centre.accepted(&it.centre.admin, &[chosen]).await;
    let kept = it.centre.store.mailboxes(it.centre.tenant).await.unwrap();
    assert_eq!(kept.iter().find(|it| it.id == mailbox.id).unwrap().calendar, calendar);

    let through = |channel, mailbox| Conversation { channel, ..conversation(&it.customer, Some(mailbox)) };
    let right = it.one.1.create(Record::Conversation(through(Channel::Email, mailbox.id)));
    assert_eq!(it.verdict(&it.one.0, right).await, Ok(()));
    for wrong in [through(Channel::Sms, mailbox.id), through(Channel::Email, MailboxId(id()))] {
        let op = it.one.1.create(Record::Conversation(wrong));
        assert_eq!(it.verdict(&it.one.0, op).await.unwrap_err().0, Refusal::UnknownRecord);
    }
    let spoken = it
        .one
        .1
        .create(Record::Conversation(Conversation { channel: Channel::Phone, ..conversation(&it.customer, None) }));
    assert_eq!(it.verdict(&it.one.0, spoken).await.unwrap_err().0, Refusal::Invalid);
}

pub async fn conversations_go_to_their_customers_team_and_to_desktops_that_can_read_them_d_12(ground: &Ground) {
    let mut it = Written::new(ground).await;
    let reply = it.reply(it.one.0.user.id, None);
    let op = it.one.1.append(Fact::Message(Box::new(reply.clone())));
    it.centre.accepted(&it.one.0, &[op]).await;
    let (tenant, store) = (it.centre.tenant, &*it.centre.store);
    let scope = Scope::Team(it.centre.team_a);
    let held = async || match store.delta(tenant, scope, 0, 1_000).await.unwrap() {
        DeltaRead::Changes(delta) => delta.changes,
        DeltaRead::Refill => panic!("the log is whole"),
    };
    let is_message = |it: &Change| matches!(it, Change::Fact { fact: Fact::Message(it) } if **it == reply);
    assert!(held().await.iter().any(is_message));
    let older = Replica::filled_for(5, store, tenant, scope, 9, || async {}).await;
    assert!(!older.rows.values().any(|it: &Row| is_message(&it.change)), "a desktop that can't read it is not sent it");
    let newest = Replica::filled(store, tenant, scope, 9, || async {}).await;
    assert!(newest.rows.values().any(|it: &Row| is_message(&it.change)));
    store.erase(tenant, it.customer.id, Timestamp(NOW.0 + 1)).await.unwrap();
    assert!(!held().await.iter().any(is_message));
}
