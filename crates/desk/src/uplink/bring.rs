//! Files of messages on their way to the server: each once its message is there, however often it takes.

use std::{sync::Arc, time::Duration};

use daehwa_cache::CacheError;
use daehwa_domain::id::AttachmentId;
use daehwa_sync::Link;

use crate::{session::Unanswered, shift::Shift};

/// After a failure that a connection did not show.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Runs until the shift is over.
pub(crate) async fn run(shift: Arc<Shift>) {
    loop {
        tokio::select! {
            () = shift.over.cancelled() => return,
            () = shift.files_changed.notified() => {}
            () = shift.host.sleep(AGAIN_AFTER) => {}
        }
        if shift.link.lock().sync.link == Link::Online
            && let Err(error) = bring(&shift).await
        {
            tracing::warn!(error = crate::fault::chain(&error), "files on their way out can't be read");
        }
    }
}

/// Brings every file that the server is to have. One that it does not take holds up no other, and is tried again.
async fn bring(shift: &Shift) -> Result<(), CacheError> {
    let mut after: Option<AttachmentId> = None;
    while let Some(file) = shift.cache.next_file_to_bring(after)? {
        let path = format!("api/v1/messages/{}/attachments/{}", file.message, file.id);
        match shift.uplink.put(path, file.body).await {
            Ok(()) => shift.cache.file_brought(file.id)?,
            Err(Unanswered::Unreachable | Unanswered::Token) => return Ok(()),
            Err(why) => tracing::warn!(?why, file = %file.id, "the server did not take a file"),
        }
        after = Some(file.id);
    }
    Ok(())
}
