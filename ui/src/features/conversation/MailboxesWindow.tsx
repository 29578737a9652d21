import { useId, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { Mailbox, MailboxBook, MailboxDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Callout, Empty, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useRead } from "../../state/read";
import { useStore } from "../../state/store";
import styles from "./Conversation.module.css";

const CHANNELS = ["email", "sms", "fax", "chat"] as const;
const USUAL_ANSWER_MIN = 240;
const ALWAYS = "always";

/** Our mailboxes, for administrators (D-12). */
export function MailboxesWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  if (administrates) return <Book onClose={onClose} />;
  return (
    <Dialog title={text("mailboxes.title")} size="l" isOpen onClose={onClose}>
      <Empty icon="lock" title={text("funnel.notAllowed")}>
        <p>{text("mailboxes.notAllowedText")}</p>
      </Empty>
    </Dialog>
  );
}

function Book({ onClose }: { onClose: () => void }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const form = useId();
  const version = useStore(desk.inbox.store, (state) => state.version);
  const [draft, setDraft] = useState<MailboxDraft | null>(null);
  const { value: book, error, retry } = useRead(() => desk.commands.mailboxBook(), version);
  const frame = { title: text("mailboxes.title"), size: "l" as const, isOpen: true, onClose };
  if (error || !book)
    return (
      <Dialog {...frame}>
        {error ? (
          <ReadFailed error={error} onRetry={retry} />
        ) : (
          <Skeleton lines={5} label={text("common.loading")} />
        )}
      </Dialog>
    );
  const shown = draft ?? blank(book);
  const save = async () => {
    const saved: Mailbox | null = await desk.run(desk.commands.saveMailbox(shown));
    if (saved) setDraft(saved);
  };
  const waits = book.mailboxes.find((it) => it.mailbox.id === shown.id)?.waits && !shown.retired;
  return (
    <Dialog
      {...frame}
      actions={
        <Button type="submit" form={form} look="primary" isDisabled={shown.key.trim() === ""}>
          {text("common.save")}
        </Button>
      }
    >
      <div className={styles.book}>
        <div className={styles.bookList}>
          <Button size="s" icon="plus" onPress={() => setDraft(null)}>
            {text("mailboxes.new")}
          </Button>
          <ListBox
            aria-label={text("mailboxes.title")}
            selectionMode="single"
            selectedKeys={shown.id ? [shown.id] : []}
            renderEmptyState={() => <p className={styles.faint}>{text("mailboxes.none")}</p>}
            onSelectionChange={(keys) => {
              const chosen = book.mailboxes.find((it) => keys !== "all" && keys.has(it.mailbox.id));
              if (chosen) setDraft(chosen.mailbox);
            }}
          >
            {book.mailboxes.map(({ mailbox: it, waits }) => (
              <ListBoxItem key={it.id} id={it.id} textValue={it.key} className={styles.cannedRow ?? ""}>
                <b>{it.key}</b> <span>{it.name[locale] || it.name.ko || it.address}</span>
                {it.retired ? (
                  <Tag>{text("mailboxes.retired")}</Tag>
                ) : (
                  waits && <Tag tone="warn">{text("mailboxes.waits")}</Tag>
                )}
              </ListBoxItem>
            ))}
          </ListBox>
        </div>
        <Form
          id={form}
          draft={shown}
          book={book}
          waits={Boolean(waits)}
          onChange={setDraft}
          onSave={() => void save()}
        />
      </div>
    </Dialog>
  );
}

interface FormProps {
  id: string;
  draft: MailboxDraft;
  book: MailboxBook;
  waits: boolean;
  onChange: (draft: MailboxDraft) => void;
  onSave: () => void;
}

function Form({ id, draft, book, waits, onChange, onSave }: FormProps) {
  const text = useText();
  const locale = useLocale();
  const set = (patch: Partial<MailboxDraft>) => onChange({ ...draft, ...patch });
  return (
    <form
      id={id}
      className={styles.bookForm}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      {waits && (
        <Callout tone="warn" icon="warning">
          {text("mailboxes.waitsText", { key: draft.key })}
        </Callout>
      )}
      <TextField
        label={text("mailboxes.key")}
        hint={text("mailboxes.keyHint")}
        value={draft.key}
        maxLength={60}
        onChange={(key) => set({ key })}
      />
      <ChoiceField
        label={text("mailboxes.channel")}
        value={draft.channel}
        isDisabled={draft.id !== null}
        onChange={(id) => set({ channel: id as MailboxDraft["channel"] })}
        choices={CHANNELS.map((it) => ({ id: it, label: text(`channel.${it}`) }))}
      />
      {draft.channel !== "chat" && (
        <TextField
          label={text("mailboxes.address")}
          value={draft.address}
          maxLength={250}
          onChange={(address) => set({ address })}
        />
      )}
      <ChoiceField
        label={text("mailboxes.team")}
        value={draft.team || null}
        onChange={(team) => set({ team })}
        choices={book.teams.map((it) => ({ id: it.id, label: it.name[locale] || it.name.ko }))}
      />
      <TextField
        label={text("mailboxes.answerWithin")}
        inputMode="numeric"
        value={draft.answer_within_min > 0 ? String(draft.answer_within_min) : ""}
        maxLength={5}
        onChange={(minutes) => set({ answer_within_min: Number(minutes.replace(/\D/g, "")) })}
      />
      <ChoiceField
        label={text("mailboxes.calendar")}
        hint={text("mailboxes.calendarHint")}
        value={draft.calendar ?? ALWAYS}
        onChange={(id) => set({ calendar: id === ALWAYS ? null : id })}
        choices={[
          { id: ALWAYS, label: text("sla.always") },
          ...book.calendars
            .filter((it) => !it.retired || it.id === draft.calendar)
            .map((it) => ({ id: it.id, label: it.name })),
        ]}
      />
      <TextField
        label={text("mailboxes.freeRefusal")}
        hint={text("mailboxes.freeRefusalHint")}
        value={draft.free_refusal}
        maxLength={100}
        onChange={(free_refusal) => set({ free_refusal })}
      />
      {(["ko", "en"] as const).map((language) => (
        <div key={language} className={styles.bookLanguage}>
          <TextField
            label={text(`mailboxes.name.${language}`)}
            value={draft.name[language]}
            maxLength={60}
            onChange={(name) => set({ name: { ...draft.name, [language]: name } })}
          />
          <TextField
            label={text(`mailboxes.signature.${language}`)}
            value={draft.signature[language]}
            rows={3}
            maxLength={2000}
            onChange={(words) => set({ signature: { ...draft.signature, [language]: words } })}
          />
        </div>
      ))}
      <Switch
        label={text("mailboxes.retire")}
        isSelected={draft.retired}
        onChange={(retired) => set({ retired })}
      />
      <p className={styles.faint}>{text("mailboxes.secrets")}</p>
    </form>
  );
}

function blank(book: MailboxBook): MailboxDraft {
  return {
    id: null,
    key: "",
    channel: "email",
    address: "",
    name: { ko: "", en: "" },
    team: book.teams[0]?.id ?? "",
    signature: { ko: "", en: "" },
    free_refusal: "",
    answer_within_min: USUAL_ANSWER_MIN,
    calendar: null,
    retired: false,
  };
}
