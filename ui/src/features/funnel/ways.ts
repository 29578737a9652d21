import type { Channel, StageCount, Way } from "../../api/generated/types";
import type { IconName } from "../../components/Icon";
import type { Text } from "../../i18n/text";
import { CHANNEL_ICONS, CHANNELS } from "../../words/channels";

/** How a stage can be reached: by a contact on a channel, or by none. */
export const WAYS: readonly (Channel | "none")[] = [...CHANNELS, "none"];

export function wayIcon(way: Channel | "none"): IconName {
  return way === "none" ? "edit" : CHANNEL_ICONS[way];
}

/** A way in words. */
export function wayText(way: Channel | "none", text: Text): string {
  return way === "none" ? text("funnel.noContact") : text(`channel.${way}`);
}

/** The way of a cell as the filter names it. */
export function wayName(way: Way): Channel | "none" {
  return way.is === "by" ? way.channel : "none";
}

/** How many reached a stage in a way. */
export function reachedBy(stage: StageCount, way: Channel | "none"): number {
  return stage.ways.find((it) => wayName(it.way) === way)?.reached ?? 0;
}
