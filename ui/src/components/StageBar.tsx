import { Button, Toolbar, Tooltip, TooltipTrigger } from "react-aria-components";
import styles from "./StageBar.module.css";

export interface StageStep {
  /** From 1. */
  number: number;
  /** What a press does, in words: "Stage 3: compared". */
  label: string;
  meaning: string;
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
            data-at={
              step.number <= Math.min(at, reached) ? "reached" : step.number <= reached ? "chosen" : "open"
            }
            data-current={step.number === reached}
            onPress={() => onChoose(step.number)}
          >
            <span />
          </Button>
          <Tooltip className={styles.tooltip} offset={4}>
            <b>{step.label}</b>
            <span>{step.meaning}</span>
          </Tooltip>
        </TooltipTrigger>
      ))}
    </Toolbar>
  );
}
