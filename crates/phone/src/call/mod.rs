//! One call: a task that owns its dialog and its media description, obeys its owner, and reports the whole call at each change.

mod end;
mod hold;
mod incoming;
mod media;
mod modify;
mod outgoing;
mod transfer;

use std::{net::UdpSocket, sync::Arc, time::Duration};

use daehwa_domain::{
    call::{Call, CallState, EndCause},
    id::CallId,
    interaction::Direction,
};
use rsipstack::{
    dialog::{
        dialog::{DialogState, DialogStateReceiver},
        invitation::InviteAsyncResult,
        invite_dialog::InviteDialog,
    },
    sip::{Response, StatusCode, Uri},
    transaction::key::TransactionKey,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::{Instant, sleep_until},
};
use tokio_util::task::TaskTracker;

use modify::{Changing, Responding, responded};
use outgoing::invited;

use crate::{
    audio::engine::Engine,
    codec::Codec,
    config::{Clock, SrtpPolicy, Timing},
    dtmf,
    error::PhoneError,
    sdp::{Agreed, Flow, Local, Remote},
    stack::Stack,
    ua::Refusal,
};

pub use media::OwnSound;
pub use outgoing::OutgoingExtras;
pub use transfer::Referral;

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
    /// Of the INVITE of an incoming call.
    key: Option<TransactionKey>,
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

    fn talk(&mut self) {
        self.call.state = CallState::Talking;
        self.call.answered_ms.get_or_insert_with(|| (self.office.clock)());
        self.office.engine.talk(self.call.id, true);
        self.tell();
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
}

async fn deadline(waiting: Option<(Instant, Waiting)>) {
    match waiting {
        Some((at, _)) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
