import type { CustomerView } from "../../api/generated/types";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./NowCard.module.css";

/** Quality first (P-11): an open complaint, how old it is, and that nothing is sold until it is closed. */
export function Complaint({ view }: { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const minute = useMinute();
  const topics = useStore(useDesk().topics);
  const { complaint } = view.care;
  if (!complaint) return null;
  const own = view.cases.find((it) => it.id === complaint.case);
  const topic = complaint.topic
    ? topicName(topics, complaint.topic, locale, text)
    : (own?.title ?? text("cases.kind.complaint"));
  return (
    <Callout tone="bad" icon="warning">
      <p>
        <b dir="auto">
          {text("complaint.open", {
            topic,
            days: when.daysBetween(complaint.since_ms, minute),
            count: complaint.count - 1,
          })}
        </b>{" "}
        <span className={styles.faint}>{text("complaint.holds")}</span>
      </p>
    </Callout>
  );
}
