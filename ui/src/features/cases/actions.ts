import type { CaseContact, CaseKind } from "../../api/generated/types";
import type { Desk } from "../../state/desk";

/** Asks what a customer wants or complains about; in the customer's call where one is shown. */
export function newCase(
  desk: Desk,
  customer: string,
  contact?: CaseContact,
  kind: CaseKind = "request",
): void {
  const { call } = desk.selection.get();
  const own = desk.calls.get().find((view) => view.call.id === call && view.customer === customer);
  const inCall: CaseContact | null = own ? { is: "call", call: own.call.id } : null;
  desk.open.set({ is: "new_case", customer, contact: contact ?? inCall, kind });
}
