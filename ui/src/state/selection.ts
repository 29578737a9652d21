import type { CallView } from "../api/generated/types";

/** What is on screen. */
export interface Selection {
  /** The call whose note and form are open. */
  call: string | null;
  /** A customer looked at; `null` for the one of the call. */
  customer: string | null;
}

export const NOTHING: Selection = { call: null, customer: null };

/** Up, or ringing. */
export function isLive(view: CallView): boolean {
  return view.call.state !== "ended";
}

/** Rings here and waits for an answer. */
export function isIncomingRing(view: CallView): boolean {
  return view.call.state === "ringing" && view.call.direction === "inbound";
}

/** Both can talk, or one of us holds. */
export function isUp(view: CallView): boolean {
  return view.call.state === "talking" || view.call.state === "held";
}

/** Which customer is shown in the middle. */
export function shownCustomer(selection: Selection, calls: readonly CallView[]): string | null {
  if (selection.customer) return selection.customer;
  return calls.find((view) => view.call.id === selection.call)?.customer ?? null;
}

/**
 * What is on screen after a call began to ring. Work at hand stays where it is: only a free screen
 * goes over to the caller (nothing jumps under an agent who talks or writes).
 */
export function afterRing(selection: Selection, calls: readonly CallView[], ringing: CallView): Selection {
  const busy = calls.some((view) => view.call.id === selection.call && (isUp(view) || view.wrap_up_owed));
  const other = calls.some(
    (view) => view.call.id !== ringing.call.id && view.call.id === selection.call && isLive(view),
  );
  return busy || other ? selection : { call: ringing.call.id, customer: null };
}

/** What is on screen after the list of calls changed. */
export function afterCalls(selection: Selection, calls: readonly CallView[]): Selection {
  const shown = calls.find((view) => view.call.id === selection.call);
  if (shown && (isLive(shown) || shown.wrap_up_owed)) return selection;
  const next = calls.find(isUp) ?? calls.find(isLive) ?? calls.find((view) => view.wrap_up_owed);
  if (next) return { call: next.call.id, customer: null };
  if (selection.call === null) return selection;
  // The call is gone for good: its customer stays on screen, the panel of the call closes.
  return { call: null, customer: selection.customer ?? shown?.customer ?? null };
}
