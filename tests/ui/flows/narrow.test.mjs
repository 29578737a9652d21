// Small windows and zoomed ones: panels go below each other, nothing is lost, the page scrolls one way (WCAG 1.4.10).

import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";
import { House } from "../harness/house.mjs";

/** A half screen, a screen of 1440 × 900 at 200 %, and what is left of 1280 pixels at 400 %. */
const SIZES = [
  { width: 768, height: 1024 },
  { width: 720, height: 450 },
  { width: 320, height: 640 },
];
const PLACES = ["region.work", "region.strip", "region.customer", "region.panel"];

let house;
let agent;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
});
afterEach(() => agent.seat.clear());
after(() => house?.close());

const state = (key) => agent.region("region.strip").getByText(agent.text(key), { exact: true }).first();

// D-9
for (const size of SIZES) {
  test(`at ${size.width} × ${size.height} every place is within reach and nothing is beside the screen`, async () => {
    await agent.page.setViewportSize(size);
    await house.practice.ring(await agent.seat.customer());
    await state("call.state.ringing_in").waitFor();
    await agent.press("F2");
    await state("call.state.talking").waitFor();
    for (const place of PLACES) {
      const region = agent.region(place).first();
      await region.scrollIntoViewIfNeeded();
      const { x, width, height } = await region.boundingBox();
      assert.ok(x >= 0 && x + width <= size.width + 1, `${place} is ${width} wide at ${x}`);
      assert.ok(height >= 40, `${place} is ${height} high`);
    }
    const beside = await agent.page.evaluate(() => {
      const frame = document.querySelector("header")?.parentElement;
      return [document.scrollingElement, frame].map((box) => box.scrollWidth - box.clientWidth);
    });
    assert.deepEqual(beside, [0, 0]);

    await agent.press("n");
    await agent.page.keyboard.insertText("작은 창");
    await agent.page.getByText(agent.text("note.saved"), { exact: true }).waitFor();
    const strip = await agent.region("region.strip").boundingBox();
    assert.ok(strip.y >= 0 && strip.y < size.height, "the call stays on screen while one writes");
    await agent.accessible(`${size.width} pixels wide`);
    await agent.press("F4", "Escape");
    await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
    await agent.resolve();
  });
}
