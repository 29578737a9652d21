import type { InboxLine } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { LongList } from "../../components/LongList";
import { Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { keysOf, matchKeys } from "../../state/shortcuts";
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

/** Conversations: Enter opens one, the key for taking takes it. */
export function InboxList({ rows, onSeen }: Props) {
  const text = useText();
  const desk = useDesk();
  const settings = useStore(desk.settings);
  const open = (row: InboxLine) => {
    openConversation(desk, row);
    desk.open.set(null);
  };
  const onKeys = (written: string, row: InboxLine) => {
    if (matchKeys(written, keysOf(settings).conversation_take) === null) return false;
    void takeConversation(desk, row.id, text).then((mine) => mine && open(row));
    return true;
  };
  return (
    <LongList
      rows={rows}
      rowPx={ROW_PX}
      label={text("inbox.listKeys")}
      rowClass={styles.row}
      takesFocus
      onOpen={open}
      onKeys={onKeys}
      onSeen={onSeen}
    >
      {(row) => <Line line={row} />}
    </LongList>
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
