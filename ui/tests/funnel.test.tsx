import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FunnelView, StageCount } from "../src/api/generated/types";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW, sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { comparedPeriods } from "../src/state/period";
import { csvText } from "../src/words/csv";
import { difference, roughLength, share } from "../src/words/figures";
import { openScreen } from "./screen";

const DAY = 86_400_000;

const NOTHING: StageCount = {
  reached: 0,
  before: 0,
  ways: [],
  went_on: 0,
  median_ms: null,
  open: 0,
  closed: 0,
  aged_out: 0,
};

/** Two reached the first stage of the first topic by web, and one of them went on after three days. */
function counted(took_ms = 3): FunnelView {
  const topics = TOPICS.map((topic, index) => ({
    topic: topic.id,
    stages: topic.stages.map((_, stage): StageCount => {
      if (index > 0 || stage > 0) return NOTHING;
      const ways = [{ way: { is: "by", channel: "web" } as const, reached: 2, before: 5 }];
      return { ...NOTHING, reached: 2, before: 5, ways, went_on: 1, median_ms: 3 * DAY, open: 2 };
    }),
  }));
  return { funnel: { topics }, now_ms: NOW, took_ms };
}

function supervision(answers: ConstructorParameters<typeof FakeDesk>[0] = {}) {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "supervisor";
  return new FakeDesk({
    snapshot: () => snapshot,
    funnel: () => counted(),
    funnel_customers: () => ({ rows: [], total: 0 }),
    stop_counting: () => null,
    ...answers,
  });
}

async function openFunnel(fake: FakeDesk) {
  const opened = await openScreen(fake);
  opened.desk.open.set({ is: "funnel" });
  await screen.findByRole("table");
  return opened;
}

describe("the funnel's window (H-7)", () => {
  it("is not for agents", async () => {
    const { desk } = await openScreen(new FakeDesk());
    desk.open.set({ is: "funnel" });
    await screen.findByText("관리자·슈퍼바이저 전용");
  });

  it("shows the numbers of every topic, and its drawing says how many went on", async () => {
    await openFunnel(supervision());
    const table = screen.getByRole("table");
    const row = within(table).getAllByRole("row", { name: /1단계/ })[0];
    expect(row?.textContent).toContain("-3");
    expect(row?.textContent).toContain("50%");
    screen.getByText("50% 다음 단계로 · 보통 3일");
  });

  it("goes over the numbers by arrow keys and asks for the customers behind one", async () => {
    const fake = supervision();
    const { user } = await openFunnel(fake);
    const first = screen.getAllByRole("button", { name: /1단계.*도달: 2건/ })[0];
    first?.focus();
    await user.keyboard("{ArrowRight}{ArrowRight}{End}{ArrowLeft}{ArrowLeft}{Enter}");
    await screen.findByText("해당하는 고객이 없습니다");
    const cell = fake.inputs("funnel_customers").at(-1);
    expect(cell).toMatchObject({ topic: TOPICS[0]?.id, stage: 1, way: { is: "by", channel: "web" } });
  });

  it("counts again when a customer changed, and what comes late is passed over", async () => {
    const fake = supervision();
    await openFunnel(fake);
    const before = fake.inputs("funnel").length;
    fake.emit({ event: "stale", data: { tags: ["customer"], customers: ["customer-1"] } });
    await waitFor(() => expect(fake.inputs("funnel").length).toBe(before + 1), { timeout: 3_000 });
  });

  it("says what went wrong and tries again", async () => {
    let broken = true;
    const fake = supervision({
      funnel: () => {
        if (broken) throw failure("disk_full");
        return counted();
      },
    });
    const { desk } = await openScreen(fake);
    desk.open.set({ is: "funnel" });
    const again = await screen.findByRole("button", { name: "다시 시도" });
    broken = false;
    again.click();
    await screen.findByRole("table");
  });

  it("stops counting when it is closed", async () => {
    const fake = supervision({ funnel: () => new Promise(() => undefined) });
    const { desk } = await openScreen(fake);
    desk.open.set({ is: "funnel" });
    await waitFor(() => expect(fake.inputs("funnel")).toHaveLength(1));
    desk.open.set(null);
    await waitFor(() => expect(fake.inputs("stop_counting")).toHaveLength(1));
  });
});

describe("a period (H-7)", () => {
  // 2026-03-10 14:00 in Seoul.
  const now = Date.UTC(2026, 2, 10, 5);

  it("is whole days with today, beside as many days before up to the same time of day", () => {
    const today = comparedPeriods({ is: "days", days: 1 }, now, "Asia/Seoul");
    const midnight = Date.UTC(2026, 2, 9, 15);
    expect(today).toEqual({
      period: { from_ms: midnight, to_ms: midnight + DAY },
      compared: { from_ms: midnight - DAY, to_ms: now + 1 - DAY },
    });
    const week = comparedPeriods({ is: "days", days: 7 }, now, "Asia/Seoul");
    expect(week?.period.from_ms).toBe(midnight - 6 * DAY);
    expect(week?.compared).toEqual({ from_ms: midnight - 13 * DAY, to_ms: now + 1 - 7 * DAY });
  });

  it("of chosen days ends with the last of them, and is none when they are turned round or to come", () => {
    const span = (from: string, to: string) => ({ is: "custom", from, to }) as const;
    const days = comparedPeriods(span("2026-03-01", "2026-03-02"), now, "Asia/Seoul");
    expect(days?.period).toEqual({ from_ms: Date.UTC(2026, 1, 28, 15), to_ms: Date.UTC(2026, 2, 2, 15) });
    expect(comparedPeriods(span("2026-03-02", "2026-03-01"), now, "Asia/Seoul")).toBeNull();
    expect(comparedPeriods(span("2026-03-12", "2026-03-13"), now, "Asia/Seoul")).toBeNull();
    expect(comparedPeriods(span("", "2026-03-13"), now, "Asia/Seoul")).toBeNull();
  });
});

describe("a file (security 9)", () => {
  it("is read by spreadsheets in Korean and calculates nothing", () => {
    const file = csvText([
      ["이름", "값"],
      ["=1+1", 5],
      ["+8210", -3],
      ["@x", null],
      ['a "b", c', "두\n줄"],
      ["-", "\tx"],
    ]);
    expect(file).toBe(
      '\uFEFF이름,값\r\n\'=1+1,5\r\n\'+8210,-3\r\n\'@x,\r\n"a ""b"", c","두\n줄"\r\n\'-,\'\tx\r\n',
    );
  });
});

describe("figures", () => {
  it("are said in the user's language", () => {
    expect(roughLength(3 * DAY, "ko")).toBe("3일");
    expect(roughLength(90_000, "en")).toBe("2 min");
    expect(share(0, 0, "en")).toBeNull();
    expect(share(1, 3, "en")).toBe("33%");
    expect(difference(4, "en")).toBe("+4");
    expect(difference(0, "en")).toBe("0");
  });
});
