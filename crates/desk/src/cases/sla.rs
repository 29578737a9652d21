//! What is promised about cases: administrators keep policies and calendars. Both are edited field by field like other records of the
//! centre, also without the server.

use chrono::{DateTime, Datelike};
use daehwa_domain::{
    calendar::{Calendar, korea},
    limits,
    record::Record,
    sla::SlaPolicy,
};
use serde_json::Value;

use crate::{
    Desk,
    api::{
        cases::{CalendarDraft, SlaBook, SlaPolicyDraft},
        error::{CommandError, ErrorCode},
    },
    shift::Shift,
};

impl Desk {
    /// All policies and calendars.
    pub async fn sla_book(&self, (): ()) -> Result<SlaBook, CommandError> {
        let shift = self.administration()?;
        let mut policies = shift.cache.sla_policies()?;
        policies.sort_by_key(|it| (it.retired, it.rank, it.id));
        let mut calendars = shift.cache.calendars()?;
        calendars.sort_by(|a, b| (a.retired, &a.name, a.id).cmp(&(b.retired, &b.name, b.id)));
        let year = DateTime::from_timestamp_millis(shift.now().0).map_or(korea::FIRST_YEAR, |it| it.year());
        let holidays = [year, year + 1].into_iter().flat_map(korea::holidays).collect();
        Ok(SlaBook { policies, calendars, holidays, known_to: korea::LAST_YEAR })
    }

    /// Makes or changes a calendar.
    pub async fn save_calendar(&self, draft: CalendarDraft) -> Result<Calendar, CommandError> {
        let shift = self.administration()?;
        let mut hours = draft.hours;
        hours.sort_unstable();
        let mut days_off = draft.days_off;
        days_off.sort_by_key(|it| it.date);
        days_off.dedup_by_key(|it| it.date);
        let calendar = Calendar {
            id: draft.id.unwrap_or_else(|| shift.host.new_id()),
            name: draft.name.trim().to_owned(),
            time_zone: draft.time_zone.trim().to_owned(),
            hours,
            public_holidays: draft.public_holidays,
            days_off,
            retired: draft.retired,
        };
        let known = shift.cache.calendars()?;
        let before = known.into_iter().find(|it| Some(it.id) == draft.id).map(Record::Calendar);
        shift.put_centre(Record::Calendar(calendar.clone()), before, draft.id.is_some())?;
        Ok(calendar)
    }

    /// Makes or changes a policy.
    pub async fn save_sla_policy(&self, draft: SlaPolicyDraft) -> Result<SlaPolicy, CommandError> {
        let shift = self.administration()?;
        let calendars = shift.cache.calendars()?;
        if draft.calendar.is_some_and(|id| calendars.iter().all(|it| it.id != id)) {
            return Err(CommandError::invalid("calendar"));
        }
        let mut escalations = draft.escalations;
        escalations.sort_by_key(|it| (it.target, it.percent));
        let policy = SlaPolicy {
            id: draft.id.unwrap_or_else(|| shift.host.new_id()),
            name: draft.name.trim().to_owned(),
            rank: draft.rank,
            applies: draft.applies,
            calendar: draft.calendar,
            answer_min: draft.answer_min,
            resolve_min: draft.resolve_min,
            escalations,
            retired: draft.retired,
        };
        let known = shift.cache.sla_policies()?;
        let before = known.into_iter().find(|it| Some(it.id) == draft.id).map(Record::SlaPolicy);
        shift.put_centre(Record::SlaPolicy(policy.clone()), before, draft.id.is_some())?;
        Ok(policy)
    }
}

impl Shift {
    /// Makes one of the centre's records, or sets the fields in which it differs from what is saved.
    fn put_centre(&self, record: Record, before: Option<Record>, was_saved: bool) -> Result<(), CommandError> {
        limits::check(&record)?;
        let Some(before) = before else {
            if was_saved {
                return Err(CommandError::new(ErrorCode::NotFound));
            }
            return self.act().create(record)?.commit();
        };
        let (was, is) = (fields(&before), fields(&record));
        let changed = is.into_iter().filter(|(name, value)| was.iter().all(|it| (&it.0, &it.1) != (name, value)));
        self.act().set_centre(record.reference(), changed.collect()).commit()
    }
}

/// The fields of a record in its serialised form: {"calendar": {"name": …}}.
fn fields(record: &Record) -> Vec<(String, Value)> {
    let tagged = serde_json::to_value(record).unwrap_or_default();
    let inner = tagged.as_object().and_then(|tagged| tagged.values().next()).and_then(Value::as_object);
    inner.map(|it| it.clone().into_iter().collect()).unwrap_or_default()
}
