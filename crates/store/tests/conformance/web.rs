//! What visitors read becomes contacts of dialogues: once, bounded, on every desktop.

use daehwa_domain::{
    address,
    assignment::Assignment,
    customer::{ConsentChange, ConsentPurpose, ContactKind, ContactPoint},
    dialogue::{Cause, DialogueOpened, StageMove},
    fold::Folded,
    id::{AssignmentId, ContactPointId, CustomerId, StageMoveId, TopicId},
    interaction::{Channel, Interaction},
    record::{Fact, Record, RecordKind},
    time::Timestamp,
    web::{MAX_PAGES, Web},
};
use daehwa_protocol::{error::Refusal, message::Change, scope::Scope};
use daehwa_store::{
    Rulebook,
    web::{
        Arrival, Arrived, Counts, Judged, MAX_UNKNOWN_PAGES, OTHER_PAGES, Site, SiteKey, Taken, Touch, WebBatch,
        WebTaken,
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    centre::{Centre, NOW, dialogue, id, interaction},
    ground::Ground,
    replica::Replica,
};

const MINUTE_MS: i64 = 60_000;
const DAY: i64 = NOW.0 / 86_400_000;

pub struct Reader<'a> {
    pub centre: &'a Centre,
    book: Rulebook,
    visitor: Uuid,
}

impl<'a> Reader<'a> {
    pub async fn new(centre: &'a Centre) -> Self {
        let book = centre.store.rulebook(centre.tenant).await.unwrap();
        Self { centre, book, visitor: id() }
    }

    async fn arrives(&self, what: Arrived) -> WebTaken {
        let arrivals = vec![Arrival { site: "s".into(), visitor: self.visitor, what }];
        let batch = WebBatch { arrivals, ..WebBatch::default() };
        self.centre.store.take_web(self.centre.tenant, &batch, &self.book, NOW, &id).await.unwrap()
    }

    pub async fn reads(&self, stream: u64, touches: Vec<Touch>) -> Taken {
        self.arrives(Arrived::Events { stream, touches }).await.taken[0]
    }

    pub async fn is(&self, customer: CustomerId) -> Taken {
        self.arrives(Arrived::IsCustomer { customer, only_if_unknown: false }).await.taken[0]
    }

    pub fn touch(&self, number: u64, minute: i64, page: &str, stage: u8) -> Touch {
        let judged = Some(Judged { topic: self.centre.topic, stage, rule: format!("rule{stage}") });
        Touch { number, at_ms: NOW.plus_ms(minute * MINUTE_MS), page: page.into(), judged, part: None }
    }

    /// What a desktop of team A holds, filled anew; what followed a cursor must be the same.
    pub async fn facts(&self) -> Facts {
        let scope = Scope::Team(self.centre.team_a);
        let replica = Replica::filled(&*self.centre.store, self.centre.tenant, scope, 100, || async {}).await;
        Facts::of(&replica)
    }
}

#[derive(Debug, Default)]
pub struct Facts {
    pub contacts: Vec<Interaction>,
    opened: Vec<DialogueOpened>,
    moves: Vec<StageMove>,
}

impl Facts {
    fn of(replica: &Replica) -> Self {
        let mut facts = Self::default();
        for row in replica.rows.values() {
            if let Change::Fact { fact } = &row.change {
                match fact.clone() {
                    Fact::Interaction(it) => facts.contacts.push(it),
                    Fact::DialogueOpened(it) => facts.opened.push(it),
                    Fact::StageMove(it) => facts.moves.push(it),
                    _ => {}
                }
            }
        }
        facts.contacts.sort_by_key(|it| it.started_ms);
        facts.moves.sort_by_key(|it| it.at_ms);
        facts
    }

    fn web(&self) -> &Web {
        self.contacts[0].web.as_ref().unwrap()
    }
}

fn n(touches: &[u32]) -> Taken {
    Taken { stored: touches[0], duplicate: touches[1], unknown: touches[2], refused: touches[3], ..Taken::default() }
}

