import { Button as AriaButton } from "react-aria-components";
import type { ConsentChange, ConsentPurpose, CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import styles from "./NowCard.module.css";
import { RemarkAdder } from "./RemarkAdder";

const PURPOSES: readonly ConsentPurpose[] = ["recording", "marketing", "marketing_at_night", "profiling"];

/** What the customer allows, and what not; a press records a change. */
export function Consents({ view }: { view: CustomerView }) {
  const text = useText();
  return (
    <ul className={styles.consents} aria-label={text("customer.consents")}>
      {PURPOSES.map((purpose) => (
        <Consent
          key={purpose}
          customer={view.customer.id}
          purpose={purpose}
          changes={view.consents.filter((change) => change.purpose === purpose)}
        />
      ))}
      <li className={styles.adder}>
        <RemarkAdder customer={view.customer.id} />
      </li>
    </ul>
  );
}

interface ConsentProps {
  customer: string;
  purpose: ConsentPurpose;
  changes: ConsentChange[];
}

function Consent({ customer, purpose, changes }: ConsentProps) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const general = changes.find((change) => change.channel === null) ?? changes[0];
  const name = text(`consent.${purpose}`);
  const state = general === undefined ? "unknown" : general.granted ? "granted" : "withdrawn";
  const record = async (granted: boolean, close: () => void) => {
    const source = text("consent.source");
    const view = await desk.run(
      desk.commands.recordConsent({ customer, purpose, channel: null, granted, source }),
    );
    if (!view) return;
    desk.customers.put(view);
    close();
  };
  return (
    <li>
      <Popover
        label={text("consent.change")}
        trigger={
          <AriaButton className={styles.consent} data-state={state}>
            <Icon name={state === "granted" ? "check" : state === "withdrawn" ? "close" : "help"} size={12} />
            {text(`consent.${state}`, { purpose: name })}
          </AriaButton>
        }
      >
        {(close) => (
          <div className={styles.form}>
            <h2>{name}</h2>
            {changes.map((change) => (
              <p key={change.id} className={styles.faint} dir="auto">
                {text(change.granted ? "consent.granted" : "consent.withdrawn", {
                  purpose: change.channel
                    ? text("consent.channel", { purpose: name, channel: text(`channel.${change.channel}`) })
                    : name,
                })}
                <br />
                {text("consent.detail", { when: when.moment(change.at_ms, minute), source: change.source })}
              </p>
            ))}
            <div className={styles.pair}>
              <Button icon="check" onPress={() => void record(true, close)}>
                {text("consent.give")}
              </Button>
              <Button icon="close" onPress={() => void record(false, close)}>
                {text("consent.withdraw")}
              </Button>
            </div>
          </div>
        )}
      </Popover>
    </li>
  );
}
