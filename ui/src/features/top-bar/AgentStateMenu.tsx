import { useRef } from "react";
import { Button as AriaButton, Tooltip, TooltipTrigger } from "react-aria-components";
import type { AgentState, BreakReason, WantedState } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { Menu } from "../../components/Menu";
import { Timer } from "../../components/Timer";
import { type Text, useText } from "../../i18n/text";
import { clockLength } from "../../i18n/when";
import { now } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import styles from "./TopBar.module.css";

const BREAKS: readonly BreakReason[] = ["rest", "meal", "training", "meeting", "back_office"];
/** States that end by themselves: what is asked for meanwhile comes after them. */
const AT_WORK: readonly AgentState["is"][] = ["ringing", "talking", "on_hold", "wrap_up"];

function stateText(text: Text, state: AgentState | WantedState): string {
  return state.is === "break"
    ? text("state.break", { reason: text(`break.${state.reason}`) })
    : text(`state.${state.is}`);
}

/** The agent's state with its timer and what comes next (D-7). */
export function AgentStateMenu() {
  const text = useText();
  const desk = useDesk();
  const { state, since_ms: since, next } = useStore(desk.agent);
  const keys = useKeys("state");
  const button = useRef<HTMLButtonElement>(null);
  useShortcut("state", () => button.current?.click());
  // Who was never at work has been away since no moment.
  const known = since > 0;
  const atWork = AT_WORK.includes(state.is);
  const current = atWork ? next : state;
  const isCurrent = (wanted: WantedState) =>
    current?.is === wanted.is &&
    (wanted.is !== "break" || (current.is === "break" && current.reason === wanted.reason));
  const wanted: [string, WantedState][] = [
    ["available", { is: "available" }],
    ["offline", { is: "offline" }],
    ...BREAKS.map((reason): [string, WantedState] => [reason, { is: "break", reason }]),
  ];
  const entry = ([id, to]: [string, WantedState]) => ({
    id,
    label: to.is === "break" ? text(`break.${to.reason}`) : text(`state.${to.is}`),
    mark: <span className={styles.dot} data-state={to.is} />,
    selected: isCurrent(to),
  });
  return (
    <div className={styles.state}>
      <Menu
        label={text("state.change")}
        trigger={
          <TooltipTrigger delay={500}>
            <AriaButton
              ref={button}
              className={styles.stateButton}
              data-state={state.is}
              aria-label={
                known
                  ? text("state.menu", { state: stateText(text, state), time: clockLength(now() - since) })
                  : stateText(text, state)
              }
            >
              <span className={styles.dot} data-state={state.is} />
              <b>{stateText(text, state)}</b>
              {known && <Timer sinceMs={since} />}
              <Icon name="chevronDown" size={12} />
            </AriaButton>
            <Tooltip className={styles.tooltip}>
              {text("state.change")} <Keys keys={keys} />
            </Tooltip>
          </TooltipTrigger>
        }
        sections={[
          { title: text(atWork ? "state.after" : "state.now"), entries: wanted.slice(0, 2).map(entry) },
          { title: text("break.title"), entries: wanted.slice(2).map(entry) },
        ]}
        onChoose={(id) => {
          const to = wanted.find(([key]) => key === id)?.[1];
          if (to) void desk.run(desk.commands.setAgentState(to));
        }}
      />
      {atWork && (
        <span className={styles.next}>
          {next ? text("state.next", { state: stateText(text, next) }) : text("state.nextNone")}
        </span>
      )}
    </div>
  );
}
