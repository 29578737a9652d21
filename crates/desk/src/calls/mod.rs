//! Calls: what the telephone reports is shown, and journalled so that a crash loses neither the note nor the form that is owed.
//!
//! A ring is shown before it is written down: the agent reads while the disk works, and a call that only rang owes nothing.

mod control;
mod missed;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Weak},
    time::Duration,
};

use daehwa_cache::{CacheError, PopQuery};
use daehwa_domain::{
    call::{Call, CallState, LineState},
    id::{CallId, CustomerId},
    interaction::Direction,
};
use daehwa_phone::{AudioRole, PhoneEvent, Quality};
use tokio::sync::mpsc;

pub(crate) use {missed::contact, view::past_call};

use crate::{
    Desk,
    api::{
        customer::CustomerCard,
        error::{CommandError, ErrorCode},
        event::UiEvent,
    },
    desk::Inner,
    host::{Notification, Subject},
    shift::Shift,
};

/// At most so many customers on one number are offered.
const MAX_CANDIDATES: usize = 20;

/// The calls that are up or ring.
#[derive(Default)]
pub(crate) struct CallBook {
    calls: BTreeMap<CallId, LiveCall>,
}

/// A call that is up or rings, with who it may be.
#[derive(Clone)]
pub(crate) struct LiveCall {
    pub call: Call,
    pub customer: Option<CustomerId>,
    pub candidates: Vec<CustomerCard>,
}

impl CallBook {
    /// Whether somebody here is talking with one of these, who are one person.
    pub fn is_talking_with(&self, person: &BTreeSet<CustomerId>) -> bool {
        let is_one = |it: &LiveCall| it.customer.is_some_and(|id| person.contains(&id));
        self.calls.values().any(|it| is_one(it) && it.call.state == CallState::Talking)
    }

    /// Direction and state of each call.
    pub fn live(&self) -> Vec<(Direction, CallState)> {
        self.calls.values().map(|it| (it.call.direction, it.call.state)).collect()
    }
}

/// Follows the telephone until it is gone, or the desk is.
pub(crate) async fn listen(desk: Weak<Inner>, mut events: mpsc::UnboundedReceiver<PhoneEvent>) {
    while let Some(event) = events.recv().await {
        let Some(desk) = desk.upgrade().map(Desk::from) else { return };
        desk.on_phone_event(event);
    }
}

impl Desk {
    fn on_phone_event(&self, event: PhoneEvent) {
        match event {
            PhoneEvent::Line(line) => self.on_line(line),
            PhoneEvent::Call(call) => {
                if let Some(shift) = self.current_shift() {
                    self.on_call(&shift, call);
                }
            }
            PhoneEvent::Level { input, output } => self.emit(UiEvent::Levels { input, output }),
            PhoneEvent::Quality(Quality { call, loss, jitter_ms, rtt_ms, .. }) => {
                self.emit(UiEvent::Quality { call, loss, jitter_ms, round_trip_ms: rtt_ms });
            }
            PhoneEvent::TransferResult { done: false, status, .. } => {
                let detail = status.map_or_else(|| "transfer".to_owned(), |status| format!("transfer {status}"));
                self.emit(UiEvent::Notice(CommandError::with(ErrorCode::CallState, detail).passing()));
            }
            PhoneEvent::DeviceLost { role } => {
                let detail = match role {
                    AudioRole::Input => "input",
                    AudioRole::Output => "output",
                    AudioRole::Ring => "ring",
                };
                self.emit(UiEvent::Notice(CommandError::with(ErrorCode::AudioDevice, detail).passing()));
            }
            PhoneEvent::TransferResult { done: true, .. }
            | PhoneEvent::DeviceBack { .. }
            | PhoneEvent::Digit { .. } => {}
        }
    }

    fn on_line(&self, line: LineState) {
        let before = std::mem::replace(&mut *self.inner.line.lock(), line.clone());
        if before == line {
            return;
        }
        self.emit(UiEvent::Line(line));
        if let Some(shift) = self.current_shift() {
            self.update_agent(&shift);
        }
    }

    fn on_call(&self, shift: &Arc<Shift>, call: Call) {
        let known = shift.calls.lock().calls.get(&call.id).map(|it| it.call.clone());
        match known {
            None if call.state == CallState::Ended => {}
            None => self.on_new_call(shift, call),
            Some(before) => self.on_change(shift, &before, call),
        }
    }

