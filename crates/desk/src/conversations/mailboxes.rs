//! Our mailboxes: kept by administrators; how the server reaches them is its own setting. Whether anybody sends for them is asked of it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Weak},
    time::Duration,
};

use daehwa_domain::{
    address,
    conversation::{MAX_ANSWER_MIN, Mailbox},
    id::MailboxId,
    interaction::Channel,
    record::{Record, RecordKind, RecordRef},
};
use daehwa_sync::Link;
use serde_json::json;

use crate::{
    Desk,
    api::{
        conversations::{MailboxBook, MailboxDraft, MailboxLine},
        error::{CommandError, ErrorCode},
    },
    commands::Tag,
    desk::Inner,
    shift::Shift,
};

const SENDING_PATH: &str = "api/v1/mailboxes/sending";
/// How often it is asked who sends.
const ASK_EVERY: Duration = Duration::from_secs(60);

impl Desk {
    /// All mailboxes, those in use first.
    pub async fn mailbox_book(&self, (): ()) -> Result<MailboxBook, CommandError> {
        let shift = self.administration()?;
        let mut all = shift.cache.mailboxes()?;
        all.sort_by(|a, b| (a.retired, &a.key).cmp(&(b.retired, &b.key)));
        let line = |it: Mailbox| MailboxLine { waits: shift.answers_wait(&it), mailbox: it };
        let mut calendars = shift.cache.calendars()?;
        calendars.sort_by(|a, b| (a.retired, &a.name, a.id).cmp(&(b.retired, &b.name, b.id)));
        Ok(MailboxBook { mailboxes: all.into_iter().map(line).collect(), teams: shift.cache.teams()?, calendars })
    }

    /// Makes or changes a mailbox. Its channel stays: conversations run through it.
    pub async fn save_mailbox(&self, draft: MailboxDraft) -> Result<Mailbox, CommandError> {
        let shift = self.administration()?;
        let known = shift.cache.mailboxes()?;
        let before = draft.id.map(|id| known.iter().find(|it| it.id == id).ok_or_else(unknown)).transpose()?;
        let mailbox = Mailbox {
            id: draft.id.unwrap_or_else(|| shift.host.new_id()),
            key: draft.key.trim().to_owned(),
            channel: before.map_or(draft.channel, |it| it.channel),
            address: draft.address.trim().to_owned(),
            name: draft.name,
            team: draft.team,
            signature: draft.signature,
            free_refusal: draft.free_refusal.trim().to_owned(),
            answer_within_min: draft.answer_within_min,
            calendar: draft.calendar,
            retired: draft.retired,
        };
        shift.check_mailbox(&mailbox, &known)?;
        match before {
            None => shift.act().create(Record::Mailbox(mailbox.clone()))?.commit()?,
            Some(before) => {
                let fields = [
                    ("key", json!(mailbox.key), before.key != mailbox.key),
                    ("address", json!(mailbox.address), before.address != mailbox.address),
                    ("name", json!(mailbox.name), before.name != mailbox.name),
                    ("team", json!(mailbox.team), before.team != mailbox.team),
                    ("signature", json!(mailbox.signature), before.signature != mailbox.signature),
                    ("free_refusal", json!(mailbox.free_refusal), before.free_refusal != mailbox.free_refusal),
                    (
                        "answer_within_min",
                        json!(mailbox.answer_within_min),
                        before.answer_within_min != mailbox.answer_within_min,
                    ),
                    ("calendar", json!(mailbox.calendar), before.calendar != mailbox.calendar),
                    ("retired", json!(mailbox.retired), before.retired != mailbox.retired),
                ];
                let changed = fields.into_iter().filter(|it| it.2).map(|(field, value, _)| (field.to_owned(), value));
                let target = RecordRef { kind: RecordKind::Mailbox, id: mailbox.id.0 };
                shift.act().set_centre(target, changed.collect()).commit()?;
            }
        }
        Ok(mailbox)
    }
}

impl Shift {
    fn check_mailbox(&self, mailbox: &Mailbox, known: &[Mailbox]) -> Result<(), CommandError> {
        let holds = |field: &'static str, is_so: bool| is_so.then_some(()).ok_or_else(|| CommandError::invalid(field));
        // The server finds a mailbox by its key: two would be one to it.
        let taken = known.iter().any(|it| it.id != mailbox.id && it.key == mailbox.key);
        holds("key", !mailbox.key.is_empty() && !mailbox.key.contains(char::is_whitespace) && !taken)?;
        holds("channel", mailbox.channel.is_written())?;
        let address = match mailbox.channel {
            Channel::Email => address::of_email(&mailbox.address).is_some(),
            Channel::Chat => true,
            _ => !mailbox.address.is_empty(),
        };
        holds("address", address)?;
        holds("name", !mailbox.name.ko.trim().is_empty() || !mailbox.name.en.trim().is_empty())?;
        let calendars = self.cache.calendars()?;
        holds("calendar", mailbox.calendar.is_none_or(|id| calendars.iter().any(|it| it.id == id)))?;
        holds("team", self.cache.teams()?.iter().any(|it| it.id == mailbox.team))?;
        holds("answer_within_min", (1..=MAX_ANSWER_MIN).contains(&mailbox.answer_within_min))
    }

    /// Whether messages from a mailbox wait, because no server sends for it. Without the server that is not known, and nothing is said.
    pub(super) fn answers_wait(&self, mailbox: &Mailbox) -> bool {
        let known = self.sending.lock();
        mailbox.channel != Channel::Chat && known.as_ref().is_some_and(|all| !all.contains(&mailbox.id))
    }
}

/// Asks for which mailboxes somebody sends, until the shift is over.
pub(crate) async fn follow_sending(desk: Weak<Inner>, shift: Arc<Shift>) {
    loop {
        tokio::select! {
            () = shift.over.cancelled() => return,
            () = shift.came_online.notified() => {}
            () = shift.host.sleep(ASK_EVERY) => {}
        }
        if shift.link.lock().sync.link != Link::Online {
            continue;
        }
        let Ok(answer) = shift.uplink.ask(SENDING_PATH, None).await else { continue };
        let Ok(sending) = serde_json::from_value::<BTreeSet<MailboxId>>(answer) else { continue };
        let before = shift.sending.lock().replace(sending.clone());
        if before != Some(sending) {
            let Some(desk) = desk.upgrade().map(Desk::from) else { return };
            desk.emit_stale(vec![Tag::Inbox], Vec::new());
        }
    }
}

fn unknown() -> CommandError {
    CommandError::new(ErrorCode::NotFound)
}
