import { useState } from "react";
import type { Callback, CallbackEdit, CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { dial } from "../call-strip/actions";
import styles from "./Callbacks.module.css";
import { WhenField } from "./WhenField";

/** The open callbacks of a customer, each with everything that can be done with it. */
export function CustomerCallbacks({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const keys = useKeys("callback");
  const promise = () =>
    desk.open.set({ is: "callback", customer: view.customer.id, dialogue: view.needs[0]?.dialogue ?? null });
  useShortcut("callback", promise);
  useShortcut("callback_typing", promise);
  return (
    <section className={styles.section}>
      <header className={styles.header}>
        <h2>{text("callback.title")}</h2>
        <Button size="s" look="quiet" icon="plus" keys={keys} onPress={promise}>
          {text("callback.new")}
        </Button>
      </header>
      <ul>
        {view.callbacks.map((callback) => (
          <Row key={callback.id} callback={callback} view={view} />
        ))}
      </ul>
    </section>
  );
}

function Row({ callback, view }: { callback: Callback; view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.id : null));
  const primary = view.contact_points.find((point) => !point.retired && point.kind !== "email");
  const number = callback.number ?? primary?.value;
  const change = (patch: Partial<CallbackEdit>) =>
    desk.run(
      desk.commands.editCallback({
        id: callback.id,
        due_ms: null,
        take: false,
        status: null,
        note: null,
        ...patch,
      }),
    );
  return (
    <li className={styles.row} data-overdue={callback.due_ms <= minute}>
      <p className={styles.when}>{when.moment(callback.due_ms, minute)}</p>
      <p dir="auto" className={styles.note}>
        {callback.note}
      </p>
      <div className={styles.actions}>
        {number && (
          <Button size="s" icon="phone" onPress={() => void dial(desk, number, callback.customer)}>
            {text("callback.call")}
          </Button>
        )}
        <Button size="s" icon="check" onPress={() => void change({ status: "done" })}>
          {text("callback.done")}
        </Button>
        {callback.owner !== own && (
          <Button size="s" onPress={() => void change({ take: true })}>
            {text("callback.take")}
          </Button>
        )}
        <Popover label={text("callback.move")} trigger={<Button size="s">{text("callback.move")}</Button>}>
          {(close) => <Mover onMove={async (due) => (await change({ due_ms: due })) && close()} />}
        </Popover>
        <Popover
          label={text("callback.cancel")}
          trigger={<Button size="s">{text("callback.cancel")}</Button>}
        >
          {(close) => (
            <Canceller onCancel={async (note) => (await change({ status: "cancelled", note })) && close()} />
          )}
        </Popover>
      </div>
    </li>
  );
}

function Mover({ onMove }: { onMove: (due: number) => void }) {
  const text = useText();
  const [due, setDue] = useState<number | null>(null);
  const move = () => due !== null && onMove(due);
  return (
    <div className={styles.form}>
      <WhenField label={text("callback.when")} onChange={setDue} onEnter={move} autoFocus />
      <Button look="primary" isDisabled={due === null} onPress={move}>
        {text("callback.move")}
      </Button>
    </div>
  );
}

function Canceller({ onCancel }: { onCancel: (reason: string) => void }) {
  const text = useText();
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const cancel = () => (reason.trim() ? onCancel(reason.trim()) : setAsked(true));
  return (
    <div className={styles.form}>
      <TextField
        label={text("callback.reason")}
        value={reason}
        onChange={setReason}
        onEnter={cancel}
        autoFocus
        maxLength={500}
        error={asked && !reason.trim() ? text("callback.reasonNeeded") : null}
      />
      <Button look="bad" onPress={cancel}>
        {text("callback.cancel")}
      </Button>
    </div>
  );
}
