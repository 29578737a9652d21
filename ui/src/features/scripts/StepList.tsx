import { ListBox, ListBoxItem } from "react-aria-components";
import type { ScriptDraft, ScriptProblem } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useLocale, useText } from "../../i18n/text";
import { stepOf } from "./problems";
import styles from "./ScriptForm.module.css";
import { addStep, moved, removeStep } from "./steps";

interface Props {
  draft: ScriptDraft;
  /** A name for each step that stays with it wherever it is moved. */
  names: readonly string[];
  problems: readonly ScriptProblem[];
  at: number;
  onChoose: (at: number) => void;
  /** With the names of the steps as they are then, and which is chosen. */
  onChange: (draft: ScriptDraft, names: readonly string[], at: number) => void;
}

/** The steps in order. With the focus in them, Alt and an arrow key move the chosen one, Insert adds one after it, Delete removes it. */
export function StepList({ draft, names, problems, at, onChoose, onChange }: Props) {
  const text = useText();
  const locale = useLocale();
  const { steps } = draft;
  const step = steps[at];
  const add = () =>
    onChange(
      addStep(draft, at + 1),
      names.toSpliced(at + 1, 0, crypto.randomUUID()),
      Math.min(at + 1, steps.length),
    );
  const remove = () =>
    step &&
    onChange(removeStep(draft, at), names.toSpliced(at, 1), Math.max(0, Math.min(at, steps.length - 2)));
  const move = (by: -1 | 1) => {
    if (!step || !steps[at + by]) return;
    onChange({ ...draft, steps: moved(steps, at, by) }, moved(names, at, by), at + by);
  };
  const wrong = new Set(problems.map(stepOf));
  const keys: Record<string, () => void> = { Insert: add, Delete: remove };
  const onKeys = (event: React.KeyboardEvent) => {
    const arrow = event.altKey && { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
    const action = arrow ? () => move(arrow) : keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  return (
    <div className={styles.stepList} onKeyDownCapture={onKeys}>
      <ListBox
        className={styles.steps ?? ""}
        aria-label={text("scripts.place.steps")}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={names[at] ? [names[at]] : []}
        renderEmptyState={() => <p className={styles.faint}>{text("scripts.fault.no_step")}</p>}
        onSelectionChange={(chosen) => {
          const place = names.findIndex((it) => chosen !== "all" && chosen.has(it));
          if (place >= 0) onChoose(place);
        }}
      >
        {steps.map((it, index) => {
          const words = it.say[locale] || it.say[locale === "ko" ? "en" : "ko"];
          const kind = text(`scripts.kind.${it.kind.is}`);
          const isWrong = wrong.has(index + 1);
          return (
            <ListBoxItem
              key={names[index]}
              id={names[index] ?? ""}
              textValue={`${index + 1} ${it.key} ${kind}`}
              className={styles.item ?? ""}
            >
              <span className={styles.number}>{index + 1}</span>
              <span className={styles.itemKey}>{it.key}</span>
              <span className={styles.faint}>{kind}</span>
              {isWrong && (
                <span className={styles.wrong}>
                  <Icon name="warning" size={13} />
                  <span className="visually-hidden">{text("scripts.stepWrong")}</span>
                </span>
              )}
              <span className={styles.itemWords} dir="auto">
                {words.slice(0, 80)}
              </span>
            </ListBoxItem>
          );
        })}
      </ListBox>
      <div className={styles.row}>
        <Button size="s" icon="plus" keys="Insert" onPress={add}>
          {text("scripts.addStep")}
        </Button>
        <IconButton
          icon="arrowUp"
          size="s"
          label={text("scripts.stepUp", { step: at + 1 })}
          keys="Alt+ArrowUp"
          isDisabled={at === 0}
          onPress={() => move(-1)}
        />
        <IconButton
          icon="arrowDown"
          size="s"
          label={text("scripts.stepDown", { step: at + 1 })}
          keys="Alt+ArrowDown"
          isDisabled={at >= steps.length - 1}
          onPress={() => move(1)}
        />
        <IconButton
          icon="close"
          size="s"
          label={text("scripts.removeStep", { step: at + 1 })}
          keys="Delete"
          isDisabled={!step}
          onPress={remove}
        />
      </div>
    </div>
  );
}
