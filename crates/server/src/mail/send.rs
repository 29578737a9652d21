//! Sending what waits.

use std::{sync::Arc, time::Duration};

use daehwa_domain::{
    conversation::{FailureReason, Mailbox, Party},
    customer::Language,
};
use daehwa_mail::{File, Letter, compose, reply_subject};
use daehwa_store::{
    StoreError,
    mail::{Outgoing, ThreadId, Tried},
};
use futures_util::future::join_all;
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    Account, Room,
    smtp::{self, Outcome},
};
use crate::clock;

/// How often is looked whether something waits.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After a failure of the database.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// What is sent side by side.
const AT_ONCE: u32 = 10;
/// For how long nobody else sends a message that is being sent. When this server ends meanwhile, nobody knows whether it went: it is sent
/// again then, as the same mail.
const CLAIM_MS: i64 = 300_000;
/// The longest pause between tries.
const LONGEST_PAUSE_MS: i64 = 3_600_000;
const HOUR_MS: i64 = 3_600_000;

/// Sends until the task is ended.
pub(super) async fn send_on(room: Arc<Room>, accounts: Vec<Account>) {
    loop {
        let pause = match send(&room, &accounts).await {
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
async fn send(room: &Room, accounts: &[Account]) -> Result<usize, StoreError> {
    let now = clock::now();
    let due = room.store.claim_outgoing(room.tenant, now, now.plus_ms(CLAIM_MS), AT_ONCE).await?;
    let tries = join_all(due.iter().map(|it| send_one(accounts, it))).await;
    for (outgoing, tried) in due.iter().zip(tries) {
        let message = outgoing.message.id;
        let grown = room.store.dispatched(room.tenant, message, tried, clock::now(), &Uuid::now_v7).await?;
        room.hub.grown(room.tenant, &grown);
    }
    Ok(due.len())
}

async fn send_one(accounts: &[Account], outgoing: &Outgoing) -> Tried {
    let Some(mailbox) = &outgoing.mailbox else { return Tried::Failed(FailureReason::Mailbox) };
    let account = accounts.iter().find(|it| it.key == mailbox.key);
    let place = account.and_then(|it| it.smtp.as_ref());
    let (Some(account), Some(place)) = (account, place) else {
        tracing::error!(mailbox = mailbox.key, "a message waits for a mailbox that can't send");
        return Tried::Failed(FailureReason::Mailbox);
    };
    if outgoing.files.len() < outgoing.message.attachments.len() {
        return Tried::Failed(FailureReason::Files);
    }
    let letter = letter(outgoing, mailbox);
    let to: Vec<String> = letter.to.iter().chain(&letter.cc).map(|it| it.address.clone()).collect();
    let outcome = smtp::send(place, &letter.from.address, &to, &compose(&letter)).await;
    let (message, tries) = (outgoing.message.id, outgoing.tries);
    tracing::info!(mailbox = mailbox.key, %message, tries, ?outcome, "a message was tried");
    match outcome {
        Outcome::Sent => Tried::Sent,
        Outcome::Never(reason) => Tried::Failed(reason),
        Outcome::Again(reason) => {
            let waited_ms = clock::now().since_ms(outgoing.queued_ms);
            if waited_ms > account.give_up_h * HOUR_MS {
                return Tried::Failed(reason);
            }
            let first_ms = i64::try_from(account.retry_s).unwrap_or(i64::MAX).saturating_mul(1_000);
            let pause_ms = first_ms.saturating_mul(1 << (outgoing.tries - 1).min(16)).min(LONGEST_PAUSE_MS);
            Tried::Later(clock::now().plus_ms(pause_ms))
        }
    }
}

/// The mail that a message is: the same at every try.
fn letter(outgoing: &Outgoing, mailbox: &Mailbox) -> Letter {
    let message = &outgoing.message;
    let domain = mailbox.address.rsplit('@').next().unwrap_or("localhost");
    let ours = |id: &dyn std::fmt::Display| format!("{id}@{domain}");
    let thread = outgoing.thread.iter().map(|it| match it {
        ThreadId::Ours(id) => ours(id),
        ThreadId::Came(id) => id.clone(),
    });
    let language = language(&message.text);
    let in_language = |it: &daehwa_domain::dialogue::Localized| match language {
        Language::Ko if !it.ko.is_empty() || it.en.is_empty() => it.ko.clone(),
        Language::En if it.en.is_empty() => it.ko.clone(),
        _ => it.en.clone(),
    };
    let subject = match (message.subject.is_empty(), &outgoing.answered) {
        (true, Some(answered)) => reply_subject(&answered.subject),
        _ => message.subject.clone(),
    };
    let name = in_language(&mailbox.name);
    Letter {
        message_id: ours(&message.id),
        thread: thread.collect(),
        from: daehwa_mail::Party { name: (!name.is_empty()).then_some(name), address: mailbox.address.clone() },
        to: message.to.iter().map(party).collect(),
        cc: message.cc.iter().map(party).collect(),
        subject,
        // What its author saw: signature and quote are part of it.
        text: message.text.clone(),
        files: outgoing.files.iter().map(file).collect(),
        date_s: message.at_ms.0.div_euclid(1_000),
        mailbox: mailbox.id.to_string(),
    }
}

fn language(text: &str) -> Language {
    let korean = text.chars().any(|it| ('\u{ac00}'..='\u{d7a3}').contains(&it));
    if korean { Language::Ko } else { Language::En }
}

fn file(it: &daehwa_store::files::File) -> File {
    File { name: it.name.clone(), media_type: it.media_type.clone(), bytes: it.body.clone() }
}

fn party(it: &Party) -> daehwa_mail::Party {
    daehwa_mail::Party { name: it.name.clone(), address: it.address.clone() }
}
