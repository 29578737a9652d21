//! Surveys, referrals and feedback on the web site: filed once, with whom they are of, when that is known.

use daehwa_domain::{
    customer::Tier,
    id::{SegmentId, TreatmentId},
    interaction::Interaction,
    participation::{Part, Participation, of_action},
    record::{Fact, Record, RecordKind},
    segment::{Condition, Matches, Segment, SegmentQuery, Test},
    treatment::{Audience, Measures, Treatment},
};
use daehwa_protocol::{message::Change, scope::Scope};
use daehwa_store::web::Touch;
use serde_json::json;

use crate::{
    centre::{Centre, NOW, id},
    ground::Ground,
    replica::Replica,
    web::Reader,
};

const MINUTE_MS: i64 = 60_000;

impl Reader<'_> {
    fn says(&self, number: u64, minute: i64, action: &str, words: &str) -> Touch {
        let part = of_action(action, words);
        Touch { part, ..self.touch(number, minute, &format!("/rate#{action}"), 2) }
    }

    /// The participations that a desktop holds, in their order.
    async fn parts(&self) -> Vec<Participation> {
        let scope = Scope::Team(self.centre.team_a);
        let replica = Replica::filled(&*self.centre.store, self.centre.tenant, scope, 100, || async {}).await;
        let part = |change: &Change| match change {
            Change::Fact { fact: Fact::Participation(it) } => Some(it.clone()),
            _ => None,
        };
        let mut parts: Vec<_> = replica.rows.values().filter_map(|row| part(&row.change)).collect();
        parts.sort_by_key(|it| it.at_ms);
        parts
    }

    async fn contacts(&self) -> Vec<Interaction> {
        self.facts().await.contacts
    }
}

pub async fn a_survey_on_the_web_is_the_customers_where_a_rule_leads_it_and_counts_once_p_9(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    for _ in 0..3 {
        reader.reads(1, vec![reader.touch(1, -3, "/plans", 1), reader.says(2, -2, "survey:3", "느려요")]).await;
    }
    // Whoever answers on and on in one visit is heard once, of each kind.
    let again: Vec<_> = (3..100).map(|n| reader.says(n, -1, "survey:9", "")).collect();
    reader.reads(1, again).await;
    reader.reads(1, vec![reader.says(100, -1, "feedback:complaint", "정말 느려요")]).await;
    let [contact] = &reader.contacts().await[..] else { panic!("one visit") };
    let [survey, feedback] = &reader.parts().await[..] else { panic!("one of each kind") };
    assert_eq!(survey.part, Part::Survey { score: 3, words: "느려요".into() });
    assert_eq!((survey.customer, survey.interaction, survey.by), (customer.id, contact.id, None));
    assert_eq!((survey.dialogue, survey.rule.as_deref()), (contact.dialogue, Some("rule2")));
    assert_eq!(survey.at_ms, NOW.plus_ms(-2 * MINUTE_MS));
    assert_eq!(feedback.part.words(), "정말 느려요");
    assert!(contact.dialogue.is_some());
}

pub async fn a_survey_of_an_unknown_visitor_is_the_customers_once_it_is_known_who_it_was_p_9(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    // Two visits, an hour apart.
    reader.reads(1, vec![reader.says(1, -90, "survey:2", "첫 번째"), reader.says(2, -30, "survey:8", "두 번째")]).await;
    assert!(reader.parts().await.is_empty() && reader.contacts().await.is_empty());
    reader.is(customer.id).await;
    reader.is(customer.id).await;
    let parts = reader.parts().await;
    let said: Vec<_> = parts.iter().map(|it| (it.part.words(), it.at_ms.since_ms(NOW) / MINUTE_MS)).collect();
    assert_eq!(said, [("첫 번째", -90), ("두 번째", -30)]);
    let contacts = reader.contacts().await;
    assert_eq!(contacts.len(), 2);
    assert!(parts.iter().zip(&contacts).all(|(part, contact)| part.interaction == contact.id));
}

