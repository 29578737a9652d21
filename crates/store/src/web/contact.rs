//! From what a customer read to facts: the contact that grows, its dialogue, the stage it reached.

use std::collections::BTreeMap;

use daehwa_domain::{
    assignment::{self, Assignment},
    customer::ConsentChange,
    dialogue::{Cause, Dialogue, DialogueOpened, StageMove, Topic},
    fold::{self, Folded, United},
    id::{CustomerId, DialogueId, InteractionId, StageMoveId, TeamId, TopicId},
    interaction::{Channel, Direction, Interaction},
    participation::Participation,
    record::Fact,
    rule,
    time::Timestamp,
    web::{self, Stretch, Web},
};

use super::{Judged, NewIds};

/// A customer's facts of which dialogues are made.
#[derive(Default)]
pub(crate) struct History {
    opened: Vec<DialogueOpened>,
    pub(super) moves: Vec<StageMove>,
    contacts: Vec<Interaction>,
    assignments: Vec<Assignment>,
    pub(super) consents: Vec<ConsentChange>,
    pub(super) parts: Vec<Participation>,
}

impl History {
    pub(crate) fn of(facts: impl IntoIterator<Item = Fact>) -> Self {
        let mut history = Self::default();
        facts.into_iter().for_each(|it| history.put(it));
        history
    }

    pub(super) fn put(&mut self, fact: Fact) {
        match fact {
            Fact::DialogueOpened(it) => self.opened.push(it),
            Fact::StageMove(it) => self.moves.push(it),
            Fact::Assigned(it) => self.assignments.push(it),
            Fact::Interaction(it) => match self.contacts.iter_mut().find(|known| known.id == it.id) {
                Some(known) => *known = it,
                None => self.contacts.push(it),
            },
            Fact::Consent(it) => self.consents.push(it),
            Fact::Participation(it) => self.parts.push(it),
            Fact::Note(_)
            | Fact::ScriptTalk(_)
            | Fact::Delivered(_)
            | Fact::CaseStep(_)
            | Fact::Message(_)
            | Fact::Dispatch(_)
            | Fact::Merged(_)
            | Fact::Unmerged(_)
            | Fact::KeptApart(_) => {}
        }
    }

    pub(super) fn dialogues(
        &self,
        topics: &BTreeMap<TopicId, &Topic>,
        now: Timestamp,
    ) -> (Vec<United>, Vec<Interaction>) {
        let (folded, contacts) = self.folded();
        (fold::unite(folded, |id| topics.get(&id).copied(), now), contacts)
    }

    /// The dialogues one by one, and the contacts where they belong now.
    pub(super) fn folded(&self) -> (Vec<Folded>, Vec<Interaction>) {
        let contacts = assignment::settle(self.contacts.iter().cloned(), &self.assignments);
        let folded = self.opened.iter().map(|it| Folded::from_facts(it.clone(), &self.moves, &contacts));
        (folded.collect(), contacts)
    }

    /// Takes in what was read: the facts that are new or, for the contact, as it is now.
    pub fn read(
        &mut self,
        customer: CustomerId,
        team: TeamId,
        read: &Stretch,
        topics: &BTreeMap<TopicId, &Topic>,
        now: Timestamp,
        ids: &NewIds,
    ) -> Vec<Fact> {
        let episode = &read.episode;
        // Rules lead to topics that are there; one that was taken away since leads nowhere.
        let Some(topic) = topics.get(&episode.topic) else { return Vec::new() };
        let (dialogues, contacts) = self.dialogues(topics, now);
        let of_topic = |id: DialogueId| dialogues.iter().find(|it| it.is(id) && it.dialogue.topic == episode.topic);
        let visits = contacts.into_iter().filter(|it| continues(it, (episode.first_ms, episode.last_ms)));
        let of_topic = visits.filter_map(|it| Some((it.dialogue.and_then(of_topic)?.dialogue.clone(), it)));
        let running = of_topic.max_by_key(|(_, it)| (it.last_ms(), it.id));
        let mut facts = Vec::new();
        let (dialogue, contact) = match running {
            Some((dialogue, contact)) => (dialogue, self.grown(contact.id, read)),
            None => {
                let last = dialogues.iter().rfind(|it| it.dialogue.topic == episode.topic);
                let dialogue = match last.filter(|it| takes(&it.dialogue, episode.last_ms)) {
                    Some(united) => united.dialogue.clone(),
                    None => {
                        let opened = DialogueOpened {
                            id: DialogueId(ids()),
                            customer,
                            topic: episode.topic,
                            opened_ms: episode.first_ms,
                            version: topic.version(),
                        };
                        facts.push(Fact::DialogueOpened(opened.clone()));
                        begun(opened, topic, now)
                    }
                };
                let contact =
                    new_contact(InteractionId(ids()), (customer, team), Some(dialogue.id), episode.first_ms, &read.web);
                (dialogue, Some(contact))
            }
        };
        let Some(contact) = contact else { return Vec::new() };
        let reached = Reached { stage: episode.stage, at_ms: episode.stage_ms, rule: &read.rule };
        let moved = self.moved(&dialogue, contact.id, reached, topic, ids);
        facts.push(Fact::Interaction(contact));
        facts.extend(moved.map(Fact::StageMove));
        facts.iter().for_each(|it| self.put(it.clone()));
        facts
    }

