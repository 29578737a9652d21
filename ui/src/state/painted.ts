/** Marks for measurements: when something that came from outside is on the screen. */

type Painted = { kind: "ring"; call: string } | { kind: "stale"; customers: readonly string[] };

/** Says after the next frame that this is painted: as a performance mark and as an event on the window. */
export function afterPaint(painted: Painted): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark(painted.kind === "ring" ? "ring-painted" : "stale-painted", { detail: painted });
      window.dispatchEvent(new CustomEvent("daehwa:painted", { detail: painted }));
    }),
  );
}
