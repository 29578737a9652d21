import assert from "node:assert/strict";
import test from "node:test";
import { share } from "./audio.mjs";

const sine = (hz, seconds, rate = 48_000) => Float64Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));

test("a tone is recognised by its frequency, and silence by nothing", () => {
  assert.ok(share(sine(440, 1), 440) > 0.99);
  assert.ok(share(sine(440, 1), 660) < 0.01);
  assert.equal(share(new Float64Array(48_000), 440), 0);
});

test("half of a sound of two tones lies at each of them", () => {
  const one = sine(440, 1);
  const other = sine(660, 1);
  const mixed = one.map((x, i) => x + other[i]);
  assert.ok(Math.abs(share(mixed, 440) - 0.5) < 0.02);
});
