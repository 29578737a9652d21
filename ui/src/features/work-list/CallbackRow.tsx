import type { CallbackView } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { showCustomer } from "../../state/live";
import { shownCustomer } from "../../state/selection";
import { useStore } from "../../state/store";
import { ageOf } from "./groups";
import { Priority } from "./Priority";
import styles from "./WorkList.module.css";

/** A promised call back; a click opens its customer. */
export function CallbackRow({ view, minute }: { view: CallbackView; minute: number }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const settings = useStore(desk.settings);
  const { callback } = view;
  const selected = useStore(
    desk.selection,
    (selection) => shownCustomer(selection, desk.calls.get()) === callback.customer,
  );
  const age = callback.due_ms <= minute ? ageOf(callback.due_ms, minute, settings) : "fresh";
  const sameDay = when.key(callback.due_ms) === when.key(minute);
  return (
    <li>
      <button
        type="button"
        data-row
        className={styles.row}
        data-age={age}
        aria-current={selected || undefined}
        onClick={() => showCustomer(desk, callback.customer)}
      >
        <Icon name="callback" />
        <span className={styles.body}>
          <span className={styles.name} dir="auto" title={view.customer_name}>
            {view.customer_name}
          </span>
          <span className={styles.sub} dir="auto">
            <Priority priority={view.priority} />
            {callback.note || view.number_text}
          </span>
        </span>
        <span className={styles.time}>
          {!sameDay && <span className={styles.day}>{when.day(callback.due_ms, minute)}</span>}
          <span>{when.time(callback.due_ms)}</span>
          {callback.owner === null && <span className={styles.day}>{text("work.anyone")}</span>}
        </span>
        {age !== "fresh" && <span className="visually-hidden">{text(`work.age.${age}`)}</span>}
      </button>
    </li>
  );
}