pub async fn what_a_customer_reads_is_one_contact_that_grows_on_every_desktop_h_5(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    let scope = Scope::Team(centre.team_a);
    let mut desktop = Replica::filled(&*centre.store, centre.tenant, scope, 100, || async {}).await;

    assert_eq!(reader.is(customer.id).await, Taken::default());
    let first = reader.arrives(Arrived::Events { stream: 1, touches: vec![reader.touch(1, -9, "/plans", 1)] }).await;
    assert_eq!((first.taken[0], first.grown.len()), (n(&[1, 0, 0, 0]), 1));
    desktop.catch_up(&*centre.store, centre.tenant, scope, 1).await;
    let facts = Facts::of(&desktop);
    assert_eq!((facts.contacts.len(), facts.opened.len(), facts.moves.len()), (1, 1, 0));
    let contact = facts.contacts[0].clone();
    assert_eq!((contact.channel, contact.summary.as_str(), contact.duration_ms), (Channel::Web, "/plans", 0));
    assert_eq!(contact.dialogue, Some(facts.opened[0].id));

    let more = vec![reader.touch(2, -8, "/plans/compare", 2), reader.touch(3, -7, "/plans", 1)];
    assert_eq!(reader.reads(1, more).await, n(&[2, 0, 0, 0]));
    desktop.catch_up(&*centre.store, centre.tenant, scope, 1).await;
    let facts = Facts::of(&desktop);
    assert_eq!((facts.contacts.len(), facts.opened.len(), facts.moves.len()), (1, 1, 1));
    let grown = &facts.contacts[0];
    assert_eq!((grown.id, grown.started_ms, grown.duration_ms), (contact.id, contact.started_ms, 120_000));
    let pages: Vec<_> = facts.web().pages.iter().map(|it| (it.page.as_str(), it.touches)).collect();
    assert_eq!((facts.web().touches, pages), (3, vec![("/plans", 2), ("/plans/compare", 1)]));
    // H-10
    let moved = &facts.moves[0];
    assert_eq!((moved.stage, moved.at_ms), (2, NOW.plus_ms(-8 * MINUTE_MS)));
    assert_eq!(moved.cause, Cause::Rule { interaction: contact.id, rule: "rule2".into() });
    let folded = Folded::from_facts(facts.opened[0].clone(), &facts.moves, &facts.contacts);
    assert_eq!((folded.touches, folded.contact.unwrap().0), (3, NOW.plus_ms(-7 * MINUTE_MS)));
    // The same when everything is filled anew.
    assert_eq!(reader.facts().await.web(), facts.web());

    let later = vec![reader.touch(4, 60, "/plans", 1)];
    assert_eq!(reader.reads(1, later).await, n(&[1, 0, 0, 0]));
    let facts = reader.facts().await;
    assert_eq!((facts.contacts.len(), facts.opened.len()), (2, 1), "another visit of the same dialogue (H-1)");
}

pub async fn events_that_come_again_change_nothing_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    let both = vec![reader.touch(1, -9, "/a", 1), reader.touch(2, -8, "/b", 2)];
    reader.reads(7, both.clone()).await;
    let before = centre.store.heads(centre.tenant, &[Scope::Team(centre.team_a)]).await.unwrap();
    assert_eq!(reader.reads(7, both.clone()).await, n(&[0, 2, 0, 0]));
    assert_eq!(reader.reads(7, vec![both[1].clone(), both[0].clone()]).await, n(&[0, 2, 0, 0]));
    // Long ago, by now.
    for stream in 10..50 {
        reader.reads(stream, vec![]).await;
        reader.reads(stream, vec![Touch { judged: None, ..reader.touch(1, -1, "/x", 1) }]).await;
    }
    assert_eq!(reader.reads(7, both).await, n(&[0, 0, 0, 2]));
    assert_eq!(centre.store.heads(centre.tenant, &[Scope::Team(centre.team_a)]).await.unwrap(), before);
    assert_eq!(reader.facts().await.web().touches, 2);
}

