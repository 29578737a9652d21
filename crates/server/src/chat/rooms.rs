//! What goes on in chats at this moment: which visitors are connected here, which desktops watch them, who waits at which place.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use daehwa_domain::{
    id::{ConversationId, CustomerId, InteractionId, MailboxId, TeamId},
    time::Timestamp,
};
use daehwa_protocol::message::VisitorState;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::hub::{Hub, News};

/// What a visitor's connection has not taken yet, at most. One that is slower is closed: it connects again and asks for all it missed.
const UNTAKEN: usize = 256;
/// How long it is remembered what a visitor had read who left, in milliseconds.
const REMEMBERED_MS: i64 = 3_600_000;

/// What a visitor's connection hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Nudge {
    /// Something was committed: look.
    Look,
    /// The place among those who wait; `None` for who does not.
    Place(Option<u32>),
    /// An agent types.
    Types(String),
    /// Our side has read up to a message.
    Read(InteractionId),
}

/// What is known of a chat when somebody enters it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub conversation: ConversationId,
    pub customer: CustomerId,
    pub team: TeamId,
    pub mailbox: Option<MailboxId>,
    pub created_ms: Timestamp,
    /// Nobody has it, and somebody should.
    pub waits: bool,
}

/// The chats of this server.
pub(crate) struct Rooms {
    hub: Arc<Hub>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next: u64,
    rooms: HashMap<ConversationId, Room>,
    /// How far the log of a team was followed, of those with visitors here.
    cursors: HashMap<TeamId, u64>,
    /// Somebody came, left or was taken: places are to be told again.
    moved: bool,
}

#[derive(Default)]
struct Room {
    about: Option<About>,
    visitors: HashMap<u64, mpsc::Sender<Nudge>>,
    watchers: HashSet<u64>,
    visitor: VisitorState,
    /// Up to where our side has read.
    read: Option<InteractionId>,
    place: Option<u32>,
}

impl Room {
    /// Who is too slow to take it is let go.
    fn nudge(&mut self, nudge: &Nudge) {
        self.visitors.retain(|_, it| it.try_send(nudge.clone()).is_ok());
    }
}

/// A visitor's place in a room; it is left when this is dropped.
pub(super) struct Inside {
    rooms: Arc<Rooms>,
    conversation: ConversationId,
    number: u64,
    pub nudges: mpsc::Receiver<Nudge>,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.rooms.leave(self.conversation, self.number);
    }
}

