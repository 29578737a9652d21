//! Who visitors are and what they agreed to, and what administrators settle; and those who try to settle it for them.

use daehwa_domain::{
    customer::{ConsentChange, ConsentPurpose, ContactKind},
    id::CustomerId,
    participation::{Part, Participation},
    record::Fact,
};
use daehwa_server::{
    clock,
    web::{
        sign,
        sites::{NewKey, Sites},
    },
};
use reqwest::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    centre::refusal,
    shop::{Shop, naughty},
};

const NUMBER: &str = "02-123-4567";

impl Shop {
    /// As the shop's server says who a visitor is, by one of `customer`, `number` and `email`.
    async fn says(&self, visitor: &str, what: &str, value: &str) -> Response {
        let body = json!({"site": self.key.site, "visitor": visitor, what: value}).to_string();
        self.shop_sends("identify", &body, &self.key).await
    }

    async fn consents(&self) -> Vec<ConsentChange> {
        let consent = |it| match it {
            Fact::Consent(it) => Some(it),
            _ => None,
        };
        let mut all: Vec<_> = self.facts().await.into_iter().filter_map(consent).collect();
        all.sort_by_key(|it| it.at_ms);
        all
    }

    /// A second site of the centre.
    async fn other_site(&self) -> NewKey {
        self.sites().await.add("Magazine", &["https://magazine.example.com".to_owned()]).await.unwrap()
    }

    async fn asked(&self, login: &str, what: &str) -> Response {
        let token = self.centre.sign_in(login).await.access_token;
        let url = format!("http://{}/api/v1/web/{what}", self.centre.server.address());
        self.client.get(url).bearer_auth(token).send().await.unwrap()
    }

    async fn told(&self, login: &str, what: &str, body: Value) -> Response {
        let token = self.centre.sign_in(login).await.access_token;
        let url = format!("http://{}/api/v1/web/{what}", self.centre.server.address());
        self.client.post(url).bearer_auth(token).json(&body).send().await.unwrap()
    }

    async fn suggestions(&self) -> Value {
        self.asked("admin", "suggestions").await.json().await.unwrap()
    }

    /// A visitor who has read a page and could be each of two customers.
    async fn shared(&self) -> (String, Uuid, [CustomerId; 2]) {
        let other = self.another_customer().await;
        for customer in [self.customer, other] {
            self.has(customer, ContactKind::Phone, NUMBER).await;
        }
        let visitor = self.visitor().await;
        assert_eq!(self.reads(&visitor, 1, &["/plans/5g"]).await, 200);
        assert_eq!(self.says(&visitor, "number", "+82 2 123 4567").await.status(), 202);
        let id = sign::read_visitor(&self.site().await, &visitor).unwrap();
        (visitor, id, [self.customer, other])
    }
}

#[tokio::test]
async fn a_visitor_is_known_by_a_number_or_address_in_any_writing_h_1() {
    let shop = Shop::open().await;
    shop.has(shop.customer, ContactKind::Mobile, "010-1234-5678").await;
    shop.has(shop.customer, ContactKind::Email, "kim@example.com").await;
    for (stream, what, value) in
        [(1, "number", "+82 10 1234 5678"), (2, "number", "０１０１２３４５６７８"), (3, "email", " Kim@EXAMPLE.com ")]
    {
        let visitor = shop.visitor().await;
        assert_eq!(shop.reads(&visitor, stream, &["/plans/5g"]).await, 200);
        assert_eq!(shop.says(&visitor, what, value).await.status(), 204, "{value}");
        let [visit] = &shop.contacts().await[..] else { panic!("one visit of one customer") };
        assert_eq!((visit.customer, u64::from(visit.touches())), (shop.customer, stream), "{value}");
    }
    assert_eq!(shop.suggestions().await, json!([]));
}

