//! Accepting what is written: who has a conversation, and that nobody answers without having seen a colleague's answer (D-12).

use daehwa_domain::{
    conversation::{ClaimFault, Conversation, Message, check_claim, check_files},
    id::{TeamId, UserId},
    interaction::{Channel, Direction, Interaction},
    people::User,
    record::{Fact, FieldChange, Record, RecordKind, Versioned},
};
use daehwa_protocol::error::Refusal;
use uuid::Uuid;

use super::{Accept, Stop, leads};
use crate::{
    files::WAITS_FOR_FILES_MS,
    item::{MESSAGE_KIND, record_kind},
};

impl Accept<'_> {
    /// A message belongs to a conversation of the same customer, and ours follow one on the other: of two that were written without
    /// knowing of each other the later one is refused, and its author reads the other first.
    pub(super) async fn check_message(&mut self, message: &Message) -> Result<(), Stop> {
        let conversation = self.conversation(message).await?;
        if conversation.channel != message.channel {
            return Err(Stop::Refused(Refusal::Invalid, "on another channel than its conversation"));
        }
        if check_files(message.channel, &message.attachments).is_err() {
            return Err(Stop::Refused(Refusal::Invalid, "files that the channel does not take"));
        }
        if message.channel == Channel::Chat {
            return self.check_line(message, &conversation).await;
        }
        let ours = self.messages_of_ours(message).await?;
        let answered = match message.follows {
            Some(last) => ours.iter().all(|it| it.id != last),
            None => false,
        };
        if answered || ours.iter().any(|it| it.follows == message.follows) {
            return Err(Stop::Refused(Refusal::Answered, "does not follow on the latest message of ours"));
        }
        Ok(())
    }

    /// In a chat lines follow on each other faster than anybody can read them first: who has it writes, and nobody else.
    async fn check_line(&mut self, line: &Message, conversation: &Conversation) -> Result<(), Stop> {
        if conversation.taken.is_none() || conversation.taken != line.author {
            return Err(Stop::Refused(Refusal::Answered, "somebody else has the chat, or nobody"));
        }
        let Some(contact) = line.part_of else { return Ok(()) };
        match self.batch.item(MESSAGE_KIND, contact.0).await?.map(|it| it.fact()).transpose()? {
            Some(Fact::Message(it)) if it.conversation == line.conversation && it.part_of.is_none() => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such contact")),
        }
    }

    /// A message of ours is to go out, and a line takes its place in the chat; one with files does so when they are here.
    pub(super) async fn send(&mut self, message: &Message) -> Result<(), Stop> {
        let waits = !message.attachments.is_empty();
        let rows = &mut *self.batch.rows;
        match message.channel {
            Channel::Email | Channel::Sms | Channel::Fax => {
                let due = if waits { self.now.plus_ms(WAITS_FOR_FILES_MS) } else { self.now };
                rows.put_outgoing(message.id.0, message.customer.0, due.0).await?;
            }
            Channel::Chat if !waits => rows.put_chat_line(message).await?,
            _ => {}
        }
        Ok(())
    }

    /// A written contact out has its words before it: what was refused as a message is no contact either.
    pub(super) async fn check_written_contact(&mut self, contact: &Interaction) -> Result<(), Stop> {
        if contact.direction != Direction::Outbound || !contact.channel.is_written() {
            return Ok(());
        }
        match self.batch.item(MESSAGE_KIND, contact.id.0).await? {
            Some(words) if words.key.customer == contact.customer.0 => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "a written contact without its words")),
        }
    }

    /// A new conversation runs through a mailbox of its channel.
    pub(super) async fn check_mailbox(&mut self, conversation: &Conversation) -> Result<(), Stop> {
        let Some(id) = conversation.mailbox else { return Ok(()) };
        let item = self.batch.item(record_kind(RecordKind::Mailbox), id.0).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::Mailbox(mailbox)) if mailbox.channel == conversation.channel => Ok(()),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such mailbox")),
        }
    }

    /// Who has a conversation is decided here. A wish that loses against a later stamp is refused, so that `accepted` always means "it is
    /// yours"; whoever gets it handed can see the customer.
    pub(super) async fn check_holder(
        &mut self,
        before: &Versioned,
        after: &Versioned,
        fields: &[FieldChange],
        scope: Uuid,
        user: &User,
    ) -> Result<(), Stop> {
        let (Record::Conversation(was), Record::Conversation(is)) = (&before.record, &after.record) else {
            return Ok(());
        };
        let Some(wish) = fields.iter().find(|it| it.field == "taken") else { return Ok(()) };
        let wanted = wish.value.as_str().and_then(|it| it.parse::<UserId>().ok());
        check_claim(was.taken, wanted, user.id, leads(user)).map_err(|fault| match fault {
            ClaimFault::Held { by } => Stop::HeldBy(by),
            ClaimFault::NotOneself => Stop::Refused(Refusal::NotAllowed, "taken for another user"),
        })?;
        match is.taken {
            holder if holder != wanted => Err(match holder {
                Some(by) => Stop::HeldBy(by),
                None => Stop::Refused(Refusal::Held, "an earlier wish has a later stamp"),
            }),
            Some(holder) if holder != user.id => self.check_colleague(holder, scope).await,
            _ => Ok(()),
        }
    }

    /// Somebody who works, for the customer's team.
    pub(super) async fn check_colleague(&mut self, user: UserId, scope: Uuid) -> Result<(), Stop> {
        let item = self.batch.item(record_kind(RecordKind::User), user.0).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::User(user)) if !user.disabled && user.teams.contains(&TeamId(scope)) => Ok(()),
            _ => Err(Stop::Refused(Refusal::NotAllowed, "handed to somebody who can't see the customer")),
        }
    }

    async fn conversation(&mut self, message: &Message) -> Result<Conversation, Stop> {
        let item = self.batch.item(record_kind(RecordKind::Conversation), message.conversation.0).await?;
        match item.map(|item| item.versioned()).transpose()?.map(|it| it.record) {
            Some(Record::Conversation(it)) if it.customer == message.customer => Ok(it),
            _ => Err(Stop::Refused(Refusal::UnknownRecord, "no such conversation")),
        }
    }

    /// What people of ours wrote in the conversation of a message.
    async fn messages_of_ours(&mut self, message: &Message) -> Result<Vec<Message>, Stop> {
        let mut ours = Vec::new();
        for item in self.batch.items_of(message.customer.0, MESSAGE_KIND).await? {
            if let Fact::Message(it) = item.fact()?
                && it.conversation == message.conversation
                && it.is_ours()
            {
                ours.push(*it);
            }
        }
        Ok(ours)
    }
}
