import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Commands } from "../src/api/generated/commands";
import type { ChatForm, VisitorState } from "../src/api/generated/types";
import { createChats } from "../src/state/chats";

const HERE: VisitorState = { present: true, types: false, read: null, left_ms: null, ended_ms: null };

function desk() {
  const told: ChatForm[] = [];
  const tellChat = async (form: ChatForm) => {
    told.push(form);
    return null;
  };
  return { told, chats: createChats({ tellChat } as unknown as Commands) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("that a visitor types shows for a moment, and again with the next keystroke (D-12)", () => {
  const { chats } = desk();
  chats.heard("one", { ...HERE, types: true });
  expect(chats.store.get().get("one")?.types).toBe(true);
  vi.advanceTimersByTime(4_000);
  chats.heard("one", { ...HERE, types: true });
  vi.advanceTimersByTime(4_000);
  expect(chats.store.get().get("one")?.types).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(chats.store.get().get("one")).toEqual(HERE);
  chats.heard("one", { ...HERE, types: true });
  chats.heard("one", { ...HERE, present: false, left_ms: 5 });
  vi.advanceTimersByTime(10_000);
  expect(chats.store.get().get("one")).toEqual({ ...HERE, present: false, left_ms: 5 });
});

test("a visitor is told of typing now and then, of reading once for each message, and of nothing after the chat was left", () => {
  const { chats, told } = desk();
  const leave = chats.watch("one");
  for (let key = 0; key < 7; key++) {
    chats.types("one");
    vi.advanceTimersByTime(1_000);
  }
  chats.reads("one", "m1");
  chats.reads("one", "m1");
  chats.reads("one", "m2");
  leave();
  expect(told.map((it) => it.act)).toEqual([
    "watches",
    "types",
    "types",
    "types",
    { read: { message: "m1" } },
    { read: { message: "m2" } },
    "leaves",
  ]);
  expect(chats.store.get().size).toBe(0);
});
