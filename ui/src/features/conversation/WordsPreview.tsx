import { useEffect, useState } from "react";
import type { CommandError, PreviewAsk, TextSize, WordsOut } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { errorText } from "../../words/error";
import styles from "./Conversation.module.css";

/** Words with a place in braces that is filled in when they go out. */
const HAS_PLACE = /\{[\p{L}][\p{L}\p{N}._]*(\|[^}]*)?\}/u;
const AFTER_MS = 150;

/** What goes out, as it was when it was last asked for; `null` where there is nothing to say about it. */
export interface Reading {
  out?: WordsOut;
  error?: CommandError;
}

/** What goes out of words: read again a moment after they change, and only where it is not just what is typed. */
export function useWordsOut(ask: PreviewAsk, channel: string): Reading | null {
  const desk = useDesk();
  const [reading, setReading] = useState<Reading | null>(null);
  const { customer, about, text: typed, mailbox, address, signature, advertises } = ask;
  const differs = typed.trim() !== "" && (channel === "sms" || advertises || HAS_PLACE.test(typed));
  useEffect(() => {
    if (!differs) return setReading(null);
    let current = true;
    const timer = setTimeout(() => {
      const ask = { customer, about, text: typed, mailbox, address, signature, advertises };
      desk.commands.previewWords(ask).then(
        (out) => current && setReading({ out }),
        (cause) => current && setReading({ error: toCommandError(cause) }),
      );
    }, AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [desk, customer, about, typed, mailbox, address, signature, advertises, differs]);
  return differs ? reading : null;
}

/** What the customer will read, and how long a text message is; a place that can't be filled in is told before anything is sent. */
export function WordsPreview({ ask, reading }: { ask: PreviewAsk; reading: Reading | null }) {
  const text = useText();
  if (!reading) return null;
  if (reading.error)
    return (
      <p role="alert" className={styles.previewFault}>
        {errorText(reading.error, text)}
      </p>
    );
  const { out } = reading;
  if (!out) return null;
  const whole = ask.advertises || HAS_PLACE.test(ask.text);
  return (
    <>
      {whole && (
        <section className={styles.preview} aria-label={text("reply.preview")}>
          <p className={styles.faint}>{text("reply.preview")}</p>
          {ask.advertises && out.subject && (
            <p dir="auto">
              <b>{out.subject}</b>
            </p>
          )}
          <p className={styles.words} dir="auto">
            {out.text}
          </p>
        </section>
      )}
      {out.size && <Size size={out.size} />}
    </>
  );
}

function Size({ size }: { size: TextSize }) {
  const text = useText();
  const { form, used, room, parts } = size;
  const said = text(`textSize.${form}`, { used, room, count: parts });
  if (size.fits) return <p className={styles.faint}>{said}</p>;
  return (
    <p role="alert" className={styles.previewFault}>
      <Icon name="warning" size={13} /> {said}{" "}
      {size.lost ? text("textSize.lost", { letters: size.lost }) : text("textSize.tooLong")}
    </p>
  );
}
