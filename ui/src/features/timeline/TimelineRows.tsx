import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { CommandError } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useStore } from "../../state/store";
import { isFiltered, type Timeline } from "../../state/timeline";
import { errorText } from "../../words/error";
import { withDays } from "./days";
import styles from "./Timeline.module.css";
import { TimelineRow } from "./TimelineRow";

const AHEAD = 12;

/** The contacts, drawn only where one looks; older pages come as one scrolls. */
export function TimelineRows({ timeline }: { timeline: Timeline }) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const { entries, loading, error, next, filter, sought } = useStore(timeline.store);
  const rows = useMemo(() => withDays(entries, when.key), [entries, when]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index] && "day" in rows[index] ? 28 : 46),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (next && lastShown >= rows.length - AHEAD) timeline.more();
  }, [timeline, next, lastShown, rows.length]);
  const soughtAt = sought ? rows.findIndex((row) => row.key === sought.id) : -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that somebody goes somewhere
  useLayoutEffect(() => {
    if (soughtAt >= 0) virtual.scrollToIndex(soughtAt, { align: "center" });
  }, [sought, soughtAt]);

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
      <ol style={{ height: virtual.getTotalSize() }} className={styles.sheet}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={styles.slot}
              style={{ transform: `translateY(${item.start}px)` }}
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
