import { useRef, useState } from "react";
import type { Channel, FunnelView, StageCount, Topic, TopicFunnel } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { type Locale, type Text, useLocale, useText } from "../../i18n/text";
import { type Chosen, wayOf } from "../../state/funnel";
import { writtenKeys } from "../../state/shortcuts";
import { count, difference, roughLength, share } from "../../words/figures";
import styles from "./Funnel.module.css";
import { reachedBy, WAYS, wayIcon, wayName, wayText } from "./ways";

interface Props {
  view: FunnelView;
  topics: readonly Topic[];
  /** The filter's way: all numbers are of it. */
  way: Channel | "none" | null;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
  /** Its customers become a segment. */
  onSegment: (chosen: Chosen) => void;
  /** Its customers become a call list. */
  onList: (chosen: Chosen) => void;
  /** The keyboard is in a topic's rows. */
  onLook: (topic: string) => void;
}

/** Where the keyboard is: a row of all topics' stages, and a column of numbers. */
interface Place {
  row: number;
  column: number;
}

const STEPS: Record<string, [number, number]> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [10, 0],
  PageUp: [-10, 0],
};

/** The same as the drawing in numbers, for every topic; arrow keys go over them, Enter shows whom one stands for, s makes a segment of them, l a call list. */
export function FunnelTable({ view, topics, way, chosen, onChoose, onSegment, onList, onLook }: Props) {
  const text = useText();
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const ways = way === null ? WAYS : [];
  const columns = 2 + ways.length;
  const { topics: shown } = view.funnel;
  const rows = shown.reduce((sum, it) => sum + it.stages.length, 0);
  // Fewer topics than before can be shown.
  const at: Place = { row: Math.min(place.row, rows - 1), column: Math.min(place.column, columns - 1) };
  const go = (to: Place) => {
    setPlace(to);
    table.current?.querySelector<HTMLElement>(`[data-place="${to.row}/${to.column}"]`)?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = STEPS[event.key];
    const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
    if (step) go({ row: within(at.row + step[0], rows), column: within(at.column + step[1], columns) });
    else if (event.key === "Home") go({ row: event.ctrlKey ? 0 : at.row, column: 0 });
    else if (event.key === "End") go({ row: event.ctrlKey ? rows - 1 : at.row, column: columns - 1 });
    else return;
    event.preventDefault();
  };
  let first = 0;
  return (
    <div className={styles.scroll}>
      <table ref={table} className={styles.table} onKeyDown={onKeyDown}>
        <caption className="visually-hidden">{text("funnel.table")}</caption>
        <thead>
          <tr>
            <th scope="col">{text("funnel.stage")}</th>
            <th scope="col">{text("funnel.reached")}</th>
            <th scope="col">{text("funnel.before")}</th>
            <th scope="col">{text("funnel.change")}</th>
            {ways.map((it) => (
              <th key={it} scope="col" title={wayText(it, text)}>
                <Icon name={wayIcon(it)} size={14} />
                <span className="visually-hidden">{wayText(it, text)}</span>
              </th>
            ))}
            <th scope="col">{text("funnel.wentOn")}</th>
            <th scope="col">{text("funnel.median")}</th>
            <th scope="col">{text("funnel.open")}</th>
            <th scope="col">{text("funnel.closed")}</th>
            <th scope="col">{text("funnel.agedOut")}</th>
          </tr>
        </thead>
        {shown.map((funnel) => {
          const from = first;
          first += funnel.stages.length;
          return (
            <TopicRows
              key={funnel.topic}
              funnel={funnel}
              topic={topics.find((it) => it.id === funnel.topic)}
              from={from}
              at={at}
              way={way}
              columns={columns}
              chosen={chosen?.topic === funnel.topic ? chosen : null}
              onChoose={onChoose}
              onSegment={onSegment}
              onList={onList}
              onPlace={(to) => {
                setPlace(to);
                onLook(funnel.topic);
              }}
            />
          );
        })}
      </table>
    </div>
  );
}

interface RowsProps {
  funnel: TopicFunnel;
  topic: Topic | undefined;
  from: number;
  at: Place;
  way: Props["way"];
  columns: number;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen) => void;
  onSegment: (chosen: Chosen) => void;
  /** Its customers become a call list. */
  onList: (chosen: Chosen) => void;
  onPlace: (place: Place) => void;
}

