import type {
  Act,
  Contact,
  Outcome,
  ProfileField,
  ScriptProblem,
  Step,
  Topic,
} from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { OUTCOMES } from "../../state/forms";
import { WholeNumberField, WordsFields } from "./fields";
import { problemAt } from "./problems";
import styles from "./ScriptForm.module.css";
import { idOf, keyOf, stepChoices } from "./stepChoices";
import { newAct, questionOf } from "./steps";

const KINDS = ["move_stage", "set_field", "confirm", "callback", "outcome"] as const;
const FIELDS: readonly ProfileField[] = ["address", "company", "name_latin"];
const CONTACTS: readonly Contact[] = ["phone", "email"];

interface Props {
  /** At which step (from 1). */
  step: number;
  act: Act;
  steps: readonly Step[];
  topic: Topic | undefined;
  problems: readonly ScriptProblem[];
  onChange: (act: Act) => void;
}

/** What is done at a step, by its kind. */
export function ActFields({ step, act, steps, topic, problems, onChange }: Props) {
  const text = useText();
  const wrong = problemAt(problems, { is: "act", step }, text);
  return (
    <>
      <div className={styles.pair}>
        <ChoiceField
          label={text("scripts.act")}
          choices={KINDS.map((id) => ({ id, label: text(`scripts.act.${id}`) }))}
          value={act.is}
          onChange={(id) => onChange(newAct(id as Act["is"]))}
        />
        <Particulars {...{ act, steps, topic, wrong, onChange }} />
      </div>
      {act.is === "callback" && (
        <div className={styles.pair}>
          <WordsFields
            message="scripts.note"
            words={act.note}
            problems={problems}
            at={(language) => ({ is: "act_words", step, language })}
            onChange={(note) => onChange({ ...act, note })}
          />
        </div>
      )}
    </>
  );
}

interface ParticularsProps extends Pick<Props, "act" | "steps" | "topic" | "onChange"> {
  wrong: string | null;
}

function Particulars({ act, steps, topic, wrong, onChange }: ParticularsProps) {
  const text = useText();
  const locale = useLocale();
  switch (act.is) {
    case "move_stage": {
      const choices = (topic?.stages ?? []).map((stage, index) => ({
        id: String(index + 1),
        label: text("stage.move", { number: index + 1, name: stage.name[locale] }),
      }));
      return (
        <ChoiceField
          label={text("scripts.actStage")}
          placeholder={text("stage.move", { number: act.stage, name: "" })}
          choices={choices}
          value={String(act.stage)}
          onChange={(id) => onChange({ ...act, stage: Number(id) })}
          error={wrong}
        />
      );
    }
    case "set_field":
      return (
        <>
          <ChoiceField
            label={text("scripts.actField")}
            choices={FIELDS.map((id) => ({ id, label: text(`script.field.${id}`) }))}
            value={act.field}
            onChange={(id) => onChange({ ...act, field: id as ProfileField })}
          />
          <AnswerField
            {...{ steps, wrong }}
            kind="text"
            value={act.answer}
            onChange={(answer) => onChange({ ...act, answer })}
          />
        </>
      );
    case "confirm":
      return (
        <ChoiceField
          label={text("scripts.actContact")}
          choices={CONTACTS.map((id) => ({ id, label: text(`scripts.contact.${id}`) }))}
          value={act.contact}
          onChange={(id) => onChange({ ...act, contact: id as Contact })}
        />
      );
    case "callback":
      return <CallbackFields {...{ act, steps, wrong, onChange }} />;
    case "outcome":
      return (
        <ChoiceField
          label={text("scripts.act.outcome")}
          choices={OUTCOMES.map((id) => ({ id, label: text(`outcome.${id}`) }))}
          value={act.outcome}
          onChange={(id) => onChange({ ...act, outcome: id as Outcome })}
        />
      );
  }
}

interface CallbackProps extends Pick<ParticularsProps, "steps" | "wrong" | "onChange"> {
  act: Extract<Act, { is: "callback" }>;
}

function CallbackFields({ act, steps, wrong, onChange }: CallbackProps) {
  const text = useText();
  const { when } = act;
  return (
    <>
      <ChoiceField
        label={text("scripts.when")}
        choices={(["in_days", "on_date"] as const).map((id) => ({ id, label: text(`scripts.when.${id}`) }))}
        value={when.is}
        onChange={(id) =>
          onChange({
            ...act,
            when: id === "in_days" ? { is: "in_days", days: 1 } : { is: "on_date", answer: "" },
          })
        }
        error={when.is === "in_days" ? wrong : null}
      />
      {when.is === "in_days" ? (
        <WholeNumberField
          label={text("scripts.days")}
          value={when.days}
          min={0}
          max={65_535}
          onChange={(days) => onChange({ ...act, when: { ...when, days: days ?? 0 } })}
        />
      ) : (
        <AnswerField
          {...{ steps, wrong }}
          kind="date"
          value={when.answer}
          onChange={(answer) => onChange({ ...act, when: { ...when, answer } })}
        />
      )}
      <WholeNumberField
        label={text("scripts.hour")}
        value={act.hour}
        min={0}
        max={255}
        onChange={(hour) => onChange({ ...act, hour: hour ?? 0 })}
      />
    </>
  );
}

interface AnswerProps {
  steps: readonly Step[];
  /** Questions with answers of this kind can be chosen. */
  kind: "text" | "date";
  value: string;
  wrong: string | null;
  onChange: (answer: string) => void;
}

function AnswerField({ steps, kind, value, wrong, onChange }: AnswerProps) {
  const text = useText();
  const fits = (step: Step) => questionOf(step)?.is === kind;
  return (
    <ChoiceField
      label={text("scripts.actAnswer")}
      placeholder={text("scripts.choose")}
      choices={stepChoices(steps, fits, value || null, text)}
      value={value ? idOf(value) : null}
      onChange={(id) => onChange(keyOf(id))}
      error={wrong}
    />
  );
}
