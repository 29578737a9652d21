// What a supervisor sees in the funnel (H-7).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let lead;
before(async () => {
  house = await House.open();
  lead = await house.agent("supervisor1");
});
after(() => house?.close());

const window = () => lead.dialog("funnel.title");
const numbers = () => window().getByRole("table").locator("button");
const customers = () => window().getByRole("listbox");

async function open() {
  await lead.press("Control+k");
  await lead.page.keyboard.insertText(lead.text("menu.funnel"));
  await lead.press("Enter");
  await numbers().first().waitFor();
}

/** The first stage of a topic that more than `count` dialogues reached: its button and number, once all are counted. */
async function stageReachedBy(count) {
  await window().locator('[aria-busy="false"]').waitFor();
  const reached = numbers().and(window().locator('[data-place$="/0"]'));
  for (const button of await reached.all()) {
    const number = Number((await button.textContent()).replaceAll(",", ""));
    if (number > count) return { button, number };
  }
  throw new Error("no such stage");
}

test("a supervisor finds the funnel in the palette: every topic with its stages, drawn and in numbers", async () => {
  await open();
  assert.equal(await window().getByRole("table").locator("tbody").count(), 10);
  await window().getByRole("figure").waitFor();
  await lead.accessible("funnel");
});

test("filters are set by keyboard, and a number shows the customers behind it", async () => {
  const period = window().getByRole("button", { name: new RegExp(lead.text("funnel.period")) });
  await period.focus();
  await lead.press("Enter");
  await lead.page.getByRole("option", { name: "Last 90 days", exact: true }).waitFor();
  await lead.press("End", "ArrowUp", "Enter");
  await until("90 days are chosen", async () => (await period.textContent()).includes("90"));
  const { button, number } = await stageReachedBy(3);
  await button.focus();
  await lead.press("Enter");
  await customers().waitFor();
  await window().getByText(new RegExp(`^${number} dialogues`)).waitFor();
  await lead.accessible("customers of a number");
});

test("arrow keys go over the numbers, and Enter in the list opens a customer", async () => {
  const at = () => lead.page.evaluate(() => document.activeElement?.getAttribute("data-place"));
  await numbers().first().focus();
  await lead.press("Control+Home", "ArrowDown", "ArrowRight");
  assert.equal(await at(), "1/1");
  await lead.press("Control+End", "Control+Home");
  assert.equal(await at(), "0/0");
  const { button } = await stageReachedBy(3);
  await button.focus();
  await lead.press("Enter");
  await customers().waitFor();
  await customers().focus();
  const named = () => customers().locator("[aria-selected=true] > span").first().textContent();
  const first = await named();
  await lead.press("j");
  await until("the next one is chosen", async () => (await named()) !== first || (await customers().getAttribute("aria-activedescendant")).endsWith("-1"));
  const id = await customers().getAttribute("aria-activedescendant");
  const name = await lead.page.locator(`[id="${id}"] > span`).first().evaluate((it) => it.firstChild.textContent);
  await lead.press("Enter");
  await window().waitFor({ state: "detached" });
  await lead.page.getByRole("main").getByRole("heading", { name, level: 1 }).waitFor();
});

test("table and list are saved as files that a spreadsheet reads in Korean", async () => {
  await open();
  const saved = async (key) => {
    const download = lead.page.waitForEvent("download");
    await window().getByRole("button", { name: lead.text(key), exact: true }).press("Enter");
    const file = await download;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  };
  const table = await saved("funnel.saveTable");
  assert.equal(table.name, "funnel.csv");
  assert.ok(table.text.startsWith(`\uFEFF${lead.text("funnel.topic")},`));
  const { button, number } = await stageReachedBy(3);
  await button.focus();
  await lead.press("Enter");
  await customers().waitFor();
  const list = await saved("funnel.saveList");
  assert.equal(list.text.trimEnd().split("\r\n").length, number + 1);
  assert.doesNotMatch(list.text, /(^|,)[=+@]/m);
});

test("a stage that an agent moves is counted at once, and the numbers stay where they are", async () => {
  const agent = await house.seat("agent1");
  const person = await agent.customer();
  const topics = await agent.command("topics");
  const view = await agent.command("customer", person.id);
  const begun = new Set(view.dialogues.filter((it) => it.open).map((it) => it.topic));
  const topic = topics.find((it) => !begun.has(it.id));
  const row = window().getByRole("table").locator("tbody", { hasText: topic.name.en });
  const second = row.locator("tr").nth(2).locator("button").first();
  const before = Number(await second.textContent());
  const opened = await agent.command("open_dialogue", { customer: person.id, topic: topic.id });
  const { id: dialogue } = opened.dialogues.find((it) => it.topic === topic.id && it.open);
  await agent.command("move_stage", { customer: person.id, dialogue, stage: 2, call: null });
  await until("it is counted", async () => Number(await second.textContent()) === before + 1);
  lead.noErrors();
});

test("an agent has no funnel in the menu, and is refused by the desk", async () => {
  const agent = await house.agent("agent2");
  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("menu.funnel"));
  await agent.dialog("search.title").waitFor();
  assert.equal(await agent.page.getByRole("option", { name: agent.text("menu.funnel"), exact: true }).count(), 0);
  const period = { from_ms: 0, to_ms: 1 };
  const query = { topic: null, purpose: null, way: null, period, compared: period };
  const refused = await agent.seat.command("funnel", query).catch((error) => String(error));
  assert.match(String(refused), /not_allowed/);
});

test("without the server the funnel is counted all the same", async () => {
  await house.centre.stop();
  await until("the server is gone", async () => (await lead.seat.command("sync_status")).link !== "online");
  const topic = window().getByRole("button", { name: new RegExp(`${lead.text("funnel.topic")}$`) });
  await topic.focus();
  await lead.press("Enter");
  await lead.page.getByRole("option").nth(1).waitFor();
  await lead.press("Home", "ArrowDown", "Enter");
  await until("one topic is counted", async () => (await window().getByRole("table").locator("tbody").count()) === 1);
  await stageReachedBy(0);
  lead.noErrors();
});
