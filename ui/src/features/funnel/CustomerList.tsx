import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState } from "react";
import type { Tier } from "../../api/generated/types";
import { Tag } from "../../components/Surface";
import { rowAfter } from "../../components/walk";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCustomer } from "../../state/live";
import { writtenKeys } from "../../state/shortcuts";
import { count } from "../../words/figures";
import styles from "./Funnel.module.css";

const ROW_PX = 50;

interface Listed {
  customer: string;
  name: string;
  company: string | null;
  tier: Tier;
}

interface Props<T extends Listed> {
  /** Those that were not read yet have an empty place. */
  rows: readonly (T | undefined)[];
  /** How many there are in all. */
  total: number;
  /** Told of the places that are in sight. */
  onSeen?: (first: number, last: number) => void;
  /** The second line of a row. */
  facts: (row: T) => string;
}

/** Customers, drawn only where one looks: j and k walk through them, Enter opens one. */
export function CustomerList<T extends Listed>({ rows, total, onSeen, facts }: Props<T>) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const id = useId();
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, rows.length - 1);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  const go = (to: number) => {
    setWanted(to);
    virtual.scrollToIndex(to);
  };
  const open = (row: T | undefined) => {
    if (!row) return;
    showCustomer(desk, row.customer);
    desk.open.set(null);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const written = writtenKeys(event.nativeEvent);
    const to = rowAfter(written, at, rows.length);
    if (to !== null) go(to);
    else if (written === "Enter" && !event.repeat) open(rows[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onSeen?.(first, last), [onSeen, first, last]);
  return (
    <>
      <div
        ref={scroller}
        role="listbox"
        tabIndex={0}
        className={styles.list}
        aria-label={text("funnel.customersKeys")}
        aria-activedescendant={items.some((it) => it.index === at) ? `${id}-${at}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" className={styles.sheet} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <CustomerRow
                  key={item.key}
                  id={`${id}-${item.index}`}
                  row={row}
                  facts={facts(row)}
                  place={item.index + 1}
                  size={rows.length}
                  top={item.start}
                  selected={item.index === at}
                  onSelect={() => setWanted(item.index)}
                  onOpen={() => open(row)}
                />
              )
            );
          })}
        </div>
      </div>
      {total > rows.length && (
        <p className={styles.more}>
          {text("funnel.more", { shown: count(rows.length, locale), total: count(total, locale) })}
        </p>
      )}
    </>
  );
}

interface RowProps {
  id: string;
  row: Listed;
  facts: string;
  place: number;
  size: number;
  top: number;
  selected: boolean;
  onSelect: () => void;
  onOpen: () => void;
}

function CustomerRow({ id, row, facts, place, size, top, selected, onSelect, onOpen }: RowProps) {
  const text = useText();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={place}
      aria-setsize={size}
      className={styles.customer}
      style={{ transform: `translateY(${top}px)`, height: ROW_PX }}
      onClick={onSelect}
      onDoubleClick={onOpen}
    >
      <span className={styles.customerName} dir="auto">
        {row.name}
        {row.company && <span className={styles.faint}>{row.company}</span>}
      </span>
      <Tag>{text(`tier.${row.tier}`)}</Tag>
      <span className={styles.customerFacts}>{facts}</span>
    </div>
  );
}
