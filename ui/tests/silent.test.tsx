import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { SilentCustomer } from "../src/api/generated/types";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const DAY = 86_400_000;

function customers(count: number): SilentCustomer[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `silent-${index}`,
    name: `고객 ${index}`,
    company: null,
    tier: "vip",
    number: "010-2345-6789",
    since_ms: NOW - (400 - (index % 300)) * DAY,
  }));
}

async function open(fake: FakeDesk) {
  const opened = await openScreen(fake);
  act(() => opened.desk.open.set({ is: "silent" }));
  return { ...opened, window_: await screen.findByRole("dialog") };
}

describe("valued customers without contact (P-4)", () => {
  it("are 10,000 rows of which only those in sight are drawn, walked with the keyboard", async () => {
    const all = customers(10_000);
    const { desk, user, window_ } = await open(
      new FakeDesk({ silent_customers: () => ({ customers: all, total: 12_345 }) }),
    );
    const list = await within(window_).findByRole("listbox");
    expect(within(window_).getByRole("heading").textContent).toContain("12,345명");
    expect(within(window_).getByText(/2,?345명은 표시하지 않았습니다/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(list));
    const drawn = within(list).getAllByRole("option").length;
    expect(drawn).toBeLessThan(60);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(desk.selection.get().customer).toBe("silent-2");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("reads again when what another window stopped ended its reading too, and stops it when it is closed", async () => {
    let asked = 0;
    const fake = new FakeDesk({
      silent_customers: () => (asked++ === 0 ? null : new Promise<never>(() => undefined)),
      stop_counting: () => null,
    });
    const { user, window_ } = await open(fake);
    await waitFor(() => expect(fake.inputs("silent_customers")).toHaveLength(2));
    expect(within(window_).queryByRole("listbox")).toBeNull();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(fake.inputs("stop_counting")).toHaveLength(1));
  });

  it("says when there are none, and offers another try when they could not be read", async () => {
    let fails = true;
    const fake = new FakeDesk({
      silent_customers: () => {
        if (fails) throw failure("disk_full");
        return { customers: [], total: 0 };
      },
    });
    const { user, window_ } = await open(fake);
    const retry = await within(window_).findByRole("button", { name: /다시 시도/ });
    fails = false;
    await user.click(retry);
    await within(window_).findByText("소중한 고객 모두와 최근에 연락했습니다.");
  });
});
