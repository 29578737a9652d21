import type { FileError, ScriptDraft, ScriptPlace, ScriptProblem } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** What is wrong with a script and where, as a sentence with the way on. */
export function problemText(problem: ScriptProblem, draft: ScriptDraft, text: Text): string {
  return text("scripts.problem", {
    where: placeText(problem.at, draft, text),
    what: faultText(problem, text),
  });
}

/** What is wrong at a field, as sentences; `null` when nothing is. */
export function problemAt(problems: readonly ScriptProblem[], at: ScriptPlace, text: Text): string | null {
  const here = problems.filter((it) => samePlace(it.at, at));
  return here.length === 0 ? null : here.map((it) => faultText(it, text)).join(" ");
}

/** The number (from 1) of the step at which something is wrong; `null`: with the script itself. */
export function stepOf({ at }: ScriptProblem): number | null {
  return "step" in at ? at.step : null;
}

/** Why a file can't be read, as a sentence with the way on. */
export function fileErrorText(error: FileError, text: Text): string {
  return text(`scripts.unreadable.${error.is}`, { ...error });
}

function faultText({ fault }: ScriptProblem, text: Text): string {
  return fault.is === "slot"
    ? text(`scripts.slot.${fault.slot.is}`, { ...fault.slot })
    : text(`scripts.fault.${fault.is}`, { ...fault });
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

function samePlace(a: ScriptPlace, b: ScriptPlace): boolean {
  const fields = (place: ScriptPlace) => JSON.stringify(Object.entries(place).sort());
  return fields(a) === fields(b);
}
