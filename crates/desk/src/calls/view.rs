//! Calls as the screen shows them.

use std::collections::BTreeMap;

use daehwa_cache::{CallRecord, Candidate, OwedWrapUp, Pop};
use daehwa_domain::{
    call::{Call, CallState},
    id::{CallId, CustomerId},
    number,
};

use super::{LiveCall, MAX_CANDIDATES};
use crate::{
    api::{call::CallView, customer::CustomerCard, error::CommandError},
    shift::Shift,
};

impl CallView {
    /// The name to show for the other side.
    pub(crate) fn name(&self) -> Option<String> {
        let customer = self.customer.and_then(|id| self.candidates.iter().find(|card| card.id == id));
        customer.map(|card| card.name.clone()).or_else(|| self.call.caller.display_name.clone())
    }
}

impl Shift {
    /// Calls that are up, ring, or still owe a form; oldest first.
    pub(crate) fn call_views(&self) -> Result<Vec<CallView>, CommandError> {
        let live = self.calls.lock().calls.clone();
        let mut views: BTreeMap<CallId, CallView> = BTreeMap::new();
        for owed in self.cache.owed_wrap_ups()? {
            if !live.contains_key(&owed.call.id) {
                views.insert(owed.call.id, self.owed_view(owed)?);
            }
        }
        for (id, call) in &live {
            let draft = self.cache.draft(*id)?.map(|draft| draft.text).unwrap_or_default();
            views.insert(*id, self.live_view(call, draft));
        }
        Ok(views.into_values().collect())
    }

    pub(super) fn live_view(&self, live: &LiveCall, draft: String) -> CallView {
        let (customer, candidates) = self.as_they_stand(live.customer, live.candidates.clone());
        CallView {
            number_text: self.number_text(&live.call),
            call: live.call.clone(),
            customer,
            candidates,
            rule: self.rule_of_call(&live.call.caller).map(Box::new),
            draft,
            wrap_up_owed: false,
        }
    }

    fn owed_view(&self, owed: OwedWrapUp) -> Result<CallView, CommandError> {
        let record = owed.call;
        let mut candidates = match &record.caller.number {
            Some(number) => {
                self.cache.match_number(number)?.iter().take(MAX_CANDIDATES).map(|it| card(it, Some(number))).collect()
            }
            None => Vec::new(),
        };
        let customer = record.customer.map(|id| self.cache.stands_for(id)).transpose()?;
        self.add_card(&mut candidates, customer)?;
        let call = past_call(&record);
        Ok(CallView {
            number_text: self.number_text(&call),
            rule: self.rule_of_call(&call.caller).map(Box::new),
            call,
            customer,
            candidates,
            draft: owed.draft.map(|draft| draft.text).unwrap_or_default(),
            wrap_up_owed: true,
        })
    }

    /// Whom a call is with, and who else it may be, as they stand for each other now: two can have been merged, or parted, since it began.
    fn as_they_stand(
        &self,
        customer: Option<CustomerId>,
        cards: Vec<CustomerCard>,
    ) -> (Option<CustomerId>, Vec<CustomerCard>) {
        let stands_for = |id| self.cache.stands_for(id).unwrap_or(id);
        let mut shown: Vec<CustomerCard> = Vec::with_capacity(cards.len());
        for card in cards {
            let head = stands_for(card.id);
            if shown.iter().any(|it| it.id == head) {
                continue;
            }
            let view = (head != card.id).then(|| self.cache.customer_view(head, self.now()).ok().flatten()).flatten();
            shown.push(view.map_or(card, |view| self.customer_card(&view)));
        }
        (customer.map(stands_for), shown)
    }

    /// The customer a call is with, when the number leaves no doubt. What the PBX believes is a hint, not an identity.
    pub(super) fn clear_customer(&self, pop: &Pop) -> Option<CustomerId> {
        let mut by_number = pop.candidates.iter().filter(|it| it.contact_point.is_some() && !it.retired);
        let first = by_number.next()?;
        by_number.all(|other| other.customer == first.customer).then_some(first.customer)
    }

    pub(super) fn candidate_cards(&self, pop: &Pop) -> Vec<CustomerCard> {
        let mut cards: Vec<CustomerCard> = Vec::new();
        for candidate in pop.candidates.iter().take(MAX_CANDIDATES) {
            if cards.iter().any(|card| card.id == candidate.customer) {
                continue;
            }
            let mut card = card(candidate, None);
            if let Some(view) = pop.customer.as_ref().filter(|view| view.customer.id == card.id) {
                card = self.customer_card(view);
            }
            cards.push(card);
        }
        cards
    }

    /// Makes sure that the customer a call is tied to is among its candidates.
    pub(super) fn add_card(
        &self,
        cards: &mut Vec<CustomerCard>,
        customer: Option<CustomerId>,
    ) -> Result<(), CommandError> {
        let Some(customer) = customer.filter(|id| cards.iter().all(|card| card.id != *id)) else { return Ok(()) };
        if let Some(view) = self.cache.customer_view(customer, self.now())? {
            cards.insert(0, self.customer_card(&view));
        }
        Ok(())
    }

    fn number_text(&self, call: &Call) -> Option<String> {
        call.caller.number.as_deref().map(|raw| number::readable(raw, &self.settings().region))
    }
}

/// A call of the log as it was when it ended.
pub(crate) fn past_call(record: &CallRecord) -> Call {
    Call {
        state: if record.ended_ms.is_some() { CallState::Ended } else { CallState::Talking },
        answered_ms: record.answered_ms,
        ended_ms: record.ended_ms,
        end_cause: record.end_cause,
        ..Call::begin(record.id, record.direction, record.caller.clone(), record.started_ms)
    }
}

/// A candidate in one line.
fn card(candidate: &Candidate, contact: Option<&str>) -> CustomerCard {
    CustomerCard {
        id: candidate.customer,
        name: candidate.name.clone(),
        name_latin: None,
        company: candidate.company.clone(),
        account_no: None,
        tier: candidate.tier,
        contact: contact.map(str::to_owned),
        need: None,
        last_contact_ms: candidate.last_contact_ms,
    }
}
