import { useState } from "react";
import type { CustomerKind, Language } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCall, showCustomer } from "../../state/live";
import styles from "./CustomerPanel.module.css";

interface Props {
  call: string | null;
  name: string;
  phone: string;
  onClose: () => void;
}

/** A new customer, with what was searched for, or the number of the call, already filled in. */
export function NewCustomerWindow({ call, name: searchedFor, phone: calledFrom, onClose }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const [name, setName] = useState(searchedFor);
  const [kind, setKind] = useState<CustomerKind>("person");
  const [company, setCompany] = useState("");
  const [phone, setPhone] = useState(calledFrom);
  const [email, setEmail] = useState("");
  const [language, setLanguage] = useState<Language>(locale);
  const create = async () => {
    if (!name.trim()) return;
    const view = await desk.run(
      desk.commands.createCustomer({
        kind,
        name: name.trim(),
        company: company.trim() || null,
        language,
        phone: phone.trim() || null,
        email: email.trim() || null,
        call,
      }),
    );
    if (!view) return;
    desk.customers.put(view);
    onClose();
    if (!call) return showCustomer(desk, view.customer.id);
    desk.calls.update((calls) =>
      calls.map((it) => (it.call.id === call ? { ...it, customer: view.customer.id } : it)),
    );
    showCall(desk, call);
  };
  return (
    <Dialog
      title={text("newCustomer.title")}
      size="s"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" keys="Enter" isDisabled={!name.trim()} onPress={() => void create()}>
          {text("newCustomer.create")}
        </Button>
      }
    >
      <div className={styles.form}>
        <TextField
          label={text("customer.name")}
          value={name}
          onChange={setName}
          onEnter={() => void create()}
          autoFocus
          isRequired
          maxLength={10_000}
        />
        <div className={styles.pair}>
          <ChoiceField
            label={text("newCustomer.kind")}
            choices={(["person", "company"] as const).map((id) => ({ id, label: text(`newCustomer.${id}`) }))}
            value={kind}
            onChange={(id) => setKind(id as CustomerKind)}
          />
          <ChoiceField
            label={text("customer.languageField")}
            choices={(["ko", "en"] as const).map((id) => ({ id, label: text(`language.${id}`) }))}
            value={language}
            onChange={(id) => setLanguage(id as Language)}
          />
        </div>
        <TextField
          label={text("contact.phone")}
          value={phone}
          onChange={setPhone}
          onEnter={() => void create()}
          inputMode="tel"
          maxLength={64}
        />
        <TextField
          label={text("contact.email")}
          value={email}
          onChange={setEmail}
          onEnter={() => void create()}
          inputMode="email"
          maxLength={254}
        />
        <TextField
          label={text("customer.company")}
          value={company}
          onChange={setCompany}
          onEnter={() => void create()}
          maxLength={1000}
        />
      </div>
    </Dialog>
  );
}
