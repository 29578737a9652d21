//! A site with a chat, its visitors' widgets, and desktops that take part.

use std::{net::SocketAddr, time::Duration};

use daehwa_domain::{
    agent::Workload,
    agent_log::StepCause,
    conversation::{Conversation, Message, MessageKind, Party},
    id::{DeviceId, InteractionId, MailboxId, UserId},
    interaction::{Channel, Direction, Interaction},
    record::{Edit, Fact, Record, Versioned},
};
use daehwa_protocol::{
    auth::Tokens,
    message::{AgentReport, Change, Down, Up, Verdict},
    op::Action,
    scope::Scope,
};
use daehwa_server::{clock, people::NewMailbox, serve::Settings, web::sites::Sites};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message as Frame, client::IntoClientRequest},
};
use uuid::Uuid;

use crate::{centre::Centre, desktop::Desktop, shop::ORIGIN};

/// Longer than the pauses between the lines of a chat that is measured.
const PATIENCE: Duration = Duration::from_secs(30);

/// A centre whose site has a chat for team A.
pub struct Room {
    pub centre: Centre,
    pub site: String,
    pub mailbox: MailboxId,
}

impl Room {
    pub async fn open() -> Self {
        Self::of(Centre::new().await).await
    }

    pub async fn with(settings: Settings) -> Self {
        let mut centre = Centre::new().await;
        centre.server = centre.another_server_with(settings).await;
        Self::of(centre).await
    }

    async fn of(centre: Centre) -> Self {
        let new = NewMailbox {
            key: "chat".into(),
            channel: Channel::Chat,
            address: "shop".into(),
            name: "Shop".into(),
            team: "A".into(),
            signature: String::new(),
            answer_within_min: 5,
            free_refusal: String::new(),
        };
        let mailbox = centre.people.put_mailbox(new).await.unwrap().id;
        let sites = Sites::of_default_tenant(centre.store.clone()).await.unwrap();
        let site = sites.add("Shop", &[ORIGIN.to_owned()]).await.unwrap().site;
        sites.set_chat(&site, Some("chat")).await.unwrap();
        Self { centre, site, mailbox }
    }

    /// A browser that was never here.
    pub async fn visitor(&self) -> Widget {
        Widget::greeted(self.centre.server.address(), &self.site, json!({ "language": "ko" })).await
    }

    /// The same browser, over another connection, from a line on.
    pub async fn back(&self, widget: &Widget, after: u64) -> Widget {
        let hello = json!({ "secret": widget.secret, "after": after });
        Widget::greeted(self.centre.server.address(), &self.site, hello).await
    }

    /// Somebody at a desktop who takes what comes.
    pub async fn agent(&self, login: &str) -> Agent {
        Agent::at(self, self.centre.server.address(), login).await
    }
}

/// A visitor's widget, as the server sees it.
pub struct Widget {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub secret: String,
    /// What came before what was waited for.
    heard: Vec<Value>,
}

impl Widget {
    pub async fn connect(server: SocketAddr, site: &str, origin: &str) -> Self {
        let mut request = format!("ws://{server}/api/v1/chat?site={site}").into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let (socket, _) = connect_async(request).await.unwrap();
        Self { socket, secret: String::new(), heard: Vec::new() }
    }

    pub async fn greeted(server: SocketAddr, site: &str, hello: Value) -> Self {
        let mut widget = Self::connect(server, site, ORIGIN).await;
        widget.say(json!({ "hello": hello })).await;
        widget.secret = widget.told("welcome").await["secret"].as_str().unwrap().to_owned();
        widget
    }

    pub async fn say(&mut self, said: Value) {
        self.socket.send(Frame::Text(said.to_string().into())).await.unwrap();
    }

    /// Writes a line; its id.
    pub async fn writes(&mut self, text: &str) -> Uuid {
        let id = Uuid::now_v7();
        self.say(json!({ "line": { "id": id, "text": text } })).await;
        id
    }

