import { useState } from "react";
import type { Customer, CustomerEdit, Language } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { usePeople } from "../../state/people";
import styles from "./CustomerPanel.module.css";

/** Not a user's id: nobody in particular. */
const ANYONE = "anyone";

/** Edits the profile. Only fields that were changed are sent, so that others' edits stay. */
export function CustomerEditor({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const start = {
    name: customer.name,
    name_latin: customer.name_latin ?? "",
    company: customer.company ?? "",
    account_no: customer.account_no ?? "",
    address: customer.address ?? "",
  };
  const [before] = useState(start);
  const [fields, setFields] = useState(start);
  const [language, setLanguage] = useState<Language>(customer.language);
  const [agent, setAgent] = useState<string>(customer.preferred_agent ?? ANYONE);
  const people = usePeople();
  const elsewhere =
    customer.preferred_agent !== null && !people.some(({ id }) => id === customer.preferred_agent);
  const agents = [
    { id: ANYONE, label: text("customer.anyAgent") },
    ...(elsewhere ? [{ id: customer.preferred_agent ?? "", label: text("customer.otherAgent") }] : []),
    ...people.map(({ id, name }) => ({ id, label: name })),
  ];
  const set = (field: keyof typeof start) => (value: string) =>
    setFields((now) => ({ ...now, [field]: value }));
  const changed = (field: keyof typeof start) =>
    fields[field] === before[field] ? null : fields[field].trim();
  const save = async () => {
    const edit: CustomerEdit = {
      customer: customer.id,
      name: changed("name"),
      name_latin: changed("name_latin"),
      company: changed("company"),
      account_no: changed("account_no"),
      address: changed("address"),
      language: language === customer.language ? null : language,
      preferred_agent:
        agent === (customer.preferred_agent ?? ANYONE)
          ? null
          : agent === ANYONE
            ? { is: "anyone" }
            : { is: "agent", agent },
    };
    const view = await desk.run(desk.commands.editCustomer(edit));
    if (!view) return;
    desk.customers.put(view);
    desk.notices.tell("customer.saved");
    onClose();
  };
  return (
    <div className={styles.form}>
      <TextField
        label={text("customer.name")}
        value={fields.name}
        onChange={set("name")}
        isRequired
        autoFocus
      />
      <TextField label={text("customer.nameLatin")} value={fields.name_latin} onChange={set("name_latin")} />
      <TextField label={text("customer.company")} value={fields.company} onChange={set("company")} />
      <TextField label={text("customer.accountNo")} value={fields.account_no} onChange={set("account_no")} />
      <TextField label={text("customer.address")} value={fields.address} onChange={set("address")} />
      <ChoiceField
        label={text("customer.languageField")}
        choices={(["ko", "en"] as const).map((id) => ({ id, label: text(`language.${id}`) }))}
        value={language}
        onChange={(id) => setLanguage(id as Language)}
      />
      <ChoiceField
        label={text("customer.preferredAgent")}
        choices={agents}
        value={agent}
        onChange={setAgent}
      />
      <div className={styles.row}>
        <Button look="primary" isDisabled={!fields.name.trim()} onPress={() => void save()}>
          {text("common.save")}
        </Button>
        <Button onPress={onClose}>{text("common.cancel")}</Button>
      </div>
    </div>
  );
}
