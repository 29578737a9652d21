import { Button, Toolbar, Tooltip, TooltipTrigger } from "react-aria-components";
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
  return (
    <Toolbar className={styles.bar} aria-label={label}>
      {steps.map((step) => (
        <TooltipTrigger key={step.number} delay={400} closeDelay={0}>
          <Button
            className={styles.step}
            aria-label={step.label}
            aria-current={step.number === at ? "step" : undefined}
            // Not `isDisabled`: the reason is read where the focus is.
            aria-disabled={step.barred !== undefined}
            data-barred={step.barred !== undefined}
            data-at={
              step.number <= Math.min(at, reached) ? "reached" : step.number <= reached ? "chosen" : "open"
            }
            data-current={step.number === reached}
            onPress={() => step.barred === undefined && onChoose(step.number)}
          >
            <span />
          </Button>
          <Tooltip className={styles.tooltip} offset={4}>
            <b>{step.label}</b>
            <span>{step.meaning}</span>
            {step.barred && <span className={styles.barred}>{step.barred}</span>}
          </Tooltip>
        </TooltipTrigger>
      ))}
    </Toolbar>
  );
}
