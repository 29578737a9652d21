//! What a commit to the cache made stale, told to the view: at once for the first, gathered for a burst.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use daehwa_domain::id::CustomerId;
use tokio::sync::mpsc;

use crate::{Desk, api::event::UiEvent, commands::Tag, shift::Shift};

/// A first fill commits hundreds of times a second; a screen need not follow faster than this.
const PAUSE: Duration = Duration::from_millis(40);
/// More customers than this are told as "many": no screen shows so many.
const MAX_CUSTOMERS: usize = 64;

/// Follows the cache of a shift until it is over.
pub(crate) fn watch(desk: &Desk, shift: &Arc<Shift>) {
    let (sender, mut changes) = mpsc::unbounded_channel();
    shift.cache.on_change(Arc::new(move |tags: &[daehwa_cache::Tag]| {
        // Nobody listens after the shift.
        let _ = sender.send(tags.to_vec());
    }));
    let desk = desk.downgrade();
    let shift = shift.clone();
    tokio::spawn(async move {
        loop {
            let first = tokio::select! {
                () = shift.over.cancelled() => return,
                first = changes.recv() => first,
            };
            let Some(mut tags) = first else { return };
            while let Ok(more) = changes.try_recv() {
                tags.extend(more);
            }
            let Some(desk) = desk.upgrade().map(Desk::from) else { return };
            tell(&desk, &shift, &tags);
            tokio::time::sleep(PAUSE).await;
        }
    });
}

fn tell(desk: &Desk, shift: &Shift, changes: &[daehwa_cache::Tag]) {
    let mut tags = BTreeSet::new();
    let mut customers = BTreeSet::new();
    let mut many = false;
    let mut sync_changed = false;
    for change in changes {
        match change {
            daehwa_cache::Tag::Customer(customer) => {
                tags.insert(Tag::Customer);
                customers.insert(*customer);
            }
            daehwa_cache::Tag::Customers => {
                tags.insert(Tag::Customer);
                many = true;
            }
            daehwa_cache::Tag::Callbacks => {
                tags.insert(Tag::WorkList);
                shift.due_changed.notify_one();
            }
            daehwa_cache::Tag::Triage => {
                tags.insert(Tag::WorkList);
            }
            daehwa_cache::Tag::Topics => {
                tags.insert(Tag::Topics);
            }
            daehwa_cache::Tag::Rules => {
                tags.insert(Tag::Rules);
            }
            daehwa_cache::Tag::Segments => {
                tags.insert(Tag::Segments);
            }
            daehwa_cache::Tag::Lists => {
                tags.insert(Tag::Lists);
            }
            daehwa_cache::Tag::Inbox | daehwa_cache::Tag::Writing => {
                tags.insert(Tag::Inbox);
                shift.chats_changed.notify_one();
            }
            daehwa_cache::Tag::Cases => {
                tags.insert(Tag::Cases);
                shift.due_changed.notify_one();
            }
            daehwa_cache::Tag::Articles => {
                shift.shelf.forget();
                tags.insert(Tag::Articles);
            }
            daehwa_cache::Tag::Scripts => {
                tags.insert(Tag::Scripts);
            }
            daehwa_cache::Tag::Treatments => {
                tags.extend([Tag::Treatments, Tag::Customer, Tag::WorkList]);
                many = true;
            }
            daehwa_cache::Tag::People => {
                shift.forget_names();
                tags.insert(Tag::Colleagues);
            }
            daehwa_cache::Tag::Conflicts => {
                tags.insert(Tag::Customer);
            }
            daehwa_cache::Tag::Outbox => {
                shift.outbox_changed.notify_waiters();
                shift.files_changed.notify_one();
                sync_changed = true;
            }
            daehwa_cache::Tag::Scope(_) => sync_changed = true,
            daehwa_cache::Tag::Call(_) => {
                tags.insert(Tag::WorkList);
            }
            // Told by those who set them.
            daehwa_cache::Tag::Settings | daehwa_cache::Tag::Status => {}
        }
    }
    if sync_changed {
        shift.emit_sync();
    }
    if tags.is_empty() {
        return;
    }
    let customers: Vec<CustomerId> =
        if many || customers.len() > MAX_CUSTOMERS { Vec::new() } else { customers.into_iter().collect() };
    desk.emit(UiEvent::Stale { tags: tags.into_iter().collect(), customers });
}
