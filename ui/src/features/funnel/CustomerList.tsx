import type { Tier } from "../../api/generated/types";
import { LongList } from "../../components/LongList";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCustomer } from "../../state/live";
import { count } from "../../words/figures";
import styles from "./Funnel.module.css";

const ROW_PX = 50;

interface Listed {
  customer: string;
  name: string;
  company: string | null;
  tier: Tier;
}

interface Props<T extends Listed> {
  /** Those that were not read yet have an empty place. */
  rows: readonly (T | undefined)[];
  /** How many there are in all. */
  total: number;
  /** Told of the places that are in sight. */
  onSeen?: (first: number, last: number) => void;
  /** The second line of a row. */
  facts: (row: T) => string;
}

/** Customers: Enter opens one, or two clicks. */
export function CustomerList<T extends Listed>({ rows, total, onSeen, facts }: Props<T>) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const open = (row: T) => {
    showCustomer(desk, row.customer);
    desk.open.set(null);
  };
  return (
    <>
      <LongList
        rows={rows}
        rowPx={ROW_PX}
        label={text("funnel.customersKeys")}
        rowClass={styles.customer}
        opensBy="double"
        onOpen={open}
        onSeen={onSeen}
      >
        {(row) => (
          <>
            <span className={styles.customerName} dir="auto">
              {row.name}
              {row.company && <span className={styles.faint}>{row.company}</span>}
            </span>
            <Tag>{text(`tier.${row.tier}`)}</Tag>
            <span className={styles.customerFacts}>{facts(row)}</span>
          </>
        )}
      </LongList>
      {total > rows.length && (
        <p className={styles.more}>
          {text("funnel.more", { shown: count(rows.length, locale), total: count(total, locale) })}
        </p>
      )}
    </>
  );
}
