// A seat: what an agent's computer has besides the desktop. A screen, a message bus, a window manager, notifications,
// a key store and a headset, all of this run alone.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child, run } from "./child.mjs";
import { until } from "./until.mjs";

export class Seat {
  #children = [];

  /** Sets a seat up; its logs go to `artifacts`. */
  static async open(name, artifacts, { keyring = true, headset = true } = {}) {
    const seat = new Seat(name, artifacts);
    try {
      await seat.#setUp(keyring, headset);
      return seat;
    } catch (error) {
      await seat.close();
      throw error;
    }
  }

  constructor(name, artifacts) {
    this.name = name;
    this.artifacts = artifacts;
    this.dir = mkdtempSync(join(tmpdir(), `daehwa-${name}-`));
    for (const folder of ["run", "home", "home/.config/dunst", "notifications"]) {
      mkdirSync(join(this.dir, folder), { recursive: true, mode: 0o700 });
    }
    mkdirSync(artifacts, { recursive: true });
  }

  async #setUp(keyring, headset) {
    const runtime = join(this.dir, "run");
    this.env = {
      PATH: process.env.PATH,
      LANG: "C.UTF-8",
      HOME: join(this.dir, "home"),
      XDG_RUNTIME_DIR: runtime,
      XDG_CACHE_HOME: join(tmpdir(), "daehwa-e2e-cache"),
      XDG_SESSION_TYPE: "x11",
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus`,
      PULSE_SERVER: `unix:${runtime}/pulse/native`,
      GDK_BACKEND: "x11",
      LIBGL_ALWAYS_SOFTWARE: "1",
      NO_AT_BRIDGE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      GTK_USE_PORTAL: "0",
    };
    await this.#screen();
    await this.#bus(runtime);
    this.start("openbox", ["--sm-disable"]);
    await this.#notifications();
    if (keyring) await this.#keyring();
    if (headset) await this.#headset(runtime);
  }

  /** Starts a program at this seat; it is ended with the seat. */
  start(command, args = [], options = {}) {
    const child = Child.start(command, args, {
      env: { ...this.env, ...options.env },
      logFile: join(this.artifacts, `${this.name}-${command.split("/").pop()}.log`),
      onLine: options.onLine,
      onData: options.onData,
    });
    this.#children.push(child);
    return child;
  }

  /** Runs a program at this seat to its end. */
  run(command, args = [], options = {}) {
    return run(command, args, { ...options, env: this.env });
  }

  async #screen() {
    // Xvfb chooses a free display itself, and writes its number to file descriptor 1.
    const screen = Child.start("Xvfb", ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"], {
      logFile: join(this.artifacts, `${this.name}-Xvfb.log`),
    });
    this.#children.push(screen);
    this.env.DISPLAY = `:${await screen.line("display number", (line) => /^\d+$/.test(line) && line)}`;
  }

  async #bus(runtime) {
    const bus = this.start("dbus-daemon", ["--session", "--nofork", "--nopidfile", `--address=unix:path=${runtime}/bus`]);
    await bus.ready(() => existsSync(join(runtime, "bus")));
  }

  async #notifications() {
    this.notificationLog = join(this.dir, "notifications", "log");
    const script = join(this.dir, "notifications", "write-down");
    writeFileSync(this.notificationLog, "");
    writeFileSync(
      script,
      `#!/bin/sh\nprintf '%s\\t%s\\t%s\\n' "$(date +%s%3N)" "$DUNST_SUMMARY" "$DUNST_BODY" >> ${this.notificationLog}\n`,
    );
    chmodSync(script, 0o700);
    const config = join(this.env.HOME, ".config/dunst/dunstrc");
    const chooser = join(this.dir, "notifications", "choose");
    writeFileSync(chooser, `#!/bin/sh\ngrep -F -m 1 "#$(cat ${this.#choice})"\n`);
    chmodSync(chooser, 0o700);
    writeFileSync(
      config,
      `[global]\nfont = Noto Sans CJK KR 11\ndmenu = ${chooser}\n[write-down]\nscript = ${script}\n`,
    );
    const daemon = this.start("dunst", ["-conf", config]);
    await daemon.ready(() => this.run("dunstctl", ["count", "displayed"]).then(() => true, () => false));
  }

  /** Every notification that was shown here: `{ at, title, body }`. */
  notifications() {
    return readFileSync(this.notificationLog, "utf8").split("\n").filter(Boolean).map((line) => {
      const [at, title, body] = line.split("\t");
      return { at: Number(at), title, body };
    });
  }

  /** How many notifications are on screen now. */
  async notificationsOnScreen() {
    return Number(await this.run("dunstctl", ["count", "displayed"]));
  }

  /** Puts away whatever notifications are on screen. */
  async dismissNotifications() {
    await this.run("dunstctl", ["close-all"]);
    await until("no notification is on screen", async () => (await this.notificationsOnScreen()) === 0);
  }

  get #choice() {
    return join(this.dir, "notifications", "choice");
  }

  /**
   * Clicks an action of the notification on screen until it is gone; without a label, the notification itself.
   * Once is not always enough: what is clicked in the first milliseconds is lost, because notify-rust listens only
   * after the notification was shown.
   */
  async clickNotification(label) {
    if (label) writeFileSync(this.#choice, label);
    await until("the clicked notification is gone", async () => {
      if ((await this.notificationsOnScreen()) === 0) return true;
      await this.run("dunstctl", [label ? "context" : "action"]);
    }, 15_000, 500);
  }

  async #keyring() {
    const daemon = this.start("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"]);
    // The password of the key store: empty.
    daemon.process.stdin.end("\n");
    await daemon.ready(() => this.#hasOwner("org.freedesktop.secrets"));
  }

  async #hasOwner(name) {
    const answer = await this.run("dbus-send", [
      "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", `string:${name}`,
    ]);
    return answer.includes("true");
  }

  async #headset(runtime) {
    const socket = join(runtime, "pulse", "native");
    mkdirSync(join(runtime, "pulse"), { mode: 0o700 });
    const script = join(this.dir, "headset.pa");
    writeFileSync(script, readFileSync(new URL("headset.pa", import.meta.url), "utf8").replaceAll("SOCKET", socket));
    writeFileSync(join(this.env.HOME, ".asoundrc"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
    const daemon = this.start("pulseaudio", [
      "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "-F", script,
    ]);
    await daemon.ready(() => this.run("pactl", ["info"]).then(() => true, () => false));
  }

  /** A picture of the whole screen. */
  async screenshot(file) {
    await this.run("import", ["-window", "root", file]);
    return file;
  }

  /** Puts another program's window in front, as when the agent reads something else. */
  async lookElsewhere() {
    const other = this.start("display", ["-title", "elsewhere", "-size", "400x300", "xc:gray"]);
    await until("another window has the keyboard", async () => (await this.activeWindow()) === "elsewhere");
    return other;
  }

  /** The name of the window that has the keyboard. */
  async activeWindow() {
    return (await this.run("xdotool", ["getactivewindow", "getwindowname"])).trim();
  }

  async close() {
    for (const child of this.#children.reverse()) await child.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
