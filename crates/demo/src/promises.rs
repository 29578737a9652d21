//! What agents wrote down for each other, and the calls they promised.

use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    customer::{Customer, Remark, RemarkKind},
    dialogue::Topic,
    id::{CallbackId, DialogueId, RemarkId, UserId},
    record::Fact,
    time::Timestamp,
};

use crate::{DAY_MS, FEATURED, MINUTE_MS, SEOUL_AHEAD_MS, centre::Centre, dice::Dice, text::Text};

const PREFERENCES: [Text; 6] = [
    Text("오후 6시 이후 통화를 선호함", "Prefers calls after 6 pm"),
    Text("문자로 먼저 알려 드리면 좋아하심", "Likes a text message before a call"),
    Text("천천히 또박또박 설명해 드릴 것", "Please speak slowly and clearly"),
    Text("청구서는 이메일로만 받음", "Bills by e-mail only"),
    Text("숫자는 반드시 서면으로 다시 보내 드릴 것", "Send all figures in writing afterwards"),
    Text("가족 회선 세 개를 함께 관리하심", "Looks after three lines of the family"),
];
const PROMISES: [Text; 4] = [
    Text("환불 처리 결과를 전화로 알려 드리기로 함", "We promised to call with the result of the refund"),
    Text("신형 공유기 입고되면 먼저 연락하기로 함", "We promised to call first when the new router is in"),
    Text("다음 달 할인 적용 여부를 확인해 드리기로 함", "We promised to check that the discount applies next month"),
    Text("견적서를 메일로 다시 보내 드리기로 함", "We promised to send the quote again by mail"),
];
const WARNINGS: [Text; 4] = [
    Text(
        "같은 설명을 세 번 들었다며 불만이 큼. 지난 내용을 먼저 확인하고 말씀드릴 것",
        "Had to explain the same thing three times; read the history before speaking",
    ),
    Text("미해결 불만이 있음. 판매 권유 금지", "Unresolved complaint: do not sell"),
    Text(
        "본인 확인 실패 이력이 있음. 확인 절차를 철저히",
        "Failed an identity check before; follow the procedure closely",
    ),
    Text(
        "통화 중 언성을 높인 적이 있음. 필요하면 팀장에게 연결",
        "Has shouted at agents; hand over to the team lead if needed",
    ),
];
const HANDLING: [Text; 4] = [
    Text("담당 상담사가 자리에 있으면 먼저 연결", "Connect to the usual agent first when present"),
    Text("귀가 어두우심: 또렷하게", "Hard of hearing"),
    Text("위임장 있음: 배우자와 통화 가능", "Power of attorney on file: the spouse may call"),
    Text("기술 용어 대신 쉬운 말로 안내", "Avoid technical words"),
];
const REASONS: [Text; 5] = [
    Text("견적 결과 안내", "Tell the result of the quote"),
    Text("요금 확인 후 회신", "Answer about the bill"),
    Text("설치 일정 조율", "Agree on a date for the installation"),
    Text("점검 결과 안내", "Tell what the line check found"),
    Text("재약정 조건 설명", "Explain the renewal offer"),
];

/// What agents should know about the customer.
pub(crate) fn remarks(
    dice: &mut Dice,
    customer: &Customer,
    agents: &[UserId],
    index: u64,
    now: Timestamp,
) -> Vec<Remark> {
    let featured = index < FEATURED;
    let shares = [
        (RemarkKind::Warning, &WARNINGS[..], 1, if featured { 16 } else { 4 }),
        (RemarkKind::Promise, &PROMISES[..], 2, if featured { 35 } else { 6 }),
        (RemarkKind::Handling, &HANDLING[..], 4, 10),
        (RemarkKind::Preference, &PREFERENCES[..], 5, if featured { 60 } else { 25 }),
    ];
    let mut remarks = Vec::new();
    for (kind, texts, priority, percent) in shares {
        if dice.chance(percent) {
            let created_ms = now.plus_ms(-dice.between(1, 60) * DAY_MS);
            let promise = kind == RemarkKind::Promise;
            remarks.push(Remark {
                id: RemarkId(dice.id(created_ms)),
                customer: customer.id,
                kind,
                text: dice.pick(texts).in_language(customer.language).into(),
                priority,
                due_ms: promise.then(|| now.plus_ms(dice.between(-2, 10) * DAY_MS)),
                expires_ms: (kind == RemarkKind::Warning).then(|| now.plus_ms(dice.between(30, 180) * DAY_MS)),
                done: promise && dice.chance(20),
                author: *dice.pick(agents),
                created_ms,
            });
        }
    }
    remarks
}

/// Calls that were promised: some overdue, some today, some tomorrow, a few already made.
///
/// A centre of any size has a day's work of them, not a share of all customers.
pub(crate) fn callbacks(
    dice: &mut Dice,
    centre: &Centre,
    customer: &Customer,
    agents: &[UserId],
    facts: &[Fact],
    index: u64,
    now: Timestamp,
) -> Vec<Callback> {
    let share = if index < FEATURED {
        300
    } else if index < 3_000 {
        12
    } else {
        1
    };
    if dice.below(1_000) >= share {
        return Vec::new();
    }
    let due_ms = match dice.below(10) {
        0..3 => now.plus_ms(-dice.between(3, 240) * 10 * MINUTE_MS),
        3..7 => round_to_ten_minutes(now.plus_ms(dice.between(2, 36) * 10 * MINUTE_MS)),
        _ => tomorrow_at(now, dice.between(9 * 6, 18 * 6) * 10 * MINUTE_MS),
    };
    let created_by = *dice.pick(agents);
    let owner = match dice.below(10) {
        0..5 => Some(agents[0]),
        5..8 => Some(created_by),
        _ => None,
    };
    let created_ms = now.plus_ms(-dice.between(2, 6) * DAY_MS);
    let dialogue = open_dialogue(facts, &centre.topics);
    vec![Callback {
        id: CallbackId(dice.id(created_ms)),
        customer: customer.id,
        number: None,
        dialogue,
        due_ms,
        owner,
        note: dice.pick(&REASONS).in_language(customer.language).into(),
        status: if dice.chance(10) { CallbackStatus::Done } else { CallbackStatus::Open },
        created_by,
        created_ms,
    }]
}

/// The dialogue that was last moved and is still open.
fn open_dialogue(facts: &[Fact], topics: &[Topic]) -> Option<DialogueId> {
    let latest = facts.iter().rev().find_map(|fact| match fact {
        Fact::StageMove(it) => Some(it),
        _ => None,
    })?;
    let opened = facts.iter().find_map(|fact| match fact {
        Fact::DialogueOpened(it) if it.id == latest.dialogue => Some(it),
        _ => None,
    })?;
    let topic = topics.iter().find(|topic| topic.id == opened.topic)?;
    let closed = topic.stage(latest.stage).is_some_and(|stage| stage.closing);
    (!closed).then_some(latest.dialogue)
}

fn round_to_ten_minutes(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(10 * MINUTE_MS))
}

fn tomorrow_at(now: Timestamp, time_of_day_ms: i64) -> Timestamp {
    let today = (now.0 + SEOUL_AHEAD_MS).div_euclid(DAY_MS);
    Timestamp((today + 1) * DAY_MS + time_of_day_ms - SEOUL_AHEAD_MS)
}
