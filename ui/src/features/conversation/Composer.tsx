import { type RefObject, useEffect, useState } from "react";
import type { CannedLine, ConversationDetail, DialogueChoice, Outcome } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { Switch } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { noteOf } from "../../state/notes";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { AdNotice, adHeld } from "./AdNotice";
import { openNext } from "./actions";
import { CannedMenu, useCanned } from "./Canned";
import styles from "./Conversation.module.css";
import { Enclosures, useDrop } from "./Enclosures";
import { MacroPreview } from "./MacroSteps";
import { askedMacro } from "./macros";
import { ReplyResult } from "./ReplyResult";
import { useEnclosed } from "./useEnclosed";
import { useWordsOut, WordsPreview } from "./WordsPreview";

/** In UTF-16 units: 64 KiB of UTF-8 at three bytes each. */
const REPLY_MAX = 21_000;

/** What comes of the answer besides the words. */
export interface Result {
  dialogue: DialogueChoice | null;
  stage: number | null;
  outcome: Outcome | null;
}
const NO_RESULT: Result = { dialogue: null, stage: null, outcome: null };

interface Props {
  detail: ConversationDetail;
  /** Somebody else has the conversation. */
  isDisabled: boolean;
  box: RefObject<HTMLTextAreaElement | null>;
}

