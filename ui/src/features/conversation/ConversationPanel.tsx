import { useEffect, useRef } from "react";
import type { ConversationDetail } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { ReadFailed } from "../../components/ReadFailed";
import { Callout, Skeleton, Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { ageOf, dueText, earlierText } from "../../words/inbox";
import { newCase } from "../cases/actions";
import { chosenConversation, leave, openNext, putAway, takeConversation } from "./actions";
import { ChatLive } from "./ChatLive";
import { Composer } from "./Composer";
import styles from "./Conversation.module.css";
import { HandOver } from "./HandOver";
import { MessageList } from "./MessageList";
import { PriorityMenu } from "./PriorityMenu";
import { Snooze } from "./Snooze";

/** A written conversation beside its customer: read, answered, put away (D-12). */
export function ConversationPanel({ id, customer }: { id: string; customer: string }) {
  const text = useText();
  const desk = useDesk();
  const detail = useStore(desk.inbox.store, (state) => state.details.get(id) ?? null);
  const error = useStore(desk.inbox.store, (state) => state.errors.get(id) ?? null);
  const own = useStore(desk.inbox.store, (state) => state.open).filter((it) => it.customer === customer);
  return (
    <div className={styles.panel}>
      {own.length > 1 && (
        <ul className={styles.others} aria-label={text("inbox.atHand")}>
          {own.map((it) => (
            <Other key={it.id} id={it.id} current={it.id === id} />
          ))}
        </ul>
      )}
      {error ? (
        <ReadFailed error={error} onRetry={() => void desk.inbox.refresh(id)} />
      ) : detail ? (
        <Conversation key={id} detail={detail} />
      ) : (
        <Skeleton lines={6} label={text("common.loading")} />
      )}
    </div>
  );
}

/** Another conversation with the same customer that is at hand. */
function Other({ id, current }: { id: string; current: boolean }) {
  const text = useText();
  const desk = useDesk();
  const subject = useStore(desk.inbox.store, (state) => state.details.get(id)?.line.subject ?? "");
  return (
    <li>
      <button
        type="button"
        className={styles.other}
        aria-current={current ? "true" : undefined}
        onClick={() => chosenConversation.set(id)}
      >
        {subject || text("inbox.noSubject")}
      </button>
    </li>
  );
}

function Conversation({ detail }: { detail: ConversationDetail }) {
  const text = useText();
  const desk = useDesk();
  const { line } = detail;
  const composer = useRef<HTMLTextAreaElement>(null);
  const keys = { take: useKeys("conversation_take"), done: useKeys("conversation_done") };
  const heldByOther = line.holder !== null && !line.mine;
  const mayAct = !heldByOther || detail.may_assign;
  const take = () => void takeConversation(desk, line.id, text);
  const done = async () => {
    if (await putAway(desk, line.id, null)) await openNext(desk, line.id);
  };
  useShortcut("conversation_take", take, !line.mine);
  useShortcut("conversation_done", () => void done(), mayAct && line.standing.is !== "done");
  useShortcut("conversation_next", () => void openNext(desk, line.id));
  const write = () => {
    composer.current?.focus();
    // Where the page scrolls, the row that sends comes into sight with the words.
    composer.current?.form?.scrollIntoView({ block: "nearest" });
  };
  useShortcut("conversation_reply", write, !heldByOther);
  const end = useRef<HTMLDivElement>(null);
  const messages = detail.messages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the latest message comes into sight when it arrives
  useEffect(() => {
    // Newer views answer with a promise, which is no way to undo it.
    end.current?.scrollIntoView({ block: "end" });
  }, [messages]);
  return (
    <>
      <Head detail={detail} />
      <div className={styles.actions}>
        {line.mine ? (
          <Button size="s" onPress={() => void desk.run(desk.commands.releaseConversation(line.id))}>
            {text("inbox.release")}
          </Button>
        ) : (
          <Button
            size="s"
            look="primary"
            keys={keys.take}
            isDisabled={heldByOther && !detail.may_assign}
            onPress={take}
          >
            {text(heldByOther ? "inbox.takeOver" : "inbox.take")}
          </Button>
        )}
        <HandOver conversation={line.id} isDisabled={!mayAct} />
        {line.standing.is === "open" ? (
          <>
            <Snooze conversation={line.id} isDisabled={!mayAct} />
            <Button size="s" icon="check" keys={keys.done} isDisabled={!mayAct} onPress={() => void done()}>
              {text("inbox.done")}
            </Button>
          </>
        ) : (
          <Button
            size="s"
            isDisabled={!mayAct}
            onPress={() => void desk.run(desk.commands.reopenConversation(line.id))}
          >
            {text("inbox.reopen")}
          </Button>
        )}
        <Button
          size="s"
          icon="promise"
          onPress={() => newCase(desk, line.customer, { is: "conversation", conversation: line.id })}
        >
          {text("cases.new")}
        </Button>
        <PriorityMenu conversation={line.id} priority={line.priority} />
        <Button size="s" look="quiet" onPress={() => leave(desk, line.id)}>
          {text("inbox.layAside")}
        </Button>
      </div>
      {heldByOther && (
        <Callout tone="warn" icon="user">
          {text("inbox.heldByText", { who: line.holder_name ?? text("lists.somebody") })}
        </Callout>
      )}
      <div
        className={styles.messages}
        data-channel={line.channel}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard (WCAG 2.1.1)
        tabIndex={0}
        role="log"
        aria-label={text("inbox.messages")}
      >
        <MessageList detail={detail} />
        <div ref={end} />
      </div>
      {line.channel === "chat" && <ChatLive detail={detail} />}
      <Composer detail={detail} isDisabled={heldByOther} box={composer} />
    </>
  );
}

function Head({ detail }: { detail: ConversationDetail }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  const { line } = detail;
  const earlier = earlierText(line, text);
  return (
    <header className={styles.head}>
      <h2 className={styles.subject} dir="auto">
        <Icon name={CHANNEL_ICONS[line.channel]} />
        <span>{line.subject || text("inbox.noSubject")}</span>
      </h2>
      <p className={styles.facts}>
        <span dir="auto">{line.name}</span>
        <span data-age={ageOf(line, nowMs)}>{dueText(line, text, when, nowMs)}</span>
        {earlier && <span>{earlier}</span>}
        {line.mine && (
          <Tag tone="info" icon="user">
            {text("inbox.mine")}
          </Tag>
        )}
      </p>
    </header>
  );
}
