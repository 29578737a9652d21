// Everything that a test needs, opened together and closed together.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "./agent.mjs";
import { openBrowser } from "./browser.mjs";
import { Centre } from "./centre.mjs";
import { Practice } from "./practice.mjs";
import { Seat } from "./seat.mjs";

export class House {
  #open = [];

  static async open(options) {
    const house = new House();
    try {
      house.dir = mkdtempSync(join(tmpdir(), "daehwa-ui-"));
      house.centre = await Centre.open(house.dir, options);
      house.#open.push(() => house.centre.stop());
      house.practice = await Practice.start(house.dir);
      house.#open.push(() => house.practice.stop());
      house.browser = await openBrowser();
      house.#open.push(() => house.browser.close());
      return house;
    } catch (error) {
      await house.close();
      throw error;
    }
  }

  /** A desktop at which nobody has signed in yet, and its screen. */
  async freshAgent(name, look) {
    const seat = await Seat.fresh(join(this.dir, name));
    this.#open.push(() => seat.stop());
    return this.#atScreen(seat, look);
  }

  /** An agent at work: signed in, the customers fetched, the line ready. */
  async agent(login, look = {}) {
    const seat = await this.seat(login, { ...look, practice: this.practice });
    await this.practice.registered();
    const agent = await this.#atScreen(seat, look);
    await agent.page.getByRole("main").waitFor();
    return agent;
  }

  /** A desktop without a screen, signed in, with the customers fetched. */
  async seat(login, options = {}) {
    const seat = await Seat.signedIn(join(this.dir, `${login}-${this.#open.length}`), this.centre, { login, ...options });
    this.#open.push(() => seat.stop());
    await seat.filled();
    return seat;
  }

  async #atScreen(seat, look) {
    const agent = await Agent.open(this.browser, seat, look);
    this.#open.push(() => agent.close());
    return agent;
  }

  async close() {
    for (const close of this.#open.reverse()) await close();
    if (this.dir) rmSync(this.dir, { recursive: true, force: true });
  }
}
