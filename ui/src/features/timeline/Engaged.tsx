import type { TimelineEntry } from "../../api/generated/types";
import { useLocale, useText } from "../../i18n/text";
import { openCase } from "../../state/cases";
import { useDesk } from "../../state/context";
import { didText } from "../../words/cases";
import { partText } from "../../words/engagement";
import { moneyText } from "../../words/money";
import styles from "./Timeline.module.css";

/** What customer and company did for each other in a contact (P-4, P-9), and the cases that came up in it or went on. */
export function Engaged({ entry }: { entry: TimelineEntry }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  return (
    <>
      {entry.cases.map((it) => (
        <p key={`${it.case} ${it.did?.is ?? "opened"}`} className={styles.note}>
          <button
            type="button"
            className={styles.toConversation}
            dir="auto"
            onClick={() => openCase(desk, it.case)}
          >
            {text(`cases.kind.${it.kind}`)} · {it.title}
          </button>
          {` · ${it.did ? didText(it.did, text) : text("cases.did.opened")}`}
        </p>
      ))}
      {entry.participations.map((it) => (
        <p key={it.id} className={styles.note} dir="auto">
          {partText(it.part, text)}
          {it.rule && ` · ${text("timeline.rule", { rule: it.rule })}`}
        </p>
      ))}
      {entry.delivered.map((it) => (
        <p key={it.id} className={styles.note} dir="auto">
          {text("engagement.deliveredIn", {
            kind: text(`engagement.given.${it.kind}`),
            words: it.words,
            has: it.words !== "",
            amount: it.amount ? moneyText(it.amount, locale) : "",
            priced: it.amount !== null,
          })}
        </p>
      ))}
    </>
  );
}
