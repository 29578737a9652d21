import type { Input, ScriptPane } from "../api/generated/types";
import type { Desk } from "./desk";
import { createStore, type Store } from "./store";

/** A call's script as it is on screen. */
export interface ScriptShown {
  pane: ScriptPane;
  /** What would be on screen by what is known now: other words, or another script. It waits until a step is taken, or somebody asks. */
  newer: ScriptPane | null;
  sending: boolean;
}

/** The scripts of all calls. */
export interface Scripts {
  store: Store<ReadonlyMap<string, ScriptShown>>;
  /** The centre has no script at all, as far as was seen. */
  none: Store<boolean>;
}

export function createScripts(): Scripts {
  return { store: createStore<ReadonlyMap<string, ScriptShown>>(new Map()), none: createStore(false) };
}

const KEPT = 12;

function put(desk: Desk, shown: ScriptShown): void {
  desk.scripts.none.set(shown.pane.offers.length === 0 && shown.pane.shown === null);
  desk.scripts.store.update((all) => {
    const next = new Map(all);
    next.delete(shown.pane.call);
    next.set(shown.pane.call, shown);
    for (const oldest of next.keys()) {
      if (next.size <= KEPT) break;
      next.delete(oldest);
    }
    return next;
  });
}

/** Reads a call's script; what is on screen stays until a step is taken, unless nothing was done and nobody is at it. */
export async function readScript(desk: Desk, call: string, busy: () => boolean): Promise<void> {
  const pane = await desk.run(desk.commands.script(call));
  if (!pane) return;
  const known = desk.scripts.store.get().get(call);
  if (known?.sending) return;
  const same = known && JSON.stringify(known.pane.shown) === JSON.stringify(pane.shown);
  if (!known || same || !(isBegun(known.pane) || busy())) put(desk, { pane, newer: null, sending: false });
  else put(desk, { ...known, newer: pane });
}

/** Shows what waits. */
export function showNewer(desk: Desk, call: string): void {
  const newer = desk.scripts.store.get().get(call)?.newer;
  if (newer) put(desk, { pane: newer, newer: null, sending: false });
}

/** Takes a step. When it returns it is journalled. */
export async function followScript(desk: Desk, call: string, input: Input): Promise<void> {
  const known = desk.scripts.store.get().get(call);
  const shown = known?.pane.shown;
  if (!known || !shown || known.sending) return;
  put(desk, { ...known, sending: true });
  const { script, version } = shown;
  await taken(desk, call, desk.commands.followScript({ call, script, version, input }));
}

/** Turns to another script. */
export async function chooseScript(desk: Desk, call: string, script: string): Promise<void> {
  await taken(desk, call, desk.commands.chooseScript({ call, script }));
}

async function taken(desk: Desk, call: string, asked: Promise<ScriptPane>): Promise<void> {
  const before = desk.scripts.store.get().get(call);
  const pane = (await desk.run(asked)) ?? before?.pane;
  if (!pane) return;
  put(desk, { pane, newer: null, sending: false });
  // Stage, outcome and callback of the form follow.
  await desk.commands.wrapUpForm(call).then(
    (suggested) => desk.forms.change(call, { suggested }),
    // Without suggestions the form is filled in by hand.
    () => undefined,
  );
}

function isBegun({ shown }: ScriptPane): boolean {
  return shown !== null && (shown.progress.done.length > 0 || shown.progress.at !== null);
}
