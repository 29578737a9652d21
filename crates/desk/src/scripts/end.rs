//! What comes of the scripts of a call: suggested in its form, saved with it (P-12).

use chrono::{Days, NaiveDate, TimeZone};
use daehwa_cache::RunningScript;
use daehwa_domain::{
    confirmation::Confirmation,
    customer::ContactKind,
    id::{CallId, DialogueId, InteractionId, TopicId},
    interaction::{Channel, Outcome},
    record::{Fact, RecordKind, RecordRef},
    script::{Act as ScriptAct, Contact, Deed, ProfileField, Promise, ScriptTalk, words},
    time::Timestamp,
};

use super::Standing;
use crate::{
    api::{
        customer::CustomerView,
        error::CommandError,
        wrap_up::{CallbackEntry, DialogueChoice, WrapUpForm},
    },
    customers::edit::field,
    shift::{Act, Shift},
};

/// What a script suggests for the form of its call.
#[derive(Default)]
struct Suggested {
    outcome: Option<Outcome>,
    stage: Option<(TopicId, u8)>,
    callback: Option<CallbackEntry>,
}

impl Shift {
    /// The form with what the call's scripts suggest.
    pub(crate) fn with_scripts(
        &self,
        mut form: WrapUpForm,
        view: Option<&CustomerView>,
    ) -> Result<WrapUpForm, CommandError> {
        let mut suggested = Suggested::default();
        let topics = self.cache.topics()?;
        for run in self.cache.running_scripts(form.call)? {
            let standing = Standing::of(&run.script, &topics, view);
            let deeds = run.progress.deeds(&run.script).into_iter();
            // What the topic bars is no suggestion: it is shown as refused beside the script, and the form could only refuse it again.
            for deed in deeds.filter(|it| !it.undone && standing.bars(&it.act).is_none()) {
                self.suggest(&mut suggested, &run, deed, view)?;
            }
        }
        form.outcome = suggested.outcome.or(form.outcome);
        form.callback = suggested.callback;
        if let Some((topic, stage)) = suggested.stage {
            let open = view.and_then(|view| view.dialogues.iter().find(|it| it.open && it.topic == topic));
            form.dialogue =
                Some(open.map_or(DialogueChoice::New { topic }, |it| DialogueChoice::Existing { dialogue: it.id }));
            form.topic = Some(topic);
            form.stage = Some(stage);
        }
        Ok(form)
    }

    fn suggest(
        &self,
        suggested: &mut Suggested,
        run: &RunningScript,
        deed: Deed,
        view: Option<&CustomerView>,
    ) -> Result<(), CommandError> {
        match &deed.act {
            ScriptAct::MoveStage { stage } => suggested.stage = Some((run.script.topic, *stage)),
            ScriptAct::Outcome { outcome } => suggested.outcome = Some(*outcome),
            ScriptAct::Callback { when, hour, note } => {
                let values = self.values(view, &run.script, &self.cache.topics()?);
                let note = words::fill(note, &run.progress.values(&run.script, values));
                let note = match self.settings().language {
                    daehwa_domain::customer::Language::Ko => note.ko,
                    daehwa_domain::customer::Language::En => note.en,
                };
                let due_ms = self.promised(when, *hour, deed.answer.as_deref())?;
                let entry = due_ms.map(|due_ms| CallbackEntry { due_ms, owner: Some(self.user.id), note });
                suggested.callback = entry.or(suggested.callback.take());
            }
            ScriptAct::SetField { .. } | ScriptAct::Confirm { .. } => {}
        }
        Ok(())
    }

    /// The moment of a promised call; `None` where there is none that lies ahead.
    fn promised(&self, when: &Promise, hour: u8, answer: Option<&str>) -> Result<Option<Timestamp>, CommandError> {
        let day = match when {
            Promise::InDays { days } => self.today()?.checked_add_days(Days::new(u64::from(*days))),
            Promise::OnDate { .. } => answer.and_then(|it| it.parse::<NaiveDate>().ok()),
        };
        let local = day.and_then(|day| day.and_hms_opt(u32::from(hour), 0, 0));
        let zone = self.zone()?;
        let moment = local.and_then(|local| zone.from_local_datetime(&local).earliest());
        let due = moment.map(|it| Timestamp(it.timestamp_millis()));
        Ok(due.filter(|due| *due > self.now()))
    }

    /// What the scripts of a call came to, and the fields that they set, in the transaction of its wrap-up.
    pub(crate) fn save_scripts<'a>(
        &self,
        mut act: Act<'a>,
        call: CallId,
        view: &CustomerView,
        dialogue: Option<DialogueId>,
    ) -> Result<Act<'a>, CommandError> {
        let topics = self.cache.topics()?;
        for RunningScript { script, progress } in self.cache.running_scripts(call)? {
            let values = progress.values(&script, self.values(Some(view), &script, &topics));
            let answers = progress.given(&script, &values);
            let summary = progress.summary(&script, &values);
            for deed in progress.deeds(&script).into_iter().filter(|it| !it.undone) {
                act = self.carry_out(act, deed, view);
            }
            if answers.is_empty() && summary.is_none() {
                continue;
            }
            act = act.append(Fact::ScriptTalk(Box::new(ScriptTalk {
                id: self.host.new_id(),
                customer: view.customer.id,
                interaction: InteractionId::from(call),
                dialogue,
                agent: self.user.id,
                at_ms: self.now(),
                script: script.id,
                version: script.version,
                name: script.name.clone(),
                answers,
                summary,
            })))?;
        }
        Ok(act)
    }

    /// Stage, outcome and callback are in the form; here is the rest.
    fn carry_out<'a>(&self, act: Act<'a>, deed: Deed, view: &CustomerView) -> Act<'a> {
        let customer = view.customer.id;
        let said = Some(Confirmation { at_ms: self.now(), by: self.user.id, channel: Some(Channel::Phone) });
        match (deed.act, deed.answer) {
            (ScriptAct::SetField { field: of, .. }, Some(value)) => {
                let (name, before) = match of {
                    ProfileField::Address => ("address", &view.customer.address),
                    ProfileField::Company => ("company", &view.customer.company),
                    ProfileField::NameLatin => ("name_latin", &view.customer.name_latin),
                };
                let target = RecordRef { kind: RecordKind::Customer, id: customer.0 };
                let mut fields = if before.as_ref() == Some(&value) { Vec::new() } else { vec![field(name, value)] };
                if matches!(of, ProfileField::Address) {
                    // Whoever says an address confirms it (P-6).
                    fields.push(field("address_confirmed", said));
                }
                act.set(customer, target, fields)
            }
            (ScriptAct::Confirm { contact }, _) => {
                let wanted = |kind: ContactKind| match contact {
                    Contact::Phone => kind.is_number() && kind != ContactKind::Fax,
                    Contact::Email => kind == ContactKind::Email,
                };
                let mut points = view.contact_points.iter().filter(|it| !it.retired && wanted(it.kind));
                let first = points.clone().find(|it| it.primary).or_else(|| points.next());
                let Some(point) = first else { return act };
                let target = RecordRef { kind: RecordKind::ContactPoint, id: point.id.0 };
                // The moment beside it is what desktops read that know no more.
                let fields = vec![field("verified_ms", self.now()), field("confirmed", said)];
                act.set(customer, target, fields)
            }
            _ => act,
        }
    }
}
