//! Visitors of a site, each in a browser: pages that send what was read as the site's script does.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use daehwa_server::clock;
use parking_lot::Mutex;
use reqwest::{Client, RequestBuilder};

use crate::centre::{Centre, ORIGIN};

/// Requests on their way at once.
const AT_ONCE: usize = 64;
/// Events of a request: what the script gathers in half a second, mostly one or two, now and then what waited.
const EVENTS: [u64; 10] = [1, 1, 1, 2, 2, 3, 3, 5, 7, 15];
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36";
/// Of twenty pages one is known to no rule.
const PAGES: [&str; 5] = ["/roaming", "/roaming/prices", "/roaming/japan", "/plans/compare", "/plans"];
const UNKNOWN: [&str; 3] = ["/about/us", "/press/2026/11", "/jobs"];

/// How much is sent.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As much as is answered.
    Full,
    /// So many events a second.
    Of(u32),
}

/// What was answered.
pub struct Sent {
    pub events: u64,
    pub each_second: Vec<u32>,
    pub answers_ms: Vec<f64>,
}

/// All visitors.
pub struct Load {
    browsers: Vec<Arc<Mutex<Browsers>>>,
    answered: Arc<AtomicU64>,
}

/// Those that one connection carries, one after the other.
struct Browsers {
    client: Client,
    url: String,
    site: String,
    /// With the number of the last event.
    visitors: Vec<(String, u64)>,
    turn: usize,
}

impl Load {
    pub fn new(centre: &Centre) -> Self {
        let client = client();
        let shares = (0..AT_ONCE).map(|first| Browsers {
            client: client.clone(),
            url: format!("{}/api/v1/web/events", centre.url()),
            site: centre.site.id.clone(),
            visitors: centre.visitors.iter().skip(first).step_by(AT_ONCE).map(|it| (it.clone(), 0)).collect(),
            turn: first,
        });
        Self { browsers: shares.map(|it| Arc::new(Mutex::new(it))).collect(), answered: Arc::default() }
    }

    /// Events that were answered until now.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::SeqCst)
    }

    pub async fn run(&self, lasts: Duration, pace: Pace) -> Sent {
        let begun = Instant::now();
        let seconds: Arc<Vec<AtomicU32>> = Arc::new((0..lasts.as_secs()).map(|_| AtomicU32::new(0)).collect());
        let sent = Arc::new(AtomicU64::new(0));
        let mut tasks = Vec::new();
        for browsers in &self.browsers {
            let (browsers, seconds, sent) = (browsers.clone(), seconds.clone(), sent.clone());
            let answered = self.answered.clone();
            tasks.push(tokio::spawn(async move {
                let mut answers_ms = Vec::new();
                while begun.elapsed() < lasts {
                    let (request, events) = browsers.lock().next();
                    if let Pace::Of(a_second) = pace {
                        let before = sent.fetch_add(events, Ordering::SeqCst);
                        let due = Duration::from_secs_f64(before as f64 / f64::from(a_second));
                        tokio::time::sleep(due.saturating_sub(begun.elapsed())).await;
                    }
                    let asked = Instant::now();
                    let answer = request.send().await.unwrap();
                    assert_eq!(answer.status(), 200);
                    answer.bytes().await.unwrap();
                    answers_ms.push(asked.elapsed().as_secs_f64() * 1_000.0);
                    answered.fetch_add(events, Ordering::SeqCst);
                    if let Some(second) = seconds.get(begun.elapsed().as_secs() as usize) {
                        second.fetch_add(events as u32, Ordering::SeqCst);
                    }
                }
                answers_ms
            }));
        }
        let mut answers_ms = Vec::new();
        for task in tasks {
            answers_ms.extend(task.await.unwrap());
        }
        let each_second: Vec<u32> = seconds.iter().map(|it| it.load(Ordering::SeqCst)).collect();
        Sent { events: each_second.iter().map(|it| u64::from(*it)).sum(), each_second, answers_ms }
    }
}

impl Browsers {
    /// What the next visitor sends, and how many events that are.
    fn next(&mut self) -> (RequestBuilder, u64) {
        let turn = self.turn;
        self.turn += 1;
        let events = EVENTS[turn % EVENTS.len()];
        let at = turn % self.visitors.len();
        let (visitor, number) = &mut self.visitors[at];
        let first = *number + 1;
        *number += events;
        let page = |n: u64| match (turn as u64 + n) % 20 {
            19 => UNKNOWN[turn % UNKNOWN.len()],
            it => PAGES[it as usize % PAGES.len()],
        };
        let body = body(&self.site, visitor, (first..first + events).map(|n| (n, page(n))));
        (request(&self.client, &self.url, at, body), events)
    }
}

pub fn client() -> Client {
    Client::builder().pool_max_idle_per_host(2 * AT_ONCE).tcp_nodelay(true).build().unwrap()
}

/// A page's request, from an address of its own.
pub fn request(client: &Client, url: &str, address: usize, body: String) -> RequestBuilder {
    let address = format!("10.{}.{}.{}", address >> 16 & 255, address >> 8 & 255, address & 255);
    let asked = client.post(url).header("content-type", "text/plain;charset=UTF-8").header("user-agent", BROWSER);
    asked.header("origin", ORIGIN).header("x-forwarded-for", address).body(body)
}

/// The body as the script writes it.
pub fn body<'a>(site: &str, visitor: &str, events: impl Iterator<Item = (u64, &'a str)>) -> String {
    let now = clock::now().0;
    let events: Vec<String> =
        events.map(|(n, page)| format!(r#"{{"n":{n},"at_ms":{},"page":"{page}"}}"#, now - 400)).collect();
    format!(
        r#"{{"site":"{site}","sent_ms":{now},"consent":true,"visits":[{{"visitor":"{visitor}","stream":1,"active":true,"events":[{}]}}]}}"#,
        events.join(",")
    )
}
