//! Who is on a list, and in what order.

use std::collections::BTreeMap;

use super::{LeftOut, Obstacle, Reason};
use crate::{
    dialogue::{Dialogue, Purpose, Topic},
    id::{CustomerId, TopicId},
    need::{Reading, strength},
    time::Timestamp,
};

/// Somebody who could be on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub customer: CustomerId,
    /// The need for which the customer is called.
    pub reason: Option<Reason>,
    /// How strong it is, for ranking only.
    pub strength: f64,
    /// What keeps the customer from being called.
    pub obstacles: Vec<Obstacle>,
}

/// A list in the making.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Who is called, in this order.
    pub called: Vec<Candidate>,
    /// Who is not, in the order in which they would have been.
    pub left: Vec<Candidate>,
    /// How many are not, each once by the first obstacle, in the order of [`Obstacle::ALL`].
    pub left_out: Vec<LeftOut>,
}

/// Parts candidates into those who are called and those who are left out, strongest need first; at most `most` are called. The answer
/// depends on who the candidates are, not on their order; somebody who comes twice counts once, with the stronger need.
pub fn choose(mut candidates: Vec<Candidate>, most: usize) -> Chosen {
    candidates.sort_by(|a, b| {
        let by_need = b.reason.is_some().cmp(&a.reason.is_some()).then(b.strength.total_cmp(&a.strength));
        let dialogue = |it: &Candidate| it.reason.as_ref().map(|it| it.dialogue);
        by_need.then(a.customer.cmp(&b.customer)).then(dialogue(a).cmp(&dialogue(b)))
    });
    let mut known = std::collections::BTreeSet::new();
    candidates.retain(|it| known.insert(it.customer));
    let mut chosen = Chosen::default();
    let mut counts: BTreeMap<Obstacle, u32> = BTreeMap::new();
    for mut candidate in candidates {
        if candidate.obstacles.is_empty() && chosen.called.len() < most {
            chosen.called.push(candidate);
            continue;
        }
        if candidate.obstacles.is_empty() {
            candidate.obstacles.push(Obstacle::Full);
        }
        let first = candidate.obstacles.iter().min().copied().unwrap_or(Obstacle::Full);
        *counts.entry(first).or_default() += 1;
        chosen.left.push(candidate);
    }
    chosen.left_out = counts.into_iter().map(|(why, count)| LeftOut { why, count }).collect();
    chosen
}

/// The need for which a customer is called, with its strength: the strongest on the list's topic, else on a topic with the list's
/// purpose, else any. One that has ended counts only on the list's own topic, after those that run. Complaints are no reason to sell.
pub fn reason<'t>(
    dialogues: &[Dialogue],
    topic: Option<TopicId>,
    purpose: Purpose,
    topic_of: impl Fn(TopicId) -> Option<&'t Topic>,
    now: Timestamp,
) -> Option<(Reason, f64)> {
    let class = |it: &Dialogue| {
        let known = topic_of(it.topic);
        let complains = known.is_some_and(|it| it.complaint) && purpose == Purpose::Sales;
        match (it.open, topic == Some(it.topic), known.is_some_and(|it| it.purpose == purpose)) {
            (true, true, _) => Some(0),
            (false, true, _) => Some(1),
            (true, _, _) if complains => None,
            (true, _, true) => Some(2),
            (true, _, false) => Some(3),
            (false, false, _) => None,
        }
    };
    let strength_of = |it: &Dialogue| strength(&Reading::of(it, topic_of(it.topic)), now);
    let candidates = dialogues.iter().filter_map(|it| Some((class(it)?, strength_of(it), it)));
    let best = candidates.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.id.cmp(&b.2.id)));
    best.map(|(_, strength, it)| {
        let reason = Reason {
            dialogue: it.id,
            topic: it.topic,
            stage: it.stage,
            since_ms: it.stage_since_ms,
            touches: it.touches,
            last_ms: it.last_contact_ms,
            channel: it.last_channel,
        };
        (reason, strength)
    })
}
