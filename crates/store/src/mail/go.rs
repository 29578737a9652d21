//! Messages of ours on their way out.

use std::collections::BTreeSet;

use daehwa_domain::{
    conversation::{Dispatch, DispatchStatus, Mailbox, Message},
    id::{DispatchId, InteractionId},
    identity::Persons,
    record::{Fact, Record, RecordKind},
    time::Timestamp,
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

use super::{Audience, MailRows, NewIds, Outgoing, ThreadId, Tried, ours};
use crate::{
    StoreError,
    accept::lock_scope_of,
    files::{self, FileRows},
    filing::write,
    item::{CONSENT_KIND, CUSTOMER_KIND, Item, MESSAGE_KIND, record_kind},
    rows::Rows,
};

/// So many messages back a mail names those before it.
const MAX_BEFORE: usize = 50;

/// Gives out messages that are due.
pub(crate) async fn claim<R: Rows + MailRows + FileRows>(
    rows: &mut R,
    now: Timestamp,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<Outgoing>, StoreError> {
    let mut all = Vec::new();
    for (id, tries, queued_ms) in rows.claim_due(now.0, until.0, limit).await? {
        let Some(message) = message(rows, id).await? else {
            rows.drop_outgoing(id).await?;
            continue;
        };
        let mailbox = mailbox_of(rows, &message).await?;
        let answered = match message.answers {
            Some(it) => self::message(rows, it.0).await?,
            None => None,
        };
        let thread = thread(rows, message.answers).await?;
        let files = files::of_message(rows, &message).await?;
        let audience = if message.advertises { Some(audience(rows, &message).await?) } else { None };
        let (tries, queued_ms) = (u32::try_from(tries).unwrap_or(u32::MAX), Timestamp(queued_ms));
        all.push(Outgoing { message, mailbox, files, answered, thread, audience, tries, queued_ms });
    }
    Ok(all)
}

/// Writes down what became of a try. Once a message is not to go out any more nothing is said of it again.
pub(crate) async fn dispatched<R: Rows + MailRows>(
    rows: &mut R,
    message: InteractionId,
    tried: Tried,
    now: Timestamp,
    ids: &NewIds,
) -> Result<Vec<ScopeHead>, StoreError> {
    let Some(item) = rows.item(MESSAGE_KIND, message.0).await? else { return Ok(Vec::new()) };
    let Some((scope, head)) = lock_scope_of(rows, item.key.customer).await? else { return Ok(Vec::new()) };
    let Some(tries) = rows.outgoing_tries(message.0).await? else { return Ok(Vec::new()) };
    let status = match tried {
        Tried::Sent => DispatchStatus::Sent,
        Tried::Failed(reason) => DispatchStatus::Failed { reason },
        Tried::Later(due) => {
            rows.put_due(message.0, due.0).await?;
            // That it waits is said once.
            if tries > 1 {
                return Ok(Vec::new());
            }
            DispatchStatus::Queued
        }
    };
    if status != DispatchStatus::Queued {
        rows.drop_outgoing(message.0).await?;
    }
    let customer = item.key.customer.into();
    let fact = Fact::Dispatch(Dispatch { id: DispatchId(ids()), customer, message, at_ms: now, status });
    Ok(vec![write(rows, scope, head, &[Item::of_fact(&fact)?]).await?])
}

async fn message<R: Rows>(rows: &mut R, id: Uuid) -> Result<Option<Message>, StoreError> {
    Ok(match rows.item(MESSAGE_KIND, id).await?.map(|it| it.fact()).transpose()? {
        Some(Fact::Message(it)) => Some(*it),
        _ => None,
    })
}

async fn audience<R: Rows + MailRows>(rows: &mut R, message: &Message) -> Result<Audience, StoreError> {
    let mut audience = Audience::default();
    let merges = rows.merges().await?;
    let members: Vec<Uuid> = persons(&merges).members(message.customer).into_iter().map(|it| it.0).collect();
    for item in rows.items_of(&members, &[CONSENT_KIND]).await? {
        if let Fact::Consent(it) = item.fact()? {
            audience.consents.push(it);
        }
    }
    let item = rows.item(CUSTOMER_KIND, message.customer.0).await?;
    if let Some(Record::Customer(it)) = item.map(|it| it.versioned()).transpose()?.map(|it| it.record) {
        audience.time_zone = it.time_zone;
    }
    Ok(audience)
}

/// Who is one with whom, by the merges that hold.
fn persons(merges: &[Fact]) -> Persons {
    let undo = |it: &Fact| if let Fact::Unmerged(it) = it { Some(it.merge) } else { None };
    let undone: BTreeSet<_> = merges.iter().filter_map(undo).collect();
    let link = |it: &Fact| match it {
        Fact::Merged(it) if !undone.contains(&it.id) => Some(it.link()),
        _ => None,
    };
    Persons::of(&merges.iter().filter_map(link).collect::<Vec<_>>())
}

async fn mailbox_of<R: Rows>(rows: &mut R, message: &Message) -> Result<Option<Mailbox>, StoreError> {
    let item = rows.item(record_kind(RecordKind::Conversation), message.conversation.0).await?;
    let Some(Record::Conversation(conversation)) = item.map(|it| it.versioned()).transpose()?.map(|it| it.record)
    else {
        return Ok(None);
    };
    let Some(mailbox) = conversation.mailbox else { return Ok(None) };
    let item = rows.item(record_kind(RecordKind::Mailbox), mailbox.0).await?;
    Ok(match item.map(|it| it.versioned()).transpose()?.map(|it| it.record) {
        Some(Record::Mailbox(it)) => Some(it),
        _ => None,
    })
}

/// The mails before one that answers a message, the nearest first: through our own as far as each says what it answers, and from the first
/// that came in on as that one says itself.
async fn thread<R: Rows + MailRows>(rows: &mut R, answers: Option<InteractionId>) -> Result<Vec<ThreadId>, StoreError> {
    let mut thread = Vec::new();
    let mut next = answers;
    while let Some(id) = next.filter(|_| thread.len() < MAX_BEFORE) {
        if let Some((message_id, before)) = rows.thread_of(id.0).await? {
            let came = std::iter::once(message_id).chain(before);
            thread.extend(came.map(|it| match ours(&it) {
                Some(id) => ThreadId::Ours(InteractionId(id)),
                None => ThreadId::Came(it),
            }));
            thread.truncate(MAX_BEFORE);
            return Ok(thread);
        }
        let Some(message) = message(rows, id.0).await? else { break };
        if message.direction == daehwa_domain::interaction::Direction::Outbound {
            thread.push(ThreadId::Ours(id));
        }
        next = message.answers;
    }
    Ok(thread)
}
