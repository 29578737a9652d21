//! Taking a text message or fax in: whose it is, in which conversation. One transaction; the same on every database.

use std::collections::BTreeSet;

use daehwa_domain::{
    address,
    conversation::{Dispatch, DispatchStatus, Mailbox, Message, MessageKind, Party},
    customer::{ConsentChange, ConsentPurpose, ContactKind, Language},
    id::{ConsentId, ConversationId, CustomerId, DispatchId, InteractionId},
    interaction::{Channel, Direction},
    record::{Fact, Record, RecordKind},
    time::Timestamp,
};
use uuid::Uuid;

use super::{NewIds, Report, Text, TextTaken, Words};
use crate::{
    Rulebook, StoreError,
    accept::{lock_scope_of, scope_named},
    files::FileRows,
    filing::{Filing, customer_at, first_line, history, topics, write},
    item::{Item, MESSAGE_KIND, record_kind},
    mail::MailRows,
    rows::Rows,
    web::WebRows,
};

/// The country of numbers that are told without one.
const HOME_REGION: &str = "KR";
/// Of the words that refuse advertising so much is kept as their source, in characters.
const SOURCE_CHARS: usize = 60;

/// Where a text belongs.
#[derive(Default, PartialEq, Eq)]
struct Place {
    customer: Option<Uuid>,
    /// The conversation between both numbers, if there is one.
    conversation: Option<Conversing>,
}

/// A conversation between a number and one of ours.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Conversing {
    id: ConversationId,
    /// The contact of its latest message.
    contact: InteractionId,
    /// The latest message of ours.
    ours: Option<InteractionId>,
}

