//! Nobody carries anything: what goes out is written into `out` of a folder, one file a message, and files that are put into `in` come in. For
//! practice, demonstrations and tests.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use daehwa_domain::{
    conversation::{FailureReason, Mailbox},
    interaction::Channel,
};
use daehwa_store::{
    StoreError,
    mail::Outgoing,
    text::{Text, TextTaken},
};
use thiserror::Error;
use tokio::{fs, time::sleep};
use uuid::Uuid;

use super::{
    incoming::{CameFile, words},
    webhook::print,
    wire::{MAX_BODY_BYTES, Out, Told},
};
use crate::{
    clock,
    mail::Room,
    outgoing::{Outcome, Way},
};

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Keeps what goes out.
pub(crate) struct Loopback(pub PathBuf);

#[async_trait]
impl Way for Loopback {
    async fn send(&self, outgoing: &Outgoing, _mailbox: &Mailbox) -> Outcome {
        let Some(out) = Out::of(outgoing) else { return Outcome::Never(FailureReason::Address) };
        match keep(&self.0.join("out"), &out).await {
            Ok(()) => Outcome::Sent,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the loopback's folder can't be written");
                Outcome::Again(FailureReason::Mailbox)
            }
        }
    }
}

async fn keep(folder: &Path, out: &Out) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let body = serde_json::to_vec_pretty(out)?;
    // Whole or not at all.
    let (half, whole) = (folder.join(format!("{}.part", out.id)), folder.join(format!("{}.json", out.id)));
    fs::write(&half, body).await?;
    fs::rename(half, whole).await
}

#[derive(Debug, Error)]
enum Stopped {
    #[error("the folder can't be read")]
    Folder(#[from] io::Error),
    #[error("storage failed")]
    Store(#[from] StoreError),
}

/// Takes in what is put into the folder, until the task is ended.
pub(crate) async fn read_on(room: Arc<Room>, account: String, folder: PathBuf) {
    let folder = folder.join("in");
    loop {
        if let Err(error) = read(&room, &account, &folder).await {
            tracing::error!(error = &error as &dyn std::error::Error, account, "the loopback could not be read");
        }
        sleep(LOOK_EVERY).await;
    }
}

/// A file that was taken in is removed; one that can't be is put aside as `.refused`.
async fn read(room: &Room, account: &str, folder: &Path) -> Result<(), Stopped> {
    fs::create_dir_all(folder).await?;
    let mut files = fs::read_dir(folder).await?;
    while let Some(file) = files.next_entry().await? {
        let path = file.path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let fits = file.metadata().await?.len() <= MAX_BODY_BYTES as u64;
        let body = if fits { fs::read(&path).await? } else { Vec::new() };
        match serde_json::from_slice::<Told>(&body) {
            Ok(told) if told.id().is_some() => {
                if take(room, account, told).await? {
                    fs::remove_file(&path).await?;
                }
            }
            _ => fs::rename(&path, path.with_extension("refused")).await?,
        }
    }
    Ok(())
}

/// `false` when it has to be looked at again.
async fn take(room: &Room, account: &str, told: Told) -> Result<bool, StoreError> {
    let mailbox = room.mailbox(account).await?.filter(|it| it.channel != Channel::Email);
    let Some(mailbox) = mailbox else { return Ok(false) };
    let print = print(account, told.id().unwrap_or_default());
    let Told::Message { from, text, files, .. } = told else { return Ok(true) };
    let book = room.store.rulebook(room.tenant).await?;
    let files = files.into_iter().map(|it| CameFile { bytes: it.bytes(), name: it.name }).collect();
    let (words, _) = words(&mailbox, &from, &text, files, &book);
    let text = Text { mailbox, cursor: None, print, words: Some(words) };
    let taken = room.store.take_text(room.tenant, &text, &book, clock::now(), &Uuid::now_v7).await?;
    if let TextTaken::Filed { grown, .. } = &taken {
        room.hub.grown(room.tenant, grown);
    }
    Ok(taken != TextTaken::Behind)
}
