import type { Commands } from "../api/generated/commands";
import type { ChatAct, VisitorState } from "../api/generated/types";
import { createStore, type Store } from "./store";

/** For how long a keystroke of the visitor shows: another one comes before that while they type. */
const TYPES_FOR_MS = 5_000;
/** The visitor is told of our typing at most so often. */
const TELL_TYPING_MS = 3_000;

export interface ChatsStore {
  /** What visitors do, by conversation, of the chats that are watched. */
  store: Store<ReadonlyMap<string, VisitorState>>;
  /** The server tells what a visitor does. */
  heard(conversation: string, visitor: VisitorState): void;
  /** From now on the visitor's doing is told; gives what ends that. */
  watch(conversation: string): () => void;
  /** We type. */
  types(conversation: string): void;
  /** We have sent what was typed. */
  wrote(conversation: string): void;
  /** We have read up to a message. */
  reads(conversation: string, message: string): void;
  /** Without a connection nobody knows what visitors do. */
  forget(): void;
}

/** What goes on in chats besides words: never kept, and worth nothing a moment later. */
export function createChats(commands: Commands): ChatsStore {
  const store = createStore<ReadonlyMap<string, VisitorState>>(new Map());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const told = new Map<string, number>();
  const read = new Map<string, string>();
  // Nothing waits for it, and nothing is lost without it.
  const tell = (conversation: string, act: ChatAct) =>
    void commands.tellChat({ conversation, act }).catch(() => undefined);
  const put = (conversation: string, visitor: VisitorState) =>
    store.update((all) => new Map(all).set(conversation, visitor));
  return {
    store,
    heard: (conversation, visitor) => {
      put(conversation, visitor);
      clearTimeout(timers.get(conversation));
      if (!visitor.types) return;
      const ends = () => put(conversation, { ...visitor, types: false });
      timers.set(conversation, setTimeout(ends, TYPES_FOR_MS));
    },
    watch: (conversation) => {
      tell(conversation, "watches");
      return () => {
        tell(conversation, "leaves");
        read.delete(conversation);
        store.update((all) => new Map([...all].filter(([id]) => id !== conversation)));
      };
    },
    types: (conversation) => {
      const now = Date.now();
      if (now - (told.get(conversation) ?? 0) < TELL_TYPING_MS) return;
      told.set(conversation, now);
      tell(conversation, "types");
    },
    // What is typed next is told at once.
    wrote: (conversation) => void told.delete(conversation),
    reads: (conversation, message) => {
      if (read.get(conversation) === message) return;
      read.set(conversation, message);
      tell(conversation, { read: { message } });
    },
    forget: () => {
      read.clear();
      store.set(new Map());
    },
  };
}
