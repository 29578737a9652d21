import { memo, useEffect, useRef, useState } from "react";
import type { Outcome, TimelineEntry } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { clockLength, useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { topicName } from "../../words/need";
import { summaryOf } from "../../words/web";
import { openConversation } from "../conversation/actions";
import { Engaged } from "./Engaged";
import { Marked } from "./Marked";
import { Talk } from "./Talk";
import styles from "./Timeline.module.css";

const TONES: Partial<Record<Outcome, "good" | "warn" | "bad">> = {
  sold: "good",
  resolved: "good",
  complaint: "bad",
  follow_up: "warn",
};

interface Props {
  entry: TimelineEntry;
  search: string;
  /** Somebody went to this contact. */
  sought: { id: string } | null;
}

/** One contact: when, how, what about, how it ended, who, and its note. */
export const TimelineRow = memo(function TimelineRow({ entry, search, sought }: Props) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const desk = useDesk();
  const { interaction, note, written } = entry;
  const topics = useStore(desk.topics);
  const { customer } = interaction;
  const topic = useStore(
    desk.customers.store,
    (all) => entryOf(all, customer).view?.dialogues.find((it) => it.id === interaction.dialogue)?.topic,
  );
  const name = useStore(desk.customers.store, (all) => entryOf(all, customer).view?.customer.name ?? "");
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (sought) place.current?.focus({ preventScroll: true });
  }, [sought]);
  const inbound = interaction.direction === "inbound";
  const summary = summaryOf(interaction, text);
  return (
    <article
      ref={place}
      className={styles.entry}
      data-unsent={entry.unsent}
      data-sought={sought !== null}
      tabIndex={sought ? -1 : undefined}
    >
      <time className={styles.time}>{when.time(interaction.started_ms)}</time>
      <span className={styles.channelMark} data-direction={interaction.direction}>
        <Icon
          name={
            interaction.channel === "phone"
              ? inbound
                ? "phoneIn"
                : "phoneOut"
              : CHANNEL_ICONS[interaction.channel]
          }
        />
        <span className="visually-hidden">{`${text(`channel.${interaction.channel}`)} ${text(`direction.${interaction.direction}`)}`}</span>
      </span>
      <div className={styles.what}>
        <p className={styles.summary} dir="auto">
          {written ? (
            <button
              type="button"
              className={styles.toConversation}
              title={text("timeline.conversation")}
              onClick={() => openConversation(desk, { id: written.conversation, customer, name })}
            >
              <Marked text={summary || text("timeline.conversation")} find={search} />
            </button>
          ) : (
            <Marked text={summary} find={search} />
          )}
        </p>
        {interaction.web && (
          <p className={styles.note}>
            {text("web.touches", {
              count: interaction.web.touches,
              time: when.time(interaction.web.last_ms),
            })}
          </p>
        )}
        <Engaged entry={entry} />
        {written && written.words !== "" && (
          <p className={styles.note} dir="auto">
            <Marked text={written.words} find={search} />
          </p>
        )}
        {note && note !== summary && <Note note={note} search={search} />}
        {entry.scripts.map((talk) => (
          <Talk key={talk.id} talk={talk} />
        ))}
      </div>
      <div className={styles.tags}>
        {entry.unsent && <Tag icon="sync">{text("timeline.unsent")}</Tag>}
        {topic && (
          <Tag>
            {entry.stage === null
              ? topicName(topics, topic, locale, text)
              : text("timeline.stage", { topic: topicName(topics, topic, locale, text), stage: entry.stage })}
          </Tag>
        )}
        {!interaction.dialogue && <Tag tone="warn">{text("timeline.triage")}</Tag>}
        {interaction.outcome && (
          <Tag tone={TONES[interaction.outcome] ?? "neutral"}>{text(`outcome.${interaction.outcome}`)}</Tag>
        )}
      </div>
      <span className={styles.by} dir="auto" title={entry.agent_name ? undefined : (entry.rule ?? undefined)}>
        {entry.agent_name ?? (entry.rule && text("timeline.rule", { rule: entry.rule }))}
        {interaction.duration_ms > 0 && (
          <span className={styles.length}>{clockLength(interaction.duration_ms)}</span>
        )}
      </span>
    </article>
  );
});

const LONG = 160;

function Note({ note, search }: { note: string; search: string }) {
  const text = useText();
  const [whole, setWhole] = useState(false);
  const long = note.length > LONG || note.split("\n").length > 2;
  return (
    <>
      <p className={styles.note} data-whole={whole} dir="auto">
        <Marked text={whole ? note : note.slice(0, 600)} find={search} />
      </p>
      {long && (
        <button
          type="button"
          className={styles.moreButton}
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {text(whole ? "common.less" : "common.more")}
        </button>
      )}
    </>
  );
}
