//! A run: desktops, a server and a bad network on one virtual clock, driven by one seed.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::Hasher,
    path::Path,
};

use anyhow::{Context, Result, ensure};
use daehwa_cache::CacheError;
use daehwa_domain::{
    id::{DeviceId, OpId},
    time::Timestamp,
};
use daehwa_protocol::{
    AGENTS_FROM_PROTOCOL, PROTOCOL_VERSION, SCHEMA_VERSION,
    error::Refusal,
    frame,
    message::{Change, Down, Up, Verdict},
    schema,
};
use daehwa_server::session::OLDEST_PROTOCOL;
use daehwa_sync::{Event, Loss};
use uuid::Uuid;

use crate::{
    chance::Chance,
    check,
    desktop::{BEGINNING_MS, Desktop, Effect},
    network::{Network, Way, Weather},
    person::{Person, Things},
    promises::{Held, Promises},
    server::{Server, TEAMS, WireId, user},
    trace::Trace,
    visitors::Visitors,
    writers::Writers,
};

/// How long people work and things go wrong, in virtual milliseconds.
const TROUBLE_MS: u64 = 20 * 60_000;
/// How long everything may take to come together afterwards.
const SETTLING_MS: u64 = 30 * 60_000;
/// How often it is looked whether everything has come together.
const LOOK_EVERY_MS: u64 = 5_000;
/// Clocks are wrong by at most so much.
const MAX_SKEW_MS: u64 = 48 * 3_600_000;

/// What older programs read: nothing yet of surveys and of what was done for a customer, which people here write down.
const OLDER_SCHEMA: u16 = 3;

const FINE: Weather = Weather { lost: 0, repeated: 0, turned: 0, slowest_ms: 50 };

/// What is to happen.
#[derive(Debug)]
enum Action {
    Step { desktop: usize, life: u64 },
    Timer { desktop: usize, life: u64, at: u64 },
    Tell { desktop: usize, life: u64, event: Event },
    Opens { desktop: usize, life: u64, wire: WireId },
    Up { wire: WireId, bytes: Vec<u8> },
    Down { wire: WireId, bytes: Vec<u8> },
    ServerLoses { wire: WireId },
    DesktopLoses { wire: WireId, desktop: usize },
    Works { desktop: usize },
    Decides { desktop: usize },
    Trouble,
    Reads,
    Writes,
    DesktopStarts { desktop: usize },
    ServerStarts,
    MayAgain { desktop: usize },
    Heal,
    Look,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Ops whose authors were told that they are saved.
    pub ops: usize,
    /// Of them, those the server took.
    pub accepted: usize,
    /// Desktops and server killed.
    pub crashes: u32,
    /// Connections made.
    pub connections: u32,
}

pub(crate) struct World {
    pub now: u64,
    pub desktops: Vec<Desktop>,
    pub server: Server,
    pub promises: Promises,
    pub things: Things,
    pub visitors: Visitors,
    pub writers: Writers,
    pub trace: Trace,
    queue: BTreeMap<(u64, u64), Action>,
    scheduled: u64,
    chance: Chance,
    network: Network,
    timers: Vec<Option<u64>>,
    stepping: Vec<bool>,
    /// Users who may not work now.
    locked_out: Vec<bool>,
    /// What the server's back-up holds.
    backup: Option<(Held, Visitors, Writers)>,
    healed: bool,
    settled_looks: u32,
    crashes: u32,
    connections: u32,
}

