import type { Commands } from "../api/generated/commands";
import type { CommandError, ListView, ListWork, MemberView } from "../api/generated/types";
import { toCommandError } from "./errors";
import type { Notices } from "./notices";
import { createStore, type Store } from "./store";

export interface ListsState {
  /** The lists that are this person's business; `null` before they were read. */
  views: readonly ListView[] | null;
  /** The list that is worked through. */
  active: string | null;
  /** What this person has of it. */
  work: ListWork | null;
  /** Whose turn it is. */
  current: string | null;
  /** The next ones are being taken. */
  taking: boolean;
  /** How far looking ahead at a new list is, 0–1. */
  done: number;
  error: CommandError | null;
}

export interface ListsStore {
  store: Store<ListsState>;
  /** Reads the lists, and what this person has of the active one. */
  read(): Promise<void>;
  /** Works through another list, or none. */
  choose(list: string | null): Promise<void>;
  /** The member whose turn is next; `null` when nobody is left. */
  next(): Promise<MemberView | null>;
  /** It is this member's turn. */
  turn(member: string): void;
  /** How far looking ahead at a new list is. */
  progress(done: number): void;
  /** The next person at this desk sees nothing of the last one's. */
  forget(): void;
}

const NOTHING_READ: ListsState = {
  views: null,
  active: null,
  work: null,
  current: null,
  taking: false,
  done: 0,
  error: null,
};

/** Call lists: which there are, and the one that is worked through. */
export function createLists(commands: Commands, notices: Notices): ListsStore {
  const store = createStore<ListsState>(NOTHING_READ);
  const change = (patch: Partial<ListsState>) => store.update((state) => ({ ...state, ...patch }));
  // An answer counts only while its question is still the latest one.
  let asked = 0;

  const read = async () => {
    const own = ++asked;
    const { active } = store.get();
    try {
      const [views, work] = await Promise.all([
        commands.callLists(),
        active ? commands.listWork(active).catch(() => null) : null,
      ]);
      if (own !== asked) return;
      const goesOn = views.some((it) => it.list.id === active && !it.list.closed);
      change(
        goesOn
          ? { views, work, error: null }
          : { views, active: null, work: null, current: null, error: null },
      );
    } catch (cause) {
      if (own === asked) change({ error: toCommandError(cause) });
    }
  };

  /** Takes the next ones; what was taken before stays when that fails. */
  const take = async (list: string): Promise<ListWork | null> => {
    change({ taking: true });
    try {
      const work = await commands.takeMembers(list);
      asked++;
      if (store.get().active === list) change({ work });
      return work;
    } catch (cause) {
      notices.fail(toCommandError(cause));
      return null;
    } finally {
      change({ taking: false });
    }
  };

  return {
    store,
    read,
    choose: async (list) => {
      asked++;
      change({ active: list, work: null, current: null });
      if (!list) return;
      const work = await take(list);
      if (!work && store.get().active === list) await read();
    },
    next: async () => {
      const state = store.get();
      if (!state.active || state.taking) return null;
      const after = following(state.work?.mine ?? [], state.current);
      const callable = (state.work?.mine ?? []).filter((it) => it.obstacles.length === 0);
      // A few are always at hand: for the moment in which the server can't be reached.
      const short = callable.length < 2;
      const work = short ? await take(state.active) : state.work;
      const now = store.get();
      const found = after && now.work?.mine.find((it) => it.id === after.id);
      const member = found ?? following(work?.mine ?? now.work?.mine ?? [], state.current);
      change({ current: member?.id ?? null });
      return member ?? null;
    },
    turn: (member) => change({ current: member }),
    progress: (done) => change({ done }),
    forget: () => {
      asked++;
      store.set(NOTHING_READ);
    },
  };
}

/** Who comes after `current`, those first who can be called. */
function following(mine: readonly MemberView[], current: string | null): MemberView | undefined {
  const at = mine.findIndex((it) => it.id === current);
  const order = [...mine.slice(at + 1), ...mine.slice(0, Math.max(at, 0))];
  return order.find((it) => it.obstacles.length === 0) ?? order[0];
}
