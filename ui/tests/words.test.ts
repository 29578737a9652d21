import { describe, expect, it } from "vitest";
import { type Locale, textFor } from "../src/i18n/text";
import { clockLength, whenFor } from "../src/i18n/when";
import { NOW, sampleCustomer, TOPICS } from "../src/platform/testing/sample";
import { needSentence } from "../src/words/need";

const DAY = 86_400_000;

function sentence(locale: Locale, patch = {}) {
  const need = { ...sampleCustomer().needs[0]!, ...patch };
  return needSentence(need, {
    topics: TOPICS,
    locale,
    text: textFor(locale),
    when: whenFor({ locale, timeZone: "Asia/Seoul" }),
    nowMs: NOW,
  });
}

describe("the need in one sentence", () => {
  it("names topic, stage, day and channels in English", () => {
    // NOW is a Wednesday: three days before is Sunday.
    expect(sentence("en", { since_ms: NOW - 3 * DAY, channels: ["web", "phone"] })).toBe(
      "Plan upgrade — stage 3 of 5 — since Sunday, web + phone",
    );
  });

  it("names topic, stage, day and channels in Korean", () => {
    expect(sentence("ko", { since_ms: NOW - 3 * DAY, channels: ["web", "phone"] })).toBe(
      "요금제 변경 · 5단계 중 3단계 · 일요일부터, 웹 + 전화",
    );
  });

  it("does without channels and with a topic that is not known here", () => {
    expect(sentence("en", { channels: [], topic: "other", stage: 2 })).toBe(
      "Unknown topic — stage 2 of 2 — since yesterday",
    );
  });
});

describe("days", () => {
  const en = whenFor({ locale: "en", timeZone: "Asia/Seoul" });
  const ko = whenFor({ locale: "ko", timeZone: "Asia/Seoul" });

  it("are today, yesterday and tomorrow next to now", () => {
    expect([en.day(NOW, NOW), en.day(NOW - DAY, NOW), en.day(NOW + DAY, NOW)]).toEqual([
      "today",
      "yesterday",
      "tomorrow",
    ]);
    expect([ko.day(NOW, NOW), ko.day(NOW - DAY, NOW), ko.day(NOW + DAY, NOW)]).toEqual([
      "오늘",
      "어제",
      "내일",
    ]);
  });

  it("are weekdays within a week and dates beyond", () => {
    expect(en.day(NOW - 6 * DAY, NOW)).toBe("Thursday");
    expect(en.day(NOW - 7 * DAY, NOW)).toBe("15 July");
    expect(ko.day(NOW - 7 * DAY, NOW)).toBe("7월 15일");
    expect(en.day(NOW - 300 * DAY, NOW)).toBe("25 September 2025");
  });

  it("change at midnight of the user's zone, not of the machine's", () => {
    const lateInSeoul = Date.UTC(2026, 6, 21, 15, 30); // 00:30 on the 22nd in Seoul
    expect(en.day(lateInSeoul, NOW)).toBe("today");
    expect(whenFor({ locale: "en", timeZone: "America/New_York" }).day(lateInSeoul, NOW)).toBe("today");
    expect(whenFor({ locale: "en", timeZone: "UTC" }).day(lateInSeoul, NOW)).toBe("yesterday");
  });

  it("do not fail on a time zone that this machine does not know", () => {
    expect(whenFor({ locale: "en", timeZone: "Mars/Olympus" }).day(NOW, NOW)).toBe("today");
  });
});

it("writes lengths as a clock", () => {
  expect([clockLength(42_000), clockLength(761_000), clockLength(3_723_000), clockLength(-5)]).toEqual([
    "0:42",
    "12:41",
    "1:02:03",
    "0:00",
  ]);
});
