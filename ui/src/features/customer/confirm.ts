import type { ConfirmedField, CustomerView } from "../../api/generated/types";
import type { Text } from "../../i18n/text";
import type { Desk } from "../../state/desk";
import { fieldOf } from "../../words/known";

/** Writes down that the customer said that a field is right: in the call that is on screen, if there is one with this customer. */
export async function confirmField(
  desk: Desk,
  view: CustomerView,
  field: ConfirmedField,
  text: Text,
): Promise<void> {
  const customer = view.customer.id;
  const shown = desk.selection.get().call;
  const tied = desk.calls.get().some((it) => it.call.id === shown && it.customer === customer);
  const said = await desk.run(desk.commands.confirmField({ customer, field, call: tied ? shown : null }));
  if (!said) return;
  desk.customers.put(said);
  desk.notices.tell("care.confirmed", { field: fieldOf(view, field, text).name });
}
