//! A call as the desktop knows it. The phone reports, the desk keeps, the screen shows.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{id::CallId, interaction::Direction, time::Timestamp};

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// An outgoing call before the other side rings.
    Dialing,
    /// An incoming call rings here, or an outgoing one rings there.
    Ringing,
    /// Both can talk.
    Talking,
    /// Put on hold by us.
    Held,
    /// Over.
    Ended,
}

/// Why a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// We hung up.
    LocalHangup,
    /// The other side hung up.
    RemoteHangup,
    /// We rejected it.
    Rejected,
    /// The caller gave up before anybody answered.
    Missed,
    /// It rang for a group, and somebody else of it took the call.
    Elsewhere,
    /// The other side was busy.
    Busy,
    /// The other side declined.
    Declined,
    /// Nobody answered.
    NoAnswer,
    /// The number does not exist or can't be reached.
    Unreachable,
    /// Handed to somebody else.
    Transferred,
    /// The network or a peer failed.
    Failed,
    /// The desktop ended while the call was up.
    Crashed,
}

/// What an INVITE says about the caller. Hostile input: shown and matched, never trusted as identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallerInfo {
    /// The number: user part of P-Asserted-Identity (RFC 3325), else of From; `None` when withheld or not a number.
    pub number: Option<String>,
    /// The display name, cleaned of control characters and cut to 128 characters.
    pub display_name: Option<String>,
    /// The number first called (Diversion, RFC 5806; or History-Info, RFC 7044).
    pub diverted_from: Option<String>,
    /// The queue it came through (`X-Queue`).
    pub queue: Option<String>,
    /// The campaign it belongs to (`X-Campaign-Id`).
    pub campaign: Option<String>,
    /// The PBX's own id of the call (`X-Call-Id`).
    pub pbx_call_id: Option<String>,
    /// The customer as the PBX believes (`X-Customer-Id`).
    pub customer_hint: Option<String>,
}

/// What the exchange said of the way of a call: what channel rules go by. It stays with the call's contact, so that every desktop can judge
/// it later. Hostile input, as [`CallerInfo`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Route {
    /// As [`CallerInfo::queue`].
    pub queue: Option<String>,
    /// As [`CallerInfo::campaign`].
    pub campaign: Option<String>,
    /// As [`CallerInfo::diverted_from`].
    pub called: Option<String>,
}

impl CallerInfo {
    /// What it says of the call's way; `None` where it says nothing.
    pub fn route(&self) -> Option<Route> {
        let route =
            Route { queue: self.queue.clone(), campaign: self.campaign.clone(), called: self.diverted_from.clone() };
        (route != Route::default()).then_some(route)
    }
}

/// A call now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Call {
    /// Identity, made by this desktop.
    pub id: CallId,
    /// Who began it.
    pub direction: Direction,
    /// The other side.
    pub caller: CallerInfo,
    /// Where it stands.
    pub state: CallState,
    /// Whether our microphone is off.
    pub muted: bool,
    /// Whether the other side put us on hold.
    pub held_by_remote: bool,
    /// When it began to ring or dial.
    pub started_ms: Timestamp,
    /// When it was answered.
    pub answered_ms: Option<Timestamp>,
    /// When it ended.
    pub ended_ms: Option<Timestamp>,
    /// Why it ended.
    pub end_cause: Option<EndCause>,
    /// The codec in use, such as `opus`, for display.
    pub codec: Option<String>,
    /// Whether the media is encrypted (SRTP).
    pub encrypted: bool,
}

/// Whether calls can be made and received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum LineState {
    /// No account is set up.
    #[default]
    NoAccount,
    /// Registering for the first time or again.
    Connecting,
    /// Registered, and the registrar answered lately.
    Ready,
    /// Not usable; tried again by itself.
    Down {
        /// Why.
        reason: LineFault,
    },
}

/// Why a line is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineFault {
    /// Nothing answers at the address.
    Unreachable,
    /// User name or password is refused: not tried again until the account is changed.
    Credentials,
    /// The server's certificate is not trusted.
    Certificate,
    /// The server refuses the account for another reason.
    Refused,
}

/// A move that a call can't make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a call can't go from {from:?} to {to:?}")]
pub struct IllegalMove {
    /// Where it stands.
    pub from: CallState,
    /// Where it should have gone.
    pub to: CallState,
}

impl CallState {
    /// Whether a call can go from here to `next`. An ended one goes nowhere: it never comes back to life.
    pub fn leads_to(self, next: CallState) -> bool {
        use CallState::{Dialing, Ended, Held, Ringing, Talking};
        matches!(
            (self, next),
            (Dialing, Ringing | Talking | Ended)
                | (Ringing, Talking | Ended)
                | (Talking, Held | Ended)
                | (Held, Talking | Ended)
        )
    }
}

impl Call {
    /// A call that begins now: it rings here, or is dialed.
    pub fn begin(id: CallId, direction: Direction, caller: CallerInfo, now: Timestamp) -> Self {
        let state = match direction {
            Direction::Inbound => CallState::Ringing,
            Direction::Outbound => CallState::Dialing,
        };
        Self {
            id,
            direction,
            caller,
            state,
            muted: false,
            held_by_remote: false,
            started_ms: now,
            answered_ms: None,
            ended_ms: None,
            end_cause: None,
            codec: None,
            encrypted: false,
        }
    }

