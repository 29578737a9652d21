//! The other side of a telephone: a small registrar with callers and callees, for practice without a PBX and for tests.
//!
//! It is real SIP with real media on the same code as the phone, but no PBX: no queues, no routing between its users.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use daehwa_domain::{
    call::{Call, CallState},
    id::CallId,
};
use rsipstack::{
    dialog::authenticate::verify_digest,
    sip::{Header, HeadersExt, Method, StatusCode, ToTypedHeader, Uri, headers, typed},
    transaction::{TransactionReceiver, random_text, transaction::Transaction},
    transport::{SipAddr, TlsConfig},
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;

use crate::{
    audio::{
        Ear, Source,
        engine::{Engine, MediaEvent},
    },
    call::{CallTask, Office, Order, OutgoingExtras, OwnSound, Referral, Reply, Update},
    codec::Codec,
    config::{AudioConfig, AudioDevice, CallIds, Clock, SrtpPolicy, Timing},
    error::PhoneError,
    registrar::{answer, in_dialog, to_dialog},
    stack::{Listening, Stack, parse_target},
    ua::Refusal,
};

pub use crate::audio::Voice;

/// Longest registration that is granted, in seconds.
const LONGEST_REGISTRATION: u32 = 300;
/// Most users that are remembered as registered, and calls at once.
const MAX_CALLS: usize = 200;

/// The digest algorithm that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digest {
    /// RFC 2617, what most PBXs still use.
    #[default]
    Md5,
    /// RFC 7616 and RFC 8760.
    Sha256,
}

/// What happens when somebody dials a number here.
#[derive(Clone, Debug, PartialEq)]
pub enum Answering {
    /// Answered at once by this voice.
    Answer(Voice),
    /// 486.
    Busy,
    /// 603.
    Decline,
    /// 404.
    NotFound,
    /// Rings until the caller gives up.
    Ring,
}

/// Decides by the dialed user part.
pub type Directory = Arc<dyn Fn(&str) -> Answering + Send + Sync>;

/// What a peer starts with.
#[derive(Clone)]
pub struct PeerConfig {
    /// Where to listen over UDP and TCP; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Certificate and key as PEM, to listen over TLS on another port too.
    pub tls: Option<(String, String)>,
    /// Users and their passwords.
    pub users: Vec<(String, String)>,
    /// Realm of the digest, and domain of all addresses.
    pub realm: String,
    /// Algorithm of the digest.
    pub digest: Digest,
    /// Encryption of media.
    pub srtp: SrtpPolicy,
    /// Codec of calls made here; `None` for all.
    pub codec: Option<String>,
    /// Who answers which number.
    pub directory: Directory,
    /// Where ids of incoming calls come from.
    pub call_ids: CallIds,
    /// Where moments come from.
    pub clock: Clock,
}

/// What a peer reports.
#[expect(clippy::large_enum_variant, reason = "calls are what most events are about")]
#[derive(Clone, Debug, PartialEq)]
pub enum PeerEvent {
    /// A user registered, or renewed.
    Registered {
        /// Who.
        user: String,
    },
    /// A user took its registration back.
    Unregistered {
        /// Who.
        user: String,
    },
    /// A registration or call was refused for its password.
    Unauthorized,
    /// Somebody dialed a number; the call's states follow.
    Dialed {
        /// The new call.
        call: CallId,
        /// The number.
        number: String,
    },
    /// A call as it is now, from the peer's view.
    Call(Call),
    /// The other side pressed a key.
    Digit {
        /// In which call.
        call: CallId,
        /// The key.
        digit: char,
    },
    /// The other side asked to be transferred to a number.
    TransferAsked {
        /// Which call.
        call: CallId,
        /// The number.
        number: String,
    },
}

/// Who calls, as the called phone is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Number or user name.
    pub number: String,
    /// Display name.
    pub name: Option<String>,
    /// More headers by name and value, such as `X-Queue`.
    pub headers: Vec<(String, String)>,
}

/// A running peer. It ends with the last clone.
#[derive(Clone)]
pub struct Peer {
    inner: Arc<Inner>,
}

