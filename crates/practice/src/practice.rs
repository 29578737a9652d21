//! Rings, listens, answers, obeys.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use daehwa_domain::{
    call::{Call, CallState},
    id::CallId,
    interaction::Direction,
    time::Timestamp,
};
use daehwa_phone::{
    SrtpPolicy,
    audio::read_wav,
    peer::{Answering, Caller, Digest, Peer, PeerConfig, PeerEvent, Voice},
};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use uuid::Uuid;

use crate::{
    Options,
    callers::{self, Customer, Customers},
    report::Report,
};

/// Dialed, this makes the next customer ring.
const RING_ME: &str = "*1";
const RING_ME_AFTER: Duration = Duration::from_secs(2);
/// How long `*1` is heard before it hangs up.
const RING_ME_HEARD: Duration = Duration::from_millis(500);
/// How often ears are asked for a tone.
const LISTEN_EVERY: Duration = Duration::from_millis(200);
/// Tones nearer than this are the same, in hertz.
const SAME_TONE_HZ: f32 = 25.0;

struct Practice {
    options: Options,
    peer: Peer,
    customers: Customers,
    voices: Vec<Voice>,
    spoken: usize,
    registered: BTreeSet<String>,
    calls: HashMap<CallId, Talk>,
    /// When the next customer rings by itself.
    ring_at: Option<Instant>,
    rung: bool,
}

#[derive(Default)]
struct Talk {
    user: Option<String>,
    answered: bool,
    held: bool,
    /// Hang up then.
    until: Option<Instant>,
    tone_hz: Option<f32>,
    told: bool,
}

/// Runs until `quit` or until the process ends.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let (sender, mut events) = mpsc::unbounded_channel();
    let peer = Peer::start(peer_config(&options), sender).await?;
    Report::Listening { address: peer.listening().plain.to_string() }.tell();
    let mut practice = Practice {
        customers: Customers::new(customers(&options)?, options.seed),
        voices: voices(&options)?,
        options,
        peer,
        spoken: 0,
        registered: BTreeSet::new(),
        calls: HashMap::new(),
        ring_at: None,
        rung: false,
    };
    let mut commands = Some(read_commands()?);
    let mut listening = interval(LISTEN_EVERY);
    listening.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            Some(event) = events.recv() => practice.happened(event),
            line = next_line(&mut commands) => match line {
                Some(line) if line.trim() == "quit" => break,
                Some(line) => practice.obey(&line).await,
                // Nobody commands any more; customers go on ringing.
                None => commands = None,
            },
            () = reached(practice.ring_at) => practice.ring_next(),
            _ = listening.tick() => practice.listen().await,
        }
    }
    for call in practice.calls.keys() {
        let _ = practice.peer.hang_up(*call).await;
    }
    // The last BYE is on its way.
    tokio::time::sleep(Duration::from_millis(200)).await;
    Ok(())
}

impl Practice {
    fn happened(&mut self, event: PeerEvent) {
        match event {
            PeerEvent::Registered { user } => {
                if self.registered.insert(user.clone()) {
                    Report::Registered { user }.tell();
                    self.plan(Duration::from_secs_f64(self.options.first_after.max(0.0)));
                }
            }
            PeerEvent::Unregistered { user } => {
                self.registered.remove(&user);
                Report::Unregistered { user }.tell();
            }
            PeerEvent::Unauthorized => Report::Unauthorized.tell(),
            PeerEvent::Dialed { call, number } => {
                let talk = self.calls.entry(call).or_default();
                if number == RING_ME {
                    talk.until = Some(Instant::now() + RING_ME_HEARD);
                    self.ring_at = Some(Instant::now() + RING_ME_AFTER);
                }
                Report::Dialed { call, number }.tell();
            }
            PeerEvent::Call(call) => self.call_changed(&call),
            PeerEvent::Digit { call, digit } => Report::Digit { call, digit }.tell(),
            PeerEvent::TransferAsked { call, number } => Report::TransferAsked { call, number }.tell(),
        }
    }

    fn call_changed(&mut self, call: &Call) {
        if call.state == CallState::Ended {
            self.calls.remove(&call.id);
            Report::Ended { call: call.id, cause: call.end_cause }.tell();
            if let Some(every) = self.options.every {
                self.plan(Duration::from_secs_f64(every.max(0.0)));
            }
            return;
        }
        let talk = self.calls.entry(call.id).or_default();
        match call.state {
            CallState::Ringing if call.direction == Direction::Outbound && !std::mem::replace(&mut talk.told, true) => {
                Report::Ringing { call: call.id }.tell();
            }
            CallState::Talking if !std::mem::replace(&mut talk.answered, true) => {
                let limit = Instant::now() + Duration::from_secs_f64(self.options.talk.max(0.0));
                talk.until = Some(talk.until.filter(|_| call.direction == Direction::Inbound).unwrap_or(limit));
                Report::Answered { call: call.id, codec: call.codec.clone(), encrypted: call.encrypted }.tell();
            }
            _ => {}
        }
        if call.held_by_remote != std::mem::replace(&mut talk.held, call.held_by_remote) {
            Report::Held { call: call.id, held: call.held_by_remote }.tell();
        }
    }

    /// Plans the next customer, if customers ring by themselves.
    fn plan(&mut self, after: Duration) {
        let more = self.options.every.is_some() || self.options.once && !self.rung;
        if more && self.ring_at.is_none() && self.calls.is_empty() {
            self.ring_at = Some(Instant::now() + after);
        }
    }

    fn ring_next(&mut self) {
        self.ring_at = None;
        self.rung = true;
        match self.customers.next() {
            Some(customer) => self.ring(customer),
            None => Report::Error { message: "no customers".into() }.tell(),
        }
    }

