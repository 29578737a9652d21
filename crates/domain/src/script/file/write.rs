//! Scripts as they are written into a file.

use std::fmt::Write as _;

use super::{FORMAT, ScriptDraft};
use crate::{
    dialogue::{Localized, Topic},
    script::{
        act::{Act, Promise},
        answer::{Choice, Question},
        model::{Branch, EndKind, Script, Step, StepKind, Test},
    },
};

/// Writes scripts, by their keys, with stages as they are numbered now.
pub fn write<'a>(scripts: impl IntoIterator<Item = &'a Script>, topics: &[Topic]) -> String {
    let mut scripts: Vec<_> = scripts.into_iter().collect();
    scripts.sort_by(|a, b| (&a.key, a.id).cmp(&(&b.key, b.id)));
    let lines = scripts.into_iter().map(|script| {
        let topic = topics.iter().find(|it| it.id == script.topic);
        script_lines(&ScriptDraft::of(script, topics), topic.map_or("", |it| &it.key))
    });
    whole(lines)
}

/// A file of scripts as [`script_lines`] writes them.
pub(super) fn whole(scripts: impl Iterator<Item = String>) -> String {
    scripts.fold(format!("format = {FORMAT}\n"), |file, lines| file + "\n" + &lines)
}

/// A script about the topic with this key.
pub(super) fn script_lines(draft: &ScriptDraft, topic: &str) -> String {
    let mut lines = String::new();
    let file = &mut lines;
    let mut line = |name: &str, value: String| field(file, name, value);
    line("[[script]]\nkey", quoted(&draft.key));
    line("name", words(&draft.name));
    line("topic", quoted(topic));
    if !draft.stages.is_empty() {
        line("stages", format!("{:?}", draft.stages));
    }
    if !draft.tiers.is_empty() {
        line("tiers", list(draft.tiers.iter().map(tag)));
    }
    if !draft.languages.is_empty() {
        line("languages", list(draft.languages.iter().map(tag)));
    }
    if draft.retired {
        line("retired", "true".to_owned());
    }
    for step in &draft.steps {
        step_lines(step, &mut lines);
    }
    lines
}

fn step_lines(step: &Step, file: &mut String) {
    let mut line = |name: &str, value: String| field(file, name, value);
    line("\n[[script.step]]\nkey", quoted(&step.key));
    if step.say != Localized::default() {
        line("say", words(&step.say));
    }
    match &step.kind {
        StepKind::Say => {}
        StepKind::Ask { question, optional } => {
            line("ask", asked(question));
            if *optional {
                line("optional", "true".to_owned());
            }
        }
        StepKind::Act { act } => line("act", done(act)),
        StepKind::End { end } => {
            let kind = match end.kind {
                EndKind::Product => "product",
                EndKind::Request => "request",
                EndKind::Talk => "talk",
            };
            let made = format!("{{ title = {}, text = {} }}", words(&end.title), words(&end.text));
            line("end", format!("{{ {kind} = {made} }}"));
        }
    }
    if !step.branches.is_empty() {
        let ways = step.branches.iter().map(|it| format!("    {},\n", way(it)));
        line("branch", format!("[\n{}]", ways.collect::<String>()));
    }
    if let Some(next) = &step.next {
        line("next", quoted(next));
    }
}

fn asked(question: &Question) -> String {
    let choices = |choices: &[Choice]| {
        let lines = choices.iter().map(|it| {
            format!(
                "    {{ key = {}, ko = {}, en = {} }},\n",
                quoted(&it.key),
                quoted(&it.label.ko),
                quoted(&it.label.en)
            )
        });
        format!("[\n{}]", lines.collect::<String>())
    };
    let range = |fields: [(&str, Option<i32>); 2]| {
        fields.into_iter().filter_map(|(name, value)| Some(format!("{name} = {}", value?))).collect::<Vec<_>>()
    };
    match question {
        Question::One { choices: all } => format!("{{ one = {} }}", choices(all)),
        Question::Several { choices: all, min } => {
            format!("{{ several = {{ min = {min}, choices = {} }} }}", choices(all))
        }
        Question::YesNo => "\"yes_no\"".to_owned(),
        Question::Number { min, max, unit } => {
            let mut fields = range([("min", *min), ("max", *max)]);
            if *unit != Localized::default() {
                fields.push(format!("unit = {}", words(unit)));
            }
            format!("{{ number = {{ {} }} }}", fields.join(", "))
        }
        Question::Date { earliest_days, latest_days } => {
            let fields = range([("earliest_days", *earliest_days), ("latest_days", *latest_days)]);
            format!("{{ date = {{ {} }} }}", fields.join(", "))
        }
        Question::Text { max_chars } => format!("{{ text = {max_chars} }}"),
    }
}

fn done(act: &Act) -> String {
    match act {
        Act::MoveStage { stage } => format!("{{ stage = {stage} }}"),
        Act::SetField { field, answer } => {
            format!("{{ set = {{ field = {}, answer = {} }} }}", tag(field), quoted(answer))
        }
        Act::Confirm { contact } => format!("{{ confirm = {} }}", tag(contact)),
        Act::Outcome { outcome } => format!("{{ outcome = {} }}", tag(outcome)),
        Act::Callback { when, hour, note } => {
            let when = match when {
                Promise::InDays { days } => format!("in_days = {days}"),
                Promise::OnDate { answer } => format!("on = {}", quoted(answer)),
            };
            format!("{{ callback = {{ {when}, hour = {hour}, note = {} }} }}", words(note))
        }
    }
}

fn way(branch: &Branch) -> String {
    let of = branch.of.as_ref().map(|of| format!("of = {}, ", quoted(of))).unwrap_or_default();
    let test = match &branch.test {
        Test::Choice { choice } => format!("choice = {}", quoted(choice)),
        Test::Yes => "yes = true".to_owned(),
        Test::No => "yes = false".to_owned(),
        Test::AtLeast { number } => format!("at_least = {number}"),
        Test::AtMost { number } => format!("at_most = {number}"),
        Test::NoAnswer => "no_answer = true".to_owned(),
    };
    format!("{{ {of}{test}, to = {} }}", quoted(&branch.to))
}

fn field(file: &mut String, name: &str, value: String) {
    // Writing to a string can't fail.
    let _ = writeln!(file, "{name} = {value}");
}

fn words(words: &Localized) -> String {
    format!("{{ ko = {}, en = {} }}", quoted(&words.ko), quoted(&words.en))
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

/// A text in quotes, on one line.
pub(crate) fn quoted(text: &str) -> String {
    // On one line always: inside of an inline table no other form may stand.
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for it in text.chars() {
        match it {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            it if it.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", it as u32);
            }
            it => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}

/// The name of one of several, as in the serialised form.
pub(crate) fn tag(value: &impl serde::Serialize) -> String {
    let name = serde_json::to_value(value).unwrap_or_default();
    quoted(name.as_str().unwrap_or_default())
}
