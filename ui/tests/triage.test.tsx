import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { TriageContact } from "../src/api/generated/types";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { sampleWaiting } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const window_ = () => screen.getByRole("dialog", { name: /분류 대기/ });
const chosen = () => within(window_()).getByRole("option", { selected: true });

/** A desk in whose triage these contacts wait until they are assigned. */
function deskWith(contacts: TriageContact[]) {
  let waiting = contacts;
  return new FakeDesk({
    triage: () => ({ contacts: waiting, total: waiting.length }),
    assign: ({ interaction, to }) => {
      waiting =
        to.is === "triage"
          ? contacts.filter((it) => it.interaction.id === interaction || waiting.includes(it))
          : waiting.filter((it) => it.interaction.id !== interaction);
      return null;
    },
  });
}

const three = [
  sampleWaiting("a", {}, { customer_name: "가은" }),
  sampleWaiting("b", {}, { customer_name: "나은", suggested: false }),
  sampleWaiting("c", {}, { customer_name: "다은" }),
];

describe("triage (H-1)", () => {
  it("is emptied with the keyboard: walk, take the suggestion, take another, undo", async () => {
    const fake = deskWith(three);
    const { user } = await openScreen(fake);
    await user.keyboard("g");
    await waitFor(() => expect(chosen().textContent).toContain("가은"));
    await user.keyboard("jk{ArrowDown}{ArrowUp}{Enter}");
    expect(fake.inputs("assign").at(-1)).toEqual({
      customer: "customer-1",
      interaction: "a",
      to: { is: "existing", dialogue: "dialogue-1" },
    });
    await waitFor(() => expect(chosen().textContent).toContain("나은"));
    // Nothing is suggested: Enter decides nothing.
    await user.keyboard("{Enter}");
    expect(fake.inputs("assign")).toHaveLength(1);
    await user.keyboard("2");
    expect(fake.inputs("assign").at(-1)).toMatchObject({ interaction: "b", to: { is: "new" } });
    await user.keyboard("u");
    expect(fake.inputs("assign").at(-1)).toMatchObject({ interaction: "b", to: { is: "triage" } });
  });

  it("follows what others assign, and says when nothing is left", async () => {
    let contacts = three;
    const fake = new FakeDesk({ triage: () => ({ contacts, total: contacts.length }) });
    const { user } = await openScreen(fake);
    await user.keyboard("g");
    await waitFor(() => expect(within(window_()).getAllByRole("option")).toHaveLength(3));
    contacts = [];
    act(() => fake.emit({ event: "stale", data: { tags: ["work_list"], customers: [] } }));
    await waitFor(() => expect(within(window_()).getByText("분류할 것이 없습니다")).toBeTruthy());
  });

  it("shows a contact again that could not be assigned, and says why", async () => {
    const fake = new FakeDesk({
      assign: () => {
        throw failure("disk_full");
      },
    });
    const { user } = await openScreen(fake);
    await user.keyboard("g");
    await waitFor(() => expect(chosen()).toBeTruthy());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputs("triage")).toHaveLength(2));
    expect(within(window_()).getAllByRole("option")).toHaveLength(1);
  });

  it("offers another try when the list could not be read", async () => {
    let works = false;
    const fake = new FakeDesk({
      triage: () => {
        if (!works) throw failure("internal");
        return { contacts: three, total: 3 };
      },
    });
    const { user } = await openScreen(fake);
    await user.keyboard("g");
    const again = await screen.findByRole("button", { name: "다시 시도" });
    works = true;
    await user.click(again);
    await waitFor(() => expect(within(window_()).getAllByRole("option")).toHaveLength(3));
  });
});
