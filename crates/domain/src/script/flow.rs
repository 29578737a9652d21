//! Where a step can go on to.

use super::{
    answer::{Answer, Question},
    model::{Branch, Step, StepKind, Test},
};

/// Where a step goes on to, by the answers; `None`: nowhere.
pub(super) fn next<'a>(steps: &'a [Step], at: usize, answer_of: impl Fn(&str) -> Option<&'a Answer>) -> Option<usize> {
    let step = steps.get(at)?;
    if matches!(step.kind, StepKind::End { .. }) {
        return None;
    }
    let holds = |branch: &&Branch| branch.test.holds(answer_of(branch.of.as_deref().unwrap_or(&step.key)));
    let wanted = step.branches.iter().find(holds).map(|it| &it.to).or(step.next.as_ref());
    match wanted {
        Some(key) => steps.iter().position(|it| it.key == *key),
        None => (at + 1 < steps.len()).then_some(at + 1),
    }
}

/// All places to which a step can go on. `falls_off`: it can also go on behind the last one.
pub(super) struct Exits {
    pub to: Vec<usize>,
    pub falls_off: bool,
}

/// Where a step can go on to, whatever is answered.
pub(super) fn exits(steps: &[Step], at: usize) -> Exits {
    let mut exits = Exits { to: Vec::new(), falls_off: false };
    let Some(step) = steps.get(at).filter(|it| !matches!(it.kind, StepKind::End { .. })) else { return exits };
    let place = |key: &String| steps.iter().position(|it| it.key == *key);
    exits.to.extend(step.branches.iter().filter_map(|branch| place(&branch.to)));
    if !is_exhausted(step) {
        match &step.next {
            Some(key) => exits.to.extend(place(key)),
            None if at + 1 < steps.len() => exits.to.push(at + 1),
            None => exits.falls_off = true,
        }
    }
    exits
}

/// Whether every answer to a step's own question has a branch.
fn is_exhausted(step: &Step) -> bool {
    let own = |test: &Test| {
        step.branches.iter().any(|it| it.test == *test && it.of.as_ref().is_none_or(|of| *of == step.key))
    };
    let StepKind::Ask { question, optional } = &step.kind else { return false };
    let answered = match question {
        Question::YesNo => own(&Test::Yes) && own(&Test::No),
        Question::One { choices } => {
            !choices.is_empty() && choices.iter().all(|it| own(&Test::Choice { choice: it.key.clone() }))
        }
        _ => false,
    };
    answered && (!optional || own(&Test::NoAnswer))
}
