//! The connection to the server: carries out what the sync engine ([`daehwa_sync`]) wants done.
//!
//! Nothing waits for it: every use case works on the cache, and what has to be sent is in the outbox before anybody is told
//! that it is saved.

mod bring;
mod local;
mod run;
mod socket;

use daehwa_domain::{agent::AgentStatus, id::ConversationId, time::Timestamp};
use daehwa_protocol::message::{AgentReport, ChatAct, MAX_REPORTS};
use daehwa_sync::SyncStatus;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use crate::session::{Request, ServerApi, Unanswered};

pub(crate) use bring::run as bring_files;
pub(crate) use run::run;

/// What a shift tells its connection.
pub(crate) enum Order {
    /// Ops were written; the counter that the next one gets.
    LocalOps(u64),
    /// The agent's state changed.
    Presence(AgentStatus),
    /// What moved it, for the server.
    Reports(Vec<AgentReport>),
    /// What the person does in a chat.
    Chat(ConversationId, ChatAct),
    /// There are fresh tokens from a sign-in.
    SignedInAgain,
    /// The local data was rebuilt and holds little of what the server sent.
    CacheRebuilt,
    /// A person trusts the server's certificate: connect with this from now on.
    CertificateTrusted(ServerApi),
    /// A person asks the server something that is not synchronised.
    Ask(Question),
}

/// Something that is asked in the person's name.
pub(crate) struct Question {
    pub request: Request,
    pub answer: oneshot::Sender<Result<Vec<u8>, Unanswered>>,
}

/// The shift's end of its connection. Orders given after the shift is over come to nothing.
pub(crate) struct Uplink {
    orders: mpsc::UnboundedSender<Order>,
}

/// Where the connection stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkStatus {
    /// As the engine sees it.
    pub sync: SyncStatus,
    /// The server showed a certificate that nobody vouches for.
    pub certificate_changed: bool,
    /// When the server was last heard.
    pub last_contact_ms: Option<Timestamp>,
}

impl Uplink {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Order>) {
        let (orders, receiver) = mpsc::unbounded_channel();
        (Self { orders }, receiver)
    }

    pub fn local_ops(&self, next_counter: u64) {
        self.give(Order::LocalOps(next_counter));
    }

    pub fn presence(&self, status: AgentStatus) {
        self.give(Order::Presence(status));
    }

    /// Sends what moved the agent's state, in messages of the size that a server takes.
    pub fn reports(&self, reports: &[AgentReport]) {
        for part in reports.chunks(MAX_REPORTS) {
            self.give(Order::Reports(part.to_vec()));
        }
    }

    /// Tells what goes on in a chat, when there is a connection.
    pub fn chat(&self, conversation: ConversationId, act: ChatAct) {
        self.give(Order::Chat(conversation, act));
    }

    pub fn signed_in_again(&self) {
        self.give(Order::SignedInAgain);
    }

    pub fn cache_rebuilt(&self) {
        self.give(Order::CacheRebuilt);
    }

    pub fn certificate_trusted(&self, api: ServerApi) {
        self.give(Order::CertificateTrusted(api));
    }

    /// Asks the server something; unreachable when the shift is over meanwhile.
    pub async fn ask(&self, path: &'static str, body: Option<Value>) -> Result<Value, Unanswered> {
        let bytes = self.request(Request::json(path, body)).await?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes).map_err(|_| Unanswered::Unreachable)
    }

    /// Fetches a file of at most `max_bytes` from the server.
    pub async fn fetch(&self, path: String, max_bytes: usize) -> Result<Vec<u8>, Unanswered> {
        self.request(Request::file(path, max_bytes)).await
    }

    /// Gives the server a file to keep.
    pub async fn put(&self, path: String, bytes: Vec<u8>) -> Result<(), Unanswered> {
        self.request(Request::put(path, bytes)).await.map(drop)
    }

    async fn request(&self, request: Request) -> Result<Vec<u8>, Unanswered> {
        let (sender, answer) = oneshot::channel();
        self.give(Order::Ask(Question { request, answer: sender }));
        answer.await.unwrap_or(Err(Unanswered::Unreachable))
    }

    fn give(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}
