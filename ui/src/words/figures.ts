import type { Locale } from "../i18n/text";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time in its largest unit: "3 days", "5 hr", "12 min". */
export function roughLength(ms: number, locale: Locale): string {
  const [unit, size] =
    ms >= DAY_MS ? ["day", DAY_MS] : ms >= HOUR_MS ? ["hour", HOUR_MS] : ["minute", MINUTE_MS];
  const format = new Intl.NumberFormat(locale, { style: "unit", unit: String(unit), unitDisplay: "short" });
  return format.format(Math.round(ms / Number(size)));
}

/** A share as a whole percentage; nothing of nothing is none. */
export function share(part: number, whole: number, locale: Locale): string | null {
  if (whole === 0) return null;
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(part / whole);
}

/** A difference with its sign. */
export function difference(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { signDisplay: "exceptZero" }).format(value);
}

/** A number with its thousands parted. */
export function count(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(value);
}
