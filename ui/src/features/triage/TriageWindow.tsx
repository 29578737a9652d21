import { useEffect, useId, useRef, useState } from "react";
import type { RuleSource, TriageContact } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton } from "../../components/Surface";
import { rowAfter } from "../../components/walk";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { writtenKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { assign, readTriage } from "../../state/triage";
import { AlwaysSo } from "../rules/AlwaysSo";
import { ContactDetail } from "./ContactDetail";
import { ContactRow } from "./ContactRow";
import styles from "./Triage.module.css";

/** Contacts without a dialogue: j and k walk through them, Enter takes what is suggested, a digit something else, u undoes, a makes a rule of it. */
export function TriageWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const shown = useStore(desk.triage);
  const [assigned, setAssigned] = useState<RuleSource | null>(null);
  useEffect(() => {
    desk.triage.set("reading");
    void readTriage(desk);
    return () => desk.triage.set(null);
  }, [desk]);
  const title = shown && typeof shown !== "string" ? "triage.titleCount" : "triage.title";
  const count = shown && typeof shown !== "string" ? shown.total : 0;
  return (
    <Dialog title={text(title, { count })} size="l" isOpen onClose={onClose}>
      {shown === "failed" ? (
        <Empty icon="warning" title={text("triage.failed")}>
          <Button icon="sync" onPress={() => void readTriage(desk)}>
            {text("common.retry")}
          </Button>
        </Empty>
      ) : shown === null || shown === "reading" ? (
        <Skeleton lines={6} label={text("common.loading")} />
      ) : shown.contacts.length === 0 ? (
        <Empty icon="check" title={text("triage.empty")}>
          {text("triage.emptyText")}
        </Empty>
      ) : (
        <Contacts
          contacts={shown.contacts}
          more={shown.total - shown.contacts.length}
          onAssigned={setAssigned}
        />
      )}
      {assigned && <AlwaysSo source={assigned} />}
    </Dialog>
  );
}

interface ContactsProps {
  contacts: readonly TriageContact[];
  more: number;
  /** Tells which contact was assigned last. */
  onAssigned: (source: RuleSource | null) => void;
}

function Contacts({ contacts, more, onAssigned }: ContactsProps) {
  const text = useText();
  const desk = useDesk();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const last = useRef<(() => void) | null>(null);
  const [wanted, setWanted] = useState({ id: "", at: 0 });
  // When the chosen one goes, the next takes its place.
  const known = contacts.findIndex((it) => it.interaction.id === wanted.id);
  const at = known >= 0 ? known : Math.min(wanted.at, contacts.length - 1);
  const chosen = contacts[at];
  useEffect(() => list.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${at}`)}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, at]);
  const go = (to: number) => {
    setWanted({ id: contacts[to]?.interaction.id ?? "", at: to });
  };
  const take = (which: number) => {
    const option = chosen?.options[which];
    if (!chosen || !option) return;
    setWanted({ id: "", at });
    void assign(desk, chosen, option).then((undo) => {
      last.current = undo;
      const { id: interaction, customer } = chosen.interaction;
      onAssigned(undo && { customer, interaction });
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const written = writtenKeys(event.nativeEvent);
    const to = rowAfter(written, at, contacts.length);
    if (to !== null) go(to);
    else if (written === "Enter" && chosen?.suggested && !event.repeat) take(0);
    else if (written && /^[1-9]$/.test(written) && !event.repeat) take(Number(written) - 1);
    else if (written === "u" && !event.repeat) {
      last.current?.();
      last.current = null;
      onAssigned(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.split}>
      <div className={styles.side}>
        <div
          ref={list}
          role="listbox"
          tabIndex={0}
          className={styles.list}
          aria-label={text("triage.contacts")}
          aria-activedescendant={`${id}-${at}`}
          onKeyDown={onKeyDown}
        >
          {contacts.map((contact, index) => (
            <ContactRow
              key={contact.interaction.id}
              id={`${id}-${index}`}
              contact={contact}
              selected={index === at}
              onSelect={() => go(index)}
            />
          ))}
        </div>
        {more > 0 && <p className={styles.foot}>{text("triage.more", { count: more })}</p>}
      </div>
      {chosen && <ContactDetail contact={chosen} onTake={take} />}
    </div>
  );
}