/// Takes a text in, unless it is known.
pub(crate) async fn take<R: Rows + WebRows + MailRows + FileRows>(
    rows: &mut R,
    text: &Text,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<TextTaken, StoreError> {
    let mailbox = text.mailbox.id.0;
    if let Some((before, _)) = text.cursor
        && rows.lock_cursor(mailbox).await? != before
    {
        return Ok(TextTaken::Behind);
    }
    let taken = match &text.words {
        None => TextTaken::PassedOver,
        Some(_) if !rows.see(mailbox, &text.print).await? => TextTaken::Known,
        Some(words) => file(rows, &text.mailbox, words, book, now, ids).await?,
    };
    if let Some((_, after)) = text.cursor
        && taken != TextTaken::Behind
    {
        rows.put_cursor(mailbox, after).await?;
    }
    Ok(taken)
}

async fn file<R: Rows + WebRows + FileRows>(
    rows: &mut R,
    mailbox: &Mailbox,
    words: &Words,
    book: &Rulebook,
    now: Timestamp,
    ids: &NewIds,
) -> Result<TextTaken, StoreError> {
    let place = place(rows, mailbox, words).await?;
    let scope = match place.customer {
        Some(customer) => rows.scope_of(customer).await?.ok_or(StoreError::NoCustomer)?,
        None => mailbox.team.0,
    };
    let mut heads = rows.lock_heads(&BTreeSet::from([scope])).await?;
    let mut head = heads.remove(&scope).ok_or(StoreError::NoScope(scope_named(scope)))?;
    // Read again under the lock: somebody may have moved or made the customer.
    let moved = match place.customer {
        Some(customer) => rows.scope_of(customer).await? != Some(scope),
        None => false,
    };
    if moved || self::place(rows, mailbox, words).await? != place {
        return Ok(TextTaken::Behind);
    }
    let mut filing = Filing::new(now, ids, scope);
    let customer = match place.customer {
        Some(customer) => CustomerId(customer),
        None => {
            let customer = new_customer(&mut filing, mailbox.channel, words)?;
            rows.put_member(customer.0, scope).await?;
            head.customers += 1;
            customer
        }
    };
    let mut history = history(rows, customer).await?;
    let message = message(&mut filing, mailbox, words, customer, place.conversation)?;
    let contact = filing.contact(&message, summary(words));
    let before = place.conversation.map(|it| it.contact);
    let judged = words.judged.as_ref();
    let facts = history.written(contact, before, judged, &topics(book), now, ids);
    facts.iter().try_for_each(|it| filing.fact(it))?;
    if words.refuses {
        filing.fact(&Fact::Consent(refusal(&message, ids)))?;
    }
    let grown = write(rows, scope, head, &filing.items).await?;
    for (file, attachment) in words.files.iter().zip(&message.attachments) {
        rows.put_file(attachment.id, &message, &file.name, &file.body, now).await?;
    }
    Ok(TextTaken::Filed { message: message.id, grown: vec![grown] })
}

/// Where a text belongs: to the customer with its number, and to what both numbers wrote to each other before.
async fn place<R: Rows + WebRows>(rows: &mut R, mailbox: &Mailbox, words: &Words) -> Result<Place, StoreError> {
    let Some(key) = &words.key else { return Ok(Place::default()) };
    let Some(customer) = customer_at(rows, key).await? else { return Ok(Place::default()) };
    let of_mailbox = |item: &Item| match item.versioned().map(|it| it.record) {
        Ok(Record::Conversation(it)) if it.mailbox == Some(mailbox.id) => Some(it.id),
        _ => None,
    };
    let records = rows.items_of(&[customer], &[record_kind(RecordKind::Conversation)]).await?;
    let conversations: BTreeSet<ConversationId> = records.iter().filter_map(of_mailbox).collect();
    let mut messages = Vec::new();
    for item in rows.items_of(&[customer], &[MESSAGE_KIND]).await? {
        if let Fact::Message(it) = item.fact()?
            && conversations.contains(&it.conversation)
        {
            messages.push(it);
        }
    }
    messages.sort_by_key(|it| (it.at_ms, it.id));
    let theirs = |it: &Message| match it.direction {
        Direction::Inbound => Some(it.from.address.clone()),
        Direction::Outbound => it.to.first().map(|it| it.address.clone()),
    };
    let with_number =
        |it: &Message| theirs(it).and_then(|it| address::of_number(&it, HOME_REGION)).as_ref() == Some(key);
    let latest = messages.iter().rev().find(|it| with_number(it));
    let conversation = latest.map(|it| Conversing {
        id: it.conversation,
        contact: it.contact(),
        ours: messages.iter().rev().find(|one| one.conversation == it.conversation && one.is_ours()).map(|one| one.id),
    });
    Ok(Place { customer: Some(customer), conversation })
}

fn new_customer(filing: &mut Filing, channel: Channel, words: &Words) -> Result<CustomerId, StoreError> {
    let unnamed = match words.language {
        Language::Ko => "발신 번호 없음",
        Language::En => "Number withheld",
    };
    let name = if words.from.is_empty() { unnamed } else { &words.from };
    let kind = if channel == Channel::Fax { ContactKind::Fax } else { ContactKind::Mobile };
    filing.new_customer(name, words.language, words.key.as_ref().map(|_| (kind, words.from.clone())))
}

fn message(
    filing: &mut Filing,
    mailbox: &Mailbox,
    words: &Words,
    customer: CustomerId,
    conversing: Option<Conversing>,
) -> Result<Message, StoreError> {
    let conversation = match conversing {
        Some(it) => it.id,
        None => filing.new_conversation(customer, mailbox, &summary(words))?,
    };
    let message = Message {
        id: InteractionId((filing.ids)()),
        part_of: None,
        customer,
        conversation,
        channel: mailbox.channel,
        direction: Direction::Inbound,
        at_ms: filing.now,
        from: Party { name: None, address: words.from.clone() },
        to: vec![Party { name: None, address: mailbox.address.clone() }],
        cc: Vec::new(),
        subject: String::new(),
        text: words.text.clone(),
        cut: words.cut,
        has_html: false,
        attachments: words.files.iter().map(|it| it.attachment(filing.ids)).collect(),
        answers: conversing.and_then(|it| it.ours),
        follows: None,
        kind: MessageKind::Person,
        advertises: false,
        author: None,
        canned: None,
    };
    filing.fact(&Fact::Message(Box::new(message.clone())))?;
    Ok(message)
}

fn summary(words: &Words) -> String {
    first_line(&words.text, words.files.first().map(|it| it.name.as_str()))
}

/// Who refuses advertising by a text gets no more of it on that channel.
fn refusal(message: &Message, ids: &NewIds) -> ConsentChange {
    let said: String = message.text.trim().chars().take(SOURCE_CHARS).collect();
    ConsentChange {
        id: ConsentId(ids()),
        customer: message.customer,
        purpose: ConsentPurpose::Marketing,
        channel: Some(message.channel),
        granted: false,
        at_ms: message.at_ms,
        source: format!("{} “{said}”", if message.channel == Channel::Fax { "Fax" } else { "SMS" }),
    }
}

/// Writes down what is reported of a message of ours. It is not tried again, whatever its sender says later.
pub(crate) async fn report<R: Rows + MailRows>(
    rows: &mut R,
    report: &Report,
    now: Timestamp,
    ids: &NewIds,
) -> Result<TextTaken, StoreError> {
    let item = rows.item(MESSAGE_KIND, report.message.0).await?;
    let Some(Fact::Message(message)) = item.map(|it| it.fact()).transpose()? else { return Ok(TextTaken::PassedOver) };
    let item = rows.item(record_kind(RecordKind::Conversation), message.conversation.0).await?;
    let through = match item.map(|it| it.versioned()).transpose()?.map(|it| it.record) {
        Some(Record::Conversation(it)) => it.mailbox,
        _ => None,
    };
    if through != Some(report.mailbox.id) || message.direction != Direction::Outbound {
        return Ok(TextTaken::PassedOver);
    }
    if !rows.see(report.mailbox.id.0, &report.print).await? {
        return Ok(TextTaken::Known);
    }
    let Some((scope, head)) = lock_scope_of(rows, message.customer.0).await? else { return Ok(TextTaken::PassedOver) };
    if report.status != DispatchStatus::Queued {
        rows.drop_outgoing(message.id.0).await?;
    }
    let (customer, message) = (message.customer, message.id);
    let dispatch = Dispatch { id: DispatchId(ids()), customer, message, at_ms: now, status: report.status };
    let grown = write(rows, scope, head, &[Item::of_fact(&Fact::Dispatch(dispatch))?]).await?;
    Ok(TextTaken::Filed { message, grown: vec![grown] })
}
