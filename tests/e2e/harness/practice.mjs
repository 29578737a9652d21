// The practice caller: registrar of the agent's line, and the customer at the other end of it.

import { join } from "node:path";
import { Child } from "./child.mjs";
import { binary } from "./programs.mjs";
import { until } from "./until.mjs";

export class Practice {
  static async start(artifacts, name = "practice") {
    const practice = new Practice();
    practice.events = [];
    practice.process = Child.start(binary("daehwa-practice"), ["--tone", "440"], {
      logFile: join(artifacts, `${name}.log`),
      onLine: (line) => practice.events.push({ at: performance.timeOrigin + performance.now(), ...JSON.parse(line) }),
    });
    const { address } = await practice.event("listening");
    practice.address = address;
    return practice;
  }

  /** The agent's line here, as `save_line` and the set-up file take it. */
  line() {
    return {
      account: {
        server: this.address,
        domain: "practice.test",
        user: "agent1",
        auth_user: null,
        transport: "udp",
        srtp: "off",
        extra_roots_pem: null,
      },
      password: "practice",
    };
  }

  /** Waits for something that happened after the first `since` events, and returns it. */
  event(kind, { since = 0, matching = () => true, timeoutMs = 15_000 } = {}) {
    return until(`practice: ${kind}`, () => {
      if (!this.process.running) throw new Error("practice ended", { cause: this.process.failure });
      return this.events.slice(since).find((event) => event.event === kind && matching(event));
    }, timeoutMs);
  }

  /** A customer calls from `number`; returns the customer's end of the call. */
  async ring(number) {
    const since = this.events.length;
    this.process.write(`call ${number}\n`);
    const { call } = await this.event("calling", { since });
    return new CustomersEnd(this, call, since);
  }

  stop() {
    return this.process.stop();
  }
}

class CustomersEnd {
  constructor(practice, call, since) {
    this.practice = practice;
    this.call = call;
    this.since = since;
  }

  event(kind, options = {}) {
    const { matching = () => true } = options;
    return this.practice.event(kind, {
      since: this.since,
      ...options,
      matching: (event) => event.call === this.call && matching(event),
    });
  }

  /** Waits until the customer hears a tone of this frequency. */
  hears(toneHz) {
    return this.event("heard", { matching: ({ hz }) => hz !== null && Math.abs(hz - toneHz) < 10 });
  }

  hangUp() {
    this.practice.process.write("hangup\n");
  }
}
