import type { MemberView } from "../../api/generated/types";
import type { Desk } from "../../state/desk";
import { showCall, showCustomer } from "../../state/live";

/** Brings the next customer of the list to the middle: seen before anybody dials. */
export async function showNext(desk: Desk): Promise<void> {
  const member = await desk.lists.next();
  if (member) showCustomer(desk, member.customer);
}

/** Brings a customer of the list to the middle. */
export function showMember(desk: Desk, member: MemberView): void {
  desk.lists.turn(member.id);
  showCustomer(desk, member.customer);
}

/** Calls a customer of the list. The desk looks again at what stands in the way. */
export async function callMember(desk: Desk, member: MemberView): Promise<void> {
  await desk.notes.flush();
  desk.lists.turn(member.id);
  const call = await desk.run(desk.commands.callMember(member.id));
  if (call) showCall(desk, call);
  else await desk.lists.read();
}
