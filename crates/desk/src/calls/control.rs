//! What an agent does to calls.

use std::{sync::Arc, time::Duration};

use daehwa_domain::{
    call::{Call, CallState, CallerInfo, EndCause, LineState},
    id::{CallId, CustomerId, ListMemberId},
    interaction::Direction,
};

use super::LiveCall;
use crate::{
    Desk,
    api::{
        call::{AttachForm, CallView, DialForm, DigitForm, MuteForm, TransferForm},
        error::{CommandError, ErrorCode},
    },
    shift::Shift,
    telephone::CallAction,
};

/// A call that was hung up is over at once on our side, whatever the other side answers; this is for a phone that hangs.
const HANG_UP_LIMIT: Duration = Duration::from_secs(2);
/// Longer than any number or address.
const MAX_TARGET_BYTES: usize = 256;

impl Desk {
    /// Calls a number.
    pub async fn dial(&self, form: DialForm) -> Result<CallId, CommandError> {
        self.dial_for(form, None).await
    }

    /// Calls a number; `member` for whom on a call list.
    pub(crate) async fn dial_for(&self, form: DialForm, member: Option<ListMemberId>) -> Result<CallId, CommandError> {
        let shift = self.shift()?;
        let target = target(&form.number)?;
        if *self.inner.line.lock() != LineState::Ready {
            return Err(CommandError::new(ErrorCode::NoLine).passing());
        }
        let id: CallId = shift.host.new_id();
        let caller = CallerInfo { number: Some(form.number.trim().to_owned()), ..CallerInfo::default() };
        let call = Call::begin(id, Direction::Outbound, caller, shift.now());
        let mut candidates = Vec::new();
        shift.add_card(&mut candidates, form.customer)?;
        if form.customer.is_some() && candidates.is_empty() {
            return Err(CommandError::new(ErrorCode::UnknownCustomer));
        }
        // Written down before it is dialed: a crash while it is dialed must not forget whom we disturbed.
        shift.cache.call_started(id, shift.user.id, call.direction, &call.caller, call.started_ms)?;
        shift.cache.call_customer(id, form.customer)?;
        if let (Some(member), Some(customer)) = (member, form.customer) {
            shift.cache.list_call_started(id, member, customer)?;
        }
        let live = LiveCall { call, customer: form.customer, candidates };
        shift.calls.lock().calls.insert(id, live);
        if let Err(error) = self.inner.telephone.dial(id, target).await {
            shift.calls.lock().calls.remove(&id);
            shift.cache.call_ended(id, EndCause::Failed, false, shift.now())?;
            self.tell_calls(&shift);
            return Err(error.into());
        }
        self.tell_calls(&shift);
        Ok(id)
    }

    /// Answers a ringing call.
    pub async fn answer(&self, call: CallId) -> Result<(), CommandError> {
        self.act_on(call, CallAction::Answer, |state| state == CallState::Ringing).await
    }

    /// Rejects a ringing call.
    pub async fn reject(&self, call: CallId) -> Result<(), CommandError> {
        self.act_on(call, CallAction::Reject, |state| state == CallState::Ringing).await?;
        self.shift()?.wait_until_ended(call, HANG_UP_LIMIT).await;
        Ok(())
    }

    /// Ends a call. When it returns, the form is owed.
    pub async fn hang_up(&self, call: CallId) -> Result<(), CommandError> {
        self.act_on(call, CallAction::HangUp, |_| true).await?;
        self.shift()?.wait_until_ended(call, HANG_UP_LIMIT).await;
        Ok(())
    }

    /// Puts a call on hold.
    pub async fn hold(&self, call: CallId) -> Result<(), CommandError> {
        self.act_on(call, CallAction::Hold, |state| state == CallState::Talking).await
    }

    /// Takes a call back.
    pub async fn resume(&self, call: CallId) -> Result<(), CommandError> {
        self.act_on(call, CallAction::Resume, |state| state == CallState::Held).await
    }

