//! Missed calls: part of the customer's history (H-1), and to be returned.

use std::cmp::Reverse;

use daehwa_domain::{
    call::Call,
    customer::{Customer, Language},
    id::{CallId, CustomerId, InteractionId},
    interaction::{Channel, Interaction, Outcome},
    number,
    record::Fact,
    rule::Event,
    treatment::USUAL_PRIORITY,
};

use crate::{
    Desk,
    api::{error::CommandError, work::MissedCall},
    shift::Shift,
};

/// At most so many numbers are listed.
const MAX_SHOWN: usize = 100;

impl Desk {
    /// Takes the missed calls of a number off the list.
    pub async fn dismiss_missed(&self, call: CallId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let Some(record) = shift.cache.call(call)? else { return Ok(()) };
        shift.returned(record.caller.number.as_deref())
    }
}

impl Shift {
    /// Keeps what a missed call leaves behind: a call to return, and a contact. Nobody heard what it was about: it goes where a rule
    /// leads by its queue or campaign (H-3), and where none does it waits in triage.
    ///
    /// Comes before the call's end is written down. A crash in between ends the call as crashed, and this is not done again.
    pub(super) fn keep_missed(&self, call: &Call, customer: Option<CustomerId>) -> Result<(), CommandError> {
        if call.caller.number.is_some() {
            self.cache.keep_to_return(call.id)?;
        }
        let Some(customer) = customer else { return Ok(()) };
        let view = self.customer_view(customer)?;
        let contact = Interaction {
            summary: missed(self.settings().language).to_owned(),
            ..contact(call, &view.customer, Outcome::Abandoned)
        };
        let judged = self.cache.judge(&Event::of_contact(&contact, None));
        let kept = || self.act().append(Fact::Interaction(contact.clone()));
        let Some(held) = judged.holds() else { return kept()?.commit() };
        match self.ruled(kept()?, &contact, &view, held) {
            Ok((act, _)) => act.commit(),
            Err(error) => {
                // A rule never loses a contact.
                tracing::warn!(code = ?error.code, "a rule could not be followed");
                kept()?.commit()
            }
        }
    }

    /// Calls to return, one for each number: whom an administrator puts first (P-8), then the latest.
    pub(crate) fn missed_calls(&self) -> Result<Vec<MissedCall>, CommandError> {
        let region = self.settings().region;
        let mut missed: Vec<(Vec<String>, MissedCall)> = Vec::new();
        for record in self.cache.calls_to_return()? {
            let Some(number) = record.caller.number else { continue };
            let keys = number::match_keys(&number, &region);
            if let Some((_, newer)) = missed.iter_mut().find(|(known, _)| *known == keys) {
                newer.times += 1;
                continue;
            }
            if missed.len() == MAX_SHOWN {
                break;
            }
            let name = match record.customer {
                Some(customer) => self.cache.customer_view(customer, self.now())?.map(|view| view.customer.name),
                None => None,
            };
            let number_text = number::readable(&number, &region);
            let row = MissedCall {
                call: record.id,
                number,
                number_text,
                customer: record.customer.filter(|_| name.is_some()),
                name: name.or(record.caller.display_name),
                at_ms: record.started_ms,
                times: 1,
                priority: USUAL_PRIORITY,
            };
            missed.push((keys, row));
        }
        let mut missed: Vec<_> = missed.into_iter().map(|(_, row)| row).collect();
        let priorities = self.priorities(missed.iter().filter_map(|it| it.customer))?;
        for row in &mut missed {
            row.priority = row.customer.and_then(|id| priorities.get(&id)).copied().unwrap_or(USUAL_PRIORITY);
        }
        missed.sort_by_key(|it| (it.priority, Reverse(it.at_ms)));
        Ok(missed)
    }

    /// Somebody spoke with this number, or decided not to: its missed calls are no longer to be returned.
    pub(super) fn returned(&self, number: Option<&str>) -> Result<(), CommandError> {
        let region = self.settings().region;
        let keys = number::match_keys(number.unwrap_or_default(), &region);
        let waiting = self.cache.calls_to_return()?;
        let same = waiting.iter().filter(|record| {
            let number = record.caller.number.as_deref().unwrap_or_default();
            number::match_keys(number, &region) == keys
        });
        let calls: Vec<CallId> = same.map(|record| record.id).collect();
        if !calls.is_empty() {
            self.cache.returned(&calls)?;
        }
        Ok(())
    }
}

/// The contact that a call was: in triage, and with nobody of ours, as long as nothing else is said.
pub(crate) fn contact(call: &Call, customer: &Customer, outcome: Outcome) -> Interaction {
    Interaction {
        id: InteractionId::from(call.id),
        customer: customer.id,
        team: customer.team,
        dialogue: None,
        channel: Channel::Phone,
        direction: call.direction,
        started_ms: call.started_ms,
        duration_ms: call.talked_ms(),
        agent: None,
        address: call.caller.number.clone(),
        call: Some(call.id),
        route: call.caller.route(),
        outcome: Some(outcome),
        web: None,
        summary: String::new(),
    }
}

/// What stands in the timeline: summaries are stored as text, in the language of whose desktop rang.
fn missed(language: Language) -> &'static str {
    match language {
        Language::Ko => "부재중 전화",
        Language::En => "Missed call",
    }
}
