//! The phone against programs that others wrote: Kamailio, baresip and SIPp, on loopback.
//!
//! A program that is missing is a failure: what was not tried is not known to work. See `tests/telephony/README.md`.
#![allow(clippy::unwrap_used)]

mod support;

use std::{
    fs,
    net::{TcpListener, UdpSocket},
    path::Path,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use daehwa_domain::call::{CallState, EndCause, LineFault, LineState};
use daehwa_phone::{Account, PhoneEvent, SrtpPolicy, Timing, Transport, tone};
use support::{program::Program, *};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Mutex, MutexGuard},
};

/// One rig at a time: these are heavy programs, and a busy machine makes media late.
async fn alone() -> MutexGuard<'static, ()> {
    static RIG: OnceLock<Mutex<()>> = OnceLock::new();
    RIG.get_or_init(Mutex::default).lock().await
}

fn rig(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/telephony").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A port that is free for UDP and TCP, and the one above too, where baresip listens for TLS. Below those that the system hands
/// out by itself (from 32768 on Linux), so that nobody is given it between this look and the program's start.
fn free_port() -> u16 {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let is_free =
        |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok() && UdpSocket::bind(("127.0.0.1", port)).is_ok();
    for _ in 0..200 {
        let turn = std::process::id().wrapping_mul(32) + TURN.fetch_add(1, Ordering::Relaxed);
        let port = 12_000 + 2 * (turn % 10_000) as u16;
        if is_free(port) && is_free(port + 1) {
            return port;
        }
    }
    panic!("no free port");
}

/// Programs start slowly on a busy machine: whoever is called has as long to answer as the test has patience.
fn timing() -> Timing {
    Timing { ring_outgoing: PATIENCE, ..impatient() }
}

/// A registrar and proxy with its trunk.
struct Exchange {
    folder: tempfile::TempDir,
    kamailio: Program,
    sip_port: u16,
    tls_port: u16,
    trunk_port: u16,
    callee_port: u16,
    authority: String,
}

impl Exchange {
    /// It is up a moment later; the phone goes on trying until then.
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [sip_port, tls_port, trunk_port, callee_port] = std::array::from_fn(|_| free_port());
        let authority = certificates(folder.path());
        let fill = |text: String| {
            text.replace("@RUN_DIR@", &folder.path().display().to_string())
                .replace("@SIP_PORT@", &sip_port.to_string())
                .replace("@TLS_PORT@", &tls_port.to_string())
                .replace("@TRUNK_PORT@", &trunk_port.to_string())
                .replace("@CALLEE_PORT@", &callee_port.to_string())
        };
        fs::write(folder.path().join("kamailio.cfg"), fill(rig("kamailio.cfg"))).unwrap();
        fs::write(folder.path().join("tls.cfg"), fill(rig("kamailio-tls.cfg"))).unwrap();
        let kamailio = Self::kamailio(folder.path());
        Self { folder, kamailio, sip_port, tls_port, trunk_port, callee_port, authority }
    }

    fn kamailio(folder: &Path) -> Program {
        Program::start("kamailio", &["-DD", "-E", "-Y", ".", "-f", "kamailio.cfg", "-m", "64", "-M", "8"], folder)
    }

    fn account(&self, transport: Transport) -> Account {
        let port = if transport == Transport::Tls { self.tls_port } else { self.sip_port };
        let mut account = account(format!("127.0.0.1:{port}"));
        account.transport = transport;
        account.extra_roots_pem = (transport == Transport::Tls).then(|| self.authority.clone());
        account
    }

    fn sipp(&self, scenario: &'static str, port: u16, more: &[&str]) -> Program {
        let path = self.folder.path().join(scenario);
        fs::write(&path, rig(scenario)).unwrap();
        let (port, path) = (port.to_string(), path.display().to_string());
        let mut arguments = vec!["-sf", &path, "-i", "127.0.0.1", "-p", &port, "-mi", "127.0.0.1", "-nostdin"];
        arguments.extend(more);
        Program::start("sipp", &arguments, self.folder.path())
    }

    /// Customers who answer and echo, as soon as they are up: until then the exchange repeats its INVITE.
    fn customers(&self) -> Program {
        let media_port = (free_port() & !1).to_string();
        self.sipp("sipp-customer-answers.xml", self.callee_port, &["-rtp_echo", "-mp", &media_port])
    }

    async fn bob(&self, transport: &str, encryption: &str, source: &str) -> Bob {
        let folder = self.folder.path().join(format!("bob-{transport}"));
        fs::create_dir(&folder).unwrap();
        for file in ["ca.pem", "both.pem"] {
            fs::copy(self.folder.path().join(file), folder.join(file)).unwrap();
        }
        let (listen, control) = (free_port(), free_port());
        let server = if transport == "tls" { self.tls_port } else { self.sip_port };
        let fill = |text: String| {
            text.replace("@RUN_DIR@", &folder.display().to_string())
                .replace("@LISTEN_PORT@", &listen.to_string())
                .replace("@CONTROL_PORT@", &control.to_string())
                .replace("@SOURCE@", source)
                .replace("@TRANSPORT@", transport)
                .replace("@SERVER_PORT@", &server.to_string())
                .replace("@MEDIA_ENCRYPTION@", encryption)
        };
        fs::write(folder.join("config"), fill(rig("baresip.config"))).unwrap();
        fs::write(folder.join("accounts"), fill(rig("baresip.accounts"))).unwrap();
        let path = folder.display().to_string();
        let baresip = Program::start("baresip", &["-f", &path, "-s"], &folder);
        baresip.says("200 OK").await;
        Bob { baresip, control }
    }
}

