//! E-mail against servers as others run them: Dovecot and Postfix.
#![allow(clippy::unwrap_used, missing_docs)]

mod rig;

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use daehwa_domain::{
    conversation::{Attachment, DispatchStatus, FailureReason, Message, MessageKind, Party},
    customer::Language,
    id::{AttachmentId, DeviceId, InteractionId, OpId},
    interaction::{Channel, Direction},
    people::{Role, User},
    record::{Fact, Record},
    time::Hlc,
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    auth::{SignIn, Tokens},
    message::{Change, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use daehwa_server::{
    clock,
    mail::{Accounts, Mail},
    people::{NewMailbox, NewUser, People},
    serve::{Running, Settings},
};
use daehwa_store::{Identity, Store, accounts::FamilyId};
use reqwest::{Client, StatusCode};
use rig::{Rig, until};
use uuid::Uuid;

const PASSWORD: &str = "a good password";

/// A server with two mailboxes of team A, and an agent there.
struct Office {
    store: Arc<dyn Store>,
    people: People,
    agent: User,
    server: Running,
    mail: Option<Mail>,
}

#[derive(Debug, Default)]
struct Held {
    customers: usize,
    messages: Vec<Message>,
    statuses: Vec<DispatchStatus>,
}

impl Office {
    async fn open(rig: &Rig) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = store(rig.path()).await;
        let people = People::of_default_tenant(store.clone()).await.unwrap();
        let user = |login: &str, team: &str| NewUser {
            login: login.into(),
            name: login.into(),
            role: Role::Agent,
            teams: vec![team.into()],
            language: Language::Ko,
            password: PASSWORD.into(),
        };
        let agent = people.add(user("agent-a", "A")).await.unwrap();
        people.add(user("agent-b", "B")).await.unwrap();
        for key in ["help", "sales"] {
            let new = NewMailbox {
                channel: Channel::Email,
                key: key.into(),
                address: format!("{key}@daehwa.test"),
                name: "상담".into(),
                team: "A".into(),
                signature: "상담1팀".into(),
                answer_within_min: 60,
                free_refusal: String::new(),
            };
            people.put_mailbox(new).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Running::start(listener, None, store.clone(), Settings::default()).unwrap();
        Self { store, people, agent, server, mail: None }
    }

    /// Begins to read and to send; returns when the mailboxes are read.
    async fn work(&mut self, accounts: &Path) {
        let accounts = Accounts::read(accounts).unwrap();
        let keys: Vec<String> = accounts.accounts.iter().map(|it| it.key.clone()).collect();
        let tenant = self.people.tenant();
        self.mail = Some(Mail::start(self.store.clone(), self.server.hub().clone(), tenant, accounts));
        let mailboxes = self.people.mailboxes().await.unwrap();
        for mailbox in mailboxes.into_iter().filter(|it| keys.contains(&it.key)) {
            let store = &self.store;
            until(
                "a mailbox is read",
                || async move { store.mail_cursor(tenant, mailbox.id.0).await.unwrap().is_some() },
            )
            .await;
        }
    }

    async fn held(&self) -> Held {
        let (mut held, mut after) = (Held::default(), None);
        let mut statuses = Vec::new();
        loop {
            let scope = Scope::Team(self.agent.teams[0]);
            let part = self.store.fill(self.people.tenant(), scope, after, 1_000).await.unwrap();
            for change in part.changes {
                match change {
                    Change::Fact { fact: Fact::Message(it) } => held.messages.push(*it),
                    Change::Fact { fact: Fact::Dispatch(it) } => statuses.push((it.at_ms, it.status)),
                    Change::Record { versioned } if matches!(versioned.record, Record::Customer(_)) => {
                        held.customers += 1;
                    }
                    _ => {}
                }
            }
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        held.messages.sort_by_key(|it| (it.at_ms, it.id));
        statuses.sort_by_key(|(at, _)| *at);
        held.statuses = statuses.into_iter().map(|(_, it)| it).collect();
        held
    }

    async fn has(&self, messages: usize) -> Held {
        until(&format!("{messages} messages are there"), || async { self.held().await.messages.len() >= messages })
            .await;
        self.held().await
    }

    async fn is_said(&self, status: DispatchStatus) {
        until(&format!("{status:?} is said"), || async { self.held().await.statuses.contains(&status) }).await;
    }

    /// The agent answers a message.
    async fn answers(&self, message: &Message, to: &str, text: &str, follows: Option<InteractionId>) -> Message {
        self.sends(Message { attachments: vec![], cc: vec![], ..message.clone() }, to, text, follows).await
    }

    /// The same with files and copies of their own.
    async fn sends(&self, message: Message, to: &str, text: &str, follows: Option<InteractionId>) -> Message {
        let answer = Message {
            id: InteractionId(Uuid::now_v7()),
            part_of: None,
            direction: Direction::Outbound,
            at_ms: clock::now(),
            from: Party { name: None, address: "help@daehwa.test".into() },
            to: vec![Party { name: None, address: to.into() }],
            subject: String::new(),
            text: text.into(),
            answers: Some(message.id),
            follows,
            kind: MessageKind::Person,
            advertises: false,
            author: Some(self.agent.id),
            has_html: false,
            ..message
        };
        let tenant = self.people.tenant();
        let family = FamilyId { tenant, id: Uuid::now_v7() };
        let author = Identity { tenant, user: self.agent.clone(), device: DeviceId(Uuid::now_v7()), family };
        let op = Op {
            id: OpId(Uuid::now_v7()),
            counter: 1,
            hlc: Hlc { wall_ms: clock::now().0, counter: 0 },
            user: self.agent.id,
            schema: SCHEMA_VERSION,
            action: Action::Append { fact: Fact::Message(Box::new(answer.clone())) },
        };
        let pushed = self.store.push(&author, &[op], clock::now()).await.unwrap();
        assert_eq!(pushed.results[0].verdict, Verdict::Accepted);
        answer
    }

    async fn sign_in(&self, login: &str) -> String {
        let body = SignIn { login: login.into(), password: PASSWORD.into(), device: DeviceId(Uuid::now_v7()) };
        let url = format!("http://{}/api/v1/sign-in", self.server.address());
        let answer = Client::new().post(url).json(&body).send().await.unwrap();
        answer.json::<Tokens>().await.unwrap().access_token
    }
}

async fn store(folder: &Path) -> Arc<dyn Store> {
    daehwa_store::open(&format!("sqlite:{}", folder.join("server.db").display())).await.unwrap()
}

fn mail(from: &str, id: &str, more: &str, words: &str) -> String {
    format!("From: <{from}>\nTo: help@daehwa.test\nSubject: Question\nMessage-ID: <{id}>\n{more}\n{words}\n")
}

const KIM: &str = "kim@customers.test";
const HELP: &str = "help@daehwa.test";
/// So seldom is looked that only the server's own word brings a mail in time.
const BY_IDLE_ALONE: &str = "poll_s = 1500";
const FAILED_ADDRESS: DispatchStatus = DispatchStatus::Failed { reason: FailureReason::Address };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_comes_while_the_server_waits_is_answered_and_the_answer_is_answered_v_7() {
    let rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    rig.writes(KIM, HELP, &mail(KIM, "old@x", "", "before the first look")).await;
    until("the old mail is there", || async { rig.mails_of(HELP).len() == 1 }).await;
    office.work(&rig.accounts(&["help"], BY_IDLE_ALONE)).await;

    rig.writes(KIM, HELP, &mail(KIM, "1@x", "", "How much is it?")).await;
    let held = office.has(1).await;
    assert_eq!((held.messages.len(), held.customers), (1, 1), "what was there before the first look stays there");
    assert_eq!(held.messages[0].text, "How much is it?");

    // Desktops can ask for which mailboxes that goes on.
    let url = format!("http://{}/api/v1/mailboxes/sending", office.server.address());
    let sending = async || {
        let answer = Client::new().get(&url).bearer_auth(office.sign_in("agent-a").await).send().await.unwrap();
        answer.json::<Vec<Uuid>>().await.unwrap()
    };
    until("it is said who sends", || async { sending().await.len() == 1 }).await;
    assert_eq!(Client::new().get(&url).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);

    let first = &held.messages[0];
    let ours = office.answers(first, KIM, "It is free.", None).await;
    office.is_said(DispatchStatus::Sent).await;
    until("the answer is in kim's mailbox", || async { rig.mails_of(KIM).len() == 1 }).await;
    let arrived = daehwa_mail::read(rig.mails_of(KIM)[0].as_bytes());
    assert_eq!(arrived.message_id, Some(format!("{}@daehwa.test", ours.id)));
    assert_eq!((arrived.thread, arrived.subject.as_str()), (vec!["1@x".to_owned()], "Re: Question"));
    assert_eq!(
        arrived.text, "It is free.",
        "what goes out is what its author wrote: signature and quote are the desktop's"
    );

    let reply = format!("In-Reply-To: <{}>\n", arrived.message_id.unwrap());
    rig.writes(KIM, HELP, &mail(KIM, "2@x", &reply, "Thanks")).await;
    let held = office.has(3).await;
    assert_eq!((held.messages[2].conversation, held.messages[2].answers), (first.conversation, Some(ours.id)));
    assert_eq!(held.customers, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_mailboxes_are_read_side_by_side_and_a_server_that_was_away_is_read_on_v_7() {
    let mut rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    office.work(&rig.accounts(&["help", "sales"], BY_IDLE_ALONE)).await;
    rig.writes(KIM, HELP, &mail(KIM, "1@x", "", "a")).await;
    rig.writes("lee@customers.test", "sales@daehwa.test", &mail("lee@customers.test", "2@x", "", "b")).await;
    assert_eq!(office.has(2).await.customers, 2);

    rig.stop_dovecot().await;
    rig.writes(KIM, HELP, &mail(KIM, "3@x", "", "c")).await;
    rig.start_dovecot().await;
    // Postfix asks the mailbox again when it is told to.
    let flushed = Command::new("postqueue").arg("-c").arg(rig.path().join("postfix")).arg("-f").status();
    assert!(flushed.unwrap().success());
    assert_eq!(office.has(3).await.messages.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_is_numbered_anew_brings_no_mail_twice_v_7() {
    let mut rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    office.work(&rig.accounts(&["help"], "poll_s = 1")).await;
    for at in 0..3 {
        rig.writes(KIM, HELP, &mail(KIM, &format!("{at}@x"), "", "a")).await;
    }
    office.has(3).await;
    let mailbox = office.people.mailboxes().await.unwrap().into_iter().find(|it| it.key == "help").unwrap();
    let (store, tenant) = (office.store.clone(), office.people.tenant());
    let before = store.mail_cursor(tenant, mailbox.id.0).await.unwrap().unwrap();

    rig.stop_dovecot().await;
    rig.number_anew(HELP);
    rig.start_dovecot().await;
    rig.writes(KIM, HELP, &mail(KIM, "new@x", "", "new")).await;
    let held = office.has(4).await;
    assert_eq!((held.messages.len(), held.messages[3].text.as_str()), (4, "new"));
    until("all is read under the new numbers", || async {
        let now = store.mail_cursor(tenant, mailbox.id.0).await.unwrap().unwrap();
        now.validity != before.validity && now.uid == 4
    })
    .await;
    assert_eq!(office.held().await.messages.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_takes_every_mail_in_once_v_7() {
    const MAILS: usize = 60;
    let rig = Rig::start().await;
    let office = Office::open(&rig).await;
    let accounts = rig.accounts(&["help"], "history = true");
    for at in 0..MAILS {
        let from = format!("c{at}@elsewhere.test");
        rig.writes(&from, HELP, &mail(&from, &format!("{at}@x"), "", "a")).await;
    }
    until("all mails are there", || async { rig.mails_of(HELP).len() == MAILS }).await;
    for wanted in [1, 20, 40] {
        let mut server = serve(rig.path(), &accounts);
        office.has(wanted).await;
        // SIGKILL: at whatever step it is.
        server.kill().unwrap();
        server.wait().unwrap();
    }
    let mut server = serve(rig.path(), &accounts);
    let held = office.has(MAILS).await;
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!((held.messages.len(), held.customers), (MAILS, MAILS));
}

fn serve(folder: &Path, accounts: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_daehwa-server"))
        .arg("--data")
        .arg(folder)
        .args(["serve", "--listen", "127.0.0.1:0", "--mail"])
        .arg(accounts)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_waits_while_the_mail_server_is_down_and_a_report_of_failure_is_said_v_7() {
    let rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    office.work(&rig.accounts(&["help"], BY_IDLE_ALONE)).await;
    rig.writes(KIM, HELP, &mail(KIM, "1@x", "", "a")).await;
    let first = office.has(1).await.messages.remove(0);

    rig.stop_smtp();
    let ours = office.answers(&first, KIM, "안녕하세요", None).await;
    office.is_said(DispatchStatus::Queued).await;
    rig.start_smtp().await;
    office.is_said(DispatchStatus::Sent).await;
    until("the answer is in kim's mailbox", || async { rig.mails_of(KIM).len() == 1 }).await;

    // An address that is not there: its server takes the mail first, and reports afterwards.
    office.answers(&first, "nobody@customers.test", "안녕하세요", Some(ours.id)).await;
    office.is_said(FAILED_ADDRESS).await;
    let held = office.held().await;
    let report = held.messages.iter().find(|it| it.kind == MessageKind::Bounce).unwrap();
    assert_eq!(report.conversation, first.conversation);
    assert_eq!((rig.mails_of(KIM).len(), held.customers), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_with_a_mail_is_given_to_its_team_alone_and_html_is_harmless_p0_2() {
    let rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    office.work(&rig.accounts(&["help"], BY_IDLE_ALONE)).await;
    let zip_in_zip = "UEsDBBQAAAAA";
    let large = "QUFB".repeat(18).as_str().to_owned() + "\n";
    // 25 MiB, encoded.
    let large = large.repeat(25 * 1024 * 1024 / 54 + 1);
    let part = |head: &str, body: &str| format!("--b\n{head}\n\n{body}\n");
    let more = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
    let html = part("Content-Type: text/html", "<p>Hello<script>alert(1)</script><img src=http://evil.test/x></p>");
    let attached = |name: &str, body: &str| {
        let head = format!(
            "Content-Type: application/zip\nContent-Disposition: attachment; filename={name}\nContent-Transfer-Encoding: base64"
        );
        part(&head, body)
    };
    let body = format!("{html}{}{}--b--\n", attached("a.zip", zip_in_zip), attached("large.zip", &large));
    rig.writes(KIM, HELP, &mail(KIM, "1@x", more, &body)).await;
    let message = office.has(1).await.messages.remove(0);
    assert_eq!((message.text.as_str(), message.has_html, message.attachments.len()), ("Hello", true, 2));
    assert!(message.attachments[1].size_bytes >= 25 * 1024 * 1024);

    let (a, b) = (office.sign_in("agent-a").await, office.sign_in("agent-b").await);
    let get = |token: String, path: String| {
        let url = format!("http://{}/api/v1/messages/{}/{path}", office.server.address(), message.id);
        async move { Client::new().get(url).bearer_auth(token).send().await.unwrap() }
    };
    let page = get(a.clone(), "html".into()).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let page = page.text().await.unwrap();
    assert!(page.contains("Hello") && !page.contains("<script") && !page.contains("evil.test"), "{page}");
    let paths = [
        "html".to_owned(),
        "raw".to_owned(),
        format!("attachments/{}", message.attachments[0].id),
        format!("attachments/{}", message.attachments[1].id),
    ];
    for path in paths {
        let given = get(a.clone(), path.clone()).await;
        assert_eq!(given.status(), StatusCode::OK, "{path}");
        assert_eq!(given.headers()["x-content-type-options"], "nosniff");
        assert_eq!(get(b.clone(), path.clone()).await.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(get(String::new(), path.clone()).await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let given = get(a, format!("attachments/{}", message.attachments[1].id)).await.bytes().await.unwrap();
    assert_eq!(given.len() as u64, message.attachments[1].size_bytes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_with_files_arrives_with_them_at_everybody_and_the_same_at_every_try_v_7() {
    let rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    office.work(&rig.accounts(&["help"], BY_IDLE_ALONE)).await;
    rig.writes(KIM, HELP, &mail(KIM, "1@x", "", "The quote, please")).await;
    let first = office.has(1).await.messages.remove(0);
    let body: Vec<u8> = (0..2_000_000u32).map(|it| (it / 7) as u8).collect();
    let file = Attachment {
        id: AttachmentId(Uuid::now_v7()),
        name: "견적서 (최종).pdf".into(),
        media_type: "application/pdf".into(),
        size_bytes: body.len() as u64,
    };
    let copy = Party { name: Some("이".into()), address: "lee@customers.test".into() };
    let asked = Message { attachments: vec![file.clone()], cc: vec![copy], ..first };
    let ours = office.sends(asked, KIM, "Here it is.", None).await;
    let token = office.sign_in("agent-a").await;
    let url = format!("http://{}/api/v1/messages/{}/attachments/{}", office.server.address(), ours.id, file.id);
    let put = Client::new().put(url).bearer_auth(token).body(body.clone()).send().await.unwrap();
    assert_eq!(put.status(), StatusCode::NO_CONTENT);
    office.is_said(DispatchStatus::Sent).await;
    for who in [KIM, "lee@customers.test"] {
        until("the answer is there", || async { rig.mails_of(who).len() == 1 }).await;
        let bytes = rig.mails_of(who).remove(0).into_bytes();
        let arrived = daehwa_mail::read(&bytes);
        assert_eq!((arrived.text.as_str(), arrived.attachments[0].name.as_str()), ("Here it is.", file.name.as_str()));
        assert_eq!(arrived.cc[0].address, "lee@customers.test");
        assert!(daehwa_mail::attachment(&bytes, 0).unwrap().bytes == body, "byte for byte");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_of_a_gateway_are_texts_of_their_numbers_and_ours_go_to_it_v_7() {
    let rig = Rig::start().await;
    let mut office = Office::open(&rig).await;
    let new = NewMailbox {
        key: "texts".into(),
        channel: Channel::Sms,
        address: "1544-0000".into(),
        name: "상담".into(),
        team: "A".into(),
        signature: String::new(),
        answer_within_min: 60,
        free_refusal: String::new(),
    };
    office.people.put_mailbox(new).await.unwrap();
    let accounts = rig.accounts(&["help"], BY_IDLE_ALONE);
    let gateway = "[mailbox.gateway]\ndomain = \"customers.test\"\nfrom = \"help@daehwa.test\"\n";
    let text = fs::read_to_string(&accounts).unwrap().replace("key = \"help\"", "key = \"texts\"");
    fs::write(&accounts, text + gateway).unwrap();
    office.work(&accounts).await;
    const NUMBER: &str = "01012345678@customers.test";
    rig.writes(KIM, HELP, &mail(KIM, "0@x", "", "I am no number")).await;
    rig.writes(NUMBER, HELP, &mail(NUMBER, "1@x", "", "When?")).await;
    rig.writes(NUMBER, HELP, &mail(NUMBER, "1@x", "", "When?")).await;
    rig.writes(NUMBER, HELP, &mail(NUMBER, "2@x", "", "Today?")).await;
    let held = office.has(2).await;
    let words: Vec<_> = held.messages.iter().map(|it| (it.text.as_str(), it.channel)).collect();
    assert_eq!(words, [("When?", Channel::Sms), ("Today?", Channel::Sms)]);
    assert_eq!((held.customers, held.messages[0].from.address.as_str()), (1, "01012345678"));
    assert_eq!(held.messages[0].conversation, held.messages[1].conversation);

    let ours = office.answers(&held.messages[1], "010-1234-5678", "Today.", None).await;
    office.is_said(DispatchStatus::Sent).await;
    let to = "821012345678@customers.test";
    until("it is with the gateway", || async { rig.mails_of(to).len() == 1 }).await;
    let arrived = daehwa_mail::read(rig.mails_of(to)[0].as_bytes());
    assert_eq!((arrived.subject.as_str(), arrived.text.as_str()), ("1544-0000", "Today."));
    assert_eq!(arrived.message_id, Some(format!("{}@customers.test", ours.id)));
}
