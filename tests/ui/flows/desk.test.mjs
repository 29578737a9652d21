// What an agent does between calls.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
});
after(() => house?.close());

const main = () => agent.page.getByRole("main");
const option = (name) => agent.dialog("search.title").getByRole("option").filter({ hasText: name });

// D-10, D-9
test("a customer is found by the last digits of a number, by initial consonants, and opened with Enter", async () => {
  const customer = await agent.seat.customer(3);
  await agent.press("/");
  await agent.page.keyboard.type(customer.number.slice(-4));
  await option(customer.name).first().waitFor();
  await agent.accessible("search");
  await agent.press("Enter");
  await main().getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await agent.accessible("customer");

  await agent.press("Control+k");
  await agent.page.keyboard.insertText(initials(customer.name));
  await option(customer.name).first().waitFor();
  await agent.press("Escape");
});

// D-23
test("a callback is promised in words and stands in the work list", async () => {
  const customer = await agent.seat.customer(3);
  await agent.press("c");
  await agent.dialog("callback.new").waitFor();
  await agent.page.keyboard.insertText("내일 오후 3시");
  await agent.page.getByText(/15:00/).first().waitFor();
  await agent.accessible("callback");
  await agent.press("Enter");
  await until("the callback is kept", async () => {
    const { callbacks } = await agent.seat.command("work_list");
    return callbacks.some(({ callback }) => callback.customer === customer.id);
  });
  await agent.region("region.work").getByText(customer.name).first().waitFor();
});

// D-40, D-41
test("with the server down work goes on, and arrives when it is back", async () => {
  const customer = await agent.seat.customer(4);
  await house.centre.stop();
  const badge = agent.page.getByText(agent.text("sync.offline"), { exact: true });
  await badge.waitFor();
  await agent.accessible("offline");

  const text = "물건을 문 앞에 두지 말 것";
  await agent.seat.command("save_remark", {
    id: null,
    customer: customer.id,
    kind: "handling",
    text,
    priority: 5,
    due_ms: null,
    expires_ms: null,
    done: false,
  });
  await until("one thing waits", async () => (await agent.seat.command("sync_status")).waiting > 0);

  await house.centre.start();
  const colleague = await house.seat("agent2");
  await until("it has arrived", async () => {
    const view = await colleague.command("customer", customer.id);
    return JSON.stringify(view).includes(text);
  }, 60_000);
  await badge.waitFor({ state: "hidden" });
});

test("language and colours change at once", async () => {
  await agent.press("Control+,");
  await agent.dialog("menu.settings").waitFor();
  for (const tab of ["general", "line", "audio", "shortcuts"]) {
    await agent.page.getByRole("tab", { name: agent.text(`settings.${tab}`) }).click();
    await agent.accessible(`settings: ${tab}`);
  }
  await agent.press("Escape");

  for (const theme of ["dark", "high_contrast", "light"]) {
    await agent.set({ theme });
    await agent.page.locator(`html[data-theme="${theme}"]`).waitFor();
    await agent.accessible(`customer, ${theme}`);
  }
  await agent.set({ language: "ko" });
  await agent.page.getByRole("main", { name: agent.text("region.customer") }).waitFor();
  assert.equal(await agent.page.locator("html").getAttribute("lang"), "ko");
  await agent.accessible("customer");
  agent.noErrors();
});

/** The initial consonants of a Korean name; other letters as they are. */
function initials(name) {
  const consonants = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  return [...name].map((letter) => {
    const place = letter.codePointAt(0) - 0xac00;
    return place >= 0 && place < 11_172 ? consonants[Math.floor(place / 588)] : letter;
  }).join("");
}
