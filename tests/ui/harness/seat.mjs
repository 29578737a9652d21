// A desktop without its window: the desk behind devhost, for a browser.

import { mkdirSync, writeFileSync } from "node:fs";
import { Child } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";
import { until } from "../../e2e/harness/until.mjs";

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
      time_zone: "Asia/Seoul",
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

  /** Waits until the desktop holds all its customers. */
  filled() {
    return until("the customers are fetched", async () => {
      const { session, sync } = await this.command("snapshot");
      return session.state === "signed_in" && sync.link === "online" && sync.fill === null && (await this.#someone());
    }, 60_000);
  }

  async #someone() {
    const { hits } = await this.command("search", { text: "010", limit: 1 });
    return hits.length > 0;
  }

  /** A customer whose first mobile number is nobody else's: `{ id, name, number }`. The same one each time. */
  async customer(turn = 0) {
    const { hits } = await this.command("search", { text: "010", limit: 50 });
    const people = [];
    for (const { card } of hits.sort((one, other) => (one.card.id < other.card.id ? -1 : 1))) {
      const view = await this.command("customer", card.id);
      const mobile = view.contact_points.find(({ kind, primary }) => kind === "mobile" && primary);
      if (view.customer.kind === "person" && mobile) people.push({ id: card.id, name: card.name, number: mobile.value.replace(/[^+\d]/g, "") });
      if (people.length > turn) return people[turn];
    }
    throw new Error("no such customer");
  }

  /** A customer's contacts, newest first. */
  async timeline(customer, limit = 50) {
    const query = { customer, channels: [], dialogue: null, text: null, until_ms: null, after: null, limit };
    return (await this.command("timeline", query)).entries;
  }

  /** Ends every call and its form. */
  async clear() {
    const { calls } = await this.command("snapshot");
    for (const { call, wrap_up_owed: owed } of calls) {
      if (call.state !== "ended") await this.command(call.state === "ringing" ? "reject" : "hang_up", call.id);
      else if (owed) await this.#wrapUp(call.id);
    }
    const { owed } = await this.command("work_list");
    for (const call of owed) await this.#wrapUp(call);
  }

  #wrapUp(call) {
    const nothing = { customer: null, dialogue: { is: "triage" }, stage: null, summary: "", note: "", next_step: null, callback: null };
    return this.command("wrap_up", { call, outcome: "abandoned", ...nothing });
  }

  stop() {
    return this.child.stop();
  }
}
