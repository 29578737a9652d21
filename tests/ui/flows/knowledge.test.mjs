// What is to be known is looked up while a customer waits, and what a note is about is suggested (D-11, H-1).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { run } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
before(async () => {
  house = await House.open();
  // Before anybody signs in: a desktop asks for what was learned when it connects.
  await run(binary("daehwa-server"), ["learn", "--data", house.centre.data], { timeoutMs: 120_000 });
  agent = await house.agent("agent1");
});
after(() => house?.close());

const panel = (who) => who.page.getByRole("complementary");
const search = (who) => panel(who).getByRole("combobox", { name: who.text("knowledge.search") });
const rows = (who) => panel(who).getByRole("listbox", { name: who.text("knowledge.title") });
const note = (who) => panel(who).getByRole("textbox", { name: who.text("note.label"), exact: true });

test("an article is found as one types during a call and inserted into the note by Enter", async () => {
  const customer = await agent.seat.customer();
  await house.practice.ring(customer);
  await agent.page.getByRole("main").getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await agent.press("F2");
  await note(agent).waitFor();
  await agent.press("n");
  await agent.page.keyboard.insertText("Asks about leaving.");
  await agent.press("Alt+k");
  await until("the search has the focus", () => search(agent).evaluate((it) => it === document.activeElement));
  await agent.page.keyboard.insertText("penal");
  await rows(agent).getByRole("option", { selected: true }).getByText("What does leaving a contract early cost?").waitFor();
  await panel(agent).getByRole("heading", { name: "When it is waived" }).waitFor();
  await agent.accessible("the knowledge");
  const { articles } = await agent.seat.command("find_articles", { text: "penal", customer: customer.id, conversation: null });
  const { insert } = await agent.seat.command("article", { id: articles[0].id, language: "en", customer: customer.id });
  await agent.press("Enter");
  await until("the note has both", async () => (await note(agent).inputValue()) === `Asks about leaving.\n${insert}`);
  await until("writing goes on there", () => note(agent).evaluate((it) => it === document.activeElement));
});

test("initial consonants find an article, Escape leads back, and nothing is inserted", async () => {
  const before = await note(agent).inputValue();
  await agent.press("Alt+k");
  await search(agent).fill("ㅇㄱㅈ");
  await rows(agent).getByRole("option").first().waitFor();
  await agent.press("Escape");
  await note(agent).waitFor();
  assert.equal(await note(agent).inputValue(), before);
});

test("what a note is about is suggested with its words, and taken by one key", async () => {
  await note(agent).fill("Asked about the bill, higher than usual.");
  const hint = panel(agent).getByText(/Sounds like Billing question/).first();
  await hint.waitFor();
  const field = panel(agent).getByRole("button", { name: new RegExp(agent.text("wrapUp.dialogue")) });
  const chosen = await field.textContent();
  assert.ok(!/Billing question/.test(chosen), `${chosen}: nothing moves by itself`);
  await agent.accessible("a suggested topic");
  await note(agent).focus();
  await agent.press("Alt+a");
  await until("the form is about it", async () => /Billing question/.test(await field.textContent()));
  await hint.waitFor({ state: "detached" });
  await note(agent).blur();
});

test("who leads writes an article, and it is on the agent's screen", async () => {
  const lead = await house.agent("supervisor1");
  await lead.press("Control+k");
  await lead.page.keyboard.insertText(lead.text("articles.title"));
  await lead.press("Enter");
  const window = lead.dialog("articles.title");
  await window.getByRole("option").first().waitFor();
  await window.getByLabel(lead.text("articles.title.en")).fill("Replacing a SIM card");
  await window.getByLabel(lead.text("articles.answer.en")).fill("It costs ₩7,700.");
  await window.getByRole("button", { name: lead.text("common.save"), exact: true }).click();
  await window.getByRole("option", { name: "Replacing a SIM card" }).waitFor();
  await lead.accessible("articles");
  await agent.press("Shift+K");
  await search(agent).fill("sim");
  await rows(agent).getByRole("option").getByText("Replacing a SIM card").waitFor();
});
