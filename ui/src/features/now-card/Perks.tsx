import type { CustomerView } from "../../api/generated/types";
import { Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import styles from "./Engagement.module.css";

const USUAL = 5;

/** What such customers enjoy (P-8), and why: their tier, or a segment. Nothing where nothing is said. */
export function Perks({ view }: { view: CustomerView }) {
  const text = useText();
  const locale = useLocale();
  const { perks, queue_priority, reason } = view.care.treatment;
  // One language is better than none.
  const words = perks[locale] || perks.ko || perks.en;
  if (!words && queue_priority >= USUAL) return null;
  const why =
    reason.is === "segment"
      ? text("perks.bySegment", { name: reason.name })
      : text("perks.byTier", { tier: text(`tier.${view.customer.tier}`) });
  return (
    <p className={styles.perks} title={why}>
      {queue_priority < USUAL && (
        <Tag icon="arrowUp" tone="info">
          {text("perks.priority", { priority: queue_priority })}
        </Tag>
      )}
      {words && (
        <b dir="auto">
          <span className="visually-hidden">{`${text("perks.title")} `}</span>
          {words}
        </b>
      )}
      <span className={styles.faint}>{why}</span>
    </p>
  );
}
