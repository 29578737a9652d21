import type { Channel, Rule, RuleDraft, RuleFault, Sign } from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** Every channel, in the order in which screens list them. */
export const CHANNELS: readonly Channel[] = ["phone", "email", "chat", "sms", "fax", "web", "visit"];

/** What a contact on a channel shows: the same as `Sign::of`. */
export const SIGNS: Readonly<Record<Channel, readonly [Sign, ...Sign[]]>> = {
  phone: ["queue", "campaign", "called", "outcome", "participation"],
  email: ["subject", "text", "participation"],
  chat: ["text", "participation"],
  sms: ["text", "participation"],
  fax: ["text", "participation"],
  visit: ["text", "participation"],
  web: ["page", "participation"],
};

/** The field of the form at which a fault is told. */
export type RuleField = "key" | "sign" | "pattern" | "topic" | "stage" | "priority";

const FAULT_AT: Readonly<Record<RuleFault, RuleField>> = {
  key_missing: "key",
  key_taken: "key",
  key_unfit: "key",
  sign_elsewhere: "sign",
  pattern_missing: "pattern",
  pattern_unfit: "pattern",
  matches_everything: "pattern",
  topic_unknown: "topic",
  stage_unknown: "stage",
  never_asked: "priority",
  priority_unknown: "priority",
};

/** A rule as a draft: the same as `RuleDraft::of`. */
export function draftOf(rule: Rule): RuleDraft {
  return { ...rule };
}

/** A new rule. */
export function newDraft(): RuleDraft {
  return {
    id: null,
    key: "",
    channel: "phone",
    sign: "queue",
    pattern: { kind: "exact", text: "" },
    topic: null,
    stage: 1,
    priority: 5,
    enabled: true,
  };
}

/** What is wrong at a field, as sentences; `null` when nothing is. */
export function faultAt(faults: readonly RuleFault[], field: RuleField, text: Text): string | null {
  const here = faults.filter((fault) => FAULT_AT[fault] === field);
  return here.length === 0 ? null : here.map((fault) => text(`rules.fault.${fault}`)).join(" ");
}