    /// Writes a line and waits until it is taken; where it stands.
    pub async fn wrote(&mut self, text: &str) -> u64 {
        let id = self.writes(text).await.to_string();
        loop {
            let lines = self.told("lines").await;
            if let Some(it) = lines.as_array().unwrap().iter().find(|it| it["client"] == id) {
                return it["seq"].as_u64().unwrap();
            }
        }
    }

    /// The next message of a kind; others stay for later.
    pub async fn told(&mut self, kind: &str) -> Value {
        if let Some(at) = self.heard.iter().position(|it| it.get(kind).is_some()) {
            return self.heard.remove(at)[kind].clone();
        }
        loop {
            let next = self.next().await.unwrap_or_else(|code| panic!("closed with {code:?} before {kind}"));
            match next.get(kind) {
                Some(told) => return told.clone(),
                None => self.heard.push(next),
            }
        }
    }

    /// How the chat stands, once it stands so.
    pub async fn state(&mut self, is: impl Fn(&Value) -> bool) -> Value {
        loop {
            let state = self.told("state").await;
            if is(&state) {
                return state;
            }
        }
    }

    /// The next message; the code with which the server closed.
    pub async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let frame = timeout(PATIENCE, self.socket.next()).await.expect("the server says something in time");
            match frame {
                Some(Ok(Frame::Text(text))) => return Ok(serde_json::from_str(text.as_str()).unwrap()),
                Some(Ok(Frame::Close(frame))) => return Err(frame.map(|it| it.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// An agent's desktop that holds what it pulled.
pub struct Agent {
    pub desktop: Desktop,
    pub tokens: Tokens,
    scope: Scope,
    cursor: u64,
    pub conversations: Vec<Versioned>,
    pub messages: Vec<Message>,
    pub contacts: Vec<Interaction>,
    /// What was heard while something else was waited for.
    pub live: Vec<Down>,
}

impl Agent {
    pub async fn at(room: &Room, server: SocketAddr, login: &str) -> Self {
        let device = DeviceId(Uuid::now_v7());
        let tokens = room.centre.sign_in_on(login, device).await;
        let (mut desktop, _) = Desktop::welcomed(server, &tokens, device).await;
        let work = Workload { line_up: true, ..Workload::default() };
        let cause = StepCause::Asked(daehwa_domain::agent::WantedState::Available);
        desktop.say(&Up::Agent { reports: vec![AgentReport { number: 1, ago_ms: 0, cause, work }] }).await;
        let scope = Scope::Team(tokens.user.teams[0]);
        let (conversations, messages, contacts, live) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { desktop, tokens, scope, cursor: 0, conversations, messages, contacts, live }
    }

    pub fn user(&self) -> UserId {
        self.tokens.user.id
    }

    /// Pulls until something is so of what is held.
    pub async fn until(&mut self, is: impl Fn(&Self) -> bool) {
        loop {
            self.pull().await;
            if is(self) {
                return;
            }
            while !matches!(self.hear().await, Down::Behind { .. }) {}
        }
    }

    /// Pulls all that there is.
    async fn pull(&mut self) {
        let mut newest = u64::MAX;
        while self.cursor < newest {
            self.desktop.say(&Up::Pull { scope: self.scope, cursor: self.cursor, limit: 500 }).await;
            newest = loop {
                if let Down::Delta { to, changes, head, .. } = self.hear().await {
                    self.cursor = to;
                    changes.into_iter().for_each(|it| self.keep(it));
                    break head;
                }
            };
        }
    }

    fn keep(&mut self, change: Change) {
        match change {
            Change::Fact { fact: Fact::Message(it) } => self.messages.push(*it),
            Change::Fact { fact: Fact::Interaction(it) } => self.contacts.push(it),
            Change::Record { versioned } if matches!(versioned.record, Record::Conversation(_)) => {
                let reference = versioned.record.reference();
                self.conversations.retain(|it| it.record.reference() != reference);
                self.conversations.push(versioned);
            }
            _ => {}
        }
    }

    /// The next message; what the visitor does is kept.
    async fn hear(&mut self) -> Down {
        let down = self.desktop.hear().await;
        if matches!(down, Down::Chat { .. }) {
            self.live.push(down.clone());
        }
        down
    }

    /// Waits until the visitor of a chat is shown so.
    pub async fn shown(&mut self, is: impl Fn(&daehwa_protocol::message::VisitorState) -> bool) {
        let at = |it: &Down| matches!(it, Down::Chat { visitor, .. } if is(visitor));
        while !self.live.iter().any(at) {
            self.hear().await;
        }
        self.live.clear();
    }

    /// The only conversation.
    pub fn conversation(&self) -> &Conversation {
        match &self.conversations.last().unwrap().record {
            Record::Conversation(it) => it,
            other => panic!("{other:?}"),
        }
    }

    async fn does(&mut self, action: Action) -> Verdict {
        let op = self.desktop.op(action);
        self.desktop.say(&Up::Push { ops: vec![op] }).await;
        loop {
            if let Down::Acked { mut results } = self.hear().await {
                return results.remove(0).verdict;
            }
        }
    }

    /// Sets a field of the conversation.
    pub async fn sets(&mut self, field: &str, value: Value) -> Verdict {
        let versioned = self.conversations.last().unwrap();
        let fields = vec![versioned.change(field, value)];
        let (target, customer) = (versioned.record.reference(), versioned.record.customer());
        self.does(Action::Edit { edit: Edit::Set { target, customer, fields } }).await
    }

    pub async fn takes(&mut self) -> Verdict {
        let user = self.user();
        self.sets("taken", json!(user)).await
    }

    pub fn line(&self, text: &str) -> Message {
        let first = self.messages.iter().find(|it| it.part_of.is_none()).unwrap();
        Message {
            id: InteractionId(Uuid::now_v7()),
            part_of: Some(first.id),
            direction: Direction::Outbound,
            at_ms: clock::now(),
            from: Party::default(),
            text: text.into(),
            attachments: Vec::new(),
            kind: MessageKind::Person,
            advertises: false,
            author: Some(self.user()),
            ..first.clone()
        }
    }

    /// Takes every conversation whose number, among all, leaves this rest.
    #[allow(dead_code, reason = "for the benchmark")]
    pub fn keep_every(&mut self, of: usize, rest: usize) {
        self.conversations.sort_by_key(|it| it.record.reference());
        let mut at = 0..;
        self.conversations.retain(|_| at.next().is_some_and(|it| it % of == rest));
    }

    /// The first lines of the own conversations.
    #[allow(dead_code, reason = "for the benchmark")]
    pub fn firsts(&self) -> Vec<Message> {
        let own = |it: &&Message| self.conversations.iter().any(|own| own.record.reference().id == it.conversation.0);
        self.messages.iter().filter(own).filter(|it| it.part_of.is_none()).cloned().collect()
    }

    /// Takes all own conversations.
    #[allow(dead_code, reason = "for the benchmark")]
    pub async fn take_all(&mut self) {
        let user = self.user();
        for versioned in self.conversations.clone() {
            let fields = vec![versioned.change("taken", json!(user))];
            let (target, customer) = (versioned.record.reference(), versioned.record.customer());
            let verdict = self.does(Action::Edit { edit: Edit::Set { target, customer, fields } }).await;
            assert_eq!(verdict, Verdict::Accepted);
        }
    }

    /// Waits for a hint, and pulls.
    #[allow(dead_code, reason = "for the benchmark")]
    pub async fn news(&mut self) {
        while !matches!(self.hear().await, Down::Behind { .. }) {}
        self.pull().await;
    }

    /// Writes in the chat that begins with a line.
    #[allow(dead_code, reason = "for the benchmark")]
    pub async fn writes_after(&mut self, first: &Message, text: &str) -> Verdict {
        let line = Message {
            id: InteractionId(Uuid::now_v7()),
            part_of: Some(first.id),
            direction: Direction::Outbound,
            at_ms: clock::now(),
            text: text.into(),
            author: Some(self.user()),
            ..first.clone()
        };
        self.writes(line).await
    }

    pub async fn writes(&mut self, message: Message) -> Verdict {
        self.does(Action::Append { fact: Fact::Message(Box::new(message)) }).await
    }
}
