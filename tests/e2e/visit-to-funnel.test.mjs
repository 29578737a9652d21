// One story over all channels: a visitor reads two pages, calls the next day, and the supervisor's funnel follows what the agent does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";
import { Key } from "webdriverio";
import { openBrowser } from "../ui/harness/browser.mjs";
import { Shop } from "../ui/harness/shop.mjs";
import { Agent, callableCustomers } from "./harness/agent.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const HOUR_MS = 3_600_000;
const folder = join(artifacts, "visit-to-funnel");
let server, practice, seats, browser, shop, agent, lead, customer, topic, dialogue, dir;

const desktops = () => [agent?.desktop, lead?.desktop];

before(async () => {
  dir = scratch("visit-to-funnel");
  seats = await Promise.all([Seat.open("agent", folder), Seat.open("lead", folder, { headset: false })]);
  server = await Server.start(dir.path, folder);
  practice = await Practice.start(folder);
  browser = await openBrowser();
  shop = await Shop.open(server);
  agent = await Agent.atWork(seats[0], { login: "agent1", server, line: practice.line() });
  lead = await Agent.atWork(seats[1], { login: "supervisor1", server, language: "en" });
  await agent.lineIsReady();
  [customer, topic, dialogue] = await whoCalledAboutPlans();
  await lead.open(customer);
  await lead.openWindow("menu.funnel");
  await lead.sees("the funnel", async () => (await reached(3)) !== null);
});

after(async () => {
  await agent?.desktop.quit();
  await lead?.desktop.quit();
  await shop?.close();
  await browser?.close();
  await practice?.stop();
  await server?.stop();
  for (const seat of seats ?? []) await seat.close();
  dir?.remove();
});

// H-1, H-3, H-5
windowTest("pages that were read yesterday are in the dialogue that was begun by telephone", desktops, async () => {
  const now = Date.now();
  const { context, page } = await shop.visitor(browser);
  // On the train, without a network to the centre: the browser keeps what was read, with its own clock's time.
  const yesterday = now - 20 * HOUR_MS;
  await context.clock.setFixedTime(yesterday);
  await context.route(`${server.url}/api/**`, (route) => route.abort());
  await page.goto(`${shop.origin}/plans`);
  await page.evaluate(() => globalThis.daehwa.consent(true));
  await page.getByRole("button").click();
  await context.clock.setFixedTime(yesterday + 60_000);
  await page.getByRole("link").click();
  await page.getByRole("button").click();
  await until("both pages are kept", () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(".q")).length === 2));

  // The next day a link in an e-mail says who it is, and leads to a page that is about nothing.
  await context.clock.setFixedTime(now);
  await context.unroute(`${server.url}/api/**`);
  await page.goto(shop.link(customer.id, "/welcome"));
  await page.getByRole("button").click();
  const visit = await agent.sees("the visit", () => theVisit());
  assert.deepEqual(visit.web.pages.map((it) => it.page), ["/plans", "/plans/compare"]);
  assert.equal(visit.dialogue, dialogue);
  assert.ok(Math.abs(visit.started_ms - yesterday) < 60_000, "it happened yesterday");
  await context.close();
});

// H-1, H-4, H-10, D-3: seen, decided, counted
windowTest("the call rings with the one dialogue of both channels, and what the agent decides is in the funnel at once", desktops, async () => {
  const before = await reached(3);
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await seesOneDialogueOfBothChannels(2);

  await agent.answer();
  await end.event("answered");
  await agent.isTalking();
  await moveTo(3);
  await leadSees(3, before + 1);
  await wrapUp(end, "Wants the larger plan, asks for the price");
  await agent.outboxIsEmpty();
});

// D-40, D-41, H-10
windowTest("without the server the next call goes the same way, and with it everything arrives once", desktops, async () => {
  const [earlier, before] = [await reached(3), await reached(4)];
  await server.stop();
  await agent.sees("that the server is gone", async () => (await agent.desktop.command("snapshot")).sync.link !== "online", 30_000);
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await seesOneDialogueOfBothChannels(3);
  await agent.answer();
  await end.event("answered");
  await agent.isTalking();
  await moveTo(4);
  await wrapUp(end, "Takes the larger plan from next month");
  assert.equal((await about(lead)).stage, 3, "nothing has left this desktop");

  await server.start();
  await agent.outboxIsEmpty();
  await leadSees(4, before + 1);
  assert.equal(await reached(3), earlier);
  for (const desktop of [agent, lead]) await holdsEverythingOnce(desktop);
});

