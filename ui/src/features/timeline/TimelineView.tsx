import type { CustomerView } from "../../api/generated/types";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import styles from "./Timeline.module.css";
import { TimelineFilters } from "./TimelineFilters";
import { TimelineRows } from "./TimelineRows";

/** Every contact on every channel, newest first. */
export function TimelineView({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const timeline = desk.timeline(view.customer.id);
  return (
    <section className={styles.timeline} aria-label={text("timeline.title")}>
      <TimelineFilters view={view} timeline={timeline} />
      <TimelineRows key={view.customer.id} timeline={timeline} />
    </section>
  );
}
