//! Mails become messages once, in the right conversation of the right customer; ours go out once, and what became of them is said.

use std::cell::Cell;

use daehwa_domain::{
    conversation::{
        Attachment, Conversation, Dispatch, DispatchStatus, FailureReason, Mailbox, Message, MessageKind, Party,
    },
    customer::{ContactKind, ContactPoint, Customer, Language},
    id::{AttachmentId, ContactPointId, CustomerId, InteractionId, MailboxId},
    interaction::{Channel, Direction, Interaction},
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_store::{
    Rulebook,
    files::{Brought, FileTaken, WAITS_FOR_FILES_MS},
    mail::{Arrival, Cursor, Judged, Mail, MailTaken, ThreadId, Tried},
};

use crate::{
    centre::{Centre, NOW, id, interaction, server_stamp, words},
    ground::Ground,
    replica::Replica,
};

/// A centre with a mailbox, whose mails are numbered from 1.
struct Post {
    centre: Centre,
    mailbox: Mailbox,
    validity: u32,
    read: Cell<Option<Cursor>>,
    now_ms: Cell<i64>,
}

impl Post {
    async fn new(ground: &Ground) -> Self {
        let centre = Centre::new(ground.store().await).await;
        let mailbox = Mailbox {
            id: MailboxId(id()),
            key: "help".into(),
            channel: Channel::Email,
            address: "help@daehwa.example".into(),
            name: words("help"),
            team: centre.team_a,
            signature: words(""),
            answer_within_min: 60,
            calendar: None,
            free_refusal: String::new(),
            retired: false,
        };
        centre.store.put_mailbox(centre.tenant, &mailbox, server_stamp(2)).await.unwrap();
        assert_eq!(centre.store.mailboxes(centre.tenant).await.unwrap(), std::slice::from_ref(&mailbox));
        Self { centre, mailbox, validity: 1, read: Cell::new(None), now_ms: Cell::new(NOW.0) }
    }

    fn later(&self) -> Timestamp {
        self.now_ms.set(self.now_ms.get() + 1_000);
        Timestamp(self.now_ms.get())
    }

    fn next(&self) -> Cursor {
        let uid = self.read.get().filter(|it| it.validity == self.validity).map_or(0, |it| it.uid) + 1;
        Cursor { validity: self.validity, uid }
    }

    async fn takes(&self, before: Option<Cursor>, after: Cursor, mail: Option<Mail>) -> MailTaken {
        let print = mail.as_ref().map_or([0; 32], print);
        let arrival = Arrival { mailbox: self.mailbox.clone(), before, after, print, mail };
        let Centre { store, tenant, .. } = &self.centre;
        let book = store.rulebook(*tenant).await.unwrap();
        store.take_mail(*tenant, &arrival, &book, self.later(), &id).await.unwrap()
    }

    async fn arrives(&self, mail: Mail) -> MailTaken {
        let after = self.next();
        let taken = self.takes(self.read.get(), after, Some(mail)).await;
        if taken != MailTaken::Behind {
            self.read.set(Some(after));
        }
        taken
    }

    async fn filed(&self, mail: Mail) -> InteractionId {
        match self.arrives(mail).await {
            MailTaken::Filed { message, .. } => message,
            other => panic!("{other:?}"),
        }
    }

    /// What a desktop of team A holds, followed from nothing and filled alike.
    async fn held(&self) -> Held {
        let (scope, Centre { store, tenant, .. }) = (Scope::Team(self.centre.team_a), &self.centre);
        let filled = Replica::filled(&**store, *tenant, scope, 3, || async {}).await;
        let mut followed = Replica::default();
        followed.catch_up(&**store, *tenant, scope, 3).await;
        assert_eq!(filled, followed);
        Held::of(&filled)
    }

    /// An agent answers a message.
    async fn answers(&self, message: &Message, text: &str, follows: Option<InteractionId>) -> Message {
        let author = &self.centre.agent_a;
        let answer = Message {
            id: InteractionId(id()),
            part_of: None,
            direction: Direction::Outbound,
            at_ms: self.later(),
            from: Party { name: None, address: self.mailbox.address.clone() },
            to: vec![message.from.clone()],
            subject: "Re: 요금 문의".into(),
            text: text.into(),
            answers: Some(message.id),
            follows,
            kind: MessageKind::Person,
            advertises: false,
            author: Some(author.user.id),
            ..message.clone()
        };
        let op = self.centre.desktop(&crate::centre::elsewhere(author)).append(Fact::Message(Box::new(answer.clone())));
        self.centre.accepted(author, &[op]).await;
        answer
    }

    async fn customer(&self, address: &str) -> Customer {
        let customer = self.centre.customer_of_a().await;
        let point = ContactPoint {
            id: ContactPointId(id()),
            customer: customer.id,
            kind: ContactKind::Email,
            value: address.into(),
            label: None,
            primary: true,
            verified_ms: None,
            retired: false,
            confirmed: None,
        };
        let author = crate::centre::elsewhere(&self.centre.agent_a);
        let op = self.centre.desktop(&author).create(Record::ContactPoint(point));
        self.centre.accepted(&author, &[op]).await;
        customer
    }
}

fn print(mail: &Mail) -> [u8; 32] {
    let mut print = [0; 32];
    for (at, byte) in mail.raw.iter().enumerate() {
        print[at % 32] ^= byte.wrapping_add(at as u8);
    }
    print
}

fn mail(from: &str, message_id: &str, thread: &[&str]) -> Mail {
    Mail {
        message_id: Some(message_id.into()),
        thread: thread.iter().map(|it| (*it).to_owned()).collect(),
        from: Party { name: Some("김민준".into()), address: from.into() },
        address: Some(from.into()),
        language: Language::Ko,
        to: vec![Party { name: None, address: "help@daehwa.example".into() }],
        cc: vec![],
        subject: "요금 문의".into(),
        text: "요금이 궁금합니다".into(),
        cut: false,
        has_html: false,
        attachments: vec![],
        kind: MessageKind::Person,
        failed: None,
        judged: None,
        raw: format!("{from} {message_id}").into_bytes(),
    }
}

#[derive(Debug, Default)]
struct Held {
    customers: Vec<Customer>,
    points: Vec<ContactPoint>,
    conversations: Vec<Conversation>,
    messages: Vec<Message>,
    contacts: Vec<Interaction>,
    dispatches: Vec<Dispatch>,
    moves: usize,
}

impl Held {
    fn of(replica: &Replica) -> Self {
        let mut held = Self::default();
        for row in replica.rows.values() {
            match row.change.clone() {
                Change::Fact { fact: Fact::Message(it) } => held.messages.push(*it),
                Change::Fact { fact: Fact::Interaction(it) } => held.contacts.push(it),
                Change::Fact { fact: Fact::Dispatch(it) } => held.dispatches.push(it),
                Change::Fact { fact: Fact::StageMove(_) } => held.moves += 1,
                Change::Record { versioned } => match versioned.record {
                    Record::Customer(it) => held.customers.push(it),
                    Record::ContactPoint(it) => held.points.push(it),
                    Record::Conversation(it) => held.conversations.push(it),
                    _ => {}
                },
                _ => {}
            }
        }
        held.messages.sort_by_key(|it| it.at_ms);
        held.dispatches.sort_by_key(|it| it.at_ms);
        held
    }

    fn message(&self, id: InteractionId) -> &Message {
        self.messages.iter().find(|it| it.id == id).unwrap()
    }

    fn statuses(&self) -> Vec<DispatchStatus> {
        self.dispatches.iter().map(|it| it.status).collect()
    }
}

pub async fn a_mail_of_somebody_new_makes_a_customer_with_that_address_d_2(ground: &Ground) {
    let post = Post::new(ground).await;
    let first = post.filed(mail("kim@example.com", "1@x", &[])).await;
    let held = post.held().await;
    let (customer, message) = (&held.customers[0], held.message(first));
    assert_eq!((customer.name.as_str(), customer.team), ("김민준", post.centre.team_a));
    assert_eq!((held.points[0].value.as_str(), held.points[0].customer), ("kim@example.com", customer.id));
    assert_eq!((message.customer, message.conversation), (customer.id, held.conversations[0].id));
    assert_eq!(held.conversations[0].mailbox, Some(post.mailbox.id));
    let contact = &held.contacts[0];
    assert_eq!((contact.id, contact.dialogue, contact.channel), (first, None, Channel::Email), "it waits in triage");

    // The next mail is the same customer's, and a conversation of its own.
    let second = post.filed(mail("kim@example.com", "2@x", &[])).await;
    let held = post.held().await;
    assert_eq!((held.customers.len(), held.conversations.len()), (1, 2));
    assert_eq!(held.message(second).customer, held.message(first).customer);
}

pub async fn a_mail_is_taken_in_once_whatever_its_reader_believes_v_7(ground: &Ground) {
    let post = Post::new(ground).await;
    post.filed(mail("kim@example.com", "1@x", &[])).await;
    let at = Cursor { validity: 1, uid: 1 };
    assert_eq!(post.centre.store.mail_cursor(post.centre.tenant, post.mailbox.id.0).await.unwrap(), Some(at));
    // A second reader, or one that died before it heard that the mail was stored.
    assert_eq!(post.takes(None, at, Some(mail("kim@example.com", "1@x", &[]))).await, MailTaken::Behind);
    assert_eq!(post.held().await.messages.len(), 1);

    // The mailbox is numbered anew: all of it is read again, and is known.
    let renumbered = Post { validity: 7, ..post };
    assert_eq!(renumbered.arrives(mail("kim@example.com", "1@x", &[])).await, MailTaken::Known);
    renumbered.filed(mail("kim@example.com", "2@x", &[])).await;
    assert_eq!(renumbered.held().await.messages.len(), 2);
    let store = &renumbered.centre.store;
    let cursor = store.mail_cursor(renumbered.centre.tenant, renumbered.mailbox.id.0).await.unwrap();
    assert_eq!(cursor, Some(Cursor { validity: 7, uid: 2 }));

    // One that began without what was there before is not begun a second time.
    store.begin_mail(renumbered.centre.tenant, renumbered.mailbox.id.0, at).await.unwrap();
    assert_eq!(store.mail_cursor(renumbered.centre.tenant, renumbered.mailbox.id.0).await.unwrap(), cursor);
}

pub async fn two_readers_of_one_mailbox_take_each_mail_in_once_v_7(ground: &Ground) {
    let post = Post::new(ground).await;
    let other = ground.store().await;
    let (tenant, mailbox) = (post.centre.tenant, post.mailbox.clone());
    let read = |store: std::sync::Arc<dyn daehwa_store::Store>, mailbox: Mailbox| async move {
        for _ in 0..200 {
            let before = store.mail_cursor(tenant, mailbox.id.0).await.unwrap();
            let uid = before.map_or(1, |it| it.uid + 1);
            if uid > 10 {
                return;
            }
            let mail = mail(&format!("kim{uid}@example.com"), &format!("{uid}@x"), &[]);
            let after = Cursor { validity: 1, uid };
            let arrival = Arrival { mailbox: mailbox.clone(), before, after, print: print(&mail), mail: Some(mail) };
            store.take_mail(tenant, &arrival, &Rulebook::default(), NOW, &id).await.unwrap();
        }
        panic!("no end");
    };
    tokio::join!(read(post.centre.store.clone(), mailbox.clone()), read(other, mailbox));
    let held = post.held().await;
    assert_eq!((held.messages.len(), held.customers.len()), (10, 10));
}

pub async fn an_answer_belongs_to_the_conversation_that_it_answers_h_1(ground: &Ground) {
    let post = Post::new(ground).await;
    let first = post.filed(mail("kim@example.com", "1@x", &[])).await;
    let first = post.held().await.message(first).clone();
    let ours = post.answers(&first, "안녕하세요", None).await;

    let by_ours = post.filed(mail("kim@example.com", "2@x", &[&format!("{}@daehwa.example", ours.id)])).await;
    let by_theirs = post.filed(mail("kim@example.com", "3@x", &["unknown@x", "1@x"])).await;
    // Somebody else to whom it was passed on.
    let by_a_stranger = post.filed(mail("lee@example.com", "4@x", &["3@x"])).await;
    let held = post.held().await;
    for id in [by_ours, by_theirs, by_a_stranger] {
        assert_eq!(held.message(id).conversation, first.conversation);
        assert_eq!(held.message(id).customer, first.customer);
    }
    assert_eq!(held.message(by_ours).answers, Some(ours.id));
    assert_eq!(held.customers.len(), 1);

    // Another customer's word is that customer's, whatever mail it names.
    let other = post.customer("park@example.com").await;
    let foreign = post.filed(mail("park@example.com", "5@x", &["1@x"])).await;
    let held = post.held().await;
    assert_eq!(held.message(foreign).customer, other.id);
    assert_ne!(held.message(foreign).conversation, first.conversation);
}

pub async fn an_address_of_several_customers_is_the_ones_who_had_contact_last_d_2(ground: &Ground) {
    let post = Post::new(ground).await;
    let (one, two) = (post.customer("family@example.com").await, post.customer("family@example.com").await);
    let author = crate::centre::elsewhere(&post.centre.agent_a);
    let mut desktop = post.centre.desktop(&author);
    for (customer, at_ms) in [(&one, NOW.0 - 1_000), (&two, NOW.0 - 2_000)] {
        let op = desktop.append(interaction(customer, author.user.id, at_ms));
        post.centre.accepted(&author, &[op]).await;
    }
    let filed = post.filed(mail("family@example.com", "1@x", &[])).await;
    assert_eq!(post.held().await.message(filed).customer, one.id);
}

pub async fn a_rule_puts_a_mail_in_its_dialogue_and_an_answer_stays_there_h_3(ground: &Ground) {
    let post = Post::new(ground).await;
    let judged = |stage| Some(Judged { topic: post.centre.topic, stage, rule: "plan_mails".into() });
    let first = post.filed(Mail { judged: judged(2), ..mail("kim@example.com", "1@x", &[]) }).await;
    let answer = post.filed(mail("kim@example.com", "2@x", &["1@x"])).await;
    let again = post.filed(Mail { judged: judged(1), ..mail("kim@example.com", "3@x", &[]) }).await;
    let held = post.held().await;
    let dialogue = |id| held.contacts.iter().find(|it| it.id == id).unwrap().dialogue;
    assert!(dialogue(first).is_some());
    assert_eq!((dialogue(answer), dialogue(again)), (dialogue(first), dialogue(first)));
    assert_eq!(held.moves, 1, "forward only");
}

pub async fn what_programs_write_joins_its_conversation_and_makes_nobody_a_customer_v_7(ground: &Ground) {
    let post = Post::new(ground).await;
    for kind in [MessageKind::Bulk, MessageKind::AutoReply, MessageKind::Bounce] {
        let by_program = Mail { kind, ..mail("news@example.com", &format!("{kind:?}@x"), &["unknown@x"]) };
        assert_eq!(post.arrives(by_program).await, MailTaken::PassedOver);
    }
    let first = post.filed(mail("kim@example.com", "1@x", &[])).await;
    let first = post.held().await.message(first).clone();
    let away = Mail { kind: MessageKind::AutoReply, ..mail("kim@example.com", "2@x", &["1@x"]) };
    let away = post.filed(away).await;
    let held = post.held().await;
    assert_eq!((held.customers.len(), held.contacts.len()), (1, 1), "no contact that would wait in triage");
    assert_eq!(held.message(away).conversation, first.conversation);
    assert!(!held.message(away).wakes());
}

pub async fn a_message_of_ours_goes_out_once_and_what_became_of_it_is_said_v_7(ground: &Ground) {
    let post = Post::new(ground).await;
    let first = post.filed(mail("kim@example.com", "1@x", &["0@x"])).await;
    let first = post.held().await.message(first).clone();
    let ours = post.answers(&first, "안녕하세요", None).await;
    let Centre { store, tenant, .. } = &post.centre;
    let now = post.later();
    let claim = |now: Timestamp| store.claim_outgoing(*tenant, now, now.plus_ms(60_000), 10);
    let claimed = claim(now).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!((&claimed[0].message, claimed[0].mailbox.as_ref(), claimed[0].tries), (&ours, Some(&post.mailbox), 1));
    assert_eq!(claimed[0].answered.as_ref(), Some(&first));
    assert_eq!(claimed[0].thread, [ThreadId::Came("1@x".into()), ThreadId::Came("0@x".into())]);
    assert_eq!(claim(now).await.unwrap(), [], "nobody else has it meanwhile");

    // Its server is down: it waits, and that is said once.
    for tries in 1..3 {
        let due = now.plus_ms(tries * 100_000);
        let grown = store.dispatched(*tenant, ours.id, Tried::Later(due), post.later(), &id).await.unwrap();
        assert_eq!(grown.len(), usize::from(tries == 1));
        assert_eq!(claim(due.plus_ms(-1)).await.unwrap(), []);
        assert_eq!(claim(due).await.unwrap().len(), 1);
    }
    assert_eq!(post.held().await.statuses(), [DispatchStatus::Queued]);

    // Whoever tried it died before anything was said: it is due again.
    let again = claim(now.plus_ms(500_000)).await.unwrap();
    assert_eq!((again.len(), again[0].message.id), (1, ours.id));
    store.dispatched(*tenant, ours.id, Tried::Sent, post.later(), &id).await.unwrap();
    // What comes late says nothing any more.
    let late = store.dispatched(*tenant, ours.id, Tried::Failed(FailureReason::Refused), post.later(), &id).await;
    assert_eq!(late.unwrap(), []);
    assert_eq!(post.held().await.statuses(), [DispatchStatus::Queued, DispatchStatus::Sent]);
    assert_eq!(claim(now.plus_ms(900_000_000)).await.unwrap(), []);

    // The report comes back from further on.
    let bounce = Mail {
        kind: MessageKind::Bounce,
        failed: Some(FailureReason::Address),
        ..mail("mailer-daemon@example.com", "9@x", &[&format!("{}@daehwa.example", ours.id)])
    };
    let bounce = post.filed(bounce).await;
    let held = post.held().await;
    assert_eq!(held.statuses().last(), Some(&DispatchStatus::Failed { reason: FailureReason::Address }));
    assert_eq!(held.dispatches.last().unwrap().message, ours.id);
    assert_eq!(held.message(bounce).conversation, first.conversation);
}

pub async fn a_message_goes_out_when_the_last_of_its_files_is_here_or_is_given_up_v_7(ground: &Ground) {
    let post = Post::new(ground).await;
    let first = post.filed(mail("kim@example.com", "1@x", &[])).await;
    let first = post.held().await.message(first).clone();
    let file = |name: &str, size_bytes: u64| Attachment {
        id: AttachmentId(id()),
        name: name.into(),
        media_type: "application/pdf".into(),
        size_bytes,
    };
    let with_files = Message { attachments: vec![file("a.pdf", 2), file("b.pdf", 3)], ..first.clone() };
    let ours = post.answers(&with_files, "두 개를 보냅니다", None).await;
    let Centre { store, tenant, agent_a, agent_b, .. } = &post.centre;
    let claim = |now: Timestamp| store.claim_outgoing(*tenant, now, now.plus_ms(60_000), 10);
    let brought = |at: usize, body: &[u8], by: &daehwa_store::Identity| Brought {
        message: ours.id,
        id: ours.attachments[at].id,
        body: body.into(),
        by: by.user.id,
        teams: by.user.teams.iter().copied().collect(),
    };
    let bring = async |it: Brought| store.bring_file(*tenant, &it, post.later(), &id).await.unwrap();
    let here = FileTaken::Kept(Vec::new());
    assert_eq!(bring(brought(0, &[1, 2], agent_b)).await, FileTaken::NotThere, "another's message");
    assert_eq!(bring(brought(0, &[1, 2, 3], agent_a)).await, FileTaken::OtherLength);
    let strange = Brought { id: AttachmentId(id()), ..brought(0, &[1, 2], agent_a) };
    assert_eq!(bring(strange).await, FileTaken::NotThere);
    assert_eq!(bring(brought(1, &[3, 4, 5], agent_a)).await, here);
    assert_eq!(bring(brought(1, &[3, 4, 5], agent_a)).await, here, "the same one again");
    assert_eq!(claim(post.later()).await.unwrap(), [], "one is not here");
    assert_eq!(bring(brought(0, &[1, 2], agent_a)).await, here);
    let claimed = claim(post.later()).await.unwrap();
    let bodies: Vec<_> = claimed[0].files.iter().map(|it| (it.name.as_str(), it.body.clone())).collect();
    assert_eq!(bodies, [("a.pdf", vec![1, 2]), ("b.pdf", vec![3, 4, 5])]);
    let kept = store.file(*tenant, ours.id, ours.attachments[0].id).await.unwrap().unwrap();
    assert_eq!((kept.team, kept.body), (post.centre.team_a, vec![1, 2]));
    store.dispatched(*tenant, ours.id, Tried::Sent, post.later(), &id).await.unwrap();

    // Files that never come: it is looked at after days, without them.
    let never = Message { attachments: vec![file("c.pdf", 1)], ..first.clone() };
    let never = post.answers(&never, "하나 더", Some(ours.id)).await;
    assert_eq!(claim(post.later()).await.unwrap(), []);
    let given_up = claim(post.later().plus_ms(WAITS_FOR_FILES_MS)).await.unwrap();
    assert_eq!((given_up[0].message.id, given_up[0].files.len()), (never.id, 0));
    store.erase(*tenant, first.customer, post.later()).await.unwrap();
    assert_eq!(store.file(*tenant, ours.id, ours.attachments[0].id).await.unwrap(), None);
}

pub async fn who_sends_for_a_mailbox_is_known_for_as_long_as_it_says_so_d_12(ground: &Ground) {
    let post = Post::new(ground).await;
    let Centre { store, tenant, .. } = &post.centre;
    let senders = async |at: Timestamp| store.senders(*tenant, at).await.unwrap();
    assert_eq!(senders(NOW).await, []);
    for until_ms in [60_000, 120_000] {
        store.put_senders(*tenant, &[post.mailbox.id], NOW.plus_ms(until_ms)).await.unwrap();
    }
    assert_eq!(senders(NOW.plus_ms(119_999)).await, [post.mailbox.id]);
    assert_eq!(senders(NOW.plus_ms(120_000)).await, []);
}

pub async fn mails_are_kept_as_they_came_until_they_are_old_or_their_customer_is_erased(ground: &Ground) {
    let post = Post::new(ground).await;
    let (one, two) = (mail("kim@example.com", "1@x", &[]), mail("lee@example.com", "2@x", &[]));
    let (first, second) = (post.filed(one.clone()).await, post.filed(two.clone()).await);
    let Centre { store, tenant, .. } = &post.centre;
    let kept = store.kept_mail(*tenant, first).await.unwrap().unwrap();
    assert_eq!((kept.team, &kept.raw, kept.message.id), (post.centre.team_a, &one.raw, first));

    let customer: CustomerId = kept.message.customer;
    post.answers(&kept.message, "안녕하세요", None).await;
    store.erase(*tenant, customer, post.later()).await.unwrap();
    assert_eq!(store.kept_mail(*tenant, first).await.unwrap(), None);
    let due = store.claim_outgoing(*tenant, post.later(), post.later(), 10).await.unwrap();
    assert_eq!(due, [], "nothing goes out to an erased customer");
    // The mailbox is numbered anew, and the erased customer's mail is still in it.
    let post = Post { validity: 9, ..post };
    assert_eq!(post.arrives(one).await, MailTaken::Known);
    assert_eq!(post.held().await.customers.len(), 1);

    assert_eq!(post.centre.store.prune_mail(NOW).await.unwrap(), 0);
    assert_eq!(post.centre.store.prune_mail(post.later()).await.unwrap(), 1);
    assert_eq!(post.centre.store.kept_mail(post.centre.tenant, second).await.unwrap(), None);
    assert_eq!(post.held().await.messages.len(), 1, "the message stays");
}
