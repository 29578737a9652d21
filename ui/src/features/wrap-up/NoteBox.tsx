import { useEffect, useRef } from "react";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { noteOf } from "../../state/notes";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import styles from "./WrapUp.module.css";

/** What the journal takes for one note, in UTF-16 units: 64 KiB of UTF-8 at three bytes each. */
const NOTE_MAX = 21_000;

/** The note of a call. Every keystroke goes to the journal; composing a Korean syllable is typing like any other. */
export function NoteBox({ call }: { call: string }) {
  const text = useText();
  const desk = useDesk();
  const note = useStore(desk.notes.store, (all) => noteOf(all, call));
  const box = useRef<HTMLTextAreaElement>(null);
  const keys = useKeys("note");
  useShortcut("note", () => {
    const text = box.current;
    if (!text || document.activeElement === text) return;
    text.focus();
    // One writes on, not before what stands there.
    text.setSelectionRange(text.value.length, text.value.length);
  });
  useEffect(() => () => void desk.notes.flush(call), [desk, call]);
  const state = note.error ? "failed" : note.saved ? (note.text ? "saved" : "empty") : "saving";
  return (
    <div className={styles.note}>
      <div className={styles.noteHead}>
        <label htmlFor={`note-${call}`}>{text("note.label")}</label>
        <Keys keys={keys} />
        <span className={styles.saved} data-state={state}>
          {state === "saved" && <Icon name="check" size={13} />}
          {state === "failed" && <Icon name="warning" size={13} />}
          {state !== "empty" && text(`note.${state}`)}
        </span>
      </div>
      <textarea
        ref={box}
        id={`note-${call}`}
        className={styles.noteText}
        dir="auto"
        maxLength={NOTE_MAX}
        placeholder={text("note.placeholder")}
        value={note.text}
        onChange={(event) => desk.notes.write(call, event.target.value)}
        onBlur={() => void desk.notes.flush(call)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.nativeEvent.isComposing) event.currentTarget.blur();
        }}
      />
      <p className="visually-hidden" role="alert">
        {note.error && errorText(note.error, text)}
      </p>
    </div>
  );
}
