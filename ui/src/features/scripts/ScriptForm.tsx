import { useState } from "react";
import type { Language, ScriptDraft, ScriptProblem, Tier } from "../../api/generated/types";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { Several } from "../segments/fields";
import { WordsFields } from "./fields";
import { problemAt } from "./problems";
import styles from "./ScriptForm.module.css";
import { StepEditor } from "./StepEditor";
import { StepList } from "./StepList";

const TIERS: readonly Tier[] = ["vip", "gold", "silver", "basic"];
const LANGUAGES: readonly Language[] = ["ko", "en"];

interface Props {
  draft: ScriptDraft;
  problems: readonly ScriptProblem[];
  /** Its text is laid out by hand, which is lost with a change here. */
  ownLayout: boolean;
  onChange: (draft: ScriptDraft) => void;
}

/** A script as a form: when it is offered, and its steps. */
export function ScriptForm({ draft, problems, ownLayout, onChange }: Props) {
  const text = useText();
  const locale = useLocale();
  const topics = useStore(useDesk().topics);
  const [at, setAt] = useState(0);
  const [names, setNames] = useState<readonly string[]>(() => draft.steps.map(() => crypto.randomUUID()));
  const topic = topics.find((it) => it.id === draft.topic);
  const set = (fields: Partial<ScriptDraft>) => onChange({ ...draft, ...fields });
  const offered = topics.filter((it) => !it.retired || it.id === draft.topic);
  const inOrder = <T,>(all: readonly T[], chosen: readonly string[]) =>
    all.filter((it) => chosen.includes(String(it)));
  const stages = topic?.stages ?? [];
  const stagesWrong = problemAt(problems, { is: "stages" }, text);
  const whole = problemAt(problems, { is: "script" }, text);
  const stepsWrong = problemAt(problems, { is: "steps" }, text);
  return (
    <div className={styles.form}>
      {ownLayout && (
        <Callout tone="warn" icon="warning">
          {text("scripts.ownLayout")}
        </Callout>
      )}
      {whole && (
        <Callout tone="bad" icon="warning">
          {whole}
        </Callout>
      )}
      <div className={styles.pair}>
        <WordsFields
          message="scripts.place.name"
          words={draft.name}
          problems={problems}
          at={(language) => ({ is: "name", language })}
          onChange={(name) => set({ name })}
        />
        <TextField
          label={text("scripts.place.key")}
          value={draft.key}
          onChange={(key) => set({ key })}
          error={problemAt(problems, { is: "key" }, text)}
        />
        <ChoiceField
          label={text("scripts.place.topic")}
          placeholder={text("scripts.choose")}
          choices={offered.map((it) => ({ id: it.id, label: it.name[locale] || it.key }))}
          value={topic ? topic.id : null}
          onChange={(id) => set({ topic: id })}
          error={problemAt(problems, { is: "topic" }, text)}
        />
      </div>
      <details className={styles.offered}>
        <summary>{text("scripts.offered")}</summary>
        <p className={styles.faint}>{text("scripts.offeredHint")}</p>
        <div className={styles.pair}>
          {stages.length > 0 && (
            <Several
              label={text("scripts.place.stages")}
              choices={stages.map((stage, index) => ({
                id: String(index + 1),
                label: text("stage.move", { number: index + 1, name: stage.name[locale] }),
              }))}
              chosen={draft.stages.map(String)}
              onChange={(chosen) =>
                set({
                  stages: inOrder(
                    stages.map((_, index) => index + 1),
                    chosen,
                  ),
                })
              }
            />
          )}
          <Several
            label={text("scripts.tiers")}
            choices={TIERS.map((id) => ({ id, label: text(`tier.${id}`) }))}
            chosen={draft.tiers}
            onChange={(chosen) => set({ tiers: inOrder(TIERS, chosen) })}
          />
          <Several
            label={text("scripts.languages")}
            choices={LANGUAGES.map((id) => ({ id, label: text(`language.${id}`) }))}
            chosen={draft.languages}
            onChange={(chosen) => set({ languages: inOrder(LANGUAGES, chosen) })}
          />
          <Switch
            label={text("scripts.retired")}
            isSelected={draft.retired}
            onChange={(retired) => set({ retired })}
          />
        </div>
      </details>
      {stagesWrong && <p className={styles.error}>{stagesWrong}</p>}
      {stepsWrong && <p className={styles.error}>{stepsWrong}</p>}
      <div className={styles.split}>
        <StepList
          {...{ draft, names, problems, at }}
          onChoose={setAt}
          onChange={(next, nextNames, nextAt) => {
            setNames(nextNames);
            setAt(nextAt);
            onChange(next);
          }}
        />
        <StepEditor key={names[at]} {...{ draft, at, topic, problems }} onChange={onChange} />
      </div>
    </div>
  );
}
