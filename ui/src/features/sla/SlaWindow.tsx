import { useEffect, useState } from "react";
import type { Calendar, SlaBook, SlaPolicy } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { useStore } from "../../state/store";
import { CalendarEditor } from "./CalendarEditor";
import { PolicyEditor } from "./PolicyEditor";
import styles from "./Sla.module.css";

/** What is promised about requests and complaints, and when the centre works; for administrators (D-11). */
export function SlaWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const administrates = useAdministrates();
  return (
    <Dialog title={text("sla.title")} size="xl" isOpen onClose={onClose}>
      {administrates ? (
        <Panes />
      ) : (
        <Empty icon="lock" title={text("treatments.notAllowed")}>
          <p>{text("treatments.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

type Pane = { is: "policy"; policy: SlaPolicy | null } | { is: "calendar"; calendar: Calendar | null };

function Panes() {
  const text = useText();
  const desk = useDesk();
  const version = useStore(desk.cases.store, (state) => state.version);
  const [book, setBook] = useState<SlaBook | "failed" | null>(null);
  const [pane, setPane] = useState<Pane | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when something was saved, and when asked to
  useEffect(() => {
    let gone = false;
    void desk.run(desk.commands.slaBook()).then((read) => {
      if (!gone) setBook((before) => read ?? before ?? "failed");
    });
    return () => {
      gone = true;
    };
  }, [desk, version, tries]);
  if (book === "failed") {
    return (
      <Empty icon="warning" title={text("treatments.failed")}>
        <Button icon="sync" onPress={() => setTries(tries + 1)}>
          {text("common.retry")}
        </Button>
      </Empty>
    );
  }
  if (!book) return <Skeleton lines={6} label={text("common.loading")} />;
  const shown = pane ?? (book.policies[0] ? { is: "policy" as const, policy: book.policies[0] } : null);
  const own = shown?.is === "policy" ? shown.policy?.id : shown?.calendar?.id;
  return (
    <div className={styles.sla}>
      <div className={styles.side}>
        <Group
          title={text("sla.policies")}
          rows={book.policies}
          current={own}
          onChoose={(policy) => setPane({ is: "policy", policy })}
        />
        <Button size="s" icon="plus" onPress={() => setPane({ is: "policy", policy: null })}>
          {text("sla.newPolicy")}
        </Button>
        <Group
          title={text("sla.calendars")}
          rows={book.calendars}
          current={own}
          onChoose={(calendar) => setPane({ is: "calendar", calendar })}
        />
        <Button size="s" icon="plus" onPress={() => setPane({ is: "calendar", calendar: null })}>
          {text("sla.newCalendar")}
        </Button>
      </div>
      <section className={styles.pane}>
        {!shown ? (
          <Empty icon="clock" title={text("sla.none")} />
        ) : shown.is === "policy" ? (
          <PolicyEditor
            key={shown.policy?.id ?? "new"}
            policy={shown.policy}
            calendars={book.calendars}
            onSaved={(policy) => setPane({ is: "policy", policy })}
          />
        ) : (
          <CalendarEditor
            key={shown.calendar?.id ?? "new"}
            calendar={shown.calendar}
            book={book}
            onSaved={(calendar) => setPane({ is: "calendar", calendar })}
          />
        )}
      </section>
    </div>
  );
}

function Group<T extends { id: string; name: string; retired: boolean }>(props: {
  title: string;
  rows: readonly T[];
  current: string | undefined;
  onChoose: (row: T) => void;
}) {
  const text = useText();
  return (
    <nav aria-label={props.title}>
      <h3 className={styles.title}>{props.title}</h3>
      <ul className={styles.list}>
        {props.rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={styles.item}
              aria-current={row.id === props.current ? "true" : undefined}
              onClick={() => props.onChoose(row)}
            >
              <span dir="auto">{row.name}</span>
              {row.retired && <Tag>{text("sla.retired")}</Tag>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
