//! One desktop: a real engine over a real cache file, on a clock that may be wrong, in a process that may be killed.

use std::{
    collections::{BTreeSet, VecDeque},
    path::Path,
};

use anyhow::{Context, Result, bail};
use daehwa_cache::{Applied, Cache, CacheError, FillState, Key, Options};
use daehwa_domain::{
    id::{DeviceId, OpId},
    people::User,
    time::Timestamp,
};
use daehwa_protocol::{
    PROTOCOL_VERSION, SCHEMA_VERSION,
    error::Refusal,
    message::{OpResult, Up, Verdict},
    scope::Scope,
};
use daehwa_sync::{Engine, Event, FillPosition, Instruction, LocalScope, LocalState, Moment};

use crate::{disk::Disk, server::WireId};

/// Wall time at the beginning of every run.
pub const BEGINNING_MS: i64 = 1_767_225_600_000;

/// A desktop. Off when it has no cache.
pub struct Desktop {
    /// Its id.
    pub device: DeviceId,
    /// Who works on it.
    pub user: User,
    /// How far its clock is ahead, in milliseconds.
    pub skew_ms: i64,
    /// Counts its processes: what was meant for an earlier one is lost.
    pub life: u64,
    /// The protocol that its program speaks.
    pub protocol: u16,
    /// The schema that its program reads.
    pub schema: u16,
    /// The connection it holds.
    pub wire: Option<WireId>,
    /// Instructions that are not carried out yet.
    pub todo: VecDeque<Instruction>,
    disk: Disk,
    running: Option<(Cache, Engine)>,
    started_ms: u64,
    /// Ops that this desktop needs to remember no longer.
    settled: BTreeSet<OpId>,
}

/// What carrying out an instruction asks of the world outside of the desktop.
#[derive(Debug)]
pub enum Effect {
    /// Connect.
    Connect,
    /// End the connection.
    Disconnect,
    /// Send a message.
    Send(Up),
    /// Get a fresh token.
    RefreshToken,
    /// Set the timer; `None` clears it.
    Wake(Option<u64>),
}

impl Desktop {
    /// A new desktop that is off.
    pub fn new(folder: &Path, device: DeviceId, user: User, skew_ms: i64) -> Result<Self> {
        Ok(Self {
            device,
            user,
            skew_ms,
            life: 0,
            protocol: PROTOCOL_VERSION,
            schema: SCHEMA_VERSION,
            wire: None,
            todo: VecDeque::new(),
            disk: Disk::new(folder, "cache")?,
            running: None,
            started_ms: 0,
            settled: BTreeSet::new(),
        })
    }

    /// Whether it runs.
    pub fn is_up(&self) -> bool {
        self.running.is_some()
    }

    /// The cache of a desktop that runs.
    pub fn cache(&self) -> Result<&Cache> {
        self.running.as_ref().map(|(cache, _)| cache).context("the desktop runs")
    }

    /// Whether all that the server had is here.
    pub fn caught_up(&self) -> bool {
        self.running.as_ref().is_some_and(|(_, engine)| engine.status().caught_up)
    }

    /// What its clock shows.
    pub fn clock(&self, now_ms: u64) -> Timestamp {
        Timestamp(BEGINNING_MS.saturating_add(now_ms as i64)).plus_ms(self.skew_ms)
    }

    /// The process starts. `room` is how many pages the disk still takes.
    pub fn start(&mut self, now_ms: u64, seed: u64, room: Option<u32>) -> Result<()> {
        let pages = self.disk.pages()?;
        let max_pages = room.filter(|_| pages > 0).map(|room| pages.saturating_add(room));
        let options = Options { device: self.device, now: self.clock(now_ms), region: "KR".into(), max_pages };
        let cache = Cache::open(&self.disk.path(), &Key::new([7; 32]), &options).context("the cache opens")?;
        self.disk.force()?;
        let engine = Engine::new(local_state(&cache)?, seed);
        self.running = Some((cache, engine));
        self.started_ms = now_ms;
        self.tell(Event::Start, now_ms);
        Ok(())
    }

    /// The process is killed, or the power fails.
    pub fn crash(&mut self, power: bool) -> Result<()> {
        if power {
            self.disk.cut_power()?;
        } else {
            self.disk.kill()?;
        }
        self.running = None;
        self.todo.clear();
        self.wire = None;
        self.life += 1;
        Ok(())
    }

    /// Gives the engine an event; what it wants done is added to what is to be done.
    pub fn tell(&mut self, event: Event, now_ms: u64) {
        if let Some((_, engine)) = &mut self.running {
            self.todo.extend(engine.handle(event, Moment(now_ms - self.started_ms)));
        }
    }

    /// Something that a person did was forced to the disk.
    pub fn forced(&mut self) -> Result<()> {
        Ok(self.disk.force()?)
    }

    /// An op does not need to be remembered here any more.
    pub fn settle(&mut self, op: OpId) {
        self.settled.insert(op);
    }

