//! Scripts: what to say and ask in a call, and what comes of it (D-11, P-12).

mod edit;
mod end;
mod standing;

use chrono::NaiveDate;
use chrono_tz::Tz;
use daehwa_cache::RunningScript;
use daehwa_domain::{
    dialogue::{Localized, Purpose, Topic},
    id::{CallId, ScriptId},
    script::{
        Deed, InputFault, Progress, Script, Situation, StepKind, choose,
        words::{self, Slot, Values},
    },
};

use crate::{
    Desk,
    api::{
        customer::CustomerView,
        error::{CommandError, ErrorCode},
        scripts::{ScriptChoice, ScriptOffer, ScriptPane, ScriptStep, ScriptView, ShownDeed, ShownStep, WayStep},
    },
    shift::Shift,
};

use standing::Standing;

/// At most so many scripts are offered.
const MAX_OFFERS: usize = 200;

impl Desk {
    /// What to say and ask in a call.
    pub async fn script(&self, call: CallId) -> Result<ScriptPane, CommandError> {
        self.shift()?.script_pane(call, None)
    }

    /// Turns to a script; what was answered along another one stays.
    pub async fn choose_script(&self, choice: ScriptChoice) -> Result<ScriptPane, CommandError> {
        let shift = self.shift()?;
        let scripts = shift.cache.scripts()?;
        let begun = shift.cache.running_scripts(choice.call)?.into_iter().map(|it| it.script);
        let script = begun.chain(scripts).find(|it| it.id == choice.script);
        let script = script.ok_or_else(|| CommandError::new(ErrorCode::NotFound))?;
        shift.known_call(choice.call)?;
        let script = carried(script, &shift.cache.topics()?);
        shift.cache.turn_to_script(choice.call, &script, shift.now())?;
        shift.script_pane(choice.call, None)
    }

    /// Goes a step along a script, or back. What doesn't fit changes nothing, and is told with the pane.
    pub async fn follow_script(&self, step: ScriptStep) -> Result<ScriptPane, CommandError> {
        let shift = self.shift()?;
        let today = shift.today()?;
        let running = shift.cache.running_scripts(step.call)?;
        let begun = running.iter().find(|it| it.script.id == step.script).cloned();
        let is_shown = |it: &RunningScript| it.script.version == step.version;
        let followed = match begun {
            Some(it) => is_shown(&it).then_some(it),
            // The first step begins it, in the version that is on screen.
            None => {
                let fresh = shift.cache.scripts()?.into_iter().find(|it| it.id == step.script);
                let fresh = fresh.map(|it| carried(it, &shift.cache.topics().unwrap_or_default()));
                let fresh = fresh.map(|script| RunningScript { script, progress: Progress::default() });
                let fresh = fresh.filter(is_shown);
                if let Some(it) = &fresh {
                    shift.known_call(step.call)?;
                    shift.cache.turn_to_script(step.call, &it.script, shift.now())?;
                }
                fresh
            }
        };
        let Some(RunningScript { script, mut progress }) = followed else {
            return shift.script_pane(step.call, Some(InputFault::OtherStep));
        };
        let fault = progress.apply(&script, step.input, today).err();
        if fault.is_none() {
            shift.cache.journal_script(step.call, script.id, &progress, shift.now())?;
        }
        shift.script_pane(step.call, fault)
    }
}

impl Shift {
    /// The day in the agent's time zone.
    fn today(&self) -> Result<NaiveDate, CommandError> {
        let now = chrono::DateTime::from_timestamp_millis(self.now().0).unwrap_or_default();
        Ok(now.with_timezone(&self.zone()?).date_naive())
    }

    fn zone(&self) -> Result<Tz, CommandError> {
        self.settings().time_zone.parse().map_err(|_| CommandError::invalid("time_zone"))
    }

    fn known_call(&self, call: CallId) -> Result<(), CommandError> {
        let known = self.live_call(call).is_some() || self.cache.call(call)?.is_some_and(|it| it.ended_ms.is_none());
        let owed = || -> Result<bool, CommandError> {
            Ok(self.cache.owed_wrap_ups()?.iter().any(|owed| owed.call.id == call))
        };
        if known || owed()? { Ok(()) } else { Err(CommandError::new(ErrorCode::CallGone)) }
    }

    fn script_pane(&self, call: CallId, fault: Option<InputFault>) -> Result<ScriptPane, CommandError> {
        let with = match self.live_call(call) {
            Some(live) => live.customer,
            None => self.cache.call(call)?.and_then(|it| it.customer),
        };
        let customer = with.map(|it| self.customer_view(it)).transpose()?;
        let running = self.cache.running_scripts(call)?;
        let (scripts, topics) = (self.cache.scripts()?, self.cache.topics()?);
        let wanted = self.list_script(call)?;
        let offers = offers(&scripts, &topics, customer.as_ref(), &running, wanted);
        let shown = match running.last() {
            Some(it) => Some((it.script.clone(), it.progress.clone())),
            None => {
                let best = offers.first().filter(|it| it.because.is_some() || Some(it.script) == wanted);
                let best = best.and_then(|best| scripts.iter().find(|it| it.id == best.script));
                best.map(|it| (carried(it.clone(), &topics), Progress::default()))
            }
        };
        let language = customer.as_ref().map_or(self.settings().language, |it| it.customer.language);
        let view = shown.map(|(script, progress)| {
            let values = self.values(customer.as_ref(), &script, &topics);
            view(&script, &progress, values, Standing::of(&script, &topics, customer.as_ref()))
        });
        Ok(ScriptPane { call, language, shown: view, offers, fault })
    }

