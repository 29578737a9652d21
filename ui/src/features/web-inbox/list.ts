import { useEffect, useId, useRef, useState } from "react";
import { rowAfter } from "../../components/walk";
import { writtenKeys } from "../../state/shortcuts";

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
    const row = rows[to];
    setWanted({ key: row ? keyOf(row) : "", at: to });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const key = writtenKeys(event.nativeEvent);
    if (!key) return;
    const to = rowAfter(key, at, rows.length);
    if (to !== null) go(to);
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
