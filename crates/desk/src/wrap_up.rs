//! Notes and wrap-up (D-5, D-6): what a call came to, in one transaction.

use daehwa_cache::CallRecord;
use daehwa_domain::{
    callback::{Callback, CallbackStatus},
    customer::{Language, Remark, RemarkKind},
    dialogue::{StageMove, Topic},
    id::{CallId, InteractionId, TopicId},
    interaction::{Interaction, Note, Outcome},
    limits::MAX_NOTE_BYTES,
    record::{Fact, Record},
    wrap_up::{About, Form, FormFault, PromisedCall, WrapUp, suggested_outcome},
};

use crate::{
    Desk,
    api::{
        customer::CustomerView,
        error::{CommandError, ErrorCode},
        wrap_up::{DialogueChoice, Draft, WrapUpEntry, WrapUpForm},
    },
    callbacks, calls,
    customers::care::check_selling,
    shift::{Act, Shift},
};

/// What is taken of a note's first line where the agent wrote no summary.
const SUMMARY_CHARS: usize = 120;
/// Where a promise made in a call stands among remarks, 1 to 9.
const PROMISE_PRIORITY: u8 = 3;

impl Desk {
    /// Journals the note of a call; durable when it returns.
    pub async fn save_draft(&self, draft: Draft) -> Result<(), CommandError> {
        let shift = self.shift()?;
        if draft.text.len() > MAX_NOTE_BYTES {
            return Err(CommandError::invalid("note"));
        }
        shift.cache.journal_note(draft.call, &draft.text, shift.now())?;
        Ok(())
    }

    /// The form of a call, filled in as far as known.
    pub async fn wrap_up_form(&self, call: CallId) -> Result<WrapUpForm, CommandError> {
        let shift = self.shift()?;
        let gone = || CommandError::new(ErrorCode::CallGone);
        let record = shift.cache.call(call)?.ok_or_else(gone)?;
        let is_over = record.ended_ms.is_some();
        if is_over && !shift.owes(call)? {
            return Err(gone());
        }
        let view = record.customer.map(|customer| shift.customer_view(customer)).transpose()?;
        let limit_ms = i64::from(shift.settings().wrap_up_limit_s) * 1000;
        let form = WrapUpForm {
            call,
            customer: record.customer,
            note: shift.cache.draft(call)?.map(|draft| draft.text).unwrap_or_default(),
            outcome: suggested_outcome(&calls::past_call(&record)),
            dialogue: view.as_ref().and_then(|view| shift.suggested_dialogue(&record, view)),
            stage: None,
            topic: None,
            callback: None,
            due_ms: record.ended_ms.map(|ended| ended.plus_ms(limit_ms)),
        };
        shift.with_scripts(form, view.as_ref())
    }

    /// Commits outcome, note, stage move, next step and callback, and ends what the call owed.
    pub async fn wrap_up(&self, entry: WrapUpEntry) -> Result<(), CommandError> {
        let shift = self.shift()?;
        let record = shift.cache.call(entry.call)?.ok_or_else(|| CommandError::new(ErrorCode::CallGone))?;
        if shift.live_call(entry.call).is_some() {
            return Err(CommandError::new(ErrorCode::CallState));
        }
        if !shift.owes(entry.call)? {
            return Err(CommandError::new(ErrorCode::CallGone));
        }
        let customer = entry.customer.or(record.customer);
        let view = customer.map(|customer| shift.customer_view(customer)).transpose()?;
        let topics = shift.cache.topics()?;
        let topic_of = |id| topics.iter().find(|topic| topic.id == id);
        let form = form(entry, view.as_ref())?;
        let form = form.check(topic_of, shift.now()).map_err(|faults| fault_of(&faults))?;
        if let (About::New { topic }, Some(view)) = (form.about, &view)
            && let Some(topic) = topic_of(topic)
        {
            check_selling(topic.purpose, view.care.complaint.as_ref())?;
        }
        let act = match view {
            Some(view) => shift.contact(shift.act(), &record, &view, &form, topic_of)?,
            // Nobody was spoken with who could be a customer: only the local call log knows of it.
            None => shift.act(),
        };
        act.wraps_up(record.id).commit()?;
        self.tell_calls(&shift);
        Ok(())
    }
}

/// The form as the domain checks it.
fn form(entry: WrapUpEntry, customer: Option<&CustomerView>) -> Result<Form, CommandError> {
    let about = match entry.dialogue {
        DialogueChoice::Triage => About::Triage,
        DialogueChoice::New { topic } => About::New { topic },
        DialogueChoice::Existing { dialogue } => {
            let known = customer.and_then(|view| view.dialogues.iter().find(|it| it.id == dialogue));
            About::Existing { dialogue, topic: known.ok_or_else(|| CommandError::invalid("dialogue"))?.topic }
        }
    };
    Ok(Form {
        customer: customer.map(|view| view.customer.id),
        outcome: Some(entry.outcome),
        about,
        stage: entry.stage,
        summary: entry.summary,
        note: entry.note,
        next_step: entry.next_step,
        callback: entry.callback.map(|it| PromisedCall { due_ms: it.due_ms, owner: it.owner, note: it.note }),
    })
}

/// The first fault: the screen leads to one field at a time.
fn fault_of(faults: &[FormFault]) -> CommandError {
    match faults.first() {
        Some(FormFault::CallbackPast) => CommandError::new(ErrorCode::PastTime),
        Some(FormFault::CustomerMissing) => CommandError::invalid("customer"),
        Some(FormFault::TopicUnknown) => CommandError::invalid("dialogue"),
        Some(FormFault::StageUnknown) => CommandError::invalid("stage"),
        Some(FormFault::NextStepMissing) => CommandError::invalid("next_step"),
        Some(FormFault::Text(field)) => CommandError::invalid(field),
        Some(FormFault::OutcomeMissing) | None => CommandError::invalid("outcome"),
    }
}

