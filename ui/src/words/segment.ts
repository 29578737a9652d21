import type { SegmentCondition, SegmentQuery, SegmentTest, Team, Topic } from "../api/generated/types";
import type { Locale, Text } from "../i18n/text";
import { topicName } from "./need";

interface Words {
  topics: readonly Topic[];
  teams: readonly Team[];
  locale: Locale;
  text: Text;
}

/** Who is in a segment, as a sentence; `null` without conditions. */
export function queryText(query: SegmentQuery, words: Words): string | null {
  if (query.conditions.length === 0) return null;
  const all = query.matches === "all";
  const said = query.conditions.map((condition) => conditionText(condition, words));
  const conditions = list(said, all ? "conjunction" : "disjunction", words.locale);
  return words.text(`segments.say.${query.matches}`, { conditions, count: said.length });
}

/** A condition in words. */
export function conditionText({ not, test }: SegmentCondition, words: Words): string {
  const { text } = words;
  return text(`segments.say.${test.on}`, { not, ...valuesOf(test, words) });
}

function valuesOf(test: SegmentTest, words: Words): Record<string, string | number> {
  const { text, locale, topics, teams } = words;
  switch (test.on) {
    case "tier":
      return {
        tiers: list(
          test.tiers.map((tier) => text(`tier.${tier}`)),
          "disjunction",
          locale,
        ),
      };
    case "language":
      return { language: text(`segments.language.${test.language}`) };
    case "team": {
      const named = test.teams.map(
        (id) => teams.find((it) => it.id === id)?.name[locale] ?? text("segments.unknownTeam"),
      );
      return { teams: list(named, "disjunction", locale) };
    }
    case "region":
      return { words: test.words.trim() };
    case "dialogue":
      return { what: dialogueText(test, words) };
    case "reached":
      return {
        days: test.days,
        stage: test.stage,
        topic: topicName(topics, test.topic, locale, text),
        way: test.way === null ? "any" : test.way.is === "by" ? "by" : "none",
        channel: test.way?.is === "by" ? text(`channel.${test.way.channel}`) : "",
      };
    case "contacts":
      return {
        days: test.days,
        times: test.times,
        on: test.channel ? "channel" : "any",
        channel: test.channel ? text(`channel.${test.channel}`) : "",
      };
    case "consent":
      return {
        purpose: text(`consent.${test.purpose}`),
        on: test.channel ? "channel" : "any",
        channel: test.channel ? text(`channel.${test.channel}`) : "",
      };
    case "survey":
      return { from: test.from, to: test.to, days: test.days };
    case "participation":
      return { part: text(`segments.part.${test.part}`), days: test.days };
    case "remark":
      return {
        kind: text(`remark.${test.kind}`),
        has: test.words.trim() === "" ? "nothing" : "words",
        words: test.words.trim(),
      };
  }
}

type DialogueTest = Extract<SegmentTest, { on: "dialogue" }>;

function dialogueText(test: DialogueTest, { text, locale, topics }: Words): string {
  const { topic, purpose, from_stage: from, to_stage: to, state, idle_days: days, touches } = test;
  const parts = [
    topic && topicName(topics, topic, locale, text),
    purpose && text("segments.say.purpose", { purpose: text(`purpose.${purpose}`) }),
    from !== null && to !== null && text("segments.say.stages", { from, to }),
    from !== null && to === null && text("segments.say.fromStage", { from }),
    from === null && to !== null && text("segments.say.toStage", { to }),
    state !== "any" && text(`segments.state.${state}`),
    days !== null && text("segments.say.idle", { days }),
    touches !== null && text("segments.say.touches", { touches }),
  ];
  const said = parts.filter((part): part is string => typeof part === "string");
  const [first, ...rest] = said;
  if (first === undefined) return text("segments.say.anyDialogue");
  return rest.reduce((one, next) => text("segments.say.join", { first: one, second: next }), first);
}

function list(items: readonly string[], type: Intl.ListFormatType, locale: Locale): string {
  return new Intl.ListFormat(locale, { type }).format(items);
}