/// What baresip says: a tone, or what it hears.
const TONE: &str = "ausine,440";
const ECHO: &str = "aubridge,loop";

/// A phone of somebody else.
struct Bob {
    baresip: Program,
    control: u16,
}

impl Bob {
    /// Sends a command (netstring of JSON) to baresip's control port, and waits for its word.
    async fn does(&self, command: &str, parameters: &str) {
        let message = format!(r#"{{"command":"{command}","params":"{parameters}","token":"t"}}"#);
        let mut stream = TcpStream::connect(("127.0.0.1", self.control)).await.unwrap();
        stream.write_all(format!("{}:{message},", message.len()).as_bytes()).await.unwrap();
        let length = stream.read(&mut [0; 4096]).await.unwrap();
        assert!(length > 0, "baresip said nothing to {command}");
    }
}

/// Makes an authority and a server's certificate; returns the authority's.
fn certificates(folder: &Path) -> String {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = ["pbx.test".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    fs::write(folder.join("both.pem"), certificate.pem() + &key.serialize_pem()).unwrap();
    fs::write(folder.join("ca.pem"), authority_certificate.pem()).unwrap();
    authority_certificate.pem()
}

// D-1, D-3
#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_customers_call_through_kamailio_and_are_all_answered() {
    const CUSTOMERS: usize = 25;
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut desk = Desk::start(Some(exchange.account(Transport::Udp)), timing());
    desk.events.line(LineState::Ready).await;
    let target = format!("127.0.0.1:{}", exchange.sip_port);
    let count = CUSTOMERS.to_string();
    let more = ["-s", "agent1", "-m", &count, "-l", "1", "-r", "10", "-timeout", "90", &target];
    let mut sipp = exchange.sipp("sipp-customer-calls.xml", exchange.trunk_port, &more);
    for _ in 0..CUSTOMERS {
        let ringing = desk.events.ringing().await;
        // What the exchange asserts wins over what the caller says.
        assert_eq!(ringing.caller.number.as_deref(), Some("+4930123456"));
        assert_eq!(ringing.caller.display_name.as_deref(), Some("ACME GmbH"));
        assert_eq!(ringing.caller.diverted_from.as_deref(), Some("+498009999"));
        assert_eq!(ringing.caller.campaign.as_deref(), Some("4711"));
        desk.phone.answer(ringing.id).await.unwrap();
        let ended = desk.events.state(ringing.id, CallState::Ended).await;
        assert_eq!((ended.end_cause, ended.codec.as_deref()), (Some(EndCause::RemoteHangup), Some("PCMA")));
    }
    sipp.succeeded(PATIENCE).await;
    let played = desk.played();
    // The capture begins with 0.4 s of near silence (0.0002); then somebody speaks.
    assert!(tone::loudness(&played) > 0.002, "the customers' sound was not heard: {}", tone::loudness(&played));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn dialed_customers_answer_and_echo_over_udp_and_tcp() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let _sipp = exchange.customers();
    for transport in [Transport::Udp, Transport::Tcp] {
        let mut desk = Desk::start(Some(exchange.account(transport)), timing());
        desk.events.line(LineState::Ready).await;
        let id = call_id();
        desk.phone.dial(id, "+82 2-555-1234").await.unwrap();
        desk.events.state(id, CallState::Talking).await;
        desk.until_hears(PHONE_HZ).await;
        desk.phone.hang_up(id).await.unwrap();
        desk.events.state(id, CallState::Ended).await;
        desk.phone.shutdown().await;
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn baresip_hears_us_and_says_it_back() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut desk = Desk::start(Some(exchange.account(Transport::Udp)), timing());
    desk.events.line(LineState::Ready).await;
    let _bob = exchange.bob("udp", "", ECHO).await;
    let id = call_id();
    desk.phone.dial(id, "sip:bob@pbx.test").await.unwrap();
    desk.events.state(id, CallState::Talking).await;
    desk.until_hears(PHONE_HZ).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn baresip_is_held_and_resumed_and_hears_our_keys() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut desk = Desk::start(Some(exchange.account(Transport::Udp)), timing());
    desk.events.line(LineState::Ready).await;
    let bob = exchange.bob("udp", "", TONE).await;
    let id = call_id();
    desk.phone.dial(id, "sip:bob@pbx.test").await.unwrap();
    desk.events.state(id, CallState::Talking).await;
    desk.until_hears(440.0).await;
    desk.phone.hold(id).await.unwrap();
    desk.until_silent().await;
    desk.phone.resume(id).await.unwrap();
    desk.until_hears(440.0).await;
    desk.phone.send_digit(id, '5').await.unwrap();
    bob.baresip.says("'5'").await;
    desk.phone.hang_up(id).await.unwrap();
    desk.events.state(id, CallState::Ended).await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_transferred_to_another_number() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let sipp = exchange.customers();
    let mut desk = Desk::start(Some(exchange.account(Transport::Udp)), timing());
    desk.events.line(LineState::Ready).await;
    let bob = exchange.bob("udp", "", TONE).await;
    bob.does("dial", "sip:agent1@pbx.test").await;
    let ringing = desk.events.ringing().await;
    assert_eq!(ringing.caller.display_name.as_deref(), Some("bob"));
    desk.phone.answer(ringing.id).await.unwrap();
    desk.until_hears(440.0).await;
    desk.phone.transfer_blind(ringing.id, "025551234").await.unwrap();
    let result = desk.events.until("the transfer's result", |event| match event {
        PhoneEvent::TransferResult { done, .. } => Some(*done),
        _ => None,
    });
    assert!(result.await, "{}\n{}", bob.baresip.said(), sipp.said());
    let ended = desk.events.state(ringing.id, CallState::Ended).await;
    assert_eq!(ended.end_cause, Some(EndCause::Transferred));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn over_tls_calls_both_ways_are_encrypted() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut account = exchange.account(Transport::Tls);
    account.srtp = SrtpPolicy::Require;
    let mut desk = Desk::start(Some(account), timing());
    desk.events.line(LineState::Ready).await;
    let bob = exchange.bob("tls", ";mediaenc=srtp-mand", TONE).await;
    let id = call_id();
    desk.phone.dial(id, "sip:bob@pbx.test").await.unwrap();
    let talking = desk.events.state(id, CallState::Talking).await;
    desk.until_hears(440.0).await;
    desk.phone.hold(id).await.unwrap();
    desk.until_silent().await;
    desk.phone.resume(id).await.unwrap();
    desk.until_hears(440.0).await;
    desk.phone.hang_up(id).await.unwrap();
    let ended = desk.events.state(id, CallState::Ended).await;
    assert!(ended.encrypted, "{talking:?}");
    // An incoming call: its ACK and BYE find us through the connection that we opened.
    bob.does("dial", "sip:agent1@pbx.test").await;
    let ringing = desk.events.ringing().await;
    desk.phone.answer(ringing.id).await.unwrap();
    desk.until_hears(440.0).await;
    bob.does("hangup", "").await;
    let ended = desk.events.state(ringing.id, CallState::Ended).await;
    assert_eq!((ended.end_cause, ended.encrypted), (Some(EndCause::RemoteHangup), true));
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_over_udp_hears_that_an_agent_on_tls_hangs_up() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut desk = Desk::start(Some(exchange.account(Transport::Tls)), timing());
    desk.events.line(LineState::Ready).await;
    let bob = exchange.bob("udp", "", TONE).await;
    bob.does("dial", "sip:agent1@pbx.test").await;
    let ringing = desk.events.ringing().await;
    desk.phone.answer(ringing.id).await.unwrap();
    desk.until_hears(440.0).await;
    desk.phone.hang_up(ringing.id).await.unwrap();
    bob.baresip.says("session closed").await;
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn the_line_follows_kamailio_down_and_up() {
    let _alone = alone().await;
    for transport in [Transport::Udp, Transport::Tls] {
        let mut exchange = Exchange::start();
        let _customers = exchange.customers();
        let mut desk = Desk::start(Some(exchange.account(transport)), timing());
        desk.events.line(LineState::Ready).await;
        exchange.kamailio.end().await;
        desk.events.line(LineState::Down { reason: LineFault::Unreachable }).await;
        exchange.kamailio = Exchange::kamailio(exchange.folder.path());
        desk.events.line(LineState::Ready).await;
        let id = call_id();
        desk.phone.dial(id, "15881588").await.unwrap();
        desk.events.state(id, CallState::Talking).await;
        desk.phone.shutdown().await;
    }
}

// D-3
#[tokio::test(flavor = "multi_thread")]
async fn kamailio_refuses_a_wrong_password_and_the_line_says_so() {
    let _alone = alone().await;
    let exchange = Exchange::start();
    let mut account = exchange.account(Transport::Udp);
    account.password = "nonsense".to_owned().into();
    let mut desk = Desk::start(Some(account), timing());
    desk.events.line(LineState::Down { reason: LineFault::Credentials }).await;
}
