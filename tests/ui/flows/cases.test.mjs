// Requests and complaints: written down from the card, a call and a conversation, worked on by keyboard, kept by two desks (D-11, P-11).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let colleague;
let admin;
before(async () => {
  house = await House.open();
  colleague = await house.agent("agent2");
  admin = await house.agent("admin1");
  // The line is that of who registers last.
  agent = await house.agent("agent1");
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
  await settle.waitFor({ state: "hidden" });
  await agent.press("Escape");
  await agent.dialog("cases.title").waitFor({ state: "hidden" });
});

/** Fills in the form that is open, and the case that came of it. */
async function written(who, customer, title) {
  const form = who.page.getByRole("dialog", { name: who.text("cases.newOf").replace("{name}", customer.name) });
  await form.waitFor();
  await who.page.keyboard.insertText(title);
  await form.getByRole("textbox", { name: who.text("cases.titleField") }).press("Enter");
  await form.waitFor({ state: "hidden" });
  const { cases } = await who.seat.command("customer", customer.id);
  return who.seat.command("case_detail", cases.find((it) => it.title === title).id);
}

test("a request that comes up in a conversation is written down beside it, and its answer is still owed", async () => {
  const asked = { whose: "all", channel: "email", shelf: "open", from: 0, count: 100 };
  const { rows } = await agent.seat.command("inbox", asked);
  const row = rows.find((it) => it.waits_ms !== null);
  await agent.press("i");
  await agent.dialog("inbox.title").getByRole("listbox", { name: agent.text("inbox.listKeys") }).waitFor();
  const all = (await agent.seat.command("inbox", { ...asked, channel: null })).rows;
  for (let step = 0; step < all.findIndex((it) => it.id === row.id); step++) await agent.press("j");
  await agent.press("Enter");
  const panel = agent.page.getByRole("tabpanel", { name: agent.text("inbox.conversation") });
  await panel.getByRole("button", { name: agent.text("cases.new"), exact: true }).click();
  await agent.page.getByText(agent.text("cases.in.conversation")).waitFor();
  const { line } = await written(agent, { id: row.customer, name: row.name }, "명세서 재발급");
  assert.equal(line.kind, "request");
  assert.equal(line.answer?.met_ms ?? null, null, "nobody has answered yet");
});

test("a complaint in a call is written down from its form by a key, counts as answered, and the note keeps what was typed", async () => {
  const caller = await agent.seat.customer(5);
  await house.practice.ring(caller);
  await agent.region("region.strip").getByText(agent.text("call.state.ringing_in"), { exact: true }).first().waitFor();
  await agent.press("F2");
  await agent.region("region.strip").getByText(agent.text("call.state.talking"), { exact: true }).first().waitFor();
  await agent.press("n");
  await agent.page.keyboard.insertText("기사님이 안 오셨다고 함");
  await agent.page.getByText(agent.text("note.saved"), { exact: true }).waitFor();
  await agent.press("Alt+j");
  await agent.page.getByText(agent.text("cases.in.call")).waitFor();
  const { line } = await written(agent, caller, "기사 방문 누락");
  assert.ok(line.answer?.met_ms, "who calls about it has been answered");
  const note = agent.page.getByRole("textbox", { name: agent.text("note.label") });
  assert.equal(await note.inputValue(), "기사님이 안 오셨다고 함");
  await agent.press("Escape", "F4");
  await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
  await agent.resolve();
});

test("an administrator promises something else about complaints, and the next one is under it at every desk", async () => {
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("menu.sla"));
  await admin.press("Enter");
  const sla = admin.dialog("sla.title");
  await sla.getByRole("button", { name: admin.text("sla.newPolicy") }).click();
  const field = (key) => sla.getByRole("textbox", { name: new RegExp(`^${admin.text(key).replace(/[()]/g, "\\$&")}`) });
  const choose = async (key, name) => {
    await sla.getByRole("button", { name: new RegExp(admin.text(key).replace(/[()]/g, "\\$&")) }).click();
    await admin.page.getByRole("option", { name, exact: true }).click();
  };
  await field("sla.name").fill("Complaints at once");
  await choose("sla.rank", "1");
  await choose("sla.forKind", admin.text("cases.kind.complaint"));
  await choose("sla.calendar", admin.text("sla.always"));
  await field("sla.answer").fill("soon");
  await field("sla.resolve").fill("90");
  await sla.getByRole("button", { name: admin.text("sla.save"), exact: true }).click();
  await sla.getByText(admin.text("sla.numberWrong")).waitFor();
  await admin.accessible("a promise that is not right yet");
  await field("sla.answer").fill("15");
  await sla.getByRole("button", { name: admin.text("sla.save"), exact: true }).click();
  await sla.getByRole("navigation", { name: admin.text("sla.policies") }).getByRole("button", { name: "Complaints at once" }).waitFor();
  admin.noErrors();

  // Complaints of valued customers have a promise of their own, of the same rank and older.
  const { hits } = await agent.seat.command("search", { text: "010", limit: 50 });
  const { id } = hits.map(({ card }) => card).find((it) => it.tier === "basic");
  let turn = 0;
  const promised = await until("an agent's next complaint is under it", async () => {
    const made = { customer: id, kind: "complaint", title: `배송 지연 ${turn++}`, words: "", dialogue: null, priority: "normal", assignee: null, contact: null };
    const { line, policy_name: policy } = await agent.seat.command("open_case", made);
    return policy === "Complaints at once" && line;
  });
  const from = promised.created_ms;
  assert.deepEqual([promised.answer.due_ms - from, promised.resolve.due_ms - from], [15 * 60_000, 90 * 60_000]);
  agent.noErrors();
});
