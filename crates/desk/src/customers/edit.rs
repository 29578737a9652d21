//! Changes to a customer and what belongs to one.

use daehwa_domain::{
    confirmation::Confirmation,
    customer::{ConsentChange, ContactKind, ContactPoint, Customer, CustomerKind, Remark, Tier},
    dialogue::{Cause, DialogueOpened, StageMove, Topic},
    fold::FIRST_STAGE,
    id::{CallId, CustomerId, DialogueId, InteractionId, TopicId},
    limits::{MAX_LINE_BYTES, MAX_NAME_BYTES},
    record::{Fact, Record, RecordKind, RecordRef},
};
use serde::Serialize;
use serde_json::Value;

use super::care::check_selling;
use crate::{
    Desk,
    api::{
        customer::{
            ConflictChoice, ConsentForm, ContactPointEdit, CustomerEdit, CustomerView, MoveStageForm, NewContactPoint,
            NewCustomer, OpenDialogueForm, PreferredAgent, RemarkForm,
        },
        error::{CommandError, ErrorCode},
    },
    shift::{Act, Shift},
};

type Fields = Vec<(String, Value)>;

impl Desk {
    /// Makes a customer (D-2), and ties the given call to it.
    pub async fn create_customer(&self, form: NewCustomer) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        // A desktop holds the customers of its user's teams; a new one belongs to the first.
        let team = *shift.user.teams.first().ok_or_else(|| CommandError::new(ErrorCode::NotAllowed))?;
        let customer = Customer {
            id: shift.host.new_id(),
            team,
            kind: form.kind,
            name: required(&form.name, "name")?,
            name_latin: None,
            company: form.company.as_deref().and_then(optional),
            account_no: None,
            language: form.language,
            tier: Tier::default(),
            time_zone: None,
            address: None,
            preferred_agent: None,
            created_ms: shift.now(),
            name_confirmed: None,
            address_confirmed: None,
        };
        let id = customer.id;
        let numbers = form.phone.as_deref().and_then(optional).map(|value| (ContactKind::Mobile, value));
        let mails = form.email.as_deref().and_then(optional).map(|value| (ContactKind::Email, value));
        let mut act = shift.act().create(Record::Customer(customer))?;
        for (kind, value) in numbers.into_iter().chain(mails) {
            check_contact(kind, &value)?;
            let kind = if form.kind == CustomerKind::Company && kind.is_number() { ContactKind::Phone } else { kind };
            act = act.create(Record::ContactPoint(ContactPoint {
                id: shift.host.new_id(),
                customer: id,
                kind,
                value,
                label: None,
                primary: true,
                verified_ms: None,
                retired: false,
                confirmed: None,
            }))?;
        }
        act.commit()?;
        if let Some(call) = form.call {
            self.tie(&shift, call, Some(id))?;
        }
        shift.customer_view(id)
    }

    /// Sets fields of a customer.
    pub async fn edit_customer(&self, edit: CustomerEdit) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let edit = CustomerEdit { customer: shift.cache.stands_for(edit.customer)?, ..edit };
        let mut fields = Fields::new();
        let heard = shift.heard_now(edit.customer);
        if let Some(name) = edit.name {
            fields.push(field("name", required(&name, "name")?));
            fields.push(field("name_confirmed", heard));
        }
        if edit.address.is_some() {
            fields.push(field("address_confirmed", heard));
        }
        let texts = [
            ("name_latin", edit.name_latin, MAX_NAME_BYTES),
            ("company", edit.company, MAX_NAME_BYTES),
            ("account_no", edit.account_no, daehwa_domain::limits::MAX_KEY_BYTES),
            ("address", edit.address, MAX_LINE_BYTES),
        ];
        for (name, text, max_bytes) in texts {
            let Some(text) = text else { continue };
            if text.len() > max_bytes {
                return Err(CommandError::invalid(name));
            }
            fields.push(field(name, optional(&text)));
        }
        if let Some(language) = edit.language {
            fields.push(field("language", language));
        }
        if let Some(preferred) = edit.preferred_agent {
            let agent = match preferred {
                PreferredAgent::Anyone => None,
                PreferredAgent::Agent { agent } => Some(agent),
            };
            fields.push(field("preferred_agent", agent));
        }
        shift.set(edit.customer, RecordKind::Customer, edit.customer.0, fields)
    }

    /// Adds a number or address.
    pub async fn add_contact_point(&self, form: NewContactPoint) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let known = shift.customer_view(form.customer)?.contact_points;
        let value = required(&form.value, "value")?;
        check_contact(form.kind, &value)?;
        let is_first = known.iter().all(|point| point.retired || point.kind.is_number() != form.kind.is_number());
        let point = ContactPoint {
            id: shift.host.new_id(),
            customer: form.customer,
            kind: form.kind,
            value,
            label: form.label.as_deref().and_then(optional),
            primary: is_first,
            verified_ms: None,
            retired: false,
            confirmed: None,
        };
        shift.act().create(Record::ContactPoint(point))?.commit()?;
        shift.customer_view(form.customer)
    }

    /// Sets fields of a number or address. Only one of a kind is used first.
    pub async fn edit_contact_point(&self, edit: ContactPointEdit) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let points = shift.customer_view(edit.customer)?.contact_points;
        let not_found = || CommandError::new(ErrorCode::NotFound);
        let point = points.iter().find(|point| point.id == edit.id).ok_or_else(not_found)?;
        let mut fields = Fields::new();
        if let Some(value) = edit.value {
            let value = required(&value, "value")?;
            check_contact(point.kind, &value)?;
            fields.push(field("value", value));
            if !edit.verified {
                let heard = shift.heard_now(edit.customer);
                fields.push(field("verified_ms", heard.map(|it| it.at_ms)));
                fields.push(field("confirmed", heard));
            }
        }
        if let Some(label) = edit.label {
            if label.len() > daehwa_domain::limits::MAX_KEY_BYTES {
                return Err(CommandError::invalid("label"));
            }
            fields.push(field("label", optional(&label)));
        }
        if edit.verified {
            let how = shift.heard_now(edit.customer);
            let how = how.unwrap_or(Confirmation { at_ms: shift.now(), by: shift.user.id, channel: None });
            fields.push(field("verified_ms", how.at_ms));
            fields.push(field("confirmed", how));
        }
        if let Some(retired) = edit.retired {
            fields.push(field("retired", retired));
        }
        if let Some(primary) = edit.primary {
            fields.push(field("primary", primary));
        }
        let mut act =
            shift.act().set(edit.customer, RecordRef { kind: RecordKind::ContactPoint, id: edit.id.0 }, fields);
        if edit.primary == Some(true) {
            let rivals = points.iter().filter(|other| {
                other.id != point.id && other.primary && other.kind.is_number() == point.kind.is_number()
            });
            for rival in rivals {
                let target = RecordRef { kind: RecordKind::ContactPoint, id: rival.id.0 };
                act = act.set(edit.customer, target, vec![field("primary", false)]);
            }
        }
        act.commit()?;
        shift.customer_view(edit.customer)
    }

    /// Decides between two values of a field (D-41).
    pub async fn resolve_conflict(&self, choice: ConflictChoice) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let not_found = || CommandError::new(ErrorCode::NotFound);
        let view = shift.cache.customer_view(choice.customer, shift.now())?.ok_or_else(not_found)?;
        let conflict = view
            .conflicts
            .into_iter()
            .find(|it| it.target == choice.record && it.field == choice.field)
            .ok_or_else(not_found)?;
        let value = if choice.take_other { conflict.other } else { conflict.shown };
        shift.act().set(choice.customer, choice.record, vec![(choice.field, value)]).commit()?;
        shift.customer_view(choice.customer)
    }

    /// Adds or edits a remark (P-2).
    pub async fn save_remark(&self, form: RemarkForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let text = required(&form.text, "text")?;
        if !(1..=daehwa_domain::limits::MAX_PRIORITY).contains(&form.priority) {
            return Err(CommandError::invalid("priority"));
        }
        let Some(id) = form.id else {
            let remark = Remark {
                id: shift.host.new_id(),
                customer: form.customer,
                kind: form.kind,
                text,
                priority: form.priority,
                due_ms: form.due_ms,
                expires_ms: form.expires_ms,
                done: form.done,
                author: shift.user.id,
                created_ms: shift.now(),
            };
            shift.customer_view(form.customer)?;
            shift.act().create(Record::Remark(remark))?.commit()?;
            return shift.customer_view(form.customer);
        };
        if text.len() > daehwa_domain::limits::MAX_REMARK_BYTES {
            return Err(CommandError::invalid("text"));
        }
        let fields = vec![
            field("kind", form.kind),
            field("text", text),
            field("priority", form.priority),
            field("due_ms", form.due_ms),
            field("expires_ms", form.expires_ms),
            field("done", form.done),
        ];
        shift.set(form.customer, RecordKind::Remark, id.0, fields)
    }

    /// Records a consent given or withdrawn.
    pub async fn record_consent(&self, form: ConsentForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        shift.customer_view(form.customer)?;
        let change = ConsentChange {
            id: shift.host.new_id(),
            customer: form.customer,
            purpose: form.purpose,
            channel: form.channel,
            granted: form.granted,
            at_ms: shift.now(),
            source: required(&form.source, "source")?,
        };
        shift.act().append(Fact::Consent(change))?.commit()?;
        shift.customer_view(form.customer)
    }

    /// Begins a dialogue, or finds the open one on that topic.
    pub async fn open_dialogue(&self, form: OpenDialogueForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.customer)?;
        let goes_on = view.dialogues.iter().any(|it| it.open && it.topic == form.topic);
        if !goes_on {
            check_selling(shift.topic(form.topic)?.purpose, view.care.complaint.as_ref())?;
        }
        let (act, _) = shift.with_dialogue(shift.act(), form.customer, form.topic)?;
        act.commit()?;
        shift.customer_view(form.customer)
    }

    /// Moves a dialogue to a stage.
    pub async fn move_stage(&self, form: MoveStageForm) -> Result<CustomerView, CommandError> {
        let shift = self.shift()?;
        let view = shift.customer_view(form.customer)?;
        let dialogue = view.dialogues.iter().find(|it| it.id == form.dialogue);
        let dialogue = dialogue.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        let topic = shift.topic(dialogue.topic)?;
        let moved = shift.stage_move(&view, form.dialogue, &topic, form.stage)?;
        let interaction = form.call.map(|call| shift.contact_with(call, form.customer)).transpose()?;
        shift.act().append(Fact::StageMove(StageMove { interaction, ..moved }))?.commit()?;
        shift.customer_view(form.customer)
    }
}

