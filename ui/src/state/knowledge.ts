import type { Desk } from "./desk";
import { type PanelTab, panelStore } from "./panel";
import { createStore } from "./store";

/** The side that was turned up before the knowledge: one goes back there. */
export const cameFrom = createStore<PanelTab>("work");

/** Somebody asked for the search: it takes the focus once it is there. */
export const searchWanted = createStore(false);

/** Turns the knowledge up. */
export function openKnowledge(): void {
  const shown = panelStore.get();
  if (shown !== "knowledge") cameFrom.set(shown);
  panelStore.set("knowledge");
}

/** Turns the knowledge up to look something up. */
export function lookUp(): void {
  openKnowledge();
  searchWanted.set(true);
}

/** Into what an article is inserted. */
export type InsertTarget = { is: "note"; call: string } | { is: "reply"; conversation: string };

/** Where words go: into what one came from, else into what there is. */
export function insertTarget(
  from: PanelTab,
  call: string | null,
  conversation: string | null,
): InsertTarget | null {
  const note: InsertTarget | null = call ? { is: "note", call } : null;
  const reply: InsertTarget | null = conversation ? { is: "reply", conversation } : null;
  return from === "conversation" ? (reply ?? note) : (note ?? reply);
}

/** Adds words to what is typed, below it. */
export function insertWords(desk: Desk, target: InsertTarget, words: string): void {
  const [notes, id] = target.is === "note" ? [desk.notes, target.call] : [desk.replies, target.conversation];
  const typed = notes.store.get().get(id)?.text ?? "";
  const gap = typed === "" || typed.endsWith("\n") ? "" : "\n";
  notes.write(id, `${typed}${gap}${words}`);
}
