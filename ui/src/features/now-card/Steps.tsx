import type { CustomerView, ServiceStep } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import styles from "./Care.module.css";

const STEPS: readonly ServiceStep[] = ["understand", "customise", "interact", "retain"];

/** The step of the four at which the customer is, and what it still needs (P-1). */
export function Steps({ view }: { view: CustomerView }) {
  const text = useText();
  const { step, missing } = view.care.position;
  const at = STEPS.indexOf(step);
  const [first, second] = missing.map((it) => text(`care.missing.${it}`));
  const next = first && second ? text("care.join", { first, second }) : first;
  return (
    <div className={styles.steps}>
      <ol aria-label={text("care.steps")}>
        {STEPS.map((it, index) => (
          <li
            key={it}
            className={styles.step}
            data-state={index < at ? "whole" : index === at ? "now" : "later"}
            aria-current={index === at ? "step" : undefined}
          >
            {index < at && <Icon name="check" size={11} />}
            {text(`care.step.${it}`)}
          </li>
        ))}
      </ol>
      <span className={styles.next}>{next ? text("care.next", { next }) : text("care.whole")}</span>
    </div>
  );
}