pub async fn a_million_clicks_on_one_page_are_one_row_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    let scope = Scope::Team(centre.team_a);
    let before = centre.store.heads(centre.tenant, &[scope]).await.unwrap()[0].head;
    let click = |number: u64| Touch { at_ms: NOW.plus_ms((number / 1_000) as i64), ..reader.touch(number, 0, "/a", 2) };
    for batch in 0..200 {
        let touches = (batch * 5_000 + 1..=(batch + 1) * 5_000).map(click).collect();
        assert_eq!(reader.reads(1, touches).await.stored, 5_000);
    }
    let facts = reader.facts().await;
    assert_eq!((facts.contacts.len(), facts.opened.len(), facts.moves.len()), (1, 1, 1));
    assert_eq!(facts.web().touches, 1_000_000);
    // Not in the log either: a desktop that was away is sent it once.
    let delta = centre.store.delta(centre.tenant, scope, before, 5_000).await.unwrap();
    let daehwa_store::ledger::DeltaRead::Changes(delta) = delta else { panic!("the log reaches back") };
    assert_eq!((delta.changes.len(), delta.to), (3, delta.head));
    let counts = centre.store.web_counts(centre.tenant, DAY).await.unwrap()["s"];
    assert_eq!(counts.stored, 1_000_000);
    assert!(counts.stored_bytes < 4_096, "{} bytes", counts.stored_bytes);
}

pub async fn what_was_read_before_is_the_customers_once_it_is_known_who_read_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.reads(1, vec![reader.touch(1, -90, "/plans", 1), reader.touch(2, -89, "/plans/compare", 2)]).await;
    reader.reads(2, vec![reader.touch(1, -5, "/plans", 1)]).await;
    assert!(reader.facts().await.contacts.is_empty(), "nobody's yet");
    assert!(reader.is(CustomerId(id())).await.no_customer);
    assert_eq!(reader.is(customer.id).await, Taken::default());
    let facts = reader.facts().await;
    assert_eq!((facts.contacts.len(), facts.opened.len(), facts.moves.len()), (2, 1, 1));
    assert_eq!(facts.contacts[0].started_ms, NOW.plus_ms(-90 * MINUTE_MS));
    // Said again, and events go on where they were.
    reader.is(customer.id).await;
    reader.reads(2, vec![reader.touch(2, -4, "/plans", 1)]).await;
    let facts = reader.facts().await;
    assert_eq!((facts.contacts.len(), facts.contacts[1].touches()), (2, 2));

    // A link that was passed on does not make one customer another.
    let other = centre.customer_of_a().await;
    reader.arrives(Arrived::IsCustomer { customer: other.id, only_if_unknown: true }).await;
    reader.reads(3, vec![reader.touch(1, -3, "/plans", 1)]).await;
    assert!(reader.facts().await.contacts.iter().all(|it| it.customer == customer.id));

    let forgotten = Reader { visitor: id(), ..Reader::new(&centre).await };
    forgotten.reads(1, vec![forgotten.touch(1, -90, "/plans", 1)]).await;
    forgotten.arrives(Arrived::Forget).await;
    forgotten.is(other.id).await;
    assert!(reader.facts().await.contacts.iter().all(|it| it.customer == customer.id), "nothing was left of it");
}

pub async fn a_rule_never_moves_back_and_never_over_a_later_decision_h_3(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let opened = DialogueOpened { opened_ms: NOW.plus_ms(-60 * MINUTE_MS), ..dialogue(&customer, centre.topic) };
    let move_to = |stage, minute: i64| {
        Fact::StageMove(StageMove {
            id: StageMoveId(id()),
            customer: customer.id,
            dialogue: opened.id,
            stage,
            version: 1,
            at_ms: NOW.plus_ms(minute * MINUTE_MS),
            interaction: None,
            cause: Cause::Person { user: centre.agent_a.user.id },
        })
    };
    let mut desktop = centre.desktop(&centre.agent_a);
    let ops = [desktop.append(Fact::DialogueOpened(opened.clone())), desktop.append(move_to(1, -10))];
    centre.accepted(&centre.agent_a, &ops).await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    // Read before the person decided, and arrived later.
    reader.reads(1, vec![reader.touch(1, -20, "/b", 2)]).await;
    let facts = reader.facts().await;
    assert_eq!((facts.moves.len(), facts.opened.len()), (1, 1), "in the dialogue that runs (H-1)");
    reader.reads(1, vec![reader.touch(2, -5, "/b", 2)]).await;
    assert_eq!(reader.facts().await.moves.last().unwrap().stage, 2);
    reader.reads(1, vec![reader.touch(3, -4, "/a", 1)]).await;
    assert_eq!(reader.facts().await.moves.len(), 2);
    // The closing stage ends the dialogue; the visit goes on in it.
    reader.reads(1, vec![reader.touch(4, -3, "/done", 3), reader.touch(5, -2, "/done", 3)]).await;
    let facts = reader.facts().await;
    assert_eq!((facts.moves.last().unwrap().stage, facts.opened.len(), facts.contacts.len()), (3, 1, 1));
    reader.reads(1, vec![reader.touch(6, 60, "/a", 1)]).await;
    assert_eq!(reader.facts().await.opened.len(), 2, "after the pause a new one begins");
}

