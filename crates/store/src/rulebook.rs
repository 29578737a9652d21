//! By what contacts are judged: the channel rules, and the topics to which they lead (H-3); and how customers are served (P-13).

use daehwa_domain::{
    dialogue::Topic,
    id::TopicId,
    rule::{Event, Judgement, Rule, judge},
    treatment::Treatments,
};

/// A tenant's rules, topics and treatments as they were committed together. Read anew when the centre's head is beyond `as_of`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulebook {
    /// The centre's newest seq when this was read.
    pub as_of: u64,
    /// Every rule, also those that are switched off, by id.
    pub rules: Vec<Rule>,
    /// Every topic, also retired ones, by id.
    pub topics: Vec<Topic>,
    /// Every treatment, with the segments that they name.
    pub treatments: Treatments,
}

impl Rulebook {
    /// What the rules say about a contact.
    pub fn judge(&self, event: &Event) -> Judgement {
        judge(&self.rules, event, |id| self.topic(id))
    }

    /// A topic.
    pub fn topic(&self, id: TopicId) -> Option<&Topic> {
        self.topics.iter().find(|it| it.id == id)
    }
}
