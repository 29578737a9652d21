import type { Commands } from "../api/generated/commands";
import type { CaseAlarm, CaseCount } from "../api/generated/types";
import { now } from "./clock";
import type { Desk } from "./desk";
import { createStore, type Store } from "./store";

export interface CasesState {
  /** How many are open; `null` before that was read. */
  counts: CaseCount | null;
  /** Counts what changed: who shows cases reads them again. */
  version: number;
}

export interface CasesStore {
  store: Store<CasesState>;
  /** Some case is another now: reads again how many there are. */
  stale(): Promise<void>;
  /** The next person at this desk sees nothing of the last one's. */
  forget(): void;
}

/** Requests and complaints: how many are open, and when to read again. */
export function createCases(commands: Commands): CasesStore {
  const store = createStore<CasesState>({ counts: null, version: 0 });
  return {
    store,
    stale: async () => {
      store.update((state) => ({ ...state, version: state.version + 1 }));
      try {
        const counts = await commands.caseCount();
        store.update((state) => ({ ...state, counts }));
      } catch {
        // The counts that are shown stay; the next change reads them again.
      }
    },
    forget: () => store.update(({ version }) => ({ counts: null, version: version + 1 })),
  };
}

/** Shows a case in the list of all. */
export function openCase(desk: Desk, id: string): void {
  desk.open.set({ is: "cases", shelf: "open", whose: "all", case: id });
}

/** Says that a promise about a case draws near, is overdue, or is the business of whoever leads. */
export function tellOfCase(desk: Desk, { line }: CaseAlarm): void {
  const { id, name, title, due_ms: dueMs, escalated } = line;
  const late = dueMs !== null && dueMs <= now();
  const key = escalated ? "cases.toldLead" : late ? "cases.toldLate" : "cases.toldSoon";
  desk.notices.remind(key, { name, title }, { key: "callback.open", run: () => openCase(desk, id) });
}
