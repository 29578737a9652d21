import { useState } from "react";
import type { EndKind, ScriptDraft, ScriptProblem, StepKind, Topic } from "../../api/generated/types";
import { ChoiceField, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { ActFields } from "./ActFields";
import { WordsFields } from "./fields";
import { problemAt } from "./problems";
import { QuestionFields } from "./QuestionFields";
import styles from "./ScriptForm.module.css";
import { changeStep, newKind, renameStep } from "./steps";
import { WaysFields } from "./WaysFields";

const KINDS = ["say", "ask", "act", "end"] as const;
const ENDS: readonly EndKind[] = ["product", "request", "talk"];

interface Props {
  draft: ScriptDraft;
  /** Which step (from 0). */
  at: number;
  topic: Topic | undefined;
  problems: readonly ScriptProblem[];
  onChange: (draft: ScriptDraft) => void;
}

/** One step: what is said, what is done there, where it goes on. What is wrong stands at the field. */
export function StepEditor({ draft, at, topic, problems, onChange }: Props) {
  const text = useText();
  const [key, setKey] = useState<string | null>(null);
  const it = draft.steps[at];
  if (!it) return null;
  const step = at + 1;
  const set = (fields: Partial<typeof it>) => onChange(changeStep(draft, at, fields));
  const kind = (next: StepKind) => set({ kind: next });
  const rename = () => {
    setKey(null);
    if (key !== null && key !== it.key) onChange(renameStep(draft, at, key));
  };
  const whole = problemAt(problems, { is: "step", step }, text);
  return (
    <section className={styles.stepEditor} aria-label={text("scripts.stepNamed", { step, key: it.key })}>
      {whole && <p className={styles.error}>{whole}</p>}
      <div className={styles.pair}>
        <ChoiceField
          label={text("scripts.kind")}
          choices={KINDS.map((id) => ({ id, label: text(`scripts.kind.${id}`) }))}
          value={it.kind.is}
          onChange={(id) => kind(newKind(id as StepKind["is"]))}
        />
        <TextField
          label={text("scripts.stepKey")}
          value={key ?? it.key}
          onChange={setKey}
          onBlur={rename}
          onEnter={rename}
          error={problemAt(problems, { is: "step_key", step }, text)}
        />
      </div>
      <div className={styles.pair}>
        <WordsFields
          message="scripts.say"
          words={it.say}
          rows={3}
          problems={problems}
          at={(language) => ({ is: "say", step, language })}
          onChange={(say) => set({ say })}
        />
      </div>
      {it.kind.is === "ask" && (
        <QuestionFields
          step={step}
          question={it.kind.question}
          optional={it.kind.optional}
          problems={problems}
          onChange={(question, optional) => kind({ is: "ask", question, optional })}
        />
      )}
      {it.kind.is === "act" && (
        <ActFields
          step={step}
          act={it.kind.act}
          steps={draft.steps}
          topic={topic}
          problems={problems}
          onChange={(act) => kind({ is: "act", act })}
        />
      )}
      {it.kind.is === "end" && (
        <EndFields
          step={step}
          end={it.kind.end}
          problems={problems}
          onChange={(end) => kind({ is: "end", end })}
        />
      )}
      {it.kind.is !== "end" && (
        <WaysFields number={step} step={it} steps={draft.steps} problems={problems} onChange={set} />
      )}
    </section>
  );
}

interface EndProps {
  step: number;
  end: Extract<StepKind, { is: "end" }>["end"];
  problems: readonly ScriptProblem[];
  onChange: (end: EndProps["end"]) => void;
}

function EndFields({ step, end, problems, onChange }: EndProps) {
  const text = useText();
  return (
    <>
      <ChoiceField
        label={text("scripts.end")}
        choices={ENDS.map((id) => ({ id, label: text(`scripts.end.${id}`) }))}
        value={end.kind}
        onChange={(id) => onChange({ ...end, kind: id as EndKind })}
      />
      <div className={styles.pair}>
        <WordsFields
          message="scripts.endTitle"
          words={end.title}
          problems={problems}
          at={(language) => ({ is: "end_title", step, language })}
          onChange={(title) => onChange({ ...end, title })}
        />
        <WordsFields
          message="scripts.endText"
          words={end.text}
          rows={3}
          problems={problems}
          at={(language) => ({ is: "end_text", step, language })}
          onChange={(body) => onChange({ ...end, text: body })}
        />
      </div>
    </>
  );
}
