import type { CommandError } from "../api/generated/types";
import type { MessageKey } from "../i18n/text";
import type { Action } from "./shortcuts";
import { createStore, type Store } from "./store";

/** What a sentence is filled with: words of the user's language and moments are told as such, and worded when they are shown. */
export type NoticeValue = string | number | { key: MessageKey } | { moment: number };
export type NoticeValues = Record<string, NoticeValue>;

/** A sentence for the user that nobody waits for. */
export interface Notice {
  id: number;
  /** What was done, what waits for somebody, what went wrong. */
  tone: "good" | "due" | "bad";
  /** What is said: an error's sentence, or a message. */
  says: CommandError | { key: MessageKey; values?: NoticeValues };
  /** A way on. */
  action?: {
    key: MessageKey;
    run: () => void;
    /** The shortcut that does the same. */
    keys?: Action;
    /** The notice leaves by itself: the same can be done otherwise. */
    leaves?: true;
  };
}

const GOOD_NEWS_MS = 5_000;
const OFFER_MS = 10_000;
const MOST = 4;

/** What a notice is about: of one kind only the newest stands. */
function subject(says: Notice["says"]): string {
  return "code" in says ? says.code : says.key;
}

/** The notices on screen. Errors and what can be acted on stay until they are closed, the rest leaves by itself. */
export interface Notices {
  store: Store<readonly Notice[]>;
  tell(key: MessageKey, values?: NoticeValues, action?: Notice["action"]): void;
  /** Says what waits for somebody: nothing was done yet. */
  remind(key: MessageKey, values?: NoticeValues, action?: Notice["action"]): void;
  fail(error: CommandError, action?: Notice["action"]): void;
  close(id: number): void;
}

export function createNotices(): Notices {
  const store = createStore<readonly Notice[]>([]);
  let lastId = 0;
  const close = (id: number) => store.update((all) => all.filter((notice) => notice.id !== id));
  const add = (notice: Omit<Notice, "id">) => {
    const id = ++lastId;
    store.update((all) => {
      // The same trouble again is one notice, not a pile of them.
      const others = all.filter((it) => subject(it.says) !== subject(notice.says));
      return [...others, { ...notice, id }].slice(-MOST);
    });
    if (notice.tone !== "bad" && !notice.action) setTimeout(() => close(id), GOOD_NEWS_MS);
    else if (notice.action?.leaves) setTimeout(() => close(id), OFFER_MS);
  };
  return {
    store,
    close,
    tell: (key, values, action) => add({ tone: "good", says: { key, values }, action }),
    remind: (key, values, action) => add({ tone: "due", says: { key, values }, action }),
    fail: (error, action) => add({ tone: "bad", says: error, action }),
  };
}
