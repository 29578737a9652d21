import type { Question, ScriptProblem } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { WholeNumberField, WordsFields } from "./fields";
import { problemAt } from "./problems";
import styles from "./ScriptForm.module.css";
import { choicesOf, MAX_CHOICES, moved, newChoice, newQuestion } from "./steps";

const KINDS = ["one", "several", "yes_no", "number", "date", "text"] as const;
const I32 = { min: -2_147_483_648, max: 2_147_483_647 };

interface Props {
  /** Of which step (from 1). */
  step: number;
  question: Question;
  optional: boolean;
  problems: readonly ScriptProblem[];
  onChange: (question: Question, optional: boolean) => void;
}

/** What can be answered, by the kind of the question. */
export function QuestionFields({ step, question, optional, problems, onChange }: Props) {
  const text = useText();
  const set = (next: Question) => onChange(next, optional);
  return (
    <>
      <div className={styles.pair}>
        <ChoiceField
          label={text("scripts.question")}
          choices={KINDS.map((id) => ({ id, label: text(`scripts.question.${id}`) }))}
          value={question.is}
          onChange={(id) => set(newQuestion(id as Question["is"], question))}
          error={problemAt(problems, { is: "question", step }, text)}
        />
        <Bounds question={question} onChange={set} />
        <Switch
          label={text("scripts.optional")}
          isSelected={optional}
          onChange={(may) => onChange(question, may)}
        />
      </div>
      {question.is === "number" && (
        <div className={styles.pair}>
          <WordsFields
            message="scripts.unit"
            words={question.unit}
            problems={[]}
            at={() => ({ is: "question", step })}
            onChange={(unit) => set({ ...question, unit })}
          />
        </div>
      )}
      {"choices" in question && <Choices {...{ step, question, problems }} onChange={set} />}
    </>
  );
}

function Bounds({ question, onChange }: { question: Question; onChange: (question: Question) => void }) {
  const text = useText();
  switch (question.is) {
    case "several":
      return (
        <WholeNumberField
          label={text("scripts.atLeastChosen")}
          value={question.min}
          min={0}
          max={255}
          onChange={(min) => onChange({ ...question, min: min ?? 0 })}
        />
      );
    case "number":
      return (["min", "max"] as const).map((name) => (
        <Bound
          key={name}
          name={name}
          value={question[name]}
          onChange={(number) => onChange({ ...question, [name]: number })}
        />
      ));
    case "date":
      return (["earliest_days", "latest_days"] as const).map((name) => (
        <Bound
          key={name}
          name={name}
          value={question[name]}
          onChange={(number) => onChange({ ...question, [name]: number })}
        />
      ));
    case "text":
      return (
        <WholeNumberField
          label={text("scripts.maxChars")}
          value={question.max_chars}
          min={0}
          max={65_535}
          onChange={(number) => onChange({ ...question, max_chars: number ?? 0 })}
        />
      );
    default:
      return null;
  }
}

interface BoundProps {
  name: "min" | "max" | "earliest_days" | "latest_days";
  value: number | null;
  onChange: (value: number | null) => void;
}

/** How far an answer may go; none where it is left empty. */
function Bound({ name, value, onChange }: BoundProps) {
  const text = useText();
  return (
    <WholeNumberField
      label={text(`scripts.${name}`)}
      value={value}
      {...I32}
      optional
      placeholder={text("scripts.noBound")}
      onChange={onChange}
    />
  );
}

interface ChoicesProps {
  step: number;
  question: Extract<Question, { choices: unknown }>;
  problems: readonly ScriptProblem[];
  onChange: (question: Question) => void;
}

function Choices({ step, question, problems, onChange }: ChoicesProps) {
  const text = useText();
  const choices = choicesOf(question);
  const set = (next: typeof choices) => onChange({ ...question, choices: next });
  return (
    <fieldset className={styles.group}>
      <legend>{text("scripts.choices")}</legend>
      <ol className={styles.rows}>
        {choices.map((choice, index) => {
          const number = index + 1;
          const change = (fields: Partial<typeof choice>) =>
            set(choices.with(index, { ...choice, ...fields }));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its digit
            <li key={index} className={styles.choice}>
              <span className={styles.number}>{number}</span>
              <TextField
                label={text("scripts.choiceKey", { choice: number })}
                value={choice.key}
                onChange={(key) => change({ key })}
                error={problemAt(problems, { is: "choice", step, choice: number, language: null }, text)}
              />
              {(["ko", "en"] as const).map((language) => (
                <TextField
                  key={language}
                  label={text("scripts.choiceName", {
                    choice: number,
                    language: text(`language.${language}`),
                  })}
                  value={choice.label[language]}
                  onChange={(words) => change({ label: { ...choice.label, [language]: words } })}
                  error={problemAt(problems, { is: "choice", step, choice: number, language }, text)}
                />
              ))}
              <span className={styles.rowButtons}>
                <IconButton
                  icon="arrowUp"
                  size="s"
                  label={text("scripts.choiceUp", { choice: number })}
                  isDisabled={index === 0}
                  onPress={() => set(moved(choices, index, -1))}
                />
                <IconButton
                  icon="close"
                  size="s"
                  label={text("scripts.removeChoice", { choice: number })}
                  onPress={() => set(choices.toSpliced(index, 1))}
                />
              </span>
            </li>
          );
        })}
      </ol>
      <div className={styles.row}>
        <Button
          size="s"
          icon="plus"
          isDisabled={choices.length >= MAX_CHOICES}
          onPress={() => set([...choices, newChoice(choices.map((it) => it.key))])}
        >
          {text("scripts.addChoice")}
        </Button>
      </div>
    </fieldset>
  );
}
