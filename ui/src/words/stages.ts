import type { Topic } from "../api/generated/types";
import type { StageStep } from "../components/StageBar";
import type { Locale, Text } from "../i18n/text";

/** The stage at which a dialogue begins. */
export const FIRST_STAGE = 1;

/** Whether a topic's rules let a person move a dialogue from one stage to another, as `Topic::may_move` decides on the desk. */
export function mayMove(topic: Topic | undefined, from: number, to: number): boolean {
  const moves = topic?.moves;
  if (from === to || !moves || moves.is === "any") return true;
  if (moves.is === "forward") return to > from;
  return moves.pairs.some(([start, end]) => start === from && end === to);
}

/** Why a topic bars a move from a stage. */
export function barredText(topic: Topic | undefined, from: number, text: Text): string {
  return text(topic?.moves.is === "forward" ? "stage.onlyForward" : "stage.barred", { from });
}

/** The steps of a topic for a stage bar, those barred that can't be reached from where the dialogue is; for an unknown topic as many as
 * are known of. */
export function stageSteps(topic: Topic | undefined, from: number, locale: Locale, text: Text): StageStep[] {
  const count = Math.max(topic?.stages.length ?? 0, from);
  return Array.from({ length: count }, (_, index) => {
    const stage = topic?.stages[index];
    const number = index + 1;
    const may = mayMove(topic, from, number);
    return {
      number,
      label: text("stage.move", { number, name: stage?.name[locale] ?? "" }),
      meaning: stage?.meaning[locale] ?? "",
      barred: may ? undefined : barredText(topic, from, text),
    };
  });
}
