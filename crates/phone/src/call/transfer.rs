//! Transfer: asked for by us (RFC 5589 §6), and by the other side.

use daehwa_domain::{
    call::{CallState, EndCause},
    id::CallId,
};
use rsipstack::{
    dialog::{dialog::TransactionHandle, invite_dialog::InviteDialog},
    sip::{HasHeaders, Header, HeadersExt, Request, StatusCode, Uri, typed},
};

use super::{CallTask, Reply, Update, modify::Changing};
use crate::{error::PhoneError, sipfrag};

/// The other side asks to be transferred.
pub struct Referral {
    /// Which call.
    pub call: CallId,
    /// Its dialog, to say how it goes.
    pub dialog: InviteDialog,
    /// Where to.
    pub target: Uri,
}

impl CallTask {
    pub(super) fn transfer(&mut self, target: &Uri, reply: Reply) {
        let possible = matches!(self.call.state, CallState::Talking | CallState::Held);
        if !possible || self.changing.is_some() || self.transferring {
            let _ = reply.send(Err(PhoneError::WrongState));
            return;
        }
        let dialog = self.dialog.clone();
        let refer_to = format!("<{target}>");
        let headers = Some(vec![Header::ReferredBy(format!("<{}>", self.stack.identity.aor).into())]);
        let request = async move { Ok(dialog.refer(refer_to, headers, None).await?) };
        self.transferring = true;
        self.change(Changing::Transfer(reply), request);
    }

    pub(super) fn notified(&mut self, request: &Request) {
        if !self.transferring {
            return;
        }
        let headers = request.headers().iter().map(|header| (header.name(), header.value()));
        let Some(outcome) = sipfrag::transfer_outcome(headers, &request.body) else { return };
        self.transferring = false;
        self.waiting = None;
        let (call, status) = (self.call.id, outcome.status);
        let _ = self.office.updates.send(Update::Transfer { call, done: outcome.done, status });
        if outcome.done {
            self.end_by(EndCause::Transferred);
        }
    }

    pub(super) async fn referred(&mut self, request: &Request, handle: TransactionHandle) {
        let target = request.refer_to_header().and_then(|header| typed::From::parse(header.value()).ok());
        let status = match (&self.office.referrals, target) {
            (Some(referrals), Some(target)) => {
                let referral = Referral { call: self.call.id, dialog: self.dialog.clone(), target: target.uri };
                let taken = referrals.send(referral).is_ok();
                if taken { StatusCode::Accepted } else { StatusCode::Decline }
            }
            _ => StatusCode::Decline,
        };
        let _ = handle.reply(status).await;
    }
}
