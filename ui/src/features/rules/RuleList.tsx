import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { Rule, RuleRow, Topic } from "../../api/generated/types";
import { TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { CHANNEL_ICONS } from "../../words/channels";
import { topicName } from "../../words/need";
import styles from "./Rules.module.css";

/** More rules than these are found by typing. */
const MOST_SHOWN = 200;

interface Props {
  rows: readonly RuleRow[];
  topics: readonly Topic[];
  chosen: string | null;
  onChoose: (rule: Rule) => void;
}

/** The rules as they are asked: channel by channel, the first one first. */
export function RuleList({ rows, topics, chosen, onChoose }: Props) {
  const text = useText();
  const locale = useLocale();
  const [find, setFind] = useState("");
  const wanted = find.trim().toLowerCase();
  const topicOf = (rule: Rule) => topicName(topics, rule.topic, locale, text);
  const says = ({ rule }: RuleRow) =>
    [
      rule.key,
      rule.pattern.text,
      topicOf(rule),
      text(`channel.${rule.channel}`),
      text(`rules.sign.${rule.sign}`),
    ]
      .join("\n")
      .toLowerCase();
  const found = wanted ? rows.filter((row) => says(row).includes(wanted)) : rows;
  const shown = found.slice(0, MOST_SHOWN);
  return (
    <>
      <TextField
        label={text("rules.find")}
        labelHidden
        placeholder={text("rules.find")}
        value={find}
        onChange={setFind}
      />
      <ListBox
        className={styles.list ?? ""}
        aria-label={text("rules.list")}
        selectionMode="single"
        selectedKeys={chosen ? [chosen] : []}
        renderEmptyState={() => (
          <p className={styles.faint}>{text(wanted ? "rules.notFound" : "rules.none")}</p>
        )}
        onSelectionChange={(keys) => {
          const row = rows.find((it) => keys !== "all" && keys.has(it.rule.id));
          if (row && row.rule.id !== chosen) onChoose(row.rule);
        }}
      >
        {shown.map(({ rule, faults }) => (
          <ListBoxItem key={rule.id} id={rule.id} textValue={rule.key} className={styles.item ?? ""}>
            <Icon name={CHANNEL_ICONS[rule.channel]} />
            <span className={styles.itemText}>
              <span className={styles.itemName} dir="auto">
                <span className="visually-hidden">{`${text(`channel.${rule.channel}`)}: `}</span>
                {text("rules.compares", {
                  sign: text(`rules.sign.${rule.sign}`),
                  pattern: rule.pattern.text,
                })}
              </span>
              <span className={styles.itemFacts}>
                {text("rules.leads", { topic: topicOf(rule), stage: rule.stage, priority: rule.priority })}
              </span>
            </span>
            {!rule.enabled && <Tag>{text("rules.off")}</Tag>}
            {rule.enabled && faults.length > 0 && (
              <Tag tone="warn" icon="warning">
                {text("rules.faults", { count: faults.length })}
              </Tag>
            )}
          </ListBoxItem>
        ))}
      </ListBox>
      {found.length > shown.length && (
        <p className={styles.faint}>{text("rules.more", { count: found.length - shown.length })}</p>
      )}
    </>
  );
}
