import type { Commands } from "../api/generated/commands";
import type { CommandError, ConversationDetail, InboxCount, InboxLine } from "../api/generated/types";
import { toCommandError } from "./errors";
import type { Notes } from "./notes";
import { createStore, type Store } from "./store";

/** A conversation that is at hand. */
export interface OpenConversation {
  id: string;
  customer: string;
  name: string;
}

/** The conversation whose notification was clicked last. */
export const askedFor = createStore<string | null>(null);

/** A notification was clicked: its conversation is to come to the screen, also when it was asked for before. */
export function askFor(conversation: string): void {
  askedFor.set(null);
  askedFor.set(conversation);
}

export interface InboxState {
  /** How many wait; `null` before that was read. */
  counts: InboxCount | null;
  /** Conversations that are worked on beside each other, in the order in which they were opened. */
  open: readonly OpenConversation[];
  /** Those that were read, by conversation. What is stale is shown until the new reading is there. */
  details: ReadonlyMap<string, ConversationDetail>;
  /** Conversations that can't be read, and why. */
  errors: ReadonlyMap<string, CommandError>;
  /** Counts what arrived: who shows a part of the inbox reads it again. */
  version: number;
}

export interface InboxStore {
  store: Store<InboxState>;
  /** Something of the inbox is stale: reads again what is shown. */
  stale(): Promise<void>;
  /** Takes a conversation to hand and reads it. */
  take(line: Pick<InboxLine, "id" | "customer" | "name">): void;
  /** Reads a conversation again. */
  refresh(id: string): Promise<void>;
  /** Lays a conversation aside; what was typed stays with it. */
  close(id: string): void;
  /** The next person at this desk sees nothing of the last one's. */
  forget(): void;
}

const NOTHING: InboxState = { counts: null, open: [], details: new Map(), errors: new Map(), version: 0 };

/** Written conversations: how many wait, and those that are at hand. */
export function createInbox(commands: Commands, replies: Notes): InboxStore {
  const store = createStore<InboxState>(NOTHING);
  const change = (patch: Partial<InboxState>) => store.update((state) => ({ ...state, ...patch }));
  // An answer counts only while its question is still the latest one.
  const asked = new Map<string, number>();

  const refresh = async (id: string) => {
    const own = (asked.get(id) ?? 0) + 1;
    asked.set(id, own);
    try {
      const detail = await commands.conversation(id);
      if (own !== asked.get(id)) return;
      replies.take(id, detail.draft);
      const errors = new Map(store.get().errors);
      errors.delete(id);
      change({ details: new Map(store.get().details).set(id, detail), errors });
    } catch (cause) {
      if (own !== asked.get(id)) return;
      change({ errors: new Map(store.get().errors).set(id, toCommandError(cause)) });
    }
  };
  const readCounts = async () => {
    try {
      change({ counts: await commands.inboxCount() });
    } catch {
      // The counts that are shown stay; the next change reads them again.
    }
  };

  return {
    store,
    refresh,
    stale: async () => {
      change({ version: store.get().version + 1 });
      await Promise.all([readCounts(), ...store.get().open.map((it) => refresh(it.id))]);
    },
    take: ({ id, customer, name }) => {
      const { open } = store.get();
      if (!open.some((it) => it.id === id)) change({ open: [...open, { id, customer, name }] });
      void refresh(id);
    },
    close: (id) => {
      void replies.flush(id);
      asked.delete(id);
      const details = new Map(store.get().details);
      details.delete(id);
      change({ open: store.get().open.filter((it) => it.id !== id), details });
    },
    forget: () => {
      asked.clear();
      store.set({ ...NOTHING, version: store.get().version + 1 });
    },
  };
}
