//! What must be on the disk before a person goes on, and how fast changes of others come in.

use std::{error::Error, path::Path};

use daehwa_cache::{Cache, PopQuery, Work};
use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    dialogue::{Cause, StageMove},
    id::{CallId, CustomerId, DialogueId, UserId},
    interaction::{Channel, Direction, Interaction, Note, Outcome as How},
    record::{Fact, Record},
    time::Timestamp,
};
use daehwa_protocol::message::{Change, OpResult, Verdict};
use uuid::Uuid;

use crate::{
    data::{self, NOW, scope},
    measure::{Samples, Spent, tell_speed},
    raw,
};

type Outcome = Result<(), Box<dyn Error>>;

const KEY_STROKES: usize = 500;
const WRAP_UPS: u64 = 200;
const DELTAS: u64 = 20;
const CHANGES_A_DELTA: u64 = 500;

pub fn user() -> UserId {
    UserId(Uuid::from_u128(0xA1))
}

/// A key stroke of a note until it is on the disk.
pub fn key_stroke(cache: &Cache, dir: &Path) -> Outcome {
    let place = dir.join("raw-journal.db");
    let raw = fresh(&place)?;
    raw.durable()?;
    let call = CallId(Uuid::now_v7());
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    let mut text = String::new();
    for stroke in 0..KEY_STROKES {
        text.push(if stroke % 6 == 5 { ' ' } else { '가' });
        ours.time(|| cache.journal_note(call, &text, NOW.plus_ms(stroke as i64 * 200)))?;
        theirs.time(|| raw.key_stroke(call.0, &text))?;
    }
    ours.tell("note_key_stroke_to_journal", Some(&theirs));
    cache.commit(Work::new(user(), NOW).wraps_up(call))?;
    drop(raw);
    remove(&place);
    Ok(())
}

/// A wrap-up with contact, note, stage move and callback until it is on the disk.
pub fn wrap_up(cache: &Cache, dir: &Path, customers: u64) -> Outcome {
    let place = dir.join("raw-wrap-up.db");
    let raw = fresh(&place)?;
    raw.durable()?;
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    for turn in 0..WRAP_UPS {
        let story = data::demo().story(turn.wrapping_mul(0x9E37_79B9) % customers);
        let of = story.customer.id;
        let contact = interaction(of, None, turn);
        let note = note(&contact);
        let moved = moved(of, DialogueId(Uuid::now_v7()), contact.started_ms);
        let callback = callback(of);
        let bodies = [
            (note.id.0, rmp_serde::to_vec_named(&note)?),
            (moved.id.0, rmp_serde::to_vec_named(&moved)?),
            (callback.id.0, rmp_serde::to_vec_named(&callback)?),
            (contact.id.0, rmp_serde::to_vec_named(&contact)?),
        ];
        theirs.time(|| raw.wrap_up(&bodies, &contact, turn))?;
        let work = Work::new(user(), NOW)
            .append(Uuid::now_v7().into(), Fact::Interaction(contact))
            .append(Uuid::now_v7().into(), Fact::Note(note))
            .append(Uuid::now_v7().into(), Fact::StageMove(moved))
            .create(Uuid::now_v7().into(), Record::Callback(callback))
            .wraps_up(CallId(Uuid::now_v7()));
        ours.time(|| cache.commit(work))?;
    }
    ours.tell("wrap_up_commit", Some(&theirs));
    let ops = cache.outbox_after(0, usize::MAX)?;
    let accepted = ops.iter().map(|op| OpResult { op: op.id, counter: op.counter, verdict: Verdict::Accepted });
    cache.ack(&accepted.collect::<Vec<_>>(), NOW)?;
    drop(raw);
    remove(&place);
    Ok(())
}

