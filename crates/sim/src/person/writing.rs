//! Written conversations: begun, taken by several at once, typed in, and answered.

use anyhow::Result;
use daehwa_cache::{CacheError, ConversationView, Work};
use daehwa_domain::{
    conversation::{Conversation, Message, MessageKind, Party, Priority, State},
    id::{ConversationId, InteractionId},
    interaction::{Channel, Direction, Interaction},
    record::{Fact, Record, RecordKind, RecordRef},
};
use daehwa_protocol::op::Op;
use serde_json::{Value, json};

use super::{Person, Saw};

/// So many conversations are worked on at a time.
const NOW: usize = 5;

impl Person<'_> {
    /// Begins a conversation, takes or gives back one, snoozes one, types in one, or answers: with or without having seen what others did.
    pub(super) fn write(&mut self) -> Result<Vec<(Op, Saw)>> {
        // Mostly one of the few that everybody works on now.
        let all = &self.things.conversations;
        let some = if self.chance.percent(70) { &all[all.len().saturating_sub(NOW)..] } else { &all[..] };
        let known = self.chance.pick(some).copied().filter(|_| self.chance.percent(92));
        let view = known.and_then(|id| self.cache.conversation(id, self.now).ok().flatten());
        let Some(view) = view else {
            let begun = self.new_conversation();
            return begun.map_or(Ok(Vec::new()), |work| self.commit(work, Saw::new()));
        };
        let of = &view.row.conversation;
        let target = RecordRef { kind: RecordKind::Conversation, id: of.id.0 };
        let set = |field: &str, value: Value| vec![(field.to_owned(), value)];
        let op = self.op();
        let work = match self.chance.within(0..12) {
            0..2 => {
                let holder = if of.taken.is_none() { json!(self.user.id) } else { Value::Null };
                self.work().set(op, target, Some(of.customer), set("taken", holder))
            }
            2 => {
                let state = State::Snoozed { until_ms: self.now.plus_ms(600_000), read: view.row.asking };
                self.work().set(op, target, Some(of.customer), set("state", json!(state)))
            }
            3..6 => return self.draft(of),
            _ => return self.send(&view),
        };
        self.commit(work, Saw::new())
    }

    /// Types an answer without sending it.
    fn draft(&mut self, of: &Conversation) -> Result<Vec<(Op, Saw)>> {
        let text = self.words("쓰던 글");
        match self.cache.journal_reply(of.id, of.customer, &text, self.now) {
            Ok(()) => {
                self.things.typed += 1;
                self.things.drafts.insert((self.user.id, of.id), (of.customer, text));
            }
            // Said at once: nobody was told that it is saved.
            Err(CacheError::Full(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(Vec::new())
    }

    /// Sends an answer, which is what was typed: the draft ends with it.
    fn send(&mut self, view: &ConversationView) -> Result<Vec<(Op, Saw)>> {
        let of = &view.row.conversation;
        let work = if of.channel == Channel::Chat { self.line(view) } else { self.reply(view) };
        let Some(work) = work else { return Ok(Vec::new()) };
        let ops = self.commit(work.answers(of.id), Saw::new())?;
        if !ops.is_empty() {
            self.things.drafts.remove(&(self.user.id, of.id));
        }
        Ok(ops)
    }

    /// A line in a chat, taken with it where nobody seems to have it; now and then in one that a colleague has, which the server refuses.
    fn line(&mut self, view: &ConversationView) -> Option<Work> {
        let of = &view.row.conversation;
        let contact = view.messages.last()?.message.contact();
        let mut work = self.work();
        match of.taken {
            None => {
                let op = self.op();
                let target = RecordRef { kind: RecordKind::Conversation, id: of.id.0 };
                work = work.set(op, target, Some(of.customer), vec![("taken".to_owned(), json!(self.user.id))]);
            }
            Some(holder) if holder != self.user.id && self.chance.percent(40) => return None,
            Some(_) => {}
        }
        let (op, line) = (self.op(), self.answer(of, None, Some(contact)));
        Some(work.append(op, Fact::Message(Box::new(line))))
    }

    /// An answer on another channel: a contact of its own, which follows on the latest of ours that is known here.
    fn reply(&mut self, view: &ConversationView) -> Option<Work> {
        let of = &view.row.conversation;
        let ours = view.messages.iter().filter(|it| it.refused.is_none() && it.message.is_ours());
        let ours: Vec<_> = ours.map(|it| &it.message).collect();
        let follows = ours.iter().find(|it| ours.iter().all(|other| other.follows != Some(it.id))).map(|it| it.id);
        let message = self.answer(of, follows, None);
        let contact = Interaction {
            id: message.id,
            channel: message.channel,
            direction: message.direction,
            duration_ms: 0,
            route: None,
            ..self.interaction(of.customer, None)?
        };
        let (first, second) = (self.op(), self.op());
        Some(self.work().append(first, Fact::Message(Box::new(message))).append(second, Fact::Interaction(contact)))
    }

    fn new_conversation(&mut self) -> Option<Work> {
        let conversation = Conversation {
            id: ConversationId(self.chance.uuid()),
            customer: self.customer()?,
            team: self.team()?,
            channel: Channel::Email,
            mailbox: None,
            subject: self.words("문의"),
            state: State::Open,
            taken: None,
            priority: Priority::Normal,
            due_ms: None,
            created_ms: self.now,
        };
        let op = self.op();
        Some(self.work().create(op, Record::Conversation(conversation)))
    }

    fn answer(&mut self, of: &Conversation, follows: Option<InteractionId>, part_of: Option<InteractionId>) -> Message {
        Message {
            id: InteractionId(self.chance.uuid()),
            part_of,
            customer: of.customer,
            conversation: of.id,
            channel: of.channel,
            direction: Direction::Outbound,
            at_ms: self.now,
            from: Party::default(),
            to: Vec::new(),
            cc: Vec::new(),
            subject: String::new(),
            text: self.words("답장"),
            cut: false,
            has_html: false,
            attachments: Vec::new(),
            answers: None,
            follows,
            kind: MessageKind::Person,
            advertises: false,
            author: Some(self.user.id),
            canned: None,
        }
    }
}
