import type { CommandError, CustomerView, DialogueChoice } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { StageBar } from "../../components/StageBar";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { chosenDialogue, chosenStage, type FormState } from "../../state/forms";
import { noteOf } from "../../state/notes";
import { useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import { FIRST_STAGE, stageSteps } from "../../words/stages";
import { TopicHint } from "../suggestion/TopicHint";
import styles from "./WrapUp.module.css";

const TRIAGE = "triage";
const MOVE_NOT_ALLOWED: CommandError = { code: "move_not_allowed", detail: null, retry: false };

function toId(choice: DialogueChoice): string {
  if (choice.is === "existing") return `d:${choice.dialogue}`;
  return choice.is === "new" ? `t:${choice.topic}` : TRIAGE;
}

function fromId(id: string): DialogueChoice {
  if (id.startsWith("d:")) return { is: "existing", dialogue: id.slice(2) };
  return id.startsWith("t:") ? { is: "new", topic: id.slice(2) } : { is: "triage" };
}

interface Props {
  call: string;
  form: FormState;
  customer: CustomerView;
}

/** What the call was about, and the stage it reached. */
export function DialogueChooser({ call, form, customer }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const note = useStore(desk.notes.store, (all) => noteOf(all, call).text);
  const choice = chosenDialogue(form, customer);
  const open = customer.dialogues.filter((dialogue) => dialogue.open);
  const dialogue =
    choice.is === "existing" ? customer.dialogues.find((it) => it.id === choice.dialogue) : undefined;
  const topic = topics.find((it) => it.id === (choice.is === "new" ? choice.topic : dialogue?.topic));
  const steps = topic ? stageSteps(topic, dialogue?.stage ?? FIRST_STAGE, locale, text) : [];
  const at = dialogue?.stage ?? 0;
  const chooseStage = (stage: number) => {
    const step = steps[stage - 1];
    if (step && step.barred !== undefined) desk.notices.fail(MOVE_NOT_ALLOWED);
    else if (step) desk.forms.change(call, { stage });
  };
  useShortcut("stage", chooseStage);
  useShortcut("stage_typing", chooseStage);
  const held = customer.care.complaint !== null;
  const moves = chosenStage(form, topic?.id, at);
  const reached = moves ?? at;
  return (
    <div className={styles.dialogue}>
      <ChoiceField
        label={text("wrapUp.dialogue")}
        value={toId(choice)}
        onChange={(id) => desk.forms.change(call, { dialogue: fromId(id), stage: null })}
        choices={[
          ...open.map((it) => ({ id: `d:${it.id}`, label: topicName(topics, it.topic, locale, text) })),
          ...topics
            // Quality first (P-11): while a complaint is open, nothing that is sold begins.
            .filter((it) => !(held && it.purpose === "sales"))
            .filter((it) => !it.retired && !open.some((other) => other.topic === it.id))
            .map((it) => ({
              id: `t:${it.id}`,
              label: text("wrapUp.newDialogue", { topic: it.name[locale] }),
            })),
          { id: TRIAGE, label: text("wrapUp.triage") },
        ]}
      />
      <TopicHint
        ask={note.trim() === "" ? null : { is: "note", customer: customer.customer.id, text: note }}
        chosen={choice}
        onTake={(dialogue) => desk.forms.change(call, { dialogue, stage: null })}
      />
      {held && <p className={styles.held}>{text("complaint.topicsHeld")}</p>}
      {topic && (
        <div className={styles.stage}>
          <StageBar
            label={text("stage.bar", { topic: topic.name[locale] })}
            steps={steps}
            at={at}
            chosen={moves}
            onChoose={chooseStage}
          />
          <p>
            {reached === 0
              ? text("stage.unset", { stages: steps.length })
              : text(moves === null ? "stage.at" : "stage.to", {
                  stage: reached,
                  stages: steps.length,
                  name: topic.stages[reached - 1]?.name[locale] ?? "",
                })}
          </p>
        </div>
      )}
    </div>
  );
}
