// The line over TLS to a real telephone exchange, with an authority that only the settings know.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";
import { Key } from "webdriverio";
import { Agent, callableCustomer } from "./harness/agent.mjs";
import { authority } from "./harness/authority.mjs";
import { Pbx } from "./harness/pbx.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const folder = join(artifacts, "line-tls");
let seat, server, pbx, agent, dir;

const desktops = () => [agent?.desktop];

before(async () => {
  dir = scratch("line-tls");
  seat = await Seat.open("agent", folder);
  server = await Server.start(dir.path, folder);
  pbx = await Pbx.start(dir.path, folder, { tls: true });
  const stranger = await authority(dir.path, "stranger");
  agent = await Agent.atWork(seat, { login: "agent1", server, line: pbx.line({ authorityPem: stranger.pem }) });
});

after(async () => {
  await agent?.desktop.quit();
  await pbx?.stop();
  await server?.stop();
  await seat?.close();
  dir?.remove();
});

// D-3, Security P0-8
windowTest("an exchange that no trusted authority vouches for is refused with a sentence", desktops, async () => {
  await agent.seesWords(agent.text("line.certificate"));
  const { line } = await agent.desktop.command("snapshot");
  assert.deepEqual(line, { state: "down", reason: "certificate" });
});

// D-3, Security P0-8
windowTest("the authority is trusted in the settings, and the line comes up", desktops, async () => {
  await agent.browser.$(`button=${agent.text("line.setUp")}`).click();
  const authorities = agent.browser.$('[role="dialog"] textarea');
  await authorities.waitForDisplayed();
  await authorities.click();
  await agent.browser.keys([Key.Ctrl, "a"]);
  await agent.browser.execute((pem) => document.execCommand("insertText", false, pem), pbx.authority.pem);
  await agent.browser.$(`button=${agent.text("settings.lineSave")}`).click();
  await agent.lineIsReady();
  await agent.browser.keys(Key.Escape);
});

// D-1, D-3
windowTest("a call over TLS shows the customer, is answered and ended", desktops, async () => {
  const customer = await callableCustomer(agent);
  const trunk = pbx.trunkCall(customer.number);
  assert.equal((await agent.ringing()).customer, customer.id);
  await agent.seesWords(customer.name);
  await agent.answer();
  await agent.isTalking();
  await agent.hangUp();
  await until("the trunk's call is over", () => !trunk.running);
  assert.equal(trunk.process.exitCode, 0, "SIPp saw the call as it should be");
  await agent.wrapUp(1);
});
