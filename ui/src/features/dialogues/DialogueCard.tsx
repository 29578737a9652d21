import { useState } from "react";
import type { Dialogue, Topic } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { StageBar } from "../../components/StageBar";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { CHANNEL_ICONS } from "../../words/channels";
import { stageSteps } from "../../words/stages";
import styles from "./Dialogues.module.css";
import { Evidence } from "./Evidence";

interface Props {
  dialogue: Dialogue;
  topic: Topic | undefined;
  /** A complaint is open: nothing is sold (P-11). */
  held: boolean;
  onMove: (stage: number) => void;
}

/** One dialogue: what about, how far, when last. With the focus in it, a digit moves it to that stage, and E
 * shows what it is read from. */
export function DialogueCard({ dialogue, topic, held, onMove }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const name = topic?.name[locale] ?? text("need.unknownTopic");
  const steps = stageSteps(topic, dialogue.stage, locale, text);
  const onHold = held && dialogue.open && topic?.purpose === "sales";
  const [evidence, setEvidence] = useState(false);
  const stage = topic?.stages[dialogue.stage - 1]?.name[locale] ?? "";
  return (
    <li
      className={styles.card}
      data-open={dialogue.open}
      data-own-keys="Digit Shift+Digit e"
      onKeyDown={(event) => {
        const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
        const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
        if (plain && digit && Number(digit) <= steps.length) onMove(Number(digit));
        else if (plain && !event.shiftKey && event.code === "KeyE") setEvidence(true);
        else return;
        event.preventDefault();
      }}
    >
      <header className={styles.cardHead}>
        <h3 dir="auto" title={name}>
          {name}
        </h3>
        {onHold && (
          <span title={text("complaint.holds")}>
            <Tag tone="warn" icon="hold">
              {text("complaint.held")}
            </Tag>
          </span>
        )}
        {dialogue.stale && (
          <span title={text("dialogue.staleHint")}>
            <Tag tone="warn" icon="clock">
              {text("dialogue.stale")}
            </Tag>
          </span>
        )}
        {topic && !onHold && <span className={styles.purpose}>{text(`purpose.${topic.purpose}`)}</span>}
        <Popover
          label={text("need.evidenceTitle")}
          width={440}
          isOpen={evidence}
          onOpenChange={setEvidence}
          trigger={<IconButton label={text("evidence.of", { topic: name })} icon="note" size="s" keys="e" />}
        >
          {(close) => (
            <Evidence
              customer={dialogue.customer}
              dialogue={dialogue.id}
              topic={dialogue.topic}
              onLeave={close}
            />
          )}
        </Popover>
        <IconButton
          label={text("timeline.onlyDialogue", { topic: name })}
          icon="search"
          size="s"
          onPress={() => desk.timeline(dialogue.customer).filter({ dialogue: dialogue.id })}
        />
      </header>
      <StageBar
        label={text("stage.bar", { topic: name })}
        steps={steps}
        at={dialogue.stage}
        onChoose={onMove}
      />
      <p className={styles.stage}>
        {text(dialogue.open ? "stage.at" : "stage.closedAt", {
          stage: dialogue.stage,
          stages: steps.length,
          name: stage,
        })}
      </p>
      <p className={styles.last}>
        {dialogue.last_channel && <Icon name={CHANNEL_ICONS[dialogue.last_channel]} size={13} />}
        {text("dialogue.last", { when: when.day(dialogue.last_contact_ms, minute), count: dialogue.touches })}
      </p>
    </li>
  );
}
