import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CustomerView, Treatment, TreatmentList } from "../src/api/generated/types";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { NOW, sampleCustomer, sampleSnapshot } from "../src/platform/testing/sample";
import { moneyText, readMoney } from "../src/words/money";
import { openScreen } from "./screen";

const MEASURES = {
  needs: true,
  offers: true,
  preferences: true,
  confirmation: true,
  scripts: true,
  participation: true,
  continuity: true,
};

function treatment(fields: Partial<Treatment> = {}): Treatment {
  return {
    id: "treatment-1",
    audience: { of: "tier", tier: "vip" },
    rank: 5,
    contact_days: 30,
    perks: { ko: "전담 상담사", en: "Own agent" },
    queue_priority: 1,
    preferred_agent: true,
    measures: MEASURES,
    enabled: true,
    ...fields,
  };
}

const LIST: TreatmentList = {
  rows: [{ treatment: treatment(), segment_name: null, faults: [] }],
  built_in: [
    treatment({ id: "nil", audience: { of: "tier", tier: "basic" }, contact_days: null, queue_priority: 5 }),
  ],
  segments: [{ id: "segment-1", name: "점수가 낮은 고객" }],
};

function desk(role: "agent" | "administrator" = "administrator"): FakeDesk {
  const snapshot = sampleSnapshot({ calls: [] });
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = role;
  return new FakeDesk({
    snapshot: () => snapshot,
    treatments: () => LIST,
    treatment_reach: () => ({ by_treatment: [["treatment-1", 1234]], built_in: [["basic", 7]] }),
    check_treatment: (draft) => ({ faults: [], warnings: [], changed: draft.contact_days !== 30 }),
    save_treatment: (draft) => ({ ...draft, id: draft.id ?? "treatment-2" }),
    explain_treatment: (customer) => ({
      customer,
      name: "김민서",
      tier: "gold",
      asked: [{ treatment: "treatment-1", standing: "elsewhere" }],
    }),
  });
}

async function open(fake: FakeDesk) {
  const opened = await openScreen(fake);
  act(() => opened.desk.open.set({ is: "treatments" }));
  return { ...opened, window_: await screen.findByRole("dialog") };
}

describe("how customers are served (P-13)", () => {
  it("is read by nobody but administrators", async () => {
    const fake = desk("agent");
    const { window_ } = await open(fake);
    await within(window_).findByText("고객 응대 기준은 관리자만 정합니다.");
    expect(fake.inputs("treatments")).toEqual([]);
  });

  it("says what a draft means while it is edited, counts its customers, and is saved by the keyboard", async () => {
    const fake = desk();
    const { window_, user } = await open(fake);
    const vip = await within(window_).findByRole("option", { name: "VIP 고객" });
    await within(vip).findByText("고객 1,234명");
    await user.click(vip);
    await within(window_).findByText(/30일 동안 연락이 없으면 알립니다/);
    const days = within(window_).getByLabelText("며칠 동안 연락이 없으면 알림");
    await user.clear(days);
    await within(window_).findByText(/연락이 없어도 알리지 않습니다/);
    await user.type(days, "14");
    await within(window_).findByText(/14일 동안 연락이 없으면 알립니다/);
    await user.click(within(window_).getByRole("switch", { name: "판매 제안" }));
    await within(window_).findByText(/상담사에게 보이지 않는 것: 판매 제안/);
    const save = within(window_).getByRole("button", { name: "저장" });
    await waitFor(() => expect(save.hasAttribute("disabled")).toBe(false));
    save.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputs("save_treatment")).toHaveLength(1));
    expect(fake.inputs("save_treatment")[0]).toMatchObject({ contact_days: 14, measures: { offers: false } });
  });

  it("begins a new one for a tier of which nothing is said as what is built in", async () => {
    const fake = desk();
    const { window_, user } = await open(fake);
    await user.click(await within(window_).findByRole("option", { name: "일반 고객" }));
    await waitFor(() =>
      expect(fake.inputs("check_treatment").at(-1)).toMatchObject({ id: null, contact_days: null }),
    );
  });
});

function view(care: Partial<CustomerView["care"]>): CustomerView {
  const sample = sampleCustomer();
  return { ...sample, care: { ...sample.care, ...care } };
}

