// A test on the real window: when it fails, the screens are kept.

import test from "node:test";

/** Runs `body`; when it fails, leaves a picture of each desktop that `desktops()` names. */
export function windowTest(name, desktops, body) {
  test(name, { timeout: 240_000 }, async (context) => {
    try {
      await body(context);
    } catch (error) {
      const shots = desktops().filter(Boolean).map((desktop) => desktop.screenshot(name.replaceAll(/\W+/g, "-").slice(0, 40)));
      await Promise.allSettled(shots);
      throw error;
    }
  });
}
