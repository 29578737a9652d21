//! Web sites tell what visitors read, and programs, forgers and floods try to.

use daehwa_domain::time::Timestamp;
use daehwa_protocol::scope::Scope;
use daehwa_server::{clock, web::sign};
use daehwa_store::{
    ledger::DeltaRead,
    web::{Counts, Site},
};
use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    centre::refusal,
    shop::{BROWSER, ORIGIN, Shop, naughty},
};

#[tokio::test]
async fn a_page_s_events_are_stored_when_it_is_answered_and_count_once_h_5() {
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let mut body = shop.events(&visitor, 1, &["/plans/5g?mail=kim@example.com", "/plans/5g"]);
    body["visits"][0]["events"][1]["action"] = json!("order");
    for _ in 0..3 {
        let answer = shop.page_sends("events", body.to_string()).await;
        assert_eq!(answer.headers()["access-control-allow-origin"], ORIGIN);
        assert_eq!((answer.status().as_u16(), answer.json::<Value>().await.unwrap()), (200, json!({"taken": 2})));
        let contacts = shop.contacts().await;
        let web = contacts[0].web.clone().unwrap();
        let pages: Vec<_> = web.pages.iter().map(|it| it.page.as_str()).collect();
        assert_eq!((contacts.len(), web.touches, pages), (1, 2, vec!["/plans/5g", "/plans/5g#order"]));
    }
    let counts = shop.counts().await;
    assert_eq!((counts.stored, counts.duplicate), (2, 4));
    assert!(counts.raw_bytes > 500 && counts.stored_bytes > 200);
}

#[tokio::test]
async fn ids_that_the_server_did_not_give_and_origins_that_are_not_the_sites_are_refused_h_1() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let site = shop.site().await;
    let foreign = Site { visitor_secret: vec![1; 32], ..site.clone() };
    let forged = [sign::visitor(&foreign, Uuid::nil()), visitor[1..].to_owned(), String::new(), "한글".repeat(99)];
    for forged in forged {
        let answer = shop.page_sends("events", shop.events(&forged, 1, &["/plans"]).to_string()).await;
        assert_eq!(refusal(answer).await, (403, "visitor".into()));
    }
    let body = shop.events(&visitor, 1, &["/plans"]).to_string();
    let elsewhere = shop.page_sends_as("events", body.clone(), Some("https://evil.example"), BROWSER).await;
    assert!(!elsewhere.headers().contains_key("access-control-allow-origin"));
    assert_eq!(refusal(elsewhere).await, (403, "origin".into()));
    assert_eq!(refusal(shop.page_sends_as("events", body, None, BROWSER).await).await, (401, "signature".into()));
    let nowhere = json!({"site": "nowhere", "consent": true}).to_string();
    assert_eq!(refusal(shop.page_sends("visitor", nowhere).await).await, (404, "no_such_site".into()));
    // A page can't say who somebody is.
    let body = json!({"site": shop.key.site, "visitor": visitor, "customer": shop.customer}).to_string();
    assert_eq!(refusal(shop.page_sends("identify", body).await).await, (401, "signature".into()));
    assert!(shop.contacts().await.is_empty());
}

#[tokio::test]
async fn a_replaced_key_signs_for_a_while_and_an_ended_one_does_not_h_1() {
    let mut shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let body = json!({"site": shop.key.site, "visitor": visitor, "customer": shop.customer}).to_string();
    let new = shop.sites().await.replace_key(&shop.key.site).await.unwrap();
    assert_eq!(shop.shop_sends("identify", &body, &shop.key).await.status(), 204);
    // Another server, that knows of nothing from before.
    shop.centre.server = shop.centre.another_server().await;
    assert_eq!(shop.shop_sends("identify", &body, &new).await.status(), 204);
    shop.sites().await.end_replaced_keys(&shop.key.site).await.unwrap();
    shop.centre.server = shop.centre.another_server().await;
    assert_eq!(refusal(shop.shop_sends("identify", &body, &shop.key).await).await, (401, "signature".into()));
    assert_eq!(shop.shop_sends("identify", &body, &new).await.status(), 204);
    let stranger = json!({"site": shop.key.site, "visitor": visitor, "customer": Uuid::now_v7()}).to_string();
    assert_eq!(refusal(shop.shop_sends("identify", &stranger, &new).await).await, (404, "no_such_customer".into()));
}

#[tokio::test]
async fn what_was_read_before_a_link_was_opened_becomes_the_customers_h_1() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    assert_eq!(shop.reads(&visitor, 1, &["/plans/5g"]).await, 200);
    assert!(shop.contacts().await.is_empty());
    let link = |until| sign::link(&shop.key.site, shop.key.secret.as_bytes(), shop.customer, until);
    let open = |link: String| {
        let body = json!({"site": shop.key.site, "visitor": visitor, "link": link}).to_string();
        shop.page_sends("identify", body)
    };
    assert_eq!(refusal(open(link(Timestamp(5))).await).await, (401, "signature".into()), "its time is over");
    assert_eq!(open(link(clock::now().plus_ms(60_000))).await.status(), 204);
    assert_eq!(shop.contacts().await[0].customer, shop.customer);
}

