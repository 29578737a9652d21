import { useState } from "react";
import type {
  ContactKind,
  ContactPoint,
  ContactPointEdit,
  CustomerView,
  KnownField,
} from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Menu } from "../../components/Menu";
import { Popover } from "../../components/Overlay";
import { Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { confirmedText, sameField } from "../../words/known";
import { dial } from "../call-strip/actions";
import styles from "./CustomerPanel.module.css";

const KINDS: readonly ContactKind[] = ["mobile", "phone", "email", "fax"];

/** Numbers and addresses, each one press from a call. */
export function ContactPoints({ view }: { view: CustomerView }) {
  const text = useText();
  const points = view.contact_points.filter((point) => !point.retired);
  return (
    <section className={styles.section}>
      <header className={styles.header}>
        <h2>{text("customer.contacts")}</h2>
        <Popover
          label={text("customer.addContact")}
          trigger={<IconButton label={text("customer.addContact")} icon="plus" size="s" />}
        >
          {(close) => <Adder customer={view.customer.id} onDone={close} />}
        </Popover>
      </header>
      {points.length === 0 && <p className={styles.faint}>{text("customer.noContact")}</p>}
      <ul>
        {points.map((point) => (
          <Point
            key={point.id}
            point={point}
            known={view.care.known.find((it) => sameField(it.field, { is: "contact_point", id: point.id }))}
          />
        ))}
      </ul>
    </section>
  );
}

function Point({ point, known }: { point: ContactPoint; known: KnownField | undefined }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const confirmed = confirmedText(known, text, when, minute);
  const callable = point.kind === "phone" || point.kind === "mobile";
  const change = async (patch: Partial<ContactPointEdit>) => {
    const edit = {
      customer: point.customer,
      id: point.id,
      value: null,
      label: null,
      primary: null,
      verified: false,
      retired: null,
      ...patch,
    };
    const view = await desk.run(desk.commands.editContactPoint(edit));
    if (view) desk.customers.put(view);
  };
  return (
    <li className={styles.point}>
      <div className={styles.pointText}>
        <span className={styles.value} dir="auto">
          {point.value}
        </span>
        <span className={styles.faint}>
          {text(`contact.${point.kind}`)}
          {point.label && <span dir="auto">{` · ${point.label}`}</span>}
          {confirmed && ` · ${confirmed}`}
        </span>
      </div>
      {point.primary && <Tag>{text("customer.primary")}</Tag>}
      {callable && (
        <IconButton
          label={text("customer.callNumber", { number: point.value.slice(0, 40) })}
          icon="phone"
          onPress={() => void dial(desk, point.value, point.customer)}
        />
      )}
      <Menu
        label={text("common.edit")}
        trigger={<IconButton label={text("common.edit")} icon="edit" size="s" />}
        sections={[
          {
            entries: [
              { id: "verified", label: text("customer.verify") },
              { id: "primary", label: text("customer.makePrimary"), disabled: point.primary },
              { id: "retired", label: text("customer.retire") },
            ],
          },
        ]}
        onChoose={(id) => void change({ [id]: true })}
      />
    </li>
  );
}

function Adder({ customer, onDone }: { customer: string; onDone: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [kind, setKind] = useState<ContactKind>("mobile");
  const [value, setValue] = useState("");
  const [label, setLabel] = useState("");
  const add = async () => {
    if (!value.trim()) return;
    const point = { customer, kind, value: value.trim(), label: label.trim() || null };
    const view = await desk.run(desk.commands.addContactPoint(point));
    if (!view) return;
    desk.customers.put(view);
    onDone();
  };
  return (
    <div className={styles.form}>
      <ChoiceField
        label={text("customer.contactKind")}
        choices={KINDS.map((id) => ({ id, label: text(`contact.${id}`) }))}
        value={kind}
        onChange={(id) => setKind(id as ContactKind)}
      />
      <TextField
        label={text("customer.contactValue")}
        value={value}
        onChange={setValue}
        onEnter={() => void add()}
        autoFocus
        maxLength={254}
      />
      <TextField
        label={text("customer.contactLabel")}
        value={label}
        onChange={setLabel}
        onEnter={() => void add()}
        maxLength={64}
      />
      <Button look="primary" keys="Enter" isDisabled={!value.trim()} onPress={() => void add()}>
        {text("common.add")}
      </Button>
    </div>
  );
}
