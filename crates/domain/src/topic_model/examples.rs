//! What was said in a customer's dialogues, and which of them a person put on their topic.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    assignment::{self, Assignment},
    conversation::{Message, MessageKind},
    dialogue::{Cause, Topic},
    id::{DialogueId, InteractionId, NoteId, TopicId},
    interaction::{Direction, Interaction, Note},
    record::Fact,
    time::Timestamp,
};

/// What is read of a dialogue, from its beginning: there it is told what it is about.
pub const MAX_EXAMPLE_CHARS: usize = 1_000;

/// What was said in a dialogue so far, as much of it as is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    text: String,
    chars: usize,
}

impl Evidence {
    /// Adds what was said next.
    pub fn add(&mut self, words: &str) {
        let words = words.trim();
        if words.is_empty() || self.chars >= MAX_EXAMPLE_CHARS {
            return;
        }
        let gap = (!self.text.is_empty()).then_some('\n');
        for character in gap.into_iter().chain(words.chars()).take(MAX_EXAMPLE_CHARS - self.chars) {
            self.text.push(character);
            self.chars += 1;
        }
    }

    /// All of it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A dialogue that a person put on its topic, with what was said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// Which.
    pub dialogue: DialogueId,
    /// Its topic.
    pub topic: TopicId,
    /// When it began.
    pub opened_ms: Timestamp,
    /// The words of all its contacts, in their order.
    pub text: String,
}

/// Of one customer's facts: the dialogues on these topics to which a person put a contact, and in which something was said.
///
/// What a rule put somewhere alone teaches nothing: the model would learn the rule.
pub fn spoken(facts: &[Fact], topics: &[Topic]) -> Vec<Spoken> {
    let mut said = Said::default();
    facts.iter().for_each(|it| said.take(it));
    let contacts = assignment::settle(said.contacts.iter().map(|it| (*it).clone()), said.assignments.iter().copied());
    let mut by_dialogue: BTreeMap<DialogueId, Vec<&Interaction>> = BTreeMap::new();
    for contact in &contacts {
        if let Some(dialogue) = contact.dialogue {
            by_dialogue.entry(dialogue).or_default().push(contact);
        }
    }
    let mut all = Vec::new();
    for (dialogue, mut contacts) in by_dialogue {
        let Some((topic, opened_ms)) = said.opened.get(&dialogue) else { continue };
        let Some(topic) = topics.iter().find(|it| it.id == *topic && !it.retired) else { continue };
        if !contacts.iter().any(|it| said.is_chosen(it)) {
            continue;
        }
        contacts.sort_by_key(|it| (it.started_ms, it.id));
        let mut evidence = Evidence::default();
        contacts.iter().for_each(|it| said.words(it, topic, &mut evidence));
        if !evidence.text().is_empty() {
            all.push(Spoken { dialogue, topic: topic.id, opened_ms: *opened_ms, text: evidence.text });
        }
    }
    all
}

/// A customer's facts, by what they are looked up.
#[derive(Default)]
struct Said<'a> {
    opened: BTreeMap<DialogueId, (TopicId, Timestamp)>,
    contacts: Vec<&'a Interaction>,
    assignments: Vec<&'a Assignment>,
    notes: BTreeMap<InteractionId, Vec<&'a Note>>,
    replaced: BTreeSet<NoteId>,
    messages: BTreeMap<InteractionId, Vec<&'a Message>>,
}

impl<'a> Said<'a> {
    fn take(&mut self, fact: &'a Fact) {
        match fact {
            Fact::DialogueOpened(it) => _ = self.opened.insert(it.id, (it.topic, it.opened_ms)),
            Fact::Interaction(it) => self.contacts.push(it),
            Fact::Assigned(it) => self.assignments.push(it),
            Fact::Note(it) => {
                self.replaced.extend(it.replaces);
                self.notes.entry(it.interaction).or_default().push(it);
            }
            Fact::Message(it) => self.messages.entry(it.contact()).or_default().push(it),
            _ => {}
        }
    }

    /// Whether a person decided where a contact belongs: by assigning it last, or by taking part in it.
    fn is_chosen(&self, contact: &Interaction) -> bool {
        let of_contact = self.assignments.iter().filter(|it| it.interaction == contact.id);
        match of_contact.max_by_key(|it| (it.at_ms, it.id)) {
            Some(last) => matches!(last.cause, Cause::Person { .. }),
            None => contact.agent.is_some(),
        }
    }

    /// Adds the words of a contact: what the customer wrote and what of us noted, else what stands in the timeline.
    fn words(&self, contact: &Interaction, topic: &Topic, evidence: &mut Evidence) {
        let mut written = self.messages.get(&contact.id).cloned().unwrap_or_default();
        // A chat has several.
        written.sort_by_key(|it| (it.at_ms, it.id));
        let mut is_told = !written.is_empty();
        for message in written {
            if message.direction == Direction::Inbound && message.kind == MessageKind::Person {
                evidence.add(&message.subject);
                evidence.add(&message.text);
            }
        }
        for note in self.notes.get(&contact.id).into_iter().flatten() {
            if !self.replaced.contains(&note.id) {
                evidence.add(&note.text);
                is_told = true;
            }
        }
        if !is_told && !is_made_from(&contact.summary, topic) {
            evidence.add(&contact.summary);
        }
    }
}

/// Whether a summary was made from the topic's name, because nobody wrote one: it would teach the answer.
fn is_made_from(summary: &str, topic: &Topic) -> bool {
    [&topic.name.ko, &topic.name.en]
        .into_iter()
        .any(|name| !name.is_empty() && summary.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(" · ")))
}