pub async fn a_contact_that_an_agent_assigned_elsewhere_stays_there_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    reader.reads(1, vec![reader.touch(1, -9, "/a", 1)]).await;
    let contact = reader.facts().await.contacts[0].clone();
    let assigned = Fact::Assigned(Assignment {
        id: AssignmentId(id()),
        customer: customer.id,
        interaction: contact.id,
        dialogue: None,
        at_ms: NOW,
        cause: Cause::Person { user: centre.agent_a.user.id },
    });
    let op = centre.desktop(&centre.agent_a).append(assigned);
    centre.accepted(&centre.agent_a, &[op]).await;
    reader.reads(1, vec![reader.touch(2, -8, "/a", 1)]).await;
    let facts = reader.facts().await;
    let touches: Vec<_> = facts.contacts.iter().map(Interaction::touches).collect();
    assert_eq!((touches, facts.opened.len()), (vec![1, 1], 1));
}

pub async fn an_erased_customers_visitor_is_forgotten_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    reader.reads(1, vec![reader.touch(1, -9, "/a", 1)]).await;
    centre.store.erase(centre.tenant, customer.id, NOW).await.unwrap();
    reader.reads(1, vec![reader.touch(2, -8, "/a", 1)]).await;
    assert!(reader.facts().await.contacts.is_empty());
    assert!(reader.is(customer.id).await.no_customer);
    let other = centre.customer_of_a().await;
    reader.is(other.id).await;
    assert!(reader.facts().await.contacts.is_empty(), "nothing was kept");
}

pub async fn a_moved_customers_contact_grows_in_the_new_team_h_5(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    reader.reads(1, vec![reader.touch(1, -9, "/a", 1)]).await;
    let op = centre.desktop(&centre.admin).set_customer(&customer, "team", json!(centre.team_b));
    centre.accepted(&centre.admin, &[op]).await;
    let scope = Scope::Team(centre.team_b);
    let mut desktop = Replica::filled(&*centre.store, centre.tenant, scope, 100, || async {}).await;
    for number in 2..5 {
        reader.reads(1, vec![reader.touch(number, -8, "/a", 1)]).await;
        desktop.catch_up(&*centre.store, centre.tenant, scope, 100).await;
        assert_eq!(Facts::of(&desktop).web().touches, number as u32);
    }
    let mut old = Replica::default();
    old.catch_up(&*centre.store, centre.tenant, Scope::Team(centre.team_a), 100).await;
    assert!(old.rows.is_empty());
}

pub async fn unknown_pages_are_a_short_list_and_never_a_topic_h_2(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let reader = Reader::new(&centre).await;
    let page = |number: u64, page: &str| Touch { judged: None, ..reader.touch(number, 0, page, 1) };
    let mut touches = vec![page(1, "/shop/123"), page(2, "/shop/456")];
    touches.extend((3..900).map(|n| page(n, &format!("/{}", char::from_u32(0xac00 + n as u32).unwrap()))));
    assert_eq!(reader.reads(1, touches).await, n(&[0, 0, 899, 0]));
    let pages = centre.store.unknown_pages(centre.tenant).await.unwrap();
    assert_eq!(pages.len() as i64, MAX_UNKNOWN_PAGES);
    assert_eq!((pages[0].pattern.as_str(), pages.iter().map(|it| it.touches).sum::<i64>()), (OTHER_PAGES, 899));
    assert!(pages.iter().any(|it| (it.pattern.as_str(), it.touches) == ("/shop/*", 2)));
    centre.store.forget_page(centre.tenant, "s", "/shop/*").await.unwrap();
    assert_eq!(centre.store.unknown_pages(centre.tenant).await.unwrap().len() as i64, MAX_UNKNOWN_PAGES - 1);
    assert_eq!(centre.store.rulebook(centre.tenant).await.unwrap().topics.len(), 1);
}

