/** The widget: a button that opens a window, in a shadow tree of its own. */

import { keepFile, sendFile, TAKEN } from "./files";
import { Link } from "./link";
import { Log } from "./log";
import { memoryOf, newId, visitorOf } from "./memory";
import { make } from "./parts";
import { STYLE } from "./style";
import type { ChatState, Line, NewLine, Refused } from "./wire";
import type { Language, Words } from "./words";

const TYPES_EVERY_MS = 3_000;
const TYPES_HOLDS_MS = 5_000;
const NOT_TAKEN = ["length", "contact_needed", "contact", "over"];

export class Panel {
  readonly #host = document.createElement("daehwa-chat");
  readonly #memory;
  readonly #link: Link;
  readonly #log: Log;
  readonly #launch: HTMLButtonElement;
  readonly #badge = make("span", { class: "badge", hidden: true });
  readonly #panel: HTMLElement;
  readonly #title: HTMLElement;
  readonly #queue = make("div", { class: "under", role: "status" });
  readonly #typing = make("div", { class: "under" });
  readonly #trouble = make("div", { class: "under trouble", role: "alert" });
  readonly #form: HTMLFormElement;
  readonly #who: HTMLElement;
  readonly #name: HTMLInputElement;
  readonly #contact: HTMLInputElement;
  readonly #contactLabel = make("span");
  readonly #text: HTMLTextAreaElement;
  readonly #file: HTMLInputElement;
  readonly #attach: HTMLButtonElement;
  readonly #endButton: HTMLButtonElement;
  readonly #sure: HTMLElement;
  readonly #again: HTMLButtonElement;
  #state: ChatState | null = null;
  #unread = 0;
  #typed = 0;
  #typingTimer = 0;
  #told = "";

