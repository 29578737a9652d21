import type { CallView, CustomerView, Snapshot, Tag, UiEvent } from "../api/generated/types";
import { localeStore, textFor } from "../i18n/text";
import { openCase, tellOfCase } from "./cases";
import { setClock } from "./clock";
import type { Desk } from "./desk";
import { toCommandError } from "./errors";
import { askFor } from "./inbox";
import { rememberLook } from "./look";
import { oneAtATime } from "./oneAtATime";
import { afterPaint } from "./painted";
import { ringFirst } from "./ringFirst";
import { afterCalls, afterRing, isIncomingRing, isLive, NOTHING, shownCustomer } from "./selection";
import { readTriage } from "./triage";

/** Counts what the desk told by itself, so that an older answer never replaces it. */
interface Told {
  calls: number;
  line: number;
  agent: number;
  sync: number;
  /** Whose topics and colleagues were read. */
  user: string | null;
}

/** Reads everything once and follows the desk's events from then on. */
export async function goLive(desk: Desk): Promise<() => void> {
  const told: Told = { calls: 0, line: 0, agent: 0, sync: 0, user: null };
  const readAll = oneAtATime(() => readSnapshot(desk, told));
  const refresh = makeRefresh(desk, told, readAll);
  let started = false;
  const hear = ringFirst((event) => applyEvent(desk, refresh, event));
  const stop = await desk.platform.listen(
    (event) => {
      count(told, event as UiEvent);
      hear(event as UiEvent);
    },
    (up) => {
      if (!up && started) desk.link.set({ is: "lost" });
      if (up && desk.link.get().is === "lost") void readAll();
    },
  );
  started = true;
  await readAll();
  return stop;
}

function count(told: Told, { event }: UiEvent): void {
  if (event === "ringing" || event === "calls") told.calls++;
  else if (event === "line" || event === "agent" || event === "sync") told[event]++;
}

async function readSnapshot(desk: Desk, told: Told): Promise<void> {
  const before = { ...told };
  let snapshot: Snapshot;
  try {
    snapshot = await desk.commands.snapshot();
  } catch (cause) {
    if (desk.link.get().is !== "up") desk.link.set({ is: "failed", error: toCommandError(cause) });
    return;
  }
  setClock(snapshot.now_ms);
  applySettings(desk, snapshot);
  desk.session.set(snapshot.session);
  if (before.agent === told.agent) desk.agent.set(snapshot.agent);
  if (before.line === told.line) desk.line.set(snapshot.line);
  if (before.sync === told.sync) desk.sync.set(snapshot.sync);
  if (before.calls === told.calls) applyCalls(desk, snapshot.calls);
  desk.work.set(snapshot.work);
  for (const error of snapshot.notices) desk.notices.fail(error);
  desk.link.set({ is: "up" });
  const user = snapshot.session.state === "signed_in" ? snapshot.session.user.id : null;
  if (user === told.user) return;
  told.user = user;
  if (user) readCentre(desk);
  else forgetEverybody(desk);
}

/** The next person at this desk sees nothing of the last one's. */
function forgetEverybody(desk: Desk): void {
  desk.customers.forgetAllBut([]);
  desk.notes.store.set(new Map());
  desk.scripts.store.set(new Map());
  desk.selection.set(NOTHING);
  desk.topics.set([]);
  desk.colleagues.set([]);
  desk.open.set(null);
  desk.funnel.forget();
  desk.segments.forget();
  desk.lists.forget();
  desk.inbox.forget();
  desk.cases.forget();
  desk.chats.forget();
  desk.replies.store.set(new Map());
  desk.topicDrafts.clear();
  desk.keptScripts.current = null;
}

function readCentre(desk: Desk): void {
  void desk.run(desk.commands.topics()).then((topics) => topics && desk.topics.set(topics));
  void desk.run(desk.commands.colleagues()).then((all) => all && desk.colleagues.set(all));
  void desk.lists.read();
  void desk.inbox.stale();
  void desk.cases.stale();
}

