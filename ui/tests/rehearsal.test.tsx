import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { sampleCustomer } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

describe("the rehearsal of a ring", () => {
  it("is drawn out of sight, asks for nothing else and leaves nothing behind (D-1)", async () => {
    const drawn = vi.spyOn(document.body, "append");
    const fake = new FakeDesk();
    await openScreen(fake);
    await waitFor(() => expect(drawn).toHaveBeenCalled());
    const hidden = drawn.mock.calls.flat().find((node) => node instanceof HTMLElement && node.inert);
    expect(hidden).toBeTruthy();
    expect(document.body.contains(hidden as HTMLElement)).toBe(false);
    expect(screen.queryByRole("heading", { name: sampleCustomer().customer.name })).toBeNull();
    expect(fake.inputs("customer")).toHaveLength(1);
    expect(fake.inputs("wrap_up_form")).toEqual([]);
  });
});
