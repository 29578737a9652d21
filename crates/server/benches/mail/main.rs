//! Measures how fast a mailbox of 10,000 mails is taken in: read over IMAP from Dovecot, understood, put into its thread, filed with its customer
//! and committed, one after the other. Held against reading the same mails over the same IMAP and doing nothing with them. One JSON object.
//!
//! `cargo bench -p daehwa-server --bench mail [-- NAME]`, as root: Dovecot and Postfix want it.
//!
//! - `mail_taken_in`: mails a second, in steps of 500.
#![allow(clippy::print_stdout, clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../../tests/mail/rig.rs"]
mod rig;

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::chown,
    sync::Arc,
    time::{Duration, Instant},
};

use async_imap::Client;
use daehwa_domain::{
    interaction::Channel,
    people::Role,
    record::Fact,
    {customer::Language, id::TeamId},
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_server::{
    hub::Hub,
    mail::{Accounts, Mail},
    people::{NewMailbox, NewUser, People},
};
use daehwa_store::{Store, mail::Cursor};
use futures_util::TryStreamExt;
use rig::Rig;
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer, pki_types::pem::PemObject};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Mails in all, and in each thread: a question and what followed.
const MAILS: u32 = 10_000;
const IN_A_THREAD: u32 = 4;
const CUSTOMERS: u32 = 1_000;
/// So many mails are one measurement.
const STEP: u32 = 500;
const HELP: &str = "help@daehwa.test";
/// Under which the numbers of the mailbox hold.
const VALIDITY: u32 = 77_777;
/// Debian's user for files of mail.
const MAIL_UID: u32 = 8;

#[tokio::main]
async fn main() {
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    if name.is_some_and(|name| !"mail_taken_in".contains(&name)) {
        return;
    }
    let rig = Rig::start().await;
    fill(&rig);
    // Once unmeasured, so that Dovecot knows its mails either time.
    read_only(&rig).await;
    let baseline = read_only(&rig).await;
    let speeds = taken_in(&rig).await;
    let at = |share: f64| speeds[((speeds.len() - 1) as f64 * share) as usize].round();
    let (median, baseline) = (at(0.5), baseline.round());
    let line = json!({
        "name": "mail_taken_in", "unit": "mails/s", "n": MAILS, "p50": median, "p99": at(0.01),
        "min": at(0.0), "max": at(1.0), "baseline": baseline, "ratio": (median / baseline * 100.0).round() / 100.0,
    });
    println!("{line}");
}

/// Puts the mails into the mailbox, as whoever delivers does.
fn fill(rig: &Rig) {
    let maildir = rig.path().join("homes").join(HELP).join("Maildir");
    let folders = ["", "new", "cur", "tmp"].map(|it| maildir.join(it));
    folders.iter().for_each(|it| fs::create_dir_all(it).unwrap());
    fs::write(maildir.join("dovecot-uidlist"), format!("3 V{VALIDITY} N1 G0123456789abcdef0123456789abcdef\n"))
        .unwrap();
    for at in 0..MAILS {
        fs::write(maildir.join("new").join(format!("{}.{at:05}.bench", 1_700_000_000 + at)), mail(at)).unwrap();
    }
    let all = folders.iter().filter_map(|it| fs::read_dir(it).ok()).flatten().flatten().map(|it| it.path());
    for path in all.chain(folders.iter().cloned()) {
        chown(path, Some(MAIL_UID), Some(MAIL_UID)).unwrap();
    }
}

/// A mail of a thread: the first ones of all threads come before their second ones, as in a real mailbox.
fn mail(at: u32) -> String {
    let threads = MAILS / IN_A_THREAD;
    let (thread, turn) = (at % threads, at / threads);
    let id = |turn: u32| format!("<{thread}.{turn}@customers.test>");
    let earlier: Vec<_> = (0..turn).map(id).collect();
    let follows = match earlier.last() {
        Some(last) => format!("In-Reply-To: {last}\nReferences: {}\n", earlier.join(" ")),
        None => String::new(),
    };
    let (customer, reply) = (thread % CUSTOMERS, if turn > 0 { "Re: " } else { "" });
    let words =
        "지난달 요금이 왜 이렇게 많이 나왔는지 확인 부탁드립니다. Please have a look at my last bill.\n".repeat(12);
    format!(
        "From: =?utf-8?B?6rmA66+87IiY?= <customer{customer}@customers.test>\nTo: {HELP}\nSubject: {reply}Bill {thread}\n\
         Message-ID: {}\n{follows}Date: Mon, 23 Nov 2026 10:{:02}:{:02} +0900\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}",
        id(turn),
        at / 60 % 60,
        at % 60,
    )
    .replace('\n', "\r\n")
}

