/** The lines on screen. */

import { make, sizeOf, timeOf } from "./parts";
import type { Line, NewLine } from "./wire";
import type { Language, Words } from "./words";

export class Log {
  readonly element: HTMLElement;
  #ids: string[] = [];
  #own = new Map<string, HTMLElement>();
  #waiting = new Map<string, { row: HTMLElement; mark: HTMLElement }>();
  #read: string | null = null;
  #readMark = make("span", { class: "mark" });

  constructor(
    readonly words: Words,
    readonly language: Language,
    readonly keep: (line: Line, file: Line["files"][number]) => void,
  ) {
    const given = { class: "log", role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: 0 };
    this.element = make("div", given);
  }

  /** The last line that the server gave. */
  get last(): string | undefined {
    return this.#ids.at(-1);
  }

  clear() {
    this.element.replaceChildren();
    this.#ids = [];
    this.#own.clear();
    this.#waiting.clear();
    this.#read = null;
  }

  note(text: string) {
    this.#put(make("p", { class: "note" }, text), this.#firstWaiting);
  }

  /** What the server has stands before what it has not. */
  get #firstWaiting(): HTMLElement | undefined {
    return this.#waiting.values().next().value?.row;
  }

  /** A line that the server has. It takes the place of the one that waited. */
  put(line: Line) {
    const waited = line.client ? this.#waiting.get(line.client) : undefined;
    const who = line.ours ? (line.name ?? this.words.agent) : this.words.you;
    const row = make("div", { class: line.ours ? "row" : "row mine" });
    row.append(make("div", { class: line.ours ? "who" : "sr" }, who));
    if (line.text) row.append(make("div", { class: "words" }, line.text));
    for (const file of line.files) {
      const click = () => this.keep(line, file);
      const label = this.words.download(file.name);
      row.append(
        make(
          "button",
          { class: "file", "aria-label": label, click },
          `${file.name} · ${sizeOf(file.size_bytes)}`,
        ),
      );
    }
    row.append(make("div", { class: "mark" }, timeOf(line.at_ms, this.language)));
    this.#ids.push(line.id);
    if (!line.ours) this.#own.set(line.id, row);
    if (waited) {
      this.#waiting.delete(line.client as string);
      // Heard already as it was written: it is not read out again.
      waited.row.replaceWith(row);
      this.#markRead();
    } else {
      this.#put(row, this.#firstWaiting);
    }
  }

  /** A line that the server does not have yet. */
  wait(line: NewLine) {
    const mark = make("div", { class: "mark" }, this.words.sending);
    const row = make("div", { class: "row mine" });
    row.append(
      make("div", { class: "sr" }, this.words.you),
      make("div", { class: "words" }, line.text),
      mark,
    );
    this.#waiting.set(line.id, { row, mark });
    this.#put(row);
  }

  /** Says how it stands with what waits. */
  waits(up: boolean) {
    for (const { mark } of this.#waiting.values())
      mark.textContent = up ? this.words.sending : this.words.waiting;
  }

  /** A line was refused for good. */
  failed(id: string, why: string) {
    const waited = this.#waiting.get(id);
    if (!waited) return;
    waited.mark.className = "mark bad";
    waited.mark.textContent = why;
    this.#waiting.delete(id);
  }

  /** Our side has read up to a message. */
  read(message: string) {
    this.#read = message;
    this.#markRead();
  }

  #markRead() {
    const upTo = this.#read ? this.#ids.indexOf(this.#read) : -1;
    const seen = this.#ids.slice(0, upTo + 1).findLast((it) => this.#own.has(it));
    this.#readMark.textContent = ` · ${this.words.read}`;
    if (seen) this.#own.get(seen)?.lastElementChild?.append(this.#readMark);
  }

  /** Adds a line at the end, and stays there when the reader was. */
  #put(row: HTMLElement, before?: HTMLElement) {
    const { element } = this;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
    if (before) before.before(row);
    else element.append(row);
    if (atEnd) this.end();
  }

  end() {
    this.element.scrollTop = this.element.scrollHeight;
  }
}
