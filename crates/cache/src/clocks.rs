//! The clocks of mailboxes: within how much working time an answer is due, and in whose hours.

use std::collections::{HashMap, hash_map::Entry};

use daehwa_domain::{
    calendar::Hours,
    conversation::{Conversation, answer_due, usual_answer_min},
    id::{CalendarId, MailboxId},
    record::{Record, RecordKind, RecordRef},
    time::Timestamp,
};
use rusqlite::Connection;

use crate::{Result, batch::CENTRE, centre, rows::records};

/// The clocks that were asked for while many conversations are filed: each calendar is made ready once.
#[derive(Default)]
pub(crate) struct Clocks {
    mailboxes: HashMap<MailboxId, Option<Clock>>,
    hours: HashMap<Option<CalendarId>, Hours>,
}

/// A mailbox's time to an answer.
#[derive(Clone, Copy)]
struct Clock {
    within_min: u32,
    calendar: Option<CalendarId>,
}

impl Clocks {
    /// By when the customer who waits in a conversation is to have an answer. Where its mailbox is not known here (yet), the usual time
    /// counts around the clock; so does a mailbox whose calendar is not known.
    pub(crate) fn due(&mut self, conn: &Connection, of: &Conversation, waits_ms: Timestamp) -> Result<Timestamp> {
        let clock = match of.mailbox {
            Some(id) => self.clock(conn, id)?,
            None => None,
        };
        let usual = || Clock { within_min: usual_answer_min(of.channel), calendar: None };
        let Clock { within_min, calendar } = clock.unwrap_or_else(usual);
        Ok(answer_due(waits_ms, within_min, self.hours(conn, calendar)?))
    }

    fn clock(&mut self, conn: &Connection, id: MailboxId) -> Result<Option<Clock>> {
        if let Some(known) = self.mailboxes.get(&id) {
            return Ok(*known);
        }
        let target = RecordRef { kind: RecordKind::Mailbox, id: id.0 };
        let clock = match records::shown(conn, CENTRE, target)?.map(|it| it.record) {
            Some(Record::Mailbox(it)) => Some(Clock { within_min: it.answer_within_min, calendar: it.calendar }),
            _ => None,
        };
        self.mailboxes.insert(id, clock);
        Ok(clock)
    }

    fn hours(&mut self, conn: &Connection, calendar: Option<CalendarId>) -> Result<&Hours> {
        let vacant = match self.hours.entry(calendar) {
            Entry::Occupied(known) => return Ok(known.into_mut()),
            Entry::Vacant(vacant) => vacant,
        };
        let known = match calendar {
            Some(id) => records::shown(conn, CENTRE, RecordRef { kind: RecordKind::Calendar, id: id.0 })?,
            None => None,
        };
        Ok(vacant.insert(match known.map(|it| it.record) {
            Some(Record::Calendar(it)) => Hours::of(&it),
            _ => Hours::always(),
        }))
    }
}

/// The mailboxes that count in a calendar's hours.
pub(crate) fn with_calendar(conn: &Connection, calendar: CalendarId) -> Result<Vec<MailboxId>> {
    let all = centre::records(conn, RecordKind::Mailbox)?.into_iter();
    let counts = |it| match it {
        Record::Mailbox(it) => (it.calendar == Some(calendar)).then_some(it.id),
        _ => None,
    };
    Ok(all.filter_map(counts).collect())
}
