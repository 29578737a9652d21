//! A gateway that turns mails into text messages and faxes: ours go to NUMBER@DOMAIN, and mails from NUMBER@DOMAIN are what customers wrote.

use async_trait::async_trait;
use daehwa_domain::{
    address,
    conversation::{FailureReason, Mailbox},
};
use daehwa_mail::{Letter, MAX_MAIL_BYTES, Party, compose};
use daehwa_store::{
    Rulebook,
    mail::{Cursor, Outgoing},
    text::Text,
};
use sha2::{Digest, Sha256};

use super::{
    Relay,
    incoming::{CameFile, words},
};
use crate::{
    mail::{Place, imap::Fetched, letter::enclosed, smtp},
    outgoing::{Outcome, Way},
};

/// The country of numbers that are written without one.
const HOME_REGION: &str = "KR";

/// Sends over a gateway's mail server.
pub(crate) struct Gateway {
    relay: Relay,
    place: Place,
}

impl Gateway {
    pub fn new(relay: Relay, place: Place) -> Self {
        Self { relay, place }
    }
}

#[async_trait]
impl Way for Gateway {
    async fn send(&self, outgoing: &Outgoing, mailbox: &Mailbox) -> Outcome {
        let to = outgoing.message.to.first().and_then(|it| address::of_number(&it.address, HOME_REGION));
        let Some(number) = to else { return Outcome::Never(FailureReason::Address) };
        let to = format!("{}@{}", number.trim_start_matches('+'), self.relay.domain);
        let message = &outgoing.message;
        let letter = Letter {
            message_id: format!("{}@{}", message.id, self.relay.domain),
            thread: Vec::new(),
            from: Party { name: None, address: self.relay.from.clone() },
            to: vec![Party { name: None, address: to.clone() }],
            cc: Vec::new(),
            // Gateways read the number that is shown from the subject.
            subject: mailbox.address.clone(),
            text: message.text.clone(),
            files: outgoing.files.iter().map(enclosed).collect(),
            date_s: message.at_ms.0.div_euclid(1_000),
            mailbox: mailbox.id.to_string(),
        };
        smtp::send(&self.place, &self.relay.from, &[to], &compose(&letter)).await
    }
}

/// What a mail from the gateway says; nothing is taken in of a mail that is not from there.
pub(crate) fn read(
    relay: &Relay,
    mailbox: Mailbox,
    fetched: Option<Fetched>,
    cursor: (Option<Cursor>, Cursor),
    book: &Rulebook,
) -> Text {
    let nothing = Text { mailbox: mailbox.clone(), cursor: Some(cursor), print: [0; 32], words: None };
    let Some(Fetched { bytes, head_only }) = fetched else { return nothing };
    let mail = daehwa_mail::read(&bytes);
    let from = mail.from.as_ref().and_then(|it| number_of(&it.address, &relay.domain));
    let Some(from) = from.filter(|_| !head_only && bytes.len() <= MAX_MAIL_BYTES) else { return nothing };
    let print = match &mail.message_id {
        Some(id) => Sha256::digest(format!("gateway\n{from}\n{id}\n{}", mail.text)).into(),
        None => Sha256::digest(&bytes).into(),
    };
    let file = |(at, it): (usize, &daehwa_mail::Attachment)| CameFile {
        name: it.name.clone(),
        bytes: daehwa_mail::attachment(&bytes, at).map(|it| it.bytes),
    };
    let files = mail.attachments.iter().enumerate().map(file).collect();
    let (words, _) = words(&mailbox, &from, &mail.text, files, book);
    Text { mailbox, cursor: Some(cursor), print, words: Some(words) }
}

/// The number before a gateway's domain.
fn number_of(address: &str, domain: &str) -> Option<String> {
    let (number, at) = address.rsplit_once('@')?;
    if !at.eq_ignore_ascii_case(domain) {
        return None;
    }
    let number = number.trim();
    let bare = number.trim_start_matches('+');
    let whole = (3..=15).contains(&bare.len()) && bare.bytes().all(|it| it.is_ascii_digit());
    // 0 begins a number at home; anything longer has its country in front.
    whole.then(|| if bare.starts_with('0') || bare.len() < 9 { bare.to_owned() } else { format!("+{bare}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_before_the_gateways_own_domain_and_no_other() {
        let number = |address: &str| number_of(address, "sms.example");
        assert_eq!(number("01012345678@sms.example").as_deref(), Some("01012345678"));
        assert_eq!(number("821012345678@SMS.example").as_deref(), Some("+821012345678"));
        for none in ["01012345678@other.example", "kim@sms.example", "@sms.example", "1234567890123456@sms.example", ""]
        {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
