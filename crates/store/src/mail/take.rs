//! Taking a mail in: whose it is, in which conversation, in which dialogue. One transaction; the same on every database.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    conversation::{Conversation, Dispatch, DispatchStatus, Message, MessageKind, Priority, State},
    customer::{ContactKind, ContactPoint, Customer, CustomerKind, Tier},
    id::{ContactPointId, ConversationId, CustomerId, DeviceId, DispatchId, InteractionId, TeamId},
    interaction::{Channel, Direction, Interaction},
    record::{Fact, Record, RecordKind, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::{message::ScopeHead, scope::Scope};
use uuid::Uuid;

use super::{Arrival, Mail, MailRows, MailTaken, ours};
use crate::{
    Rulebook, StoreError,
    accept::scope_named,
    item::{CONTACT_KIND, Item, MESSAGE_KIND, record_kind},
    rows::{Head, Logged, Rows, What},
    web::{HISTORY_KINDS, NewIds, WebRows, contact::History},
};

/// Of a name that the writer gave so much is kept, in bytes.
const MAX_NAME_BYTES: usize = 300;

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
    let mut filing = Filing { arrival, mail, now, ids, team: TeamId(scope), items: Vec::new() };
    let customer = match place.customer {
        Some(customer) => CustomerId(customer),
        None => {
            let customer = filing.new_customer()?;
            rows.put_member(customer.0, scope).await?;
            head.customers += 1;
            customer
        }
    };
    let facts = rows.items_of(&[customer.0], &HISTORY_KINDS).await?;
    let history = History::of(facts.iter().map(Item::fact).collect::<Result<Vec<_>, _>>()?);
    let message = filing.message(customer, place.after, history, book)?;
    let grown = write(rows, scope, head, &filing.items).await?;
    if let Some(id) = &mail.message_id {
        rows.put_thread(message.0, customer.0, id, &mail.thread).await?;
    }
    rows.put_raw(message.0, customer.0, now.0, &mail.raw).await?;
    Ok(MailTaken::Filed { message, grown: vec![grown] })
}

