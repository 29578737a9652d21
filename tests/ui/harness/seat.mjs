// A desktop without its window: the desk behind devhost, for a browser.

import { mkdirSync, writeFileSync } from "node:fs";
import { Child } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";

const UI = new URL("../../../ui/dist", import.meta.url).pathname;
/** Stand-ins for a headset: tests run where there is none. */
const NO_SOUND = { input: "silence", output: "silence", ring: "silence" };

export class Seat {
  /** A desktop that nobody has signed in at. */
  static async fresh(dir) {
    return Seat.#start(dir, []);
  }

  /** A desktop at which `login` is signed in, with the line of the practice caller when there is one. */
  static async signedIn(dir, centre, { login = "agent1", practice, language = "en" } = {}) {
    const config = {
      server_url: centre.url,
      login,
      password: centre.password,
      language,
      audio: NO_SOUND,
      line: practice && { account: practice.account, password: practice.password },
    };
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const file = `${dir}/config.json`;
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const seat = await Seat.#start(dir, ["--config", file]);
    seat.language = language;
    return seat;
  }

  static async #start(dir, options) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const child = Child.start(binary("daehwa-devhost"), ["serve", "--data", `${dir}/data`, "--ui", UI, ...options], {
      logFile: `${dir}/devhost.log`,
    });
    const announced = await child.line("address", (line) => JSON.parse(line), 30_000);
    return new Seat(child, announced);
  }

  constructor(child, { url, token }) {
    this.child = child;
    this.origin = url;
    this.token = token;
    /** The address that lets a browser in. */
    this.url = `${url}/?token=${token}`;
    this.language = "en";
  }

  /** Calls a command of the desk without the screen; fails when the desk refuses it. */
  async command(name, input = null) {
    const answer = await fetch(`${this.origin}/api/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  stop() {
    return this.child.stop();
  }
}