#[tokio::test]
async fn without_consent_and_from_programs_nothing_is_stored_but_a_count_h_6() {
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let mut body = shop.events(&visitor, 1, &["/plans", "/plans/a"]);
    body["consent"] = json!(false);
    assert_eq!(shop.page_sends("events", body.to_string()).await.status(), 200);
    let asked = json!({"site": shop.key.site, "consent": false}).to_string();
    assert_eq!(refusal(shop.page_sends("visitor", asked).await).await, (403, "no_consent".into()));
    body["consent"] = json!(true);
    let bot = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    assert_eq!(shop.page_sends_as("events", body.to_string(), Some(ORIGIN), bot).await.status(), 200);
    body["visits"][0]["active"] = json!(false);
    assert_eq!(shop.page_sends("events", body.to_string()).await.status(), 200);
    assert!(shop.contacts().await.is_empty());
    let counts = shop.counts().await;
    assert_eq!((counts.stored, counts.unconsented, counts.bot), (0, 2, 4));
}

#[tokio::test]
async fn a_flood_is_counted_and_refused_h_6() {
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let pages = ["/plans"; 100];
    for stream in 1..=3 {
        assert_eq!(shop.reads(&visitor, stream, &pages).await, 200);
    }
    assert_eq!(shop.contacts().await[0].touches(), 100, "no person reads more in a minute");
    let mut refused = 0;
    for stream in 4..=70 {
        refused += u32::from(shop.reads(&visitor, stream, &pages).await == 429);
    }
    assert!(refused > 0, "of the address");
    let counts = shop.counts_after_flood().await;
    assert_eq!(counts.stored, 100);
    assert!(counts.bot >= 200 && counts.refused >= 100);
}

impl Shop {
    /// As [`Shop::counts`], where the address may ask for nothing more.
    async fn counts_after_flood(&self) -> Counts {
        let site = self.site().await;
        let forget = json!({"site": site.id, "visitor": sign::visitor(&site, Uuid::nil())}).to_string();
        assert_eq!(self.page_sends("forget", forget).await.status(), 204);
        self.sites().await.report().await.unwrap()[&site.id]
    }
}

#[tokio::test]
async fn clocks_off_by_two_days_move_nothing_h_5() {
    let shop = Shop::open().await;
    const TWO_DAYS_MS: i64 = 2 * 86_400_000;
    let visitor = shop.known_visitor().await;
    for (stream, off) in [(1, TWO_DAYS_MS), (2, -TWO_DAYS_MS), (3, i64::MAX / 2), (4, i64::MIN / 2)] {
        let mut body = shop.events(&visitor, stream, &["/plans", "/plans"]);
        let sent = clock::now().0.saturating_add(off);
        body["sent_ms"] = json!(sent);
        for (n, event) in body["visits"][0]["events"].as_array_mut().unwrap().iter_mut().enumerate() {
            event["at_ms"] = json!(sent - 2_000 + 1_000 * n as i64);
        }
        assert_eq!(shop.page_sends("events", body.to_string()).await.status(), 200);
    }
    let contacts = shop.contacts().await;
    let ago = clock::now().since_ms(contacts[0].started_ms);
    assert_eq!((contacts.len(), contacts[0].touches()), (1, 8));
    assert!((2_000..60_000).contains(&ago), "{ago}");
}

