//! The engine's instructions for the cache, one after the other, off the runtime's threads.

use std::sync::Arc;

use daehwa_cache::{Applied, Cache, CacheError, FillState};
use daehwa_protocol::scope::Scope;
use daehwa_sync::{Event, FillPosition, Instruction, LocalScope, LocalState};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{fault::chain, host::Host};

/// What the engine starts from.
pub(super) fn state(cache: &Cache) -> Result<LocalState, CacheError> {
    let state = cache.sync_state()?;
    let scopes = state.scopes.into_iter().map(|it| LocalScope {
        scope: it.scope,
        cursor: it.cursor,
        checksum: it.checksum,
        fill: it.fill.map(position),
    });
    let scopes = scopes.collect();
    Ok(LocalState { device: state.device, next_counter: state.next_counter, scopes })
}

/// Carries out instructions for the cache in a thread of their own; gives the answers to `answer`. Ends when the sender is dropped.
pub(super) fn worker(
    cache: Arc<Cache>,
    host: Arc<dyn Host>,
    answer: impl Fn(Result<Event, CacheError>) + Send + 'static,
) -> (mpsc::UnboundedSender<Instruction>, JoinHandle<()>) {
    let (instructions, mut queue) = mpsc::unbounded_channel();
    let working = tokio::task::spawn_blocking(move || {
        while let Some(instruction) = queue.blocking_recv() {
            let outcome = carry_out(&cache, &*host, instruction);
            if let Some(outcome) = outcome.transpose() {
                answer(outcome.inspect_err(|error| tracing::warn!(error = chain(error), "cache")));
            }
        }
    });
    (instructions, working)
}

fn carry_out(cache: &Cache, host: &dyn Host, instruction: Instruction) -> Result<Option<Event>, CacheError> {
    let now = host.now();
    let event = match instruction {
        Instruction::SetServerTime { server_time } => {
            cache.set_server_time(server_time, now)?;
            return Ok(None);
        }
        Instruction::ReadOutbox { max_bytes } => Event::Outbox { ops: cache.outbox_after(0, max_bytes)? },
        Instruction::Acknowledge { results } => {
            cache.ack(&results, now)?;
            Event::Acknowledged
        }
        Instruction::Settle => {
            cache.settle()?;
            return Ok(None);
        }
        Instruction::RaiseCounters { processed } => {
            Event::CountersRaised { next_counter: cache.raise_counters(processed)? }
        }
        Instruction::Apply { scope, from, to, changes } => match cache.apply_delta(scope, from, to, &changes, now) {
            Err(CacheError::Gap { cursor, .. }) => Event::Applied { scope, cursor, checksum: cache.checksum(scope)? },
            applied => where_it_stands(scope, applied?),
        },
        Instruction::BeginFill { scope, restart } => {
            Event::FillBegun { scope, position: position(cache.begin_fill(scope, restart)?) }
        }
        Instruction::ApplyPart { scope, as_of, changes, next, progress } => {
            cache.apply_fill_part(scope, as_of, &changes, next.as_ref(), progress, now)?;
            Event::PartApplied { scope }
        }
        Instruction::EndFill { scope } => where_it_stands(scope, cache.end_fill(scope)?),
        Instruction::DropScope { scope } => {
            cache.drop_scope(scope)?;
            Event::Dropped { scope }
        }
        // Not for the cache.
        Instruction::Connect
        | Instruction::Disconnect
        | Instruction::Send(_)
        | Instruction::RefreshToken
        | Instruction::Wake { .. }
        | Instruction::Status(_)
        | Instruction::Live { .. }
        | Instruction::Chat { .. }
        | Instruction::Agent { .. } => return Ok(None),
    };
    Ok(Some(event))
}

fn where_it_stands(scope: Scope, Applied { cursor, checksum }: Applied) -> Event {
    Event::Applied { scope, cursor, checksum }
}

fn position(fill: FillState) -> FillPosition {
    FillPosition { token: fill.token, progress: fill.progress }
}
