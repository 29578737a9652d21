import styles from "./Timeline.module.css";

/** A text with the searched words marked. */
export function Marked({ text, find }: { text: string; find: string }) {
  const words = find.trim().toLowerCase();
  if (!words) return text;
  const at = text.toLowerCase().indexOf(words);
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={styles.mark}>{text.slice(at, at + words.length)}</mark>
      {text.slice(at + words.length)}
    </>
  );
}