pub async fn a_survey_that_no_rule_knows_is_a_contact_for_a_person_to_assign_p_9(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let customer = centre.customer_of_a().await;
    let reader = Reader::new(&centre).await;
    reader.is(customer.id).await;
    let unruled = |number, minute| Touch { judged: None, ..reader.says(number, minute, "survey:5", "") };
    let taken = reader.reads(1, vec![unruled(1, -20), unruled(2, -19)]).await;
    assert_eq!((taken.stored, taken.unknown), (2, 0));
    let [alone] = &reader.contacts().await[..] else { panic!("one contact") };
    assert_eq!((alone.dialogue, alone.summary.as_str(), alone.touches()), (None, "/rate#survey:5", 1));
    assert!(centre.store.unknown_pages(centre.tenant).await.unwrap().is_empty(), "it is known what it was");

    // What is read on a topic is a visit of its own, and goes on although another one runs beside.
    reader.reads(1, vec![reader.touch(3, -18, "/plans", 1)]).await;
    reader.reads(1, vec![unruled(4, -2)]).await;
    reader.reads(1, vec![reader.touch(5, -1, "/plans", 1)]).await;
    let contacts = reader.contacts().await;
    assert_eq!((contacts.len(), contacts[1].touches()), (2, 2));
    let parts = reader.parts().await;
    assert!(parts.iter().all(|it| it.dialogue.is_none() && it.rule.is_none()));
    let whose: Vec<_> = parts.iter().map(|it| it.interaction).collect();
    assert_eq!(whose, [contacts[0].id, contacts[1].id], "said later, it belongs to the visit that ran then");
}

pub async fn a_survey_is_not_filed_where_the_treatment_that_applies_switches_that_off_p_13(ground: &Ground) {
    let centre = Centre::new(ground.store().await).await;
    let of_tier = |tier| Treatment { id: TreatmentId(id()), ..Treatment::built_in(tier) };
    let measures = Measures { participation: false, ..Measures::default() };
    let dissatisfied = Segment {
        id: SegmentId(id()),
        name: "answered low".into(),
        query: SegmentQuery {
            matches: Matches::All,
            conditions: vec![Condition { not: false, test: Test::Survey { from: 0, to: 3, days: 30 } }],
        },
        retired: false,
        created_by: centre.admin.user.id,
        created_ms: NOW,
    };
    let audience = Audience::Segment { segment: dissatisfied.id };
    let (vip, low) =
        (Treatment { measures, ..of_tier(Tier::Vip) }, Treatment { measures, audience, ..of_tier(Tier::Basic) });
    let mut desktop = centre.desktop(&centre.admin);
    let made = [Record::Segment(dissatisfied), Record::Treatment(vip), Record::Treatment(low)];
    centre.accepted(&centre.admin, &made.map(|it| desktop.create(it))).await;

    let (usual, vip) = (centre.customer_of_a().await, centre.customer_of_a().await);
    let raised =
        centre.desktop(&centre.agent_a).set(RecordKind::Customer, vip.id.0, Some(vip.id), "tier", json!("vip"));
    centre.accepted(&centre.agent_a, &[raised]).await;
    for customer in [usual.id, vip.id] {
        let reader = Reader::new(&centre).await;
        // Said before it was known who it is, and after.
        reader.reads(1, vec![reader.touch(1, -200, "/plans", 1), reader.says(2, -190, "survey:3", "느려요")]).await;
        reader.is(customer).await;
        reader.reads(1, vec![reader.says(3, -1, "survey:9", "빨라요")]).await;
    }
    let reader = Reader::new(&centre).await;
    let parts = reader.parts().await;
    let said: Vec<_> = parts.iter().map(|it| (it.customer, it.part.words())).collect();
    assert_eq!(said, [(usual.id, "느려요")], "from the low score on the segment's treatment applies");
    let visited = |customer| move |it: &&Interaction| it.customer == customer;
    let contacts = reader.contacts().await;
    assert_eq!(contacts.iter().filter(visited(vip.id)).count(), 2, "what was read is a visit all the same");
}
