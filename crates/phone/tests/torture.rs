//! Hostile signalling: the messages of RFC 4475 and floods of malformed INVITEs, over UDP and TCP.
//!
//! The messages are read from `$DAEHWA_DATA/corpora/rfc4475` (default `../shared/data` beside the repository). Without them
//! a small set of our own is used, and the test says so.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::{
    collections::BTreeMap,
    net::{SocketAddr, UdpSocket},
    path::{Path, PathBuf},
};

use daehwa_domain::call::LineState;
use daehwa_phone::{PhoneEvent, Transport};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use support::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Malformed INVITEs that are fired.
const FLOOD: usize = 5_000;
/// Most calls that a phone holds.
const MOST_CALLS: usize = 6;

/// Messages whose end is clear but which the stack's parser can't read: the connection ends there, as with a lost frame. The
/// last three bring more bytes than their length says, and so does what follows them begin with nonsense.
const BEYOND_READING: [&str; 10] = [
    "wsinv.dat",
    "intmeth.dat",
    "esc02.dat",
    "lwsruri.dat",
    "lwsstart.dat",
    "mismatch02.dat",
    "bigcode.dat",
    "mcl01.dat",
    "dblreq.dat",
    "inv2543.dat",
];

struct Message {
    name: String,
    bytes: Vec<u8>,
    /// What RFC 4475 wants, as the manifest says it.
    expected: String,
}

