import { useRef, useState } from "react";
import type { CustomerView, Dialogue, Topic } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Menu } from "../../components/Menu";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { DialogueCard } from "./DialogueCard";
import styles from "./Dialogues.module.css";
import { moveStage, undoMove } from "./moves";

/** What the customer talks with us about: open dialogues by need, closed ones on request. */
export function Dialogues({ view }: { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const [showClosed, setShowClosed] = useState(false);
  const open = view.dialogues.filter((dialogue) => dialogue.open);
  const closed = view.dialogues.filter((dialogue) => !dialogue.open);
  const shown = showClosed ? [...open, ...closed] : open;

  const move = (dialogue: Dialogue, stage: number) => void moveStage(desk, dialogue, stage, locale);
  useShortcut("stage", (stage) => {
    const first = open[0];
    const topic = topics.find((it) => it.id === first?.topic);
    if (first && topic && stage <= topic.stages.length) move(first, stage);
  });
  useShortcut("undo_stage", () => void undoMove(desk));
  const cards = useRef<HTMLUListElement>(null);
  useShortcut("dialogue", () => focusNext(cards.current));

  return (
    <section className={styles.section} aria-label={text("dialogue.title")}>
      <header className={styles.header}>
        <h2>{text("dialogue.title")}</h2>
        <span className={styles.count}>{text("dialogue.open", { count: open.length })}</span>
        <span className={styles.spring} />
        {closed.length > 0 && (
          <Button size="s" look="quiet" onPress={() => setShowClosed(!showClosed)}>
            {showClosed ? text("dialogue.hideClosed") : text("dialogue.showClosed", { count: closed.length })}
          </Button>
        )}
        <NewDialogue customer={view.customer.id} topics={topics} held={view.care.complaint !== null} />
      </header>
      {shown.length === 0 ? (
        <p className={styles.none}>{text("dialogue.none")}</p>
      ) : (
        <ul ref={cards} className={styles.cards}>
          {shown.map((dialogue) => (
            <DialogueCard
              key={dialogue.id}
              dialogue={dialogue}
              topic={topics.find((topic) => topic.id === dialogue.topic)}
              held={view.care.complaint !== null}
              onMove={(stage) => move(dialogue, stage)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Takes the focus to the next dialogue's stages; from the last one to the first. */
function focusNext(list: HTMLElement | null) {
  const all = [...(list?.children ?? [])];
  const at = all.findIndex((card) => card.contains(document.activeElement));
  const next = all[(at + 1) % all.length];
  const current = next?.querySelector<HTMLElement>('[role="toolbar"] [aria-current]');
  (current ?? next?.querySelector<HTMLElement>('[role="toolbar"] button'))?.focus();
}

interface NewDialogueProps {
  customer: string;
  topics: readonly Topic[];
  /** A complaint is open: nothing is sold (P-11). */
  held: boolean;
}

function NewDialogue({ customer, topics, held }: NewDialogueProps) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const keys = useKeys("new_dialogue");
  const [trigger, setTrigger] = useState<HTMLElement | null>(null);
  useShortcut("new_dialogue", () => trigger?.querySelector("button")?.click());
  const begin = async (topic: string) => {
    const view = await desk.run(desk.commands.openDialogue({ customer, topic }));
    if (view) desk.customers.put(view);
  };
  return (
    <span ref={setTrigger}>
      <Menu
        label={text("dialogue.new")}
        trigger={
          <Button size="s" look="quiet" icon="plus" keys={keys}>
            {text("dialogue.new")}
          </Button>
        }
        sections={(["sales", "service", "retention"] as const)
          .map((purpose) => ({
            title: held && purpose === "sales" ? text("complaint.salesHeld") : text(`purpose.${purpose}`),
            entries: topics
              .filter((topic) => topic.purpose === purpose && !topic.retired)
              .map((topic) => ({
                id: topic.id,
                label: topic.name[locale],
                disabled: held && purpose === "sales",
              })),
          }))
          .filter((section) => section.entries.length > 0)}
        onChoose={(topic) => void begin(topic)}
      />
    </span>
  );
}
