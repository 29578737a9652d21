//! Channel rules: what contacts show leads to dialogues by itself, and administrators say how (H-3).

mod file;

use daehwa_cache::TriageRow;
use daehwa_domain::{
    assignment::Assignment,
    call::CallerInfo,
    dialogue::{Cause, StageMove, Topic},
    id::{DialogueId, InteractionId, RuleId, TopicId},
    interaction::{Channel, Interaction},
    people::Role,
    record::{Fact, Record, RecordKind, RecordRef},
    rule::{
        Effect, Event, MAX_COMPARED_CHARS, Match, Pattern, PatternKind, Rule, Sign, in_order, judge, misses, validate,
    },
};
use daehwa_sync::Link;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Desk,
    api::{
        customer::CustomerView,
        error::{CommandError, ErrorCode},
        rules::{
            FittingContact, RuleCheck, RuleDraft, RuleFits, RuleList, RuleProposal, RuleRow, RuleSource, RuleTrial,
            RuleVerdict,
        },
    },
    customers::{edit::field, off_the_runtime},
    shift::{Act, Shift},
};

/// At most so many contacts of triage are looked through for those that a rule fits.
const MAX_LOOKED_AT: usize = 2_000;
/// At most so many of them are shown.
const MAX_SHOWN: usize = 50;
/// Where a rule stands that is made from a contact: in the middle, 1 to 9.
pub(crate) const PROPOSED_PRIORITY: u8 = 5;
/// So much of a text becomes the pattern of a proposed rule, in characters.
const PROPOSED_CHARS: usize = 60;

impl Desk {
    /// The rules as they are asked, each with what is wrong with it.
    pub async fn rules(&self, (): ()) -> Result<RuleList, CommandError> {
        let shift = self.shift()?;
        let (rules, topics) = (shift.cache.rules(), shift.cache.topics()?);
        let topic_of = |id: TopicId| topics.iter().find(|it| it.id == id);
        let row = |rule: &Rule| RuleRow { rule: rule.clone(), faults: validate(rule, rules.iter(), topic_of) };
        let administrators = shift.cache.users()?.into_iter();
        let administrators = administrators.filter(|it| it.role == Role::Administrator && !it.disabled);
        Ok(RuleList {
            rules: in_order(rules.iter()).into_iter().map(row).collect(),
            administrators: administrators.map(|it| it.name).collect(),
        })
    }

    /// What is wrong with a draft, and what should be known of it.
    pub async fn check_rule(&self, draft: RuleDraft) -> Result<RuleCheck, CommandError> {
        self.administration()?.check_rule(&draft)
    }

    /// Saves a draft. Only with the server at hand: a rule acts on every desktop or on none.
    pub async fn save_rule(&self, draft: RuleDraft) -> Result<Rule, CommandError> {
        let shift = self.administration()?;
        if shift.link.lock().sync.link != Link::Online {
            return Err(CommandError::new(ErrorCode::NeedsServer).passing());
        }
        if !shift.check_rule(&draft)?.faults.is_empty() {
            return Err(CommandError::invalid("rule"));
        }
        let rules = shift.cache.rules();
        let rule = draft.rule(shift.host.new_id());
        match rules.iter().find(|it| Some(it.id) == draft.id) {
            None if draft.id.is_some() => return Err(CommandError::new(ErrorCode::NotFound)),
            None => shift.act().create(Record::Rule(rule.clone()))?.commit()?,
            Some(saved) => {
                let target = RecordRef { kind: RecordKind::Rule, id: rule.id.0 };
                shift.act().set_centre(target, differences(saved, &rule)).commit()?;
            }
        }
        Ok(rule)
    }

    /// What the rules would do with a contact, and why. Nothing comes of it.
    pub async fn try_rules(&self, trial: RuleTrial) -> Result<RuleVerdict, CommandError> {
        let shift = self.shift()?;
        off_the_runtime(move || shift.try_rules(trial)).await
    }

    /// The rule that would have put a contact where it is.
    pub async fn propose_rule(&self, source: RuleSource) -> Result<RuleProposal, CommandError> {
        let shift = self.administration()?;
        off_the_runtime(move || shift.propose_rule(&source)).await
    }

    /// The contacts in triage for which a rule holds.
    pub async fn rule_fits(&self, rule: RuleId) -> Result<RuleFits, CommandError> {
        let shift = self.administration()?;
        off_the_runtime(move || {
            let fitting = shift.fitting(rule)?;
            let total = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
            let mut contacts = Vec::new();
            for (row, held) in fitting.into_iter().take(MAX_SHOWN) {
                let view = shift.customer_view(row.customer.id)?;
                contacts.push(FittingContact {
                    interaction: row.interaction.id,
                    customer_name: row.customer.name,
                    channel: row.interaction.channel,
                    started_ms: row.interaction.started_ms,
                    effect: shift.effect(&held, &view)?.1,
                    summary: row.words.unwrap_or(row.interaction.summary),
                });
            }
            Ok(RuleFits { contacts, total })
        })
        .await
    }

