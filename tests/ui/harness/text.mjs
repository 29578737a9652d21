// The texts of the screens, by the keys that the UI uses: a test says what it looks for, not how it is worded.

import { readFileSync } from "node:fs";

const messages = Object.fromEntries(
  ["ko", "en"].map((language) => {
    const file = new URL(`../../../ui/src/i18n/messages/${language}.json`, import.meta.url);
    return [language, JSON.parse(readFileSync(file, "utf8"))];
  }),
);

/** The text of a key without placeholders. */
export function text(key, language = "en") {
  const found = messages[language][key];
  if (found === undefined) throw new Error(`no text ${key} in ${language}`);
  return found;
}

/** A pattern for a text whose placeholders may hold anything, or what `values` says. */
export function pattern(key, values = {}, language = "en") {
  const parts = text(key, language).split(/\{(\w+)[^{}]*\}/);
  const source = parts.map((part, place) => {
    if (place % 2 === 0) return escape(part);
    return part in values ? escape(String(values[part])) : ".*?";
  });
  return new RegExp(`^${source.join("")}$`);
}

/** Keys that only one of the languages has. */
export function missing() {
  const [ko, en] = [Object.keys(messages.ko), Object.keys(messages.en)];
  return [...ko.filter((key) => !en.includes(key)), ...en.filter((key) => !ko.includes(key))];
}

const escape = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
