//! The real server without sockets: its sessions over its SQLite store, in a file that can be killed.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use daehwa_domain::{
    conversation::{Mailbox, Message},
    dialogue::{Localized, Purpose, Stage, Topic},
    id::{CustomerId, DeviceId, MailboxId, TeamId, TenantId, TopicId, UserId},
    interaction::Channel,
    people::{Role, Team, User},
    record::{Fact, Record, Versioned},
    time::{Hlc, Stamp, Timestamp},
};
use daehwa_protocol::{
    message::{Change, Down, ScopeHead, Up},
    scope::Scope,
};
use daehwa_server::session::{CONTACT_MS, Session, SessionError};
use daehwa_store::{
    Identity, Rulebook, Store,
    accounts::{Family, FamilyId, TokenHashes},
    chat::{LineTaken, NewLine},
    ledger::{DeltaRead, Loaded, MAX_PART_ROWS},
    text::{Text, TextTaken},
    web::{Taken, WebBatch},
};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use crate::{
    disk::{Disk, Image},
    visitors::FreshIds,
};

/// The tenant of every run.
pub const TENANT: TenantId = TenantId(Uuid::from_u128(0x7e4a));
/// The topic that every run has; it has three stages, the last of which closes.
pub const TOPIC: TopicId = TopicId(Uuid::from_u128(0x70b1c));
/// The two teams.
pub const TEAMS: [TeamId; 2] = [TeamId(Uuid::from_u128(0xa)), TeamId(Uuid::from_u128(0xb))];

/// A connection.
pub type WireId = u64;
/// What connections are told, in order.
pub type Told = Vec<(WireId, Down)>;

/// The server. Down when it has no store.
pub struct Server {
    runtime: Runtime,
    disk: Disk,
    store: Option<Arc<dyn Store>>,
    sessions: BTreeMap<WireId, Session>,
    backup: Option<Image>,
}

/// What a message led to.
pub struct Reply {
    /// What is sent, to whom, in order.
    pub down: Vec<(WireId, Down)>,
    /// Connections that the server ends.
    pub closed: Vec<WireId>,
}

