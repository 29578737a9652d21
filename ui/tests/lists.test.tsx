import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ListPreview, ListView, MemberView, ProposedMember } from "../src/api/generated/types";
import { draftsOf, retriesOf, USUAL_RETRIES } from "../src/features/lists/retries";
import { textFor } from "../src/i18n/text";
import { whenFor } from "../src/i18n/when";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW, sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { type ListWords, progressOf, stateText } from "../src/words/lists";
import { openScreen } from "./screen";

const TOPIC = TOPICS[0]?.id ?? "";
const HOUR_MS = 3_600_000;
const ORIGIN = {
  from: "cell",
  cell: { topic: TOPIC, stage: 2, way: null, period: { from_ms: NOW - 24 * HOUR_MS, to_ms: NOW } },
} as const;

function sampleList(patch: Partial<ListView> = {}): ListView {
  return {
    list: {
      id: "list-1",
      name: "가격 문의",
      origin: ORIGIN,
      purpose: "sales",
      topic: TOPIC,
      script: null,
      offer: "",
      rest_days: 7,
      retries: [...USUAL_RETRIES],
      members: 3,
      left_out: [{ why: "no_consent", count: 2 }],
      closed: false,
      created_by: "user-1",
      created_ms: NOW,
    },
    by: "박한나",
    open: 1,
    mine: 0,
    others: 0,
    later: 1,
    next_ms: NOW + HOUR_MS,
    called: [{ outcome: "sold", count: 1 }],
    taken_off: [],
    ...patch,
  };
}

function sampleMember(patch: Partial<MemberView> = {}): MemberView {
  return {
    id: "member-1",
    customer: "customer-1",
    name: "김민서",
    company: null,
    tier: "gold",
    number_text: "010-1234-5678",
    rank: 1,
    reason: null,
    taken_by: null,
    mine: false,
    open: true,
    again_ms: null,
    result: null,
    result_by: null,
    obstacles: [],
    ...patch,
  };
}

function proposed(patch: Partial<ProposedMember> = {}): ProposedMember {
  const { customer, name, company, tier, number_text, reason, obstacles } = sampleMember();
  return { customer, name, company, tier, number_text, reason, obstacles, ...patch };
}

function supervision(answers: ConstructorParameters<typeof FakeDesk>[0] = {}) {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "supervisor";
  return new FakeDesk({
    snapshot: () => snapshot,
    segments: () => ({ segments: [], teams: [] }),
    script_overview: () => [],
    stop_counting: () => null,
    ...answers,
  });
}

describe("who is called again with whom nobody spoke (D-23)", () => {
  it("is typed in calls and hours, and comes back as it was", () => {
    expect(retriesOf(draftsOf(USUAL_RETRIES))).toEqual(USUAL_RETRIES);
    expect(retriesOf(draftsOf([]))).toEqual([]);
  });

  it("takes no count and no pause that can't be meant", () => {
    const typed = (patch: { calls?: string; hours?: string }) =>
      retriesOf(draftsOf(USUAL_RETRIES).map((it, at) => (at === 0 ? { ...it, ...patch } : it)));
    for (const calls of ["0", "11", "", "x", "2.5"]) expect(typed({ calls })).toBeNull();
    for (const hours of ["0", "2161", "", "-1"]) expect(typed({ hours })).toBeNull();
    expect(typed({ calls: "1", hours: "" })).toHaveLength(2);
  });

  it("is said of each customer, and counts as not done", () => {
    const words: ListWords = {
      topics: TOPICS,
      teams: [],
      locale: "en",
      text: textFor("en"),
      when: whenFor({ locale: "en", timeZone: "Asia/Seoul" }),
      nowMs: NOW,
    };
    const missed = (calls: number) => ({
      is: "called" as const,
      contact: "c",
      outcome: "no_answer" as const,
      by: "user-1",
      at_ms: NOW,
      calls,
    });
    const said = (patch: Partial<MemberView>) =>
      stateText(sampleMember({ result_by: "Hanna", ...patch }), words);
    expect(said({})).toBe("open");
    const done = said({ result: missed(3), open: false });
    expect(done).toMatch(/^No answer \(3 calls\) · Hanna · /);
    expect(said({ result: missed(1) })).toMatch(/^No answer · Hanna · .* · again now$/);
    expect(said({ result: missed(1), open: false, again_ms: NOW + HOUR_MS })).toMatch(
      / · again from .*\d\d:\d\d$/,
    );
    expect(progressOf(sampleList())).toEqual({ done: 1, total: 3 });
  });
});

