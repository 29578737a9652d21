//! A phone and a peer on loopback, and waiting for what they report.
#![allow(dead_code, clippy::unwrap_used)]

#[cfg(unix)]
pub mod program;
pub mod relay;

use std::{path::PathBuf, sync::Arc, time::Duration};

use daehwa_domain::{
    call::{Call, CallState, LineState},
    id::CallId,
    time::Timestamp,
};
use daehwa_phone::{
    Account, AudioConfig, AudioDevice, Phone, PhoneConfig, PhoneEvent, SrtpPolicy, Timing, Transport,
    audio::{Ear, read_wav},
    peer::{Answering, Caller, Digest, Peer, PeerConfig, PeerEvent, Voice},
    tone::{self, Tone},
};
use tokio::{
    sync::{Notify, mpsc},
    time::timeout,
};

pub use relay::Relay;

/// Longest wait for anything that must happen.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// What the phone's microphone hears, in hertz.
pub const PHONE_HZ: f32 = 620.0;
/// What the peer says, in hertz.
pub const PEER_HZ: f32 = 440.0;

pub fn call_id() -> CallId {
    CallId(uuid::Uuid::now_v7())
}

pub fn clock() -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(now.as_millis() as i64)
}

/// Shorter waits than a call centre has, for a test that waits for their end.
pub fn impatient() -> Timing {
    Timing {
        register_timeout: Duration::from_secs(2),
        watchdog_interval: Duration::from_millis(500),
        watchdog_timeout: Duration::from_millis(400),
        retry_first: Duration::from_millis(200),
        retry_longest: Duration::from_millis(800),
        dial_response: Duration::from_secs(3),
        ring_outgoing: Duration::from_secs(3),
        transfer: Duration::from_secs(6),
        ..Timing::default()
    }
}

/// Events as they come, and those that a test skipped.
pub struct Watch<E> {
    inbox: mpsc::UnboundedReceiver<E>,
}

impl<E: std::fmt::Debug> Watch<E> {
    pub fn new() -> (mpsc::UnboundedSender<E>, Self) {
        let (sender, inbox) = mpsc::unbounded_channel();
        (sender, Self { inbox })
    }

    /// Waits for the first event that `pick` takes.
    pub async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(&E) -> Option<T>) -> T {
        let mut seen = Vec::new();
        let found = timeout(PATIENCE, async {
            loop {
                let event = self.inbox.recv().await.expect("the other end is gone");
                if let Some(found) = pick(&event) {
                    return found;
                }
                seen.push(format!("{event:?}"));
            }
        });
        match found.await {
            Ok(found) => found,
            Err(_) => panic!("waited for {what}; saw {seen:#?}"),
        }
    }

    /// Everything that is there now.
    pub fn drain(&mut self) -> Vec<E> {
        std::iter::from_fn(|| self.inbox.try_recv().ok()).collect()
    }
}

impl Watch<PhoneEvent> {
    pub async fn line(&mut self, wanted: LineState) {
        let what = format!("line {wanted:?}");
        self.until(&what, |event| matches!(event, PhoneEvent::Line(line) if *line == wanted).then_some(())).await;
    }

    pub async fn call(&mut self, what: &str, mut pick: impl FnMut(&Call) -> bool) -> Call {
        self.until(what, |event| match event {
            PhoneEvent::Call(call) if pick(call) => Some(call.clone()),
            _ => None,
        })
        .await
    }

    pub async fn ringing(&mut self) -> Call {
        self.call("a ringing call", |call| call.state == CallState::Ringing).await
    }

    pub async fn state(&mut self, id: CallId, state: CallState) -> Call {
        self.call(&format!("{state:?}"), |call| call.id == id && call.state == state).await
    }
}

impl Watch<PeerEvent> {
    pub async fn registered(&mut self) {
        self.until("a registration", |event| matches!(event, PeerEvent::Registered { .. }).then_some(())).await;
    }

