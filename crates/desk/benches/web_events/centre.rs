//! A centre with a web site, its server as a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use daehwa_domain::{
    id::{CustomerId, TeamId, TenantId},
    people::Role,
    record::Record,
    time::Timestamp,
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_server::{
    clock,
    people::People,
    seed::{Seed, Size, sow},
    web::{sign, sites::Sites},
};
use daehwa_store::{
    Rulebook, Store,
    web::{Arrival, Arrived, Site, WebBatch},
};
use tempfile::TempDir;
use uuid::Uuid;

pub const PASSWORD: &str = "demo password 1";
pub const LOGIN: &str = "agent1";
pub const ORIGIN: &str = "https://shop.example.com";
const CUSTOMERS: u64 = 6_000;
/// Visitors who are nobody yet, for each one who is known.
const UNKNOWN_EACH: usize = 3;
/// Customers of the desktop's team on whom needs are measured; nobody else reads in their name.
const WATCHED: usize = 64;

#[derive(Clone, Copy)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    pub fn is_there(self) -> bool {
        matches!(self, Self::Sqlite) || std::env::var("DAEHWA_TEST_POSTGRES_URL").is_ok()
    }

    /// Events a second that the raw store writes.
    pub fn raw(self) -> Option<f64> {
        std::env::var(format!("DAEHWA_RAW_{}", self.name().to_uppercase())).ok()?.parse().ok()
    }
}

/// The centre; its server ends with it.
pub struct Centre {
    server: Child,
    url: String,
    database_url: String,
    pub site: Site,
    /// Who reads under the load, as pages carry it.
    pub visitors: Vec<String>,
    /// Known visitors of the desktop's customers.
    pub watched: Vec<(CustomerId, String)>,
    _folder: TempDir,
}

impl Centre {
    pub async fn open(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = match database {
            Database::Sqlite => format!("sqlite:{}", folder.path().join("server.db").display()),
            Database::Postgres => new_postgres().await,
        };
        let store = daehwa_store::open(&database_url).await.unwrap();
        let seed = Seed { seed: 7, size: Size::Customers(CUSTOMERS), password: PASSWORD.to_owned() };
        sow(store.clone(), &seed).await.unwrap();
        let sites = Sites::of_default_tenant(store.clone()).await.unwrap();
        sites.add("Shop", &[ORIGIN.to_owned()]).await.unwrap();
        let site = sites.all().await.unwrap().remove(0);
        let people = People::of_default_tenant(store.clone()).await.unwrap();
        let users = people.users().await.unwrap();
        let team = users.iter().find(|it| it.login == LOGIN && it.role == Role::Agent).unwrap().teams[0];
        let customers =
            customers(&*store, people.tenant(), &users.iter().flat_map(|it| it.teams.clone()).collect::<Vec<_>>())
                .await;
        let known: Vec<(CustomerId, TeamId, Uuid)> =
            customers.into_iter().map(|(customer, team)| (customer, team, Uuid::now_v7())).collect();
        introduce(&*store, people.tenant(), &site, &known).await;
        let carried = |it: Uuid| sign::visitor(&site, it);
        let own = known.iter().filter(|(_, of, _)| *of == team).take(WATCHED);
        let watched: Vec<_> = own.map(|(customer, _, visitor)| (*customer, carried(*visitor))).collect();
        let busy = known.iter().filter(|(customer, ..)| !watched.iter().any(|(it, _)| it == customer));
        let mut visitors = Vec::new();
        for (.., visitor) in busy {
            visitors.push(carried(*visitor));
            visitors.extend((0..UNKNOWN_EACH).map(|_| carried(Uuid::now_v7())));
        }
        drop((people, sites, store));
        let (server, url) = serve(&database_url, &folder);
        Self { server, url, database_url, site, visitors, watched, _folder: folder }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills the server at this moment; how many events are in the database.
    pub async fn killed_and_counted(mut self) -> u64 {
        self.end();
        let store = daehwa_store::open(&self.database_url).await.unwrap();
        let people = People::of_default_tenant(store.clone()).await.unwrap();
        let counts = store.web_counts(people.tenant(), 0).await.unwrap();
        let counts = counts.get(&self.site.id).copied().unwrap_or_default();
        assert_eq!((counts.duplicate, counts.refused, counts.bot), (0, 0, 0));
        u64::try_from(counts.stored + counts.unknown).unwrap()
    }

    fn end(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts the server as a process of its own; with where it listens. Every visitor has an address of its own, as from all over the country.
fn serve(database_url: &str, folder: &TempDir) -> (Child, String) {
    let program = std::env::var("DAEHWA_SERVER_PROGRAM").expect("DAEHWA_SERVER_PROGRAM: the server's program");
    let mut server = Command::new(program)
        .arg("--data")
        .arg(folder.path())
        .args(["--database", database_url, "serve", "--listen", "127.0.0.1:0", "--behind-proxy"])
        .args(["--web-site-a-minute", "4000000000"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").expect("the server listens").to_owned();
    (server, url)
}

async fn customers(store: &dyn Store, tenant: TenantId, teams: &[TeamId]) -> Vec<(CustomerId, TeamId)> {
    let mut all = std::collections::BTreeMap::new();
    for team in teams {
        let mut after = None;
        loop {
            let part = store.fill(tenant, Scope::Team(*team), after, 5_000).await.unwrap();
            for change in part.changes {
                if let Change::Record { versioned } = change
                    && let Record::Customer(it) = versioned.record
                {
                    all.insert(it.id, it.team);
                }
            }
            after = part.next;
            if after.is_none() {
                break;
            }
        }
    }
    all.into_iter().collect()
}

/// The site has said who these visitors are.
async fn introduce(store: &dyn Store, tenant: TenantId, site: &Site, known: &[(CustomerId, TeamId, Uuid)]) {
    let now: Timestamp = clock::now();
    for part in known.chunks(500) {
        let arrival = |(customer, _, visitor): &(CustomerId, TeamId, Uuid)| Arrival {
            site: site.id.clone(),
            visitor: *visitor,
            what: Arrived::IsCustomer { customer: *customer, only_if_unknown: false },
        };
        let batch = WebBatch { arrivals: part.iter().map(arrival).collect(), ..WebBatch::default() };
        store.take_web(tenant, &batch, &Rulebook::default(), now, &Uuid::now_v7).await.unwrap();
    }
}

/// A database of its own in the PostgreSQL of the tests; it goes with the cluster.
async fn new_postgres() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("DAEHWA_TEST_POSTGRES_URL").unwrap();
    let name = format!("daehwa_bench_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let made = Command::new("psql").arg(&url).arg("-qc").arg(format!("CREATE DATABASE {name}")).status().unwrap();
    assert!(made.success());
    let (address, query) = url.split_once('?').map_or((url.as_str(), ""), |(address, query)| (address, query));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    format!("{host}/{name}?{query}")
}
