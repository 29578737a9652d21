import { useEffect, useId, useRef } from "react";
import type { CannedAsk } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { CannedMenu, useCanned } from "./Canned";
import styles from "./Conversation.module.css";

/** In UTF-16 units: 64 KiB of UTF-8 at three bytes each. */
const TEXT_MAX = 21_000;

interface Props {
  ask: CannedAsk;
  text: string;
  autoFocus: boolean;
  onChange: (text: string) => void;
  onCanned: (id: string) => void;
}

/** The words of a first message; `/` inserts a canned reply. */
export function BeginText({ ask, text: words, autoFocus, onChange, onCanned }: Props) {
  const text = useText();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const menu = useCanned(ask, box, (line) => onCanned(line.id));
  const focusFirst = useRef(autoFocus);
  useEffect(() => {
    if (focusFirst.current) box.current?.focus();
  }, []);
  return (
    <div className={styles.composer}>
      <div className={styles.composerHead}>
        <label htmlFor={id}>{text("begin.text")}</label>
      </div>
      <div className={styles.field}>
        <textarea
          ref={box}
          id={id}
          className={styles.text}
          dir="auto"
          rows={8}
          maxLength={TEXT_MAX}
          placeholder={text("reply.placeholder")}
          value={words}
          aria-autocomplete="list"
          aria-controls={menu.isOpen ? menu.id : undefined}
          aria-activedescendant={menu.active}
          onChange={(event) => {
            onChange(event.target.value);
            menu.typed(event.target);
          }}
          onBlur={menu.close}
          onKeyDown={(event) => {
            if (!event.nativeEvent.isComposing) menu.onKeyDown(event, onChange);
          }}
        />
        <CannedMenu menu={menu} onChoose={(line) => menu.insert(line, onChange)} />
      </div>
    </div>
  );
}
