//! A centre with two teams and its server.

use std::{net::TcpListener, sync::Arc};

use daehwa_domain::{
    customer::{Customer, CustomerKind, Language, Tier},
    id::{CustomerId, DeviceId, TeamId},
    people::Role,
    time::Timestamp,
};
use daehwa_protocol::auth::{ApiError, SignIn, Tokens};
use daehwa_server::{
    people::{NewUser, People},
    serve::{Running, Settings},
};
use daehwa_store::Store;
use reqwest::{Client, Response, StatusCode};
use serde::Serialize;
use tempfile::TempDir;
use uuid::Uuid;

pub const PASSWORD: &str = "a good password";

pub struct Centre {
    folder: TempDir,
    pub store: Arc<dyn Store>,
    pub people: People,
    pub server: Running,
    client: Client,
}

impl Centre {
    /// `agent-a` and `lead-a` in team A, `agent-b` in team B, `admin` in none.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder).await;
        let people = People::of_default_tenant(store.clone()).await.unwrap();
        for (login, role, team) in [
            ("agent-a", Role::Agent, Some("A")),
            ("lead-a", Role::Supervisor, Some("A")),
            ("agent-b", Role::Agent, Some("B")),
            ("admin", Role::Administrator, None),
        ] {
            people.add(user(login, role, team)).await.unwrap();
        }
        let server = start(store.clone(), Settings::default());
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { folder, store, people, server, client: Client::new() }
    }

    /// Another server on the same database, with its own connections to it.
    pub async fn another_server(&self) -> Running {
        self.another_server_with(Settings::default()).await
    }

    pub async fn another_server_with(&self, settings: Settings) -> Running {
        start(open(&self.folder).await, settings)
    }

    /// What is on the disk, as another server reads it.
    pub async fn opened_again(&self) -> Arc<dyn Store> {
        open(&self.folder).await
    }

    pub async fn team(&self, name: &str) -> TeamId {
        let teams = self.store.teams(self.people.tenant()).await.unwrap();
        teams.into_iter().find(|team| team.name.en == name).unwrap().id
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Response {
        let url = format!("http://{}/api/v1/{path}", self.server.address());
        self.client.post(url).json(body).send().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("http://{}{path}", self.server.address())).send().await.unwrap()
    }

    pub async fn sign_in(&self, login: &str) -> Tokens {
        self.sign_in_on(login, DeviceId(Uuid::now_v7())).await
    }

    pub async fn sign_in_on(&self, login: &str, device: DeviceId) -> Tokens {
        let body = SignIn { login: login.into(), password: PASSWORD.into(), device };
        let answer = self.post("sign-in", &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }
}

/// Status and code of a refusal.
pub async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    (status, answer.json::<ApiError>().await.unwrap().code)
}

pub fn user(login: &str, role: Role, team: Option<&str>) -> NewUser {
    NewUser {
        login: login.into(),
        name: login.into(),
        role,
        teams: team.into_iter().map(Into::into).collect(),
        language: Language::En,
        password: PASSWORD.into(),
    }
}

pub fn customer(team: TeamId) -> Customer {
    Customer {
        id: CustomerId(Uuid::now_v7()),
        team,
        kind: CustomerKind::Person,
        name: "김민준".into(),
        name_latin: None,
        company: None,
        account_no: None,
        language: Language::Ko,
        tier: Tier::Basic,
        time_zone: None,
        address: None,
        preferred_agent: None,
        created_ms: Timestamp(1),
        name_confirmed: None,
        address_confirmed: None,
    }
}

async fn open(folder: &TempDir) -> Arc<dyn Store> {
    daehwa_store::open(&format!("sqlite:{}", folder.path().join("server.db").display())).await.unwrap()
}

fn start(store: Arc<dyn Store>, settings: Settings) -> Running {
    Running::start(TcpListener::bind("127.0.0.1:0").unwrap(), None, store, settings).unwrap()
}
