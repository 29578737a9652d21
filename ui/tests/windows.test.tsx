import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { sampleSnapshot } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

describe("search", () => {
  it("begins the new customer with the name that was searched for in vain, and Escape in a field closes it", async () => {
    const { desk, user } = await openScreen(new FakeDesk());
    act(() => desk.open.set({ is: "palette", text: "" }));
    await user.type(await screen.findByRole("combobox"), "나새로");
    await user.click(await screen.findByRole("option", { name: /나새로/ }));
    const name = await screen.findByRole("textbox", { name: "이름" });
    expect((name as HTMLInputElement).value).toBe("나새로");
    await waitFor(() => expect(document.activeElement).toBe(name));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("audio settings", () => {
  it("name the headset that is chosen also while it is unplugged", async () => {
    const snapshot = sampleSnapshot();
    const settings = { ...snapshot.settings, audio: { input: "Old headset", output: "Speaker", ring: null } };
    const { desk } = await openScreen(new FakeDesk({ snapshot: () => ({ ...snapshot, settings }) }));
    act(() => desk.open.set({ is: "settings", tab: "audio" }));
    const window_ = await screen.findByRole("dialog");
    await waitFor(() =>
      expect(within(window_).getAllByText("Old headset(연결되지 않음)").length).toBeGreaterThan(0),
    );
    expect(within(window_).getAllByText("Speaker").length).toBeGreaterThan(0);
  });
});
