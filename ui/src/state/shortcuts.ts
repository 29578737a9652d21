import { useEffect, useRef } from "react";
import type { Settings } from "../api/generated/types";
import { useDesk } from "./context";
import { useStore } from "./store";

/** What has a shortcut, with its default keys. `Digit` stands for 1–9 and 0. An empty text is "none". */
export const DEFAULT_KEYS = {
  palette: "Mod+K",
  search: "/",
  help: "?",
  settings: "Mod+,",
  state: "s",
  answer: "F2",
  answer_plain: "Enter",
  hang_up: "F4",
  hold: "F8",
  mute: "F9",
  keypad: "k",
  transfer: "t",
  swap: "F7",
  note: "n",
  script: "p",
  script_typing: "Alt+P",
  outcome: "Digit",
  outcome_typing: "Alt+Digit",
  complete: "Mod+Enter",
  stage: "Shift+Digit",
  stage_typing: "Alt+Shift+Digit",
  callback: "c",
  callback_typing: "Alt+C",
  dialogue: "o",
  suggestion: "Alt+A",
  cases: "Shift+C",
  case_new: "Shift+A",
  case_new_typing: "Alt+J",
  knowledge: "Shift+K",
  knowledge_typing: "Alt+K",
  undo_stage: "u",
  new_dialogue: "d",
  new_customer: "a",
  remark: "r",
  confirm: "v",
  engagement: "q",
  engagement_typing: "Alt+Q",
  timeline_search: "f",
  work_list: "l",
  return_call: "b",
  triage: "g",
  list_next: "w",
  list_call: "e",
  inbox: "i",
  conversation_next: "j",
  conversation_take: "m",
  conversation_reply: "y",
  conversation_snooze: "z",
  conversation_done: "x",
  conversation_page: "h",
  conversation_begin: "Shift+I",
} as const;

export type Action = keyof typeof DEFAULT_KEYS;
export const ACTIONS = Object.keys(DEFAULT_KEYS) as Action[];
/** In the saved shortcuts: turns all shortcuts without a modifier off (WCAG 2.1.4). */
export const SINGLE_KEYS = "single_keys";

/** The keys of every action, with the user's own ones. */
export function keysOf(settings: Settings | null): Record<Action, string> {
  const own = settings?.shortcuts ?? {};
  return Object.fromEntries(ACTIONS.map((action) => [action, own[action] ?? DEFAULT_KEYS[action]])) as Record<
    Action,
    string
  >;
}

const APPLE = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** A key press as it is written in settings: `Mod+Alt+Shift+Key`; `null` for a modifier alone. */
export function writtenKeys(event: KeyPress): string | null {
  const { code } = event;
  if (/^(Control|Shift|Alt|Meta|AltGraph|CapsLock|Process|Dead|HangulMode|HanjaMode)/.test(event.key)) {
    // With a Korean input method a letter arrives as "Process": its place on the keyboard still tells which.
    if (!/^(Process|Dead)/.test(event.key)) return null;
  }
  let key: string;
  let shiftCounts = event.shiftKey;
  if (/^(Digit|Numpad)\d$/.test(code)) key = code.slice(-1);
  else if (/^Key[A-Z]$/.test(code)) key = code.slice(3);
  else if (event.key === " ") key = "Space";
  else {
    key = event.key;
    // "?" and "+" already say that Shift is down.
    if (key.length === 1) shiftCounts = false;
  }
  const mod = APPLE ? event.metaKey : event.ctrlKey;
  const parts = [
    mod && "Mod",
    APPLE && event.ctrlKey && "Ctrl",
    event.altKey && "Alt",
    shiftCounts && "Shift",
  ];
  const modifiers = parts.filter((part): part is string => Boolean(part));
  return [...modifiers, modifiers.length === 0 && key.length === 1 ? key.toLowerCase() : key].join("+");
}

const DIGIT = /(^|\+)\d$/;

/** The digit of a key press when it matches `keys` with `Digit` in them, 0 for a match without, else `null`. */
export function matchKeys(written: string, keys: string): number | null {
  if (!keys) return null;
  if (keys.endsWith("Digit")) {
    if (!DIGIT.test(written) || written.replace(/\d$/, "Digit") !== keys) return null;
    return Number(written.slice(-1)) || 10;
  }
  return written.toLowerCase() === keys.toLowerCase() ? 0 : null;
}

/** Keys that write or move when pressed alone: not shortcuts while one types. */
export function isSingleKey(keys: string): boolean {
  return !/(^|\+)(Mod|Ctrl|Alt)\+/.test(keys) && !/^(Shift\+)?F\d{1,2}$/.test(keys);
}

const TYPING = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]';
const OPEN_ABOVE = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';
const TAKES_ENTER = 'button, a, input, [role="option"], [role="tab"], [role="row"]';

/** Whether single keys mean something else now: one types, a window or menu is open, wherever the focus is, or the focus is where they
 * do something of its own (`data-own-keys`: "true" for all, or which). */
export function takesSingleKeys(target: EventTarget | null, written: string): boolean {
  if (document.querySelector(OPEN_ABOVE)) return true;
  if (!(target instanceof Element)) return false;
  const own = target.closest<HTMLElement>("[data-own-keys]")?.dataset.ownKeys;
  if (target.closest(TYPING) || own === "true") return true;
  if (own?.split(" ").some((keys) => matchKeys(written, keys) !== null)) return true;
  return written === "Enter" && target.closest(TAKES_ENTER) !== null;
}

type Handler = (digit: number) => void;
const handlers = new Map<Action, Handler[]>();

/** Runs `handler` on the action's keys while this component is there and `enabled`. The latest component wins. */
export function useShortcut(action: Action, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    if (!enabled) return;
    const own: Handler = (digit) => latest.current(digit);
    const before = handlers.get(action) ?? [];
    handlers.set(action, [...before, own]);
    return () => {
      handlers.set(
        action,
        (handlers.get(action) ?? []).filter((it) => it !== own),
      );
    };
  }, [action, enabled]);
}

/** The keys of an action, for a button or tooltip. */
export function useKeys(action: Action): string {
  const desk = useDesk();
  return useStore(desk.settings, (settings) => settings?.shortcuts[action] ?? DEFAULT_KEYS[action]);
}

/** Listens to the keyboard for the whole page. */
export function listenToKeys(settings: () => Settings | null): () => void {
  const onKey = (event: KeyboardEvent) => {
    // While a syllable is composed every key belongs to the input method.
    if (event.isComposing || event.repeat || event.defaultPrevented) return;
    const written = writtenKeys(event);
    if (!written) return;
    const keys = keysOf(settings());
    const singles = settings()?.shortcuts[SINGLE_KEYS] !== "off";
    for (const action of ACTIONS) {
      const digit = matchKeys(written, keys[action]);
      const handler = handlers.get(action)?.at(-1);
      if (digit === null || !handler) continue;
      if (isSingleKey(keys[action]) && (!singles || takesSingleKeys(event.target, written))) continue;
      event.preventDefault();
      event.stopPropagation();
      handler(digit);
      return;
    }
  };
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}
