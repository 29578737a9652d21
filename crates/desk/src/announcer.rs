//! Tells the agent when a callback falls due (D-8, D-23). Nothing of it is stored: after a restart what is due and still
//! open is told again.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use daehwa_domain::{id::CallbackId, time::Timestamp};

use crate::{
    api::{error::CommandError, event::UiEvent},
    host::{Notification, Subject},
    shift::Shift,
};

/// The clock is looked at this often: it may have been set, or the machine may have slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);
/// More than this at once are shown by the work list, not one by one.
const MAX_AT_ONCE: usize = 500;

/// Runs until the shift is over.
pub(crate) async fn run(shift: Arc<Shift>) {
    // The due time with it: a callback that is moved is told again.
    let mut told: BTreeMap<CallbackId, Timestamp> = BTreeMap::new();
    loop {
        if let Err(error) = tell_due(&shift, &mut told) {
            tracing::warn!(?error, "callbacks can't be read");
        }
        tokio::select! {
            () = shift.over.cancelled() => return,
            () = shift.callbacks_changed.notified() => {}
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

fn until_next(shift: &Shift) -> Duration {
    let now = shift.now();
    let next = shift.cache.next_callback_due(Some(shift.user.id), now).ok().flatten();
    let ahead_ms = next.map_or(u64::MAX, |next| u64::try_from(next.since_ms(now)).unwrap_or(0));
    Duration::from_millis(ahead_ms.max(1)).min(LONGEST_SLEEP)
}
