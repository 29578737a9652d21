import { useEffect, useState } from "react";
import type { RuleFits } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { CHANNEL_ICONS } from "../../words/channels";
import { effectText } from "./effect";
import styles from "./Rules.module.css";

interface Props {
  /** The rule that was just saved. */
  rule: string;
  backToTriage: boolean;
}

/** The contacts in triage for which a saved rule holds, to be put where it leads in one go. */
export function Fits({ rule, backToTriage }: Props) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const desk = useDesk();
  const [fits, setFits] = useState<RuleFits | null>(null);
  const [put, setPut] = useState<number | "putting" | null>(null);
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.ruleFits(rule)).then((read) => !gone && read && setFits(read));
    return () => {
      gone = true;
    };
  }, [desk, rule]);
  const apply = async () => {
    setPut("putting");
    setPut(await desk.run(desk.commands.applyRule(rule)));
  };
  const back = backToTriage && (
    <Button icon="note" onPress={() => desk.open.set({ is: "triage" })}>
      {text("rules.toTriage")}
    </Button>
  );
  const done = typeof put === "number";
  return (
    <section className={styles.fits} aria-label={text("rules.fits")}>
      <p role="status">
        {done
          ? text("rules.put", { count: put })
          : fits && text(fits.total === 0 ? "rules.saved" : "rules.savedFits", { count: fits.total })}
      </p>
      {!done && fits && fits.total > 0 && (
        <ul className={styles.contacts}>
          {fits.contacts.map((it) => (
            <li key={it.interaction}>
              <Icon name={CHANNEL_ICONS[it.channel]} />
              <span className={styles.itemText}>
                <span className={styles.itemName} dir="auto">
                  {it.customer_name}
                </span>
                <span className={styles.itemFacts} dir="auto">
                  {it.summary}
                </span>
              </span>
              <span className={styles.itemFacts}>{effectText(it.effect, text)}</span>
              <time className={styles.itemFacts}>{when.moment(it.started_ms, minute)}</time>
            </li>
          ))}
        </ul>
      )}
      {!done && fits && fits.total > fits.contacts.length && (
        <p className={styles.faint}>{text("rules.fitsMore", { count: fits.total - fits.contacts.length })}</p>
      )}
      <div className={styles.buttons}>
        {!done && fits && fits.total > 0 && (
          <Button look="primary" isDisabled={put === "putting"} onPress={() => void apply()}>
            {text("rules.putAll", { count: fits.total })}
          </Button>
        )}
        {back}
      </div>
    </section>
  );
}
