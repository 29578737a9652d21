// What an agent does at the screen, by the names that people and screen readers read there.

import assert from "node:assert/strict";
import { until } from "../../e2e/harness/until.mjs";
import { assertAccessible, openPage } from "./browser.mjs";
import { pattern, text } from "./text.mjs";

export class Agent {
  /** Opens the screen of a seat in the browser. */
  static async open(browser, seat, { language = "en", colorScheme } = {}) {
    const opened = await openPage(browser, { url: seat.url, language, colorScheme });
    return new Agent(seat, opened, language);
  }

  constructor(seat, { page, errors, close }, language) {
    this.seat = seat;
    this.page = page;
    this.errors = errors;
    this.close = close;
    this.language = language;
    page.setDefaultTimeout(15_000);
  }

  text(key) {
    return text(key, this.language);
  }

  button(key, values) {
    return this.page.getByRole("button", { name: values ? pattern(key, values, this.language) : this.text(key), exact: true });
  }

  field(key) {
    return this.page.getByLabel(this.text(key), { exact: true });
  }

  dialog(key) {
    return this.page.getByRole("dialog", { name: this.text(key) });
  }

  region(key) {
    return this.page.getByLabel(this.text(key), { exact: true });
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Fills in the first screen, trusts the server's own certificate, and goes on to work. */
  async signIn({ serverUrl, login, password }) {
    await this.field("signIn.server").fill(serverUrl);
    await this.field("signIn.login").fill(login);
    await this.field("signIn.password").fill(password);
    await this.press("Enter");
  }

  /** Opens a customer by searching for the name. */
  async open(name) {
    await this.press("/");
    await this.page.keyboard.insertText(name);
    await this.dialog("search.title").getByRole("option").filter({ hasText: name }).first().waitFor();
    await this.press("Enter");
    await this.page.getByRole("main").getByRole("heading", { name, level: 1 }).waitFor();
  }

  /** Completes the form of a call that is over with the first outcome, by its two keys. */
  async resolve() {
    const outcome = this.page.getByRole("radio", { name: this.text("outcome.resolved") });
    // The desk knows of a call a moment before its form is on screen and takes keys.
    await outcome.waitFor();
    await this.press("1");
    await until("the outcome is chosen", () => outcome.evaluate((radio) => radio.checked && radio === document.activeElement));
    await this.press("Enter");
    await until("the form is done", async () => (await this.seat.command("work_list")).owed.length === 0);
  }

  /** Changes settings as another window of the same person would. */
  async set(change) {
    const settings = await this.seat.command("settings");
    await this.seat.command("save_settings", { ...settings, ...change });
    this.language = change.language ?? this.language;
  }

  async accessible(screen) {
    await assertAccessible(this.page, `${screen} (${this.language})`);
  }

  /** Fails when a script of the page has thrown since the last look. */
  noErrors() {
    const errors = this.errors.splice(0);
    assert.deepEqual(errors, [], "the page's scripts threw");
  }
}