    /// Whether it is settled.
    pub fn has_settled(&self, op: OpId) -> bool {
        self.settled.contains(&op)
    }

    /// Carries out the next instruction; gives what it asks of the world. Its answer goes to the engine.
    pub fn step(&mut self, now_ms: u64) -> Result<Option<Effect>> {
        let Some(instruction) = self.todo.pop_front() else { return Ok(None) };
        let clock = self.clock(now_ms);
        let Some((cache, _)) = &self.running else { return Ok(None) };
        let forces = matches!(instruction, Instruction::Acknowledge { .. } | Instruction::RaiseCounters { .. });
        let accepted = accepted_in(&instruction);
        let answer = match instruction {
            Instruction::Connect => return Ok(Some(Effect::Connect)),
            Instruction::Disconnect => return Ok(Some(Effect::Disconnect)),
            Instruction::Send(up) => return Ok(Some(Effect::Send(self.in_its_version(up)))),
            Instruction::RefreshToken => return Ok(Some(Effect::RefreshToken)),
            Instruction::Wake { at } => return Ok(Some(Effect::Wake(at.map(|at| at.0 + self.started_ms)))),
            for_cache => carry_out(cache, for_cache, clock),
        };
        match answer {
            Ok(answer) => {
                self.settled.extend(accepted);
                if forces {
                    self.disk.force()?;
                }
                if let Some(event) = answer {
                    self.tell(event, now_ms);
                }
            }
            Err(CacheError::Full(_)) => self.tell(Event::CacheFailed, now_ms),
            Err(error) => bail!("the cache can't do what it should: {error:?}"),
        }
        Ok(None)
    }

    /// What the program of this desktop's version would send.
    fn in_its_version(&self, up: Up) -> Up {
        match up {
            Up::Hello { device, .. } => Up::Hello { device, protocol: self.protocol, schema: self.schema },
            other => other,
        }
    }
}

/// The ops of an acknowledgement that need no remembering once it is written down.
fn accepted_in(instruction: &Instruction) -> Vec<OpId> {
    let Instruction::Acknowledge { results } = instruction else { return Vec::new() };
    // A wish for something that somebody else has is answered, and forgotten.
    let is_settled =
        |it: &&OpResult| matches!(it.verdict, Verdict::Accepted | Verdict::Refused { refusal: Refusal::Held, .. });
    results.iter().filter(is_settled).map(|it| it.op).collect()
}

fn carry_out(cache: &Cache, instruction: Instruction, clock: Timestamp) -> Result<Option<Event>, CacheError> {
    let event = match instruction {
        Instruction::SetServerTime { server_time } => {
            cache.set_server_time(server_time, clock)?;
            return Ok(None);
        }
        Instruction::ReadOutbox { max_bytes } => Event::Outbox { ops: cache.outbox_after(0, max_bytes)? },
        Instruction::Acknowledge { results } => {
            cache.ack(&results, clock)?;
            Event::Acknowledged
        }
        Instruction::Settle => {
            cache.settle()?;
            return Ok(None);
        }
        Instruction::RaiseCounters { processed } => {
            Event::CountersRaised { next_counter: cache.raise_counters(processed)? }
        }
        Instruction::Apply { scope, from, to, changes } => match cache.apply_delta(scope, from, to, &changes, clock) {
            Err(CacheError::Gap { cursor, .. }) => Event::Applied { scope, cursor, checksum: cache.checksum(scope)? },
            applied => where_it_stands(scope, applied?),
        },
        Instruction::BeginFill { scope, restart } => {
            Event::FillBegun { scope, position: position(cache.begin_fill(scope, restart)?) }
        }
        Instruction::ApplyPart { scope, as_of, changes, next, progress } => {
            cache.apply_fill_part(scope, as_of, &changes, next.as_ref(), progress, clock)?;
            Event::PartApplied { scope }
        }
        Instruction::EndFill { scope } => where_it_stands(scope, cache.end_fill(scope)?),
        Instruction::DropScope { scope } => {
            cache.drop_scope(scope)?;
            Event::Dropped { scope }
        }
        // Not for the cache.
        _ => return Ok(None),
    };
    Ok(Some(event))
}

fn where_it_stands(scope: Scope, Applied { cursor, checksum }: Applied) -> Event {
    Event::Applied { scope, cursor, checksum }
}

fn local_state(cache: &Cache) -> Result<LocalState> {
    let state = cache.sync_state()?;
    let scopes = state.scopes.into_iter().map(|it| LocalScope {
        scope: it.scope,
        cursor: it.cursor,
        checksum: it.checksum,
        fill: it.fill.map(position),
    });
    Ok(LocalState { device: state.device, next_counter: state.next_counter, scopes: scopes.collect() })
}

fn position(fill: FillState) -> FillPosition {
    FillPosition { token: fill.token, progress: fill.progress }
}