impl Shift {
    /// What a call is probably about: where its rule leads, else the strongest need.
    fn suggested_dialogue(&self, record: &CallRecord, view: &CustomerView) -> Option<DialogueChoice> {
        if let Some(held) = self.rule_of_call(&record.caller) {
            let open = view.dialogues.iter().find(|it| it.open && it.topic == held.topic);
            return Some(
                open.map_or(DialogueChoice::New { topic: held.topic }, |it| DialogueChoice::Existing {
                    dialogue: it.id,
                }),
            );
        }
        view.needs.first().map(|need| DialogueChoice::Existing { dialogue: need.dialogue })
    }

    fn owes(&self, call: CallId) -> Result<bool, CommandError> {
        Ok(self.cache.owed_wrap_ups()?.iter().any(|owed| owed.call.id == call))
    }

    /// Everything that a call leaves behind with its customer.
    fn contact<'a, 't>(
        &self,
        mut act: Act<'a>,
        record: &CallRecord,
        view: &CustomerView,
        form: &WrapUp,
        topic_of: impl Fn(TopicId) -> Option<&'t Topic>,
    ) -> Result<Act<'a>, CommandError> {
        // The call was with the one who was found then, also when another stands for both since: undoing that parts them again.
        let own = record.customer.filter(|id| self.cache.stands_for(*id).is_ok_and(|it| it == view.customer.id));
        let customer = own.unwrap_or(view.customer.id);
        let interaction_id = InteractionId::from(record.id);
        let (dialogue, topic) = match form.about {
            About::Triage => (None, None),
            About::Existing { dialogue, topic } => (Some(dialogue), topic_of(topic)),
            About::New { topic } => {
                let (with_dialogue, dialogue) = self.with_dialogue(act, customer, topic)?;
                act = with_dialogue;
                (Some(dialogue), topic_of(topic))
            }
        };
        let summary = summary(form, topic, self.settings().language);
        let interaction = Interaction {
            dialogue,
            agent: Some(self.user.id),
            summary,
            customer,
            ..calls::contact(&calls::past_call(record), &view.customer, form.outcome)
        };
        act = act.append(Fact::Interaction(interaction))?;
        if let (Some(stage), Some(dialogue), Some(topic)) = (form.stage, dialogue, topic) {
            let moved = self.stage_move(view, dialogue, topic, stage)?;
            act = act.append(Fact::StageMove(StageMove { interaction: Some(interaction_id), ..moved }))?;
        }
        if let Some(text) = form.note.clone() {
            let note = Note {
                id: self.host.new_id(),
                customer,
                interaction: interaction_id,
                author: self.user.id,
                at_ms: self.now(),
                text,
                replaces: None,
            };
            act = act.append(Fact::Note(note))?;
        }
        if let Some(text) = form.next_step.clone() {
            let promise = Remark {
                id: self.host.new_id(),
                customer,
                kind: RemarkKind::Promise,
                text,
                priority: PROMISE_PRIORITY,
                due_ms: form.callback.as_ref().map(|callback| callback.due_ms),
                expires_ms: None,
                done: false,
                author: self.user.id,
                created_ms: self.now(),
            };
            act = act.create(Record::Remark(promise))?;
        }
        act = self.save_scripts(act, record.id, view, dialogue)?;
        act = self.with_list_call(act, record, customer, form.outcome)?;
        if let Some(promised) = &form.callback {
            callbacks::check_due(promised.due_ms, self.now())?;
            let callback = Callback {
                id: self.host.new_id(),
                customer,
                number: None,
                dialogue,
                due_ms: promised.due_ms,
                owner: promised.owner,
                note: promised.note.trim().to_owned(),
                status: CallbackStatus::Open,
                created_by: self.user.id,
                created_ms: self.now(),
            };
            act = act.create(Record::Callback(callback))?;
        }
        Ok(act)
    }
}

/// What stands in the timeline: the agent's words, else the note's first line, else topic and outcome.
fn summary(form: &WrapUp, topic: Option<&Topic>, language: Language) -> String {
    let first_line = || {
        let note = form.note.as_deref()?;
        Some(note.lines().next()?.chars().take(SUMMARY_CHARS).collect())
    };
    form.summary.clone().or_else(first_line).unwrap_or_else(|| {
        let outcome = outcome_name(form.outcome, language);
        let topic = topic.map(|topic| match language {
            Language::Ko => topic.name.ko.as_str(),
            Language::En => topic.name.en.as_str(),
        });
        topic.map_or_else(|| outcome.to_owned(), |topic| format!("{topic} · {outcome}"))
    })
}

/// Outcomes in words, for summaries: those are stored as text, in the language of who wrote them.
fn outcome_name(outcome: Outcome, language: Language) -> &'static str {
    let (ko, en) = match outcome {
        Outcome::Resolved => ("해결", "Resolved"),
        Outcome::FollowUp => ("후속 조치", "Follow-up"),
        Outcome::Sold => ("판매", "Sold"),
        Outcome::Declined => ("거절", "Declined"),
        Outcome::Complaint => ("불만 접수", "Complaint"),
        Outcome::Transferred => ("이관", "Transferred"),
        Outcome::NoAnswer => ("부재중", "No answer"),
        Outcome::Voicemail => ("음성 사서함", "Voicemail"),
        Outcome::Abandoned => ("통화 전 종료", "Abandoned"),
        Outcome::WrongNumber => ("잘못 걸린 전화", "Wrong number"),
    };
    match language {
        Language::Ko => ko,
        Language::En => en,
    }
}
