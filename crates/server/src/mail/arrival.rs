//! From the bytes of a mail to what is filed of it.

use daehwa_domain::{
    address,
    conversation::{Attachment, FailureReason, Mailbox, MessageKind, Party},
    customer::Language,
    id::AttachmentId,
    interaction::Channel,
    rule::{Event, Sign},
};
use daehwa_mail::{Failure, Fault, Kind, MAX_HOPS};
use daehwa_store::{
    Rulebook,
    mail::{Judged, Mail},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::imap::Fetched;

/// What stands in place of words that were not read: it is kept with the message, so in both languages.
const NOT_READ: &str = "본문이 너무 크거나 복잡하여 읽지 않았습니다. 원본은 메일함에 있습니다.\n\
    This mail was too large or too complex to be read. The original is in the mailbox.";

/// A mail by what it is known when it comes again, and what is to be filed of it: nothing of one that nobody wrote, or that is ours and came
/// back to us.
pub(super) fn of(fetched: Fetched, mailboxes: &[Mailbox], book: &Rulebook) -> ([u8; 32], Option<Mail>) {
    let Fetched { bytes, head_only } = fetched;
    let mut mail = if head_only { daehwa_mail::read_head(&bytes) } else { daehwa_mail::read(&bytes) };
    if head_only {
        mail.faults.push(Fault::TooLarge);
    }
    let print = print(&mail, &bytes);
    let ours = mail.left_from.as_ref().is_some_and(|it| mailboxes.iter().any(|box_| box_.id.to_string() == *it));
    let circles = ours || mail.hops > MAX_HOPS;
    let Some(from) = mail.from.take().filter(|_| !circles) else { return (print, None) };
    if mail.text.is_empty() && !mail.faults.is_empty() {
        mail.text = NOT_READ.to_owned();
        mail.cut = true;
    }
    let event = Event::new(Channel::Email, [(Sign::Subject, mail.subject.clone()), (Sign::Text, mail.text.clone())]);
    let judgement = book.judge(&event);
    let holds = judgement.holds();
    let judged = holds.map(|it| Judged { topic: it.topic, stage: it.stage, rule: it.key.clone() });
    let language = language(&[from.name.as_deref().unwrap_or_default(), &mail.subject, &mail.text]);
    let filed = Mail {
        message_id: mail.message_id,
        thread: mail.about.into_iter().chain(mail.thread).collect(),
        address: address::of_email(&from.address),
        from: party(from),
        language,
        to: mail.to.into_iter().map(party).collect(),
        cc: mail.cc.into_iter().map(party).collect(),
        subject: mail.subject,
        text: mail.text,
        cut: mail.cut,
        has_html: mail.has_html,
        attachments: mail.attachments.into_iter().map(attachment).collect(),
        kind: kind(mail.kind),
        failed: mail.failures.iter().find(|it| it.lasting).map(reason),
        judged,
        raw: bytes,
    };
    (print, Some(filed))
}

/// A mail that comes by two ways, or in a mailbox that is numbered anew, has other headers of its way and the same contents. A Message-ID
/// alone would let anybody who knows one keep another's mail out.
fn print(mail: &daehwa_mail::Mail, bytes: &[u8]) -> [u8; 32] {
    let Some(id) = &mail.message_id else { return Sha256::digest(bytes).into() };
    let mut hash = Sha256::new();
    let from = mail.from.as_ref().map_or("", |it| &it.address);
    let date = mail.date_s.unwrap_or_default().to_string();
    for part in [id, from, &date, &mail.subject, &mail.text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    for it in &mail.attachments {
        hash.update(it.size_bytes.to_be_bytes());
        hash.update(it.name.as_bytes());
    }
    hash.finalize().into()
}

fn party(it: daehwa_mail::Party) -> Party {
    Party { name: it.name, address: it.address }
}

fn attachment(it: daehwa_mail::Attachment) -> Attachment {
    Attachment { id: AttachmentId(Uuid::now_v7()), name: it.name, media_type: it.media_type, size_bytes: it.size_bytes }
}

fn kind(kind: Kind) -> MessageKind {
    match kind {
        Kind::Person => MessageKind::Person,
        Kind::AutoReply => MessageKind::AutoReply,
        Kind::Bounce => MessageKind::Bounce,
        Kind::Bulk => MessageKind::Bulk,
    }
}

/// Why a mail of ours did not arrive (RFC 3463 §3).
fn reason(failure: &Failure) -> FailureReason {
    reason_of(failure.status)
}

/// What an enhanced status says.
pub(super) fn reason_of(status: Option<(u8, u16, u16)>) -> FailureReason {
    match status {
        Some((_, 1, _)) => FailureReason::Address,
        Some((_, 2, 3)) | Some((_, 3, 4)) => FailureReason::TooLarge,
        Some((_, 2, _)) => FailureReason::Full,
        Some((_, 4, _)) => FailureReason::Unreachable,
        _ => FailureReason::Refused,
    }
}

fn language(words: &[&str]) -> Language {
    let is_korean = |it: char| ('\u{ac00}'..='\u{d7a3}').contains(&it);
    if words.iter().any(|it| it.chars().any(is_korean)) { Language::Ko } else { Language::En }
}
