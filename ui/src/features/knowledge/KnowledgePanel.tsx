import { useEffect, useId, useRef, useState } from "react";
import type { ArticlesFound, ArticleView, CommandError } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Keys } from "../../components/Keys";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { rowAfter } from "../../components/walk";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { cameFrom, type InsertTarget, insertTarget, insertWords, searchWanted } from "../../state/knowledge";
import { panelStore } from "../../state/panel";
import { useKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { ArticleText } from "./ArticleText";
import styles from "./Knowledge.module.css";

const ASK_AFTER_MS = 60;

interface Props {
  customer: string | null;
  call: string | null;
  conversation: string | null;
}

/** The centre's articles beside note and script (D-11): found as one types, read, inserted by Enter. */
export function KnowledgePanel({ customer, call, conversation }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const keys = useKeys("knowledge");
  const version = useStore(desk.articlesVersion);
  const from = useStore(cameFrom);
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<ArticlesFound | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [wanted, setWanted] = useState<string | null>(null);
  const target = insertTarget(from, call, conversation);

  // biome-ignore lint/correctness/useExhaustiveDependencies: version and attempt are why it is asked again
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      () =>
        desk.commands.findArticles({ text: typed, customer, conversation }).then(
          (answer) => {
            if (!current) return;
            setFound(answer);
            setError(null);
          },
          (cause) => current && setError(toCommandError(cause)),
        ),
      typed === "" ? 0 : ASK_AFTER_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, typed, customer, conversation, version, attempt]);
  const articles = found?.articles ?? [];
  const at = Math.max(
    0,
    articles.findIndex((it) => it.id === wanted),
  );
  const chosen = articles[at] ?? null;
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${at}`)}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, at]);

  const isWanted = useStore(searchWanted);
  useEffect(() => {
    if (!isWanted) return;
    searchWanted.set(false);
    box.current?.focus();
    box.current?.select();
  }, [isWanted]);

  const view = useArticle(chosen?.id ?? null, customer, version);
  const back = () => panelStore.set(from === "knowledge" ? "work" : from);
  const insert = () => {
    if (!view || !target) return;
    insertWords(desk, target, view.insert);
    panelStore.set(target.is === "note" ? "work" : "conversation");
    focusEnd(target);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    // Letters, and the keys that move in what is typed, are the field's.
    const to = /^(Arrow(Up|Down)|Page(Up|Down))$/.test(event.key)
      ? rowAfter(event.key, at, articles.length)
      : null;
    if (to !== null) setWanted(articles[to]?.id ?? null);
    else if (event.key === "Enter" && !event.repeat) insert();
    else if (event.key === "Escape") back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (error) return <ReadFailed error={error} onRetry={() => setAttempt(attempt + 1)} />;
  return (
    <div className={styles.panel}>
      <div className={styles.search}>
        <label htmlFor={`${id}-box`}>{text("knowledge.search")}</label>
        <Keys keys={keys} />
        <input
          ref={box}
          id={`${id}-box`}
          className={styles.box}
          type="search"
          role="combobox"
          dir="auto"
          maxLength={200}
          autoComplete="off"
          placeholder={text("knowledge.searchHint")}
          value={typed}
          aria-expanded={articles.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${at}` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setWanted(null);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {!found && <Skeleton lines={5} label={text("common.loading")} />}
      {found?.total === 0 && (
        <Empty icon="note" title={text("knowledge.none")}>
          <p>{text("knowledge.noneText")}</p>
        </Empty>
      )}
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        hidden={!found || found.total === 0}
        className={styles.list}
        aria-label={text("knowledge.title")}
      >
        {articles.map((it, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus
          <div
            key={it.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.row}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => setWanted(it.id)}
          >
            <span className={styles.title} dir="auto">
              {it.title[locale] || it.title.ko || it.title.en}
              {it.near && <Tag tone="info">{text("knowledge.near")}</Tag>}
            </span>
            <span className={styles.excerpt} dir="auto">
              {it.excerpt[locale]}
            </span>
          </div>
        ))}
      </div>
      {articles.length === 0 && (
        <p className={styles.nothing}>{text("knowledge.nothing", { text: typed })}</p>
      )}
      {view && chosen?.id === view.id && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard (WCAG 2.1.1)
        <article className={styles.article} tabIndex={0} aria-labelledby={`${id}-title`}>
          <h3 id={`${id}-title`} dir="auto">
            {view.title}
          </h3>
          {view.answer !== "" && (
            <p className={styles.answer} dir="auto">
              {view.answer}
            </p>
          )}
          <ArticleText blocks={view.body} />
        </article>
      )}
      {target && chosen && (
        <footer className={styles.foot}>
          <Button size="s" keys="Enter" onPress={insert} isDisabled={!view}>
            {text(target.is === "note" ? "knowledge.toNote" : "knowledge.toReply")}
          </Button>
        </footer>
      )}
    </div>
  );
}

/** An article to be read; the one before stays until the next is there. */
function useArticle(id: string | null, customer: string | null, version: number): ArticleView | null {
  const desk = useDesk();
  const language = useLocale();
  const [view, setView] = useState<ArticleView | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is the sign that something changed
  useEffect(() => {
    if (!id) return setView(null);
    let current = true;
    desk.commands.article({ id, language, customer }).then(
      (read) => current && setView(read),
      () => current && setView(null),
    );
    return () => {
      current = false;
    };
  }, [desk, id, language, customer, version]);
  return view;
}

/** Writing goes on behind what was inserted. */
function focusEnd(target: InsertTarget): void {
  const id = target.is === "note" ? `note-${target.call}` : `reply-${target.conversation}`;
  // When the side is turned up, and the words are drawn.
  requestAnimationFrame(() => {
    const text = document.getElementById(id);
    if (!(text instanceof HTMLTextAreaElement)) return;
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  });
}
