import type {
  Act,
  Branch,
  Localized,
  Question,
  ScriptDraft,
  Step,
  StepKind,
  Test,
} from "../../api/generated/types";

const NOTHING = { ko: "", en: "" };
/** As many as there are digit keys, as `MAX_CHOICES` on the desk. */
export const MAX_CHOICES = 9;

/** A new script: it says something, and ends. */
export function newScript(key: string): ScriptDraft {
  const steps = [newStep("step_1"), { ...newStep("end"), kind: newKind("end") }];
  return {
    id: null,
    base: 0,
    key,
    name: NOTHING,
    topic: null,
    stages: [],
    tiers: [],
    languages: [],
    retired: false,
    steps,
  };
}

function newStep(key: string): Step {
  return { key, say: NOTHING, kind: { is: "say" }, branches: [], next: null };
}

export function newKind(is: StepKind["is"]): StepKind {
  switch (is) {
    case "say":
      return { is };
    case "ask":
      return { is, question: newQuestion("one"), optional: false };
    case "act":
      return { is, act: newAct("move_stage") };
    case "end":
      return { is, end: { kind: "talk", title: NOTHING, text: NOTHING } };
  }
}

/** A question of a kind; what there was to choose from stays to be chosen from. */
export function newQuestion(is: Question["is"], before?: Question): Question {
  const choices = before && "choices" in before ? before.choices : [newChoice([]), newChoice(["choice_1"])];
  switch (is) {
    case "one":
      return { is, choices };
    case "several":
      return { is, choices, min: 0 };
    case "yes_no":
      return { is };
    case "number":
      return { is, min: null, max: null, unit: NOTHING };
    case "date":
      return { is, earliest_days: null, latest_days: null };
    case "text":
      return { is, max_chars: 100 };
  }
}

export function newChoice(taken: readonly string[]) {
  return { key: freeKey("choice", taken), label: NOTHING };
}

export function newAct(is: Act["is"]): Act {
  switch (is) {
    case "move_stage":
      return { is, stage: 1 };
    case "set_field":
      return { is, field: "address", answer: "" };
    case "confirm":
      return { is, contact: "phone" };
    case "callback":
      return { is, when: { is: "in_days", days: 1 }, hour: 10, note: NOTHING };
    case "outcome":
      return { is, outcome: "resolved" };
  }
}

export function newTest(is: Test["is"], question: Question | null): Test {
  switch (is) {
    case "choice":
      return { is, choice: choicesOf(question)[0]?.key ?? "" };
    case "at_least":
    case "at_most":
      return { is, number: 1 };
    default:
      return { is };
  }
}

/** What can hold of the answer to a question; of none, all that there is. */
export function testsOf(question: Question | null): Test["is"][] {
  switch (question?.is) {
    case "one":
    case "several":
      return ["choice", "no_answer"];
    case "yes_no":
      return ["yes", "no", "no_answer"];
    case "number":
      return ["at_least", "at_most", "no_answer"];
    case "date":
    case "text":
      return ["no_answer"];
    default:
      return ["choice", "yes", "no", "at_least", "at_most", "no_answer"];
  }
}

export function choicesOf(question: Question | null) {
  return question && "choices" in question ? question.choices : [];
}

export function questionOf(step: Step | undefined): Question | null {
  return step?.kind.is === "ask" ? step.kind.question : null;
}

/** A key such as `step_3` that none of these is. */
export function freeKey(word: string, taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${word}_${number}`)) number += 1;
  return `${word}_${number}`;
}

/** With a new step at a place (from 0). */
export function addStep(draft: ScriptDraft, at: number): ScriptDraft {
  const key = freeKey(
    "step",
    draft.steps.map((it) => it.key),
  );
  return { ...draft, steps: draft.steps.toSpliced(at, 0, newStep(key)) };
}

/** Without a step. What led to it is left, and said to lead nowhere: where it goes instead is for a person to say. */
export function removeStep(draft: ScriptDraft, at: number): ScriptDraft {
  return { ...draft, steps: draft.steps.toSpliced(at, 1) };
}

/** With something one place earlier or later. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const [one, other] = [list[at], list[at + by]];
  if (one === undefined || other === undefined) return [...list];
  return list.with(at, other).with(at + by, one);
}

export function changeStep(draft: ScriptDraft, at: number, fields: Partial<Step>): ScriptDraft {
  return { ...draft, steps: draft.steps.map((it, index) => (index === at ? { ...it, ...fields } : it)) };
}

/** With another key for a step. What named it by the old one goes along, as long as either key means this step alone. */
export function renameStep(draft: ScriptDraft, at: number, key: string): ScriptDraft {
  const before = draft.steps[at]?.key ?? "";
  const clear = draft.steps.every((it, index) => index === at || (it.key !== before && it.key !== key));
  const renamed = changeStep(draft, at, { key });
  if (!clear) return renamed;
  const named = <T extends string | null>(it: T) => (it === before ? (key as T) : it);
  const said = ({ ko, en }: Localized): Localized => {
    const places = (text: string) =>
      text
        .replaceAll(`{answer.${before}|`, `{answer.${key}|`)
        .replaceAll(`{answer.${before}}`, `{answer.${key}}`);
    return { ko: places(ko), en: places(en) };
  };
  const steps = renamed.steps.map(
    (it): Step => ({
      ...it,
      say: said(it.say),
      kind: renamedKind(it.kind, named, said),
      branches: it.branches.map((way): Branch => ({ ...way, of: named(way.of), to: named(way.to) })),
      next: named(it.next),
    }),
  );
  return { ...renamed, steps };
}

type Renaming<T> = (it: T) => T;

function renamedKind(kind: StepKind, named: Renaming<string>, said: Renaming<Localized>): StepKind {
  if (kind.is === "end")
    return { ...kind, end: { ...kind.end, title: said(kind.end.title), text: said(kind.end.text) } };
  return kind.is === "act" ? { ...kind, act: renamedAct(kind.act, named, said) } : kind;
}

function renamedAct(act: Act, named: Renaming<string>, said: Renaming<Localized>): Act {
  if (act.is === "set_field") return { ...act, answer: named(act.answer) };
  if (act.is !== "callback") return act;
  const when = act.when.is === "on_date" ? { ...act.when, answer: named(act.when.answer) } : act.when;
  return { ...act, when, note: said(act.note) };
}
