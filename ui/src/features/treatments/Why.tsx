import { useEffect, useState } from "react";
import type { TreatmentExplanation, TreatmentRow } from "../../api/generated/types";
import { Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { shownCustomer } from "../../state/selection";
import { useStore } from "../../state/store";
import { type ChosenCustomer, CustomerField } from "../rules/CustomerField";
import { audienceText } from "./draft";
import styles from "./Treatments.module.css";

const TONES = {
  applies: "good",
  shadowed: "neutral",
  elsewhere: "neutral",
  off: "neutral",
  segment_gone: "warn",
} as const;

/** Why a customer is served as they are: what becomes of each treatment, in the order in which they are asked. */
export function Why({ rows }: { rows: readonly TreatmentRow[] }) {
  const text = useText();
  const desk = useDesk();
  const shown = shownCustomer(desk.selection.get(), desk.calls.get());
  const [customer, setCustomer] = useState<ChosenCustomer | null>(() => {
    const view = shown ? entryOf(desk.customers.store.get(), shown).view : null;
    return view ? { id: view.customer.id, name: view.customer.name } : null;
  });
  const version = useStore(desk.treatmentsVersion);
  const [why, setWhy] = useState<TreatmentExplanation | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when treatments are others
  useEffect(() => {
    setWhy(null);
    if (!customer) return;
    let gone = false;
    void desk.run(desk.commands.explainTreatment(customer.id)).then((read) => !gone && read && setWhy(read));
    return () => {
      gone = true;
    };
  }, [desk, customer, version]);
  const applies = why?.asked.find((it) => it.standing === "applies");
  return (
    <div className={styles.editor}>
      <h3>{text("treatments.why")}</h3>
      <p className={styles.faint}>{text("treatments.whyText")}</p>
      <CustomerField chosen={customer} onChoose={setCustomer} />
      {why && (
        <ol className={styles.asked}>
          {why.asked.map(({ treatment, standing }) => {
            const row = rows.find((it) => it.treatment.id === treatment);
            return (
              <li key={treatment}>
                <span dir="auto">
                  {row
                    ? audienceText(row.treatment.audience, row.segment_name, text)
                    : text("treatments.unknownSegment")}
                </span>
                <Tag tone={TONES[standing]} icon={standing === "applies" ? "check" : undefined}>
                  {text(`treatments.standing.${standing}`)}
                </Tag>
              </li>
            );
          })}
          {!applies && (
            <li>
              <span>{text("treatments.builtIn", { tier: text(`tier.${why.tier}`) })}</span>
              <Tag tone="good" icon="check">
                {text("treatments.standing.applies")}
              </Tag>
            </li>
          )}
        </ol>
      )}
    </div>
  );
}
