//! Taking a stage move back. Moves are facts and stay: what takes one back is another move, to where the dialogue stood before.

use crate::{
    dialogue::{Cause, StageMove, Topic},
    id::UserId,
    time::Timestamp,
};

/// For so long a person can take an own move back, whatever moves the topic allows: it was a slip. Later it is a move like any other.
pub const UNDO_MS: i64 = 10 * 60 * 1_000;

/// Where a dialogue goes when its latest move is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The stage (from 1) on the topic's list as it is now.
    pub stage: u8,
    /// The earliest moment that the move back can have: it has to come after the one that it takes back.
    pub not_before: Timestamp,
}

/// What taking the latest move of a dialogue back would do, that began at the stage `began` of the topic's list as it is now; `None` when it was not `user`'s own, is older than [`UNDO_MS`], or changed nothing. A move
/// that is dated ahead, by a clock that was set back since, is a fresh one.
pub fn undo(began: u8, moves: &[StageMove], topic: &Topic, user: UserId, now: Timestamp) -> Option<Undo> {
    let mut moves: Vec<&StageMove> = moves.iter().collect();
    moves.sort_by_key(|it| (it.at_ms, it.id));
    let (last, earlier) = moves.split_last()?;
    if last.cause != (Cause::Person { user }) || now.since_ms(last.at_ms) > UNDO_MS {
        return None;
    }
    let today = |it: &StageMove| topic.standing(it.version, it.stage, it.at_ms).stage;
    let before = earlier.last().map_or(began, |it| today(it));
    let is_back = before != today(last);
    is_back.then(|| Undo { stage: before, not_before: last.at_ms.plus_ms(1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialogue::{AllowedMoves, DialogueOpened, Localized, Purpose, Stage},
        fold::{FIRST_STAGE, Folded},
        id::{CustomerId, DialogueId, StageMoveId, TopicId},
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const ME: UserId = UserId(Uuid::from_u128(1));
    const OTHER: UserId = UserId(Uuid::from_u128(2));

    fn topic() -> Topic {
        let closing = Stage { closing: true, ..Stage::default() };
        let stages = vec![Stage::default(), Stage::default(), Stage::default(), closing];
        let topic = Topic::new(TopicId(Uuid::from_u128(7)), "t", Localized::default(), Purpose::Sales, stages);
        Topic { moves: AllowedMoves::Forward, ..topic }
    }

    fn opened() -> DialogueOpened {
        DialogueOpened {
            id: DialogueId(Uuid::from_u128(3)),
            customer: CustomerId(Uuid::from_u128(4)),
            topic: TopicId(Uuid::from_u128(7)),
            opened_ms: Timestamp(0),
            version: 1,
        }
    }

    fn moved(id: u128, stage: u8, at: i64, user: UserId) -> StageMove {
        StageMove {
            id: StageMoveId(Uuid::from_u128(id)),
            customer: CustomerId(Uuid::from_u128(4)),
            dialogue: DialogueId(Uuid::from_u128(3)),
            stage,
            version: 1,
            at_ms: Timestamp(at),
            interaction: None,
            cause: Cause::Person { user },
        }
    }

    fn stage_after(moves: &[StageMove], now: i64) -> Option<u8> {
        undo(FIRST_STAGE, moves, &topic(), ME, Timestamp(now)).map(|it| it.stage)
    }

    #[test]
    fn an_own_slip_goes_back_to_where_the_dialogue_stood_also_from_a_closing_stage() {
        // H-10; the topic allows moves forward only.
        assert_eq!(stage_after(&[moved(1, 4, 100, ME)], 200), Some(1));
        assert_eq!(stage_after(&[moved(1, 2, 100, OTHER), moved(2, 4, 150, ME)], 200), Some(2));
        assert_eq!(stage_after(&[moved(2, 4, 150, ME), moved(1, 2, 100, OTHER)], 200), Some(2), "in any order");
    }

    #[test]
    fn what_another_did_what_is_long_ago_and_what_changed_nothing_is_not_taken_back() {
        assert_eq!(stage_after(&[], 0), None);
        assert_eq!(stage_after(&[moved(1, 2, 100, ME), moved(2, 3, 150, OTHER)], 200), None);
        assert_eq!(stage_after(&[moved(1, 2, 0, ME)], UNDO_MS), Some(1));
        assert_eq!(stage_after(&[moved(1, 2, 0, ME)], UNDO_MS + 1), None);
        assert_eq!(stage_after(&[moved(1, 1, 0, ME)], 1), None);
        assert_eq!(stage_after(&[moved(1, 2, 900, ME)], 1), Some(1), "a clock that was set back");
    }

    proptest! {
        /// H-10: after the move back the dialogue stands where it stood before the move, on every desktop.
        #[test]
        fn a_move_that_is_taken_back_leaves_the_dialogue_where_it_was(
            stages in proptest::collection::vec((1_u8..=4, 0_i64..1_000), 1..6),
        ) {
            let topic = topic();
            let mut moves: Vec<_> =
                stages.iter().enumerate().map(|(n, (stage, at))| moved(n as u128 + 1, *stage, *at, ME)).collect();
            moves.sort_by_key(|it| (it.at_ms, it.id));
            let before = &moves[..moves.len() - 1];
            let stood = Folded::from_facts(opened(), before, []).standing(Some(&topic)).stage;
            let back = undo(FIRST_STAGE, &moves, &topic, ME, Timestamp(1_000));
            moves.extend(back.map(|back| moved(99, back.stage, back.not_before.0, ME)));
            prop_assert_eq!(Folded::from_facts(opened(), &moves, []).standing(Some(&topic)).stage, stood);
        }
    }
}
