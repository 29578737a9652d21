import type { TopicProblem } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { change, type Edited } from "./draft";
import { problemAt } from "./problems";
import styles from "./Topics.module.css";

interface Props {
  topic: Edited;
  problems: readonly TopicProblem[];
  onChange: (topic: Edited) => void;
}

const KINDS = ["any", "forward", "listed"] as const;

/** To which stages a dialogue may be moved by a person. */
export function MovesField({ topic, problems, onChange }: Props) {
  const text = useText();
  const { moves, stages } = topic.draft;
  const wrong = problemAt(problems, { is: "moves" }, text);
  const choose = (kind: string) => {
    if (kind !== "listed")
      return onChange(change(topic, { moves: { is: kind === "forward" ? "forward" : "any" } }));
    // To the next one and to each that closes: what most topics mean.
    const pairs = stages.flatMap((stage, from) =>
      stage.closing
        ? []
        : stages.flatMap((next, to): [number, number][] =>
            to === from + 1 || (to > from && next.closing) ? [[from + 1, to + 1]] : [],
          ),
    );
    onChange(change(topic, { moves: { is: "listed", pairs } }));
  };
  return (
    <fieldset className={styles.group}>
      <legend>{text("topics.moves")}</legend>
      <ChoiceField
        label={text("topics.moves")}
        labelHidden
        choices={KINDS.map((id) => ({ id, label: text(`topics.moves.${id}`) }))}
        value={moves.is}
        onChange={choose}
      />
      {wrong && <p className={styles.error}>{wrong}</p>}
      {moves.is === "listed" && <MovesTable topic={topic} pairs={moves.pairs} onChange={onChange} />}
    </fieldset>
  );
}

function MovesTable({ topic, pairs, onChange }: Omit<Props, "problems"> & { pairs: [number, number][] }) {
  const text = useText();
  const locale = useLocale();
  const { stages } = topic.draft;
  const name = (index: number) =>
    text("stage.move", { number: index + 1, name: stages[index]?.name[locale] ?? "" });
  const has = (from: number, to: number) => pairs.some((it) => it[0] === from && it[1] === to);
  const toggle = (from: number, to: number) => {
    const others = pairs.filter((it) => it[0] !== from || it[1] !== to);
    const next: [number, number][] = has(from, to) ? others : [...others, [from, to]];
    next.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    onChange(change(topic, { moves: { is: "listed", pairs: next } }));
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard
    <section className={styles.tableScroll} tabIndex={0} aria-label={text("topics.movesTable")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text("topics.movesFrom")}</th>
            {stages.map((_, to) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its number here
              <th key={to} scope="col">
                {name(to)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map((_, from) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its number here
            <tr key={from}>
              <th scope="row">{name(from)}</th>
              {stages.map((_, to) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its number here
                <td key={to}>
                  {from !== to && (
                    <input
                      type="checkbox"
                      aria-label={text("topics.move", { from: name(from), to: name(to) })}
                      checked={has(from + 1, to + 1)}
                      onChange={() => toggle(from + 1, to + 1)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
