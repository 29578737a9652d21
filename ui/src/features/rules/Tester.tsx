import { useEffect, useState } from "react";
import type { Channel, Match, Miss, RuleDraft, RuleVerdict, Sign } from "../../api/generated/types";
import { ChoiceField, TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Callout, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import { type ChosenCustomer, CustomerField } from "./CustomerField";
import { CHANNELS, SIGNS } from "./draft";
import { effectText } from "./effect";
import styles from "./Rules.module.css";

const TRY_AFTER_MS = 250;
/** Signs of several lines. */
const LONG: readonly Sign[] = ["text"];

/** A contact is made up, and it is seen what the rules would do with it, and why. Nothing comes of it. */
export function Tester({ draft }: { draft: RuleDraft | null }) {
  const text = useText();
  const desk = useDesk();
  const version = useStore(desk.rulesVersion);
  const [channel, setChannel] = useState<Channel>(draft?.channel ?? "phone");
  const [typed, setTyped] = useState<Readonly<Partial<Record<Sign, string>>>>({});
  const [customer, setCustomer] = useState<ChosenCustomer | null>(null);
  const [verdict, setVerdict] = useState<RuleVerdict | null>(null);
  const shown = SIGNS[channel].filter((sign) => typed[sign]?.trim());
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again when the saved rules are others
  useEffect(() => {
    if (shown.length === 0) {
      setVerdict(null);
      return;
    }
    let gone = false;
    const signs = shown.map((sign): [Sign, string] => [sign, typed[sign] ?? ""]);
    const timer = setTimeout(async () => {
      const trial = { channel, signs, customer: customer?.id ?? null, draft };
      const found = await desk.run(desk.commands.tryRules(trial));
      if (!gone && found) setVerdict(found);
    }, TRY_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, version, channel, typed, customer, draft]);
  return (
    <section className={styles.editor} aria-label={text("rules.tester")}>
      <h3>{text("rules.tester")}</h3>
      <p className={styles.faint}>{text("rules.testerHint")}</p>
      <div className={styles.fields}>
        <ChoiceField
          label={text("rules.channel")}
          choices={CHANNELS.map((id) => ({ id, label: text(`channel.${id}`) }))}
          value={channel}
          onChange={(id) => setChannel(id as Channel)}
        />
        {SIGNS[channel].map((sign) => (
          <TextField
            key={sign}
            label={text(`rules.sign.${sign}`)}
            value={typed[sign] ?? ""}
            onChange={(value) => setTyped({ ...typed, [sign]: value })}
            {...(LONG.includes(sign) ? { rows: 4 } : {})}
          />
        ))}
        <CustomerField chosen={customer} onChoose={setCustomer} />
      </div>
      <div role="status" className={styles.verdict}>
        {verdict ? (
          <Verdict verdict={verdict} customer={customer} draft={draft} />
        ) : (
          <p className={styles.faint}>{text("rules.nothingTried")}</p>
        )}
      </div>
      {verdict && verdict.misses.length > 0 && <Misses misses={verdict.misses} />}
    </section>
  );
}

interface VerdictProps {
  verdict: RuleVerdict;
  customer: ChosenCustomer | null;
  draft: RuleDraft | null;
}

function Verdict({ verdict, customer, draft }: VerdictProps) {
  const text = useText();
  const locale = useLocale();
  const topics = useStore(useDesk().topics);
  const held = verdict.matches.find((it) => it.standing === "holds");
  const name = (match: Match) => match.key || (draft && !draft.id ? text("rules.new") : "?");
  const topicOf = (match: Match) => topicName(topics, match.topic, locale, text);
  return (
    <>
      <Callout tone={held ? "good" : "info"} icon={held ? "check" : "note"}>
        {held
          ? text("rules.goesTo", { topic: topicOf(held), stage: held.stage, rule: name(held) })
          : text("rules.goesToTriage")}
        {held && customer && verdict.effect && (
          <p dir="auto">
            {text("rules.forCustomer", { name: customer.name, effect: effectText(verdict.effect, text) })}
          </p>
        )}
      </Callout>
      {verdict.cut && <p className={styles.faint}>{text("rules.cut")}</p>}
      {verdict.matches.length > 0 && (
        <ul className={styles.contacts} aria-label={text("rules.matches")}>
          {verdict.matches.map((match) => (
            <li key={match.rule}>
              <Icon name={match.standing === "holds" ? "check" : "close"} />
              <span className={styles.itemText}>
                <span className={styles.itemName} dir="auto">
                  {name(match)}
                </span>
                <span className={styles.itemFacts}>
                  {text("rules.goes", { topic: topicOf(match), stage: match.stage })}
                </span>
              </span>
              <Tag tone={match.standing === "holds" ? "good" : "neutral"}>
                {text(`rules.standing.${match.standing}`)}
              </Tag>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The rules on the channel that did not match, and why. */
function Misses({ misses }: { misses: readonly Miss[] }) {
  const text = useText();
  return (
    <details className={styles.misses}>
      <summary>{text("rules.misses", { count: misses.length })}</summary>
      <ul className={styles.contacts}>
        {misses.map((miss) => (
          <li key={miss.rule}>
            <span className={styles.itemText}>
              <span className={styles.itemName} dir="auto">
                {miss.key}
              </span>
              <span className={styles.itemFacts} dir="auto">
                {text(miss.absent ? "rules.absent" : "rules.differs", {
                  sign: text(`rules.sign.${miss.sign}`),
                  pattern: miss.pattern,
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
