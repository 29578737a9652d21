import { useCallback, useEffect, useRef, useState } from "react";
import type { CommandError, InboxAsk, InboxLine } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";

/** So many lines are read at a time while one scrolls. */
const PART = 100;

export type InboxWanted = Pick<InboxAsk, "whose" | "channel" | "shelf">;

/** Lines of the inbox, read where one looks, and again when something arrived. Those that were not read yet have an empty place. */
export function useInboxRows({ whose, channel, shelf }: InboxWanted) {
  const desk = useDesk();
  const version = useStore(desk.inbox.store, (state) => state.version);
  const [rows, setRows] = useState<readonly (InboxLine | undefined)[] | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const seen = useRef({ first: 0, last: 0 });
  /** The parts that were asked for since the inbox changed. */
  const asked = useRef(new Set<number>());

  const read = useCallback(() => {
    const own = asked.current;
    const last = Math.floor(seen.current.last / PART);
    for (let part = Math.floor(seen.current.first / PART); part <= last; part++) {
      if (own.has(part)) continue;
      own.add(part);
      desk.commands.inbox({ whose, channel, shelf, from: part * PART, count: PART }).then(
        (read) => {
          if (own === asked.current)
            setRows((before) => placed(before ?? [], part * PART, read.rows, read.total));
        },
        (cause) => own === asked.current && setError(toCommandError(cause)),
      );
    }
  }, [desk, whose, channel, shelf]);
  const readAgain = useCallback(() => {
    asked.current = new Set();
    setError(null);
    read();
  }, [read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is the sign that something arrived
  useEffect(() => {
    readAgain();
    return () => {
      asked.current = new Set();
    };
  }, [readAgain, version]);
  const onSeen = useCallback(
    (first: number, last: number) => {
      seen.current = { first, last };
      read();
    },
    [read],
  );
  return { rows, error, onSeen, retry: readAgain };
}

function placed(
  before: readonly (InboxLine | undefined)[],
  from: number,
  rows: readonly InboxLine[],
  total: number,
): (InboxLine | undefined)[] {
  const all = Array.from({ length: total }, (_, at) => before[at]);
  for (const [at, row] of rows.entries()) all[from + at] = row;
  return all;
}
