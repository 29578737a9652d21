import { type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import type { CannedAsk, CannedLine } from "../../api/generated/types";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Conversation.module.css";

/** What is typed behind a `/` at the beginning of a word, up to the caret. */
const TYPED = /(?:^|\s)\/(\S*)$/;
const SHOWN = 8;

/** Canned replies that are inserted by `/`. */
export function useCanned(
  ask: CannedAsk,
  box: RefObject<HTMLTextAreaElement | null>,
  onInserted: (line: CannedLine) => void,
) {
  const desk = useDesk();
  const locale = useLocale();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [all, setAll] = useState<readonly CannedLine[] | null>(null);
  const [at, setAt] = useState(0);
  const reading = useRef(false);
  const wanted = (typed ?? "").toLowerCase();
  const fits = (it: CannedLine) =>
    it.key.toLowerCase().startsWith(wanted) || it.name[locale].toLowerCase().includes(wanted);
  const lines = typed === null ? [] : (all ?? []).filter(fits).slice(0, SHOWN);
  const isOpen = typed !== null && lines.length > 0;
  const chosen = Math.min(at, lines.length - 1);

  const close = () => {
    setTyped(null);
    setAt(0);
  };
  const read = async () => {
    if (reading.current) return;
    reading.current = true;
    const read = await desk.run(desk.commands.cannedReplies(ask));
    reading.current = false;
    if (read) setAll(read);
  };
  const insert = (line: CannedLine, write: (text: string) => void) => {
    const text = box.current;
    if (!text) return;
    const before = text.value.slice(0, text.selectionStart);
    const from = before.length - (TYPED.exec(before)?.[1]?.length ?? 0) - 1;
    const whole = before.slice(0, from) + line.text + text.value.slice(text.selectionStart);
    write(whole);
    onInserted(line);
    close();
    const caret = from + line.text.length;
    // When the text is drawn.
    requestAnimationFrame(() => {
      text.focus();
      text.setSelectionRange(caret, caret);
    });
  };
  return {
    id,
    isOpen,
    lines,
    chosen,
    active: isOpen ? `${id}-${chosen}` : undefined,
    close,
    insert,
    typed: (text: HTMLTextAreaElement) => {
      const found = TYPED.exec(text.value.slice(0, text.selectionStart));
      setTyped(found ? (found[1] ?? "") : null);
      if (found && typed === null) void read();
    },
    /** Whether the key was one of the open list's. */
    onKeyDown: (event: KeyboardEvent, write: (text: string) => void): boolean => {
      if (!isOpen) return false;
      const line = lines[chosen];
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) setAt((chosen + step + lines.length) % lines.length);
      else if ((event.key === "Enter" || event.key === "Tab") && line) insert(line, write);
      else if (event.key === "Escape") close();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

/** The list under the text. */
export function CannedMenu({
  menu,
  onChoose,
}: {
  menu: ReturnType<typeof useCanned>;
  onChoose: (line: CannedLine) => void;
}) {
  const text = useText();
  const locale = useLocale();
  if (!menu.isOpen) return null;
  return (
    <div id={menu.id} role="listbox" aria-label={text("canned.title")} className={styles.canned}>
      {menu.lines.map((line, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the text field has the focus
        <div
          key={line.id}
          id={`${menu.id}-${index}`}
          role="option"
          aria-selected={index === menu.chosen}
          className={styles.cannedRow}
          // The text keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(line)}
        >
          <b>/{line.key}</b> <span>{line.name[locale]}</span>
          <span className={styles.faint} dir="auto">
            {line.text || text("macro.title")}
          </span>
        </div>
      ))}
    </div>
  );
}
