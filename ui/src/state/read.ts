import { useEffect, useState } from "react";
import type { CommandError } from "../api/generated/types";
import { toCommandError } from "./errors";

/** What was read, or why it was not. */
export interface Read<T> {
  /** `undefined` while it is read for the first time. */
  value: T | undefined;
  error: CommandError | null;
  /** Reads again. */
  retry: () => void;
}

/** Reads when it is shown and whenever `sign` is another: what was read before stays until then. */
export function useRead<T>(read: () => Promise<T>, sign: unknown): Read<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<CommandError | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sign says when there is something new to read
  useEffect(() => {
    let current = true;
    read().then(
      (now) => {
        if (!current) return;
        setValue(() => now);
        setError(null);
      },
      (cause) => current && setError(toCommandError(cause)),
    );
    return () => {
      current = false;
    };
  }, [sign, attempt]);
  return { value, error, retry: () => setAttempt(attempt + 1) };
}
