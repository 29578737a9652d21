import { useId } from "react";
import type { SegmentCondition, SegmentTest, Team, Topic } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { ChoiceField } from "../../components/Field";
import { useText } from "../../i18n/text";
import styles from "./Segments.module.css";
import { TestFields } from "./TestFields";
import { ABOUT, newTest } from "./tests";

interface Props {
  /** From 1. */
  number: number;
  condition: SegmentCondition;
  topics: readonly Topic[];
  teams: readonly Team[];
  onChange: (condition: SegmentCondition) => void;
  onRemove: () => void;
}

/** One condition: what it is about, whether it must hold or must not, and its particulars. */
export function ConditionRow({ number, condition, topics, teams, onChange, onRemove }: Props) {
  const text = useText();
  const id = useId();
  const { not, test } = condition;
  return (
    <li className={styles.condition} aria-labelledby={id}>
      <span id={id} className="visually-hidden">
        {text("segments.condition", { number })}
      </span>
      <ChoiceField
        label={text("segments.about")}
        choices={ABOUT.map((about) => ({ id: about, label: text(`segments.on.${about}`) }))}
        value={test.on}
        onChange={(on) => onChange({ not, test: newTest(on as SegmentTest["on"], topics) })}
      />
      <ChoiceField
        label={text("segments.holds")}
        choices={[
          { id: "yes", label: text("segments.yes") },
          { id: "not", label: text("segments.not") },
        ]}
        value={not ? "not" : "yes"}
        onChange={(chosen) => onChange({ not: chosen === "not", test })}
      />
      <div className={styles.fields}>
        <TestFields
          test={test}
          topics={topics}
          teams={teams}
          onChange={(changed) => onChange({ not, test: changed })}
        />
      </div>
      <IconButton label={text("segments.remove", { number })} icon="close" onPress={onRemove} />
    </li>
  );
}