fn messages() -> Vec<Message> {
    let data = std::env::var("DAEHWA_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let folder = data.join("corpora/rfc4475");
    let Ok(manifest) = std::fs::read_to_string(folder.join("MANIFEST.json")) else {
        println!("{} is not there: a small set of our own is used instead of RFC 4475's messages", folder.display());
        return own_messages();
    };
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let list = manifest
        .as_object()
        .unwrap()
        .values()
        .find_map(|value| value.as_array().filter(|list| list.len() > 40))
        .unwrap();
    let message = |entry: &serde_json::Value| Message {
        name: entry["file"].as_str().unwrap().to_owned(),
        bytes: std::fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap(),
        expected: entry["expected"].as_str().unwrap().to_owned(),
    };
    let messages: Vec<Message> = list.iter().map(message).collect();
    assert_eq!(messages.len(), 49);
    messages
}

fn own_messages() -> Vec<Message> {
    let request = |name: &str, expected: &str, first: &str, more: &str| {
        Message {
        name: name.into(),
        bytes: format!(
            "{first}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{name}\r\nFrom: <sip:a@b.test>;tag=1\r\nTo: <sip:c@d.test>\r\n\
             Call-ID: {name}\r\n{more}\r\n"
        )
        .into_bytes(),
        expected: expected.into(),
    }
    };
    vec![
        request("version", "505", "OPTIONS sip:c@d.test SIP/7.0", "CSeq: 1 OPTIONS\r\n"),
        request("mismatch", "400", "OPTIONS sip:c@d.test SIP/2.0", "CSeq: 1 INVITE\r\n"),
        request("length", "400", "OPTIONS sip:c@d.test SIP/2.0", "CSeq: 1 OPTIONS\r\nContent-Length: -9\r\n"),
        request("scheme", "416", "OPTIONS soap:c@d.test SIP/2.0", "CSeq: 1 OPTIONS\r\n"),
        request("extension", "420", "OPTIONS sip:c@d.test SIP/2.0", "CSeq: 1 OPTIONS\r\nRequire: magic\r\n"),
        request("twice", "400", "OPTIONS sip:c@d.test SIP/2.0", "CSeq: 1 OPTIONS\r\nCSeq: 2 OPTIONS\r\n"),
        request("number", "400", "OPTIONS sip:c@d.test SIP/2.0", "CSeq: 99999999999999999999 OPTIONS\r\n"),
    ]
}

/// Asks for the answer to the sender's port (RFC 3581) in the first Via, so that the test hears it.
fn with_rport(bytes: &[u8]) -> Vec<u8> {
    let text = bytes.windows(7).position(|seven| seven.eq_ignore_ascii_case(b"branch="));
    match text {
        Some(at) => [&bytes[..at], b"rport;", &bytes[at..]].concat(),
        None => bytes.to_vec(),
    }
}

/// The statuses that a user agent may give. It is no registrar: REGISTER is also rightly answered 405; and the messages are
/// for users that it does not have: where RFC 4475 accepts, 404 and 481 are right too.
fn allowed(message: &Message) -> Vec<u16> {
    let register = message.bytes.starts_with(b"REGISTER");
    let mut allowed: Vec<u16> = message
        .expected
        .split(|c: char| !c.is_ascii_digit())
        .filter(|word| word.len() == 3)
        .filter_map(|word| word.parse().ok())
        .collect();
    let accepts = ["accept", "see RFC", "infer", "treat", "answered", "escaped"]
        .iter()
        .any(|word| message.expected.contains(word));
    if accepts || allowed.is_empty() {
        allowed.extend([200, 404, 405, 481, 488, 400, 416, 501]);
    }
    if register {
        allowed.push(405);
    }
    allowed
}

fn status(bytes: &[u8]) -> Option<u16> {
    std::str::from_utf8(bytes.get(8..11)?).ok()?.parse().ok()
}

/// What came back for a datagram, and for the OPTIONS sent right after it.
struct Answers {
    first: Option<u16>,
    alive: Option<u16>,
}

/// Fires a datagram and an OPTIONS after it. Final statuses of both are waited for; that of the first only when it is `wanted`.
fn fire(bytes: &[u8], to: SocketAddr, wanted: bool) -> Answers {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.send_to(bytes, to).unwrap();
    socket.send_to(&options(to, "alive", socket.local_addr().unwrap()), to).unwrap();
    let mut answers = Answers { first: None, alive: None };
    let mut answer = [0; 65_536];
    while answers.alive.is_none() || wanted && answers.first.is_none() {
        let Ok((length, _)) = socket.recv_from(&mut answer) else { break };
        let Some(code) = status(&answer[..length]).filter(|code| *code >= 200) else { continue };
        let is_alive = String::from_utf8_lossy(&answer[..length]).contains("Call-ID: alive");
        *if is_alive { &mut answers.alive } else { &mut answers.first } = Some(code);
    }
    answers
}

fn options(to: SocketAddr, call: &str, from: SocketAddr) -> Vec<u8> {
    format!(
        "OPTIONS sip:agent1@{to} SIP/2.0\r\nVia: SIP/2.0/UDP {from};rport;branch=z9hG4bK{call}\r\nMax-Forwards: 70\r\n\
         From: <sip:test@test>;tag=1\r\nTo: <sip:agent1@pbx.test>\r\nCall-ID: {call}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

fn calls(events: &[PhoneEvent]) -> usize {
    let mut ids: Vec<_> = events
        .iter()
        .filter_map(|event| if let PhoneEvent::Call(call) = event { Some(call.id) } else { None })
        .collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn torture_messages_over_udp_are_answered_as_rfc_4475_asks() {
    let (mut pair, relay) = Pair::behind_a_relay().await;
    let to = relay.phones_address().await;
    let wrong = tokio::task::spawn_blocking(move || {
        let mut wrong = BTreeMap::new();
        for message in messages() {
            // What has no Via that leads back to us is answered elsewhere.
            let leads_back = message.bytes.windows(7).any(|seven| seven.eq_ignore_ascii_case(b"branch="));
            let silent = message.expected.starts_with("drop") || message.bytes.starts_with(b"SIP/2.0");
            let may_be_silent = silent || !leads_back || message.expected.starts_with("400 or drop");
            let answers = fire(&with_rport(&message.bytes), to, !may_be_silent);
            let right = match answers.first {
                Some(code) => {
                    !silent && allowed(&message).contains(&code) || message.expected.starts_with("400 or drop")
                }
                None => may_be_silent,
            };
            if !right {
                wrong.insert(message.name.clone(), format!("expected {}, got {:?}", message.expected, answers.first));
            }
            assert_eq!(answers.alive, Some(200), "after {}", message.name);
        }
        wrong
    });
    let wrong = wrong.await.unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(calls(&pair.desk.events.drain()), 0);
    // And it still is a telephone.
    pair.talk().await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_malformed_invites_makes_no_calls_beyond_the_limit() {
    let (mut pair, relay) = Pair::behind_a_relay().await;
    let to = relay.phones_address().await;
    tokio::task::spawn_blocking(move || flood(to)).await.unwrap();
    let events = pair.desk.events.drain();
    assert!(calls(&events) <= MOST_CALLS, "{} calls", calls(&events));
    assert!(!events.iter().any(|event| matches!(event, PhoneEvent::Line(LineState::Down { .. }))), "{events:?}");
    assert_eq!(fire(b"\r\n\r\n", to, false).alive, Some(200));
}

/// INVITEs with bytes changed, cut and repeated at random; half of them for our user.
fn flood(to: SocketAddr) {
    let mut random = StdRng::seed_from_u64(4475);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    for n in 0..FLOOD {
        let user = if n % 2 == 0 { "agent1" } else { "stranger" };
        let body = "v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";
        let mut bytes = format!(
            "INVITE sip:{user}@{to} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bKf{n}\r\nFrom: \"x\" <sip:x@y>;tag=f{n}\r\n\
             To: <sip:{user}@pbx.test>\r\nCall-ID: f{n}\r\nCSeq: 1 INVITE\r\nContact: <sip:x@127.0.0.1:9>\r\nMax-Forwards: 70\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes();
        for _ in 0..random.random_range(0..6) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..4) {
                0 => bytes[at] = random.random(),
                1 => bytes.truncate(at.max(20)),
                2 => bytes.insert(at, random.random()),
                _ => {
                    let piece = bytes[at..].to_vec();
                    bytes.extend(piece.into_iter().take(200));
                }
            }
        }
        let _ = socket.send_to(&bytes, to);
        if n % 100 == 99 {
            // Not faster than the phone can read, or the system drops what was to be tested.
            assert_eq!(fire(b"\r\n\r\n", to, false).alive, Some(200));
        }
    }
}

/// What a stream makes of a message by its length.
#[derive(PartialEq)]
enum Framing {
    /// All of it is there.
    Whole,
    /// Its length says more than comes: the rest is waited for.
    Short,
    /// Its length can't be read, and nobody knows where the next one begins.
    Lost,
}

fn framing(bytes: &[u8]) -> Framing {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Framing::Short };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = name.to_ascii_lowercase();
        matches!(name.as_str(), "content-length" | "l").then(|| value.trim().parse::<usize>())
    });
    match length {
        Some(Err(_)) => Framing::Lost,
        Some(Ok(length)) if length > bytes.len() - end - 4 => Framing::Short,
        Some(Ok(_)) | None => Framing::Whole,
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn torture_messages_over_tcp_are_answered_or_end_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut account = account(listener.local_addr().unwrap());
    account.transport = Transport::Tcp;
    let mut desk = Desk::start(Some(account), impatient());
    let mut wrong = BTreeMap::new();
    for message in messages() {
        let mut stream = registered(&listener).await;
        let framing = framing(&message.bytes);
        stream.write_all(&message.bytes).await.unwrap();
        if framing == Framing::Short {
            continue;
        }
        let asked = options("127.0.0.1:5060".parse().unwrap(), "alive", "127.0.0.1:5060".parse().unwrap());
        let asked = String::from_utf8(asked).unwrap().replace("SIP/2.0/UDP", "SIP/2.0/TCP");
        let _ = stream.write_all(asked.as_bytes()).await;
        let silent = message.expected.starts_with("drop") || message.bytes.starts_with(b"SIP/2.0");
        let may_be_silent = silent || message.expected.starts_with("400 or drop");
        let (first, alive) = answers(&mut stream, !may_be_silent).await;
        let right = match first {
            Some(code) => !silent && allowed(&message).contains(&code),
            None => may_be_silent || !alive,
        };
        let closes = framing == Framing::Lost || BEYOND_READING.contains(&message.name.as_str());
        if !right || alive == closes {
            wrong.insert(message.name.clone(), format!("expected {}, got {first:?} {alive}", message.expected));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    registered(&listener).await;
    desk.events.line(LineState::Ready).await;
    assert_eq!(calls(&desk.events.drain()), 0);
}

/// The first final status, waited for when it is `wanted`, and whether the OPTIONS after it was answered. Ends early when the
/// connection is closed.
async fn answers(stream: &mut TcpStream, wanted: bool) -> (Option<u16>, bool) {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    let (mut first, mut alive) = (None, false);
    let ended = timeout(PATIENCE, async {
        while !alive || wanted && first.is_none() {
            let Ok(length @ 1..) = stream.read(&mut part).await else { return };
            all.extend(&part[..length]);
            let text = String::from_utf8_lossy(&all);
            // Whole answers only: none of them has a body.
            let whole = text.rfind("\r\n\r\n").map_or("", |end| &text[..end]);
            alive = whole.contains("Call-ID: alive");
            let statuses = whole.split("SIP/2.0 ").filter(|answer| !answer.contains("Call-ID: alive"));
            first = statuses.filter_map(|answer| answer.get(..3)?.parse::<u16>().ok()).find(|code| *code >= 200);
        }
    });
    let _ = ended.await;
    (first, alive)
}

/// Accepts a connection and answers the REGISTER on it.
async fn registered(listener: &TcpListener) -> TcpStream {
    let accepted = timeout(PATIENCE, async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 8192];
            let length = stream.read(&mut bytes).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&bytes[..length]).into_owned();
            if !request.starts_with("REGISTER") {
                continue;
            }
            let kept = |name: &str| request.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
            let answer = format!(
                "SIP/2.0 200 OK\r\n{}\r\n{}\r\n{};tag=r\r\n{}\r\n{}\r\n{};expires=60\r\nContent-Length: 0\r\n\r\n",
                kept("Via:"),
                kept("From:"),
                kept("To:"),
                kept("Call-ID:"),
                kept("CSeq:"),
                kept("Contact:"),
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
            return stream;
        }
    });
    accepted.await.expect("the phone opens another connection")
}
