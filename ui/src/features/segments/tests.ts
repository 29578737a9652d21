import type { SegmentTest, Topic } from "../../api/generated/types";

/** What a condition can be about, in the order of the form. */
export const ABOUT = [
  "dialogue",
  "reached",
  "contacts",
  "tier",
  "language",
  "team",
  "region",
  "consent",
  "remark",
  "survey",
  "participation",
] as const satisfies readonly SegmentTest["on"][];

/** A condition as it begins. */
export function newTest(on: SegmentTest["on"], topics: readonly Topic[]): SegmentTest {
  const topic = topics.find((it) => !it.retired)?.id;
  switch (on) {
    case "tier":
      return { on, tiers: ["vip"] };
    case "language":
      return { on, language: "ko" };
    case "team":
      return { on, teams: [] };
    case "region":
      return { on, words: "" };
    case "reached":
      // Without any topic there is nothing to reach.
      if (!topic) return newTest("dialogue", topics);
      return { on, topic, stage: 1, way: null, days: 30 };
    case "contacts":
      return { on, channel: null, days: 30, times: 1 };
    case "consent":
      return { on, purpose: "marketing", channel: "phone" };
    case "remark":
      return { on, kind: "preference", words: "" };
    case "survey":
      return { on, from: 0, to: 6, days: 90 };
    case "participation":
      return { on, part: "referral", days: 365 };
    case "dialogue":
      return {
        on,
        topic: null,
        purpose: null,
        from_stage: null,
        to_stage: null,
        state: "open",
        idle_days: null,
        touches: null,
      };
  }
}
