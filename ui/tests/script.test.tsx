import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type {
  Deed,
  Input,
  ScriptDraft,
  ScriptPane,
  ScriptView,
  ShownStep,
  StepKind,
} from "../src/api/generated/types";
import { answerOf, chosen } from "../src/features/script/answer";
import { FakeDesk } from "../src/platform/testing/fakeDesk";
import { sampleCall, sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const words = (text: string) => ({ ko: text, en: text });
const TOPIC = TOPICS[0]?.id ?? "";
const CHOICES = [
  { key: "little", label: words("조금") },
  { key: "much", label: words("많이") },
];

const KINDS: Record<string, StepKind> = {
  greet: { is: "say" },
  data: { is: "ask", question: { is: "one", choices: CHOICES }, optional: false },
  why: { is: "ask", question: { is: "text", max_chars: 20 }, optional: true },
  moved: { is: "act", act: { is: "move_stage", stage: 4 } },
  end: { is: "end", end: { kind: "product", title: words("5G"), text: words("") } },
};
const ORDER = Object.keys(KINDS);
const MOVED: Deed = { step: "moved", act: { is: "move_stage", stage: 4 }, answer: null, undone: false };

/** A script whose steps follow each other; it stands at the step with this number. */
function pane(at: number, fields: Partial<ScriptView> = {}): ScriptPane {
  const key = ORDER[at] ?? "";
  const step = {
    key,
    say: words(`${key} 말`),
    kind: KINDS[key] as StepKind,
    answer: null,
    barred_from: null,
  } as ShownStep;
  const view: ScriptView = {
    script: "script-1",
    version: 3,
    name: words("요금제 찾기"),
    topic: TOPIC,
    way: [],
    at,
    step,
    deeds: at > 3 ? [{ deed: MOVED, barred_from: null }] : [],
    summary: at === 4 ? { kind: "product", title: words("5G"), text: words("- 말 → 답") } : null,
    progress: { answers: {}, done: ORDER.slice(0, at), at: null, undone: [] },
    ...fields,
  };
  const offer = { script: "script-1", name: view.name, topic: TOPIC, begun: at > 0 };
  const because = { stage: true, tier: false, language: false };
  return { call: "call-1", language: "ko", shown: view, offers: [{ ...offer, because }], fault: null };
}

/** A desk that goes along with every step. */
function followed() {
  let at = 0;
  const talking = sampleCall({ state: "talking", answered_ms: 1 });
  const fake = new FakeDesk({
    snapshot: () => sampleSnapshot({ calls: [talking] }),
    script: () => pane(at),
    follow_script: ({ input }) => {
      if (input.is === "back") at -= 1;
      else if (input.is !== "undo") at += 1;
      return pane(at);
    },
    wrap_up_form: (call) => ({
      call,
      customer: "customer-1",
      note: "",
      outcome: null,
      dialogue: { is: "existing", dialogue: "dialogue-1" },
      stage: at > 3 ? 4 : null,
      topic: at > 3 ? TOPIC : null,
      callback: null,
      due_ms: null,
    }),
  });
  const inputs = (): Input[] => fake.inputs("follow_script").map((it) => it.input);
  return { fake, inputs };
}

const section = () => screen.getByRole("region", { name: "스크립트" });

describe("the script beside a call (D-11)", () => {
  it("is followed by keys alone, and leaves the focus where it is until then", async () => {
    const { fake, inputs } = followed();
    const { user } = await openScreen(fake);
    await screen.findByText("greet 말");
    await user.keyboard("n");
    const note = screen.getByRole("textbox", { name: "메모" });
    expect(document.activeElement).toBe(note);
    await user.keyboard("1");
    expect((note as HTMLTextAreaElement).value).toContain("1");
    await user.keyboard("{Alt>}p{/Alt}");
    expect(section().contains(document.activeElement)).toBe(true);
    await user.keyboard("{Enter}");
    await screen.findByText("data 말");
    await user.keyboard("{Enter}");
    await screen.findByText("먼저 답해 주세요.");
    await user.keyboard("2{Enter}");
    await screen.findByText("why 말");
    expect(document.activeElement?.tagName).toBe("INPUT");
    await user.keyboard("{Backspace}");
    await screen.findByText("data 말");
    expect(section().contains(document.activeElement)).toBe(true);
    expect(inputs()).toEqual([
      { is: "next", step: "greet" },
      { is: "answer", step: "data", answer: { is: "one", choice: "much" } },
      { is: "back", step: "why" },
    ]);
    // No digit went to the outcomes.
    expect(fake.inputs("wrap_up")).toEqual([]);
  });

  it("shows what it will do, lets it be undone, and fills the stage in", async () => {
    const { fake, inputs } = followed();
    const { user } = await openScreen(fake);
    await screen.findByText("greet 말");
    await user.keyboard("p{Enter}");
    await screen.findByText("data 말");
    await user.keyboard("1{Enter}");
    await screen.findByText("why 말");
    await user.keyboard("{Enter}");
    await screen.findByText("moved 말");
    await user.keyboard("{Enter}");
    await screen.findByText("end 말");
    const name = TOPICS[0]?.stages[3]?.name.ko;
    await within(section()).findByText(`4단계: ${name}`, { selector: "li > span" });
    await screen.findByText(new RegExp(`${name}`), { selector: "form p" });
    await user.click(within(section()).getByRole("button", { name: /^취소/ }));
    await waitFor(() => expect(inputs().at(-1)).toEqual({ is: "undo", step: "moved", undone: true }));
  });

  it("keeps its words while it is followed, and offers newer ones", async () => {
    let words = "";
    const talking = sampleCall({ state: "talking", answered_ms: 1 });
    const changing = new FakeDesk({
      snapshot: () => sampleSnapshot({ calls: [talking] }),
      script: () => {
        const read = pane(1);
        if (read.shown?.step && words) read.shown.step.say = { ko: words, en: words };
        return read;
      },
    });
    const { user, desk } = await openScreen(changing);
    await screen.findByText("data 말");
    words = "새 말";
    const before = changing.inputs("script").length;
    await desk.customers.refresh("customer-1");
    await waitFor(() => expect(changing.inputs("script").length).toBeGreaterThan(before));
    await user.click(await screen.findByRole("button", { name: "바뀜" }));
    await screen.findByText("새 말");
  });
});

describe("an answer as it is given (D-11)", () => {
  it("is read as its question wants it", () => {
    const number = { is: "number", min: null, max: null, unit: words("") } as const;
    const typed = (text: string) => ({ is: "typed", text }) as const;
    expect(answerOf(number, typed(" 1,200 "))).toEqual({ is: "number", number: 1200 });
    for (const text of ["1.5", "열", "1e9", "99999999999"])
      expect(answerOf(number, typed(text))).toBe("unclear");
    expect(answerOf({ is: "text", max_chars: 5 }, typed("  "))).toBeNull();
    const several = { is: "several", choices: CHOICES, min: 0 } as const;
    const twice = chosen(several, chosen(several, { is: "none" }, 1) ?? { is: "none" }, 1);
    expect(twice).toEqual({ is: "choices", keys: [] });
    expect(chosen(several, { is: "none" }, 3)).toBeNull();
  });
});

describe("a stage that the topic bars (H-2, D-11)", () => {
  it("is refused where the script suggests it, and in what it does, with the reason", async () => {
    const at = pane(3);
    const step = { ...at.shown?.step, say: words(""), barred_from: 2 } as ShownStep;
    const shown = { ...at.shown, step, deeds: [{ deed: MOVED, barred_from: 2 }] } as ScriptView;
    const talking = sampleCall({ state: "talking", answered_ms: 1 });
    await openScreen(
      new FakeDesk({
        snapshot: () => sampleSnapshot({ calls: [talking] }),
        script: () => ({ ...at, shown }),
      }),
    );
    const why = "이 주제의 규칙상 2단계에서는 옮길 수 없습니다";
    await waitFor(() => expect(document.body.textContent).toContain(`단계를 옮기지 않습니다. ${why}.`));
    const deeds = screen.getByRole("region", { name: "후처리할 때 반영" });
    expect(deeds.textContent).toContain("하지 않음 — 4단계");
    expect(deeds.textContent).toContain(why);
    expect(within(deeds).queryByRole("button")).toBeNull();
  });
});

function administrators() {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "administrator";
  return snapshot;
}

/** One step, as it is edited. */
function shortScript(): ScriptDraft {
  const end = { is: "end", end: { kind: "talk", title: words(""), text: words("") } } as const;
  return {
    id: "script-1",
    base: 1,
    key: "short",
    name: words("짧은 것"),
    topic: TOPIC,
    stages: [],
    tiers: [],
    languages: [],
    retired: false,
    steps: [{ key: "bye", say: words("안녕"), kind: end, branches: [], next: null }],
  };
}

describe("the scripts window (P-14)", () => {
  it("says what is wrong at its step, tries the draft out, and publishes what is right", async () => {
    const draft = shortScript();
    const fake = new FakeDesk({
      snapshot: administrators,
      export_scripts: () => ({ text: "format = 1" }),
      import_scripts: ({ text }) => ({
        is: "scripts",
        scripts: [
          {
            line: 1,
            own_layout: false,
            draft,
            check: {
              changed: true,
              problems: text.includes("bad")
                ? [{ at: { is: "step", step: 1 }, fault: { is: "unreachable" } }]
                : [],
            },
          },
        ],
      }),
      check_script: () => ({ problems: [], changed: true }),
      rehearse_script: () => ({ view: pane(0).shown as ScriptView, fault: null }),
      publish_script: () => ({ ...draft, id: "script-1", topic: TOPIC, topic_version: 1, version: 2 }),
    });
    const { user, desk } = await openScreen(fake);
    desk.open.set({ is: "scripts" });
    await screen.findByText("greet 말");
    await user.click(screen.getByRole("tab", { name: "글" }));
    const publish = screen.getByRole("button", { name: "게시" });
    await waitFor(() => expect(publish).toHaveProperty("disabled", false));
    await user.type(screen.getByLabelText("스크립트", { selector: "textarea" }), " bad");
    await screen.findByText(/1번 단계\(bye\), 전체: 여기로 오는 길이 없습니다/);
    expect(publish).toHaveProperty("disabled", true);
    await user.type(screen.getByLabelText("스크립트", { selector: "textarea" }), "{Backspace}{Backspace}");
    await waitFor(() => expect(publish).toHaveProperty("disabled", false));
    await user.click(publish);
    await waitFor(() => expect(fake.inputs("publish_script")[0]?.key).toBe("short"));
  });

  it("keeps what is not published when it is closed, in the form and in the text", async () => {
    const draft = shortScript();
    const fake = new FakeDesk({
      snapshot: administrators,
      export_scripts: () => ({ text: "format = 1" }),
      import_scripts: ({ text }) => ({
        is: "scripts",
        scripts: [
          {
            line: 1,
            own_layout: false,
            draft: text.includes("# ours") ? { ...draft, name: words("글에서") } : draft,
            check: { changed: text.includes("# ours"), problems: [] },
          },
        ],
      }),
      check_script: (edited) => ({ problems: [], changed: edited.key !== "short" }),
      write_scripts: ({ text }) => ({ text }),
      rehearse_script: () => ({ view: pane(0).shown as ScriptView, fault: null }),
    });
    const { user, desk } = await openScreen(fake);
    const reopen = async () => {
      desk.open.set(null);
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      desk.open.set({ is: "scripts" });
    };
    desk.open.set({ is: "scripts" });
    await user.type(await screen.findByLabelText("키"), "er");
    await reopen();
    expect(await screen.findByDisplayValue("shorter")).toBeTruthy();
    expect(screen.getAllByRole("tab", { selected: true })[0]?.textContent).toBe("양식");

    await user.click(screen.getByRole("tab", { name: "글" }));
    await user.type(await screen.findByLabelText("스크립트", { selector: "textarea" }), " # ours");
    await reopen();
    const text = await screen.findByLabelText("스크립트", { selector: "textarea" });
    expect(text).toHaveProperty("value", "format = 1 # ours");
  });
});
