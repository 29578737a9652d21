import { useCallback } from "react";
import type { InboxAsk } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import { useParts } from "../../state/parts";
import { useStore } from "../../state/store";

export type InboxWanted = Pick<InboxAsk, "whose" | "channel" | "shelf">;

/** Lines of the inbox, read where one looks, and again when something arrived. */
export function useInboxRows({ whose, channel, shelf }: InboxWanted) {
  const desk = useDesk();
  const version = useStore(desk.inbox.store, (state) => state.version);
  const read = useCallback(
    (from: number, count: number) => desk.commands.inbox({ whose, channel, shelf, from, count }),
    [desk, whose, channel, shelf],
  );
  return useParts(read, version);
}
