// What the web sites leave for an administrator to decide.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { Shop } from "../harness/shop.mjs";

let house;
let admin;
let agent;
let shop;
before(async () => {
  house = await House.open();
  admin = await house.agent("admin1");
  agent = await house.agent("agent1");
  shop = await Shop.open(house.centre);
});
after(async () => {
  await shop?.close();
  await house?.close();
});

const window = () => admin.dialog("webInbox.title");
const rules = () => admin.dialog("rules.title");
const refresh = () => window().getByRole("button", { name: admin.text("webInbox.refresh"), exact: true });
const option = (name) => window().getByRole("option").filter({ hasText: name });

async function open() {
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("webInbox.title"));
  await admin.press("Enter");
  await refresh().waitFor();
}

/** Somebody reads pages in a browser and has agreed to be known; the visitor's id. */
async function reads(...paths) {
  const { context, page, sent } = await shop.visitor(house.browser);
  for (const path of paths) {
    await page.goto(`${shop.origin}${path}`);
    await page.evaluate(() => globalThis.daehwa.consent(true));
    const before = sent.filter((it) => it === "events").length;
    await page.getByRole("button").click();
    await until("it is sent", () => sent.filter((it) => it === "events").length > before);
    await until("it is taken", () => page.evaluate(() => !Object.keys(localStorage).some((key) => key.includes(".q"))));
  }
  const visitor = await page.evaluate(() => globalThis.daehwa.visitor());
  await context.close();
  return visitor;
}

// H-2, H-3
test("pages that no rule knows are listed with their counts, and one key makes a rule of one", async () => {
  await open();
  await window().getByText(admin.text("webInbox.pagesNone"), { exact: true }).waitFor();
  await admin.accessible("no unknown pages");
  await reads("/about/us", "/shop/42", "/shop/43", "/plans");
  await refresh().press("Enter");
  await option("/shop/*").waitFor();
  assert.equal(await window().getByRole("option").count(), 2, "what a rule knows is not listed");
  await option("/shop/*").getByText("2 times", { exact: true }).waitFor();
  await option("/about/us").getByText("read once", { exact: true }).waitFor();
  await admin.accessible("unknown pages");

  await window().getByRole("listbox").press("j");
  await admin.press("a");
  const pattern = rules().getByLabel(admin.text("rules.pattern"), { exact: true });
  await pattern.waitFor();
  assert.equal(await pattern.inputValue(), "/about/us");
  assert.equal(await rules().getByLabel(admin.text("rules.key"), { exact: true }).inputValue(), "about_us.web");
  await rules().getByRole("button", { name: new RegExp(`${admin.text("rules.topic")}$`) }).press("Enter");
  await admin.page.getByRole("option", { name: "Roaming", exact: true }).press("Enter");
  const save = rules().getByRole("button", { name: admin.text("rules.save"), exact: true });
  await until("nothing is wrong any more", () => save.isEnabled());
  await save.press("Enter");
  await until("the rule is there", async () =>
    (await admin.seat.command("rules")).rules.some((it) => it.rule.key === "about_us.web"),
  );
  await admin.press("Escape");

  await until("the server has the rule", async () => (await admin.seat.command("web_inbox")).pages.length === 1);
  await open();
  await option("/shop/*").waitFor();
  // The list has the focus from the start.
  await admin.press("Delete");
  await window().getByText(admin.text("webInbox.pagesNone"), { exact: true }).waitFor();
  admin.noErrors();
  await admin.press("Escape");
});

// H-1, D-2
test("a visitor with a number of two customers is nobody until a person says who it is", async () => {
  const customer = await agent.seat.customer(7);
  const second = { kind: "person", name: "둘째 손님", company: null, language: "ko", phone: customer.number, email: null, call: null };
  await agent.seat.command("create_customer", second);
  const visitor = await reads("/roaming");
  await until("the server has both", async () => (await shop.identifyByNumber(visitor, customer.number)) === 202);
  const visits = async () => (await agent.seat.timeline(customer.id)).filter((it) => it.interaction.web);
  assert.equal((await visits()).length, 0);

  await open();
  // No page waits: the visitors are shown.
  await window().getByRole("option").first().waitFor();
  await admin.accessible("visitors to name");
  const [row] = (await admin.seat.command("web_inbox")).visitors;
  assert.equal(row.read[0].touches, 1);
  const at = row.customers.findIndex((it) => it.id === customer.id);
  await window().getByText(customer.number, { exact: false }).first().waitFor();
  await admin.press(String(at + 1));
  await window().getByText(admin.text("webInbox.visitorsNone"), { exact: true }).waitFor();
  await until("what was read is the customer's", async () => (await visits()).length === 1);
  const { consents } = await agent.seat.command("customer", customer.id);
  const given = consents.find((it) => it.channel === "web");
  assert.deepEqual([given.purpose, given.granted, given.source], ["profiling", true, "web: Shop"]);
  admin.noErrors();
  await admin.press("Escape");
});

test("without the server the window says so, and an agent has no such window", async () => {
  await assert.rejects(agent.seat.command("web_inbox"), /not_allowed/);
  await house.centre.stop();
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("webInbox.title"));
  await admin.press("Enter");
  await window().getByText(admin.text("error.needs_server"), { exact: true }).waitFor();
  await admin.accessible("the web inbox without the server");
});
