//! Lines of chats are taken in once and numbered without gaps, by whomever they are written and wherever they arrive (D-12).

use std::collections::BTreeSet;

use daehwa_domain::{
    conversation::{Mailbox, Message, MessageKind, Party},
    customer::Language,
    id::{ConversationId, InteractionId, MailboxId},
    interaction::{Channel, Direction},
    record::{Fact, RecordKind},
    time::Timestamp,
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_store::{
    Store,
    chat::{Chat, LineTaken, MAX_FILES_BYTES, NewLine, SITTING_MS, Visitor},
    files::File,
};
use serde_json::json;

use crate::{
    centre::{Centre, NOW, elsewhere, id, server_stamp, words},
    ground::Ground,
    replica::Replica,
};

const SECRET: [u8; 32] = [7; 32];

struct Site {
    centre: Centre,
    mailbox: Mailbox,
}

impl Site {
    async fn new(ground: &Ground) -> Self {
        let centre = Centre::new(ground.store().await).await;
        let mailbox = Mailbox {
            id: MailboxId(id()),
            key: "chat".into(),
            channel: Channel::Chat,
            address: "shop".into(),
            name: words("Shop"),
            team: centre.team_a,
            signature: words(""),
            answer_within_min: 5,
            calendar: None,
            free_refusal: String::new(),
            retired: false,
        };
        centre.store.put_mailbox(centre.tenant, &mailbox, server_stamp(2)).await.unwrap();
        Self { centre, mailbox }
    }

    fn line(&self, text: &str) -> NewLine {
        NewLine {
            site: "shop".into(),
            mailbox: self.mailbox.clone(),
            secret: SECRET,
            client: id(),
            text: text.into(),
            file: None,
            visitor: Visitor { name: None, email: None, number: None, browser: None, language: Language::Ko },
            judged: None,
        }
    }

    async fn takes(&self, store: &dyn Store, line: &NewLine, now: Timestamp) -> LineTaken {
        let book = store.rulebook(self.centre.tenant).await.unwrap();
        store.take_line(self.centre.tenant, line, &book, now, &id).await.unwrap()
    }

    async fn filed(&self, line: &NewLine) -> ConversationId {
        match self.takes(&*self.centre.store, line, NOW).await {
            LineTaken::Filed { conversation, .. } => conversation,
            other => panic!("{other:?}"),
        }
    }

    async fn chat(&self) -> Chat {
        self.centre.store.chat(self.centre.tenant, "shop", &SECRET, 0, 1_000).await.unwrap().unwrap()
    }

    fn answer(&self, chat: &Chat, text: &str) -> Message {
        let first = &chat.news[0].message;
        Message {
            id: InteractionId(id()),
            part_of: Some(first.id),
            direction: Direction::Outbound,
            from: Party::default(),
            text: text.into(),
            kind: MessageKind::Person,
            advertises: false,
            author: Some(self.centre.agent_a.user.id),
            ..first.clone()
        }
    }
}

pub async fn a_line_is_taken_in_once_and_numbered_without_gaps_wherever_it_arrives_d_12(ground: &Ground) {
    let site = Site::new(ground).await;
    let other = ground.store().await;
    let first = site.line("안녕하세요");
    // The same first line through two servers at once makes one chat.
    let (here, there) = tokio::join!(site.takes(&*site.centre.store, &first, NOW), site.takes(&*other, &first, NOW));
    let of = |it: &LineTaken| match it {
        LineTaken::Filed { conversation, .. } => *conversation,
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&here), of(&there));
    let chat = site.chat().await;
    let mut desktop = site.centre.desktop(&elsewhere(&site.centre.agent_a));
    let me = site.centre.agent_a.user.id;
    let customer = Some(chat.conversation.customer);
    let take = desktop.set(RecordKind::Conversation, chat.conversation.id.0, customer, "taken", json!(me));
    site.centre.accepted(&site.centre.agent_a, &[take]).await;
    let lines: Vec<NewLine> = (0..10).map(|it| site.line(&it.to_string())).collect();
    let visitor = async {
        for line in &lines {
            site.takes(&*other, line, NOW).await;
            site.takes(&*site.centre.store, line, NOW).await;
        }
    };
    let agent = async {
        for it in 0..10 {
            let op = desktop.append(Fact::Message(Box::new(site.answer(&chat, &it.to_string()))));
            site.centre.accepted(&site.centre.agent_a, &[op]).await;
        }
    };
    tokio::join!(visitor, agent);
    let all = site.chat().await.news;
    assert_eq!(all.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=21).collect::<Vec<_>>());
    assert_eq!(all.iter().map(|it| it.message.id).collect::<BTreeSet<_>>().len(), 21);
    assert_eq!(site.chat().await.lines, 11);
    assert!(all[1..].iter().all(|it| it.message.part_of == Some(all[0].message.id)));
    let behind = site.centre.store.chat(site.centre.tenant, "shop", &SECRET, 20, 10).await.unwrap().unwrap();
    assert_eq!(behind.news, all[20..]);
}

