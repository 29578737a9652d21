/** The connection: says hello from where the widget left off, sends what waits, and comes back when it breaks. */

import type { Memory } from "./memory";
import type { ChatState, Line, NewLine, Refused, Said, Told } from "./wire";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** A line that is not taken within this time is sent again over a new connection: the old one may only seem to be up. */
const ANSWER_MS = 12_000;
/** The server does not want to see this page again. */
const CLOSED_FOR_GOOD = 4403;

export interface Hears {
  /** Whether there is a connection. */
  linked(up: boolean): void;
  lines(lines: Line[]): void;
  state(state: ChatState): void;
  types(name: string): void;
  read(message: string): void;
  refused(refused: Refused): void;
  title(title: { ko: string; en: string }): void;
}

export class Link {
  #socket: WebSocket | null = null;
  #up = false;
  #failures = 0;
  #timer = 0;
  #answer = 0;
  #after = 0;
  #over = false;
  #resend = 0;

  constructor(
    readonly centre: string,
    readonly site: string,
    readonly language: string,
    readonly memory: Memory,
    readonly visitor: () => string | undefined,
    readonly hears: Hears,
  ) {
    addEventListener("online", () => this.#now());
    addEventListener("offline", () => this.#socket && this.#drop());
    addEventListener("pageshow", () => this.#now());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#now();
    });
  }

  /** Whether there is a connection. */
  get up(): boolean {
    return this.#up;
  }

  /** Connects, unless it does. */
  start() {
    if (!this.#socket && !this.#timer && !this.#over) this.#connect();
  }

  /** Keeps a line until the server has it, and sends it as soon as that can be. */
  write(line: NewLine) {
    this.memory.kept.pending.push(line);
    this.memory.save();
    this.start();
    if (this.#up) this.#send({ line });
    this.#await();
  }

  /** Tells something that matters only now. */
  tell(said: Said) {
    if (this.#up) this.#send(said);
  }

  /** Takes a line back that the server refused for good. */
  drop(id: string): NewLine | undefined {
    const { kept } = this.memory;
    const line = kept.pending.find((it) => it.id === id);
    kept.pending = kept.pending.filter((it) => it.id !== id);
    this.memory.save();
    return line;
  }

  /** Forgets the chat: the next line begins another one. */
  anew() {
    this.memory.forget();
    this.#after = 0;
    this.#over = false;
    this.#failures = 0;
    this.#drop();
  }

  #connect() {
    this.#timer = 0;
    const url = `${this.centre.replace(/^http/, "ws")}/api/v1/chat?site=${encodeURIComponent(this.site)}`;
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => {
      const { secret } = this.memory.kept;
      const visitor = this.visitor();
      this.#send({ hello: { secret, visitor, language: this.language, after: this.#after } });
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code === CLOSED_FOR_GOOD);
    };
  }

  #hear(told: Told) {
    if ("welcome" in told) {
      this.memory.kept.secret = told.welcome.secret;
      this.memory.save();
      this.hears.title(told.welcome.title);
    } else if ("lines" in told) {
      this.#take(told.lines);
    } else if ("state" in told) {
      this.#stands(told.state);
    } else if ("types" in told) this.hears.types(told.types.name);
    else if ("read" in told) this.hears.read(told.read.message);
    else if ("refused" in told) this.#refused(told.refused);
  }

  /** What the server has of ours waits no longer, however often it was sent. */
  #take(lines: Line[]) {
    const fresh = lines.filter((it) => it.seq > this.#after);
    this.#after = Math.max(this.#after, ...lines.map((it) => it.seq));
    const taken = new Set(lines.map((it) => it.client));
    const { kept } = this.memory;
    kept.pending = kept.pending.filter((it) => !taken.has(it.id));
    kept.begun = true;
    this.memory.save();
    this.#await();
    if (fresh.length > 0) this.hears.lines(fresh);
  }

  #stands(state: ChatState) {
    this.#failures = 0;
    if (!this.#up) {
      // The first state comes after all lines that the server has: what is left waits in truth.
      this.#up = true;
      this.hears.linked(true);
      this.#sendAll();
    }
    this.hears.state(state);
  }

  #sendAll() {
    for (const line of this.memory.kept.pending) this.#send({ line });
    this.#await();
  }

  #refused(refused: Refused) {
    if (refused.line && refused.retry_after_s) {
      clearTimeout(this.#resend);
      clearTimeout(this.#answer);
      this.#resend = setTimeout(() => this.#up && this.#sendAll(), refused.retry_after_s * 1000);
    }
    if (refused.code === "origin" || refused.code === "no_chat") {
      console.warn(
        `Daehwa: pages of ${location.origin} may not chat for the site ${this.site} (${refused.code}).`,
      );
    }
    this.hears.refused(refused);
  }

  #await() {
    clearTimeout(this.#answer);
    if (this.#up && this.memory.kept.pending.length > 0) {
      this.#answer = setTimeout(() => this.#drop(), ANSWER_MS);
    }
  }

  /** Gives the connection up, and makes another one. */
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#lost(false);
  }

  #lost(forGood: boolean) {
    this.#socket = null;
    this.#over = forGood;
    clearTimeout(this.#answer);
    if (this.#up) {
      this.#up = false;
      this.hears.linked(false);
    }
    if (forGood) return;
    clearTimeout(this.#timer);
    const whole = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#connect(), whole / 2 + (Math.random() * whole) / 2);
  }

  #now() {
    if (this.#timer && !this.#socket) {
      clearTimeout(this.#timer);
      this.#connect();
    }
  }

  #send(said: Said) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(said));
  }
}
