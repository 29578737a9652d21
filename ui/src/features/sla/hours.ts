import type { CalendarSpan, DayOff } from "../../api/generated/types";

const two = (n: number) => String(n).padStart(2, "0");
const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** The hours of a day as text: `09:00-12:00, 13:00-18:00`. */
export function hoursText(hours: readonly CalendarSpan[], weekday: number): string {
  const spans = hours.filter((it) => it.weekday === weekday);
  return spans.map((it) => `${clock(it.from_min)}-${clock(it.to_min)}`).join(", ");
}

/** The hours of a day as typed; `null` for what is none. Those of a day follow on each other and don't overlap. */
export function readHours(typed: string, weekday: number): CalendarSpan[] | null {
  const spans: CalendarSpan[] = [];
  for (const part of typed.split(",").map((it) => it.trim())) {
    if (!part) continue;
    const read = /^(\d{1,2}):(\d{2})\s*[-–~]\s*(\d{1,2}):(\d{2})$/.exec(part);
    if (!read) return null;
    const [fromHour = 0, fromMin = 0, toHour = 0, toMin = 0] = read.slice(1).map(Number);
    const span = { weekday, from_min: fromHour * 60 + fromMin, to_min: toHour * 60 + toMin };
    const before = spans.at(-1)?.to_min ?? 0;
    if (fromMin > 59 || toMin > 59 || span.from_min < before || span.from_min >= span.to_min) return null;
    if (span.to_min > 24 * 60) return null;
    spans.push(span);
  }
  return spans;
}

/** Days off as text, one in a line. */
export function daysText(days: readonly DayOff[]): string {
  return days.map((it) => `${it.date} ${it.name}`.trim()).join("\n");
}

/** Days off as typed; `null` for what is none. */
export function readDays(typed: string): DayOff[] | null {
  const days: DayOff[] = [];
  for (const line of typed.split("\n").map((it) => it.trim())) {
    if (!line) continue;
    const [, date, name] = /^(\d{4}-\d{2}-\d{2})\s*(.*)$/.exec(line) ?? [];
    if (!date || new Date(`${date}T00:00Z`).toISOString().slice(0, 10) !== date) return null;
    days.push({ date, name: name ?? "" });
  }
  return days;
}
