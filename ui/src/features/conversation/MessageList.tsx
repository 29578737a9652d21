import { useState } from "react";
import type { ConversationDetail, MessageView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { fateText, partsOf } from "../../words/inbox";
import { Attachments } from "./Attachments";
import styles from "./Conversation.module.css";
import { MailPage } from "./MailPage";

/** What was written, the oldest first, with what we noted among ourselves. Words are shown as words: nothing in them is a link or a picture. */
export function MessageList({ detail }: { detail: ConversationDetail }) {
  const text = useText();
  // One at a time: a frame is heavy, and one is read at a time.
  const [page, setPage] = useState<string | null>(null);
  const latest = detail.messages.findLast((it) => it.has_html)?.id ?? null;
  useShortcut("conversation_page", () => setPage(page === latest ? null : latest), latest !== null);
  if (detail.messages.length === 0) return <p className={styles.faint}>{text("message.none")}</p>;
  return (
    <ol className={styles.list}>
      {detail.messages.map((message) => (
        <Message
          key={message.id}
          message={message}
          showsPage={page === message.id}
          isLatest={message.id === latest}
          onPage={setPage}
        />
      ))}
    </ol>
  );
}

interface Props {
  message: MessageView;
  /** As its sender laid it out, not as words. */
  showsPage: boolean;
  /** The latest one that has such a form: the key is for it. */
  isLatest: boolean;
  onPage: (message: string | null) => void;
}

function Message({ message, showsPage, isLatest, onPage }: Props) {
  const text = useText();
  const keys = useKeys("conversation_page");
  const when = useWhen();
  const nowMs = useMinute();
  const fate = fateText(message, text, when, nowMs);
  const failed = message.dispatch?.is === "failed";
  const words = (
    <>
      {partsOf(message.text).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message never changes
        <Part key={index} {...part} />
      ))}
      {message.cut && <p className={styles.faint}>{text("message.cut")}</p>}
    </>
  );
  return (
    <li className={styles.message} data-direction={message.direction} data-kind={message.kind}>
      <div className={styles.messageHead}>
        <b dir="auto" title={message.from_address}>
          {message.from}
        </b>
        {message.kind !== "person" && (
          <span className={styles.faint}>{text(`message.kind.${message.kind}`)}</span>
        )}
        <time
          className={styles.faint}
          dateTime={new Date(message.at_ms).toISOString()}
          title={when.full(message.at_ms)}
        >
          {when.moment(message.at_ms, nowMs)}
        </time>
      </div>
      {message.cc && <p className={styles.faint}>{text("message.cc", { cc: message.cc })}</p>}
      {showsPage ? <MailPage message={message.id} words={words} /> : words}
      {message.has_html && (
        <Button
          size="s"
          className={styles.asSent ?? ""}
          keys={isLatest ? keys : undefined}
          onPress={() => onPage(showsPage ? null : message.id)}
        >
          {text(showsPage ? "mail.asText" : "mail.asSent")}
        </Button>
      )}
      <Attachments message={message.id} files={message.attachments} />
      {fate && (
        <p className={styles.fate} data-failed={failed} role={failed ? "alert" : undefined}>
          <Icon
            name={
              failed
                ? "warning"
                : message.waits_ms !== null
                  ? "clock"
                  : message.unsent || message.files_waiting > 0
                    ? "sync"
                    : "check"
            }
            size={13}
          />{" "}
          {fate}
        </p>
      )}
      {message.refused && <Refused message={message} />}
      {message.notes.map((note) => (
        <p key={note.id} className={styles.private}>
          <Icon name="lock" size={13} /> <span className="visually-hidden">{text("message.private")}</span>
          <b>{note.by ?? text("lists.somebody")}</b> <span dir="auto">{note.text}</span>{" "}
          <time className={styles.faint}>{when.moment(note.at_ms, nowMs)}</time>
        </p>
      ))}
    </li>
  );
}

/** Words, or what they quote: that is folded away. */
function Part({ quoted, text: words }: { quoted: boolean; text: string }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  if (!quoted)
    return (
      <p className={styles.words} dir="auto">
        {words.trim()}
      </p>
    );
  return (
    <div>
      <button
        type="button"
        className={styles.quoteToggle}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {text(open ? "message.hideQuote" : "message.showQuote")}
      </button>
      {open && (
        <blockquote className={styles.quote} dir="auto">
          {words}
        </blockquote>
      )}
    </div>
  );
}

/** An answer that was not taken. Nothing of it is lost: it is sent all the same, or becomes the draft again. */
function Refused({ message }: { message: MessageView }) {
  const text = useText();
  const desk = useDesk();
  const answered = message.refused === "answered";
  return (
    <Callout tone="bad" icon="warning">
      <p>{text(answered ? "message.answered" : `refusal.${message.refused ?? "invalid"}`)}</p>
      <div className={styles.actions}>
        <Button
          size="s"
          look="primary"
          onPress={() => void desk.run(desk.commands.sendAllTheSame(message.id))}
        >
          {text("message.sendAllTheSame")}
        </Button>
        <Button size="s" onPress={() => void desk.run(desk.commands.giveUpMessage(message.id))}>
          {text("message.giveUp")}
        </Button>
      </div>
    </Callout>
  );
}