impl World {
    pub fn new(seed: u64, folder: &Path) -> Result<Self> {
        let mut chance = Chance::new(seed);
        let teams: [&[_]; 4] = [&TEAMS[..1], &TEAMS, &TEAMS[1..], &TEAMS];
        let users: Vec<_> = teams.iter().enumerate().map(|(number, teams)| user(number as u128, teams)).collect();
        let device = |index: usize| DeviceId(Uuid::from_u128(0xde71_0000 + index as u128));
        let people: Vec<_> = users.into_iter().enumerate().map(|(index, user)| (user, device(index))).collect();
        let server = Server::new(&folder.join("server"), &people)?;
        let mut desktops = Vec::new();
        for (index, (user, device)) in people.into_iter().enumerate() {
            let folder = folder.join(format!("desktop{index}"));
            let skew = chance.within(0..2 * MAX_SKEW_MS) as i64 - MAX_SKEW_MS as i64;
            let skew = if chance.percent(40) { 0 } else { skew };
            desktops.push(Desktop::new(&folder, device, user, skew)?);
        }
        let weather = Weather {
            lost: chance.within(0..4),
            repeated: chance.within(0..4),
            turned: chance.within(0..4),
            slowest_ms: chance.within(10..2_000),
        };
        let count = desktops.len();
        let mut world = Self {
            now: 0,
            network: Network::new(count, weather),
            desktops,
            server,
            promises: Promises::default(),
            things: Things::default(),
            visitors: Visitors::default(),
            writers: Writers::default(),
            trace: Trace::default(),
            queue: BTreeMap::new(),
            scheduled: 0,
            chance,
            timers: vec![None; count],
            stepping: vec![false; count],
            locked_out: vec![false; count],
            backup: None,
            healed: false,
            settled_looks: 0,
            crashes: 0,
            connections: 0,
        };
        for desktop in 0..count {
            let at = world.chance.within(0..5_000);
            world.schedule(at, Action::DesktopStarts { desktop });
            world.schedule(at + 1_000, Action::Works { desktop });
        }
        world.schedule(10_000, Action::Trouble);
        world.schedule(15_000, Action::Reads);
        world.schedule(20_000, Action::Writes);
        world.schedule(TROUBLE_MS, Action::Heal);
        Ok(world)
    }

    /// Runs to the end; an error says which promise was broken.
    pub fn run(&mut self) -> Result<Summary> {
        while let Some(((at, _), action)) = self.queue.pop_first() {
            self.now = at;
            ensure!(at < TROUBLE_MS + SETTLING_MS, "not everything came together: {}", check::standing(self));
            if matches!(action, Action::Look) {
                if self.look()? {
                    break;
                }
            } else {
                self.act(action)?;
            }
        }
        check::all(self)?;
        let [_, accepted, ..] = self.promises.counts();
        let ops = self.promises.counts().iter().sum();
        Ok(Summary { ops, accepted, crashes: self.crashes, connections: self.connections })
    }

    fn act(&mut self, action: Action) -> Result<()> {
        match action {
            Action::Step { desktop, life } if self.lives(desktop, life) => self.step(desktop),
            Action::Timer { desktop, life, at } if self.lives(desktop, life) && self.timers[desktop] == Some(at) => {
                self.timers[desktop] = None;
                self.tell(desktop, Event::Timer);
                Ok(())
            }
            Action::Tell { desktop, life, event } if self.lives(desktop, life) => {
                self.tell(desktop, event);
                Ok(())
            }
            Action::Step { .. } | Action::Timer { .. } | Action::Tell { .. } => Ok(()),
            Action::Opens { desktop, life, wire } => self.open(desktop, life, wire),
            Action::Up { wire, bytes } => self.arrive_up(wire, &bytes),
            Action::Down { wire, bytes } => self.arrive_down(wire, &bytes),
            Action::ServerLoses { wire } => {
                self.server.close(wire);
                Ok(())
            }
            Action::DesktopLoses { wire, desktop } => {
                if self.desktops[desktop].wire == Some(wire) {
                    self.desktops[desktop].wire = None;
                    self.note(format_args!("d{desktop} loses wire {wire}"));
                    self.tell(desktop, Event::Disconnected { loss: Loss::Network });
                }
                self.network.forget(wire);
                Ok(())
            }
            Action::Works { desktop } => self.work(desktop),
            Action::Decides { desktop } => self.decide(desktop),
            Action::Trouble => self.trouble(),
            Action::Reads => self.read(),
            Action::Writes => self.write(),
            Action::DesktopStarts { desktop } => self.start_desktop(desktop),
            Action::ServerStarts => self.start_server(),
            Action::MayAgain { desktop } => self.let_in(desktop),
            Action::Heal => self.heal(),
            Action::Look => Ok(()),
        }
    }

