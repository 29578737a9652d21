//! A conversation that we begin: from one of our mailboxes to an address of the customer. What the customer answers comes into it.

use daehwa_cache::Begun;
use daehwa_domain::{
    conversation::{Conversation, MAX_TEXT_BYTES, Mailbox, Message, MessageKind, Party, Priority, State},
    customer::{ContactKind, ContactPoint},
    id::{CustomerId, DialogueId, MailboxId},
    interaction::{Channel, Direction, Interaction},
    limits::MAX_LINE_BYTES,
    record::{Fact, Record},
};

use super::advertising::Wording;
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
        let addresses = shift.addresses(&view);
        let reached = |it: &Mailbox| !it.retired && addresses.iter().any(|one| one.channel == it.channel);
        let mut mailboxes: Vec<_> = shift.cache.mailboxes()?.into_iter().filter(reached).collect();
        // Mail first: it has room for all that is to be said.
        mailboxes.sort_by(|a, b| (a.channel != Channel::Email, &a.key).cmp(&(b.channel != Channel::Email, &b.key)));
        let offered = |it: Mailbox| BeginningMailbox {
            refusable: !it.free_refusal.trim().is_empty(),
            waits: shift.answers_wait(&it),
            signature: it.signature.in_language(language).to_owned(),
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
            shift.check_advertising(&view, Some(&mailbox), mailbox.channel, &form.draft.address)?;
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
            subject: self.worded(&wording(view, mailbox, &subject, form))?.subject,
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
        let to = self
            .addresses(view)
            .into_iter()
            .find(|it| it.channel == mailbox.channel && it.value == form.draft.address)
            .ok_or_else(|| CommandError::new(ErrorCode::NoAddress))?;
        let out = self.sendable(&wording(view, mailbox, &conversation.subject, form), false)?;
        let language = view.customer.language;
        Ok(Message {
            id: self.host.new_id(),
            part_of: None,
            customer: view.customer.id,
            conversation: conversation.id,
            channel: mailbox.channel,
            direction: Direction::Outbound,
            at_ms: self.now(),
            from: Party { name: Some(mailbox.name.in_language(language).to_owned()), address: mailbox.address.clone() },
            cc: self.copies_for(conversation.id, mailbox.channel, &to.value)?,
            to: vec![Party { name: Some(view.customer.name.clone()), address: to.value }],
            subject: out.subject,
            text: out.text,
            cut: false,
            has_html: false,
            attachments: self.files_for(conversation.id, mailbox.channel)?,
            answers: None,
            follows: None,
            kind: MessageKind::Person,
            advertises: form.draft.advertises,
            author: Some(self.user.id),
            canned: form.canned,
        })
    }

    /// The dialogue that a message of ours is about, as its author chose.
    pub(super) fn about<'a>(
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

    /// Where a customer can be written to, the first ones to be used before others.
    pub(super) fn addresses(&self, view: &CustomerView) -> Vec<BeginningAddress> {
        let mut points: Vec<&ContactPoint> = view.contact_points.iter().filter(|it| !it.retired).collect();
        points.sort_by_key(|it| !it.primary);
        let written = |it: &ContactPoint| {
            let channel = match it.kind {
                ContactKind::Email => Channel::Email,
                ContactKind::Mobile => Channel::Sms,
                ContactKind::Fax => Channel::Fax,
                _ => return None,
            };
            let advertising = self.advertising(view, None, channel, &it.value);
            Some(BeginningAddress { channel, value: it.value.clone(), label: it.label.clone(), advertising })
        };
        points.into_iter().filter_map(written).collect()
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

fn wording<'a>(view: &'a CustomerView, mailbox: &'a Mailbox, subject: &'a str, form: &'a BeginningForm) -> Wording<'a> {
    Wording {
        customer: &view.customer,
        mailbox: Some(mailbox),
        address: &form.draft.address,
        about: subject,
        subject,
        text: &form.draft.text,
        signature: form.signature,
        advertises: form.draft.advertises,
    }
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
