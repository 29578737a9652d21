// What a visitor reads on the company's web site is on the agents' screens.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { Shop } from "../harness/shop.mjs";

let house;
let agent;
let shop;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  shop = await Shop.open(house.centre);
});
after(async () => {
  await shop?.close();
  await house?.close();
});

const visits = async (customer) => (await agent.seat.timeline(customer)).map((it) => it.interaction.web).filter(Boolean);
const touches = async (customer) => (await visits(customer)).reduce((sum, it) => sum + it.touches, 0);
const known = (page) => until("the visitor has an id", () => page.evaluate(() => globalThis.daehwa.visitor()));

// H-5, H-3
test("what a visitor read before and after signing in at the shop is one contact that grows", async () => {
  const customer = await agent.seat.customer(5);
  const { context, page, sent } = await shop.visitor(house.browser);
  await page.goto(`${shop.origin}/plans`);
  await page.getByRole("button").click();
  assert.deepEqual(sent, [], "without consent nothing is sent");
  await page.evaluate(() => globalThis.daehwa.consent(true));
  const visitor = await known(page);
  await page.getByRole("link").click();
  await page.getByRole("button").click();
  assert.equal(await page.evaluate(() => globalThis.daehwa.visitor()), visitor, "the same one on the next page");
  assert.equal(await shop.identify(visitor, customer.id), 204);
  await until("the desktop has both pages", async () => (await touches(customer.id)) === 2);

  await page.evaluate(() => {
    globalThis.daehwa.action("price");
    history.pushState(null, "", "/plans/compare/5g?mail=kim@example.com");
  });
  await until("the desktop has all four", async () => (await touches(customer.id)) === 4);
  const [web] = await visits(customer.id);
  assert.deepEqual(
    web.pages.map(({ page }) => page),
    ["/plans", "/plans/compare", "/plans/compare#price", "/plans/compare/5g"],
  );
  const view = await agent.seat.command("customer", customer.id);
  const contact = view.timeline.entries.find((it) => it.interaction.web);
  const need = view.needs.find((it) => it.dialogue === contact.interaction.dialogue);
  assert.equal(need.evidence[0], contact.interaction.id, "H-10");

  await agent.press("/");
  await agent.page.keyboard.type(customer.number.slice(-8));
  await agent.dialog("search.title").getByRole("option").filter({ hasText: customer.name }).first().click();
  await agent.page.getByRole("main").getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await agent.page.getByRole("main").getByText("/plans/compare → price").first().waitFor();
  await agent.accessible("a visit in the timeline");
  agent.noErrors();
  await context.close();
});

// P-9, P-11
test("a low score on the web site opens a complaint with what was written, once it is known who it was", async () => {
  const complaint = (await agent.seat.command("topics")).find((it) => it.complaint);
  const open = async (id) => (await agent.seat.command("customer", id)).dialogues.some((it) => it.open && it.topic === complaint.id);
  let customer;
  for (let at = 7; !customer; at += 1) {
    const candidate = await agent.seat.customer(at);
    if (!(await open(candidate.id))) customer = candidate;
  }
  const { context, page, sent } = await shop.visitor(house.browser);
  await page.goto(`${shop.origin}/help/rate`);
  await page.evaluate(() => globalThis.daehwa.consent(true));
  await page.getByRole("button").click();
  const visitor = await known(page);
  const before = sent.filter((it) => it === "events").length;
  await page.evaluate(() => globalThis.daehwa.action("survey:3", "The bill is hard to read"));
  await until("it is sent", () => sent.filter((it) => it === "events").length > before);
  await until("it is taken", () => page.evaluate(() => !Object.keys(localStorage).some((key) => key.includes(".q"))));
  assert.equal(await shop.identify(visitor, customer.id), 204);
  // Some have answered by telephone, too.
  const answered = async () =>
    (await agent.seat.timeline(customer.id)).find((it) => it.interaction.channel === "web" && it.participations.length > 0);
  await until("the desktop has the survey", answered);
  const { participations } = await answered();
  assert.deepEqual(participations.map((it) => it.part), [{ is: "survey", score: 3, words: "The bill is hard to read" }]);
  assert.equal(participations[0].rule, "billing_complaint.survey.web");
  assert.ok(await open(customer.id), "a complaint is open");

  await agent.press("/");
  await agent.page.keyboard.type(customer.number.slice(-8));
  await agent.dialog("search.title").getByRole("option").filter({ hasText: customer.name }).first().click();
  await agent.page.getByRole("main").getByText("The bill is hard to read").first().waitFor();
  await agent.accessible("a survey in a visit");
  agent.noErrors();
  await context.close();
});

// D-41: nothing is lost, and nothing counts twice
test("what could not be sent is kept in the browser and sent by a later page, once", async () => {
  const customer = await agent.seat.customer(6);
  const { context, page } = await shop.visitor(house.browser);
  await page.goto(shop.link(customer.id, "/plans"));
  assert.equal(new URL(page.url()).search, "", "the link's proof is not passed on with the address");
  await page.evaluate(() => globalThis.daehwa.consent(true));
  await page.getByRole("button").click();
  await known(page);
  await page.goto(shop.link(customer.id, "/plans/a"));
  await page.getByRole("button").click();
  await until("the desktop has both", async () => (await touches(customer.id)) === 2);

  await context.route(`${house.centre.url}/api/**`, (route) => route.abort());
  await page.goto(`${shop.origin}/plans/b`);
  await page.getByRole("button").click();
  await until("it is kept", () => page.evaluate(() => Object.keys(localStorage).some((key) => key.includes(".q"))));
  await context.unroute(`${house.centre.url}/api/**`);
  await page.goto(`${shop.origin}/plans/c`);
  await page.getByRole("button").click();
  await until("the desktop has all four", async () => (await touches(customer.id)) === 4);
  await until("nothing is kept any more", () => page.evaluate(() => !Object.keys(localStorage).some((key) => key.includes(".q"))));
  await context.close();
});

test("who refuses is not known, and who takes consent back is forgotten", async () => {
  const refusing = await shop.visitor(house.browser, { refuses: true });
  await refusing.page.goto(`${shop.origin}/plans`);
  await refusing.page.evaluate(() => globalThis.daehwa.consent(true));
  await refusing.page.getByRole("button").click();
  const { context, page, sent } = await shop.visitor(house.browser);
  await page.goto(`${shop.origin}/plans`);
  await page.evaluate(() => globalThis.daehwa.consent(true));
  await page.getByRole("button").click();
  await known(page);
  await until("it is sent", () => sent.includes("events"));
  await page.evaluate(() => globalThis.daehwa.consent(false));
  await until("the centre is told", () => sent.includes("forget"));
  assert.equal(await page.evaluate(() => globalThis.daehwa.visitor()), null);
  assert.deepEqual(refusing.sent, [], "a browser that asks for privacy sent nothing in all that time");
  assert.equal(await refusing.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(".q")).length), 0);
  await refusing.context.close();
  await context.close();
});
