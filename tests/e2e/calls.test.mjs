// Calls that outlive what happens around them: a view that is reloaded or crashes, a desktop that is killed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";
import { Agent, callableCustomer } from "./harness/agent.mjs";
import { speak } from "./harness/audio.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { Tray } from "./harness/tray.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const folder = join(artifacts, "calls");
let seat, server, practice, agent, customer, dir;

const desktops = () => [agent?.desktop];

before(async () => {
  dir = scratch("calls");
  seat = await Seat.open("agent", folder);
  server = await Server.start(dir.path, folder);
  practice = await Practice.start(folder);
  agent = await Agent.atWork(seat, { login: "agent1", server, line: practice.line() });
  await agent.lineIsReady();
  customer = await callableCustomer(agent);
});

after(async () => {
  await agent?.desktop.quit();
  await practice?.stop();
  await server?.stop();
  await seat?.close();
  dir?.remove();
});

// D-8
windowTest("a ringing call is answered from its notification, and the window comes up", desktops, async () => {
  await seat.lookElsewhere();
  const end = await practice.ring(customer.number);
  await until("the notification", async () => (await seat.notificationsOnScreen()) === 1);
  await seat.clickNotification("받기");
  await end.event("answered");
  await agent.isTalking();
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");
  await until("no notification is left", async () => (await seat.notificationsOnScreen()) === 0);
  await finish(end);
});

// D-8
windowTest("a click on a notification shows the caller, and leaves the call ringing", desktops, async () => {
  await seat.lookElsewhere();
  const end = await practice.ring(customer.number);
  await until("the notification", async () => (await seat.notificationsOnScreen()) === 1);
  await seat.clickNotification();
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");
  await agent.seesWords(customer.name);
  assert.equal((await agent.calls())[0].call.state, "ringing");
  await agent.answer();
  await end.event("answered");
  await finish(end);
});

// D-4
windowTest("a reload of the view leaves the call talking, and the view comes back with call and note", desktops, async () => {
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await agent.answer();
  const { call } = await agent.isTalking();
  const voice = speak(seat, 660);
  await end.hears(660);
  await agent.writeNote("before the reload");
  await agent.noteIsSaved();
  const heardBefore = practice.events.length;
  await agent.browser.refresh();
  await agent.sees("the note", async () => (await agent.note()) === "before the reload");
  const [after] = await agent.calls();
  assert.equal(after.call.id, call.id);
  assert.equal(after.call.state, "talking");
  assert.deepEqual(silences(practice.events.slice(heardBefore)), [], "the customer heard the agent all the time");
  await voice.stop();
  await finish(end);
});

// D-5 D-6
windowTest("a note that was half typed when the desktop was killed is there again, and its form is owed", desktops, async () => {
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await agent.answer();
  const { call } = await agent.isTalking();
  await agent.writeNote("promised to call ba");
  await agent.noteIsSaved();
  await agent.desktop.kill();
  end.hangUp();
  await agent.desktop.start();
  await agent.isReady();
  const [owed] = await agent.calls();
  assert.equal(owed.call.id, call.id);
  assert.equal(owed.call.state, "ended");
  assert.equal(owed.wrap_up_owed, true);
  assert.equal(owed.customer, customer.id);
  assert.equal(owed.draft, "promised to call ba");
  await agent.sees("the note", async () => (await agent.note()) === "promised to call ba");
  await agent.wrapUp(1);
  const [newest] = await agent.timeline(customer.id);
  assert.equal(newest.note, "promised to call ba");
  await agent.outboxIsEmpty();
  await agent.lineIsReady();
});

// D-8, D-23
windowTest("a click on the notification of a callback that falls due opens its customer", desktops, async () => {
  const other = await callableCustomer(agent, 1);
  await seat.lookElsewhere();
  // At some hours the demo's own callbacks are overdue when the desktop starts again.
  await seat.dismissNotifications();
  const { now_ms: now } = await agent.desktop.command("snapshot");
  const callback = { customer: other.id, dialogue: null, due_ms: now + 1_000, owner: null, note: "견적 설명" };
  const { callback: promised } = await agent.desktop.command("create_callback", callback);
  await until("the notification", async () => (await seat.notificationsOnScreen()) === 1);
  assert.ok(seat.notifications().at(-1).body.includes(other.name));
  await seat.clickNotification();
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");
  await agent.sees("the customer to call", async () =>
    (await agent.browser.execute(() => document.querySelector("h1")?.textContent)) === other.name);
  await agent.desktop.command("edit_callback", { id: promised.id, due_ms: null, take: false, status: "done", note: null });
});

// D-7
windowTest("a break that is chosen in the tray is the agent's state", desktops, async () => {
  const state = async () => (await agent.desktop.command("snapshot")).agent.state;
  const before = await (await Tray.of(agent.desktop)).iconFile();
  await (await Tray.of(agent.desktop)).choose("식사");
  await agent.sees("the break", async () => {
    const { is, reason } = await state();
    return is === "break" && reason === "meal";
  });
  await agent.seesWords("식사");
  const tray = await Tray.of(agent.desktop);
  await until("another picture in the tray", async () => (await tray.iconFile()) !== before);
  await tray.choose("대기 중");
  await agent.sees("the agent available", async () => (await state()).is === "available");
});

// D-4: last, because a WebDriver loses a view that crashes.
windowTest("a crash of the view leaves the call talking, and the view is back within 2 s", desktops, async () => {
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await agent.answer();
  await end.event("answered");
  const voice = speak(seat, 660);
  await end.hears(660);
  const heardBefore = practice.events.length;
  const view = agent.desktop.processes().find(({ name }) => name.startsWith("WebKitWebProc"));
  const crashed = performance.now();
  process.kill(view.pid, "SIGKILL");
  await until("a new view", () =>
    agent.desktop.processes().some(({ name, pid }) => name.startsWith("WebKitWebProc") && pid !== view.pid));
  // The new view takes keys again: it hangs up.
  await until("that the view takes keys", async () => {
    if (practice.events.slice(heardBefore).some(({ event, call }) => event === "ended" && call === end.call)) return true;
    assert.deepEqual(silences(practice.events.slice(heardBefore)), [], "the customer heard the agent all the time");
    await seat.run("xdotool", ["key", "F4"]);
  }, 10_000, 200);
  console.log(`# the view was back after ${Math.round(performance.now() - crashed)} ms`);
  await voice.stop();
});

/** Moments in which the customer heard nothing any more, while the call was up. */
function silences(events) {
  return events.filter(({ event, hz }) => event === "heard" && hz === null);
}

/** Ends a call and its form, so that the next test begins with nothing owed. */
async function finish(end) {
  await agent.hangUp();
  await end.event("ended");
  await agent.sees("that the form is owed", async () => (await agent.calls())[0]?.wrap_up_owed);
  await agent.wrapUp(1);
}
