// A company's web site with the chat in its pages, under a policy that allows nothing more than that.

import { once } from "node:events";
import { createServer } from "node:http";
import { run } from "../../e2e/harness/child.mjs";
import { binary } from "../../e2e/harness/programs.mjs";

export class ChatSite {
  /** `team`: who answers. */
  static async open(centre, team) {
    const site = new ChatSite(centre);
    [site.origin, site.foreignOrigin] = [await site.#serve(), await site.#serve()];
    const cli = (...words) => run(binary("daehwa-server"), [...words, "--data", centre.data]);
    await cli("mailbox", "add", "site-chat", "--channel", "chat", "--address", "shop", "--name", "Bright Telecom", "--team", team);
    const told = await cli("site", "add", "Shop", "--origin", site.origin);
    site.id = told.match(/^site (\S+)$/m)[1];
    await cli("site", "chat", site.id, "--mailbox", "site-chat");
    return site;
  }

  #servers = [];

  constructor(centre) {
    this.centre = centre;
  }

  /** Gives the pages out at an origin of their own, which the centre need not know. */
  async #serve() {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://site");
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.setHeader("content-security-policy", this.policy());
      response.end(this.page(pathname));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    return `http://127.0.0.1:${server.address().port}`;
  }

  policy() {
    const socket = this.centre.url.replace(/^http/, "ws");
    return `default-src 'none'; script-src ${this.centre.url}; connect-src ${this.centre.url} ${socket}; img-src data:`;
  }

  page(path) {
    const language = path.startsWith("/ko") ? "ko" : "en";
    return `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width"><title>Shop</title>
      <link rel="icon" href="data:,"><script defer src="${this.centre.url}/chat.js" data-site="${this.id}"></script>
      <main><h1>Shop</h1><a href="${path}/plans">Plans</a></main></html>`;
  }

  /** Somebody's browser at a page, with what its scripts and policy complained of. */
  async visitor(browser, { path = "/en", colorScheme = "light", viewport = { width: 1000, height: 760 } } = {}) {
    const context = await browser.newContext({ colorScheme, viewport, timezoneId: "Asia/Seoul", reducedMotion: "reduce", acceptDownloads: true });
    const page = await context.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && /policy|CSP|Refused/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(this.origin + path);
    return new Visitor(context, page, complaints, path.startsWith("/ko") ? "ko" : "en");
  }

  close() {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

const WORDS = {
  en: { open: "Chat with us", message: "Message", log: "Conversation", send: "Send" },
  ko: { open: "상담하기", message: "메시지", log: "대화 내용", send: "보내기" },
};

/** Somebody in front of a page with the chat. */
export class Visitor {
  constructor(context, page, complaints, language) {
    Object.assign(this, { context, page, complaints, words: WORDS[language] });
  }

  get widget() {
    return this.page.locator("daehwa-chat");
  }

  get log() {
    return this.page.getByRole("log", { name: this.words.log });
  }

  get box() {
    return this.page.getByRole("textbox", { name: this.words.message, exact: true });
  }

  /** Opens the window by keyboard. */
  async open() {
    await this.page.getByRole("button", { name: this.words.open }).press("Enter");
    await this.box.waitFor();
  }

  async write(text) {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** How often words stand among the lines. */
  count(text) {
    return this.log.getByText(text, { exact: true }).count();
  }

  close() {
    return this.context.close();
  }
}
