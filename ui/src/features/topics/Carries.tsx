import type { Topic, TopicProblem } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { change, type Edited } from "./draft";
import { problemAt } from "./problems";
import styles from "./Topics.module.css";

interface Props {
  published: Topic;
  topic: Edited;
  problems: readonly TopicProblem[];
  onChange: (topic: Edited) => void;
}

/** Where the dialogues of each published stage go. */
export function Carries({ published, topic, problems, onChange }: Props) {
  const text = useText();
  const locale = useLocale();
  const { draft } = topic;
  const named = (number: number, name: string) => text("stage.move", { number, name });
  const choices = draft.stages.map((stage, index) => ({
    id: String(index + 1),
    label: named(index + 1, stage.name[locale]),
  }));
  return (
    <fieldset className={styles.group}>
      <legend>{text("topics.carries")}</legend>
      <p className={styles.faint}>{text("topics.carriesHint")}</p>
      <div className={styles.pair}>
        {published.stages.map((stage, index) => {
          const wrong = problemAt(problems, { is: "carry", from: index + 1 }, text);
          const to = draft.to[index];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a published stage is its number
            <div key={index}>
              <ChoiceField
                label={text("topics.carry", { stage: named(index + 1, stage.name[locale]) })}
                placeholder={text("topics.carryChoose")}
                choices={choices}
                value={to == null ? null : String(to)}
                onChange={(id) => onChange(change(topic, { to: draft.to.with(index, Number(id)) }))}
              />
              {wrong && <p className={styles.error}>{wrong}</p>}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