pub async fn a_chat_that_was_silent_for_long_is_another_contact_of_its_conversation_d_12(ground: &Ground) {
    let site = Site::new(ground).await;
    let conversation = site.filed(&site.line("아침")).await;
    site.takes(&*site.centre.store, &site.line("잠시 뒤"), NOW.plus_ms(SITTING_MS - 1)).await;
    let much_later = NOW.plus_ms(2 * SITTING_MS);
    site.takes(&*site.centre.store, &site.line("저녁"), much_later).await;
    let chat = site.chat().await;
    let parts: Vec<_> = chat.news.iter().map(|it| it.message.part_of).collect();
    assert_eq!(parts, [None, Some(chat.news[0].message.id), None]);
    assert!(chat.news.iter().all(|it| it.message.conversation == conversation));
}

pub async fn a_chat_is_opened_by_its_secret_on_its_site_until_its_customer_is_erased_v_8(ground: &Ground) {
    let site = Site::new(ground).await;
    let (store, tenant) = (&site.centre.store, site.centre.tenant);
    let conversation = site.filed(&site.line("제 이야기")).await;
    assert_eq!(store.chat(tenant, "shop", &[8; 32], 0, 9).await.unwrap(), None);
    assert_eq!(store.chat(tenant, "another", &SECRET, 0, 9).await.unwrap(), None);
    let elsewhere = NewLine { site: "another".into(), ..site.line("다른 사이트") };
    assert_eq!(site.takes(&**store, &elsewhere, NOW).await, LineTaken::Over);
    let file = File { name: "a.png".into(), media_type: "image/png".into(), body: vec![1] };
    let with_file = NewLine { file: Some(file), text: String::new(), ..site.line("") };
    site.filed(&with_file).await;
    let chat = site.chat().await;
    let (message, attachment) = (&chat.news[1].message, &chat.news[1].message.attachments[0]);
    assert_eq!(store.file(tenant, message.id, attachment.id).await.unwrap().unwrap().body, [1]);
    assert!(store.end_chat(tenant, &SECRET, NOW).await.unwrap());
    assert_eq!(site.takes(&**store, &site.line("끝난 뒤"), NOW).await, LineTaken::Over);
    store.erase(tenant, chat.conversation.customer, NOW).await.unwrap();
    assert_eq!(store.chat(tenant, "shop", &SECRET, 0, 9).await.unwrap(), None);
    assert_eq!(store.file(tenant, message.id, attachment.id).await.unwrap(), None);
    assert_eq!(store.chat_of(tenant, conversation).await.unwrap(), None);
}

pub async fn who_was_silent_for_months_goes_on_with_no_chat_and_what_was_written_stays_d_12(ground: &Ground) {
    let site = Site::new(ground).await;
    let (store, tenant) = (&site.centre.store, site.centre.tenant);
    site.filed(&site.line("오래전")).await;
    assert_eq!(store.prune_chats(NOW).await.unwrap(), 0);
    assert_eq!(store.prune_chats(NOW.plus_ms(1)).await.unwrap(), 1);
    assert_eq!(store.chat(tenant, "shop", &SECRET, 0, 9).await.unwrap(), None);
    let scope = Scope::Team(site.centre.team_a);
    let mut replica = Replica::default();
    replica.catch_up(&**store, tenant, scope, 50).await;
    let is_it = |it: &Change| matches!(it, Change::Fact { fact: Fact::Message(it) } if it.text == "오래전");
    assert!(replica.rows.values().any(|it| is_it(&it.change)));
}

pub async fn files_of_a_chat_have_a_limit_and_words_go_on_d_12(ground: &Ground) {
    let site = Site::new(ground).await;
    site.filed(&site.line("파일을 보냅니다")).await;
    let half = usize::try_from(MAX_FILES_BYTES / 2).unwrap();
    let file = |bytes| File { name: "a.png".into(), media_type: "image/png".into(), body: vec![7; bytes] };
    let store = &*site.centre.store;
    for _ in 0..2 {
        site.filed(&NewLine { file: Some(file(half)), ..site.line("") }).await;
    }
    let over = NewLine { file: Some(file(1)), ..site.line("") };
    assert_eq!(site.takes(store, &over, NOW).await, LineTaken::Full);
    site.filed(&site.line("그럼 설명을 쓸게요")).await;
}
