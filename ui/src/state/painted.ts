/** Marks for measurements: when something from outside was told to the view, and when it is on the screen. */

type Painted = { kind: "ring"; call: string } | { kind: "stale"; customers: readonly string[] };

/** Says after the next frame that this is painted: as a performance mark and as an event on the window. */
export function afterPaint(painted: Painted): void {
  const toldAt = performance.now();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.measure(`${painted.kind}-painted`, { start: toldAt, detail: painted });
      window.dispatchEvent(new CustomEvent("daehwa:painted", { detail: { ...painted, toldAt } }));
    }),
  );
}
