//! Callbacks and the work list. A callback can't vanish: only a person ends one, with a reason.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;
use daehwa_cache::CallbackRow;
use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    id::CustomerId,
    limits::MAX_REMARK_BYTES,
    number,
    record::{Record, RecordKind, RecordRef},
    time::Timestamp,
    treatment::USUAL_PRIORITY,
    when::{self, WhenError},
};

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        work::{CallbackEdit, CallbackView, NewCallback, ParsedWhen, WorkList},
    },
    customers::edit::{field, optional},
    shift::Shift,
};

/// At most so many callbacks are shown.
const MAX_SHOWN: usize = 500;
/// A moment that passed while the form was filled in is still meant as "now".
const GRACE_MS: i64 = 60_000;
/// Nobody promises a call in more than ten years: such a date is a slip.
const LATEST_MS: i64 = 10 * 366 * 86_400_000;

impl Desk {
    /// What waits for this agent.
    pub async fn work_list(&self, (): ()) -> Result<WorkList, CommandError> {
        self.shift()?.work_list()
    }

    /// Understands a moment as people write it, in the user's time zone.
    pub async fn parse_when(&self, text: String) -> Result<ParsedWhen, CommandError> {
        let shift = self.shift()?;
        let time_zone = shift.settings().time_zone;
        let zone: Tz = time_zone.parse().map_err(|_| CommandError::invalid("time_zone"))?;
        let at_ms = when::parse(&text, shift.now(), zone).map_err(|error| {
            CommandError::new(match error {
                WhenError::Past => ErrorCode::PastTime,
                _ => ErrorCode::UnclearTime,
            })
        })?;
        Ok(ParsedWhen { at_ms, time_zone })
    }

    /// Promises a call back.
    pub async fn create_callback(&self, form: NewCallback) -> Result<CallbackView, CommandError> {
        let shift = self.shift()?;
        shift.customer_view(form.customer)?;
        check_due(form.due_ms, shift.now())?;
        let callback = Callback {
            id: shift.host.new_id(),
            customer: form.customer,
            number: None,
            dialogue: form.dialogue,
            due_ms: form.due_ms,
            owner: form.owner,
            note: form.note.trim().to_owned(),
            status: CallbackStatus::Open,
            created_by: shift.user.id,
            created_ms: shift.now(),
        };
        let id = callback.id;
        shift.act().create(Record::Callback(callback))?.commit()?;
        shift.callback_view(id)
    }

    /// Moves, takes, finishes or calls off a callback.
    pub async fn edit_callback(&self, edit: CallbackEdit) -> Result<CallbackView, CommandError> {
        let shift = self.shift()?;
        let not_found = || CommandError::new(ErrorCode::NotFound);
        let before = shift.cache.callback(edit.id)?.ok_or_else(not_found)?.callback;
        if before.status != CallbackStatus::Open {
            return Err(not_found());
        }
        let note = edit.note.as_deref().and_then(optional);
        if note.as_ref().is_some_and(|note| note.len() > MAX_REMARK_BYTES) {
            return Err(CommandError::invalid("note"));
        }
        if edit.status == Some(CallbackStatus::Cancelled) && note.is_none() {
            return Err(CommandError::invalid("note"));
        }
        let mut fields = Vec::new();
        if let Some(due) = edit.due_ms {
            check_due(due, shift.now())?;
            fields.push(field("due_ms", due));
        }
        if edit.take {
            fields.push(field("owner", Some(shift.user.id)));
        }
        if let Some(status) = edit.status {
            fields.push(field("status", status));
        }
        if let Some(note) = note {
            fields.push(field("note", note));
        }
        let target = RecordRef { kind: RecordKind::Callback, id: edit.id.0 };
        shift.act().set(before.customer, target, fields).commit()?;
        if edit.status.is_some() {
            shift.host.withdraw(crate::host::Subject::Callback(edit.id));
        }
        shift.callback_view(edit.id)
    }
}

