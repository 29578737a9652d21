import { useState } from "react";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Callbacks.module.css";
import { WhenField } from "./WhenField";

interface Props {
  customer: string;
  dialogue: string | null;
  onClose: () => void;
}

/** Promises a callback outside a call: `c`, the moment in words, Enter. */
export function CallbackWindow({ customer, dialogue, onClose }: Props) {
  const text = useText();
  const desk = useDesk();
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.id : null));
  const [due, setDue] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const [mine, setMine] = useState(true);
  const save = async () => {
    if (due === null) return;
    const promise = { customer, dialogue, due_ms: due, owner: mine ? own : null, note: note.trim() };
    if (!(await desk.run(desk.commands.createCallback(promise)))) return;
    desk.notices.tell("callback.saved", { when: { moment: due } });
    onClose();
  };
  return (
    <Dialog
      title={text("callback.new")}
      size="s"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" keys="Enter" isDisabled={due === null} onPress={() => void save()}>
          {text("callback.new")}
        </Button>
      }
    >
      <div className={styles.form}>
        <WhenField label={text("callback.when")} onChange={setDue} onEnter={() => void save()} autoFocus />
        <TextField
          label={text("callback.what")}
          value={note}
          onChange={setNote}
          onEnter={() => void save()}
          maxLength={2000}
        />
        <ChoiceField
          label={text("callback.who")}
          choices={[
            { id: "me", label: text("callback.me") },
            { id: "anyone", label: text("callback.anyone") },
          ]}
          value={mine ? "me" : "anyone"}
          onChange={(id) => setMine(id === "me")}
        />
      </div>
    </Dialog>
  );
}
