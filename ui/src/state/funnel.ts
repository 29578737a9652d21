import type { Commands } from "../api/generated/commands";
import type {
  Channel,
  CommandError,
  FunnelCell,
  FunnelCustomers,
  FunnelView,
  Purpose,
  SegmentQuery,
  Way,
} from "../api/generated/types";
import { now } from "./clock";
import { toCommandError } from "./errors";
import { type Compared, comparedPeriods, type Span } from "./period";
import { createStore, type Store } from "./store";

/** What the funnel is about. */
export interface FunnelFilter {
  topic: string | null;
  purpose: Purpose | null;
  way: Channel | "none" | null;
  span: Span;
}

/** The number whose customers are shown: of the period, or of the one it is compared with. */
export interface Chosen {
  topic: string;
  stage: number;
  way: Way | null;
  earlier: boolean;
}

export interface FunnelState {
  filter: FunnelFilter;
  /** The days of the filter are none. */
  noPeriod: boolean;
  view: FunnelView | null;
  /** Counting, and how far it is; `null` when nothing is counted. */
  done: number | null;
  error: CommandError | null;
  chosen: Chosen | null;
  customers: FunnelCustomers | null;
  readingCustomers: boolean;
}

export interface FunnelStore {
  store: Store<FunnelState>;
  /** The window is open: counts, and follows what happens. */
  open(timeZone: string): void;
  /** The window is closed: what is being counted stops. */
  close(): void;
  /** The next person at this desk sees nothing of the last one's. */
  forget(): void;
  filter(patch: Partial<FunnelFilter>): void;
  choose(chosen: Chosen | null): void;
  /** The customers behind a number as a segment; `null` when it failed. */
  segmentOf(chosen: Chosen): Promise<SegmentQuery | null>;
  /** A number as the desk knows it; `null` while the days of the filter are none. */
  cellOf(chosen: Chosen): FunnelCell | null;
  /** Something happened with a customer or topic. */
  stale(): void;
  /** How far the counting is. */
  progress(done: number): void;
  retry(): void;
}

export const FIRST_FILTER: FunnelFilter = {
  topic: null,
  purpose: null,
  way: null,
  span: { is: "days", days: 30 },
};

const NOTHING_COUNTED: FunnelState = {
  filter: FIRST_FILTER,
  noPeriod: false,
  view: null,
  done: null,
  error: null,
  chosen: null,
  customers: null,
  readingCustomers: false,
};

/** Counted again at most so often, and not before four times as long a pause as counting took. */
const PAUSE_MS = 400;

function cellOf({ topic, stage, way, earlier }: Chosen, dates: Compared): FunnelCell {
  return { topic, stage, way, period: earlier ? dates.compared : dates.period };
}

/** A way of the filter as the desk names it. */
export function wayOf(way: FunnelFilter["way"]): Way | null {
  if (way === null) return null;
  return way === "none" ? { is: "no_contact" } : { is: "by", channel: way };
}

/** The funnel, kept while somebody is signed in, so that it comes up as it was left. */
export function createFunnel(commands: Commands): FunnelStore {
  const store = createStore<FunnelState>(NOTHING_COUNTED);
  const change = (patch: Partial<FunnelState>) => store.update((state) => ({ ...state, ...patch }));
  let zone: string | null = null;
  // An answer counts only while its question is still the latest one.
  let asked = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let restUntil = 0;

  const periods = () => (zone === null ? null : comparedPeriods(store.get().filter.span, now(), zone));

  // One after the other: the desk reads one thing at a time.
  const read = async () => {
    clearTimeout(again);
    again = undefined;
    if (zone === null) return;
    const own = ++asked;
    const { filter } = store.get();
    const dates = periods();
    if (!dates) return change({ noPeriod: true, done: null, readingCustomers: false });
    change({ noPeriod: false, done: 0, error: null });
    try {
      const query = { topic: filter.topic, purpose: filter.purpose, way: wayOf(filter.way), ...dates };
      const view = await commands.funnel(query);
      if (own !== asked) return;
      change({ done: null });
      if (!view) return readLater();
      restUntil = Date.now() + Math.max(PAUSE_MS, 4 * view.took_ms);
      change({ view });
      await readCustomers(own);
    } catch (cause) {
      if (own === asked) change({ done: null, readingCustomers: false, error: toCommandError(cause) });
    }
  };

  // Something else was asked for meanwhile, such as what the window before this one stopped.
  const readLater = () => {
    clearTimeout(again);
    again = setTimeout(() => void read(), PAUSE_MS);
  };

  const readCustomers = async (own: number) => {
    const { chosen } = store.get();
    const dates = periods();
    if (!chosen || !dates) return;
    const customers = await commands.funnelCustomers(cellOf(chosen, dates));
    if (own !== asked) return;
    change({ readingCustomers: false });
    if (customers) change({ customers });
    else readLater();
  };

  const listOf = async (own: number) => {
    try {
      await readCustomers(own);
    } catch (cause) {
      if (own === asked) change({ readingCustomers: false, error: toCommandError(cause) });
    }
  };

  const close = () => {
    zone = null;
    asked++;
    clearTimeout(again);
    again = undefined;
    const counting = store.get().done !== null || store.get().readingCustomers;
    change({ done: null, readingCustomers: false });
    if (counting) void commands.stopCounting().catch(() => undefined);
  };

  return {
    store,
    open: (timeZone) => {
      zone = timeZone;
      void read();
    },
    close,
    forget: () => {
      close();
      store.set(NOTHING_COUNTED);
    },
    filter: (patch) => {
      change({ filter: { ...store.get().filter, ...patch }, chosen: null, customers: null });
      void read();
    },
    choose: (chosen) => {
      const counting = store.get().done !== null;
      change({ chosen, customers: null, readingCustomers: chosen !== null, error: null });
      // While the funnel is counted, its customers are read afterwards.
      if (chosen && !counting) void listOf(++asked);
    },
    cellOf: (chosen) => {
      const dates = periods();
      return dates && cellOf(chosen, dates);
    },
    segmentOf: async (chosen) => {
      const dates = periods();
      if (!dates) return null;
      try {
        return await commands.segmentOfCell(cellOf(chosen, dates));
      } catch (cause) {
        change({ error: toCommandError(cause) });
        return null;
      }
    },
    stale: () => {
      if (zone === null || again !== undefined) return;
      again = setTimeout(
        () => {
          again = undefined;
          if (store.get().done === null && !store.get().readingCustomers) void read();
          else again = setTimeout(() => void read(), PAUSE_MS);
        },
        Math.max(0, restUntil - Date.now()),
      );
    },
    progress: (done) => {
      if (store.get().done !== null) change({ done });
    },
    retry: () => void read(),
  };
}
