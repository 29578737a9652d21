// A real telephone exchange with real phones: Kamailio, baresip and SIPp, as Debian has them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { authority, certificateFor } from "./authority.mjs";
import { Child, freePort } from "./child.mjs";
import { until } from "./until.mjs";

const here = (name) => new URL(name, import.meta.url).pathname;

/** Kamailio: registrar and proxy with digest, and a trunk. */
export class Pbx {
  /** With `tls`, also over TLS, under a certificate of an authority of its own. */
  static async start(dir, artifacts, { tls = false } = {}) {
    const pbx = new Pbx();
    pbx.dir = join(dir, "pbx");
    mkdirSync(pbx.dir, { recursive: true });
    pbx.artifacts = artifacts;
    pbx.port = await freePort();
    pbx.trunkPort = await freePort();
    pbx.tlsPort = await freePort();
    if (tls) {
      pbx.authority = await authority(pbx.dir, "pbx-authority");
      await certificateFor("127.0.0.1", pbx.dir, "pbx", pbx.authority);
    }
    const config = join(pbx.dir, "kamailio.cfg");
    const filled = { SIP_PORT: pbx.port, TLS_PORT: pbx.tlsPort, TRUNK_PORT: pbx.trunkPort, RUN_DIR: pbx.dir };
    const text = readFileSync(here("kamailio.cfg"), "utf8");
    writeFileSync(config, text.replaceAll(new RegExp(Object.keys(filled).join("|"), "g"), (word) => filled[word]));
    pbx.process = Child.start(
      "kamailio",
      ["-DD", "-E", "-f", config, "-m", "64", "-M", "8", "-Y", pbx.dir, ...(tls ? ["-A", "WITH_TLS"] : [])],
      { logFile: join(artifacts, "kamailio.log") },
    );
    await pbx.process.ready(() => canConnect(tls ? pbx.tlsPort : pbx.port));
    return pbx;
  }

  /** The agent's account here, as `save_line` takes it. With `authorityPem`, over TLS. */
  line({ authorityPem = null } = {}) {
    return {
      account: {
        server: `127.0.0.1:${authorityPem ? this.tlsPort : this.port}`,
        domain: "pbx.test",
        user: "agent1",
        auth_user: null,
        transport: authorityPem ? "tls" : "udp",
        srtp: "off",
        extra_roots_pem: authorityPem,
      },
      password: "secret1",
    };
  }

  /** A customer calls the agent through the trunk from `number`; the returned program ends when the agent hangs up. */
  trunkCall(number) {
    const numbers = join(this.dir, "numbers.csv");
    writeFileSync(numbers, `SEQUENTIAL\n${number};\n`);
    return Child.start(
      "sipp",
      ["-sf", here("trunk-call.xml"), "-inf", numbers, "-s", "agent1", `127.0.0.1:${this.port}`, "-i", "127.0.0.1",
        "-p", String(this.trunkPort), "-mi", "127.0.0.1", "-m", "1", "-nostdin"],
      { logFile: join(this.artifacts, "sipp.log"), cwd: this.dir },
    );
  }

  stop() {
    return this.process.stop();
  }
}

/** baresip: a G.711 phone that sends 440 Hz and keeps what it hears. */
export class Baresip {
  static async start(pbx, artifacts) {
    const phone = new Baresip();
    phone.dir = join(pbx.dir, "baresip");
    mkdirSync(phone.dir, { recursive: true });
    phone.controlPort = await freePort();
    const sipPort = await freePort();
    writeFileSync(
      join(phone.dir, "accounts"),
      `<sip:bob@pbx.test;transport=udp>;auth_pass=bobpw;outbound="sip:127.0.0.1:${pbx.port};transport=udp";regint=60\n`,
    );
    writeFileSync(
      join(phone.dir, "config"),
      [
        "net_interface 127.0.0.1",
        `sip_listen 127.0.0.1:${sipPort}`,
        "audio_source ausine,440",
        `snd_path ${phone.dir}`,
        "ausrc_srate 48000",
        "ausrc_channels 2",
        "auplay_srate 8000",
        "auplay_channels 1",
        "module_path /usr/lib/baresip/modules",
        ...["g711", "ausine", "sndfile"].map((name) => `module ${name}.so`),
        "module_tmp account.so",
        "module_app menu.so",
        "module_app ctrl_tcp.so",
        `ctrl_tcp_listen 127.0.0.1:${phone.controlPort}`,
      ].join("\n"),
    );
    phone.process = Child.start("baresip", ["-f", phone.dir], { logFile: join(artifacts, "baresip.log"), cwd: phone.dir });
    await phone.process.ready(() => canConnect(phone.controlPort));
    await phone.process.line("registered", (line) => line.includes("200 OK"));
    return phone;
  }

  /** Tells it something over its control port (netstrings of JSON). */
  async tell(command, params = "") {
    const socket = connect(this.controlPort, "127.0.0.1");
    await once(socket, "connect");
    const message = JSON.stringify({ command, params, token: "e2e" });
    socket.write(`${Buffer.byteLength(message)}:${message},`);
    await once(socket, "data");
    socket.destroy();
  }

  dial(address) {
    return this.tell("dial", address);
  }

  hangUp() {
    return this.tell("hangup");
  }

  /** What it heard in its last call, when that is over: samples and their rate. */
  async heard() {
    const file = await until("what the phone heard", () => readdirSync(this.dir).find((name) => name.endsWith("-dec.wav")));
    const bytes = readFileSync(join(this.dir, file));
    const data = bytes.indexOf("data") + 8;
    const samples = Float64Array.from({ length: (bytes.length - data) >> 1 }, (_, i) => bytes.readInt16LE(data + i * 2) / 32768);
    return { samples, rateHz: bytes.readUInt32LE(24) };
  }

  stop() {
    return this.process.stop();
  }
}

async function canConnect(port) {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
