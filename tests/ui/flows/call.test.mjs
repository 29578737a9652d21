// From the ring to the finished form, by keyboard, over real SIP.

import assert from "node:assert/strict";
import test, { after, afterEach, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { pattern } from "../harness/text.mjs";

const NOTE = "청구서를 메일로 다시 보내기로 함";

let house;
let agent;
let colleague;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  colleague = await house.seat("agent2");
});
// A test that fails leaves no call to the next one.
afterEach(() => agent.seat.clear());
after(() => house?.close());

const main = () => agent.page.getByRole("main");
const state = (key) => agent.region("region.strip").getByText(agent.text(key), { exact: true }).first();

// D-1, D-6, D-42, V-10
test("a known caller is on screen before the answer; note and outcome reach a colleague's desktop", async () => {
  const customer = await agent.seat.customer();
  await house.practice.ring(customer);
  await main().getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await agent.page.getByRole("alert").filter({ hasText: pattern("call.rings", { who: customer.name }) }).waitFor({ state: "attached" });
  await agent.accessible("ringing");

  await agent.press("F2");
  await state("call.state.talking").waitFor();
  await agent.press("n");
  await agent.page.keyboard.insertText(NOTE);
  await agent.page.getByText(agent.text("note.saved"), { exact: true }).waitFor();
  await agent.accessible("talking");

  await house.practice.hangUp();
  await agent.page.getByText(agent.text("call.cause.remote_hangup")).first().waitFor();
  await agent.accessible("wrap-up");
  await agent.press("Escape");
  await agent.resolve();

  const arrived = await until("the call is on the other desktop", async () =>
    (await colleague.timeline(customer.id)).find(({ note }) => note === NOTE));
  assert.equal(arrived.interaction.outcome, "resolved");
  assert.equal(arrived.interaction.channel, "phone");
  await main().getByText(NOTE).first().waitFor();
  agent.noErrors();
});

// D-3
test("a call is held, taken back, muted and ended by keys", async () => {
  await house.practice.ring(await agent.seat.customer(1));
  await state("call.state.ringing_in").waitFor();
  await agent.press("F2");
  await state("call.state.talking").waitFor();
  await agent.press("F8");
  await state("call.state.held").waitFor();
  await agent.press("F8");
  await state("call.state.talking").waitFor();
  await agent.press("F9");
  await state("call.muted").waitFor();
  await agent.press("F4");
  await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
  await agent.resolve();
});

// H-1
test("a missed call is in the history at every desktop, and is called back by one key", async () => {
  const customer = await agent.seat.customer(3);
  await house.practice.ring(customer);
  await state("call.state.ringing_in").waitFor();
  await house.practice.hangUp();
  const row = agent.button("work.callBack", { who: customer.name });
  await row.waitFor();
  await agent.accessible("a missed call");
  const missed = ({ interaction }) => interaction.outcome === "abandoned" && interaction.agent === null && interaction.dialogue === null;
  await until("the missed call is on the other desktop", async () => (await colleague.timeline(customer.id)).some(missed));

  await agent.press("b");
  await main().getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await until("the customer has answered", async () => {
    const { calls } = await agent.seat.command("snapshot");
    return calls.some(({ call, customer: whom }) => call.direction === "outbound" && whom === customer.id && call.state === "talking");
  });
  await agent.seat.clear();
  await row.waitFor({ state: "detached" });
  assert.equal((await colleague.timeline(customer.id)).filter(missed).length, 1);
});

// D-2
test("an unknown caller becomes a customer with one key and a name", async () => {
  await house.practice.ring({ number: "01019999999" });
  await main().getByRole("heading", { name: agent.text("call.customerUnknown") }).waitFor();
  await agent.accessible("unknown caller");
  await agent.press("F2");
  await state("call.state.talking").waitFor();

  await agent.press("a");
  await agent.dialog("newCustomer.title").waitFor();
  await agent.accessible("new customer");
  await agent.page.keyboard.insertText("홍길동");
  await agent.press("Enter");
  await main().getByRole("heading", { name: "홍길동", level: 1 }).waitFor();

  await agent.press("F4");
  await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
  await agent.resolve();
  await until("the customer is on the other desktop", async () => {
    const { hits } = await colleague.command("search", { text: "홍길동", limit: 5 });
    return hits.length > 0;
  });
});

// D-4
test("the page is loaded anew in the middle of a call and the call goes on", async () => {
  const customer = await agent.seat.customer(2);
  await house.practice.ring(customer);
  await state("call.state.ringing_in").waitFor();
  await agent.press("F2");
  await state("call.state.talking").waitFor();
  await agent.press("n");
  await agent.page.keyboard.insertText("half a sent");
  await agent.page.getByText(agent.text("note.saved"), { exact: true }).waitFor();

  await agent.page.reload();
  await state("call.state.talking").waitFor();
  assert.equal(await agent.field("note.label").inputValue(), "half a sent");
  await agent.press("F4");
  await agent.page.getByText(agent.text("call.cause.local_hangup")).first().waitFor();
  await agent.resolve();
});