    /// Puts the contacts in triage for which a rule holds where it leads; how many they were.
    pub async fn apply_rule(&self, rule: RuleId) -> Result<u32, CommandError> {
        let shift = self.administration()?;
        off_the_runtime(move || {
            let mut put = 0;
            // Each by itself: the second of one customer joins the dialogue that the first began.
            for (row, held) in shift.fitting(rule)? {
                let view = shift.customer_view(row.customer.id)?;
                shift.ruled(shift.act(), &row.interaction, &view, &held)?.0.commit()?;
                put += 1;
            }
            Ok(put)
        })
        .await
    }

    /// The shift of an administrator. The server checks it again.
    pub(crate) fn administration(&self) -> Result<std::sync::Arc<Shift>, CommandError> {
        let shift = self.shift()?;
        match shift.user.role {
            Role::Administrator => Ok(shift),
            Role::Agent | Role::Supervisor => Err(CommandError::new(ErrorCode::NotAllowed)),
        }
    }
}

impl Shift {
    /// Puts a contact to the dialogue to which a rule leads, begun when none is open, and moves it forward to the rule's stage. The
    /// causes name the rule and the contact that it matched (H-10).
    pub(crate) fn ruled<'a>(
        &self,
        act: Act<'a>,
        contact: &Interaction,
        view: &CustomerView,
        held: &Match,
    ) -> Result<(Act<'a>, DialogueId), CommandError> {
        let (act, dialogue) = self.led(act, contact.id, view, held)?;
        let last = self.cache.assignments(contact.customer, contact.id)?.pop();
        // A clock that was set back must not let the earlier decision hold.
        let at_ms = last.map_or(self.now(), |last| self.now().max(last.at_ms.plus_ms(1)));
        let assignment = Assignment {
            id: self.host.new_id(),
            customer: contact.customer,
            interaction: contact.id,
            dialogue: Some(dialogue),
            at_ms,
            cause: Cause::Rule { interaction: contact.id, rule: held.key.clone() },
        };
        Ok((act.append(Fact::Assigned(assignment))?, dialogue))
    }

    /// The dialogue to which a rule leads, begun when none is open, and moved forward to the rule's stage. The move's cause names the rule
    /// and the contact that it matched, which stays where it is.
    pub(crate) fn led<'a>(
        &self,
        act: Act<'a>,
        contact: InteractionId,
        view: &CustomerView,
        held: &Match,
    ) -> Result<(Act<'a>, DialogueId), CommandError> {
        let (topic, effect) = self.effect(held, view)?;
        let (act, dialogue) = self.with_dialogue(act, view.customer.id, topic.id)?;
        let Some(stage) = effect.moves_to() else { return Ok((act, dialogue)) };
        let moved = StageMove {
            id: self.host.new_id(),
            customer: view.customer.id,
            dialogue,
            stage,
            version: topic.version(),
            at_ms: self.now(),
            interaction: Some(contact),
            cause: Cause::Rule { interaction: contact, rule: held.key.clone() },
        };
        Ok((act.append(Fact::StageMove(moved))?, dialogue))
    }

    /// The rule that holds for a call, by what is known of it so far.
    pub(crate) fn rule_of_call(&self, caller: &CallerInfo) -> Option<Match> {
        self.cache.judge(&Event::of_call(caller.route().as_ref(), None)).holds().cloned()
    }

    /// What a rule would do with a customer's dialogues, and its topic.
    fn effect(&self, held: &Match, view: &CustomerView) -> Result<(Topic, Effect), CommandError> {
        let topic = self.topic(held.topic)?;
        let open = view.dialogues.iter().find(|it| it.open && it.topic == topic.id).map(|it| it.stage);
        let effect = Effect::of(&topic, held.stage, open);
        Ok((topic, effect))
    }

    fn check_rule(&self, draft: &RuleDraft) -> Result<RuleCheck, CommandError> {
        let (rules, topics) = (self.cache.rules(), self.cache.topics()?);
        let rule = draft.rule(RuleId(Uuid::nil()));
        let all = validate(&rule, rules.iter(), |id| topics.iter().find(|it| it.id == id));
        let (warnings, faults) = all.into_iter().partition(|it| it.warns());
        let changed = rules.iter().find(|it| it.id == rule.id).is_none_or(|saved| *saved != rule);
        Ok(RuleCheck { faults, warnings, changed })
    }

    fn try_rules(&self, trial: RuleTrial) -> Result<RuleVerdict, CommandError> {
        let topics = self.cache.topics()?;
        let mut rules = (*self.cache.rules()).clone();
        if let Some(draft) = trial.draft {
            let tried = draft.rule(RuleId(Uuid::nil()));
            rules.retain(|it| it.id != tried.id);
            rules.push(tried);
        }
        let cut = trial.signs.iter().any(|(_, value)| value.chars().nth(MAX_COMPARED_CHARS).is_some());
        let event = Event::new(trial.channel, trial.signs);
        let judged = judge(&rules, &event, |id| topics.iter().find(|it| it.id == id));
        let effect = match (judged.holds(), trial.customer) {
            (Some(held), Some(customer)) => Some(self.effect(held, &self.customer_view(customer)?)?.1),
            _ => None,
        };
        Ok(RuleVerdict { misses: misses(&rules, &event), matches: judged.matches, effect, cut })
    }

    fn propose_rule(&self, source: &RuleSource) -> Result<RuleProposal, CommandError> {
        let not_found = || CommandError::new(ErrorCode::NotFound);
        let row = self.cache.contact(source.customer, source.interaction, self.now())?.ok_or_else(not_found)?;
        let event = Event::of_contact(&row.interaction, row.words.as_deref());
        let view = self.customer_view(source.customer)?;
        let dialogue = view.dialogues.iter().find(|it| Some(it.id) == row.interaction.dialogue);
        let topic = dialogue.map(|it| self.topic(it.topic)).transpose()?;
        let first =
            Sign::of(event.channel).iter().find_map(|sign| event.signs.iter().find(|(it, _)| it == sign)).cloned();
        let sign = first.as_ref().map_or(Sign::of(event.channel)[0], |(sign, _)| *sign);
        let draft = RuleDraft {
            id: None,
            key: key_for(topic.as_ref(), event.channel).map(|it| self.free_key(&it)).unwrap_or_default(),
            channel: event.channel,
            sign,
            pattern: proposed_pattern(event.channel, first.map(|(_, value)| value).unwrap_or_default()),
            topic: topic.map(|it| it.id),
            stage: dialogue.map_or(1, |it| it.stage),
            priority: PROPOSED_PRIORITY,
            enabled: true,
        };
        Ok(RuleProposal { draft, signs: event.signs })
    }

    /// A key that no rule has: this one, else with a number behind it.
    pub(crate) fn free_key(&self, wanted: &str) -> String {
        let rules = self.cache.rules();
        let taken = |key: &str| rules.iter().any(|it| it.key == key);
        let numbered = (2..).map(|number| format!("{wanted}.{number}"));
        std::iter::once(wanted.to_owned()).chain(numbered).find(|key| !taken(key)).unwrap_or_default()
    }

    /// The contacts in triage for which this rule and no other holds.
    fn fitting(&self, rule: RuleId) -> Result<Vec<(TriageRow, Match)>, CommandError> {
        let mut fitting = Vec::new();
        for row in self.cache.triage(MAX_LOOKED_AT, self.now())? {
            let judged = self.cache.judge(&Event::of_contact(&row.interaction, row.words.as_deref()));
            if let Some(held) = judged.holds().filter(|it| it.rule == rule) {
                fitting.push((row, held.clone()));
            }
        }
        Ok(fitting)
    }
}

