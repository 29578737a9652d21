//! What was written in contacts, beside them in the timeline.

use std::collections::HashMap;

use daehwa_domain::{
    conversation::Message,
    id::InteractionId,
    interaction::{Channel, Interaction},
};
use rusqlite::{Connection, Row, params};

use crate::{Result, TIMELINE_SCAN, Written, rows::decode, words};

/// So much of a message stands in the timeline, in characters; the whole is in its conversation.
const WORDS_CHARS: usize = 600;
/// So many lines of a chat are looked at for that.
const LINES: usize = 30;
/// What stands between the lines of a chat.
const SEPARATOR: &str = " / ";

/// The words of each of these contacts that was written.
pub(crate) fn by_contact<'a>(
    conn: &Connection,
    cid: i64,
    contacts: impl Iterator<Item = &'a Interaction>,
) -> Result<HashMap<InteractionId, Written>> {
    let mut ask = conn.prepare_cached("SELECT body FROM message WHERE cid = ? AND at_ms = ? AND id = ?")?;
    let mut found = HashMap::new();
    for contact in contacts.filter(|it| it.channel.is_written()) {
        let mut rows = ask.query(params![cid, contact.started_ms.0, contact.id.0])?;
        if let Some(row) = rows.next()? {
            let message = message(row)?;
            let words = match contact.channel {
                Channel::Chat => lines(conn, &message)?,
                _ => own_words(&message, WORDS_CHARS),
            };
            found.insert(contact.id, Written { conversation: message.conversation, words });
        }
    }
    Ok(found)
}

/// The first lines of a chat that begins with one, as far as there is room.
fn lines(conn: &Connection, first: &Message) -> Result<String> {
    let mut ask = conn
        .prepare_cached("SELECT body FROM message WHERE conversation = ? AND at_ms >= ? ORDER BY at_ms, id LIMIT ?")?;
    let mut rows = ask.query(params![first.conversation.0, first.at_ms.0, LINES as i64])?;
    let mut whole = String::new();
    let mut left = WORDS_CHARS;
    while let Some(row) = rows.next()? {
        let line = message(row)?;
        if line.contact() == first.id && left > 0 {
            let words = own_words(&line, left);
            left = left.saturating_sub(words.chars().count() + SEPARATOR.len());
            whole.push_str(if whole.is_empty() || words.is_empty() { "" } else { SEPARATOR });
            whole.push_str(&words);
        }
    }
    Ok(whole)
}

/// The words of all that was written with a customer, ready to be compared.
pub(crate) fn folded(conn: &Connection, cid: i64) -> Result<HashMap<InteractionId, String>> {
    let mut ask = conn.prepare_cached("SELECT body FROM message WHERE cid = ? ORDER BY at_ms DESC, id DESC LIMIT ?")?;
    let mut rows = ask.query(params![cid, TIMELINE_SCAN as i64])?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let message = message(row)?;
        let words: &mut String = found.entry(message.contact()).or_default();
        words.push_str(&words::fold(&message.text));
        words.push('\n');
    }
    Ok(found)
}

/// What a message is found by: its subject and its author's own words, not what they quote.
pub(crate) fn searched(message: &Message) -> String {
    format!("{} {}", message.subject, own_words(message, usize::MAX))
}

/// What its author wrote, in one line: without what is quoted, and without the signature behind `-- ` (RFC 3676 §4.3).
pub(crate) fn own_words(message: &Message, chars: usize) -> String {
    let lines = message.text.lines().map(str::trim).take_while(|line| *line != "--");
    let own = lines.filter(|line| !line.is_empty() && !line.starts_with('>'));
    own.collect::<Vec<_>>().join(" ").chars().take(chars).collect()
}

fn message(row: &Row) -> Result<Message> {
    decode(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)
}
