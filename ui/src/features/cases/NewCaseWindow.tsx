import { useState } from "react";
import type { CaseContact, CaseKind, CustomerView, Priority } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { Callout, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { usePeople } from "../../state/people";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Cases.module.css";

const KINDS: readonly CaseKind[] = ["request", "complaint"];
const PRIORITIES: readonly Priority[] = ["normal", "high", "urgent"];
const NONE = "none";

interface Props {
  customer: string;
  /** In what it comes up. */
  contact: CaseContact | null;
  kind: CaseKind;
  onClose: () => void;
}

/** Writes a request or complaint down (D-11): what it is in a line, Enter. */
export function NewCaseWindow({ customer, contact, kind, onClose }: Props) {
  const text = useText();
  const view = useStore(useDesk().customers.store, (all) => entryOf(all, customer).view);
  if (view) return <Form view={view} contact={contact} kind={kind} onClose={onClose} />;
  return (
    <Dialog title={text("cases.new")} size="s" isOpen onClose={onClose}>
      <Skeleton lines={4} label={text("common.loading")} />
    </Dialog>
  );
}

function Form({ view, contact, kind: first, onClose }: Omit<Props, "customer"> & { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const own = useStore(desk.session, (session) => (session?.state === "signed_in" ? session.user.id : null));
  const people = usePeople();
  const open = view.dialogues.filter((it) => it.open);
  const [kind, setKind] = useState<CaseKind>(first);
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");
  const [dialogue, setDialogue] = useState(NONE);
  const [priority, setPriority] = useState<Priority>("normal");
  const [assignee, setAssignee] = useState(own ?? NONE);
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const save = async () => {
    setTried(true);
    if (!title.trim() || sending) return;
    setSending(true);
    const made = await desk.run(
      desk.commands.openCase({
        customer: view.customer.id,
        kind,
        title,
        words,
        dialogue: dialogue === NONE ? null : dialogue,
        priority,
        assignee: assignee === NONE ? null : assignee,
        contact,
      }),
    );
    setSending(false);
    if (!made) return;
    desk.notices.tell("cases.saved", { title: made.line.title });
    onClose();
  };
  return (
    <Dialog
      title={text("cases.newOf", { name: view.customer.name })}
      size="s"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" keys="Enter" isPending={sending} onPress={() => void save()}>
          {text("cases.save")}
        </Button>
      }
    >
      <div className={styles.form}>
        <TextField
          label={text("cases.titleField")}
          value={title}
          onChange={setTitle}
          maxLength={300}
          autoFocus
          error={tried && !title.trim() ? text("cases.titleMissing") : null}
          onEnter={() => void save()}
        />
        <div className={styles.pair}>
          <ChoiceField
            label={text("cases.kind")}
            choices={KINDS.map((id) => ({ id, label: text(`cases.kind.${id}`) }))}
            value={kind}
            onChange={(id) => setKind(id as CaseKind)}
          />
          <ChoiceField
            label={text("inbox.priority")}
            choices={PRIORITIES.map((id) => ({ id, label: text(`priority.${id}`) }))}
            value={priority}
            onChange={(id) => setPriority(id as Priority)}
          />
        </div>
        {kind === "complaint" && !view.care.complaint && (
          <Callout tone="info" icon="shield">
            {text("cases.holdsSelling")}
          </Callout>
        )}
        <TextField label={text("cases.words")} value={words} onChange={setWords} rows={3} maxLength={5000} />
        <div className={styles.pair}>
          <ChoiceField
            label={text("cases.dialogue")}
            choices={[
              { id: NONE, label: text("cases.noDialogue") },
              ...open.map((it) => ({ id: it.id, label: topicName(topics, it.topic, locale, text) })),
            ]}
            value={dialogue}
            onChange={setDialogue}
          />
          <ChoiceField
            label={text("cases.assignee")}
            choices={[
              { id: NONE, label: text("cases.anyone") },
              ...people.map((it) => ({ id: it.id, label: it.id === own ? text("callback.me") : it.name })),
            ]}
            value={assignee}
            onChange={setAssignee}
          />
        </div>
        {contact && <p className={styles.faint}>{text(`cases.in.${contact.is}`)}</p>}
      </div>
    </Dialog>
  );
}
