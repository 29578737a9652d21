//! A conversation that we begin: from one of our mailboxes to an address of the customer. What the customer answers comes into it.

use chrono::{DateTime, Timelike};
use chrono_tz::Tz;
use daehwa_cache::Begun;
use daehwa_domain::{
    conversation::{
        AdFault, Conversation, MAX_TEXT_BYTES, Mailbox, Message, MessageKind, Party, Priority, State,
        check_advertising, marked_as_advertising,
    },
    customer::{ContactKind, ContactPoint},
    dialogue::Purpose,
    id::{CustomerId, DialogueId, MailboxId},
    interaction::{Channel, Direction, Interaction},
    limits::MAX_LINE_BYTES,
    record::{Fact, Record},
};

use super::{in_language, reply::signed};
use crate::{
    Desk,
    api::{
        conversations::{Beginning, BeginningAddress, BeginningDraft, BeginningForm, BeginningMailbox},
        customer::CustomerView,
        error::{CommandError, ErrorCode},
        wrap_up::DialogueChoice,
    },
    customers::care::check_selling,
    shift::{Act, Shift},
};

/// What is taken of a first line for the timeline, where the channel has no subject.
const SUMMARY_CHARS: usize = 120;

impl Desk {
    /// From what a conversation can be begun with a customer.
    pub async fn beginning(&self, customer: CustomerId) -> Result<Beginning, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(customer)?;
        let language = view.customer.language;
        let addresses = addresses(&view);
        let reached = |it: &Mailbox| !it.retired && addresses.iter().any(|one| one.channel == it.channel);
        let mut mailboxes: Vec<_> = shift.cache.mailboxes()?.into_iter().filter(reached).collect();
        // Mail first: it has room for all that is to be said.
        mailboxes.sort_by(|a, b| (a.channel != Channel::Email, &a.key).cmp(&(b.channel != Channel::Email, &b.key)));
        let offered = |it: Mailbox| BeginningMailbox {
            no_advertising: shift.advertising(&view, it.channel).err(),
            signature: in_language(&it.signature, language),
            id: it.id,
            channel: it.channel,
            name: it.name,
            address: it.address,
        };
        let mailboxes: Vec<_> = mailboxes.into_iter().map(offered).collect();
        let draft = match shift.cache.begun(view.customer.id)? {
            Some(begun) => draft_of(begun),
            None => blank(shift.host.new_id(), view.customer.id, &mailboxes, &addresses),
        };
        Ok(Beginning { mailboxes, addresses, complaint: view.care.complaint.is_some(), language, draft })
    }

    /// Journals a first message as it is typed; one without any words is forgotten.
    pub async fn save_beginning(&self, draft: BeginningDraft) -> Result<(), CommandError> {
        let shift = self.shift()?;
        if draft.text.len() > MAX_TEXT_BYTES || draft.subject.len() > MAX_LINE_BYTES {
            return Err(CommandError::invalid("text"));
        }
        let customer = shift.customer_view(draft.customer)?.customer.id;
        if draft.text.trim().is_empty() && draft.subject.trim().is_empty() {
            return Ok(shift.cache.forget_begun(customer)?);
        }
        let begun = Begun {
            conversation: draft.conversation,
            customer,
            mailbox: draft.mailbox,
            address: draft.address,
            subject: draft.subject,
            text: draft.text,
            advertises: draft.advertises,
        };
        Ok(shift.cache.journal_begun(&begun, shift.now())?)
    }

    /// Writes to a customer first. The conversation is done with it, and comes back to its author with what the customer answers.
    pub async fn begin_conversation(&self, form: BeginningForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.draft.customer)?;
        let mailbox = shift.mailbox_to_begin(form.draft.mailbox)?;
        if form.draft.advertises {
            check_selling(Purpose::Sales, view.care.complaint.as_ref())?;
            shift.advertising(&view, mailbox.channel).map_err(|_| CommandError::new(ErrorCode::NoConsent))?;
        }
        let conversation = shift.conversation_begun(&view, &mailbox, &form)?;
        let message = shift.first_message(&view, &mailbox, &conversation, &form)?;
        let (act, dialogue) = shift.about(shift.act(), &view, &form.dialogue)?;
        let contact = shift.first_contact(&message, &view, dialogue);
        let id = conversation.id;
        act.create(Record::Conversation(conversation))?
            .append(Fact::Message(Box::new(message)))?
            .append(Fact::Interaction(contact))?
            .answers(id)
            .commit()
    }
}

impl Shift {
    /// Whether advertising may be written to a customer now.
    fn advertising(&self, view: &CustomerView, channel: Channel) -> Result<(), AdFault> {
        let zone = view.customer.time_zone.clone().unwrap_or_else(|| self.settings().time_zone);
        let zone: Tz = zone.parse().unwrap_or(Tz::Asia__Seoul);
        let now = DateTime::from_timestamp_millis(self.now().0).unwrap_or_default();
        check_advertising(&view.consents, channel, now.with_timezone(&zone).hour())
    }

    fn mailbox_to_begin(&self, id: Option<MailboxId>) -> Result<Mailbox, CommandError> {
        let mut all = self.cache.mailboxes()?.into_iter();
        all.find(|it| Some(it.id) == id && !it.retired).ok_or_else(|| CommandError::invalid("mailbox"))
    }

