// A script is followed by keys during a call, and what it came to is with the contact (D-11, P-12).

import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { pattern } from "../harness/text.mjs";

let house;
let agent;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
});
afterEach(() => agent.seat.clear());
after(() => house?.close());

const pane = () => agent.region("script.title");
const step = () => pane().getByRole("group", { name: agent.text("script.step"), exact: true });
const stepHasFocus = () => step().locator(":focus").or(step().and(agent.page.locator(":focus"))).first().waitFor();
const said = (words) => pane().getByText(words).first().waitFor();

test("guided questions end in a configured plan, by keys, and reach the timeline with the wrap-up", async () => {
  const customer = await agent.seat.customer();
  await house.practice.ring(customer);
  await agent.page.getByRole("main").getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await agent.press("F2");
  await agent.region("region.strip").getByText(agent.text("call.state.talking"), { exact: true }).first().waitFor();
  if ((await step().count()) > 0) await pane().getByRole("button", { name: agent.text("script.choose"), exact: true }).click();
  await pane().getByRole("button", { name: new RegExp(agent.text("script.choose")) }).last().click();
  await agent.page.getByRole("option", { name: /Find the right plan/ }).click();
  await step().waitFor();
  await agent.accessible("script");

  // The note keeps its focus until the script is gone to.
  await agent.press("n");
  await agent.page.keyboard.insertText("7");
  await agent.press("Alt+p");
  await stepHasFocus();
  await agent.press("Enter");
  await said(/How many people|몇 분이세요/);
  await agent.page.keyboard.insertText("2");
  await agent.press("Enter");
  await said(/How much data|얼마나 쓰세요/);
  await agent.page.keyboard.insertText("12");
  await agent.press("Enter");
  await said(/What do you use it for|무엇에 쓰세요/);
  await agent.press("1");
  await agent.press("3");
  await agent.accessible("a question with several answers");
  await agent.press("Enter");
  await said(/one-year term|약정하시겠어요/);
  await agent.press("Backspace");
  await said(/What do you use it for|무엇에 쓰세요/);
  await agent.press("Enter");
  await said(/one-year term|약정하시겠어요/);
  await agent.press("1");
  await agent.press("Enter");
  await said(/5G Standard fits|알맞습니다/);

  await agent.page.reload();
  await said(/5G Standard fits|알맞습니다/);
  await agent.press("p");
  await stepHasFocus();
  await agent.press("1");
  // A key that comes while the step before is still being written belongs to that one, and does nothing.
  for (const place of [7, 8, 9]) {
    await agent.press("Enter");
    await pane().getByText(pattern("script.place", { at: place })).waitFor();
  }
  await pane().getByText("5G Standard", { exact: true }).or(pane().getByText("5G 스탠다드", { exact: true })).first().waitFor();
  await agent.accessible("the end of a script");
  assert.equal(await agent.field("note.label").inputValue(), "7");

  await agent.press("Escape");
  await agent.press("F4");
  await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
  await agent.press("Control+Enter");
  const contact = await until("the contact has its answers", async () =>
    (await agent.seat.timeline(customer.id)).find(({ scripts }) => scripts.length > 0));
  assert.equal(contact.interaction.outcome, "sold");
  assert.equal(contact.scripts[0].summary.kind, "product");
  assert.deepEqual(contact.scripts[0].answers.map(({ step }) => step), ["lines", "data_gb", "uses", "term", "standard"]);
  await agent.page.getByText(/Product: 5G Standard/).first().waitFor();
  agent.noErrors();
});
