import type {
  CallbackEntry,
  CommandError,
  CustomerView,
  DialogueChoice,
  Outcome,
  WrapUpEntry,
  WrapUpForm,
} from "../api/generated/types";
import { createStore, type Store } from "./store";

/** Every outcome in the order of the digit keys 1–9 and 0. */
export const OUTCOMES: readonly Outcome[] = [
  "resolved",
  "follow_up",
  "sold",
  "declined",
  "complaint",
  "transferred",
  "no_answer",
  "voicemail",
  "abandoned",
  "wrong_number",
];

/** Outcomes of calls in which nobody may have been met. */
const WITHOUT_CUSTOMER: readonly Outcome[] = ["wrong_number", "abandoned", "no_answer", "voicemail"];

/** A wrap-up form while it is filled in. What the agent set wins over what the desk suggests. */
export interface FormState {
  suggested: WrapUpForm | null;
  outcome: Outcome | null;
  dialogue: DialogueChoice | null;
  stage: number | null;
  nextStep: string;
  /** `undefined`: the agent has said nothing of it. */
  callback: CallbackEntry | null | undefined;
  sending: boolean;
  /** Why the desk did not take the form as it is now. */
  fault: CommandError | null;
}

export const BLANK_FORM: FormState = {
  suggested: null,
  outcome: null,
  dialogue: null,
  stage: null,
  nextStep: "",
  callback: undefined,
  sending: false,
  fault: null,
};

/** The forms of all calls, kept while their calls are. */
export interface Forms {
  store: Store<ReadonlyMap<string, FormState>>;
  change(call: string, patch: Partial<FormState>): void;
  keepOnly(calls: readonly string[]): void;
}

export function createForms(): Forms {
  const store = createStore<ReadonlyMap<string, FormState>>(new Map());
  return {
    store,
    change: (call, patch) =>
      // What was wrong is no longer said once anything is changed.
      store.update((all) =>
        new Map(all).set(call, { ...(all.get(call) ?? BLANK_FORM), fault: null, ...patch }),
      ),
    keepOnly: (calls) => {
      const now = store.get();
      if ([...now.keys()].every((call) => calls.includes(call))) return;
      store.set(new Map([...now].filter(([call]) => calls.includes(call))));
    },
  };
}

/** The outcome that holds. */
export function chosenOutcome(form: FormState): Outcome | null {
  return form.outcome ?? form.suggested?.outcome ?? null;
}

/** The dialogue that holds: chosen, suggested (by the rule of the call's queue), the strongest need's, or triage. */
export function chosenDialogue(form: FormState, customer: CustomerView | null): DialogueChoice {
  if (form.dialogue) return form.dialogue;
  const suggested = form.suggested?.dialogue;
  if (suggested?.is === "existing" && customer?.dialogues.some(({ id }) => id === suggested.dialogue)) {
    return suggested;
  }
  if (suggested?.is === "new") {
    const open = customer?.dialogues.find((it) => it.open && it.topic === suggested.topic);
    return open ? { is: "existing", dialogue: open.id } : suggested;
  }
  const strongest = customer?.needs[0];
  return strongest ? { is: "existing", dialogue: strongest.dialogue } : { is: "triage" };
}

/** The callback that holds. */
export function chosenCallback(form: FormState): CallbackEntry | null {
  return form.callback === undefined ? (form.suggested?.callback ?? null) : form.callback;
}

/** The stage to which a dialogue on a topic moves from `at`; `null` for no move. */
export function chosenStage(form: FormState, topic: string | undefined, at: number): number | null {
  const { suggested } = form;
  const stage = form.stage ?? (suggested?.topic && suggested.topic === topic ? suggested.stage : null);
  return stage === at ? null : (stage ?? null);
}

/** What is still missing before a form can be completed. */
export type Missing = "outcome" | "customer" | "next_step" | "callback_past" | "call_up";

export function missing(
  form: FormState,
  customer: string | null,
  callUp: boolean,
  nowMs: number,
): Missing | null {
  if (callUp) return "call_up";
  const outcome = chosenOutcome(form);
  const callback = chosenCallback(form);
  if (!outcome) return "outcome";
  const promised = form.nextStep.trim() !== "" || callback !== null;
  if (!customer && (promised || !WITHOUT_CUSTOMER.includes(outcome))) return "customer";
  if (outcome === "follow_up" && !promised) return "next_step";
  if (callback && callback.due_ms <= nowMs) return "callback_past";
  return null;
}

/** The places of a form to which a fault leads. */
export type FormField = "note" | "outcome" | "customer" | "dialogue" | "next_step" | "callback";

const FAULT_AT: Record<string, FormField> = {
  note: "note",
  summary: "note",
  outcome: "outcome",
  customer: "customer",
  dialogue: "dialogue",
  topic: "dialogue",
  stage: "dialogue",
  next_step: "next_step",
  callback: "callback",
  due_ms: "callback",
};

/** The field that an error of the desk is about; `null` when it is about none. */
export function fieldOf(error: CommandError | null): FormField | null {
  if (error?.code === "past_time") return "callback";
  return (error?.code === "invalid" && error.detail && FAULT_AT[error.detail]) || null;
}

/** Where to fill in what is missing. */
export function fieldFor(lacks: Missing): FormField | null {
  if (lacks === "call_up") return null;
  return lacks === "callback_past" ? "callback" : lacks;
}

/** The form as it is committed. */
export function toEntry(
  call: string,
  form: FormState,
  outcome: Outcome,
  customer: CustomerView | null,
  customerId: string | null,
  note: string,
): WrapUpEntry {
  const dialogue = customerId ? chosenDialogue(form, customer) : ({ is: "triage" } as const);
  const existing =
    dialogue.is === "existing" ? customer?.dialogues.find((it) => it.id === dialogue.dialogue) : undefined;
  const topic = dialogue.is === "new" ? dialogue.topic : existing?.topic;
  return {
    call,
    customer: customerId,
    outcome,
    dialogue,
    stage: dialogue.is === "triage" ? null : chosenStage(form, topic, existing?.stage ?? 0),
    summary: "",
    note,
    next_step: form.nextStep.trim() || null,
    callback: chosenCallback(form),
  };
}
