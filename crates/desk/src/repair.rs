//! Damage of the local data that is met while somebody works: the file is rebuilt under the shift, which goes on.
//!
//! Calls, what is typed and what is shown stay; reads and writes wait for the moment that rescuing takes. Then the connection begins
//! anew, and fills what can't be rescued from the server.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, task::spawn_blocking};

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        event::UiEvent,
    },
    fault::chain,
    shift::Shift,
};

/// Between two pieces of the look for damage, each of about a millisecond: a twentieth of one processor. The largest file takes
/// some minutes, a usual one seconds.
const CHECK_PAUSE: Duration = Duration::from_millis(20);
/// After a failed attempt to rebuild: the disk may be full, and a person may make room.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Follows the cache of a shift until it is over.
pub(crate) fn watch(desk: &Desk, shift: &Arc<Shift>) {
    let damaged = Arc::new(Notify::new());
    let met = damaged.clone();
    shift.cache.on_damage(Arc::new(move || met.notify_one()));
    let (desk, shift) = (desk.downgrade(), shift.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = shift.over.cancelled() => return,
                () = damaged.notified() => {}
            }
            let Some(desk) = desk.upgrade().map(Desk::from) else { return };
            while let Err(error) = desk.rebuild(&shift).await {
                shift.host.emit(UiEvent::Notice(error));
                tokio::select! {
                    () = shift.over.cancelled() => return,
                    () = shift.host.sleep(AGAIN_AFTER) => {}
                }
            }
        }
    });
}

/// Looks for damage in the whole file, until the shift is over. Blocking.
pub(crate) fn look_for_damage(shift: &Shift) {
    let pause = || {
        std::thread::sleep(CHECK_PAUSE);
        !shift.over.is_cancelled()
    };
    match shift.cache.check(pause) {
        Ok(pages) => tracing::info!(pages, "local data looked through"),
        Err(error) => tracing::warn!(error = chain(&error), "looking through local data"),
    }
}

impl Desk {
    async fn rebuild(&self, shift: &Arc<Shift>) -> Result<(), CommandError> {
        tracing::error!("local data is damaged");
        let cache = shift.cache.clone();
        let rescue = spawn_blocking(move || cache.rebuild()).await.map_err(|error| {
            tracing::error!(%error, "a task crashed");
            CommandError::new(ErrorCode::Internal)
        })??;
        tracing::warn!(?rescue, "local data was set aside and rebuilt");
        shift.uplink.cache_rebuilt();
        self.tell_recovered();
        Ok(())
    }
}
