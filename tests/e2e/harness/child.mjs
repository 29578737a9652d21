// Child processes: each is ended by its own pid, with everything that it started.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createWriteStream, existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { until } from "./until.mjs";

/** A running program, the lines it printed (`remarks`: to standard error), and its log in `logFile`. */
export class Child {
  static start(command, args, options = {}) {
    return new Child(command, args, options);
  }

  /** With `onData`, what it prints is handed over as it is, and not as lines. */
  constructor(command, args, { env, logFile, cwd, onLine, onData }) {
    this.name = command.split("/").pop();
    this.lines = [];
    // A group of its own, so that what it starts can be ended with it.
    this.process = spawn(command, args, { env: env ?? process.env, cwd, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    this.failure = undefined;
    this.process.on("error", (error) => (this.failure = error));
    this.process.stdin.on("error", () => {});
    const log = logFile ? createWriteStream(logFile, { flags: "a" }) : undefined;
    this.remarks = [];
    createInterface({ input: this.process.stderr }).on("line", (line) => {
      log?.write(`${line}\n`);
      this.remarks.push(line);
    });
    if (onData) {
      this.process.stdout.on("data", onData);
      return;
    }
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      log?.write(`${line}\n`);
      this.lines.push(line);
      onLine?.(line);
    });
  }

  get pid() {
    return this.process.pid;
  }

  get running() {
    return !this.failure && this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Waits for a printed line that `matches` accepts (from the first one on), and returns what it returned. */
  async line(what, matches, timeoutMs) {
    return until(`${this.name}: ${what}`, () => {
      for (const line of [...this.lines, ...this.remarks]) {
        const found = matches(line);
        if (found) return found;
      }
      if (!this.running) throw new Error(`${this.name} ended`, { cause: this.failure });
    }, timeoutMs);
  }

  /** Waits until it is up, as `question` tells; fails at once when it ends before. */
  async ready(question, timeoutMs) {
    await until(`${this.name} is up`, async () => {
      if (!this.running) throw new Error(`${this.name} ended`, { cause: this.failure });
      return question();
    }, timeoutMs);
    return this;
  }

  write(text) {
    this.process.stdin.write(text);
  }

  /** Ends it and its group: asks first, then insists. */
  async stop(signal = "SIGTERM", patienceMs = 5_000) {
    if (this.running) {
      const ended = once(this.process, "exit");
      this.#signalGroup(signal);
      const timer = setTimeout(() => this.#signalGroup("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(timer);
    }
    this.#signalGroup("SIGKILL");
  }

  #signalGroup(signal) {
    if (!this.pid) return;
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

/** Runs a program to its end and returns its output; fails when it fails. */
export async function run(command, args, { env, timeoutMs = 15_000, input } = {}) {
  const child = spawn(command, args, { env: env ?? process.env, timeout: timeoutMs });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (errors += data));
  child.stdin.end(input);
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${signal ?? code}\n${errors}`);
  return output;
}

/** A port that is free and stays so until it is listened on: below those that the system gives to the near ends of connections. */
export async function freePort() {
  for (;;) {
    const port = randomInt(21_000, 32_768);
    const probe = createServer().listen(port, "127.0.0.1");
    try {
      await once(probe, "listening");
    } catch (error) {
      if (error.code === "EADDRINUSE") continue;
      throw error;
    }
    probe.close();
    await once(probe, "close");
    return port;
  }
}

/** The processes below `pid`, itself included, as `{ pid, name }`. */
export function descendants(pid) {
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    const path = `/proc/${entry}/stat`;
    if (!/^\d+$/.test(entry) || !existsSync(path)) continue;
    try {
      const stat = readFileSync(path, "utf8");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      parents.set(Number(entry), { pid: Number(entry), name, parent });
    } catch {
      // It ended while we looked.
    }
  }
  const found = [];
  const visit = (id) => {
    const entry = parents.get(id);
    if (entry) found.push(entry);
    for (const child of parents.values()) if (child.parent === id) visit(child.pid);
  };
  visit(pid);
  return found;
}
