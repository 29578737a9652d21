//! An incoming call until it is answered or rejected.

use std::sync::Arc;

use daehwa_domain::{
    call::{Call, CallState, EndCause},
    id::CallId,
    interaction::Direction,
};
use rsipstack::{
    dialog::{dialog::Dialog, invite_dialog::InviteDialog},
    sip::{HasHeaders, Header, HeadersExt, Request, StatusCode, ToTypedHeader},
    transaction::transaction::Transaction,
};
use tokio::{
    sync::{mpsc, watch},
    time::Instant,
};

use super::{CallTask, Office, Order, OwnSound, Waiting, media::media};
use crate::{
    error::PhoneError,
    headers::caller_info,
    sdp::{self, Flow},
    stack::Stack,
    ua::Refusal,
};

impl CallTask {
    /// Takes an INVITE. What can't become a call is answered here, and `None` returned.
    pub async fn incoming(
        office: Office,
        stack: Arc<Stack>,
        mut invite: Transaction,
        id: CallId,
        own: Option<OwnSound>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> Option<Self> {
        let refuse = async |invite: &mut Transaction, status: StatusCode| {
            if let Err(error) = invite.reply(status).await {
                tracing::debug!(%error, "an INVITE could not be refused");
            }
        };
        let offer = match invite.original.body.is_empty() {
            true => None,
            false => match sdp::parse(&invite.original.body) {
                Ok(offer) => Some(offer),
                Err(_) => {
                    refuse(&mut invite, StatusCode::NotAcceptableHere).await;
                    return None;
                }
            },
        };
        let Ok((sockets, local)) = media(&office, stack.local_ip) else {
            refuse(&mut invite, StatusCode::ServiceUnavailable).await;
            return None;
        };
        if offer.as_ref().is_some_and(|offer| local.answer(offer, 1, Flow::SendRecv).is_err()) {
            refuse(&mut invite, StatusCode::NotAcceptableHere).await;
            return None;
        }
        let (state_sender, states) = stack.dialogs.new_dialog_state_channel();
        let credential = stack.identity.credential.clone();
        let created =
            stack.dialogs.get_or_create_server_invite(&invite, state_sender, credential, Some(stack.contact()));
        let Ok(dialog) = created else {
            refuse(&mut invite, StatusCode::BadRequest).await;
            return None;
        };
        keep_target(&dialog, &invite.original);
        let caller = caller_info(invite.original.headers().iter().map(|header| (header.name(), header.value())));
        let key = Some(invite.key.clone());
        let mut handler = dialog.clone();
        tokio::spawn(async move {
            if let Err(error) = handler.handle(&mut invite).await {
                tracing::debug!(%error, "an INVITE ended with an error");
            }
        });
        let call = Call::begin(id, Direction::Inbound, caller, (office.clock)());
        let waiting = Some((Instant::now() + office.timing.ring_incoming, Waiting::Answer));
        let task = Self {
            office,
            stack,
            call,
            dialog,
            states,
            orders,
            invite: None,
            key,
            local,
            version: 0,
            wanted: Flow::SendRecv,
            offer,
            answer_in_ack: false,
            agreed: None,
            sockets: Some(sockets),
            own,
            confirmed: watch::Sender::new(false),
            changing: None,
            waiting,
            transferring: false,
        };
        if let Err(error) = task.dialog.ringing(None, None) {
            tracing::debug!(%error, "ringing could not be said");
        }
        Some(task)
    }

    pub(super) fn answer(&mut self) -> Result<(), PhoneError> {
        if self.call.direction != Direction::Inbound || self.call.state != CallState::Ringing {
            return Err(PhoneError::WrongState);
        }
        self.version += 1;
        let body = match self.offer.take() {
            Some(offer) => {
                let (answer, agreed) = self.local.answer(&offer, self.version, self.wanted)?;
                self.agree(agreed)?;
                answer
            }
            None => {
                self.answer_in_ack = true;
                self.local.offer(self.version, self.wanted)
            }
        };
        let headers = vec![Header::ContentType("application/sdp".into()), Header::Allow(crate::stack::ALLOW.into())];
        self.dialog.accept(Some(headers), Some(body.into_bytes()))?;
        self.waiting = None;
        self.talk();
        Ok(())
    }

    pub(super) fn reject(&mut self, refusal: Refusal) -> Result<(), PhoneError> {
        if self.call.direction != Direction::Inbound || self.call.state != CallState::Ringing {
            return Err(PhoneError::WrongState);
        }
        let status = match refusal {
            Refusal::Busy => StatusCode::BusyHere,
            Refusal::Decline => StatusCode::Decline,
        };
        self.dialog.reject(Some(status), None)?;
        self.end(EndCause::Rejected);
        Ok(())
    }
}

/// Our requests in the dialog are for the Contact of the INVITE as it is (RFC 3261 §12.2.1.1). To one that came over TCP or TLS
/// the stack adds that transport; behind a proxy it is only the proxy's, and a BYE for a caller over UDP would go astray.
fn keep_target(dialog: &InviteDialog, invite: &Request) {
    let proxied = invite.headers().iter().any(|header| matches!(header, Header::RecordRoute(_)));
    if let Ok(contact) = invite.contact_header()
        && let Ok(target) = contact.typed()
        && proxied
    {
        Dialog::Invite(dialog.clone()).set_remote_target(target.uri, Some(contact.clone()));
    }
}
