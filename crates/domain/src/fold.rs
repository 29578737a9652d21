//! From facts to dialogues: the same on every desktop and on the server, in whatever order the facts arrive.
//!
//! Two people who are apart can begin a dialogue on the same topic with the same customer. One that begins while an earlier one on its
//! topic still runs is the earlier one under a second id: [`unite`] counts its facts to the earlier one (H-1).

use std::collections::BTreeMap;

use crate::{
    dialogue::{Dialogue, DialogueOpened, StageMove, Standing, Topic},
    id::{DialogueId, InteractionId, StageMoveId, TopicId},
    interaction::{Channel, Interaction},
    time::Timestamp,
};

/// The stage at which a dialogue begins.
pub const FIRST_STAGE: u8 = 1;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The latest stage move of a dialogue, ordered by moment and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// When.
    pub at_ms: Timestamp,
    /// Which.
    pub id: StageMoveId,
    /// The version of the topic's stages under which it was made.
    pub version: u16,
    /// Where to, as numbered in that version.
    pub stage: u8,
}

/// The facts of one dialogue, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// How it began.
    pub opened: DialogueOpened,
    /// The latest stage move by (`at_ms`, `id`).
    pub moved: Option<Moved>,
    /// Number of contacts ([`Interaction::touches`]).
    pub touches: u32,
    /// The latest contact by ([`Interaction::last_ms`], `id`): when, which, on which channel.
    pub contact: Option<(Timestamp, InteractionId, Channel)>,
}

impl Folded {
    /// A dialogue that just began.
    pub fn new(opened: DialogueOpened) -> Self {
        Self { opened, moved: None, touches: 0, contact: None }
    }

    /// A dialogue from all its facts; those of others are passed over, duplicates count once.
    pub fn from_facts<'a>(
        opened: DialogueOpened,
        moves: impl IntoIterator<Item = &'a StageMove>,
        contacts: impl IntoIterator<Item = &'a Interaction>,
    ) -> Self {
        let id = opened.id;
        let mut folded = Self::new(opened);
        moves.into_iter().filter(|it| it.dialogue == id).for_each(|it| folded.add_move(it));
        let contacts = contacts.into_iter().filter(|it| it.dialogue == Some(id));
        let contacts: BTreeMap<InteractionId, &Interaction> = contacts.map(|it| (it.id, it)).collect();
        contacts.values().for_each(|it| folded.add_contact(it));
        folded
    }

    /// Adds a stage move, in any order; adding it again changes nothing.
    pub fn add_move(&mut self, moved: &StageMove) {
        let StageMove { at_ms, id, version, stage, .. } = *moved;
        self.moved = self.moved.max(Some(Moved { at_ms, id, version, stage }));
    }

    /// Adds a contact, in any order, but each only once: a count can't tell a duplicate.
    pub fn add_contact(&mut self, contact: &Interaction) {
        self.touches = self.touches.saturating_add(contact.touches());
        self.contact = self.contact.max(Some((contact.last_ms(), contact.id, contact.channel)));
    }

    /// Where it stands on the topic's stages as they are now. A topic that is not known here closes nothing.
    pub fn standing(&self, topic: Option<&Topic>) -> Standing {
        let (version, stage, at) = match self.moved {
            Some(moved) => (moved.version, moved.stage, moved.at_ms),
            None => (self.opened.version, FIRST_STAGE, self.opened.opened_ms),
        };
        topic.map_or(Standing { stage, closed_ms: None }, |topic| topic.standing(version, stage, at))
    }

    /// When something last happened in it.
    fn active_ms(&self) -> Timestamp {
        let moved = self.moved.map_or(self.opened.opened_ms, |it| it.at_ms);
        let contact = self.contact.map_or(self.opened.opened_ms, |(at, _, _)| at);
        self.opened.opened_ms.max(moved).max(contact)
    }

    /// The moments from which it is stale and closed if nothing happens in it.
    fn ages(&self, topic: Option<&Topic>) -> (Option<Timestamp>, Option<Timestamp>) {
        let ageing = topic.map(|it| it.ageing_at(self.standing(topic).stage)).unwrap_or_default();
        let after = |days: Option<u16>| days.map(|days| self.active_ms().plus_ms(i64::from(days) * DAY_MS));
        (after(ageing.stale_days), after(ageing.close_days))
    }

    /// When it ended or, if nothing happens in it, will; `None` when only a person or a rule ends it.
    fn ends_ms(&self, topic: Option<&Topic>) -> Option<Timestamp> {
        self.standing(topic).closed_ms.or(self.ages(topic).1)
    }

    fn absorb(&mut self, other: &Folded) {
        self.moved = self.moved.max(other.moved);
        self.touches = self.touches.saturating_add(other.touches);
        self.contact = self.contact.max(other.contact);
    }

    fn begun(&self) -> (Timestamp, DialogueId) {
        (self.opened.opened_ms, self.opened.id)
    }

    fn read(&self, topic: Option<&Topic>, now: Timestamp) -> Dialogue {
        let standing = self.standing(topic);
        let (stale_ms, closes_ms) = self.ages(topic);
        let open = standing.closed_ms.is_none() && closes_ms.is_none_or(|at| at > now);
        Dialogue {
            id: self.opened.id,
            customer: self.opened.customer,
            topic: self.opened.topic,
            opened_ms: self.opened.opened_ms,
            stage: standing.stage,
            stage_since_ms: self.moved.map_or(self.opened.opened_ms, |it| it.at_ms),
            touches: self.touches,
            last_contact_ms: self.contact.map_or(self.opened.opened_ms, |(at, _, _)| at),
            last_channel: self.contact.map(|(_, _, channel)| channel),
            open,
            stale: open && stale_ms.is_some_and(|at| at <= now),
            closes_ms: closes_ms.filter(|_| standing.closed_ms.is_none()),
        }
    }
}