function applySettings(desk: Desk, { settings, session }: Pick<Snapshot, "settings" | "session">): void {
  desk.settings.set(settings);
  // Before sign-in there are no settings of anybody: the look stays as it was last on this machine.
  if (session.state !== "signed_in") return;
  rememberLook({ language: settings.language, theme: settings.theme });
  localeStore.set({ locale: settings.language, timeZone: settings.time_zone });
}

function applyCalls(desk: Desk, calls: readonly CallView[]): void {
  desk.notes.adopt(calls);
  desk.calls.set(calls);
  desk.selection.set(afterCalls(desk.selection.get(), calls));
  desk.forms.keepOnly(calls.map((view) => view.call.id));
  desk.quality.update((all) =>
    Object.fromEntries(
      Object.entries(all).filter(([id]) => calls.some((it) => it.call.id === id && isLive(it))),
    ),
  );
  const shown = shownCustomer(desk.selection.get(), calls);
  if (shown) desk.customers.open(shown);
  // The next ring is said again, also when the same person calls.
  if (!calls.some(isIncomingRing)) desk.said.set("");
}

/** A ring is painted from what it brings; nothing else is asked first (D-1). */
function applyRing(desk: Desk, call: CallView, customer: CustomerView | null): void {
  if (customer) desk.customers.put(customer);
  desk.notes.adopt([call]);
  const others = desk.calls.get().filter((view) => view.call.id !== call.call.id);
  const calls = [...others, call];
  desk.calls.set(calls);
  desk.selection.set(afterRing(desk.selection.get(), calls, call));
  afterPaint({ kind: "ring", call: call.call.id });
  const text = textFor(localeStore.get().locale);
  const who = customer?.customer.name ?? call.number_text ?? text("call.numberWithheld");
  desk.said.set(text("call.rings", { who }));
}

function applyEvent(desk: Desk, refresh: Refresh, event: UiEvent): void {
  switch (event.event) {
    case "ringing":
      return applyRing(desk, event.data.call, event.data.customer);
    case "calls":
      return applyCalls(desk, event.data);
    case "line":
      return desk.line.set(event.data);
    case "agent":
      return desk.agent.set(event.data);
    case "sync":
      return desk.sync.set(event.data);
    case "stale":
      return refresh(event.data.tags, event.data.customers);
    case "callback_due": {
      const { callback, customer_name: name } = event.data;
      return desk.notices.remind(
        "callback.due",
        { name },
        { key: "callback.open", run: () => showCustomer(desk, callback.customer) },
      );
    }
    case "case_due":
      return tellOfCase(desk, event.data);
    case "chat":
      return desk.chats.heard(event.data.conversation, event.data.visitor);
    case "counting":
      desk.funnel.progress(event.data.done);
      desk.lists.progress(event.data.done);
      desk.counted.set(event.data.done);
      return desk.segments.progress(event.data.done);
    case "levels":
      return desk.levels.set(event.data);
    case "quality": {
      const { call, loss, jitter_ms: jitterMs, round_trip_ms: roundTripMs } = event.data;
      return desk.quality.update((all) => ({ ...all, [call]: { loss, jitterMs, roundTripMs } }));
    }
    case "notice":
      return desk.notices.fail(event.data);
    case "show":
      if (event.data.call) return showCall(desk, event.data.call);
      if (event.data.customer) showCustomer(desk, event.data.customer);
      if (event.data.case) openCase(desk, event.data.case);
      if (event.data.conversation) askFor(event.data.conversation);
      return;
  }
}

/** Brings a customer to the middle; the call's panel stays. */
export function showCustomer(desk: Desk, customer: string): void {
  const now = desk.selection.get();
  const callsOwn = desk.calls.get().find((view) => view.call.id === now.call)?.customer;
  desk.selection.set({ call: now.call, customer: callsOwn === customer ? null : customer });
  desk.customers.open(customer);
}

