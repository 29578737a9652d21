//! A company's web site, its pages and its server, at a centre.

use std::path::PathBuf;

use daehwa_domain::{
    customer::{ContactKind, ContactPoint},
    dialogue::{Localized, Purpose, Stage, Topic},
    id::{ContactPointId, CustomerId, RuleId, TopicId},
    interaction::{Channel, Interaction},
    record::{Fact, Record, Versioned},
    rule::{Pattern, PatternKind, Rule, Sign},
    time::{Hlc, Stamp},
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_server::{
    clock,
    web::{
        sign,
        sites::{NewKey, Sites},
    },
};
use daehwa_store::{
    ledger::Loaded,
    web::{Counts, Site},
};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::centre::{Centre, customer};

pub const ORIGIN: &str = "https://shop.example.com";
pub const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36";

/// A centre with a rule for `/plans`, a customer, and a site.
pub struct Shop {
    pub centre: Centre,
    pub key: NewKey,
    pub customer: CustomerId,
    pub client: Client,
}

impl Shop {
    pub async fn open() -> Self {
        let centre = Centre::new().await;
        let team = centre.team("A").await;
        let customer = customer(team);
        let stages = vec![Stage::default(); 3];
        let topic = Topic::new(TopicId(Uuid::now_v7()), "plans", Localized::default(), Purpose::Sales, stages);
        let rule = Rule {
            id: RuleId(Uuid::now_v7()),
            key: "plans.web".into(),
            channel: Channel::Web,
            sign: Sign::Page,
            pattern: Pattern { kind: PatternKind::Prefix, text: "/plans".into() },
            topic: topic.id,
            stage: 1,
            priority: 5,
            enabled: true,
        };
        let ordered = Rule {
            id: RuleId(Uuid::now_v7()),
            key: "plans.web.order".into(),
            pattern: Pattern { kind: PatternKind::Wildcard, text: "/plans/*#order".into() },
            stage: 2,
            priority: 4,
            ..rule.clone()
        };
        let records =
            [Record::Topic(topic), Record::Rule(rule), Record::Rule(ordered), Record::Customer(customer.clone())];
        load(&centre, records.into()).await;
        let sites = Sites::of_default_tenant(centre.store.clone()).await.unwrap();
        let key = sites.add("Shop", &[ORIGIN.to_owned()]).await.unwrap();
        Self { centre, key, customer: customer.id, client: Client::new() }
    }

    /// Another customer.
    pub async fn another_customer(&self) -> CustomerId {
        let customer = customer(self.centre.team("A").await);
        let id = customer.id;
        load(&self.centre, vec![Record::Customer(customer)]).await;
        id
    }

    /// A customer has a number or address.
    pub async fn has(&self, customer: CustomerId, kind: ContactKind, value: &str) {
        let point = ContactPoint {
            id: ContactPointId(Uuid::now_v7()),
            customer,
            kind,
            value: value.into(),
            label: None,
            primary: true,
            verified_ms: None,
            retired: false,
            confirmed: None,
        };
        load(&self.centre, vec![Record::ContactPoint(point)]).await;
    }

    pub async fn sites(&self) -> Sites {
        Sites::of_default_tenant(self.centre.store.clone()).await.unwrap()
    }

    pub async fn site(&self) -> Site {
        self.sites().await.all().await.unwrap().remove(0)
    }

    /// As a page of the shop sends.
    pub async fn page_sends(&self, what: &str, body: String) -> Response {
        self.page_sends_as(what, body, Some(ORIGIN), BROWSER).await
    }

    pub async fn page_sends_as(&self, what: &str, body: String, origin: Option<&str>, agent: &str) -> Response {
        let url = format!("http://{}/api/v1/web/{what}", self.centre.server.address());
        let asked = self.client.post(url).header("content-type", "text/plain").header("user-agent", agent);
        let asked = origin.into_iter().fold(asked, |asked, origin| asked.header("origin", origin));
        asked.body(body).send().await.unwrap()
    }

    /// As the shop's server sends.
    pub async fn shop_sends(&self, what: &str, body: &str, key: &NewKey) -> Response {
        let path = format!("/api/v1/web/{what}");
        let signature = sign::request(&key.key, key.secret.as_bytes(), clock::now(), &path, body.as_bytes());
        let url = format!("http://{}{path}", self.centre.server.address());
        self.client.post(url).header("daehwa-signature", signature).body(body.to_owned()).send().await.unwrap()
    }

    pub async fn visitor(&self) -> String {
        let answer = self.page_sends("visitor", json!({"site": self.key.site, "consent": true}).to_string()).await;
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()["visitor"].as_str().unwrap().to_owned()
    }

    pub async fn known_visitor(&self) -> String {
        let visitor = self.visitor().await;
        let body = json!({"site": self.key.site, "visitor": visitor, "customer": self.customer}).to_string();
        assert_eq!(self.shop_sends("identify", &body, &self.key).await.status(), 204);
        visitor
    }

    /// As [`Shop::known_visitor`], asked for by the shop's server: its address may ask as often as it likes.
    pub async fn known_visitor_of_the_shop(&self) -> String {
        let body = json!({"site": self.key.site, "consent": true}).to_string();
        let answer = self.shop_sends("visitor", &body, &self.key).await.json::<Value>().await.unwrap();
        let visitor = answer["visitor"].as_str().unwrap().to_owned();
        let body = json!({"site": self.key.site, "visitor": visitor, "customer": self.customer}).to_string();
        assert_eq!(self.shop_sends("identify", &body, &self.key).await.status(), 204);
        visitor
    }

    pub fn events(&self, visitor: &str, stream: u64, pages: &[&str]) -> Value {
        let now = clock::now().0;
        let event = |(at, page): (usize, &&str)| json!({"n": at + 1, "at_ms": now, "page": page});
        let events: Vec<_> = pages.iter().enumerate().map(event).collect();
        let visit = json!({"visitor": visitor, "stream": stream, "active": true, "events": events});
        json!({"site": self.key.site, "sent_ms": now, "consent": true, "visits": [visit]})
    }

    pub async fn reads(&self, visitor: &str, stream: u64, pages: &[&str]) -> u16 {
        self.page_sends("events", self.events(visitor, stream, pages).to_string()).await.status().as_u16()
    }

    pub async fn facts(&self) -> Vec<Fact> {
        let scope = Scope::Team(self.centre.team("A").await);
        let tenant = self.centre.people.tenant();
        let part = self.centre.store.fill(tenant, scope, None, 5_000).await.unwrap();
        let fact = |it| match it {
            Change::Fact { fact } => Some(fact),
            _ => None,
        };
        part.changes.into_iter().filter_map(fact).collect()
    }

    pub async fn contacts(&self) -> Vec<Interaction> {
        let contact = |it| match it {
            Fact::Interaction(it) => Some(it),
            _ => None,
        };
        self.facts().await.into_iter().filter_map(contact).collect()
    }

    /// The counts, once all that is on the way is in.
    pub async fn counts(&self) -> Counts {
        // The queue keeps its order: what was only to be counted is in before this is answered.
        let visitor = self.visitor().await;
        let forget = json!({"site": self.key.site, "visitor": visitor}).to_string();
        assert_eq!(self.page_sends("forget", forget).await.status(), 204);
        self.sites().await.report().await.unwrap().remove(&self.key.site).unwrap_or_default()
    }
}

async fn load(centre: &Centre, records: Vec<Record>) {
    let stamp = Stamp { hlc: Hlc { wall_ms: 1, counter: 0 }, device: Uuid::nil().into() };
    let rows = records.into_iter().map(|it| Loaded::Record(Box::new(Versioned::new(it, stamp))));
    centre.store.load(centre.people.tenant(), rows.collect()).await.unwrap();
}

/// Strings that break programs, from `$DAEHWA_DATA/corpora/blns` (default `../shared/data` beside the repository), and some of our own.
pub fn naughty() -> Vec<String> {
    let data = std::env::var_os("DAEHWA_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
    let listed = std::fs::read_to_string(data.join("corpora/blns/blns.json")).unwrap_or_else(|_| "[]".into());
    let own = [
        "",
        "\u{0}",
        "\u{202e}/snalp/",
        "'; DROP TABLE item; --",
        "🤯🤯",
        "مرحبا",
        "<script>alert(1)</script>",
        "../../etc",
    ];
    let mut all: Vec<String> = serde_json::from_str(&listed).unwrap();
    all.extend(own.map(Into::into));
    all
}
