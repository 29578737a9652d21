import { useCallback, useEffect, useRef, useState } from "react";
import type { CommandError } from "../api/generated/types";
import { toCommandError } from "./errors";

/** So many rows are read at a time while one scrolls. */
const PART = 100;

/** Some rows of a long list, and how many it has in all. */
interface Part<T> {
  rows: readonly T[];
  total: number;
}

/**
 * Rows of a long list, read where one looks, and all anew when `sign` is another. Those that were not read yet have an empty place.
 * `readPart` stays the same function while it reads the same list.
 */
export function useParts<T>(readPart: (from: number, count: number) => Promise<Part<T>>, sign: unknown) {
  const [rows, setRows] = useState<readonly (T | undefined)[] | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const seen = useRef({ first: 0, last: 0 });
  /** The parts that were asked for since all was read anew. */
  const asked = useRef(new Set<number>());

  const read = useCallback(() => {
    const own = asked.current;
    const last = Math.floor(seen.current.last / PART);
    for (let part = Math.floor(seen.current.first / PART); part <= last; part++) {
      if (own.has(part)) continue;
      own.add(part);
      readPart(part * PART, PART).then(
        (read) => {
          if (own === asked.current) setRows((before) => placed(before ?? [], part * PART, read));
        },
        (cause) => own === asked.current && setError(toCommandError(cause)),
      );
    }
  }, [readPart]);
  const readAgain = useCallback(() => {
    asked.current = new Set();
    setError(null);
    read();
  }, [read]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sign says that the rows may differ
  useEffect(() => {
    readAgain();
    return () => {
      asked.current = new Set();
    };
  }, [readAgain, sign]);
  const onSeen = useCallback(
    (first: number, last: number) => {
      seen.current = { first, last };
      read();
    },
    [read],
  );
  return { rows, error, onSeen, retry: readAgain };
}

function placed<T>(before: readonly (T | undefined)[], from: number, { rows, total }: Part<T>) {
  const all = Array.from({ length: total }, (_, at) => before[at]);
  for (const [at, row] of rows.entries()) all[from + at] = row;
  return all;
}
