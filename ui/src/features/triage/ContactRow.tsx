import type { TriageContact } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { CHANNEL_ICONS } from "../../words/channels";
import styles from "./Triage.module.css";

interface Props {
  id: string;
  contact: TriageContact;
  selected: boolean;
  onSelect: () => void;
}

/** A contact in the list: who, on which channel, what was said, and since when it waits. */
export function ContactRow({ id, contact, selected, onSelect }: Props) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const { interaction } = contact;
  const missed = interaction.channel === "phone" && interaction.outcome === "abandoned";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={styles.row}
      onClick={onSelect}
    >
      <Icon name={missed ? "phoneMissed" : CHANNEL_ICONS[interaction.channel]} />
      <span className={styles.who}>
        <span className={styles.name} dir="auto">
          {contact.customer_name}
        </span>
        <span className={styles.words} dir="auto">
          <span className="visually-hidden">{`${text(`channel.${interaction.channel}`)}: `}</span>
          {contact.words || interaction.summary}
        </span>
      </span>
      <time className={styles.time}>{when.moment(interaction.started_ms, minute)}</time>
    </div>
  );
}
