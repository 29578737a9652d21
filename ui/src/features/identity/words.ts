import type { MatchReason } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** What speaks for one person, the strongest first, in a few words. */
export function reasonsText(text: Text, reasons: readonly MatchReason[]): string {
  const alike = reasons.filter(({ likeness }) => likeness !== "different");
  return alike.map((reason) => reasonText(text, reason)).join(" · ");
}

/** One thing in which two customers are alike, or not. */
export function reasonText(text: Text, { subject, likeness }: MatchReason): string {
  return text("identity.reason", { subject: text(`identity.subject.${subject}`), likeness });
}
