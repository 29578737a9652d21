import { Toolbar } from "react-aria-components";
import { Hint, useHint } from "./Hint";
import styles from "./StageBar.module.css";

export interface StageStep {
  /** From 1. */
  number: number;
  /** What a press does, in words: "Stage 3: compared". */
  label: string;
  meaning: string;
  /** Why it can't be chosen. */
  barred?: string | undefined;
}

const HINT_DELAY_MS = 400;

interface Props {
  label: string;
  steps: readonly StageStep[];
  /** Where it is. */
  at: number;
  /** A step that is chosen but not taken yet. */
  chosen?: number | null;
  onChoose: (step: number) => void;
}

/** A dialogue's stages as a bar; arrow keys go along it, a press moves there. */
export function StageBar({ label, steps, at, chosen, onChoose }: Props) {
  const reached = chosen ?? at;
  const hint = useHint<number>(HINT_DELAY_MS);
  const hinted = steps.find((step) => step.number === hint.of);
  return (
    <Toolbar className={styles.bar} aria-label={label}>
      {steps.map((step) => (
        <button
          key={step.number}
          type="button"
          className={styles.step}
          aria-label={step.label}
          aria-current={step.number === at ? "step" : undefined}
          // Not `disabled`: the reason is read where the focus is.
          aria-disabled={step.barred !== undefined}
          data-barred={step.barred !== undefined}
          data-at={
            step.number <= Math.min(at, reached) ? "reached" : step.number <= reached ? "chosen" : "open"
          }
          data-current={step.number === reached}
          onClick={() => step.barred === undefined && onChoose(step.number)}
          {...hint.on(step.number)}
        >
          <span />
        </button>
      ))}
      {hinted && (
        <Hint id={hint.id} anchor={hint.anchor}>
          <b>{hinted.label}</b>
          <span>{hinted.meaning}</span>
          {hinted.barred && <span className={styles.barred}>{hinted.barred}</span>}
        </Hint>
      )}
    </Toolbar>
  );
}
