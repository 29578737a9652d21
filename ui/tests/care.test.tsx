import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CustomerView } from "../src/api/generated/types";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { NOW, sampleCall, sampleCustomer, sampleSnapshot } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const DAY = 86_400_000;

function customerWith(care: Partial<CustomerView["care"]>): CustomerView {
  const view = sampleCustomer();
  return { ...view, care: { ...view.care, ...care } };
}

const COMPLAINT = {
  case: null,
  dialogue: "dialogue-2",
  topic: "topic-billing",
  since_ms: NOW - 12 * DAY,
  count: 1,
};

async function open(fake: FakeDesk) {
  const opened = await openScreen(fake);
  act(() => opened.desk.selection.set({ call: null, customer: "customer-1" }));
  await screen.findByRole("heading", { name: "김민서" });
  return opened;
}

describe("an open complaint (P-11)", () => {
  it("is said with its age, and sales topics are held back with the reason", async () => {
    const fake = new FakeDesk({ customer: () => customerWith({ complaint: COMPLAINT }) });
    const { user } = await open(fake);
    expect(screen.getByText(/미해결 불만: 요금 이의, 12일째/)).toBeTruthy();
    expect(screen.getByText("판매 보류")).toBeTruthy();
    await user.keyboard("d");
    const menu = await screen.findByRole("menu");
    const sales = await within(menu).findByRole("group", { name: /판매 · 미해결 불만/ });
    expect(within(sales).getByRole("menuitem").getAttribute("aria-disabled")).toBe("true");
    const service = within(menu).getByRole("menuitem", { name: "요금 이의" });
    expect(service.getAttribute("aria-disabled")).not.toBe("true");
  });

  it("keeps wrap-up from beginning what is sold", async () => {
    const view = sampleCall({ id: "call-1", state: "talking" }, { customer: "customer-1" });
    const customer = customerWith({ complaint: COMPLAINT });
    const fake = new FakeDesk({
      snapshot: () => sampleSnapshot({ calls: [view] }),
      customer: () => ({ ...customer, dialogues: customer.dialogues.slice(1) }),
    });
    const { desk, user } = await openScreen(fake);
    act(() => desk.selection.set({ call: "call-1", customer: null }));
    await screen.findByText("미해결 불만이 있어 판매 주제는 보류됩니다.");
    await user.click(await screen.findByRole("button", { name: /무엇에 대한 통화였나요/ }));
    const offered = (await screen.findAllByRole("option")).map((it) => it.textContent);
    expect(offered.some((it) => it?.includes("요금 이의"))).toBe(true);
    expect(offered.some((it) => it?.includes("요금제 변경"))).toBe(false);
  });
});

describe("the customer's time (P-6)", () => {
  it("is saved: what was confirmed lately is said, the rest is confirmed by one key", async () => {
    let view = sampleCustomer();
    const fake = new FakeDesk({
      customer: () => view,
      confirm_field: () => {
        view = { ...view, care: { ...view.care, asks: [] } };
        return view;
      },
    });
    const { user } = await open(fake);
    await screen.findByText(/12일 전 확인 \(박서준, 전화\)/);
    expect(screen.getByRole("list", { name: "확인해 둘 것" }).textContent).toContain("60일 전 확인");
    await user.keyboard("v");
    expect(fake.inputs("confirm_field")).toEqual([
      { customer: "customer-1", field: { is: "address" }, call: null },
    ]);
    await screen.findByText(/30일 동안 다시 묻지 않습니다/);
    expect(screen.queryByRole("list", { name: "확인해 둘 것" })).toBeNull();
    // Nothing is left to confirm.
    await user.keyboard("v");
    expect(fake.inputs("confirm_field")).toHaveLength(1);
  });
});

describe("the relationship (P-1, P-4)", () => {
  it("shows the step and what is missing for the next one", async () => {
    await open(new FakeDesk());
    const steps = screen.getByRole("list", { name: "관계" });
    const now = within(steps).getAllByRole("listitem");
    expect(now.map((it) => it.getAttribute("aria-current"))).toEqual([null, null, "step", null]);
    expect(screen.getByText("다음: 대화 마무리하기")).toBeTruthy();
  });

  it("says when a valued customer has been without contact for too long", async () => {
    const silence = { since_ms: NOW - 45 * DAY, days: 30 };
    await open(new FakeDesk({ customer: () => customerWith({ silence }) }));
    expect(screen.getByText(/6월 7일 이후 연락이 없습니다. VIP 고객에게는 30일 안에/)).toBeTruthy();
  });
});

describe("privileges (P-8)", () => {
  it("say on the card whom the customer reaches first", async () => {
    let agent = "user-1";
    const fake = new FakeDesk({ customer: () => sampleCustomer({ preferred_agent: agent }) });
    const { desk } = await open(fake);
    expect(screen.getByText("내 담당 고객")).toBeTruthy();
    agent = "user-of-another-team";
    await act(() => desk.customers.refresh("customer-1"));
    expect(screen.getByText("담당 다른 팀의 상담사")).toBeTruthy();
  });
});
