import type { TimelineEntry } from "../../api/generated/types";

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