#[tokio::test]
async fn who_a_visitor_is_says_the_site_s_own_server_alone_h_1() {
    let shop = Shop::open().await;
    shop.has(shop.customer, ContactKind::Phone, NUMBER).await;
    let visitor = shop.visitor().await;
    let body = |visitor: &str| json!({"site": shop.key.site, "visitor": visitor, "number": NUMBER}).to_string();
    let signature = (401, "signature".to_owned());
    assert_eq!(refusal(shop.page_sends("identify", body(&visitor)).await).await, signature, "a page can't");
    let other = shop.other_site().await;
    assert_eq!(refusal(shop.shop_sends("identify", &body(&visitor), &other).await).await, signature, "another's key");
    let mixed = NewKey { site: shop.key.site.clone(), key: shop.key.key.clone(), secret: other.secret.clone() };
    assert_eq!(refusal(shop.shop_sends("identify", &body(&visitor), &mixed).await).await, signature);

    // What was signed for something else, for another body or a while ago.
    let path = "/api/v1/web/identify";
    let url = format!("http://{}{path}", shop.centre.server.address());
    let signed = |at, path: &str, signed: &str| {
        sign::request(&shop.key.key, shop.key.secret.as_bytes(), at, path, signed.as_bytes())
    };
    let now = clock::now();
    let elsewhere = body(&visitor).replace(NUMBER, "02-765-4321");
    for header in [
        signed(now, "/api/v1/web/consent", &body(&visitor)),
        signed(now, path, &elsewhere),
        signed(now.plus_ms(-6 * 60_000), path, &body(&visitor)),
        signed(now.plus_ms(6 * 60_000), path, &body(&visitor)),
        "t=,k=,v1=".to_owned(),
    ] {
        let asked = shop.client.post(&url).header("daehwa-signature", &header).body(body(&visitor));
        assert_eq!(refusal(asked.send().await.unwrap()).await, signature, "{header}");
    }

    // Ids that this site never gave.
    let foreign = Sites::of_default_tenant(shop.centre.store.clone()).await.unwrap().all().await.unwrap();
    let foreign = foreign.iter().find(|it| it.id == other.site).unwrap();
    for forged in [sign::visitor(foreign, Uuid::now_v7()), visitor.replacen(&visitor[..2], "AA", 1), String::new()] {
        let answer = shop.shop_sends("identify", &body(&forged), &shop.key).await;
        assert_eq!(refusal(answer).await, (403, "visitor".into()), "{forged}");
    }
    assert_eq!(shop.reads(&visitor, 1, &["/plans/5g"]).await, 200);
    assert!(shop.contacts().await.is_empty(), "the visitor is nobody still");
}

#[tokio::test]
async fn what_is_no_number_or_address_and_whom_nobody_knows_is_refused_h_1() {
    let shop = Shop::open().await;
    shop.has(shop.customer, ContactKind::Phone, NUMBER).await;
    let visitor = shop.visitor().await;
    assert_eq!(refusal(shop.says(&visitor, "number", "02-999-9999").await).await, (404, "no_such_customer".into()));
    assert_eq!(
        refusal(shop.says(&visitor, "email", "nobody@example.com").await).await,
        (404, "no_such_customer".into())
    );
    for (what, value) in [("number", "1234"), ("number", ""), ("email", "kim"), ("email", "@")] {
        assert_eq!(refusal(shop.says(&visitor, what, value).await).await, (400, "address".into()), "{what} {value}");
    }
    let both = json!({"site": shop.key.site, "visitor": visitor, "number": NUMBER, "email": "kim@example.com"});
    let answer = shop.shop_sends("identify", &both.to_string(), &shop.key).await;
    assert_eq!(refusal(answer).await, (400, "address".into()));
}

