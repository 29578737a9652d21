import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Rule, RuleDraft, RuleFault, RuleVerdict } from "../src/api/generated/types";
import { draftOf, faultAt, newDraft, SIGNS } from "../src/features/rules/draft";
import { textFor } from "../src/i18n/text";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { sampleCall, sampleSnapshot, sampleWaiting, TOPICS } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const [TOPIC] = TOPICS;
if (!TOPIC) throw new Error("the sample has a topic");

const RULE: Rule = {
  id: "rule-1",
  key: "plan_upgrade.phone",
  channel: "phone",
  sign: "queue",
  pattern: { kind: "exact", text: "upgrade" },
  topic: TOPIC.id,
  stage: 2,
  priority: 5,
  enabled: true,
};

const HELD: RuleVerdict = {
  matches: [
    {
      rule: RULE.id,
      key: RULE.key,
      sign: "queue",
      value: "upgrade",
      topic: TOPIC.id,
      stage: 2,
      standing: "holds",
    },
  ],
  misses: [{ rule: "rule-2", key: "5g.campaign", sign: "campaign", pattern: "5g-", absent: true }],
  effect: null,
  cut: false,
};

interface Wrong {
  faults?: RuleFault[];
  warnings?: RuleFault[];
}

/** A desk of an administrator; what is wrong with a draft is for the test to say. */
function administration(wrong: (draft: RuleDraft) => Wrong = () => ({}), fits = 0) {
  const snapshot = sampleSnapshot();
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = "administrator";
  return new FakeDesk({
    snapshot: () => snapshot,
    rules: () => ({ rules: [{ rule: RULE, faults: [] }], administrators: ["박한나"] }),
    check_rule: (draft) => ({
      faults: [],
      warnings: [],
      changed: JSON.stringify(draft) !== JSON.stringify(RULE),
      ...wrong(draft),
    }),
    save_rule: (draft) => ({ ...RULE, ...draft, id: draft.id ?? "rule-9", topic: draft.topic ?? "" }),
    propose_rule: () => ({
      draft: { ...newDraft(), key: "plan_upgrade.phone.2", topic: TOPIC?.id ?? "" },
      signs: [["queue", "travel"]],
    }),
    rule_fits: () => ({
      total: fits,
      contacts: Array.from({ length: fits }, (_, at) => ({
        interaction: `contact-${at}`,
        customer_name: `고객 ${at}`,
        channel: "phone" as const,
        started_ms: 0,
        summary: "부재중 전화",
        effect: { is: "moves" as const, from: 1, to: 2 },
      })),
    }),
    apply_rule: () => fits,
    try_rules: () => HELD,
  });
}

async function openRules(fake: FakeDesk) {
  const opened = await openScreen(fake);
  opened.desk.open.set({ is: "rules", source: null });
  await screen.findByRole("dialog", { name: "채널 규칙" });
  return opened;
}

const saveButton = () => screen.getByRole("button", { name: "저장" });