impl Shift {
    pub(crate) fn work_list(&self) -> Result<WorkList, CommandError> {
        let callbacks = self.cache.callbacks(Some(self.user.id), MAX_SHOWN)?;
        Ok(WorkList {
            owed: self.cache.owed_wrap_ups()?.into_iter().map(|owed| owed.call.id).collect(),
            callbacks: self.in_turn(callbacks)?,
            callbacks_total: self.cache.callback_count(Some(self.user.id))?,
            missed: self.missed_calls()?,
            triage_total: self.cache.triage_count()?,
        })
    }

    /// Callbacks in the order in which they are to be made: what is due first, there whom an administrator puts first (P-8), then by due
    /// time. What is due later is promised for its time, whoever it is.
    fn in_turn(&self, rows: Vec<CallbackRow>) -> Result<Vec<CallbackView>, CommandError> {
        let (now, priorities) = (self.now(), self.priorities(rows.iter().map(|it| it.callback.customer))?);
        let priority = |it: &CallbackRow| priorities.get(&it.callback.customer).copied().unwrap_or(USUAL_PRIORITY);
        let mut all: Vec<_> = rows.into_iter().map(|row| (priority(&row), row)).collect();
        all.sort_by_key(|(priority, row)| {
            let due = row.callback.due_ms;
            let rank = if due <= now { (false, *priority) } else { (true, 0) };
            (rank, due, row.callback.id)
        });
        Ok(all.into_iter().map(|(priority, row)| self.callback_row(row, priority)).collect())
    }

    /// Where customers stand among those who wait, 1 (first) to 9.
    pub(crate) fn priorities(
        &self,
        customers: impl Iterator<Item = CustomerId>,
    ) -> Result<HashMap<CustomerId, u8>, CommandError> {
        // As long as nothing is said of anybody, nobody is looked up.
        if self.cache.treatments().all().next().is_none() {
            return Ok(HashMap::new());
        }
        let customers: Vec<_> = customers.collect::<BTreeSet<_>>().into_iter().collect();
        let applied = self.cache.treatments_of(&customers, self.now())?;
        Ok(applied.into_iter().map(|(id, it)| (id, it.treatment.queue_priority)).collect())
    }

    /// A callback by itself.
    pub(crate) fn callback_alone(&self, row: CallbackRow) -> Result<CallbackView, CommandError> {
        let priorities = self.priorities(std::iter::once(row.callback.customer))?;
        let priority = priorities.into_values().next().unwrap_or(USUAL_PRIORITY);
        Ok(self.callback_row(row, priority))
    }

    fn callback_row(&self, row: CallbackRow, priority: u8) -> CallbackView {
        CallbackView {
            priority,
            callback: row.callback,
            customer_name: row.customer_name,
            number_text: row.number.map(|raw| number::readable(&raw, &self.settings().region)),
        }
    }

    fn callback_view(&self, id: daehwa_domain::id::CallbackId) -> Result<CallbackView, CommandError> {
        let row = self.cache.callback(id)?.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        self.callback_alone(row)
    }
}

/// A callback is promised for a moment that is still to come.
pub(crate) fn check_due(due: Timestamp, now: Timestamp) -> Result<(), CommandError> {
    match due.since_ms(now) {
        ahead_ms if ahead_ms < -GRACE_MS => Err(CommandError::new(ErrorCode::PastTime)),
        ahead_ms if ahead_ms > LATEST_MS => Err(CommandError::invalid("due_ms")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_is_promised_for_a_moment_to_come_within_ten_years() {
        let now = Timestamp(1_000_000_000_000);
        assert!(check_due(now, now).is_ok());
        assert!(check_due(now.plus_ms(86_400_000), now).is_ok());
        assert_eq!(check_due(now.plus_ms(-GRACE_MS - 1), now).unwrap_err().code, ErrorCode::PastTime);
        assert_eq!(check_due(now.plus_ms(LATEST_MS + 1), now).unwrap_err().code, ErrorCode::Invalid);
        assert_eq!(check_due(Timestamp(i64::MAX), now).unwrap_err().code, ErrorCode::Invalid);
    }
}
