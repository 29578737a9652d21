import type { CustomerView, FieldConflict } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Callout } from "../../components/Surface";
import { type MessageKey, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import styles from "./NowCard.module.css";

const FIELDS: Record<string, MessageKey> = {
  name: "customer.name",
  name_latin: "customer.nameLatin",
  company: "customer.company",
  account_no: "customer.accountNo",
  address: "customer.address",
  language: "customer.languageField",
  value: "customer.contactValue",
  label: "customer.contactLabel",
  text: "remark.text",
  due_ms: "remark.due",
  note: "callback.what",
  title: "cases.titleField",
  words: "cases.words",
};

/** Two values for one field: a person decides (D-41). */
export function Conflicts({ view }: { view: CustomerView }) {
  return view.conflicts.map((conflict) => (
    <Conflict
      key={`${conflict.record.id}.${conflict.field}`}
      customer={view.customer.id}
      conflict={conflict}
    />
  ));
}

function Conflict({ customer, conflict }: { customer: string; conflict: FieldConflict }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const named = FIELDS[conflict.field];
  const decide = async (takeOther: boolean) => {
    const { record, field } = conflict;
    const view = await desk.run(
      desk.commands.resolveConflict({ customer, record, field, take_other: takeOther }),
    );
    if (view) desk.customers.put(view);
  };
  const shown = (value: string) => value.slice(0, 120) || text("conflict.empty");
  return (
    <Callout tone="warn" icon="swap">
      <p>
        <b>{text("conflict.title", { field: named ? text(named) : conflict.field })}</b>{" "}
        {text("conflict.at", { when: when.moment(conflict.other_at_ms, minute) })}
      </p>
      <p className={styles.faint}>{text("conflict.text")}</p>
      <div className={styles.choices}>
        <Button size="s" onPress={() => void decide(false)}>
          {text("conflict.keep", { value: shown(conflict.current) })}
        </Button>
        <Button size="s" onPress={() => void decide(true)}>
          {text("conflict.take", { value: shown(conflict.other) })}
        </Button>
      </div>
    </Callout>
  );
}
