import type { CommandError, SearchHit, SearchResults } from "../api/generated/types";
import { toCommandError } from "./errors";
import { createStore, type Store } from "./store";

/** What was found for what is typed. */
export interface SearchState {
  query: string;
  hits: readonly SearchHit[];
  more: boolean;
  /** The hits answer the query; else they answer an earlier one and a newer answer is on its way. */
  settled: boolean;
  error: CommandError | null;
}

const NOTHING: SearchState = { query: "", hits: [], more: false, settled: true, error: null };

export interface Search {
  store: Store<SearchState>;
  type(query: string): void;
}

/** Searches as one types. An answer to an earlier query never replaces the answer to a later one. */
export function createSearch(ask: (text: string) => Promise<SearchResults>): Search {
  const store = createStore(NOTHING);
  let newestAnswered = 0;
  let asked = 0;
  return {
    store,
    type: (query) => {
      const text = query.trim();
      const own = ++asked;
      if (text === "") {
        newestAnswered = own;
        store.set({ ...NOTHING, query });
        return;
      }
      store.update((now) => ({ ...now, query, settled: false }));
      ask(text).then(
        (results) => {
          if (own < newestAnswered) return;
          newestAnswered = own;
          store.update((now) => ({
            ...now,
            hits: results.hits,
            more: results.more,
            settled: own === asked,
            error: null,
          }));
        },
        (cause) => {
          if (own !== asked) return;
          store.update((now) => ({ ...now, hits: [], settled: true, error: toCommandError(cause) }));
        },
      );
    },
  };
}
