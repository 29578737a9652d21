import type { CallView } from "../../api/generated/types";
import type { Desk } from "../../state/desk";
import { showCall } from "../../state/live";

/** Answers, and brings the call with its customer and note to the screen. */
export function answer(desk: Desk, view: CallView): void {
  showCall(desk, view.call.id);
  void desk.run(desk.commands.answer(view.call.id));
}

/** Puts a call on hold, or takes it back. */
export function toggleHold(desk: Desk, { call }: CallView): void {
  void desk.run(call.state === "held" ? desk.commands.resume(call.id) : desk.commands.hold(call.id));
}

/** Turns our microphone off or on. */
export function toggleMute(desk: Desk, { call }: CallView): void {
  void desk.run(desk.commands.setMute({ call: call.id, muted: !call.muted }));
}

/** Calls a number. The call comes to the screen when the desk reports it. */
export async function dial(desk: Desk, number: string, customer: string | null): Promise<boolean> {
  await desk.notes.flush();
  const call = await desk.run(desk.commands.dial({ number, customer }));
  if (call) showCall(desk, call);
  return call !== null;
}
