//! From the log to visitors: what desktops commit in a chat, at this server or at another, is looked at by the visitor's connection.
//!
//! The log of a team is followed as a desktop follows it, once for all visitors: its numbers have no gaps, so nothing is passed over.

use std::{sync::Arc, time::Duration};

use daehwa_domain::{
    conversation::Message,
    id::{TeamId, TenantId},
    record::{Fact, Record, RecordKind},
};
use daehwa_protocol::{SCHEMA_VERSION, message::Change, scope::Scope};
use daehwa_store::{Store, StoreError, ledger::DeltaRead};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::rooms::Rooms;
use crate::{clock, hub::Hub, web::Tenant};

/// How often those who wait are told their places.
const PLACES_EVERY: Duration = Duration::from_millis(500);
/// What can't be read now is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Changes in one reading.
const AT_ONCE: u32 = 500;

/// Passes on what is committed; never ends.
pub(super) async fn run(store: Arc<dyn Store>, hub: Arc<Hub>, tenant: Tenant, rooms: Arc<Rooms>) {
    let mut grown = hub.follow();
    let mut places = interval(PLACES_EVERY);
    places.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            Some((of, head)) = grown.recv() => {
                let Scope::Team(team) = head.scope else { continue };
                let Ok(ours) = tenant.of(&*store).await else { continue };
                while of == ours && let Err(error) = follow(&*store, &rooms, of, team).await {
                    tracing::warn!(error = &error as &dyn std::error::Error, "chats can't be read; trying again");
                    sleep(AGAIN_AFTER).await;
                }
            }
            _ = places.tick() => rooms.tell_places(clock::now()),
        }
    }
}

async fn follow(store: &dyn Store, rooms: &Rooms, tenant: TenantId, team: TeamId) -> Result<(), StoreError> {
    while let Some(cursor) = rooms.cursor(team) {
        let scope = Scope::Team(team);
        match store.delta_for(SCHEMA_VERSION, tenant, scope, cursor, AT_ONCE).await? {
            DeltaRead::Refill => {
                rooms.look_all(|it| it.team == team);
                let head = store.heads(tenant, &[scope]).await?.first().map_or(0, |it| it.head);
                rooms.followed(team, head);
                return Ok(());
            }
            DeltaRead::Changes(delta) => {
                delta.changes.iter().for_each(|it| pass_on(rooms, it));
                rooms.followed(team, delta.to);
                if delta.to <= cursor || delta.to >= delta.head {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn pass_on(rooms: &Rooms, change: &Change) {
    match change {
        Change::Fact { fact: Fact::Message(message) } => {
            let Message { conversation, .. } = **message;
            rooms.look(conversation);
        }
        Change::Record { versioned } if versioned.record.reference().kind == RecordKind::Conversation => {
            if let Record::Conversation(it) = &versioned.record {
                rooms.look(it.id);
            }
        }
        // A line with files takes its place when they are here.
        Change::Fact { fact: Fact::Dispatch(it) } => rooms.look_all(|room| room.customer == it.customer),
        Change::Left { customer } | Change::Erased { customer } => rooms.look_all(|it| it.customer == *customer),
        Change::Fact { .. } | Change::Record { .. } => {}
    }
}
