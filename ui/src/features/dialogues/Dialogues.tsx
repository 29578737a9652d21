import { useState } from "react";
import type { CustomerView, Dialogue, Topic } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Menu } from "../../components/Menu";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { DialogueCard } from "./DialogueCard";
import styles from "./Dialogues.module.css";

/** What the customer talks with us about: open dialogues by need, closed ones on request. */
export function Dialogues({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const [showClosed, setShowClosed] = useState(false);
  const open = view.dialogues.filter((dialogue) => dialogue.open);
  const closed = view.dialogues.filter((dialogue) => !dialogue.open);
  const shown = showClosed ? [...open, ...closed] : open;

  const move = async (dialogue: Dialogue, stage: number) => {
    if (stage === dialogue.stage) return;
    const call = desk.selection.get().call;
    const tied = desk.calls.get().some((it) => it.call.id === call && it.customer === view.customer.id);
    const moved = await desk.run(
      desk.commands.moveStage({
        customer: view.customer.id,
        dialogue: dialogue.id,
        stage,
        call: tied ? call : null,
      }),
    );
    if (moved) desk.customers.put(moved);
  };
  useShortcut("stage", (stage) => {
    const first = open[0];
    const topic = topics.find((it) => it.id === first?.topic);
    if (first && topic && stage <= topic.stages.length) void move(first, stage);
  });

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
        <NewDialogue customer={view.customer.id} topics={topics} />
      </header>
      {shown.length === 0 ? (
        <p className={styles.none}>{text("dialogue.none")}</p>
      ) : (
        <ul className={styles.cards}>
          {shown.map((dialogue) => (
            <DialogueCard
              key={dialogue.id}
              dialogue={dialogue}
              topic={topics.find((topic) => topic.id === dialogue.topic)}
              onMove={(stage) => void move(dialogue, stage)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function NewDialogue({ customer, topics }: { customer: string; topics: readonly Topic[] }) {
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
            title: text(`purpose.${purpose}`),
            entries: topics
              .filter((topic) => topic.purpose === purpose && !topic.retired)
              .map((topic) => ({ id: topic.id, label: topic.name[locale] })),
          }))
          .filter((section) => section.entries.length > 0)}
        onChoose={(topic) => void begin(topic)}
      />
    </span>
  );
}