struct Inner {
    config: PeerConfig,
    stack: Arc<Stack>,
    engine: Engine,
    listening: Listening,
    nonce: String,
    office: Office,
    events: mpsc::UnboundedSender<PeerEvent>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bindings: HashMap<String, (Uri, SipAddr)>,
    calls: HashMap<CallId, (mpsc::UnboundedSender<Order>, Ear)>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

impl Peer {
    /// Starts listening.
    pub async fn start(config: PeerConfig, events: mpsc::UnboundedSender<PeerEvent>) -> Result<Self, PhoneError> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = config.tls.as_ref().map(|(certificate, key)| TlsConfig {
            cert: Some(certificate.clone().into_bytes()),
            key: Some(key.clone().into_bytes()),
            ..TlsConfig::default()
        });
        let aor = format!("sip:practice@{}", config.realm);
        let (stack, incoming, listening) = Stack::listening(config.listen, tls, &aor, "Daehwa-Practice").await?;
        let (heard, media) = mpsc::unbounded_channel();
        let quiet = AudioConfig {
            input: AudioDevice::Silence,
            output: AudioDevice::Silence,
            ring_output: AudioDevice::Silence,
        };
        let engine = Engine::start(quiet, heard)?;
        let (updates, updated) = mpsc::unbounded_channel();
        let (referrals, referred) = mpsc::unbounded_channel();
        let wanted = |codec: &Codec| config.codec.as_ref().is_none_or(|name| codec.name().eq_ignore_ascii_case(name));
        let office = Office {
            engine: engine.clone(),
            clock: Arc::clone(&config.clock),
            timing: Timing::default(),
            srtp: config.srtp,
            codecs: Codec::PREFERRED.into_iter().filter(wanted).collect(),
            updates,
            farewells: TaskTracker::new(),
            referrals: Some(referrals),
        };
        let inner = Arc::new(Inner {
            nonce: random_text(24),
            config,
            stack,
            engine,
            listening,
            office,
            events,
            state: Mutex::default(),
        });
        let weak = Arc::downgrade(&inner);
        tokio::spawn(async move {
            serve(&weak, incoming, updated, media, referred).await;
        });
        Ok(Self { inner })
    }

    /// Where it listens.
    pub fn listening(&self) -> Listening {
        self.inner.listening
    }

    /// Calls a registered user. The call's states are reported.
    pub fn call(&self, id: CallId, user: &str, caller: &Caller, voice: Voice) -> Result<(), PhoneError> {
        let inner = &self.inner;
        let (contact, destination) = inner.state().bindings.get(user).cloned().ok_or(PhoneError::LineDown)?;
        let from = parse_target(&caller.number, &inner.stack.identity.aor)?;
        let headers = caller.headers.iter().map(|(name, value)| Header::Other(name.clone(), value.clone())).collect();
        let own = OwnSound { voice, ear: Ear::default() };
        let (orders, inbox) = mpsc::unbounded_channel();
        let ear = own.ear.clone();
        let extras = OutgoingExtras {
            caller: Some((caller.name.clone(), from)),
            headers,
            destination: Some(destination),
            own: Some(own),
        };
        let task = CallTask::outgoing(inner.office.clone(), Arc::clone(&inner.stack), id, contact, extras, inbox)?;
        inner.state().calls.insert(id, (orders, ear));
        tokio::spawn(task.run());
        Ok(())
    }

    /// What a call hears.
    pub fn ear(&self, call: CallId) -> Option<Ear> {
        self.inner.state().calls.get(&call).map(|(_, ear)| ear.clone())
    }

    /// Changes what is said in a call.
    pub fn say(&self, call: CallId, voice: &Voice) {
        if let Some(ear) = self.ear(call) {
            self.inner.engine.voice(call, Source::voice(voice, &ear));
        }
    }

    /// Ends a call.
    pub async fn hang_up(&self, call: CallId) -> Result<(), PhoneError> {
        self.order(call, Order::HangUp).await
    }

    /// Puts a call on hold.
    pub async fn hold(&self, call: CallId) -> Result<(), PhoneError> {
        self.order(call, |reply| Order::Hold { force: false, reply: Some(reply) }).await
    }

    /// Takes a call from hold.
    pub async fn resume(&self, call: CallId) -> Result<(), PhoneError> {
        self.order(call, Order::Resume).await
    }