impl Shift {
    /// A topic by its id.
    pub(crate) fn topic(&self, id: TopicId) -> Result<Topic, CommandError> {
        let topic = self.cache.topics()?.into_iter().find(|topic| topic.id == id);
        topic.ok_or_else(|| CommandError::invalid("topic"))
    }

    /// The customer's open dialogue on a topic; begun by `act` when there is none.
    pub(crate) fn with_dialogue<'a>(
        &self,
        act: Act<'a>,
        customer: CustomerId,
        topic: TopicId,
    ) -> Result<(Act<'a>, DialogueId), CommandError> {
        let view = self.customer_view(customer)?;
        if let Some(open) = view.dialogues.iter().find(|it| it.open && it.topic == topic) {
            return Ok((act, open.id));
        }
        let definition = self.topic(topic)?;
        if definition.retired {
            return Err(CommandError::invalid("topic"));
        }
        let version = definition.version();
        let opened = DialogueOpened { id: self.host.new_id(), customer, topic, opened_ms: self.now(), version };
        let id = opened.id;
        Ok((act.append(Fact::DialogueOpened(opened))?, id))
    }

    /// A move to a stage that the topic has, from where the customer's dialogue stands; one that just begins is not in the view.
    pub(crate) fn stage_move(
        &self,
        view: &CustomerView,
        dialogue: DialogueId,
        topic: &Topic,
        stage: u8,
    ) -> Result<StageMove, CommandError> {
        topic.stage(stage).ok_or_else(|| CommandError::invalid("stage"))?;
        let from = view.dialogues.iter().find(|it| it.id == dialogue).map_or(FIRST_STAGE, |it| it.stage);
        if !topic.may_move(from, stage) {
            return Err(CommandError::new(ErrorCode::MoveNotAllowed));
        }
        Ok(StageMove {
            id: self.host.new_id(),
            customer: view.customer.id,
            dialogue,
            stage,
            version: topic.version(),
            at_ms: self.now(),
            interaction: None,
            cause: Cause::Person { user: self.user.id },
        })
    }

    /// The contact that a call with this customer is, or will be once its form is done.
    pub(crate) fn contact_with(&self, call: CallId, customer: CustomerId) -> Result<InteractionId, CommandError> {
        let record = self.cache.call(call)?.ok_or_else(|| CommandError::new(ErrorCode::CallGone))?;
        let stands_for = |id| self.cache.stands_for(id);
        if record.customer.map(stands_for).transpose()? != Some(stands_for(customer)?) {
            return Err(CommandError::invalid("customer"));
        }
        Ok(InteractionId::from(call))
    }

    fn set(
        &self,
        customer: CustomerId,
        kind: RecordKind,
        id: uuid::Uuid,
        fields: Fields,
    ) -> Result<CustomerView, CommandError> {
        self.customer_view(customer)?;
        self.act().set(customer, RecordRef { kind, id }, fields).commit()?;
        self.customer_view(customer)
    }
}

/// A field with its value in the record's serialised form.
pub(crate) fn field(name: &str, value: impl Serialize) -> (String, Value) {
    (name.to_owned(), serde_json::to_value(value).unwrap_or_default())
}

/// A text that must not be empty, without space around it.
pub(crate) fn required(text: &str, name: &'static str) -> Result<String, CommandError> {
    optional(text).ok_or_else(|| CommandError::invalid(name))
}

/// A text without space around it; `None` when nothing is left.
pub(crate) fn optional(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn check_contact(kind: ContactKind, value: &str) -> Result<(), CommandError> {
    let is_right = if kind.is_number() {
        !daehwa_domain::number::digits(value).is_empty()
    } else {
        value.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
    };
    let is_short = value.len() <= daehwa_domain::limits::MAX_ADDRESS_BYTES;
    if is_right && is_short {
        Ok(())
    } else {
        Err(CommandError::invalid(if kind.is_number() { "phone" } else { "email" }))
    }
}
