import type { RuleRow } from "../../api/generated/types";
import { Callout, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Rules.module.css";

/** One rule, for those who only read it. */
export function RuleView({ row: { rule, faults } }: { row: RuleRow }) {
  const text = useText();
  const locale = useLocale();
  const topics = useStore(useDesk().topics);
  const topic = topics.find((it) => it.id === rule.topic);
  const facts: [string, string][] = [
    [text("rules.channel"), text(`channel.${rule.channel}`)],
    [text("rules.sign"), text(`rules.sign.${rule.sign}`)],
    [text(`rules.kind.${rule.pattern.kind}`), rule.pattern.text],
    [text("rules.topic"), topicName(topics, rule.topic, locale, text)],
    [
      text("rules.stage"),
      text("rules.stageNamed", {
        stage: rule.stage,
        name: topic?.stages[rule.stage - 1]?.name[locale] ?? "",
      }),
    ],
    [text("rules.priority"), String(rule.priority)],
  ];
  return (
    <div className={styles.editor}>
      <header className={styles.head}>
        <h3 dir="auto">{rule.key}</h3>
        {!rule.enabled && <Tag>{text("rules.off")}</Tag>}
      </header>
      {faults.map((fault) => (
        <Callout key={fault} tone="warn" icon="warning">
          {text(`rules.fault.${fault}`)}
        </Callout>
      ))}
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
