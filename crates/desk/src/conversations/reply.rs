//! The answer: typed, journalled, and sent with what the conversation came to, in one transaction.

use daehwa_cache::{ConversationView, MessageRow};
use daehwa_domain::{
    assignment::Assignment,
    conversation::{Conversation, MAX_TEXT_BYTES, Message, MessageKind, Party, State, Then},
    dialogue::{Cause, StageMove},
    id::{DialogueId, InteractionId},
    interaction::{Channel, Direction, Interaction},
    limits::MAX_LINE_BYTES,
    record::Fact,
};
use serde_json::{Value, json};

use super::{advertising::Wording, working::set};
use crate::{
    Desk,
    api::{
        conversations::{ReplyDraft, ReplyForm},
        error::{CommandError, ErrorCode},
        wrap_up::DialogueChoice,
    },
    shift::{Act, Shift},
};

/// What is taken of an answer's first line for the timeline, where the channel has no subject.
const SUMMARY_CHARS: usize = 120;
const HOUR_MS: i64 = 3_600_000;

impl Desk {
    /// Journals the answer typed in a conversation; durable when it returns.
    pub async fn save_reply_draft(&self, draft: ReplyDraft) -> Result<(), CommandError> {
        let shift = self.shift()?;
        if draft.text.len() > MAX_TEXT_BYTES {
            return Err(CommandError::invalid("text"));
        }
        let view = shift.conversation_view(draft.conversation)?;
        shift.cache.journal_reply(draft.conversation, view.row.customer.id, &draft.text, shift.now())?;
        Ok(())
    }

    /// Sends an answer. Its contact, where the conversation belongs, the stage it reached and that nothing is left to do are saved with it,
    /// and nobody else has the conversation any more.
    pub async fn reply(&self, form: ReplyForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(form.conversation)?;
        let message = shift.answer(&view, &form)?;
        let conversation = &view.row.conversation;
        let mut act = shift.act();
        if conversation.taken != Some(shift.user.id) {
            act = set(act, &view, "taken", json!(shift.user.id));
        }
        let (begun, dialogue) = shift.place(act, &view, &form)?;
        // A line in a chat is part of the contact that the chat is.
        let contact = message.part_of.is_none().then(|| shift.contact_of(&view, &message, &form, dialogue));
        act = begun.append(Fact::Message(Box::new(message)))?;
        if let Some(contact) = contact {
            act = act.append(Fact::Interaction(contact))?;
        }
        act = shift.moves(act, &view, &form, dialogue)?;
        shift.afterwards(act, &view, &form)?.answers(form.conversation).commit()
    }

    /// Does what a macro does that writes nothing: all of it, or nothing.
    pub async fn run_macro(&self, form: ReplyForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(form.conversation)?;
        let (act, dialogue) = shift.place(shift.act(), &view, &form)?;
        let act = shift.moves(act, &view, &form, dialogue)?;
        shift.afterwards(act, &view, &form)?.commit()
    }

    /// Sends an answer that was held because a colleague answered meanwhile.
    pub async fn send_all_the_same(&self, message: InteractionId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let held = shift.refused_message(message)?;
        let view = shift.conversation_view(held.message.conversation)?;
        let next = shift.cache.send_all_the_same(message, latest_of_ours(&view))?;
        shift.uplink.local_ops(next);
        Ok(())
    }

    /// Gives up an answer that was not taken. Its words become the draft again.
    pub async fn give_up_message(&self, message: InteractionId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        shift.refused_message(message)?;
        Ok(shift.cache.give_up_message(message, shift.user.id, shift.now())?)
    }
}

