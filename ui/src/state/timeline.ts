import type {
  Channel,
  CommandError,
  TimelineCursor,
  TimelineEntry,
  TimelinePage,
  TimelineQuery,
} from "../api/generated/types";
import { toCommandError } from "./errors";
import { createStore, type Store, sameList } from "./store";

/** Which contacts are shown. */
export interface TimelineFilter {
  channels: readonly Channel[];
  dialogue: string | null;
  text: string;
  untilMs: number | null;
}

export const ALL: TimelineFilter = { channels: [], dialogue: null, text: "", untilMs: null };

/** A customer's contacts as far as they were read, newest first. */
export interface TimelineState {
  filter: TimelineFilter;
  entries: readonly TimelineEntry[];
  next: TimelineCursor | null;
  total: number;
  loading: boolean;
  error: CommandError | null;
  /** The contact that somebody went to, until the filter changes. */
  sought: { id: string } | null;
}

const PAGE = 100;
const TYPING_PAUSE_MS = 80;

export interface Timeline {
  store: Store<TimelineState>;
  /** The newest page came with the customer, first or again. */
  adopt(page: TimelinePage): void;
  filter(patch: Partial<TimelineFilter>): void;
  /** Goes to a contact, wherever in the history it is. */
  seek(contact: { id: string; started_ms: number }): void;
  more(): void;
  retry(): void;
}

export function isFiltered(filter: TimelineFilter): boolean {
  return (
    filter.channels.length > 0 ||
    filter.dialogue !== null ||
    filter.text.trim() !== "" ||
    filter.untilMs !== null
  );
}

/** The entries as they were read now; one that is as it was before stays the same object, so that its row is not drawn again. */
function keepSame(before: readonly TimelineEntry[], now: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const known = new Map(before.map((entry) => [entry.interaction.id, entry]));
  return now.map((entry) => {
    const old = known.get(entry.interaction.id);
    return old && JSON.stringify(old) === JSON.stringify(entry) ? old : entry;
  });
}

function keepList<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return sameList(before, now) ? before : now;
}

export function createTimeline(
  customer: string,
  read: (query: TimelineQuery) => Promise<TimelinePage>,
): Timeline {
  const store = createStore<TimelineState>({
    filter: ALL,
    entries: [],
    next: null,
    total: 0,
    loading: false,
    error: null,
    sought: null,
  });
  // An answer counts only while its question is still the latest one.
  let asked = 0;
  let typing: ReturnType<typeof setTimeout> | undefined;
  const change = (patch: Partial<TimelineState>) => store.update((now) => ({ ...now, ...patch }));

  const load = async (after: TimelineCursor | null) => {
    const own = ++asked;
    const { filter } = store.get();
    change({ loading: true, error: null });
    try {
      const page = await read({
        customer,
        channels: [...filter.channels],
        dialogue: filter.dialogue,
        text: filter.text.trim() || null,
        until_ms: filter.untilMs,
        after,
        limit: PAGE,
      });
      if (own !== asked) return;
      const entries = after ? [...store.get().entries, ...page.entries] : page.entries;
      change({ entries, next: page.next, total: page.total, loading: false });
    } catch (cause) {
      if (own === asked) change({ loading: false, error: toCommandError(cause) });
    }
  };

  return {
    store,
    adopt: (page) => {
      const { filter, entries, next } = store.get();
      if (isFiltered(filter)) {
        void load(null);
        return;
      }
      asked++;
      const newest = keepSame(entries, page.entries);
      const oldest = newest.at(-1)?.interaction;
      const at = oldest ? entries.findIndex((entry) => entry.interaction.id === oldest.id) : -1;
      // What was read further back stays: contacts are never changed once made.
      const further = at < 0 ? [] : entries.slice(at + 1);
      change({
        entries: keepList(entries, [...newest, ...further]),
        next: at < 0 ? page.next : next,
        total: page.total,
        loading: false,
        error: null,
      });
    },
    filter: (patch) => {
      change({ filter: { ...store.get().filter, ...patch }, sought: null });
      clearTimeout(typing);
      typing = setTimeout(() => void load(null), "text" in patch ? TYPING_PAUSE_MS : 0);
    },
    seek: ({ id, started_ms }) => {
      const sought = { id };
      if (store.get().entries.some((entry) => entry.interaction.id === id)) {
        change({ sought });
        return;
      }
      clearTimeout(typing);
      change({ filter: { ...ALL, untilMs: started_ms }, sought });
      void load(null);
    },
    more: () => {
      const { next, loading, error } = store.get();
      if (next && !loading && !error) void load(next);
    },
    retry: () => void load(null),
  };
}
