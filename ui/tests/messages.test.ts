import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { MESSAGES } from "../src/i18n/text";
import { ERROR_CODES } from "../src/state/errors";

const { ko, en } = MESSAGES;

/** The names of the values that a message needs. */
function argumentsOf(text: string): string[] {
  const names = new Set<string>();
  const walk = (elements: ReturnType<typeof parse>) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) walk(option.value);
      }
    }
  };
  walk(parse(text, { ignoreTag: true }));
  return [...names].sort();
}

describe("messages", () => {
  it("are there in both languages", () => {
    expect(Object.keys(ko)).toEqual(Object.keys(en));
    for (const [key, text] of [...Object.entries(ko), ...Object.entries(en)]) expect(text, key).not.toBe("");
  });

  it("are valid ICU and need the same values in both languages", () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(argumentsOf(ko[key]), key).toEqual(argumentsOf(en[key]));
    }
  });

  it("have a sentence with a way on for every error code", () => {
    for (const code of ERROR_CODES) {
      expect(ko[`error.${code}`], code).toMatch(/다\.|요\./);
      expect(en[`error.${code}`], code).toMatch(/\.$/);
    }
  });
});
