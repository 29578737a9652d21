import type { CallView, CommandError } from "../api/generated/types";
import { toCommandError } from "./errors";
import { createStore, type Store } from "./store";

/** The note of a call as typed here. */
export interface NoteState {
  text: string;
  /** The desk has journalled exactly this text. */
  saved: boolean;
  error: CommandError | null;
}

const EMPTY: NoteState = { text: "", saved: true, error: null };

/** How long typing may rest before the note goes to the journal. */
export const JOURNAL_AFTER_MS = 80;
const RETRY_AFTER_MS = 1_000;

/**
 * The notes of all calls (D-5). Each keystroke reaches the journal within {@link JOURNAL_AFTER_MS}; one write
 * is under way at a time for a call, so that an older text never lands after a newer one.
 */
export interface Notes {
  store: Store<ReadonlyMap<string, NoteState>>;
  write(call: string, text: string): void;
  /** Writes what is not written yet, now. Resolves when it is durable or failed. */
  flush(call?: string): Promise<void>;
  /** Takes over journalled texts, except where something newer was typed here. */
  adopt(calls: readonly CallView[]): void;
  /** Takes over one journalled text, except where something newer was typed here. */
  take(call: string, text: string): void;
  /** Forgets a text that was sent. */
  forget(call: string): void;
}

export function createNotes(save: (call: string, text: string) => Promise<unknown>): Notes {
  const store = createStore<ReadonlyMap<string, NoteState>>(new Map());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const underWay = new Map<string, Promise<void>>();

  const change = (call: string, patch: Partial<NoteState>) =>
    store.update((all) => new Map(all).set(call, { ...(all.get(call) ?? EMPTY), ...patch }));

  const schedule = (call: string, afterMs: number) => {
    clearTimeout(timers.get(call));
    timers.set(
      call,
      setTimeout(() => void flushOne(call), afterMs),
    );
  };

  const flushOne = async (call: string): Promise<void> => {
    clearTimeout(timers.get(call));
    timers.delete(call);
    const running = underWay.get(call);
    if (running) {
      await running;
      return flushOne(call);
    }
    const note = store.get().get(call);
    if (!note || note.saved) return;
    const writing = save(call, note.text).then(
      () => change(call, { saved: store.get().get(call)?.text === note.text, error: null }),
      (cause) => {
        change(call, { error: toCommandError(cause) });
        schedule(call, RETRY_AFTER_MS);
      },
    );
    underWay.set(call, writing);
    await writing;
    underWay.delete(call);
  };

  const take = (call: string, text: string) => {
    const known = store.get().get(call);
    if (!known || (known.saved && known.text === "")) change(call, { text, saved: true, error: null });
  };

  return {
    store,
    write: (call, text) => {
      change(call, { text, saved: false });
      // The timer is not pushed back by further typing: a fast typist is journalled all the same.
      if (!timers.has(call)) schedule(call, JOURNAL_AFTER_MS);
    },
    flush: async (call) => {
      await Promise.all((call ? [call] : [...store.get().keys()]).map(flushOne));
    },
    adopt: (calls) => {
      for (const { call, draft } of calls) take(call.id, draft);
    },
    take,
    forget: (call) => {
      clearTimeout(timers.get(call));
      timers.delete(call);
      change(call, EMPTY);
    },
  };
}

/** The note of a call right now. */
export function noteOf(all: ReadonlyMap<string, NoteState>, call: string): NoteState {
  return all.get(call) ?? EMPTY;
}
