//! Files that go with messages of ours. The message comes first and says which they are; it goes out when the last of them is here.

use std::collections::BTreeSet;

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{Attachment, Dispatch, DispatchStatus, Message},
    id::{AttachmentId, ConversationId, DispatchId, InteractionId, TeamId, TenantId, UserId},
    interaction::Channel,
    record::Fact,
    time::Timestamp,
};
use daehwa_protocol::message::ScopeHead;
use uuid::Uuid;

use crate::{
    StoreError,
    accept::lock_scope_of,
    filing::write,
    item::{Item, MESSAGE_KIND},
    rows::Rows,
    web::NewIds,
};

/// For how long a message waits for its files before it is given up, in milliseconds: 7 days.
pub const WAITS_FOR_FILES_MS: i64 = 7 * 24 * 3_600_000;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name: never a path.
    pub name: String,
    /// Its media type, as it was declared.
    pub media_type: String,
    /// The bytes.
    pub body: Vec<u8>,
}

impl File {
    /// As a message names it.
    pub(crate) fn attachment(&self, ids: &NewIds) -> Attachment {
        Attachment {
            id: AttachmentId(ids()),
            name: self.name.clone(),
            media_type: self.media_type.clone(),
            size_bytes: self.body.len() as u64,
        }
    }
}

/// A file that its author brings for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// With which message it goes.
    pub message: InteractionId,
    /// Which of its attachments it is.
    pub id: AttachmentId,
    /// The bytes.
    pub body: Vec<u8>,
    /// Who brings it.
    pub by: UserId,
    /// Whose customers they may work on.
    pub teams: BTreeSet<TeamId>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileTaken {
    /// It is here, now or since it was brought first. The scopes that grew.
    Kept(Vec<ScopeHead>),
    /// The person wrote no message with such a file, or may not see its customer any more.
    NotThere,
    /// It is not as long as its message says.
    OtherLength,
}

/// A file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// The team whose members may have it.
    pub team: TeamId,
    /// The conversation; the visitor of a chat may have it.
    pub conversation: ConversationId,
    /// Its name.
    pub name: String,
    /// The bytes.
    pub body: Vec<u8>,
}

/// The files' side of the storage.
#[async_trait]
pub trait FileStore: Send + Sync {
    /// Keeps a file of a message of ours; the same one can come again. With the last of them the message goes out.
    async fn bring_file(
        &self,
        tenant: TenantId,
        brought: &Brought,
        now: Timestamp,
        ids: &NewIds,
    ) -> Result<FileTaken, StoreError>;

    /// A file of a message.
    async fn file(
        &self,
        tenant: TenantId,
        message: InteractionId,
        id: AttachmentId,
    ) -> Result<Option<KeptFile>, StoreError>;
}

/// What the transactions of files offer beyond [`Rows`].
#[async_trait]
pub(crate) trait FileRows: Send {
    /// Keeps a file; `false` when it was there.
    async fn put_file(
        &mut self,
        id: AttachmentId,
        message: &Message,
        name: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// How many files of a message are here.
    async fn count_files(&mut self, message: Uuid) -> Result<i64, StoreError>;
    /// The files of a message, by id.
    async fn files_of(&mut self, message: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError>;
    /// A message that waited for its files is due from now on.
    async fn files_came(&mut self, message: Uuid, now_ms: i64) -> Result<(), StoreError>;
}

/// Keeps a file, and lets its message go when it was the last.
pub(crate) async fn bring<R: Rows + FileRows>(
    rows: &mut R,
    brought: &Brought,
    now: Timestamp,
    ids: &NewIds,
) -> Result<FileTaken, StoreError> {
    let Some(item) = rows.item(MESSAGE_KIND, brought.message.0).await? else { return Ok(FileTaken::NotThere) };
    // Files of one message come one after the other: the scope is locked.
    let Some((scope, head)) = lock_scope_of(rows, item.key.customer).await? else { return Ok(FileTaken::NotThere) };
    let Fact::Message(message) = item.fact()? else { return Ok(FileTaken::NotThere) };
    let theirs = message.author == Some(brought.by) && brought.teams.contains(&TeamId(scope));
    let Some(named) = message.attachments.iter().find(|it| it.id == brought.id).filter(|_| theirs) else {
        return Ok(FileTaken::NotThere);
    };
    if named.size_bytes != brought.body.len() as u64 {
        return Ok(FileTaken::OtherLength);
    }
    let is_new = rows.put_file(brought.id, &message, &named.name, &brought.body, now).await?;
    let here = rows.count_files(message.id.0).await?;
    if !is_new || here < message.attachments.len() as i64 {
        return Ok(FileTaken::Kept(Vec::new()));
    }
    rows.files_came(message.id.0, now.0).await?;
    if message.channel != Channel::Chat {
        return Ok(FileTaken::Kept(Vec::new()));
    }
    rows.put_chat_line(&message).await?;
    // By this fact every server hears of it, and tells the visitor.
    let (id, status) = (DispatchId(ids()), DispatchStatus::Sent);
    let sent = Dispatch { id, customer: message.customer, message: message.id, at_ms: now, status };
    Ok(FileTaken::Kept(vec![write(rows, scope, head, &[Item::of_fact(&Fact::Dispatch(sent))?]).await?]))
}

/// The files of a message in its order, as far as they are here.
pub(crate) async fn of_message<R: FileRows>(rows: &mut R, message: &Message) -> Result<Vec<File>, StoreError> {
    if message.attachments.is_empty() {
        return Ok(Vec::new());
    }
    let mut bodies: std::collections::BTreeMap<Uuid, Vec<u8>> =
        rows.files_of(message.id.0).await?.into_iter().collect();
    let file = |it: &daehwa_domain::conversation::Attachment| {
        let body = bodies.remove(&it.id.0)?;
        Some(File { name: it.name.clone(), media_type: it.media_type.clone(), body })
    };
    Ok(message.attachments.iter().filter_map(file).collect())
}
