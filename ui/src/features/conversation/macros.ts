import type { CannedLine } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import type { OpenConversation } from "../../state/inbox";
import { panelStore } from "../../state/panel";
import { useRead } from "../../state/read";
import { shownCustomer } from "../../state/selection";
import { createStore, useStore } from "../../state/store";
import { chosenConversation } from "./actions";

/** A macro that was chosen outside of the composer of its conversation, which takes it from here. */
export const askedMacro = createStore<{ conversation: string; line: CannedLine } | null>(null);

/** The conversation that stands beside a customer: the one that was chosen, else the one that was opened last. */
export function conversationOf(
  open: readonly OpenConversation[],
  customer: string | null,
  chosen: string | null,
): OpenConversation | undefined {
  const own = open.filter((it) => it.customer === customer);
  return own.find((it) => it.id === chosen) ?? own.at(-1);
}

/** The macros for the conversation that is open; none when there is none, or a colleague has it. */
export function useMacros(): { line: CannedLine; ask: () => void }[] {
  const desk = useDesk();
  const calls = useStore(desk.calls);
  const shown = shownCustomer(useStore(desk.selection), calls);
  const open = useStore(desk.inbox.store, (state) => state.open);
  const id = conversationOf(open, shown, useStore(chosenConversation))?.id ?? null;
  const line = useStore(desk.inbox.store, ({ details }) => (id ? (details.get(id)?.line ?? null) : null));
  const isFree = line !== null && (line.holder === null || line.mine);
  const ask = isFree ? { customer: line.customer, channel: line.channel, about: line.subject } : null;
  // Where they can't be read there are none; the composer says why when one is typed there.
  const { value: replies = [] } = useRead(
    async () => (ask ? await desk.commands.cannedReplies(ask) : []),
    isFree ? id : null,
  );
  if (!id || !isFree) return [];
  const macros = replies.filter((it) => it.steps !== null);
  return macros.map((line) => ({
    line,
    ask: () => {
      panelStore.set("conversation");
      askedMacro.set({ conversation: id, line });
    },
  }));
}
