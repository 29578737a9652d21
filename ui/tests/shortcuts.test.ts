import { describe, expect, it } from "vitest";
import { sampleSettings } from "../src/platform/testing/sample";
import {
  ACTIONS,
  DEFAULT_KEYS,
  isSingleKey,
  keysOf,
  matchKeys,
  takesSingleKeys,
  writtenKeys,
} from "../src/state/shortcuts";

function press(key: string, code: string, modifiers: Partial<KeyboardEvent> = {}) {
  return writtenKeys({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...modifiers,
  });
}

describe("keys", () => {
  it("are written the same whatever the layout or input method", () => {
    expect(press("n", "KeyN")).toBe("n");
    expect(press("ㅜ", "KeyN")).toBe("n");
    expect(press("Process", "KeyN")).toBe("n");
    expect(press("k", "KeyK", { ctrlKey: true })).toBe("Mod+K");
    expect(press("?", "Slash", { shiftKey: true })).toBe("?");
    expect(press("!", "Digit1", { shiftKey: true })).toBe("Shift+1");
    expect(press("F2", "F2")).toBe("F2");
    expect(press("Enter", "Enter", { ctrlKey: true })).toBe("Mod+Enter");
  });

  it("are nothing while only a modifier is down", () => {
    expect(press("Shift", "ShiftLeft", { shiftKey: true })).toBeNull();
    expect(press("Control", "ControlLeft", { ctrlKey: true })).toBeNull();
  });

  it("with Digit match every digit and say which; 0 is the tenth", () => {
    expect(matchKeys("3", "Digit")).toBe(3);
    expect(matchKeys("0", "Digit")).toBe(10);
    expect(matchKeys("Alt+7", "Alt+Digit")).toBe(7);
    expect(matchKeys("Alt+Shift+2", "Alt+Digit")).toBeNull();
    expect(matchKeys("7", "Alt+Digit")).toBeNull();
    expect(matchKeys("F2", "F2")).toBe(0);
    expect(matchKeys("F2", "")).toBeNull();
  });
});

describe("the shortcut map", () => {
  it("gives no two actions the same keys", () => {
    const all = ACTIONS.map((action) => DEFAULT_KEYS[action].toLowerCase());
    expect(new Set(all).size).toBe(all.length);
  });

  it("takes the user's own keys, also none (D-9)", () => {
    const keys = keysOf(sampleSettings({ shortcuts: { answer: "F6", mute: "" } }));
    expect([keys.answer, keys.mute, keys.hold]).toEqual(["F6", "", "F8"]);
  });

  it("knows which keys must be off while one types (WCAG 2.1.4)", () => {
    expect(["n", "?", "Digit", "Shift+Digit", "Enter"].every(isSingleKey)).toBe(true);
    expect(["Mod+K", "F2", "Alt+Digit", "Alt+Shift+Digit", "Mod+Enter"].some(isSingleKey)).toBe(false);
  });

  it("leaves single keys to fields", () => {
    document.body.innerHTML = '<textarea></textarea><input type="radio" /><button>x</button>';
    const at = (selector: string, keys = "n") => takesSingleKeys(document.querySelector(selector), keys);
    expect([at("textarea"), at("input"), at("button"), at("body")]).toEqual([true, false, false, false]);
    expect(at("button", "Enter")).toBe(true);
  });

  it("leaves single keys to a window or menu that is open, also when the focus was lost from it", () => {
    document.body.innerHTML = '<div role="dialog"></div>';
    expect(takesSingleKeys(document.body, "n")).toBe(true);
    document.body.innerHTML = "";
  });
});
