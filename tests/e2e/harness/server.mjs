// The central server with a demonstration's centre in it.

import { join } from "node:path";
import { Child, freePort, run } from "./child.mjs";
import { binary } from "./programs.mjs";

/** The password of every user of the demonstration. */
export const PASSWORD = "correct horse battery staple";

export class Server {
  /**
   * Makes a centre and serves it. With `tls`, under a certificate that it makes for itself; with `mail`, the file of its accounts, it
   * reads and sends mails.
   */
  static async start(dir, artifacts, { customers = 300, tls = false, mail } = {}) {
    const server = new Server(dir, artifacts, tls, mail);
    await run(binary("daehwa-server"), ["--data", server.data, "seed", "--customers", String(customers)], {
      env: { ...process.env, DAEHWA_PASSWORD: PASSWORD },
      timeoutMs: 60_000,
    });
    server.port = await freePort();
    await server.start();
    return server;
  }

  constructor(dir, artifacts, tls, mail) {
    this.data = join(dir, "server");
    this.artifacts = artifacts;
    this.more = [...(tls ? ["--tls-self-signed"] : []), ...(mail ? ["--mail", mail] : [])];
    this.tls = tls;
  }

  /** Serves at the same address as before. */
  async start() {
    const listen = ["--data", this.data, "serve", "--listen", `127.0.0.1:${this.port}`];
    this.process = Child.start(binary("daehwa-server"), [...listen, ...this.more], {
      logFile: join(this.artifacts, "server.log"),
    });
    this.url = await this.process.line("its address", (line) => line.match(/^listening on (\S+)/)?.[1], 30_000);
    if (this.tls) this.fingerprint = await this.process.line("its certificate", (line) => line.match(/^certificate SHA-256 (\S+)/)?.[1]);
  }

  stop() {
    return this.process.stop();
  }
}
