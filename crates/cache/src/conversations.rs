//! Written conversations: their messages, and the inbox in which they lie by how urgent they are.

use daehwa_domain::{
    conversation::{
        Conversation, Dispatch, Message, Standing, Urgency, UrgencyInput, Weights, counted, dispatched, standing,
        urgency, waits_since,
    },
    customer::{Customer, Tier},
    id::{ConversationId, CustomerId, DialogueId, InteractionId, MailboxId, UserId},
    interaction::Note,
    need::Reading,
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};
use daehwa_protocol::error::Refusal;
use rusqlite::{Connection, OptionalExtension, Row, params, types::Value};
use uuid::Uuid;

use crate::{
    Cache, ConversationView, Glimpse, InboxCounts, InboxFilter, InboxRow, MessageRow, Result, Shelf, Whose,
    assignments, batch,
    clocks::Clocks,
    customers::{self, Topics},
    enclosed,
    lists::server_time,
    notes, outbox, profile, replies,
    rows::{channel, channel_code, decode, encode, facts, kind_code, records},
    written::own_words,
};

const OPEN: i64 = 0;
const SNOOZED: i64 = 1;
const DONE: i64 = 2;
/// So much of a message is shown in a line.
const GLIMPSE_CHARS: usize = 160;
/// A longer window than any screen shows.
const MAX_WINDOW: u32 = 500;

/// Written conversations.
impl Cache {
    /// A window of the inbox, the most urgent first, and how many there are in all.
    pub fn inbox(&self, filter: &InboxFilter, from: u32, limit: u32, now: Timestamp) -> Result<(Vec<InboxRow>, u32)> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let (wanted, values) = condition(filter, now);
            let (order, count) = indexes(filter);
            let total = conn
                .prepare_cached(&format!("SELECT count(*) FROM inbox INDEXED BY {count} WHERE {wanted}"))?
                .query_row(rusqlite::params_from_iter(&values), |row| row.get(0))?;
            // Places are counted off in the index; only the lines of the window are looked up.
            let mut ask = conn.prepare_cached(&format!(
                "SELECT cid, id FROM (SELECT n FROM inbox INDEXED BY {order} WHERE {wanted} \
                 ORDER BY rank_ms, n LIMIT {} OFFSET {from}) JOIN inbox USING (n) ORDER BY rank_ms, n",
                limit.min(MAX_WINDOW)
            ))?;
            let mut rows = ask.query(rusqlite::params_from_iter(&values))?;
            let mut some = Vec::new();
            while let Some(row) = rows.next()? {
                some.extend(inbox_row(conn, row.get(0)?, ConversationId(row.get(1)?), now)?);
            }
            Ok((some, total))
        })
    }

    /// How many open conversations there are.
    pub fn inbox_counts(&self, user: UserId, now: Timestamp) -> Result<InboxCounts> {
        self.store.read(|conn| {
            let now = server_time(conn, now)?;
            let mut ask = conn.prepare_cached(
                "SELECT channel, count(*), sum(taken = ?2), sum(taken IS NULL) FROM inbox INDEXED BY inbox_count \
                 WHERE state < 2 AND (state = 0 OR until_ms <= ?1) GROUP BY channel ORDER BY channel",
            )?;
            let mut rows = ask.query(params![now.0, user.0])?;
            let mut counts = InboxCounts::default();
            while let Some(row) = rows.next()? {
                counts.channels.push((channel(row.get(0)?)?, row.get(1)?));
                counts.mine += row.get::<_, Option<u32>>(2)?.unwrap_or(0);
                counts.nobody += row.get::<_, u32>(3)?;
            }
            Ok(counts)
        })
    }

    /// When the next snoozed conversation comes back.
    pub fn next_snooze_end(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        self.store.read(|conn| {
            let offset = server_time(conn, now)?.since_ms(now);
            let next: Option<i64> = conn
                .prepare_cached("SELECT min(until_ms) FROM inbox WHERE state = 1 AND until_ms > ?")?
                .query_row([now.0 + offset], |row| row.get(0))?;
            Ok(next.map(|at| Timestamp(at - offset)))
        })
    }

    /// A conversation with all that was written; `None` when it is not here.
    pub fn conversation(&self, id: ConversationId, now: Timestamp) -> Result<Option<ConversationView>> {
        self.store.read(|conn| {
            let cid: Option<i64> = conn
                .prepare_cached("SELECT cid FROM inbox WHERE id = ?")?
                .query_row([id.0], |row| row.get(0))
                .optional()?;
            let Some(cid) = cid else { return Ok(None) };
            let Some(row) = inbox_row(conn, cid, id, server_time(conn, now)?)? else { return Ok(None) };
            let mut rows = Vec::new();
            for (message, mark) in messages(conn, id)? {
                rows.push(message_row(conn, cid, message, mark)?);
            }
            Ok(Some(ConversationView { row, messages: rows }))
        })
    }

    /// Whether the server has answered all that was set of a conversation.
    pub fn is_answered(&self, id: ConversationId) -> Result<bool> {
        self.store.read(|conn| Ok(!outbox::is_unsent(conn, id.0)?))
    }

    /// A customer's conversations, the latest first.
    pub fn conversations_of(&self, customer: CustomerId, now: Timestamp) -> Result<Vec<InboxRow>> {
        self.store.read(|conn| {
            let Some(cid) = batch::cid_of(conn, customer)? else { return Ok(Vec::new()) };
            let now = server_time(conn, now)?;
            let mut ask = conn.prepare_cached("SELECT id FROM inbox WHERE cid = ? ORDER BY last_ms DESC, id")?;
            let ids: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let rows = ids.into_iter().map(|id| inbox_row(conn, cid, ConversationId(id), now));
            Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        })
    }

    /// What was written in a contact.
    pub fn message(&self, id: InteractionId) -> Result<Option<MessageRow>> {
        self.store.read(|conn| {
            let found = conn
                .prepare_cached("SELECT body, mark, cid FROM message WHERE id = ?")?
                .query_row([id.0], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            found.map(|(body, mark, cid)| message_row(conn, cid, decode(&body)?, mark)).transpose()
        })
    }
}

