//! What the funnel counts (H-7).
#![allow(clippy::unwrap_used)]

use daehwa_domain::{
    dialogue::{Ageing, Cause, DialogueOpened, FIRST_VERSION, Localized, Purpose, Revision, Stage, StageMove, Topic},
    fold::Folded,
    funnel::{Cell, Counter, Funnel, FunnelQuery, Period, StageCount, Way},
    id::{CustomerId, DialogueId, InteractionId, StageMoveId, TopicId, UserId},
    interaction::Channel,
    journey::{Journey, Touch, journeys},
    time::Timestamp,
};
use proptest::prelude::*;
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;
const NOW: Timestamp = Timestamp(100 * DAY_MS);

/// A topic of open stages and a last one that closes.
fn topic(id: u128, stages: usize) -> Topic {
    let stages = (1..=stages).map(|number| Stage { closing: number == stages, ..Stage::default() });
    Topic::new(TopicId(Uuid::from_u128(id)), "plan", Localized::default(), Purpose::Sales, stages.collect())
}

fn opened(id: u128, day: i64) -> DialogueOpened {
    DialogueOpened {
        id: DialogueId(Uuid::from_u128(id)),
        customer: CustomerId(Uuid::from_u128(1)),
        topic: TopicId(Uuid::from_u128(1)),
        opened_ms: Timestamp(day * DAY_MS),
        version: FIRST_VERSION,
    }
}

fn moved(id: u128, dialogue: u128, stage: u8, day: i64, contact: Option<u128>) -> StageMove {
    StageMove {
        id: StageMoveId(Uuid::from_u128(id)),
        customer: CustomerId(Uuid::from_u128(1)),
        dialogue: DialogueId(Uuid::from_u128(dialogue)),
        stage,
        version: FIRST_VERSION,
        at_ms: Timestamp(day * DAY_MS),
        interaction: contact.map(|id| InteractionId(Uuid::from_u128(id))),
        cause: Cause::Person { user: UserId(Uuid::from_u128(9)) },
    }
}

fn touch(id: u128, dialogue: u128, day: i64, channel: Channel) -> Touch {
    Touch {
        at_ms: Timestamp(day * DAY_MS),
        id: InteractionId(Uuid::from_u128(id)),
        channel,
        dialogue: Some(DialogueId(Uuid::from_u128(dialogue))),
    }
}

fn read(topic: &Topic, opens: &[DialogueOpened], moves: &[StageMove], touches: &[Touch]) -> Vec<Journey> {
    let fold = |it: &DialogueOpened| {
        let mut folded = Folded::from_facts(it.clone(), moves, []);
        folded.touches = touches.iter().filter(|touch| touch.dialogue == Some(it.id)).count() as u32;
        folded
    };
    journeys(opens.iter().map(fold).collect(), moves, touches, |id| (id == topic.id).then_some(topic), NOW)
}

fn days(from: i64, to: i64) -> Period {
    Period { from_ms: Timestamp(from * DAY_MS), to_ms: Timestamp(to * DAY_MS) }
}

fn query(from: i64, to: i64) -> FunnelQuery {
    FunnelQuery { topic: None, purpose: None, way: None, period: days(from, to), compared: days(from, to).before() }
}

fn count(query: &FunnelQuery, topic: &Topic, journeys: &[Journey]) -> Funnel {
    let mut counter = Counter::new(query, [topic]);
    journeys.iter().for_each(|it| counter.add(it));
    counter.finish()
}

fn stages(query: &FunnelQuery, topic: &Topic, journeys: &[Journey]) -> Vec<StageCount> {
    count(query, topic, journeys).topics.remove(0).stages
}

