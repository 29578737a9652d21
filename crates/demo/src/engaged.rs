//! What customers and the centre did for each other: surveys, referrals, feedback (P-9); value delivered (P-4).

use daehwa_domain::{
    customer::Customer,
    delivered::{Delivered, DeliveredKind, Money},
    id::{DeliveredId, ParticipationId, UserId},
    interaction::{Channel, Interaction},
    participation::{FeedbackKind, Part, Participation},
    record::Fact,
    time::Timestamp,
};

use crate::{FEATURED, MINUTE_MS, dice::Dice, history, text::Text};

const CONTENT: [Text; 3] = [
    Text("설명이 친절하고 빨랐음", "Friendly and quick"),
    Text("한 번에 해결되어 만족", "Solved in one call"),
    Text("", ""),
];
const NOT_CONTENT: [Text; 3] = [
    Text("연결까지 너무 오래 걸림", "Waited too long to get through"),
    Text("같은 설명을 두 번 해야 했음", "Had to explain it twice"),
    Text("약속한 날에 연락이 없었음", "Nobody called on the day that was promised"),
];
const FEEDBACK: [(FeedbackKind, Text); 3] = [
    (FeedbackKind::Praise, Text("방문 기사님이 아주 친절하셨음", "The engineer was very kind")),
    (FeedbackKind::Idea, Text("앱에서 방문 시간을 바꿀 수 있으면 좋겠음", "Would like to move the visit in the app")),
    (FeedbackKind::Idea, Text("청구서에 통화료를 따로 적어 주면 좋겠음", "Would like calls listed apart on the bill")),
];
const GIVEN: [(DeliveredKind, Text, Option<i64>); 4] = [
    (DeliveredKind::Waiver, Text("연체 수수료 면제", "Waived the late fee"), Some(12_000)),
    (DeliveredKind::Discount, Text("한 달 요금 할인", "A discount for a month"), Some(22_000)),
    (DeliveredKind::Upgrade, Text("데이터 무료 상향", "More data at no charge"), Some(8_800)),
    (DeliveredKind::Other, Text("퇴근 시간에 맞춰 방문 일정 변경", "Moved the visit to after work"), None),
];

/// Adds some to the history of a customer, each in a contact that took place. Of those who call in the demonstration one in sixteen is
/// not content.
pub(crate) fn engage(
    dice: &mut Dice,
    facts: &mut Vec<Fact>,
    customer: &Customer,
    index: u64,
    agents: &[UserId],
    now: Timestamp,
) {
    let may_complain = index >= FEATURED || index % 16 == 7;
    let said = |text: &Text| text.in_language(customer.language).to_owned();
    let calls: Vec<Interaction> = facts.iter().filter_map(spoken).collect();
    let mut added = Vec::new();
    for contact in &calls {
        let at_ms = contact.started_ms.plus_ms(2 * MINUTE_MS).min(now);
        let by = contact.agent.unwrap_or_else(|| *dice.pick(agents));
        if dice.chance(12) {
            let part = match dice.weighted(&[(0, 70), (1, 15), (2, 15)]) {
                0 => {
                    let content = dice.chance(75) || !may_complain;
                    let score = if content { dice.between(7, 10) } else { dice.between(2, 6) } as u8;
                    let words = said(dice.pick(if content { &CONTENT } else { &NOT_CONTENT }));
                    Part::Survey { score, words }
                }
                1 => Part::Referral { name: String::new(), number: None, consent: false },
                _ => {
                    let (kind, words) = dice.pick(&FEEDBACK);
                    Part::Feedback { kind: *kind, words: said(words) }
                }
            };
            added.push(Fact::Participation(Participation {
                id: ParticipationId(dice.id(at_ms)),
                customer: customer.id,
                interaction: contact.id,
                dialogue: None,
                rule: None,
                by: Some(by),
                at_ms,
                part,
            }));
        }
        if dice.chance(10) {
            let (kind, words, won) = dice.pick(&GIVEN);
            added.push(Fact::Delivered(Delivered {
                id: DeliveredId(dice.id(at_ms)),
                customer: customer.id,
                interaction: Some(contact.id),
                by,
                at_ms,
                kind: *kind,
                words: said(words),
                amount: won.map(|amount_minor| Money { amount_minor, currency: "KRW".into() }),
            }));
        }
    }
    if !added.is_empty() {
        facts.extend(added);
        facts.sort_by_key(history::order);
    }
}

fn spoken(fact: &Fact) -> Option<Interaction> {
    match fact {
        Fact::Interaction(it) if it.channel == Channel::Phone && it.duration_ms > 0 => Some(it.clone()),
        _ => None,
    }
}
