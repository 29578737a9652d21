import { useCallback, useEffect, useMemo, useState } from "react";
import type { CommandError, DialogueEvidence, MoveView, TimelineEntry } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { errorText } from "../../words/error";
import { lastOf, summaryOf } from "../../words/web";
import styles from "./Evidence.module.css";

interface Props {
  customer: string;
  dialogue: string;
  topic: string;
  onLeave: () => void;
}

type Item = { at: number; key: string } & ({ contact: TimelineEntry } | { move: MoveView });

/** What a need is read from (H-10): its contacts and stage moves, newest first; each leads to its place in the timeline. */
export function Evidence({ customer, dialogue, topic, onLeave }: Props) {
  const text = useText();
  const desk = useDesk();
  const [found, setFound] = useState<DialogueEvidence | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const read = useCallback(() => {
    setError(null);
    desk.commands.evidence({ customer, dialogue }).then(setFound, (cause) => setError(toCommandError(cause)));
  }, [desk, customer, dialogue]);
  useEffect(read, [read]);
  const items = useMemo(() => (found ? byTime(found) : []), [found]);
  const goTo = (contact: { id: string; started_ms: number }) => {
    onLeave();
    desk.timeline(customer).seek(contact);
  };
  return (
    <div className={styles.evidence}>
      <h2>{text("need.evidenceTitle")}</h2>
      {error && (
        <p role="alert">
          {errorText(error, text)}{" "}
          <Button size="s" onPress={read}>
            {text("common.retry")}
          </Button>
        </p>
      )}
      {!found && !error && <Skeleton lines={3} label={text("common.loading")} />}
      {found && items.length === 0 && <p>{text("need.evidenceNone")}</p>}
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item.key}>
              {"contact" in item ? (
                <Contact entry={item.contact} onGo={goTo} />
              ) : (
                <Move move={item.move} topic={topic} />
              )}
            </li>
          ))}
        </ul>
      )}
      <Button
        size="s"
        onPress={() => {
          onLeave();
          desk.timeline(customer).filter({ dialogue });
        }}
      >
        {text("timeline.showDialogue")}
      </Button>
    </div>
  );
}

/** Of one moment the move stands above the contact that caused it: it came after. */
function byTime({ contacts, moves }: DialogueEvidence): Item[] {
  const items: Item[] = [
    ...moves.map((move) => ({ at: move.at_ms, key: move.id, move })),
    ...contacts.entries.map((contact) => ({
      at: lastOf(contact.interaction),
      key: contact.interaction.id,
      contact,
    })),
  ];
  return items.sort((a, b) => b.at - a.at);
}

function Contact({
  entry,
  onGo,
}: {
  entry: TimelineEntry;
  onGo: (contact: TimelineEntry["interaction"]) => void;
}) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const { interaction } = entry;
  return (
    <button type="button" className={styles.contact} onClick={() => onGo(interaction)}>
      <Icon name={CHANNEL_ICONS[interaction.channel]} />
      <span className="visually-hidden">{text(`channel.${interaction.channel}`)}</span>
      <span className={styles.what} dir="auto">
        {summaryOf(interaction, text)}
        {interaction.web && ` · ${text("web.count", { count: interaction.web.touches })}`}
      </span>
      <time>{when.moment(lastOf(interaction), minute)}</time>
    </button>
  );
}

function Move({ move, topic }: { move: MoveView; topic: string }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const minute = useMinute();
  const topics = useStore(useDesk().topics);
  const name = topics.find((it) => it.id === topic)?.stages[move.stage - 1]?.name[locale] ?? "";
  const by =
    move.by.is === "rule"
      ? text("evidence.byRule", { rule: move.by.rule })
      : (move.by.name ?? text("customer.otherAgent"));
  return (
    <div className={styles.move}>
      <Icon name="chevronRight" />
      <span className={styles.what}>
        <b>{text("evidence.moved", { stage: move.stage, name })}</b>{" "}
        <span className={styles.by} dir="auto">
          {by}
        </span>
      </span>
      <time>{when.moment(move.at_ms, minute)}</time>
    </div>
  );
}
