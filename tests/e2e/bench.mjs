// Measures the real window. Prints one JSON object a line: name, unit, n, p50, p99, min, max.
// Wants release builds to say anything: DAEHWA_PROFILE=release node bench.mjs [rings]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, callableCustomers } from "./harness/agent.mjs";
import { pssMiB } from "./harness/memory.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";

const rings = Number(process.argv[2] ?? 50);
const folder = join(artifacts, "bench");
const dir = scratch("bench");
const closing = [() => dir.remove()];

try {
  const seat = await openSeat("agent");
  const server = await Server.start(dir.path, folder, { customers: 2000 });
  closing.push(() => server.stop());
  const practice = await Practice.start(folder);
  closing.push(() => practice.stop());
  const agent = await Agent.atWork(seat, { login: "agent1", server, line: practice.line() });
  closing.push(() => agent.desktop.quit());
  await agent.lineIsReady();
  const customers = await firstOf(callableCustomers(agent), 8);
  const [customer] = customers;

  // One desktop, as on an agent's computer: a second one would take the other core.
  const rung = await inviteToPainted(agent, practice, customers);
  report("invite_to_painted", "ms", rung.painted);
  report("invite_to_view", "ms", rung.told);
  report("memory_of_all_processes", "MiB", [pssMiB(agent.desktop.processes())]);
  report("start_to_usable", "ms", await startToUsable(agent));

  const colleague = await Agent.atWork(await openSeat("colleague"), { login: "agent2", server, language: "en" });
  closing.push(() => colleague.desktop.quit());
  report("change_to_painted_on_other_desktop", "ms", await changeToPainted(agent, colleague, customer));
} finally {
  for (const close of closing.reverse()) await close();
}

async function openSeat(name) {
  const seat = await Seat.open(name, folder);
  closing.push(() => seat.close());
  return seat;
}

async function firstOf(found, count) {
  const taken = [];
  for await (const one of found) if (taken.push(one) === count) break;
  return taken;
}

/** From the moment at which the customer's end sends its INVITE until the view is told, and until the caller is painted.
    Another customer calls each time, as in a call centre: nothing of the caller before can stay on the screen. */
async function inviteToPainted(agent, practice, customers) {
  const took = { told: [], painted: [] };
  for (let i = 0; i < rings; i++) {
    const painting = nextPainting(agent, "ring");
    const end = await practice.ring(customers[i % customers.length].number);
    const { at_ms: at } = await end.event("calling");
    const { told, painted } = await painting;
    took.told.push(told - at);
    took.painted.push(painted - at);
    end.hangUp();
    await end.event("ended");
    await until("nothing rings", async () => (await agent.calls()).every(({ call }) => call.state === "ended"));
    // Calls come seconds apart: what follows a missed one, on disk, at the server and on screen, is over by then.
    await agent.outboxIsEmpty();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return took;
}

/** From the command that changes a customer on one desktop until the other one has painted it. */
async function changeToPainted(agent, colleague, customer) {
  await colleague.open(customer);
  const took = [];
  for (let i = 0; i < 30; i++) {
    const painting = nextPainting(colleague, "stale");
    const at = performance.timeOrigin + performance.now();
    await agent.desktop.command("save_remark", {
      customer: customer.id,
      id: null,
      kind: "handling",
      text: `measured ${i}`,
      priority: 9,
      due_ms: null,
      expires_ms: null,
      done: false,
    });
    took.push((await painting).painted - at);
  }
  return took;
}

/** From the start of the process until the agent's screen is painted, with the last session going on. */
async function startToUsable(agent) {
  const took = [];
  for (let i = 0; i < 5; i++) {
    await agent.desktop.quit();
    await agent.desktop.start();
    await agent.isReady();
    const painted = await agent.browser.execute(
      () => performance.timeOrigin + performance.getEntriesByName("first-contentful-paint")[0].startTime,
    );
    took.push(painted - startedAt(agent.desktop.pid));
  }
  return took;
}

/** When a process began, in milliseconds since 1970 (proc(5): ticks of 10 ms since the machine started). */
function startedAt(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  const booted = Number(readFileSync("/proc/stat", "utf8").match(/^btime (\d+)/m)[1]);
  const uptime = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  // btime is in whole seconds: the clock and the uptime say it more exactly.
  const exact = Date.now() / 1000 - uptime;
  return (Math.abs(exact - booted) < 2 ? exact : booted) * 1000 + ticks * 10;
}

/** The moments at which the view is next told of something, and has painted it. The page waits by itself: being asked
    again and again would keep it from painting. */
function nextPainting(agent, kind) {
  return agent.browser.execute(
    (kind) =>
      new Promise((done) => {
        window.addEventListener("daehwa:painted", function heard({ detail }) {
          if (detail.kind !== kind) return;
          window.removeEventListener("daehwa:painted", heard);
          done({
            told: performance.timeOrigin + detail.toldAt,
            painted: performance.timeOrigin + performance.now(),
          });
        });
      }),
    kind,
  );
}

function report(name, unit, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  const line = { name, unit, n: sorted.length, p50: at(0.5), p99: at(0.99), min: at(0), max: at(1) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function round(value) {
  return Math.round(value * 10) / 10;
}
