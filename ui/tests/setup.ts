import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { localeStore } from "../src/i18n/text";
import { lookStore } from "../src/state/look";
import { panelStore } from "../src/state/panel";

// Long enough for a machine that builds beside it: a screen in jsdom can take seconds there.
configure({
  asyncUtilTimeout: 15_000,
  getElementError: (message) => new Error(message?.split("\n")[0] ?? ""),
});

// jsdom lays nothing out and knows no media.
window.matchMedia ??= (media) =>
  ({
    matches: false,
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 600 });
Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 800 });
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 600 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, value: 800 });
// Enough for the ids that React Aria makes.
window.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as unknown as typeof CSS;
Element.prototype.scrollIntoView ??= () => undefined;

beforeEach(() => {
  localStorage.clear();
  localeStore.set({ locale: "ko", timeZone: "Asia/Seoul" });
  lookStore.set({ language: "ko", theme: "light" });
  panelStore.set("work");
});
afterEach(cleanup);
