//! Measures from the moment at which an INVITE is sent on loopback until the phone reports that it rings, and prints one JSON
//! object: name, unit, n, p50, p99, min, max.
//!
//! `cargo bench -p daehwa-phone --bench ring [-- RINGS]`

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::{
    net::{SocketAddr, UdpSocket},
    sync::{Arc, mpsc::channel},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use daehwa_domain::{
    call::{CallState, LineState},
    id::CallId,
    time::Timestamp,
};
use daehwa_phone::{Account, AudioConfig, AudioDevice, Phone, PhoneConfig, PhoneEvent, SrtpPolicy, Timing, Transport};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

fn main() {
    let rings = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(200);
    let exchange = UdpSocket::bind("127.0.0.1:0").unwrap();
    let phone_at = answer_requests(exchange.try_clone().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (sender, mut events) = unbounded_channel();
    let phone = runtime.block_on(async { Phone::start(config(exchange.local_addr().unwrap()), sender).unwrap() });
    until(&mut events, |event| *event == PhoneEvent::Line(LineState::Ready));
    let phone_at = phone_at.recv().unwrap();
    let mut took: Vec<Duration> = (0..rings).map(|ring| ring_once(&exchange, phone_at, &mut events, ring)).collect();
    runtime.block_on(phone.shutdown());
    took.sort();
    let at = |share: f64| took[((took.len() as f64 * share) as usize).min(took.len() - 1)].as_nanos() as f64 / 1e6;
    let (name, unit, n) = ("invite_to_ringing", "ms", took.len());
    let line = serde_json::json!({
        "name": name, "unit": unit, "n": n, "p50": at(0.5), "p99": at(0.99), "min": at(0.0), "max": at(1.0),
    });
    println!("{line}");
}

/// Plays the registrar: accepts every REGISTER and OPTIONS, and tells where the first came from.
fn answer_requests(socket: UdpSocket) -> std::sync::mpsc::Receiver<SocketAddr> {
    let (told, phone_at) = channel();
    std::thread::spawn(move || {
        let mut bytes = [0; 8_192];
        while let Ok((length, from)) = socket.recv_from(&mut bytes) {
            let request = String::from_utf8_lossy(&bytes[..length]);
            if request.starts_with("SIP/") {
                continue;
            }
            let kept = |name: &str| request.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
            let answer = format!(
                "SIP/2.0 200 OK\r\n{}\r\n{}\r\n{};tag=x\r\n{}\r\n{}\r\n{};expires=3600\r\nContent-Length: 0\r\n\r\n",
                kept("Via:"),
                kept("From:"),
                kept("To:"),
                kept("Call-ID:"),
                kept("CSeq:"),
                kept("Contact:"),
            );
            let _ = socket.send_to(answer.as_bytes(), from);
            let _ = told.send(from);
        }
    });
    phone_at
}

/// One call that rings and is given up.
fn ring_once(
    exchange: &UdpSocket,
    phone_at: SocketAddr,
    events: &mut UnboundedReceiver<PhoneEvent>,
    ring: usize,
) -> Duration {
    let here = exchange.local_addr().unwrap();
    let body = "v=0\r\no=pbx 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 0 101\r\n\
                a=rtpmap:101 telephone-event/8000\r\n";
    let request = |method: &str, body: &str| {
        format!(
            "{method} sip:agent1@{phone_at} SIP/2.0\r\nVia: SIP/2.0/UDP {here};rport;branch=z9hG4bKring{ring}\r\n\
             Max-Forwards: 70\r\nFrom: \"김민수\" <sip:+821012345678@pbx.test>;tag=r{ring}\r\nTo: <sip:agent1@pbx.test>\r\n\
             Call-ID: ring{ring}\r\nCSeq: 1 {method}\r\nContact: <sip:pbx@{here}>\r\n\
             P-Asserted-Identity: <tel:+821012345678>\r\nX-Queue: billing\r\nContent-Type: application/sdp\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let invite = request("INVITE", body);
    let sent = Instant::now();
    exchange.send_to(invite.as_bytes(), phone_at).unwrap();
    until(events, |event| matches!(event, PhoneEvent::Call(call) if call.state == CallState::Ringing));
    let took = sent.elapsed();
    exchange.send_to(request("CANCEL", "").as_bytes(), phone_at).unwrap();
    until(events, |event| matches!(event, PhoneEvent::Call(call) if call.state == CallState::Ended));
    exchange.send_to(request("ACK", "").as_bytes(), phone_at).unwrap();
    took
}

fn until(events: &mut UnboundedReceiver<PhoneEvent>, wanted: impl Fn(&PhoneEvent) -> bool) {
    while !wanted(&events.blocking_recv().expect("the phone ended")) {}
}

fn config(server: SocketAddr) -> PhoneConfig {
    PhoneConfig {
        account: Some(Account {
            aor: "sip:agent1@pbx.test".into(),
            username: "agent1".into(),
            password: "secret1".to_owned().into(),
            server: server.to_string(),
            transport: Transport::Udp,
            extra_roots_pem: None,
            srtp: SrtpPolicy::Off,
        }),
        audio: AudioConfig {
            input: AudioDevice::Silence,
            output: AudioDevice::Silence,
            ring_output: AudioDevice::Silence,
        },
        call_ids: Arc::new(|| CallId(uuid::Uuid::now_v7())),
        clock: Arc::new(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
        }),
        timing: Timing::default(),
        user_agent: "Daehwa-Bench".into(),
    }
}
