// What goes wrong on a real machine: an unknown certificate, a damaged file, a full disk. A clear message, nothing lost.

import assert from "node:assert/strict";
import { mkdirSync, openSync, readdirSync, statSync, unlinkSync, writeSync, closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { Key } from "webdriverio";
import { Agent, callableCustomer } from "./harness/agent.mjs";
import { run } from "./harness/child.mjs";
import { Desktop } from "./harness/desktop.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { PASSWORD, Server } from "./harness/server.mjs";
import { windowTest } from "./harness/windowed.mjs";

const folder = join(artifacts, "trouble");
let seat, lockedSeat, server, practice, agent, dir;

const desktops = () => [agent?.desktop];

before(async () => {
  dir = scratch("trouble");
  seat = await Seat.open("agent", folder);
  server = await Server.start(dir.path, folder, { customers: 100, tls: true });
  practice = await Practice.start(folder);
});

after(async () => {
  await practice?.stop();
  await server?.stop();
  await seat?.close();
  await lockedSeat?.close();
  dir?.remove();
});

// Security P0-8
windowTest("a certificate that nobody vouches for is shown with its fingerprint, and trusted by a person only", desktops, async () => {
  agent = new Agent(await Desktop.start(seat, { dataDir: join(dir.path, "certificate") }), "agent1");
  await signInByHand(agent);
  await agent.seesWords(agent.text("certificate.title"));
  const shown = await agent.browser.$('[role="alertdialog"] code, [role="dialog"] code').getText();
  assert.equal(plainHex(shown), plainHex(server.fingerprint));
  await agent.browser.$(`button=${agent.text("certificate.trust")}`).click();
  await agent.seesWords(agent.text("signIn.step.devices"));
  await agent.sees("that somebody is signed in", async () => (await agent.desktop.command("snapshot")).session.state === "signed_in");
  await agent.desktop.quit();
});

windowTest("a wrong password is refused with a sentence, and the desktop stays signed out", desktops, async () => {
  agent = new Agent(await Desktop.start(seat, { dataDir: join(dir.path, "certificate") }), "agent1");
  await agent.desktop.command("sign_out");
  await agent.sees("the sign-in form", () => agent.browser.$('input[type="password"]').isDisplayed());
  await signInByHand(agent, "not the password");
  await agent.seesWords(agent.text("error.wrong_password"));
  assert.equal((await agent.desktop.command("snapshot")).session.state, "signed_out");
  await agent.desktop.quit();
});

// D-43
windowTest("where the key store stays locked, sign-in asks for a passphrase, and the desktop works with it", desktops, async () => {
  // The message bus starts a key store by itself; nobody is there to unlock it.
  lockedSeat = await Seat.open("locked", folder, { keyring: false, headset: false });
  agent = new Agent(await Desktop.start(lockedSeat), "agent1");
  await agent.desktop.command("trust_certificate", { server_url: server.url, fingerprint: server.fingerprint });
  await signInByHand(agent);
  // The key store is given 20 seconds to be unlocked.
  await agent.seesWords(agent.text("signIn.passphraseHint"), 40_000);
  const field = (await agent.browser.$$('input[type="password"]'))[1];
  await field.click();
  for (const letter of "three random words") await agent.browser.keys(letter);
  await agent.browser.keys(Key.Enter);
  await agent.sees("that somebody is signed in", async () => (await agent.desktop.command("snapshot")).session.state === "signed_in", 60_000);
  await agent.desktop.quit();
});

// D-5 D-40 D-43
windowTest("a cache damaged in the middle is rebuilt while the agent works; the agent is told, and unsent work arrives", desktops, async () => {
  agent = await Agent.atWork(seat, { login: "agent1", server, line: practice.line(), dataDir: join(dir.path, "damaged") });
  await agent.lineIsReady();
  const customer = await callableCustomer(agent);
  await handleCall(customer, "sent before the damage");
  await agent.outboxIsEmpty();
  await server.stop();
  await handleCall(customer, "not sent before the damage");
  const waiting = (await agent.desktop.command("sync_status")).waiting;
  assert.ok(waiting > 0);
  await agent.desktop.quit();
  const before = files(agent.desktop.dataDir);
  damageTheMiddle(before.find((file) => file.endsWith(".db")));
  delete agent.desktop.env.DAEHWA_CONFIG;
  await agent.desktop.start();
  await agent.seesWords(agent.text("error.cache_damaged"));
  assert.ok(files(agent.desktop.dataDir).some((file) => file.endsWith(".damaged-1")), "the damaged file is kept");
  const snapshot = await agent.desktop.command("snapshot");
  assert.equal(snapshot.session.state, "signed_in");
  assert.equal(snapshot.sync.waiting, waiting);
  await server.start();
  await agent.outboxIsEmpty();
  await agent.isFilled();
  for (const note of ["sent before the damage", "not sent before the damage"]) {
    await agent.sees(`the note "${note}"`, async () => {
      const entries = await agent.timeline(customer.id);
      return entries.filter((entry) => entry.note === note).length === 1;
    });
  }
  await agent.desktop.quit();
});

// D-43
windowTest("a cache that does not open is set aside, and filled again after the next sign-in", desktops, async () => {
  const before = files(agent.desktop.dataDir);
  damageTheBeginning(before.find((file) => file.endsWith(".db")));
  await agent.desktop.start();
  await agent.seesWords(agent.text("signIn.recovered"));
  assert.ok(files(agent.desktop.dataDir).length > before.length, "the damaged file is kept");
  await signInByHand(agent);
  await agent.isFilled();
  await agent.desktop.quit();
});

// D-5
windowTest("on a full disk the agent is told, and the note is saved as soon as there is room", desktops, async () => {
  const dataDir = join(dir.path, "small-disk");
  mkdirSync(dataDir);
  await run("mount", ["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", dataDir]).catch((cause) => {
    throw new Error("this test needs the right to mount a small file system (run as root)", { cause });
  });
  try {
    agent = await Agent.atWork(seat, { login: "agent1", server, line: practice.line(), dataDir });
    await agent.lineIsReady();
    const customer = await callableCustomer(agent);
    const end = await practice.ring(customer.number);
    await agent.ringing();
    await agent.answer();
    await agent.isTalking();
    fill(join(dataDir, "filler"));
    await workUntilFull(customer.id, (await agent.calls())[0].call.id);
    await agent.writeNote("on a full disk");
    await agent.seesWords(agent.text("note.failed"));
    await agent.seesWords(agent.text("error.disk_full"));
    unlinkSync(join(dataDir, "filler"));
    await agent.noteIsSaved();
    assert.equal((await agent.calls())[0].draft, "on a full disk");
    await agent.hangUp();
    await end.event("ended");
    await agent.wrapUp(1);
    await agent.outboxIsEmpty();
    await agent.desktop.quit();
  } finally {
    await run("umount", ["--lazy", dataDir]);
  }
});

async function signInByHand(agent, password = PASSWORD) {
  const fields = [
    ['input[type="url"]', server.url],
    ['input[autocomplete="username"]', "agent1"],
    ['input[type="password"]', password],
  ];
  for (const [selector, value] of fields) {
    const field = await agent.browser.$(selector);
    await field.waitForDisplayed();
    await field.click();
    await agent.browser.keys([Key.Ctrl, "a"]);
    for (const letter of value) await agent.browser.keys(letter);
  }
  await agent.browser.keys(Key.Enter);
}

async function handleCall(customer, note) {
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await agent.answer();
  await agent.isTalking();
  await agent.writeNote(note);
  await agent.noteIsSaved();
  await agent.hangUp();
  await end.event("ended");
  await agent.wrapUp(1);
}

const plainHex = (text) => text.replace(/[^0-9a-fA-F]/g, "").toLowerCase();

function files(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

/** Overwrites the first page of a file, as a dying disk does. */
function damageTheBeginning(path) {
  damage(path, 0, 4096);
}

/** Overwrites the third quarter of a file: the roots of all tables lie before it, what was written last after it. */
function damageTheMiddle(path) {
  const quarter = Math.floor(statSync(path).size / 4);
  assert.ok(quarter > 16 * 4096, `there is a middle: the file has four times ${quarter} bytes`);
  damage(path, 2 * quarter, quarter);
}

function damage(path, from, bytes) {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
  closeSync(file);
}

/**
 * The journal has room of its own for a while: works until it is used up. Large records are refused first, and what they
 * took of the journal is free again for smaller ones; so the last writes are of the size of the one under test.
 */
async function workUntilFull(customer, call) {
  const refused = await agent.browser.executeAsync(async (customer, call, done) => {
    const untilRefused = async (command, input) => {
      for (let i = 0; i < 5_000; i++) {
        try {
          await window.__TAURI_INTERNALS__.invoke(command, { input: input(i) });
        } catch (error) {
          return error.code;
        }
      }
      return null;
    };
    const large = await untilRefused("save_remark", () => ({
      customer, id: null, kind: "handling", text: "x".repeat(1_900), priority: 9, due_ms: null, expires_ms: null, done: false,
    }));
    const small = await untilRefused("save_draft", (i) => ({ call, text: `${i % 2}` }));
    done([large, small]);
  }, customer, call);
  assert.deepEqual(refused, ["disk_full", "disk_full"]);
}

/** Writes until the file system has no room left. */
function fill(path) {
  const file = openSync(path, "w");
  for (const block of [1 << 20, 4096, 512]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(block));
    } catch (error) {
      if (error.code !== "ENOSPC") throw error;
    }
  }
  closeSync(file);
}
