import type { CallbackView, Settings } from "../../api/generated/types";
import { whenFor } from "../../i18n/when";

/** Callbacks by how due they are, each group by due time. */
export interface CallbackGroups {
  overdue: CallbackView[];
  today: CallbackView[];
  later: CallbackView[];
}

/** Sorts callbacks into due, today and later in the user's time zone. */
export function groupCallbacks(
  callbacks: readonly CallbackView[],
  nowMs: number,
  timeZone: string,
): CallbackGroups {
  const when = whenFor({ locale: "en", timeZone });
  const groups: CallbackGroups = { overdue: [], today: [], later: [] };
  const today = when.key(nowMs);
  for (const view of [...callbacks].sort((a, b) => a.callback.due_ms - b.callback.due_ms)) {
    if (view.callback.due_ms <= nowMs) groups.overdue.push(view);
    else if (when.key(view.callback.due_ms) === today) groups.today.push(view);
    else groups.later.push(view);
  }
  return groups;
}

export type Age = "fresh" | "amber" | "red";

/** How long something waits, against the user's thresholds. */
export function ageOf(sinceMs: number, nowMs: number, settings: Settings | null): Age {
  const seconds = (nowMs - sinceMs) / 1000;
  if (seconds >= (settings?.red_after_s ?? 300)) return "red";
  return seconds >= (settings?.amber_after_s ?? 180) ? "amber" : "fresh";
}
