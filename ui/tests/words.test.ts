import { describe, expect, it, vi } from "vitest";
import type { ErrorCode } from "../src/api/generated/types";
import { type Locale, textFor } from "../src/i18n/text";
import { clockLength, whenFor } from "../src/i18n/when";
import { NOW, sampleCustomer, TOPICS } from "../src/platform/testing/sample";
import { errorText } from "../src/words/error";
import { needSentence } from "../src/words/need";
import { summaryOf } from "../src/words/web";

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

describe("an error", () => {
  it("says what happened and what to do, in both languages", () => {
    const said = (code: ErrorCode, detail: string | null = null) =>
      (["ko", "en"] as const).map((locale) => errorText({ code, detail, retry: true }, textFor(locale)));
    expect(said("disk_full")).toEqual([
      "디스크가 가득 찼습니다. 공간을 비우면 저장이 계속됩니다.",
      "The disk is full. Free some space and saving goes on.",
    ]);
    expect(said("audio_device", "input")).toEqual([
      "마이크를 쓸 수 없습니다. 연결을 확인하거나 설정에서 다른 장치를 골라 주세요.",
      "The microphone can't be used. Check its plug, or choose another in the settings.",
    ]);
    expect(said("cache_damaged")).toEqual([
      "이 컴퓨터의 데이터가 손상되어 따로 보관했습니다. 서버에서 다시 내려받습니다.",
      "The local data was damaged and set aside. It is filled again from the server.",
    ]);
    expect(said("internal")).toEqual([
      "문제가 생겼습니다. 다시 시도하고, 계속되면 관리자에게 알려 주세요.",
      "Something went wrong. Try again; if it stays, tell your administrator.",
    ]);
  });

  it("names a field by its name on screen, and no field by the program's own word", () => {
    const en = textFor("en");
    expect(errorText({ code: "invalid", detail: "next_step", retry: false }, en)).toContain("Next step");
    expect(errorText({ code: "invalid", detail: "some_new_field", retry: false }, en)).not.toContain("_");
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

  it("do not depend on how a view writes dates in figures", () => {
    // WebKitGTK writes 07/22/2026 where Chromium writes 2026-07-22.
    const { formatToParts } = Intl.DateTimeFormat.prototype;
    vi.spyOn(Intl.DateTimeFormat.prototype, "formatToParts").mockImplementation(function (
      this: Intl.DateTimeFormat,
      at,
    ) {
      const parts = formatToParts.call(this, at);
      return [...parts.slice(2), ...parts.slice(0, 2)];
    });
    const fresh = whenFor({ locale: "en", timeZone: "Asia/Tokyo" });
    expect([fresh.key(NOW), fresh.day(NOW - DAY, NOW)]).toEqual(["2026-07-22", "yesterday"]);
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

describe("what was read on the web site", () => {
  const [entry] = sampleCustomer().timeline.entries;
  const visit = (touches: number[]) => ({
    ...entry!.interaction,
    web: {
      touches: 9,
      last_ms: NOW,
      pages: touches.map((count, at) => ({ page: `/plans#${at}`, touches: count })),
    },
  });

  it("names the pages, each with how often, and the actions on them", () => {
    expect(summaryOf(visit([3, 1]), textFor("en"))).toBe("/plans → 0 ×3 · /plans → 1");
    expect(summaryOf(visit([3]), textFor("ko"))).toBe("/plans → 0 ×3");
  });

  it("says something of any contact", () => {
    const { web: _, ...contact } = visit([]);
    expect(summaryOf({ ...contact, web: null, summary: "", channel: "fax" }, textFor("en"))).toBe("fax");
    expect(summaryOf(visit([]), textFor("en")).length).toBeGreaterThan(0);
  });
});
