// The practice caller: customers who ring over real SIP when they are told to.

import { Child } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";
import { until } from "../../e2e/harness/until.mjs";

const USER = "agent1";
const PASSWORD = "practice";

export class Practice {
  static async start(dir) {
    const child = Child.start(binary("daehwa-practice"), ["--user", USER, "--password", PASSWORD, "--talk", "600"], {
      logFile: `${dir}/practice.log`,
    });
    const listening = await child.line("address", (line) => event(line, "listening"), 15_000);
    return new Practice(child, listening.address);
  }

  constructor(child, address) {
    this.child = child;
    /** The SIP account of the desktop, as its settings keep it, and its password. */
    this.account = {
      server: address,
      domain: "practice.test",
      user: USER,
      auth_user: null,
      transport: "udp",
      srtp: "off",
      extra_roots_pem: null,
    };
    this.password = PASSWORD;
  }

  /** Waits for the next thing of this kind that happens, from now on. */
  #next(kind) {
    const seen = this.child.lines.length;
    const happened = () => this.child.lines.slice(seen).map((line) => event(line, kind)).find(Boolean);
    return until(`the practice caller says ${kind}`, happened);
  }

  registered() {
    return this.child.line("registered", (line) => event(line, "registered"), 15_000);
  }

  /** Rings the agent from this number, through a queue of the exchange when one is named. */
  async ring({ number, name, queue }) {
    const ringing = this.#next("ringing");
    this.child.write(`call ${queue ? `${number}@${queue}` : number} ${name ?? ""}\n`);
    await ringing;
  }

  /** Ends the call from the customer's side. */
  async hangUp() {
    const ended = this.#next("ended");
    this.child.write("hangup\n");
    await ended;
  }

  stop() {
    return this.child.stop();
  }
}

function event(line, kind) {
  const told = JSON.parse(line);
  return told.event === kind && told;
}
