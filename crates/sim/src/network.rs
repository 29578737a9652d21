//! A bad network: connections that are slow, break, hang, and now and then lose, repeat or turn around what they carry.

use std::collections::BTreeMap;

use crate::{chance::Chance, server::WireId};

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Desktop to server.
    Up,
    /// Server to desktop.
    Down,
}

/// A connection, as each side believes.
#[derive(Debug)]
struct Wire {
    desktop: usize,
    /// When the last frame of each way arrives: the next one comes after it.
    busy_until: [u64; 2],
}

/// How bad a run's network is, in percent of frames.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Lost without a sign.
    pub lost: u64,
    /// Delivered twice.
    pub repeated: u64,
    /// Overtaken by later ones.
    pub turned: u64,
    /// The longest time on the way, in milliseconds.
    pub slowest_ms: u64,
}

/// All connections.
#[derive(Debug)]
pub struct Network {
    wires: BTreeMap<WireId, Wire>,
    next: WireId,
    /// Until when nothing passes, for each desktop: neither frames nor news of broken connections.
    partitioned_until: Vec<u64>,
    /// The weather now.
    pub weather: Weather,
}

impl Network {
    /// A network between so many desktops and one server.
    pub fn new(desktops: usize, weather: Weather) -> Self {
        Self { wires: BTreeMap::new(), next: 1, partitioned_until: vec![0; desktops], weather }
    }

    /// A new connection of a desktop.
    pub fn connect(&mut self, desktop: usize) -> WireId {
        let id = self.next;
        self.next += 1;
        self.wires.insert(id, Wire { desktop, busy_until: [0, 0] });
        id
    }

    /// The desktop at the end of a connection; `None` when the connection is gone.
    pub fn desktop(&self, wire: WireId) -> Option<usize> {
        self.wires.get(&wire).map(|it| it.desktop)
    }

    /// Forgets a connection; frames on their way are lost.
    pub fn forget(&mut self, wire: WireId) {
        self.wires.remove(&wire);
    }

    /// All connections.
    pub fn wires(&self) -> Vec<WireId> {
        self.wires.keys().copied().collect()
    }

    /// Nothing passes between this desktop and the server until then.
    pub fn part(&mut self, desktop: usize, until: u64) {
        self.partitioned_until[desktop] = until;
    }

    /// Whether nothing passes.
    pub fn is_parted(&self, desktop: usize, now: u64) -> bool {
        now < self.partitioned_until[desktop]
    }

    /// When a frame that is sent now arrives: never, once, or twice.
    pub fn arrivals(&mut self, wire: WireId, way: Way, now: u64, chance: &mut Chance) -> Vec<u64> {
        let weather = self.weather;
        let Some(line) = self.wires.get_mut(&wire) else { return Vec::new() };
        if now < self.partitioned_until[line.desktop] || chance.percent(weather.lost) {
            return Vec::new();
        }
        let busy = &mut line.busy_until[usize::from(way == Way::Down)];
        let delay = chance.within(1..weather.slowest_ms.max(2));
        let overtakes = chance.percent(weather.turned);
        let at = if overtakes { now + delay } else { (now + delay).max(*busy + 1) };
        *busy = (*busy).max(at);
        let mut all = vec![at];
        if chance.percent(weather.repeated) {
            all.push(at + chance.within(1..1 + 4 * weather.slowest_ms));
        }
        all
    }
}
