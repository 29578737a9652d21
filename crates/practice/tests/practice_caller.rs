//! The practice caller as a program, and a phone that it rings.
#![allow(clippy::unwrap_used)]

use std::{process::Stdio, sync::Arc, time::Duration};

use daehwa_domain::{
    call::{Call, CallState, LineState},
    id::CallId,
    time::Timestamp,
};
use daehwa_phone::{Account, AudioConfig, AudioDevice, Phone, PhoneConfig, PhoneEvent, SrtpPolicy, Timing, Transport};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);
const PHONE_HZ: f32 = 700.0;

struct Practice {
    process: Child,
    commands: ChildStdin,
    reports: Lines<BufReader<ChildStdout>>,
}

impl Practice {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_daehwa-practice"))
            .args(["--user", "agent1", "--password", "secret1"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let commands = process.stdin.take().unwrap();
        let reports = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, commands, reports }
    }

    async fn say(&mut self, command: &str) {
        self.commands.write_all(format!("{command}\n").as_bytes()).await.unwrap();
    }

    /// The next report of this kind.
    async fn until(&mut self, event: &str) -> Value {
        self.until_that(event, |_| true).await
    }

    async fn until_that(&mut self, event: &str, check: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Vec::new();
        let found = timeout(PATIENCE, async {
            loop {
                let line = self.reports.next_line().await.unwrap().expect("the practice caller ended");
                let report: Value = serde_json::from_str(&line).unwrap();
                if report["event"] == event && check(&report) {
                    return report;
                }
                seen.push(line);
            }
        });
        found.await.unwrap_or_else(|_| panic!("waited for {event}; saw {seen:#?}"))
    }
}

fn phone(address: &str) -> (Phone, UnboundedReceiver<PhoneEvent>) {
    let (sender, events) = unbounded_channel();
    let account = Account {
        aor: "sip:agent1@practice.test".into(),
        username: "agent1".into(),
        password: "secret1".to_owned().into(),
        server: address.into(),
        transport: Transport::Udp,
        extra_roots_pem: None,
        srtp: SrtpPolicy::Off,
    };
    let config = PhoneConfig {
        account: Some(account),
        audio: AudioConfig {
            input: AudioDevice::Tone { hz: PHONE_HZ },
            output: AudioDevice::Silence,
            ring_output: AudioDevice::Silence,
        },
        call_ids: Arc::new(|| CallId(uuid::Uuid::now_v7())),
        clock: Arc::new(|| {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
            Timestamp(now.as_millis() as i64)
        }),
        timing: Timing::default(),
        user_agent: "Daehwa-Test".into(),
    };
    (Phone::start(config, sender).unwrap(), events)
}

async fn call(events: &mut UnboundedReceiver<PhoneEvent>, state: CallState) -> Call {
    let found = timeout(PATIENCE, async {
        loop {
            if let PhoneEvent::Call(call) = events.recv().await.unwrap()
                && call.state == state
            {
                return call;
            }
        }
    });
    found.await.unwrap_or_else(|_| panic!("waited for a call that is {state:?}"))
}

async fn ready(events: &mut UnboundedReceiver<PhoneEvent>) {
    let waited =
        timeout(PATIENCE, async { while events.recv().await.unwrap() != PhoneEvent::Line(LineState::Ready) {} });
    waited.await.unwrap();
}

// D-1, D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_rings_is_answered_hears_the_agent_and_hangs_up_when_told() {
    let mut practice =
        Practice::start(&["--caller", "01012345678", "--name", "김민수", "--once", "--first-after", "0"]);
    let listening = practice.until("listening").await;
    let (phone, mut events) = phone(listening["address"].as_str().unwrap());
    assert_eq!(practice.until("registered").await["user"], "agent1");
    let calling = practice.until("calling").await;
    let ringing = call(&mut events, CallState::Ringing).await;
    let took_ms = ringing.started_ms.0 as f64 - calling["at_ms"].as_f64().unwrap();
    assert!((-1.0..PATIENCE.as_secs_f64() * 1000.0).contains(&took_ms), "{took_ms} ms from INVITE to ring");
    assert_eq!(ringing.caller.number.as_deref(), Some("01012345678"));
    assert_eq!(ringing.caller.display_name.as_deref(), Some("김민수"));
    phone.answer(ringing.id).await.unwrap();
    practice.until("answered").await;
    practice
        .until_that("heard", |report| (report["hz"].as_f64().unwrap_or(0.0) - f64::from(PHONE_HZ)).abs() < 25.0)
        .await;
    practice.say("hangup").await;
    assert_eq!(practice.until("ended").await["cause"], "local_hangup");
    call(&mut events, CallState::Ended).await;
    practice.say("quit").await;
    assert!(timeout(PATIENCE, practice.process.wait()).await.unwrap().unwrap().success());
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn any_number_answers_and_star_one_rings_back() {
    let mut practice = Practice::start(&["--seed", "3"]);
    let listening = practice.until("listening").await;
    let (phone, mut events) = phone(listening["address"].as_str().unwrap());
    ready(&mut events).await;
    let dialed = CallId(uuid::Uuid::now_v7());
    phone.dial(dialed, "02-555-1234").await.unwrap();
    assert_eq!(practice.until("dialed").await["number"], "025551234");
    practice.until_that("heard", |report| !report["hz"].is_null()).await;
    phone.hang_up(dialed).await.unwrap();
    practice.until("ended").await;
    phone.dial(CallId(uuid::Uuid::now_v7()), "*1").await.unwrap();
    practice.until("calling").await;
    let ringing = call(&mut events, CallState::Ringing).await;
    assert!(ringing.caller.number.is_some(), "{ringing:?}");
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn customers_come_again_and_hang_up_by_themselves() {
    let mut practice = Practice::start(&["--every", "0.2", "--first-after", "0", "--talk", "0.5"]);
    let listening = practice.until("listening").await;
    let (phone, mut events) = phone(listening["address"].as_str().unwrap());
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let ringing = call(&mut events, CallState::Ringing).await;
        numbers.push(ringing.caller.number.clone().unwrap());
        phone.answer(ringing.id).await.unwrap();
        call(&mut events, CallState::Ended).await;
    }
    numbers.sort();
    numbers.dedup();
    assert!(numbers.len() > 1, "{numbers:?}");
}
