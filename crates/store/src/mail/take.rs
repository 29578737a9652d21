//! Taking a mail in: whose it is, in which conversation, in which dialogue. One transaction; the same on every database.

use std::collections::BTreeSet;

use daehwa_domain::{
    conversation::{Conversation, Dispatch, DispatchStatus, Message, MessageKind},
    customer::ContactKind,
    id::{CustomerId, DispatchId, InteractionId},
    interaction::{Channel, Direction},
    record::{Fact, Record, RecordKind},
    time::Timestamp,
};
use uuid::Uuid;

use super::{Arrival, Mail, MailRows, MailTaken, ours};
use crate::{
    Rulebook, StoreError,
    accept::scope_named,
    filing::{Filing, history, one_of, topics, write},
    item::{MESSAGE_KIND, record_kind},
    rows::Rows,
    web::{NewIds, WebRows, contact::History},
};

/// Where a mail belongs.
#[derive(Default, PartialEq, Eq)]
struct Place {
    customer: Option<Uuid>,
    /// The message that it follows on, and its conversation.
    after: Option<(Message, Conversation)>,
}

/// Takes a mail in, unless it is known.
pub(crate) async fn take<R: Rows + WebRows + MailRows>(
    rows: &mut R,
    arrival: &Arrival,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<MailTaken, StoreError> {
    let mailbox = arrival.mailbox.id.0;
    if rows.lock_cursor(mailbox).await? != arrival.before {
        return Ok(MailTaken::Behind);
    }
    let taken = match &arrival.mail {
        None => MailTaken::PassedOver,
        Some(_) if !rows.see(mailbox, &arrival.print).await? => MailTaken::Known,
        Some(mail) => file(rows, arrival, mail, book, now, ids).await?,
    };
    if taken != MailTaken::Behind {
        rows.put_cursor(mailbox, arrival.after).await?;
    }
    Ok(taken)
}

async fn file<R: Rows + WebRows + MailRows>(
    rows: &mut R,
    arrival: &Arrival,
    mail: &Mail,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<MailTaken, StoreError> {
    let place = place(rows, mail).await?;
    // Nobody becomes a customer by a newsletter, or by a report about a mail that we don't know.
    if place.customer.is_none() && mail.kind != MessageKind::Person {
        return Ok(MailTaken::PassedOver);
    }
    let team = arrival.mailbox.team.0;
    let scope = match place.customer {
        Some(customer) => rows.scope_of(customer).await?.ok_or(StoreError::NoCustomer)?,
        None => team,
    };
    let mut heads = rows.lock_heads(&BTreeSet::from([scope])).await?;
    let mut head = heads.remove(&scope).ok_or(StoreError::NoScope(scope_named(scope)))?;
    // Read again under the lock: somebody may have moved or made the customer.
    let moved = match place.customer {
        Some(customer) => rows.scope_of(customer).await? != Some(scope),
        None => false,
    };
    if moved || self::place(rows, mail).await? != place {
        return Ok(MailTaken::Behind);
    }
    let mut filing = MailFiling { arrival, mail, filing: Filing::new(now, ids, scope) };
    let customer = match place.customer {
        Some(customer) => CustomerId(customer),
        None => {
            let customer = filing.new_customer()?;
            rows.put_member(customer.0, scope).await?;
            head.customers += 1;
            customer
        }
    };
    let history = history(rows, customer).await?;
    let message = filing.message(customer, place.after, history, book)?;
    let grown = write(rows, scope, head, &filing.filing.items).await?;
    if let Some(id) = &mail.message_id {
        rows.put_thread(message.0, customer.0, id, &mail.thread).await?;
    }
    rows.put_raw(message.0, customer.0, now.0, &mail.raw).await?;
    Ok(MailTaken::Filed { message, grown: vec![grown] })
}

/// Where a mail belongs: to the conversation that it follows on, else to the customer whose address it came from. A stranger who answers
/// is part of the conversation; a customer who answers in another customer's conversation begins an own one.
async fn place<R: Rows + WebRows + MailRows>(rows: &mut R, mail: &Mail) -> Result<Place, StoreError> {
    let writers: Vec<Uuid> = match &mail.address {
        Some(key) => rows.customers_at(std::slice::from_ref(key)).await?.into_iter().map(|(_, it)| it).collect(),
        None => Vec::new(),
    };
    for id in &mail.thread {
        let Some(message) = message_named(rows, id).await? else { continue };
        let own = writers.is_empty() || writers.contains(&message.customer.0) || mail.kind == MessageKind::Bounce;
        let conversation = record_kind(RecordKind::Conversation);
        let item = rows.item(conversation, message.conversation.0).await?.filter(|_| own);
        if let Some(Record::Conversation(it)) = item.map(|it| it.versioned()).transpose()?.map(|it| it.record) {
            return Ok(Place { customer: Some(message.customer.0), after: Some((message, it)) });
        }
    }
    let customer = one_of(rows, &writers).await?;
    Ok(Place { customer, after: None })
}

async fn message_named<R: Rows + MailRows>(rows: &mut R, id: &str) -> Result<Option<Message>, StoreError> {
    let mut item = None;
    if let Some(ours) = ours(id) {
        item = rows.item(MESSAGE_KIND, ours).await?;
    }
    if item.is_none()
        && let Some(message) = rows.message_named(id).await?
    {
        item = rows.item(MESSAGE_KIND, message).await?;
    }
    Ok(match item.map(|it| it.fact()).transpose()? {
        Some(Fact::Message(message)) => Some(*message),
        _ => None,
    })
}

/// A mail that becomes a message.
struct MailFiling<'a> {
    arrival: &'a Arrival,
    mail: &'a Mail,
    filing: Filing<'a>,
}

impl MailFiling<'_> {
    /// Somebody who writes for the first time.
    fn new_customer(&mut self) -> Result<CustomerId, StoreError> {
        let from = &self.mail.from;
        let name = from.name.as_deref().unwrap_or_else(|| from.address.split('@').next().unwrap_or(&from.address));
        self.filing.new_customer(name, self.mail.language, [(ContactKind::Email, from.address.clone())])
    }

    /// The message in its conversation and the contact in its dialogue.
    fn message(
        &mut self,
        customer: CustomerId,
        after: Option<(Message, Conversation)>,
        mut history: History,
        book: &Rulebook,
    ) -> Result<InteractionId, StoreError> {
        let (mail, filing) = (self.mail, &mut self.filing);
        let id = InteractionId((filing.ids)());
        let (answered, conversation) = after.unzip();
        let conversation = match conversation {
            Some(it) => it.id,
            None => filing.new_conversation(customer, &self.arrival.mailbox, &mail.subject)?,
        };
        let answers = answered.as_ref().map(|it| it.id);
        let message = Message {
            id,
            part_of: None,
            customer,
            conversation,
            channel: Channel::Email,
            direction: Direction::Inbound,
            at_ms: filing.now,
            from: mail.from.clone(),
            to: mail.to.clone(),
            cc: mail.cc.clone(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            cut: mail.cut,
            has_html: mail.has_html,
            attachments: mail.attachments.clone(),
            answers,
            follows: None,
            kind: mail.kind,
            advertises: false,
            author: None,
            canned: None,
        };
        let contact = filing.contact(&message, mail.subject.clone());
        filing.fact(&Fact::Message(Box::new(message)))?;
        // What a program wrote moves nothing and waits for nobody: it is a contact only where what it answers has a dialogue.
        let by_person = mail.kind == MessageKind::Person;
        let judged = mail.judged.as_ref().filter(|_| by_person);
        let facts = history.written(contact, answers, judged, &topics(book), filing.now, filing.ids);
        let in_a_dialogue = facts.iter().any(|it| matches!(it, Fact::Interaction(it) if it.dialogue.is_some()));
        if by_person || in_a_dialogue {
            facts.iter().try_for_each(|it| filing.fact(it))?;
        }
        if let (Some(reason), Some(message)) = (mail.failed, answered.filter(|it| it.direction == Direction::Outbound))
        {
            let status = DispatchStatus::Failed { reason };
            let dispatch =
                Dispatch { id: DispatchId((filing.ids)()), customer, message: message.id, at_ms: filing.now, status };
            filing.fact(&Fact::Dispatch(dispatch))?;
        }
        Ok(id)
    }
}
