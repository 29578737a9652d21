import { Button as AriaButton } from "react-aria-components";
import type { CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { isLive } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { partText } from "../../words/engagement";
import { moneyText, sumText } from "../../words/money";
import styles from "./Engagement.module.css";

const TONES = { low: "bad", middle: "neutral", high: "good" } as const;

/** The last score, who was sent to us, what was done for the customer; one key writes more of it down (P-4, P-9). */
export function Engagement({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const keys = useKeys("engagement");
  const calls = useStore(desk.calls);
  const selection = useStore(desk.selection);
  const customer = view.customer.id;
  const shown = calls.find(
    (it) => it.call.id === selection.call && it.customer === customer && (isLive(it) || it.wrap_up_owed),
  );
  const record = () => desk.open.set({ is: "engagement", customer, call: shown?.call.id ?? null });
  useShortcut("engagement", record);
  useShortcut("engagement_typing", record);
  const { participation } = view.care;
  const survey = participation?.survey;
  return (
    <div className={styles.engagement}>
      {survey && (
        <span title={survey.words || undefined}>
          <Tag tone={TONES[survey.band]} icon={survey.band === "low" ? "warning" : "heart"}>
            {text("engagement.lastScore", { score: survey.score, when: when.day(survey.at_ms, minute) })}
          </Tag>
        </span>
      )}
      {participation && participation.referrals > 0 && (
        <Tag icon="users">{text("engagement.referrals", { count: participation.referrals })}</Tag>
      )}
      {participation?.feedback && (
        <span className={styles.said} dir="auto" title={when.day(participation.feedback.at_ms, minute)}>
          {partText(participation.feedback.part, text)}
        </span>
      )}
      <Delivered view={view} />
      <Button size="s" look="quiet" icon="plus" keys={keys} onPress={record}>
        {text("engagement.record")}
      </Button>
    </div>
  );
}

/** What was done for the customer over twelve months, in sum; a press lists it. */
function Delivered({ view }: { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const minute = useMinute();
  const { sum, items } = view.care.delivered;
  if (sum.count === 0) return null;
  const amount = sumText(sum, locale);
  return (
    <Popover
      label={text("engagement.deliveredTitle")}
      width={380}
      trigger={
        <AriaButton className={styles.sum}>
          <Icon name="promise" size={12} />
          {text("engagement.deliveredSum", { amount, has: amount !== "", count: sum.count })}
        </AriaButton>
      }
    >
      <h2 className={styles.title}>{text("engagement.deliveredTitle")}</h2>
      <ul className={styles.items}>
        {items.map(({ delivered, by }) => (
          <li key={delivered.id}>
            <span dir="auto">
              {text("engagement.deliveredLine", {
                kind: text(`engagement.given.${delivered.kind}`),
                words: delivered.words,
                has: delivered.words !== "",
              })}
            </span>
            {delivered.amount && <b>{moneyText(delivered.amount, locale)}</b>}
            <span className={styles.faint}>
              {text("engagement.deliveredBy", {
                when: when.day(delivered.at_ms, minute),
                by: by ?? "",
                has: by !== null,
              })}
            </span>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