/** A customer with a number of their own whose one open dialogue is on plans, was talked about by telephone, and has not come far. */
async function whoCalledAboutPlans() {
  const topics = await agent.desktop.command("topics");
  const plans = topics.find((it) => it.key === "plan_upgrade");
  for await (const found of callableCustomers(agent)) {
    const { view } = found;
    const [open, ...others] = view.dialogues.filter((it) => it.open);
    if (open?.topic !== plans.id || open.stage > 2 || others.length > 0 || view.care.complaint || !view.care.treatment.measures.needs) continue;
    const { contacts, moves } = await agent.desktop.command("evidence", { customer: found.id, dialogue: open.id });
    const channels = new Set(contacts.entries.map((it) => it.interaction.channel));
    if (channels.has("phone") && moves.every((it) => it.stage < 3)) return [found, plans, open.id];
  }
  throw new Error("nobody has called about plans");
}

async function theVisit() {
  const entries = await agent.timeline(customer.id);
  return entries.map((it) => it.interaction).find((it) => it.web?.pages.some(({ page }) => page === "/plans/compare"));
}

async function about(desktop) {
  const { dialogues } = await desktop.desktop.command("customer", customer.id);
  const open = dialogues.filter((it) => it.open && it.topic === topic.id);
  assert.equal(open.length, 1, "one dialogue for one topic");
  return open[0];
}

/** Reads the screen as the agent does while it rings: the sentence on top, the card, what both are read from. */
async function seesOneDialogueOfBothChannels(stage) {
  const { name } = topic.stages[stage - 1];
  await agent.sees("the need in one sentence", async () => {
    const words = await agent.words();
    return words.includes(`${topic.name.ko} · ${topic.stages.length}단계 중 ${stage}단계`);
  });
  const cards = await agent.browser.execute(
    (title) => [...document.querySelectorAll("main#customer li h3")].filter((it) => it.textContent === title).map((it) => it.closest("li").innerText),
    topic.name.ko,
  );
  assert.equal(cards.length, 1);
  assert.ok(cards[0].includes(name.ko), cards[0]);
  await agent.browser.keys("o");
  await agent.browser.keys("e");
  const channels = await agent.sees("what it is read from", () =>
    agent.browser.execute(() => {
      const seen = [...document.querySelectorAll('[role="dialog"] li button > .visually-hidden')].map((it) => it.textContent);
      return seen.length > 0 && seen;
    }));
  for (const key of ["channel.web", "channel.phone"]) assert.ok(channels.includes(agent.text(key)), `${key} among ${channels}`);
  await agent.browser.keys(Key.Escape);
  await agent.sees("the screen again", () => agent.browser.execute(() => !document.querySelector('[role="dialog"]')));
}

async function moveTo(stage) {
  await agent.browser.keys([Key.Shift, String(stage)]);
  await agent.sees(`stage ${stage}`, async () => (await about(agent)).stage === stage);
}

/** What stands in the supervisor's funnel: how many dialogues on plans reached a stage. */
function reached(stage) {
  return lead.browser.execute(
    (title, stage) => {
      const rows = [...document.querySelectorAll('[role="dialog"] tbody')].find((it) => it.innerText.startsWith(title));
      const figure = rows?.querySelectorAll("tr")[stage]?.querySelector("button");
      return figure ? Number(figure.textContent.replaceAll(",", "")) : null;
    },
    topic?.name.en,
    stage,
  );
}

/** The supervisor's window counts, and the customer's card behind it says so; nobody touches either. */
async function leadSees(stage, count) {
  await lead.sees(`${count} dialogues at stage ${stage}`, async () => (await reached(stage)) === count);
  assert.equal((await about(lead)).stage, stage);
  const card = (title) => [...document.querySelectorAll("main#customer li h3")].find((it) => it.textContent === title)?.closest("li").innerText;
  await lead.sees("the stage on the card", async () => (await lead.browser.execute(card, topic.name.en)).includes(topic.stages[stage - 1].name.en));
}

async function wrapUp(end, note) {
  await agent.writeNote(note);
  await agent.noteIsSaved();
  await agent.hangUp();
  await end.event("ended");
  await agent.sees("that the form is owed", async () => (await agent.calls())[0]?.wrap_up_owed);
  await agent.wrapUp(1);
}

async function holdsEverythingOnce(desktop) {
  const { contacts, moves } = await desktop.desktop.command("evidence", { customer: customer.id, dialogue });
  const times = (found, wanted) => found.filter(wanted).length;
  for (const stage of [2, 3, 4]) assert.equal(times(moves, (it) => it.stage === stage), 1, `${desktop.login}: moves to stage ${stage}`);
  const entries = await desktop.timeline(customer.id);
  for (const note of ["Wants the larger plan, asks for the price", "Takes the larger plan from next month"]) {
    assert.equal(times(entries, (it) => it.note === note && it.interaction.dialogue === dialogue), 1, `${desktop.login}: ${note}`);
  }
  assert.equal(times(contacts.entries, (it) => it.interaction.web?.pages.some(({ page }) => page === "/plans/compare")), 1);
}
