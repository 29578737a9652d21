import type { UiEvent } from "../api/generated/types";
import { onceDrawn } from "./frame";

/** A view that draws no frames, minimised or behind a lock screen, hears the rest after this long all the same. */
const LONGEST_WAIT_MS = 100;

/**
 * Passes on what the desk tells, in its order. What follows a ring waits until the frame with the caller is drawn: the lists and
 * states that change with a call come in the same moment, and drawing them first would keep the caller from the screen (D-1).
 */
export function ringFirst(apply: (event: UiEvent) => void): (event: UiEvent) => void {
  let waiting: UiEvent[] | null = null;

  const hear = (event: UiEvent) => {
    if (waiting) {
      waiting.push(event);
      return;
    }
    apply(event);
    if (event.event === "ringing") holdBack();
  };

  const holdBack = () => {
    waiting = [];
    const passOn = () => {
      callOffFrame();
      clearTimeout(timer);
      const held = waiting ?? [];
      waiting = null;
      for (const event of held) hear(event);
    };
    const callOffFrame = onceDrawn(passOn);
    const timer = setTimeout(passOn, LONGEST_WAIT_MS);
  };

  return hear;
}
