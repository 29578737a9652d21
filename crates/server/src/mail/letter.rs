//! The way out of a mailbox for e-mail: the mail that a message is, over SMTP.

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{Mailbox, Party},
    customer::Language,
};
use daehwa_mail::{File, Letter, compose, reply_subject};
use daehwa_store::mail::{Outgoing, ThreadId};

use super::{Place, smtp};
use crate::outgoing::{Outcome, Way};

/// Sends mails over a server of ours.
pub(super) struct Smtp(pub(super) Place);

#[async_trait]
impl Way for Smtp {
    async fn send(&self, outgoing: &Outgoing, mailbox: &Mailbox) -> Outcome {
        let letter = letter(outgoing, mailbox);
        let to: Vec<String> = letter.to.iter().chain(&letter.cc).map(|it| it.address.clone()).collect();
        smtp::send(&self.0, &letter.from.address, &to, &compose(&letter)).await
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
    let subject = match (message.subject.is_empty(), &outgoing.answered) {
        (true, Some(answered)) => reply_subject(&answered.subject),
        _ => message.subject.clone(),
    };
    let name = mailbox.name.in_language(language).to_owned();
    Letter {
        message_id: ours(&message.id),
        thread: thread.collect(),
        from: daehwa_mail::Party { name: (!name.is_empty()).then_some(name), address: mailbox.address.clone() },
        to: message.to.iter().map(party).collect(),
        cc: message.cc.iter().map(party).collect(),
        subject,
        // What its author saw: signature and quote are part of it.
        text: message.text.clone(),
        files: outgoing.files.iter().map(enclosed).collect(),
        date_s: message.at_ms.0.div_euclid(1_000),
        mailbox: mailbox.id.to_string(),
    }
}

fn language(text: &str) -> Language {
    let korean = text.chars().any(|it| ('\u{ac00}'..='\u{d7a3}').contains(&it));
    if korean { Language::Ko } else { Language::En }
}

pub(crate) fn enclosed(it: &daehwa_store::files::File) -> File {
    File { name: it.name.clone(), media_type: it.media_type.clone(), bytes: it.body.clone() }
}

fn party(it: &Party) -> daehwa_mail::Party {
    daehwa_mail::Party { name: it.name.clone(), address: it.address.clone() }
}
