//! The company's web sites, at the real server: what is read there is on the agents' screens, and what waits is settled at an
//! administrator's.

use daehwa_desk::api::{
    customer::{CustomerView, NewCustomer, OpenDialogueForm},
    error::ErrorCode,
    rules::RuleDraft,
    session::SignInForm,
    sync::LinkState,
    web::{PageRef, VisitorChoice, WebInbox},
};
use daehwa_domain::{
    customer::{CustomerKind, Language},
    id::CustomerId,
    interaction::Channel,
    rule::PatternKind,
};
use daehwa_server::web::{
    sign,
    sites::{NewKey, Sites},
};
use serde_json::{Value, json};

use crate::{
    bench::{PASSWORD, Seat, form},
    sign_in_server::{ADMINISTRATOR, SignInServer},
    with_server::{Centre, now, settled, shared_customer, shows, sync},
};

/// A web site's server.
struct Shop<'a> {
    centre: &'a Centre,
    key: NewKey,
    client: reqwest::Client,
}

impl<'a> Shop<'a> {
    async fn open(centre: &'a Centre) -> Self {
        let sites = Sites::of_default_tenant(centre.store.clone()).await.unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { centre, key: sites.add("Shop", &[]).await.unwrap(), client: reqwest::Client::new() }
    }

    async fn sent(&self, what: &str, body: Value) -> (u16, Value) {
        let (path, body) = (format!("/api/v1/web/{what}"), body.to_string());
        let signature = sign::request(&self.key.key, self.key.secret.as_bytes(), now(), &path, body.as_bytes());
        let asked = self.client.post(self.centre.url() + &path).header("daehwa-signature", signature);
        let answer = asked.body(body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
    }

    async fn visitor(&self) -> Value {
        let (_, answer) = self.sent("visitor", json!({"site": self.key.site, "consent": true})).await;
        answer["visitor"].clone()
    }

    async fn reads(&self, visitor: &Value, n: u64, page: &str) {
        let events = json!([{"n": n, "at_ms": 0, "page": page}]);
        let visit = json!({"visitor": visitor, "stream": 1, "active": true, "events": events});
        self.sent("events", json!({"site": self.key.site, "sent_ms": 0, "consent": true, "visits": [visit]})).await;
    }

    /// What the server answers to whose number a visitor has.
    async fn has_number(&self, visitor: &Value, number: &str) -> u16 {
        self.sent("identify", json!({"site": self.key.site, "visitor": visitor, "number": number})).await.0
    }
}

fn visit(view: &CustomerView) -> Option<u32> {
    view.timeline.entries.iter().find_map(|it| Some(it.interaction.web.as_ref()?.touches))
}

fn patterns(inbox: &WebInbox) -> Vec<(&str, u32)> {
    inbox.pages.iter().map(|it| (it.pattern.as_str(), it.touches)).collect()
}

// H-5, H-10: the need is made when the event is stored, by nothing that runs beside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_customer_reads_on_the_web_is_a_need_on_a_second_agent_s_screen_h_5() {
    let centre = Centre::open().await;
    let shop = Shop::open(&centre).await;
    let (first, second) = (centre.seat("agent1").await, centre.seat("agent2").await);
    let (customer, _) = shared_customer(&first).await;
    let before = second.desk.customer(customer).await.unwrap();
    let visitor = shop.visitor().await;
    shop.sent("identify", json!({"site": shop.key.site, "visitor": visitor, "customer": customer})).await;
    shop.reads(&visitor, 1, "/roaming").await;
    shows(&second, customer, |view| visit(view).is_some()).await;
    let view = second.desk.customer(customer).await.unwrap();
    let contact = view.timeline.entries.iter().find(|it| it.interaction.web.is_some()).unwrap().interaction.clone();
    let need = view.needs.iter().find(|it| Some(it.dialogue) == contact.dialogue).unwrap();
    assert_eq!((need.evidence.first(), need.channels.contains(&Channel::Web)), (Some(&contact.id), true));
    assert_eq!(view.timeline.total, before.timeline.total + 1);

