//! Taking a visitor's line in: whose it is, in which conversation, part of which contact. One transaction; the same on every database.

use std::collections::BTreeSet;

use daehwa_domain::{
    conversation::{Message, MessageKind, Party, Standing, standing},
    customer::{ContactKind, Language},
    id::{CustomerId, InteractionId},
    interaction::{Channel, Direction},
    record::{Fact, Record, RecordKind},
    time::Timestamp,
};
use uuid::Uuid;

use super::{Begun, ChatRows, LineTaken, MAX_FILES_BYTES, NewLine, SITTING_MS, Session};
use crate::{
    Rulebook, StoreError,
    accept::scope_named,
    files::FileRows,
    filing::{Filing, customer_at, first_line, history, topics, write},
    item::record_kind,
    rows::Rows,
    web::{NewIds, WebRows, contact::History},
};

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
    let mut filing = LineFiling { line, filing: Filing::new(now, ids, scope) };
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
        let history = history(rows, customer).await?;
        filing.contact(&message, session.begun.map(|it| it.contact), history, book)?;
    }
    let begun = Begun { conversation: message.conversation, customer, contact: message.contact() };
    let grown = write(rows, scope, head, &filing.filing.items).await?;
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
        if let Some(customer) = customer_at(rows, key).await? {
            return Ok(Some(customer));
        }
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
struct LineFiling<'a> {
    line: &'a NewLine,
    filing: Filing<'a>,
}

impl LineFiling<'_> {
    /// Somebody whom nobody here knows, with what they said of themselves.
    fn new_customer(&mut self) -> Result<CustomerId, StoreError> {
        let visitor = &self.line.visitor;
        let unnamed = match visitor.language {
            Language::Ko => "웹 방문자",
            Language::En => "Web visitor",
        };
        let given = [(ContactKind::Email, &visitor.email), (ContactKind::Mobile, &visitor.number)];
        let given = given.into_iter().filter_map(|(kind, it)| Some((kind, it.as_ref()?.0.clone())));
        self.filing.new_customer(visitor.name.as_deref().unwrap_or(unnamed), visitor.language, given)
    }

    /// The message in its conversation, which is made with the first one.
    fn message(
        &mut self,
        customer: CustomerId,
        begun: Option<Begun>,
        part_of: Option<InteractionId>,
    ) -> Result<Message, StoreError> {
        let summary = self.summary();
        let (line, visitor, filing) = (self.line, &self.line.visitor, &mut self.filing);
        let conversation = match begun {
            Some(it) => it.conversation,
            None => filing.new_conversation(customer, &line.mailbox, &summary)?,
        };
        let given = visitor.email.as_ref().or(visitor.number.as_ref()).map(|it| it.0.clone());
        let attachment = line.file.as_ref().map(|it| it.attachment(filing.ids));
        let message = Message {
            id: InteractionId((filing.ids)()),
            part_of,
            customer,
            conversation,
            channel: Channel::Chat,
            direction: Direction::Inbound,
            at_ms: filing.now,
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
        filing.fact(&Fact::Message(Box::new(message.clone())))?;
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
        let summary = self.summary();
        let (judged, filing) = (self.line.judged.as_ref(), &mut self.filing);
        let contact = filing.contact(message, summary);
        let facts = history.written(contact, before, judged, &topics(book), filing.now, filing.ids);
        facts.iter().try_for_each(|it| filing.fact(it))
    }

    fn summary(&self) -> String {
        first_line(&self.line.text, self.line.file.as_ref().map(|it| it.name.as_str()))
    }
}