pub async fn only_the_server_counts_what_visitors_read_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let Fact::Interaction(contact) = interaction(&customer, centre.agent_a.user.id, NOW.0) else { panic!() };
    let web = Some(Web { touches: 9, last_ms: NOW, pages: vec![] });
    let op = centre.desktop(&centre.agent_a).append(Fact::Interaction(Interaction { web, ..contact }));
    assert_eq!(centre.refusal(&centre.agent_a, op).await, Refusal::NotAllowed);
}

pub async fn a_topic_that_is_gone_and_pages_without_end_are_taken_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    let gone = Judged { topic: TopicId(id()), stage: 1, rule: "gone".into() };
    reader.reads(1, vec![Touch { judged: Some(gone), ..reader.touch(1, 0, "/a", 1) }]).await;
    assert!(reader.facts().await.contacts.is_empty());
    reader.reads(1, (2..100).map(|n| reader.touch(n, 0, &format!("/🤯/{n}"), 1)).collect()).await;
    let facts = reader.facts().await;
    assert_eq!((facts.web().touches, facts.web().pages.len()), (98, MAX_PAGES));
    let op = centre.desktop(&centre.agent_a).set(
        RecordKind::Customer,
        customer.id.0,
        Some(customer.id),
        "name",
        json!("박"),
    );
    centre.accepted(&centre.agent_a, &[op]).await;
}

pub async fn sites_are_kept_with_their_counts_and_go_with_their_visitors_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let key = SiteKey { id: "k".into(), secret: vec![0, 255], until: Some(Timestamp(5)) };
    let mut site = Site {
        id: "s".into(),
        name: "쇼핑".into(),
        origins: vec!["https://a".into()],
        keys: vec![key],
        visitor_secret: vec![1; 32],
        chat: None,
    };
    centre.store.put_web_site(centre.tenant, &site).await.unwrap();
    site.origins.clear();
    centre.store.put_web_site(centre.tenant, &site).await.unwrap();
    assert_eq!(centre.store.web_sites(centre.tenant).await.unwrap(), [site]);
    let counts = Counts { bot: 3, raw_bytes: 100, ..Counts::default() };
    let batch = WebBatch { counts: [("s".to_owned(), counts)].into(), ..WebBatch::default() };
    for _ in 0..2 {
        centre.store.take_web(centre.tenant, &batch, &Rulebook::default(), NOW, &id).await.unwrap();
    }
    assert_eq!(centre.store.web_counts(centre.tenant, DAY).await.unwrap()["s"].bot, 6);
    assert!(centre.store.web_counts(centre.tenant, DAY + 1).await.unwrap().is_empty());
    let reader = Reader::new(&centre).await;
    reader.reads(1, vec![reader.touch(1, 0, "/a", 1)]).await;
    assert_eq!(centre.store.prune_visitors(NOW).await.unwrap(), 0);
    assert_eq!(centre.store.prune_visitors(NOW.plus_ms(86_400_000)).await.unwrap(), 1);
    assert!(centre.store.remove_web_site(centre.tenant, "s").await.unwrap());
    assert!(!centre.store.remove_web_site(centre.tenant, "s").await.unwrap());
    assert!(centre.store.web_counts(centre.tenant, 0).await.unwrap().is_empty());
}

pub async fn old_counts_and_pages_that_nobody_reads_are_forgotten_h_6(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let reader = Reader::new(&centre).await;
    reader.reads(1, vec![Touch { judged: None, ..reader.touch(1, 0, "/about", 1) }]).await;
    assert_eq!(centre.store.prune_counts(DAY).await.unwrap(), 0);
    assert_eq!(centre.store.web_counts(centre.tenant, 0).await.unwrap()["s"].unknown, 1);
    assert_eq!(centre.store.prune_counts(DAY + 1).await.unwrap(), 2);
    assert!(centre.store.web_counts(centre.tenant, 0).await.unwrap().is_empty());
    assert!(centre.store.unknown_pages(centre.tenant).await.unwrap().is_empty());
}

async fn has(centre: &Centre, customer: CustomerId, kind: ContactKind, value: &str) -> ContactPoint {
    let point = ContactPoint {
        id: ContactPointId(id()),
        customer,
        kind,
        value: value.into(),
        label: None,
        primary: true,
        verified_ms: None,
        retired: false,
        confirmed: None,
    };
    let made = centre.desktop(&centre.agent_a).create(Record::ContactPoint(point.clone()));
    centre.accepted(&centre.agent_a, &[made]).await;
    point
}

