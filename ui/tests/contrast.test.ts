import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const CSS = readFileSync(join(import.meta.dirname, "../src/styles/tokens.css"), "utf8");

/** Text needs 4.5 : 1 and what marks a control 3 : 1 against what lies behind (WCAG 2.2, 1.4.3 and 1.4.11). */
const TEXT: [string, string[]][] = [
  [
    "text",
    [
      "canvas",
      "surface",
      "surface-sunken",
      "surface-hover",
      "surface-selected",
      "bad-fill",
      "warn-fill",
      "info-fill",
    ],
  ],
  ["text-soft", ["canvas", "surface", "surface-sunken", "surface-hover", "warn-fill"]],
  ["text-faint", ["canvas", "surface", "surface-sunken"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["accent-text", ["surface", "surface-selected"]],
  ["on-good", ["good"]],
  ["on-bad", ["bad"]],
  ["good", ["surface", "good-fill"]],
  ["warn", ["surface", "surface-sunken", "warn-fill"]],
  ["bad", ["surface", "surface-sunken", "bad-fill"]],
  ["info", ["surface", "info-fill"]],
  ["tier-vip", ["tier-vip-fill"]],
  ["tier-gold", ["tier-gold-fill"]],
  ["tier-silver", ["tier-silver-fill"]],
  ["tier-basic", ["tier-basic-fill"]],
  ["text", ["mark"]],
];
const CONTROLS: [string, string[]][] = [
  ["line-control", ["surface", "surface-sunken"]],
  ["focus", ["canvas", "surface"]],
  ["warn-line", ["surface-sunken", "surface"]],
  ["state-available", ["surface"]],
  ["state-ringing", ["surface", "warn-fill"]],
  ["state-talking", ["surface"]],
  ["state-held", ["surface"]],
  ["state-break", ["surface"]],
  ["state-offline", ["surface"]],
];

function tokensOf(theme: string): Map<string, string> {
  const block = CSS.slice(CSS.indexOf(`[data-theme="${theme}"]`)).split("}")[0] ?? "";
  return new Map(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [
      name,
      colour,
    ]),
  );
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark", "high_contrast"])("the %s theme", (theme) => {
  const tokens = tokensOf(theme);
  const ratio = (front: string, back: string) => contrast(tokens.get(front) ?? "", tokens.get(back) ?? "");
  it("has legible text", () => {
    for (const [front, backs] of TEXT) {
      for (const back of backs) expect(ratio(front, back), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
    }
  });
  it("has visible controls, focus and states", () => {
    for (const [front, backs] of CONTROLS) {
      for (const back of backs) expect(ratio(front, back), `${front} on ${back}`).toBeGreaterThanOrEqual(3);
    }
  });
});