impl Server {
    /// A server with teams, users and a topic.
    pub fn new(folder: &Path, people: &[(User, DeviceId)]) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let disk = Disk::new(folder, "server")?;
        let mut server = Self { runtime, disk, store: None, sessions: BTreeMap::new(), backup: None };
        server.start()?;
        let store = server.store()?;
        let stamp = Stamp { hlc: Hlc { wall_ms: 1, counter: 0 }, device: DeviceId(Uuid::nil()) };
        server.runtime.block_on(async {
            store.tenant("sim", TENANT).await?;
            for team in TEAMS {
                let name = Localized { ko: "팀".into(), en: "Team".into() };
                store.put_team(TENANT, &Team { id: team, name }, stamp).await?;
            }
            for (user, device) in people {
                store.put_user(TENANT, user, stamp).await?;
                store.begin_family(&family(user, *device)).await?;
            }
            for mailbox in mailboxes() {
                store.put_mailbox(TENANT, &mailbox, stamp).await?;
            }
            let topic = Versioned::new(Record::Topic(topic()), stamp);
            store.load(TENANT, vec![Loaded::Record(Box::new(topic))]).await
        })?;
        Ok(server)
    }

    /// Opens the store.
    pub fn start(&mut self) -> Result<()> {
        let url = format!("sqlite:{}", self.disk.path().display());
        self.store = Some(self.runtime.block_on(daehwa_store::open(&url)).context("the store opens")?);
        Ok(())
    }

    /// The server is killed: connections and everything in memory go; what it has committed stays.
    pub fn kill(&mut self) -> Result<()> {
        self.sessions.clear();
        self.disk.kill()?;
        self.store = None;
        Ok(())
    }

    /// Whether it runs.
    pub fn is_up(&self) -> bool {
        self.store.is_some()
    }

    /// A desktop connects.
    pub fn open(&mut self, wire: WireId, user: &User, device: DeviceId) -> Result<()> {
        let family = family_of(user);
        let identity = Identity { tenant: TENANT, user: user.clone(), device, family };
        let session = Session::new(self.store()?, identity, CONTACT_MS);
        self.sessions.insert(wire, session);
        Ok(())
    }

    /// The server notices that a connection is gone.
    pub fn close(&mut self, wire: WireId) {
        self.sessions.remove(&wire);
    }

    /// A message arrives. Nothing happens on a connection that the server does not have any more.
    pub fn handle(&mut self, wire: WireId, up: Up, now: Timestamp) -> Result<Reply> {
        let Some(session) = self.sessions.get_mut(&wire) else { return Ok(Reply { down: vec![], closed: vec![] }) };
        let answer = match self.runtime.block_on(session.handle(up, now)) {
            Ok(answer) => answer,
            Err(SessionError::Protocol(_)) => {
                self.sessions.remove(&wire);
                return Ok(Reply { down: vec![], closed: vec![wire] });
            }
            Err(error) => return Err(error.into()),
        };
        let mut down: Vec<_> = answer.down.into_iter().map(|it| (wire, it)).collect();
        down.extend(self.spread(&answer.grown));
        let mut closed = Vec::new();
        if answer.close {
            self.sessions.remove(&wire);
            closed.push(wire);
        }
        Ok(Reply { down, closed })
    }

    /// A customer is erased.
    pub fn erase(&mut self, customer: CustomerId, now: Timestamp) -> Result<Vec<(WireId, Down)>> {
        let store = self.store()?;
        let grown = self.runtime.block_on(store.erase(TENANT, customer, now))?;
        Ok(self.spread(grown.as_slice()))
    }

    /// What visitors of the web site did arrives. What became of it, and what the connections are told.
    pub fn take_web(&mut self, batch: &WebBatch, now: Timestamp, ids: &Arc<FreshIds>) -> Result<(Vec<Taken>, Told)> {
        let ids = ids.clone();
        let fresh = move || ids.next();
        let store = self.store()?;
        let taken = self.runtime.block_on(store.take_web(TENANT, batch, &book(), now, &fresh))?;
        let down = self.spread(&taken.grown);
        Ok((taken.taken, down))
    }

    /// A line of a chat arrives. Whether it was new, and what the connections are told.
    pub fn take_line(&mut self, line: &NewLine, now: Timestamp, ids: &Arc<FreshIds>) -> Result<(bool, Told)> {
        let (store, ids) = (self.store()?, ids.clone());
        let fresh = move || ids.next();
        match self.runtime.block_on(store.take_line(TENANT, line, &book(), now, &fresh))? {
            LineTaken::Filed { grown, .. } => Ok((!grown.is_empty(), self.spread(&grown))),
            other => anyhow::bail!("a line was not taken in: {other:?}"),
        }
    }

    /// A text message arrives. Whether it was new, and what the connections are told.
    pub fn take_text(&mut self, text: &Text, now: Timestamp, ids: &Arc<FreshIds>) -> Result<(bool, Told)> {
        let (store, ids) = (self.store()?, ids.clone());
        let fresh = move || ids.next();
        match self.runtime.block_on(store.take_text(TENANT, text, &book(), now, &fresh))? {
            TextTaken::Filed { grown, .. } => Ok((true, self.spread(&grown))),
            TextTaken::Known => Ok((false, Vec::new())),
            other => anyhow::bail!("a text message was not taken in: {other:?}"),
        }
    }

    /// The messages that have these words.
    pub fn messages(&self, words: &str) -> Result<Vec<Message>> {
        let mut found = Vec::new();
        for team in TEAMS {
            let facts = self.content(Scope::Team(team))?.into_iter();
            found.extend(facts.filter_map(|it| match it {
                Change::Fact { fact: Fact::Message(message) } if message.text == words => Some(*message),
                _ => None,
            }));
        }
        Ok(found)
    }

    /// A user may not work any more, or may again.
    pub fn set_disabled(&mut self, user: &User, disabled: bool, now: Timestamp) -> Result<Reply> {
        let store = self.store()?;
        let user = User { disabled, ..user.clone() };
        let stamp = Stamp { hlc: Hlc { wall_ms: now.0, counter: 0 }, device: DeviceId(Uuid::nil()) };
        let grown = self.runtime.block_on(store.put_user(TENANT, &user, stamp))?;
        let mut reply = Reply { down: self.spread(&[grown]), closed: Vec::new() };
        for (wire, session) in &mut self.sessions {
            let answer = self.runtime.block_on(session.look_again())?;
            reply.down.extend(answer.down.into_iter().map(|it| (*wire, it)));
            reply.closed.extend(answer.close.then_some(*wire));
        }
        reply.closed.iter().for_each(|wire| _ = self.sessions.remove(wire));
        Ok(reply)
    }

    /// Whether a user's token is good.
    pub fn lets_in(&self, user: &User) -> Result<bool> {
        let store = self.store()?;
        Ok(self.runtime.block_on(store.identify_again(family_of(user)))?.is_ok())
    }

    /// Keeps the files as they are.
    pub fn back_up(&mut self) -> Result<()> {
        self.backup = Some(self.disk.image()?);
        Ok(())
    }

    /// Puts what was kept in the place of what is there. The server is down.
    pub fn restore(&mut self) -> Result<()> {
        let image = self.backup.take().context("there is a back-up")?;
        Ok(self.disk.restore(&image)?)
    }

    /// All that a scope holds, as a desktop that fills it anew would get it.
    pub fn content(&self, scope: Scope) -> Result<Vec<Change>> {
        let store = self.store()?;
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let part = self.runtime.block_on(store.fill(TENANT, scope, after, MAX_PART_ROWS))?;
            all.extend(part.changes);
            after = part.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// A scope's newest seq and its checksum.
    pub fn head(&self, scope: Scope) -> Result<(u64, u64)> {
        let store = self.store()?;
        let heads = self.runtime.block_on(store.heads(TENANT, &[scope]))?;
        let head = heads.first().context("the scope is there")?.head;
        match self.runtime.block_on(store.delta(TENANT, scope, head, 1))? {
            DeltaRead::Changes(delta) => Ok((head, delta.checksum.context("a checksum at the head")?)),
            DeltaRead::Refill => anyhow::bail!("no delta at the head"),
        }
    }

    /// Tells every session whose scope has grown.
    fn spread(&mut self, grown: &[ScopeHead]) -> Vec<(WireId, Down)> {
        let mut down = Vec::new();
        for head in grown {
            down.extend(self.sessions.iter_mut().filter_map(|(wire, it)| it.news(*head).map(|news| (*wire, news))));
        }
        down
    }

    fn store(&self) -> Result<Arc<dyn Store>> {
        self.store.clone().context("the server is up")
    }
}

