import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Segment, SegmentQuery, SegmentTest } from "../src/api/generated/types";
import { type Locale, textFor } from "../src/i18n/text";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW, sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { isAskable } from "../src/state/segments";
import { queryText } from "../src/words/segment";
import { openScreen } from "./screen";

const TOPIC = TOPICS[0]?.id ?? "";
const TEAM = { id: "team-1", name: { ko: "상담1팀", en: "Team 1" } };

function said(locale: Locale, matches: SegmentQuery["matches"], ...tests: [boolean, SegmentTest][]) {
  const conditions = tests.map(([not, test]) => ({ not, test }));
  return queryText({ matches, conditions }, { topics: TOPICS, teams: [TEAM], locale, text: textFor(locale) });
}

const DIALOGUE: SegmentTest = {
  on: "dialogue",
  topic: TOPIC,
  purpose: null,
  from_stage: 2,
  to_stage: 4,
  state: "open",
  idle_days: 14,
  touches: 3,
};
const TIERS: SegmentTest = { on: "tier", tiers: ["vip", "gold"] };
const CONTACTS: SegmentTest = { on: "contacts", channel: "phone", days: 30, times: 1 };

describe("a segment is read back (H-8)", () => {
  it("in Korean", () => {
    expect(said("ko", "all", [false, DIALOGUE], [true, CONTACTS])).toBe(
      "다음을 모두 만족하는 고객: 대화 있음(요금제 변경, 2~4단계, 진행 중, 14일 이상 활동 없음, 접촉 3회 이상) 및 최근 30일 동안 전화 접촉 1회 미만",
    );
    expect(said("ko", "any", [false, TIERS])).toBe("다음에 해당하는 고객: 등급 VIP 또는 골드");
    expect(said("ko", "any", [true, { on: "team", teams: ["team-1", "team-9"] }])).toBe(
      "다음에 해당하는 고객: 상담1팀 또는 다른 팀 소속 아님",
    );
  });

  it("in English", () => {
    expect(said("en", "all", [false, DIALOGUE], [true, CONTACTS])).toBe(
      "Customers with all of this: a dialogue (Plan upgrade, stages 2 to 4, open, quiet for 14 days, 3 contacts or more) and fewer than 1 contact by phone in the last 30 days",
    );
    expect(said("en", "any", [true, TIERS], [false, { on: "region", words: " Seoul " }])).toBe(
      "Customers with any of this: a tier other than VIP or Gold or “Seoul” in the address",
    );
    const way = { is: "by", channel: "web" } as const;
    expect(said("en", "all", [false, { on: "reached", topic: TOPIC, stage: 3, way, days: 7 }])).toBe(
      "Customers with stage 3 of Plan upgrade reached by web in the last 7 days",
    );
    expect(said("en", "all", [true, { on: "remark", kind: "warning", words: "" }])).toBe(
      "Customers with no Warning remark",
    );
    expect(said("en", "all", [true, { on: "consent", purpose: "marketing", channel: "phone" }])).toBe(
      "Customers with no consent to Marketing by phone",
    );
  });

  it("says nothing without conditions, and asks nothing that is not whole", () => {
    expect(said("en", "all")).toBeNull();
    const asks = (test: SegmentTest) => isAskable({ matches: "all", conditions: [{ not: false, test }] });
    expect(asks({ on: "region", words: " " })).toBe(false);
    expect(asks({ on: "tier", tiers: [] })).toBe(false);
    expect(asks({ ...DIALOGUE, from_stage: 5 })).toBe(false);
    expect(asks(DIALOGUE)).toBe(true);
  });
});

function supervision(answers: ConstructorParameters<typeof FakeDesk>[0] = {}) {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "supervisor";
  const saved: Segment[] = [];
  return new FakeDesk({
    snapshot: () => snapshot,
    segments: () => ({ segments: saved, teams: [TEAM] }),
    segment_customers: () => ({ rows: [], total: 41, took_ms: 2 }),
    save_segment: ({ name, query, retired }) => {
      const segment = { id: "s1", name, query, retired, created_by: "user-1", created_ms: NOW };
      saved.splice(0, 1, segment);
      return segment;
    },
    stop_counting: () => null,
    ...answers,
  });
}

describe("the segments' window (H-8)", () => {
  it("is not for agents", async () => {
    const { desk } = await openScreen(new FakeDesk());
    desk.open.set({ is: "segments", query: null });
    await screen.findByText("관리자·슈퍼바이저 전용");
  });

  it("makes a segment by keyboard: conditions, who is in it, the sentence, and saves it for everybody", async () => {
    const fake = supervision();
    const { desk, user } = await openScreen(fake);
    desk.open.set({ is: "segments", query: null });
    (await screen.findByRole("button", { name: "새 세그먼트" })).focus();
    await user.keyboard("{Enter}");
    (await screen.findByRole("button", { name: "조건 추가" })).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("고객 41명");
    await screen.findByText("다음에 해당하는 고객: 대화 있음(진행 중)");
    const save = screen.getByRole("button", { name: "저장" });
    expect(save).toHaveProperty("disabled", true);
    await user.type(screen.getByLabelText("조용한 일수"), "14");
    await screen.findByText("다음에 해당하는 고객: 대화 있음(진행 중, 14일 이상 활동 없음)");
    await waitFor(() =>
      expect(fake.inputs("segment_customers").at(-1)?.conditions[0]?.test).toMatchObject({ idle_days: 14 }),
    );
    await user.type(screen.getByLabelText("이름"), "조용한 고객");
    await user.click(save);
    await screen.findByRole("option", { name: "조용한 고객" });
    expect(fake.inputs("save_segment")[0]).toMatchObject({ id: null, name: "조용한 고객", retired: false });
    // Saving goes on where it was: the next one edits the same.
    expect(document.activeElement).toBe(save);
    await user.click(save);
    await waitFor(() => expect(fake.inputs("save_segment")[1]).toMatchObject({ id: "s1" }));
  });

  it("keeps the other conditions where one is removed", async () => {
    const fake = supervision();
    const { desk, user } = await openScreen(fake);
    const conditions = [
      { not: false, test: TIERS },
      { not: true, test: CONTACTS },
    ];
    desk.open.set({ is: "segments", query: { matches: "all", conditions } });
    await user.click(await screen.findByRole("button", { name: "1번째 조건 삭제" }));
    await screen.findByText("다음에 해당하는 고객: 최근 30일 동안 전화 접촉 1회 미만");
    const days = screen.getByLabelText("최근 일수");
    await user.clear(days);
    await user.type(days, "90");
    expect(days).toHaveProperty("value", "90");
    await waitFor(() =>
      expect(fake.inputs("segment_customers").at(-1)?.conditions).toEqual([
        { not: true, test: { ...CONTACTS, days: 90 } },
      ]),
    );
  });

  it("says what went wrong, and nothing of what was typed is gone", async () => {
    const fake = supervision({
      save_segment: () => {
        throw failure("disk_full");
      },
    });
    const { desk, user } = await openScreen(fake);
    desk.open.set({ is: "segments", query: { matches: "all", conditions: [{ not: false, test: TIERS }] } });
    await user.type(await screen.findByLabelText("이름"), "VIP");
    await user.click(screen.getByRole("button", { name: "저장" }));
    await screen.findByText("디스크가 가득 찼습니다. 공간을 비우면 저장이 계속됩니다.");
    expect(screen.getByLabelText("이름")).toHaveProperty("value", "VIP");
  });
});