#[test]
fn a_stage_counts_when_it_is_reached_first_by_the_channel_of_the_contact_that_moved_it_h_7() {
    let topic = topic(1, 4);
    let moves = [
        moved(1, 1, 2, 12, Some(11)),
        moved(2, 1, 1, 13, None),
        moved(3, 1, 2, 20, None),
        moved(4, 1, 3, 21, Some(99)),
    ];
    let touches = [touch(10, 1, 10, Channel::Web), touch(11, 1, 12, Channel::Phone)];
    let journeys = read(&topic, &[opened(1, 10)], &moves, &touches);
    let stages = stages(&query(10, 30), &topic, &journeys);
    let ways: Vec<_> =
        stages.iter().map(|it| it.ways.iter().map(|it| (it.way, it.reached)).collect::<Vec<_>>()).collect();
    let one = |way| vec![(way, 1)];
    // The contact of the last move is not known here.
    assert_eq!(ways, [one(Way::By(Channel::Web)), one(Way::By(Channel::Phone)), one(Way::NoContact), vec![]]);
    // Its second time at stages 1 and 2 is not counted.
    assert_eq!(stages.iter().map(|it| it.reached).collect::<Vec<_>>(), [1, 1, 1, 0]);
    assert_eq!(
        stages.iter().map(|it| it.median_ms).collect::<Vec<_>>(),
        [Some(2 * DAY_MS), Some(9 * DAY_MS), None, None]
    );
}

#[test]
fn a_stage_that_was_jumped_over_was_not_reached_and_going_on_means_to_any_later_one_h_7() {
    let topic = topic(1, 4);
    let journeys = read(&topic, &[opened(1, 10)], &[moved(1, 1, 4, 15, None)], &[]);
    let stages = stages(&query(10, 30), &topic, &journeys);
    let counts: Vec<_> = stages.iter().map(|it| (it.reached, it.went_on, it.open, it.closed)).collect();
    assert_eq!(counts, [(1, 1, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0), (1, 0, 0, 1)]);
}

#[test]
fn what_was_reached_as_long_a_time_before_stands_beside_it_h_7() {
    let topic = topic(1, 3);
    let opens = [opened(1, 10), opened(2, 19), opened(3, 20), opened(4, 29), opened(5, 30), opened(6, 9)];
    // Each closed on the next day, so that none is another one's continuation.
    let journeys: Vec<_> = (1..)
        .zip(&opens)
        .flat_map(|(id, it)| read(&topic, std::slice::from_ref(it), &[moved(id, id, 3, 40, None)], &[]))
        .collect();
    let stages = stages(&query(20, 30), &topic, &journeys);
    assert_eq!((stages[0].reached, stages[0].before), (2, 2));
}

#[test]
fn what_has_become_of_the_counted_ones_is_read_now_h_7() {
    let mut topic = topic(1, 3);
    topic.ageing = Ageing { stale_days: None, close_days: Some(80) };
    let journeys: Vec<_> = [(1, 10, None), (2, 30, None), (3, 12, Some(3))]
        .into_iter()
        .flat_map(|(id, day, to)| {
            let moves: Vec<_> = to.map(|stage| moved(id, id, stage, 40, None)).into_iter().collect();
            read(&topic, &[opened(id, day)], &moves, &[])
        })
        .collect();
    let first = &stages(&query(0, 100), &topic, &journeys)[0];
    assert_eq!((first.reached, first.open, first.closed, first.aged_out), (3, 1, 1, 1));
}

#[test]
fn stages_of_an_earlier_list_are_counted_where_their_dialogues_went_h_2_h_7() {
    let before = topic(1, 4);
    // 2 and 3 became one.
    let revision = Revision { to: vec![1, 2, 2, 3], closing: vec![4], published_ms: Timestamp(50 * DAY_MS) };
    let after = Topic { revisions: vec![revision], ..topic(1, 3) };
    let moves = [moved(1, 1, 2, 12, None), moved(2, 1, 3, 14, None), moved(3, 1, 4, 20, None)];
    let reached = |topic: &Topic| {
        let journeys = read(topic, &[opened(1, 10)], &moves, &[]);
        stages(&query(0, 90), topic, &journeys).iter().map(|it| it.reached).collect::<Vec<_>>()
    };
    assert_eq!(reached(&before), [1, 1, 1, 1]);
    assert_eq!(reached(&after), [1, 1, 1]);
}

