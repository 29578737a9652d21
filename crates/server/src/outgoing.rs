//! What goes out, on every channel: claimed from the store one after the other, held against the rules of where it goes, handed to the way that its
//! mailbox has, and what became of it written down.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{AdAsk, FailureReason, Mailbox, check_advertising, is_labelled},
    time::Timestamp,
};
use daehwa_store::{
    StoreError,
    mail::{Outgoing, Tried},
};
use futures_util::future::join_all;
use tokio::time::sleep;
use uuid::Uuid;

use crate::{
    clock::Clock,
    mail::{Account, Room},
};

/// The country of numbers that are written without one.
const HOME_REGION: &str = "KR";
/// How often is looked whether something waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After a failure of the database.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// What is sent side by side.
const AT_ONCE: u32 = 10;
/// For how long nobody else sends a message that is being sent. When this server ends meanwhile, nobody knows whether it went: it is sent
/// again then, as the same message.
const CLAIM_MS: i64 = 300_000;
/// The longest pause between tries.
const LONGEST_PAUSE_MS: i64 = 3_600_000;
const HOUR_MS: i64 = 3_600_000;

/// A way out of a mailbox: SMTP for e-mail, a provider for text messages.
#[async_trait]
pub(crate) trait Way: Send + Sync {
    /// Tries to send a message of a mailbox. The same message can come again: who receives it must know it by its id.
    async fn send(&self, outgoing: &Outgoing, mailbox: &Mailbox) -> Outcome;
}

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The next station has it.
    Sent,
    /// It may go through later.
    Again(FailureReason),
    /// It never will.
    Never(FailureReason),
}

/// A mailbox's account, with its way out.
pub(crate) struct Exit {
    pub account: Account,
    pub way: Box<dyn Way>,
}

/// Sends until the task is ended; what goes out by which mailbox, by its key.
pub(crate) async fn send_on(room: Arc<Room>, exits: BTreeMap<String, Exit>, clock: Clock) {
    loop {
        let pause = match send(&room, &exits, &clock).await {
            Ok(0) => LOOK_EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "what goes out could not be looked at");
                AGAIN_AFTER
            }
        };
        sleep(pause).await;
    }
}

/// Tries what is due; how many that were.
async fn send(room: &Room, exits: &BTreeMap<String, Exit>, clock: &Clock) -> Result<usize, StoreError> {
    let now = clock();
    let due = room.store.claim_outgoing(room.tenant, now, now.plus_ms(CLAIM_MS), AT_ONCE).await?;
    let tries = join_all(due.iter().map(|it| send_one(exits, it, clock))).await;
    for (outgoing, tried) in due.iter().zip(tries) {
        let message = outgoing.message.id;
        let grown = room.store.dispatched(room.tenant, message, tried, clock(), &Uuid::now_v7).await?;
        room.hub.grown(room.tenant, &grown);
    }
    Ok(due.len())
}

async fn send_one(exits: &BTreeMap<String, Exit>, outgoing: &Outgoing, clock: &Clock) -> Tried {
    let Some(mailbox) = &outgoing.mailbox else { return Tried::Failed(FailureReason::Mailbox) };
    let Some(Exit { account, way }) = exits.get(&mailbox.key) else {
        tracing::error!(mailbox = mailbox.key, "a message waits for a mailbox that can't send");
        return Tried::Failed(FailureReason::Mailbox);
    };
    if outgoing.files.len() < outgoing.message.attachments.len() {
        return Tried::Failed(FailureReason::Files);
    }
    let (message, tries) = (outgoing.message.id, outgoing.tries);
    match goes(outgoing, mailbox, clock()) {
        Ok(None) => {}
        Ok(Some(at)) => return Tried::Later(at),
        Err(reason) => {
            tracing::info!(mailbox = mailbox.key, %message, ?reason, "advertising is not sent");
            return Tried::Failed(reason);
        }
    }
    let outcome = way.send(outgoing, mailbox).await;
    tracing::info!(mailbox = mailbox.key, %message, tries, ?outcome, "a message was tried");
    match outcome {
        Outcome::Sent => Tried::Sent,
        Outcome::Never(reason) => Tried::Failed(reason),
        Outcome::Again(reason) => {
            let waited_ms = clock().since_ms(outgoing.queued_ms);
            if waited_ms > account.give_up_h * HOUR_MS {
                return Tried::Failed(reason);
            }
            let first_ms = i64::try_from(account.retry_s).unwrap_or(i64::MAX).saturating_mul(1_000);
            let pause_ms = first_ms.saturating_mul(1 << (outgoing.tries - 1).min(16)).min(LONGEST_PAUSE_MS);
            Tried::Later(clock().plus_ms(pause_ms))
        }
    }
}

/// Whether the law lets a message go now: `None` for at once, else from when on. What its author saw does not count here: who refused since
/// gets nothing more, and nothing goes without its label, whatever program wrote it.
fn goes(outgoing: &Outgoing, mailbox: &Mailbox, now: Timestamp) -> Result<Option<Timestamp>, FailureReason> {
    let Some(audience) = &outgoing.audience else { return Ok(None) };
    let message = &outgoing.message;
    let to = message.to.first().ok_or(FailureReason::Address)?;
    let ask = AdAsk {
        channel: message.channel,
        address: &to.address,
        home: HOME_REGION,
        zone: audience.time_zone.as_ref().and_then(|it| it.parse().ok()),
        consents: &audience.consents,
        at: now,
    };
    let at = check_advertising(&ask).map_err(|_| FailureReason::Forbidden)?;
    if !is_labelled(message, mailbox, HOME_REGION) {
        return Err(FailureReason::Forbidden);
    }
    Ok(Some(at).filter(|it| *it > now))
}
