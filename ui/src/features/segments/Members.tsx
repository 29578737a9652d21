import { Button } from "../../components/Button";
import { Empty, Skeleton } from "../../components/Surface";
import { localeStore, textFor, useText } from "../../i18n/text";
import { useWhen, whenFor } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { isAskable } from "../../state/segments";
import { useStore } from "../../state/store";
import type { CsvCell } from "../../words/csv";
import { CustomerList } from "../funnel/CustomerList";
import { saveTable } from "../funnel/files";
import { LateProgress } from "../funnel/LateProgress";
import styles from "./Segments.module.css";

/** Who is in the segment now: how many, and each of them. */
export function Members({ name }: { name: string }) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const desk = useDesk();
  const { draft, view, done } = useStore(desk.segments.store);
  const asked = draft !== null && isAskable(draft.query);
  const save = () => {
    if (!view) return;
    const { locale, timeZone } = localeStore.get();
    const [said, { key }] = [textFor(locale), whenFor({ locale, timeZone })];
    const head = [
      said("customer.name"),
      said("customer.company"),
      said("funnel.tier"),
      said("contact.phone"),
      said("funnel.lastContact"),
    ];
    const rows = view.rows.map((row): CsvCell[] => [
      row.name,
      row.company,
      said(`tier.${row.tier}`),
      row.number_text,
      row.last_contact_ms === null ? null : key(row.last_contact_ms),
    ]);
    saveTable(desk, name.trim() || "segment", [head, ...rows]);
  };
  return (
    <section className={styles.members} aria-label={text("segments.members")}>
      <header className={styles.membersHead}>
        <p role="status" className={styles.total}>
          {view && asked ? text("segments.count", { count: view.total }) : ""}
        </p>
        <Button
          size="s"
          icon="download"
          isDisabled={!view || !asked || view.rows.length === 0}
          onPress={save}
        >
          {text("funnel.saveList")}
        </Button>
      </header>
      <LateProgress label={text("segments.finding")} done={done} />
      {!asked ? (
        <Empty icon="users" title={text("segments.incomplete")} />
      ) : !view ? (
        done !== null && <Skeleton lines={5} label={text("segments.finding")} />
      ) : view.rows.length === 0 ? (
        <Empty icon="check" title={text("segments.nobody")}>
          <p>{text("segments.nobodyText")}</p>
        </Empty>
      ) : (
        <CustomerList
          rows={view.rows}
          total={view.total}
          facts={(row) =>
            row.last_contact_ms === null
              ? text("segments.noContact")
              : text("segments.lastContact", { day: when.day(row.last_contact_ms, minute) })
          }
        />
      )}
    </section>
  );
}
