// The desktop on a real telephone exchange: Kamailio with digest, a baresip phone, a SIPp trunk.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";
import { Agent, callableCustomer } from "./harness/agent.mjs";
import { hear, share, speak } from "./harness/audio.mjs";
import { Baresip, Pbx } from "./harness/pbx.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const folder = join(artifacts, "pbx");
let seat, server, pbx, phone, agent, dir;

const desktops = () => [agent?.desktop];

before(async () => {
  dir = scratch("pbx");
  seat = await Seat.open("agent", folder);
  server = await Server.start(dir.path, folder);
  pbx = await Pbx.start(dir.path, folder);
  phone = await Baresip.start(pbx, folder);
  agent = await Agent.atWork(seat, { login: "agent1", server, line: pbx.line() });
  await agent.lineIsReady();
});

after(async () => {
  await agent?.desktop.quit();
  await phone?.stop();
  await pbx?.stop();
  await server?.stop();
  await seat?.close();
  dir?.remove();
});

// D-3
windowTest("a phone behind a proxy calls, and both hear each other", desktops, async () => {
  await phone.dial("sip:agent1@pbx.test");
  await agent.ringing();
  await agent.answer();
  await agent.isTalking();
  const voice = speak(seat, 660);
  await until("the agent hears the phone's 440 Hz", async () => share(await hear(seat, 0.5), 440) > 0.8);
  const heard = share(await hear(seat, 3), 440);
  assert.ok(heard > 0.5, `the agent hears the phone for three seconds: ${heard}`);
  await phone.hangUp();
  await agent.sees("that the form is owed", async () => (await agent.calls())[0]?.wrap_up_owed);
  await voice.stop();
  const { samples, rateHz } = await phone.heard();
  assert.ok(share(samples.subarray(-rateHz), 660, rateHz) > 0.8, "the phone heard the agent's 660 Hz");
  await agent.wrapUp(0);
});

// D-1 D-2
windowTest("a call from the trunk shows the customer by the network's number, with its queue", desktops, async () => {
  const customer = await callableCustomer(agent);
  const trunk = pbx.trunkCall(customer.number);
  const ringing = await agent.ringing();
  assert.equal(ringing.customer, customer.id);
  assert.equal(ringing.call.caller.queue, "gold");
  await agent.seesWords(customer.name);
  await agent.answer();
  await agent.isTalking();
  await agent.hangUp();
  await until("the trunk's call is over", () => !trunk.running);
  assert.equal(trunk.process.exitCode, 0, "SIPp saw the call as it should be");
  await agent.wrapUp(1);
});