    fn conversation_begun(
        &self,
        view: &CustomerView,
        mailbox: &Mailbox,
        form: &BeginningForm,
    ) -> Result<Conversation, CommandError> {
        let has_subject = mailbox.channel == Channel::Email;
        let subject = if has_subject { form.draft.subject.trim() } else { "" };
        if has_subject && (subject.is_empty() || subject.len() > MAX_LINE_BYTES) {
            return Err(CommandError::invalid("subject"));
        }
        let subject = self.filled_in(subject, &view.customer, subject)?;
        Ok(Conversation {
            id: form.draft.conversation,
            customer: view.customer.id,
            team: view.customer.team,
            channel: mailbox.channel,
            mailbox: Some(mailbox.id),
            subject: if has_subject && form.draft.advertises { marked_as_advertising(&subject) } else { subject },
            state: State::Done { read: 0 },
            taken: Some(self.user.id),
            priority: Priority::Normal,
            due_ms: None,
            created_ms: self.now(),
        })
    }

    fn first_message(
        &self,
        view: &CustomerView,
        mailbox: &Mailbox,
        conversation: &Conversation,
        form: &BeginningForm,
    ) -> Result<Message, CommandError> {
        let to = addresses(view)
            .into_iter()
            .find(|it| it.channel == mailbox.channel && it.value == form.draft.address)
            .ok_or_else(|| CommandError::new(ErrorCode::NoAddress))?;
        let mut text = self.filled_in(form.draft.text.trim(), &view.customer, &conversation.subject)?;
        if text.is_empty() {
            return Err(CommandError::invalid("text"));
        }
        if form.draft.advertises && mailbox.channel != Channel::Email {
            text = marked_as_advertising(&text);
        }
        let language = view.customer.language;
        if form.signature {
            text = signed(text, &in_language(&mailbox.signature, language));
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(CommandError::invalid("text"));
        }
        Ok(Message {
            id: self.host.new_id(),
            part_of: None,
            customer: view.customer.id,
            conversation: conversation.id,
            channel: mailbox.channel,
            direction: Direction::Outbound,
            at_ms: self.now(),
            from: Party { name: Some(in_language(&mailbox.name, language)), address: mailbox.address.clone() },
            cc: self.copies_for(conversation.id, mailbox.channel, &to.value)?,
            to: vec![Party { name: Some(view.customer.name.clone()), address: to.value }],
            subject: conversation.subject.clone(),
            text,
            cut: false,
            has_html: false,
            attachments: self.files_for(conversation.id, mailbox.channel)?,
            answers: None,
            follows: None,
            kind: MessageKind::Person,
            author: Some(self.user.id),
            canned: form.canned,
        })
    }

    /// The dialogue that a first message is about.
    fn about<'a>(
        &self,
        act: Act<'a>,
        view: &CustomerView,
        choice: &DialogueChoice,
    ) -> Result<(Act<'a>, Option<DialogueId>), CommandError> {
        match choice {
            DialogueChoice::Triage => Ok((act, None)),
            DialogueChoice::Existing { dialogue } => {
                let known = view.dialogues.iter().any(|it| it.id == *dialogue);
                Ok((act, Some(known.then_some(*dialogue).ok_or_else(|| CommandError::invalid("dialogue"))?)))
            }
            DialogueChoice::New { topic } => {
                check_selling(self.topic(*topic)?.purpose, view.care.complaint.as_ref())?;
                let (act, dialogue) = self.with_dialogue(act, view.customer.id, *topic)?;
                Ok((act, Some(dialogue)))
            }
        }
    }

    fn first_contact(&self, message: &Message, view: &CustomerView, dialogue: Option<DialogueId>) -> Interaction {
        let first_line = || message.text.lines().next().unwrap_or_default().chars().take(SUMMARY_CHARS).collect();
        Interaction {
            id: message.id,
            customer: message.customer,
            team: view.customer.team,
            dialogue,
            channel: message.channel,
            direction: Direction::Outbound,
            started_ms: message.at_ms,
            duration_ms: 0,
            agent: Some(self.user.id),
            address: message.to.first().map(|it| it.address.clone()),
            call: None,
            route: None,
            outcome: None,
            summary: if message.subject.is_empty() { first_line() } else { message.subject.clone() },
            web: None,
        }
    }
}

/// Where a customer can be written to, the first ones to be used before others.
fn addresses(view: &CustomerView) -> Vec<BeginningAddress> {
    let mut points: Vec<&ContactPoint> = view.contact_points.iter().filter(|it| !it.retired).collect();
    points.sort_by_key(|it| !it.primary);
    let written = |it: &ContactPoint| {
        let channel = match it.kind {
            ContactKind::Email => Channel::Email,
            ContactKind::Mobile => Channel::Sms,
            ContactKind::Fax => Channel::Fax,
            _ => return None,
        };
        Some(BeginningAddress { channel, value: it.value.clone(), label: it.label.clone() })
    };
    points.into_iter().filter_map(written).collect()
}

fn blank(
    conversation: daehwa_domain::id::ConversationId,
    customer: CustomerId,
    mailboxes: &[BeginningMailbox],
    addresses: &[BeginningAddress],
) -> BeginningDraft {
    let mailbox = mailboxes.first();
    let address = addresses.iter().find(|it| Some(it.channel) == mailbox.map(|it| it.channel));
    BeginningDraft {
        conversation,
        customer,
        mailbox: mailbox.map(|it| it.id),
        address: address.map_or_else(String::new, |it| it.value.clone()),
        subject: String::new(),
        text: String::new(),
        advertises: false,
    }
}

fn draft_of(begun: Begun) -> BeginningDraft {
    let Begun { conversation, customer, mailbox, address, subject, text, advertises } = begun;
    BeginningDraft { conversation, customer, mailbox, address, subject, text, advertises }
}
