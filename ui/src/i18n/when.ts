import { useMemo } from "react";
import { useStore } from "../state/store";
import { type LocaleSetting, localeStore, textFor } from "./text";

const DAY_MS = 86_400_000;

/** Moments in words and figures, in the user's language, conventions and time zone. */
export interface When {
  /** 14:05 or 오후 2:05. */
  time(ms: number): string;
  /** "today", "yesterday", "Tuesday", "12 March", "12 March 2024". */
  day(ms: number, nowMs: number): string;
  /** Day and time. */
  moment(ms: number, nowMs: number): string;
  /** Weekday, date, year: for headings and tooltips. */
  full(ms: number): string;
  /** The calendar day as `2026-11-22`, to group by. */
  key(ms: number): string;
  /** Whole calendar days from `a` to `b`. */
  daysBetween(a: number, b: number): number;
}

const cache = new Map<string, When>();

/** Moments for a language and time zone; an unknown zone falls back to the machine's. */
export function whenFor({ locale, timeZone }: LocaleSetting): When {
  const id = `${locale}|${timeZone}`;
  let when = cache.get(id);
  if (!when) {
    when = makeWhen(locale, knownZone(timeZone));
    cache.set(id, when);
  }
  return when;
}

/** Moments for the user. */
export function useWhen(): When {
  const setting = useStore(localeStore);
  return useMemo(() => whenFor(setting), [setting]);
}

function knownZone(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone;
  } catch {
    return undefined;
  }
}

function makeWhen(locale: LocaleSetting["locale"], timeZone: string | undefined): When {
  const text = textFor(locale);
  const tag = locale === "ko" ? "ko-KR" : "en-GB";
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone });
  const clock = format(
    locale === "ko"
      ? { hour: "numeric", minute: "2-digit" }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  );
  const weekday = format({ weekday: "long" });
  const date = format({ month: "long", day: "numeric" });
  const dateYear = format({ year: "numeric", month: "long", day: "numeric" });
  const full = format({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
  // Put together from its parts: how a locale orders and divides them differs from view to view.
  const calendar = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  const key = (ms: number) => {
    const { year, month, day } = Object.fromEntries(
      calendar.formatToParts(ms).map((part) => [part.type, part.value]),
    );
    return `${year}-${month}-${day}`;
  };
  const daysBetween = (a: number, b: number) =>
    Math.round((Date.parse(`${key(b)}T00:00Z`) - Date.parse(`${key(a)}T00:00Z`)) / DAY_MS);
  const day = (ms: number, nowMs: number) => {
    const away = daysBetween(nowMs, ms);
    if (Math.abs(away) <= 1) return relative.format(away, "day");
    if (away > -7 && away < 7) return weekday.format(ms);
    return key(ms).slice(0, 4) === key(nowMs).slice(0, 4) ? date.format(ms) : dateYear.format(ms);
  };
  return {
    time: (ms) => clock.format(ms),
    day,
    moment: (ms, nowMs) => text("when.moment", { day: day(ms, nowMs), time: clock.format(ms) }),
    full: (ms) => full.format(ms),
    key,
    daysBetween,
  };
}

/** A length of time as a clock: 0:42, 12:41, 1:02:03. */
export function clockLength(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
