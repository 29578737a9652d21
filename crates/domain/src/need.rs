//! Needs: the reading of a dialogue now.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    dialogue::{Dialogue, Topic},
    episode::Episode,
    fold::United,
    id::{DialogueId, InteractionId, TopicId},
    interaction::{Channel, Interaction},
    time::Timestamp,
};

/// The most interactions that are named as a need's evidence.
pub const MAX_EVIDENCE: usize = 5;
/// What the last stage of a topic adds to a need's strength; stages before it add their share.
const STAGE_WEIGHT: f64 = 1.0;
/// What ln(1 + seconds since the topic came up) takes from a need's strength, where ln(1 + touches) adds 1.
const NEWNESS_WEIGHT: f64 = 0.6;
/// What ln(1 + seconds since the last contact) takes from it.
const RECENCY_WEIGHT: f64 = 0.7;

/// What a customer wants now, with what shows it (H-5, H-10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Need {
    /// The dialogue that was read.
    pub dialogue: DialogueId,
    /// Its topic.
    pub topic: TopicId,
    /// Its stage (from 1).
    pub stage: u8,
    /// How strong, for ranking only; decays with time.
    pub strength: f64,
    /// Since when it is at this stage.
    pub since_ms: Timestamp,
    /// The channels that took part, in the order of [`Channel::ALL`].
    pub channels: Vec<Channel>,
    /// The latest interactions that show it, newest first.
    pub evidence: Vec<InteractionId>,
}

/// A customer's needs, strongest first: one for each open dialogue. Channels and evidence come from `interactions`, which may be the
/// latest ones only.
pub fn needs<'a>(
    dialogues: &[United],
    interactions: &[Interaction],
    topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
    now: Timestamp,
) -> Vec<Need> {
    let open = dialogues.iter().filter(|it| it.dialogue.open);
    let mut needs: Vec<Need> = open.map(|it| read(it, interactions, topic_of(it.dialogue.topic), now)).collect();
    needs.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.dialogue.cmp(&b.dialogue)));
    needs
}

/// What a need's strength is read from: the same for a dialogue on screen and for a row of a file that is put through the model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Number of contacts.
    pub touches: u32,
    /// When the topic came up.
    pub first_ms: Timestamp,
    /// When the last contact on it was.
    pub last_ms: Timestamp,
    /// How far it is on the topic's scale of stages, 0–1.
    pub progress: f64,
}

impl Reading {
    /// A dialogue's; a topic that is not known here has no scale.
    pub fn of(dialogue: &Dialogue, topic: Option<&Topic>) -> Self {
        Self {
            touches: dialogue.touches,
            first_ms: dialogue.opened_ms,
            last_ms: dialogue.last_contact_ms,
            progress: progress(dialogue.stage, topic),
        }
    }

    /// An episode's.
    pub fn of_episode(episode: &Episode, topic: Option<&Topic>) -> Self {
        Self {
            touches: episode.touches,
            first_ms: episode.first_ms,
            last_ms: episode.last_ms,
            progress: progress(episode.stage, topic),
        }
    }
}

/// ln(1 + touches) − 0.6 · ln(1 + seconds since the topic came up) − 0.7 · ln(1 + seconds since the last contact) + progress.
///
/// Often touched, new, recent, far: each term is one of them, and none needs more than what a dialogue holds, so a contact moves the
/// strength when it is stored (H-5). The weights are those of a conditional logit (McFadden 1974) over which of the open topics is put
/// into the cart next, fitted on RetailRocket's cart moments of 1–15 July 2015 (1.04, −.64, −.70) and rounded; those of 16–31 July alone
/// come out at 1.00, −.60, −.70. It finds the topic at .766 of the first half's moments and at .752 of the second's, which it wasn't
/// fitted on; with three or more topics open .691 and .692 (docs/insight.md, with what simpler readings reach). That data has no stages: their
/// weight is our choice, and decides between dialogues that are alike in the rest. A moment in the future, from a clock that is ahead,
/// counts as now.
pub fn strength(reading: &Reading, now: Timestamp) -> f64 {
    f64::from(reading.touches).ln_1p()
        - NEWNESS_WEIGHT * ln_seconds(reading.first_ms, now)
        - RECENCY_WEIGHT * ln_seconds(reading.last_ms, now)
        + STAGE_WEIGHT * reading.progress
}

/// ln(1 + seconds from `moment` to `now`).
fn ln_seconds(moment: Timestamp, now: Timestamp) -> f64 {
    (now.since_ms(moment).max(0) as f64 / 1_000.0).ln_1p()
}

/// How far a stage is on its topic's scale, 0–1.
fn progress(stage: u8, topic: Option<&Topic>) -> f64 {
    let stages = topic.map_or(0, |it| it.stages.len());
    if stages < 2 {
        return 0.0;
    }
    (f64::from(stage.saturating_sub(1)) / (stages - 1) as f64).min(1.0)
}

