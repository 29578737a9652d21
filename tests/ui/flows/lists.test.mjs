// Call lists: made from a number of the funnel, worked by keyboard, followed by who leads (H-9, P-11).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { pattern } from "../harness/text.mjs";

let house;
let lead;
let agent;
before(async () => {
  house = await House.open();
  lead = await house.agent("supervisor1");
  agent = await house.agent("agent1");
});
after(() => house?.close());

const making = () => lead.dialog("lists.makeTitle");
const lists = () => lead.dialog("lists.title");
const customers = (window) => window.getByRole("listbox", { name: lead.text("funnel.customersKeys") });
const main = () => agent.page.getByRole("main");
const name = "Called in November";

async function command(who, key) {
  await who.press("Control+k");
  await who.page.keyboard.insertText(who.text(key));
  await who.press("Enter");
}

/** How many are called as the list stands. */
async function called() {
  const total = making().getByText(/^[\d,]+ customers? (is|are) called$/);
  await total.waitFor();
  return Number((await total.textContent()).replaceAll(/\D/g, ""));
}

// H-9
test("a number of the funnel becomes a list by one key, and is looked at before: who is called, who is left out and why", async () => {
  await command(lead, "menu.funnel");
  const funnel = lead.dialog("funnel.title");
  const period = funnel.getByRole("button", { name: new RegExp(lead.text("funnel.period")) });
  await period.focus();
  await lead.press("Enter");
  await lead.page.getByRole("option", { name: "Last 90 days", exact: true }).waitFor();
  await lead.press("End", "ArrowUp", "Enter");
  await until("90 days are chosen", async () => (await period.textContent()).includes("90"));
  // The stage that most dialogues reached.
  const buttons = await funnel.getByRole("table").locator('button[data-place$="/0"]').all();
  const numbers = await Promise.all(buttons.map(async (it) => Number((await it.textContent()).replaceAll(/\D/g, ""))));
  const button = buttons[numbers.indexOf(Math.max(...numbers))];
  await button.focus();
  await lead.press("l");
  await making().waitFor();
  const selling = lead.text("purpose.sales");
  const purpose = making().getByRole("button", { name: new RegExp(lead.text("lists.purpose")) });
  if (!(await purpose.textContent()).includes(selling)) {
    await purpose.focus();
    await lead.press("Enter");
    await lead.page.getByRole("option", { name: selling, exact: true }).waitFor();
    await lead.press("Home", "Enter");
    await until("selling is chosen", async () => (await purpose.textContent()).includes(selling));
  }
  const rest = making().getByLabel(lead.text("lists.rest"), { exact: true });
  await rest.fill("0");
  const free = await until("somebody can be called", async () => (await called()) || null);
  await rest.fill("365");
  await until("who was called lately is left out", async () => (await called()) < free || null);
  await making().getByRole("rowheader", { name: lead.text("obstacle.called_lately") }).waitFor();
  await lead.accessible("a list before it is made");
  const left = making().getByRole("button", { name: lead.text("lists.showLeft"), exact: true });
  await left.press("Enter");
  await customers(making()).getByText(new RegExp(lead.text("obstacle.called_lately"))).first().waitFor();
  await lead.accessible("who is left out");
  await rest.fill("0");
  await until("all can be called again", async () => (await called()) === free || null);
});

test("it is made by keyboard and stands in the agent's work list", async () => {
  await making().getByLabel(lead.text("lists.name"), { exact: true }).fill(name);
  await making().getByLabel(lead.text("lists.offer"), { exact: true }).fill("A month for free");
  await making().getByRole("button", { name: lead.text("lists.make"), exact: true }).press("Enter");
  await lists().getByRole("option", { name: new RegExp(name) }).waitFor();
  await customers(lists()).waitFor();
  await lead.accessible("a list");
  await agent.page.getByRole("button", { name: new RegExp(name) }).waitFor();
  await agent.accessible("a list in the work list");
});

/** The button that calls the customer on screen. */
const button = () => main().getByRole("button", { name: pattern("lists.callWho") });

/** The own member who is on screen. */
async function onScreen(list) {
  const shown = await main().getByRole("heading", { level: 1 }).textContent();
  const { mine } = await agent.seat.command("list_work", list.id);
  return mine.find((it) => shown.includes(it.name));
}

