import type { SuggestionReport } from "../../api/generated/types";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useRead } from "../../state/read";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Suggestion.module.css";

/** How often suggested topics are what people chose, for who leads (H-1). */
export function SuggestionWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const { value: report, error, retry } = useRead(() => desk.commands.suggestionReport(), null);
  return (
    <Dialog title={text("suggestion.title")} size="m" isOpen onClose={onClose}>
      {error ? (
        <ReadFailed error={error} onRetry={retry} />
      ) : report === undefined ? (
        <Skeleton lines={4} label={text("common.loading")} />
      ) : report === null ? (
        <Empty icon="clock" title={text("suggestion.none")}>
          <p>{text("suggestion.noneText")}</p>
        </Empty>
      ) : (
        <Report report={report} />
      )}
    </Dialog>
  );
}

function Report({ report }: { report: SuggestionReport }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const desk = useDesk();
  const minute = useMinute();
  const topics = useStore(desk.topics);
  const { before } = report;
  const names = report.topics.map((it) => topicName(topics, it, locale, text));
  return (
    <div className={styles.report}>
      <dl className={styles.figures}>
        <dt>{text("suggestion.learned")}</dt>
        <dd>
          {text("suggestion.learnedText", {
            when: when.moment(report.learned_ms, minute),
            count: report.dialogues,
          })}
        </dd>
        <dt>{text("suggestion.topics")}</dt>
        <dd>{names.join(" · ")}</dd>
        <dt>{text("suggestion.agreed")}</dt>
        <dd>
          {before === null || before.dialogues === 0
            ? text("suggestion.agreedNot")
            : text("suggestion.agreedText", {
                when: when.moment(before.since_ms, minute),
                dialogues: before.dialogues,
                suggested: before.suggested,
                agreed: before.agreed,
              })}
        </dd>
      </dl>
      <p className={styles.words}>{text("suggestion.explained")}</p>
    </div>
  );
}
