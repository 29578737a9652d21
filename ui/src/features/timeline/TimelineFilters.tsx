import { useRef } from "react";
import { ToggleButton } from "react-aria-components";
import type { Channel, CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { ALL, isFiltered, type Timeline } from "../../state/timeline";
import { CHANNEL_ICONS, CHANNELS } from "../../words/channels";
import { topicName } from "../../words/need";
import { JumpToDay } from "./JumpToDay";
import styles from "./Timeline.module.css";

/** Several filters at once: channels, one dialogue, words, up to a day. */
export function TimelineFilters({ view, timeline }: { view: CustomerView; timeline: Timeline }) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const topics = useStore(useDesk().topics);
  const filter = useStore(timeline.store, (state) => state.filter);
  const total = useStore(timeline.store, (state) => state.total);
  const search = useRef<HTMLInputElement>(null);
  useShortcut("timeline_search", () => search.current?.focus());

  const toggle = (channel: Channel) =>
    timeline.filter({
      channels: filter.channels.includes(channel)
        ? filter.channels.filter((it) => it !== channel)
        : [...filter.channels, channel],
    });
  const dialogue = view.dialogues.find((it) => it.id === filter.dialogue);
  return (
    <header className={styles.filters}>
      <h2>{text("timeline.title")}</h2>
      <span className={styles.total} role="status">
        {text("timeline.count", { count: total })}
      </span>
      <div className={styles.channels} role="group" aria-label={text("timeline.channels")}>
        {CHANNELS.map((channel) => (
          <ToggleButton
            key={channel}
            className={styles.channel}
            aria-label={text(`channel.${channel}`)}
            isSelected={filter.channels.includes(channel)}
            onChange={() => toggle(channel)}
          >
            <Icon name={CHANNEL_ICONS[channel]} size={14} />
          </ToggleButton>
        ))}
      </div>
      {filter.dialogue && (
        <Button size="s" icon="close" onPress={() => timeline.filter({ dialogue: null })}>
          {dialogue ? topicName(topics, dialogue.topic, locale, text) : text("dialogue.title")}
        </Button>
      )}
      {filter.untilMs !== null && (
        <Button size="s" icon="close" onPress={() => timeline.filter({ untilMs: null })}>
          {text("timeline.until", { day: when.full(filter.untilMs) })}
        </Button>
      )}
      <span className={styles.spring} />
      <JumpToDay onJump={(untilMs) => timeline.filter({ untilMs })} />
      <div className={styles.search}>
        <TextField
          label={text("timeline.search")}
          labelHidden
          placeholder={text("timeline.search")}
          value={filter.text}
          onChange={(words) => timeline.filter({ text: words })}
          inputRef={search}
          maxLength={200}
        />
      </div>
      {isFiltered(filter) && (
        <Button size="s" look="quiet" onPress={() => timeline.filter({ ...ALL })}>
          {text("timeline.clear")}
        </Button>
      )}
    </header>
  );
}