impl Shift {
    /// How soon the conversation is to be answered from now on, and where it goes.
    fn afterwards<'a>(
        &self,
        mut act: Act<'a>,
        view: &ConversationView,
        form: &ReplyForm,
    ) -> Result<Act<'a>, CommandError> {
        if let Some(priority) = form.priority {
            act = set(act, view, "priority", json!(priority));
        }
        let read = view.row.asking;
        let then = if form.done { Some(Then::Done) } else { form.next };
        Ok(match then {
            None => act,
            Some(Then::Done) => set(act, view, "state", json!(State::Done { read })),
            Some(Then::Snoozed { hours }) => {
                let until_ms = self.now().plus_ms(i64::from(hours) * HOUR_MS);
                set(act, view, "state", json!(State::Snoozed { until_ms, read }))
            }
            Some(Then::GivenBack) => set(act, view, "taken", Value::Null),
            Some(Then::HandedTo { user }) => {
                self.check_receiver(view, user)?;
                set(act, view, "taken", json!(user))
            }
        })
    }

    fn refused_message(&self, id: InteractionId) -> Result<MessageRow, CommandError> {
        let row = self.cache.message(id)?.filter(|it| it.refused.is_some());
        row.ok_or_else(|| CommandError::new(ErrorCode::NotFound))
    }

    fn answer(&self, view: &ConversationView, form: &ReplyForm) -> Result<Message, CommandError> {
        let conversation = &view.row.conversation;
        let mailbox = self.mailbox_of(view)?;
        let to = self.answer_to(view)?.ok_or_else(|| CommandError::new(ErrorCode::NoAddress))?;
        let language = view.row.customer.language;
        let attachments = self.files_for(conversation.id, conversation.channel)?;
        if form.advertises {
            let customer = self.customer_view(view.row.customer.id)?;
            self.check_advertising(&customer, mailbox.as_ref(), conversation.channel, &to.address)?;
        }
        let typed = Wording {
            customer: &view.row.customer,
            mailbox: mailbox.as_ref(),
            address: &to.address,
            about: &conversation.subject,
            subject: &subject(conversation),
            text: &form.text,
            signature: form.signature,
            advertises: form.advertises,
        };
        // In a chat a file is a line by itself.
        let file_alone = conversation.channel == Channel::Chat && !attachments.is_empty();
        let out = self.sendable(&typed, file_alone)?;
        let mut text = out.text;
        if form.quote
            && let Some(quoted) = quoted(view)
        {
            text = with_quote(text, &quoted.text);
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(CommandError::invalid("text"));
        }
        let from = Party {
            name: mailbox.as_ref().map(|it| it.name.in_language(language).to_owned()),
            address: mailbox.map_or_else(String::new, |it| it.address),
        };
        Ok(Message {
            id: self.host.new_id(),
            part_of: chat(view),
            customer: conversation.customer,
            conversation: conversation.id,
            channel: conversation.channel,
            direction: Direction::Outbound,
            at_ms: self.now(),
            from,
            cc: self.copies_for(conversation.id, conversation.channel, &to.address)?,
            to: vec![to],
            subject: out.subject,
            text,
            cut: false,
            has_html: false,
            attachments,
            answers: asked(view).map(|it| it.id),
            follows: latest_of_ours(view).filter(|_| conversation.channel != Channel::Chat),
            kind: MessageKind::Person,
            advertises: form.advertises,
            author: Some(self.user.id),
            canned: form.canned,
        })
    }

    /// Where the answer belongs; what the customer wrote in the conversation and waits in triage goes there, too.
    fn place<'a>(
        &self,
        act: Act<'a>,
        view: &ConversationView,
        form: &ReplyForm,
    ) -> Result<(Act<'a>, Option<DialogueId>), CommandError> {
        let (mut act, dialogue) = match &form.dialogue {
            None => (act, view.messages.iter().rev().find_map(|it| it.dialogue)),
            Some(choice) => self.about(act, &self.customer_view(view.row.customer.id)?, choice)?,
        };
        let sitting = chat(view);
        let elsewhere = |it: &&MessageRow| match it.dialogue {
            None => it.message.part_of.is_none(),
            // What a chat is about can turn out while it goes on; earlier contacts stay where they are.
            known => Some(it.message.id) == sitting && known != dialogue,
        };
        let unplaced = view.messages.iter().filter(|it| !it.unsent && it.refused.is_none()).filter(elsewhere);
        for row in unplaced.filter(|_| dialogue.is_some() && form.dialogue.is_some()) {
            act = act.append(Fact::Assigned(Assignment {
                id: self.host.new_id(),
                customer: row.message.customer,
                interaction: row.message.id,
                dialogue,
                at_ms: self.now(),
                cause: Cause::Person { user: self.user.id },
            }))?;
        }
        Ok((act, dialogue))
    }

    fn contact_of(
        &self,
        view: &ConversationView,
        message: &Message,
        form: &ReplyForm,
        dialogue: Option<DialogueId>,
    ) -> Interaction {
        let first_line = || form.text.trim().lines().next().unwrap_or_default().chars().take(SUMMARY_CHARS).collect();
        let summary = if message.subject.is_empty() { first_line() } else { message.subject.clone() };
        Interaction {
            id: message.id,
            customer: message.customer,
            team: view.row.customer.team,
            dialogue,
            channel: message.channel,
            direction: Direction::Outbound,
            started_ms: message.at_ms,
            duration_ms: 0,
            agent: Some(self.user.id),
            address: message.to.first().map(|it| it.address.clone()),
            call: None,
            route: None,
            outcome: form.outcome,
            summary,
            web: None,
        }
    }

    fn moves<'a>(
        &self,
        act: Act<'a>,
        view: &ConversationView,
        form: &ReplyForm,
        dialogue: Option<DialogueId>,
    ) -> Result<Act<'a>, CommandError> {
        let Some(stage) = form.stage else { return Ok(act) };
        let dialogue = dialogue.ok_or_else(|| CommandError::invalid("dialogue"))?;
        let customer = self.customer_view(view.row.customer.id)?;
        let known = customer.dialogues.iter().find(|it| it.id == dialogue).map(|it| it.topic);
        let topic = match (&form.dialogue, known) {
            (_, Some(topic)) => topic,
            (Some(DialogueChoice::New { topic }), None) => *topic,
            _ => return Err(CommandError::invalid("dialogue")),
        };
        let moved = self.stage_move(&customer, dialogue, &self.topic(topic)?, stage)?;
        // The move is known on the server, also where the answer is held: it says nothing of a contact that may never be.
        act.append(Fact::StageMove(StageMove { interaction: None, ..moved }))
    }
}

