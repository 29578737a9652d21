//! Text messages and faxes become messages once, in the conversation between both numbers; what is reported of ours is said; refusals hold.

use daehwa_domain::{
    conversation::{Dispatch, DispatchStatus, FailureReason, Mailbox, Message, MessageKind},
    customer::{ConsentChange, ContactKind, ContactPoint, Language},
    id::{ContactPointId, InteractionId, MailboxId},
    interaction::{Channel, Direction},
    record::{Fact, Record},
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_store::{
    files::File,
    mail::Cursor,
    text::{Report, Text, TextTaken, Words},
};

use crate::{
    centre::{Centre, NOW, elsewhere, id, server_stamp, words},
    ground::Ground,
    identity::{merged, undone},
    replica::Replica,
};

const KIM: &str = "+821012345678";

/// A centre with a number for text messages and one for faxes.
struct Counter {
    centre: Centre,
    sms: Mailbox,
    fax: Mailbox,
}

#[derive(Default)]
struct Held {
    customers: usize,
    messages: Vec<Message>,
    dispatches: Vec<Dispatch>,
    consents: Vec<ConsentChange>,
}

impl Counter {
    async fn new(ground: &Ground) -> Self {
        let centre = Centre::new(ground.store().await).await;
        let mailbox = |key: &str, channel, address: &str| Mailbox {
            id: MailboxId(id()),
            key: key.into(),
            channel,
            address: address.into(),
            name: words(key),
            team: centre.team_a,
            signature: words(""),
            answer_within_min: 60,
            calendar: None,
            free_refusal: String::new(),
            retired: false,
        };
        let (sms, fax) = (mailbox("sms", Channel::Sms, "1544-0000"), mailbox("fax", Channel::Fax, "02-1544-0001"));
        for (turn, it) in [&sms, &fax].into_iter().enumerate() {
            centre.store.put_mailbox(centre.tenant, it, server_stamp(2 + turn as i64)).await.unwrap();
        }
        Self { centre, sms, fax }
    }

    async fn takes(&self, text: &Text, at_ms: i64) -> TextTaken {
        let Centre { store, tenant, .. } = &self.centre;
        let book = store.rulebook(*tenant).await.unwrap();
        store.take_text(*tenant, text, &book, NOW.plus_ms(at_ms), &id).await.unwrap()
    }

    async fn filed(&self, mailbox: &Mailbox, print: u8, words: Words) -> InteractionId {
        let text = Text { mailbox: mailbox.clone(), cursor: None, print: [print; 32], words: Some(words) };
        match self.takes(&text, i64::from(print) * 1_000).await {
            TextTaken::Filed { message, .. } => message,
            other => panic!("{other:?}"),
        }
    }

    async fn held(&self) -> Held {
        let (scope, Centre { store, tenant, .. }) = (Scope::Team(self.centre.team_a), &self.centre);
        let filled = Replica::filled(&**store, *tenant, scope, 3, || async {}).await;
        let mut followed = Replica::default();
        followed.catch_up(&**store, *tenant, scope, 3).await;
        assert_eq!(filled, followed);
        let mut held = Held::default();
        for row in filled.rows.values() {
            match row.change.clone() {
                Change::Fact { fact: Fact::Message(it) } => held.messages.push(*it),
                Change::Fact { fact: Fact::Dispatch(it) } => held.dispatches.push(it),
                Change::Fact { fact: Fact::Consent(it) } => held.consents.push(it),
                Change::Record { versioned } if matches!(versioned.record, Record::Customer(_)) => held.customers += 1,
                _ => {}
            }
        }
        held.messages.sort_by_key(|it| it.at_ms);
        held
    }

    /// An agent answers a message.
    async fn answers(&self, message: &Message, text: &str, advertises: bool) -> Message {
        let author = &self.centre.agent_a;
        let answer = Message {
            id: InteractionId(id()),
            direction: Direction::Outbound,
            at_ms: message.at_ms.plus_ms(1),
            from: message.to[0].clone(),
            to: vec![message.from.clone()],
            text: text.into(),
            answers: Some(message.id),
            follows: None,
            kind: MessageKind::Person,
            advertises,
            author: Some(author.user.id),
            attachments: vec![],
            ..message.clone()
        };
        let op = self.centre.desktop(&elsewhere(author)).append(Fact::Message(Box::new(answer.clone())));
        self.centre.accepted(author, &[op]).await;
        answer
    }
}

fn said(from: &str, text: &str) -> Words {
    Words {
        from: from.into(),
        key: Some(from.into()).filter(|_| !from.is_empty()),
        language: Language::Ko,
        text: text.into(),
        cut: false,
        files: Vec::new(),
        refuses: false,
        judged: None,
    }
}

pub async fn a_text_is_taken_in_once_and_both_numbers_have_one_conversation_v_7(ground: &Ground) {
    let counter = Counter::new(ground).await;
    counter.filed(&counter.sms, 1, said(KIM, "안녕하세요")).await;
    let again =
        Text { mailbox: counter.sms.clone(), cursor: None, print: [1; 32], words: Some(said(KIM, "안녕하세요")) };
    assert_eq!(counter.takes(&again, 2_000).await, TextTaken::Known);
    counter.filed(&counter.sms, 3, said(KIM, "언제 되나요?")).await;
    counter.filed(&counter.fax, 4, said(KIM, "팩스입니다")).await;
    counter.filed(&counter.sms, 5, said("+821099998888", "다른 사람")).await;

    let held = counter.held().await;
    assert_eq!((held.customers, held.messages.len()), (2, 4));
    let of: Vec<_> = held.messages.iter().map(|it| it.conversation).collect();
    assert_eq!(of[0], of[1], "one conversation for each pair of numbers");
    assert!(of[2] != of[0] && of[3] != of[0] && of[3] != of[2]);
    assert_eq!(held.messages[0].customer, held.messages[2].customer, "the same number, the same customer");
}

pub async fn a_text_belongs_to_the_customer_who_has_the_number_however_it_is_written_v_7(ground: &Ground) {
    let counter = Counter::new(ground).await;
    let customer = counter.centre.customer_of_a().await;
    let point = ContactPoint {
        id: ContactPointId(id()),
        customer: customer.id,
        kind: ContactKind::Mobile,
        value: "010-1234-5678".into(),
        label: None,
        primary: true,
        verified_ms: None,
        retired: false,
        confirmed: None,
    };
    let author = elsewhere(&counter.centre.agent_a);
    let op = counter.centre.desktop(&author).create(Record::ContactPoint(point));
    counter.centre.accepted(&author, &[op]).await;
    counter.filed(&counter.sms, 1, Words { from: "01012345678".into(), ..said(KIM, "안녕하세요") }).await;
    let held = counter.held().await;
    assert_eq!((held.messages[0].customer, held.messages[0].from.address.as_str()), (customer.id, "01012345678"));
}

pub async fn a_fax_bears_its_pages_and_one_without_a_number_is_not_lost_v_7(ground: &Ground) {
    let counter = Counter::new(ground).await;
    let page = File { name: "1.pdf".into(), media_type: "application/pdf".into(), body: b"%PDF-1.7 page".to_vec() };
    let fax = || Words { files: vec![page.clone()], ..said("", "") };
    let message = counter.filed(&counter.fax, 1, fax()).await;
    counter.filed(&counter.fax, 2, fax()).await;
    let held = counter.held().await;
    assert_eq!((held.customers, held.messages.len()), (2, 2), "who they are is for people to say");
    let attachment = &held.messages[0].attachments[0];
    assert_eq!((attachment.name.as_str(), attachment.size_bytes), ("1.pdf", 13));
    let Centre { store, tenant, .. } = &counter.centre;
    let kept = store.file(*tenant, message, attachment.id).await.unwrap().unwrap();
    assert_eq!((kept.body, kept.team), (page.body.clone(), counter.centre.team_a));
}

pub async fn what_is_reported_of_ours_is_said_and_ends_its_tries_v_7(ground: &Ground) {
    let counter = Counter::new(ground).await;
    counter.filed(&counter.sms, 1, said(KIM, "안녕하세요")).await;
    let first = counter.held().await.messages[0].clone();
    let ours = counter.answers(&first, "네", false).await;
    let Centre { store, tenant, .. } = &counter.centre;
    let due = store.claim_outgoing(*tenant, NOW.plus_ms(60_000), NOW.plus_ms(70_000), 10).await.unwrap();
    assert_eq!((due.len(), due[0].message.id, &due[0].audience), (1, ours.id, &None));
    let report = |mailbox: &Mailbox, print, message, status| Report {
        mailbox: mailbox.clone(),
        print: [print; 32],
        message,
        status,
    };
    let reported = async |it: Report| store.take_report(*tenant, &it, NOW.plus_ms(61_000), &id).await.unwrap();
    let arrived = DispatchStatus::Delivered;
    let elsewhere = reported(report(&counter.fax, 20, ours.id, arrived)).await;
    assert_eq!(elsewhere, TextTaken::PassedOver, "another account says nothing about it");
    assert_eq!(reported(report(&counter.sms, 21, first.id, arrived)).await, TextTaken::PassedOver);
    let failed = DispatchStatus::Failed { reason: FailureReason::Address };
    assert!(matches!(reported(report(&counter.sms, 22, ours.id, failed)).await, TextTaken::Filed { .. }));
    assert_eq!(reported(report(&counter.sms, 22, ours.id, failed)).await, TextTaken::Known);
    let none = store.claim_outgoing(*tenant, NOW.plus_ms(600_000), NOW.plus_ms(700_000), 10).await.unwrap();
    assert!(none.is_empty(), "it is not tried again");
    assert_eq!(counter.held().await.dispatches.iter().map(|it| it.status).collect::<Vec<_>>(), [failed]);
}

pub async fn who_refuses_by_a_text_is_known_when_advertising_is_to_go_out_c_1(ground: &Ground) {
    let counter = Counter::new(ground).await;
    counter.filed(&counter.sms, 1, said(KIM, "안녕하세요")).await;
    let first = counter.held().await.messages[0].clone();
    counter.answers(&first, "(광고) 할인", true).await;
    counter.filed(&counter.sms, 2, Words { refuses: true, ..said(KIM, "수신거부") }).await;
    let consents = counter.held().await.consents;
    assert_eq!(consents.len(), 1);
    assert_eq!((consents[0].granted, consents[0].channel), (false, Some(Channel::Sms)));
    let Centre { store, tenant, .. } = &counter.centre;
    let due = store.claim_outgoing(*tenant, NOW.plus_ms(60_000), NOW.plus_ms(70_000), 10).await.unwrap();
    assert_eq!(due[0].audience.as_ref().unwrap().consents, consents);
}

pub async fn a_text_from_a_gateways_mailbox_takes_its_cursor_on_and_what_is_none_does_so_too_v_7(ground: &Ground) {
    let counter = Counter::new(ground).await;
    let at = |uid| Cursor { validity: 7, uid };
    let text = |before, after, words| Text {
        mailbox: counter.sms.clone(),
        cursor: Some((before, after)),
        print: [9; 32],
        words,
    };
    assert_eq!(counter.takes(&text(None, at(1), None), 0).await, TextTaken::PassedOver);
    let late = counter.takes(&text(None, at(2), Some(said(KIM, "네"))), 0).await;
    assert_eq!(late, TextTaken::Behind, "somebody else read on");
    let taken = counter.takes(&text(Some(at(1)), at(2), Some(said(KIM, "네"))), 0).await;
    assert!(matches!(taken, TextTaken::Filed { .. }));
    let Centre { store, tenant, .. } = &counter.centre;
    assert_eq!(store.mail_cursor(*tenant, counter.sms.id.0).await.unwrap(), Some(at(2)));
}

pub async fn what_a_person_refused_counts_under_every_customer_that_they_were_merged_from_c_1(ground: &Ground) {
    let counter = Counter::new(ground).await;
    counter.filed(&counter.sms, 1, said(KIM, "안녕하세요")).await;
    counter.filed(&counter.sms, 2, said("+821099998888", "저도요")).await;
    let held = counter.held().await.messages;
    let author = &counter.centre.agent_a;
    let merge = merged(held[0].customer, held[1].customer, author.user.id);
    let op = counter.centre.desktop(&elsewhere(author)).append(Fact::Merged(merge.clone()));
    counter.centre.accepted(author, &[op]).await;
    counter.answers(&held[0], "(광고) 하나", true).await;
    counter.answers(&held[1], "(광고) 둘", true).await;
    counter.filed(&counter.sms, 3, Words { refuses: true, ..said("+821099998888", "수신거부") }).await;
    let Centre { store, tenant, .. } = &counter.centre;
    let refusals = async |from_ms: i64| {
        let due = store.claim_outgoing(*tenant, NOW.plus_ms(from_ms), NOW.plus_ms(from_ms + 1_000), 10).await.unwrap();
        let mut all: Vec<_> =
            due.iter().map(|it| (it.message.text.clone(), it.audience.as_ref().unwrap().consents.len())).collect();
        all.sort();
        all
    };
    let both = |one, two| vec![("(광고) 둘".to_owned(), two), ("(광고) 하나".to_owned(), one)];
    assert_eq!(refusals(60_000).await, both(1, 1));
    let op = counter.centre.desktop(&elsewhere(author)).append(Fact::Unmerged(undone(&merge)));
    counter.centre.accepted(author, &[op]).await;
    assert_eq!(refusals(70_000).await, both(0, 1), "two people again");
}
