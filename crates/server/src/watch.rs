//! Hears what was committed elsewhere: by another server on the same database, or by a command on this machine.

use std::{sync::Arc, time::Duration};

use daehwa_store::{Store, StoreError};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::{
    clock,
    hub::Hub,
    serve::{DAY_MS, Settings},
};

/// How often the heads are looked at, since an announcement can be missed. A disabled user is out within 5 s.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often old logs are cut.
const PRUNE_EVERY: Duration = Duration::from_secs(3_600);

/// Passes on what others commit, forgets what is old, and ends the contact of agents who are not heard; never ends.
pub async fn watch(store: Arc<dyn Store>, hub: Arc<Hub>, settings: Settings) {
    tokio::join!(
        look(&*store, &hub),
        hear(&*store, &hub),
        keep_contact(&*store, &hub, settings.contact_ms),
        prune(&*store, settings)
    );
}

async fn look(store: &dyn Store, hub: &Hub) {
    let mut turns = turns(LOOK_EVERY);
    loop {
        turns.tick().await;
        match store.all_heads().await {
            Ok(heads) => heads.iter().for_each(|(tenant, head)| hub.grown(*tenant, &[*head])),
            Err(error) => warn(&error),
        }
        if let Err(error) = look_at_agents(store, hub).await {
            warn(&error);
        }
    }
}

async fn look_at_agents(store: &dyn Store, hub: &Hub) -> Result<(), StoreError> {
    store.lapse_agents(clock::now()).await?;
    hub.agents(&store.agents().await?);
    Ok(())
}

/// Holds those who are connected here for being in contact.
async fn keep_contact(store: &dyn Store, hub: &Hub, contact_ms: i64) {
    let mut turns = turns(Duration::from_millis(u64::try_from(contact_ms / 3).unwrap_or(0)).max(LOOK_EVERY));
    loop {
        turns.tick().await;
        if let Err(error) = store.renew_agents(&hub.desktops(), clock::now().plus_ms(contact_ms)).await {
            warn(&error);
        }
    }
}

/// Forgets what nobody needs any more.
async fn prune(store: &dyn Store, settings: Settings) {
    let mut turns = turns(PRUNE_EVERY);
    loop {
        turns.tick().await;
        let now = clock::now();
        let pruned = store.prune(now, settings.keep).await;
        let pruned = pruned.and(store.prune_visitors(now.plus_ms(-settings.keep_visitors_ms)).await);
        let silent = now.plus_ms(-settings.keep_visitors_ms);
        let pruned = pruned.and(store.prune_chats(silent).await);
        let before = now.plus_ms(-settings.keep_counts_ms).0.div_euclid(DAY_MS);
        let pruned = pruned.and(store.prune_counts(before).await);
        if let Err(error) = pruned {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "what is not needed any more is not forgotten; later"
            );
        }
    }
}

fn turns(every: Duration) -> Interval {
    let mut turns = interval(every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns
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
