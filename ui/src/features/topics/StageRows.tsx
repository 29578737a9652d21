import { useState } from "react";
import type { TopicProblem } from "../../api/generated/types";
import { Button, IconButton, IconToggle } from "../../components/Button";
import { Switch, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { AgeingFields } from "./AgeingFields";
import { addStage, changeStage, type Edited, moveStage, removeStage } from "./draft";
import { isAtStage, problemAt } from "./problems";
import styles from "./Topics.module.css";

interface Props {
  topic: Edited;
  problems: readonly TopicProblem[];
  onChange: (topic: Edited) => void;
}

/** The stages in order. With the focus in one, Alt and an arrow key move it. */
export function StageRows({ topic, problems, onChange }: Props) {
  const text = useText();
  const { draft, keys } = topic;
  const wrong = problemAt(problems, { is: "stages" }, text);
  return (
    <fieldset className={styles.group}>
      <legend>{text("topics.stages")}</legend>
      <p className={styles.faint}>{text("topics.stagesHint")}</p>
      {wrong && (
        <Callout tone="bad" icon="warning">
          {wrong}
        </Callout>
      )}
      <ol className={styles.stages}>
        {draft.stages.map((_, index) => (
          <StageRow
            key={keys[index]}
            number={index + 1}
            topic={topic}
            problems={problems}
            onChange={onChange}
          />
        ))}
      </ol>
      <div className={styles.row}>
        <Button icon="plus" onPress={() => onChange(addStage(topic, draft.stages.length + 1))}>
          {text("topics.addStage")}
        </Button>
      </div>
    </fieldset>
  );
}

function StageRow({ number, topic, problems, onChange }: Props & { number: number }) {
  const text = useText();
  const [wide, setWide] = useState(false);
  const stage = topic.draft.stages[number - 1];
  if (!stage) return null;
  const set = (fields: Partial<typeof stage>) => onChange(changeStage(topic, number, fields));
  const wrong = problemAt(problems, { is: "stage", stage: number }, text);
  const inDetails = problems.some(
    (it) => isAtStage(it, number) && ["meaning", "entry", "ageing"].includes(it.at.is),
  );
  return (
    <li
      className={styles.stage}
      data-own-keys
      // Before the field: it keeps its keys to itself.
      onKeyDownCapture={(event) => {
        if (!event.altKey || (event.code !== "ArrowUp" && event.code !== "ArrowDown")) return;
        event.preventDefault();
        event.stopPropagation();
        onChange(moveStage(topic, number, event.code === "ArrowUp" ? -1 : 1));
      }}
    >
      <div className={styles.stageLine}>
        <span className={styles.number}>{number}</span>
        {(["ko", "en"] as const).map((language) => (
          <TextField
            key={language}
            label={text("topics.stageName", { stage: number, language: text(`language.${language}`) })}
            labelHidden
            placeholder={text(`language.${language}`)}
            value={stage.name[language]}
            onChange={(name) => set({ name: { ...stage.name, [language]: name } })}
            error={problemAt(problems, { is: "stage_name", stage: number, language }, text)}
          />
        ))}
        <Switch
          label={text("topics.closing")}
          isSelected={stage.closing}
          onChange={(closing) => set({ closing })}
        />
        <span className={styles.stageButtons}>
          <IconButton
            icon="arrowUp"
            size="s"
            label={text("topics.up", { stage: number })}
            keys="Alt+ArrowUp"
            isDisabled={number === 1}
            onPress={() => onChange(moveStage(topic, number, -1))}
          />
          <IconButton
            icon="arrowDown"
            size="s"
            label={text("topics.down", { stage: number })}
            keys="Alt+ArrowDown"
            isDisabled={number === topic.draft.stages.length}
            onPress={() => onChange(moveStage(topic, number, 1))}
          />
          <IconToggle
            icon="edit"
            size="s"
            label={text("topics.details", { stage: number })}
            isSelected={wide || inDetails}
            onPress={() => setWide(!wide)}
          />
          <IconButton
            icon="close"
            size="s"
            label={text("topics.removeStage", { stage: number })}
            onPress={() => onChange(removeStage(topic, number))}
          />
        </span>
      </div>
      {wrong && <p className={styles.error}>{wrong}</p>}
      {(wide || inDetails) && (
        <div className={styles.details}>
          {(["meaning", "entry"] as const).map((field) =>
            (["ko", "en"] as const).map((language) => (
              <TextField
                key={field + language}
                label={text(`topics.${field}`, { language: text(`language.${language}`) })}
                value={stage[field][language]}
                onChange={(words) => set({ [field]: { ...stage[field], [language]: words } })}
                error={problemAt(problems, { is: field, stage: number, language }, text)}
              />
            )),
          )}
          <AgeingFields
            title={text("topics.stageAgeing")}
            ageing={stage.ageing}
            error={problemAt(problems, { is: "ageing", stage: number }, text)}
            onChange={(ageing) => set({ ageing })}
          />
        </div>
      )}
    </li>
  );
}