    pub async fn call(&mut self, what: &str, mut pick: impl FnMut(&Call) -> bool) -> Call {
        self.until(what, |event| match event {
            PeerEvent::Call(call) if pick(call) => Some(call.clone()),
            _ => None,
        })
        .await
    }

    pub async fn state(&mut self, id: CallId, state: CallState) -> Call {
        self.call(&format!("{state:?}"), |call| call.id == id && call.state == state).await
    }

    pub async fn dialed(&mut self) -> (CallId, String) {
        self.until("a dialed number", |event| match event {
            PeerEvent::Dialed { call, number } => Some((*call, number.clone())),
            _ => None,
        })
        .await
    }
}

/// What the peer's numbers do.
pub fn directory(number: &str) -> Answering {
    match number {
        "486" => Answering::Busy,
        "603" => Answering::Decline,
        "404" => Answering::NotFound,
        "180" => Answering::Ring,
        _ => Answering::Answer(Voice::Tone(PEER_HZ)),
    }
}

pub fn peer_config() -> PeerConfig {
    PeerConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        tls: None,
        users: vec![("agent1".into(), "secret1".into()), ("agent2".into(), "secret2".into())],
        realm: "pbx.test".into(),
        digest: Digest::Md5,
        srtp: SrtpPolicy::Off,
        codec: None,
        directory: Arc::new(directory),
        call_ids: Arc::new(call_id),
        clock: Arc::new(clock),
    }
}

pub fn account(server: impl ToString) -> Account {
    Account {
        aor: "sip:agent1@pbx.test".into(),
        username: "agent1".into(),
        password: "secret1".to_owned().into(),
        server: server.to_string(),
        transport: Transport::Udp,
        extra_roots_pem: None,
        srtp: SrtpPolicy::Off,
    }
}

/// A phone whose speaker is a file.
pub struct Desk {
    pub phone: Phone,
    pub events: Watch<PhoneEvent>,
    folder: tempfile::TempDir,
    /// Told with each report of the meter, which runs on the clock of the sound.
    metered: Arc<Notify>,
}

impl Desk {
    pub fn start(account: Option<Account>, timing: Timing) -> Self {
        log();
        let folder = tempfile::tempdir().unwrap();
        let audio = AudioConfig {
            input: AudioDevice::Tone { hz: PHONE_HZ },
            output: AudioDevice::Wav(folder.path().join("speaker.wav")),
            ring_output: AudioDevice::Wav(folder.path().join("ring.wav")),
        };
        let (sender, mut reported) = mpsc::unbounded_channel();
        let (all, events) = Watch::new();
        let metered = Arc::new(Notify::new());
        let meter = Arc::clone(&metered);
        tokio::spawn(async move {
            while let Some(event) = reported.recv().await {
                if matches!(event, PhoneEvent::Level { .. }) {
                    meter.notify_waiters();
                }
                let _ = all.send(event);
            }
        });
        let config = PhoneConfig {
            account,
            audio,
            call_ids: Arc::new(call_id),
            clock: Arc::new(clock),
            timing,
            user_agent: "Daehwa-Test".into(),
        };
        Self { phone: Phone::start(config, sender).unwrap(), events, folder, metered }
    }

    fn recorded(&self, name: &str) -> Vec<i16> {
        let path: PathBuf = self.folder.path().join(name);
        read_wav(&path).unwrap_or_default()
    }

    /// The tone in the last 200 ms that were played.
    pub fn hears(&self) -> Option<Tone> {
        tone::strongest(&self.recorded("speaker.wav"))
    }

    /// Waits until the speaker plays this tone.
    pub async fn until_hears(&self, hz: f32) {
        self.until("the speaker's tone", || is_tone(self.hears(), hz)).await;
    }

    /// Waits until the speaker is silent for 200 ms.
    pub async fn until_silent(&self) {
        self.until("the speaker's silence", || {
            let samples = self.recorded("speaker.wav");
            samples.len() > 9_600 && tone::loudness(&samples[samples.len() - 9_600..]) < 0.001
        })
        .await;
    }