describe("the call lists' window (H-9)", () => {
  it("is not for agents", async () => {
    const { desk } = await openScreen(new FakeDesk());
    desk.open.set({ is: "lists", list: null });
    await screen.findByText("관리자·슈퍼바이저 전용");
  });

  it("says how to begin while there is no list", async () => {
    const { desk } = await openScreen(supervision());
    desk.open.set({ is: "lists", list: null });
    await screen.findByText(/세그먼트나 퍼널의 숫자에서 만드세요/);
  });

  it("says what went wrong, and reads again when asked", async () => {
    let broken = true;
    const { desk, user } = await openScreen(
      supervision({
        call_lists: () => [sampleList()],
        list_members: () => {
          if (broken) throw failure("disk_full");
          return { rows: [sampleMember()], total: 1 };
        },
      }),
    );
    desk.open.set({ is: "lists", list: "list-1" });
    await screen.findByRole("alert");
    broken = false;
    await user.click(screen.getByRole("button", { name: "다시 시도" }));
    await screen.findByRole("listbox", { name: textFor("ko")("funnel.customersKeys") });
  });

  it("reads of a list of 10,000 only the part that is in sight, and more where one looks", async () => {
    // The test's browser lays nothing out.
    const height = vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(500);
    onTestFinished(() => height.mockRestore());
    const total = 10_000;
    const fake = supervision({
      call_lists: () => [sampleList()],
      list_members: (part) => ({
        rows: Array.from({ length: Math.min(part.count, total - part.from) }, (_, at) =>
          sampleMember({ id: `m-${part.from + at}`, name: `고객 ${part.from + at}` }),
        ),
        total,
      }),
    });
    const { desk } = await openScreen(fake);
    desk.open.set({ is: "lists", list: "list-1" });
    const members = await screen.findByRole("listbox", { name: textFor("ko")("funnel.customersKeys") });
    await within(members).findByText("고객 0");
    expect(fake.inputs("list_members")).toEqual([{ list: "list-1", from: 0, count: 100 }]);
    members.scrollTop = 50 * 9_250;
    fireEvent.scroll(members);
    await within(members).findByText("고객 9250");
    expect(fake.inputs("list_members").map((it) => it.from)).toEqual([0, 9_200]);
  });

  it("changes who is called again, and keeps what can't be meant from being saved", async () => {
    const list = sampleList();
    const fake = supervision({
      call_lists: () => [list],
      list_members: () => ({ rows: [], total: 0 }),
      edit_list: () => list.list,
    });
    const { desk, user } = await openScreen(fake);
    desk.open.set({ is: "lists", list: "list-1" });
    await user.click(await screen.findByRole("button", { name: "다시 전화" }));
    const row = within(await screen.findByRole("group", { name: "부재" }));
    const calls = row.getByLabelText("최대 통화 횟수");
    await user.clear(calls);
    const save = screen.getByRole("button", { name: "저장" });
    expect(save).toHaveProperty("disabled", true);
    await user.type(calls, "5");
    await user.click(save);
    await waitFor(() => expect(fake.inputs("edit_list")).toHaveLength(1));
    expect(fake.inputs("edit_list")[0]?.retries?.[0]).toEqual({
      outcome: "no_answer",
      calls: 5,
      pause_min: 240,
      other_number: true,
    });
  });
});

describe("a list before it is made (H-9)", () => {
  const preview: ListPreview = {
    called: [proposed()],
    left: [proposed({ customer: "customer-2", name: "이서준", obstacles: ["complaint", "no_consent"] })],
    left_out: [{ why: "complaint", count: 1 }],
    took_ms: 3,
  };
  const making = { is: "make_list", origin: ORIGIN, topic: TOPIC, name: "가격 문의" } as const;

  it("shows who is left out and all reasons, and is made with the usual calls", async () => {
    const fake = supervision({ preview_list: () => preview, make_list: () => sampleList().list });
    const { desk, user } = await openScreen(fake);
    desk.open.set(making);
    await user.click(await screen.findByRole("button", { name: "제외한 고객" }));
    await screen.findByRole("rowheader", { name: "열린 불만" });
    await user.click(screen.getByRole("button", { name: "콜 리스트 만들기" }));
    await waitFor(() => expect(fake.inputs("make_list")).toHaveLength(1));
    expect(fake.inputs("make_list")[0]).toMatchObject({
      name: "가격 문의",
      rest_days: 7,
      retries: USUAL_RETRIES,
    });
  });

  it("is not made of nobody", async () => {
    const nobody = { ...preview, called: [] };
    const { desk } = await openScreen(supervision({ preview_list: () => nobody }));
    desk.open.set(making);
    await screen.findByText(textFor("ko")("lists.nobody"));
    expect(screen.getByRole("button", { name: "콜 리스트 만들기" })).toHaveProperty("disabled", true);
  });
});
