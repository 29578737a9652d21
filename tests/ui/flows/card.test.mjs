// What the card says beyond facts and dialogues: complaints, steps, what is worth asking (P-1, P-6, P-11).

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

const view = (customer) => agent.seat.command("customer", customer.id);

/** The first customer of whom it holds. */
async function customerOf(holds) {
  for (let nth = 0; nth < 60; nth++) {
    const found = await agent.seat.customer(nth);
    if (holds(await view(found))) return found;
  }
  throw new Error("the demonstration has no such customer");
}

// P-6
test("a field that is worth asking is confirmed by one key, and nobody is asked again", async () => {
  const customer = await customerOf((it) => it.care.asks.length > 0);
  const asks = (await view(customer)).care.asks.length;
  await agent.open(customer.name);
  await agent.page.getByRole("list", { name: agent.text("care.asks") }).waitFor();
  await agent.accessible("worth asking");
  await agent.press("v");
  await until("it is confirmed", async () => (await view(customer)).care.asks.length === asks - 1);
  const colleague = await house.seat("agent2");
  await until("the colleague knows", async () => {
    const seen = await colleague.command("customer", customer.id);
    return seen.care.asks.length === asks - 1;
  });
});

// P-11
test("an open complaint is said first, and what is sold can't be begun until it is closed", async () => {
  const customer = await customerOf((it) => it.care.complaint === null && it.dialogues.length > 0);
  const topics = await agent.seat.command("topics");
  const complaint = topics.find((it) => it.complaint);
  await agent.seat.command("open_dialogue", { customer: customer.id, topic: complaint.id });
  await agent.open(customer.name);
  const said = agent.page.getByRole("main").getByText(/^Open complaint: /);
  await said.waitFor();
  await agent.accessible("complaint");
  await agent.press("d");
  const sales = agent.page.getByRole("menu").getByRole("group", { name: agent.text("complaint.salesHeld") });
  await sales.waitFor();
  for (const item of await sales.getByRole("menuitem").all()) {
    assert.equal(await item.getAttribute("aria-disabled"), "true");
  }
  await agent.accessible("sales on hold");
  await agent.press("Escape");
  const { dialogue } = (await view(customer)).care.complaint;
  const closing = complaint.stages.findIndex((it) => it.closing) + 1;
  await agent.seat.command("move_stage", { customer: customer.id, dialogue, stage: closing, call: null });
  await said.waitFor({ state: "hidden" });
  agent.noErrors();
});

// P-4
test("valued customers without contact are listed from the palette, and Enter opens one", async () => {
  const { customers } = await agent.seat.command("silent_customers");
  assert.ok(customers.length > 1, "the demonstration has some");
  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("silent.title"));
  await agent.dialog("search.title").getByRole("option", { name: agent.text("silent.title"), exact: true, selected: true }).waitFor();
  await agent.press("Enter");
  const list = agent.page.getByRole("listbox", { name: agent.text("silent.title") });
  await list.getByRole("option").first().waitFor();
  await agent.accessible("without contact");
  await until("the list has the focus", () => list.evaluate((it) => it === document.activeElement));
  await agent.press("ArrowDown", "Enter");
  await agent.page.getByRole("main").getByRole("heading", { name: customers[1].name, level: 1 }).waitFor();
  await agent.page.getByRole("main").getByText(/^No contact since /).waitFor();
  await agent.accessible("silence");
});
