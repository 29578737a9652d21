import type { CaseDid, CaseLine, SlaClock } from "../api/generated/types";
import type { Text } from "../i18n/text";
import type { When } from "../i18n/when";

export type Age = "fresh" | "soon" | "late";
const SOON_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

/** How near its time a case is. */
export function caseAge(line: CaseLine, nowMs: number): Age {
  if (line.state === "resolved" || line.due_ms === null) return "fresh";
  if (line.due_ms <= nowMs) return "late";
  return line.due_ms - nowMs < SOON_MS ? "soon" : "fresh";
}

/** What falls due first, or where the case stands otherwise. */
export function caseDue(line: CaseLine, text: Text, when: When, nowMs: number): string {
  if (line.settled)
    return text("cases.settledAt", {
      how: text(`cases.how.${line.settled.how}`),
      moment: when.moment(line.settled.at_ms, nowMs),
    });
  if (line.due_ms !== null && line.due)
    return text(line.due_ms <= nowMs ? "cases.overdue" : "cases.due", {
      target: text(`cases.target.${line.due}`),
      moment: when.moment(line.due_ms, nowMs),
    });
  if (line.state === "waiting")
    return text("cases.waitsSince", { moment: when.moment(line.since_ms, nowMs) });
  return text("cases.sinceOpen", { moment: when.moment(line.created_ms, nowMs) });
}

/** How a promise stands: kept, kept too late, by when, or how much of its time is left while it stands still. */
export function clockText(clock: SlaClock, text: Text, when: When, nowMs: number): string {
  const late =
    clock.due_ms !== null && (clock.met_ms === null ? clock.due_ms <= nowMs : clock.due_ms < clock.met_ms);
  if (clock.met_ms !== null)
    return text(late ? "cases.metLate" : "cases.met", { moment: when.moment(clock.met_ms, nowMs) });
  if (clock.due_ms !== null)
    return text(late ? "cases.clockLate" : "cases.clockDue", { moment: when.moment(clock.due_ms, nowMs) });
  return text("cases.stands", { left: lengthText((clock.left_ms ?? 0) / MINUTE_MS, text) });
}

/** Whether a promise was or is broken. */
export function isLate(clock: SlaClock, nowMs: number): boolean {
  return (
    clock.due_ms !== null && (clock.met_ms === null ? clock.due_ms <= nowMs : clock.due_ms < clock.met_ms)
  );
}

/** Minutes of working time as people say them. */
export function lengthText(minutes: number, text: Text): string {
  const whole = Math.round(minutes);
  return text("cases.length", { hours: Math.floor(whole / 60), minutes: whole % 60 });
}

/** What happened to a case. */
export function didText(did: CaseDid, text: Text): string {
  return did.is === "resolved"
    ? text("cases.did.resolved", { how: text(`cases.how.${did.how}`) })
    : text(`cases.did.${did.is}`);
}