    /// Rings whoever is free, the first registered one when nobody is.
    fn ring(&mut self, customer: Customer) {
        let busy: BTreeSet<&String> = self.calls.values().filter_map(|talk| talk.user.as_ref()).collect();
        let free = self.registered.iter().find(|user| !busy.contains(user)).or(self.registered.first());
        let Some(user) = free.cloned() else {
            return Report::Error { message: "nobody is registered".into() }.tell();
        };
        let call = CallId(Uuid::now_v7());
        let voice = self.voices[self.spoken % self.voices.len()].clone();
        self.spoken += 1;
        let headers = customer.queue.iter().map(|queue| ("X-Queue".to_owned(), queue.clone())).collect();
        let caller = Caller { number: customer.number.clone(), name: customer.name.clone(), headers };
        // Before, not after: while the line is being written the desktop rings already.
        let at_ms = since_1970().as_secs_f64() * 1000.0;
        if let Err(error) = self.peer.call(call, &user, &caller, voice) {
            return Report::Error { message: error.to_string() }.tell();
        }
        let until = Some(Instant::now() + Duration::from_secs_f64(self.options.patience.max(1.0)));
        self.calls.insert(call, Talk { user: Some(user.clone()), until, ..Talk::default() });
        Report::Calling { call, user, number: customer.number, name: customer.name, at_ms }.tell();
    }

    async fn listen(&mut self) {
        let now = Instant::now();
        let mut over = Vec::new();
        for (id, talk) in &mut self.calls {
            if talk.until.is_some_and(|until| now >= until) {
                talk.until = None;
                over.push(*id);
            }
            let Some(ear) = self.peer.ear(*id).filter(|_| talk.answered) else { continue };
            let tone = ear.tone();
            let hz = tone.map(|tone| tone.hz);
            let same = match (hz, talk.tone_hz) {
                (Some(now), Some(before)) => (now - before).abs() < SAME_TONE_HZ,
                (now, before) => now.is_none() && before.is_none(),
            };
            if !same {
                talk.tone_hz = hz;
                Report::Heard { call: *id, hz, level: tone.map_or_else(|| ear.loudness(), |tone| tone.level) }.tell();
            }
        }
        for id in over {
            let _ = self.peer.hang_up(id).await;
        }
    }

    async fn obey(&mut self, line: &str) {
        let mut words = line.trim().splitn(3, ' ');
        let (command, first, second) = (words.next().unwrap_or_default(), words.next(), words.next());
        let calls: Vec<CallId> = self.calls.keys().copied().collect();
        let mut outcome = Ok(());
        match (command, first) {
            ("", _) => {}
            ("call", Some(number)) => self.ring(Customer::at(number, second.map(str::to_owned))),
            ("hangup", _) => {
                for call in calls {
                    outcome = outcome.and(self.peer.hang_up(call).await);
                }
            }
            ("hold", _) => {
                for call in calls {
                    outcome = outcome.and(self.peer.hold(call).await);
                }
            }
            ("resume", _) => {
                for call in calls {
                    outcome = outcome.and(self.peer.resume(call).await);
                }
            }
            ("digit", Some(key)) => {
                for (call, digit) in calls.into_iter().zip(key.chars()) {
                    outcome = outcome.and(self.peer.press(call, digit).await);
                }
            }
            _ => Report::Error { message: format!("unknown command {command:?}") }.tell(),
        }
        if let Err(error) = outcome {
            Report::Error { message: error.to_string() }.tell();
        }
    }
}

fn peer_config(options: &Options) -> PeerConfig {
    PeerConfig {
        listen: options.listen,
        tls: None,
        users: options.users.iter().cloned().zip(options.passwords.iter().cloned()).collect(),
        realm: options.realm.clone(),
        digest: Digest::Md5,
        srtp: SrtpPolicy::Offer,
        codec: None,
        directory: Arc::new(directory),
        call_ids: Arc::new(|| CallId(Uuid::now_v7())),
        clock: Arc::new(|| Timestamp(i64::try_from(since_1970().as_millis()).unwrap_or(i64::MAX))),
    }
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn directory(number: &str) -> Answering {
    match number {
        "*486" => Answering::Busy,
        "*603" => Answering::Decline,
        "*404" => Answering::NotFound,
        "*180" => Answering::Ring,
        _ => Answering::Answer(Voice::Echo),
    }
}

fn customers(options: &Options) -> anyhow::Result<Vec<Customer>> {
    match (&options.caller, &options.callers) {
        (Some(number), _) => Ok(vec![Customer::at(number, options.name.clone())]),
        (None, Some(path)) => callers::read(path),
        (None, None) => Ok(callers::of_the_demo(options.seed)),
    }
}

/// What customers say, in the order of the files' names; a tone when there are none.
fn voices(options: &Options) -> anyhow::Result<Vec<Voice>> {
    let mut voices = Vec::new();
    if let Some(folder) = &options.voices {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in
            paths.iter().filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav")))
        {
            voices.push(Voice::Spoken(Arc::new(read_wav(path)?)));
        }
    }
    if voices.is_empty() {
        voices.push(Voice::Tone(options.tone));
    }
    Ok(voices)
}

/// Lines of stdin, read by a thread of their own: a read that waits must not keep the process from ending.
fn read_commands() -> std::io::Result<mpsc::UnboundedReceiver<String>> {
    let (sender, commands) = mpsc::unbounded_channel();
    std::thread::Builder::new().name("commands".into()).spawn(move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(commands)
}

async fn next_line(commands: &mut Option<mpsc::UnboundedReceiver<String>>) -> Option<String> {
    match commands {
        Some(lines) => lines.recv().await,
        None => std::future::pending().await,
    }
}

async fn reached(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