#[test]
fn dialogues_begun_apart_on_one_topic_are_counted_once_h_1_h_7() {
    let topic = topic(1, 3);
    let opens = [opened(1, 10), opened(2, 11)];
    let moves = [moved(1, 2, 2, 12, Some(20)), moved(2, 1, 2, 13, None)];
    let journeys = read(&topic, &opens, &moves, &[touch(20, 2, 9, Channel::Chat)]);
    let stages = stages(&query(0, 90), &topic, &journeys);
    assert_eq!(stages.iter().map(|it| it.reached).collect::<Vec<_>>(), [1, 1, 0]);
    assert_eq!(stages[0].ways[0].way, Way::By(Channel::Chat));
    assert_eq!(stages[1].median_ms, None);
    assert_eq!(stages[0].median_ms, Some(2 * DAY_MS));
}

#[test]
fn topics_are_chosen_by_purpose_and_a_way_alone_can_be_counted_h_7() {
    let topic = topic(1, 3);
    let journeys = read(&topic, &[opened(1, 10)], &[], &[touch(1, 1, 10, Channel::Fax)]);
    let other = FunnelQuery { purpose: Some(Purpose::Service), ..query(0, 90) };
    assert_eq!(count(&other, &topic, &journeys), Funnel::default());
    let by = |channel| FunnelQuery { way: Some(Way::By(channel)), ..query(0, 90) };
    assert_eq!(stages(&by(Channel::Fax), &topic, &journeys)[0].reached, 1);
    assert_eq!(stages(&by(Channel::Web), &topic, &journeys)[0].reached, 0);
}

fn channels() -> impl Strategy<Value = Channel> {
    prop::sample::select(Channel::ALL.to_vec())
}

proptest! {
    #[test]
    fn any_order_of_facts_gives_the_same_funnel_and_its_cells_hold_whom_it_counts_h_7(
        opens in prop::collection::btree_map(1u128..5, 0i64..90, 1..5),
        moves in prop::collection::btree_map(1u128..12, (1u128..5, 1u8..5, 0i64..90, prop::option::of(1u128..9)), 0..12),
        touches in prop::collection::btree_map(1u128..9, (1u128..5, 0i64..90, channels()), 0..9),
        close_days in prop::option::of(1u16..60),
        period in (0i64..60, 1i64..40),
        seed: u64,
    ) {
        let mut topic = topic(1, 4);
        topic.ageing.close_days = close_days;
        let mut opens: Vec<_> = opens.into_iter().map(|(id, day)| opened(id, day)).collect();
        let mut moves: Vec<_> =
            moves.into_iter().map(|(id, (of, stage, day, contact))| moved(id, of, stage, day, contact)).collect();
        let mut touches: Vec<_> = touches.into_iter().map(|(id, (of, day, channel))| touch(id, of, day, channel)).collect();
        let query = query(period.0, period.0 + period.1);
        let journeys = read(&topic, &opens, &moves, &touches);
        let funnel = count(&query, &topic, &journeys);

        for (stage, count) in (1..).zip(&funnel.topics[0].stages) {
            // What it counts is whom a cell holds, and each way's count is its own cell's.
            let cell = |way, period| Cell { topic: topic.id, stage, way, period };
            let held = |cell: Cell| journeys.iter().filter(|it| cell.entered(it).is_some()).count() as u32;
            prop_assert_eq!(held(cell(None, query.period)), count.reached);
            prop_assert_eq!(held(cell(None, query.compared)), count.before);
            for way in &count.ways {
                prop_assert_eq!(held(cell(Some(way.way), query.period)), way.reached);
            }
            prop_assert_eq!(count.ways.iter().map(|it| it.reached).sum::<u32>(), count.reached);
            prop_assert_eq!(count.open + count.closed + count.aged_out, count.reached);
            prop_assert!(count.went_on <= count.reached);
            prop_assert_eq!(count.median_ms.is_some(), count.went_on > 0);
        }

        let turn = |len: usize| if len == 0 { 0 } else { seed as usize % len };
        let (m, t) = (turn(moves.len()), turn(touches.len()));
        moves.rotate_left(m);
        moves.extend(moves.clone());
        touches.rotate_left(t);
        opens.reverse();
        let mut again = read(&topic, &opens, &moves, &touches);
        again.reverse();
        prop_assert_eq!(count(&query, &topic, &again), funnel);
    }
}
