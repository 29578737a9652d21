import type { Step } from "../../api/generated/types";
import type { Choice } from "../../components/Field";
import type { Text } from "../../i18n/text";

/** What an entry of a list is known by: a key from a text can be anything, also what the list uses itself. */
export function idOf(key: string): string {
  return `=${key}`;
}

export function keyOf(id: string): string {
  return id.slice(1);
}

/** The steps to choose from by number and key, each key once, and the one that is named though it is not among them. */
export function stepChoices(
  steps: readonly Step[],
  fits: (step: Step) => boolean,
  named: string | null,
  text: Text,
): Choice[] {
  const found = new Map<string, string>();
  steps.forEach((it, index) => {
    if (it.key && fits(it) && !found.has(it.key))
      found.set(it.key, text("scripts.stepNamed", { step: index + 1, key: it.key }));
  });
  if (named && !found.has(named)) found.set(named, text("scripts.stepMissing", { key: named }));
  return [...found].map(([key, label]) => ({ id: idOf(key), label }));
}
