const STEPS: Record<string, number> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
};

/** The row that a key (as `writtenKeys` writes it) leads to in a list of `count` rows; `null` for a key that does not walk. */
export function rowAfter(written: string | null, at: number, count: number): number | null {
  const to = target(written ?? "", at, count);
  return to === null ? null : Math.max(0, Math.min(count - 1, to));
}

function target(written: string, at: number, count: number): number | null {
  if (written === "Home") return 0;
  if (written === "End") return count - 1;
  const step = STEPS[written];
  return step === undefined ? null : at + step;
}
