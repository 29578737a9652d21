import { ListBox, ListBoxItem } from "react-aria-components";
import type { Topic, TopicRow } from "../../api/generated/types";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import styles from "./Topics.module.css";

interface Props {
  rows: readonly TopicRow[];
  chosen: string | null;
  onChoose: (topic: Topic) => void;
}

/** The published topics with the number of their open dialogues. */
export function TopicList({ rows, chosen, onChoose }: Props) {
  const text = useText();
  const locale = useLocale();
  return (
    <ListBox
      className={styles.list ?? ""}
      aria-label={text("topics.list")}
      selectionMode="single"
      selectedKeys={chosen ? [chosen] : []}
      renderEmptyState={() => <p className={styles.faint}>{text("topics.none")}</p>}
      onSelectionChange={(keys) => {
        const row = rows.find((it) => keys !== "all" && keys.has(it.topic.id));
        if (row && row.topic.id !== chosen) onChoose(row.topic);
      }}
    >
      {rows.map(({ topic, version, open }) => (
        <ListBoxItem
          key={topic.id}
          id={topic.id}
          textValue={topic.name[locale]}
          className={styles.item ?? ""}
        >
          <span className={styles.itemName} dir="auto">
            {topic.name[locale] || topic.key}
          </span>
          <span className={styles.itemFacts}>
            {text("topics.facts", {
              purpose: text(`purpose.${topic.purpose}`),
              open,
              version,
            })}
          </span>
          {topic.retired && <Tag>{text("topics.retired")}</Tag>}
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
