import { Button as AriaButton } from "react-aria-components";
import type { CustomerView, Need } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { needSentence } from "../../words/need";
import styles from "./NowCard.module.css";

/** A need as one sentence. */
export function useNeedSentence(): (need: Need) => string {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const nowMs = useMinute();
  const topics = useStore(useDesk().topics);
  return (need) => needSentence(need, { topics, locale, text, when, nowMs });
}

/** The strongest need; a click shows the contacts behind it (H-10). */
export function NeedLine({ view }: { view: CustomerView }) {
  const text = useText();
  const sentence = useNeedSentence();
  const [strongest, ...others] = view.needs;
  if (!strongest) return <p className={styles.noNeed}>{text("need.none")}</p>;
  return (
    <div className={styles.needRow}>
      <Popover
        label={text("need.evidenceTitle")}
        width={440}
        trigger={
          <AriaButton className={styles.need}>
            <span dir="auto">{sentence(strongest)}</span>
            <span className="visually-hidden">{text("need.evidence")}</span>
            <Icon name="chevronRight" size={14} />
          </AriaButton>
        }
      >
        {(close) => <Evidence view={view} need={strongest} onLeave={close} />}
      </Popover>
      {others.length > 0 && (
        <span className={styles.more}>{text("need.others", { count: others.length })}</span>
      )}
    </div>
  );
}

function Evidence({ view, need, onLeave }: { view: CustomerView; need: Need; onLeave: () => void }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const found = view.timeline.entries.filter((entry) => need.evidence.includes(entry.interaction.id));
  return (
    <div className={styles.evidence}>
      <h2>{text("need.evidenceTitle")}</h2>
      <ul>
        {found.map(({ interaction }) => (
          <li key={interaction.id}>
            <Icon name={CHANNEL_ICONS[interaction.channel]} />
            <span dir="auto">{interaction.summary}</span>
            <time>{when.moment(interaction.started_ms, minute)}</time>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p>{text("need.evidenceNone")}</p>}
      <Button
        size="s"
        onPress={() => {
          desk.timeline(view.customer.id).filter({ dialogue: need.dialogue });
          onLeave();
        }}
      >
        {text("timeline.showDialogue")}
      </Button>
    </div>
  );
}
