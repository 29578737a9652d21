//! A desk on the bench: its host, telephone and data folder in the test's hands.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use daehwa_cache::{Cache, Key, Options};
use daehwa_desk::{
    Desk, DeskConfig,
    api::{
        call::CallView,
        customer::{CustomerView, NewCustomer},
        error::CommandError,
        event::UiEvent,
        session::{Session, SignInForm},
        wrap_up::{DialogueChoice, WrapUpEntry},
    },
    host::{Host, Notification, SecretsUnavailable, Subject},
    telephone::{CallAction, Telephone},
};
use daehwa_domain::{
    agent::{AgentState, AgentStatus},
    call::{Call, CallState, CallerInfo, EndCause, LineState},
    customer::{CustomerKind, Language},
    id::{CallId, CustomerId},
    interaction::{Direction, Outcome},
    time::Timestamp,
};
use daehwa_phone::{Account, AudioConfig, AudioDeviceInfo, PhoneError, PhoneEvent};
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc, oneshot};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(20);
pub const MORNING: Timestamp = Timestamp(1_800_000_000_000);
pub const PASSWORD: &str = "벚꽃 엔딩 2012";

/// A desk and all that is around it.
pub struct Seat {
    pub desk: Desk,
    pub host: Arc<BenchHost>,
    pub telephone: Arc<BenchTelephone>,
    pub dir: TempDir,
}

impl Seat {
    /// A desktop that was just installed.
    pub fn new() -> Self {
        Self::over(tempfile::tempdir().unwrap(), Arc::new(BenchHost::default()))
    }