fn read(united: &United, interactions: &[Interaction], topic: Option<&Topic>, now: Timestamp) -> Need {
    let shows = |it: &&Interaction| it.dialogue.is_some_and(|id| united.is(id));
    let mut evidence: Vec<_> = interactions.iter().filter(shows).collect();
    evidence.sort_by_key(|it| std::cmp::Reverse((it.last_ms(), it.id)));
    evidence.dedup_by_key(|it| it.id);
    let dialogue = &united.dialogue;
    let took_part =
        |channel: &Channel| dialogue.last_channel == Some(*channel) || evidence.iter().any(|it| it.channel == *channel);
    Need {
        dialogue: dialogue.id,
        topic: dialogue.topic,
        stage: dialogue.stage,
        strength: strength(&Reading::of(dialogue, topic), now),
        since_ms: dialogue.stage_since_ms,
        channels: Channel::ALL.into_iter().filter(took_part).collect(),
        evidence: evidence.iter().take(MAX_EVIDENCE).map(|it| it.id).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialogue::{Localized, Purpose, Stage},
        id::{CustomerId, TeamId},
        interaction::Direction,
    };
    use uuid::Uuid;

    fn dialogue(id: u128, stage: u8, touches: u32, last_contact_ms: i64) -> United {
        let dialogue = Dialogue {
            id: DialogueId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            topic: TopicId(Uuid::from_u128(id)),
            opened_ms: Timestamp(0),
            stage,
            stage_since_ms: Timestamp(0),
            touches,
            last_contact_ms: Timestamp(last_contact_ms),
            last_channel: Some(Channel::Phone),
            open: true,
            stale: false,
            closes_ms: None,
        };
        United { dialogue, also: vec![DialogueId(Uuid::from_u128(100 + id))] }
    }

    fn topic() -> Topic {
        let stages = vec![Stage::default(); 5];
        Topic::new(TopicId(Uuid::from_u128(1)), "t", Localized::default(), Purpose::Service, stages)
    }

    fn interaction(id: u128, dialogue: u128, at: i64, channel: Channel) -> Interaction {
        Interaction {
            id: InteractionId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            team: TeamId(Uuid::from_u128(1)),
            dialogue: Some(DialogueId(Uuid::from_u128(dialogue))),
            channel,
            direction: Direction::Inbound,
            started_ms: Timestamp(at),
            duration_ms: 0,
            agent: None,
            address: None,
            call: None,
            route: None,
            outcome: None,
            web: None,
            summary: String::new(),
        }
    }

    fn order(dialogues: &[United], now: i64) -> Vec<u128> {
        let topic = topic();
        needs(dialogues, &[], |_| Some(&topic), Timestamp(now)).iter().map(|it| it.dialogue.0.as_u128()).collect()
    }

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn the_more_recent_the_more_often_touched_and_the_further_need_is_stronger() {
        // H-4, H-5
        assert_eq!(order(&[dialogue(1, 1, 3, 0), dialogue(2, 1, 3, DAY_MS)], 2 * DAY_MS), [2, 1]);
        assert_eq!(order(&[dialogue(1, 1, 1, 0), dialogue(2, 1, 9, 0)], DAY_MS), [2, 1]);
        assert_eq!(order(&[dialogue(1, 2, 3, 0), dialogue(2, 4, 3, 0)], DAY_MS), [2, 1]);
    }

    #[test]
    fn of_two_topics_touched_alike_the_one_that_came_up_later_is_stronger_h_4() {
        let mut newer = dialogue(2, 1, 3, DAY_MS);
        newer.dialogue.opened_ms = Timestamp(DAY_MS - 60_000);
        assert_eq!(order(&[dialogue(1, 1, 3, DAY_MS), newer], 2 * DAY_MS), [2, 1]);
    }

    #[test]
    fn a_need_decays() {
        let (topic, united) = (topic(), dialogue(1, 3, 4, 0));
        let at = |now| strength(&Reading::of(&united.dialogue, Some(&topic)), Timestamp(now));
        assert!(at(1_000) > at(60_000) && at(60_000) > at(DAY_MS));
        assert_eq!(at(-5_000), at(0));
        assert!(at(i64::MAX).is_finite() && at(i64::MIN).is_finite());
    }

    #[test]
    fn a_need_names_its_evidence_newest_first_and_its_channels() {
        // H-10
        let mut seen: Vec<_> = (1..9).map(|id| interaction(id, 1, id as i64, Channel::Web)).collect();
        seen.push(interaction(20, 101, 50, Channel::Email));
        seen.push(interaction(21, 2, 60, Channel::Fax));
        let need = &needs(&[dialogue(1, 1, 9, 8)], &seen, |_| None, Timestamp(100))[0];
        let evidence: Vec<_> = need.evidence.iter().map(|it| it.0.as_u128()).collect();
        assert_eq!(evidence, [20, 8, 7, 6, 5]);
        assert_eq!(need.channels, [Channel::Phone, Channel::Email, Channel::Web]);
    }

    #[test]
    fn a_closed_dialogue_is_no_need() {
        let mut closed = dialogue(1, 5, 3, 0);
        closed.dialogue.open = false;
        assert!(needs(&[closed], &[], |_| None, Timestamp(1)).is_empty());
    }
}
