import type { Deed, Input, ShownDeed, Topic } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { type Text, useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { barredText } from "../../words/stages";
import styles from "./Script.module.css";

interface Props {
  deeds: readonly ShownDeed[];
  topic: string;
  onInput: (input: Input) => void;
}

/** What the script does with the wrap-up; each can be taken back before. What the topic bars is not done, and says why. */
export function Deeds({ deeds, topic: id, onInput }: Props) {
  const text = useText();
  const locale = useLocale();
  const topic = useStore(useDesk().topics, (all) => all.find((it) => it.id === id));
  if (deeds.length === 0) return null;
  return (
    <section className={styles.deeds} aria-label={text("script.deeds")}>
      <h3>{text("script.deeds")}</h3>
      <ul>
        {deeds.map(({ deed, barred_from }) =>
          barred_from !== null ? (
            <li key={deed.step} data-barred>
              <Icon name="warning" size={13} />
              <span dir="auto">
                {text("script.barred", {
                  deed: deedText(deed, topic, locale, text),
                  why: barredText(topic, barred_from, text),
                })}
              </span>
            </li>
          ) : (
            <li key={deed.step} data-undone={deed.undone}>
              <Icon name={deed.undone ? "close" : "check"} size={13} />
              <span dir="auto">{deedText(deed, topic, locale, text)}</span>
              <button
                type="button"
                className={styles.undo}
                onClick={() => onInput({ is: "undo", step: deed.step, undone: !deed.undone })}
              >
                {text(deed.undone ? "script.redo" : "script.undo")}
                <span className="visually-hidden">{deedText(deed, topic, locale, text)}</span>
              </button>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

export function deedText(deed: Deed, topic: Topic | undefined, locale: "ko" | "en", text: Text): string {
  const { act, answer } = deed;
  switch (act.is) {
    case "move_stage":
      return text("script.deed.move_stage", {
        stage: act.stage,
        name: topic?.stages[act.stage - 1]?.name[locale] ?? "",
      });
    case "set_field":
      return text("script.deed.set_field", { field: text(`script.field.${act.field}`), value: answer ?? "" });
    case "confirm":
      return text(`script.deed.confirm_${act.contact}`);
    case "callback":
      return act.when.is === "in_days"
        ? text("script.deed.callback_days", { days: act.when.days, hour: act.hour })
        : text("script.deed.callback_date", { date: answer ?? "", hour: act.hour });
    case "outcome":
      return text("script.deed.outcome", { outcome: text(`outcome.${act.outcome}`) });
  }
}
