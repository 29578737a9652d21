import { useState } from "react";
import type { RemarkKind } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { WhenField } from "../callbacks/WhenField";
import styles from "./NowCard.module.css";

const KINDS: readonly RemarkKind[] = ["preference", "promise", "warning", "handling"];
const PRIORITIES = { high: 2, normal: 5, low: 8 } as const;

/** Adds what every agent should know about this customer. */
export function RemarkAdder({ customer }: { customer: string }) {
  const text = useText();
  const keys = useKeys("remark");
  const [open, setOpen] = useState(false);
  useShortcut("remark", () => setOpen(true));
  return (
    <Popover
      label={text("remark.add")}
      width={380}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" look="quiet" icon="plus" keys={keys}>
          {text("remark.add")}
        </Button>
      }
    >
      <Form customer={customer} onDone={() => setOpen(false)} />
    </Popover>
  );
}

function Form({ customer, onDone }: { customer: string; onDone: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [kind, setKind] = useState<RemarkKind>("preference");
  const [words, setWords] = useState("");
  const [priority, setPriority] = useState<keyof typeof PRIORITIES>("normal");
  const [due, setDue] = useState<number | null>(null);
  const save = async () => {
    const remark = {
      customer,
      id: null,
      kind,
      text: words.trim(),
      priority: PRIORITIES[priority],
      due_ms: kind === "promise" ? due : null,
      expires_ms: null,
      done: false,
    };
    const view = words.trim() && (await desk.run(desk.commands.saveRemark(remark)));
    if (!view) return;
    desk.customers.put(view);
    onDone();
  };
  return (
    <div className={styles.form}>
      <TextField
        label={text("remark.text")}
        value={words}
        onChange={setWords}
        autoFocus
        maxLength={2000}
        onEnter={() => void save()}
      />
      <div className={styles.pair}>
        <ChoiceField
          label={text("remark.kind")}
          choices={KINDS.map((id) => ({ id, label: text(`remark.${id}`) }))}
          value={kind}
          onChange={(id) => setKind(id as RemarkKind)}
        />
        <ChoiceField
          label={text("remark.priority")}
          choices={(["high", "normal", "low"] as const).map((id) => ({
            id,
            label: text(`remark.priority.${id}`),
          }))}
          value={priority}
          onChange={(id) => setPriority(id as keyof typeof PRIORITIES)}
        />
      </div>
      {kind === "promise" && (
        <WhenField label={text("remark.due")} onChange={setDue} onEnter={() => void save()} />
      )}
      <Button look="primary" keys="Enter" isDisabled={!words.trim()} onPress={() => void save()}>
        {text("common.add")}
      </Button>
    </div>
  );
}