/// Where a mail belongs: to the conversation that it follows on, else to the customer whose address it came from. A stranger who answers
/// is part of the conversation; a customer who answers in another customer's conversation begins an own one.
async fn place<R: Rows + WebRows + MailRows>(rows: &mut R, mail: &Mail) -> Result<Place, StoreError> {
    let writers = match &mail.address {
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
    let customer = match writers.as_slice() {
        [] => None,
        [only] => Some(*only),
        several => {
            let contacts = rows.items_of(several, &[CONTACT_KIND]).await?;
            let latest = contacts.iter().max_by_key(|it| (it.key.at_ms, it.key.id)).map(|it| it.key.customer);
            latest.or(several.iter().min().copied())
        }
    };
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

/// Writes items that are new, in their order.
pub(crate) async fn write<R: Rows>(
    rows: &mut R,
    scope: Uuid,
    mut head: Head,
    items: &[Item],
) -> Result<ScopeHead, StoreError> {
    let mut logged = Vec::with_capacity(items.len());
    for item in items {
        head.checksum.add(item);
        head.head += 1;
        logged.push(Logged { scope, seq: head.head, what: What::Item, key: item.key });
    }
    rows.put_items(items).await?;
    rows.put_log(&logged).await?;
    rows.put_head(scope, &head).await?;
    Ok(ScopeHead { scope: Scope::Team(TeamId(scope)), head: head.head })
}

/// A mail that becomes a message.
struct Filing<'a> {
    arrival: &'a Arrival,
    mail: &'a Mail,
    now: Timestamp,
    ids: &'a NewIds,
    /// The customer's team.
    team: TeamId,
    /// In the order in which they are made.
    items: Vec<Item>,
}

impl Filing<'_> {
    /// Somebody who writes for the first time.
    fn new_customer(&mut self) -> Result<CustomerId, StoreError> {
        let id = CustomerId((self.ids)());
        let from = &self.mail.from;
        let name = from.name.as_deref().unwrap_or_else(|| from.address.split('@').next().unwrap_or(&from.address));
        self.record(Record::Customer(Customer {
            id,
            team: self.team,
            kind: CustomerKind::Person,
            name: name[..name.floor_char_boundary(MAX_NAME_BYTES)].to_owned(),
            name_latin: None,
            company: None,
            account_no: None,
            language: self.mail.language,
            tier: Tier::default(),
            time_zone: None,
            address: None,
            preferred_agent: None,
            created_ms: self.now,
            name_confirmed: None,
            address_confirmed: None,
        }))?;
        self.record(Record::ContactPoint(ContactPoint {
            id: ContactPointId((self.ids)()),
            customer: id,
            kind: ContactKind::Email,
            value: from.address.clone(),
            label: None,
            primary: true,
            verified_ms: None,
            retired: false,
            confirmed: None,
        }))?;
        Ok(id)
    }

    /// The message in its conversation and the contact in its dialogue.
    fn message(
        &mut self,
        customer: CustomerId,
        after: Option<(Message, Conversation)>,
        mut history: History,
        book: &Rulebook,
    ) -> Result<InteractionId, StoreError> {
        let (mail, id) = (self.mail, InteractionId((self.ids)()));
        let (answered, conversation) = after.unzip();
        let conversation = match conversation {
            Some(it) => it.id,
            None => self.new_conversation(customer)?,
        };
        let answers = answered.as_ref().map(|it| it.id);
        self.fact(&Fact::Message(Box::new(Message {
            id,
            part_of: None,
            customer,
            conversation,
            channel: Channel::Email,
            direction: Direction::Inbound,
            at_ms: self.now,
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
        })))?;
        let topics: BTreeMap<_, _> = book.topics.iter().map(|it| (it.id, it)).collect();
        // What a program wrote moves nothing and waits for nobody: it is a contact only where what it answers has a dialogue.
        let by_person = mail.kind == MessageKind::Person;
        let judged = mail.judged.as_ref().filter(|_| by_person);
        let facts = history.written(self.contact(id, customer), answers, judged, &topics, self.now, self.ids);
        let in_a_dialogue = facts.iter().any(|it| matches!(it, Fact::Interaction(it) if it.dialogue.is_some()));
        if by_person || in_a_dialogue {
            facts.iter().try_for_each(|it| self.fact(it))?;
        }
        if let (Some(reason), Some(message)) = (mail.failed, answered.filter(|it| it.direction == Direction::Outbound))
        {
            let status = DispatchStatus::Failed { reason };
            let dispatch =
                Dispatch { id: DispatchId((self.ids)()), customer, message: message.id, at_ms: self.now, status };
            self.fact(&Fact::Dispatch(dispatch))?;
        }
        Ok(id)
    }

    fn new_conversation(&mut self, customer: CustomerId) -> Result<ConversationId, StoreError> {
        let id = ConversationId((self.ids)());
        self.record(Record::Conversation(Conversation {
            id,
            customer,
            team: self.team,
            channel: Channel::Email,
            mailbox: Some(self.arrival.mailbox.id),
            subject: self.mail.subject.clone(),
            state: State::Open,
            taken: None,
            priority: Priority::Normal,
            due_ms: None,
            created_ms: self.now,
        }))?;
        Ok(id)
    }

    fn contact(&self, id: InteractionId, customer: CustomerId) -> Interaction {
        Interaction {
            id,
            customer,
            team: self.team,
            dialogue: None,
            channel: Channel::Email,
            direction: Direction::Inbound,
            started_ms: self.now,
            duration_ms: 0,
            agent: None,
            address: Some(self.mail.from.address.clone()),
            call: None,
            route: None,
            outcome: None,
            summary: self.mail.subject.clone(),
            web: None,
        }
    }

    fn record(&mut self, record: Record) -> Result<(), StoreError> {
        let stamp = Stamp { hlc: Hlc { wall_ms: self.now.0, counter: 0 }, device: DeviceId(Uuid::nil()) };
        self.items.push(Item::of_record(&Versioned::new(record, stamp))?);
        Ok(())
    }

    fn fact(&mut self, fact: &Fact) -> Result<(), StoreError> {
        self.items.push(Item::of_fact(fact)?);
        Ok(())
    }
}
