import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { writtenKeys } from "../state/shortcuts";
import styles from "./LongList.module.css";
import { rowAfter } from "./walk";

interface Props<T> {
  /** Those that were not read yet have an empty place. */
  rows: readonly (T | undefined)[];
  rowPx: number;
  label: string;
  /** Lays out what is in a row. */
  rowClass: string | undefined;
  /** With `double`, one click chooses a row only. */
  opensBy?: "click" | "double";
  /** Takes the focus when it comes. */
  takesFocus?: boolean;
  onOpen: (row: T) => void;
  /** More keys than those that walk and open, as `writtenKeys` writes them: true for one that was meant. */
  onKeys?: (written: string, row: T) => boolean;
  /** Told of the places that are in sight. */
  onSeen?: (first: number, last: number) => void;
  children: (row: T) => ReactNode;
}

/** Any number of rows, drawn only where one looks: j, k and the arrows walk through them, Enter opens one. */
export function LongList<T>({
  rows,
  rowPx,
  label,
  rowClass,
  opensBy = "click",
  takesFocus = false,
  onOpen,
  onKeys,
  onSeen,
  children,
}: Props<T>) {
  const id = useId();
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, rows.length - 1);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: taken once, when the list comes
  useEffect(() => {
    if (takesFocus) scroller.current?.focus();
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const written = writtenKeys(event.nativeEvent);
    const to = rowAfter(written, at, rows.length);
    const row = rows[at];
    if (to !== null) {
      setWanted(to);
      virtual.scrollToIndex(to);
    } else if (written === "Enter" && !event.repeat) {
      if (row) onOpen(row);
    } else if (!(row && written && onKeys?.(written, row))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onSeen?.(first, last), [onSeen, first, last]);
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      className={styles.list}
      aria-label={label}
      aria-activedescendant={items.some((it) => it.index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.sheet} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
              <div
                key={index}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === at}
                aria-posinset={index + 1}
                aria-setsize={rows.length}
                className={`${styles.row} ${rowClass}`}
                style={{ transform: `translateY(${start}px)`, height: rowPx }}
                onClick={() => {
                  setWanted(index);
                  if (opensBy === "click") onOpen(row);
                }}
                onDoubleClick={opensBy === "double" ? () => onOpen(row) : undefined}
              >
                {children(row)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
