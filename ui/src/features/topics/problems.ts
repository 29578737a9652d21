import type { FileError, Place, TopicProblem } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** What is wrong, as a sentence with the way on. */
export function problemText({ fault }: TopicProblem, text: Text): string {
  return text(`topics.fault.${fault.is}`, { ...fault });
}

/** What is wrong at a field, as sentences; `null` when nothing is. */
export function problemAt(problems: readonly TopicProblem[], at: Place, text: Text): string | null {
  const here = problems.filter((it) => samePlace(it.at, at));
  return here.length === 0 ? null : here.map((it) => problemText(it, text)).join(" ");
}

/** Whether something is wrong with a stage or one of its fields. */
export function isAtStage({ at }: TopicProblem, stage: number): boolean {
  return "stage" in at && at.stage === stage;
}

/** Why a file can't be read, as a sentence with the way on. */
export function fileErrorText(error: FileError, text: Text): string {
  return text(`topics.unreadable.${error.is}`, { ...error });
}

function samePlace(a: Place, b: Place): boolean {
  const fields = (place: Place) => JSON.stringify(Object.entries(place).sort());
  return fields(a) === fields(b);
}
