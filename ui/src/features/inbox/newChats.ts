import type { Desk } from "../../state/desk";
import { askedFor } from "../../state/inbox";
import { openConversation } from "../conversation/actions";

/** So many are looked at: whoever waits longest comes first. */
const LOOKED_AT = 20;

/** Says that somebody new waits in a chat: a visitor waits for minutes, not for hours. Nothing else on the screen moves. */
export function announceChats(desk: Desk): () => void {
  let known: Set<string> | null = null;
  let waiting = 0;
  let reading = false;
  const look = async () => {
    const { counts } = desk.inbox.store.get();
    if (!counts || reading) return;
    const now = counts.channels.find((it) => it.channel === "chat")?.count ?? 0;
    if (known && now === waiting) return;
    waiting = now;
    reading = true;
    try {
      const asked = { whose: "nobody", channel: "chat", shelf: "open", from: 0, count: LOOKED_AT } as const;
      const { rows } = await desk.commands.inbox(asked);
      for (const line of known ? rows.filter((it) => !known?.has(it.id) && it.waits_ms !== null) : []) {
        const open = { key: "chat.open", run: () => openConversation(desk, line), leaves: true } as const;
        desk.notices.remind("chat.new", { name: line.name }, open);
      }
      known = new Set([...(known ?? []), ...rows.map((it) => it.id)]);
    } catch {
      // The inbox itself says what is wrong; the next change looks again.
      waiting = -1;
    } finally {
      reading = false;
    }
  };
  const stop = desk.inbox.store.subscribe(() => void look());
  const stopOpening = askedFor.subscribe(() => void openAskedFor(desk));
  return () => {
    stop();
    stopOpening();
  };
}

/** A notification was clicked: its conversation comes to the screen. */
async function openAskedFor(desk: Desk): Promise<void> {
  const id = askedFor.get();
  const detail = id ? await desk.run(desk.commands.conversation(id)) : null;
  if (detail) openConversation(desk, detail.line);
}