/// Which indexes a filter is read from: in its order, and to count.
fn indexes(filter: &InboxFilter) -> (&'static str, &'static str) {
    match filter.standing {
        Shelf::Open | Shelf::Snoozed => ("inbox_todo", "inbox_count"),
        Shelf::Done => ("inbox_done", "inbox_done"),
    }
}

/// What rows a filter wants, with its values.
fn condition(filter: &InboxFilter, now: Timestamp) -> (String, Vec<Value>) {
    let mut wanted = match filter.standing {
        Shelf::Open => "state < 2 AND (state = 0 OR until_ms <= ?1)",
        Shelf::Snoozed => "state < 2 AND state = 1 AND until_ms > ?1",
        Shelf::Done => "state = 2 AND ?1 IS NOT NULL",
    }
    .to_owned();
    let mut values = vec![Value::Integer(now.0)];
    match filter.whose {
        Whose::All => {}
        Whose::Nobody => wanted += " AND taken IS NULL",
        Whose::Of(user) => {
            values.push(Value::Blob(user.0.as_bytes().to_vec()));
            wanted += " AND taken = ?2";
        }
    }
    if let Some(channel) = filter.channel {
        values.push(Value::Integer(channel_code(channel)));
        wanted += &format!(" AND channel = ?{}", values.len());
    }
    (wanted, values)
}

/// Whether a fact can change a conversation's place: what was written, and what the customer's needs are read from.
pub(crate) fn is_about(fact: &Fact) -> bool {
    match fact {
        Fact::Message(_) | Fact::Dispatch(_) | Fact::Interaction(_) | Fact::DialogueOpened(_) => true,
        Fact::StageMove(_) | Fact::Assigned(_) => true,
        Fact::Note(_) | Fact::Consent(_) | Fact::ScriptTalk(_) | Fact::Participation(_) | Fact::Delivered(_) => false,
        Fact::Merged(_) | Fact::Unmerged(_) | Fact::KeptApart(_) | Fact::CaseStep(_) => false,
    }
}

