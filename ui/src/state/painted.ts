import { onceDrawn } from "./frame";

/** Marks for measurements: when something from outside was told to the view, and when it is on the screen. */

type Painted = { kind: "ring"; call: string } | { kind: "stale"; customers: readonly string[] };

/** Says when the next frame, which shows this, is drawn: as a performance measure and as an event on the window. */
export function afterPaint(painted: Painted): void {
  const toldAt = performance.now();
  // Waiting for the frame after it instead would count what is drawn later, too: the form.
  onceDrawn(() => {
    performance.measure(`${painted.kind}-painted`, { start: toldAt, detail: painted });
    window.dispatchEvent(new CustomEvent("daehwa:painted", { detail: { ...painted, toldAt } }));
  });
}
