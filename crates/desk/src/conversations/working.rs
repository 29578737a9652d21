//! Who has a conversation, and where it is put: edits of its record, which take effect here at once and go to the server like all others.

use std::time::Duration;

use daehwa_cache::ConversationView;
use daehwa_domain::{
    conversation::State,
    id::{ConversationId, InteractionId, TeamId, UserId},
    interaction::Note,
    limits::MAX_NOTE_BYTES,
    record::{Fact, RecordKind, RecordRef},
};
use daehwa_sync::Link;
use serde_json::{Value, json};

use crate::{
    Desk,
    api::{
        conversations::{Claimed, HandOverForm, PriorityForm, PrivateNote, PutAwayForm},
        error::{CommandError, ErrorCode},
    },
    callbacks,
    shift::{Act, Shift},
};

/// How long the server's answer to a claim is awaited.
const ANSWER_LIMIT: Duration = Duration::from_secs(8);
/// How long the colleague's claim, which came first, is awaited.
const HOLDER_LIMIT: Duration = Duration::from_secs(2);

impl Desk {
    /// Takes a conversation. The server decides: with it at hand its word is awaited, without it the wish waits like all other work.
    pub async fn claim_conversation(&self, id: ConversationId) -> Result<Claimed, CommandError> {
        let shift = self.shift()?;
        let view = shift.conversation_view(id)?;
        let held = view.row.conversation.taken;
        if held.is_none() || (held != Some(shift.user.id) && shift.leads()) {
            set(shift.act(), &view, "taken", json!(shift.user.id)).commit()?;
            if shift.link.lock().sync.link == Link::Online {
                shift.told(ANSWER_LIMIT, || Ok(shift.cache.is_answered(id)?)).await?;
            }
            if shift.cache.is_answered(id)? && shift.holder(id)?.is_none() {
                shift.told(HOLDER_LIMIT, || Ok(shift.holder(id).is_ok_and(|it| it.is_some()))).await?;
            }
        }
        let holder = shift.holder(id)?;
        Ok(Claimed {
            mine: holder == Some(shift.user.id),
            waits: !shift.cache.is_answered(id)?,
            holder_name: holder.filter(|it| *it != shift.user.id).and_then(|it| shift.name_of(it)),
        })
    }

    /// Gives a conversation back.
    pub async fn release_conversation(&self, id: ConversationId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(id)?;
        set(shift.act(), &view, "taken", Value::Null).commit()
    }

    /// Hands a conversation to a colleague; what they should know becomes a private note.
    pub async fn hand_over(&self, form: HandOverForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(form.conversation)?;
        shift.check_receiver(&view, form.to)?;
        let mut act = set(shift.act(), &view, "taken", json!(form.to));
        if let Some(note) = shift.private_note(&view, &form.words)? {
            act = act.append(Fact::Note(note))?;
        }
        act.commit()
    }

    /// Puts a conversation away. What the customer writes after what is read here brings it back.
    pub async fn put_away(&self, form: PutAwayForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(form.conversation)?;
        let read = view.row.asking;
        let state = match form.until_ms {
            Some(until_ms) => {
                callbacks::check_due(until_ms, shift.now())?;
                State::Snoozed { until_ms, read }
            }
            None => State::Done { read },
        };
        set(shift.act(), &view, "state", json!(state)).commit()
    }

    /// Brings a conversation back.
    pub async fn reopen_conversation(&self, id: ConversationId) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.own_conversation(id)?;
        set(shift.act(), &view, "state", json!(State::Open)).commit()
    }

    /// Says how soon a conversation is to be answered.
    pub async fn set_priority(&self, form: PriorityForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.conversation_view(form.conversation)?;
        set(shift.act(), &view, "priority", json!(form.priority)).commit()
    }

    /// Notes something that the customer does not see.
    pub async fn note_conversation(&self, form: PrivateNote) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let view = shift.conversation_view(form.conversation)?;
        let note = shift.private_note(&view, &form.text)?.ok_or_else(|| CommandError::invalid("text"))?;
        shift.act().append(Fact::Note(note))?.commit()
    }
}

impl Shift {
    pub(super) fn leads(&self) -> bool {
        self.user.role != daehwa_domain::people::Role::Agent
    }

    /// A conversation on which this user may work: nobody else has it.
    pub(super) fn own_conversation(&self, id: ConversationId) -> Result<ConversationView, CommandError> {
        let view = self.conversation_view(id)?;
        let free = view.row.conversation.taken.is_none_or(|it| it == self.user.id) || self.leads();
        if free { Ok(view) } else { Err(CommandError::new(ErrorCode::ConversationHeld)) }
    }

    /// Somebody who works, for the customer's team.
    pub(super) fn check_receiver(&self, view: &ConversationView, user: UserId) -> Result<(), CommandError> {
        let fits = self.works_for(user, view.row.customer.team)?;
        fits.then_some(()).ok_or_else(|| CommandError::invalid("to"))
    }

    /// Whether somebody works, and for a team.
    pub(crate) fn works_for(&self, user: UserId, team: TeamId) -> Result<bool, CommandError> {
        let users = self.cache.users()?;
        Ok(users.iter().any(|it| it.id == user && !it.disabled && it.teams.contains(&team)))
    }

    fn holder(&self, id: ConversationId) -> Result<Option<UserId>, CommandError> {
        Ok(self.conversation_view(id)?.row.conversation.taken)
    }

    /// Words about the latest message; `None` when there are none.
    fn private_note(&self, view: &ConversationView, words: &str) -> Result<Option<Note>, CommandError> {
        let text = words.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > MAX_NOTE_BYTES {
            return Err(CommandError::invalid("text"));
        }
        let about: Option<InteractionId> = view.messages.last().map(|it| it.message.contact());
        let Some(interaction) = about else { return Err(CommandError::new(ErrorCode::NotFound)) };
        Ok(Some(Note {
            id: self.host.new_id(),
            customer: view.row.conversation.customer,
            interaction,
            author: self.user.id,
            at_ms: self.now(),
            text: text.to_owned(),
            replaces: None,
        }))
    }

    /// Waits until something is so that the server tells of.
    async fn told(&self, limit: Duration, is_so: impl Fn() -> Result<bool, CommandError>) -> Result<(), CommandError> {
        let told = async {
            loop {
                let changed = self.outbox_changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if is_so()? {
                    return Ok(());
                }
                changed.await;
            }
        };
        // What the server says later arrives like everything else.
        tokio::time::timeout(limit, told).await.unwrap_or(Ok(()))
    }
}

/// Sets a field of a conversation.
pub(super) fn set<'a>(act: Act<'a>, view: &ConversationView, field: &str, value: Value) -> Act<'a> {
    let target = RecordRef { kind: RecordKind::Conversation, id: view.row.conversation.id.0 };
    act.set(view.row.conversation.customer, target, vec![(field.to_owned(), value)])
}
