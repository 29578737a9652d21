import type { CallView } from "../api/generated/types";
import type { Text } from "../i18n/text";

/** Who a call is with, as far as known: the customer, what the caller's phone says, the number. */
export function callerName(view: CallView, text: Text): string {
  const known = view.candidates.find((card) => card.id === view.customer);
  if (known) return known.name;
  if (view.candidates.length > 1) return text("call.several", { count: view.candidates.length });
  return view.call.caller.display_name ?? callerNumber(view, text);
}

/** The number as people read it. */
export function callerNumber(view: CallView, text: Text): string {
  return view.number_text ?? view.call.caller.number ?? text("call.numberWithheld");
}