/** The answer, or a note among ourselves. Every keystroke of the answer goes to the journal. */
export function Composer({ detail, isDisabled, box }: Props) {
  const text = useText();
  const desk = useDesk();
  const { line } = detail;
  const isChat = line.channel === "chat";
  const reply = useStore(desk.replies.store, (all) => noteOf(all, line.id));
  const [signature, setSignature] = useState(true);
  const [quote, setQuote] = useState(true);
  const [advertises, setAdvertises] = useState(false);
  const [isPrivate, setPrivate] = useState(false);
  const [result, setResult] = useState<Result>(NO_RESULT);
  const [canned, setCanned] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const enclosing = useEnclosed(line.id, line.customer, line.channel);
  const drop = useDrop(enclosing, isDisabled || isPrivate);
  const [isTall, setTall] = useState(false);
  const [steps, setSteps] = useState<CannedLine | null>(null);
  const customer = useStore(desk.customers.store, (all) => entryOf(all, line.customer).view);
  const adopt = (chosen: CannedLine) => {
    setCanned(chosen.id);
    if (!chosen.steps) return;
    const { topic, stage } = chosen.steps;
    const open = customer?.dialogues.find((it) => it.open && it.topic === topic);
    const about = open
      ? { is: "existing" as const, dialogue: open.id }
      : topic && { is: "new" as const, topic };
    setSteps(chosen);
    if (about) setResult((given) => ({ ...given, dialogue: about, stage }));
  };
  const menu = useCanned({ customer: line.customer, channel: line.channel, about: line.subject }, box, adopt);
  const ask = {
    customer: line.customer,
    about: line.subject,
    text: isPrivate ? "" : reply.text,
    mailbox: detail.mailbox,
    address: detail.answer_to ?? "",
    signature: signature && detail.signature !== "",
    advertises,
  };
  const reading = useWordsOut(ask, line.channel);
  const held = advertises && !isPrivate ? adHeld(detail.complaint, detail.advertising) : null;
  const unsendable = !isPrivate && (held !== null || reading?.out?.size?.fits === false);
  const keys = useKeys("complete");
  const replyKeys = useKeys("conversation_reply");
  const saved = reply.error ? "failed" : reply.saved ? (reply.text ? "saved" : "empty") : "saving";
  useEffect(() => () => void desk.replies.flush(line.id), [desk, line.id]);

  const write = (words: string) => desk.replies.write(line.id, words);
  const asked = useStore(askedMacro);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a macro is taken once, when it is asked for and the customer's dialogues are known
  useEffect(() => {
    if (asked?.conversation !== line.id || !customer || isDisabled) return;
    askedMacro.set(null);
    setPrivate(false);
    adopt(asked.line);
    // Behind what was typed: nothing of that is lost.
    if (asked.line.text) write([reply.text.trimEnd(), asked.line.text].filter(Boolean).join("\n\n"));
    box.current?.focus();
  }, [asked, customer, isDisabled]);
  const send = async (done: boolean) => {
    const words = desk.replies.store.get().get(line.id)?.text ?? "";
    // In a chat a file is a line by itself.
    const isFile = isChat && !isPrivate && enclosing.files.length + enclosing.reading > 0;
    // A macro without words is done by itself.
    const isMacro = words.trim() === "" && !isPrivate && steps !== null && steps.text === "";
    if ((words.trim() === "" && !isFile && !isMacro) || sending || isDisabled || unsendable)
      return box.current?.focus();
    setSending(true);
    await desk.replies.flush(line.id);
    await enclosing.flush();
    const command = isPrivate
      ? desk.commands.noteConversation({ conversation: line.id, text: words }).then(() => write(""))
      : desk.commands[isMacro ? "runMacro" : "reply"]({
          conversation: line.id,
          text: words,
          signature: signature && detail.signature !== "",
          quote: quote && detail.quotes !== null,
          canned,
          ...result,
          advertises,
          done,
          priority: steps?.steps?.priority ?? null,
          next: steps?.steps?.next ?? null,
        })
          .then(() => desk.replies.forget(line.id))
          .then(enclosing.again);
    const sent = await desk.run(command.then(() => true));
    setSending(false);
    if (!sent) return;
    desk.chats.wrote(line.id);
    setCanned(null);
    setAdvertises(false);
    setPrivate(false);
    setResult(NO_RESULT);
    const away = steps?.steps?.next ?? null;
    setSteps(null);
    if ((done || away) && !isPrivate) await openNext(desk, line.id);
    else box.current?.focus();
  };
  useShortcut("complete", () => void send(false), !isDisabled);

  const label = text(isPrivate ? "reply.privateLabel" : "reply.label");
  return (
    <form
      className={styles.composer}
      data-private={isPrivate}
      data-tall={isTall}
      data-drop={drop.isOver}
      {...drop.area}
      onSubmit={(event) => {
        event.preventDefault();
        void send(false);
      }}
    >
      <div className={styles.composerHead}>
        <label htmlFor={`reply-${line.id}`}>{label}</label>
        <Keys keys={replyKeys} />
        {!isPrivate && detail.answer_to && (
          <span className={styles.faint}>{text("reply.to", { address: detail.answer_to })}</span>
        )}
        <span className={styles.saved} data-state={saved}>
          {saved === "saved" && <Icon name="check" size={13} />}
          {saved === "failed" && <Icon name="warning" size={13} />}
          {saved !== "empty" && text(`note.${saved}`)}
        </span>
      </div>
      <CannedMenu menu={menu} onChoose={(line) => menu.insert(line, write)} />
      <div className={styles.fields}>
        <textarea
          ref={box}
          id={`reply-${line.id}`}
          className={styles.text}
          dir="auto"
          rows={isChat ? 2 : 5}
          maxLength={REPLY_MAX}
          disabled={isDisabled}
          placeholder={text(isChat ? "chat.placeholder" : "reply.placeholder")}
          value={reply.text}
          aria-autocomplete="list"
          aria-controls={menu.isOpen ? menu.id : undefined}
          aria-activedescendant={menu.active}
          onChange={(event) => {
            write(event.target.value);
            if (isChat && !isPrivate && line.mine) desk.chats.types(line.id);
            menu.typed(event.target);
          }}
          onBlur={() => {
            menu.close();
            void desk.replies.flush(line.id);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (menu.onKeyDown(event, write)) return;
            if (event.key === "Escape") event.currentTarget.blur();
            // In a chat one line follows the other: Enter sends, with Shift it begins a new one.
            if (isChat && event.key === "Enter" && !event.shiftKey) {
              event.preventDefault();
              void send(false);
            }
          }}
        />
        {!isPrivate && advertises && <AdNotice held={held} advertising={detail.advertising} />}
        {!isPrivate && <WordsPreview ask={ask} reading={reading} />}
        {!isPrivate && (enclosing.takesFiles || enclosing.files.length > 0) && (
          <Enclosures enclosing={enclosing} isDisabled={isDisabled} />
        )}
        {!isPrivate && detail.waits && (
          <Callout tone="warn" icon="clock">
            {text("reply.waits")}
          </Callout>
        )}
        {!isPrivate && steps && (
          <MacroPreview
            line={steps}
            onLeaveOut={() => {
              setSteps(null);
              setResult(NO_RESULT);
            }}
          />
        )}
        {!isPrivate && <ReplyResult detail={detail} result={result} onChange={setResult} />}
        <div className={styles.options}>
          {!isPrivate && detail.signature !== "" && (
            <Switch label={text("reply.signature")} isSelected={signature} onChange={setSignature} />
          )}
          {!isPrivate && detail.quotes !== null && (
            <Switch label={text("reply.quote")} isSelected={quote} onChange={setQuote} />
          )}
          {!isPrivate && !isChat && (
            <Switch label={text("reply.advertises")} isSelected={advertises} onChange={setAdvertises} />
          )}
          <Switch label={text("reply.private")} isSelected={isPrivate} onChange={setPrivate} />
        </div>
      </div>
      <div className={styles.actions}>
        <Button
          type="submit"
          look="primary"
          size="s"
          keys={keys}
          isPending={sending}
          isDisabled={isDisabled || unsendable}
        >
          {text(isPrivate ? "reply.keepNote" : "reply.send")}
        </Button>
        {!isPrivate && (
          <Button size="s" isDisabled={isDisabled || sending || unsendable} onPress={() => void send(true)}>
            {text("reply.sendDone")}
          </Button>
        )}
        <span className={styles.room}>
          <IconButton
            size="s"
            icon={isTall ? "arrowDown" : "arrowUp"}
            label={text(isTall ? "reply.shorter" : "reply.taller")}
            onPress={() => setTall(!isTall)}
          />
        </span>
      </div>
      <p className="visually-hidden" role="alert">
        {reply.error && errorText(reply.error, text)}
      </p>
    </form>
  );
}
