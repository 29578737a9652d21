//! Hold and resume.

use daehwa_domain::call::CallState;
use rsipstack::sip::{Header, Response};

use super::{CallTask, Reply, modify::Changing};
use crate::{error::PhoneError, sdp::Flow};

/// Times that a change of the session is tried again when both sides change it at once.
const GLARE_ATTEMPTS: usize = 2;

impl CallTask {
    pub(super) fn hold(&mut self, force: bool, reply: Option<Reply>) {
        if self.call.state != CallState::Talking || self.changing.is_some() {
            if let Some(reply) = reply {
                let _ = reply.send(Err(PhoneError::WrongState));
            }
            return;
        }
        self.office.engine.talk(self.call.id, false);
        self.wanted = Flow::SendOnly;
        self.reinvite(Changing::Hold { force, reply });
    }

    pub(super) fn resume(&mut self, reply: Reply) {
        if self.call.state != CallState::Held || self.changing.is_some() {
            let _ = reply.send(Err(PhoneError::WrongState));
            return;
        }
        self.wanted = Flow::SendRecv;
        self.reinvite(Changing::Resume(reply));
    }

    fn reinvite(&mut self, change: Changing) {
        self.version += 1;
        let body = self.local.offer(self.version, self.wanted).into_bytes();
        let dialog = self.dialog.clone();
        let headers = Some(vec![Header::ContentType("application/sdp".into())]);
        let request = async move { Ok(dialog.reinvite_with_glare_retry(headers, Some(body), GLARE_ATTEMPTS).await?) };
        self.change(change, request);
    }

    pub(super) fn held(&mut self, response: Result<Response, PhoneError>, force: bool, reply: Option<Reply>) {
        let outcome = response.and_then(|response| self.take_answer(&response.body));
        if outcome.is_ok() || force {
            self.call.state = CallState::Held;
        } else {
            self.wanted = Flow::SendRecv;
            self.office.engine.talk(self.call.id, true);
        }
        self.tell();
        if let Some(reply) = reply {
            let _ = reply.send(outcome);
        }
    }

    pub(super) fn resumed(&mut self, response: Result<Response, PhoneError>, reply: Reply) {
        let outcome = response.and_then(|response| self.take_answer(&response.body));
        if outcome.is_ok() {
            self.talk();
        } else {
            self.wanted = Flow::SendOnly;
        }
        let _ = reply.send(outcome);
    }
}
