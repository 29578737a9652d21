import type { Topic } from "../api/generated/types";
import type { StageStep } from "../components/StageBar";
import type { Locale, Text } from "../i18n/text";

/** The steps of a topic for a stage bar; for an unknown topic as many as are known of. */
export function stageSteps(
  topic: Topic | undefined,
  atLeast: number,
  locale: Locale,
  text: Text,
): StageStep[] {
  const count = Math.max(topic?.stages.length ?? 0, atLeast);
  return Array.from({ length: count }, (_, index) => {
    const stage = topic?.stages[index];
    const number = index + 1;
    return {
      number,
      label: text("stage.move", { number, name: stage?.name[locale] ?? "" }),
      meaning: stage?.meaning[locale] ?? "",
    };
  });
}
