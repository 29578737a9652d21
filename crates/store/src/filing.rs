//! What comes of somebody who writes: a customer where there is none, a conversation, the message and its contact. Shared by all written channels.

use std::collections::BTreeMap;

use daehwa_domain::{
    conversation::{Conversation, Mailbox, Message, Priority, State},
    customer::{ContactKind, ContactPoint, Customer, CustomerKind, Language, Tier},
    id::{ContactPointId, ConversationId, CustomerId, DeviceId, TeamId},
    interaction::Interaction,
    limits::{MAX_LINE_BYTES, MAX_NAME_BYTES},
    record::{Fact, Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::{message::ScopeHead, scope::Scope};
use uuid::Uuid;

use crate::{
    Rulebook, StoreError,
    item::{CONTACT_KIND, Item},
    rows::{Head, Logged, Rows, What},
    web::{HISTORY_KINDS, NewIds, WebRows, contact::History},
};

/// Of a first line so much stands in the timeline, in characters.
const SUMMARY_CHARS: usize = 120;

/// What is made of one message, in the order in which it is made.
pub(crate) struct Filing<'a> {
    pub now: Timestamp,
    pub ids: &'a NewIds,
    /// The customer's team.
    pub team: TeamId,
    pub items: Vec<Item>,
}

impl<'a> Filing<'a> {
    pub fn new(now: Timestamp, ids: &'a NewIds, team: Uuid) -> Self {
        Self { now, ids, team: TeamId(team), items: Vec::new() }
    }

    /// Somebody whom nobody here knows, with the addresses that are known.
    pub fn new_customer(
        &mut self,
        name: &str,
        language: Language,
        addresses: impl IntoIterator<Item = (ContactKind, String)>,
    ) -> Result<CustomerId, StoreError> {
        let id = CustomerId((self.ids)());
        self.record(Record::Customer(Customer {
            id,
            team: self.team,
            kind: CustomerKind::Person,
            name: name[..name.floor_char_boundary(MAX_NAME_BYTES)].to_owned(),
            name_latin: None,
            company: None,
            account_no: None,
            language,
            tier: Tier::default(),
            time_zone: None,
            address: None,
            preferred_agent: None,
            created_ms: self.now,
            name_confirmed: None,
            address_confirmed: None,
        }))?;
        for (kind, value) in addresses {
            self.record(Record::ContactPoint(ContactPoint {
                id: ContactPointId((self.ids)()),
                customer: id,
                kind,
                value,
                label: None,
                primary: true,
                verified_ms: None,
                retired: false,
                confirmed: None,
            }))?;
        }
        Ok(id)
    }

    pub fn new_conversation(
        &mut self,
        customer: CustomerId,
        mailbox: &Mailbox,
        subject: &str,
    ) -> Result<ConversationId, StoreError> {
        let id = ConversationId((self.ids)());
        self.record(Record::Conversation(Conversation {
            id,
            customer,
            team: self.team,
            channel: mailbox.channel,
            mailbox: Some(mailbox.id),
            subject: subject[..subject.floor_char_boundary(MAX_LINE_BYTES)].to_owned(),
            state: State::Open,
            taken: None,
            priority: Priority::Normal,
            due_ms: None,
            created_ms: self.now,
        }))?;
        Ok(id)
    }

    /// The contact that a message is or begins; it belongs to no dialogue yet.
    pub fn contact(&self, message: &Message, summary: String) -> Interaction {
        Interaction {
            id: message.id,
            customer: message.customer,
            team: self.team,
            dialogue: None,
            channel: message.channel,
            direction: message.direction,
            started_ms: self.now,
            duration_ms: 0,
            agent: None,
            address: Some(message.from.address.clone()).filter(|it| !it.is_empty()),
            call: None,
            route: None,
            outcome: None,
            summary,
            web: None,
        }
    }

    pub fn record(&mut self, record: Record) -> Result<(), StoreError> {
        let stamp = Stamp { hlc: Hlc { wall_ms: self.now.0, counter: 0 }, device: DeviceId(Uuid::nil()) };
        self.items.push(Item::of_record(&Versioned::new(record, stamp))?);
        Ok(())
    }

    pub fn fact(&mut self, fact: &Fact) -> Result<(), StoreError> {
        self.items.push(Item::of_fact(fact)?);
        Ok(())
    }
}

/// The first words of a message, or the name of the file that came instead.
pub(crate) fn first_line(text: &str, file: Option<&str>) -> String {
    let first = text.lines().map(str::trim).find(|it| !it.is_empty());
    first.or(file).unwrap_or_default().chars().take(SUMMARY_CHARS).collect()
}

/// The customer whose address has a key; of several the one who was in contact last.
pub(crate) async fn customer_at<R: Rows + WebRows>(rows: &mut R, key: &str) -> Result<Option<Uuid>, StoreError> {
    let at = rows.customers_at(&[key.to_owned()]).await?.into_iter().map(|(_, it)| it).collect::<Vec<_>>();
    one_of(rows, &at).await
}

/// Of customers who share an address the one who was in contact last.
pub(crate) async fn one_of<R: Rows>(rows: &mut R, customers: &[Uuid]) -> Result<Option<Uuid>, StoreError> {
    if let [] | [_] = customers {
        return Ok(customers.first().copied());
    }
    let contacts = rows.items_of(customers, &[CONTACT_KIND]).await?;
    let latest = contacts.iter().max_by_key(|it| (it.key.at_ms, it.key.id)).map(|it| it.key.customer);
    Ok(latest.or(customers.iter().min().copied()))
}

/// What is known of a customer's contacts and dialogues.
pub(crate) async fn history<R: Rows>(rows: &mut R, customer: CustomerId) -> Result<History, StoreError> {
    let facts = rows.items_of(&[customer.0], &HISTORY_KINDS).await?;
    Ok(History::of(facts.iter().map(Item::fact).collect::<Result<Vec<_>, _>>()?))
}

/// The topics of the rules, by id.
pub(crate) fn topics(book: &Rulebook) -> BTreeMap<daehwa_domain::id::TopicId, &daehwa_domain::dialogue::Topic> {
    book.topics.iter().map(|it| (it.id, it)).collect()
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
