// Two customers who may be one: told on the card, compared, merged, parted again (D-12).

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
  colleague = await house.seat("agent2");
});
after(() => house?.close());

const view = (customer) => agent.seat.command("customer", customer);
const window = () => agent.dialog("identity.title");
const button = (key) => agent.page.getByRole("main").getByRole("button", { name: agent.text(key), exact: true });
const mayBe = () => agent.page.getByRole("main").getByRole("button", { name: /^Same person\? / });

/** Customers somebody looks like, each with who that is. */
async function pairs() {
  const found = [];
  for (let nth = 0; nth < 40 && found.length < 2; nth++) {
    const customer = await agent.seat.customer(nth);
    const [alike] = await agent.seat.command("look_alikes", customer.id);
    const known = found.flatMap((it) => [it.customer.id, it.other.id]);
    if (alike && !known.includes(customer.id)) found.push({ customer, other: alike.card });
  }
  assert.equal(found.length, 2, "the demonstration has such customers");
  return found;
}

test("two who look alike are compared, merged by keyboard and parted again, everywhere (D-12)", async () => {
  const [{ customer, other }] = await pairs();
  const views = [await view(customer.id), await view(other.id)];
  // It is found late: what is on the card by then stays where it is.
  let found;
  await agent.page.route("**/api/look_alikes", async (route) => {
    await new Promise((go) => {
      found = go;
    });
    await route.continue();
  });
  await agent.open(customer.name);
  await until("it is looked for", () => found);
  const places = () => agent.page.getByRole("main").locator("h1, h2, h3, section > *").evaluateAll((all) => all.map((it) => JSON.stringify(it.getBoundingClientRect())));
  const before = await places();
  found();
  await mayBe().waitFor();
  assert.deepEqual(await places(), before, "nothing has moved");
  await agent.page.unroute("**/api/look_alikes");
  await agent.accessible("a suggestion");
  await mayBe().press("Enter");
  await window().getByRole("heading", { name: other.name, exact: true }).waitFor();
  await agent.accessible("two customers compared");
  const latin = window().getByRole("radiogroup", { name: agent.text("identity.field.name"), exact: true });
  await latin.getByRole("radio").first().focus();
  await agent.press("ArrowRight");
  await agent.press("Enter");
  await agent.page.getByRole("main").getByText(/^One with /).waitFor();
  await agent.accessible("a merged customer");
  const one = await view(customer.id);
  assert.equal(one.customer.name, other.name, "the name that was chosen");
  assert.equal(one.timeline.total, views[0].timeline.total + views[1].timeline.total);
  assert.equal((await view(other.id)).customer.id, customer.id, "the old id leads to who stands for both");
  await until("the colleague sees one", async () => (await colleague.command("customer", other.id)).customer.id === customer.id);

  await button("identity.undo").press("Enter");
  await until("they are two", async () => (await view(other.id)).customer.id === other.id);
  const after = [await view(customer.id), await view(other.id)];
  assert.deepEqual(after.map((it) => it.customer), views.map((it) => it.customer));
  assert.deepEqual(after.map((it) => it.timeline.total), views.map((it) => it.timeline.total));
  assert.equal(await mayBe().count(), 0, "whom a person parted is not suggested again");
  await until("the colleague sees two", async () => (await colleague.command("customer", other.id)).customer.id === other.id);
});

test("who are two people are not suggested again (D-12)", async () => {
  const found = await agent.seat.command("search", { text: "010", limit: 50 });
  let pair = null;
  for (const { card } of found.hits) {
    const [alike] = await agent.seat.command("look_alikes", card.id);
    if (alike) pair ??= { customer: card, other: alike.card };
  }
  assert.ok(pair, "the demonstration has another pair");
  await agent.open(pair.customer.name);
  await mayBe().press("Enter");
  await window().getByRole("heading", { name: pair.other.name, exact: true }).waitFor();
  await agent.press("Delete");
  await window().waitFor({ state: "hidden" });
  await until("nobody is suggested", async () => (await mayBe().count()) === 0);
  assert.deepEqual(await agent.seat.command("look_alikes", pair.customer.id), []);
  await until("the colleague is asked no more", async () => (await colleague.command("look_alikes", pair.other.id)).length === 0);
});
