import type { Branch, ScriptProblem, Step, Test } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { WholeNumberField } from "./fields";
import { problemAt } from "./problems";
import styles from "./ScriptForm.module.css";
import { idOf, keyOf, stepChoices } from "./stepChoices";
import { choicesOf, moved, newTest, questionOf, testsOf } from "./steps";

/** No step: its own answer, or the step after it. */
const NONE = "none";

interface Props {
  /** From 1. */
  number: number;
  step: Step;
  steps: readonly Step[];
  problems: readonly ScriptProblem[];
  onChange: (fields: Partial<Step>) => void;
}

/** Where a step goes on: the first branch that holds, and else. */
export function WaysFields({ number, step, steps, problems, onChange }: Props) {
  const text = useText();
  const { branches, next } = step;
  const target = steps.find((_, index) => index !== number - 1)?.key ?? step.key;
  const add = () => {
    const question = questionOf(step);
    const test = newTest(testsOf(question)[0] ?? "no_answer", question);
    onChange({ branches: [...branches, { of: null, test, to: target }] });
  };
  return (
    <fieldset className={styles.group}>
      <legend>{text("scripts.ways")}</legend>
      {branches.length > 0 && (
        <ol className={styles.rows}>
          {branches.map((branch, index) => (
            <BranchRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a branch is its place in the order
              key={index}
              branch={branch}
              number={index + 1}
              step={step}
              steps={steps}
              error={problemAt(problems, { is: "branch", step: number, branch: index + 1 }, text)}
              onChange={(it) => onChange({ branches: branches.with(index, it) })}
              onUp={() => onChange({ branches: moved(branches, index, -1) })}
              onRemove={() => onChange({ branches: branches.toSpliced(index, 1) })}
            />
          ))}
        </ol>
      )}
      <div className={styles.foot}>
        <ChoiceField
          label={text(branches.length > 0 ? "scripts.otherwise" : "scripts.next")}
          choices={[
            { id: NONE, label: text("scripts.nextAfter") },
            ...stepChoices(steps, () => true, next, text),
          ]}
          value={next === null ? NONE : idOf(next)}
          onChange={(id) => onChange({ next: id === NONE ? null : keyOf(id) })}
          error={problemAt(problems, { is: "next", step: number }, text)}
        />
        <Button size="s" icon="plus" onPress={add}>
          {text("scripts.addBranch")}
        </Button>
      </div>
    </fieldset>
  );
}

interface RowProps {
  branch: Branch;
  /** From 1. */
  number: number;
  step: Step;
  steps: readonly Step[];
  error: string | null;
  onChange: (branch: Branch) => void;
  onUp: () => void;
  onRemove: () => void;
}

function BranchRow({ branch, number, step, steps, error, onChange, onUp, onRemove }: RowProps) {
  const text = useText();
  const question = questionOf(branch.of === null ? step : steps.find((it) => it.key === branch.of));
  const asks = (it: Step) => it.key !== step.key && questionOf(it) !== null;
  const questions = [
    { id: NONE, label: text("scripts.branchOwn") },
    ...stepChoices(steps, asks, branch.of, text),
  ];
  const tests = new Set([...testsOf(question), branch.test.is]);
  return (
    <li className={styles.branch}>
      <ChoiceField
        label={text("scripts.branchOf", { branch: number })}
        choices={questions}
        value={branch.of === null ? NONE : idOf(branch.of)}
        onChange={(id) => onChange(askedOf(branch, id === NONE ? null : keyOf(id), step, steps))}
      />
      <ChoiceField
        label={text("scripts.branchTest", { branch: number })}
        choices={[...tests].map((id) => ({ id, label: text(`scripts.test.${id}`) }))}
        value={branch.test.is}
        onChange={(id) => onChange({ ...branch, test: newTest(id as Test["is"], question) })}
      />
      <TestField
        {...{ branch, number }}
        choices={choicesOf(question)}
        onChange={(test) => onChange({ ...branch, test })}
      />
      <ChoiceField
        label={text("scripts.branchTo", { branch: number })}
        choices={stepChoices(steps, () => true, branch.to, text)}
        value={idOf(branch.to)}
        onChange={(id) => onChange({ ...branch, to: keyOf(id) })}
        error={error}
      />
      <span className={styles.rowButtons}>
        <IconButton
          icon="arrowUp"
          size="s"
          label={text("scripts.branchUp", { branch: number })}
          isDisabled={number === 1}
          onPress={onUp}
        />
        <IconButton
          icon="close"
          size="s"
          label={text("scripts.removeBranch", { branch: number })}
          onPress={onRemove}
        />
      </span>
    </li>
  );
}

/** A branch that looks at another question; what held of the answer before is kept where it fits. */
function askedOf(branch: Branch, of: string | null, step: Step, steps: readonly Step[]): Branch {
  const question = questionOf(of === null ? step : steps.find((it) => it.key === of));
  const fits = testsOf(question);
  const kept = branch.test.is !== "choice" && fits.includes(branch.test.is);
  return { ...branch, of, test: kept ? branch.test : newTest(fits[0] ?? "no_answer", question) };
}

interface TestProps {
  branch: Branch;
  number: number;
  choices: ReturnType<typeof choicesOf>;
  onChange: (test: Test) => void;
}

/** The choice or the number that a branch is about. */
function TestField({ branch: { test }, number, choices, onChange }: TestProps) {
  const text = useText();
  const locale = useLocale();
  switch (test.is) {
    case "choice": {
      const names = new Map(choices.map((it) => [it.key, it.label[locale] || it.key]));
      if (test.choice && !names.has(test.choice))
        names.set(test.choice, text("scripts.choiceMissing", { key: test.choice }));
      return (
        <ChoiceField
          label={text("scripts.branchChoice", { branch: number })}
          placeholder={text("scripts.choose")}
          choices={[...names].map(([key, label]) => ({ id: idOf(key), label }))}
          value={idOf(test.choice)}
          onChange={(id) => onChange({ ...test, choice: keyOf(id) })}
        />
      );
    }
    case "at_least":
    case "at_most":
      return (
        <WholeNumberField
          label={text("scripts.branchNumber", { branch: number })}
          value={test.number}
          min={-2_147_483_648}
          max={2_147_483_647}
          onChange={(it) => onChange({ ...test, number: it ?? 0 })}
        />
      );
    default:
      return null;
  }
}
