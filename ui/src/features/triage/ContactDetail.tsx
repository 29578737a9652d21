import type { TriageContact } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { showCustomer } from "../../state/live";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Triage.module.css";

interface Props {
  contact: TriageContact;
  /** Takes the option at this place. */
  onTake: (which: number) => void;
}

/** The chosen contact in full, and where it could belong. */
export function ContactDetail({ contact, onTake }: Props) {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const desk = useDesk();
  const minute = useMinute();
  const topics = useStore(desk.topics);
  const { interaction } = contact;
  const open = () => {
    showCustomer(desk, interaction.customer);
    desk.open.set(null);
  };
  return (
    <section className={styles.detail} aria-label={text("triage.contact")}>
      <h3 className={styles.title} dir="auto">
        {contact.customer_name}
      </h3>
      <p className={styles.facts}>
        <span>{text(`channel.${interaction.channel}`)}</span>
        <span>{text(`direction.${interaction.direction}`)}</span>
        <span>{when.moment(interaction.started_ms, minute)}</span>
        {contact.address_text && <span dir="auto">{contact.address_text}</span>}
        {contact.agent_name && <span dir="auto">{contact.agent_name}</span>}
      </p>
      <p className={styles.facts}>
        {interaction.outcome && <Tag>{text(`outcome.${interaction.outcome}`)}</Tag>}
        {contact.unsent && <Tag icon="sync">{text("timeline.unsent")}</Tag>}
      </p>
      {interaction.summary && (
        <p className={styles.said} dir="auto">
          {interaction.summary}
        </p>
      )}
      {contact.words && contact.words !== interaction.summary && (
        <p className={styles.said} dir="auto">
          {contact.words}
        </p>
      )}
      <h4 className={styles.question}>{text("triage.where")}</h4>
      {contact.reasons.length > 0 && (
        <p className={styles.reasons} dir="auto">
          {text("suggestion.reasons", { words: contact.reasons.map((it) => `“${it}”`).join(", ") })}
        </p>
      )}
      <ul className={styles.options}>
        {contact.options.map((option, which) => {
          const suggested = contact.suggested && which === 0;
          const name = topicName(topics, option.topic, locale, text);
          const stages = topics.find((it) => it.id === option.topic)?.stages.length ?? 0;
          return (
            <li key={`${option.choice.is}-${option.topic}`}>
              <Button
                className={styles.option ?? ""}
                look={suggested ? "primary" : "plain"}
                keys={suggested ? "Enter" : String(which + 1)}
                onPress={() => onTake(which)}
              >
                {option.stage === null
                  ? text("wrapUp.newDialogue", { topic: name })
                  : text("triage.open", {
                      topic: name,
                      stage: option.stage,
                      stages: Math.max(stages, option.stage),
                    })}
              </Button>
            </li>
          );
        })}
      </ul>
      <Button look="quiet" icon="user" onPress={open}>
        {text("triage.customer")}
      </Button>
    </section>
  );
}
