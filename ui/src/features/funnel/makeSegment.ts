import type { Desk } from "../../state/desk";
import type { Chosen } from "../../state/funnel";

/** Makes a segment of the customers behind a number, and opens it. */
export async function makeSegment(desk: Desk, chosen: Chosen): Promise<void> {
  const query = await desk.funnel.segmentOf(chosen);
  if (query) desk.open.set({ is: "segments", query });
}
