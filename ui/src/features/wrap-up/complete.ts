import type { CallView } from "../../api/generated/types";
import type { Text } from "../../i18n/text";
import { now } from "../../state/clock";
import { entryOf } from "../../state/customers";
import type { Desk } from "../../state/desk";
import { toCommandError } from "../../state/errors";
import { BLANK_FORM, chosenOutcome, fieldOf, missing, toEntry } from "../../state/forms";
import { noteOf } from "../../state/notes";
import { afterCalls, isLive } from "../../state/selection";

/** Commits a form. What is missing is said; what was typed stays until the desk has it. */
export async function complete(desk: Desk, view: CallView, text: Text): Promise<void> {
  const { id } = view.call;
  const form = desk.forms.store.get().get(id) ?? BLANK_FORM;
  const outcome = chosenOutcome(form);
  const lacks = missing(form, view.customer, isLive(view), now());
  if (lacks || !outcome) {
    desk.said.set(text(`wrapUp.lacks.${lacks ?? "outcome"}`));
    return;
  }
  if (form.sending) return;
  desk.forms.change(id, { sending: true });
  await desk.notes.flush(id);
  const customer = entryOf(desk.customers.store.get(), view.customer).view;
  const note = noteOf(desk.notes.store.get(), id).text;
  const entry = toEntry(id, form, outcome, customer, view.customer, note);
  const failed = await desk.commands.wrapUp(entry).then(() => null, toCommandError);
  // What is wrong with a field stands beside it; anything else is told as of every command.
  const atField = fieldOf(failed) !== null;
  desk.forms.change(id, { sending: false, fault: atField ? failed : null });
  if (failed && !atField) desk.notices.fail(failed);
  if (failed) return;
  const calls = desk.calls.get().filter((it) => it.call.id !== id);
  const before = desk.selection.get();
  desk.calls.set(calls);
  const after = afterCalls(before, calls);
  // The customer of a finished call stays on screen unless other work is waiting.
  desk.selection.set(after.call ? after : { call: null, customer: before.customer ?? view.customer });
  desk.notices.tell("wrapUp.done", { outcome: { key: `outcome.${outcome}` } });
}
