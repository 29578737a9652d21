//! A chat that nobody has taken makes itself known: a notification, and a quiet sound. Once for each chat and not for its lines, and never in a call.

use std::{collections::BTreeSet, sync::Arc};

use daehwa_cache::{InboxFilter, InboxRow, Shelf, Whose};
use daehwa_domain::{
    id::{ConversationId, MailboxId},
    interaction::Channel,
};

use crate::{
    api::error::CommandError,
    customers::off_the_runtime,
    host::{Notification, Subject},
    shift::Shift,
    telephone::Telephone,
};

/// So many are looked at: with more than that waiting, one more is no news.
const LOOKED_AT: u32 = 200;
/// Who waits longer than this when it arrives here is found in the inbox: a first fill brings all that ever waited.
const NEW_FOR_MS: i64 = 15 * 60_000;

/// Runs until the shift is over. Nothing of it is stored: what waits when a shift begins is in the inbox.
pub(crate) async fn tell_new_chats(telephone: Arc<dyn Telephone>, shift: Arc<Shift>) {
    let mut known: Option<BTreeSet<ConversationId>> = None;
    let mut shown = BTreeSet::new();
    loop {
        let asked = shift.clone();
        match off_the_runtime(move || asked.chats_of_nobody()).await {
            Ok(waiting) => {
                let ids: BTreeSet<_> = waiting.iter().map(|it| it.conversation.id).collect();
                for taken in shown.difference(&ids) {
                    shift.host.withdraw(Subject::Chat(*taken));
                }
                shown.retain(|it| ids.contains(it));
                if let Some(known) = &known {
                    let new = waiting.into_iter().filter(|it| !known.contains(&it.conversation.id) && shift.is_new(it));
                    shown.extend(shift.tell_chats(&*telephone, new.collect()));
                }
                known = Some(ids);
            }
            Err(error) => tracing::warn!(?error, "chats can't be read"),
        }
        tokio::select! {
            () = shift.over.cancelled() => break,
            () = shift.chats_changed.notified() => {}
        }
    }
    for chat in shown {
        shift.host.withdraw(Subject::Chat(chat));
    }
}

impl Shift {
    /// The chats of this person's own teams in which somebody waits and that nobody has.
    fn chats_of_nobody(&self) -> Result<Vec<InboxRow>, CommandError> {
        let filter = InboxFilter { whose: Whose::Nobody, channel: Some(Channel::Chat), standing: Shelf::Open };
        let (rows, _) = self.cache.inbox(&filter, 0, LOOKED_AT, self.now())?;
        if rows.is_empty() {
            return Ok(rows);
        }
        let mailboxes = self.cache.mailboxes()?.into_iter().filter(|it| self.user.teams.contains(&it.team));
        let ours: BTreeSet<MailboxId> = mailboxes.map(|it| it.id).collect();
        let is_ours = |row: &InboxRow| row.conversation.mailbox.is_some_and(|it| ours.contains(&it));
        Ok(rows.into_iter().filter(|it| it.waits_ms.is_some() && is_ours(it)).collect())
    }

    fn is_new(&self, row: &InboxRow) -> bool {
        row.waits_ms.is_some_and(|since| self.now().since_ms(since) < NEW_FOR_MS)
    }

    /// Tells of new chats whoever is there for them; gives those with a notification on the screen.
    fn tell_chats(&self, telephone: &dyn Telephone, new: Vec<InboxRow>) -> Vec<ConversationId> {
        if new.is_empty() || !self.agent_status().hears_of_chats() {
            return Vec::new();
        }
        let settings = self.settings();
        if settings.chat_sound {
            telephone.chime();
        }
        if self.host.window_focused() {
            return Vec::new();
        }
        let notify = |row: InboxRow| {
            let id = row.conversation.id;
            self.host.notify(Notification {
                subject: Subject::Chat(id),
                name: Some(row.customer.name),
                number: Some(row.conversation.subject).filter(|it| !it.is_empty()),
                language: settings.language,
            });
            id
        };
        new.into_iter().map(notify).collect()
    }
}
