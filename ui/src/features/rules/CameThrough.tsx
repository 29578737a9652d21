import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Rules.module.css";

/** What the call with a customer is probably about, by what it came through (H-3); nothing where no rule knows. */
export function CameThrough({ customer }: { customer: string }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const selected = useStore(desk.selection, (selection) => selection.call);
  const call = useStore(desk.calls).find((it) => it.call.id === selected && it.customer === customer);
  if (!call?.rule) return null;
  const { sign, value, topic } = call.rule;
  return (
    <p className={styles.through}>
      <Tag tone="info" icon="phoneIn">
        {text("rules.through", {
          through: text("rules.compares", { sign: text(`rules.sign.${sign}`), pattern: value }),
          topic: topicName(topics, topic, locale, text),
        })}
      </Tag>
    </p>
  );
}
