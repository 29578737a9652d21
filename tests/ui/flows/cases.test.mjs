// Requests and complaints: written down from the card, a call and a conversation, worked on by keyboard, kept by two desks (D-11, P-11).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let colleague;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  colleague = await house.agent("agent2");
});
after(() => house?.close());

const ask = { kind: null, from: 0, count: 100 };
const list = (who) => who.dialog("cases.title").getByRole("listbox", { name: who.text("cases.listKeys") });
const pane = (who, title) => who.dialog("cases.title").getByRole("article", { name: title });

/** A customer without open cases or complaints on the screen. */
async function calmCustomer(who) {
  const { hits } = await who.seat.command("search", { text: "김", limit: 50 });
  for (const { card } of hits) {
    const view = await who.seat.command("customer", card.id);
    if (view.cases.length > 0 || view.care.complaint || view.dialogues.every((it) => !it.open)) continue;
    if (hits.filter((it) => it.card.name === card.name).length > 1) continue;
    await who.open(card.name);
    return view;
  }
  throw new Error("every customer has a case");
}

let customer;
test("a complaint is written down from the card by its key, and nothing is sold from then on", async () => {
  customer = await calmCustomer(agent);
  await agent.press("Shift+A");
  const form = agent.page.getByRole("dialog");
  await form.waitFor();
  await agent.page.keyboard.type("이중 청구 환불");
  await form.getByRole("button", { name: agent.text("cases.kind") }).click();
  await agent.page.getByRole("option", { name: agent.text("cases.kind.complaint") }).click();
  await form.getByText(agent.text("cases.holdsSelling")).waitFor();
  await agent.accessible("a new case");
  await form.getByRole("textbox", { name: agent.text("cases.titleField") }).press("Enter");
  await form.waitFor({ state: "hidden" });
  const main = agent.page.getByRole("main");
  await main.getByRole("region", { name: new RegExp(agent.text("cases.title")) }).getByText("이중 청구 환불").waitFor();
  const view = await agent.seat.command("customer", customer.customer.id);
  assert.equal(view.care.complaint?.case, view.cases[0].id);
  assert.ok(view.cases[0].resolve, "a promise is made about it");
  await until("the colleague sees it", async () => {
    const theirs = await colleague.seat.command("customer", customer.customer.id);
    return theirs.cases.length === 1 && theirs.care.complaint !== null;
  });
});

test("the list is opened by its key, what falls due first leading, and walked by keyboard", async () => {
  await agent.press("Shift+C");
  await list(agent).waitFor();
  const { rows } = await agent.seat.command("cases", { ...ask, whose: "mine", shelf: "open" });
  assert.ok(rows.length > 1, `${rows.length} cases`);
  const due = rows.map((it) => it.due_ms ?? Number.POSITIVE_INFINITY);
  assert.deepEqual(due, [...due].sort((a, b) => a - b));
  await list(agent).getByRole("option", { selected: true }).getByText(rows[0].title).waitFor();
  await agent.press("j");
  await list(agent).getByRole("option", { selected: true }).getByText(rows[1].title).waitFor();
  await agent.press("Enter");
  await pane(agent, rows[1].title).getByText(agent.text("cases.did.opened")).waitFor();
  await agent.accessible("the cases");
  await agent.press("Escape");
});

test("a case is answered, waits for the customer, and is settled with a reason; the other desk follows", async () => {
  const [own] = (await agent.seat.command("customer", customer.customer.id)).cases;
  const main = agent.page.getByRole("main");
  await main.getByRole("button", { name: new RegExp(own.title) }).first().click();
  const shown = pane(agent, own.title);
  await shown.getByRole("button", { name: agent.text("cases.do.answered") }).click();
  await shown.getByRole("button", { name: agent.text("cases.do.waits") }).click();
  await shown.getByText(agent.text("cases.state.waiting"), { exact: true }).first().waitFor();
  const waiting = await agent.seat.command("case_detail", own.id);
  assert.equal(waiting.line.due_ms, null);
  assert.ok(waiting.line.resolve.left_ms > 0, "its clock stands still");
  await agent.accessible("a case that waits");
  await shown.getByRole("button", { name: agent.text("cases.do.resolved") }).click();
  const settle = agent.page.getByRole("dialog", { name: agent.text("cases.do.resolved") });
  await settle.getByRole("textbox").fill("두 달분 환불 처리");
  await settle.getByRole("textbox").press("Enter");
  await shown.getByText("두 달분 환불 처리").waitFor();
  await until("the colleague may sell again", async () => {
    const theirs = await colleague.seat.command("customer", customer.customer.id);
    return theirs.care.complaint === null && theirs.cases[0].state === "resolved";
  });
  await agent.press("Escape");
});
