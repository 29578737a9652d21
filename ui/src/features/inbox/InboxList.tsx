import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState } from "react";
import type { InboxLine } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/Surface";
import { rowAfter } from "../../components/walk";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { keysOf, matchKeys, writtenKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { ageOf, dueText, earlierText, lastText } from "../../words/inbox";
import { openConversation, takeConversation } from "../conversation/actions";
import styles from "./Inbox.module.css";

const ROW_PX = 62;

interface Props {
  /** Those that were not read yet have an empty place. */
  rows: readonly (InboxLine | undefined)[];
  /** Told of the places that are in sight. */
  onSeen: (first: number, last: number) => void;
}

/** Conversations, drawn only where one looks: j and k walk through them, Enter opens one, the key for taking takes it. */
export function InboxList({ rows, onSeen }: Props) {
  const text = useText();
  const desk = useDesk();
  const id = useId();
  const settings = useStore(desk.settings);
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, rows.length - 1);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });
  useEffect(() => {
    scroller.current?.focus();
  }, []);
  const open = (row: InboxLine | undefined) => {
    if (!row) return;
    openConversation(desk, row);
    desk.open.set(null);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const written = writtenKeys(event.nativeEvent);
    const to = rowAfter(written, at, rows.length);
    const row = rows[at];
    if (to !== null) {
      setWanted(to);
      virtual.scrollToIndex(to);
    } else if (written === "Enter" && !event.repeat) open(row);
    else if (row && written && matchKeys(written, keysOf(settings).conversation_take) !== null)
      void takeConversation(desk, row.id, text).then((mine) => mine && open(row));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onSeen(first, last), [onSeen, first, last]);
  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      className={styles.list}
      aria-label={text("inbox.listKeys")}
      aria-activedescendant={items.some((it) => it.index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" className={styles.sheet} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            row && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
              <div
                key={item.key}
                id={`${id}-${item.index}`}
                role="option"
                aria-selected={item.index === at}
                aria-posinset={item.index + 1}
                aria-setsize={rows.length}
                className={styles.row}
                style={{ transform: `translateY(${item.start}px)`, height: ROW_PX }}
                onClick={() => {
                  setWanted(item.index);
                  open(row);
                }}
              >
                <Line line={row} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Line({ line }: { line: InboxLine }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  const earlier = earlierText(line, text);
  return (
    <>
      <Icon name={CHANNEL_ICONS[line.channel]} />
      <span className={styles.who}>
        <span className={styles.name} dir="auto">
          {line.name}
        </span>
        {line.tier !== "basic" && <Tag>{text(`tier.${line.tier}`)}</Tag>}
        {line.priority !== "normal" && <Tag tone="warn">{text(`priority.${line.priority}`)}</Tag>}
      </span>
      <span className={styles.words}>
        <span className={styles.subject} dir="auto">
          {line.subject || text("inbox.noSubject")}
        </span>
        <span className={styles.faint} dir="auto">
          {lastText(line, text)}
        </span>
      </span>
      <span className={styles.facts}>
        <span data-age={ageOf(line, nowMs)}>{dueText(line, text, when, nowMs)}</span>
        {earlier && <span className={styles.faint}>{earlier}</span>}
      </span>
      <span className={styles.marks}>
        {line.holder ? (
          <Tag tone={line.mine ? "info" : "neutral"} icon="user">
            {line.mine ? text("inbox.mine") : (line.holder_name ?? text("lists.somebody"))}
          </Tag>
        ) : (
          <span className={styles.faint}>{text("inbox.free")}</span>
        )}
        {line.draft && <Tag icon="edit">{text("inbox.draft")}</Tag>}
        {line.unsent && <Tag icon="sync">{text("inbox.unsent")}</Tag>}
      </span>
    </>
  );
}
