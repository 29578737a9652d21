//! Triage: every contact finds its dialogue (H-1).

use daehwa_cache::TriageRow;
use daehwa_domain::{
    assignment::Assignment,
    dialogue::{Cause, Topic},
    id::TopicId,
    number,
    record::Fact,
};

use crate::{
    Desk,
    api::{
        error::{CommandError, ErrorCode},
        triage::{AssignForm, Triage, TriageContact, TriageOption},
        wrap_up::DialogueChoice,
    },
    customers::off_the_runtime,
    shift::Shift,
    suggestion::Told,
};

/// At most so many contacts are listed.
const MAX_SHOWN: usize = 200;
/// One for each digit key.
const MAX_OPTIONS: usize = 9;

impl Desk {
    /// Contacts that belong to no dialogue yet, the one that has waited longest first.
    pub async fn triage(&self, (): ()) -> Result<Triage, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || {
            let rows = shift.cache.triage(MAX_SHOWN, shift.now())?;
            let topics = shift.cache.topics()?;
            let told = shift.told_in_triage(&rows, &topics)?;
            let contacts = rows.into_iter().zip(told);
            let contacts = contacts.map(|(row, told)| shift.triage_contact(row, told, &topics)).collect();
            Ok(Triage { contacts, total: shift.cache.triage_count()? })
        })
        .await
    }

    /// Puts a contact to a dialogue, or back into triage. What is decided here holds over what was decided before; a choice that changes
    /// nothing leaves nothing behind.
    pub async fn assign(&self, form: AssignForm) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let not_found = || CommandError::new(ErrorCode::NotFound);
        let row = shift.cache.contact(form.customer, form.interaction, shift.now())?.ok_or_else(not_found)?;
        let (act, dialogue) = match form.to {
            DialogueChoice::Triage => (shift.act(), None),
            DialogueChoice::New { topic } => {
                let (act, dialogue) = shift.with_dialogue(shift.act(), form.customer, topic)?;
                (act, Some(dialogue))
            }
            DialogueChoice::Existing { dialogue } => {
                let known = shift.customer_view(form.customer)?.dialogues.iter().any(|it| it.id == dialogue);
                (shift.act(), Some(known.then_some(dialogue).ok_or_else(not_found)?))
            }
        };
        if row.interaction.dialogue == dialogue {
            return Ok(());
        }
        let last = shift.cache.assignments(form.customer, form.interaction)?.pop();
        // A clock that was set back must not let the earlier decision hold.
        let after = last.map_or(shift.now(), |last| last.at_ms.plus_ms(1));
        let assignment = Assignment {
            id: shift.host.new_id(),
            customer: form.customer,
            interaction: form.interaction,
            dialogue,
            at_ms: shift.now().max(after),
            cause: Cause::Person { user: shift.user.id },
        };
        act.append(Fact::Assigned(assignment))?.commit()
    }
}

impl Shift {
    fn triage_contact(&self, row: TriageRow, told: Option<Told>, topics: &[Topic]) -> TriageContact {
        let region = self.settings().region;
        let suggested = !row.open.is_empty() || told.is_some();
        TriageContact {
            options: options(&row, told.as_ref().map(|it| it.topic.id), topics),
            suggested,
            reasons: told.map(|it| it.words).unwrap_or_default(),
            customer_name: row.customer.name,
            address_text: row.interaction.address.as_deref().map(|raw| number::readable(raw, &region)),
            agent_name: row.interaction.agent.and_then(|agent| self.name_of(agent)),
            words: row.words,
            unsent: row.unsent,
            interaction: row.interaction,
        }
    }
}

/// What the words speak for; the customer's open dialogues, the strongest need first; then the other topics that are offered.
fn options(row: &TriageRow, suggested: Option<TopicId>, topics: &[Topic]) -> Vec<TriageOption> {
    let open = row.open.iter().map(|it| TriageOption {
        choice: DialogueChoice::Existing { dialogue: it.id },
        topic: it.topic,
        stage: Some(it.stage),
    });
    let others = topics.iter().filter(|topic| !topic.retired && row.open.iter().all(|it| it.topic != topic.id));
    let begun =
        others.map(|it| TriageOption { choice: DialogueChoice::New { topic: it.id }, topic: it.id, stage: None });
    let mut all: Vec<_> = open.chain(begun).collect();
    all.sort_by_key(|it| Some(it.topic) != suggested);
    all.truncate(MAX_OPTIONS);
    all
}