    /// A desktop over a data folder.
    pub fn over(dir: TempDir, host: Arc<BenchHost>) -> Self {
        // Shown with a test that fails.
        let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::WARN).try_init();
        let (events, phone_events) = mpsc::unbounded_channel();
        let telephone = Arc::new(BenchTelephone {
            events,
            done: Mutex::default(),
            refuses: Mutex::default(),
            asked: Notify::new(),
        });
        let config = DeskConfig { data_dir: dir.path().to_owned() };
        let desk = Desk::start(host.clone(), telephone.clone(), phone_events, config).unwrap();
        Self { desk, host, telephone, dir }
    }

    /// The desktop after its process was killed at this moment: what is on the disk now, in a process that knows nothing else.
    pub fn killed_and_started_again(&self) -> Self {
        Self::over(self.killed(), Arc::new(self.host.another()))
    }

    /// What is on the disk after the process was killed at this moment.
    pub fn killed(&self) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        copy(self.dir.path(), dir.path());
        dir
    }

    /// The same with all of the local data in its file and nothing in its log; where the file is.
    pub fn killed_at_rest(&self) -> (TempDir, PathBuf) {
        let dir = self.killed();
        let mut files = std::fs::read_dir(dir.path()).unwrap().map(|it| it.unwrap().path());
        let path = files.find(|it| it.extension().is_some_and(|it| it == "db")).unwrap();
        let key = self.host.secrets.lock().values().find_map(|it| <[u8; 32]>::try_from(it.as_slice()).ok()).unwrap();
        let options =
            Options { device: Uuid::nil().into(), now: self.host.now(), region: "KR".to_owned(), max_pages: None };
        drop(Cache::open(&path, &Key::new(key), &options).unwrap());
        (dir, path)
    }

    pub async fn sign_in(&self, server_url: &str) -> Result<Session, CommandError> {
        self.desk.sign_in(form(server_url, PASSWORD)).await
    }

    /// Signed in, with a line that stands.
    pub async fn at_work(server_url: &str) -> Self {
        let seat = Self::new();
        seat.sign_in(server_url).await.unwrap();
        seat.line(LineState::Ready);
        let available =
            |event: &UiEvent| matches!(event, UiEvent::Agent(status) if status.state == AgentState::Available);
        seat.host.until(available).await;
        seat
    }

    pub fn line(&self, line: LineState) {
        self.telephone.events.send(PhoneEvent::Line(line)).unwrap();
    }

    pub fn report(&self, call: &Call) {
        self.telephone.events.send(PhoneEvent::Call(call.clone())).unwrap();
    }

    /// The phone rings with this number; gives what the screen was shown.
    pub async fn ring(&self, number: &str) -> (Call, CallView, Option<CustomerView>) {
        self.ring_as(CallerInfo { number: Some(number.to_owned()), ..CallerInfo::default() }).await
    }

    pub async fn ring_as(&self, caller: CallerInfo) -> (Call, CallView, Option<CustomerView>) {
        // No two calls begin at once: their order is that of their beginning.
        self.host.advance(1);
        let call = Call::begin(self.new_call_id(), Direction::Inbound, caller, self.host.now());
        self.report(&call);
        let id = call.id;
        let event = self.host.until(|event| matches!(event, UiEvent::Ringing { call, .. } if call.call.id == id)).await;
        let UiEvent::Ringing { call: view, customer } = event else { unreachable!() };
        // The ring is told before it is written down: until then the last list of calls is one from before it.
        self.shown(|views| views.iter().any(|view| view.call.id == id)).await;
        (call, view, customer.map(|customer| *customer))
    }

    pub fn new_call_id(&self) -> CallId {
        (self.host.clone() as Arc<dyn Host>).new_id()
    }

    /// Moves a call and waits until the screen shows it.
    pub async fn go(&self, call: &mut Call, to: CallState) {
        call.go(to, self.host.now()).unwrap();
        self.report(call);
        let id = call.id;
        self.shown(|views| views.iter().any(|view| view.call.id == id && view.call.state == to)).await;
    }

    /// Ends a call and waits until the screen shows that it is over.
    pub async fn end(&self, call: &mut Call, cause: EndCause) {
        call.end(cause, self.host.now());
        self.report(call);
        let id = call.id;
        self.shown(|views| views.iter().all(|view| view.call.id != id || view.call.state == CallState::Ended)).await;
    }

    /// Waits until the last list of calls that the screen was given is so.
    pub async fn shown(&self, is_so: impl Fn(&[CallView]) -> bool) {
        self.host
            .last(
                |event| matches!(event, UiEvent::Calls(_)),
                |event| matches!(event, UiEvent::Calls(views) if is_so(views)),
            )
            .await;
    }

    /// A call that was answered and has ended.
    pub async fn answered_call(&self, number: &str) -> CallId {
        let (mut call, ..) = self.ring(number).await;
        self.go(&mut call, CallState::Talking).await;
        self.host.advance(60_000);
        self.end(&mut call, EndCause::RemoteHangup).await;
        call.id
    }

    pub async fn customer(&self, name: &str, phone: &str) -> CustomerId {
        let form = NewCustomer {
            kind: CustomerKind::Person,
            name: name.to_owned(),
            company: None,
            language: Language::Ko,
            phone: Some(phone.to_owned()),
            email: None,
            call: None,
        };
        self.desk.create_customer(form).await.unwrap().customer.id
    }
}

pub fn form(server_url: &str, password: &str) -> SignInForm {
    SignInForm {
        server_url: server_url.to_owned(),
        login: "minseo".to_owned(),
        password: password.to_owned(),
        passphrase: None,
    }
}

/// A form that says no more than it must.
pub fn entry(call: CallId, outcome: Outcome) -> WrapUpEntry {
    WrapUpEntry {
        call,
        customer: None,
        outcome,
        dialogue: DialogueChoice::Triage,
        stage: None,
        summary: String::new(),
        note: String::new(),
        next_step: None,
        callback: None,
    }
}

fn copy(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
}

/// A host that stands still until the test moves its clock.
pub struct BenchHost {
    now_ms: AtomicI64,
    sleepers: Mutex<Vec<(i64, oneshot::Sender<()>)>>,
    events: Mutex<Vec<UiEvent>>,
    told: Notify,
    pub focused: AtomicBool,
    pub notifications: Mutex<Vec<Notification>>,
    pub withdrawn: Mutex<Vec<Subject>>,
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    pub no_key_store: AtomicBool,
    pub read_only_key_store: AtomicBool,
}

