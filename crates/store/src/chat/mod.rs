//! Chats on web sites: who may go on with which, and their lines in the order in which they were committed.

mod take;

use std::collections::BTreeMap;

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{Conversation, Mailbox, Message},
    customer::Language,
    id::{ConversationId, CustomerId, InteractionId, TeamId, TenantId, UserId},
    time::Timestamp,
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

pub use crate::web::{Judged, NewIds};
use crate::{Rulebook, StoreError, files::File};

pub(crate) use take::take;

/// What a chat that was silent for longer begins anew as a contact, in milliseconds: 4 hours.
pub const SITTING_MS: i64 = 4 * 3_600_000;

/// By what a browser goes on with its chat: SHA-256 of a secret that it alone has.
pub type SecretHash = [u8; 32];

/// A line of a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// The site on whose page it was written.
    pub site: String,
    /// Ours, for chats of that site.
    pub mailbox: Mailbox,
    /// The browser's.
    pub secret: SecretHash,
    /// The browser's id for it: the same line can come any number of times.
    pub client: Uuid,
    /// The words; empty beside a file.
    pub text: String,
    /// What comes with it.
    pub file: Option<File>,
    /// What the visitor says of themselves. Counts with the first line.
    pub visitor: Visitor,
    /// What the rules say of the words.
    pub judged: Option<Judged>,
}

/// What a visitor says of themselves, and is known of the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// A name, as it was given.
    pub name: Option<String>,
    /// An e-mail address with its key ([`daehwa_domain::address`]).
    pub email: Option<(String, String)>,
    /// A number with its key.
    pub number: Option<(String, String)>,
    /// The browser, where the visitor agreed to be known and the site tells what is read ([`crate::web`]).
    pub browser: Option<Uuid>,
    /// In which language the page is.
    pub language: Language,
}

/// So much may lie in one chat's files, in bytes: a stranger's messages can't fill the disk.
pub const MAX_FILES_BYTES: i64 = 50 * 1024 * 1024;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineTaken {
    /// It is a message of this conversation, now or since it came first.
    Filed {
        /// Which.
        conversation: ConversationId,
        /// The scopes that grew.
        grown: Vec<ScopeHead>,
    },
    /// The chat is over, or was another site's: nothing of it is taken any more.
    Over,
    /// The customer moved meanwhile: nothing was done. Take it again.
    Behind,
    /// With this file the chat would have more than [`MAX_FILES_BYTES`].
    Full,
}

/// A chat as its visitor may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Where it stands.
    pub conversation: Conversation,
    /// The team whose customer the visitor is now.
    pub team: TeamId,
    /// The name of who has it.
    pub holder: Option<String>,
    /// How many lines the visitor wrote.
    pub lines: u32,
    /// When the visitor ended it.
    pub ended_ms: Option<Timestamp>,
    /// The lines that were asked for, in order.
    pub news: Vec<ChatLine>,
    /// The names of who wrote them for us.
    pub names: BTreeMap<UserId, String>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLine {
    /// Its place, from 1 without gaps.
    pub seq: u64,
    /// The browser's id of what its visitor wrote.
    pub client: Option<Uuid>,
    /// The words.
    pub message: Message,
}

/// The chats' side of the storage.
#[async_trait]
pub trait ChatStore: Send + Sync {
    /// Takes a line in: it is on the disk when this returns. What came before changes nothing.
    async fn take_line(
        &self,
        tenant: TenantId,
        line: &NewLine,
        book: &Rulebook,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<LineTaken, StoreError>;

    /// A site's chat by its secret, with at most `limit` lines behind `after`; `None` before its first line, and when its customer was erased.
    async fn chat(
        &self,
        tenant: TenantId,
        site: &str,
        secret: &SecretHash,
        after: u64,
        limit: u32,
    ) -> Result<Option<Chat>, StoreError>;

    /// The visitor ended the chat. `false` when there is none that goes on.
    async fn end_chat(&self, tenant: TenantId, secret: &SecretHash, now: Timestamp) -> Result<bool, StoreError>;

    /// Whose a chat's conversation is: the team of its customer, and when the visitor ended it; `None` for what is no chat of a site.
    async fn chat_of(
        &self,
        tenant: TenantId,
        conversation: ConversationId,
    ) -> Result<Option<(TeamId, Option<Timestamp>)>, StoreError>;

    /// Forgets who may go on with chats in which nobody wrote since `silent_since`, in every tenant. What was written stays.
    async fn prune_chats(&self, silent_since: Timestamp) -> Result<u64, StoreError>;
}

/// A chat's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub site: String,
    /// Its conversation, customer and contact, once there is a first line.
    pub begun: Option<Begun>,
    pub lines: u32,
    pub ended_ms: Option<Timestamp>,
}

/// Where a chat's lines are filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    pub conversation: ConversationId,
    pub customer: CustomerId,
    pub contact: InteractionId,
}

/// What the transaction under [`take`] offers beyond [`crate::rows::Rows`].
#[async_trait]
pub(crate) trait ChatRows: Send {
    /// How many bytes of files a chat has.
    async fn bytes_of_files(&mut self, begun: Begun) -> Result<i64, StoreError>;
    /// A chat's row, locked until the transaction ends; made when it is new.
    async fn lock_session(&mut self, secret: &SecretHash, site: &str, now: Timestamp) -> Result<Session, StoreError>;
    async fn put_session(
        &mut self,
        secret: &SecretHash,
        begun: Begun,
        lines: u32,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    async fn has_line(&mut self, conversation: ConversationId, client: Uuid) -> Result<bool, StoreError>;
    /// When something was written in a chat last, by either side.
    async fn last_line_ms(&mut self, conversation: ConversationId) -> Result<Option<i64>, StoreError>;
    /// Adds a line of the visitor behind the others. The scope of the customer is locked.
    async fn put_visitors_line(&mut self, message: &Message, client: Uuid) -> Result<(), StoreError>;
    /// Who a browser is, when that is known.
    async fn customer_of_browser(&mut self, site: &str, browser: Uuid) -> Result<Option<Uuid>, StoreError>;
}
