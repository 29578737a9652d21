//! Tells the agent when a callback falls due (D-8, D-23), and when a promise about a case draws near or is overdue (D-11). Nothing of it is stored: after a restart what is due and still
//! open is told again.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use daehwa_cache::CaseAlarm;
use daehwa_domain::{
    id::{CallbackId, CaseId},
    time::Timestamp,
};

use crate::{
    api::{error::CommandError, event::UiEvent},
    host::{Notification, Subject},
    shift::Shift,
};

/// The clock is looked at this often: it may have been set, or the machine may have slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);
/// More than this at once are shown by the work list, not one by one.
const MAX_AT_ONCE: usize = 500;
/// More than so many cases at once are shown by their list, not one by one: the latest are told.
const MAX_CASES_AT_ONCE: u32 = 20;

/// Runs until the shift is over.
pub(crate) async fn run(shift: Arc<Shift>) {
    // The due time with it: a callback that is moved is told again.
    let mut told: BTreeMap<CallbackId, Timestamp> = BTreeMap::new();
    let mut told_cases: BTreeMap<CaseId, Timestamp> = BTreeMap::new();
    loop {
        if let Err(error) = tell_due(&shift, &mut told) {
            tracing::warn!(?error, "callbacks can't be read");
        }
        if let Err(error) = tell_cases(&shift, &mut told_cases) {
            tracing::warn!(?error, "cases can't be read");
        }
        tokio::select! {
            () = shift.over.cancelled() => return,
            () = shift.due_changed.notified() => {}
            () = shift.host.sleep(until_next(&shift)) => {}
        }
    }
}

fn tell_due(shift: &Shift, told: &mut BTreeMap<CallbackId, Timestamp>) -> Result<(), CommandError> {
    let now = shift.now();
    let open = shift.cache.callbacks(Some(shift.user.id), MAX_AT_ONCE)?;
    let due: Vec<_> = open.into_iter().filter(|row| row.callback.due_ms <= now).collect();
    told.retain(|id, _| due.iter().any(|row| row.callback.id == *id));
    for row in due {
        let (id, due_ms) = (row.callback.id, row.callback.due_ms);
        if told.insert(id, due_ms) == Some(due_ms) {
            continue;
        }
        let view = shift.callback_alone(row)?;
        if !shift.host.window_focused() {
            shift.host.notify(Notification {
                subject: Subject::Callback(id),
                name: Some(view.customer_name.clone()),
                number: view.number_text.clone(),
                language: shift.settings().language,
            });
        }
        shift.host.emit(UiEvent::CallbackDue(view));
    }
    Ok(())
}

fn tell_cases(shift: &Shift, told: &mut BTreeMap<CaseId, Timestamp>) -> Result<(), CommandError> {
    let alarms = shift.cache.case_alarms(shift.user.id, shift.leads_a_team(), MAX_CASES_AT_ONCE, shift.now())?;
    told.retain(|id, _| alarms.iter().any(|it| it.row.case.id == *id));
    for CaseAlarm { at_ms, row } in alarms {
        let id = row.case.id;
        if told.insert(id, at_ms) == Some(at_ms) {
            continue;
        }
        let line = shift.case_line(row);
        if !shift.host.window_focused() {
            shift.host.notify(Notification {
                subject: Subject::Case(id),
                name: Some(line.name.clone()),
                number: Some(line.title.clone()),
                language: shift.settings().language,
            });
        }
        shift.host.emit(UiEvent::CaseDue(Box::new(crate::api::cases::CaseAlarm { line, at_ms })));
    }
    Ok(())
}

fn until_next(shift: &Shift) -> Duration {
    let now = shift.now();
    let callback = shift.cache.next_callback_due(Some(shift.user.id), now).ok().flatten();
    let case = shift.cache.next_case_moment(now).ok().flatten();
    let next = callback.into_iter().chain(case).min();
    let ahead_ms = next.map_or(u64::MAX, |next| u64::try_from(next.since_ms(now)).unwrap_or(0));
    Duration::from_millis(ahead_ms.max(1)).min(LONGEST_SLEEP)
}