describe("the card", () => {
  it("shows perks with why, the last score with its day, and what was given in sum (P-4, P-8, P-9)", async () => {
    const { care } = sampleCustomer();
    const fake = new FakeDesk({
      customer: () =>
        view({
          treatment: {
            ...care.treatment,
            perks: { ko: "수수료 면제", en: "No fees" },
            queue_priority: 1,
            reason: { is: "tier" },
          },
          participation: {
            survey: { score: 4, band: "low", words: "오래 걸렸어요", at_ms: NOW - 86_400_000 },
            referrals: 2,
            feedback: null,
          },
          delivered: { sum: { amounts: [{ amount_minor: 12_000, currency: "KRW" }], count: 1 }, items: [] },
        }),
    });
    const { desk } = await openScreen(fake);
    act(() => desk.selection.set({ call: null, customer: "customer-1" }));
    await screen.findByText("수수료 면제");
    screen.getByText("우선순위 1");
    screen.getByText(/^4\/10 · /);
    screen.getByText("소개 2건");
    screen.getByText(/₩12,000 제공/);
  });

  it("says of needs nothing, not even that there are none, where they are switched off (P-13)", async () => {
    const { care } = sampleCustomer();
    const off = { ...care.treatment, measures: { ...MEASURES, needs: false } };
    const fake = new FakeDesk({ customer: () => ({ ...view({ treatment: off }), needs: [] }) });
    const { desk } = await openScreen(fake);
    act(() => desk.selection.set({ call: null, customer: "customer-1" }));
    await screen.findByRole("button", { name: /설문, 의견 기록/ });
    expect(screen.queryByText("열린 요구가 없습니다.")).toBeNull();
  });
});

describe("recording (P-9)", () => {
  async function recording(fake: FakeDesk) {
    const opened = await openScreen(fake);
    act(() => opened.desk.selection.set({ call: null, customer: "customer-1" }));
    await screen.findByRole("button", { name: /설문, 의견 기록/ });
    await opened.user.keyboard("q");
    return { ...opened, window_: await screen.findByRole("dialog") };
  }

  it("takes a score by three keys", async () => {
    const fake = new FakeDesk({ record_participation: () => sampleCustomer() });
    const { user } = await recording(fake);
    await user.keyboard("9{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.inputs("record_participation")[0]).toMatchObject({
      customer: "customer-1",
      call: null,
      part: { is: "survey", score: 9, words: "" },
    });
  });

  it("says what is wrong with a score and sends nothing", async () => {
    const fake = new FakeDesk({ record_participation: () => sampleCustomer() });
    const { user, window_ } = await recording(fake);
    await user.keyboard("11{Enter}");
    await within(window_).findByText("0부터 10까지의 정수를 입력하세요.");
    expect(fake.inputs("record_participation")).toEqual([]);
  });

  it("keeps neither name nor number of somebody who did not agree", async () => {
    const fake = new FakeDesk({ record_participation: () => sampleCustomer() });
    const { user, window_ } = await recording(fake);
    await user.click(within(window_).getByRole("radio", { name: "소개" }));
    const name = within(window_).getByLabelText("소개받은 분");
    expect(name.hasAttribute("disabled")).toBe(true);
    const agreed = within(window_).getByRole("switch");
    await user.click(agreed);
    await user.type(name, "이서연");
    await user.click(agreed);
    await user.click(within(window_).getByRole("button", { name: /기록/ }));
    await waitFor(() => expect(fake.inputs("record_participation")).toHaveLength(1));
    expect(fake.inputs("record_participation")[0]?.part).toEqual({
      is: "referral",
      consent: false,
      name: "",
      number: null,
    });
  });

  it("offers what was given alone where participation is switched off (P-13)", async () => {
    const { care } = sampleCustomer();
    const off = { ...care.treatment, measures: { ...MEASURES, participation: false } };
    const fake = new FakeDesk({
      customer: () => view({ treatment: off, participation: null }),
      record_delivered: () => sampleCustomer(),
    });
    const { window_ } = await recording(fake);
    expect(within(window_).getByRole("radio", { name: "제공한 혜택" }).hasAttribute("checked")).toBe(true);
    expect(within(window_).getByRole("radio", { name: "설문" }).hasAttribute("disabled")).toBe(true);
  });
});

describe("amounts of money", () => {
  it("are read and written in the currency's own digits", () => {
    expect(readMoney("12,000", "KRW")).toEqual({ amount_minor: 12_000, currency: "KRW" });
    expect(readMoney("9.5", "USD")).toEqual({ amount_minor: 950, currency: "USD" });
    expect(readMoney("9.5", "KRW")).toBeUndefined();
    expect(readMoney("0", "KRW")).toBeUndefined();
    expect(readMoney("abc", "KRW")).toBeUndefined();
    expect(readMoney(" ", "KRW")).toBeNull();
    expect(moneyText({ amount_minor: 12_000, currency: "KRW" }, "ko")).toBe("₩12,000");
    expect(moneyText({ amount_minor: 950, currency: "USD" }, "en")).toBe("$9.50");
  });
});
