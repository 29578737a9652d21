import { describe, expect, it } from "vitest";
import { cameFrom, insertTarget, lookUp, openKnowledge, searchWanted } from "../src/state/knowledge";
import { panelStore } from "../src/state/panel";

describe("knowledge", () => {
  it("goes into what one came from, else into what there is (D-11)", () => {
    const note = { is: "note", call: "c" };
    const reply = { is: "reply", conversation: "v" };
    expect(insertTarget("work", "c", "v")).toEqual(note);
    expect(insertTarget("conversation", "c", "v")).toEqual(reply);
    expect(insertTarget("conversation", "c", null)).toEqual(note);
    expect(insertTarget("customer", null, "v")).toEqual(reply);
    expect(insertTarget("work", null, null)).toBeNull();
  });

  it("remembers where one came from, and takes the focus only when it was asked for (D-11)", () => {
    panelStore.set("conversation");
    openKnowledge();
    expect([panelStore.get(), cameFrom.get(), searchWanted.get()]).toEqual([
      "knowledge",
      "conversation",
      false,
    ]);
    lookUp();
    expect([cameFrom.get(), searchWanted.get()]).toEqual(["conversation", true]);
  });
});
