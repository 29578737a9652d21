// The central server with a demonstration's customers.

import { mkdirSync, writeFileSync } from "node:fs";
import { Child, run } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";

const PASSWORD = "demonstration";
const CUSTOMERS = "200";
const SEED = "29";

export class Centre {
  /** A server with customers, on a port that the system chose. */
  static async open(dir) {
    const data = `${dir}/server`;
    mkdirSync(data, { recursive: true });
    const env = { ...process.env, DAEHWA_PASSWORD: PASSWORD };
    await run(binary("daehwa-server"), ["seed", "--data", data, "--customers", CUSTOMERS, "--seed", SEED], { env, timeoutMs: 60_000 });
    const centre = new Centre(dir, data);
    await centre.start("127.0.0.1:0");
    return centre;
  }

  constructor(dir, data) {
    this.dir = dir;
    this.data = data;
    this.password = PASSWORD;
  }

  async start(listen = new URL(this.url).host) {
    this.server = Child.start(binary("daehwa-server"), ["serve", "--data", this.data, "--listen", listen], {
      logFile: `${this.dir}/server.log`,
    });
    this.url = await this.server.line("address", (line) => line.match(/^listening on (\S+)$/)?.[1], 30_000);
  }

  /** Mails come into a mailbox of ours while the server is away. */
  async mail(mailbox, mails) {
    const files = mails.map((mail, at) => {
      const file = `${this.dir}/mail-${at}.eml`;
      writeFileSync(file, mail);
      return file;
    });
    const address = new URL(this.url).host;
    await this.stop();
    await run(binary("daehwa-server"), ["--data", this.data, "mailbox", "take", mailbox, ...files], { timeoutMs: 60_000 });
    await this.start(address);
  }

  /** The server goes away; `start` brings it back at the same address. */
  stop() {
    return this.server.stop();
  }
}
