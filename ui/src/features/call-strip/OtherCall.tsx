import type { CallView } from "../../api/generated/types";
import { IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Timer } from "../../components/Timer";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCall } from "../../state/live";
import { isIncomingRing } from "../../state/selection";
import { useKeys } from "../../state/shortcuts";
import { callerName } from "../../words/call";
import { answer, toggleHold } from "./actions";
import styles from "./CallStrip.module.css";

/** A second call: rings beside the first one, or waits on hold. */
export function OtherCall({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const answerKeys = useKeys("answer");
  const hangUpKeys = useKeys("hang_up");
  const { call } = view;
  const ringing = isIncomingRing(view);
  const name = callerName(view, text);
  return (
    <div
      className={styles.other}
      data-ringing={ringing}
      role="group"
      aria-label={text("call.second", { who: name })}
    >
      <Icon name={ringing ? "phoneIn" : "hold"} />
      <button type="button" className={styles.who} onClick={() => showCall(desk, call.id)}>
        <span className={styles.otherName} dir="auto" title={name}>
          {name}
        </span>
        <span className={styles.facts}>
          <span>
            {text(
              ringing
                ? "call.state.ringing_in"
                : call.state === "ringing"
                  ? "call.state.ringing_out"
                  : `call.state.${call.state}`,
            )}
          </span>
          <Timer sinceMs={call.answered_ms ?? call.started_ms} />
        </span>
      </button>
      {ringing ? (
        <>
          <IconButton
            label={text("call.answer")}
            icon="phone"
            look="good"
            keys={answerKeys}
            onPress={() => answer(desk, view)}
          />
          <IconButton
            label={text("call.reject")}
            icon="hangUp"
            look="bad"
            keys={hangUpKeys}
            onPress={() => void desk.run(desk.commands.reject(call.id))}
          />
        </>
      ) : (
        <>
          {call.state === "held" && (
            <IconButton
              label={text("call.resume")}
              icon="resume"
              onPress={() => {
                showCall(desk, call.id);
                toggleHold(desk, view);
              }}
            />
          )}
          <IconButton
            label={text("call.hangUp")}
            icon="hangUp"
            look="bad"
            size="s"
            onPress={() => void desk.run(desk.commands.hangUp(call.id))}
          />
        </>
      )}
    </div>
  );
}
