import type { CannedLine, MacroSteps, MacroThen, Priority } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Conversation.module.css";

const NONE = "none";
const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal"];
const THENS = ["done", "snoozed", "given_back", "handed_to"] as const;
const USUAL_SNOOZE_H = 24;

/** What a macro will do, before it does. */
export function MacroPreview({ line, onLeaveOut }: { line: CannedLine; onLeaveOut: () => void }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const colleagues = useStore(desk.colleagues);
  if (!line.steps) return null;
  const { topic, stage, priority, next: then } = line.steps;
  const stageName = topics.find((it) => it.id === topic)?.stages[(stage ?? 0) - 1]?.name[locale];
  const parts = [
    topic && text("macro.topic", { topic: topicName(topics, topic, locale, text) }),
    stageName && text("macro.stage", { stage: stageName }),
    priority && text("macro.priority", { priority: text(`priority.${priority}`) }),
    then &&
      (then.is === "snoozed"
        ? text("macro.then.snoozed", { hours: then.hours })
        : then.is === "handed_to"
          ? text("macro.then.handed_to", {
              who: colleagues.find((it) => it.user.id === then.user)?.user.name ?? text("lists.somebody"),
            })
          : text(`macro.then.${then.is}`)),
  ].filter(Boolean);
  return (
    <Callout tone="info" icon="edit">
      <p role="status">
        {text(line.text ? "macro.withAnswer" : "macro.alone", { steps: parts.join(" · ") })}
      </p>
      <Button size="s" onPress={onLeaveOut}>
        {text("macro.leaveOut")}
      </Button>
    </Callout>
  );
}

/** What a canned reply does as a macro, for administrators. */
export function MacroFields({
  steps,
  onChange,
}: {
  steps: MacroSteps;
  onChange: (steps: MacroSteps) => void;
}) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const topic = topics.find((it) => it.id === steps.topic);
  const { next: then } = steps;
  const colleagues = useStore(desk.colleagues);
  const first = colleagues[0]?.user.id;
  const setThen = (id: string): MacroThen | null =>
    id === NONE
      ? null
      : id === "snoozed"
        ? { is: "snoozed", hours: USUAL_SNOOZE_H }
        : id === "handed_to"
          ? { is: "handed_to", user: first ?? "" }
          : { is: id as "done" | "given_back" };
  return (
    <fieldset className={styles.macro}>
      <legend>{text("macro.title")}</legend>
      <p className={styles.faint}>{text("macro.hint")}</p>
      <div className={styles.result}>
        <ChoiceField
          label={text("reply.about")}
          value={steps.topic ?? NONE}
          onChange={(id) => onChange({ ...steps, topic: id === NONE ? null : id, stage: null })}
          choices={[
            { id: NONE, label: text("macro.asItIs") },
            ...topics.filter((it) => !it.retired).map((it) => ({ id: it.id, label: it.name[locale] })),
          ]}
        />
        {topic && (
          <ChoiceField
            label={text("reply.stage")}
            value={steps.stage === null ? NONE : String(steps.stage)}
            onChange={(id) => onChange({ ...steps, stage: id === NONE ? null : Number(id) })}
            choices={[
              { id: NONE, label: text("macro.asItIs") },
              ...topic.stages.map((stage, index) => ({
                id: String(index + 1),
                label: `${index + 1} · ${stage.name[locale]}`,
              })),
            ]}
          />
        )}
        <ChoiceField
          label={text("macro.priorityLabel")}
          value={steps.priority ?? NONE}
          onChange={(id) => onChange({ ...steps, priority: id === NONE ? null : (id as Priority) })}
          choices={[
            { id: NONE, label: text("macro.asItIs") },
            ...PRIORITIES.map((id) => ({ id, label: text(`priority.${id}`) })),
          ]}
        />
        <ChoiceField
          label={text("macro.thenLabel")}
          value={then?.is ?? NONE}
          onChange={(id) => onChange({ ...steps, next: setThen(id) })}
          choices={[
            { id: NONE, label: text("macro.asItIs") },
            ...THENS.filter((id) => id !== "handed_to" || first !== undefined).map((id) => ({
              id,
              label: text(`macro.choose.${id}`),
            })),
          ]}
        />
        {then?.is === "handed_to" && (
          <ChoiceField
            label={text("inbox.handTo")}
            value={then.user}
            onChange={(user) => onChange({ ...steps, next: { is: "handed_to", user } })}
            choices={colleagues.map((it) => ({ id: it.user.id, label: it.user.name }))}
          />
        )}
        {then?.is === "snoozed" && (
          <TextField
            label={text("macro.hours")}
            inputMode="numeric"
            value={then.hours > 0 ? String(then.hours) : ""}
            maxLength={4}
            onChange={(hours) =>
              onChange({ ...steps, next: { is: "snoozed", hours: Number(hours.replace(/\D/g, "")) } })
            }
          />
        )}
      </div>
    </fieldset>
  );
}
