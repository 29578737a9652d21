import { useEffect, useRef, useState } from "react";
import type { Beginning, BeginningDraft, CommandError, DialogueChoice } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Callout, Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { toCommandError } from "../../state/errors";
import { useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import { AdNotice, adHeld } from "./AdNotice";
import { openConversation } from "./actions";
import { BeginText } from "./BeginText";
import styles from "./Conversation.module.css";
import { Enclosures, useDrop } from "./Enclosures";
import { useEnclosed } from "./useEnclosed";
import { useWordsOut, WordsPreview } from "./WordsPreview";

const TRIAGE = "triage";
const SUBJECT_MAX = 300;
/** How long typing may rest before it goes to the journal. */
const JOURNAL_AFTER_MS = 80;

/** Writes to a customer first: from which mailbox, to which address, about what. */
export function BeginWindow({ customer, onClose }: { customer: string; onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt reads again
  useEffect(() => {
    let current = true;
    setError(null);
    desk.commands.beginning(customer).then(
      (read) => current && setBeginning(read),
      (cause) => current && setError(toCommandError(cause)),
    );
    return () => {
      current = false;
    };
  }, [desk, customer, attempt]);
  if (beginning && beginning.mailboxes.length > 0) return <Begin beginning={beginning} onClose={onClose} />;
  return (
    <Dialog title={text("begin.title")} size="m" isOpen onClose={onClose}>
      {error ? (
        <ReadFailed error={error} onRetry={() => setAttempt(attempt + 1)} />
      ) : beginning ? (
        <Empty icon="email" title={text("begin.noWay")}>
          <p>{text("begin.noWayText")}</p>
        </Empty>
      ) : (
        <Skeleton lines={5} label={text("common.loading")} />
      )}
    </Dialog>
  );
}

function Begin({ beginning, onClose }: { beginning: Beginning; onClose: () => void }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const view = useStore(desk.customers.store, (all) => entryOf(all, beginning.draft.customer).view);
  const [draft, change, flush] = useDraft(beginning.draft);
  const [signature, setSignature] = useState(true);
  const [canned, setCanned] = useState<string | null>(null);
  const [about, setAbout] = useState<DialogueChoice>({ is: "triage" });
  const [sending, setSending] = useState(false);
  const mailbox = beginning.mailboxes.find((it) => it.id === draft.mailbox) ?? beginning.mailboxes[0];
  const enclosing = useEnclosed(draft.conversation, draft.customer, mailbox?.channel ?? "email");
  const drop = useDrop(enclosing, false);
  const addresses = beginning.addresses.filter((it) => it.channel === mailbox?.channel);
  const hasSubject = mailbox?.channel === "email";
  const address = addresses.find((it) => it.value === draft.address);
  const held = draft.advertises
    ? (adHeld(beginning.complaint, address?.advertising) ?? (mailbox?.refusable ? null : "no_way_to_refuse"))
    : null;
  const withSignature = signature && mailbox?.signature !== "";
  const ask = {
    customer: draft.customer,
    about: draft.subject,
    text: draft.text,
    mailbox: mailbox?.id ?? null,
    address: draft.address,
    signature: withSignature,
    // What may not be sent is not shown as if it were.
    advertises: draft.advertises && !held,
  };
  const reading = useWordsOut(ask, mailbox?.channel ?? "");
  const unsendable = held !== null || reading?.out?.size?.fits === false;
  const open = view?.dialogues.filter((it) => it.open) ?? [];
  const complete =
    draft.text.trim() !== "" && draft.address !== "" && (!hasSubject || draft.subject.trim() !== "");
  const send = async () => {
    if (!complete || unsendable || sending) return;
    setSending(true);
    await flush();
    await enclosing.flush();
    const form = { draft, signature: withSignature, canned, dialogue: about };
    const sent = await desk.run(desk.commands.beginConversation(form).then(() => true));
    setSending(false);
    if (!sent) return;
    onClose();
    desk.notices.tell("begin.sent", {});
    openConversation(desk, {
      id: draft.conversation,
      customer: draft.customer,
      name: view?.customer.name ?? "",
    });
  };
  useShortcut("complete", () => void send());
  const from = (id: string) => {
    const next = beginning.mailboxes.find((it) => it.id === id);
    const to = beginning.addresses.find((it) => it.channel === next?.channel);
    change({ mailbox: id, address: to?.value ?? "" });
  };
  const aboutId =
    about.is === "existing" ? `d:${about.dialogue}` : about.is === "new" ? `t:${about.topic}` : TRIAGE;
  const setAboutId = (id: string) =>
    setAbout(
      id.startsWith("d:")
        ? { is: "existing", dialogue: id.slice(2) }
        : id.startsWith("t:")
          ? { is: "new", topic: id.slice(2) }
          : { is: "triage" },
    );
  return (
    <Dialog
      title={text("begin.title")}
      size="l"
      isOpen
      onClose={() => {
        void flush();
        onClose();
      }}
      actions={
        <Button
          look="primary"
          keys="Mod+Enter"
          isDisabled={!complete || unsendable}
          isPending={sending}
          onPress={() => void send()}
        >
          {text("reply.send")}
        </Button>
      }
    >
      <div className={styles.begin} data-drop={drop.isOver} {...drop.area}>
        <div className={styles.result}>
          <ChoiceField
            label={text("begin.mailbox")}
            value={mailbox?.id ?? null}
            onChange={from}
            choices={beginning.mailboxes.map((it) => ({
              id: it.id,
              label: text("begin.from", {
                channel: text(`channel.${it.channel}`),
                name: it.name[locale] || it.name.ko || it.address,
              }),
            }))}
          />
          <ChoiceField
            label={text("begin.to")}
            value={draft.address || null}
            onChange={(address) => change({ address })}
            choices={addresses.map((it) => ({
              id: it.value,
              label: it.label ? `${it.value} (${it.label})` : it.value,
            }))}
          />
          <ChoiceField
            label={text("begin.about")}
            value={aboutId}
            onChange={setAboutId}
            choices={[
              { id: TRIAGE, label: text("reply.notPlaced") },
              ...open.map((it) => ({ id: `d:${it.id}`, label: topicName(topics, it.topic, locale, text) })),
              ...topics
                .filter((it) => !it.retired && !open.some((other) => other.topic === it.id))
                .map((it) => ({
                  id: `t:${it.id}`,
                  label: text("wrapUp.newDialogue", { topic: it.name[locale] }),
                })),
            ]}
          />
          <ChoiceField
            label={text("begin.purpose")}
            value={draft.advertises ? "ad" : "service"}
            onChange={(id) => change({ advertises: id === "ad" })}
            choices={[
              { id: "service", label: text("begin.service") },
              { id: "ad", label: text("begin.advertising") },
            ]}
          />
        </div>
        {draft.advertises && <AdNotice held={held} advertising={address?.advertising} />}
        {hasSubject && (
          <TextField
            label={text("begin.subject")}
            value={draft.subject}
            maxLength={SUBJECT_MAX}
            autoFocus
            onChange={(subject) => change({ subject })}
          />
        )}
        <BeginText
          ask={{ customer: draft.customer, channel: mailbox?.channel ?? "email", about: draft.subject }}
          text={draft.text}
          autoFocus={!hasSubject}
          onChange={(words) => change({ text: words })}
          onCanned={setCanned}
        />
        <WordsPreview ask={ask} reading={reading} />
        {(enclosing.takesFiles || enclosing.files.length > 0) && (
          <Enclosures enclosing={enclosing} isDisabled={false} />
        )}
        {mailbox?.waits && (
          <Callout tone="warn" icon="clock">
            {text("reply.waits")}
          </Callout>
        )}
        {mailbox && mailbox.signature !== "" && (
          <Switch label={text("reply.signature")} isSelected={signature} onChange={setSignature} />
        )}
      </div>
    </Dialog>
  );
}

/** What is typed, and journalled as it is typed. */
function useDraft(
  first: BeginningDraft,
): [BeginningDraft, (patch: Partial<BeginningDraft>) => void, () => Promise<void>] {
  const desk = useDesk();
  const [draft, setDraft] = useState(first);
  const latest = useRef(first);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // One after the other, so that an older text never lands after a newer one.
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const save = async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    saving.current = saving.current.then(() => desk.run(desk.commands.saveBeginning(latest.current)));
    await saving.current;
  };
  const change = (patch: Partial<BeginningDraft>) => {
    latest.current = { ...latest.current, ...patch };
    setDraft(latest.current);
    // Not pushed back by further typing: a fast typist is journalled all the same.
    timer.current ??= setTimeout(() => void save(), JOURNAL_AFTER_MS);
  };
  const flush = async () => {
    if (timer.current !== undefined) await save();
    else await saving.current;
  };
  return [draft, change, flush];
}