/// A dialogue with the ids under which its facts are filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct United {
    /// The dialogue, under the id of the one that began first.
    pub dialogue: Dialogue,
    /// The other ids, in the order in which they began.
    pub also: Vec<DialogueId>,
}

impl United {
    /// Whether facts with this id belong to it.
    pub fn is(&self, id: DialogueId) -> bool {
        self.dialogue.id == id || self.also.contains(&id)
    }
}

/// One customer's dialogues, by topic and beginning. Of those on one topic at most one is open at `now`. Which ids belong together does
/// not depend on `now`.
pub fn unite<'a>(
    folded: impl IntoIterator<Item = Folded>,
    topic_of: impl Fn(TopicId) -> Option<&'a Topic>,
    now: Timestamp,
) -> Vec<United> {
    let mut folded: Vec<Folded> = folded.into_iter().collect();
    folded.sort_by_key(|it| (it.opened.topic, it.begun()));
    let mut united: Vec<(Folded, Vec<DialogueId>)> = Vec::new();
    for next in folded {
        match united.last_mut() {
            Some((current, also)) if runs_into(current, &next, topic_of(next.opened.topic)) => {
                current.absorb(&next);
                also.push(next.opened.id);
            }
            _ => united.push((next, Vec::new())),
        }
    }
    let followed = |index: usize| {
        let topic_at = |index: usize| united.get(index).map(|(folded, _)| folded.opened.topic);
        topic_at(index + 1) == topic_at(index)
    };
    let read = |(index, (folded, also)): (usize, &(Folded, Vec<DialogueId>))| {
        let mut dialogue = folded.read(topic_of(folded.opened.topic), now);
        // It ended when the next one began, also where that is in the future of a clock that is behind.
        dialogue.open &= !followed(index);
        dialogue.stale &= dialogue.open;
        United { dialogue, also: also.clone() }
    };
    united.iter().enumerate().map(read).collect()
}

