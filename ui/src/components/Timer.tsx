import { clockLength } from "../i18n/when";
import { useSecond } from "../state/clock";

/** A clock that runs since a moment, or towards one. Silent for screen readers: it changes every second. */
export function Timer({ sinceMs, untilMs }: { sinceMs?: number; untilMs?: number }) {
  const second = useSecond();
  const length = untilMs === undefined ? second - (sinceMs ?? second) : untilMs - second;
  return <time aria-hidden="true">{clockLength(length)}</time>;
}
