import type { Period } from "../api/generated/types";
import { whenFor } from "../i18n/when";

const DAY_MS = 86_400_000;

/** A length of time to report on, in whole calendar days of the user. */
export type Span = { is: "days"; days: number } | { is: "custom"; from: string; to: string };

/** A period and the earlier one beside which it stands. */
export interface Compared {
  period: Period;
  compared: Period;
}

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

/**
 * The days of a span, and as many days before up to the same time of day as it is now, so that a day that has not ended is compared
 * with as much of an earlier one. What another desktop did a moment ago by a clock that is ahead of ours is in the period. `null` when
 * the days are none.
 */
export function comparedPeriods(span: Span, nowMs: number, timeZone: string): Compared | null {
  const { key } = whenFor({ locale: "en", timeZone });
  const today = key(nowMs);
  const [from, to] = span.is === "days" ? [dayAfter(today, 1 - span.days), today] : [span.from, span.to];
  const [begins, ends] = [endOfDay(dayAfter(from, -1), timeZone), endOfDay(to, timeZone)];
  if (begins === null || ends === null || ends <= begins) return null;
  const soFar = Math.min(ends, nowMs) + 1;
  const period = { from_ms: begins + 1, to_ms: ends + 1 };
  if (soFar <= period.from_ms) return null;
  const days = Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY_MS) + 1;
  const shift = days * DAY_MS;
  return { period, compared: { from_ms: period.from_ms - shift, to_ms: soFar - shift } };
}

/** The calendar day so many days after another; what is no day stays. */
export function dayAfter(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00Z`);
  return Number.isNaN(at) ? day : new Date(at + days * DAY_MS).toISOString().slice(0, 10);
}
