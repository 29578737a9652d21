import type { ConversationDetail, DialogueChoice, Outcome } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import { TopicHint } from "../suggestion/TopicHint";
import type { Result } from "./Composer";
import styles from "./Conversation.module.css";

const KEEP = "keep";
const OUTCOMES: readonly Outcome[] = [
  "resolved",
  "follow_up",
  "sold",
  "declined",
  "complaint",
  "transferred",
];

interface Props {
  detail: ConversationDetail;
  result: Result;
  onChange: (result: Result) => void;
}

/** What an answer comes to: where the conversation belongs, the stage it reached, how it ended. Saved with the answer. */
export function ReplyResult({ detail, result, onChange }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const customer = useStore(desk.customers.store, (all) => entryOf(all, detail.line.customer).view);
  const open = customer?.dialogues.filter((it) => it.open) ?? [];
  const held = customer?.care.complaint !== null && customer !== null;
  const placed = open.find((it) => it.id === detail.dialogue);
  const { dialogue } = result;
  const at =
    dialogue?.is === "existing" ? open.find((it) => it.id === dialogue.dialogue) : dialogue ? null : placed;
  const topic = topics.find((it) => it.id === (dialogue?.is === "new" ? dialogue.topic : at?.topic));
  const fromId = (id: string): DialogueChoice | null =>
    id.startsWith("d:")
      ? { is: "existing", dialogue: id.slice(2) }
      : id.startsWith("t:")
        ? { is: "new", topic: id.slice(2) }
        : null;
  const toId = !dialogue
    ? KEEP
    : dialogue.is === "existing"
      ? `d:${dialogue.dialogue}`
      : dialogue.is === "new"
        ? `t:${dialogue.topic}`
        : KEEP;
  const keep = placed
    ? text("reply.staysIn", { topic: topicName(topics, placed.topic, locale, text) })
    : text("reply.notPlaced");
  return (
    <>
      <TopicHint
        // Every message and note is a reason to ask again.
        version={said(detail)}
        ask={{ is: "conversation", id: detail.line.id }}
        chosen={dialogue ?? (placed ? { is: "existing", dialogue: placed.id } : null)}
        onTake={(taken) => onChange({ ...result, dialogue: taken, stage: null })}
      />
      <div className={styles.result}>
        <ChoiceField
          label={text("reply.about")}
          value={toId}
          onChange={(id) => onChange({ ...result, dialogue: fromId(id), stage: null })}
          choices={[
            { id: KEEP, label: keep },
            ...open
              .filter((it) => it.id !== placed?.id)
              .map((it) => ({ id: `d:${it.id}`, label: topicName(topics, it.topic, locale, text) })),
            ...topics
              .filter((it) => !(held && it.purpose === "sales"))
              .filter((it) => !it.retired && !open.some((other) => other.topic === it.id))
              .map((it) => ({
                id: `t:${it.id}`,
                label: text("wrapUp.newDialogue", { topic: it.name[locale] }),
              })),
          ]}
        />
        {topic && (
          <ChoiceField
            label={text("reply.stage")}
            value={result.stage === null ? KEEP : String(result.stage)}
            onChange={(id) => onChange({ ...result, stage: id === KEEP ? null : Number(id) })}
            choices={[
              { id: KEEP, label: text("reply.stageStays") },
              ...topic.stages.map((stage, index) => ({
                id: String(index + 1),
                label: `${index + 1} · ${stage.name[locale]}`,
              })),
            ]}
          />
        )}
        {/* A line of a chat is no contact of its own, which could have ended. */}
        {detail.line.channel !== "chat" && (
          <ChoiceField
            label={text("reply.outcome")}
            value={result.outcome ?? KEEP}
            onChange={(id) => onChange({ ...result, outcome: id === KEEP ? null : (id as Outcome) })}
            choices={[
              { id: KEEP, label: text("reply.goesOn") },
              ...OUTCOMES.map((id) => ({ id, label: text(`outcome.${id}`) })),
            ]}
          />
        )}
      </div>
    </>
  );
}

/** How much was written and noted. */
function said({ messages }: ConversationDetail): number {
  return messages.reduce((count, it) => count + 1 + it.notes.length, 0);
}