    /// Turns our microphone off or on.
    pub async fn set_mute(&self, form: MuteForm) -> Result<(), CommandError> {
        self.act_on(form.call, CallAction::Mute(form.muted), is_up).await
    }

    /// Sends a key of the keypad.
    pub async fn send_digit(&self, form: DigitForm) -> Result<(), CommandError> {
        if !matches!(form.digit, '0'..='9' | '*' | '#' | 'A'..='D') {
            return Err(CommandError::invalid("digit"));
        }
        self.act_on(form.call, CallAction::Digit(form.digit), is_up).await
    }

    /// Hands a call to another number.
    pub async fn transfer(&self, form: TransferForm) -> Result<(), CommandError> {
        let target = target(&form.target)?;
        self.act_on(form.call, CallAction::Transfer(target), is_up).await
    }

    /// Says which customer a call is with, while it is up or its form is owed.
    pub async fn attach_customer(&self, form: AttachForm) -> Result<CallView, CommandError> {
        let shift = self.shift()?;
        self.tie(&shift, form.call, form.customer)?;
        let view = shift.call_views()?.into_iter().find(|view| view.call.id == form.call);
        view.ok_or_else(|| CommandError::new(ErrorCode::CallGone))
    }

    /// Ties a call to a customer.
    pub(crate) fn tie(
        &self,
        shift: &Arc<Shift>,
        call: CallId,
        customer: Option<CustomerId>,
    ) -> Result<(), CommandError> {
        let mut cards = shift.live_call(call).map(|live| live.candidates).unwrap_or_default();
        shift.add_card(&mut cards, customer)?;
        if customer.is_some_and(|id| cards.iter().all(|card| card.id != id)) {
            return Err(CommandError::new(ErrorCode::UnknownCustomer));
        }
        shift.cache.call_customer(call, customer)?;
        if let Some(live) = shift.calls.lock().calls.get_mut(&call) {
            live.customer = customer;
            live.candidates = cards;
        }
        self.tell_calls(shift);
        Ok(())
    }

    async fn act_on(
        &self,
        call: CallId,
        action: CallAction,
        allowed: impl Fn(CallState) -> bool,
    ) -> Result<(), CommandError> {
        let live = self.shift()?.live_call(call).ok_or_else(|| CommandError::new(ErrorCode::CallGone))?;
        if !allowed(live.call.state) {
            return Err(CommandError::new(ErrorCode::CallState));
        }
        Ok(self.inner.telephone.act(call, action).await?)
    }
}

fn is_up(state: CallState) -> bool {
    matches!(state, CallState::Talking | CallState::Held)
}

/// What the phone dials: an address as it is, a number without the signs that people write between digits.
fn target(text: &str) -> Result<String, CommandError> {
    let bad = || CommandError::new(ErrorCode::BadNumber);
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_TARGET_BYTES || text.chars().any(char::is_control) {
        return Err(bad());
    }
    if text.starts_with("sip:") || text.starts_with("sips:") || text.contains('@') {
        return Ok(text.to_owned());
    }
    let number: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}')).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let dialable = !digits.is_empty() && digits.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'*' | b'#'));
    if dialable { Ok(number) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialed_without_what_people_write_between_digits() {
        for (text, dialed) in [
            ("010-1234-5678", "01012345678"),
            (" +82 (10) 1234.5678 ", "+821012345678"),
            ("*73#", "*73#"),
            ("sip:desk2@pbx.test", "sip:desk2@pbx.test"),
            ("desk2@pbx.test", "desk2@pbx.test"),
        ] {
            assert_eq!(target(text).unwrap(), dialed);
        }
        for text in ["", "+", "anonymous", "010\r\nVia: x", "☎", &"1".repeat(300)] {
            assert_eq!(target(text).unwrap_err().code, ErrorCode::BadNumber, "{text}");
        }
    }
}
