import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SearchResults } from "../src/api/generated/types";
import { withDays } from "../src/features/timeline/days";
import { ageOf, groupCallbacks } from "../src/features/work-list/groups";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import {
  NOW,
  sampleCall,
  sampleCallback,
  sampleCard,
  sampleCustomer,
  sampleEntries,
  sampleSettings,
} from "../src/platform/testing/sample";
import { createCustomers } from "../src/state/customers";
import { createDesk } from "../src/state/desk";
import { BLANK_FORM, chosenDialogue, missing, toEntry } from "../src/state/forms";
import { createNotes, JOURNAL_AFTER_MS, noteOf } from "../src/state/notes";
import { endOfDay } from "../src/state/period";
import { createSearch } from "../src/state/search";
import { afterCalls, afterRing, NOTHING, shownCustomer } from "../src/state/selection";
import { createTimeline } from "../src/state/timeline";

/** A promise that the test settles. */
function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (cause: unknown) => void = () => undefined;
  const promise = new Promise<T>((ok, no) => {
    resolve = ok;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe("search (D-10)", () => {
  const found = (text: string): SearchResults => ({
    text,
    more: false,
    hits: [{ card: { ...sampleCard(), name: text }, matched: "name", excerpt: text }],
  });

  it("drops an answer to an earlier query that comes after a later one's", async () => {
    const answers = [later<SearchResults>(), later<SearchResults>()];
    const search = createSearch((text) => answers[text.length - 1]!.promise);
    search.type("김");
    search.type("김민");
    answers[1]!.resolve(found("김민"));
    await answers[1]!.promise;
    answers[0]!.resolve(found("김"));
    await answers[0]!.promise;
    expect(search.store.get().hits.map((hit) => hit.card.name)).toEqual(["김민"]);
    expect(search.store.get().settled).toBe(true);
  });

  it("shows an earlier answer meanwhile, but does not call it settled", async () => {
    const first = later<SearchResults>();
    const search = createSearch((text) => (text === "김" ? first.promise : new Promise(() => undefined)));
    search.type("김");
    search.type("김민");
    first.resolve(found("김"));
    await first.promise;
    expect(search.store.get()).toMatchObject({ settled: false, query: "김민" });
    expect(search.store.get().hits).toHaveLength(1);
  });

  it("forgets the hits with the last letter", () => {
    const search = createSearch(async (text) => found(text));
    search.type("김");
    search.type("");
    expect(search.store.get()).toMatchObject({ hits: [], settled: true });
  });
});

describe("what is on screen", () => {
  const talking = sampleCall({ state: "talking", answered_ms: NOW });
  const ring = sampleCall({ id: "call-2" }, { customer: "customer-2" });

  it("goes over to a caller when nothing is at hand (D-1)", () => {
    expect(afterRing(NOTHING, [ring], ring)).toEqual({ call: "call-2", customer: null });
    expect(afterRing({ call: null, customer: "customer-7" }, [ring], ring)).toEqual({
      call: "call-2",
      customer: null,
    });
  });

  it("stays with the call or the form at hand when another call rings", () => {
    const selection = { call: "call-1", customer: null };
    expect(afterRing(selection, [talking, ring], ring)).toBe(selection);
    const owed = sampleCall({ state: "ended", ended_ms: NOW }, { wrap_up_owed: true });
    expect(afterRing(selection, [owed, ring], ring)).toBe(selection);
  });

  it("is the call that is up after a reload (D-4)", () => {
    expect(afterCalls(NOTHING, [ring, talking])).toEqual({ call: "call-1", customer: null });
  });

  it("keeps the customer when the call is gone for good", () => {
    const gone = sampleCall({ state: "ended" });
    expect(afterCalls({ call: "call-1", customer: null }, [gone])).toEqual({
      call: null,
      customer: "customer-1",
    });
  });

  it("is the customer that was opened before the one of the call", () => {
    expect(shownCustomer({ call: "call-1", customer: "customer-9" }, [talking])).toBe("customer-9");
    expect(shownCustomer({ call: "call-1", customer: null }, [talking])).toBe("customer-1");
  });
});

describe("notes (D-5)", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("reach the journal within the pause although typing goes on", async () => {
    const saved: string[] = [];
    const notes = createNotes(async (_, text) => saved.push(text));
    notes.write("call-1", "가");
    await vi.advanceTimersByTimeAsync(JOURNAL_AFTER_MS / 2);
    notes.write("call-1", "가족");
    await vi.advanceTimersByTimeAsync(JOURNAL_AFTER_MS / 2);
    expect(saved).toEqual(["가족"]);
    expect(noteOf(notes.store.get(), "call-1").saved).toBe(true);
  });

  it("never let an older text land after a newer one", async () => {
    const first = later<void>();
    const landed: string[] = [];
    const notes = createNotes(async (_, text) => {
      if (text === "a") await first.promise;
      landed.push(text);
    });
    notes.write("call-1", "a");
    await vi.advanceTimersByTimeAsync(JOURNAL_AFTER_MS);
    notes.write("call-1", "ab");
    const flushed = notes.flush("call-1");
    expect(landed).toEqual([]);
    first.resolve();
    await flushed;
    expect(landed).toEqual(["a", "ab"]);
  });

  it("are tried again after a failure and say so meanwhile", async () => {
    let full = true;
    const notes = createNotes(async () => {
      if (full) throw failure("disk_full");
    });
    notes.write("call-1", "a");
    await vi.advanceTimersByTimeAsync(JOURNAL_AFTER_MS);
    expect(noteOf(notes.store.get(), "call-1")).toMatchObject({ saved: false, error: { code: "disk_full" } });
    full = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(noteOf(notes.store.get(), "call-1")).toMatchObject({ saved: true, error: null });
  });

  it("take over the journal's text after a reload, never over what was typed here", () => {
    const notes = createNotes(async () => undefined);
    notes.adopt([sampleCall({}, { draft: "written before the reload" })]);
    expect(noteOf(notes.store.get(), "call-1").text).toBe("written before the reload");
    notes.write("call-1", "newer");
    notes.adopt([sampleCall({}, { draft: "written before the reload" })]);
    expect(noteOf(notes.store.get(), "call-1").text).toBe("newer");
  });
});

describe("the wrap-up form (D-6)", () => {
  const customer = sampleCustomer();

  it("can't be completed during the call, without outcome, or without customer", () => {
    expect(missing(BLANK_FORM, "customer-1", true, NOW)).toBe("call_up");
    expect(missing(BLANK_FORM, "customer-1", false, NOW)).toBe("outcome");
    expect(missing({ ...BLANK_FORM, outcome: "sold" }, null, false, NOW)).toBe("customer");
    expect(missing({ ...BLANK_FORM, outcome: "wrong_number" }, null, false, NOW)).toBeNull();
    expect(missing({ ...BLANK_FORM, outcome: "sold" }, "customer-1", false, NOW)).toBeNull();
  });

  it("says what is left to do when something is", () => {
    const form = { ...BLANK_FORM, outcome: "follow_up" } as const;
    expect(missing(form, "customer-1", false, NOW)).toBe("next_step");
    expect(missing({ ...form, nextStep: "send the quote" }, "customer-1", false, NOW)).toBeNull();
    expect(
      missing({ ...form, callback: { due_ms: NOW + 1, owner: null, note: "" } }, "customer-1", false, NOW),
    ).toBeNull();
    expect(missing({ ...BLANK_FORM, outcome: "no_answer", nextStep: "try again" }, null, false, NOW)).toBe(
      "customer",
    );
  });

  it("is about what the agent chose, else what the desk suggests, else the strongest need", () => {
    const suggested = {
      call: "c",
      customer: null,
      note: "",
      outcome: null,
      dialogue: { is: "existing", dialogue: "dialogue-2" } as const,
      stage: null,
      topic: null,
      callback: null,
      due_ms: null,
    };
    const ofQueue = (topic: string) => ({ ...suggested, dialogue: { is: "new" as const, topic } });
    expect(chosenDialogue(BLANK_FORM, customer)).toEqual({ is: "existing", dialogue: "dialogue-1" });
    expect(chosenDialogue({ ...BLANK_FORM, suggested }, customer)).toEqual({
      is: "existing",
      dialogue: "dialogue-2",
    });
    expect(chosenDialogue({ ...BLANK_FORM, suggested, dialogue: { is: "triage" } }, customer)).toEqual({
      is: "triage",
    });
    // The queue's rule leads to a topic (H-3): its open dialogue, or a new one.
    expect(chosenDialogue({ ...BLANK_FORM, suggested: ofQueue("topic-billing") }, customer)).toEqual({
      is: "existing",
      dialogue: "dialogue-2",
    });
    expect(chosenDialogue({ ...BLANK_FORM, suggested: ofQueue("topic-retention") }, customer)).toEqual({
      is: "new",
      topic: "topic-retention",
    });
    expect(chosenDialogue(BLANK_FORM, null)).toEqual({ is: "triage" });
  });

  it("moves no stage in triage", () => {
    const form = { ...BLANK_FORM, stage: 4, dialogue: { is: "triage" } as const };
    expect(toEntry("c", form, "sold", customer, "customer-1", "").stage).toBeNull();
  });
});

describe("customers", () => {
  it("keep the old reading on screen while they are read again", async () => {
    const second = later<ReturnType<typeof sampleCustomer>>();
    let reads = 0;
    const customers = createCustomers((id) =>
      ++reads === 1 ? Promise.resolve(sampleCustomer({ id })) : second.promise,
    );
    await customers.refresh("customer-1");
    const again = customers.refresh("customer-1");
    expect(customers.store.get().get("customer-1")).toMatchObject({ loading: true });
    expect(customers.store.get().get("customer-1")?.view?.customer.name).toBe("김민서");
    second.resolve(sampleCustomer({ name: "김민서 대표" }));
    await again;
    expect(customers.store.get().get("customer-1")?.view?.customer.name).toBe("김민서 대표");
  });

  it("are read once more when they became stale during a reading", async () => {
    const first = later<ReturnType<typeof sampleCustomer>>();
    let reads = 0;
    const customers = createCustomers(() =>
      ++reads === 1 ? first.promise : Promise.resolve(sampleCustomer()),
    );
    const reading = customers.refresh("customer-1");
    void customers.refresh("customer-1");
    void customers.refresh("customer-1");
    first.resolve(sampleCustomer());
    await reading;
    expect(reads).toBe(2);
  });
});

describe("the timeline (D-30)", () => {
  it("drops pages that answer an earlier filter", async () => {
    const slow = later<ReturnType<typeof sampleCustomer>["timeline"]>();
    const page = (count: number) => ({ entries: sampleEntries(count), next: null, total: count });
    const timeline = createTimeline("customer-1", (query) =>
      query.channels.length === 1 ? slow.promise : Promise.resolve(page(3)),
    );
    vi.useFakeTimers();
    timeline.filter({ channels: ["phone"] });
    await vi.advanceTimersByTimeAsync(1);
    timeline.filter({ channels: ["phone", "web"] });
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    slow.resolve(page(9));
    await slow.promise;
    expect(timeline.store.get().entries).toHaveLength(3);
  });

  it("keeps what was read further back when the newest page comes again", () => {
    const all = sampleEntries(30);
    const timeline = createTimeline("customer-1", () => new Promise(() => undefined));
    timeline.adopt({ entries: all.slice(5), next: null, total: 25 });
    timeline.adopt({ entries: all.slice(0, 10), next: null, total: 30 });
    expect(timeline.store.get().entries.map((entry) => entry.interaction.id)).toEqual(
      all.map((it) => it.interaction.id),
    );
  });

  it("keeps the contacts that are as they were, so that only the others are drawn again", () => {
    const timeline = createTimeline("customer-1", () => new Promise(() => undefined));
    const read = () => ({ entries: structuredClone(sampleEntries(10)), next: null, total: 10 });
    timeline.adopt(read());
    const before = timeline.store.get().entries;
    timeline.adopt(read());
    expect(timeline.store.get().entries).toBe(before);
    const changed = read();
    for (const entry of changed.entries.slice(3, 4)) entry.unsent = !entry.unsent;
    timeline.adopt(changed);
    const differ = timeline.store.get().entries.filter((entry, index) => entry !== before[index]);
    expect(differ).toEqual(changed.entries.slice(3, 4));
  });

  it("of a customer who is still known begins with what was read (D-30)", () => {
    const desk = createDesk(new FakeDesk());
    desk.customers.put(sampleCustomer());
    // So many others were looked at meanwhile that the timeline itself is gone.
    for (let other = 0; other < 20; other++) desk.timeline(`other-${other}`);
    expect(desk.timeline("customer-1").store.get().entries).toEqual(sampleCustomer().timeline.entries);
  });

  it("heads every day once", () => {
    const rows = withDays(sampleEntries(12), (ms) => new Date(ms).toISOString().slice(0, 10));
    const days = rows.filter((row) => "day" in row).map((row) => row.key);
    expect(new Set(days).size).toBe(days.length);
    expect(rows).toHaveLength(12 + days.length);
  });

  it("jumps to the end of a day of the user's zone, also across a change of the clocks", () => {
    expect(endOfDay("2026-07-22", "Asia/Seoul")).toBe(Date.UTC(2026, 6, 22, 15) - 1);
    expect(endOfDay("2026-03-29", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 22) - 1);
    expect(endOfDay("", "UTC")).toBeNull();
  });
});

describe("waiting work", () => {
  it("is grouped by how due it is, in the user's zone", () => {
    const list = [
      sampleCallback("later", "c", NOW + 30 * 3_600_000, ""),
      sampleCallback("today", "b", NOW + 3_600_000, ""),
      sampleCallback("overdue", "a", NOW - 1, ""),
    ];
    const groups = groupCallbacks(list, NOW, "Asia/Seoul");
    expect(
      Object.values(groups).map((group) => group.map((view: (typeof list)[number]) => view.callback.id)),
    ).toEqual([["overdue"], ["today"], ["later"]]);
  });

  it("turns amber and red at the user's thresholds", () => {
    const settings = sampleSettings({ amber_after_s: 10, red_after_s: 20 });
    expect([9, 10, 20].map((s) => ageOf(NOW - s * 1000, NOW, settings))).toEqual(["fresh", "amber", "red"]);
  });
});
