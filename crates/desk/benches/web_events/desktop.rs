//! Another desktop: a real desk at the server, without a screen.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use daehwa_desk::{
    Desk, DeskConfig,
    api::{event::UiEvent, session::SignInForm, sync::LinkState},
    host::{Host, Notification, SecretsUnavailable, Subject},
    telephone::{CallAction, Telephone},
};
use daehwa_domain::{
    agent::AgentStatus,
    customer::Language,
    id::{CallId, CustomerId},
    time::Timestamp,
};
use daehwa_phone::{Account, AudioConfig, AudioDeviceInfo, PhoneError};
use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use reqwest::Client;
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};
use zeroize::Zeroizing;

use crate::{
    centre::{Centre, LOGIN, PASSWORD},
    load,
};

/// Customers who are looked at side by side.
const SIDE_BY_SIDE: usize = 4;
/// Between a need and the next event of the same looker.
const PAUSE: Duration = Duration::from_millis(40);
const PATIENCE: Duration = Duration::from_secs(120);

pub struct Desktop {
    desk: Desk,
    host: Arc<Machine>,
    _folder: TempDir,
}

impl Desktop {
    /// Signed in, with everything filled in.
    pub async fn at_work(centre: &Centre) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(Machine {
            secrets: Mutex::default(),
            stale: watch::channel(0).0,
            filled: watch::channel(false).0,
        });
        let (_, phone_events) = mpsc::unbounded_channel();
        let config = DeskConfig { data_dir: folder.path().to_owned() };
        let desk = Desk::start(host.clone(), Arc::new(NoTelephone), phone_events, config).unwrap();
        let form = SignInForm {
            server_url: centre.url().to_owned(),
            login: LOGIN.to_owned(),
            password: PASSWORD.to_owned(),
            passphrase: None,
        };
        desk.sign_in(form).await.unwrap();
        let mut filled = host.filled.subscribe();
        let wait = tokio::time::timeout(PATIENCE, filled.wait_for(|it| *it)).await;
        wait.expect("the desktop fills").unwrap();
        Self { desk, host, _folder: folder }
    }

    /// How long it took each time until an event was a need here, in milliseconds.
    pub async fn needs(&self, centre: &Centre, lasts: Duration) -> Vec<f64> {
        let begun = Instant::now();
        let client = load::client();
        let share = centre.watched.len() / SIDE_BY_SIDE;
        let lookers = centre.watched.chunks(share).map(|watched| self.look(centre, &client, watched, begun, lasts));
        futures_util::future::join_all(lookers).await.concat()
    }

    async fn look(
        &self,
        centre: &Centre,
        client: &Client,
        watched: &[(CustomerId, String)],
        begun: Instant,
        lasts: Duration,
    ) -> Vec<f64> {
        let mut all = Vec::new();
        let url = format!("{}/api/v1/web/events", centre.url());
        for (turn, (customer, visitor)) in watched.iter().cycle().enumerate() {
            if begun.elapsed() >= lasts {
                break;
            }
            let n = (turn / watched.len() + 1) as u64;
            let mut stale = self.host.stale.subscribe();
            let body = load::body(&centre.site.id, visitor, [(n, "/roaming/prices")].into_iter());
            let sent = Instant::now();
            let send = async {
                let answer = load::request(client, &url, 0xff_0000 + turn, body).send().await.unwrap();
                assert_eq!(answer.status(), 200);
            };
            let see = async {
                while !self.has_need(*customer, n).await {
                    let news = tokio::time::timeout(PATIENCE, stale.changed()).await;
                    news.expect("the need comes").unwrap();
                }
                sent.elapsed().as_secs_f64() * 1_000.0
            };
            let ((), took) = tokio::join!(send, see);
            all.push(took);
            tokio::time::sleep(PAUSE).await;
        }
        all
    }

    /// Whether the screen would show the need with the visit behind it, so far as it was read.
    async fn has_need(&self, customer: CustomerId, touches: u64) -> bool {
        let Ok(view) = self.desk.customer(customer).await else { return false };
        let mut visits =
            view.timeline.entries.iter().filter_map(|it| Some((&it.interaction, it.interaction.web.as_ref()?)));
        visits.any(|(contact, web)| {
            u64::from(web.touches) >= touches && view.needs.iter().any(|it| Some(it.dialogue) == contact.dialogue)
        })
    }
}

/// The machine: a clock that runs, a key store in memory, no screen.
struct Machine {
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    /// How often something on screen was stale.
    stale: watch::Sender<u64>,
    filled: watch::Sender<bool>,
}

impl Host for Machine {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Timestamp(i64::try_from(since.as_millis()).unwrap())
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }

    fn emit(&self, event: UiEvent) {
        match event {
            UiEvent::Stale { .. } => self.stale.send_modify(|it| *it += 1),
            UiEvent::Sync(view) => {
                let filled = view.link == LinkState::Online && view.fill.is_none() && view.last_contact_ms.is_some();
                self.filled.send_if_modified(|it| filled && !std::mem::replace(it, true));
            }
            _ => {}
        }
    }

    fn window_focused(&self) -> bool {
        true
    }

    fn notify(&self, _: Notification) {}

    fn withdraw(&self, _: Subject) {}

    fn tray(&self, _: AgentStatus, _: Language) {}

    fn raise_window(&self) {}

    fn read_secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsUnavailable> {
        Ok(self.secrets.lock().get(name).cloned().map(Zeroizing::new))
    }

    fn write_secret(&self, name: &str, secret: &[u8]) -> Result<(), SecretsUnavailable> {
        self.secrets.lock().insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete_secret(&self, name: &str) -> Result<(), SecretsUnavailable> {
        self.secrets.lock().remove(name);
        Ok(())
    }
}

struct NoTelephone;

fn done() -> BoxFuture<'static, Result<(), PhoneError>> {
    Box::pin(async { Ok(()) })
}

impl Telephone for NoTelephone {
    fn set_account(&self, _: Option<Account>) -> BoxFuture<'_, Result<(), PhoneError>> {
        done()
    }

    fn dial(&self, _: CallId, _: String) -> BoxFuture<'_, Result<(), PhoneError>> {
        done()
    }

    fn act(&self, _: CallId, _: CallAction) -> BoxFuture<'_, Result<(), PhoneError>> {
        done()
    }

    fn devices(&self) -> Vec<AudioDeviceInfo> {
        Vec::new()
    }

    fn set_audio(&self, _: AudioConfig) -> BoxFuture<'_, Result<(), PhoneError>> {
        done()
    }

    fn meter(&self, _: bool) {}

    fn hear_yourself(&self, _: bool) {}

    fn test_ring(&self, _: bool) {}

    fn chime(&self) {}

    fn shutdown(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
