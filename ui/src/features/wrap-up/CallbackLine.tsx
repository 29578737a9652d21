import { useState } from "react";
import { Button, IconButton } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { chosenCallback, type FormState } from "../../state/forms";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { WhenField } from "../callbacks/WhenField";
import styles from "./WrapUp.module.css";

interface Props {
  call: string;
  form: FormState;
  enabled: boolean;
}

/** A callback within the form: `c`, the moment in words, Enter. */
export function CallbackLine({ call, form, enabled }: Props) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const keys = useKeys("callback");
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.id : null));
  const [editing, setEditing] = useState(false);
  useShortcut("callback", () => setEditing(true), enabled);
  useShortcut("callback_typing", () => setEditing(true), enabled);
  const callback = chosenCallback(form);

  if (editing && enabled) {
    return (
      <Editor
        onCancel={() => setEditing(false)}
        onSet={(due, note) => {
          desk.forms.change(call, { callback: { due_ms: due, owner: own, note } });
          setEditing(false);
        }}
      />
    );
  }
  if (callback) {
    return (
      <div className={styles.callback}>
        <Icon name="callback" />
        <span className={styles.callbackText}>
          <b>{when.moment(callback.due_ms, minute)}</b> <span dir="auto">{callback.note}</span>
        </span>
        <IconButton label={text("common.edit")} icon="edit" size="s" onPress={() => setEditing(true)} />
        <IconButton
          label={text("callback.remove")}
          icon="close"
          size="s"
          onPress={() => desk.forms.change(call, { callback: null })}
        />
      </div>
    );
  }
  return (
    <Button
      size="s"
      icon="callback"
      keys={keys}
      isDisabled={!enabled}
      onPress={() => setEditing(true)}
      className={styles.start}
    >
      {text("callback.new")}
    </Button>
  );
}

function Editor({ onSet, onCancel }: { onSet: (due: number, note: string) => void; onCancel: () => void }) {
  const text = useText();
  const [due, setDue] = useState<number | null>(null);
  const [note, setNote] = useState("");
  const set = () => {
    if (due === null) return;
    onSet(due, note.trim());
    // The next Enter completes the form.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`.${styles.foot} button`)?.focus());
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape in any field inside leaves the editor
    <div
      className={styles.callbackEditor}
      ref={(editor) => editor?.scrollIntoView({ block: "nearest" })}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
    >
      <WhenField label={text("callback.when")} onChange={setDue} onEnter={set} autoFocus />
      <TextField
        label={text("callback.what")}
        value={note}
        onChange={setNote}
        onEnter={set}
        maxLength={2000}
      />
      <div className={styles.row}>
        <Button size="s" look="primary" keys="Enter" isDisabled={due === null} onPress={set}>
          {text("common.add")}
        </Button>
        <Button size="s" onPress={onCancel}>
          {text("common.cancel")}
        </Button>
      </div>
    </div>
  );
}
