import type { Evidence, PossibleCustomer, VisitorRow } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon, type IconName } from "../../components/Icon";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./WebInbox.module.css";

interface Props {
  row: VisitorRow;
  /** `null`: none of them. */
  onDecide: (customer: string | null) => void;
}

/** The chosen visitor: what was read, and who it could be with what speaks for each. */
export function VisitorDetail({ row, onDecide }: Props) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const minute = useMinute();
  const topics = useStore(useDesk().topics);
  const nameOf = (it: PossibleCustomer) => it.known?.card.name ?? text("webInbox.foreign");
  return (
    <section className={styles.detail} aria-label={text("webInbox.visitor")}>
      <p className={styles.faint}>
        <span dir="auto">{row.site_name}</span> ·{" "}
        {text("webInbox.said", { when: when.moment(row.at_ms, minute) })}
      </p>
      <ul className={styles.facts}>
        {row.read.map((it) => (
          <li key={it.topic}>
            {text("webInbox.readOn", {
              topic: topicName(topics, it.topic, locale, text),
              stage: it.stage,
              count: it.touches,
            })}
          </li>
        ))}
        {row.read.length === 0 && <li>{text("webInbox.readNothing")}</li>}
      </ul>
      {row.known_as && (
        <Callout tone="warn" icon="user">
          {text("webInbox.knownAs", { name: nameOf(row.known_as) })}
        </Callout>
      )}
      <h3 className={styles.question}>{text("webInbox.who")}</h3>
      <ul className={styles.options}>
        {row.customers.map((customer, index) => (
          <li key={customer.id}>
            <Button
              className={styles.option ?? ""}
              keys={String(index + 1)}
              onPress={() => onDecide(customer.id)}
            >
              <span dir="auto">{nameOf(customer)}</span>{" "}
              {companyOf(customer) && <span dir="auto">· {companyOf(customer)}</span>}
            </Button>
            {customer.known ? (
              <Facts evidence={customer.known} />
            ) : (
              <p className={styles.faint}>{text("webInbox.foreignText")}</p>
            )}
          </li>
        ))}
        <li>
          <Button className={styles.option ?? ""} keys="0" onPress={() => onDecide(null)}>
            {text("webInbox.nobody")}
          </Button>
        </li>
      </ul>
    </section>
  );
}

/** The company behind a person; one that is the customer itself stands in the name. */
function companyOf({ known }: PossibleCustomer): string | null {
  return known && known.card.company !== known.card.name ? known.card.company : null;
}

/** What speaks for a customer. */
function Facts({ evidence }: { evidence: Evidence }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const minute = useMinute();
  const topics = useStore(useDesk().topics);
  const { card, shared, open } = evidence;
  const facts: { key: string; icon: IconName; words: string }[] = [
    ...open.map(({ topic, stage, read }) => ({
      key: `topic ${topic}`,
      icon: read ? ("check" as const) : ("chat" as const),
      words: text(read ? "webInbox.openRead" : "webInbox.open", {
        topic: topicName(topics, topic, locale, text),
        stage,
      }),
    })),
    ...shared.map(({ value, primary, verified_ms }) => ({
      key: `point ${value}`,
      icon: verified_ms === null ? ("user" as const) : ("check" as const),
      words: text("webInbox.shared", {
        value,
        primary: primary ? "yes" : "no",
        verified: verified_ms === null ? "no" : "yes",
        when: verified_ms === null ? "" : when.day(verified_ms, minute),
      }),
    })),
  ];
  return (
    <ul className={styles.facts}>
      {facts.map(({ key, icon, words }) => (
        <li key={key} dir="auto">
          <Icon name={icon} size={12} />
          <span>{words}</span>
        </li>
      ))}
      {open.length === 0 && <li>{text("webInbox.noOpen")}</li>}
      <li>
        {card.last_contact_ms === null
          ? text("webInbox.noContact")
          : text("webInbox.lastContact", { when: when.day(card.last_contact_ms, minute) })}
      </li>
    </ul>
  );
}
