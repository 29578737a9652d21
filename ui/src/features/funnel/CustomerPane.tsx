import type { FunnelCustomer } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { CustomerList } from "./CustomerList";
import styles from "./Funnel.module.css";
import { saveCustomers } from "./files";
import { makeList, makeSegment } from "./make";
import { wayName, wayText } from "./ways";

/** The customers behind the chosen number: listed, as a file, or as a segment. */
export function CustomerPane() {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const topics = useStore(desk.topics);
  const { chosen, customers, readingCustomers } = useStore(desk.funnel.store);
  if (!chosen) {
    return (
      <section className={styles.pane} aria-label={text("funnel.customers")}>
        <Empty icon="users" title={text("funnel.choose")}>
          <p>{text("funnel.chooseText")}</p>
        </Empty>
      </section>
    );
  }
  const topic = topics.find((it) => it.id === chosen.topic);
  const stageName = (number: number) =>
    text("stage.move", { number, name: topic?.stages[number - 1]?.name[locale] ?? "" });
  const facts = (row: FunnelCustomer) =>
    text("funnel.rowFacts", {
      day: when.day(row.at_ms, minute),
      stage: stageName(row.stage),
      end: text(`funnel.end.${row.end}`),
    });
  return (
    <section className={styles.pane} aria-label={text("funnel.customers")}>
      <header className={styles.paneHead}>
        <h3 dir="auto">{topic?.name[locale] ?? text("need.unknownTopic")}</h3>
        <p>
          {[
            stageName(chosen.stage),
            ...(chosen.way ? [wayText(wayName(chosen.way), text)] : []),
            text(chosen.earlier ? "funnel.earlier" : "funnel.now"),
          ].join(" · ")}
        </p>
        <p role="status" className={styles.total}>
          {customers && text("funnel.dialogues", { count: customers.total })}
        </p>
        <div className={styles.actions}>
          <Button size="s" icon="users" onPress={() => void makeSegment(desk, chosen)}>
            {text("funnel.makeSegment")}
          </Button>
          <Button size="s" icon="phoneOut" onPress={() => makeList(desk, chosen)}>
            {text("lists.make")}
          </Button>
          <Button
            size="s"
            icon="download"
            isDisabled={!customers || customers.rows.length === 0}
            onPress={() => customers && saveCustomers(desk, customers, topics)}
          >
            {text("funnel.saveList")}
          </Button>
        </div>
      </header>
      {!customers ? (
        readingCustomers && <Skeleton lines={5} label={text("common.loading")} />
      ) : customers.rows.length === 0 ? (
        <Empty icon="check" title={text("funnel.nobody")} />
      ) : (
        <CustomerList rows={customers.rows} total={customers.total} facts={facts} />
      )}
    </section>
  );
}