    /// Waits until it rings.
    pub async fn until_rings(&self) {
        self.until("the ring", || tone::loudness(&self.recorded("ring.wav")) > 0.01).await;
    }

    /// Waits until `check` holds, looking each time that the meter reports.
    async fn until(&self, what: &str, mut check: impl FnMut() -> bool) {
        self.phone.start_meter();
        let waited = timeout(PATIENCE, async {
            while !check() {
                self.metered.notified().await;
            }
        });
        assert!(waited.await.is_ok(), "waited for {what}");
        self.phone.stop_meter();
    }

    /// Everything that was played.
    pub fn played(&self) -> Vec<i16> {
        self.recorded("speaker.wav")
    }
}

fn is_tone(tone: Option<Tone>, hz: f32) -> bool {
    tone.is_some_and(|tone| (tone.hz - hz).abs() <= 20.0 && tone.level > 0.1)
}

pub async fn until_heard(peer: &Peer, call: CallId, hz: f32) {
    until_ear("the peer's ear", peer, call, |ear| is_tone(ear.tone(), hz)).await;
}

pub async fn until_quiet(peer: &Peer, call: CallId) {
    until_ear("silence in the peer's ear", peer, call, |ear| ear.loudness() < 0.001).await;
}

/// Waits until `check` holds for what a call of the peer hears, looking at each 20 ms that it hears.
async fn until_ear(what: &str, peer: &Peer, call: CallId, check: impl Fn(&Ear) -> bool) {
    let ear = peer.ear(call).expect("the peer has this call");
    let waited = timeout(PATIENCE, async {
        while !check(&ear) {
            ear.heard().await;
        }
    });
    assert!(waited.await.is_ok(), "waited for {what}");
}

/// A peer and a phone that is registered there.
pub struct Pair {
    pub peer: Peer,
    pub peer_events: Watch<PeerEvent>,
    pub desk: Desk,
}

impl Pair {
    pub async fn start() -> Self {
        Self::with(peer_config(), |_| {}).await
    }

    pub async fn with(config: PeerConfig, change: impl FnOnce(&mut Account)) -> Self {
        log();
        let (sender, mut peer_events) = Watch::new();
        let tls = config.tls.is_some();
        let peer = Peer::start(config, sender).await.unwrap();
        let server = if tls { peer.listening().tls.unwrap() } else { peer.listening().plain };
        let mut account = account(server);
        change(&mut account);
        let mut desk = Desk::start(Some(account), impatient());
        desk.events.line(LineState::Ready).await;
        peer_events.registered().await;
        Self { peer, peer_events, desk }
    }

    /// With a relay between the two.
    pub async fn behind_a_relay() -> (Self, Relay) {
        let mut relay = None;
        let pair = Self::with(peer_config(), |account| {
            let way = Relay::to(account.server.parse().unwrap());
            account.server = way.address.to_string();
            relay = Some(way);
        });
        (pair.await, relay.unwrap())
    }

    /// The peer calls; returns the peer's id and the phone's ringing call.
    pub async fn ring(&mut self) -> (CallId, Call) {
        let caller = Caller { number: "+821012345678".into(), name: Some("김민수".into()), headers: Vec::new() };
        self.ring_as(&caller).await
    }

    pub async fn ring_as(&mut self, caller: &Caller) -> (CallId, Call) {
        let id = call_id();
        self.peer.call(id, "agent1", caller, Voice::Tone(PEER_HZ)).unwrap();
        let call = self.desk.events.ringing().await;
        (id, call)
    }

    /// The peer calls and the phone answers.
    pub async fn talk(&mut self) -> (CallId, CallId) {
        let (theirs, ours) = self.ring().await;
        self.desk.phone.answer(ours.id).await.unwrap();
        self.peer_events.state(theirs, CallState::Talking).await;
        (theirs, ours.id)
    }
}

/// Logs to the test's output when `RUST_LOG` asks for it.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer().try_init();
}
