import type { Language, Theme } from "../api/generated/types";
import { localeStore } from "../i18n/text";
import { createStore } from "./store";

/** Language and colours, also before anybody is signed in. */
export interface Look {
  language: Language;
  theme: Theme;
}

const KEY = "daehwa.look";
const LANGUAGES: readonly Language[] = ["ko", "en"];
const THEMES: readonly Theme[] = ["system", "light", "dark", "high_contrast"];

function lastLook(): Look {
  const look: Look = { language: localeStore.get().locale, theme: "system" };
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Look>;
    if (stored.language && LANGUAGES.includes(stored.language)) look.language = stored.language;
    if (stored.theme && THEMES.includes(stored.theme)) look.theme = stored.theme;
  } catch {
    // A damaged entry is worth no more than none.
  }
  return look;
}

export const lookStore = createStore<Look>({ language: localeStore.get().locale, theme: "system" });

/** Shows the look used last on this machine. */
export function restoreLook(): void {
  const look = lastLook();
  lookStore.set(look);
  localeStore.update((setting) => ({ ...setting, locale: look.language }));
}

/** Takes a look over and remembers it for the next start. */
export function rememberLook(look: Look): void {
  const now = lookStore.get();
  if (now.language !== look.language || now.theme !== look.theme) lookStore.set(look);
  localStorage.setItem(KEY, JSON.stringify(look));
}

/** Puts language and colours on the page, also when the operating system changes its own. */
export function followLook(): () => void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const contrast = window.matchMedia("(prefers-contrast: more)");
  const show = () => {
    const { theme, language } = lookStore.get();
    const system = contrast.matches ? "high_contrast" : dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme === "system" ? system : theme;
    document.documentElement.lang = language;
  };
  show();
  dark.addEventListener("change", show);
  contrast.addEventListener("change", show);
  const stop = lookStore.subscribe(show);
  return () => {
    stop();
    dark.removeEventListener("change", show);
    contrast.removeEventListener("change", show);
  };
}
