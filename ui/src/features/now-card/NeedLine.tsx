import { Button as AriaButton } from "react-aria-components";
import type { CustomerView, Need } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { needSentence } from "../../words/need";
import { Evidence } from "../dialogues/Evidence";
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
  // Where needs are not said to customers who are served so, their absence says nothing.
  if (!view.care.treatment.measures.needs) return null;
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
        {(close) => (
          <Evidence
            customer={view.customer.id}
            dialogue={strongest.dialogue}
            topic={strongest.topic}
            onLeave={close}
          />
        )}
      </Popover>
      {others.length > 0 && (
        <span className={styles.more}>{text("need.others", { count: others.length })}</span>
      )}
    </div>
  );
}
