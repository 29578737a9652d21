//! Writing down what customer and company did for each other: surveys, referrals, feedback (P-9); value delivered (P-4). At once, in a call
//! and outside of one, with the server or without.

use daehwa_domain::{
    customer::Language,
    delivered::Delivered,
    id::InteractionId,
    interaction::{Channel, Direction, Interaction},
    participation::{FeedbackKind, Part, Participation},
    record::Fact,
    rule::Event,
};

use crate::{
    Desk,
    api::{
        customer::CustomerView,
        engagement::{DeliveredForm, ParticipationForm},
        error::{CommandError, ErrorCode},
    },
};

/// What of the words stands in the timeline, in characters.
const SUMMARY_CHARS: usize = 120;

impl Desk {
    /// Writes down that a customer took part. In a call it belongs to the call's contact; outside of one it becomes a contact by itself.
    /// A rule can lead it to a dialogue of its own (P-9), such as a complaint after a low score.
    pub async fn record_participation(&self, form: ParticipationForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.customer)?;
        if !view.care.treatment.measures.participation {
            return Err(CommandError::new(ErrorCode::MeasureOff));
        }
        let part = trimmed(form.part);
        let call = form.call.map(|call| shift.contact_with(call, form.customer)).transpose()?;
        let channel = if call.is_some() { Channel::Phone } else { form.channel };
        let interaction: InteractionId = call.unwrap_or_else(|| shift.host.new_id());
        let judged = shift.cache.judge(&Event::of_part(channel, &part));
        let held = judged.holds();
        let mut act = shift.act();
        let mut dialogue = None;
        if call.is_none() {
            let contact = Interaction {
                id: interaction,
                customer: form.customer,
                team: view.customer.team,
                dialogue: form.dialogue.filter(|_| held.is_none()),
                channel,
                direction: Direction::Inbound,
                started_ms: shift.now(),
                duration_ms: 0,
                agent: Some(shift.user.id),
                address: None,
                call: None,
                route: None,
                outcome: None,
                summary: summary(&part, shift.settings().language),
                web: None,
            };
            if contact.dialogue.is_some_and(|id| view.dialogues.iter().all(|it| it.id != id)) {
                return Err(CommandError::invalid("dialogue"));
            }
            act = act.append(Fact::Interaction(contact.clone()))?;
            if let Some(held) = held {
                let (ruled, led) = shift.ruled(act, &contact, &view, held)?;
                (act, dialogue) = (ruled, Some(led));
            }
        } else if let Some(held) = held {
            // The call's contact goes where its wrap-up says; what was said about us goes where its rule leads.
            let (led, to) = shift.led(act, interaction, &view, held)?;
            (act, dialogue) = (led, Some(to));
        }
        let taken = Participation {
            id: shift.host.new_id(),
            customer: form.customer,
            interaction,
            dialogue,
            rule: held.map(|it| it.key.clone()),
            by: Some(shift.user.id),
            at_ms: shift.now(),
            part,
        };
        act.append(Fact::Participation(taken))?.commit()?;
        shift.customer_view(form.customer)
    }

    /// Writes down what was done for a customer.
    pub async fn record_delivered(&self, form: DeliveredForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        shift.customer_view(form.customer)?;
        let words = form.words.trim().to_owned();
        if words.is_empty() && form.amount.is_none() {
            return Err(CommandError::invalid("words"));
        }
        let interaction = form.call.map(|call| shift.contact_with(call, form.customer)).transpose()?;
        let delivered = Delivered {
            id: shift.host.new_id(),
            customer: form.customer,
            interaction,
            by: shift.user.id,
            at_ms: shift.now(),
            kind: form.kind,
            words,
            amount: form.amount,
        };
        shift.act().append(Fact::Delivered(delivered))?.commit()?;
        shift.customer_view(form.customer)
    }
}

/// Without the space around words; a number that is none is left out.
fn trimmed(part: Part) -> Part {
    let trim = |text: String| text.trim().to_owned();
    match part {
        Part::Survey { score, words } => Part::Survey { score, words: trim(words) },
        Part::Referral { name, number, consent } => {
            Part::Referral { name: trim(name), number: number.map(trim).filter(|it| !it.is_empty()), consent }
        }
        Part::Feedback { kind, words } => Part::Feedback { kind, words: trim(words) },
    }
}

/// What stands in the timeline: summaries are stored as text, in the language of who wrote them.
fn summary(part: &Part, language: Language) -> String {
    let korean = language == Language::Ko;
    let name = match part {
        Part::Survey { score, .. } if korean => format!("설문 {score}/10"),
        Part::Survey { score, .. } => format!("Survey {score}/10"),
        Part::Referral { .. } => if korean { "소개" } else { "Referral" }.to_owned(),
        Part::Feedback { kind, .. } => match (kind, korean) {
            (FeedbackKind::Praise, true) => "의견: 칭찬",
            (FeedbackKind::Complaint, true) => "의견: 불만",
            (FeedbackKind::Idea, true) => "의견: 제안",
            (FeedbackKind::Praise, false) => "Feedback: praise",
            (FeedbackKind::Complaint, false) => "Feedback: complaint",
            (FeedbackKind::Idea, false) => "Feedback: idea",
        }
        .to_owned(),
    };
    // A name that was given belongs to somebody else: it stays in the fact.
    let words = if matches!(part, Part::Referral { .. }) { "" } else { part.words() };
    let words: String = words.lines().next().unwrap_or_default().chars().take(SUMMARY_CHARS).collect();
    if words.is_empty() { name } else { format!("{name} · {words}") }
}
