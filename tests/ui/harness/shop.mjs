// A company's web site with the script in its pages, and its server that knows who its visitors are.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { binary } from "../../e2e/harness/programs.mjs";
import { run } from "../../e2e/harness/child.mjs";

/** Browsers without a screen say so, and are taken for programs. */
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

export class Shop {
  /** With `chat`, the key of a mailbox, visitors can chat. */
  static async open(centre, { chat } = {}) {
    const shop = new Shop(centre);
    shop.server = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(shop.page(new URL(request.url, "http://shop").pathname));
    }).listen(0, "127.0.0.1");
    await once(shop.server, "listening");
    shop.origin = `http://127.0.0.1:${shop.server.address().port}`;
    const site = (...words) => run(binary("daehwa-server"), ["site", ...words, "--data", centre.data]);
    const told = await site("add", "Shop", "--origin", shop.origin);
    const said = (word) => told.match(new RegExp(`^${word} (\\S+)$`, "m"))[1];
    Object.assign(shop, { site: said("site"), key: said("key"), secret: said("secret") });
    if (chat) {
      await site("chat", shop.site, "--mailbox", chat);
      shop.chat = `<script defer src="${centre.url}/chat.js" data-site="${shop.site}"></script>`;
    }
    return shop;
  }

  constructor(centre) {
    this.centre = centre;
  }

  page(path) {
    return `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
      <script defer src="${this.centre.url}/web/v1/daehwa.js" data-site="${this.site}"></script>${this.chat ?? ""}
      <h1>${path}</h1><a href="/plans/compare">Compare</a><button>Nothing</button></html>`;
  }

  /** Somebody's browser, and what it has sent to the centre. */
  async visitor(browser, { refuses = false } = {}) {
    const context = await browser.newContext({ userAgent: USER_AGENT });
    if (refuses) await context.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
    const sent = [];
    context.on("request", (request) => {
      if (request.url().startsWith(`${this.centre.url}/api/`)) sent.push(new URL(request.url()).pathname.split("/").at(-1));
    });
    return { context, sent, page: await context.newPage() };
  }

  /** As the site's server says who a visitor is. */
  async identify(visitor, customer) {
    return (await this.#signed("identify", { visitor, customer })).status;
  }

  /** As the site's server says whose number a visitor has. */
  async identifyByNumber(visitor, number) {
    return (await this.#signed("identify", { visitor, number })).status;
  }

  /** As the site's server tells what a new visitor read; the visitor's id. */
  async hasRead(...pages) {
    const { visitor } = await (await this.#signed("visitor", { consent: true })).json();
    const at = Date.now();
    const events = pages.map((page, index) => ({ n: index + 1, at_ms: at, page }));
    const visits = [{ visitor, stream: 1, active: true, events }];
    await this.#signed("events", { sent_ms: at, consent: true, visits });
    return visitor;
  }

  async #signed(what, fields) {
    const path = `/api/v1/web/${what}`;
    const body = JSON.stringify({ site: this.site, ...fields });
    const at = Date.now();
    const tag = createHmac("sha256", this.secret).update(`${at}\n${path}\n${body}`).digest("hex");
    const headers = { "daehwa-signature": `t=${at},k=${this.key},v1=${tag}` };
    return await fetch(this.centre.url + path, { method: "POST", headers, body });
  }

  /** A link by which the customer is known who opens it. */
  link(customer, path, untilMs = Date.now() + 60_000) {
    const tag = createHmac("sha256", this.secret).update(`link\n${this.site}\n${customer}\n${untilMs}`).digest("hex");
    return `${this.origin}${path}?daehwa=${customer}.${untilMs}.${tag}`;
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
