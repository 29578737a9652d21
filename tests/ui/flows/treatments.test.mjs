// How customers are served is decided by an administrator and holds on an agent's desktop (P-8, P-13); a survey is recorded by keys (P-9).

import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { pattern } from "../harness/text.mjs";

let house;
let agent;
let admin;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  admin = await house.agent("admin1");
});
afterEach(() => agent.seat.clear());
after(() => house?.close());

const window = (who = admin) => who.dialog("treatments.title");
const field = (key) => window().getByLabel(admin.text(key), { exact: true });
const view = (who, id) => who.seat.command("customer", id);

async function command(who, key) {
  await who.press("Control+k");
  await who.page.keyboard.insertText(who.text(key));
  await who.press("Enter");
}

test("a survey is recorded by keys, also without the server, and stands on the card and in the timeline", async () => {
  const customer = await agent.seat.customer();
  await agent.open(customer.name);
  await house.centre.stop();
  await agent.press("q");
  await agent.page.getByRole("dialog").waitFor();
  await agent.accessible("recording a survey");
  await agent.page.keyboard.insertText("9");
  await agent.press("Tab");
  await agent.page.keyboard.insertText("Friendly and quick");
  await agent.press("Enter");
  await agent.page.getByRole("dialog").waitFor({ state: "detached" });
  const card = agent.page.getByRole("main");
  await card.getByText(/^9\/10 · /).waitFor();
  await card.getByText(/9\/10: Friendly and quick/).first().waitFor();
  await agent.accessible("card with a survey");

  await agent.press("q");
  await agent.page.getByRole("dialog").getByRole("radio", { name: agent.text("engagement.delivered") }).press("Space");
  await agent.page.getByLabel(agent.text("engagement.givenWords")).fill("Late fee of October");
  await agent.page.getByLabel(agent.text("engagement.amount")).fill("12,000");
  await agent.press("Enter");
  await card.getByText(/₩[\d,]+/).first().waitFor();
  await house.centre.start();
  await until("the server has it", async () => (await agent.seat.command("sync_status")).waiting === 0);
  assert.deepEqual((await agent.seat.command("sync_status")).stuck, []);
  const kept = (await view(agent, customer.id)).care;
  assert.equal(kept.participation.survey.score, 9);
  assert.ok(kept.delivered.sum.amounts[0].amount_minor >= 12_000);
});

test("an administrator switches needs off for a tier and writes its perks, and so it is on the agent's desktop", async () => {
  const customer = await agent.seat.customer();
  const { tier } = (await view(agent, customer.id)).customer;
  await agent.open(customer.name);

  await until("the administrator's desktop has the server again", async () => (await admin.seat.command("sync_status")).link === "online");
  await command(admin, "menu.treatments");
  const row = window().getByRole("option", { name: pattern("treatments.ofTier", { tier: admin.text(`tier.${tier}`) }, "en") });
  await row.getByText(/^[\d,]+ customers?$/).waitFor();
  await row.press("Enter");
  await field("treatments.days").waitFor();
  await admin.accessible("how customers are served");
  await window().getByText(/All personal measures are on/).waitFor();
  await window().getByRole("switch", { name: admin.text("treatments.measure.needs"), exact: true }).press("Space");
  await window().getByText(/Agents do not see: Needs in a sentence/).waitFor();
  await field("treatments.perksEn").fill("A word of thanks");
  await field("treatments.perksKo").fill("감사 인사");
  await window().getByText(admin.text("treatments.ready"), { exact: true }).waitFor();
  await window().getByRole("button", { name: admin.text("treatments.save"), exact: true }).press("Enter");
  await until("it holds on the agent's desktop", async () => (await view(agent, customer.id)).care.treatment.perks.en === "A word of thanks");
  assert.deepEqual((await view(agent, customer.id)).needs, []);
  await agent.page.getByRole("main").getByText(/A word of thanks|감사 인사/).first().waitFor();

  await window().getByRole("button", { name: admin.text("treatments.why"), exact: true }).press("Enter");
  await window().getByLabel(admin.text("rules.customer")).fill(customer.name);
  await window().getByRole("option", { name: new RegExp(customer.name) }).first().press("Enter");
  await window().getByText(admin.text("treatments.standing.applies"), { exact: true }).waitFor();
  await admin.accessible("why a customer is served so");
  await admin.press("Escape");
  agent.noErrors();
  admin.noErrors();
});
