// The real desktop, in its real window, steered by WebKitWebDriver.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { remote } from "webdriverio";
import { descendants, freePort } from "./child.mjs";
import { binary } from "./programs.mjs";
import { until } from "./until.mjs";

export class Desktop {
  /** Starts the desktop at a seat; `dataDir` is its own. */
  static async start(seat, { dataDir = join(seat.dir, "data"), env = {} } = {}) {
    const desktop = new Desktop(seat, dataDir, env);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    await desktop.start();
    return desktop;
  }

  constructor(seat, dataDir, env) {
    this.seat = seat;
    this.dataDir = dataDir;
    this.env = { DAEHWA_DATA_DIR: dataDir, TAURI_WEBVIEW_AUTOMATION: "true", ...env };
  }

  /** Starts it again with the same data, after `kill` or `quit`. */
  async start() {
    const port = await freePort();
    this.driver = this.seat.start("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], { env: this.env });
    await this.driver.ready(() => fetch(`http://127.0.0.1:${port}/status`).then((answer) => answer.ok, () => false));
    this.browser = await remote({
      hostname: "127.0.0.1",
      port,
      path: "/",
      logLevel: "error",
      connectionRetryCount: 0,
      capabilities: {
        "webkitgtk:browserOptions": { binary: binary("daehwa") },
        "wdio:enforceWebDriverClassic": true,
      },
    });
    this.pid = await until("the desktop's process", () =>
      descendants(this.driver.pid).find((process) => process.name === "daehwa")?.pid);
  }

  /** Every process of the desktop: its own and those of its view. */
  processes() {
    return descendants(this.pid);
  }

  /** Ends it without a chance to save anything (`kill -9`). */
  async kill() {
    process.kill(this.pid, "SIGKILL");
    await this.ended();
  }

  /** Asks it to end, as a log-out of the computer does. */
  async quit() {
    process.kill(this.pid, "SIGTERM");
    await this.ended();
  }

  /** Waits until it has ended by itself. */
  async ended() {
    await until("the desktop has ended", () => !descendants(this.driver.pid).some(({ pid }) => pid === this.pid));
    await this.driver.stop();
  }

  /** Calls a command of the desk from the page, as the page itself does: `{ value }` or `{ refused }`. */
  invoke(name, argument = {}) {
    return this.browser.executeAsync(
      (command, argument, done) => {
        window.__TAURI_INTERNALS__
          .invoke(command, argument)
          .then((value) => done({ value }), (refused) => done({ refused }));
      },
      name,
      argument,
    );
  }

  /** Calls a command that has to succeed, and returns its answer. */
  async command(name, input = null) {
    const { value, refused } = await this.invoke(name, { input });
    if (refused !== undefined) throw new Error(`${name}: ${JSON.stringify(refused)}`);
    return value;
  }

  /** The element with this test id, when it is on screen. */
  async byTestId(id, timeoutMs = 15_000) {
    const element = this.browser.$(`[data-testid="${id}"]`);
    await element.waitForDisplayed({ timeout: timeoutMs });
    return element;
  }

  /** Presses keys as the agent would, to whatever has the focus. */
  async press(...keys) {
    await this.browser.keys(keys);
  }

  async screenshot(name) {
    const file = join(this.seat.artifacts, `${this.seat.name}-${name}.png`);
    await this.seat.screenshot(file);
    return file;
  }
}
