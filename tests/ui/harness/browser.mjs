// Chromium, as the system has it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWPORT = { width: 1440, height: 900 };

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--force-color-profile=srgb", "--font-render-hinting=none"],
  });
}

/** A page, and the errors that its scripts have thrown so far. */
export async function openPage(browser, { url, colorScheme = "light", language = "en" }) {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    colorScheme,
    locale: language === "ko" ? "ko-KR" : "en-GB",
    timezoneId: "Asia/Seoul",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.stack ?? String(error)));
  await page.goto(url);
  return { page, errors, close: () => context.close() };
}

/** Fails on every serious or critical finding of axe (WCAG 2.2 A and AA) in what the page shows now. */
export async function assertAccessible(page, screen) {
  // Colours that were just changed are painted.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"],
      // Experimental: it takes the shortcuts that stand on buttons, hidden from screen readers, for part of their words.
      rules: { "label-content-name-mismatch": { enabled: false } },
    }),
  );
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = grave.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.target.join(" ")}\n    ${node.html.slice(0, 200)}`),
  );
  assert.equal(found.length, 0, `${screen} is not accessible:\n  ${found.join("\n  ")}`);
}