    fn step(&mut self, desktop: usize) -> Result<()> {
        self.stepping[desktop] = false;
        let next = self.desktops[desktop].todo.front().map(|it| brief(&format!("{it:?}")));
        if let Some(next) = next {
            self.note(format_args!("d{desktop} {next}"));
        }
        let now = self.now;
        match self.desktops[desktop].step(now)? {
            None => {}
            Some(Effect::Connect) => self.connect(desktop),
            Some(Effect::Disconnect) => self.disconnect(desktop),
            Some(Effect::Send(up)) => self.send_up(desktop, &up)?,
            Some(Effect::RefreshToken) => {
                let event = match self.server.is_up() && !self.chance.percent(20) {
                    true if self.server.lets_in(&self.desktops[desktop].user)? => Event::TokenRefreshed,
                    true => Event::TokenRefused,
                    false => Event::TokenUnavailable,
                };
                self.tell_later(desktop, event);
            }
            Some(Effect::Wake(at)) => {
                self.timers[desktop] = at;
                if let Some(at) = at {
                    let life = self.desktops[desktop].life;
                    self.schedule(at, Action::Timer { desktop, life, at });
                }
            }
        }
        self.go_on(desktop);
        Ok(())
    }

    fn connect(&mut self, desktop: usize) {
        self.connections += 1;
        if self.network.is_parted(desktop, self.now) {
            // Refused at once, or never answered.
            if self.chance.percent(50) {
                self.tell_later(desktop, Event::Disconnected { loss: Loss::Network });
            }
            return;
        }
        if !self.healed && self.chance.percent(5) {
            let loss =
                if self.chance.percent(50) { Loss::Unauthorized } else { Loss::Busy { retry_after_ms: Some(3_000) } };
            return self.tell_later(desktop, Event::Disconnected { loss });
        }
        let (wire, life) = (self.network.connect(desktop), self.desktops[desktop].life);
        self.desktops[desktop].wire = Some(wire);
        let at = self.soon();
        self.schedule(at, Action::Opens { desktop, life, wire });
    }

    fn open(&mut self, desktop: usize, life: u64, wire: WireId) -> Result<()> {
        if !self.lives(desktop, life) || self.desktops[desktop].wire != Some(wire) {
            return Ok(());
        }
        if !self.server.is_up() {
            self.desktops[desktop].wire = None;
            self.tell(desktop, Event::Disconnected { loss: Loss::Network });
            return Ok(());
        }
        let (user, device) = (self.desktops[desktop].user.clone(), self.desktops[desktop].device);
        if !self.server.lets_in(&user)? {
            self.desktops[desktop].wire = None;
            self.tell(desktop, Event::Disconnected { loss: Loss::Unauthorized });
            return Ok(());
        }
        self.server.open(wire, &user, device)?;
        self.tell(desktop, Event::Connected);
        Ok(())
    }

    fn disconnect(&mut self, desktop: usize) {
        if let Some(wire) = self.desktops[desktop].wire.take() {
            self.server_loses_later(wire);
        }
    }

    fn send_up(&mut self, desktop: usize, up: &Up) -> Result<()> {
        let Some(wire) = self.desktops[desktop].wire else { return Ok(()) };
        let bytes = frame::encode(up)?;
        for at in self.network.arrivals(wire, Way::Up, self.now, &mut self.chance) {
            self.schedule(at, Action::Up { wire, bytes: bytes.clone() });
        }
        Ok(())
    }

    fn send_down(&mut self, wire: WireId, down: &Down) -> Result<()> {
        let bytes = frame::encode(down)?;
        for at in self.network.arrivals(wire, Way::Down, self.now, &mut self.chance) {
            self.schedule(at, Action::Down { wire, bytes: bytes.clone() });
        }
        Ok(())
    }

    fn arrive_up(&mut self, wire: WireId, bytes: &[u8]) -> Result<()> {
        if !self.server.is_up() {
            return Ok(());
        }
        let up: Up = frame::decode(bytes)?;
        self.note(format_args!("server hears on {wire} {}", brief(&format!("{up:?}"))));
        let reply = self.server.handle(wire, up, self.server_clock())?;
        for (to, down) in &reply.down {
            if let (Down::Acked { results }, true) = (down, *to == wire) {
                for result in results {
                    let accepted = result.verdict == Verdict::Accepted;
                    let locked_out = self.network.desktop(wire).is_some_and(|desktop| self.locked_out[desktop]);
                    ensure!(
                        !(accepted && locked_out && self.promises.is_new(result.op)),
                        "the server took op {} of a user who may not work any more",
                        result.op
                    );
                    self.promises.judged(result.op, accepted).map_err(anyhow::Error::msg)?;
                    if let Verdict::Refused { refusal: Refusal::Held, .. } = result.verdict {
                        self.promises.given_up(result.op).map_err(anyhow::Error::msg)?;
                    }
                }
            }
            self.send_down(*to, down)?;
        }
        for closed in reply.closed {
            self.desktop_loses_later(closed);
        }
        // The worst moment: everything is written, and nobody hears of it.
        if !self.healed && self.chance.percent(1) {
            self.note(format_args!("the server dies after its answer"));
            self.kill_server()?;
        }
        Ok(())
    }