/// Keeps a message; 0 when it is known.
pub(crate) fn insert(conn: &Connection, cid: i64, message: &Message, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO message (cid, at_ms, id, conversation, body, doc, mark) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            cid,
            message.at_ms.0,
            message.id.0,
            message.conversation.0,
            encode(message)?,
            notes::first_doc(message.at_ms.0, message.id.0),
            mark
        ])?)
}

/// Keeps what became of a message; 0 when it is known.
pub(crate) fn insert_dispatch(conn: &Connection, cid: i64, dispatch: &Dispatch, mark: Option<i64>) -> Result<usize> {
    Ok(conn
        .prepare_cached(
            "INSERT INTO dispatch (cid, at_ms, id, message, body, mark) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )?
        .execute(params![cid, dispatch.at_ms.0, dispatch.id.0, dispatch.message.0, encode(dispatch)?, mark])?)
}

/// Adds the written facts of a customer with their marks. `whose`: what their rows say at the number where they lie.
pub(crate) fn facts(
    conn: &Connection,
    cid: i64,
    whose: Option<Uuid>,
    all: &mut Vec<(Fact, Option<i64>)>,
) -> Result<()> {
    let mut ask = conn.prepare_cached("SELECT body, mark FROM message WHERE cid = ? AND whose IS ?")?;
    let mut rows = ask.query(params![cid, whose])?;
    while let Some(row) = rows.next()? {
        all.push((Fact::Message(Box::new(decode(blob(row)?)?)), row.get(1)?));
    }
    let mut ask = conn.prepare_cached("SELECT body, mark FROM dispatch WHERE cid = ? AND whose IS ?")?;
    let mut rows = ask.query(params![cid, whose])?;
    while let Some(row) = rows.next()? {
        all.push((Fact::Dispatch(decode(blob(row)?)?), row.get(1)?));
    }
    Ok(())
}

/// Files a customer's conversations by how urgent they are; says whether there are or were any.
pub(crate) fn file(
    conn: &Connection,
    cid: i64,
    customer: CustomerId,
    topics: &Topics,
    clocks: &mut Clocks,
) -> Result<bool> {
    let conversations = of_customer(conn, cid)?;
    let mut ask = conn.prepare_cached("SELECT id FROM inbox WHERE cid = ?")?;
    let filed: Vec<Uuid> = ask.query_map([cid], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for gone in filed.iter().filter(|id| conversations.iter().all(|it| it.id.0 != **id)) {
        conn.prepare_cached("DELETE FROM inbox WHERE id = ?")?.execute([gone])?;
    }
    if conversations.is_empty() {
        return Ok(!filed.is_empty());
    }
    let tier = profile::card(conn, cid)?.map_or(Tier::default(), |it| it.customer.tier);
    let latest = conversations.iter().map(|it| it.created_ms).max().unwrap_or_default();
    let need = furthest_need(conn, cid, customer, topics, latest)?;
    for it in &conversations {
        file_one(conn, cid, it, tier, need, clocks)?;
    }
    Ok(true)
}

/// Forgets the conversations of a customer who left.
pub(crate) fn forget(conn: &Connection, cid: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM inbox WHERE cid = ?")?.execute([cid])?;
    Ok(())
}

/// Customers who wait for an answer in conversations that run through a mailbox.
pub(crate) fn with_mailbox(conn: &Connection, mailbox: MailboxId) -> Result<Vec<(i64, CustomerId)>> {
    let mut ask = conn.prepare_cached(
        "SELECT DISTINCT i.cid, c.id FROM inbox i JOIN customer c ON c.cid = i.cid \
         WHERE i.mailbox = ? AND i.waits_ms IS NOT NULL",
    )?;
    let rows = ask.query_map([mailbox.0], |row| Ok((row.get(0)?, CustomerId(row.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn file_one(
    conn: &Connection,
    cid: i64,
    conversation: &Conversation,
    tier: Tier,
    need: u16,
    clocks: &mut Clocks,
) -> Result<()> {
    let messages: Vec<Message> = messages(conn, conversation.id)?.into_iter().map(|(message, _)| message).collect();
    let (asking, waits) = (counted(&messages), waits_since(&messages));
    let last = messages.last().map_or(conversation.created_ms, |it| it.at_ms);
    // The end of a snooze is told with it: whether it is over is asked when the inbox is read.
    let (state, until) = match standing(conversation.state, asking, Timestamp(i64::MIN)) {
        Standing::Open => (OPEN, None),
        Standing::Snoozed { until_ms } => (SNOOZED, Some(until_ms.0)),
        Standing::Done => (DONE, None),
    };
    let urgency = urgency(&UrgencyInput {
        answer_ms: waits.map(|since| clocks.due(conn, conversation, since)).transpose()?,
        promised_ms: conversation.due_ms,
        last_ms: last,
        weights: Weights { priority: conversation.priority, tier, need },
    });
    conn.prepare_cached(
        "INSERT INTO inbox (id, cid, channel, mailbox, state, until_ms, taken, rank_ms, waits_ms, last_ms, need, asking, messages) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET cid = excluded.cid, state = excluded.state, \
         until_ms = excluded.until_ms, taken = excluded.taken, rank_ms = excluded.rank_ms, waits_ms = excluded.waits_ms, \
         last_ms = excluded.last_ms, need = excluded.need, asking = excluded.asking, messages = excluded.messages",
    )?
    .execute(params![
        conversation.id.0,
        cid,
        channel_code(conversation.channel),
        conversation.mailbox.map(|id| id.0),
        state,
        until,
        conversation.taken.map(|id| id.0),
        urgency.rank_ms,
        waits.map(|at| at.0),
        last.0,
        need,
        asking,
        messages.len() as u32,
    ])?;
    Ok(())
}

/// How far the furthest of a customer's open needs is on its topic's scale, in thousandths. The part of a need's strength that does not
/// fade: what fades would have every list sorted anew all the time.
fn furthest_need(conn: &Connection, cid: i64, id: CustomerId, topics: &Topics, now: Timestamp) -> Result<u16> {
    let united = customers::united(conn, cid, id, topics, now)?;
    let open = united.iter().map(|it| &it.dialogue).filter(|it| it.open);
    let progress = open.map(|it| Reading::of(it, topics.get(&it.topic)).progress).fold(0.0, f64::max);
    Ok((progress * 1_000.0).clamp(0.0, 1_000.0) as u16)
}

fn of_customer(conn: &Connection, cid: i64) -> Result<Vec<Conversation>> {
    let mut ask = conn.prepare_cached("SELECT shown FROM record WHERE cid = ? AND kind = ?")?;
    let mut rows = ask.query(params![cid, kind_code(RecordKind::Conversation)])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let versioned: daehwa_domain::record::Versioned = decode(blob(row)?)?;
        if let Record::Conversation(it) = versioned.record {
            all.push(it);
        }
    }
    Ok(all)
}

/// What was written in a conversation, the oldest first, each with its mark.
fn messages(conn: &Connection, id: ConversationId) -> Result<Vec<(Message, Option<i64>)>> {
    let mut ask = conn.prepare_cached("SELECT body, mark FROM message WHERE conversation = ? ORDER BY at_ms, id")?;
    let mut rows = ask.query([id.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push((decode(blob(row)?)?, row.get(1)?));
    }
    Ok(all)
}

fn inbox_row(conn: &Connection, cid: i64, id: ConversationId, now: Timestamp) -> Result<Option<InboxRow>> {
    let target = RecordRef { kind: RecordKind::Conversation, id: id.0 };
    let Some(Record::Conversation(conversation)) = records::shown(conn, cid, target)?.map(|it| it.record) else {
        return Ok(None);
    };
    let Some(card) = profile::card(conn, cid)? else { return Ok(None) };
    let customer: Customer = card.customer;
    let (rank_ms, waits, last, need, asking, messages) = conn
        .prepare_cached("SELECT rank_ms, waits_ms, last_ms, need, asking, messages FROM inbox WHERE id = ?")?
        .query_row([id.0], |row| {
            let waits: Option<i64> = row.get(1)?;
            let waits = waits.map(Timestamp);
            Ok((row.get(0)?, waits, Timestamp(row.get(2)?), row.get(3)?, row.get(4)?, row.get(5)?))
        })?;
    let weights = Weights { priority: conversation.priority, tier: customer.tier, need };
    let urgency = Urgency::filed(rank_ms, waits.is_some() || conversation.due_ms.is_some(), weights);
    let glimpsed = conn
        .prepare_cached("SELECT body, id FROM message WHERE conversation = ? ORDER BY at_ms DESC, id DESC LIMIT 1")?
        .query_row([id.0], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Uuid>(1)?)))
        .optional()?;
    let (glimpse, message) = match glimpsed {
        Some((body, message)) => (Some(glimpse(&decode(&body)?)), Some(message)),
        None => (None, None),
    };
    let mut unsent = outbox::is_unsent(conn, id.0)?;
    if let Some(message) = message {
        unsent |= outbox::is_unsent(conn, message)?;
    }
    let standing = standing(conversation.state, asking, now);
    Ok(Some(InboxRow {
        conversation,
        customer,
        standing,
        urgency,
        waits_ms: waits,
        last_ms: last,
        messages,
        asking,
        last: glimpse,
        unsent,
        draft: replies::has_draft(conn, id.0)?,
    }))
}

fn glimpse(message: &Message) -> Glimpse {
    let words = own_words(message, GLIMPSE_CHARS);
    Glimpse { direction: message.direction, kind: message.kind, author: message.author, words }
}

fn message_row(conn: &Connection, cid: i64, message: Message, mark: Option<i64>) -> Result<MessageRow> {
    let mut ask = conn.prepare_cached("SELECT body FROM dispatch WHERE message = ?")?;
    let mut rows = ask.query([message.id.0])?;
    let mut fates: Vec<Dispatch> = Vec::new();
    while let Some(row) = rows.next()? {
        fates.push(decode(blob(row)?)?);
    }
    let refused: Option<Vec<u8>> = conn
        .prepare_cached(
            "SELECT refusal FROM outbox WHERE subject = ? AND refusal IS NOT NULL ORDER BY counter LIMIT 1",
        )?
        .query_row([message.id.0], |row| row.get(0))
        .optional()?;
    let refused: Option<Refusal> = refused.map(|it| decode(&it)).transpose()?;
    let dialogue = assignments::place(conn, cid, message.contact())?.and_then(|(_, belongs)| belongs).map(DialogueId);
    Ok(MessageRow {
        dispatch: dispatched(&fates).cloned(),
        dialogue,
        unsent: mark.is_none(),
        refused,
        files_waiting: enclosed::waiting(conn, message.id)?,
        notes: notes(conn, cid, message.customer, message.id)?,
        message,
    })
}

fn notes(conn: &Connection, cid: i64, customer: CustomerId, about: InteractionId) -> Result<Vec<Note>> {
    let columns = facts::NOTE;
    let mut ask = conn
        .prepare_cached(&format!("SELECT {columns} FROM note WHERE cid = ? AND interaction = ? ORDER BY at_ms, id"))?;
    let mut rows = ask.query(params![cid, about.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(facts::note(customer, row)?);
    }
    Ok(all)
}

fn blob<'a>(row: &'a Row) -> Result<&'a [u8]> {
    Ok(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)
}