    /// Moves the call to `Ringing`, `Talking` or `Held`; [`Call::end`] ends it. Says whether that was a change: reports are repeated.
    pub fn go(&mut self, to: CallState, now: Timestamp) -> Result<bool, IllegalMove> {
        if to == self.state {
            return Ok(false);
        }
        if to == CallState::Ended || !self.state.leads_to(to) {
            return Err(IllegalMove { from: self.state, to });
        }
        self.state = to;
        if to == CallState::Talking && self.answered_ms.is_none() {
            self.answered_ms = Some(now.max(self.started_ms));
        }
        Ok(true)
    }

    /// Ends the call. The first cause holds; `false` when it had ended already.
    pub fn end(&mut self, cause: EndCause, now: Timestamp) -> bool {
        if self.state == CallState::Ended {
            return false;
        }
        self.state = CallState::Ended;
        self.end_cause = Some(cause);
        self.ended_ms = Some(now.max(self.answered_ms.unwrap_or(self.started_ms)));
        true
    }

    /// Whether the caller gave up before anybody answered.
    pub fn was_missed(&self) -> bool {
        self.direction == Direction::Inbound
            && self.answered_ms.is_none()
            && matches!(self.end_cause, Some(EndCause::Missed | EndCause::RemoteHangup))
    }

    /// How long it was talked, in milliseconds; 0 before it ended and when it was never answered.
    pub fn talked_ms(&self) -> u32 {
        let talked = self.answered_ms.zip(self.ended_ms).map_or(0, |(from, to)| to.since_ms(from));
        u32::try_from(talked).unwrap_or(if talked < 0 { 0 } else { u32::MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const STATES: [CallState; 5] =
        [CallState::Dialing, CallState::Ringing, CallState::Talking, CallState::Held, CallState::Ended];

    fn call(direction: Direction) -> Call {
        Call::begin(CallId(Uuid::from_u128(1)), direction, CallerInfo::default(), Timestamp(100))
    }

    #[test]
    fn a_call_moves_only_along_its_states() {
        // D-3: one row per state, one column per next state, in the order of STATES.
        let table = [". x x . x", ". . x . x", ". . . x x", ". . x . x", ". . . . ."];
        for (from, row) in STATES.iter().zip(table) {
            let cells: Vec<bool> = row.chars().filter(|it| *it != ' ').map(|it| it == 'x').collect();
            for (to, legal) in STATES.iter().zip(cells) {
                assert_eq!(from.leads_to(*to), legal, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn a_call_is_answered_once_and_its_talk_is_measured_from_there() {
        let mut call = call(Direction::Inbound);
        assert_eq!(call.go(CallState::Talking, Timestamp(150)), Ok(true));
        assert_eq!(call.go(CallState::Talking, Timestamp(151)), Ok(false));
        assert_eq!(call.go(CallState::Held, Timestamp(160)), Ok(true));
        assert_eq!(call.go(CallState::Talking, Timestamp(170)), Ok(true));
        assert!(call.end(EndCause::RemoteHangup, Timestamp(200)));
        assert_eq!((call.answered_ms, call.talked_ms()), (Some(Timestamp(150)), 50));
    }

    #[test]
    fn an_ended_call_stays_ended_for_its_first_cause() {
        // sync.md, invariant 4
        let mut call = call(Direction::Outbound);
        assert!(call.end(EndCause::Busy, Timestamp(120)));
        assert!(!call.end(EndCause::LocalHangup, Timestamp(130)));
        let refused = IllegalMove { from: CallState::Ended, to: CallState::Talking };
        assert_eq!(call.go(CallState::Talking, Timestamp(140)), Err(refused));
        assert_eq!((call.end_cause, call.ended_ms, call.talked_ms()), (Some(EndCause::Busy), Some(Timestamp(120)), 0));
    }

    #[test]
    fn only_a_caller_who_gave_up_was_missed() {
        let ended = |direction, answered: bool, cause| {
            let mut call = call(direction);
            if answered {
                call.go(CallState::Talking, Timestamp(120)).unwrap();
            }
            assert!(!call.was_missed(), "a call that is up");
            call.end(cause, Timestamp(150));
            call.was_missed()
        };
        assert!(ended(Direction::Inbound, false, EndCause::Missed));
        assert!(ended(Direction::Inbound, false, EndCause::RemoteHangup));
        assert!(!ended(Direction::Inbound, false, EndCause::Rejected));
        assert!(!ended(Direction::Inbound, false, EndCause::Elsewhere));
        assert!(!ended(Direction::Inbound, true, EndCause::RemoteHangup));
        assert!(!ended(Direction::Outbound, false, EndCause::RemoteHangup));
    }

    #[test]
    fn a_clock_that_steps_back_during_a_call_makes_no_negative_time() {
        let mut call = call(Direction::Inbound);
        call.go(CallState::Talking, Timestamp(50)).unwrap();
        call.end(EndCause::LocalHangup, Timestamp(10));
        assert_eq!((call.answered_ms, call.ended_ms), (Some(Timestamp(100)), Some(Timestamp(100))));
    }
}
