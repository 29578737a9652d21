import { IntlMessageFormat } from "intl-messageformat";
import { createStore, useStore } from "../state/store";
import en from "./messages/en.json";
import ko from "./messages/ko.json";

/** Languages of the screens. Another one is another file. */
export const MESSAGES = { ko, en } as const;
export type Locale = keyof typeof MESSAGES;
export type MessageKey = keyof typeof en;
export type Values = Record<string, string | number | boolean | Date | null | undefined>;
/** A message in the user's language. */
export type Text = (key: MessageKey, values?: Values) => string;

/** The user's language and conventions. */
export interface LocaleSetting {
  locale: Locale;
  timeZone: string;
}

export const localeStore = createStore<LocaleSetting>({
  locale: typeof navigator !== "undefined" && navigator.language.startsWith("en") ? "en" : "ko",
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

const compiled = new Map<string, IntlMessageFormat>();

function message(locale: Locale, key: MessageKey): IntlMessageFormat {
  const id = `${locale}:${String(key)}`;
  let format = compiled.get(id);
  if (!format) {
    format = new IntlMessageFormat(MESSAGES[locale][key], locale, undefined, { ignoreTag: true });
    compiled.set(id, format);
  }
  return format;
}

const texts = new Map<Locale, Text>();

/** The messages of a language. */
export function textFor(locale: Locale): Text {
  let text = texts.get(locale);
  if (!text) {
    text = (key, values) => String(message(locale, key).format(values));
    texts.set(locale, text);
  }
  return text;
}

/** The messages of the user's language; changes only with the language. */
export function useText(): Text {
  return textFor(useLocale());
}

/** The user's language. */
export function useLocale(): Locale {
  return useStore(localeStore, (setting) => setting.locale);
}
