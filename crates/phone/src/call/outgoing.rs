//! An outgoing call until it is answered or refused.

use std::sync::Arc;

use daehwa_domain::{
    call::{Call, CallState, CallerInfo, EndCause},
    id::CallId,
    interaction::Direction,
};
use rsipstack::{
    dialog::invitation::{InviteAsyncResult, InviteOption},
    sip::{Header, Response, Uri},
    transport::SipAddr,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::Instant,
};

use super::{CallTask, Office, Order, OwnSound, Waiting, media::media};
use crate::{error::PhoneError, headers::caller_info, sdp::Flow, stack::Stack};

/// What is said in an outgoing call besides whom it is for.
#[derive(Clone, Default)]
pub struct OutgoingExtras {
    /// Name and address of the caller, when not the line's own.
    pub caller: Option<(Option<String>, Uri)>,
    /// More headers.
    pub headers: Vec<Header>,
    /// Where to send it, when not to the line's proxy.
    pub destination: Option<SipAddr>,
    /// Sound of its own.
    pub own: Option<OwnSound>,
}

impl CallTask {
    /// Sends an INVITE to `target`.
    pub fn outgoing(
        office: Office,
        stack: Arc<Stack>,
        id: CallId,
        target: Uri,
        extras: OutgoingExtras,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> Result<Self, PhoneError> {
        let (sockets, local) = media(&office, stack.local_ip)?;
        let number = target.auth.as_ref().map(|auth| auth.user.clone());
        let caller = caller_info([("From", format!("<{target}>").as_str())]);
        let caller = CallerInfo { number: caller.number.or(number), ..caller };
        let call = Call::begin(id, Direction::Outbound, caller, (office.clock)());
        let (state_sender, states) = stack.dialogs.new_dialog_state_channel();
        let mut all_headers = vec![Header::Allow(crate::stack::ALLOW.into())];
        all_headers.extend(extras.headers);
        let invite = InviteOption {
            caller_display_name: extras.caller.as_ref().and_then(|(name, _)| name.clone()),
            caller: extras.caller.map_or_else(|| stack.identity.aor.clone(), |(_, address)| address),
            callee: target,
            destination: extras.destination.or_else(|| stack.identity.proxy.clone()),
            content_type: Some("application/sdp".into()),
            offer: Some(local.offer(1, Flow::SendRecv).into_bytes()),
            contact: stack.contact(),
            credential: stack.identity.credential.clone(),
            headers: Some(all_headers),
            // PRACK goes astray behind proxies with this stack: 100rel stays unsupported.
            support_prack: false,
            route_set: stack.route_to_proxy(),
            ..InviteOption::default()
        };
        let (dialog, invite) = stack.dialogs.do_invite_async(invite, state_sender)?;
        let waiting = Some((Instant::now() + office.timing.dial_response, Waiting::Response));
        Ok(Self {
            office,
            stack,
            call,
            dialog,
            states,
            orders,
            invite: Some(invite),
            key: None,
            local,
            version: 1,
            wanted: Flow::SendRecv,
            offer: None,
            answer_in_ack: false,
            agreed: None,
            sockets: Some(sockets),
            own: extras.own,
            confirmed: watch::Sender::new(false),
            changing: None,
            waiting,
            transferring: false,
        })
    }

    /// Something came back: now a person there has time to answer.
    pub(super) fn progress(&mut self) {
        if matches!(self.waiting, Some((_, Waiting::Response))) {
            self.waiting = Some((Instant::now() + self.office.timing.ring_outgoing, Waiting::Pickup));
        }
    }

    pub(super) fn early(&mut self, response: &Response) {
        if self.call.direction != Direction::Outbound || *self.confirmed.borrow() {
            return;
        }
        self.progress();
        // Early media: a ringing tone or an announcement of the network. A description that we can't use may be followed by a better one.
        if !response.body.is_empty() {
            let _ = self.take_answer(&response.body);
        }
        if self.call.state == CallState::Dialing {
            self.call.state = CallState::Ringing;
        }
        self.tell();
    }

    pub(super) fn invite_ended(&mut self, result: Option<InviteAsyncResult>) {
        let failed = match result {
            Some(Ok((_, Some(_)))) => return, // The dialog's states tell it better.
            Some(Ok((_, None))) => EndCause::Unreachable,
            Some(Err(error)) => {
                tracing::debug!(%error, "an INVITE failed");
                EndCause::Failed
            }
            None => EndCause::Failed,
        };
        if !*self.confirmed.borrow() {
            self.end(failed);
        }
    }
}

pub(super) async fn invited(invite: &mut Option<JoinHandle<InviteAsyncResult>>) -> Option<InviteAsyncResult> {
    match invite {
        Some(running) => {
            let result = running.await.ok();
            *invite = None;
            result
        }
        None => std::future::pending().await,
    }
}
