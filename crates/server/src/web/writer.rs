//! One writer for all that arrives: what has gathered while the last batch was written is the next one, so that many small requests cost
//! one commit together.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use daehwa_domain::{customer::ConsentPurpose, id::CustomerId, participation::Part, time::Timestamp};
use daehwa_store::{
    Store, StoreError,
    web::{Arrival, Arrived, Counts, Taken, Touch, WebBatch},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};
use uuid::Uuid;

use super::{Tenant, fault::WebFault, judge::Judge};
use crate::{clock, hub::Hub};

/// Requests that wait, at most: more are told to come again.
const WAITING: usize = 4_096;
/// Requests in one batch.
const AT_ONCE: usize = 512;
/// What can't be read now is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What is to be done with a visitor, before the rules were asked.
pub(super) enum Wanted {
    Events { stream: u64, events: Vec<Read> },
    IsCustomer { customer: CustomerId, only_if_unknown: bool },
    HasAddress { key: String },
    Consent { purpose: ConsentPurpose, granted: bool, source: String },
    Forget,
}

/// An event.
pub(super) struct Read {
    pub number: u64,
    pub at_ms: Timestamp,
    pub page: String,
    pub part: Option<Part>,
}

/// What one request wants.
#[derive(Default)]
pub(super) struct Order {
    pub site: String,
    pub visits: Vec<(Uuid, Wanted)>,
    pub counts: Counts,
    /// `None`: nobody waits.
    pub reply: Option<oneshot::Sender<Result<Vec<Taken>, WebFault>>>,
}

/// Where requests queue.
pub(super) struct Orders(mpsc::Sender<Order>);

impl Orders {
    /// Stores, and waits until it is on the disk.
    pub async fn carry_out(&self, mut order: Order) -> Result<Vec<Taken>, WebFault> {
        let (reply, answer) = oneshot::channel();
        order.reply = Some(reply);
        self.0.try_send(order).map_err(|_| WebFault::Unavailable)?;
        answer.await.unwrap_or(Err(WebFault::Unavailable))
    }

    /// Counts, some time soon.
    pub fn count(&self, site: &str, counts: Counts) {
        // When the queue is full the counts of what was not stored are the first that can be missing.
        let _ = self.0.try_send(Order { site: site.to_owned(), counts, ..Order::default() });
    }
}

pub(super) fn queue() -> (Orders, mpsc::Receiver<Order>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Orders(sender), receiver)
}

/// Writes what arrives, until nobody can send any more.
pub(super) async fn write(store: Arc<dyn Store>, hub: Arc<Hub>, tenant: Tenant, mut orders: mpsc::Receiver<Order>) {
    let mut judge = Judge::default();
    let mut gathered = Vec::new();
    while orders.recv_many(&mut gathered, AT_ONCE).await > 0 {
        let orders = std::mem::take(&mut gathered);
        if let Err(error) = batch(&*store, &hub, &tenant, &mut judge, &orders).await.map(|taken| answer(orders, taken))
        {
            tracing::error!(error = &error as &dyn std::error::Error, "what visitors read could not be stored");
            sleep(AGAIN_AFTER).await;
        }
    }
}

/// Writes a batch; when it fails as a whole, one request after the other, so that one can't hold up the others for ever.
async fn batch(
    store: &dyn Store,
    hub: &Hub,
    tenant: &Tenant,
    judge: &mut Judge,
    orders: &[Order],
) -> Result<Vec<Result<Vec<Taken>, WebFault>>, StoreError> {
    let tenant = tenant.of(store).await?;
    judge.look(store, tenant).await?;
    let mut all = Vec::with_capacity(orders.len());
    let together = judged(judge, orders);
    match store.take_web(tenant, &together, judge.book(), clock::now(), &Uuid::now_v7).await {
        Ok(stored) => {
            hub.grown(tenant, &stored.grown);
            let mut taken = stored.taken.into_iter();
            all.extend(orders.iter().map(|it| Ok(taken.by_ref().take(it.visits.len()).collect())));
        }
        Err(error) if orders.len() == 1 => return Err(error),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, requests = orders.len(), "a batch failed");
            for order in orders {
                let alone = judged(judge, std::slice::from_ref(order));
                let stored = store.take_web(tenant, &alone, judge.book(), clock::now(), &Uuid::now_v7).await;
                all.push(
                    stored
                        .map(|it| {
                            hub.grown(tenant, &it.grown);
                            it.taken
                        })
                        .map_err(WebFault::from),
                );
            }
        }
    }
    Ok(all)
}

fn judged(judge: &mut Judge, orders: &[Order]) -> WebBatch {
    let mut batch = WebBatch { arrivals: Vec::new(), counts: BTreeMap::new() };
    for order in orders {
        batch.counts.entry(order.site.clone()).or_default().add(&order.counts);
        for (visitor, wanted) in &order.visits {
            let what = match wanted {
                Wanted::Events { stream, events } => Arrived::Events {
                    stream: *stream,
                    touches: events
                        .iter()
                        .map(|it| Touch {
                            number: it.number,
                            at_ms: it.at_ms,
                            page: it.page.clone(),
                            judged: judge.page(&it.page),
                            part: it.part.clone(),
                        })
                        .collect(),
                },
                Wanted::IsCustomer { customer, only_if_unknown } => {
                    Arrived::IsCustomer { customer: *customer, only_if_unknown: *only_if_unknown }
                }
                Wanted::HasAddress { key } => Arrived::HasAddress { key: key.clone() },
                Wanted::Consent { purpose, granted, source } => {
                    Arrived::Consent { purpose: *purpose, granted: *granted, source: source.clone() }
                }
                Wanted::Forget => Arrived::Forget,
            };
            batch.arrivals.push(Arrival { site: order.site.clone(), visitor: *visitor, what });
        }
    }
    batch
}

fn answer(orders: Vec<Order>, taken: Vec<Result<Vec<Taken>, WebFault>>) {
    for (order, taken) in orders.into_iter().zip(taken) {
        if let Some(reply) = order.reply {
            // Who went away meanwhile sends again, and it changes nothing.
            let _ = reply.send(taken);
        }
    }
}
