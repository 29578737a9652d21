//! The supervisor's funnel, counted on this desktop's cache: offline too, over the customers of the own teams (H-7).

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use daehwa_cache::CellCustomer;
use daehwa_domain::{
    funnel::{Cell, FunnelQuery, Period},
    journey::End,
    number,
    people::Role,
};

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        event::UiEvent,
        funnel::{DialogueEnd, FunnelCustomer, FunnelCustomers, FunnelView},
    },
    customers::off_the_runtime,
    shift::Shift,
};

/// At most so many customers are listed behind a number.
pub(crate) const MAX_LISTED: usize = 10_000;
/// The longest period, in milliseconds: ten years.
const MAX_PERIOD_MS: i64 = 3_653 * 24 * 60 * 60 * 1_000;
/// Progress is told in steps of this share.
const STEP: f32 = 0.02;

/// The long readings of a shift: one at a time, since a screen shows one. A new one stops the one before.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    latest: AtomicU64,
}

impl Counting {
    /// Begins a reading and stops the one before it.
    pub fn begin(&self) -> u64 {
        self.latest.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Stops what is being read.
    fn stop(&self) {
        self.begin();
    }

    fn goes_on(&self, reading: u64) -> bool {
        self.latest.load(Ordering::Relaxed) == reading
    }
}

impl Desk {
    /// Counts the funnel; nothing when it was stopped, or another one was asked for meanwhile.
    pub async fn funnel(&self, query: FunnelQuery) -> Result<Option<FunnelView>, CommandError> {
        let shift = self.supervision()?;
        bounded(query.period)?;
        let desk = self.clone();
        let reading = shift.counting.begin();
        off_the_runtime(move || {
            let (now, begun) = (shift.now(), std::time::Instant::now());
            let counted = shift.cache.funnel(&query, now, &mut watch(&desk, &shift, reading))?;
            let took_ms = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
            Ok(counted.map(|funnel| FunnelView { funnel, now_ms: now, took_ms }))
        })
        .await
    }

    /// The customers behind a number; nothing when it was stopped, or something else was asked for meanwhile.
    pub async fn funnel_customers(&self, cell: Cell) -> Result<Option<FunnelCustomers>, CommandError> {
        let shift = self.supervision()?;
        bounded(cell.period)?;
        let desk = self.clone();
        let reading = shift.counting.begin();
        off_the_runtime(move || {
            let mut watch = watch(&desk, &shift, reading);
            let found = shift.cache.funnel_customers(&cell, MAX_LISTED, shift.now(), &mut watch)?;
            let Some(found) = found else { return Ok(None) };
            let region = shift.settings().region;
            let rows = found.rows.into_iter().map(|row| listed(row, &region)).collect();
            Ok(Some(FunnelCustomers { rows, total: found.total }))
        })
        .await
    }

    /// Stops what is being counted.
    pub async fn stop_counting(&self, (): ()) -> Result<(), CommandError> {
        self.shift()?.counting.stop();
        Ok(())
    }

    /// The shift of somebody who leads. What others may see the server decides: this is their own teams' data in another order.
    pub(crate) fn supervision(&self) -> Result<Arc<Shift>, CommandError> {
        let shift = self.shift()?;
        match shift.user.role {
            Role::Supervisor | Role::Administrator => Ok(shift),
            Role::Agent => Err(CommandError::new(ErrorCode::NotAllowed)),
        }
    }
}

/// Tells how far a reading is, and ends it when another one began or the shift is over.
pub(crate) fn watch(desk: &Desk, shift: &Arc<Shift>, reading: u64) -> impl FnMut(f32) -> ControlFlow<()> {
    let (desk, shift) = (desk.downgrade(), shift.clone());
    let mut told = 0.0;
    move |done| {
        let Some(desk) = desk.upgrade().map(Desk::from) else { return ControlFlow::Break(()) };
        if shift.over.is_cancelled() || !shift.counting.goes_on(reading) {
            return ControlFlow::Break(());
        }
        if done - told >= STEP {
            told = done;
            desk.emit(UiEvent::Counting { done });
        }
        ControlFlow::Continue(())
    }
}

fn bounded(period: Period) -> Result<(), CommandError> {
    let length_ms = period.to_ms.since_ms(period.from_ms);
    if (1..=MAX_PERIOD_MS).contains(&length_ms) { Ok(()) } else { Err(CommandError::invalid("period")) }
}

fn listed(row: CellCustomer, region: &str) -> FunnelCustomer {
    FunnelCustomer {
        customer: row.customer.id,
        name: row.customer.name,
        company: row.customer.company,
        tier: row.customer.tier,
        number_text: row.number.map(|raw| number::readable(&raw, region)),
        topic: row.dialogue.topic,
        stage: row.dialogue.stage,
        end: match row.end {
            End::Open => DialogueEnd::Open,
            End::Closed => DialogueEnd::Closed,
            End::AgedOut => DialogueEnd::AgedOut,
        },
        at_ms: row.at_ms,
        last_contact_ms: row.dialogue.last_contact_ms,
    }
}
