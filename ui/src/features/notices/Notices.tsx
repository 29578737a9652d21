import { Button, IconButton } from "../../components/Button";
import { Icon, type IconName } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import type { Notice, NoticeValue } from "../../state/notices";
import { keysOf } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import styles from "./Notices.module.css";

const ICONS: Record<Notice["tone"], IconName> = { good: "check", due: "clock", bad: "warning" };

/** What happened and what can be done; errors are spoken at once, the rest politely. */
export function Notices() {
  const text = useText();
  const desk = useDesk();
  const notices = useStore(desk.notices.store);
  const bad = notices.filter((notice) => notice.tone === "bad");
  const rest = notices.filter((notice) => notice.tone !== "bad");
  return (
    <section className={styles.stack} aria-label={text("region.notices")} data-react-aria-top-layer="true">
      <div role="alert">
        {bad.map((notice) => (
          <Row key={notice.id} notice={notice} />
        ))}
      </div>
      <div role="status">
        {rest.map((notice) => (
          <Row key={notice.id} notice={notice} />
        ))}
      </div>
    </section>
  );
}

function Row({ notice }: { notice: Notice }) {
  const text = useText();
  const { notices } = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const keys = keysOf(useStore(useDesk().settings));
  const { action, says } = notice;
  const worded = (value: NoticeValue) => {
    if (typeof value !== "object") return value;
    return "key" in value ? text(value.key) : when.moment(value.moment, minute);
  };
  return (
    <div className={styles.notice} data-tone={notice.tone}>
      <Icon name={ICONS[notice.tone]} />
      <p dir="auto">
        {"code" in says ? errorText(says, text) : text(says.key, mapValues(says.values ?? {}, worded))}
      </p>
      {action && (
        <Button
          size="s"
          keys={action.keys && keys[action.keys]}
          onPress={() => {
            action.run();
            notices.close(notice.id);
          }}
        >
          {text(action.key)}
        </Button>
      )}
      <IconButton
        label={text("common.close")}
        icon="close"
        size="s"
        onPress={() => notices.close(notice.id)}
      />
    </div>
  );
}

function mapValues<From, To>(values: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}
