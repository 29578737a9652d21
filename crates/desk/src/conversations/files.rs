//! What belongs to a message and lies on the server: its HTML, and what came with it. Fetched when somebody asks, never opened.

use base64::{Engine, engine::general_purpose::STANDARD};
use daehwa_domain::id::InteractionId;

use crate::{
    Desk,
    api::{
        conversations::{AttachmentRef, FetchedFile},
        error::{CommandError, ErrorCode},
    },
};

/// The server cleans no longer HTML; its marks and the policy around it are on top.
const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;
/// No mail is taken in that is longer.
const MAX_FILE_BYTES: usize = 40 * 1024 * 1024;

impl Desk {
    /// The HTML form of a message, cleaned by the server, for a frame in which nothing runs or loads.
    pub async fn message_page(&self, message: InteractionId) -> Result<String, CommandError> {
        let shift = self.shift()?;
        let known = shift.cache.message(message)?.filter(|it| it.message.has_html);
        known.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let page = shift.uplink.fetch(format!("api/v1/messages/{message}/html"), MAX_PAGE_BYTES).await?;
        String::from_utf8(page).map_err(|_| CommandError::new(ErrorCode::NotFound))
    }

    /// A file that came with a message, or went with it.
    pub async fn fetch_attachment(&self, wanted: AttachmentRef) -> Result<FetchedFile, CommandError> {
        let AttachmentRef { message, attachment } = wanted;
        let shift = self.shift()?;
        let row = shift.cache.message(message)?.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let file = row.message.attachments.into_iter().find(|it| it.id == attachment);
        let file = file.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let path = format!("api/v1/messages/{message}/attachments/{attachment}");
        let bytes = shift.uplink.fetch(path, MAX_FILE_BYTES).await?;
        Ok(FetchedFile { name: file.name, base64: STANDARD.encode(bytes) })
    }
}
