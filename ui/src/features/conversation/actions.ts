import type { InboxLine } from "../../api/generated/types";
import type { Text } from "../../i18n/text";
import type { Desk } from "../../state/desk";
import { showCustomer } from "../../state/live";
import { panelStore } from "../../state/panel";
import { createStore } from "../../state/store";

/** The conversation that was opened last. It is shown only beside its own customer. */
export const chosenConversation = createStore<string | null>(null);

/** Brings a conversation with its customer to the screen; others stay at hand, with what was typed in them. */
export function openConversation(desk: Desk, line: Pick<InboxLine, "id" | "customer" | "name">): void {
  void desk.replies.flush();
  desk.inbox.take(line);
  chosenConversation.set(line.id);
  showCustomer(desk, line.customer);
  panelStore.set("conversation");
}

/** Takes a conversation; says who has it when somebody else does. */
export async function takeConversation(desk: Desk, id: string, text: Text): Promise<boolean> {
  const claimed = await desk.run(desk.commands.claimConversation(id));
  if (!claimed) return false;
  if (!claimed.mine)
    desk.notices.remind("inbox.heldBy", { who: claimed.holder_name ?? text("lists.somebody") });
  return claimed.mine;
}

/** Opens the most urgent conversation that is this person's or nobody's; says so when there is none. */
export async function openNext(desk: Desk, after: string | null): Promise<void> {
  for (const whose of ["mine", "nobody"] as const) {
    const part = await desk.run(
      desk.commands.inbox({ whose, channel: null, shelf: "open", from: 0, count: 2 }),
    );
    const next = part?.rows.find((it) => it.id !== after && it.waits_ms !== null);
    if (next) return openConversation(desk, next);
  }
  desk.notices.tell("inbox.nothingNext", {});
}

/** Puts a conversation away, for good or until a moment, and lays it aside here. */
export async function putAway(desk: Desk, id: string, untilMs: number | null): Promise<boolean> {
  await desk.replies.flush(id);
  const done = await desk.run(
    desk.commands.putAway({ conversation: id, until_ms: untilMs }).then(() => true),
  );
  if (done) leave(desk, id);
  return Boolean(done);
}

/** Lays a conversation aside; another one of the same customer comes up, else the customer's own facts. */
export function leave(desk: Desk, id: string): void {
  const left = desk.inbox.store.get().open.find((it) => it.id === id);
  desk.inbox.close(id);
  if (chosenConversation.get() !== id) return;
  const other = desk.inbox.store.get().open.find((it) => it.customer === left?.customer);
  chosenConversation.set(other?.id ?? null);
  if (!other) panelStore.set(desk.selection.get().call ? "work" : "customer");
}
