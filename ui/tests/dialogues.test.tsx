import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CustomerView, Topic } from "../src/api/generated/types";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { NOW, sampleCustomer, TOPICS } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

/** The desk of one customer whose dialogues stand where they were moved to. */
function deskOf(topics: Topic[] = TOPICS) {
  let view: CustomerView = sampleCustomer();
  const stand = (dialogue: string, stage: number) => {
    const dialogues = view.dialogues.map((it) => (it.id === dialogue ? { ...it, stage } : it));
    view = { ...view, dialogues };
    return view;
  };
  return new FakeDesk({
    topics: () => topics,
    customer: () => view,
    move_stage: ({ dialogue, stage }) => stand(dialogue, stage),
    undo_move: ({ dialogue }) => stand(dialogue, 3),
    evidence: () => ({
      contacts: { ...view.timeline, entries: view.timeline.entries.slice(0, 2) },
      moves: [
        {
          id: "move-1",
          stage: 3,
          at_ms: NOW,
          interaction: null,
          by: { is: "person", name: "이지우" },
        },
        {
          id: "move-2",
          stage: 2,
          at_ms: NOW - 5 * 86_400_000,
          interaction: "interaction-0",
          by: { is: "rule", rule: "price_page" },
        },
      ],
    }),
  });
}

async function open(fake: FakeDesk) {
  const opened = await openScreen(fake);
  act(() => opened.desk.selection.set({ call: null, customer: "customer-1" }));
  await screen.findByRole("heading", { name: "김민서" });
  return opened;
}

const bar = () => screen.getByRole("toolbar", { name: /요금제 변경/ });
const step = (name: RegExp) => within(bar()).getByRole("button", { name });

describe("a dialogue's stage (H-10)", () => {
  it("is moved by one key, says so, and one key takes it back", async () => {
    const fake = deskOf();
    const { user } = await open(fake);
    await user.keyboard("{Shift>}5{/Shift}");
    expect(fake.inputs("move_stage")).toEqual([
      { customer: "customer-1", dialogue: "dialogue-1", stage: 5, call: null },
    ]);
    expect((await screen.findByText(/5단계\(개통\)에서 종료/)).textContent).toContain("요금제 변경");
    await user.keyboard("u");
    expect(fake.inputs("undo_move")).toEqual([{ customer: "customer-1", dialogue: "dialogue-1" }]);
    await screen.findByText("단계 이동을 되돌렸습니다.");
    expect(screen.queryByText(/에서 종료했습니다/)).toBeNull();
    // There is nothing more to take back.
    await user.keyboard("u");
    expect(fake.inputs("undo_move")).toHaveLength(1);
  });

  it("is reached without a mouse: a key goes from card to card, a digit there moves it", async () => {
    const fake = deskOf();
    const { user } = await open(fake);
    await user.keyboard("oo");
    expect(document.activeElement?.closest("li")?.textContent).toContain("요금 이의");
    await user.keyboard("3");
    expect(fake.inputs("move_stage")[0]).toMatchObject({ dialogue: "dialogue-2", stage: 3 });
    await user.keyboard("{Shift>}4{/Shift}");
    expect(fake.inputs("move_stage")[1]).toMatchObject({ dialogue: "dialogue-2", stage: 4 });
  });

  it("shows the stages that the topic forbids as not possible, with the reason, and asks the desk for none", async () => {
    const forward = TOPICS.map((topic): Topic => ({ ...topic, moves: { is: "forward" } }));
    const fake = deskOf(forward);
    const { user } = await open(fake);
    expect(step(/^2단계/).getAttribute("aria-disabled")).toBe("true");
    expect(step(/^4단계/).getAttribute("aria-disabled")).not.toBe("true");
    await user.keyboard("o{ArrowLeft}");
    expect(document.activeElement).toBe(step(/^2단계/));
    const reason = "이 주제의 대화는 앞으로만 옮길 수 있습니다";
    await screen.findByText(reason);
    const described = document.getElementById(step(/^2단계/).getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toContain(reason);
    await user.keyboard("{Escape}");
    expect(screen.queryByText(reason)).toBeNull();
    await user.hover(step(/^1단계/));
    await screen.findByText(reason);
    await user.unhover(step(/^1단계/));
    expect(screen.queryByText(reason)).toBeNull();
    await user.keyboard("{Enter}");
    await user.keyboard("1");
    await screen.findByText(/주제의 규칙상/);
    expect(fake.inputs("move_stage")).toEqual([]);
  });

  it("shows the contacts and moves behind it, and each contact leads to its place in the timeline", async () => {
    const { user, desk } = await open(deskOf());
    await user.keyboard("oe");
    const shown = await screen.findByRole("dialog", { name: /근거/ });
    const moved = await within(shown).findByText("3단계 · 가격 문의");
    expect(moved.closest("li")?.textContent).toContain("이지우");
    expect(within(shown).getByText(/규칙 ‘price_page’/)).toBeTruthy();
    await user.click(within(shown).getByRole("button", { name: /5G 프리미엄/ }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() =>
      expect(desk.timeline("customer-1").store.get().sought).toEqual({ id: "interaction-1" }),
    );
  });
});

describe("going to a contact (H-10)", () => {
  it("that lies further back begins the timeline at its moment", async () => {
    const fake = deskOf();
    const { desk } = await open(fake);
    act(() => desk.timeline("customer-1").seek({ id: "long-ago", started_ms: NOW - 9e9 }));
    await waitFor(() =>
      expect(fake.inputs("timeline").at(-1)).toMatchObject({ until_ms: NOW - 9e9, dialogue: null }),
    );
  });
});
