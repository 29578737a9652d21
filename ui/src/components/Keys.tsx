import styles from "./Keys.module.css";

const APPLE = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const FACES: Record<string, string> = APPLE
  ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Escape: "esc", Digit: "1…0" }
  : { Mod: "Ctrl", Alt: "Alt", Shift: "⇧", Enter: "↵", Escape: "Esc", Digit: "1…0" };

/** A shortcut such as `Mod+K` as it stands on the keyboard. */
export function keyFaces(keys: string): string[] {
  return keys.split(/\+(?=.)/).map((key) => FACES[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** A shortcut, drawn as keys. Screen readers get it from the shortcuts sheet. */
export function Keys({ keys }: { keys: string }) {
  if (!keys) return null;
  return (
    <span className={styles.keys} aria-hidden="true">
      {keyFaces(keys).map((face) => (
        <kbd key={face} className={styles.key}>
          {face}
        </kbd>
      ))}
    </span>
  );
}
