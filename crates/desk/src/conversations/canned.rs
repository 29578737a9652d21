//! Canned replies: offered with their places filled in, kept by administrators.

use daehwa_domain::{
    conversation::CannedReply,
    customer::Customer,
    dialogue::Localized,
    record::{Record, RecordKind, RecordRef},
    script::words::{self, Slot, SlotFault, Values},
};
use serde_json::json;

use super::advertising::Wording;
use crate::{
    Desk,
    api::{
        conversations::{CannedAsk, CannedDraft, CannedLine, CannedPreview, PreviewAsk, WordsOut},
        error::{CommandError, ErrorCode},
    },
    shift::Shift,
};

impl Desk {
    /// The canned replies for a channel, in the customer's language.
    pub async fn canned_replies(&self, ask: CannedAsk) -> Result<Vec<CannedLine>, CommandError> {
        let shift = self.shift()?;
        let customer = shift.customer_view(ask.customer)?.customer;
        let values = shift.places(&customer, &ask.about);
        let offered = |it: &CannedReply| !it.retired && (it.channels.is_empty() || it.channels.contains(&ask.channel));
        let replies = shift.canned_book()?.into_iter().filter(offered);
        let line = |it: CannedReply| CannedLine {
            id: it.id,
            key: it.key,
            name: it.name,
            steps: Some(it.steps).filter(|it| !it.is_nothing()),
            text: words::fill(&it.text, &values).in_language(customer.language).to_owned(),
        };
        Ok(replies.map(line).collect())
    }

    /// Words that were typed, as they will go out.
    pub async fn preview_words(&self, ask: PreviewAsk) -> Result<WordsOut, CommandError> {
        let shift = self.shift()?;
        let customer = shift.customer_view(ask.customer)?.customer;
        let mailbox = shift.cache.mailboxes()?.into_iter().find(|it| Some(it.id) == ask.mailbox);
        shift.worded(&Wording {
            customer: &customer,
            mailbox: mailbox.as_ref(),
            address: &ask.address,
            about: &ask.about,
            subject: &ask.about,
            text: &ask.text,
            signature: ask.signature,
            advertises: ask.advertises,
        })
    }

    /// How a canned reply would read for somebody who is made up.
    pub async fn preview_canned(&self, text: Localized) -> Result<CannedPreview, CommandError> {
        let shift = self.administration()?;
        let faults = [&text.ko, &text.en].into_iter().flat_map(|it| words::faults(it, |_| false)).collect();
        let both = |ko: &str, en: &str| Localized { ko: ko.to_owned(), en: en.to_owned() };
        let values = Values::default()
            .with(Slot::AgentName, Some(&shift.user.name))
            .with_words(Slot::CustomerName, both("김민서", "Olivia Bennett"))
            .with_words(Slot::CustomerCompany, both("한빛물산", "Brightwater Ltd"))
            .with(Slot::CustomerAccount, Some("A-1024"))
            .with_words(Slot::CustomerAddress, both("서울 중구 세종대로 110", "1 Market Street"));
        Ok(CannedPreview { text: words::fill(&text, &values), faults })
    }

    /// All canned replies.
    pub async fn canned_book(&self, (): ()) -> Result<Vec<CannedReply>, CommandError> {
        self.administration()?.canned_book()
    }

    /// Makes or changes a canned reply.
    pub async fn save_canned_reply(&self, draft: CannedDraft) -> Result<CannedReply, CommandError> {
        let shift = self.administration()?;
        let known = shift.canned_book()?;
        let reply = CannedReply {
            id: draft.id.unwrap_or_else(|| shift.host.new_id()),
            key: draft.key.trim().trim_start_matches('/').to_owned(),
            name: draft.name,
            text: draft.text,
            channels: draft.channels,
            steps: draft.steps,
            retired: draft.retired,
        };
        let taken = |it: &&CannedReply| it.id != reply.id && it.key == reply.key && !it.retired;
        if reply.key.is_empty() || known.iter().find(taken).is_some() {
            return Err(CommandError::invalid("key"));
        }
        if !words::faults(&reply.text.ko, |_| false).is_empty() || !words::faults(&reply.text.en, |_| false).is_empty()
        {
            return Err(CommandError::invalid("text"));
        }
        match known.iter().find(|it| it.id == reply.id) {
            None => shift.act().create(Record::CannedReply(reply.clone()))?.commit()?,
            Some(before) => {
                let fields = [
                    ("key", json!(reply.key), before.key != reply.key),
                    ("name", json!(reply.name), before.name != reply.name),
                    ("text", json!(reply.text), before.text != reply.text),
                    ("channels", json!(reply.channels), before.channels != reply.channels),
                    ("steps", json!(reply.steps), before.steps != reply.steps),
                    ("retired", json!(reply.retired), before.retired != reply.retired),
                ];
                let changed = fields.into_iter().filter(|it| it.2).map(|(field, value, _)| (field.to_owned(), value));
                let target = RecordRef { kind: RecordKind::CannedReply, id: reply.id.0 };
                shift.act().set_centre(target, changed.collect()).commit()?;
            }
        }
        Ok(reply)
    }
}

impl Shift {
    /// What places in words to a customer are filled in with.
    fn places(&self, customer: &Customer, about: &str) -> Values {
        Values::default()
            .with(Slot::AgentName, Some(&self.user.name))
            .with(Slot::CustomerName, Some(&customer.name))
            .with(Slot::CustomerCompany, customer.company.as_deref())
            .with(Slot::CustomerAccount, customer.account_no.as_deref())
            .with(Slot::CustomerAddress, customer.address.as_deref())
            .with(Slot::DialogueTopic, Some(about))
    }

    /// Words that were typed, with the places in them filled in; refused with a place that can't be.
    pub(super) fn filled_in(&self, text: &str, customer: &Customer, about: &str) -> Result<String, CommandError> {
        words::fill_typed(text, customer.language, &self.places(customer, about)).map_err(|fault| match fault {
            SlotFault::Unknown { name } | SlotFault::NoFallback { name } => {
                CommandError::with(ErrorCode::UnknownPlace, name)
            }
            SlotFault::Brace => CommandError::invalid("text"),
        })
    }

    fn canned_book(&self) -> Result<Vec<CannedReply>, CommandError> {
        let mut all = self.cache.canned_replies()?;
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all)
    }
}
