// The main job on the real window: a customer calls over real SIP, the agent sees who it is before answering, talks, takes
// a note, wraps up; the server and a second agent's screen have it a moment later, and all of it works with the server down.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Agent, callableCustomer } from "./harness/agent.mjs";
import { hear, share, speak } from "./harness/audio.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const folder = join(artifacts, "main-job");
let server, practice, seats, agent, colleague, customer, dir;

const desktops = () => [agent?.desktop, colleague?.desktop];

before(async () => {
  dir = scratch("main-job");
  seats = await Promise.all([Seat.open("agent", folder), Seat.open("colleague", folder, { headset: false })]);
  server = await Server.start(dir.path, folder);
  practice = await Practice.start(folder);
  agent = await Agent.atWork(seats[0], { login: "agent1", server, line: practice.line() });
  colleague = await Agent.atWork(seats[1], { login: "agent2", server, language: "en" });
  await agent.lineIsReady();
  customer = await callableCustomer(agent);
  await colleague.open(customer);
});

after(async () => {
  await agent?.desktop.quit();
  await colleague?.desktop.quit();
  await practice?.stop();
  await server?.stop();
  for (const seat of seats ?? []) await seat.close();
  dir?.remove();
});

// D-1 D-3 D-5 D-6 D-8
windowTest("a call is announced, seen, answered, noted and wrapped up, and a colleague sees it", desktops, async () => {
  await handleCall("First call: the bill of March is too high");
  await agent.outboxIsEmpty();
  await colleagueSees("First call: the bill of March is too high", 1);
});

// D-40 D-41
windowTest("with the server down a call is handled the same, and arrives once when the server is back", desktops, async () => {
  await server.stop();
  await agent.sees("that the server is gone", async () => (await agent.desktop.command("snapshot")).sync.link !== "online", 30_000);
  await handleCall("Second call: moves to the larger plan");
  const { sync } = await agent.desktop.command("snapshot");
  assert.ok(sync.waiting > 0, "work waits to be sent");
  await server.start();
  await agent.outboxIsEmpty();
  await colleagueSees("Second call: moves to the larger plan", 1);
  await colleagueSees("First call: the bill of March is too high", 1);
});

// Security P0-4
windowTest("nothing that was typed or shown stands readable on the disk", desktops, async () => {
  const canaries = ["First call: the bill of March", customer.name, customer.number].flatMap((text) => [
    Buffer.from(text, "utf8"),
    Buffer.from(text, "utf16le"),
  ]);
  const folders = [agent.desktop.dataDir, seats[0].env.HOME, seats[0].env.XDG_CACHE_HOME];
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true })) {
      const path = join(folder, name);
      if (!statSync(path).isFile()) continue;
      const bytes = readFileSync(path);
      assert.ok(!canaries.some((canary) => bytes.includes(canary)), `${path} tells what nobody should read`);
    }
  }
});

async function handleCall(note) {
  const [seat] = seats;
  const announcedBefore = seat.notifications().length;
  const elsewhere = await seat.lookElsewhere();
  const end = await practice.ring(customer.number);

  // Seen before it is answered: in the notification, and on the screen.
  const announced = await until("a notification", () => seat.notifications()[announcedBefore]);
  assert.match(announced.body, new RegExp(customer.name), "the notification names the customer");
  const ringing = await agent.ringing();
  assert.equal(ringing.customer, customer.id);
  await agent.seesWords(customer.name);
  await end.event("ringing");
  await elsewhere.stop();
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");

  // Both hear each other.
  await agent.answer();
  await end.event("answered");
  await agent.isTalking();
  await until("no notification is left", async () => (await seat.notificationsOnScreen()) === 0);
  await until("the agent hears the customer's 440 Hz", async () => share(await hear(seat, 0.5), 440) > 0.8);
  const voice = speak(seat, 660);
  await end.hears(660);
  await voice.stop();

  await agent.writeNote(note);
  await agent.noteIsSaved();
  await agent.hangUp();
  await end.event("ended");
  await agent.sees("that the form is owed", async () => (await agent.calls())[0]?.wrap_up_owed);
  await agent.wrapUp(1);
  const [newest] = await agent.timeline(customer.id);
  assert.equal(newest.note, note);
}

// D-42: the customer is open on the colleague's screen, and nobody reloads it.
async function colleagueSees(note, times) {
  await colleague.seesWords(note);
  const entries = await colleague.timeline(customer.id);
  assert.equal(entries.filter((entry) => entry.note === note).length, times);
}