    /// Presses a key in a call.
    pub async fn press(&self, call: CallId, digit: char) -> Result<(), PhoneError> {
        self.order(call, |reply| Order::Digit(digit, reply)).await
    }

    async fn order(&self, call: CallId, order: impl FnOnce(Reply) -> Order) -> Result<(), PhoneError> {
        let (reply, answer) = oneshot::channel();
        self.inner.order(call, order(reply));
        answer.await.map_err(|_| PhoneError::NoSuchCall(call))?
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: PeerEvent) {
        let _ = self.events.send(event);
    }

    fn order(&self, call: CallId, order: Order) {
        if let Some((orders, _)) = self.state().calls.get(&call) {
            let _ = orders.send(order);
        }
    }

    async fn request(&self, request: Transaction) {
        match request.original.method {
            _ if in_dialog(&request) => to_dialog(&self.stack, request),
            Method::Register => self.register(request).await,
            Method::Invite => self.dialed(request).await,
            Method::Options => answer(request, StatusCode::OK),
            Method::Ack => {}
            _ => answer(request, StatusCode::MethodNotAllowed),
        }
    }

    async fn register(&self, mut request: Transaction) {
        let Some(user) = self.authorized(&mut request, false).await else { return };
        let contact = request.original.contact_header().ok().and_then(|header| header.typed().ok());
        let from = request.connection.as_ref().and_then(|connection| connection.get_remote_addr().cloned());
        let (Some(contact), Some(from)) = (contact, from) else { return answer(request, StatusCode::BadRequest) };
        let asked = request.original.expires_header().and_then(|header| header.value().trim().parse::<u32>().ok());
        let expires = asked.unwrap_or(LONGEST_REGISTRATION).min(LONGEST_REGISTRATION);
        let event = if expires == 0 {
            self.state().bindings.remove(&user);
            PeerEvent::Unregistered { user }
        } else {
            self.state().bindings.insert(user.clone(), (contact.uri.clone(), from));
            PeerEvent::Registered { user }
        };
        let granted = headers::Contact::new(format!("<{}>;expires={expires}", contact.uri));
        if request.reply_with(StatusCode::OK, vec![Header::Contact(granted)], None).await.is_ok() {
            self.tell(event);
        }
    }

    /// The user that a request proves to be from; challenges it otherwise.
    async fn authorized(&self, request: &mut Transaction, proxy: bool) -> Option<String> {
        let original = &request.original;
        let header = original.headers.iter().find_map(|header| match header {
            Header::Authorization(header) if !proxy => Some(header.value().to_owned()),
            Header::ProxyAuthorization(header) if proxy => Some(header.value().to_owned()),
            _ => None,
        });
        if let Some(header) = &header {
            let proof = typed::Authorization::parse(header).ok();
            let password = proof
                .as_ref()
                .and_then(|proof| self.config.users.iter().find(|(user, _)| *user == proof.username))
                .map(|(_, password)| password.clone());
            if let (Some(proof), Some(password)) = (proof, password)
                && proof.nonce == self.nonce
                && proof.realm == self.config.realm
                && verify_digest(&proof, &password, &original.method, header)
            {
                return Some(proof.username);
            }
            self.tell(PeerEvent::Unauthorized);
        }
        let algorithm = match self.config.digest {
            Digest::Md5 => "MD5",
            Digest::Sha256 => "SHA-256",
        };
        let challenge = format!(
            "Digest realm=\"{}\", nonce=\"{}\", algorithm={algorithm}, qop=\"auth\"",
            self.config.realm, self.nonce
        );
        let (status, challenge) = if proxy {
            (
                StatusCode::ProxyAuthenticationRequired,
                Header::ProxyAuthenticate(headers::ProxyAuthenticate::new(challenge)),
            )
        } else {
            (StatusCode::Unauthorized, Header::WwwAuthenticate(headers::WwwAuthenticate::new(challenge)))
        };
        if let Err(error) = request.reply_with(status, vec![challenge], None).await {
            tracing::debug!(%error, "a challenge could not be sent");
        }
        None
    }

