//! How a call ends.

use std::{sync::Arc, time::Duration};

use daehwa_domain::{
    call::{CallState, EndCause},
    interaction::Direction,
};
use rsipstack::{dialog::dialog::TerminatedReason, sip::StatusCode};
use tokio::time::timeout;

use super::{CallTask, Update};

/// A cancelled INVITE is kept until its final response, at most this long (64·T1, RFC 3261 §9.1).
const CANCEL_LINGER: Duration = Duration::from_secs(35);

impl CallTask {
    pub(super) fn hang_up(&mut self) {
        let cause = if self.call.direction == Direction::Inbound && self.call.state == CallState::Ringing {
            EndCause::Rejected
        } else {
            EndCause::LocalHangup
        };
        self.end_by(cause);
    }

    /// Ends the call from our side; what the network still needs is sent in the background.
    pub(super) fn end_by(&mut self, cause: EndCause) {
        let (dialog, stack, invite) = (self.dialog.clone(), Arc::clone(&self.stack), self.invite.take());
        let (answered, incoming) = (self.call.answered_ms.is_some(), self.call.direction == Direction::Inbound);
        let limit = self.office.timing.in_call_response;
        self.office.farewells.spawn(async move {
            if !answered && incoming {
                let _ = dialog.reject(Some(StatusCode::TemporarilyUnavailable), None);
            } else if answered {
                // An incoming call that is hung up before its ACK has a dialog already: BYE is right (RFC 3261 §15).
                let _ = timeout(limit, dialog.bye()).await;
            } else {
                let _ = timeout(limit, dialog.cancel()).await;
                if let Some(invite) = invite {
                    let _ = timeout(CANCEL_LINGER, invite).await;
                }
            }
            stack.dialogs.remove_dialog(&dialog.id());
        });
        self.end(cause);
    }

    pub(super) fn end(&mut self, cause: EndCause) {
        if self.call.state == CallState::Ended {
            return;
        }
        self.office.engine.remove(self.call.id);
        if std::mem::take(&mut self.transferring) {
            let done = cause == EndCause::Transferred;
            let _ = self.office.updates.send(Update::Transfer { call: self.call.id, done, status: None });
        }
        self.call.state = CallState::Ended;
        self.call.end_cause = Some(cause);
        self.call.ended_ms = Some((self.office.clock)());
        self.tell();
    }

    pub(super) fn terminated(&mut self, reason: TerminatedReason) {
        let inbound = self.call.direction == Direction::Inbound;
        let cause = match reason {
            TerminatedReason::UacCancel => match &self.key {
                Some(invite) if self.stack.elsewhere.take(invite) => EndCause::Elsewhere,
                Some(_) => EndCause::Missed,
                None => EndCause::LocalHangup,
            },
            TerminatedReason::UacBye | TerminatedReason::UasBye => {
                let theirs = matches!(reason, TerminatedReason::UacBye) == inbound;
                if theirs { EndCause::RemoteHangup } else { EndCause::LocalHangup }
            }
            TerminatedReason::UacBusy | TerminatedReason::UasBusy => EndCause::Busy,
            TerminatedReason::UasDecline => EndCause::Declined,
            TerminatedReason::Timeout => EndCause::Unreachable,
            TerminatedReason::ProxyError(status)
            | TerminatedReason::UacOther(status)
            | TerminatedReason::UasOther(status) => cause_of(status.into()),
            TerminatedReason::ProxyAuthRequired => EndCause::Failed,
        };
        // Some PBXs end the call as soon as they took the transfer over.
        let cause = if self.transferring && cause == EndCause::RemoteHangup { EndCause::Transferred } else { cause };
        let (stack, dialog) = (Arc::clone(&self.stack), self.dialog.clone());
        stack.dialogs.remove_dialog(&dialog.id());
        self.end(cause);
    }
}

/// Why an outgoing call that was refused with this status is over.
fn cause_of(status: u16) -> EndCause {
    match status {
        486 | 600 => EndCause::Busy,
        603 | 607 | 608 => EndCause::Declined,
        408 | 480 | 487 => EndCause::NoAnswer,
        404 | 410 | 414 | 416 | 484 | 485 | 502 | 503 | 604 => EndCause::Unreachable,
        _ => EndCause::Failed,
    }
}
