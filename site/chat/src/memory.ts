/** What the browser keeps of a chat: by what it goes on, and what was written and is not known to have arrived. */

import type { NewLine } from "./wire";

export interface Kept {
  secret?: string;
  /** The server has a first line. */
  begun?: boolean;
  pending: NewLine[];
  /** The window was open: it is open again on the next page. */
  open?: boolean;
}

export interface Memory {
  kept: Kept;
  save(): void;
  forget(): void;
}

/** Storage can be full or forbidden: then the chat lasts as long as the page. */
export function memoryOf(site: string): Memory {
  const key = `daehwa.chat.${site}`;
  const memory: Memory = {
    kept: { pending: [] },
    save() {
      try {
        localStorage.setItem(key, JSON.stringify(memory.kept));
      } catch {}
    },
    forget() {
      memory.kept = { pending: [], open: memory.kept.open };
      memory.save();
    },
  };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept && Array.isArray(kept.pending)) memory.kept = kept;
  } catch {}
  return memory;
}

/** The id that the script for web events keeps, when the visitor agreed to be known. */
export function visitorOf(site: string): string | undefined {
  try {
    const state = JSON.parse(localStorage.getItem(`daehwa.${site}`) ?? "null");
    return state?.consent === true && typeof state.visitor === "string" ? state.visitor : undefined;
  } catch {
    return undefined;
  }
}

/** An id for a line: random where the page is not a secure context, too. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const version = (it: number, at: number) =>
    at === 6 ? (it & 0x0f) | 0x40 : at === 8 ? (it & 0x3f) | 0x80 : it;
  const hex = [...bytes].map((it, at) => version(it, at).toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