#[tokio::test]
async fn what_a_visitor_agreed_to_is_in_the_record_of_the_customer_once_known_and_said_once() {
    // D-2
    let shop = Shop::open().await;
    let visitor = shop.known_visitor().await;
    let consent = |granted: bool, purpose: &str| {
        json!({"site": shop.key.site, "visitor": visitor, "granted": granted, "purpose": purpose}).to_string()
    };
    let seen = |all: &[ConsentChange]| all.iter().map(|it| (it.purpose, it.granted)).collect::<Vec<_>>();
    let given = vec![(ConsentPurpose::Profiling, true)];
    assert_eq!(seen(&shop.consents().await), given, "with the id");
    assert_eq!(shop.consents().await[0].source, "web: Shop");
    assert_eq!(shop.page_sends("consent", consent(true, "profiling")).await.status(), 204);
    assert_eq!(seen(&shop.consents().await), given, "what changes nothing adds nothing");

    // Advertising is for the site to say, which knows who it is.
    let refused = refusal(shop.page_sends("consent", consent(true, "marketing")).await).await;
    assert_eq!(refused, (401, "signature".into()));
    assert_eq!(shop.shop_sends("consent", &consent(true, "marketing"), &shop.key).await.status(), 204);
    assert_eq!(shop.page_sends("consent", consent(false, "profiling")).await.status(), 204);
    let all = shop.consents().await;
    let latest = |purpose| all.iter().filter(|it| it.purpose == purpose).max_by_key(|it| it.at_ms).map(|it| it.granted);
    assert_eq!((all.len(), latest(ConsentPurpose::Profiling)), (3, Some(false)));
    assert_eq!(latest(ConsentPurpose::Marketing), Some(true));

    let other = shop.other_site().await;
    let theirs = shop.shop_sends("consent", &consent(true, "marketing_at_night"), &other).await;
    assert_eq!(refusal(theirs).await, (401, "signature".into()));
    let forged = consent(true, "profiling").replace(&visitor, "AAAA");
    assert_eq!(refusal(shop.page_sends("consent", forged).await).await, (403, "visitor".into()));
    let unknown = shop.page_sends("consent", consent(true, "everything")).await;
    assert_eq!(refusal(unknown).await, (400, "bad_request".into()));
    assert_eq!(shop.consents().await.len(), 3);
}

#[tokio::test]
async fn an_administrator_decides_once_who_a_visitor_is_h_1() {
    let shop = Shop::open().await;
    let (visitor, id, [one, other]) = shop.shared().await;
    assert!(shop.contacts().await.is_empty(), "nobody's yet");
    let suggestions = shop.suggestions().await;
    let [row] = &suggestions.as_array().unwrap()[..] else { panic!("{suggestions}") };
    assert_eq!((&row["visitor"], &row["site_name"], &row["known_as"]), (&json!(id), &json!("Shop"), &Value::Null));
    assert_eq!((row["customers"].as_array().unwrap().len(), &row["read"][0]["touches"]), (2, &json!(1)));

    let decision = |customer: Value| json!({"site": shop.key.site, "visitor": id, "customer": customer});
    for login in ["agent-a", "lead-a"] {
        assert_eq!(refusal(shop.asked(login, "suggestions").await).await, (403, "not_allowed".into()), "{login}");
        let refused = refusal(shop.told(login, "decide", decision(json!(one))).await).await;
        assert_eq!(refused, (403, "not_allowed".into()), "{login}");
    }
    let nobody = shop.centre.post("web/decide", &decision(json!(one))).await;
    assert_eq!(refusal(nobody).await, (401, "sign_in".into()));

    let not_there = (404, "not_there".to_owned());
    let mut wrong = decision(json!(shop.another_customer().await));
    assert_eq!(refusal(shop.told("admin", "decide", wrong.clone()).await).await, not_there, "who was not suggested");
    wrong = decision(json!(one));
    wrong["site"] = json!(shop.other_site().await.site);
    assert_eq!(refusal(shop.told("admin", "decide", wrong.clone()).await).await, not_there, "of another site");
    wrong = decision(json!(one));
    wrong["visitor"] = json!(Uuid::now_v7());
    assert_eq!(refusal(shop.told("admin", "decide", wrong).await).await, not_there, "another visitor");

    assert_eq!(shop.told("admin", "decide", decision(json!(other))).await.status(), 204);
    let contacts = shop.contacts().await;
    assert_eq!((contacts.len(), contacts[0].customer), (1, other));
    for again in [decision(json!(one)), decision(Value::Null)] {
        assert_eq!(refusal(shop.told("admin", "decide", again).await).await, not_there, "it is decided");
    }
    assert_eq!(shop.reads(&visitor, 1, &["/plans/5g", "/plans/6g"]).await, 200);
    assert!(shop.contacts().await.iter().all(|it| it.customer == other));
    assert_eq!(shop.suggestions().await, json!([]));
}