function TopicRows(props: RowsProps) {
  const { funnel, topic, from, at, way, columns, chosen, onChoose, onSegment, onList, onPlace } = props;
  const text = useText();
  const locale = useLocale();
  const name = topic?.name[locale] || topic?.key || text("need.unknownTopic");
  return (
    <tbody>
      <tr className={styles.topicRow}>
        <th scope="rowgroup" colSpan={columns + 7} dir="auto">
          {name}
        </th>
      </tr>
      {funnel.stages.map((stage, index) => (
        <StageRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its number
          key={index}
          stage={stage}
          topic={funnel.topic}
          number={index + 1}
          name={text("stage.move", { number: index + 1, name: topic?.stages[index]?.name[locale] ?? "" })}
          closing={topic?.stages[index]?.closing ?? false}
          row={from + index}
          at={at}
          way={way}
          chosen={chosen?.stage === index + 1 ? chosen : null}
          onChoose={onChoose}
          onSegment={onSegment}
          onList={onList}
          onPlace={onPlace}
        />
      ))}
    </tbody>
  );
}

interface RowProps extends Omit<RowsProps, "funnel" | "topic" | "from" | "columns"> {
  stage: StageCount;
  topic: string;
  number: number;
  name: string;
  closing: boolean;
  row: number;
}

function StageRow(props: RowProps) {
  const { stage, topic, number, name, closing, row, at, way, chosen, onChoose, onSegment, onList, onPlace } =
    props;
  const text = useText();
  const locale = useLocale();
  const ways = way === null ? WAYS : [];
  const figure = (column: number, value: number, of: Omit<Chosen, "topic" | "stage">) => (
    <td data-chosen={isChosen(chosen, of)}>
      <button
        type="button"
        className={styles.figure}
        data-place={`${row}/${column}`}
        data-none={value === 0}
        tabIndex={at.row === row && at.column === column ? 0 : -1}
        aria-label={figureLabel(name, value, of, text, locale)}
        aria-pressed={isChosen(chosen, of)}
        onFocus={() => onPlace({ row, column })}
        onClick={() => onChoose({ topic, stage: number, ...of })}
        onKeyDown={(event) => {
          if (event.repeat) return;
          const keys = writtenKeys(event.nativeEvent);
          if (keys === "s") onSegment({ topic, stage: number, ...of });
          else if (keys === "l") onList({ topic, stage: number, ...of });
        }}
      >
        {count(value, locale)}
      </button>
    </td>
  );
  const own = wayOf(way);
  return (
    <tr>
      <th scope="row" dir="auto">
        {name}
      </th>
      {figure(0, stage.reached, { way: own, earlier: false })}
      {figure(1, stage.before, { way: own, earlier: true })}
      <td className={styles.change}>{difference(stage.reached - stage.before, locale)}</td>
      {ways.map((it, index) => (
        <Cells key={it}>{figure(2 + index, reachedBy(stage, it), { way: wayOf(it), earlier: false })}</Cells>
      ))}
      <td>{closing ? "" : (share(stage.went_on, stage.reached, locale) ?? "")}</td>
      <td>{stage.median_ms === null ? "" : roughLength(stage.median_ms, locale)}</td>
      <td>{count(stage.open, locale)}</td>
      <td>{count(stage.closed, locale)}</td>
      <td>{count(stage.aged_out, locale)}</td>
    </tr>
  );
}

function Cells({ children }: { children: React.ReactNode }) {
  return children;
}

function isChosen(chosen: Chosen | null, of: Omit<Chosen, "topic" | "stage">): boolean {
  if (!chosen || chosen.earlier !== of.earlier) return false;
  return (chosen.way && wayName(chosen.way)) === (of.way && wayName(of.way));
}

/** "Stage 3: compared, phone: 12". */
function figureLabel(
  name: string,
  value: number,
  of: Omit<Chosen, "topic" | "stage">,
  text: Text,
  locale: Locale,
): string {
  const what = of.earlier
    ? text("funnel.before")
    : of.way
      ? wayText(wayName(of.way), text)
      : text("funnel.reached");
  return text("funnel.figure", { stage: name, what, count: count(value, locale) });
}
