import type { ImportedTopic, TopicDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Empty, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { problemText } from "./problems";
import styles from "./Topics.module.css";

interface Props {
  topics: readonly ImportedTopic[];
  onOpen: (draft: TopicDraft) => void;
}

/** What was read from a file; each is opened, looked at and published by itself. */
export function ImportPane({ topics, onOpen }: Props) {
  const text = useText();
  const locale = useLocale();
  if (topics.length === 0) return <Empty icon="note" title={text("topics.importNone")} />;
  const news = ({ draft, check }: ImportedTopic) =>
    !draft.id ? "topics.importNew" : check.changed ? "topics.importChanged" : "topics.importSame";
  return (
    <div className={styles.editor}>
      <h3>{text("topics.imported", { count: topics.length })}</h3>
      <p className={styles.faint}>{text("topics.importedHint")}</p>
      <ul className={styles.imported}>
        {topics.map((topic) => (
          <li key={topic.draft.key} className={styles.importedRow}>
            <span className={styles.itemName} dir="auto">
              {topic.draft.name[locale] || topic.draft.key}
            </span>
            <span className={styles.itemFacts}>
              {text("topics.importedFacts", { line: topic.line, stages: topic.draft.stages.length })}
            </span>
            <Tag tone={topic.check.changed ? "info" : "neutral"}>{text(news(topic))}</Tag>
            {topic.check.problems.length > 0 && (
              <Tag tone="bad" icon="warning">
                {text("topics.problems", { count: topic.check.problems.length })}
              </Tag>
            )}
            <Button
              size="s"
              aria-label={text("topics.importOpen", { topic: topic.draft.name[locale] || topic.draft.key })}
              onPress={() => onOpen(topic.draft)}
            >
              {text("topics.open.draft")}
            </Button>
            {topic.check.problems[0] && (
              <p className={styles.error}>{problemText(topic.check.problems[0], text)}</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