#[tokio::test]
async fn nobody_of_them_leaves_the_visitor_unknown_and_one_taken_for_somebody_else_is_moved_h_1() {
    let shop = Shop::open().await;
    let (visitor, id, [one, other]) = shop.shared().await;
    let none = json!({"site": shop.key.site, "visitor": id, "customer": null});
    assert_eq!(shop.told("admin", "decide", none).await.status(), 204);
    assert_eq!((shop.suggestions().await, shop.contacts().await.len()), (json!([]), 0));

    // What was read before stays with whom the visitor was taken for, what is read from now on is the other's.
    assert_eq!(shop.says(&visitor, "customer", &one.to_string()).await.status(), 204);
    shop.has(other, ContactKind::Email, "lee@example.com").await;
    assert_eq!(shop.says(&visitor, "email", "lee@example.com").await.status(), 202);
    let suggestions = shop.suggestions().await;
    assert_eq!((&suggestions[0]["known_as"], &suggestions[0]["customers"]), (&json!(one), &json!([other])));
    let moved = json!({"site": shop.key.site, "visitor": id, "customer": other});
    assert_eq!(shop.told("admin", "decide", moved).await.status(), 204);
    assert_eq!(shop.suggestions().await, json!([]));
    assert_eq!(shop.reads(&visitor, 2, &["/plans/6g"]).await, 200);
    let mut whose: Vec<_> = shop.contacts().await.iter().map(|it| it.customer).collect();
    whose.sort();
    let mut both = vec![one, other];
    both.sort();
    assert_eq!(whose, both);
}

#[tokio::test]
async fn administrators_alone_take_pages_off_the_list_each_of_its_own_site_h_2() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    assert_eq!(shop.reads(&visitor, 1, &["/jobs/123", "/press"]).await, 200);
    let pages = async || -> Vec<String> {
        let pages: Value = shop.asked("admin", "pages").await.json().await.unwrap();
        pages.as_array().unwrap().iter().map(|it| it["pattern"].as_str().unwrap().to_owned()).collect()
    };
    let page = |site: &str, pattern: &str| json!({"site": site, "pattern": pattern});
    let known = page(&shop.key.site, "/jobs/*");
    for login in ["agent-a", "lead-a"] {
        let refused = refusal(shop.told(login, "pages/forget", known.clone()).await).await;
        assert_eq!(refused, (403, "not_allowed".into()), "{login}");
    }
    assert_eq!(refusal(shop.centre.post("web/pages/forget", &known).await).await, (401, "sign_in".into()));
    let other = shop.other_site().await;
    for elsewhere in [page(&other.site, "/jobs/*"), page("", "/jobs/*"), page(&shop.key.site, "/jobs/123")] {
        assert_eq!(shop.told("admin", "pages/forget", elsewhere).await.status(), 204);
    }
    assert_eq!(pages().await.len(), 2, "none of them is on the list");
    for _ in 0..2 {
        assert_eq!(shop.told("admin", "pages/forget", known.clone()).await.status(), 204);
        assert_eq!(pages().await, ["/press"]);
    }
    assert_eq!(shop.reads(&visitor, 2, &["/jobs/77"]).await, 200);
    assert_eq!(pages().await.len(), 2, "read again, it is back");
}

