import type {
  ListOrigin,
  ListView,
  MemberReason,
  MemberResult,
  MemberView,
  Obstacle,
  Team,
  Topic,
} from "../api/generated/types";
import { wayName, wayText } from "../features/funnel/ways";
import type { Locale, Text } from "../i18n/text";
import type { When } from "../i18n/when";
import { topicName } from "./need";
import { queryText } from "./segment";

export interface ListWords {
  topics: readonly Topic[];
  teams: readonly Team[];
  locale: Locale;
  text: Text;
  when: When;
  nowMs: number;
}

/** Why a customer is on a list, as a sentence: the need as it was when the list was made. */
export function reasonText(reason: MemberReason | null, words: ListWords): string {
  const { topics, locale, text, when, nowMs } = words;
  if (!reason) return text("lists.noReason");
  const stages = topics.find((it) => it.id === reason.topic)?.stages.length ?? 0;
  const said = text("lists.reason", {
    topic: topicName(topics, reason.topic, locale, text),
    stage: reason.stage,
    stages: Math.max(stages, reason.stage),
    day: when.day(reason.since_ms, nowMs),
    touches: reason.touches,
  });
  if (!reason.channel) return said;
  return text("lists.reasonChannel", { reason: said, channel: text(`channel.${reason.channel}`) });
}

/** What keeps a customer from being called. */
export function obstaclesText(obstacles: readonly Obstacle[], text: Text): string {
  return obstacles.map((it) => text(`obstacle.${it}`)).join(" · ");
}

/** Where a list comes from. */
export function originText(origin: ListOrigin, words: ListWords): string {
  const { topics, locale, text, when, nowMs } = words;
  if (origin.from === "segment") {
    return text("lists.fromSegment", { sentence: queryText(origin.query, words) ?? "" });
  }
  const { topic, stage, way, period } = origin.cell;
  return text("lists.fromCell", {
    topic: topicName(topics, topic, locale, text),
    stage,
    way: way ? wayText(wayName(way), text) : text("lists.anyWay"),
    from: when.day(period.from_ms, nowMs),
    to: when.day(period.to_ms - 1, nowMs),
  });
}

/** How many of a list are done, and how many there are. */
export function progressOf(view: ListView): { done: number; total: number } {
  const sum = (counts: readonly { count: number }[]) => counts.reduce((all, it) => all + it.count, 0);
  const done = sum(view.called) + sum(view.taken_off);
  return { done, total: done + view.open + view.later };
}

/** Why a member was taken off. */
export function offText(result: Extract<MemberResult, { is: "taken_off" }>, text: Text): string {
  const why = result.obstacle ? text(`obstacle.${result.obstacle}`) : "";
  const said = [why, result.words].filter((it) => it !== "").join(" · ");
  return said === "" ? text("lists.offByPerson") : said;
}

/** Where a member stands. */
export function stateText(member: MemberView, words: ListWords): string {
  const { text, when, nowMs } = words;
  const { result } = member;
  const who = member.result_by ?? text("lists.somebody");
  if (!result)
    return member.taken_by ? text("lists.stateTaken", { who: member.taken_by }) : text("lists.stateOpen");
  if (result.is === "taken_off") return text("lists.stateOff", { why: offText(result, text), who });
  const said = text("lists.stateCalled", {
    outcome: text(`outcome.${result.outcome}`),
    who,
    day: when.day(result.at_ms, nowMs),
    calls: result.calls,
  });
  if (member.again_ms !== null)
    return text("lists.stateAgain", { state: said, moment: when.moment(member.again_ms, nowMs) });
  return member.open ? text("lists.stateNow", { state: said }) : said;
}

/** Where a member stands, and why it is on the list. */
export function factsText(member: MemberView, words: ListWords): string {
  return [stateText(member, words), reasonText(member.reason, words)].join(" · ");
}
