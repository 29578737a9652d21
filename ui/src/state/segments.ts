import type { Commands } from "../api/generated/commands";
import type {
  CommandError,
  SegmentForm,
  SegmentOverview,
  SegmentQuery,
  SegmentView,
} from "../api/generated/types";
import { toCommandError } from "./errors";
import { createStore, type Store } from "./store";

export interface SegmentsState {
  overview: SegmentOverview | null;
  /** What is edited: a saved segment or a new one. */
  draft: SegmentForm | null;
  /** Counts what was taken up for editing: saving keeps it, and the focus in it. */
  opened: number;
  /** Who is in it, as it was last found. */
  view: SegmentView | null;
  /** Finding, and how far it is; `null` when nothing is looked for. */
  done: number | null;
  error: CommandError | null;
}

export interface SegmentsStore {
  store: Store<SegmentsState>;
  /** The window is open: reads the segments, and begins with a query where one is given. */
  open(query: SegmentQuery | null): void;
  close(): void;
  /** The next person at this desk sees nothing of the last one's. */
  forget(): void;
  choose(draft: SegmentForm | null): void;
  edit(patch: Partial<SegmentForm>): void;
  save(): Promise<boolean>;
  /** Something happened with a customer, topic or segment. */
  stale(): void;
  progress(done: number): void;
  retry(): void;
}

export const NO_QUERY: SegmentQuery = { matches: "all", conditions: [] };

const NOTHING_READ: SegmentsState = {
  overview: null,
  draft: null,
  opened: 0,
  view: null,
  done: null,
  error: null,
};

const TYPING_PAUSE_MS = 250;

/** Segments while their window is open. */
export function createSegments(commands: Commands): SegmentsStore {
  const store = createStore<SegmentsState>(NOTHING_READ);
  const change = (patch: Partial<SegmentsState>) => store.update((state) => ({ ...state, ...patch }));
  let isOpen = false;
  // An answer counts only while its question is still the latest one.
  let asked = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  let restUntil = 0;

  const find = async () => {
    clearTimeout(later);
    later = undefined;
    const own = ++asked;
    const { draft } = store.get();
    if (!isOpen || !draft || !isAskable(draft.query)) return change({ done: null, view: null });
    change({ done: 0, error: null });
    try {
      const view = await commands.segmentCustomers(draft.query);
      if (own !== asked) return;
      change({ done: null });
      // Something else was asked for meanwhile, such as what the window before this one stopped.
      if (!view) return findLater(TYPING_PAUSE_MS);
      restUntil = Date.now() + 4 * view.took_ms;
      change({ view });
    } catch (cause) {
      if (own === asked) change({ done: null, error: toCommandError(cause) });
    }
  };
  const findLater = (pauseMs: number) => {
    clearTimeout(later);
    later = setTimeout(() => void find(), pauseMs);
  };
  const read = async () => {
    try {
      change({ overview: await commands.segments() });
    } catch (cause) {
      change({ error: toCommandError(cause) });
    }
  };

  const close = () => {
    isOpen = false;
    asked++;
    clearTimeout(later);
    later = undefined;
    const finding = store.get().done !== null;
    change({ done: null });
    if (finding) void commands.stopCounting().catch(() => undefined);
  };

  return {
    store,
    open: (query) => {
      isOpen = true;
      const draft = query ? { id: null, name: "", query, retired: false } : null;
      change({ draft, opened: store.get().opened + 1, view: null, error: null });
      void read();
      void find();
    },
    close,
    forget: () => {
      close();
      store.set(NOTHING_READ);
    },
    choose: (draft) => {
      change({ draft, opened: store.get().opened + 1, view: null, error: null });
      void find();
    },
    edit: (patch) => {
      const { draft } = store.get();
      if (!draft) return;
      change({ draft: { ...draft, ...patch } });
      if (patch.query) findLater(TYPING_PAUSE_MS);
    },
    save: async () => {
      const { draft } = store.get();
      if (!draft) return false;
      try {
        const { id, name, query, retired } = await commands.saveSegment(draft);
        change({ draft: { id, name, query, retired }, error: null });
        await read();
        return true;
      } catch (cause) {
        change({ error: toCommandError(cause) });
        return false;
      }
    },
    stale: () => {
      if (!isOpen) return;
      void read();
      if (later === undefined && store.get().done === null)
        findLater(Math.max(TYPING_PAUSE_MS, restUntil - Date.now()));
    },
    progress: (done) => {
      if (store.get().done !== null) change({ done });
    },
    retry: () => {
      change({ error: null });
      void read();
      void find();
    },
  };
}

/** Whether the desk can be asked: the same as `SegmentQuery::check`, for what the form can hold. */
export function isAskable(query: SegmentQuery): boolean {
  return (
    query.conditions.length > 0 &&
    query.conditions.every(({ test }) => {
      switch (test.on) {
        case "tier":
          return test.tiers.length > 0;
        case "team":
          return test.teams.length > 0;
        case "region":
          return test.words.trim() !== "";
        case "dialogue":
          return test.from_stage === null || test.to_stage === null || test.from_stage <= test.to_stage;
        default:
          return true;
      }
    })
  );
}
