//! How a dialogue came to where it is, and taking the last step back (H-10).

use daehwa_cache::DialogueHistory;
use daehwa_domain::{
    dialogue::{Cause, StageMove, Topic},
    record::Fact,
    stage_undo::undo,
};

use super::off_the_runtime;
use crate::{
    Desk,
    api::{
        customer::CustomerView,
        dialogue::{DialogueEvidence, DialogueRef, MoveView, MovedBy},
        error::{CommandError, ErrorCode},
    },
    shift::Shift,
};

impl Desk {
    /// The contacts and moves behind a dialogue.
    pub async fn evidence(&self, of: DialogueRef) -> Result<DialogueEvidence, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let history = shift.history(of)?;
            // A topic that is not here yet numbers no stage anew.
            let topic = shift.topic(history.view.dialogue.topic).ok();
            let moves = history.moves.iter().rev().map(|it| shift.move_view(it, topic.as_ref())).collect();
            let measures = shift.measures_of(of.customer)?;
            Ok(DialogueEvidence { moves, contacts: shift.timeline_page(history.contacts, measures) })
        })
        .await
    }

    /// Takes back the latest stage move of a dialogue, where it is this user's own slip: nothing asks before a stage closes one.
    pub async fn undo_move(&self, of: DialogueRef) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let history = shift.history(of)?;
        let topic = shift.topic(history.view.dialogue.topic)?;
        let now = shift.now();
        let back = undo(history.began, &history.moves, &topic, shift.user.id, now);
        let back = back.ok_or_else(|| CommandError::new(ErrorCode::NothingToUndo))?;
        let moved = StageMove {
            id: shift.host.new_id(),
            customer: of.customer,
            dialogue: history.view.dialogue.id,
            stage: back.stage,
            version: topic.version(),
            at_ms: now.max(back.not_before),
            interaction: None,
            cause: Cause::Person { user: shift.user.id },
        };
        shift.act().append(Fact::StageMove(moved))?.commit()?;
        shift.customer_view(of.customer)
    }
}

impl Shift {
    fn history(&self, of: DialogueRef) -> Result<DialogueHistory, CommandError> {
        let history = self.cache.dialogue_history(of.customer, of.dialogue, self.now())?;
        history.ok_or_else(|| CommandError::new(ErrorCode::NotFound))
    }

    fn move_view(&self, moved: &StageMove, topic: Option<&Topic>) -> MoveView {
        let standing = topic.map(|it| it.standing(moved.version, moved.stage, moved.at_ms).stage);
        let (matched, by) = match &moved.cause {
            Cause::Person { user } => (None, MovedBy::Person { name: self.name_of(*user) }),
            Cause::Rule { interaction, rule } => (Some(*interaction), MovedBy::Rule { rule: rule.clone() }),
        };
        MoveView {
            id: moved.id,
            stage: standing.unwrap_or(moved.stage),
            at_ms: moved.at_ms,
            interaction: moved.interaction.or(matched),
            by,
        }
    }
}