fn family_of(user: &User) -> FamilyId {
    FamilyId { tenant: TENANT, id: user.id.0 }
}

/// A sign-in that lasts for the whole run.
fn family(user: &User, device: DeviceId) -> Family {
    let hashes = TokenHashes {
        access: [1; 32],
        access_until_ms: Timestamp(i64::MAX),
        refresh: [2; 32],
        refresh_until_ms: Timestamp(i64::MAX),
    };
    Family { id: family_of(user), user: user.id, device, hashes, begun_ms: Timestamp(0) }
}

/// A user of the run.
pub fn user(number: u128, teams: &[TeamId]) -> User {
    User {
        id: UserId(Uuid::from_u128(0x05e7_0000 + number)),
        login: format!("user{number}"),
        name: format!("User {number}"),
        role: Role::Agent,
        teams: teams.to_vec(),
        language: daehwa_domain::customer::Language::Ko,
        disabled: false,
    }
}

/// Each team's mailboxes for chats and for text messages.
pub fn mailboxes() -> Vec<Mailbox> {
    let mailbox = |number: usize, channel, team| Mailbox {
        id: MailboxId(Uuid::from_u128(0x3a11_0000 + number as u128)),
        key: format!("box{number}"),
        channel,
        address: format!("1544-000{number}"),
        name: Localized { ko: "상담".into(), en: "Care".into() },
        team,
        signature: Localized::default(),
        answer_within_min: 60,
        calendar: None,
        free_refusal: String::new(),
        retired: false,
    };
    let of_team =
        |(at, team): (usize, TeamId)| [mailbox(2 * at, Channel::Chat, team), mailbox(2 * at + 1, Channel::Sms, team)];
    TEAMS.into_iter().enumerate().flat_map(of_team).collect()
}

fn book() -> Rulebook {
    Rulebook { topics: vec![topic()], ..Rulebook::default() }
}

fn topic() -> Topic {
    let stages = [false, false, true].map(|closing| Stage { closing, ..Stage::default() });
    Topic::new(TOPIC, "plan", Localized { ko: "요금제".into(), en: "Plan".into() }, Purpose::Sales, stages.into())
}
