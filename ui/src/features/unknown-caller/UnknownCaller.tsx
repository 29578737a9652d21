import type { CallView, CustomerCard } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { showCall, showCustomer } from "../../state/live";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { callerNumber } from "../../words/call";
import { useNeedSentence } from "../now-card/NeedLine";
import { TierTag } from "../now-card/NowCard";
import styles from "./UnknownCaller.module.css";

/** A number that belongs to nobody yet, or to several: who it may be, and a new customer on one key (D-2). */
export function UnknownCaller({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const createKeys = useKeys("new_customer");
  const searchKeys = useKeys("palette");
  const number = view.call.caller.number;
  const create = () =>
    desk.open.set({ is: "new_customer", call: view.call.id, name: "", phone: number ?? "" });
  useShortcut("new_customer", create);
  const several = view.candidates.length > 0;
  return (
    <div className={styles.screen}>
      <section className={styles.card} aria-labelledby="unknown-title">
        <h1 id="unknown-title">
          {several ? text("call.several", { count: view.candidates.length }) : text("call.customerUnknown")}
        </h1>
        <p className={styles.number}>{callerNumber(view, text)}</p>
        {view.call.caller.display_name && (
          <p className={styles.faint} dir="auto">
            {text("unknown.says", { name: view.call.caller.display_name })}
          </p>
        )}
        <div className={styles.actions}>
          <Button look={several ? "plain" : "primary"} icon="plus" keys={createKeys} onPress={create}>
            {text("unknown.create")}
          </Button>
          <Button icon="search" keys={searchKeys} onPress={() => desk.open.set({ is: "palette", text: "" })}>
            {text("unknown.search")}
          </Button>
        </div>
      </section>
      {several && (
        <section aria-label={text("unknown.candidates")}>
          <h2 className={styles.title}>{text("unknown.candidates")}</h2>
          <ul className={styles.list}>
            {view.candidates.map((card) => (
              <Candidate key={card.id} card={card} call={view.call.id} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Candidate({ card, call }: { card: CustomerCard; call: string }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const sentence = useNeedSentence();
  const choose = async () => {
    const attached = await desk.run(desk.commands.attachCustomer({ call, customer: card.id }));
    if (!attached) return;
    desk.calls.update((calls) => calls.map((it) => (it.call.id === call ? attached : it)));
    showCall(desk, call);
  };
  return (
    <li className={styles.candidate}>
      <button type="button" className={styles.choose} onClick={() => void choose()}>
        <span className={styles.name}>
          <TierTag tier={card.tier} />
          <b dir="auto" title={card.name}>
            {card.name}
          </b>
          <span className={styles.faint} dir="auto" title={card.company ?? undefined}>
            {card.company}
          </span>
        </span>
        <span className={styles.need}>{card.need ? sentence(card.need) : text("need.none")}</span>
        <span className={styles.faint}>
          {card.last_contact_ms === null
            ? text("customer.neverContacted")
            : text("customer.since", { when: when.day(card.last_contact_ms, minute) })}
        </span>
        <Icon name="chevronRight" />
      </button>
      <Button size="s" look="quiet" onPress={() => showCustomer(desk, card.id)}>
        {text("unknown.look")}
      </Button>
    </li>
  );
}
