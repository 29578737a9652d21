import type { Effect } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** What would become of a customer's dialogue, as a sentence. */
export function effectText(effect: Effect, text: Text): string {
  return text(`rules.effect.${effect.is}`, { ...effect });
}