fn runs_into(current: &Folded, next: &Folded, topic: Option<&Topic>) -> bool {
    current.opened.topic == next.opened.topic && current.ends_ms(topic).is_none_or(|end| next.opened.opened_ms < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialogue::{Cause, FIRST_VERSION, Localized, Purpose, Stage},
        id::{CustomerId, TeamId, UserId},
        interaction::Direction,
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_000);

    fn topic(id: u128) -> Topic {
        let stages = [false, false, true].map(|closing| Stage { closing, ..Stage::default() });
        Topic::new(TopicId(Uuid::from_u128(id)), "plan", Localized::default(), Purpose::Sales, stages.into())
    }

    fn opened(id: u128, at: i64) -> DialogueOpened {
        DialogueOpened {
            id: DialogueId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            topic: TopicId(Uuid::from_u128(1)),
            opened_ms: Timestamp(at),
            version: FIRST_VERSION,
        }
    }

    fn moved(id: u128, dialogue: u128, stage: u8, at: i64) -> StageMove {
        StageMove {
            id: StageMoveId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            dialogue: DialogueId(Uuid::from_u128(dialogue)),
            stage,
            version: FIRST_VERSION,
            at_ms: Timestamp(at),
            interaction: None,
            cause: Cause::Person { user: UserId(Uuid::from_u128(9)) },
        }
    }

    fn contact(id: u128, dialogue: u128, at: i64) -> Interaction {
        Interaction {
            id: InteractionId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(1)),
            team: TeamId(Uuid::from_u128(1)),
            dialogue: Some(DialogueId(Uuid::from_u128(dialogue))),
            channel: if id.is_multiple_of(2) { Channel::Web } else { Channel::Phone },
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

    fn fold(opens: &[DialogueOpened], moves: &[StageMove], contacts: &[Interaction]) -> Vec<United> {
        let topic = topic(1);
        let folded = opens.iter().map(|it| Folded::from_facts(it.clone(), moves, contacts));
        unite(folded, |id| (id == topic.id).then_some(&topic), NOW)
    }

    #[test]
    fn a_dialogue_stands_where_the_latest_move_put_it() {
        // H-3
        let moves = [moved(1, 1, 2, 30), moved(2, 1, 1, 20)];
        let found = fold(&[opened(1, 10)], &moves, &[contact(1, 1, 15), contact(2, 1, 40)]);
        let dialogue = &found[0].dialogue;
        assert_eq!((dialogue.stage, dialogue.stage_since_ms, dialogue.open), (2, Timestamp(30), true));
        assert_eq!((dialogue.touches, dialogue.last_contact_ms), (2, Timestamp(40)));
        assert_eq!(dialogue.last_channel, Some(Channel::Web));
    }

    #[test]
    fn a_closing_stage_closes_and_the_next_contact_on_the_topic_is_a_new_dialogue() {
        // H-1
        let found = fold(&[opened(1, 10), opened(2, 60)], &[moved(1, 1, 3, 50)], &[]);
        assert_eq!(found.iter().map(|it| it.dialogue.open).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn two_dialogues_begun_apart_on_one_topic_are_one() {
        // H-1
        let found =
            fold(&[opened(2, 12), opened(1, 10)], &[moved(1, 2, 2, 30)], &[contact(1, 1, 11), contact(2, 2, 13)]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].dialogue.id, found[0].dialogue.stage), (DialogueId(Uuid::from_u128(1)), 2));
        assert_eq!(found[0].dialogue.touches, 2);
        assert!(found[0].is(DialogueId(Uuid::from_u128(2))));
        // Closing it under either id closes it.
        for id in [1, 2] {
            let closed = fold(&[opened(1, 10), opened(2, 12)], &[moved(5, id, 3, 50)], &[]);
            assert!(closed.len() == 1 && !closed[0].dialogue.open);
        }
    }

    #[test]
    fn a_topic_that_is_not_known_closes_nothing() {
        let folded = Folded::from_facts(opened(1, 10), &[moved(1, 1, 3, 20)], &[]);
        assert!(unite([folded], |_| None, NOW)[0].dialogue.open);
    }

    proptest! {
        #[test]
        fn facts_fold_to_the_same_in_any_order_with_duplicates(
            opens in prop::collection::vec((1u128..5, 0i64..50), 1..5),
            moves in prop::collection::vec((1u128..6, 1u128..5, 0u8..5, 0i64..50), 0..8),
            contacts in prop::collection::vec((1u128..9, 1u128..5, 0i64..50), 0..8),
            seed: u64,
        ) {
            let opens: BTreeMap<_, _> = opens.into_iter().map(|(id, at)| (id, opened(id, at))).collect();
            let opens: Vec<_> = opens.into_values().collect();
            let moves: BTreeMap<_, _> = moves.into_iter().map(|(id, of, stage, at)| (id, moved(id, of, stage, at))).collect();
            let mut moves: Vec<_> = moves.into_values().collect();
            let contacts: BTreeMap<_, _> = contacts.into_iter().map(|(id, of, at)| (id, contact(id, of, at))).collect();
            let mut contacts: Vec<_> = contacts.into_values().collect();
            let expected = fold(&opens, &moves, &contacts);
            prop_assert!(expected.iter().filter(|it| it.dialogue.open).count() <= 1);

            // Incrementally, one after the other.
            let topic = topic(1);
            let one_by_one = opens.iter().map(|it| {
                let mut folded = Folded::new(it.clone());
                contacts.iter().rev().filter(|c| c.dialogue == Some(it.id)).for_each(|c| folded.add_contact(c));
                moves.iter().rev().filter(|m| m.dialogue == it.id).for_each(|m| folded.add_move(m));
                folded
            });
            prop_assert_eq!(&unite(one_by_one, |_| Some(&topic), NOW), &expected);

            let turn = |len: usize| if len == 0 { 0 } else { seed as usize % len };
            let (m, c) = (turn(moves.len()), turn(contacts.len()));
            moves.rotate_left(m);
            contacts.rotate_left(c);
            moves.extend(moves.clone());
            contacts.extend(contacts.clone());
            let opens: Vec<_> = opens.into_iter().rev().collect();
            prop_assert_eq!(fold(&opens, &moves, &contacts), expected);
        }
    }
}