/// The latest message that asks for an answer.
pub(super) fn asked(view: &ConversationView) -> Option<&Message> {
    view.messages.iter().rev().map(|it| &it.message).find(|it| it.wakes() && it.kind == MessageKind::Person)
}

/// The contact of which a line written now is a part; `None` where each message is a contact of its own.
fn chat(view: &ConversationView) -> Option<InteractionId> {
    let last = view.messages.last().filter(|it| it.message.channel == Channel::Chat);
    last.map(|it| it.message.contact())
}

/// What an answer quotes: mails do so, other channels have no room for it.
pub(super) fn quoted(view: &ConversationView) -> Option<&Message> {
    asked(view).filter(|it| it.channel == Channel::Email)
}

/// The message of ours on which the next one follows: the one on which none follows yet, of those that were not refused.
fn latest_of_ours(view: &ConversationView) -> Option<InteractionId> {
    let ours: Vec<&Message> =
        view.messages.iter().filter(|it| it.refused.is_none() && it.message.is_ours()).map(|it| &it.message).collect();
    ours.iter().rev().find(|it| ours.iter().all(|other| other.follows != Some(it.id))).map(|it| it.id)
}

fn subject(conversation: &Conversation) -> String {
    if conversation.channel != Channel::Email {
        return String::new();
    }
    let subject = conversation.subject.trim();
    let answered = subject.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("re:"));
    let mut whole = if answered { subject.to_owned() } else { format!("Re: {subject}") };
    while whole.len() > MAX_LINE_BYTES {
        whole.pop();
    }
    whole
}

/// A text with a signature under it (RFC 3676 §4.3).
pub(super) fn signed(text: String, signature: &str) -> String {
    match signature.trim() {
        "" => text,
        signature => format!("{text}\n\n-- \n{signature}"),
    }
}

/// A text with another one quoted under it, as far as there is room.
fn with_quote(mut text: String, quoted: &str) -> String {
    text.push('\n');
    for line in quoted.lines() {
        if text.len() + line.len() + 3 > MAX_TEXT_BYTES {
            break;
        }
        text.push_str(if line.starts_with('>') { "\n>" } else { "\n> " });
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_stands_under_the_answer_and_never_makes_it_too_long_v_7() {
        assert_eq!(with_quote("네".into(), "요금이\n> 전에"), "네\n\n> 요금이\n>> 전에");
        assert!(with_quote("네".into(), &"긴 줄\n".repeat(20_000)).len() <= MAX_TEXT_BYTES);
    }
}