/** Brings a call with its customer, note and form to the screen. */
export function showCall(desk: Desk, call: string): void {
  void desk.notes.flush();
  desk.selection.set({ call, customer: null });
  const customer = desk.calls.get().find((view) => view.call.id === call)?.customer;
  if (customer) desk.customers.open(customer);
}

/** Signs out; what was typed is journalled first. */
export async function signOut(desk: Desk): Promise<void> {
  await Promise.all([desk.notes.flush(), desk.replies.flush()]);
  await desk.run(desk.commands.signOut());
}

type Refresh = (tags: readonly Tag[], customers: readonly string[]) => void;

/** Reads again what is stale and on screen; what is not on screen is forgotten. */
function makeRefresh(desk: Desk, told: Told, readAll: () => Promise<void>): Refresh {
  const { commands } = desk;
  const work = oneAtATime(async () => {
    const list = await desk.run(commands.workList());
    if (list) desk.work.set(list);
  });
  const triage = oneAtATime(() => readTriage(desk));
  const lists = oneAtATime(() => desk.lists.read());
  const inbox = oneAtATime(() => desk.inbox.stale());
  const sync = oneAtATime(async () => {
    const before = told.sync;
    const view = await desk.run(commands.syncStatus());
    if (view && before === told.sync) desk.sync.set(view);
  });
  const settings = oneAtATime(async () => {
    const read = await desk.run(commands.settings());
    const session = desk.session.get();
    if (read && session) applySettings(desk, { settings: read, session });
  });
  const topics = oneAtATime(async () => {
    const read = await desk.run(commands.topics());
    if (read) desk.topics.set(read);
  });
  const colleagues = oneAtATime(async () => {
    const read = await desk.run(commands.colleagues());
    if (read) desk.colleagues.set(read);
  });

  return (tags, customers) => {
    const readings: Promise<void>[] = [];
    if (tags.includes("session") || tags.includes("calls") || tags.includes("agent"))
      readings.push(readAll());
    else if (tags.includes("work_list")) readings.push(work());
    if (desk.session.get()?.state !== "signed_in") return;
    if (tags.includes("customer")) readings.push(refreshCustomers(desk, customers));
    if (tags.includes("work_list") || tags.includes("topics")) readings.push(triage());
    if (tags.includes("customer") || tags.includes("topics")) desk.funnel.stale();
    if (tags.some((tag) => tag === "customer" || tag === "topics" || tag === "segments"))
      desk.segments.stale();
    // What stands in the way of a call changes with its customer.
    if (tags.includes("lists") || (tags.includes("customer") && desk.lists.store.get().active))
      readings.push(lists());
    // What waits to be sent is shown with its message.
    if (tags.includes("inbox") || (tags.includes("sync") && desk.inbox.store.get().open.length > 0))
      readings.push(inbox());
    if (tags.includes("cases")) readings.push(desk.cases.stale());
    if (tags.includes("sync")) readings.push(sync());
    if (tags.includes("settings")) readings.push(settings());
    if (tags.includes("topics")) readings.push(topics());
    if (tags.includes("rules")) desk.rulesVersion.update((version) => version + 1);
    if (tags.includes("articles")) desk.articlesVersion.update((version) => version + 1);
    if (tags.some((tag) => tag === "treatments" || tag === "segments"))
      desk.treatmentsVersion.update((version) => version + 1);
    if (tags.includes("colleagues")) readings.push(colleagues());
    void Promise.all(readings).then(() => afterPaint({ kind: "stale", customers }));
  };
}

async function refreshCustomers(desk: Desk, stale: readonly string[]): Promise<void> {
  const shown = shownCustomer(desk.selection.get(), desk.calls.get());
  const known = [...desk.customers.store.get().keys()];
  desk.customers.forgetAllBut(
    known.filter((id) => id === shown || (stale.length > 0 && !stale.includes(id))),
  );
  if (shown && (stale.length === 0 || stale.includes(shown))) await desk.customers.refresh(shown);
}
