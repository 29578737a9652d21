import type { Dialogue } from "../../api/generated/types";
import type { Locale } from "../../i18n/text";
import type { Desk } from "../../state/desk";
import { mayMove } from "../../words/stages";

/** Moves a dialogue to a stage. Nothing asks first: it says what happened, and one key takes it back. */
export async function moveStage(
  desk: Desk,
  dialogue: Dialogue,
  stage: number,
  locale: Locale,
): Promise<void> {
  if (stage === dialogue.stage) return;
  const topic = desk.topics.get().find((it) => it.id === dialogue.topic);
  if (!mayMove(topic, dialogue.stage, stage)) {
    desk.notices.fail({ code: "move_not_allowed", detail: null, retry: false });
    return;
  }
  const { customer, id } = dialogue;
  const call = desk.selection.get().call;
  const tied = desk.calls.get().some((it) => it.call.id === call && it.customer === customer);
  const view = await desk.run(
    desk.commands.moveStage({ customer, dialogue: id, stage, call: tied ? call : null }),
  );
  if (!view) return;
  desk.customers.put(view);
  desk.lastMove.set({ customer, dialogue: id });
  const reached = topic?.stages[stage - 1];
  const values = { topic: topic?.name[locale] ?? "", stage, name: reached?.name[locale] ?? "" };
  withdrawOffers(desk);
  const undo = {
    key: "stage.undo",
    keys: "undo_stage",
    run: () => void undoMove(desk),
    leaves: true,
  } as const;
  desk.notices.tell(reached?.closing ? "stage.closed" : "stage.moved", values, undo);
}

/** Takes back the stage move that was made here last. */
export async function undoMove(desk: Desk): Promise<void> {
  const last = desk.lastMove.get();
  if (!last) return;
  desk.lastMove.set(null);
  withdrawOffers(desk);
  const view = await desk.run(desk.commands.undoMove(last));
  if (!view) return;
  desk.customers.put(view);
  desk.notices.tell("stage.undone");
}

/** What a notice offers to take back is taken back already, or no longer the last. */
function withdrawOffers(desk: Desk) {
  for (const { id, says } of desk.notices.store.get()) {
    if ("key" in says && (says.key === "stage.moved" || says.key === "stage.closed")) desk.notices.close(id);
  }
}
