import { useEffect, useState } from "react";
import type { CommandError, PreviewAsk } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { errorText } from "../../words/error";
import styles from "./Conversation.module.css";

/** Words with a place in braces that is filled in when they go out. */
const HAS_PLACE = /\{[\p{L}][\p{L}\p{N}._]*(\|[^}]*)?\}/u;
const AFTER_MS = 150;

/** What the customer will read, where that is not what is typed: the places are filled in, and one that can't be is told before it is sent. */
export function WordsPreview({ ask, signature }: { ask: PreviewAsk; signature: string }) {
  const text = useText();
  const desk = useDesk();
  const [read, setRead] = useState<{ words: string } | { error: CommandError } | null>(null);
  const { customer, about, text: typed } = ask;
  const differs = HAS_PLACE.test(typed);
  useEffect(() => {
    if (!differs) return setRead(null);
    let current = true;
    const timer = setTimeout(() => {
      desk.commands.previewWords({ customer, about, text: typed }).then(
        (words) => current && setRead({ words }),
        (cause) => current && setRead({ error: toCommandError(cause) }),
      );
    }, AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, customer, about, typed, differs]);
  if (!differs || !read) return null;
  if ("error" in read)
    return (
      <p role="alert" className={styles.previewFault}>
        {errorText(read.error, text)}
      </p>
    );
  return (
    <section className={styles.preview} aria-label={text("reply.preview")}>
      <p className={styles.faint}>{text("reply.preview")}</p>
      <p className={styles.words} dir="auto">
        {signature ? `${read.words}\n\n${signature}` : read.words}
      </p>
    </section>
  );
}