/// What the rule of a topic on a channel is called.
fn key_for(topic: Option<&Topic>, channel: Channel) -> Option<String> {
    match (topic, field("", channel).1) {
        (Some(topic), Value::String(channel)) => Some(format!("{}.{channel}", topic.key)),
        _ => None,
    }
}

/// Names and paths as they are; of what people write only that it is contained.
fn proposed_pattern(channel: Channel, value: String) -> Pattern {
    let value = value.trim();
    match channel {
        Channel::Phone | Channel::Web => Pattern { kind: PatternKind::Exact, text: value.to_owned() },
        _ => {
            let line = value.lines().next().unwrap_or_default();
            let words: String = line.chars().take(PROPOSED_CHARS).collect();
            Pattern { kind: PatternKind::Wildcard, text: format!("*{}*", words.trim()) }
        }
    }
}

/// The fields in which two versions of one rule differ.
fn differences(saved: &Rule, next: &Rule) -> Vec<(String, Value)> {
    let fields = |it: &Rule| {
        vec![
            field("key", &it.key),
            field("channel", it.channel),
            field("sign", it.sign),
            field("pattern", &it.pattern),
            field("topic", it.topic),
            field("stage", it.stage),
            field("priority", it.priority),
            field("enabled", it.enabled),
        ]
    };
    let before = fields(saved);
    fields(next).into_iter().zip(before).filter(|(after, before)| after != before).map(|(after, _)| after).collect()
}