impl Reader<'_> {
    /// The site's server says that the visitor has this number, in any written form.
    async fn has_number(&self, number: &str) -> Taken {
        let key = address::of_number(number, "KR").unwrap();
        self.arrives(Arrived::HasAddress { key }).await.taken[0]
    }
}

pub async fn a_number_or_address_in_any_form_says_who_reads_d_2(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let point = has(&centre, customer.id, ContactKind::Mobile, "010-1234-5678").await;
    has(&centre, customer.id, ContactKind::Email, "Kim@Example.com").await;
    let reader = Reader::new(&centre).await;
    reader.reads(1, vec![reader.touch(1, -1, "/plans", 1)]).await;
    assert_eq!(reader.has_number("+82 10 1234 5678").await, Taken::default());
    assert_eq!(reader.facts().await.web().touches, 1);
    let by_mail = Reader::new(&centre).await;
    by_mail.reads(1, vec![by_mail.touch(1, 60, "/plans", 1)]).await;
    let key = address::of_email("kim@EXAMPLE.com").unwrap();
    assert_eq!(by_mail.arrives(Arrived::HasAddress { key }).await.taken[0], Taken::default());
    assert_eq!(by_mail.facts().await.contacts.len(), 2);

    // A number that is no longer in use says nothing any more, and a corrected one something else.
    let nobody = Taken { no_customer: true, ..Taken::default() };
    assert_eq!(Reader::new(&centre).await.has_number("010-9999-9999").await, nobody);
    let mut desktop = centre.desktop(&centre.agent_a);
    let set = |desktop: &mut crate::centre::Desktop, field: &str, value| {
        desktop.set(RecordKind::ContactPoint, point.id.0, Some(customer.id), field, value)
    };
    let corrected = set(&mut desktop, "value", json!("010-8888-8888"));
    centre.accepted(&centre.agent_a, &[corrected]).await;
    assert_eq!(Reader::new(&centre).await.has_number("010-1234-5678").await, nobody);
    assert_eq!(Reader::new(&centre).await.has_number("010-8888-8888").await, Taken::default());
    let retired = set(&mut desktop, "retired", json!(true));
    centre.accepted(&centre.agent_a, &[retired]).await;
    assert_eq!(Reader::new(&centre).await.has_number("010-8888-8888").await, nobody);
    centre.store.erase(centre.tenant, customer.id, NOW).await.unwrap();
    let key = address::of_email("kim@example.com").unwrap();
    assert_eq!(Reader::new(&centre).await.arrives(Arrived::HasAddress { key }).await.taken[0], nobody);
}

pub async fn a_number_of_several_customers_joins_none_and_a_person_decides_h_1(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let (one, other) = (centre.customer_of_a().await, centre.customer_of_a().await);
    for customer in [&one, &other] {
        has(&centre, customer.id, ContactKind::Phone, "02-123-4567").await;
    }
    let reader = Reader::new(&centre).await;
    reader.reads(1, vec![reader.touch(1, -2, "/plans", 1), reader.touch(2, -1, "/plans", 1)]).await;
    let decides = Taken { ambiguous: true, ..Taken::default() };
    assert_eq!(reader.has_number("02 123 4567").await, decides);
    assert!(reader.facts().await.contacts.is_empty(), "nobody's yet");
    let suggestions = centre.store.web_suggestions(centre.tenant).await.unwrap();
    let mut both = vec![one.id, other.id];
    both.sort();
    assert_eq!((suggestions.len(), &suggestions[0].customers), (1, &both));
    assert_eq!((suggestions[0].site.as_str(), suggestions[0].visitor), ("s", reader.visitor));
    let [read] = &suggestions[0].read[..] else { panic!("read on one topic") };
    assert_eq!((read.topic, read.stage, read.touches, read.last_ms), (centre.topic, 1, 2, NOW.plus_ms(-MINUTE_MS)));
    let suggested = centre.store.web_suggested(centre.tenant, "s", reader.visitor).await.unwrap();
    assert_eq!(suggested.as_ref(), Some(&both));
    assert_eq!(centre.store.web_suggested(centre.tenant, "other", reader.visitor).await.unwrap(), None);

    // Decided, the history is the customer's and the suggestion is gone.
    assert_eq!(reader.is(other.id).await, Taken::default());
    assert_eq!(reader.facts().await.contacts[0].customer, other.id);
    assert!(centre.store.web_suggestions(centre.tenant).await.unwrap().is_empty());
    // Known as somebody: the number of both still fits, that of somebody else never moves the visitor.
    assert_eq!(reader.has_number("02 123 4567").await, Taken::default());
    let third = centre.customer_of_a().await;
    has(&centre, third.id, ContactKind::Phone, "031-222-3333").await;
    assert_eq!(reader.has_number("031-222-3333").await, decides);
    let [moved] = &centre.store.web_suggestions(centre.tenant).await.unwrap()[..] else { panic!("one suggestion") };
    assert_eq!((moved.known_as, &moved.customers), (Some(other.id), &vec![third.id]));
    reader.reads(1, vec![reader.touch(3, 0, "/plans", 1)]).await;
    assert!(reader.facts().await.contacts.iter().all(|it| it.customer == other.id));
    // Unless a person says so: what is read from then on is the other one's.
    assert_eq!(reader.is(third.id).await, Taken::default());
    reader.reads(2, vec![reader.touch(1, 0, "/plans", 1)]).await;
    assert_eq!(reader.facts().await.contacts.iter().filter(|it| it.customer == third.id).count(), 1);
    assert_eq!(reader.has_number("02 123 4567").await, decides);
    centre.store.drop_suggestion(centre.tenant, "s", reader.visitor).await.unwrap();
    assert!(centre.store.web_suggestions(centre.tenant).await.unwrap().is_empty());
}

