//! Canned replies: offered with their places filled in, kept by administrators.

use daehwa_domain::{
    conversation::CannedReply,
    id::ConversationId,
    record::{Record, RecordKind, RecordRef},
    script::words::{self, Slot, Values},
};
use serde_json::json;

use super::in_language;
use crate::{
    Desk,
    api::{
        conversations::{CannedDraft, CannedLine},
        error::CommandError,
    },
    shift::Shift,
};

impl Desk {
    /// The canned replies for a conversation, in the customer's language.
    pub async fn canned_replies(&self, id: ConversationId) -> Result<Vec<CannedLine>, CommandError> {
        let shift = self.shift()?;
        let view = shift.conversation_view(id)?;
        let (customer, channel) = (&view.row.customer, view.row.conversation.channel);
        let values = Values::default()
            .with(Slot::AgentName, Some(&shift.user.name))
            .with(Slot::CustomerName, Some(&customer.name))
            .with(Slot::CustomerCompany, customer.company.as_deref())
            .with(Slot::CustomerAccount, customer.account_no.as_deref())
            .with(Slot::CustomerAddress, customer.address.as_deref())
            .with(Slot::DialogueTopic, Some(&view.row.conversation.subject));
        let offered = |it: &CannedReply| !it.retired && (it.channels.is_empty() || it.channels.contains(&channel));
        let replies = shift.canned_book()?.into_iter().filter(offered);
        let line = |it: CannedReply| CannedLine {
            id: it.id,
            key: it.key,
            name: it.name,
            text: in_language(&words::fill(&it.text, &values), customer.language),
        };
        Ok(replies.map(line).collect())
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
    fn canned_book(&self) -> Result<Vec<CannedReply>, CommandError> {
        let mut all = self.cache.canned_replies()?;
        all.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(all)
    }
}