impl Default for BenchHost {
    fn default() -> Self {
        Self {
            now_ms: AtomicI64::new(MORNING.0),
            sleepers: Mutex::default(),
            events: Mutex::default(),
            told: Notify::new(),
            focused: AtomicBool::new(true),
            notifications: Mutex::default(),
            withdrawn: Mutex::default(),
            secrets: Mutex::default(),
            no_key_store: AtomicBool::new(false),
            read_only_key_store: AtomicBool::new(false),
        }
    }
}

impl BenchHost {
    /// A machine whose clock stands at this moment.
    pub fn at(now: Timestamp) -> Self {
        Self { now_ms: AtomicI64::new(now.0), ..Self::default() }
    }

    /// The same machine after a restart: the same clock and key store, nothing on screen.
    pub fn another(&self) -> Self {
        Self {
            now_ms: AtomicI64::new(self.now_ms.load(Ordering::SeqCst)),
            secrets: Mutex::new(self.secrets.lock().clone()),
            no_key_store: AtomicBool::new(self.no_key_store.load(Ordering::SeqCst)),
            ..Self::default()
        }
    }

    /// Moves the clock, and wakes who slept until then.
    pub fn advance(&self, ms: i64) {
        let now = self.now_ms.fetch_add(ms, Ordering::SeqCst) + ms;
        self.sleepers.lock().retain_mut(|(at, sleeper)| {
            let is_over = *at <= now;
            if is_over {
                let _ = std::mem::replace(sleeper, oneshot::channel().0).send(());
            }
            !is_over
        });
    }

    /// Waits for an event that was or will be told.
    pub async fn until(&self, wanted: impl Fn(&UiEvent) -> bool) -> UiEvent {
        self.wait(|events| events.iter().find(|event| wanted(event)).cloned()).await
    }

    /// Waits until the last event of a kind is as wanted.
    pub async fn last(&self, kind: impl Fn(&UiEvent) -> bool, wanted: impl Fn(&UiEvent) -> bool) -> UiEvent {
        self.wait(|events| events.iter().rev().find(|event| kind(event)).filter(|event| wanted(event)).cloned()).await
    }

    /// Waits until more events than `seen` are so; how many then are.
    pub async fn more_than(&self, seen: usize, wanted: impl Fn(&UiEvent) -> bool) -> usize {
        self.wait(|events| events.iter().filter(|event| wanted(event)).nth(seen).cloned()).await;
        self.count(wanted)
    }