impl Reader<'_> {
    async fn agrees(&self, purpose: ConsentPurpose, granted: bool, at: Timestamp) {
        let what = Arrived::Consent { purpose, granted, source: "web: Shop".into() };
        let arrivals = vec![Arrival { site: "s".into(), visitor: self.visitor, what }];
        let batch = WebBatch { arrivals, ..WebBatch::default() };
        self.centre.store.take_web(self.centre.tenant, &batch, &self.book, at, &id).await.unwrap();
    }

    async fn consents(&self) -> Vec<(ConsentPurpose, bool, i64)> {
        let scope = Scope::Team(self.centre.team_a);
        let replica = Replica::filled(&*self.centre.store, self.centre.tenant, scope, 100, || async {}).await;
        let mut all: Vec<ConsentChange> = replica
            .rows
            .values()
            .filter_map(|row| match &row.change {
                Change::Fact { fact: Fact::Consent(it) } => Some(it.clone()),
                _ => None,
            })
            .collect();
        all.sort_by_key(|it| it.at_ms);
        assert!(all.iter().all(|it| it.channel == Some(Channel::Web) && it.source == "web: Shop"));
        all.iter().map(|it| (it.purpose, it.granted, it.at_ms.since_ms(NOW))).collect()
    }
}

pub async fn what_a_visitor_agreed_to_is_in_the_customers_record_with_source_and_moment_v_1(ground: &Ground) {
    use ConsentPurpose::{Marketing, Profiling};
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.agrees(Profiling, true, NOW).await;
    reader.agrees(Marketing, false, NOW.plus_ms(1)).await;
    reader.agrees(Marketing, true, NOW.plus_ms(2)).await;
    assert_eq!(reader.consents().await, [], "nobody's yet");
    reader.is(customer.id).await;
    let given = [(Profiling, true, 0), (Marketing, true, 2)];
    assert_eq!(reader.consents().await, given);
    // Said again, and said on another device before: nothing new.
    reader.agrees(Profiling, true, NOW.plus_ms(3)).await;
    let elsewhere = Reader::new(&centre).await;
    elsewhere.agrees(Profiling, true, NOW.plus_ms(4)).await;
    elsewhere.is(customer.id).await;
    assert_eq!(reader.consents().await, given);
    reader.agrees(Profiling, false, NOW.plus_ms(5)).await;
    reader.arrives(Arrived::Forget).await;
    assert_eq!(reader.consents().await, [given[0], given[1], (Profiling, false, 5)]);
    // Given before it was withdrawn, and known only now: it does not come back to life.
    let late = Reader::new(&centre).await;
    late.agrees(Profiling, true, NOW.plus_ms(4)).await;
    late.is(customer.id).await;
    assert_eq!(reader.consents().await.len(), 3);
    late.agrees(Profiling, true, NOW.plus_ms(6)).await;
    assert_eq!(reader.consents().await.last(), Some(&(Profiling, true, 6)));
}
