import type { Outcome, Retry } from "../../api/generated/types";

/** How calls end in which nobody spoke: those that a rule can be about. */
const UNREACHED: readonly Outcome[] = ["no_answer", "voicemail", "abandoned"];
const MOST_CALLS = 10;
const MOST_HOURS = 90 * 24;

/** A rule as it is typed. */
export interface RetryDraft {
  outcome: Outcome;
  calls: string;
  hours: string;
  otherNumber: boolean;
}

/** What a new list begins with. */
export const USUAL_RETRIES: readonly Retry[] = [
  { outcome: "no_answer", calls: 3, pause_min: 240, other_number: true },
  { outcome: "voicemail", calls: 3, pause_min: 1_440, other_number: true },
  { outcome: "abandoned", calls: 2, pause_min: 1_440, other_number: false },
];

/** One row for each outcome; where a list has no rule, one call is all. */
export function draftsOf(retries: readonly Retry[]): RetryDraft[] {
  return UNREACHED.map((outcome) => {
    const rule = retries.find((it) => it.outcome === outcome);
    return {
      outcome,
      calls: String(rule?.calls ?? 1),
      hours: String(Math.max(1, Math.round((rule?.pause_min ?? 1_440) / 60))),
      otherNumber: rule?.other_number ?? false,
    };
  });
}

/** Whether a number of calls can be meant. */
export function soundCalls({ calls }: RetryDraft): boolean {
  return within(calls, MOST_CALLS);
}

/** Whether a pause can be meant; after the last call none is needed. */
export function soundHours({ calls, hours }: RetryDraft): boolean {
  return calls.trim() === "1" || within(hours, MOST_HOURS);
}

/** The rules that were typed; `null` while one can't be meant. */
export function retriesOf(drafts: readonly RetryDraft[]): Retry[] | null {
  if (!drafts.every((it) => soundCalls(it) && soundHours(it))) return null;
  return drafts
    .filter((it) => Number(it.calls) > 1)
    .map(({ outcome, calls, hours, otherNumber }) => ({
      outcome,
      calls: Number(calls),
      pause_min: Number(hours) * 60,
      other_number: otherNumber,
    }));
}

function within(written: string, most: number): boolean {
  return /^\s*\d{1,4}\s*$/.test(written) && Number(written) >= 1 && Number(written) <= most;
}