#[tokio::test]
async fn giant_batches_and_wrong_json_are_refused_and_every_writing_is_taken_h_6() {
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let giant = shop.events(&visitor, 1, &["/plans"; 201]).to_string();
    assert_eq!(refusal(shop.page_sends("events", giant).await).await, (413, "too_large".into()));
    let padded = format!("{}{}", shop.events(&visitor, 1, &["/plans"]), " ".repeat(70_000));
    assert_eq!(refusal(shop.page_sends("events", padded).await).await, (413, "too_large".into()));
    let huge = shop.page_sends("events", "x".repeat(2_000_000)).await;
    assert_eq!(refusal(huge).await, (413, "too_large".into()));
    let mut two = shop.events(&visitor, 1, &["/plans"]);
    two["visits"] = json!([two["visits"][0], two["visits"][0]]);
    assert_eq!(refusal(shop.page_sends("events", two.to_string()).await).await, (413, "too_large".into()));
    for wrong in ["", "{", "[]", "null", "{\"site\":1}", "\u{0}", "{\"site\":\"a\",\"visitor\":1e99,\"consent\":1}"] {
        for what in ["events", "visitor", "identify", "forget"] {
            assert_eq!(
                refusal(shop.page_sends(what, wrong.into()).await).await,
                (400, "bad_request".into()),
                "{wrong}"
            );
        }
    }
    let deep = format!("{{\"site\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(shop.page_sends("events", deep).await.status(), 400);
    let mut numbers = shop.events(&visitor, u64::MAX, &["/plans", "/plans"]);
    numbers["visits"][0]["events"][0]["n"] = json!(u64::MAX);
    assert_eq!(shop.page_sends("events", numbers.to_string()).await.status(), 200);
    assert_eq!(shop.contacts().await[0].touches(), 2);
}

#[tokio::test]
async fn naughty_strings_in_every_field_break_nothing_h_6() {
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let all = naughty();
    for (stream, text) in (2_u64..).zip(&all) {
        let good = shop.events(&visitor, stream, &["/plans"]);
        for field in ["site", "sent_ms", "consent", "visits"] {
            let mut body = good.clone();
            body[field] = json!(text);
            let status = shop.page_sends("events", body.to_string()).await.status().as_u16();
            assert!([400, 404].contains(&status), "{status} for {field} = {text:?}");
        }
        for what in ["visitor", "identify", "forget"] {
            let body = json!({"site": shop.key.site, "visitor": text, "consent": text, "link": text, "customer": text});
            let status = shop.page_sends(what, body.to_string()).await.status().as_u16();
            assert!([400, 401, 403].contains(&status), "{status} for {what} with {text:?}");
        }
    }
    // Pages and actions come in batches, each under a visitor of its own: nobody reads so fast.
    for part in all.chunks(25) {
        let visitor = shop.known_visitor_of_the_shop().await;
        let event = |(at, text): (usize, &String)| {
            let n = 2 * at as u64 + 1;
            [
                json!({"n": n, "at_ms": 0, "page": format!("/plans/{text}")}),
                json!({"n": n + 1, "at_ms": 0, "page": text, "action": text}),
            ]
        };
        let events: Vec<Value> = part.iter().enumerate().flat_map(event).collect();
        let visit = json!({"visitor": visitor, "stream": 1, "active": true, "events": events});
        let body = json!({"site": shop.key.site, "sent_ms": 0, "consent": true, "visits": [visit]}).to_string();
        assert_eq!(shop.shop_sends("events", &body, &shop.key).await.status(), 200);
    }
    let contacts = shop.contacts().await;
    let pages = || contacts.iter().flat_map(|it| &it.web.as_ref().unwrap().pages);
    assert!(pages().count() > 0 && pages().all(|it| it.page.starts_with("/plans") && it.page.len() <= 200));
    assert!(pages().all(|it| !it.page.chars().any(char::is_control)));
    let unknown = shop.sites().await.unknown_pages().await.unwrap();
    assert!(unknown.iter().all(|it| it.pattern.starts_with('/')));
}

#[tokio::test]
async fn supervisors_see_the_report_and_administrators_the_unknown_pages_h_6() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    assert_eq!(shop.reads(&visitor, 1, &["/jobs/123", "/plans"]).await, 200);
    let ask = async |login: &str, what: &str| {
        let token = shop.centre.sign_in(login).await.access_token;
        let url = format!("http://{}/api/v1/web/{what}", shop.centre.server.address());
        shop.client.get(url).bearer_auth(token).send().await.unwrap()
    };
    assert_eq!(refusal(ask("agent-a", "report").await).await, (403, "not_allowed".into()));
    assert_eq!(refusal(ask("lead-a", "pages").await).await, (403, "not_allowed".into()));
    let report = ask("lead-a", "report").await.json::<Value>().await.unwrap();
    assert_eq!(
        (&report[0]["name"], &report[0]["stored"], &report[0]["unknown"]),
        (&json!("Shop"), &json!(1), &json!(1))
    );
    let pages = ask("admin", "pages").await.json::<Value>().await.unwrap();
    assert_eq!((&pages[0]["pattern"], &pages[0]["touches"]), (&json!("/jobs/*"), &json!(1)));
    assert_eq!(refusal(shop.centre.get("/api/v1/web/report").await).await, (401, "sign_in".into()));
    // H-2: nothing of it became a topic, and what was read is no contact while nobody knows who read.
    let delta = shop.centre.store.delta(shop.centre.people.tenant(), Scope::Centre, 0, 5_000).await.unwrap();
    assert!(matches!(delta, DeltaRead::Refill) && shop.contacts().await.is_empty());
}

#[tokio::test]
async fn browsers_are_told_which_pages_may_ask_and_get_the_script_h_6() {
    let shop = Shop::open().await;
    let preflight = async |origin: &str| -> HeaderMap {
        let url = format!("http://{}/api/v1/web/events", shop.centre.server.address());
        let asked = shop.client.request(Method::OPTIONS, url).header("origin", origin);
        asked.header("access-control-request-method", "POST").send().await.unwrap().headers().clone()
    };
    assert_eq!(preflight(ORIGIN).await["access-control-allow-methods"], "POST");
    assert!(!preflight("https://evil.example").await.contains_key("access-control-allow-origin"));
    let script = shop.centre.get("/web/v1/daehwa.js").await;
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    assert!(script.text().await.unwrap().contains("daehwa"));
}