describe("the rules window (H-3)", () => {
  it("lets everybody read and try, and says who may edit", async () => {
    const agent = new FakeDesk({
      rules: () => ({ rules: [{ rule: RULE, faults: ["stage_unknown"] }], administrators: ["박한나"] }),
      try_rules: () => HELD,
    });
    const { user } = await openRules(agent);
    await screen.findByText(/박한나/);
    expect(screen.queryByRole("button", { name: "새 규칙" })).toBeNull();
    await user.type(await screen.findByLabelText("큐"), "upgrade");
    await screen.findByText(/2단계로 갑니다. 적용 규칙: plan_upgrade.phone/);
    await screen.findByText("접촉에 캠페인 항목이 없습니다.");
    await user.click(await screen.findByRole("option", { name: /“upgrade”/ }));
    await screen.findByText("이 주제에 없는 단계입니다. 다른 단계를 고르세요.");
    expect(screen.queryByRole("button", { name: "저장" })).toBeNull();
  });

  it("says what is wrong at its field and saves nothing until it is right", async () => {
    const fake = administration((draft) => (draft.pattern.text ? {} : { faults: ["pattern_missing"] }));
    const { user } = await openRules(fake);
    await user.click(await screen.findByRole("option", { name: /“upgrade”/ }));
    const pattern = await screen.findByLabelText("비교할 값");
    await user.clear(pattern);
    await waitFor(() => expect(pattern.getAttribute("aria-invalid")).toBe("true"));
    expect(saveButton()).toHaveProperty("disabled", true);
    await user.type(pattern, "5g");
    await waitFor(() => expect(saveButton()).toHaveProperty("disabled", false));
    await user.click(saveButton());
    await screen.findByText(/맞는 접촉이 없습니다/);
    expect(fake.inputs("save_rule")[0]).toMatchObject({
      id: RULE.id,
      pattern: { kind: "exact", text: "5g" },
    });
  });

  it("explains a rule that fits everything and lets it be saved", async () => {
    const fake = administration(() => ({ warnings: ["matches_everything"] }));
    const { user } = await openRules(fake);
    await user.click(await screen.findByRole("option", { name: /“upgrade”/ }));
    await user.type(await screen.findByLabelText("비교할 값"), "*");
    await screen.findByText(/모든 접촉에 맞는 규칙입니다/);
    await waitFor(() => expect(saveButton()).toHaveProperty("disabled", false));
  });

  it("offers another try when the rules could not be read", async () => {
    let works = false;
    const fake = new FakeDesk({
      rules: () => {
        if (!works) throw failure("internal");
        return { rules: [], administrators: [] };
      },
    });
    const { user } = await openRules(fake);
    const again = await screen.findByRole("button", { name: "다시 시도" });
    works = true;
    await user.click(again);
    await screen.findByText("아직 규칙이 없습니다.");
  });

  it("makes a rule from what was assigned in triage and offers to assign the rest (H-1)", async () => {
    const fake = administration(undefined, 2);
    const { user } = await openScreen(fake);
    await user.keyboard("g");
    await screen.findByRole("dialog", { name: /분류 대기/ });
    await user.keyboard("{Enter}");
    await screen.findByRole("button", { name: /항상 이렇게/ });
    await user.keyboard("a");
    await screen.findByRole("dialog", { name: "채널 규칙" });
    expect(fake.inputs("propose_rule")[0]).toEqual({ customer: "customer-1", interaction: "contact-1" });
    await waitFor(() => expect(saveButton()).toHaveProperty("disabled", false));
    await user.click(saveButton());
    const fits = await screen.findByRole("region", { name: "분류 대기 중 맞는 접촉" });
    await within(fits).findByText("저장했습니다. 분류 대기 중인 접촉 2건이 이 규칙에 맞습니다.");
    expect(within(fits).getAllByText("열린 대화가 1단계에서 2단계로 옮겨집니다.")).toHaveLength(2);
    await user.click(within(fits).getByRole("button", { name: "2건 모두 배정" }));
    await within(fits).findByText("2건을 배정했습니다.");
    expect(fake.inputs("apply_rule")).toEqual(["rule-9"]);
    await user.click(within(fits).getByRole("button", { name: "분류로 돌아가기" }));
    await screen.findByRole("dialog", { name: /분류 대기/ });
  });

  it("tells an agent in triage who can make a rule", async () => {
    const { user } = await openScreen(
      new FakeDesk({ triage: () => ({ contacts: [sampleWaiting("a")], total: 1 }) }),
    );
    await user.keyboard("g");
    await screen.findByRole("dialog", { name: /분류 대기/ });
    await user.keyboard("{Enter}");
    await screen.findByText(/관리자가 만들 수 있습니다: 박한나/);
    expect(screen.queryByRole("button", { name: /항상 이렇게/ })).toBeNull();
  });
});

describe("a call's rule (H-3)", () => {
  it("stands on the customer's card while the call is there", async () => {
    const match = HELD.matches[0] ?? null;
    const snapshot = sampleSnapshot();
    snapshot.calls = [sampleCall({}, { rule: match })];
    await openScreen(new FakeDesk({ snapshot: () => snapshot }));
    await screen.findByText(/큐 “upgrade” → /);
  });
});

describe("a draft of a rule", () => {
  it("is the rule as it stands, and each fault is at a field", () => {
    expect(draftOf(RULE)).toEqual(RULE);
    const text = textFor("en");
    expect(faultAt(["key_missing", "key_taken"], "key", text)).toBe(
      "Enter a key. Another rule has this key. Choose another.",
    );
    expect(faultAt(["key_missing"], "pattern", text)).toBeNull();
    expect(SIGNS.web).toEqual(["page", "participation"]);
  });
});
