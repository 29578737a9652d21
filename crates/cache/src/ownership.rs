//! Whom an op names where several customers are one.
//!
//! Every op is about one customer's own things, as if nobody were merged: so the server takes it whatever it knows of merges, and undoing
//! one parts what was done meanwhile. What is about something names the customer whose that is.

use daehwa_domain::{
    dialogue::DialogueOpened,
    id::{CustomerId, DialogueId, InteractionId, TopicId},
    record::{Fact, RecordKind},
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    Result,
    identity::{Place, guests, place_of},
    rows::kind_code,
};

/// A fact as it is to be made, after the beginning of a dialogue that it needs first.
pub(crate) struct Named {
    pub first: Option<DialogueOpened>,
    pub fact: Fact,
}

impl Named {
    fn as_is(fact: Fact) -> Self {
        Self { first: None, fact }
    }
}

/// A fact under the customer whose things it is about. `stays`: the contact is that customer's in any case, since something else names it
/// there.
pub(crate) fn named(conn: &Connection, fact: Fact, stays: Option<CustomerId>) -> Result<Named> {
    let Some(place) = place_of(conn, fact.customer())? else { return Ok(Named::as_is(fact)) };
    if guests(conn, place.cid)?.is_empty() {
        return Ok(Named::as_is(fact));
    }
    let of_dialogue = |dialogue: Option<DialogueId>| dialogue.map_or(Ok(None), |id| dialogue_owner(conn, &place, id));
    let of_contact = |contact: Option<InteractionId>| contact.map_or(Ok(None), |id| contact_owner(conn, &place, id));
    let mut fact = fact;
    let (customer, owner) = match &mut fact {
        Fact::Interaction(it) => {
            if let Some(customer) = stays.map_or_else(|| message_owner(conn, &place, it.id), |it| Ok(Some(it)))? {
                it.customer = customer;
                let (first, dialogue) = own(conn, &place, customer, it.dialogue)?;
                it.dialogue = dialogue;
                return Ok(Named { first, fact });
            }
            let owner = of_dialogue(it.dialogue)?;
            (&mut it.customer, owner)
        }
        Fact::Assigned(it) => {
            it.customer = of_contact(Some(it.interaction))?.unwrap_or(it.customer);
            let (first, dialogue) = own(conn, &place, it.customer, it.dialogue)?;
            it.dialogue = dialogue;
            return Ok(Named { first, fact });
        }
        Fact::StageMove(it) => {
            let owner = of_dialogue(Some(it.dialogue))?;
            (&mut it.customer, owner)
        }
        Fact::Note(it) => {
            let owner = of_contact(Some(it.interaction))?;
            (&mut it.customer, owner)
        }
        Fact::ScriptTalk(it) => {
            let owner = of_dialogue(it.dialogue)?.or(of_contact(Some(it.interaction))?);
            (&mut it.customer, owner)
        }
        Fact::Participation(it) => {
            let owner = of_dialogue(it.dialogue)?.or(of_contact(Some(it.interaction))?);
            (&mut it.customer, owner)
        }
        Fact::Delivered(it) => {
            let owner = of_contact(it.interaction)?;
            (&mut it.customer, owner)
        }
        Fact::Message(it) => {
            let owner = record_owner(conn, &place, RecordKind::Conversation, it.conversation.0)?;
            (&mut it.customer, owner)
        }
        Fact::CaseStep(it) => {
            let owner = record_owner(conn, &place, RecordKind::Case, it.case.0)?;
            (&mut it.customer, owner)
        }
        Fact::DialogueOpened(_)
        | Fact::Consent(_)
        | Fact::Dispatch(_)
        | Fact::Merged(_)
        | Fact::Unmerged(_)
        | Fact::KeptApart(_) => return Ok(Named::as_is(fact)),
    };
    *customer = owner.unwrap_or(*customer);
    Ok(Named::as_is(fact))
}

/// The dialogue in which a customer's contact is to be: where it is another's with whom the customer is one, the customer's own on the same
/// topic, which reads as one with that. Every desktop begins the same.
fn own(
    conn: &Connection,
    place: &Place,
    customer: CustomerId,
    dialogue: Option<DialogueId>,
) -> Result<(Option<DialogueOpened>, Option<DialogueId>)> {
    let Some(id) = dialogue else { return Ok((None, None)) };
    let Some(found) = dialogue_at(conn, place, id)? else { return Ok((None, dialogue)) };
    if found.customer == customer {
        return Ok((None, dialogue));
    }
    let twin = DialogueId(Uuid::from_u128(id.0.as_u128() ^ customer.0.as_u128().rotate_left(64)));
    let first = DialogueOpened { id: twin, customer, ..found };
    let known = dialogue_at(conn, place, twin)?.is_some();
    Ok(((!known).then_some(first), Some(twin)))
}

fn dialogue_owner(conn: &Connection, place: &Place, dialogue: DialogueId) -> Result<Option<CustomerId>> {
    Ok(dialogue_at(conn, place, dialogue)?.map(|it| it.customer))
}

fn dialogue_at(conn: &Connection, place: &Place, id: DialogueId) -> Result<Option<DialogueOpened>> {
    let read = |row: &Row| {
        Ok(DialogueOpened {
            id,
            customer: row.get::<_, Option<Uuid>>(0)?.map_or(place.head, CustomerId),
            topic: TopicId(row.get(1)?),
            opened_ms: Timestamp(row.get(2)?),
            version: row.get(3)?,
        })
    };
    let mut ask = conn.prepare_cached(
        "SELECT whose, topic, opened_ms, opened_version FROM dialogue WHERE cid = ? AND id = ? AND topic IS NOT NULL",
    )?;
    Ok(ask.query_row(params![place.cid, id.0], read).optional()?)
}

/// Whose a contact's words are, which came before it.
fn message_owner(conn: &Connection, place: &Place, contact: InteractionId) -> Result<Option<CustomerId>> {
    let mut ask = conn.prepare_cached("SELECT whose FROM message WHERE id = ? AND cid = ?")?;
    let whose: Option<Option<Uuid>> = ask.query_row(params![contact.0, place.cid], |row| row.get(0)).optional()?;
    Ok(whose.map(|it| it.map_or(place.head, CustomerId)))
}

fn record_owner(conn: &Connection, place: &Place, kind: RecordKind, id: Uuid) -> Result<Option<CustomerId>> {
    let mut ask = conn.prepare_cached("SELECT whose FROM record WHERE cid = ? AND kind = ? AND id = ?")?;
    let whose: Option<Option<Uuid>> =
        ask.query_row(params![place.cid, kind_code(kind), id], |row| row.get(0)).optional()?;
    Ok(whose.map(|it| it.map_or(place.head, CustomerId)))
}

fn contact_owner(conn: &Connection, place: &Place, contact: InteractionId) -> Result<Option<CustomerId>> {
    let mut ask = conn.prepare_cached("SELECT whose FROM interaction WHERE cid = ? AND id = ?")?;
    let whose: Option<Option<Uuid>> = ask.query_row(params![place.cid, contact.0], |row| row.get(0)).optional()?;
    Ok(whose.map(|it| it.map_or(place.head, CustomerId)))
}
