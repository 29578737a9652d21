import type { CallView } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Timer } from "../../components/Timer";
import { useText } from "../../i18n/text";
import { useSecond } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { callerName } from "../../words/call";
import styles from "./WrapUp.module.css";

/** Whose form it is, and how much of its time is left. Passing the limit blocks nothing. */
export function TimeLimit({ view, dueMs }: { view: CallView; dueMs: number | null }) {
  const text = useText();
  const desk = useDesk();
  const limit = useStore(desk.settings, (settings) => settings?.wrap_up_limit_s ?? 0);
  const second = useSecond();
  const { ended_ms: ended, end_cause: cause } = view.call;
  const due = dueMs ?? (ended !== null && limit > 0 ? ended + limit * 1000 : null);
  const name = callerName(view, text);
  if (ended === null) {
    return (
      <p className={styles.whose}>
        <span className={styles.whoseName} dir="auto" title={name}>
          {text("wrapUp.during", { name })}
        </span>
      </p>
    );
  }
  const late = due !== null && second > due;
  return (
    <div className={styles.whose} data-late={late}>
      <span className={styles.whoseName} dir="auto" title={name}>
        {name}
        {cause && <span className={styles.cause}>{text(`call.cause.${cause}`)}</span>}
      </span>
      {due !== null && (
        <span className={styles.limit} role="timer" aria-label={text(late ? "wrapUp.late" : "wrapUp.left")}>
          <Icon name="clock" size={14} />
          {late ? (
            <>
              {"+"}
              <Timer sinceMs={due} />
            </>
          ) : (
            <Timer untilMs={due} />
          )}
        </span>
      )}
    </div>
  );
}
