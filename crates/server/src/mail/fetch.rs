//! Reading a mailbox on and on.

use std::{sync::Arc, time::Duration};

use daehwa_domain::conversation::Mailbox;
use daehwa_mail::MAX_MAIL_BYTES;
use daehwa_protocol::{message::ScopeHead, scope::Scope};
use daehwa_store::{
    Rulebook, StoreError,
    mail::{Arrival, Cursor, MailTaken},
    text::{Text, TextTaken},
};
use thiserror::Error;
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    Account, Place, Room, arrival,
    imap::{Fetched, Folder, Numbers, ReadError},
    in_use,
};
use crate::{
    clock,
    texts::{Provider, Relay, gateway},
};

/// Between tries to reach a mailbox: the first pause, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// So often a mail may fail to be stored before the next one gets its turn.
const MAX_TRIES: u32 = 3;

/// Why reading stopped.
#[derive(Debug, Error)]
enum Stopped {
    #[error("the mailbox can't be reached")]
    Mailbox(#[from] ReadError),
    #[error("storage failed")]
    Store(#[from] StoreError),
    #[error("no mailbox has this key: it is made on a desktop, or by `mailbox add`")]
    NoMailbox,
}

/// Reads a mailbox until the task is ended.
pub(super) async fn read_on(room: Arc<Room>, account: Account) {
    let Some(place) = account.imap.clone() else { return };
    let mut reader = Reader { room, account, place, book: Arc::default(), ours: Arc::default(), failing: None };
    let mut pause = FIRST_PAUSE;
    loop {
        let mut reached = false;
        let Err(error) = reader.read(&mut reached).await;
        pause = if reached { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        let (key, pause_s) = (&reader.account.key, pause.as_secs());
        tracing::warn!(error = &error as &dyn std::error::Error, mailbox = key, pause_s, "reading a mailbox stopped");
        sleep(pause).await;
    }
}

struct Reader {
    room: Arc<Room>,
    account: Account,
    place: Place,
    book: Arc<Rulebook>,
    /// Our mailboxes, read with the rules.
    ours: Arc<[Mailbox]>,
    /// The mail that could not be stored, and how often.
    failing: Option<(Cursor, u32)>,
}

/// What became of a mail.
#[derive(PartialEq, Eq)]
enum Taken {
    /// It is here, now or before, or is none that is filed.
    Here,
    /// The mailbox was read further by somebody else, or its customer moved: it is looked at again at once.
    Behind,
}

impl Reader {
    /// Connects and reads until something fails; says when it came so far as to read.
    async fn read(&mut self, reached: &mut bool) -> Result<std::convert::Infallible, Stopped> {
        let mailbox = self.room.mailbox(&self.account.key).await?.ok_or(Stopped::NoMailbox)?;
        let (mut folder, mut numbers) = Folder::open(&self.place, &self.account.folder).await?;
        *reached = true;
        tracing::info!(mailbox = self.account.key, "a mailbox is read");
        loop {
            let known = self.begin(mailbox.id.0, numbers).await?;
            if self.catch_up(&mut folder, numbers, known).await? == Taken::Behind {
                continue;
            }
            folder = folder.wait(Duration::from_secs(self.account.poll_s)).await?;
            numbers = folder.look().await?;
        }
    }

    /// How far the mailbox was read. One that was never read begins with what comes from now on, unless its history is wanted.
    async fn begin(&self, mailbox: Uuid, numbers: Numbers) -> Result<Option<Cursor>, StoreError> {
        let room = &self.room;
        let known = room.store.mail_cursor(room.tenant, mailbox).await?;
        if known.is_some() || self.account.history {
            return Ok(known);
        }
        let now = Cursor { validity: numbers.validity, uid: numbers.next.saturating_sub(1) };
        room.store.begin_mail(room.tenant, mailbox, now).await?;
        room.store.mail_cursor(room.tenant, mailbox).await
    }

    /// Takes in all that is behind the cursor. Where the folder's numbers are others now, everything is looked at again; what is known by
    /// its contents changes nothing.
    async fn catch_up(
        &mut self,
        folder: &mut Folder,
        numbers: Numbers,
        mut known: Option<Cursor>,
    ) -> Result<Taken, Stopped> {
        let from = known.filter(|it| it.validity == numbers.validity).map_or(0, |it| it.uid);
        for uid in folder.after(from).await? {
            let mut fetched = folder.mail(uid, MAX_MAIL_BYTES).await?;
            let after = Cursor { validity: numbers.validity, uid };
            if self.failing.is_some_and(|(at, tries)| at == after && tries >= MAX_TRIES) {
                tracing::error!(mailbox = self.account.key, uid, "a mail can't be stored: it stays in the mailbox");
                fetched = None;
            }
            self.look_at_centre().await?;
            let mailbox = in_use(&self.ours, &self.account.key).cloned().ok_or(Stopped::NoMailbox)?;
            let taken = match self.account.provider.clone() {
                Some(Provider::Gateway(relay)) => self.take_text(relay, mailbox, fetched, (known, after)).await,
                _ => self.take_mail(mailbox, fetched, (known, after)).await,
            };
            match taken {
                Ok(Taken::Behind) => return Ok(Taken::Behind),
                Ok(Taken::Here) => known = Some(after),
                Err(error) => {
                    let tries = self.failing.filter(|(at, _)| *at == after).map_or(0, |(_, tries)| tries);
                    self.failing = Some((after, tries + 1));
                    return Err(error.into());
                }
            }
        }
        Ok(Taken::Here)
    }

    /// Takes a mail in; of one that is gone, or is given up, only that it was looked at.
    async fn take_mail(
        &self,
        mailbox: Mailbox,
        fetched: Option<Fetched>,
        (before, after): (Option<Cursor>, Cursor),
    ) -> Result<Taken, StoreError> {
        let (mut print, mut mail) = ([0; 32], None);
        if let Some(fetched) = fetched {
            let (ours, book) = (self.ours.clone(), self.book.clone());
            let read = tokio::task::spawn_blocking(move || arrival::of(fetched, &ours, &book)).await;
            if let Ok(read) = read {
                (print, mail) = read;
            }
        }
        let arrival = Arrival { mailbox, before, after, print, mail };
        let room = &self.room;
        Ok(match room.store.take_mail(room.tenant, &arrival, &self.book, clock::now(), &Uuid::now_v7).await? {
            MailTaken::Behind => Taken::Behind,
            MailTaken::Filed { grown, .. } => self.grown(&grown),
            _ => Taken::Here,
        })
    }

    /// Takes in the text message or fax that a gateway's mail carries; of a mail that is gone, or is given up, only that it was looked at.
    async fn take_text(
        &self,
        relay: Relay,
        mailbox: Mailbox,
        fetched: Option<Fetched>,
        cursor: (Option<Cursor>, Cursor),
    ) -> Result<Taken, StoreError> {
        let nothing = Text { mailbox: mailbox.clone(), cursor: Some(cursor), print: [0; 32], words: None };
        let book = self.book.clone();
        let read = move || gateway::read(&relay, mailbox, fetched, cursor, &book);
        let text = tokio::task::spawn_blocking(read).await.unwrap_or(nothing);
        let room = &self.room;
        Ok(match room.store.take_text(room.tenant, &text, &self.book, clock::now(), &Uuid::now_v7).await? {
            TextTaken::Behind => Taken::Behind,
            TextTaken::Filed { grown, .. } => self.grown(&grown),
            _ => Taken::Here,
        })
    }

    fn grown(&self, grown: &[ScopeHead]) -> Taken {
        self.room.hub.grown(self.room.tenant, grown);
        Taken::Here
    }

    /// Reads rules and mailboxes again when the centre has changed.
    async fn look_at_centre(&mut self) -> Result<(), StoreError> {
        let room = &self.room;
        let heads = room.store.heads(room.tenant, &[Scope::Centre]).await?;
        let head = heads.first().map_or(0, |it| it.head);
        if self.book.as_of != head {
            let book = room.store.rulebook(room.tenant).await?;
            self.ours = room.store.mailboxes(room.tenant).await?.into();
            self.book = Arc::new(book);
        }
        Ok(())
    }
}