    /// What the words of a script are filled in with.
    fn values(&self, customer: Option<&CustomerView>, script: &Script, topics: &[Topic]) -> Values {
        let values = Values::default().with(Slot::AgentName, Some(&self.user.name));
        let Some(view) = customer else { return values };
        let it = &view.customer;
        let values = values
            .with(Slot::CustomerName, Some(&it.name))
            .with(Slot::CustomerCompany, it.company.as_deref())
            .with(Slot::CustomerAccount, it.account_no.as_deref())
            .with(Slot::CustomerAddress, it.address.as_deref());
        let Some(topic) = topics.iter().find(|it| it.id == script.topic) else { return values };
        let values = values.with_words(Slot::DialogueTopic, topic.name.clone());
        let dialogue = view.dialogues.iter().find(|it| it.open && it.topic == topic.id);
        match dialogue.and_then(|it| topic.stage(it.stage)) {
            Some(stage) => values.with_words(Slot::DialogueStage, stage.name.clone()),
            None => values,
        }
    }
}

fn carried(script: Script, topics: &[Topic]) -> Script {
    match topics.iter().find(|it| it.id == script.topic) {
        Some(topic) => script.carried(topic),
        None => script,
    }
}

/// The script that the call's list wants, those that fit the customer's open dialogues, the strongest need's first; then the others.
fn offers(
    scripts: &[Script],
    topics: &[Topic],
    customer: Option<&CustomerView>,
    running: &[RunningScript],
    wanted: Option<ScriptId>,
) -> Vec<ScriptOffer> {
    let begun = |it: &Script| running.iter().any(|run| run.script.id == it.id && !run.progress.answers.is_empty());
    let offer = |script: &Script, because| ScriptOffer {
        script: script.id,
        name: script.name.clone(),
        topic: script.topic,
        because,
        begun: begun(script),
    };
    let mut offers: Vec<ScriptOffer> = Vec::new();
    // Quality first (P-11): while a complaint is open, nothing that is sold is talked about.
    let held = customer.is_some_and(|view| view.care.complaint.is_some());
    // What an administrator has switched off for such customers is not offered to whoever serves them (P-13).
    let measures = customer.map(|view| view.care.treatment.measures).unwrap_or_default();
    let offered = |it: &&Script| measures.scripts || it.tiers.is_empty();
    let scripts: Vec<&Script> = scripts.iter().filter(offered).collect();
    let sold: Vec<_> =
        topics.iter().filter(|it| (held || !measures.offers) && it.purpose == Purpose::Sales).map(|it| it.id).collect();
    if let Some(view) = customer {
        let open = view.dialogues.iter().filter(|it| it.open && !sold.contains(&it.topic));
        let rank = |id| view.needs.iter().position(|need| need.dialogue == id).unwrap_or(usize::MAX);
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|it| rank(it.id));
        for dialogue in open {
            let situation = Situation {
                topic: dialogue.topic,
                stage: dialogue.stage,
                tier: view.customer.tier,
                language: view.customer.language,
            };
            for chosen in choose(scripts.iter().copied(), |id| topics.iter().find(|it| it.id == id), situation) {
                if offers.iter().all(|it| it.script != chosen.script.id) {
                    offers.push(offer(chosen.script, Some(chosen.because)));
                }
            }
        }
    }
    let others = scripts.iter().copied().filter(|it| !it.retired && !sold.contains(&it.topic));
    let others = others.filter(|it| offers.iter().all(|other| other.script != it.id));
    let others: Vec<_> = others.map(|it| offer(it, None)).collect();
    offers.extend(others);
    offers.sort_by_key(|it| Some(it.script) != wanted);
    offers.truncate(MAX_OFFERS);
    offers
}

/// A script as far as it was followed, where the dialogue on its topic stands.
fn view(script: &Script, progress: &Progress, values: Values, standing: Standing<'_>) -> ScriptView {
    let values = progress.values(script, values);
    let path = progress.path(script);
    let answered = progress.answered(script);
    let answer_of = |key: &str| -> Option<Localized> {
        let (step, answer) = answered.iter().find(|(step, _)| step.key == key)?;
        Some(step.question()?.read(answer))
    };
    let way = path.steps.iter().map(|place| {
        let step = &script.steps[*place];
        WayStep { key: step.key.clone(), say: words::fill(&step.say, &values), answer: answer_of(&step.key) }
    });
    let shown_deed = |deed: Deed| ShownDeed { barred_from: standing.bars(&deed.act), deed };
    let step = path.steps.get(path.at).map(|place| {
        let step = &script.steps[*place];
        ShownStep {
            key: step.key.clone(),
            say: words::fill(&step.say, &values),
            kind: step.kind.clone(),
            answer: progress.answers.get(&step.key).cloned(),
            barred_from: match &step.kind {
                StepKind::Act { act } => standing.bars(act),
                StepKind::Say | StepKind::Ask { .. } | StepKind::End { .. } => None,
            },
        }
    });
    ScriptView {
        script: script.id,
        version: script.version,
        name: script.name.clone(),
        topic: script.topic,
        way: way.collect(),
        at: u32::try_from(path.at).unwrap_or(u32::MAX),
        step,
        deeds: progress.deeds(script).into_iter().map(shown_deed).collect(),
        summary: progress.summary(script, &values),
        progress: progress.clone(),
    }
}
