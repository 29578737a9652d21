//! Text messages and faxes over a provider's HTTP, with a provider on loopback; and in a folder.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, FixedOffset, TimeDelta};
use daehwa_domain::{
    conversation::{DispatchStatus, FailureReason, Mailbox, Message, MessageKind, Party},
    customer::{ConsentChange, ConsentPurpose},
    id::{ConsentId, DeviceId, InteractionId, OpId},
    interaction::{Channel, Direction},
    people::User,
    record::Fact,
    time::{Hlc, Timestamp},
};
use daehwa_protocol::{
    SCHEMA_VERSION,
    message::{Change, Verdict},
    op::{Action, Op},
    scope::Scope,
};
use daehwa_server::{
    clock::{self, Clock},
    mail::{Accounts, Mail},
    people::NewMailbox,
    serve::{Running, Settings},
    texts::Callers,
    web::sign,
};
use daehwa_store::{Identity, accounts::FamilyId};
use parking_lot::Mutex;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::centre::Centre;

const SECRET: &[u8] = b"a secret of more than thirty-two characters";
const PATIENCE: Duration = Duration::from_secs(20);
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const KIM: &str = "+821012345678";

/// What a provider got, and what it answers next.
#[derive(Default)]
struct Heard {
    bodies: Vec<Value>,
    signatures: Vec<String>,
    answers: Vec<(u16, Value)>,
}

/// A centre with a number for text messages, one for faxes and one for practice; and the provider of the first two.
struct Exchange {
    centre: Centre,
    folder: TempDir,
    heard: Arc<Mutex<Heard>>,
    server: Running,
    clock: Clock,
    mail: Mail,
}

impl Exchange {
    async fn open(a_minute: u32) -> Self {
        Self::by(Arc::new(clock::now), a_minute).await
    }

    /// One that sends by this clock.
    async fn by(clock: Clock, a_minute: u32) -> Self {
        let centre = Centre::new().await;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret"), SECRET).unwrap();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let provider = provider(heard.clone()).await;
        let webhook = |key: &str| {
            format!(
                "[[mailbox]]\nkey = \"{key}\"\nretry_s = 1\n[mailbox.webhook]\nurl = \"http://{provider}/messages\"\n\
                 secret_file = \"secret\"\na_minute = {a_minute}\n"
            )
        };
        let practice = "[[mailbox]]\nkey = \"practice\"\n[mailbox.loopback]\nfolder = \"practice\"\n";
        let accounts = format!("{}{}{practice}", webhook("sms"), webhook("fax"));
        fs::write(folder.path().join("accounts.toml"), accounts).unwrap();
        for (key, channel, address) in [
            ("sms", Channel::Sms, "1544-0000"),
            ("fax", Channel::Fax, "02-1544-0001"),
            ("practice", Channel::Sms, "1544-9999"),
        ] {
            let new = NewMailbox {
                key: key.into(),
                channel,
                address: address.into(),
                name: "상담".into(),
                team: "A".into(),
                signature: String::new(),
                answer_within_min: 60,
                free_refusal: "080-000-0000".into(),
            };
            centre.people.put_mailbox(new).await.unwrap();
        }
        let accounts = Accounts::read(&folder.path().join("accounts.toml")).unwrap();
        let callers = Arc::new(Callers::of(&accounts));
        let server = centre.another_server_with(Settings { callers, ..Settings::default() }).await;
        let (store, tenant) = (centre.store.clone(), centre.people.tenant());
        let mail = Mail::start_by(clock.clone(), store, server.hub().clone(), tenant, accounts);
        Self { centre, folder, heard, server, clock, mail }
    }

    /// The server ends, and another one begins over what is on the disk.
    async fn restarts(self) -> Self {
        let Self { centre, folder, heard, server, clock, mail } = self;
        drop(mail);
        server.stop().await.unwrap();
        let accounts = Accounts::read(&folder.path().join("accounts.toml")).unwrap();
        let callers = Arc::new(Callers::of(&accounts));
        let server = centre.another_server_with(Settings { callers, ..Settings::default() }).await;
        let (store, tenant) = (centre.opened_again().await, centre.people.tenant());
        let mail = Mail::start_by(clock.clone(), store, server.hub().clone(), tenant, accounts);
        Self { centre, folder, heard, server, clock, mail }
    }

    async fn calls(&self, account: &str, body: Vec<u8>, signature: Option<String>) -> Response {
        let path = format!("/api/v1/texts/{account}");
        let call = Client::new().post(format!("http://{}{path}", self.server.address()));
        let call = match signature {
            Some(it) => call.header("daehwa-signature", it),
            None => call,
        };
        call.body(body).send().await.unwrap()
    }

