import type { FileError, ScriptDraft, ScriptPlace, ScriptProblem } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** What is wrong with a script and where, as a sentence with the way on. */
export function problemText({ at, fault }: ScriptProblem, draft: ScriptDraft, text: Text): string {
  const what =
    fault.is === "slot"
      ? text(`scripts.slot.${fault.slot.is}`, { ...fault.slot })
      : text(`scripts.fault.${fault.is}`, { ...fault });
  return text("scripts.problem", { where: placeText(at, draft, text), what });
}

function placeText(at: ScriptPlace, draft: ScriptDraft, text: Text): string {
  const field = text(`scripts.place.${at.is}`, {
    language: "language" in at && at.language ? text(`language.${at.language}`) : "",
    choice: at.is === "choice" ? at.choice : 0,
    branch: at.is === "branch" ? at.branch : 0,
  });
  if (!("step" in at)) return field;
  return text("scripts.inStep", { step: at.step, key: draft.steps[at.step - 1]?.key ?? "", field });
}

/** Why a file can't be read, as a sentence with the way on. */
export function fileErrorText(error: FileError, text: Text): string {
  return text(`scripts.unreadable.${error.is}`, { ...error });
}