    fn arrive_down(&mut self, wire: WireId, bytes: &[u8]) -> Result<()> {
        let Some(desktop) = self.desktops.iter().position(|it| it.wire == Some(wire)) else { return Ok(()) };
        let down: Down = frame::decode(bytes)?;
        ensure!(
            self.desktops[desktop].protocol >= AGENTS_FROM_PROTOCOL || !matches!(down, Down::Agent { .. }),
            "invariant 10: desktop {desktop} was sent what its version does not know"
        );
        ensure!(
            readable(&down, self.desktops[desktop].schema),
            "invariant 10: desktop {desktop} was sent what its version can't read"
        );
        self.note(format_args!("d{desktop} hears on {wire} {}", brief(&format!("{down:?}"))));
        self.tell(desktop, Event::Received(down));
        Ok(())
    }

    fn work(&mut self, desktop: usize) -> Result<()> {
        if self.healed {
            return Ok(());
        }
        let next = self.now + self.chance.within(500..40_000);
        self.schedule(next, Action::Works { desktop });
        if self.desktops[desktop].is_up() {
            self.do_something(desktop)?;
        }
        Ok(())
    }

    fn do_something(&mut self, desktop: usize) -> Result<()> {
        let (now, typed) = (self.now, self.things.typed());
        let this = &self.desktops[desktop];
        let mut person = Person {
            user: &this.user,
            cache: this.cache()?,
            now: this.clock(now),
            chance: &mut self.chance,
            things: &mut self.things,
        };
        let done = match person.act() {
            Ok(done) => done,
            // Said at once: nobody was told that it is saved.
            Err(error) if is_full(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        if self.things.typed() > typed {
            self.note(format_args!("d{desktop} has typed something"));
            self.desktops[desktop].forced()?;
        }
        let Some((last, _)) = done.last() else { return Ok(()) };
        let event = Event::LocalOps { next_counter: last.counter + 1 };
        self.desktops[desktop].forced()?;
        for (op, saw) in done {
            self.note(format_args!("d{desktop} saved {} {}", op.counter, brief(&format!("{:?}", op.action))));
            self.promises.make(desktop, op, saw);
        }
        // The engine hears of it a moment later: a crash can come in between.
        self.tell_later(desktop, event);
        if self.chance.percent(10) {
            let at = self.soon();
            self.schedule(at, Action::Decides { desktop });
        }
        Ok(())
    }

    /// A person decides about what was refused: send again or give up. In the end everything is given up.
    fn decide(&mut self, desktop: usize) -> Result<()> {
        if !self.desktops[desktop].is_up() {
            return Ok(());
        }
        let clock = self.desktops[desktop].clock(self.now);
        for wedged in self.desktops[desktop].cache()?.wedged()? {
            let (op, counter) = (wedged.op.id, wedged.op.counter);
            let this = &mut self.desktops[desktop];
            if !self.healed && self.chance.percent(50) {
                let next = match this.cache()?.retry(counter) {
                    Err(CacheError::Full(_)) => continue,
                    next => next?,
                };
                this.forced()?;
                self.promises.retried(op).map_err(anyhow::Error::msg)?;
                self.note(format_args!("d{desktop} sends {counter} again as {next}"));
                self.tell_later(desktop, Event::LocalOps { next_counter: next + 1 });
            } else {
                match this.cache()?.discard(counter, this.user.id, clock) {
                    Err(CacheError::Full(_)) => continue,
                    discarded => discarded?,
                };
                this.forced()?;
                this.settle(op);
                self.promises.given_up(op).map_err(anyhow::Error::msg)?;
                self.note(format_args!("d{desktop} gives {counter} up"));
            }
        }
        Ok(())
    }

    fn trouble(&mut self) -> Result<()> {
        if self.healed {
            return Ok(());
        }
        let next = self.now + self.chance.within(1_000..60_000);
        self.schedule(next, Action::Trouble);
        let desktop = self.chance.within(0..self.desktops.len() as u64) as usize;
        match self.chance.within(0..110) {
            100..105 => self.lock_out(desktop)?,
            105..108 => self.back_up()?,
            108..110 => self.restore_server()?,
            0..25 => self.reset(),
            25..45 => {
                let until = self.now + self.chance.within(1_000..240_000);
                self.note(format_args!("d{desktop} is cut off until {until}"));
                self.network.part(desktop, until);
            }
            45..70 => {
                let power = self.chance.percent(50);
                self.crash_desktop(desktop, power)?;
            }
            70..85 => self.kill_server()?,
            85..95 => {
                let skew = self.chance.within(0..2 * MAX_SKEW_MS) as i64 - MAX_SKEW_MS as i64;
                self.note(format_args!("d{desktop}'s clock steps to {skew}"));
                self.desktops[desktop].skew_ms = skew;
            }
            _ => self.erase()?,
        }
        Ok(())
    }

    fn reset(&mut self) {
        let wires = self.network.wires();
        if let Some(wire) = self.chance.pick(&wires).copied() {
            self.note(format_args!("wire {wire} breaks"));
            self.server_loses_later(wire);
            self.desktop_loses_later(wire);
        }
    }

    fn erase(&mut self) -> Result<()> {
        let Some(customer) = self.chance.pick(self.things.customers()).copied() else { return Ok(()) };
        if self.server.is_up() && self.chance.percent(30) {
            self.note(format_args!("{customer} is erased"));
            let news = self.server.erase(customer, self.server_clock())?;
            self.promises.erased(customer);
            self.visitors.erased(customer);
            self.writers.erased(customer);
            for (wire, down) in news {
                self.send_down(wire, &down)?;
            }
        }
        Ok(())
    }

    /// A customer reads something on the company's web site.
    fn read(&mut self) -> Result<()> {
        if self.healed {
            return Ok(());
        }
        let next = self.now + self.chance.within(2_000..30_000);
        self.schedule(next, Action::Reads);
        let Some(customer) = self.chance.pick(self.things.customers()).copied() else { return Ok(()) };
        if self.server.is_up() {
            self.note(format_args!("{customer} reads"));
            let now = self.server_clock();
            let news = self.visitors.read(&mut self.server, &mut self.chance, customer, now)?;
            for (wire, down) in news {
                self.send_down(wire, &down)?;
            }
        }
        Ok(())
    }

    /// Somebody writes to us: a line of a chat, or a text message.
    fn write(&mut self) -> Result<()> {
        if self.healed {
            return Ok(());
        }
        let next = self.now + self.chance.within(2_000..30_000);
        self.schedule(next, Action::Writes);
        if self.server.is_up() {
            let known: Vec<_> = self.visitors.touches().keys().copied().collect();
            let now = self.server_clock();
            let (place, news) = self.writers.write(&mut self.server, &mut self.chance, &known, now)?;
            self.note(format_args!("{} writes in {}", place.customer, place.conversation));
            self.things.wrote(place.customer, place.conversation);
            for (wire, down) in news {
                self.send_down(wire, &down)?;
            }
        }
        Ok(())
    }

    /// A user may not work any more, for some minutes.
    fn lock_out(&mut self, desktop: usize) -> Result<()> {
        if !self.server.is_up() || self.locked_out[desktop] {
            return Ok(());
        }
        self.note(format_args!("the user of d{desktop} is disabled"));
        self.set_disabled(desktop, true)?;
        let at = self.now + self.chance.within(1_000..300_000);
        self.schedule(at, Action::MayAgain { desktop });
        Ok(())
    }

    /// The user may work again, and signs in anew.
    fn let_in(&mut self, desktop: usize) -> Result<()> {
        if !self.server.is_up() {
            self.schedule(self.now + 1_000, Action::MayAgain { desktop });
            return Ok(());
        }
        if self.locked_out[desktop] {
            self.note(format_args!("the user of d{desktop} is enabled"));
            self.set_disabled(desktop, false)?;
            self.crash_desktop(desktop, false)?;
        }
        Ok(())
    }

    fn set_disabled(&mut self, desktop: usize, disabled: bool) -> Result<()> {
        self.locked_out[desktop] = disabled;
        let user = self.desktops[desktop].user.clone();
        let reply = self.server.set_disabled(&user, disabled, self.server_clock())?;
        for (wire, down) in &reply.down {
            self.send_down(*wire, down)?;
        }
        reply.closed.into_iter().for_each(|wire| self.desktop_loses_later(wire));
        Ok(())
    }

    fn back_up(&mut self) -> Result<()> {
        self.note(format_args!("the server is backed up"));
        self.backup = Some((self.promises.held(), self.visitors.clone(), self.writers.clone()));
        self.server.back_up()
    }

    /// The server is put back to its back-up. Who was erased since is erased again, as the guide says.
    fn restore_server(&mut self) -> Result<()> {
        let Some((held, visitors, writers)) = self.backup.take() else { return Ok(()) };
        self.kill_server()?;
        self.note(format_args!("the server is put back to its back-up"));
        self.server.restore()?;
        let again = self.promises.put_back(&held);
        self.visitors.put_back(&visitors);
        self.writers.put_back(&writers);
        self.server.start()?;
        for customer in again {
            self.server.erase(customer, self.server_clock())?;
            self.visitors.erased(customer);
            self.writers.erased(customer);
        }
        for desktop in 0..self.desktops.len() {
            let locked_out = self.locked_out[desktop];
            self.set_disabled(desktop, locked_out)?;
        }
        Ok(())
    }

    fn crash_desktop(&mut self, desktop: usize, power: bool) -> Result<()> {
        if !self.desktops[desktop].is_up() {
            return Ok(());
        }
        self.note(format_args!("d{desktop} {}", if power { "loses power" } else { "is killed" }));
        self.crashes += 1;
        self.disconnect(desktop);
        self.desktops[desktop].crash(power)?;
        self.timers[desktop] = None;
        self.stepping[desktop] = false;
        let at = self.now + self.chance.within(100..120_000);
        self.schedule(at, Action::DesktopStarts { desktop });
        Ok(())
    }

    fn start_desktop(&mut self, desktop: usize) -> Result<()> {
        if self.desktops[desktop].is_up() {
            return Ok(());
        }
        self.note(format_args!("d{desktop} starts"));
        let seed = self.chance.seed();
        let (protocol, room) = if self.healed { (PROTOCOL_VERSION, None) } else { self.any_program() };
        self.desktops[desktop].protocol = protocol;
        self.desktops[desktop].schema = if protocol < PROTOCOL_VERSION { OLDER_SCHEMA } else { SCHEMA_VERSION };
        self.desktops[desktop].start(self.now, seed, room)?;
        check::nothing_forgotten(self, desktop)?;
        self.go_on(desktop);
        Ok(())
    }

    /// A program of any age, on a disk that may be full soon.
    fn any_program(&mut self) -> (u16, Option<u32>) {
        let protocol = match self.chance.within(0..100) {
            0..5 => OLDEST_PROTOCOL - 1,
            5..20 => PROTOCOL_VERSION - 1,
            20..30 => PROTOCOL_VERSION + 1,
            _ => PROTOCOL_VERSION,
        };
        let room = self.chance.percent(10).then(|| self.chance.within(0..40) as u32);
        (protocol, room)
    }

    fn kill_server(&mut self) -> Result<()> {
        if !self.server.is_up() {
            return Ok(());
        }
        self.note(format_args!("the server is killed"));
        self.crashes += 1;
        self.server.kill()?;
        for wire in self.network.wires() {
            self.desktop_loses_later(wire);
        }
        let at = self.now + self.chance.within(100..60_000);
        self.schedule(at, Action::ServerStarts);
        Ok(())
    }

    fn start_server(&mut self) -> Result<()> {
        if !self.server.is_up() {
            self.note(format_args!("the server starts"));
            self.server.start()?;
        }
        Ok(())
    }

    fn heal(&mut self) -> Result<()> {
        self.note(format_args!("everything heals"));
        self.healed = true;
        self.network.weather = FINE;
        self.start_server()?;
        for desktop in 0..self.desktops.len() {
            self.network.part(desktop, self.now);
            self.let_in(desktop)?;
            // Up to date, with room on the disk.
            self.crash_desktop(desktop, false)?;
            self.start_desktop(desktop)?;
        }
        self.schedule(self.now + LOOK_EVERY_MS, Action::Look);
        Ok(())
    }

    /// Whether everything has come together, twice in a row.
    fn look(&mut self) -> Result<bool> {
        let mut together = check::all_at_the_head(self)?;
        for desktop in 0..self.desktops.len() {
            let waiting = self.desktops[desktop].cache()?.waiting()?;
            together &= waiting.waiting == 0 && waiting.wedged == 0 && self.desktops[desktop].caught_up();
            self.decide(desktop)?;
        }
        self.settled_looks = if together { self.settled_looks + 1 } else { 0 };
        self.schedule(self.now + LOOK_EVERY_MS, Action::Look);
        Ok(self.settled_looks >= 2)
    }

    fn tell(&mut self, desktop: usize, event: Event) {
        let now = self.now;
        self.desktops[desktop].tell(event, now);
        self.go_on(desktop);
    }

    fn tell_later(&mut self, desktop: usize, event: Event) {
        let (at, life) = (self.soon(), self.desktops[desktop].life);
        self.schedule(at, Action::Tell { desktop, life, event });
    }

    fn go_on(&mut self, desktop: usize) {
        if !self.stepping[desktop] && !self.desktops[desktop].todo.is_empty() {
            self.stepping[desktop] = true;
            let life = self.desktops[desktop].life;
            let at = self.now + self.chance.within(0..4);
            self.schedule(at, Action::Step { desktop, life });
        }
    }

    fn server_loses_later(&mut self, wire: WireId) {
        // A server may hold on to a dead connection for long.
        let at = self.now
            + if self.chance.percent(30) { self.chance.within(1..120_000) } else { self.chance.within(1..500) };
        self.schedule(at, Action::ServerLoses { wire });
    }

    fn desktop_loses_later(&mut self, wire: WireId) {
        if let Some(desktop) = self.network.desktop(wire) {
            let at = self.soon();
            self.schedule(at, Action::DesktopLoses { wire, desktop });
        }
    }

    fn soon(&mut self) -> u64 {
        self.now + self.chance.within(1..1 + self.network.weather.slowest_ms)
    }

    fn lives(&self, desktop: usize, life: u64) -> bool {
        self.desktops[desktop].is_up() && self.desktops[desktop].life == life
    }

    fn server_clock(&self) -> Timestamp {
        Timestamp(BEGINNING_MS + self.now as i64)
    }

    fn schedule(&mut self, at: u64, action: Action) {
        self.scheduled += 1;
        self.queue.insert((at.max(self.now), self.scheduled), action);
    }

    fn note(&mut self, line: std::fmt::Arguments<'_>) {
        self.trace.note(self.now, line);
    }
}

/// Whether a desktop must remember an op: it was promised, and what became of it was not written down there.
pub(crate) fn is_owed(world: &World, desktop: usize, op: OpId) -> bool {
    !world.desktops[desktop].has_settled(op)
}

fn is_full(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(CacheError::Full(_)))
}

/// The beginning of a long text, and a sum of all of it.
fn brief(text: &str) -> String {
    const SHOWN: usize = 96;
    if text.len() <= SHOWN {
        return text.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start}… {:016x}", hasher.finish())
}

/// Whether a program of a schema can read all that a message brings.
fn readable(down: &Down, schema: u16) -> bool {
    let (Down::Delta { changes, .. } | Down::Snapshot { changes, .. }) = down else { return true };
    changes.iter().all(|change| match change {
        Change::Fact { fact } => schema::of_fact(fact) <= schema,
        Change::Record { versioned } => schema::of_record(&versioned.record) <= schema,
        Change::Left { .. } | Change::Erased { .. } => true,
    })
}

/// Plays a seed in a folder of its own.
pub(crate) fn play(seed: u64, folder: &Path) -> (Trace, Result<Summary>) {
    match World::new(seed, folder).context("the run begins") {
        Ok(mut world) => {
            let result = world.run();
            (world.trace, result)
        }
        Err(error) => (Trace::default(), Err(error)),
    }
}
