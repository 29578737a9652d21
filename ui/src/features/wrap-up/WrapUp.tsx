import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import type { CallView, Outcome } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { BLANK_FORM, chosenOutcome, missing, OUTCOMES } from "../../state/forms";
import { isLive } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
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
  const lacks = missing(form, view.customer, callUp);

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

  const choose = (outcome: Outcome) => desk.forms.change(call, { outcome });
  const commit = () => {
    // What is left to do is asked for where it is written.
    if (lacks === "next_step")
      panel.current?.querySelector<HTMLElement>(`.${styles.nextStep} input`)?.focus();
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
      <NoteBox call={call} />
      <OutcomeGrid
        value={chosenOutcome(form)}
        suggested={form.outcome === null}
        onChange={choose}
        onEnter={commit}
      />
      {customer && <DialogueChooser call={call} form={form} customer={customer} />}
      <div className={styles.nextStep}>
        <TextField
          label={text("wrapUp.nextStep")}
          value={form.nextStep}
          onChange={(nextStep) => desk.forms.change(call, { nextStep })}
          placeholder={text("wrapUp.nextStepPlaceholder")}
          maxLength={2000}
          onEnter={commit}
        />
      </div>
      <CallbackLine call={call} form={form} enabled={view.customer !== null} />
      <footer className={styles.foot}>
        <p className={styles.lacks} id={`lacks-${call}`}>
          {lacks && text(`wrapUp.lacks.${lacks}`)}
        </p>
        <Button type="submit" look="primary" keys={keys} isDisabled={lacks !== null || form.sending}>
          {text(form.sending ? "wrapUp.sending" : "wrapUp.complete")}
        </Button>
      </footer>
    </form>
  );
}
