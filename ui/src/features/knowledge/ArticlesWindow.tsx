import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { Article, ArticleDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useSupervises } from "../../state/people";
import { useRead } from "../../state/read";
import { useStore } from "../../state/store";
import { ArticleForm } from "./ArticleForm";
import styles from "./Knowledge.module.css";

/** So many are listed; the others are found by their words. */
const LISTED = 200;

const BLANK: ArticleDraft = {
  id: null,
  title: { ko: "", en: "" },
  answer: { ko: "", en: "" },
  body: { ko: "", en: "" },
  about: [],
  tags: [],
  from_ms: null,
  until_ms: null,
  retired: false,
};

/** The centre's articles, for who leads (D-11). */
export function ArticlesWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const supervises = useSupervises();
  return (
    <Dialog title={text("articles.title")} size={supervises ? "full" : "m"} isOpen onClose={onClose}>
      {supervises ? (
        <Book />
      ) : (
        <Empty icon="lock" title={text("funnel.notAllowed")}>
          <p>{text("articles.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Book() {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const version = useStore(desk.articlesVersion);
  const [words, setWords] = useState("");
  const [draft, setDraft] = useState<ArticleDraft>(BLANK);
  const { value: book, error, retry } = useRead(() => desk.commands.articleBook(), version);
  if (error) return <ReadFailed error={error} onRetry={retry} />;
  if (!book) return <Skeleton lines={5} label={text("common.loading")} />;
  const sought = words.trim().toLowerCase();
  const fits = (it: Article) =>
    [it.title.ko, it.title.en, ...it.tags].some((words) => words.toLowerCase().includes(sought));
  const fitting = book.filter(fits);
  const save = async () => {
    const saved = await desk.run(desk.commands.saveArticle(draft));
    if (saved) setDraft(saved);
  };
  return (
    <div className={styles.book}>
      <div className={styles.side}>
        <Button size="s" icon="plus" onPress={() => setDraft(BLANK)}>
          {text("articles.new")}
        </Button>
        <TextField label={text("articles.filter")} value={words} onChange={setWords} maxLength={200} />
        <ListBox
          className={styles.all ?? ""}
          aria-label={text("articles.title")}
          selectionMode="single"
          selectedKeys={draft.id ? [draft.id] : []}
          renderEmptyState={() => <p className={styles.nothing}>{text("articles.none")}</p>}
          onSelectionChange={(keys) => {
            const chosen = book.find((it) => keys !== "all" && keys.has(it.id));
            if (chosen) setDraft(chosen);
          }}
        >
          {fitting.slice(0, LISTED).map((it) => (
            <ListBoxItem key={it.id} id={it.id} textValue={it.title[locale]} className={styles.row ?? ""}>
              <span className={styles.title}>
                {it.title[locale] || it.title.ko || it.title.en}
                {it.retired && <Tag>{text("articles.retired")}</Tag>}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
        {fitting.length > LISTED && (
          <p className={styles.nothing}>{text("articles.more", { count: fitting.length - LISTED })}</p>
        )}
      </div>
      <ArticleForm key={draft.id ?? ""} draft={draft} onChange={setDraft} onSave={() => void save()} />
    </div>
  );
}