    shop.reads(&visitor, 2, "/roaming/prices").await;
    for seat in [&first, &second] {
        shows(seat, customer, |view| visit(view) == Some(2)).await;
        let view = seat.desk.customer(customer).await.unwrap();
        assert_eq!(view.timeline.total, before.timeline.total + 1, "the same contact");
        let dialogue = view.dialogues.iter().find(|it| Some(it.id) == contact.dialogue).unwrap();
        assert!(dialogue.touches >= 2);
    }
    // The checksums agree: nothing is filled anew when more is read.
    settled(&second).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_no_rule_knows_become_rules_or_are_forgotten_h_2_h_3() {
    let mut centre = Centre::open().await;
    let (admin, agent) = (centre.seat("admin1").await, centre.seat("agent1").await);
    {
        let shop = Shop::open(&centre).await;
        let visitor = shop.visitor().await;
        for (n, page) in ["/magazine/12", "/magazine/13", "/about/us", "/roaming"].into_iter().enumerate() {
            shop.reads(&visitor, n as u64 + 1, page).await;
        }
    }
    let inbox = admin.desk.web_inbox(()).await.unwrap();
    assert_eq!(patterns(&inbox), [("/magazine/*", 2), ("/about/us", 1)], "what a rule knows is not listed");
    assert!(inbox.pages.iter().all(|it| it.site_name == "Shop"));

    let draft = inbox.pages[0].draft.clone().unwrap();
    assert_eq!((draft.key.as_str(), draft.pattern.kind), ("magazine.web", PatternKind::Wildcard));
    let topic = admin.desk.topics(()).await.unwrap()[0].id;
    let rule = admin.desk.save_rule(RuleDraft { topic: Some(topic), ..draft }).await.unwrap();
    assert_eq!(rule.key, "magazine.web");
    settled(&admin).await;
    let left = admin.desk.web_inbox(()).await.unwrap();
    assert_eq!(patterns(&left), [("/about/us", 1)]);

    let page = || PageRef { site: left.pages[0].site.clone(), pattern: "/about/us".into() };
    assert_eq!(agent.desk.forget_page(page()).await.unwrap_err().code, ErrorCode::NotAllowed);
    assert_eq!(agent.desk.web_inbox(()).await.unwrap_err().code, ErrorCode::NotAllowed);
    admin.desk.forget_page(page()).await.unwrap();
    admin.desk.forget_page(page()).await.unwrap();
    assert!(admin.desk.web_inbox(()).await.unwrap().pages.is_empty());

    centre.down().await;
    sync(&admin, |view| view.link != LinkState::Online).await;
    let error = admin.desk.web_inbox(()).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::NeedsServer, true));
    assert_eq!(admin.desk.forget_page(page()).await.unwrap_err().code, ErrorCode::NeedsServer);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_whom_two_customers_fit_is_the_one_whom_a_person_names_h_1() {
    let centre = Centre::open().await;
    let shop = Shop::open(&centre).await;
    let (admin, agent) = (centre.seat("admin1").await, centre.seat("agent1").await);
    let named = async |name: &str| -> CustomerId {
        let new = NewCustomer {
            kind: CustomerKind::Person,
            name: name.to_owned(),
            company: None,
            language: Language::Ko,
            phone: Some("02-777-8888".to_owned()),
            email: None,
            call: None,
        };
        agent.desk.create_customer(new).await.unwrap().customer.id
    };
    let (first, second) = (named("첫째 손님").await, named("둘째 손님").await);
    settled(&agent).await;
    for customer in [first, second] {
        shows(&admin, customer, |view| !view.contact_points.is_empty()).await;
    }
    let visitor = shop.visitor().await;
    shop.reads(&visitor, 1, "/roaming").await;
    shop.reads(&visitor, 2, "/roaming/prices").await;
    assert_eq!(shop.has_number(&visitor, "+82 2 777 8888").await, 202);

    // A dialogue on what was read speaks for the second.
    let topic = admin.desk.web_inbox(()).await.unwrap().visitors[0].read[0].topic;
    admin.desk.open_dialogue(OpenDialogueForm { customer: second, topic }).await.unwrap();
    let inbox = admin.desk.web_inbox(()).await.unwrap();
    let [row] = &inbox.visitors[..] else { panic!("one visitor") };
    assert_eq!((row.read[0].touches, row.known_as.is_none(), row.site_name.as_str()), (2, true, "Shop"));
    let ids: Vec<CustomerId> = row.customers.iter().map(|it| it.id).collect();
    assert_eq!(ids, [second, first], "the one for whom most speaks comes first");
    let evidence = row.customers[0].known.as_ref().unwrap();
    assert_eq!(evidence.card.name, "둘째 손님");
    assert_eq!(evidence.shared[0].value, "02-777-8888");
    assert!(evidence.open.iter().any(|it| it.topic == topic && it.read));
    assert!(row.customers[1].known.as_ref().unwrap().open.is_empty());

    let choice = |customer| VisitorChoice { site: row.site.clone(), visitor: row.visitor, customer };
    assert_eq!(agent.desk.decide_visitor(choice(Some(first))).await.unwrap_err().code, ErrorCode::NotAllowed);
    let (stranger, _) = shared_customer(&agent).await;
    assert_eq!(admin.desk.decide_visitor(choice(Some(stranger))).await.unwrap_err().code, ErrorCode::NotFound);
    admin.desk.decide_visitor(choice(Some(second))).await.unwrap();
    shows(&agent, second, |view| visit(view) == Some(2)).await;
    assert_eq!(admin.desk.decide_visitor(choice(None)).await.unwrap_err().code, ErrorCode::NotFound, "decided before");
    assert!(admin.desk.web_inbox(()).await.unwrap().visitors.is_empty());
    assert!(agent.desk.customer(first).await.unwrap().timeline.entries.is_empty());
}

// A refresh token works once: shown twice, everything that was signed in with it is signed out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_token_that_ran_out_is_exchanged_once_however_many_ask() {
    let server = SignInServer::start().await;
    let seat = Seat::new();
    seat.desk.sign_in(SignInForm { login: ADMINISTRATOR.to_owned(), ..form(&server.url, PASSWORD) }).await.unwrap();
    server.run_out();
    let before = server.exchanges();
    let ask = || seat.desk.web_inbox(());
    let (one, two, three) = tokio::join!(ask(), ask(), ask());
    for answer in [one, two, three] {
        assert_eq!(answer.unwrap(), WebInbox { pages: vec![], visitors: vec![] });
    }
    assert_eq!(server.exchanges(), before + 1);
}
