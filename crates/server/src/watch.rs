//! Hears what was committed elsewhere: by another server on the same database, or by a command on this machine.

use std::{sync::Arc, time::Duration};

use daehwa_store::{Store, StoreError};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::hub::Hub;

/// How often the heads are looked at, since an announcement can be missed. A disabled user is out within 5 s.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Passes on what others commit; never ends.
pub async fn watch(store: Arc<dyn Store>, hub: Arc<Hub>) {
    tokio::join!(look(&*store, &hub), hear(&*store, &hub));
}

async fn look(store: &dyn Store, hub: &Hub) {
    let mut turns = interval(LOOK_EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        match store.all_heads().await {
            Ok(heads) => heads.iter().for_each(|(tenant, head)| hub.grown(*tenant, &[*head])),
            Err(error) => warn(&error),
        }
    }
}

async fn hear(store: &dyn Store, hub: &Hub) {
    loop {
        match store.hear().await {
            Ok(heard) => heard.iter().for_each(|(tenant, head)| hub.grown(*tenant, &[*head])),
            Err(error) => {
                warn(&error);
                sleep(LOOK_EVERY).await;
            }
        }
    }
}

fn warn(error: &StoreError) {
    tracing::warn!(error = error as &dyn std::error::Error, "can't see what other servers commit; trying again");
}