#[tokio::test]
async fn naughty_strings_in_what_is_said_of_visitors_break_nothing_h_6() {
    let shop = Shop::open().await;
    let (visitor, id, _) = shop.shared().await;
    let token = shop.centre.sign_in("admin").await.access_token;
    let told = async |what: &str, body: Value| {
        let url = format!("http://{}/api/v1/web/{what}", shop.centre.server.address());
        shop.client.post(url).bearer_auth(&token).json(&body).send().await.unwrap().status().as_u16()
    };
    for text in naughty() {
        for what in ["number", "email", "region", "customer", "link"] {
            let mut body = json!({"site": shop.key.site, "visitor": visitor, "number": "02-999-9999"});
            body[what] = json!(text);
            let status = shop.shop_sends("identify", &body.to_string(), &shop.key).await.status().as_u16();
            assert!([400, 401, 404].contains(&status), "{status} for {what} = {text:?}");
        }
        let consent = json!({"site": shop.key.site, "visitor": text, "granted": true, "purpose": text});
        let status = shop.shop_sends("consent", &consent.to_string(), &shop.key).await.status().as_u16();
        assert_eq!(status, 400, "{text:?}");
        for field in ["site", "visitor", "customer"] {
            let mut body = json!({"site": shop.key.site, "visitor": id, "customer": shop.customer});
            body[field] = json!(text);
            let status = told("decide", body).await;
            assert!([404, 422, 400].contains(&status), "{status} for {field} = {text:?}");
        }
        assert!([204, 400].contains(&told("pages/forget", json!({"site": text, "pattern": text})).await), "{text:?}");
    }
    assert_eq!(shop.suggestions().await.as_array().unwrap().len(), 1, "nobody has decided");
}

#[tokio::test]
async fn what_is_answered_on_a_page_is_filed_with_its_words_whatever_they_are_p_9() {
    let shop = Shop::open().await;
    let answers = async |visitor: &str, stream: u64, action: &str, words: Value| {
        let mut body = shop.events(visitor, stream, &["/plans/rate"]);
        body["visits"][0]["events"][0]["action"] = json!(action);
        body["visits"][0]["events"][0]["words"] = words;
        shop.shop_sends("events", &body.to_string(), &shop.key).await.status().as_u16()
    };
    let parts = async || -> Vec<Participation> {
        let part = |it| match it {
            Fact::Participation(it) => Some(it),
            _ => None,
        };
        shop.facts().await.into_iter().filter_map(part).collect()
    };
    let visitor = shop.visitor().await;
    assert_eq!(answers(&visitor, 1, "survey:4", json!("느려요")).await, 200);
    assert_eq!(answers(&visitor, 2, "survey", json!("no score")).await, 200);
    assert_eq!(answers(&visitor, 3, "survey:4", json!(7)).await, 400);
    assert!(parts().await.is_empty(), "nobody's yet");
    assert_eq!(shop.says(&visitor, "customer", &shop.customer.to_string()).await.status(), 204);
    let [survey] = &parts().await[..] else { panic!("one survey") };
    assert_eq!((survey.customer, &survey.part), (shop.customer, &Part::Survey { score: 4, words: "느려요".into() }));
    assert_eq!(survey.rule.as_deref(), Some("plans.web"));

    // Each of another customer: one visit takes one.
    for (stream, text) in (4_u64..).zip(naughty()) {
        let visitor = shop.known_visitor_of_the_shop().await;
        let customer = shop.another_customer().await;
        assert_eq!(shop.says(&visitor, "customer", &customer.to_string()).await.status(), 204);
        assert_eq!(answers(&visitor, stream, "feedback:idea", json!(text)).await, 200, "{text:?}");
        assert_eq!(answers(&visitor, stream + 1_000_000, &text, json!("x")).await, 200, "{text:?}");
    }
    let all = parts().await;
    assert!(all.len() > 5);
    assert!(all.iter().all(|it| !it.part.words().chars().any(|it| it.is_control() && it != '\n')));
}
