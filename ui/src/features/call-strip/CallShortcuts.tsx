import { useRef } from "react";
import type { CallView } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import { isUp } from "../../state/selection";
import { useShortcut } from "../../state/shortcuts";
import { answer, toggleHold, toggleMute } from "./actions";

/** A ring that has just begun must not be answered by an Enter that was meant for something else. */
const GUARD_MS = 600;

/** The keys of the call strip. */
export function CallShortcuts({
  main,
  ringing,
}: {
  main: CallView | undefined;
  ringing: CallView | undefined;
}) {
  const desk = useDesk();
  const ringSeen = useRef<{ id: string; at: number } | null>(null);
  if (ringing && ringSeen.current?.id !== ringing.call.id) {
    ringSeen.current = { id: ringing.call.id, at: performance.now() };
  }
  const up = main && isUp(main) ? main : undefined;
  useShortcut("answer", () => ringing && answer(desk, ringing), ringing !== undefined);
  useShortcut(
    "answer_plain",
    () => {
      if (ringing && performance.now() - (ringSeen.current?.at ?? 0) > GUARD_MS) answer(desk, ringing);
    },
    ringing !== undefined,
  );
  useShortcut(
    "hang_up",
    () => {
      // A ring beside a call is rejected first: the call that is up must not end by mistake.
      if (ringing) void desk.run(desk.commands.reject(ringing.call.id));
      else if (main) void desk.run(desk.commands.hangUp(main.call.id));
    },
    main !== undefined,
  );
  useShortcut("hold", () => up && toggleHold(desk, up), up !== undefined);
  useShortcut("mute", () => up && toggleMute(desk, up), up !== undefined);
  return null;
}
