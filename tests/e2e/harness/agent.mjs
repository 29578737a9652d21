// An agent at a desktop: what a person does with it and sees on it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Key } from "webdriverio";
import { text } from "../../ui/harness/text.mjs";
import { Desktop } from "./desktop.mjs";
import { PASSWORD } from "./server.mjs";
import { until } from "./until.mjs";

export class Agent {
  /** Starts a desktop that is set up for `login`, and waits until the agent can work. */
  static async atWork(seat, { login, server, line = null, language = "ko", dataDir, env = {} }) {
    const config = join(seat.dir, `${login}.json`);
    const setUp = {
      server_url: server.url,
      login,
      password: PASSWORD,
      passphrase: null,
      trust_fingerprint: server.fingerprint ?? null,
      line,
      language,
      audio: { input: null, output: null, ring: null },
    };
    writeFileSync(config, JSON.stringify(setUp), { mode: 0o600 });
    const agent = new Agent(await Desktop.start(seat, { dataDir, env: { DAEHWA_CONFIG: config, ...env } }), login);
    agent.language = language;
    await agent.isReady();
    return agent;
  }

  constructor(desktop, login) {
    this.desktop = desktop;
    this.login = login;
    this.language = "ko";
  }

  get browser() {
    return this.desktop.browser;
  }

  text(key) {
    return text(key, this.language);
  }

  /** Waits until the agent's screen is up, and everything is there. */
  async isReady() {
    await this.sees(this.text("region.work"), () => this.browser.$(`nav[aria-label="${this.text("region.work")}"]`).isExisting());
    await this.isFilled();
  }

  async isFilled() {
    await until("the first fill is done", async () => {
      const { sync } = await this.desktop.command("snapshot");
      return sync.link === "online" && sync.fill === null;
    }, 60_000);
  }

  async lineIsReady() {
    await until("the line is ready", async () => (await this.desktop.command("snapshot")).line.state === "ready");
  }

  /** Waits until something holds of the screen. */
  async sees(what, question, timeoutMs) {
    return until(`${this.login} sees ${what}`, question, timeoutMs);
  }

  /** Waits until these words are on the screen. */
  async seesWords(words, timeoutMs) {
    return this.sees(words, async () => (await this.words()).includes(words), timeoutMs);
  }

  words() {
    return this.browser.execute(() => document.body.innerText);
  }

  /** The one call that rings, with the customer's name that is shown with it. */
  ringing() {
    return this.sees("a ringing call", async () =>
      (await this.desktop.command("snapshot")).calls.find((view) => view.call.state === "ringing"));
  }

  async calls() {
    return (await this.desktop.command("snapshot")).calls;
  }

  async isTalking() {
    return this.sees("a call that is up", async () => (await this.calls()).find((view) => view.call.state === "talking"));
  }

  answer() {
    return this.browser.keys(Key.F2);
  }

  hangUp() {
    return this.browser.keys(Key.F4);
  }

  /** Types into the note of the call at hand. */
  async writeNote(note) {
    await this.goToNote();
    for (const letter of note) await this.browser.keys(letter);
  }

  /** Puts a long text into the note at once, as from the clipboard. */
  async pasteNote(note) {
    await this.goToNote();
    await this.browser.execute((text) => document.execCommand("insertText", false, text), note);
  }

  async goToNote() {
    await this.browser.keys("n");
    await this.sees("the note's field with the focus", () =>
      this.browser.execute(() => document.activeElement?.id.startsWith("note-")));
  }

  /** What stands in the note's field. */
  note() {
    return this.browser.execute(() => document.querySelector("textarea[id^=note-]")?.value);
  }

  /** Waits until the note is in the journal. */
  noteIsSaved() {
    return this.sees("that the note is saved", () =>
      this.browser.$(`span[data-state="saved"]`).isExisting());
  }

  /** Completes the form by keyboard: leaves the note, chooses the outcome by its digit, and commits. */
  async wrapUp(outcomeDigit) {
    await this.browser.keys(Key.Escape);
    await this.browser.keys(String(outcomeDigit));
    await this.browser.keys([Key.Ctrl, Key.Enter]);
    await this.sees("that no form is owed", async () => (await this.calls()).length === 0);
  }

  /** Finds a customer by the last digits of the number, and opens the screen. */
  async open(customer) {
    await this.browser.keys("/");
    await this.sees("the search box", () => this.browser.$('[role="dialog"] input').isDisplayed());
    for (const digit of customer.number.replace(/\D/g, "").slice(-8)) await this.browser.keys(digit);
    await this.sees("the hit", () => this.browser.$(`[data-settled="true"] [id="customer-${customer.id}"]`).isDisplayed());
    await this.browser.keys(Key.Enter);
    await this.sees("the customer", () =>
      this.browser.execute((name) => document.querySelector("main#customer").innerText.includes(name), customer.name));
  }

  /** Opens a window by its name in the menu, over whatever is on screen. */
  async openWindow(key) {
    await this.browser.keys([Key.Ctrl, "k"]);
    await this.sees("the search box", () => this.browser.$('[role="dialog"] input').isDisplayed());
    for (const letter of this.text(key)) await this.browser.keys(letter);
    await this.sees("the command", () =>
      this.browser.execute((name) => document.querySelector('[role="option"]')?.textContent.includes(name), this.text(key)));
    await this.browser.keys(Key.Enter);
  }

  /** The newest contacts of a customer, as the desk holds them. */
  async timeline(customer) {
    const { timeline } = await this.desktop.command("customer", customer);
    return timeline.entries;
  }

  async outboxIsEmpty() {
    await this.sees("that everything is sent", async () => {
      const { sync } = await this.desktop.command("snapshot");
      return sync.link === "online" && sync.waiting === 0;
    }, 30_000);
  }
}

/** Customers with a telephone number that is nobody else's, among those that the agent holds. */
export async function* callableCustomers(agent) {
  for (const letters of ["김", "이", "박", "최", "정"]) {
    const { hits } = await agent.desktop.command("search", { text: letters, limit: 50 });
    for (const { card } of hits) {
      const view = await agent.desktop.command("customer", card.id);
      const phone = view.contact_points.find((point) => point.kind === "phone" || point.kind === "mobile");
      if (!phone) continue;
      const digits = phone.value.replace(/\D/g, "").slice(-8);
      const same = await agent.desktop.command("search", { text: digits, limit: 5 });
      if (same.hits.length === 1) yield { id: card.id, name: card.name, number: phone.value.replace(/[^\d+]/g, ""), view };
    }
  }
}

/** The first of them, after `skip` others. */
export async function callableCustomer(agent, skip = 0) {
  let left = skip;
  for await (const customer of callableCustomers(agent)) if (left-- === 0) return customer;
  throw new Error("no such customer");
}
