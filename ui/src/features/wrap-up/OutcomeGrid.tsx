import { Label, Radio, RadioGroup } from "react-aria-components";
import type { Outcome } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { OUTCOMES } from "../../state/forms";
import styles from "./WrapUp.module.css";

interface Props {
  value: Outcome | null;
  /** The value is the desk's proposal, not the agent's choice. */
  suggested: boolean;
  onChange: (outcome: Outcome) => void;
  onEnter: () => void;
}

/** How the call ended: a digit each, prefilled, Enter commits. */
export function OutcomeGrid({ value, suggested, onChange, onEnter }: Props) {
  const text = useText();
  return (
    <RadioGroup
      className={styles.outcomes ?? ""}
      value={value}
      onChange={(next) => onChange(next as Outcome)}
    >
      <Label className={styles.label}>
        {text("wrapUp.outcome")}
        {value && suggested && <span className={styles.proposal}>{text("wrapUp.suggested")}</span>}
      </Label>
      <div
        className={styles.grid}
        onKeyDownCapture={(event) => {
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          event.stopPropagation();
          onEnter();
        }}
      >
        {OUTCOMES.map((outcome, index) => (
          <Radio key={outcome} value={outcome} className={styles.outcome ?? ""}>
            <span className={styles.digit}>{(index + 1) % 10}</span>
            {text(`outcome.${outcome}`)}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
