//! Working on cases: writing one down, changing what it is about, and what is done in it.

use daehwa_cache::CaseView;
use daehwa_domain::{
    case::{Case, CaseStep, Did, State},
    id::{CaseId, CustomerId, DialogueId, InteractionId, UserId},
    record::{Fact, Record, RecordKind, RecordRef},
    time::Timestamp,
};

use crate::{
    Desk,
    api::{
        cases::{CaseAssignee, CaseContact, CaseDetail, CaseEdit, CaseStepForm, NewCase},
        customer::CustomerView,
        error::{CommandError, ErrorCode},
    },
    customers::edit::field,
    host::Subject,
    shift::Shift,
};

impl Desk {
    /// Writes a request or complaint down. Whoever is on the phone has answered it.
    pub async fn open_case(&self, form: NewCase) -> Result<CaseDetail, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.customer)?;
        let topic = form.dialogue.map(|it| topic_of(&view, it)).transpose()?;
        if let Some(assignee) = form.assignee {
            shift.check_colleague(assignee, &view)?;
        }
        let contact = form.contact.map(|it| shift.case_contact(it, form.customer)).transpose()?;
        let case = Case {
            id: shift.host.new_id(),
            customer: form.customer,
            kind: form.kind,
            title: form.title.trim().to_owned(),
            words: form.words.trim().to_owned(),
            topic,
            dialogue: form.dialogue,
            contact,
            priority: form.priority,
            assignee: form.assignee,
            created_by: shift.user.id,
            created_ms: shift.now(),
        };
        let id = case.id;
        let talks = matches!(form.contact, Some(CaseContact::Call { .. }));
        let answered = talks.then(|| shift.step(&case, None, Did::Answered, "", contact));
        let mut act = shift.act().create(Record::Case(Box::new(case)))?;
        if let Some(step) = answered {
            act = act.append(Fact::CaseStep(step))?;
        }
        act.commit()?;
        self.case_detail(id).await
    }

    /// Changes what a case is about, or who works on it.
    pub async fn edit_case(&self, edit: CaseEdit) -> Result<CaseDetail, CommandError> {
        let shift = self.shift()?;
        let case = shift.case_view(edit.case)?.row.case;
        let mut fields = Vec::new();
        if let Some(kind) = edit.kind {
            fields.push(field("kind", kind));
        }
        if let Some(title) = edit.title {
            let title = title.trim();
            if title.is_empty() {
                return Err(CommandError::invalid("title"));
            }
            fields.push(field("title", title));
        }
        if let Some(words) = edit.words {
            fields.push(field("words", words.trim()));
        }
        if let Some(priority) = edit.priority {
            fields.push(field("priority", priority));
        }
        if let Some(to) = edit.assignee {
            let assignee = match to {
                CaseAssignee::Me => Some(shift.user.id),
                CaseAssignee::User { user } => Some(user),
                CaseAssignee::Anyone => None,
            };
            if let Some(assignee) = assignee {
                shift.check_colleague(assignee, &shift.customer_view(case.customer)?)?;
            }
            fields.push(field("assignee", assignee));
        }
        if let Some(dialogue) = edit.dialogue {
            let topic = topic_of(&shift.customer_view(case.customer)?, dialogue)?;
            fields.extend([field("dialogue", dialogue), field("topic", topic)]);
        }
        let known = serde_json::to_value(&case).unwrap_or_default();
        fields.retain(|(name, value)| known.get(name) != Some(value));
        let target = RecordRef { kind: RecordKind::Case, id: case.id.0 };
        shift.act().set(case.customer, target, fields).commit()?;
        shift.withdraw_case(edit.case)?;
        self.case_detail(edit.case).await
    }

    /// Does something in a case: answers, waits for the customer, settles it, opens it again, comments.
    pub async fn step_case(&self, form: CaseStepForm) -> Result<CaseDetail, CommandError> {
        let shift = self.shift()?;
        let view = shift.case_view(form.case)?;
        if !fits(form.did, &view) {
            return Err(CommandError::new(ErrorCode::CaseMoved));
        }
        let case = view.row.case;
        let contact = form.contact.map(|it| shift.case_contact(it, case.customer)).transpose()?;
        let latest = view.steps.last().map(|it| it.at_ms);
        let step = shift.step(&case, latest, form.did, &form.words, contact);
        shift.act().append(Fact::CaseStep(step))?.commit()?;
        shift.withdraw_case(form.case)?;
        self.case_detail(form.case).await
    }
}

impl Shift {
    /// A step after the latest one that is known here: it follows on that, also by a clock that is behind a colleague's.
    fn step(
        &self,
        case: &Case,
        latest: Option<Timestamp>,
        did: Did,
        words: &str,
        contact: Option<InteractionId>,
    ) -> CaseStep {
        let after = latest.map_or(case.created_ms, |it| it.plus_ms(1));
        CaseStep {
            id: self.host.new_id(),
            customer: case.customer,
            case: case.id,
            contact,
            by: self.user.id,
            at_ms: self.now().max(after),
            did,
            words: words.trim().to_owned(),
        }
    }

    /// The contact of a call, which has the call's id, or the latest of a conversation. Both are the customer's.
    fn case_contact(&self, contact: CaseContact, customer: CustomerId) -> Result<InteractionId, CommandError> {
        let same = |of: CustomerId| -> Result<bool, CommandError> {
            Ok(self.cache.stands_for(of)? == self.cache.stands_for(customer)?)
        };
        let wrong = || CommandError::invalid("contact");
        match contact {
            CaseContact::Call { call } => {
                let record = self.cache.call(call)?.ok_or_else(|| CommandError::new(ErrorCode::CallGone))?;
                match record.customer {
                    Some(of) if same(of)? => Ok(InteractionId::from(call)),
                    _ => Err(wrong()),
                }
            }
            CaseContact::Conversation { conversation } => {
                let view = self.conversation_view(conversation)?;
                if !same(view.row.conversation.customer)? {
                    return Err(wrong());
                }
                view.messages.last().map(|it| it.message.contact()).ok_or_else(wrong)
            }
        }
    }

    /// Somebody who works, and for the customer's team.
    fn check_colleague(&self, user: UserId, of: &CustomerView) -> Result<(), CommandError> {
        let sees = self.works_for(user, of.customer.team)?;
        if sees || user == self.user.id { Ok(()) } else { Err(CommandError::invalid("assignee")) }
    }

    /// Takes a notification off the screen that says what is no longer so.
    fn withdraw_case(&self, id: CaseId) -> Result<(), CommandError> {
        let row = self.case_view(id)?.row;
        if !row.standing.is_open() || row.reading.due().is_none() || row.case.assignee != Some(self.user.id) {
            self.host.withdraw(Subject::Case(id));
        }
        Ok(())
    }
}

/// What the dialogue is about to which a case is to belong: one of the customer's.
fn topic_of(view: &CustomerView, dialogue: DialogueId) -> Result<daehwa_domain::id::TopicId, CommandError> {
    let found = view.dialogues.iter().find(|it| it.id == dialogue);
    Ok(found.ok_or_else(|| CommandError::invalid("dialogue"))?.topic)
}

/// Whether something can be done where a case stands.
fn fits(did: Did, view: &CaseView) -> bool {
    let state = view.row.standing.state;
    match did {
        Did::Answered => state != State::Resolved && view.row.standing.answered_ms.is_none(),
        Did::Waits => state == State::Open,
        Did::Resumed => state == State::Waiting,
        Did::Resolved { .. } => state != State::Resolved,
        Did::Reopened => state == State::Resolved,
        Did::Commented => true,
    }
}
