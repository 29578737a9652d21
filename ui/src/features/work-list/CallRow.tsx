import type { CallView } from "../../api/generated/types";
import { Icon, type IconName } from "../../components/Icon";
import { Timer } from "../../components/Timer";
import { useText } from "../../i18n/text";
import { useSecond } from "../../state/clock";
import { useDesk } from "../../state/context";
import { showCall } from "../../state/live";
import { isIncomingRing } from "../../state/selection";
import { useStore } from "../../state/store";
import { callerName } from "../../words/call";
import { ageOf } from "./groups";
import styles from "./WorkList.module.css";

/** A call that is up, rings, or owes its form. */
export function CallRow({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const selected = useStore(desk.selection, (selection) => selection.call === view.call.id);
  const settings = useStore(desk.settings);
  const second = useSecond();
  const { call } = view;
  const since = call.ended_ms ?? call.answered_ms ?? call.started_ms;
  const ringing = isIncomingRing(view);
  const icon: IconName = view.wrap_up_owed
    ? "note"
    : call.state === "held"
      ? "hold"
      : call.direction === "inbound"
        ? "phoneIn"
        : "phoneOut";
  const state = view.wrap_up_owed
    ? text("work.owed")
    : text(
        call.state === "ringing"
          ? ringing
            ? "call.state.ringing_in"
            : "call.state.ringing_out"
          : `call.state.${call.state}`,
      );
  const waits = view.wrap_up_owed || call.state === "held" || ringing;
  const age = waits ? ageOf(since, second, settings) : "fresh";
  return (
    <li>
      <button
        type="button"
        data-row
        className={styles.row}
        data-live={!view.wrap_up_owed}
        data-ringing={ringing}
        data-age={age}
        aria-current={selected || undefined}
        onClick={() => showCall(desk, call.id)}
      >
        <Icon name={icon} />
        <span className={styles.body}>
          <span className={styles.name} dir="auto" title={callerName(view, text)}>
            {callerName(view, text)}
          </span>
          <span className={styles.sub}>{state}</span>
        </span>
        <span className={styles.time}>
          <Timer sinceMs={since} />
        </span>
        {age !== "fresh" && <span className="visually-hidden">{text(`work.age.${age}`)}</span>}
      </button>
    </li>
  );
}