    async fn dialed(&self, mut request: Transaction) {
        if self.authorized(&mut request, true).await.is_none() {
            return;
        }
        if self.state().calls.len() >= MAX_CALLS {
            return answer(request, StatusCode::BusyHere);
        }
        let number = request.original.uri.auth.as_ref().map(|auth| auth.user.clone()).unwrap_or_default();
        let answering = (self.config.directory)(&number);
        let voice = match &answering {
            Answering::Answer(voice) => voice.clone(),
            Answering::NotFound => return answer(request, StatusCode::NotFound),
            Answering::Busy | Answering::Decline | Answering::Ring => Voice::Silence,
        };
        let id = (self.config.call_ids)();
        let own = OwnSound { voice, ear: Ear::default() };
        let ear = own.ear.clone();
        let (orders, inbox) = mpsc::unbounded_channel();
        let stack = Arc::clone(&self.stack);
        let Some(task) = CallTask::incoming(self.office.clone(), stack, request, id, Some(own), inbox).await else {
            return;
        };
        let (reply, _) = oneshot::channel();
        let order = match answering {
            Answering::Answer(_) => Some(Order::Answer(reply)),
            Answering::Busy => Some(Order::Reject(Refusal::Busy, reply)),
            Answering::Decline => Some(Order::Reject(Refusal::Decline, reply)),
            Answering::NotFound | Answering::Ring => None,
        };
        if let Some(order) = order {
            let _ = orders.send(order);
        }
        self.state().calls.insert(id, (orders, ear));
        self.tell(PeerEvent::Dialed { call: id, number });
        tokio::spawn(task.run());
    }

    fn updated(&self, update: Update) {
        if let Update::Call(call) = update {
            if call.state == CallState::Ended {
                self.state().calls.remove(&call.id);
            }
            self.tell(PeerEvent::Call(call));
        }
    }

    fn heard(&self, event: MediaEvent) {
        match event {
            MediaEvent::Digit(call, digit) => self.tell(PeerEvent::Digit { call, digit }),
            MediaEvent::Quiet(call, quiet) => self.order(call, Order::Quiet(quiet)),
            MediaEvent::Failed(call) => self.order(call, Order::MediaFailed),
            MediaEvent::Level(..) | MediaEvent::Quality(_) | MediaEvent::Lost(_) | MediaEvent::Back(_) => {}
        }
    }

    /// Plays the PBX that takes a transfer over: says how it goes, as the directory decides, and leaves the BYE to the other side.
    fn referred(&self, referral: Referral) {
        let number = referral.target.auth.as_ref().map(|auth| auth.user.clone()).unwrap_or_default();
        let last = match (self.config.directory)(&number) {
            Answering::Answer(_) => "200 OK",
            Answering::Busy => "486 Busy Here",
            Answering::Decline => "603 Decline",
            Answering::NotFound => "404 Not Found",
            Answering::Ring => "480 Temporarily Unavailable",
        };
        self.tell(PeerEvent::TransferAsked { call: referral.call, number });
        tokio::spawn(async move {
            for (state, line) in [("active;expires=60", "100 Trying"), ("terminated;reason=noresource", last)] {
                let headers = vec![
                    Header::Event("refer".into()),
                    Header::SubscriptionState(state.into()),
                    Header::ContentType("message/sipfrag;version=2.0".into()),
                ];
                let notify = referral.dialog.notify(Some(headers), Some(format!("SIP/2.0 {line}\r\n").into_bytes()));
                let _ = tokio::time::timeout(Duration::from_secs(5), notify).await;
            }
        });
    }
}

async fn serve(
    peer: &std::sync::Weak<Inner>,
    mut incoming: TransactionReceiver,
    mut updated: mpsc::UnboundedReceiver<Update>,
    mut media: mpsc::UnboundedReceiver<MediaEvent>,
    mut referred: mpsc::UnboundedReceiver<Referral>,
) {
    loop {
        tokio::select! {
            Some(request) = incoming.recv() => match peer.upgrade() {
                Some(peer) => peer.request(request).await,
                None => return,
            },
            Some(update) = updated.recv() => match peer.upgrade() {
                Some(peer) => peer.updated(update),
                None => return,
            },
            Some(event) = media.recv() => match peer.upgrade() {
                Some(peer) => peer.heard(event),
                None => return,
            },
            Some(referral) = referred.recv() => match peer.upgrade() {
                Some(peer) => peer.referred(referral),
                None => return,
            },
            else => return,
        }
    }
}
