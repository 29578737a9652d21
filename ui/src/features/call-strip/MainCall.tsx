import type { CallView } from "../../api/generated/types";
import { Button, IconButton, IconToggle } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { Timer } from "../../components/Timer";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { showCall } from "../../state/live";
import { isIncomingRing, isUp } from "../../state/selection";
import { useKeys } from "../../state/shortcuts";
import { callerName, callerNumber } from "../../words/call";
import { answer, toggleHold, toggleMute } from "./actions";
import styles from "./CallStrip.module.css";
import { Keypad } from "./Keypad";
import { MediaBadges } from "./MediaBadges";
import { Transfer } from "./Transfer";

/** The call at hand: who, where from, how long, and everything that can be done with it. */
export function MainCall({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const { call } = view;
  const ringing = isIncomingRing(view);
  const state = text(
    call.state === "ringing"
      ? ringing
        ? "call.state.ringing_in"
        : "call.state.ringing_out"
      : `call.state.${call.state}`,
  );
  const number = callerNumber(view, text);
  const name = callerName(view, text);
  return (
    <div className={styles.main} data-state={call.state}>
      <span className={styles.mark} data-ringing={ringing}>
        <Icon
          name={call.state === "held" ? "hold" : call.direction === "inbound" ? "phoneIn" : "phoneOut"}
          size={18}
        />
      </span>
      <button type="button" className={styles.who} onClick={() => showCall(desk, call.id)}>
        <span className={styles.name} dir="auto" title={name}>
          {name}
        </span>
        <span className={styles.facts}>
          {name !== number && <span>{number}</span>}
          {call.caller.queue && <span dir="auto">{text("call.queue", { queue: call.caller.queue })}</span>}
          {call.caller.diverted_from && (
            <span>{text("call.diverted", { number: call.caller.diverted_from })}</span>
          )}
        </span>
      </button>
      <span className={styles.status}>
        <b className={styles.state}>{call.held_by_remote ? text("call.heldByRemote") : state}</b>
        <span className={styles.clock}>
          <span className="visually-hidden">{text("call.timer")}</span>
          <Timer sinceMs={call.answered_ms ?? call.started_ms} />
          {call.muted && <span className={styles.muted}>{text("call.muted")}</span>}
        </span>
      </span>
      {isUp(view) && <MediaBadges call={call} />}
      <Controls view={view} />
    </div>
  );
}

function Controls({ view }: { view: CallView }) {
  const text = useText();
  const desk = useDesk();
  const keys = {
    answer: useKeys("answer"),
    hangUp: useKeys("hang_up"),
    hold: useKeys("hold"),
    mute: useKeys("mute"),
  };
  const { call } = view;
  if (isIncomingRing(view)) {
    return (
      <div className={styles.tools} role="toolbar" aria-label={text("call.tools")}>
        <Button look="good" icon="phone" keys={keys.answer} onPress={() => answer(desk, view)}>
          {text("call.answer")}
        </Button>
        <Button
          look="bad"
          icon="hangUp"
          keys={keys.hangUp}
          onPress={() => void desk.run(desk.commands.reject(call.id))}
        >
          {text("call.reject")}
        </Button>
      </div>
    );
  }
  const held = call.state === "held";
  return (
    <div className={styles.tools} role="toolbar" aria-label={text("call.tools")}>
      {isUp(view) && (
        <>
          <IconToggle
            label={text(call.muted ? "call.unmute" : "call.mute")}
            icon={call.muted ? "micOff" : "mic"}
            keys={keys.mute}
            isSelected={call.muted}
            onPress={() => toggleMute(desk, view)}
          />
          <IconToggle
            label={text(held ? "call.resume" : "call.hold")}
            icon={held ? "resume" : "hold"}
            keys={keys.hold}
            isSelected={held}
            onPress={() => toggleHold(desk, view)}
          />
          <Keypad call={call.id} />
          <Transfer call={call.id} />
        </>
      )}
      <IconButton
        label={text("call.hangUp")}
        icon="hangUp"
        look="bad"
        keys={keys.hangUp}
        onPress={() => void desk.run(desk.commands.hangUp(call.id))}
      />
    </div>
  );
}
