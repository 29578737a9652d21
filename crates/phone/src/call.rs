//! One call: a task that owns its dialog and its media description, obeys its owner, and reports the whole call at each change.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr, UdpSocket},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use daehwa_domain::{
    call::{Call, CallState, CallerInfo, EndCause},
    id::CallId,
    interaction::Direction,
};
use rand::RngExt;
use rsipstack::{
    dialog::{
        dialog::{DialogState, DialogStateReceiver, TerminatedReason, TransactionHandle},
        invitation::{InviteAsyncResult, InviteOption},
        invite_dialog::InviteDialog,
    },
    sip::{HasHeaders, Header, HeadersExt, Method, Request, Response, StatusCode, Uri, typed},
    transaction::transaction::Transaction,
    transport::SipAddr,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::task::TaskTracker;

use crate::{
    audio::{
        Ear, Source, Voice,
        engine::{Engine, Line},
    },
    codec::Codec,
    config::{Clock, SrtpPolicy, Timing},
    dtmf,
    error::PhoneError,
    headers::caller_info,
    sdp::{self, Agreed, Flow, Local, MediaKey, Remote},
    sipfrag,
    stack::Stack,
    stream::{Beginnings, Stream},
    ua::Refusal,
};

/// Attempts to find a pair of free ports.
const PORT_ATTEMPTS: usize = 50;
/// Times that a change of the session is tried again when both sides change it at once.
const GLARE_ATTEMPTS: usize = 2;
/// A cancelled INVITE is kept until its final response, at most this long (64·T1, RFC 3261 §9.1).
const CANCEL_LINGER: Duration = Duration::from_secs(35);

/// Where the answer to a command goes.
pub type Reply = oneshot::Sender<Result<(), PhoneError>>;

/// What a call is told to do.
pub enum Order {
    /// Answer it.
    Answer(Reply),
    /// Reject it.
    Reject(Refusal, Reply),
    /// End it.
    HangUp(Reply),
    /// Put it on hold; with `force` also when the other side doesn't play along: two calls must never hear one microphone.
    Hold { force: bool, reply: Option<Reply> },
    /// Take it from hold.
    Resume(Reply),
    /// Turn the microphone off or on.
    Mute(bool, Reply),
    /// Press a key.
    Digit(char, Reply),
    /// Hand it to this address.
    Transfer(Uri, Reply),
    /// No media came for this long.
    Quiet(Duration),
    /// Its media failed for good.
    MediaFailed,
}

/// What a call reports.
#[expect(clippy::large_enum_variant, reason = "few at a time, and moved once")]
#[derive(Debug)]
pub enum Update {
    /// The call as it is now.
    Call(Call),
    /// How its transfer ended.
    Transfer { call: CallId, done: bool, status: Option<u16> },
}

/// What all calls of one phone share.
#[derive(Clone)]
pub struct Office {
    /// Moves the sound.
    pub engine: Engine,
    /// Tells the moment.
    pub clock: Clock,
    /// How long to wait.
    pub timing: Timing,
    /// Whether to encrypt.
    pub srtp: SrtpPolicy,
    /// Codecs in the order in which we like them.
    pub codecs: Vec<Codec>,
    /// Where calls report.
    pub updates: mpsc::UnboundedSender<Update>,
    /// What is still said after calls are over, such as BYE.
    pub farewells: TaskTracker,
    /// Who takes requests of the other side to be transferred; refused when nobody does.
    pub referrals: Option<mpsc::UnboundedSender<Referral>>,
}

/// The other side asks to be transferred.
pub struct Referral {
    /// Which call.
    pub call: CallId,
    /// Its dialog, to say how it goes.
    pub dialog: InviteDialog,
    /// Where to.
    pub target: Uri,
}

/// Sound of a call's own, instead of the devices.
#[derive(Clone, Debug)]
pub struct OwnSound {
    /// What it says.
    pub voice: Voice,
    /// What hears for it.
    pub ear: Ear,
}

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

enum Changing {
    Hold { force: bool, reply: Option<Reply> },
    Resume(Reply),
    Transfer(Reply),
}

type Responding = Pin<Box<dyn Future<Output = Result<Option<Response>, PhoneError>> + Send>>;

#[derive(Clone, Copy)]
enum Waiting {
    /// For a person here to answer.
    Answer,
    /// For any response to our INVITE.
    Response,
    /// For a person there to answer.
    Pickup,
    /// For the outcome of a transfer.
    Transfer,
}

/// The task of one call.
pub struct CallTask {
    office: Office,
    stack: Arc<Stack>,
    call: Call,
    dialog: InviteDialog,
    states: DialogStateReceiver,
    orders: mpsc::UnboundedReceiver<Order>,
    invite: Option<JoinHandle<InviteAsyncResult>>,
    local: Local,
    version: u64,
    wanted: Flow,
    offer: Option<Remote>,
    /// Our offer waits for its answer in the ACK.
    answer_in_ack: bool,
    agreed: Option<Agreed>,
    sockets: Option<(UdpSocket, UdpSocket)>,
    own: Option<OwnSound>,
    confirmed: watch::Sender<bool>,
    changing: Option<(Changing, Responding)>,
    waiting: Option<(Instant, Waiting)>,
    transferring: bool,
}

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
        let caller = caller_info(invite.original.headers().iter().map(|header| (header.name(), header.value())));
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

    /// Runs until the call is over.
    pub async fn run(mut self) {
        self.tell();
        while self.call.state != CallState::Ended {
            tokio::select! {
                order = self.orders.recv() => match order {
                    Some(order) => self.obey(order),
                    None => self.hang_up(),
                },
                Some(state) = self.states.recv() => self.dialog_changed(state).await,
                response = responded(&mut self.changing) => self.changed(response),
                result = invited(&mut self.invite) => self.invite_ended(result),
                () = deadline(self.waiting) => self.waited_too_long(),
            }
        }
    }

    fn tell(&self) {
        let _ = self.office.updates.send(Update::Call(self.call.clone()));
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Answer(reply) => drop(reply.send(self.answer())),
            Order::Reject(refusal, reply) => drop(reply.send(self.reject(refusal))),
            Order::HangUp(reply) => {
                self.hang_up();
                let _ = reply.send(Ok(()));
            }
            Order::Hold { force, reply } => self.hold(force, reply),
            Order::Resume(reply) => self.resume(reply),
            Order::Mute(muted, reply) => {
                self.office.engine.mute(self.call.id, muted);
                self.call.muted = muted;
                self.tell();
                let _ = reply.send(Ok(()));
            }
            Order::Digit(digit, reply) => drop(reply.send(self.press(digit))),
            Order::Transfer(target, reply) => self.transfer(&target, reply),
            Order::Quiet(quiet) => {
                let expected = self.call.state == CallState::Talking && !self.call.held_by_remote;
                if expected && quiet >= self.office.timing.media_silence {
                    self.end_by(EndCause::Failed);
                }
            }
            Order::MediaFailed => self.end_by(EndCause::Failed),
        }
    }

    fn answer(&mut self) -> Result<(), PhoneError> {
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

    fn reject(&mut self, refusal: Refusal) -> Result<(), PhoneError> {
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

    fn hang_up(&mut self) {
        let cause = if self.call.direction == Direction::Inbound && self.call.state == CallState::Ringing {
            EndCause::Rejected
        } else {
            EndCause::LocalHangup
        };
        self.end_by(cause);
    }

    /// Ends the call from our side; what the network still needs is sent in the background.
    fn end_by(&mut self, cause: EndCause) {
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

    fn end(&mut self, cause: EndCause) {
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

    fn talk(&mut self) {
        self.call.state = CallState::Talking;
        self.call.answered_ms.get_or_insert_with(|| (self.office.clock)());
        self.office.engine.talk(self.call.id, true);
        self.tell();
    }

    fn hold(&mut self, force: bool, reply: Option<Reply>) {
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

    fn resume(&mut self, reply: Reply) {
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

    fn transfer(&mut self, target: &Uri, reply: Reply) {
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

    /// The stack sends nothing in a dialog whose ACK has not come, and waits without end for some responses: we wait for the
    /// one, and not without end for the other.
    fn change(
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

    fn changed(&mut self, response: Result<Option<Response>, PhoneError>) {
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

    fn held(&mut self, response: Result<Response, PhoneError>, force: bool, reply: Option<Reply>) {
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

    fn resumed(&mut self, response: Result<Response, PhoneError>, reply: Reply) {
        let outcome = response.and_then(|response| self.take_answer(&response.body));
        if outcome.is_ok() {
            self.talk();
        } else {
            self.wanted = Flow::SendOnly;
        }
        let _ = reply.send(outcome);
    }

    fn press(&mut self, digit: char) -> Result<(), PhoneError> {
        if dtmf::code(digit).is_none() {
            return Err(PhoneError::InvalidDigit(digit));
        }
        let possible =
            self.call.state == CallState::Talking && self.agreed.as_ref().is_some_and(|agreed| agreed.event.is_some());
        if !possible {
            return Err(PhoneError::WrongState);
        }
        self.office.engine.press(self.call.id, digit);
        Ok(())
    }

    async fn dialog_changed(&mut self, state: DialogState) {
        match state {
            DialogState::Calling(_) | DialogState::Publish(..) | DialogState::WaitAck(..) => {}
            DialogState::Trying(_) => self.progress(),
            DialogState::Early(_, response) => self.early(&response),
            DialogState::Confirmed(_, response) => self.was_confirmed(&response),
            DialogState::Updated(_, request, handle) => self.was_changed(&request, handle).await,
            DialogState::Notify(_, request, handle) => {
                let _ = handle.reply(StatusCode::OK).await;
                self.notified(&request);
            }
            DialogState::Info(_, _, handle) | DialogState::Options(_, _, handle) => {
                drop(handle.reply(StatusCode::OK).await)
            }
            DialogState::Refer(_, request, handle) => self.referred(&request, handle).await,
            DialogState::Message(_, _, handle) => drop(handle.reply(StatusCode::MethodNotAllowed).await),
            DialogState::Terminated(_, reason) => self.terminated(reason),
        }
    }

    /// Something came back: now a person there has time to answer.
    fn progress(&mut self) {
        if matches!(self.waiting, Some((_, Waiting::Response))) {
            self.waiting = Some((Instant::now() + self.office.timing.ring_outgoing, Waiting::Pickup));
        }
    }

    fn early(&mut self, response: &Response) {
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

    fn was_confirmed(&mut self, response: &Response) {
        if self.answer_in_ack {
            self.answer_in_ack = false;
            let body = self.dialog.last_remote_ack().map(|ack| ack.body).unwrap_or_default();
            if self.take_answer(&body).is_err() && self.agreed.is_none() {
                self.end_by(EndCause::Failed);
                return;
            }
        }
        if self.confirmed.send_replace(true) || self.call.direction == Direction::Inbound {
            return;
        }
        self.waiting = None;
        self.talk();
        // The 2xx repeats the description of a reliable early response; one without any keeps it.
        let answered =
            if response.body.is_empty() && self.agreed.is_some() { Ok(()) } else { self.take_answer(&response.body) };
        if answered.is_err() {
            self.end_by(EndCause::Failed);
        }
    }

    async fn was_changed(&mut self, request: &Request, handle: TransactionHandle) {
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

    async fn referred(&mut self, request: &Request, handle: TransactionHandle) {
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

    fn notified(&mut self, request: &Request) {
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

    fn terminated(&mut self, reason: TerminatedReason) {
        let inbound = self.call.direction == Direction::Inbound;
        let cause = match reason {
            TerminatedReason::UacCancel if inbound => EndCause::Missed,
            TerminatedReason::UacCancel => EndCause::LocalHangup,
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

    fn invite_ended(&mut self, result: Option<InviteAsyncResult>) {
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

    fn waited_too_long(&mut self) {
        let Some((_, waiting)) = self.waiting.take() else { return };
        match waiting {
            Waiting::Answer => self.end_by(EndCause::Missed),
            Waiting::Response => self.end_by(EndCause::Unreachable),
            Waiting::Pickup => self.end_by(EndCause::NoAnswer),
            Waiting::Transfer => {
                self.transferring = false;
                let _ = self.office.updates.send(Update::Transfer { call: self.call.id, done: false, status: None });
            }
        }
    }

    fn take_answer(&mut self, body: &[u8]) -> Result<(), PhoneError> {
        let agreed = self.local.accept(&sdp::parse(body)?, self.wanted)?;
        self.agree(agreed)
    }

    fn agree(&mut self, agreed: Agreed) -> Result<(), PhoneError> {
        self.call.codec = Some(agreed.codec.name().to_owned());
        self.call.encrypted = agreed.srtp.is_some();
        self.call.held_by_remote = agreed.held_by_remote;
        self.agreed = Some(agreed.clone());
        let Some((rtp, rtcp)) = self.sockets.take() else {
            self.office.engine.agree(self.call.id, agreed);
            return Ok(());
        };
        let mut random = rand::rng();
        let beginnings =
            Beginnings { ssrc: random.random(), sequence: random.random::<u16>() >> 1, timestamp: random.random() };
        let stream = Stream::new(agreed, beginnings)?;
        let own = self.own.as_ref().map(|own| (Source::voice(&own.voice, &own.ear), own.ear.clone()));
        self.office.engine.add(self.call.id, Line { stream, rtp, rtcp, own });
        self.office.engine.mute(self.call.id, self.call.muted);
        Ok(())
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

type Sockets = (UdpSocket, UdpSocket);

fn media(office: &Office, ip: IpAddr) -> Result<(Sockets, Local), PhoneError> {
    let sockets = port_pair(ip)?;
    let mut random = rand::rng();
    let mut key = [0; 30];
    key.fill_with(|| random.random());
    let local = Local {
        address: sockets.0.local_addr()?,
        session_id: random.random::<u32>().into(),
        codecs: office.codecs.clone(),
        srtp: office.srtp,
        key: MediaKey(key),
    };
    Ok((sockets, local))
}

/// An even port for RTP and the next one for RTCP (RFC 3550 §11).
fn port_pair(ip: IpAddr) -> std::io::Result<Sockets> {
    for _ in 0..PORT_ATTEMPTS {
        let first = UdpSocket::bind((ip, 0))?;
        let port = first.local_addr()?.port();
        if !port.is_multiple_of(2) {
            continue;
        }
        if let Ok(second) = UdpSocket::bind(SocketAddr::new(ip, port + 1)) {
            first.set_nonblocking(true)?;
            second.set_nonblocking(true)?;
            return Ok((first, second));
        }
    }
    Err(std::io::Error::from(std::io::ErrorKind::AddrInUse))
}

async fn responded(changing: &mut Option<(Changing, Responding)>) -> Result<Option<Response>, PhoneError> {
    match changing {
        Some((_, response)) => response.await,
        None => std::future::pending().await,
    }
}

async fn invited(invite: &mut Option<JoinHandle<InviteAsyncResult>>) -> Option<InviteAsyncResult> {
    match invite {
        Some(running) => {
            let result = running.await.ok();
            *invite = None;
            result
        }
        None => std::future::pending().await,
    }
}

async fn deadline(waiting: Option<(Instant, Waiting)>) {
    match waiting {
        Some((at, _)) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
