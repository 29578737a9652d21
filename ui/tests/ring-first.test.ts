import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { UiEvent } from "../src/api/generated/types";
import { sampleCall } from "../src/platform/testing/sample";
import { ringFirst } from "../src/state/ringFirst";

const FRAME_MS = 20;

const ringing = (id: string): UiEvent => ({
  event: "ringing",
  data: { call: sampleCall({ id }), customer: null },
});
const calls: UiEvent = { event: "calls", data: [] };
const stale: UiEvent = { event: "stale", data: { tags: ["work_list"], customers: [] } };

describe("what follows a ring (D-1)", () => {
  const heard: string[] = [];
  const hear = () =>
    ringFirst((event) => heard.push(event.event === "ringing" ? event.data.call.call.id : event.event));
  beforeEach(() => {
    heard.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it("waits for the caller's frame, in its order", () => {
    const tell = hear();
    for (const event of [stale, ringing("first"), calls, stale]) tell(event);
    expect(heard).toEqual(["stale", "first"]);
    vi.advanceTimersByTime(FRAME_MS);
    expect(heard).toEqual(["stale", "first", "calls", "stale"]);
    tell(calls);
    expect(heard.at(-1)).toBe("calls");
  });

  it("waits again when it is another ring", () => {
    const tell = hear();
    for (const event of [ringing("first"), ringing("second"), calls]) tell(event);
    vi.advanceTimersByTime(FRAME_MS);
    expect(heard).toEqual(["first", "second"]);
    vi.advanceTimersByTime(FRAME_MS);
    expect(heard).toEqual(["first", "second", "calls"]);
  });

  it("comes without a frame where none is drawn, and comes once", () => {
    vi.stubGlobal("requestAnimationFrame", () => 0);
    const tell = hear();
    for (const event of [ringing("first"), calls]) tell(event);
    vi.advanceTimersByTime(99);
    expect(heard).toEqual(["first"]);
    vi.advanceTimersByTime(500);
    expect(heard).toEqual(["first", "calls"]);
    vi.unstubAllGlobals();
  });
});
