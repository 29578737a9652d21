import type { Part } from "../api/generated/types";
import type { Text } from "../i18n/text";

/** In what a customer took part, as a line. */
export function partText(part: Part, text: Text): string {
  switch (part.is) {
    case "survey":
      return text("engagement.surveyLine", { score: part.score, words: part.words, has: part.words !== "" });
    case "referral":
      return text("engagement.referralLine", { name: part.name, has: part.name !== "" });
    case "feedback":
      return text("engagement.feedbackLine", {
        kind: text(`engagement.kind.${part.kind}`),
        words: part.words,
      });
  }
}
