import { localeStore, textFor } from "../../i18n/text";
import type { Desk } from "../../state/desk";
import type { Chosen } from "../../state/funnel";
import { topicName } from "../../words/need";

/** Makes a segment of the customers behind a number, and opens it. */
export async function makeSegment(desk: Desk, chosen: Chosen): Promise<void> {
  const query = await desk.funnel.segmentOf(chosen);
  if (query) desk.open.set({ is: "segments", query });
}

/** Goes on to a call list of the customers behind a number. */
export function makeList(desk: Desk, chosen: Chosen): void {
  const cell = desk.funnel.cellOf(chosen);
  if (!cell) return;
  const { locale } = localeStore.get();
  const text = textFor(locale);
  const topics = desk.topics.get();
  const stage = topics.find((it) => it.id === chosen.topic)?.stages[chosen.stage - 1]?.name[locale] ?? "";
  const name = [topicName(topics, chosen.topic, locale, text), stage].filter((it) => it !== "").join(" · ");
  desk.open.set({ is: "make_list", origin: { from: "cell", cell }, topic: chosen.topic, name });
}
