import { useCallback, useEffect, useRef, useState } from "react";
import type { CommandError, ListView, MemberView } from "../../api/generated/types";
import { useDesk } from "../../state/context";
import type { Desk } from "../../state/desk";
import { toCommandError } from "../../state/errors";

/** So many members are read at a time while one scrolls. */
const PART = 100;
/** So many at a time when all are wanted. */
const LARGE_PART = 500;

/** Members of a list, read where one looks, and again when the list moved on. Those that were not read yet have an empty place. */
export function useMembers(view: ListView) {
  const desk = useDesk();
  const list = view.list.id;
  const [members, setMembers] = useState<readonly (MemberView | undefined)[] | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const seen = useRef({ first: 0, last: 0 });
  /** The parts that were asked for since the list moved on. */
  const asked = useRef(new Set<number>());

  const read = useCallback(() => {
    const own = asked.current;
    const last = Math.floor(seen.current.last / PART);
    for (let part = Math.floor(seen.current.first / PART); part <= last; part++) {
      if (own.has(part)) continue;
      own.add(part);
      desk.commands.listMembers({ list, from: part * PART, count: PART }).then(
        ({ rows, total }) => {
          if (own === asked.current) setMembers((before) => placed(before ?? [], part * PART, rows, total));
        },
        (cause) => own === asked.current && setError(toCommandError(cause)),
      );
    }
  }, [desk, list]);
  const readAgain = useCallback(() => {
    asked.current = new Set();
    setError(null);
    read();
  }, [read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view of the list is the sign that its members may differ
  useEffect(() => {
    readAgain();
    return () => {
      asked.current = new Set();
    };
  }, [readAgain, view]);
  const onSeen = useCallback(
    (first: number, last: number) => {
      seen.current = { first, last };
      read();
    },
    [read],
  );
  return { members, error, onSeen, retry: readAgain };
}

function placed(
  before: readonly (MemberView | undefined)[],
  from: number,
  rows: readonly MemberView[],
  total: number,
): (MemberView | undefined)[] {
  const all = Array.from({ length: total }, (_, at) => before[at]);
  for (const [at, row] of rows.entries()) all[from + at] = row;
  return all;
}

/** All members of a list. */
export async function readAllMembers(desk: Desk, list: string): Promise<MemberView[]> {
  const all: MemberView[] = [];
  for (let from = 0; ; from += LARGE_PART) {
    const { rows, total } = await desk.commands.listMembers({ list, from, count: LARGE_PART });
    all.push(...rows);
    if (from + LARGE_PART >= total) return all;
  }
}
