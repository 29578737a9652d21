import type { VisitorRow } from "../../api/generated/types";
import { Empty } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useList } from "./list";
import { VisitorDetail } from "./VisitorDetail";
import styles from "./WebInbox.module.css";

interface Props {
  visitors: readonly VisitorRow[];
  onDecide: (row: VisitorRow, customer: string | null) => void;
}

/** Visitors whose number or address several customers have: a digit says who it is, 0 none of them. */
export function Visitors({ visitors, onDecide }: Props) {
  const text = useText();
  if (visitors.length === 0) {
    return (
      <Empty icon="check" title={text("webInbox.visitorsNone")}>
        {text("webInbox.visitorsNoneText")}
      </Empty>
    );
  }
  return <VisitorList visitors={visitors} onDecide={onDecide} />;
}

function VisitorList({ visitors, onDecide }: Props) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const act = (row: VisitorRow, key: string) => {
    if (!/^\d$/.test(key)) return false;
    const customer = row.customers[Number(key) - 1];
    if (key === "0") onDecide(row, null);
    else if (customer) onDecide(row, customer.id);
    return true;
  };
  const keyOf = (row: VisitorRow) => `${row.site} ${row.visitor}`;
  const { chosen, box, option, focus } = useList(visitors, keyOf, act, text("webInbox.visitorsList"));
  const names = (row: VisitorRow) =>
    row.customers.map((it) => it.known?.card.name ?? text("webInbox.foreign")).join(" · ");
  const pages = (row: VisitorRow) => row.read.reduce((sum, it) => sum + it.touches, 0);
  return (
    <>
      <p className={styles.hint}>{text("webInbox.visitorsHint")}</p>
      <div className={styles.split}>
        <div {...box} className={styles.list}>
          {visitors.map((row, index) => (
            <div key={keyOf(row)} {...option(index)} className={styles.visitor}>
              <span className={styles.names} dir="auto">
                {names(row)}
              </span>
              <span className={styles.faint}>
                <span dir="auto">{row.site_name}</span> · {text("webInbox.read", { count: pages(row) })} ·{" "}
                {when.moment(row.at_ms, minute)}
              </span>
            </div>
          ))}
        </div>
        {chosen && (
          <VisitorDetail
            row={chosen}
            onDecide={(customer) => {
              onDecide(chosen, customer);
              focus();
            }}
          />
        )}
      </div>
    </>
  );
}
