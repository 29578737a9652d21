// What an agent does with a customer's dialogues, without a mouse.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let customer;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  customer = await withDialogue(agent.seat);
  await agent.open(customer.name);
});
after(() => house?.close());

/** A customer with an open dialogue that can still go on, and with contacts in it. */
async function withDialogue(seat) {
  const topics = await seat.command("topics");
  for (let nth = 0; nth < 30; nth++) {
    const found = await seat.customer(nth);
    const { dialogues } = await seat.command("customer", found.id);
    const first = dialogues[0];
    const topic = topics.find((it) => it.id === first?.topic);
    if (first?.open && first.touches > 1 && first.stage < topic.stages.length - 1) return { ...found, dialogue: first, topic };
  }
  throw new Error("no customer with an open dialogue");
}

const stage = async () => {
  const { dialogues } = await agent.seat.command("customer", customer.id);
  return dialogues.find((it) => it.id === customer.dialogue.id).stage;
};
const focused = (query) => agent.page.evaluate((query) => document.activeElement?.closest(query)?.textContent ?? "", query);

// H-10
test("a stage is moved by one key and taken back by another", async () => {
  const before = customer.dialogue.stage;
  await agent.press(`Shift+${before + 1}`);
  await until("it is moved", async () => (await stage()) === before + 1);
  await agent.page.getByRole("status").getByText(customer.topic.stages[before].name.en).waitFor();
  await agent.accessible("moved");
  await agent.press("u");
  // Said when the card shows it: a dialogue that was closed meanwhile has its card again.
  await agent.page.getByRole("status").getByText(agent.text("stage.undone")).waitFor();
  assert.equal(await stage(), before);
});

// H-10
test("a card shows what it is read from, and a contact there leads to its place in the timeline", async () => {
  await agent.press("o");
  await until("the first card has the focus", async () => (await focused("li")).includes(customer.topic.name.en));
  await agent.press("e");
  const shown = agent.page.getByRole("dialog", { name: agent.text("need.evidenceTitle") });
  const first = shown.locator("ul button").first();
  await first.waitFor();
  await agent.accessible("evidence");
  const { contacts } = await agent.seat.command("evidence", { customer: customer.id, dialogue: customer.dialogue.id });
  const { summary } = contacts.entries[0].interaction;
  await first.focus();
  await agent.press("Enter");
  await shown.waitFor({ state: "hidden" });
  await until("the contact has the focus", async () => (await focused("article")).includes(summary));
  await agent.accessible("contact in the timeline");
  agent.noErrors();
});
