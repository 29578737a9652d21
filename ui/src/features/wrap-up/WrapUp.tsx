import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { CallView, Outcome } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { now, useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import {
  BLANK_FORM,
  chosenOutcome,
  type FormField,
  fieldFor,
  fieldOf,
  type Missing,
  missing,
  OUTCOMES,
} from "../../state/forms";
import { isLive } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { newCase } from "../cases/actions";
import { ScriptPane } from "../script/ScriptPane";
import { CallbackLine } from "./CallbackLine";
import { complete } from "./complete";
import { DialogueChooser } from "./DialogueChooser";
import { NoteBox } from "./NoteBox";
import { OutcomeGrid } from "./OutcomeGrid";
import { TimeLimit } from "./TimeLimit";
import styles from "./WrapUp.module.css";

/** Note, outcome, dialogue, next step, callback: one form, open during the whole call, committed after it (D-6). */
export function WrapUp({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const call = view.call.id;
  const form = useStore(desk.forms.store, (all) => all.get(call) ?? BLANK_FORM);
  const customer = useStore(desk.customers.store, (all) => entryOf(all, view.customer).view);
  const panel = useRef<HTMLFormElement>(null);
  const keys = useKeys("complete");
  const callUp = isLive(view);
  useMinute();
  const lacks = missing(form, view.customer, callUp, now());
  const [asked, setAsked] = useState<Missing | null>(null);
  const faultAt = fieldOf(form.fault);

  // The desk's suggestions: when the form opens, when the call ends, when it gets a customer.
  const { state } = view.call;
  // biome-ignore lint/correctness/useExhaustiveDependencies: state and customer are why it is asked again
  useEffect(() => {
    let current = true;
    desk.commands.wrapUpForm(call).then(
      (suggested) => current && desk.forms.change(call, { suggested }),
      // Without suggestions the form is filled in by hand.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [desk, call, state === "ended", view.customer]);

  const goTo = (field: FormField | null) => {
    const place = field === "customer" ? document.getElementById("customer") : panel.current;
    const inside = field === "customer" ? "button" : `[data-field="${field}"] :is(textarea, input, button)`;
    place?.querySelector<HTMLElement>(inside)?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal leads to its field once
  useEffect(() => goTo(faultAt), [form.fault]);

  const choose = (outcome: Outcome) => desk.forms.change(call, { outcome });
  const commit = () => {
    // As the form is now: this may be asked in the moment in which a field was set.
    const current = desk.forms.store.get().get(call) ?? BLANK_FORM;
    const unfilled = missing(current, view.customer, callUp, now());
    setAsked(unfilled);
    // What is missing is asked for where it is filled in.
    if (unfilled) goTo(fieldFor(unfilled));
    void complete(desk, view, text);
  };
  const chooseByDigit = (digit: number, focus: boolean) => {
    const outcome = OUTCOMES[digit - 1];
    if (!outcome) return;
    // At once: the Enter that follows a digit must find the chosen outcome, however fast it comes.
    flushSync(() => choose(outcome));
    if (focus) panel.current?.querySelector<HTMLElement>("input[type=radio]:checked")?.focus();
  };
  useShortcut("outcome", (digit) => chooseByDigit(digit, true));
  useShortcut("outcome_typing", (digit) => chooseByDigit(digit, false));
  useShortcut("complete", commit);
  const caseKeys = useKeys("case_new_typing");

  const writeCase = () =>
    view.customer &&
    newCase(
      desk,
      view.customer,
      { is: "call", call },
      chosenOutcome(form) === "complaint" ? "complaint" : "request",
    );
  const nextStepAsked = asked === "next_step" && lacks === "next_step";
  const nextStepError =
    faultAt === "next_step" && form.fault
      ? errorText(form.fault, text)
      : nextStepAsked
        ? text("wrapUp.lacks.next_step")
        : null;

  return (
    <form
      ref={panel}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <TimeLimit view={view} dueMs={form.suggested?.due_ms ?? null} />
      <ScriptPane view={view} />
      <div className={styles.noteField} data-field="note">
        <NoteBox call={call} />
      </div>
      <div data-field="outcome">
        <OutcomeGrid
          value={chosenOutcome(form)}
          suggested={form.outcome === null}
          onChange={choose}
          onEnter={commit}
        />
      </div>
      {customer && (
        <div data-field="dialogue">
          <DialogueChooser call={call} form={form} customer={customer} />
        </div>
      )}
      <div className={styles.nextStep} data-field="next_step">
        <TextField
          label={text("wrapUp.nextStep")}
          value={form.nextStep}
          onChange={(nextStep) => desk.forms.change(call, { nextStep })}
          placeholder={text("wrapUp.nextStepPlaceholder")}
          maxLength={2000}
          onEnter={commit}
          error={nextStepError}
        />
      </div>
      <div className={styles.callbackField} data-field="callback">
        <CallbackLine call={call} form={form} enabled={view.customer !== null} />
      </div>
      {view.customer && (
        <div>
          <Button size="s" look="quiet" icon="plus" keys={caseKeys} onPress={writeCase}>
            {text("cases.new")}
          </Button>
        </div>
      )}
      <footer className={styles.foot}>
        <p className={styles.lacks} data-fault={form.fault !== null} role={form.fault ? "alert" : undefined}>
          {form.fault ? errorText(form.fault, text) : lacks && text(`wrapUp.lacks.${lacks}`)}
        </p>
        <Button type="submit" look="primary" keys={keys} isDisabled={lacks !== null || form.sending}>
          {text(form.sending ? "wrapUp.sending" : "wrapUp.complete")}
        </Button>
      </footer>
    </form>
  );
}