    fn on_new_call(&self, shift: &Arc<Shift>, call: Call) {
        let rings = call.direction == Direction::Inbound && call.state == CallState::Ringing;
        let query = PopQuery {
            number: call.caller.number.clone(),
            hint: call.caller.customer_hint.as_deref().and_then(|hint| hint.parse().ok()),
        };
        let pop = shift.cache.pop(&query, shift.now()).unwrap_or_else(|error| {
            // The call must ring in any case.
            self.emit(UiEvent::Notice(error.into()));
            Default::default()
        });
        let customer = shift.clear_customer(&pop);
        let live = LiveCall { customer, candidates: shift.candidate_cards(&pop), call: call.clone() };
        let view = shift.live_view(&live, String::new());
        shift.calls.lock().calls.insert(call.id, live);
        if rings {
            let pop = pop.customer.filter(|view| Some(view.customer.id) == customer);
            let customer = pop.map(|view| Box::new(shift.customer_view_of(view)));
            self.emit(UiEvent::Ringing { call: view.clone(), customer });
            if !self.host().window_focused() {
                self.host().notify(Notification {
                    subject: Subject::Call(call.id),
                    name: view.name(),
                    number: view.number_text.clone(),
                    language: shift.settings().language,
                });
            }
        }
        let (cache, user) = (&shift.cache, shift.user.id);
        self.journal(|| -> Result<(), CacheError> {
            cache.call_started(call.id, user, call.direction, &call.caller, call.started_ms)?;
            if customer.is_some() {
                cache.call_customer(call.id, customer)?;
            }
            match call.answered_ms {
                Some(at) => cache.call_answered(call.id, at),
                None => Ok(()),
            }
        });
        self.tell_calls(shift);
    }

    fn on_change(&self, shift: &Arc<Shift>, before: &Call, mut call: Call) {
        // Whom we called stays as the agent wrote it.
        if call.direction == Direction::Outbound {
            call.caller = before.caller.clone();
        }
        if let Some(live) = shift.calls.lock().calls.get_mut(&call.id) {
            live.call = call.clone();
        }
        if before.state == CallState::Ringing && call.state != CallState::Ringing {
            self.host().withdraw(Subject::Call(call.id));
        }
        if let Some(at) = call.answered_ms.filter(|_| before.answered_ms.is_none()) {
            self.journal(|| shift.cache.call_answered(call.id, at));
            self.journal(|| shift.returned(call.caller.number.as_deref()));
        }
        if call.state == CallState::Ended {
            self.end_call(shift, &call);
        }
        self.tell_calls(shift);
    }

    /// An answered call owes its form in any case; another one when somebody wrote something, or we made it: an unanswered
    /// attempt is part of the customer's history.
    fn end_call(&self, shift: &Shift, call: &Call) {
        let wrote = shift.cache.draft(call.id).is_ok_and(|draft| draft.is_some_and(|draft| !draft.text.is_empty()));
        let answered = shift.cache.running_scripts(call.id);
        let answered = answered.is_ok_and(|all| all.iter().any(|it| !it.progress.answers.is_empty()));
        let owes = wrote || answered || call.direction == Direction::Outbound;
        let cause = call.end_cause.unwrap_or(daehwa_domain::call::EndCause::Failed);
        let at = call.ended_ms.unwrap_or_else(|| shift.now());
        if call.was_missed() && !owes {
            let customer = shift.live_call(call.id).and_then(|live| live.customer);
            self.journal(|| shift.keep_missed(call, customer));
        }
        self.journal(|| shift.cache.call_ended(call.id, cause, owes, at));
        shift.calls.lock().calls.remove(&call.id);
        shift.calls_changed.notify_waiters();
    }

    /// Shows calls and the agent's state as they are now.
    pub(crate) fn tell_calls(&self, shift: &Shift) {
        match shift.call_views() {
            Ok(views) => self.emit(UiEvent::Calls(views)),
            Err(error) => self.emit(UiEvent::Notice(error)),
        }
        self.update_agent(shift);
    }

    /// Writes to the local call log. A call goes on when that fails (a full disk); the agent is told.
    fn journal<E: Into<CommandError>>(&self, write: impl FnOnce() -> Result<(), E>) {
        if let Err(error) = write() {
            self.emit(UiEvent::Notice(error.into()));
        }
    }
}

impl Shift {
    /// Whether any call is up or rings.
    pub fn has_live_calls(&self) -> bool {
        !self.calls.lock().calls.is_empty()
    }

    pub(crate) fn live_call(&self, id: CallId) -> Option<LiveCall> {
        self.calls.lock().calls.get(&id).cloned()
    }

    /// Waits until a call has ended and is written down, but no longer than `limit`.
    pub(crate) async fn wait_until_ended(&self, id: CallId, limit: Duration) {
        let ended = async {
            loop {
                let changed = self.calls_changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if self.live_call(id).is_none() {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(limit, ended).await.is_err() {
            tracing::warn!("a call did not end in time");
        }
    }
}
