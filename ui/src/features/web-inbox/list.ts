import { useEffect, useId, useRef, useState } from "react";
import { writtenKeys } from "../../state/shortcuts";

const STEPS: Record<string, number> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
};

/**
 * A list in which arrows, j and k choose, and whose other keys do something about the chosen row. What was chosen stays so while it is there;
 * when it goes, the next takes its place.
 */
export function useList<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  act: (row: Row, key: string) => boolean,
  label: string,
) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState({ key: "", at: 0 });
  const known = rows.findIndex((row) => keyOf(row) === wanted.key);
  const at = known >= 0 ? known : Math.max(0, Math.min(wanted.at, rows.length - 1));
  const chosen = rows[at];
  useEffect(() => {
    // Whoever walks along the tabs stays there.
    if (document.activeElement?.getAttribute("role") !== "tab") list.current?.focus();
  }, []);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${at}`)}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, at]);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[next];
    setWanted({ key: row ? keyOf(row) : "", at: next });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const key = writtenKeys(event.nativeEvent);
    if (!key) return;
    if (key in STEPS) go(at + (STEPS[key] ?? 0));
    else if (key === "Home") go(0);
    else if (key === "End") go(rows.length - 1);
    else if (event.repeat || !chosen || !act(chosen, key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const box = {
    ref: list,
    role: "listbox",
    tabIndex: 0,
    "aria-label": label,
    "aria-activedescendant": `${id}-${at}`,
    onKeyDown,
  } as const;
  const option = (index: number) =>
    ({
      id: `${id}-${index}`,
      role: "option",
      tabIndex: -1,
      "aria-selected": index === at,
      onClick: () => go(index),
    }) as const;
  return { chosen, box, option, focus: () => list.current?.focus() };
}
