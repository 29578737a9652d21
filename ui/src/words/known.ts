import type { ConfirmedField, CustomerView, KnownField } from "../api/generated/types";
import type { Text } from "../i18n/text";
import type { When } from "../i18n/when";

/** Whether two fields are the same one. */
export function sameField(a: ConfirmedField, b: ConfirmedField): boolean {
  return a.is === b.is && (a.is !== "contact_point" || b.is !== "contact_point" || a.id === b.id);
}

/** What a field is called, and what stands in it. */
export function fieldOf(
  view: CustomerView,
  field: ConfirmedField,
  text: Text,
): { name: string; value: string } {
  if (field.is === "name") return { name: text("customer.name"), value: view.customer.name };
  if (field.is === "address") return { name: text("customer.address"), value: view.customer.address ?? "" };
  const point = view.contact_points.find((it) => it.id === field.id);
  return { name: point ? text(`contact.${point.kind}`) : "", value: point?.value ?? "" };
}

/** "confirmed 12 days ago by 이지우 (phone)"; `null` for never. */
export function confirmedText(
  known: KnownField | undefined,
  text: Text,
  when: When,
  nowMs: number,
): string | null {
  if (!known || known.at_ms === null) return null;
  const ago = text("care.confirmedAgo", { days: Math.max(0, when.daysBetween(known.at_ms, nowMs)) });
  const { by, channel } = known;
  if (by === null) return ago;
  return channel === null
    ? text("care.confirmedBy", { ago, by })
    : text("care.confirmedByOn", { ago, by, channel: text(`channel.${channel}`) });
}
