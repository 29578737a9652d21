import { useState } from "react";
import type { CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { useText } from "../../i18n/text";
import { usePeople } from "../../state/people";
import { CustomerCallbacks } from "../callbacks/CustomerCallbacks";
import { ContactPoints } from "./ContactPoints";
import { CustomerEditor } from "./CustomerEditor";
import styles from "./CustomerPanel.module.css";

/** The customer's own facts: callbacks, numbers, profile. */
export function CustomerPanel({ view }: { view: CustomerView }) {
  const text = useText();
  const [editing, setEditing] = useState(false);
  const { customer } = view;
  const people = usePeople();
  const facts: [string, string | null][] = [
    [text("customer.name"), customer.name],
    [text("customer.nameLatin"), customer.name_latin],
    [text("customer.company"), customer.company],
    [text("customer.accountNo"), customer.account_no],
    [text("customer.address"), customer.address],
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
              ([name, value]) =>
                value && (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd dir="auto">{value}</dd>
                  </div>
                ),
            )}
          </dl>
        )}
      </section>
    </div>
  );
}
