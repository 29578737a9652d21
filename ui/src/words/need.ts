import type { Channel, Need, Topic } from "../api/generated/types";
import type { Locale, Text } from "../i18n/text";
import type { When } from "../i18n/when";

/** A topic's name in the user's language. */
export function topicName(topics: readonly Topic[], id: string, locale: Locale, text: Text): string {
  return topics.find((topic) => topic.id === id)?.name[locale] ?? text("need.unknownTopic");
}

/** Channels as "web + call". */
export function channelList(channels: readonly Channel[], text: Text): string {
  const [first, ...rest] = channels.map((channel) => text(`channel.${channel}`));
  return rest.reduce((list, next) => text("channel.join", { first: list, second: next }), first ?? "");
}

interface Words {
  topics: readonly Topic[];
  locale: Locale;
  text: Text;
  when: When;
  nowMs: number;
}

/** The strongest need in one sentence: topic, stage of stages, since when, on which channels. */
export function needSentence(need: Need, { topics, locale, text, when, nowMs }: Words): string {
  const topic = topics.find((it) => it.id === need.topic);
  const values = {
    topic: topicName(topics, need.topic, locale, text),
    stage: need.stage,
    stages: Math.max(topic?.stages.length ?? 0, need.stage),
    day: when.day(need.since_ms, nowMs),
    channels: channelList(need.channels, text),
  };
  return text(need.channels.length > 0 ? "need.sentence" : "need.sentenceNoChannel", values);
}
