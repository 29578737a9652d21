import { useEffect, useState } from "react";

/**
 * Runs something when the next frame is drawn, and gives the way to call it off. A frame is drawn right after its callbacks, and
 * before the next task.
 */
export function onceDrawn(run: () => void): () => void {
  let task: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    task = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(task);
  };
}

/** The value as it was until the next frame is drawn, and then as it is: for what may come a frame after the rest. */
export function useFrameLater<T>(value: T): T {
  const [shown, setShown] = useState(value);
  useEffect(() => onceDrawn(() => setShown(value)), [value]);
  return shown;
}

/** Whether a frame with this component in it was drawn. */
export function useDrawn(): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => onceDrawn(() => setDrawn(true)), []);
  return drawn;
}
