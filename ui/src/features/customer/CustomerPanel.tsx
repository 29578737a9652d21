import { useState } from "react";
import type { ConfirmedField, CustomerView } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { usePeople } from "../../state/people";
import { confirmedText, fieldOf, sameField } from "../../words/known";
import { CustomerCallbacks } from "../callbacks/CustomerCallbacks";
import { ContactPoints } from "./ContactPoints";
import { CustomerEditor } from "./CustomerEditor";
import styles from "./CustomerPanel.module.css";
import { confirmField } from "./confirm";

/** The customer's own facts: callbacks, numbers, profile. */
export function CustomerPanel({ view }: { view: CustomerView }) {
  const text = useText();
  const [editing, setEditing] = useState(false);
  const { customer } = view;
  const people = usePeople();
  const facts: [string, string | null, ConfirmedField?][] = [
    [text("customer.name"), customer.name, { is: "name" }],
    [text("customer.nameLatin"), customer.name_latin],
    [text("customer.company"), customer.company],
    [text("customer.accountNo"), customer.account_no],
    [text("customer.address"), customer.address, { is: "address" }],
    [text("customer.languageField"), text(`language.${customer.language}`)],
    [
      text("customer.preferredAgent"),
      customer.preferred_agent &&
        (people.find(({ id }) => id === customer.preferred_agent)?.name ?? text("customer.otherAgent")),
    ],
  ];
  return (
    <div className={styles.panel}>
      <CustomerCallbacks view={view} />
      <ContactPoints view={view} />
      <section className={styles.section}>
        <header className={styles.header}>
          <h2>{text("customer.profile")}</h2>
          {!editing && (
            <Button size="s" look="quiet" icon="edit" onPress={() => setEditing(true)}>
              {text("common.edit")}
            </Button>
          )}
        </header>
        {editing ? (
          <CustomerEditor customer={customer} onClose={() => setEditing(false)} />
        ) : (
          <dl className={styles.facts}>
            {facts.map(
              ([name, value, field]) =>
                value && (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd dir="auto">{value}</dd>
                    {field && <Confirmed view={view} field={field} />}
                  </div>
                ),
            )}
          </dl>
        )}
      </section>
    </div>
  );
}

/** When a field was confirmed; where that is long ago or never was, a button that says it is right (P-6). */
function Confirmed({ view, field }: { view: CustomerView; field: ConfirmedField }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const known = view.care.known.find((it) => sameField(it.field, field));
  const said = confirmedText(known, text, when, minute);
  const { name, value } = fieldOf(view, field, text);
  return (
    <dd className={styles.confirmed}>
      <span className={styles.faint}>{said ?? text("care.never")}</span>
      {!known?.fresh && (
        <IconButton
          label={text("care.confirm", { field: name, value: value.slice(0, 80) })}
          icon="check"
          size="s"
          onPress={() => void confirmField(desk, view, field, text)}
        />
      )}
    </dd>
  );
}
