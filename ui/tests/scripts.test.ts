import { describe, expect, it } from "vitest";
import type { Act, ScriptDraft, Step } from "../src/api/generated/types";
import {
  addStep,
  freeKey,
  moved,
  newKind,
  newQuestion,
  newScript,
  newTest,
  removeStep,
  renameStep,
  testsOf,
} from "../src/features/scripts/steps";

/** Asks whether, then when, promises a call on that day, ends; `no` leads to the end. */
function promising(): ScriptDraft {
  const say = { ko: "", en: "" };
  const asked = (key: string, is: "yes_no" | "date"): Step => ({
    key,
    say,
    kind: { is: "ask", question: newQuestion(is), optional: false },
    branches: [],
    next: null,
  });
  const act: Act = { is: "callback", when: { is: "on_date", answer: "day" }, hour: 10, note: say };
  const steps: Step[] = [
    { ...asked("want", "yes_no"), branches: [{ of: null, test: { is: "no" }, to: "end" }] },
    asked("day", "date"),
    {
      key: "call",
      say,
      kind: { is: "act", act },
      branches: [{ of: "day", test: { is: "no_answer" }, to: "day" }],
      next: "end",
    },
    { key: "end", say, kind: newKind("end"), branches: [], next: null },
  ];
  return { ...newScript("callback"), steps };
}

const keys = ({ steps }: ScriptDraft) => steps.map((it) => it.key);

describe("a draft's steps (P-14)", () => {
  it("take along what names them when they are named anew", () => {
    const saying = promising();
    saying.steps = saying.steps.map((it) => ({
      ...it,
      say: { ko: "{answer.day|날}", en: "{answer.days|x}" },
    }));
    const renamed = renameStep(renameStep(saying, 1, "when"), 3, "over");
    expect(renamed.steps[0]?.say).toEqual({ ko: "{answer.when|날}", en: "{answer.days|x}" });
    expect(keys(renamed)).toEqual(["want", "when", "call", "over"]);
    const [want, , call] = renamed.steps;
    expect(want?.branches[0]?.to).toBe("over");
    expect(call?.branches[0]).toEqual({ of: "when", test: { is: "no_answer" }, to: "when" });
    expect(call?.next).toBe("over");
    expect(call?.kind).toMatchObject({ act: { when: { answer: "when" } } });
  });

  it("leave what names them where a key means two of them", () => {
    const twice = renameStep(promising(), 1, "end");
    expect(keys(twice)).toEqual(["want", "end", "call", "end"]);
    expect(twice.steps[2]?.branches[0]?.of).toBe("day");
    const apart = renameStep(twice, 1, "day");
    expect(apart).toEqual(promising());
  });

  it("are added with a key of their own, moved and removed", () => {
    const draft = promising();
    expect(keys(addStep(addStep(draft, 1), 1))).toEqual(["want", "step_6", "step_5", "day", "call", "end"]);
    expect(moved(keys(draft), 1, 1)).toEqual(["want", "call", "day", "end"]);
    expect(moved(keys(draft), 3, 1)).toEqual(keys(draft));
    const without = removeStep(draft, 1);
    expect(keys(without)).toEqual(["want", "call", "end"]);
    expect(without.steps[1]?.branches[0]?.to).toBe("day");
    expect(freeKey("step", ["step_3", "a"])).toBe("step_4");
  });

  it("keep their choices from one question to the other, and branch by what can hold of it", () => {
    const one = newQuestion("one");
    expect(newQuestion("several", one)).toMatchObject({ choices: "choices" in one ? one.choices : null });
    expect(testsOf(newQuestion("number"))).toEqual(["at_least", "at_most", "no_answer"]);
    expect(newTest("choice", one)).toEqual({ is: "choice", choice: "choice_1" });
    expect(testsOf(null)).toHaveLength(6);
  });
});
