//! What goes out of words that were typed: filled in, signed, and marked where they advertise; and whether and when that may go.

use chrono_tz::Tz;
use daehwa_domain::{
    conversation::{
        AdAsk, AdFault, DispatchStatus, MAX_TEXT_BYTES, Mailbox, Message, as_advertising, check_advertising, text_size,
    },
    customer::Customer,
    dialogue::Purpose,
    interaction::Channel,
    time::Timestamp,
};

use super::reply::signed;
use crate::{
    api::{
        conversations::{Advertising, WordsOut},
        customer::CustomerView,
        error::{CommandError, ErrorCode},
    },
    customers::care::check_selling,
    shift::Shift,
};

/// Words that were typed, and to whom.
pub(super) struct Wording<'a> {
    pub customer: &'a Customer,
    pub mailbox: Option<&'a Mailbox>,
    pub address: &'a str,
    /// What places for the topic are filled in with.
    pub about: &'a str,
    /// The subject, where the channel has one.
    pub subject: &'a str,
    pub text: &'a str,
    pub signature: bool,
    pub advertises: bool,
}

impl Shift {
    /// Words as they go out. How long they may be is not looked at: a person sees how long they are before they go.
    pub(super) fn worded(&self, typed: &Wording) -> Result<WordsOut, CommandError> {
        let mut text = self.filled_in(typed.text.trim(), typed.customer, typed.about)?;
        let mut subject = typed.subject.to_owned();
        let language = typed.customer.language;
        if let Some(mailbox) = typed.mailbox.filter(|_| typed.signature) {
            text = signed(text, mailbox.signature.in_language(language));
        }
        if let Some(mailbox) = typed.mailbox.filter(|_| typed.advertises) {
            let home = self.settings().region;
            let marked = as_advertising(mailbox, typed.address, &home, language, (&subject, &text));
            (subject, text) = marked.map_err(|_| CommandError::new(ErrorCode::NoConsent))?;
        }
        let texts = typed.mailbox.filter(|it| it.channel == Channel::Sms);
        let size = texts.map(|it| text_size(&text, &it.address, &self.settings().region));
        Ok(WordsOut { subject, text, size })
    }

    /// Words that go out now: there are some, unless a file goes alone, and the channel carries them.
    pub(super) fn sendable(&self, typed: &Wording, file_alone: bool) -> Result<WordsOut, CommandError> {
        let out = self.worded(typed)?;
        let fits = out.size.as_ref().is_none_or(|it| it.fits) && out.text.len() <= MAX_TEXT_BYTES;
        if !fits || (typed.text.trim().is_empty() && !file_alone) {
            Err(CommandError::invalid("text"))
        } else {
            Ok(out)
        }
    }

    /// Refuses advertising that may not go. What has to wait for the morning is kept by the server until then.
    pub(super) fn check_advertising(
        &self,
        view: &CustomerView,
        mailbox: Option<&Mailbox>,
        channel: Channel,
        address: &str,
    ) -> Result<(), CommandError> {
        check_selling(Purpose::Sales, view.care.complaint.as_ref())?;
        match self.advertising(view, mailbox, channel, address).fault {
            None => Ok(()),
            Some(_) => Err(CommandError::new(ErrorCode::NoConsent)),
        }
    }

    /// Whether advertising may be written to an address of a customer.
    pub(super) fn advertising(
        &self,
        view: &CustomerView,
        mailbox: Option<&Mailbox>,
        channel: Channel,
        address: &str,
    ) -> Advertising {
        let home = self.settings().region;
        let (now, customer) = (self.now(), &view.customer);
        let goes = goes_ms(view, channel, address, &home, now);
        let words = mailbox.map(|it| as_advertising(it, address, &home, customer.language, ("", "")));
        let fault = goes.err().or_else(|| words.and_then(Result::err));
        Advertising { fault, waits_ms: goes.ok().filter(|it| *it > now) }
    }

    /// Until when a message of ours that advertises waits for the morning; `None` for what does not wait, or not any more.
    pub(super) fn waits_for_morning(
        &self,
        message: &Message,
        status: Option<DispatchStatus>,
        view: &CustomerView,
    ) -> Option<Timestamp> {
        let waits = message.advertises && matches!(status, None | Some(DispatchStatus::Queued));
        let to = message.to.first().filter(|_| waits)?;
        let home = self.settings().region;
        let goes = goes_ms(view, message.channel, &to.address, &home, message.at_ms).ok()?;
        Some(goes).filter(|it| *it > self.now().max(message.at_ms))
    }
}

fn goes_ms(
    view: &CustomerView,
    channel: Channel,
    address: &str,
    home: &str,
    at: Timestamp,
) -> Result<Timestamp, AdFault> {
    let zone = view.customer.time_zone.as_ref().and_then(|it| it.parse::<Tz>().ok());
    check_advertising(&AdAsk { channel, address, home, zone, consents: &view.consents, at })
}