impl Rooms {
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, state: Mutex::default() }
    }

    /// A visitor comes. `head`: how far the team's log reached before the visitor's lines were read.
    pub(super) fn enter(self: &Arc<Self>, about: About, head: u64) -> Inside {
        let (sender, nudges) = mpsc::channel(UNTAKEN);
        let mut state = self.state.lock();
        state.next += 1;
        let number = state.next;
        state.moved = true;
        state.cursors.entry(about.team).or_insert(head);
        let room = state.rooms.entry(about.conversation).or_default();
        room.about = Some(about);
        if let Some(read) = room.read {
            // The channel is new: there is room.
            let _ = sender.try_send(Nudge::Read(read));
        }
        room.visitors.insert(number, sender);
        room.visitor = VisitorState { present: true, left_ms: None, ..room.visitor };
        self.tell(room, about.conversation);
        Inside { rooms: self.clone(), conversation: about.conversation, number, nudges }
    }

    fn leave(&self, conversation: ConversationId, number: u64) {
        let mut state = self.state.lock();
        state.moved = true;
        let Some(room) = state.rooms.get_mut(&conversation) else { return };
        room.visitors.remove(&number);
        if room.visitors.is_empty() {
            let left_ms = Some(crate::clock::now());
            room.visitor = VisitorState { present: false, types: false, left_ms, ..room.visitor };
            self.tell(room, conversation);
        }
    }

    /// What is known of a chat is another now.
    pub(super) fn is_now(&self, about: About) {
        let mut state = self.state.lock();
        if let Some(room) = state.rooms.get_mut(&about.conversation)
            && room.about.replace(about) != Some(about)
        {
            state.moved = true;
        }
    }

    /// The visitor types.
    pub(super) fn types(&self, conversation: ConversationId) {
        self.visitor(conversation, |it| it.types = true);
        // It holds for a moment only: who comes later is not told.
        if let Some(room) = self.state.lock().rooms.get_mut(&conversation) {
            room.visitor.types = false;
        }
    }

    /// The visitor has written what was typed.
    pub(super) fn wrote(&self, conversation: ConversationId) {
        self.visitor(conversation, |it| it.types = false);
    }

    /// The visitor has read up to a message.
    pub(super) fn reads(&self, conversation: ConversationId, message: InteractionId) {
        self.visitor(conversation, |it| it.read = Some(message));
    }

    /// The visitor ended the chat.
    pub(super) fn ends(&self, conversation: ConversationId, at_ms: Timestamp) {
        self.visitor(conversation, |it| it.ended_ms = Some(at_ms));
        self.look(conversation);
    }

    fn visitor(&self, conversation: ConversationId, does: impl FnOnce(&mut VisitorState)) {
        let mut state = self.state.lock();
        let Some(room) = state.rooms.get_mut(&conversation) else { return };
        does(&mut room.visitor);
        self.tell(room, conversation);
    }

    /// Tells who watches.
    fn tell(&self, room: &mut Room, conversation: ConversationId) {
        let news = News::Chat(conversation, room.visitor);
        room.watchers.retain(|seat| self.hub.tell_one(*seat, news));
    }

    /// A desktop watches a chat from now on; it is told how things stand when that is known.
    pub(crate) fn watch(&self, conversation: ConversationId, seat: u64, ended_ms: Option<Timestamp>) {
        let mut state = self.state.lock();
        let room = state.rooms.entry(conversation).or_default();
        room.visitor.ended_ms = room.visitor.ended_ms.or(ended_ms);
        room.watchers.insert(seat);
        self.hub.tell_one(seat, News::Chat(conversation, room.visitor));
    }

    /// A desktop turns to something else.
    pub(crate) fn unwatch(&self, conversation: ConversationId, seat: u64) {
        if let Some(room) = self.state.lock().rooms.get_mut(&conversation) {
            room.watchers.remove(&seat);
        }
    }

    /// An agent types.
    pub(crate) fn agent_types(&self, conversation: ConversationId, name: &str) {
        if let Some(room) = self.state.lock().rooms.get_mut(&conversation) {
            room.nudge(&Nudge::Types(name.to_owned()));
        }
    }

    /// An agent has read up to a message.
    pub(crate) fn agent_reads(&self, conversation: ConversationId, message: InteractionId) {
        if let Some(room) = self.state.lock().rooms.get_mut(&conversation) {
            room.read = Some(message);
            room.nudge(&Nudge::Read(message));
        }
    }

    /// Something was committed in a chat.
    pub(super) fn look(&self, conversation: ConversationId) {
        if let Some(room) = self.state.lock().rooms.get_mut(&conversation) {
            room.nudge(&Nudge::Look);
        }
    }

    /// Something was committed that concerns all chats of a customer.
    pub(super) fn look_all(&self, concerns: impl Fn(&About) -> bool) {
        let mut state = self.state.lock();
        for room in state.rooms.values_mut().filter(|it| it.about.as_ref().is_some_and(&concerns)) {
            room.nudge(&Nudge::Look);
        }
    }

    /// How far a team's log was followed; `None` when no visitor of one of its customers is here any more.
    pub(super) fn cursor(&self, team: TeamId) -> Option<u64> {
        let mut state = self.state.lock();
        let here = |room: &Room| !room.visitors.is_empty() && room.about.is_some_and(|it| it.team == team);
        if !state.rooms.values().any(here) {
            state.cursors.remove(&team);
        }
        state.cursors.get(&team).copied()
    }

    pub(super) fn followed(&self, team: TeamId, to: u64) {
        if let Some(cursor) = self.state.lock().cursors.get_mut(&team) {
            *cursor = to.max(*cursor);
        }
    }

    /// Tells those who wait their places, when somebody came or went; forgets who left long ago.
    pub(super) fn tell_places(&self, now: Timestamp) {
        let mut state = self.state.lock();
        if !std::mem::take(&mut state.moved) {
            return;
        }
        let long_gone = |it: &Room| it.visitor.left_ms.is_none_or(|left| now.since_ms(left) > REMEMBERED_MS);
        state.rooms.retain(|_, it| !(it.visitors.is_empty() && it.watchers.is_empty() && long_gone(it)));
        let mut queues: BTreeMap<MailboxId, Vec<(Timestamp, ConversationId)>> = BTreeMap::new();
        for (id, room) in &state.rooms {
            if let Some(About { mailbox: Some(mailbox), created_ms, waits: true, .. }) = room.about
                && !room.visitors.is_empty()
            {
                queues.entry(mailbox).or_default().push((created_ms, *id));
            }
        }
        let mut places = HashMap::new();
        for queue in queues.values_mut() {
            queue.sort_unstable();
            places.extend(queue.iter().zip(1_u32..).map(|((_, id), place)| (*id, place)));
        }
        for (id, room) in &mut state.rooms {
            let place = places.get(id).copied();
            if room.place != place {
                room.place = place;
                room.nudge(&Nudge::Place(place));
            }
        }
    }

    /// The place of a chat among those that wait.
    pub(super) fn place(&self, conversation: ConversationId) -> Option<u32> {
        self.state.lock().rooms.get(&conversation)?.place
    }
}