/// Reads all mails, one after the other; how many a second.
async fn read_only(rig: &Rig) -> f64 {
    let pem = fs::read(rig.path().join("certificate.pem")).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let tcp = TcpStream::connect(("127.0.0.1", rig.imap())).await.unwrap();
    tcp.set_nodelay(true).unwrap();
    let tls = TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), tcp).await.unwrap();
    let mut client = Client::new(tls);
    client.read_response().await.unwrap();
    let mut session = client.login(HELP, rig::PASSWORD).await.unwrap();
    assert_eq!(session.examine("INBOX").await.unwrap().exists, MAILS);
    let (begun, mut bytes) = (Instant::now(), 0);
    for uid in 1..=MAILS {
        let mail: Vec<_> =
            session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await.unwrap().try_collect().await.unwrap();
        bytes += mail[0].body().unwrap().len();
    }
    let speed = f64::from(MAILS) / begun.elapsed().as_secs_f64();
    assert!(bytes > MAILS as usize * 1_000, "{bytes} bytes");
    session.logout().await.unwrap();
    speed
}

/// Takes all mails in; how many a second, in steps, the slowest first.
async fn taken_in(rig: &Rig) -> Vec<f64> {
    let url = format!("sqlite:{}", rig.path().join("server.db").display());
    let store: Arc<dyn Store> = daehwa_store::open(&url).await.unwrap();
    let people = People::of_default_tenant(store.clone()).await.unwrap();
    let agent = NewUser {
        login: "agent-a".into(),
        name: "agent-a".into(),
        role: Role::Agent,
        teams: vec!["A".into()],
        language: Language::Ko,
        password: "a good password".into(),
    };
    let team = people.add(agent).await.unwrap().teams[0];
    let mailbox = NewMailbox {
        channel: Channel::Email,
        key: "help".into(),
        address: HELP.into(),
        name: "상담".into(),
        team: "A".into(),
        signature: "상담1팀".into(),
        answer_within_min: 60,
        free_refusal: String::new(),
    };
    people.put_mailbox(mailbox).await.unwrap();
    let (tenant, mailbox) = (people.tenant(), people.mailboxes().await.unwrap()[0].id.0);
    store.begin_mail(tenant, mailbox, Cursor { validity: VALIDITY, uid: 0 }).await.unwrap();
    let accounts = Accounts::read(&rig.accounts(&["help"], "")).unwrap();
    let mut begun = Instant::now();
    let running = Mail::start(store.clone(), Arc::<Hub>::default(), tenant, accounts);
    let (mut speeds, mut done) = (Vec::new(), 0);
    while done < MAILS {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let uid = store.mail_cursor(tenant, mailbox).await.unwrap().unwrap().uid;
        if uid >= done + STEP || uid == MAILS {
            speeds.push(f64::from(uid - done) / begun.elapsed().as_secs_f64());
            (begun, done) = (Instant::now(), uid);
        }
    }
    drop(running);
    all_there(&*store, tenant, team).await;
    speeds.sort_by(f64::total_cmp);
    speeds
}

/// Every mail is one message, and every thread one conversation.
async fn all_there(store: &dyn Store, tenant: daehwa_domain::id::TenantId, team: TeamId) {
    let (mut threads, mut after) = (BTreeMap::new(), None);
    loop {
        let part = store.fill(tenant, Scope::Team(team), after, 5_000).await.unwrap();
        for change in part.changes {
            if let Change::Fact { fact: Fact::Message(it) } = change {
                *threads.entry(it.conversation).or_insert(0) += 1;
            }
        }
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(threads.len(), (MAILS / IN_A_THREAD) as usize, "threads");
    assert!(threads.values().all(|it| *it == IN_A_THREAD), "every thread has all its mails");
}
