//! Changes of a running call: our own requests, one at a time, and the other side's new offers.

use std::{future::Future, pin::Pin};

use daehwa_domain::call::EndCause;
use rsipstack::{
    dialog::dialog::TransactionHandle,
    sip::{Header, Method, Request, Response, StatusCode},
};
use tokio::time::{Instant, timeout};

use super::{CallTask, Reply, Waiting};
use crate::{error::PhoneError, sdp};

/// A request of ours that waits for its response.
pub(super) enum Changing {
    Hold { force: bool, reply: Option<Reply> },
    Resume(Reply),
    Transfer(Reply),
}

/// The response to it, once it comes.
pub(super) type Responding = Pin<Box<dyn Future<Output = Result<Option<Response>, PhoneError>> + Send>>;

impl CallTask {
    /// The stack sends nothing in a dialog whose ACK has not come, and waits without end for some responses: we wait for the
    /// one, and not without end for the other.
    pub(super) fn change(
        &mut self,
        change: Changing,
        request: impl Future<Output = Result<Option<Response>, PhoneError>> + Send + 'static,
    ) {
        let limit = self.office.timing.in_call_response;
        let mut confirmed = self.confirmed.subscribe();
        let bounded = async move {
            let sent = async move {
                if confirmed.wait_for(|confirmed| *confirmed).await.is_err() {
                    return Ok(None);
                }
                request.await
            };
            timeout(limit, sent).await.unwrap_or(Err(PhoneError::Timeout))
        };
        self.changing = Some((change, Box::pin(bounded)));
    }

    pub(super) fn changed(&mut self, response: Result<Option<Response>, PhoneError>) {
        let Some((change, _)) = self.changing.take() else { return };
        // No response at all: the dialog was not confirmed yet, or ended meanwhile.
        let response = response.and_then(|response| response.ok_or(PhoneError::WrongState));
        let response = response.and_then(|response| match u16::from(response.status_code.clone()) {
            200..300 => Ok(response),
            status => Err(PhoneError::Refused(status)),
        });
        match change {
            Changing::Hold { force, reply } => self.held(response, force, reply),
            Changing::Resume(reply) => self.resumed(response, reply),
            Changing::Transfer(reply) => {
                let outcome = response.map(drop);
                if outcome.is_ok() {
                    self.waiting = Some((Instant::now() + self.office.timing.transfer, Waiting::Transfer));
                } else {
                    self.transferring = false;
                }
                let _ = reply.send(outcome);
            }
        }
    }

    pub(super) async fn was_changed(&mut self, request: &Request, handle: TransactionHandle) {
        let respond = |status, body: Option<String>| {
            let headers = body.is_some().then(|| vec![Header::ContentType("application/sdp".into())]);
            handle.respond(status, headers, body.map(String::into_bytes))
        };
        if self.changing.as_ref().is_some_and(|(change, _)| !matches!(change, Changing::Transfer(_))) {
            let _ = respond(StatusCode::RequestPending, None).await;
            return;
        }
        if request.body.is_empty() {
            let offer = (request.method == Method::Invite).then(|| {
                self.version += 1;
                self.answer_in_ack = true;
                self.local.offer(self.version, self.wanted)
            });
            let _ = respond(StatusCode::OK, offer).await;
            return;
        }
        self.version += 1;
        let answer = sdp::parse(&request.body).and_then(|offer| self.local.answer(&offer, self.version, self.wanted));
        match answer {
            Ok((body, agreed)) => {
                let _ = respond(StatusCode::OK, Some(body)).await;
                if self.agree(agreed).is_err() {
                    self.end_by(EndCause::Failed);
                }
                self.tell();
            }
            Err(_) => drop(respond(StatusCode::NotAcceptableHere, None).await),
        }
    }
}

pub(super) async fn responded(changing: &mut Option<(Changing, Responding)>) -> Result<Option<Response>, PhoneError> {
    match changing {
        Some((_, response)) => response.await,
        None => std::future::pending().await,
    }
}