    /// Takes in what was written: the contact in its dialogue, where it has one, and what is new beside it. What answers something belongs
    /// where that belongs while that runs; else where a rule leads.
    pub(crate) fn written(
        &mut self,
        mut contact: Interaction,
        answers: Option<InteractionId>,
        judged: Option<&Judged>,
        topics: &BTreeMap<TopicId, &Topic>,
        now: Timestamp,
        ids: &NewIds,
    ) -> Vec<Fact> {
        let (dialogues, contacts) = self.dialogues(topics, now);
        let answered = contacts.iter().find(|it| Some(it.id) == answers).and_then(|it| it.dialogue);
        let running = answered.and_then(|id| dialogues.iter().find(|it| it.is(id))).filter(|it| it.dialogue.open);
        let judged = judged.and_then(|it| Some((it, *topics.get(&it.topic)?)));
        let mut facts = Vec::new();
        let dialogue = match (running, judged) {
            (Some(united), _) => Some(united.dialogue.clone()),
            (None, None) => None,
            (None, Some((judged, topic))) => {
                let last = dialogues.iter().rfind(|it| it.dialogue.topic == judged.topic && it.dialogue.open);
                Some(last.map_or_else(
                    || {
                        let (id, customer) = (DialogueId(ids()), contact.customer);
                        let opened_ms = contact.started_ms;
                        let opened =
                            DialogueOpened { id, customer, topic: judged.topic, opened_ms, version: topic.version() };
                        facts.push(Fact::DialogueOpened(opened.clone()));
                        begun(opened, topic, now)
                    },
                    |it| it.dialogue.clone(),
                ))
            }
        };
        contact.dialogue = dialogue.as_ref().map(|it| it.id);
        let moved = dialogue.as_ref().zip(judged).filter(|(dialogue, (it, _))| dialogue.topic == it.topic);
        let moved = moved.and_then(|(dialogue, (it, topic))| {
            let reached = Reached { stage: it.stage, at_ms: contact.started_ms, rule: &it.rule };
            self.moved(dialogue, contact.id, reached, topic, ids)
        });
        facts.push(Fact::Interaction(contact));
        facts.extend(moved.map(Fact::StageMove));
        facts
    }

    /// The contact with what was read besides, as it was made and not as it was assigned.
    fn grown(&self, contact: InteractionId, read: &Stretch) -> Option<Interaction> {
        let mut contact = self.contacts.iter().find(|it| it.id == contact)?.clone();
        let web = contact.web.get_or_insert_default();
        web.join(&read.web);
        contact.duration_ms = lasted(contact.started_ms, web.last_ms);
        Some(contact)
    }

    /// Only forward, and never over what a person decided later than it was read.
    fn moved(
        &self,
        dialogue: &Dialogue,
        contact: InteractionId,
        reached: Reached<'_>,
        topic: &Topic,
        ids: &NewIds,
    ) -> Option<StageMove> {
        let stage = rule::forward(dialogue.stage, reached.stage).filter(|_| dialogue.open)?;
        let latest = self.moves.iter().filter(|it| it.dialogue == dialogue.id).max_by_key(|it| (it.at_ms, it.id));
        let mut at_ms = reached.at_ms.max(dialogue.opened_ms);
        if let Some(latest) = latest
            && latest.at_ms >= at_ms
        {
            match latest.cause {
                Cause::Person { .. } if latest.at_ms > at_ms => return None,
                _ => at_ms = latest.at_ms.plus_ms(1),
            }
        }
        Some(StageMove {
            id: StageMoveId(ids()),
            customer: dialogue.customer,
            dialogue: dialogue.id,
            stage,
            version: topic.version(),
            at_ms,
            interaction: Some(contact),
            cause: Cause::Rule { interaction: contact, rule: reached.rule.to_owned() },
        })
    }
}

/// The stage to which a rule leads.
#[derive(Clone, Copy)]
pub(crate) struct Reached<'a> {
    pub stage: u8,
    /// When it was reached.
    pub at_ms: Timestamp,
    /// The rule's key.
    pub rule: &'a str,
}

fn begun(opened: DialogueOpened, topic: &Topic, now: Timestamp) -> Dialogue {
    let id = opened.id;
    let alone = fold::unite([Folded::new(opened.clone())], |_| Some(topic), now);
    alone.into_iter().map(|it| it.dialogue).next().unwrap_or(Dialogue {
        id,
        customer: opened.customer,
        topic: opened.topic,
        opened_ms: opened.opened_ms,
        stage: fold::FIRST_STAGE,
        stage_since_ms: opened.opened_ms,
        touches: 0,
        last_contact_ms: opened.opened_ms,
        last_channel: None,
        open: true,
        stale: false,
        closes_ms: None,
    })
}

pub(super) fn new_contact(
    id: InteractionId,
    (customer, team): (CustomerId, TeamId),
    dialogue: Option<DialogueId>,
    started_ms: Timestamp,
    web: &Web,
) -> Interaction {
    let page = web.pages.first().map(|it| it.page.clone());
    Interaction {
        id,
        customer,
        team,
        dialogue,
        channel: Channel::Web,
        direction: Direction::Inbound,
        started_ms,
        duration_ms: lasted(started_ms, web.last_ms),
        agent: None,
        address: None,
        call: None,
        route: None,
        outcome: None,
        summary: page.unwrap_or_default(),
        web: Some(web.clone()),
    }
}

fn lasted(from: Timestamp, to: Timestamp) -> u32 {
    u32::try_from(to.since_ms(from).max(0)).unwrap_or(u32::MAX)
}

/// Whether a contact is the visit to which something belongs.
pub(super) fn continues(contact: &Interaction, read: (Timestamp, Timestamp)) -> bool {
    contact.web.is_some() && web::continues((contact.started_ms, contact.last_ms()), read)
}

/// Whether what was last read at `last_ms` belongs to a dialogue: it runs, or it ended after that.
fn takes(dialogue: &Dialogue, last_ms: Timestamp) -> bool {
    dialogue.open || dialogue.closes_ms.unwrap_or(dialogue.stage_since_ms) >= last_ms
}
