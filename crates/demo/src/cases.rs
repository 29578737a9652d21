//! Requests and complaints (D-11), what is promised about them, and when the centre works.

use daehwa_domain::{
    calendar::{Calendar, DayOff, PublicHolidays, Span},
    case::{Case, CaseStep, Did, Kind, Resolution},
    conversation::Priority,
    customer::{Customer, Tier},
    id::{CalendarId, CaseId, CaseStepId, SlaPolicyId, UserId},
    record::Fact,
    sla::{Applies, Deed, Escalation, SlaPolicy, Target},
    time::Timestamp,
};

use crate::{DAY_MS, FEATURED, MINUTE_MS, centre::OPENED, dice::Dice, history, text::Text};

const OPENS_MIN: u16 = 9 * 60;
const CLOSES_MIN: u16 = 18 * 60;

const REQUESTS: [(Text, Text); 6] = [
    (
        Text("명의 변경 서류 확인", "Check the papers for a change of name"),
        Text(
            "배우자 명의로 변경. 신분증 사본은 메일로 받음",
            "To the spouse's name. Copy of the identity card came by mail",
        ),
    ),
    (
        Text("세금계산서 재발행", "Issue the tax invoice again"),
        Text("지난달분, 사업자 번호 수정", "Last month's, with the corrected business number"),
    ),
    (Text("설치 주소 변경", "Move the line to a new address"), Text("다음 달 초 이사 예정", "Moves early next month")),
    (Text("통화 내역서 발급", "Send a record of calls"), Text("", "")),
    (Text("자동이체 계좌 변경", "Change the account for direct debit"), Text("", "")),
    (Text("해외 로밍 한도 조정", "Raise the limit for roaming"), Text("출국 전까지 필요함", "Needed before departure")),
];
const COMPLAINTS: [(Text, Text); 4] = [
    (
        Text("두 달째 이중 청구", "Billed twice for two months"),
        Text("환불을 약속받았으나 처리되지 않음", "A refund was promised and never came"),
    ),
    (Text("설치 기사 미방문", "The engineer never came"), Text("오전 내내 기다렸다고 하심", "Waited all morning")),
    (
        Text("저녁마다 인터넷 끊김", "The line drops every evening"),
        Text("공유기는 이미 교체함", "The router was already replaced"),
    ),
    (Text("동의 없는 요금제 변경", "The plan was changed without asking"), Text("", "")),
];
const COMMENTS: [Text; 3] = [
    Text("담당 부서에 확인 요청함", "Asked the department in charge"),
    Text("서류 도착, 검토 중", "The papers have come and are looked at"),
    Text("고객이 오후 통화를 원하심", "Would like to be called in the afternoon"),
];

/// Weekdays from nine to six in Seoul.
pub(crate) fn calendars(dice: &mut Dice) -> Vec<Calendar> {
    let labour_days = (2025..=2030).filter_map(|year| chrono::NaiveDate::from_ymd_opt(year, 5, 1));
    vec![Calendar {
        id: CalendarId(dice.id(OPENED)),
        name: "평일 상담 (Weekdays)".into(),
        time_zone: "Asia/Seoul".into(),
        hours: (1..=5).map(|weekday| Span { weekday, from_min: OPENS_MIN, to_min: CLOSES_MIN }).collect(),
        public_holidays: PublicHolidays::Korea,
        days_off: labour_days.map(|date| DayOff { date, name: "노동절 (Labour Day)".into() }).collect(),
        retired: false,
    }]
}

/// Complaints before requests, those of valued customers before others.
pub(crate) fn policies(dice: &mut Dice, calendar: CalendarId) -> Vec<SlaPolicy> {
    let valued = vec![Tier::Vip, Tier::Gold];
    let of =
        |kinds: &[Kind], tiers: &[Tier]| Applies { kinds: kinds.to_vec(), tiers: tiers.to_vec(), ..Applies::default() };
    let rows = [
        ("VIP·골드 불만 (Complaints of valued customers)", 1, of(&[Kind::Complaint], &valued), 60, 540),
        ("불만 (Complaints)", 3, of(&[Kind::Complaint], &[]), 120, 3 * 540),
        ("요청 (Requests)", 9, Applies::default(), 240, 5 * 540),
    ];
    let escalation = |target, percent, deed| Escalation { target, percent, deed };
    let policy = |(name, rank, applies, answer, resolve): (&str, u8, Applies, u32, u32)| SlaPolicy {
        id: SlaPolicyId(dice.id(OPENED)),
        name: name.into(),
        rank,
        applies,
        calendar: Some(calendar),
        answer_min: Some(answer),
        resolve_min: Some(resolve),
        escalations: vec![
            escalation(Target::Answer, 75, Deed::Remind),
            escalation(Target::Answer, 100, Deed::Raise),
            escalation(Target::Resolve, 80, Deed::Remind),
            escalation(Target::Resolve, 100, Deed::Raise),
            escalation(Target::Resolve, 120, Deed::Lead),
        ],
        retired: false,
    };
    rows.into_iter().map(policy).collect()
}

/// The cases of a customer; what happened to them is added to the history. Of those who call in the demonstration one in sixteen complains.
pub(crate) fn cases(
    dice: &mut Dice,
    facts: &mut Vec<Fact>,
    customer: &Customer,
    index: u64,
    agents: &[UserId],
    now: Timestamp,
) -> Vec<Case> {
    let featured = index < FEATURED;
    if !dice.chance(if featured { 25 } else { 6 }) {
        return Vec::new();
    }
    let complains = (!featured || index % 16 == 7) && dice.chance(35);
    let said = |text: &Text| text.in_language(customer.language).to_owned();
    let (title, words) = if complains { dice.pick(&COMPLAINTS) } else { dice.pick(&REQUESTS) };
    let created_ms = now.plus_ms(-dice.between(10, 5 * 24 * 60) * MINUTE_MS);
    let by = *dice.pick(agents);
    let case = Case {
        id: CaseId(dice.id(created_ms)),
        customer: customer.id,
        kind: if complains { Kind::Complaint } else { Kind::Request },
        title: said(title),
        words: said(words),
        topic: None,
        dialogue: None,
        contact: None,
        priority: if dice.chance(15) { Priority::High } else { Priority::Normal },
        assignee: dice.chance(75).then(|| *dice.pick(agents)),
        created_by: by,
        created_ms,
    };
    let mut at_ms = created_ms;
    let mut steps = Vec::new();
    let mut happens = |dice: &mut Dice, did, words: String| {
        let longest = (now.since_ms(at_ms) / MINUTE_MS / 2).clamp(1, DAY_MS / MINUTE_MS);
        at_ms = at_ms.plus_ms(dice.between(1, longest + 1) * MINUTE_MS).min(now);
        steps.push(Fact::CaseStep(CaseStep {
            id: CaseStepId(dice.id(at_ms)),
            customer: customer.id,
            case: case.id,
            contact: None,
            by: case.assignee.unwrap_or(by),
            at_ms,
            did,
            words,
        }));
    };
    if dice.chance(70) {
        happens(dice, Did::Answered, String::new());
    }
    if dice.chance(40) {
        let words = said(dice.pick(&COMMENTS));
        happens(dice, Did::Commented, words);
    }
    match dice.weighted(&[(0, 45), (1, 25), (2, 30)]) {
        1 => happens(dice, Did::Waits, String::new()),
        2 => happens(dice, Did::Resolved { how: Resolution::Done }, String::new()),
        _ => {}
    }
    facts.extend(steps);
    facts.sort_by_key(history::order);
    vec![case]
}
