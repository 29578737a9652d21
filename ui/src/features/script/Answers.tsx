import type { Question } from "../../api/generated/types";
import { TextField } from "../../components/Field";
import { type Locale, useText } from "../../i18n/text";
import { chosen, type Given } from "./answer";
import styles from "./Script.module.css";

interface Props {
  question: Question;
  given: Given;
  /** The customer's language: choices are read out. */
  spoken: Locale;
  error: string | null;
  onChange: (given: Given) => void;
}

/** Where an answer is given: choices by their digits, or a field to type in. */
export function Answers({ question, given, spoken, error, onChange }: Props) {
  const text = useText();
  switch (question.is) {
    case "one":
    case "several":
    case "yes_no":
      return <Choices {...{ question, given, spoken, onChange }} />;
    case "number":
      return (
        <Typed
          label={question.unit[spoken] || text("script.number")}
          inputMode="numeric"
          {...{ given, error, onChange }}
        />
      );
    case "date":
      return <Typed label={text("script.date")} type="date" {...{ given, error, onChange }} />;
    case "text":
      return (
        <Typed label={text("script.answer")} maxLength={question.max_chars} {...{ given, error, onChange }} />
      );
  }
}

function Choices({ question, given, spoken, onChange }: Omit<Props, "error">) {
  const text = useText();
  const labels =
    question.is === "yes_no"
      ? [
          { key: "yes", label: text("script.yes") },
          { key: "no", label: text("script.no") },
        ]
      : question.is === "one" || question.is === "several"
        ? question.choices.map((it) => ({ key: it.key, label: it.label[spoken] || it.key }))
        : [];
  const isChosen = (key: string) =>
    given.is === "yes_no"
      ? given.yes === (key === "yes")
      : given.is === "choices" && given.keys.includes(key);
  return (
    <fieldset className={styles.choices} aria-label={text("script.answer")}>
      {labels.map(({ key, label }, index) => (
        <button
          key={key}
          type="button"
          aria-pressed={isChosen(key)}
          className={styles.choice}
          onClick={() => {
            const next = chosen(question, given, index + 1);
            if (next) onChange(next);
          }}
        >
          <span className={styles.digit} aria-hidden="true">
            {index + 1}
          </span>
          <span dir="auto">{label}</span>
        </button>
      ))}
    </fieldset>
  );
}

interface TypedProps {
  label: string;
  given: Given;
  error: string | null;
  onChange: (given: Given) => void;
  type?: "date";
  inputMode?: "numeric";
  maxLength?: number;
}

function Typed({ given, onChange, ...field }: TypedProps) {
  return (
    <TextField
      {...field}
      autoComplete="off"
      value={given.is === "typed" ? given.text : ""}
      onChange={(text) => onChange({ is: "typed", text })}
    />
  );
}
