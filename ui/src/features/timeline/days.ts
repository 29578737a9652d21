import type { TimelineEntry } from "../../api/generated/types";
import { whenFor } from "../../i18n/when";

const DAY_MS = 86_400_000;

/** The last millisecond of a calendar day such as `2026-03-08` in a time zone; `null` when it is not a day. */
export function endOfDay(day: string, timeZone: string): number | null {
  const noonUtc = Date.parse(`${day}T12:00Z`);
  if (Number.isNaN(noonUtc)) return null;
  const { key } = whenFor({ locale: "en", timeZone });
  // The first moment of the next day lies within a day of its UTC noon: found by halving, whatever the zone's shifts.
  let before = noonUtc - DAY_MS;
  let after = noonUtc + 2 * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (key(middle) <= day) before = middle;
    else after = middle;
  }
  return before;
}

/** A row of the timeline: a day's heading or a contact. */
export type Row = { day: number; key: string } | { entry: TimelineEntry; key: string };

/** Contacts with a heading before each day's first. */
export function withDays(entries: readonly TimelineEntry[], dayKey: (ms: number) => string): Row[] {
  const rows: Row[] = [];
  let last = "";
  for (const entry of entries) {
    const day = dayKey(entry.interaction.started_ms);
    if (day !== last) rows.push({ day: entry.interaction.started_ms, key: day });
    last = day;
    rows.push({ entry, key: entry.interaction.id });
  }
  return rows;
}