    /// Waits until what the person is told outside of the window is so.
    pub async fn until_notified(&self, is_so: impl Fn(&[Notification], &[Subject]) -> bool) {
        let is_so = || is_so(&self.notifications.lock(), &self.withdrawn.lock());
        let waiting = async {
            loop {
                let told = self.told.notified();
                tokio::pin!(told);
                told.as_mut().enable();
                if is_so() {
                    return;
                }
                told.await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("not notified");
    }

    pub fn count(&self, wanted: impl Fn(&UiEvent) -> bool) -> usize {
        self.events.lock().iter().filter(|event| wanted(event)).count()
    }

    async fn wait(&self, found: impl Fn(&[UiEvent]) -> Option<UiEvent>) -> UiEvent {
        let waiting = async {
            loop {
                let told = self.told.notified();
                tokio::pin!(told);
                told.as_mut().enable();
                if let Some(event) = found(&self.events.lock()) {
                    return event;
                }
                told.await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(event) => event,
            Err(_) => panic!("not told; told was: {:#?}", self.events.lock()),
        }
    }
}

impl Host for BenchHost {
    fn now(&self) -> Timestamp {
        Timestamp(self.now_ms.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (sender, woken) = oneshot::channel();
        let at = self.now_ms.load(Ordering::SeqCst) + i64::try_from(duration.as_millis()).unwrap();
        self.sleepers.lock().push((at, sender));
        Box::pin(async move {
            let _ = woken.await;
        })
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }

    fn emit(&self, event: UiEvent) {
        self.events.lock().push(event);
        self.told.notify_waiters();
    }

    fn window_focused(&self) -> bool {
        self.focused.load(Ordering::SeqCst)
    }

    fn notify(&self, notification: Notification) {
        self.notifications.lock().push(notification);
        self.told.notify_waiters();
    }

    fn withdraw(&self, subject: Subject) {
        self.withdrawn.lock().push(subject);
        self.told.notify_waiters();
    }

    fn tray(&self, _: AgentStatus, _: Language) {}

    fn raise_window(&self) {}

    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable> {
        self.ask_key_store()?;
        Ok(self.secrets.lock().get(name).cloned().map(Zeroizing::new))
    }

    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable> {
        if self.read_only_key_store.load(Ordering::SeqCst) {
            return Err(SecretsUnavailable("read-only".into()));
        }
        self.ask_key_store()?;
        self.secrets.lock().insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable> {
        self.ask_key_store()?;
        self.secrets.lock().remove(name);
        Ok(())
    }
}

impl BenchHost {
    fn ask_key_store(&self) -> Result<(), SecretsUnavailable> {
        match self.no_key_store.load(Ordering::SeqCst) {
            true => Err(SecretsUnavailable("locked".into())),
            false => Ok(()),
        }
    }
}

/// A telephone that writes down what it is asked, and reports what the test says.
pub struct BenchTelephone {
    pub events: mpsc::UnboundedSender<PhoneEvent>,
    pub done: Mutex<Vec<Done>>,
    /// The next request fails with this.
    pub refuses: Mutex<Option<PhoneError>>,
    asked: Notify,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    Account(Option<Account>),
    Dial(CallId, String),
    Act(CallId, CallAction),
    Audio(AudioConfig),
    Meter(bool),
    HearYourself(bool),
    TestRing(bool),
    Chime,
    Shutdown,
}

impl BenchTelephone {
    fn take(&self, done: Done) -> BoxFuture<'_, Result<(), PhoneError>> {
        self.done.lock().push(done);
        let refusal = self.refuses.lock().take();
        Box::pin(async move { refusal.map_or(Ok(()), Err) })
    }

    /// Waits until this was asked of it.
    pub async fn until_done(&self, wanted: &Done) {
        let waiting = async {
            loop {
                let asked = self.asked.notified();
                tokio::pin!(asked);
                asked.as_mut().enable();
                if self.has(wanted) {
                    return;
                }
                asked.await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("never asked");
    }

    pub fn has(&self, wanted: &Done) -> bool {
        self.done.lock().contains(wanted)
    }
}

impl Telephone for BenchTelephone {
    fn set_account(&self, account: Option<Account>) -> BoxFuture<'_, Result<(), PhoneError>> {
        self.take(Done::Account(account))
    }

    fn dial(&self, call: CallId, target: String) -> BoxFuture<'_, Result<(), PhoneError>> {
        self.take(Done::Dial(call, target))
    }

    fn act(&self, call: CallId, action: CallAction) -> BoxFuture<'_, Result<(), PhoneError>> {
        self.take(Done::Act(call, action))
    }

    fn devices(&self) -> Vec<AudioDeviceInfo> {
        let device =
            |name: &str, input| AudioDeviceInfo { name: name.to_owned(), input, output: !input, default: true };
        vec![device("headset microphone", true), device("headset", false)]
    }

    fn set_audio(&self, audio: AudioConfig) -> BoxFuture<'_, Result<(), PhoneError>> {
        self.take(Done::Audio(audio))
    }

    fn meter(&self, on: bool) {
        self.done.lock().push(Done::Meter(on));
    }

    fn hear_yourself(&self, on: bool) {
        self.done.lock().push(Done::HearYourself(on));
    }

    fn test_ring(&self, on: bool) {
        self.done.lock().push(Done::TestRing(on));
    }

    fn chime(&self) {
        self.done.lock().push(Done::Chime);
        self.asked.notify_waiters();
    }

    fn shutdown(&self) -> BoxFuture<'_, ()> {
        self.done.lock().push(Done::Shutdown);
        Box::pin(async {})
    }
}
