//! Whether a cancelled call was taken by somebody else: what the Reason header of its CANCEL says (RFC 3326).
//!
//! A call for a group rings at several desktops, and is cancelled at all but the one that takes it. The stack ends a cancelled
//! call by itself and keeps the CANCEL to itself, so it is read on its way in.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rsipstack::{
    sip::{HasHeaders, Header, Method, Request, SipMessage},
    transaction::{
        endpoint::MessageInspector,
        key::{TransactionKey, TransactionRole},
    },
    transport::SipAddr,
};

use crate::headers::{split_list, unquoted};

/// Most CANCELs that are remembered until their calls ask: more than a phone has calls. Strangers' ones push out the oldest.
const MAX_REMEMBERED: usize = 32;

/// INVITEs whose CANCEL said that the call was taken elsewhere.
#[derive(Debug, Default)]
pub struct TakenElsewhere {
    invites: Mutex<VecDeque<TransactionKey>>,
}

impl TakenElsewhere {
    /// Whether that was said of this INVITE; forgets it.
    pub fn take(&self, invite: &TransactionKey) -> bool {
        let mut invites = self.invites();
        let before = invites.len();
        invites.retain(|known| known != invite);
        invites.len() < before
    }

    fn note(&self, request: &Request) {
        if request.method != Method::Cancel || !says_elsewhere(request) {
            return;
        }
        // A CANCEL has the key of its INVITE (RFC 3261 §9.2, §17.2.3).
        let Ok(invite) = TransactionKey::from_request(request, TransactionRole::Server) else { return };
        let mut invites = self.invites();
        if invites.len() == MAX_REMEMBERED {
            invites.pop_front();
        }
        invites.push_back(invite);
    }

    fn invites(&self) -> MutexGuard<'_, VecDeque<TransactionKey>> {
        self.invites.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes the CANCELs among the messages of another inspector.
pub struct Noting<I> {
    pub elsewhere: Arc<TakenElsewhere>,
    pub inspector: I,
}

impl<I: MessageInspector> MessageInspector for Noting<I> {
    fn before_send(&self, message: SipMessage, to: Option<&SipAddr>) -> SipMessage {
        self.inspector.before_send(message, to)
    }

    fn after_received(&self, message: SipMessage, from: Option<&SipAddr>) -> SipMessage {
        if let SipMessage::Request(request) = &message {
            self.elsewhere.note(request);
        }
        self.inspector.after_received(message, from)
    }
}

fn says_elsewhere(request: &Request) -> bool {
    let reasons = request.headers().iter().filter_map(|header| match header {
        Header::Reason(reason) => Some(reason.value()),
        _ => None,
    });
    reasons.flat_map(split_list).any(is_elsewhere)
}

/// Whether one value of a Reason header is "answered elsewhere": `SIP;cause=200` as RFC 3326 §3.1 has it, and proxies and PBXs
/// send; or Q.850 cause 26, "non-selected user clearing", as those do that think in ISDN.
fn is_elsewhere(reason: &str) -> bool {
    let (protocol, mut rest) = reason.split_once(';').unwrap_or((reason, ""));
    let mut cause = None;
    while !rest.is_empty() {
        let end = unquoted(rest, ';').unwrap_or(rest.len());
        let (parameter, after) = rest.split_at(end);
        rest = after.strip_prefix(';').unwrap_or_default();
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("cause")
        {
            // Said twice, it says nothing.
            if cause.is_some() {
                return false;
            }
            cause = Some(value.trim());
        }
    }
    let cause = cause.and_then(|digits| digits.parse::<u16>().ok());
    let protocol = protocol.trim();
    protocol.eq_ignore_ascii_case("SIP") && cause == Some(200)
        || protocol.eq_ignore_ascii_case("Q.850") && cause == Some(26)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cancel(call: usize, reasons: &[&str]) -> Request {
        let reasons: String = reasons.iter().map(|value| format!("Reason: {value}\r\n")).collect();
        let text = format!(
            "CANCEL sip:agent1@pbx.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{call}\r\n\
             From: <sip:a@b>;tag=1\r\nTo: <sip:agent1@pbx.test>\r\nCall-ID: {call}\r\nCSeq: 1 CANCEL\r\n{reasons}\r\n"
        );
        Request::try_from(text.into_bytes()).unwrap()
    }

    // D-3
    #[test]
    fn every_form_in_which_pbxs_say_answered_elsewhere_is_read() {
        for reasons in [
            &["SIP;cause=200;text=\"Call completed elsewhere\""][..],
            &["SIP ;cause=200 ;text=\"Call completed elsewhere\""],
            &["sip; text=\"; cause=486, \\\" and more\"; Cause = 200"],
            &["Q.850;cause=26"],
            &["Q.850;cause=26;text=\"Answered elsewhere\"", "X.abc;cause=1"],
            &["Q.850;cause=16, SIP;cause=200;text=\"Call completed elsewhere\""],
            &["Q.850;cause=26", "SIP;cause=200;text=\"Call completed elsewhere\""],
        ] {
            assert!(says_elsewhere(&cancel(1, reasons)), "{reasons:?}");
        }
    }

    // D-3
    #[test]
    fn other_reasons_and_malformed_ones_say_nothing() {
        for reasons in [
            &[][..],
            &["SIP;cause=487;text=\"ORIGINATOR_CANCEL\""],
            &["SIP;cause=600;text=\"Busy Everywhere\""],
            &["Q.850;cause=16;text=\"Terminated\""],
            &["Q.850;cause=200", "SIP;cause=26"],
            &["SIP;text=\"cause=200\""],
            &["SIP;text=\";cause=200"],
            &["SIP;cause=\"200\""],
            &["SIP;cause=200;cause=487"],
            &["SIP;cause=65736"],
            &["SIP;cause=-200"],
            &["SIP cause=200"],
            &[";cause=200"],
            &[",;=,"],
            &["\"SIP\";cause=200"],
        ] {
            assert!(!says_elsewhere(&cancel(1, reasons)), "{reasons:?}");
        }
    }

    #[test]
    fn of_many_cancels_the_latest_are_remembered_each_until_it_is_asked_for() {
        let seen = TakenElsewhere::default();
        let key = |call| TransactionKey::from_request(&cancel(call, &[]), TransactionRole::Server).unwrap();
        for call in 0..=MAX_REMEMBERED {
            seen.note(&cancel(call, &["Q.850;cause=26"]));
        }
        seen.note(&cancel(99, &["SIP;cause=487"]));
        assert!(!seen.take(&key(0)) && !seen.take(&key(99)));
        assert!(seen.take(&key(MAX_REMEMBERED)));
        assert!(!seen.take(&key(MAX_REMEMBERED)));
    }

    proptest! {
        #[test]
        fn hostile_reasons_never_panic(value in ".{0,200}") {
            let _ = split_list(&value).into_iter().any(is_elsewhere);
        }
    }
}