/// New contacts and notes of customers all over the centre, in deltas, beside the raw store adding as many rows to the same tables; and
/// pops meanwhile.
pub fn delta(cache: &Cache, path: &Path, customers: u64) -> Outcome {
    let raw = raw::open(path)?;
    let (mut ours, mut theirs) = (Spent::default(), Spent::default());
    for turn in 0..DELTAS {
        let changes = changes_all_over(customers, 2 * turn);
        let cursor = cursor(cache)?;
        let to = cursor + changes.len() as u64;
        ours.time(|| cache.apply_delta(scope(), cursor, to, &changes, NOW))?;
        let others = changes_all_over(customers, 2 * turn + 1);
        theirs.time(|| raw::upsert(&raw, &others))?;
        raw::take_out(&raw, &others)?;
    }
    tell_speed("delta_apply", DELTAS * CHANGES_A_DELTA, ours, theirs);

    let numbers: Vec<String> = (0..100).filter_map(raw::number_of).collect();
    let mut pops = Samples::default();
    for turn in 0..DELTAS / 2 {
        let changes = changes_all_over(customers, 1_000 + turn);
        let cursor = cursor(cache)?;
        let to = cursor + changes.len() as u64;
        std::thread::scope(|threads| -> Outcome {
            let applying = threads.spawn(|| cache.apply_delta(scope(), cursor, to, &changes, NOW));
            for number in numbers.iter().cycle() {
                let query = PopQuery { number: Some(number.clone()), hint: None };
                pops.time(|| cache.pop(&query, NOW))?;
                if applying.is_finished() {
                    break;
                }
            }
            applying.join().map_err(|_| "applying panicked")??;
            Ok(())
        })?;
    }
    pops.tell("pop_payload_during_delta_apply", None);
    Ok(())
}

fn cursor(cache: &Cache) -> Result<u64, Box<dyn Error>> {
    Ok(cache.sync_state()?.scopes.iter().find(|it| it.scope == scope()).map_or(0, |it| it.cursor))
}

/// A contact with a note for each of many customers.
fn changes_all_over(customers: u64, turn: u64) -> Vec<Change> {
    let demo = data::demo();
    let customers = (0..CHANGES_A_DELTA / 2).map(|at| {
        let index = (turn * CHANGES_A_DELTA + at).wrapping_mul(0x9E37_79B9_7F4A_7C15) % customers;
        demo.story(index).customer.id
    });
    let changes = customers.enumerate().flat_map(|(at, of)| {
        let contact = interaction(of, None, at as u64);
        [Change::Fact { fact: Fact::Note(note(&contact)) }, Change::Fact { fact: Fact::Interaction(contact) }]
    });
    changes.collect()
}

fn fresh(place: &Path) -> Result<raw::Store, Box<dyn Error>> {
    remove(place);
    Ok(raw::Store::make(place)?)
}

pub fn remove(place: &Path) {
    if let Err(error) = Cache::wipe(place) {
        eprintln!("{} stays: {error}", place.display());
    }
}

fn interaction(of: CustomerId, dialogue: Option<DialogueId>, turn: u64) -> Interaction {
    Interaction {
        id: Uuid::now_v7().into(),
        customer: of,
        team: Uuid::from_u128(1).into(),
        dialogue,
        channel: Channel::Phone,
        direction: Direction::Inbound,
        started_ms: Timestamp(NOW.0 + turn as i64),
        duration_ms: 180_000,
        agent: Some(user()),
        address: Some("+821012345678".into()),
        call: Some(Uuid::now_v7().into()),
        route: None,
        outcome: Some(How::Resolved),
        web: None,
        summary: "요금제 변경 문의 — 데이터 무제한 안내".into(),
    }
}

fn note(about: &Interaction) -> Note {
    Note {
        id: Uuid::now_v7().into(),
        customer: about.customer,
        interaction: about.id,
        author: user(),
        at_ms: about.started_ms.plus_ms(1_000),
        text: "가족 결합 할인까지 안내드림. 다음 주 화요일 오후에 다시 전화 달라고 하심.".into(),
        replaces: None,
    }
}

fn moved(of: CustomerId, dialogue: DialogueId, at_ms: Timestamp) -> StageMove {
    StageMove {
        id: Uuid::now_v7().into(),
        customer: of,
        dialogue,
        stage: 3,
        version: 1,
        at_ms,
        interaction: None,
        cause: Cause::Person { user: user() },
    }
}

fn callback(of: CustomerId) -> Callback {
    Callback {
        id: Uuid::now_v7().into(),
        customer: of,
        number: None,
        dialogue: None,
        due_ms: NOW.plus_ms(86_400_000),
        owner: Some(user()),
        note: "결합 할인 결과".into(),
        status: CallbackStatus::Open,
        created_by: user(),
        created_ms: NOW,
    }
}