  constructor(
    readonly centre: string,
    readonly site: string,
    readonly language: Language,
    readonly words: Words,
    look?: string,
  ) {
    const w = words;
    this.#memory = memoryOf(site);
    this.#log = new Log(w, language, (line, file) => this.#keep(line, file));
    this.#launch = make("button", {
      class: "launch",
      type: "button",
      "aria-expanded": "false",
      click: () => this.#open(true),
    });
    this.#launch.append(w.open, this.#badge);
    this.#title = make("h2", { id: "title" }, w.title);
    this.#endButton = make("button", { type: "button", hidden: true, click: () => this.#ask(true) }, w.end);
    const close = make("button", { type: "button", "aria-label": w.close, click: () => this.#close() }, "✕");
    const head = make("div", { class: "head" }, this.#title, this.#endButton, close);
    const yes = make("button", { type: "button", click: () => this.#end() }, w.endYes);
    const no = make("button", { type: "button", click: () => this.#ask(false) }, w.endNo);
    this.#sure = make("div", { class: "ask", role: "group", "aria-label": w.endSure, hidden: true });
    this.#sure.append(make("span", {}, w.endSure), yes, no);
    this.#name = make("input", { name: "name", autocomplete: "name", maxlength: 100 });
    this.#contact = make("input", { name: "contact", autocomplete: "email", maxlength: 254 });
    this.#who = make("div", { class: "form" });
    this.#who.append(
      make("label", {}, `${w.name} (${w.optional})`, this.#name),
      make("label", {}, this.#contactLabel, this.#contact),
    );
    this.#text = make("textarea", {
      rows: 1,
      "aria-label": w.message,
      placeholder: w.placeholder,
      maxlength: 4000,
      input: () => this.#onInput(),
      keydown: (event: KeyboardEvent) => this.#onKey(event),
    });
    this.#file = make("input", { type: "file", accept: TAKEN, hidden: true, change: () => this.#sendFile() });
    this.#attach = make(
      "button",
      { type: "button", "aria-label": w.file, hidden: true, click: () => this.#file.click() },
      "📎",
    );
    const send = make("button", { type: "submit", class: "send" }, w.send);
    const write = make("div", { class: "write" }, this.#attach, this.#text, send);
    this.#form = make("form", {
      class: "form",
      submit: (event: Event) => {
        event.preventDefault();
        this.#submit();
      },
    });
    this.#form.append(write, this.#file);
    this.#again = make("button", { type: "button", hidden: true, click: () => this.#anew() }, w.again);
    this.#panel = make("section", {
      class: "panel",
      role: "dialog",
      "aria-labelledby": "title",
      hidden: true,
    });
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    this.#panel.append(
      head,
      this.#sure,
      this.#log.element,
      this.#queue,
      this.#typing,
      this.#trouble,
      this.#who,
      this.#form,
      this.#again,
    );

    const host = this.#host;
    host.lang = language;
    host.dataset.look = look === "light" ? "light" : "auto";
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#launch, this.#panel);
    document.body.append(host);

    this.#link = new Link(centre, site, language, this.#memory, () => visitorOf(site), {
      linked: (up) => this.#linked(up),
      lines: (lines) => this.#lines(lines),
      state: (state) => this.#stands(state),
      types: (name) => this.#types(name),
      read: (message) => this.#log.read(message),
      refused: (refused) => this.#refused(refused),
      title: (title) => {
        this.#title.textContent = title[language] || title.ko || title.en || w.title;
      },
    });
    for (const line of this.#memory.kept.pending) this.#log.wait(line);
    document.addEventListener("visibilitychange", () => this.#seen());
    const { begun, pending, open } = this.#memory.kept;
    // A chat that runs goes on with the page; who has none costs no connection.
    if (begun || pending.length > 0) this.#link.start();
    if (open) this.#open(false);
    this.#paint();
  }

  #open(focus: boolean) {
    this.#panel.hidden = false;
    this.#launch.hidden = true;
    this.#launch.setAttribute("aria-expanded", "true");
    this.#memory.kept.open = true;
    this.#memory.save();
    this.#link.start();
    this.#log.end();
    this.#seen();
    if (focus) (this.#who.hidden ? this.#text : this.#name).focus();
  }

  #close() {
    this.#panel.hidden = true;
    this.#launch.hidden = false;
    this.#launch.setAttribute("aria-expanded", "false");
    this.#memory.kept.open = false;
    this.#memory.save();
    this.#launch.focus();
  }

  #submit() {
    const text = this.#text.value.trim();
    if (!text) return;
    const line: NewLine = { id: newId(), text };
    if (!this.#memory.kept.begun) {
      const contact = this.#contact.value.trim();
      if (this.#state && !this.#state.available && !contact) {
        this.#say(this.words.contact_needed);
        this.#contact.focus();
        return;
      }
      if (this.#name.value.trim()) line.name = this.#name.value.trim();
      if (contact) line[contact.includes("@") ? "email" : "number"] = contact;
    }
    this.#say("");
    this.#log.wait(line);
    this.#log.waits(this.#link.up);
    this.#log.end();
    this.#link.write(line);
    this.#text.value = "";
    // What is typed next is told at once.
    this.#typed = 0;
    this.#fit();
    this.#paint();
    this.#text.focus();
  }

  #onKey(event: KeyboardEvent) {
    // While a syllable is being put together Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #onInput() {
    this.#fit();
    const now = Date.now();
    if (this.#text.value.trim() && now - this.#typed > TYPES_EVERY_MS) {
      this.#typed = now;
      this.#link.tell({ types: {} });
    }
  }

  #fit() {
    this.#text.rows = Math.min(5, this.#text.value.split("\n").length);
  }

  async #sendFile() {
    const file = this.#file.files?.[0];
    const { secret } = this.#memory.kept;
    this.#file.value = "";
    if (!file || !secret) return;
    this.#say(this.words.sending);
    this.#attach.disabled = true;
    const code = await sendFile(this.centre, this.site, secret, file);
    this.#attach.disabled = false;
    this.#say(code ? this.#why(code) : "");
  }

  async #keep(line: Line, file: Line["files"][number]) {
    const { secret } = this.#memory.kept;
    const kept = secret && (await keepFile(this.centre, this.site, secret, line, file));
    if (!kept) this.#say(this.words.unavailable);
  }

  #lines(lines: Line[]) {
    for (const line of lines) this.#log.put(line);
    const ours = lines.filter((it) => it.ours).length;
    if (ours > 0) this.#typing.textContent = "";
    this.#unread += ours;
    this.#seen();
    this.#paint();
  }

  /** What is on screen and looked at is read. */
  #seen() {
    if (!this.#panel.hidden && document.visibilityState === "visible" && this.#log.last) {
      if (this.#unread > 0) this.#link.tell({ read: { message: this.#log.last } });
      this.#unread = 0;
    }
    this.#badge.hidden = this.#unread === 0;
    this.#badge.textContent = String(this.#unread);
    if (this.#unread > 0)
      this.#launch.setAttribute("aria-label", `${this.words.open}, ${this.words.fresh(this.#unread)}`);
    else this.#launch.removeAttribute("aria-label");
  }

  #stands(state: ChatState) {
    const before = this.#state;
    this.#state = state;
    const { kept } = this.#memory;
    if (state.begun !== (kept.begun === true)) {
      // What the server does not have any more is not shown as if it went on.
      if (kept.begun) this.#log.clear();
      kept.begun = state.begun;
      this.#memory.save();
    }
    const told = state.ended ? "ended" : state.done ? "done" : (state.holder ?? "");
    if (told !== this.#told) {
      if (state.ended) this.#log.note(this.words.ended);
      else if (state.done) this.#log.note(this.words.done);
      else if (state.holder && before) {
        const known = before?.holder && before.holder !== state.holder;
        this.#log.note(known ? this.words.changed(state.holder) : this.words.joined(state.holder));
      }
      this.#told = told;
    }
    this.#paint();
  }

  #types(name: string) {
    this.#typing.textContent = this.words.types(name);
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => {
      this.#typing.textContent = "";
    }, TYPES_HOLDS_MS);
  }

  #linked(up: boolean) {
    this.#log.waits(up);
    this.#say(up ? "" : this.words.offline);
  }

  #refused(refused: Refused) {
    const why = this.#why(refused.code);
    if (refused.line && NOT_TAKEN.includes(refused.code)) {
      const line = this.#link.drop(refused.line);
      this.#log.failed(refused.line, this.words.failed);
      // The words are not lost: they can be sent again once what was wrong is right.
      if (line && !this.#text.value) this.#text.value = line.text;
    }
    this.#say(why);
    if (refused.code === "origin" || refused.code === "no_chat") this.#host.remove();
    this.#paint();
  }

  #why(code: string): string {
    const said = this.words[(code === "contact" ? "contact_bad" : code) as keyof Words];
    return typeof said === "string" ? said : this.words.unavailable;
  }

  #say(text: string) {
    this.#trouble.textContent = text;
  }

  #ask(open: boolean) {
    this.#sure.hidden = !open;
    if (open) this.#sure.querySelector("button")?.focus();
    else this.#text.focus();
  }

  #end() {
    this.#ask(false);
    this.#link.tell({ end: {} });
  }

  #anew() {
    this.#link.anew();
    this.#log.clear();
    this.#state = null;
    this.#told = "";
    this.#paint();
    this.#name.focus();
  }

  /** Shows what belongs to how the chat stands. */
  #paint() {
    const { words: w } = this;
    const state = this.#state;
    const begun = this.#memory.kept.begun === true;
    const written = begun || this.#memory.kept.pending.length > 0;
    const away = state !== null && !state.available;
    this.#who.hidden = written || state?.ended === true;
    this.#contactLabel.textContent = `${w.contact} (${away ? w.needed : w.optional})`;
    this.#contact.required = away;
    this.#form.hidden = state?.ended === true;
    this.#attach.hidden = !begun;
    this.#endButton.hidden = !begun || state?.ended === true;
    this.#again.hidden = state?.ended !== true;
    let under = "";
    if (!written) under = away ? w.away : w.hello;
    else if (state && !state.holder && !state.done && !state.ended) {
      under = away ? w.left : state.place ? w.place(state.place) : w.waits;
    }
    if (this.#queue.textContent !== under) this.#queue.textContent = under;
  }
}
