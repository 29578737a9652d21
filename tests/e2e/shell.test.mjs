// What the shell around the desk does, in the real window: window, tray, single instance, rights of the view.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { run } from "./harness/child.mjs";
import { Desktop } from "./harness/desktop.mjs";
import { artifacts, binary } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Tray } from "./harness/tray.mjs";
import { until } from "./harness/until.mjs";

let seat;
let desktop;

before(async () => {
  seat = await Seat.open("shell", artifacts, { headset: false });
  desktop = await Desktop.start(seat);
});

after(async () => {
  await desktop?.quit();
  await seat?.close();
});

test("a second start brings the first one's window up, and ends", async () => {
  await seat.lookElsewhere();
  await run(binary("daehwa"), [], { env: { ...seat.env, ...desktop.env } });
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");
  assert.equal(desktop.processes()[0].pid, desktop.pid);
});

test("a desktop with another data folder runs beside the first one", async () => {
  const other = await Desktop.start(seat, { dataDir: `${seat.dir}/other` });
  assert.notEqual(other.pid, desktop.pid);
  await other.quit();
  assert.ok(desktop.processes().length > 0);
});

// H-2, security P0-1
test("a file that the page made is saved among the downloads, under a name of its own each time", async () => {
  const save = () =>
    desktop.browser.execute(() => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["made here"]));
      link.download = "topics.toml";
      link.click();
    });
  // This seat has no folder for downloads: they go to the home folder.
  for (const name of ["topics.toml", "topics (1).toml"]) {
    await save();
    await until(`${name} is saved`, () => {
      const file = join(seat.env.HOME, name);
      return existsSync(file) && readFileSync(file, "utf8") === "made here";
    });
  }
});

// Security P0-1
test("the page can't open windows, emit events or leave", async () => {
  for (const command of ["plugin:window|create", "plugin:webview|create_webview_window", "plugin:event|emit", "plugin:path|resolve_directory"]) {
    const { value, refused } = await desktop.invoke(command, {});
    assert.equal(value, undefined);
    assert.match(String(refused), /not allowed/, command);
  }
  assert.equal(await desktop.browser.execute(() => Boolean(window.open("index.html"))), false);
  assert.equal((await desktop.browser.getWindowHandles()).length, 1);

  const visitors = [];
  const elsewhere = createServer((request, response) => {
    visitors.push(request.url);
    response.end("elsewhere");
  }).listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  const address = `http://127.0.0.1:${elsewhere.address().port}/`;
  const fetched = await desktop.browser.executeAsync((url, done) => {
    location.href = url;
    fetch(url).then(() => done(true), () => done(false));
  }, address);
  assert.equal(fetched, false);
  assert.equal(await desktop.browser.execute(() => location.origin), "tauri://localhost");
  assert.deepEqual(visitors, []);
  elsewhere.close();
});

// Security P0-3
test("a script that is written into the page does not run", async () => {
  const ran = await desktop.browser.execute(() => {
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.body.append(script);
    const image = document.createElement("div");
    image.innerHTML = '<img src="data:," onerror="window.inlineRan = true">';
    document.body.append(image);
    return Boolean(window.inlineRan);
  });
  assert.equal(ran, false);
});

test("the tray offers the states, opens the window, and tells the state by its picture", async () => {
  const tray = await Tray.of(desktop);
  const labels = (await tray.entries()).map((entry) => entry.label);
  assert.deepEqual(labels, ["오프라인", "대기 중", "휴식", "휴식", "식사", "교육", "회의", "업무 처리", "오프라인", "열기", "종료"]);
  assert.deepEqual(readFileSync(await tray.iconFile()).subarray(1, 4).toString(), "PNG");
  await seat.lookElsewhere();
  await tray.choose("열기");
  await until("our window has the keyboard", async () => (await seat.activeWindow()) === "Daehwa");
});

test("quitting from the tray ends the desktop and leaves no process", async () => {
  const other = await Desktop.start(seat, { dataDir: `${seat.dir}/quitter` });
  const processes = other.processes().map(({ pid }) => pid);
  await (await Tray.of(other)).choose("종료");
  await other.ended();
  await until("no process is left", () => !processes.some(alive));
});

/** Whether a process runs: one that only waits to be collected by its parent does not. */
function alive(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}
