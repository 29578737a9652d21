//! Taking a visitor's line in: whose it is, in which conversation, part of which contact. One transaction; the same on every database.

use std::collections::{BTreeMap, BTreeSet};

use daehwa_domain::{
    conversation::{Attachment, Conversation, Message, MessageKind, Party, Priority, Standing, State, standing},
    customer::{ContactKind, ContactPoint, Customer, CustomerKind, Language, Tier},
    id::{AttachmentId, ContactPointId, ConversationId, CustomerId, DeviceId, InteractionId, TeamId},
    interaction::{Channel, Direction, Interaction},
    limits::{MAX_LINE_BYTES, MAX_NAME_BYTES},
    record::{Fact, Record, RecordKind, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use uuid::Uuid;

use super::{Begun, ChatRows, LineTaken, MAX_FILES_BYTES, NewLine, SITTING_MS, Session};
use crate::{
    Rulebook, StoreError,
    accept::scope_named,
    files::FileRows,
    item::{CONTACT_KIND, Item, record_kind},
    mail::write,
    rows::Rows,
    web::{HISTORY_KINDS, NewIds, WebRows, contact::History},
};

/// Of the first line so much stands in the timeline, in characters.
const SUMMARY_CHARS: usize = 120;

/// Takes a line in, unless it is there.
pub(crate) async fn take<R: Rows + WebRows + ChatRows + FileRows>(
    rows: &mut R,
    line: &NewLine,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<LineTaken, StoreError> {
    let session = rows.lock_session(&line.secret, &line.site, now).await?;
    if session.site != line.site || session.ended_ms.is_some() {
        return Ok(LineTaken::Over);
    }
    if let Some(begun) = session.begun
        && rows.has_line(begun.conversation, line.client).await?
    {
        return Ok(LineTaken::Filed { conversation: begun.conversation, grown: Vec::new() });
    }
    if let (Some(begun), Some(file)) = (session.begun, &line.file)
        && rows.bytes_of_files(begun).await? + file.body.len() as i64 > MAX_FILES_BYTES
    {
        return Ok(LineTaken::Full);
    }
    let known = match session.begun {
        Some(begun) => Some(begun.customer.0),
        None => who(rows, line).await?,
    };
    let scope = match known {
        None => line.mailbox.team.0,
        Some(customer) => match rows.scope_of(customer).await? {
            Some(scope) => scope,
            None => return Ok(LineTaken::Over),
        },
    };
    let mut heads = rows.lock_heads(&BTreeSet::from([scope])).await?;
    let mut head = heads.remove(&scope).ok_or(StoreError::NoScope(scope_named(scope)))?;
    // Read again under the lock: somebody may have moved or made the customer.
    let moved = match (known, session.begun) {
        (Some(customer), _) if rows.scope_of(customer).await? != Some(scope) => true,
        (known, None) => who(rows, line).await? != known,
        _ => false,
    };
    if moved {
        return Ok(LineTaken::Behind);
    }
    let mut filing = Filing { line, now, ids, team: TeamId(scope), items: Vec::new() };
    let customer = match known {
        Some(customer) => CustomerId(customer),
        None => {
            let customer = filing.new_customer()?;
            rows.put_member(customer.0, scope).await?;
            head.customers += 1;
            customer
        }
    };
    let earlier = goes_on(rows, &session, now).await?;
    let message = filing.message(customer, session.begun, earlier)?;
    if message.part_of.is_none() {
        let facts = rows.items_of(&[customer.0], &HISTORY_KINDS).await?;
        let history = History::of(facts.iter().map(Item::fact).collect::<Result<Vec<_>, _>>()?);
        filing.contact(&message, session.begun.map(|it| it.contact), history, book)?;
    }
    let begun = Begun { conversation: message.conversation, customer, contact: message.contact() };
    let grown = write(rows, scope, head, &filing.items).await?;
    if let (Some(file), Some(attachment)) = (&line.file, message.attachments.first()) {
        rows.put_file(attachment.id, &message, &file.name, &file.body, now).await?;
    }
    rows.put_visitors_line(&message, line.client).await?;
    rows.put_session(&line.secret, begun, session.lines.saturating_add(1), now).await?;
    Ok(LineTaken::Filed { conversation: begun.conversation, grown: vec![grown] })
}

/// Who writes a first line: whom the browser is known as, else the customer whose address or number was given. It only says where the chat is
/// filed: the visitor is shown nothing of what is known.
async fn who<R: Rows + WebRows + ChatRows>(rows: &mut R, line: &NewLine) -> Result<Option<Uuid>, StoreError> {
    if let Some(browser) = line.visitor.browser
        && let Some(customer) = rows.customer_of_browser(&line.site, browser).await?
        && rows.scope_of(customer).await?.is_some()
    {
        return Ok(Some(customer));
    }
    for (_, key) in [&line.visitor.email, &line.visitor.number].into_iter().flatten() {
        let found: Vec<Uuid> = rows.customers_at(std::slice::from_ref(key)).await?.into_iter().map(|it| it.1).collect();
        let customer = match found.as_slice() {
            [] => continue,
            [only] => *only,
            several => {
                let contacts = rows.items_of(several, &[CONTACT_KIND]).await?;
                let latest = contacts.iter().max_by_key(|it| (it.key.at_ms, it.key.id)).map(|it| it.key.customer);
                latest.or(several.iter().min().copied()).unwrap_or(found[0])
            }
        };
        return Ok(Some(customer));
    }
    Ok(None)
}

/// The contact that goes on with another line; `None` when it begins a new one: the first, and what is written after the chat was done or
/// silent for long.
async fn goes_on<R: Rows + ChatRows>(
    rows: &mut R,
    session: &Session,
    now: Timestamp,
) -> Result<Option<InteractionId>, StoreError> {
    let Some(begun) = session.begun else { return Ok(None) };
    let last = rows.last_line_ms(begun.conversation).await?.map_or(now, Timestamp);
    let item = rows.item(record_kind(RecordKind::Conversation), begun.conversation.0).await?;
    let done = match item.map(|it| it.versioned()).transpose()?.map(|it| it.record) {
        Some(Record::Conversation(it)) => standing(it.state, session.lines, now) == Standing::Done,
        _ => false,
    };
    Ok((!done && now.since_ms(last) < SITTING_MS).then_some(begun.contact))
}

/// A line that becomes a message.
struct Filing<'a> {
    line: &'a NewLine,
    now: Timestamp,
    ids: &'a NewIds,
    /// The customer's team.
    team: TeamId,
    /// In the order in which they are made.
    items: Vec<Item>,
}

impl Filing<'_> {
    /// Somebody whom nobody here knows, with what they said of themselves.
    fn new_customer(&mut self) -> Result<CustomerId, StoreError> {
        let id = CustomerId((self.ids)());
        let visitor = &self.line.visitor;
        let unnamed = match visitor.language {
            Language::Ko => "웹 방문자",
            Language::En => "Web visitor",
        };
        let name = visitor.name.as_deref().unwrap_or(unnamed);
        self.record(Record::Customer(Customer {
            id,
            team: self.team,
            kind: CustomerKind::Person,
            name: name[..name.floor_char_boundary(MAX_NAME_BYTES)].to_owned(),
            name_latin: None,
            company: None,
            account_no: None,
            language: visitor.language,
            tier: Tier::default(),
            time_zone: None,
            address: None,
            preferred_agent: None,
            created_ms: self.now,
            name_confirmed: None,
            address_confirmed: None,
        }))?;
        let given = [(ContactKind::Email, &visitor.email), (ContactKind::Mobile, &visitor.number)];
        let given = given.into_iter().filter_map(|(kind, it)| Some((kind, it.as_ref()?.0.clone())));
        for (kind, value) in given {
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

    /// The message in its conversation, which is made with the first one.
    fn message(
        &mut self,
        customer: CustomerId,
        begun: Option<Begun>,
        part_of: Option<InteractionId>,
    ) -> Result<Message, StoreError> {
        let conversation = match begun {
            Some(it) => it.conversation,
            None => self.new_conversation(customer)?,
        };
        let (line, visitor) = (self.line, &self.line.visitor);
        let given = visitor.email.as_ref().or(visitor.number.as_ref()).map(|it| it.0.clone());
        let attachment = line.file.as_ref().map(|it| Attachment {
            id: AttachmentId((self.ids)()),
            name: it.name.clone(),
            media_type: it.media_type.clone(),
            size_bytes: it.body.len() as u64,
        });
        let message = Message {
            id: InteractionId((self.ids)()),
            part_of,
            customer,
            conversation,
            channel: Channel::Chat,
            direction: Direction::Inbound,
            at_ms: self.now,
            from: Party { name: visitor.name.clone(), address: given.unwrap_or_default() },
            to: Vec::new(),
            cc: Vec::new(),
            subject: String::new(),
            text: line.text.clone(),
            cut: false,
            has_html: false,
            attachments: attachment.into_iter().collect(),
            answers: None,
            follows: None,
            kind: MessageKind::Person,
            advertises: false,
            author: None,
            canned: None,
        };
        self.items.push(Item::of_fact(&Fact::Message(Box::new(message.clone())))?);
        Ok(message)
    }

    /// The contact that begins with a message, in its dialogue.
    fn contact(
        &mut self,
        message: &Message,
        before: Option<InteractionId>,
        mut history: History,
        book: &Rulebook,
    ) -> Result<(), StoreError> {
        let topics: BTreeMap<_, _> = book.topics.iter().map(|it| (it.id, it)).collect();
        let contact = Interaction {
            id: message.id,
            customer: message.customer,
            team: self.team,
            dialogue: None,
            channel: Channel::Chat,
            direction: Direction::Inbound,
            started_ms: self.now,
            duration_ms: 0,
            agent: None,
            address: Some(message.from.address.clone()).filter(|it| !it.is_empty()),
            call: None,
            route: None,
            outcome: None,
            summary: self.summary(),
            web: None,
        };
        let judged = self.line.judged.as_ref();
        for fact in history.written(contact, before, judged, &topics, self.now, self.ids) {
            self.items.push(Item::of_fact(&fact)?);
        }
        Ok(())
    }

    fn new_conversation(&mut self, customer: CustomerId) -> Result<ConversationId, StoreError> {
        let id = ConversationId((self.ids)());
        let subject = self.summary();
        self.record(Record::Conversation(Conversation {
            id,
            customer,
            team: self.team,
            channel: Channel::Chat,
            mailbox: Some(self.line.mailbox.id),
            subject: subject[..subject.floor_char_boundary(MAX_LINE_BYTES)].to_owned(),
            state: State::Open,
            taken: None,
            priority: Priority::Normal,
            due_ms: None,
            created_ms: self.now,
        }))?;
        Ok(id)
    }

    /// The first words, or the name of what was sent instead.
    fn summary(&self) -> String {
        let file = || self.line.file.as_ref().map(|it| it.name.as_str()).unwrap_or_default();
        let first = self.line.text.lines().map(str::trim).find(|it| !it.is_empty()).unwrap_or_else(file);
        first.chars().take(SUMMARY_CHARS).collect()
    }

    fn record(&mut self, record: Record) -> Result<(), StoreError> {
        let stamp = Stamp { hlc: Hlc { wall_ms: self.now.0, counter: 0 }, device: DeviceId(Uuid::nil()) };
        self.items.push(Item::of_record(&Versioned::new(record, stamp))?);
        Ok(())
    }
}
