// Text messages and faxes: they come into the inbox, are answered, and what became of the answer is seen (D-12, V-7).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
before(async () => {
  house = await House.open({ loopback: true });
  agent = await house.agent("agent1");
});
after(() => house?.close());

const NUMBER = "010-9999-1234";
const answer = () => agent.page.getByRole("textbox", { name: agent.text("reply.label"), exact: true });
const messages = () => agent.page.getByRole("log", { name: agent.text("inbox.messages") });
const listed = async (channel) =>
  (await agent.seat.command("inbox", { whose: "all", channel, shelf: "open", from: 0, count: 500 })).rows;
const of = async (channel) => (await listed(channel)).find((it) => it.name === NUMBER);

/** Brings a conversation to the screen, by keyboard. */
async function open(id) {
  await agent.press("i");
  await agent.dialog("inbox.title").getByRole("listbox", { name: agent.text("inbox.listKeys") }).waitFor();
  const at = (await listed(null)).findIndex((it) => it.id === id);
  for (let step = 0; step < at; step++) await agent.press("j");
  await agent.press("Enter");
  await messages().waitFor();
}

test("a text message comes, is answered within what a message carries, and is said to be sent", async () => {
  house.centre.text("sms", { id: "1", from: NUMBER, text: "When is my line ready?" });
  const line = await until("it is in the inbox", () => of("sms"));
  await open(line.id);
  await messages().getByText("When is my line ready?").waitFor();
  await agent.press("y");
  await until("the answer has the focus", () => answer().evaluate((it) => it === document.activeElement));
  await agent.page.keyboard.type("Today at three.");
  await agent.page.getByText(/15 of 90 bytes/).waitFor();
  await agent.accessible("a text message that is answered");
  await agent.page.keyboard.press("Control+Enter");
  const out = await until("it is carried", () => house.centre.carried("sms")[0] ?? null);
  assert.deepEqual([out.channel, out.to, out.text], ["sms", NUMBER, "Today at three."]);
  await messages().getByText(agent.text("message.sent"), { exact: true }).waitFor();
});

test("who refuses advertising by a text gets none, and the agent sees why", async () => {
  house.centre.text("sms", { id: "2", from: NUMBER, text: "STOP" });
  await messages().getByText("STOP").waitFor();
  const advertises = agent.page.getByRole("switch", { name: agent.text("reply.advertises") });
  await advertises.press("Space");
  await agent.page.getByRole("alert").filter({ hasText: agent.text("begin.forbidden.refused") }).waitFor();
  assert.ok(await agent.page.getByRole("button", { name: new RegExp(`^${agent.text("reply.send")}`) }).first().isDisabled());
  await agent.accessible("advertising that was refused");
});

test("a fax shows its pages, and says which files it does not have", async () => {
  const file = (name, text) => ({ name, base64: Buffer.from(text).toString("base64") });
  const files = [file("order.pdf", "%PDF-1.7 an order"), file("all.zip", "PK\u0003\u0004")];
  house.centre.text("fax", { id: "3", from: NUMBER, files });
  const { id } = await until("it is in the inbox", () => of("fax"));
  await open(id);
  await messages().getByText("order.pdf").first().waitFor();
  await messages().getByText(/all\.zip: /).waitFor();
  await agent.accessible("a fax");
  agent.noErrors();
});
