import type { CommandError, CustomerView } from "../api/generated/types";
import { toCommandError } from "./errors";
import { createStore, type Store } from "./store";

/** A customer as far as it was read. */
export interface CustomerEntry {
  view: CustomerView | null;
  loading: boolean;
  error: CommandError | null;
}

const UNREAD: CustomerEntry = { view: null, loading: false, error: null };
const KEPT = 40;

/** The customers that were looked at lately. What is stale is shown until the new reading is there. */
export interface Customers {
  store: Store<ReadonlyMap<string, CustomerEntry>>;
  put(view: CustomerView): void;
  /** Reads a customer unless it is here already. */
  open(id: string): void;
  /** Reads again. A reading that is under way is followed by one more. */
  refresh(id: string): Promise<void>;
  /** Forgets all but these, so that they are read again when they are next opened. */
  forgetAllBut(kept: readonly string[]): void;
}

/** `arrived` hears of each reading before it is shown: what hangs on it is on screen with it, and not a moment later. */
export function createCustomers(
  read: (id: string) => Promise<CustomerView>,
  arrived: (view: CustomerView) => void = () => undefined,
): Customers {
  const store = createStore<ReadonlyMap<string, CustomerEntry>>(new Map());
  const underWay = new Map<string, { again: boolean }>();

  const change = (id: string, entry: CustomerEntry) => {
    const all = new Map(store.get());
    all.delete(id);
    all.set(id, entry);
    for (const oldest of all.keys()) {
      if (all.size <= KEPT) break;
      all.delete(oldest);
    }
    store.set(all);
  };

  const show = (id: string, view: CustomerView) => {
    arrived(view);
    // Asked for by the id of one for whom another stands now.
    if (view.customer.id !== id) change(view.customer.id, { view, loading: false, error: null });
    change(id, { view, loading: false, error: null });
  };

  const refresh = async (id: string): Promise<void> => {
    const running = underWay.get(id);
    if (running) {
      running.again = true;
      return;
    }
    const reading = { again: false };
    underWay.set(id, reading);
    do {
      reading.again = false;
      const before = store.get().get(id) ?? UNREAD;
      change(id, { ...before, loading: true });
      try {
        show(id, await read(id));
      } catch (cause) {
        const kept = store.get().get(id)?.view ?? null;
        change(id, { view: kept, loading: false, error: toCommandError(cause) });
      }
    } while (reading.again);
    underWay.delete(id);
  };

  return {
    store,
    refresh,
    put: (view) => show(view.customer.id, view),
    open: (id) => {
      const entry = store.get().get(id);
      if (!entry || (!entry.view && !entry.loading)) void refresh(id);
    },
    forgetAllBut: (kept) => {
      store.set(new Map([...store.get()].filter(([id]) => kept.includes(id))));
    },
  };
}

/** What is known of a customer right now. */
export function entryOf(all: ReadonlyMap<string, CustomerEntry>, id: string | null): CustomerEntry {
  return (id && all.get(id)) || UNREAD;
}
