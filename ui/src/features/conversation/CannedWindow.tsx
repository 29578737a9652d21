import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { CannedDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Switch, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useRead } from "../../state/read";
import { useStore } from "../../state/store";
import { CannedPreview } from "./CannedPreview";
import styles from "./Conversation.module.css";
import { MacroFields } from "./MacroSteps";

const BLANK: CannedDraft = {
  id: null,
  key: "",
  name: { ko: "", en: "" },
  text: { ko: "", en: "" },
  channels: [],
  steps: { topic: null, stage: null, priority: null, next: null },
  retired: false,
};

/** The centre's canned replies, for administrators (D-12). */
export function CannedWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("canned.title")} size="l" isOpen onClose={onClose}>
      {administrates ? (
        <Book />
      ) : (
        <Empty icon="lock" title={text("funnel.notAllowed")}>
          <p>{text("canned.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Book() {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const version = useStore(desk.inbox.store, (state) => state.version);
  const [draft, setDraft] = useState<CannedDraft>(BLANK);
  const { value: book, error, retry } = useRead(() => desk.commands.cannedBook(), version);
  const save = async () => {
    const saved = await desk.run(desk.commands.saveCannedReply(draft));
    if (saved) setDraft(saved);
  };
  if (error) return <ReadFailed error={error} onRetry={retry} />;
  if (!book) return <Skeleton lines={5} label={text("common.loading")} />;
  return (
    <div className={styles.book}>
      <div className={styles.bookList}>
        <Button size="s" icon="plus" onPress={() => setDraft(BLANK)}>
          {text("canned.new")}
        </Button>
        <ListBox
          aria-label={text("canned.title")}
          selectionMode="single"
          selectedKeys={draft.id ? [draft.id] : []}
          renderEmptyState={() => <p className={styles.faint}>{text("canned.none")}</p>}
          onSelectionChange={(keys) => {
            const chosen = book.find((it) => keys !== "all" && keys.has(it.id));
            if (chosen) setDraft(chosen);
          }}
        >
          {book.map((it) => (
            <ListBoxItem key={it.id} id={it.id} textValue={it.key} className={styles.cannedRow ?? ""}>
              <b>/{it.key}</b> <span>{it.name[locale]}</span>
              {it.retired && <Tag>{text("canned.retired")}</Tag>}
            </ListBoxItem>
          ))}
        </ListBox>
      </div>
      <form
        className={styles.bookForm}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={text("canned.key")}
          hint={text("canned.keyHint")}
          value={draft.key}
          maxLength={60}
          onChange={(key) => setDraft({ ...draft, key })}
        />
        {(["ko", "en"] as const).map((language) => (
          <div key={language} className={styles.bookLanguage}>
            <TextField
              label={text(`canned.name.${language}`)}
              value={draft.name[language]}
              maxLength={200}
              onChange={(name) => setDraft({ ...draft, name: { ...draft.name, [language]: name } })}
            />
            <TextField
              label={text(`canned.text.${language}`)}
              value={draft.text[language]}
              rows={5}
              maxLength={5000}
              onChange={(words) => setDraft({ ...draft, text: { ...draft.text, [language]: words } })}
            />
          </div>
        ))}
        <p className={styles.faint}>
          {text("canned.places", {
            places:
              "{customer} · {customer.company|…} · {customer.account_no|…} · {dialogue.topic|…} · {agent}",
          })}
        </p>
        <CannedPreview words={draft.text} />
        <MacroFields steps={draft.steps} onChange={(steps) => setDraft({ ...draft, steps })} />
        <Switch
          label={text("canned.retired")}
          isSelected={draft.retired}
          onChange={(retired) => setDraft({ ...draft, retired })}
        />
        <Button type="submit" look="primary" isDisabled={draft.key.trim() === ""}>
          {text("common.save")}
        </Button>
      </form>
    </div>
  );
}
