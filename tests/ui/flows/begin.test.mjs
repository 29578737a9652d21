// We write first: from the customer's card, with templates, journalled, and only what the customer allows (D-11, D-12).

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
  for (let turn = 0; !customer; turn++) {
    const person = await agent.seat.customer(turn);
    const { mailboxes, addresses } = await agent.seat.command("beginning", person.id);
    if (mailboxes[0]?.channel === "email" && addresses.some((it) => it.channel === "sms")) customer = person;
  }
  await agent.open(customer.name);
});
after(() => house?.close());

const window = () => agent.dialog("begin.title");
const words = () => window().getByRole("textbox", { name: agent.text("begin.text"), exact: true });
const subject = () => window().getByRole("textbox", { name: agent.text("begin.subject"), exact: true });
const send = () => window().getByRole("button", { name: new RegExp(`^${agent.text("reply.send")}`) });
const begun = async () => (await agent.seat.command("beginning", customer.id)).draft;

test("a mail is begun by its key, filled in from the customer, and what is typed survives the screen", async () => {
  await agent.press("Shift+I");
  await subject().waitFor();
  await until("the subject has the focus", () => subject().evaluate((it) => it === document.activeElement));
  await agent.accessible("writing first");
  await agent.page.keyboard.type("Your new line");
  await words().focus();
  await agent.page.keyboard.type("/hel");
  await window().getByRole("listbox", { name: agent.text("canned.title") }).waitFor();
  await agent.press("Enter");
  await until("the canned reply is filled in", async () => (await words().inputValue()).includes(customer.name.split(" ")[0]) || null);
  await until("the caret is behind it", () => words().evaluate((it) => it === document.activeElement && it.selectionStart === it.value.length));
  await agent.page.keyboard.type(" {voucher} is ready.");
  await window().getByRole("alert").filter({ hasText: "{voucher}" }).waitFor();
  const typed = await words().inputValue();
  await until("it is journalled", async () => (await begun()).text === typed || null);
  await agent.page.reload();
  await agent.page.getByRole("main").waitFor();
  await agent.open(customer.name);
  await agent.press("Shift+I");
  await until("it is there again", async () => (await words().inputValue()) === typed || null);
  assert.equal(await subject().inputValue(), "Your new line");
});

test("a place that can't be filled in never goes out; what can is read before it is sent", async () => {
  await words().focus();
  await agent.press("Control+Enter");
  await window().getByRole("alert").first().waitFor();
  assert.notEqual((await begun()).text, "", "nothing was sent");
  await words().fill("{agent} writes to {customer}.");
  const preview = window().getByRole("region", { name: agent.text("reply.preview") });
  await preview.getByText("writes to").waitFor();
  assert.doesNotMatch(await preview.innerText(), /[{}]/);
  await agent.accessible("a preview");
});

test("advertising waits for a consent, and the conversation opens when it is sent", async () => {
  const view = await agent.seat.command("customer", customer.id);
  const source = "test";
  for (const channel of [null, "email"]) {
    await agent.seat.command("record_consent", { customer: customer.id, purpose: "marketing", channel, granted: false, source });
  }
  assert.ok(view);
  await agent.press("Escape");
  await agent.press("Shift+I");
  await subject().waitFor();
  const purpose = window().getByRole("button", { name: new RegExp(agent.text("begin.purpose")) });
  await purpose.press("Enter");
  await agent.page.getByRole("option", { name: agent.text("begin.advertising"), exact: true }).press("Enter");
  await window().getByText(agent.text("begin.forbidden.refused")).waitFor();
  assert.ok(await send().isDisabled());
  await agent.accessible("advertising that is not wanted");
  await purpose.press("Enter");
  await agent.page.getByRole("option", { name: agent.text("begin.service"), exact: true }).press("Enter");
  const { conversation } = await begun();
  await send().press("Enter");
  await agent.page.getByRole("log", { name: agent.text("inbox.messages") }).getByText("writes to").first().waitFor();
  const { line, messages } = await agent.seat.command("conversation", conversation);
  assert.deepEqual([line.subject, line.mine, line.standing.is, messages.length], ["Your new line", true, "done", 1]);
  assert.equal((await begun()).text, "");
  agent.noErrors();
});

test("a text message says how long it is, and advertising is shown exactly as it goes out (C-1)", async () => {
  const { seat } = agent;
  await seat.command("record_consent", { customer: customer.id, purpose: "marketing", channel: "sms", granted: true, source: "test" });
  await agent.open(customer.name);
  await agent.press("Shift+I");
  await subject().waitFor();
  await window().getByRole("button", { name: new RegExp(agent.text("begin.mailbox")) }).press("Enter");
  await agent.page.getByRole("option", { name: new RegExp(`^${agent.text("channel.sms")}`) }).press("Enter");
  await until("there is no subject any more", async () => (await subject().count()) === 0);
  await words().fill("가".repeat(46));
  await window().getByText(/92 of 2,000 bytes/).waitFor();
  await words().fill("😀");
  await window().getByRole("alert").filter({ hasText: "😀" }).waitFor();
  assert.ok(await send().isDisabled());
  await words().fill("New plans.");
  await window().getByText(/10 of 90 bytes/).waitFor();
  await window().getByRole("button", { name: new RegExp(agent.text("begin.purpose")) }).press("Enter");
  await agent.page.getByRole("option", { name: agent.text("begin.advertising"), exact: true }).press("Enter");
  const preview = window().getByRole("region", { name: agent.text("reply.preview") });
  await preview.getByText("무료수신거부").waitFor();
  const shown = (await preview.innerText()).split("\n").slice(1).join("\n").trim();
  assert.ok(shown.startsWith("(광고) ") && shown.includes("New plans."), shown);
  await agent.accessible("advertising by text message");
  const { conversation } = await begun();
  await send().press("Enter");
  await agent.page.getByRole("log", { name: agent.text("inbox.messages") }).getByText("New plans.").first().waitFor();
  const { messages } = await seat.command("conversation", conversation);
  assert.equal(messages[0].text.replaceAll(/\s+/g, " "), shown.replaceAll(/\s+/g, " "));
  agent.noErrors();
});
