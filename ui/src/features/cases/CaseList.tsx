import type { CaseLine } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { LongList } from "../../components/LongList";
import { Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { caseAge, caseDue } from "../../words/cases";
import styles from "./Cases.module.css";

const ROW_PX = 62;

interface Props {
  /** Those that were not read yet have an empty place. */
  rows: readonly (CaseLine | undefined)[];
  /** Told of the places that are in sight. */
  onSeen: (first: number, last: number) => void;
  onShow: (id: string) => void;
}

/** Cases: Enter shows one. */
export function CaseList({ rows, onSeen, onShow }: Props) {
  const text = useText();
  return (
    <LongList
      rows={rows}
      rowPx={ROW_PX}
      label={text("cases.listKeys")}
      rowClass={styles.row}
      takesFocus
      onOpen={(row) => onShow(row.id)}
      onSeen={onSeen}
    >
      {(row) => <CaseRow line={row} withName />}
    </LongList>
  );
}

/** A case in a line. */
export function CaseRow({ line, withName = false }: { line: CaseLine; withName?: boolean }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  return (
    <>
      <span title={text(`cases.kind.${line.kind}`)} data-kind={line.kind} className={styles.kind}>
        <Icon name={line.kind === "complaint" ? "warning" : "promise"} />
        <span className="visually-hidden">{text(`cases.kind.${line.kind}`)}</span>
      </span>
      <span className={styles.what}>
        <span className={styles.title} dir="auto">
          {line.title}
        </span>
        <span className={styles.due} data-age={caseAge(line, nowMs)}>
          {caseDue(line, text, when, nowMs)}
        </span>
      </span>
      <span className={styles.marks}>
        {withName && (
          <span className={styles.name} dir="auto">
            {line.name}
          </span>
        )}
        {line.escalated && <Tag tone="bad">{text("cases.escalated")}</Tag>}
        {line.priority !== "normal" && line.state !== "resolved" && (
          <Tag tone="warn">{text(`priority.${line.priority}`)}</Tag>
        )}
        {line.reopened > 0 && line.state !== "resolved" && <Tag>{text("cases.reopened")}</Tag>}
        {line.state !== "resolved" && (
          <Tag tone={line.mine ? "info" : "neutral"} icon="user">
            {line.mine
              ? text("callback.me")
              : line.assignee
                ? (line.assignee_name ?? text("lists.somebody"))
                : text("cases.anyone")}
          </Tag>
        )}
        {line.unsent && <Tag icon="sync">{text("inbox.unsent")}</Tag>}
      </span>
    </>
  );
}
