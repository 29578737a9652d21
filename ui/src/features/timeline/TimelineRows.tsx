import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { CommandError } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDrawn } from "../../state/frame";
import { useStore } from "../../state/store";
import { isFiltered, type Timeline } from "../../state/timeline";
import { errorText } from "../../words/error";
import { type Row, withDays } from "./days";
import styles from "./Timeline.module.css";
import { TimelineRow } from "./TimelineRow";

const AHEAD = 12;
/** How many rows the first frame has: more than fit on most screens beneath the card. */
const FIRST = 16;

/**
 * The contacts, drawn only where one looks; older pages come as one scrolls.
 * The first frame shows the newest rows as they follow one another: finding out which ones are in sight and how high they are
 * would have the whole screen laid out twice before who calls is painted.
 */
export function TimelineRows({ timeline }: { timeline: Timeline }) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const { entries, loading, error, next, filter, sought } = useStore(timeline.store);
  const rows = useMemo(() => withDays(entries, when.key), [entries, when]);
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useDrawn();
  const virtual = useVirtualizer({
    count: rows.length,
    enabled: drawn,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index] && "day" in rows[index] ? 28 : 46),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  const items: readonly Placed[] = drawn ? virtual.getVirtualItems() : firstRows(rows);
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next && lastShown >= rows.length - AHEAD) timeline.more();
  }, [timeline, next, lastShown, rows.length]);
  const soughtAt = sought ? rows.findIndex((row) => row.key === sought.id) : -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that somebody goes somewhere
  useLayoutEffect(() => {
    if (drawn && soughtAt >= 0) virtual.scrollToIndex(soughtAt, { align: "center" });
  }, [sought, soughtAt, drawn]);

  if (entries.length === 0) {
    if (loading) return <Skeleton lines={6} label={text("common.loading")} />;
    if (error) return <Failed timeline={timeline} error={error} />;
    return (
      <div className={styles.rows}>
        <Empty icon="note" title={text(isFiltered(filter) ? "timeline.noMatch" : "timeline.empty")} />
      </div>
    );
  }
  return (
    <div
      ref={scroller}
      className={styles.rows}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
      tabIndex={0}
      role="group"
      aria-label={text("timeline.title")}
    >
      <ol style={drawn ? { height: virtual.getTotalSize() } : undefined} className={styles.sheet}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              ref={drawn ? virtual.measureElement : undefined}
              data-index={item.index}
              className={item.start === null ? undefined : styles.slot}
              style={item.start === null ? undefined : { transform: `translateY(${item.start}px)` }}
            >
              {"day" in row ? (
                <h3 className={styles.day}>
                  <span>{when.day(row.day, minute)}</span>
                  <span className={styles.fullDay}>{when.full(row.day)}</span>
                </h3>
              ) : (
                <TimelineRow
                  entry={row.entry}
                  search={filter.text}
                  sought={row.key === sought?.id ? sought : null}
                />
              )}
            </li>
          );
        })}
      </ol>
      {error && <Failed timeline={timeline} error={error} />}
    </div>
  );
}

/** A row and where it stands, in pixels from the top; `null`: right after the one before. */
interface Placed {
  index: number;
  key: React.Key;
  start: number | null;
}

function firstRows(rows: readonly Row[]): Placed[] {
  return rows.slice(0, FIRST).map(({ key }, index) => ({ index, key, start: null }));
}

function Failed({ timeline, error }: { timeline: Timeline; error: CommandError }) {
  const text = useText();
  return (
    <div className={styles.failed} role="alert">
      <p>{errorText(error, text)}</p>
      <Button size="s" onPress={timeline.retry}>
        {text("common.retry")}
      </Button>
    </div>
  );
}
