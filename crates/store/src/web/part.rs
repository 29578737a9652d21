//! Surveys, referrals and feedback on the web site become facts of the customer (P-9).

use std::{collections::BTreeMap, convert::Infallible, mem::discriminant};

use daehwa_domain::{
    customer::{Customer, Remark},
    dialogue::Topic,
    id::{CustomerId, InteractionId, ParticipationId, TeamId, TopicId},
    interaction::Interaction,
    journey::{Touch, journeys},
    participation::Participation,
    record::Fact,
    segment::{Person, SegmentQuery},
    time::Timestamp,
    treatment::{Treatment, Treatments},
    web::{PageTouches, Web},
};

use super::{
    NewIds,
    contact::{History, continues, new_contact},
    visitor::TakenPart,
};

impl History {
    /// What a customer took part in belongs to the visit in which it was; where no rule has made one of it, it becomes a contact without a
    /// dialogue, for a person to assign. A visit takes one of each kind: whoever answers on and on is heard once.
    pub fn take_part(
        &mut self,
        (customer, team): (CustomerId, TeamId),
        taken: &TakenPart,
        topics: &BTreeMap<TopicId, &Topic>,
        now: Timestamp,
        ids: &NewIds,
    ) -> Vec<Fact> {
        let (dialogues, contacts) = self.dialogues(topics, now);
        let visits = contacts.into_iter().filter(|it| continues(it, (taken.at_ms, taken.at_ms)));
        let led_to = |visit: &Interaction| {
            let (topic, rule) = taken.led.as_ref()?;
            let dialogue = dialogues.iter().find(|it| visit.dialogue.is_some_and(|id| it.is(id)))?;
            (dialogue.dialogue.topic == *topic).then(|| (dialogue.dialogue.id, rule.clone()))
        };
        let visit = visits.map(|it| (led_to(&it), it)).max_by_key(|(led, it)| (led.is_some(), it.last_ms(), it.id));
        let mut facts = Vec::new();
        let (led, contact) = match visit {
            Some((led, visit)) => (led, visit.id),
            None => {
                let page = PageTouches { page: taken.page.clone(), touches: 1 };
                let web = Web { touches: 1, last_ms: taken.at_ms, pages: vec![page] };
                let contact = new_contact(InteractionId(ids()), (customer, team), None, taken.at_ms, &web);
                facts.push(Fact::Interaction(contact.clone()));
                (None, contact.id)
            }
        };
        let kind = discriminant(&taken.part);
        if self.parts.iter().any(|it| it.interaction == contact && discriminant(&it.part) == kind) {
            return Vec::new();
        }
        let (dialogue, rule) = led.unzip();
        facts.push(Fact::Participation(Participation {
            id: ParticipationId(ids()),
            customer,
            interaction: contact,
            dialogue,
            rule,
            by: None,
            at_ms: taken.at_ms,
            part: taken.part.clone(),
        }));
        facts.iter().for_each(|it| self.put(it.clone()));
        facts
    }

    /// The treatment that applies to the customer: the choice of the desktops, from what the server holds.
    pub fn treatment(
        &self,
        customer: &Customer,
        remarks: &[Remark],
        treatments: &Treatments,
        topics: &BTreeMap<TopicId, &Topic>,
        now: Timestamp,
    ) -> Treatment {
        let topic_of = |id: TopicId| topics.get(&id).copied();
        let (folded, contacts) = self.folded();
        let touch =
            |it: &Interaction| Touch { at_ms: it.started_ms, id: it.id, channel: it.channel, dialogue: it.dialogue };
        let touches: Vec<Touch> = contacts.iter().map(touch).collect();
        let journeys = journeys(folded, &self.moves, &touches, topic_of, now);
        let (consents, participations) = (&self.consents, &self.parts);
        let person = Person { customer, remarks, consents, journeys: &journeys, touches: &touches, participations };
        let is_in = |query: &SegmentQuery| Ok::<_, Infallible>(query.holds(&person, topic_of, now));
        let Ok(applied) = treatments.choose(customer.tier, is_in);
        applied.treatment
    }
}
