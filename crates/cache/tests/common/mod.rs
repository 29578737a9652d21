//! What the tests build on: a cache in a temporary folder, and records and facts with ids from a counter.
#![allow(dead_code)]

use std::{
    fs::OpenOptions,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use daehwa_cache::{Cache, Key, Options, Work};
use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    customer::{ContactKind, ContactPoint, Customer, CustomerKind, Language, Remark, RemarkKind, Tier},
    dialogue::{Cause, DialogueOpened, Localized, Purpose, Stage, StageMove, Topic},
    id::*,
    interaction::{Channel, Direction, Interaction, Note, Outcome},
    record::{Fact, Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::message::Change;
use tempfile::TempDir;
use uuid::Uuid;

pub const NOW: Timestamp = Timestamp(1_760_000_000_000);
pub const HOUR_MS: i64 = 3_600_000;

pub struct Place {
    pub folder: TempDir,
    pub path: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        Self { folder, path }
    }

    pub fn open(&self) -> Cache {
        Cache::open(&self.path, &key(), &options()).unwrap()
    }
}

pub fn key() -> Key {
    Key::new([7; 32])
}

pub fn options() -> Options {
    Options { device: device(), now: NOW, region: "KR".into(), max_pages: None }
}

pub fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(0xD0))
}

pub fn id<T: From<Uuid>>() -> T {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128((0x0199_u128 << 112) | u128::from(NEXT.fetch_add(1, Ordering::Relaxed))).into()
}

pub fn user() -> UserId {
    UserId(Uuid::from_u128(0xA1))
}

pub fn team() -> TeamId {
    TeamId(Uuid::from_u128(0x7E))
}

pub fn customer(name: &str) -> Customer {
    Customer {
        id: id(),
        team: team(),
        kind: CustomerKind::Person,
        name: name.into(),
        name_latin: None,
        company: None,
        account_no: None,
        language: Language::Ko,
        tier: Tier::Basic,
        time_zone: None,
        address: None,
        preferred_agent: None,
        created_ms: NOW,
        name_confirmed: None,
        address_confirmed: None,
    }
}

pub fn contact(of: CustomerId, kind: ContactKind, value: &str) -> ContactPoint {
    ContactPoint {
        id: id(),
        customer: of,
        kind,
        value: value.into(),
        label: None,
        primary: false,
        verified_ms: None,
        retired: false,
        confirmed: None,
    }
}

pub fn remark(of: CustomerId, text: &str, priority: u8) -> Remark {
    Remark {
        id: id(),
        customer: of,
        kind: RemarkKind::Warning,
        text: text.into(),
        priority,
        due_ms: None,
        expires_ms: None,
        done: false,
        author: user(),
        created_ms: NOW,
    }
}

pub fn callback(of: CustomerId, due_ms: Timestamp) -> Callback {
    Callback {
        id: id(),
        customer: of,
        number: None,
        dialogue: None,
        due_ms,
        owner: None,
        note: "call back".into(),
        status: CallbackStatus::Open,
        created_by: user(),
        created_ms: NOW,
    }
}

pub fn topic(stages: usize) -> Topic {
    let stages = (1..=stages).map(|number| Stage { closing: number == stages, ..Stage::default() });
    let name = Localized { ko: "요금제".into(), en: "Plan".into() };
    Topic::new(id(), "plan", name, Purpose::Sales, stages.collect())
}

pub fn interaction(of: CustomerId, started_ms: i64, dialogue: Option<DialogueId>) -> Interaction {
    Interaction {
        id: id(),
        customer: of,
        team: team(),
        dialogue,
        channel: Channel::Phone,
        direction: Direction::Inbound,
        started_ms: Timestamp(started_ms),
        duration_ms: 60_000,
        agent: Some(user()),
        address: Some("010-1234-5678".into()),
        call: None,
        route: None,
        outcome: Some(Outcome::Resolved),
        web: None,
        summary: "asked about the plan".into(),
    }
}

pub fn note(about: &Interaction, text: &str) -> Note {
    Note {
        id: id(),
        customer: about.customer,
        interaction: about.id,
        author: user(),
        at_ms: about.started_ms.plus_ms(1_000),
        text: text.into(),
        replaces: None,
    }
}

pub fn opened(of: CustomerId, topic: TopicId, opened_ms: i64) -> DialogueOpened {
    DialogueOpened { id: id(), customer: of, topic, opened_ms: Timestamp(opened_ms), version: 1 }
}

pub fn moved(of: CustomerId, dialogue: DialogueId, stage: u8, at_ms: i64) -> StageMove {
    StageMove {
        id: id(),
        customer: of,
        dialogue,
        stage,
        version: 1,
        at_ms: Timestamp(at_ms),
        interaction: None,
        cause: Cause::Person { user: user() },
    }
}

/// As the server sends a record that some other device made.
pub fn sent(record: Record) -> Versioned {
    let stamp = Stamp { hlc: Hlc { wall_ms: NOW.0 - HOUR_MS, counter: 0 }, device: DeviceId(Uuid::from_u128(0x5E)) };
    Versioned::new(record, stamp)
}

pub fn record_change(record: Record) -> Change {
    Change::Record { versioned: sent(record) }
}

pub fn fact_change(fact: Fact) -> Change {
    Change::Fact { fact }
}

pub fn work() -> Work {
    Work::new(user(), NOW)
}

/// A customer with one number, made here.
pub fn add_customer(cache: &Cache, name: &str, number: &str) -> CustomerId {
    let customer = customer(name);
    let point = contact(customer.id, ContactKind::Mobile, number);
    let of = customer.id;
    cache.commit(work().create(id(), Record::Customer(customer)).create(id(), Record::ContactPoint(point))).unwrap();
    of
}

/// Overwrites pages of the file, counted from 0.
pub fn damage(path: &Path, pages: impl IntoIterator<Item = u64>) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    for page in pages {
        file.seek(SeekFrom::Start(page * 4096 + 100)).unwrap();
        file.write_all(&[0x5A; 2000]).unwrap();
    }
}

/// The pages of a table that hold its rows, counted from 0. The cache must be closed.
pub fn leaves(path: &Path, table: &str) -> Vec<u64> {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32))).unwrap();
    let mut ask = conn.prepare("SELECT pageno - 1 FROM dbstat WHERE name = ? AND pagetype = 'leaf'").unwrap();
    let leaves = ask.query_map([table], |row| row.get::<_, i64>(0)).unwrap();
    leaves.map(|page| page.unwrap() as u64).collect()
}