// H-9, D-6: next, call, outcome, and again.
test("two customers are worked by keyboard: seen first, then called, then done with the wrap-up", async () => {
  const { list } = (await agent.seat.command("call_lists"))[0];
  for (let turn = 1; turn <= 2; turn++) {
    await agent.press("w");
    await button().waitFor();
    const member = await onScreen(list);
    await main().getByText("Offer: A month for free").waitFor();
    if (turn === 1) await agent.accessible("a customer of a list");
    await agent.press("e");
    await until("the customer is called", async () => {
      const { calls } = await agent.seat.command("snapshot");
      return calls.some((it) => it.call.direction === "outbound" && it.customer === member.customer);
    });
    await until("the call is over or can be ended", async () => {
      const { calls } = await agent.seat.command("snapshot");
      const [one] = calls;
      if (one && one.call.state !== "ended") await agent.seat.command("hang_up", one.call.id).catch(() => undefined);
      return one?.wrap_up_owed;
    });
    await agent.resolve();
    await until("the member is done", async () => {
      const [view] = await agent.seat.command("call_lists");
      return view.called.reduce((sum, it) => sum + it.count, 0) === turn;
    });
    const { entries } = await agent.seat.command("timeline", {
      customer: member.customer, channels: [], dialogue: null, text: null, until_ms: null, after: null, limit: 1,
    });
    assert.equal(entries[0].interaction.direction, "outbound");
  }
  agent.noErrors();
});

// P-11
test("a complaint since then stands in the way visibly, and the customer is taken off by keyboard", async () => {
  const { list } = (await agent.seat.command("call_lists"))[0];
  await agent.press("w");
  await button().waitFor();
  const member = await onScreen(list);
  const topics = await agent.seat.command("topics");
  const complaint = topics.find((it) => it.complaint);
  await agent.seat.command("open_dialogue", { customer: member.customer, topic: complaint.id });
  await main().getByText(pattern("lists.blocked", { why: agent.text("obstacle.complaint") })).waitFor();
  assert.ok(await button().isDisabled());
  await agent.accessible("a customer who can't be called");
  await agent.press("e");
  const refused = await agent.seat.command("call_member", member.id).catch((error) => String(error));
  assert.match(String(refused), /not_callable/);
  await main().getByRole("button", { name: agent.text("lists.takeOff"), exact: true }).press("Enter");
  await agent.page.getByRole("dialog", { name: agent.text("lists.takeOffTitle") }).waitFor();
  await agent.press("Enter");
  await until("it is off the list", async () => {
    const [{ taken_off: off }] = await agent.seat.command("call_lists");
    return off.some((it) => it.obstacle === "complaint" && it.count === 1);
  });
  await until("the next one is on screen", async () => (await button().count()) === 1 && (await onScreen(list))?.id !== member.id);
  agent.noErrors();
});

test("who leads sees how far it is, saves it as a file, closes it and opens it again", async () => {
  await lists().getByText(/^3 of \d+ done$/).first().waitFor();
  await lists().getByRole("rowheader", { name: lead.text("outcome.resolved") }).waitFor();
  await lead.accessible("progress of a list");
  const download = lead.page.waitForEvent("download");
  await lists().getByRole("button", { name: lead.text("funnel.saveList"), exact: true }).press("Enter");
  const file = await download;
  assert.equal(file.suggestedFilename(), `${name}.csv`);
  const text = await readFile(await file.path(), "utf8");
  assert.equal(text.split("\r\n").filter((it) => it.includes(lead.text("outcome.resolved"))).length, 2);
  assert.doesNotMatch(text, /(^|,)[=+@]/m);
  await lists().getByRole("button", { name: lead.text("lists.close"), exact: true }).press("Enter");
  await lists().getByRole("button", { name: lead.text("lists.reopen"), exact: true }).waitFor();
  await agent.page.getByRole("button", { name: new RegExp(name) }).waitFor({ state: "detached" });
  await lists().getByRole("button", { name: lead.text("lists.reopen"), exact: true }).press("Enter");
  await agent.page.getByRole("button", { name: new RegExp(name) }).waitFor();
  lead.noErrors();
});

test("an agent makes no lists, and is refused by the desk", async () => {
  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("menu.lists"));
  await agent.dialog("search.title").waitFor();
  assert.equal(await agent.page.getByRole("option", { name: agent.text("menu.lists"), exact: true }).count(), 0);
  const refused = await agent.seat.command("list_members", { list: "00000000-0000-7000-8000-000000000000", from: 0, count: 1 }).catch((error) => String(error));
  assert.match(String(refused), /not_allowed/);
});
