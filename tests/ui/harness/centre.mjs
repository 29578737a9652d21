// The central server with a demonstration's customers.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Child, run } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";

const PASSWORD = "demonstration";
const CUSTOMERS = "200";
const SEED = "29";

export class Centre {
  /** A server with customers, on a port that the system chose. */
  static async open(dir, { loopback = false } = {}) {
    const data = `${dir}/server`;
    mkdirSync(data, { recursive: true });
    const env = { ...process.env, DAEHWA_PASSWORD: PASSWORD };
    await run(binary("daehwa-server"), ["seed", "--data", data, "--customers", CUSTOMERS, "--seed", SEED], { env, timeoutMs: 60_000 });
    const centre = new Centre(dir, data);
    if (loopback) centre.carry();
    await centre.start("127.0.0.1:0");
    return centre;
  }

  constructor(dir, data) {
    this.dir = dir;
    this.data = data;
    this.password = PASSWORD;
  }

  async start(listen = new URL(this.url).host) {
    const mail = this.accounts ? ["--mail", this.accounts] : [];
    this.server = Child.start(binary("daehwa-server"), ["serve", "--data", this.data, "--listen", listen, ...mail], {
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

  /** What is written goes into folders, and comes from there. */
  carry() {
    this.accounts = `${this.dir}/accounts.toml`;
    const one = (key) => `[[mailbox]]\nkey = "${key}"\n[mailbox.loopback]\nfolder = "written/${key}"\n`;
    writeFileSync(this.accounts, ["mail", "sms", "fax"].map(one).join(""));
  }

  /** A text message or fax comes to a mailbox of ours. */
  text(mailbox, told) {
    const folder = `${this.dir}/written/${mailbox}/in`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${told.id}.part`, JSON.stringify({ is: "message", ...told }));
    renameSync(`${folder}/${told.id}.part`, `${folder}/${told.id}.json`);
  }

  /** What went out of a mailbox of ours. */
  carried(mailbox) {
    const folder = `${this.dir}/written/${mailbox}/out`;
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((it) => it.endsWith(".json"));
    return names.map((it) => JSON.parse(readFileSync(`${folder}/${it}`, "utf8")));
  }

  /** The server goes away; `start` brings it back at the same address. */
  stop() {
    return this.server.stop();
  }
}