    /// As the provider calls, signed just now.
    async fn tells(&self, account: &str, told: Value) -> (u16, Value) {
        let body = serde_json::to_vec(&told).unwrap();
        let signature = signed(account, SECRET, clock::now(), &body);
        let answer = self.calls(account, body, Some(signature)).await;
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn held(&self) -> (Vec<Message>, Vec<DispatchStatus>) {
        let scope = Scope::Team(self.centre.team("A").await);
        let (mut messages, mut statuses, mut after) = (Vec::new(), Vec::new(), None);
        loop {
            let part = self.centre.store.fill(self.centre.people.tenant(), scope, after, 1_000).await.unwrap();
            for change in part.changes {
                match change {
                    Change::Fact { fact: Fact::Message(it) } => messages.push(*it),
                    Change::Fact { fact: Fact::Dispatch(it) } => statuses.push((it.at_ms, it.status)),
                    _ => {}
                }
            }
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        messages.sort_by_key(|it| (it.at_ms, it.id));
        statuses.sort_by_key(|(at, _)| *at);
        (messages, statuses.into_iter().map(|(_, it)| it).collect())
    }

    async fn agent(&self) -> User {
        self.centre.people.users().await.unwrap().into_iter().find(|it| it.login == "agent-a").unwrap()
    }

    async fn mailbox(&self, key: &str) -> Mailbox {
        self.centre.people.mailboxes().await.unwrap().into_iter().find(|it| it.key == key).unwrap()
    }

    /// An agent answers a message.
    async fn answers(
        &self,
        message: &Message,
        text: &str,
        follows: Option<InteractionId>,
        advertises: bool,
    ) -> Message {
        let answer = Message {
            id: InteractionId(Uuid::now_v7()),
            direction: Direction::Outbound,
            at_ms: (self.clock)(),
            from: message.to[0].clone(),
            to: vec![Party { name: None, address: message.from.address.clone() }],
            text: text.into(),
            answers: Some(message.id),
            follows,
            kind: MessageKind::Person,
            advertises,
            author: Some(self.agent().await.id),
            attachments: vec![],
            ..message.clone()
        };
        self.writes(Fact::Message(Box::new(answer.clone()))).await;
        answer
    }

    /// An agent writes something down.
    async fn writes(&self, fact: Fact) {
        let (agent, tenant, now) = (self.agent().await, self.centre.people.tenant(), (self.clock)());
        let family = FamilyId { tenant, id: Uuid::now_v7() };
        let author = Identity { tenant, user: agent.clone(), device: DeviceId(Uuid::now_v7()), family };
        let op = Op {
            id: OpId(Uuid::now_v7()),
            counter: 1,
            hlc: Hlc { wall_ms: now.0, counter: 0 },
            user: agent.id,
            schema: SCHEMA_VERSION,
            action: Action::Append { fact },
        };
        let pushed = self.centre.store.push(&author, &[op], now).await.unwrap();
        assert_eq!(pushed.results[0].verdict, Verdict::Accepted);
    }

    async fn is_said(&self, status: DispatchStatus) {
        until(&format!("{status:?} is said"), async || self.held().await.1.last() == Some(&status)).await;
    }

    fn practice(&self) -> PathBuf {
        self.folder.path().join("practice")
    }
}

async fn provider(heard: Arc<Mutex<Heard>>) -> SocketAddr {
    async fn take(State(heard): State<Arc<Mutex<Heard>>>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
        let mut heard = heard.lock();
        heard.bodies.push(serde_json::from_slice(&body).unwrap());
        let signature = headers["daehwa-signature"].to_str().unwrap();
        assert!(sign::is_signed_with(&[("sms", SECRET), ("fax", SECRET)], signature, "/messages", &body, clock::now()));
        heard.signatures.push(signature.to_owned());
        let (status, answer) = if heard.answers.is_empty() { (200, json!({})) } else { heard.answers.remove(0) };
        (StatusCode::from_u16(status).unwrap(), answer.to_string())
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/messages", post(take)).with_state(heard);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn signed(account: &str, secret: &[u8], at: Timestamp, body: &[u8]) -> String {
    sign::request(account, secret, at, &format!("/api/v1/texts/{account}"), body)
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert!(waited.await.is_ok(), "waited in vain until {what}");
}

fn text(id: &str, words: &str) -> Value {
    json!({ "is": "message", "id": id, "from": "010-1234-5678", "text": words })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_comes_is_answered_over_the_provider_and_its_report_is_said_v_7() {
    let exchange = Exchange::open(600).await;
    assert_eq!(exchange.tells("sms", text("1", "언제 되나요?")).await, (200, json!({ "is": "filed", "left_out": [] })));
    let (messages, _) = exchange.held().await;
    assert_eq!((messages.len(), messages[0].text.as_str(), messages[0].channel), (1, "언제 되나요?", Channel::Sms));

    let ours = exchange.answers(&messages[0], "오늘 됩니다.", None, false).await;
    exchange.is_said(DispatchStatus::Sent).await;
    let got = exchange.heard.lock().bodies.clone();
    let wanted = json!({
        "id": ours.id, "channel": "sms", "from": "1544-0000", "to": "010-1234-5678", "text": "오늘 됩니다.", "advertises": false,
        "files": [],
    });
    assert_eq!(got, [wanted]);

    let report = |id: &str, message: InteractionId, became: &str| json!({ "is": "report", "id": id, "message": message, "became": became });
    assert_eq!(exchange.tells("sms", report("r1", ours.id, "delivered")).await.1["is"], "filed");
    exchange.is_said(DispatchStatus::Delivered).await;
    assert_eq!(exchange.tells("sms", report("r1", ours.id, "delivered")).await.1["is"], "known");
    assert_eq!(exchange.tells("fax", report("r2", ours.id, "unreachable")).await.1["is"], "not_ours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_signed_just_now_by_the_provider_is_refused_and_what_comes_again_is_known_p0_2() {
    let exchange = Exchange::open(600).await;
    let body = serde_json::to_vec(&text("1", "안녕하세요")).unwrap();
    let now = clock::now();
    let refused = async |account: &str, body: &[u8], signature: Option<String>| {
        exchange.calls(account, body.to_vec(), signature).await.status().as_u16()
    };
    let good = || signed("sms", SECRET, now, &body);
    assert_eq!(refused("sms", &body, None).await, 401);
    assert_eq!(
        refused("sms", &body, Some(signed("sms", b"another secret of thirty-two bytes!", now, &body))).await,
        401
    );
    assert_eq!(refused("sms", &body, Some(signed("fax", SECRET, now, &body))).await, 401, "of another number");
    assert_eq!(refused("nobody", &body, Some(signed("nobody", SECRET, now, &body))).await, 401);
    assert_eq!(
        refused("practice", &body, Some(signed("practice", SECRET, now, &body))).await,
        401,
        "it has no provider"
    );
    assert_eq!(refused("sms", b"{}", Some(good())).await, 401, "signed for other words");
    for late_ms in [-6 * 60_000, 6 * 60_000] {
        let late = signed("sms", SECRET, now.plus_ms(late_ms), &body);
        assert_eq!(refused("sms", &body, Some(late)).await, 401, "{late_ms}");
    }
    assert_eq!(exchange.held().await.0.len(), 0);
    assert_eq!(refused("sms", &body, Some(good())).await, 200);
    // The same call, caught on its way and sent again, and the same message in another call.
    assert_eq!(refused("sms", &body, Some(good())).await, 200);
    assert_eq!(exchange.tells("sms", text("1", "다른 말")).await.1["is"], "known");
    assert_eq!(exchange.held().await.0.len(), 1);
    for odd in [json!({}), json!({ "is": "message" }), json!([]), text("", "x"), text(&"1".repeat(500), "x")] {
        assert_eq!(exchange.tells("sms", odd.clone()).await.0, 422, "{odd}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fax_brings_its_pages_what_is_no_page_is_named_and_what_is_too_large_stays_with_the_provider_p0_2() {
    let exchange = Exchange::open(600).await;
    let page = b"%PDF-1.7 a page";
    let fax = json!({
        "is": "message", "id": "1", "from": "02-123-4567",
        "files": [
            { "name": "fax.pdf", "media_type": "application/pdf", "base64": STANDARD.encode(page) },
            { "name": "pages.zip", "media_type": "application/pdf", "base64": STANDARD.encode(b"PK\x03\x04 forty-two") },
        ],
    });
    let (status, answer) = exchange.tells("fax", fax).await;
    assert_eq!((status, &answer["left_out"]), (200, &json!([{ "name": "pages.zip", "reason": "kind" }])));
    let (messages, _) = exchange.held().await;
    assert!(messages[0].text.contains("[pages.zip: "), "{}", messages[0].text);
    let attachment = &messages[0].attachments[0];
    let token = exchange.centre.sign_in("agent-a").await.access_token;
    let url = format!(
        "http://{}/api/v1/messages/{}/attachments/{}",
        exchange.server.address(),
        messages[0].id,
        attachment.id
    );
    let fetched = Client::new().get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!((fetched.status().as_u16(), fetched.bytes().await.unwrap().to_vec()), (200, page.to_vec()));
    let stranger = exchange.centre.sign_in("agent-b").await.access_token;
    assert_eq!(Client::new().get(&url).bearer_auth(stranger).send().await.unwrap().status().as_u16(), 404);

    let large = vec![b' '; 37 * 1024 * 1024];
    let signature = signed("fax", SECRET, clock::now(), &large);
    let path = format!("http://{}/api/v1/texts/fax", exchange.server.address());
    let call = Client::new().post(path).header("daehwa-signature", signature).body(large);
    // It may be refused before all of it is sent: then the connection ends.
    if let Ok(answer) = call.send().await {
        assert_eq!(answer.status().as_u16(), 413);
    }
    assert_eq!(exchange.held().await.0.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_told_to_wait_p0_2() {
    let exchange = Exchange::open(5).await;
    for turn in 0..5 {
        assert_eq!(exchange.tells("sms", text(&turn.to_string(), "안녕하세요")).await.0, 200);
    }
    let body = serde_json::to_vec(&text("6", "안녕하세요")).unwrap();
    let signature = signed("sms", SECRET, clock::now(), &body);
    let answer = exchange.calls("sms", body, Some(signature)).await;
    assert_eq!(answer.status().as_u16(), 429);
    assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(exchange.tells("fax", text("1", "안녕하세요")).await.0, 200, "another number is another matter");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_away_is_tried_again_and_one_that_refuses_is_believed_v_7() {
    let exchange = Exchange::open(600).await;
    exchange.tells("sms", text("1", "안녕하세요")).await;
    let first = exchange.held().await.0[0].clone();
    exchange.heard.lock().answers = vec![(503, json!({}))];
    let ours = exchange.answers(&first, "네", None, false).await;
    exchange.is_said(DispatchStatus::Sent).await;
    let bodies = exchange.heard.lock().bodies.clone();
    assert_eq!((bodies.len(), &bodies[0]), (2, &bodies[1]), "the same message, by the same id");

    exchange.heard.lock().answers = vec![(422, json!({ "reason": "no_such_number" }))];
    exchange.answers(&first, "또 네", Some(ours.id), false).await;
    exchange.is_said(DispatchStatus::Failed { reason: FailureReason::Address }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advertising_without_consent_or_label_never_leaves_whatever_wrote_it_c_1() {
    let exchange = Exchange::open(600).await;
    exchange.tells("sms", text("1", "안녕하세요")).await;
    let first = exchange.held().await.0[0].clone();
    exchange.answers(&first, "(광고) 상담 1544-0000\n할인\n무료수신거부 080-000-0000", None, true).await;
    exchange.is_said(DispatchStatus::Failed { reason: FailureReason::Forbidden }).await;
    assert!(exchange.heard.lock().bodies.is_empty());
}

/// The centre in the evening before a night, by a clock that the test sets; a customer who consented to advertising, and wrote to us.
async fn evening() -> (Exchange, Arc<AtomicI64>, Message) {
    let night = Arc::new(AtomicI64::new(next_evening().0));
    let read = night.clone();
    let exchange = Exchange::by(Arc::new(move || Timestamp(read.load(Ordering::SeqCst))), 600).await;
    exchange.tells("sms", text("1", "안녕하세요")).await;
    let first = exchange.held().await.0[0].clone();
    let consent = ConsentChange {
        id: ConsentId(Uuid::now_v7()),
        customer: first.customer,
        purpose: ConsentPurpose::Marketing,
        channel: None,
        granted: true,
        at_ms: clock::now().plus_ms(-DAY_MS),
        source: "전화로 동의".into(),
    };
    exchange.writes(Fact::Consent(consent)).await;
    (exchange, night, first)
}

/// 22:00 in Korea, on the first evening that is to come: what is queued by the machine's clock is due by then.
fn next_evening() -> Timestamp {
    let zone = FixedOffset::east_opt(9 * 3_600).unwrap();
    let now = DateTime::from_timestamp_millis(clock::now().0).unwrap().with_timezone(&zone);
    let evening = now.date_naive().and_hms_opt(22, 0, 0).unwrap().and_local_timezone(zone).unwrap();
    let evening = if evening > now { evening } else { evening + TimeDelta::days(1) };
    Timestamp(evening.timestamp_millis())
}

fn words(body: &Value) -> &str {
    body["text"].as_str().unwrap()
}

const AD: &str = "(광고) 상담 1544-0000\n가을 할인\n무료수신거부 080-000-0000";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn advertising_waits_for_the_morning_in_korea_over_a_restart_and_goes_with_its_label_c_1() {
    let (exchange, night, first) = evening().await;
    let ad = exchange.answers(&first, AD, None, true).await;
    // What is sent behind it has gone: the advertisement was looked at, and waits.
    let answer = exchange.answers(&first, "저녁 답장", Some(ad.id), false).await;
    exchange.is_said(DispatchStatus::Sent).await;
    assert_eq!(exchange.heard.lock().bodies.iter().map(words).collect::<Vec<_>>(), ["저녁 답장"]);

    let exchange = exchange.restarts().await;
    night.fetch_add(10 * HOUR_MS, Ordering::SeqCst);
    exchange.answers(&first, "여덟 시 정각 답장", Some(answer.id), false).await;
    until("the second answer has gone", async || exchange.heard.lock().bodies.len() == 2).await;
    assert_eq!(words(&exchange.heard.lock().bodies[1]), "여덟 시 정각 답장", "on the hour it is a minute too early");

    night.fetch_add(2 * 60_000, Ordering::SeqCst);
    until("the advertisement has gone", async || exchange.heard.lock().bodies.len() == 3).await;
    let gone = exchange.heard.lock().bodies[2].clone();
    assert_eq!((words(&gone), gone["id"].as_str()), (AD, Some(ad.id.to_string().as_str())));
    until("all three are said to be sent", async || {
        exchange.held().await.1.iter().filter(|it| **it == DispatchStatus::Sent).count() == 3
    })
    .await;
    assert_eq!(exchange.heard.lock().bodies.len(), 3, "once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_in_the_night_stops_advertising_that_waits_for_the_morning_c_1() {
    let (exchange, night, first) = evening().await;
    let ad = exchange.answers(&first, AD, None, true).await;
    let answer = exchange.answers(&first, "저녁 답장", Some(ad.id), false).await;
    exchange.is_said(DispatchStatus::Sent).await;
    assert_eq!(exchange.tells("sms", text("2", "수신거부")).await.0, 200);
    night.fetch_add(10 * HOUR_MS + 2 * 60_000, Ordering::SeqCst);
    let failed = DispatchStatus::Failed { reason: FailureReason::Forbidden };
    until("it is said to be forbidden", async || exchange.held().await.1.contains(&failed)).await;
    // Answers still go to who wants no advertising.
    exchange.answers(&first, "아침 답장", Some(answer.id), false).await;
    until("the answer has gone", async || exchange.heard.lock().bodies.len() == 2).await;
    assert_eq!(exchange.heard.lock().bodies.iter().map(words).collect::<Vec<_>>(), ["저녁 답장", "아침 답장"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_loopback_what_goes_out_lies_in_a_folder_and_what_is_put_there_comes_in_v_7() {
    let exchange = Exchange::open(600).await;
    let folder = exchange.practice();
    until("the folder is there", async || folder.join("in").is_dir()).await;
    fs::write(folder.join("in/odd.part"), "{").unwrap();
    fs::rename(folder.join("in/odd.part"), folder.join("in/odd.json")).unwrap();
    fs::write(folder.join("in/1.part"), text("1", "연습입니다").to_string()).unwrap();
    fs::rename(folder.join("in/1.part"), folder.join("in/1.json")).unwrap();
    until("it is a message", async || exchange.held().await.0.len() == 1).await;
    until("what is none is put aside", async || folder.join("in/odd.refused").exists()).await;
    let first = exchange.held().await.0[0].clone();
    assert_eq!(first.to[0].address, exchange.mailbox("practice").await.address);
    let ours = exchange.answers(&first, "잘했습니다", None, false).await;
    exchange.is_said(DispatchStatus::Sent).await;
    let out: Value = serde_json::from_slice(&fs::read(folder.join(format!("out/{}.json", ours.id))).unwrap()).unwrap();
    assert_eq!((out["to"].as_str(), out["text"].as_str()), (Some("010-1234-5678"), Some("잘했습니다")));
    assert!(!folder.join("in/1.json").exists());
    assert_eq!(KIM, daehwa_domain::address::of_number(out["to"].as_str().unwrap(), "KR").unwrap());
}
