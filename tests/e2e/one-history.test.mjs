// One need on three channels: a customer writes a mail, asks again in the site's chat, and calls. Two agents, one dialogue, nothing asked twice.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { Key } from "webdriverio";
import { openBrowser } from "../ui/harness/browser.mjs";
import { Visitor } from "../ui/harness/chat-site.mjs";
import { Shop } from "../ui/harness/shop.mjs";
import { Agent, callableCustomers } from "./harness/agent.mjs";
import { Post } from "./harness/post.mjs";
import { Practice } from "./harness/practice.mjs";
import { artifacts, scratch } from "./harness/programs.mjs";
import { Seat } from "./harness/seat.mjs";
import { Server } from "./harness/server.mjs";
import { until } from "./harness/until.mjs";
import { windowTest } from "./harness/windowed.mjs";

const OURS = "help@daehwa.example";
const THEIRS = "kim@customers.example";
const QUESTION = "이번 달 요금이 왜 올랐나요?";
const folder = join(artifacts, "one-history");
let post, server, practice, seats, browser, shop, agent, colleague, customer, topic, dir;

const desktops = () => [agent?.desktop, colleague?.desktop];

before(async () => {
  dir = scratch("one-history");
  seats = await Promise.all([Seat.open("agent", folder), Seat.open("colleague", folder, { headset: false })]);
  post = await Post.start(dir.path, folder, [OURS, THEIRS]);
  server = await Server.start(dir.path, folder, { mail: post.accounts("mail", OURS) });
  practice = await Practice.start(folder);
  browser = await openBrowser();
  shop = await Shop.open(server, { chat: "chat" });
  agent = await Agent.atWork(seats[0], { login: "agent1", server, line: practice.line() });
  colleague = await Agent.atWork(seats[1], { login: "agent2", server });
  await agent.lineIsReady();
  topic = (await agent.desktop.command("topics")).find((it) => it.key === "billing_question");
  customer = await neverAskedAboutBills();
  const point = { customer: customer.id, kind: "email", value: THEIRS, label: null };
  await agent.desktop.command("add_contact_point", point);
  await agent.outboxIsEmpty();
});

after(async () => {
  await agent?.desktop.quit();
  await colleague?.desktop.quit();
  await shop?.close();
  await browser?.close();
  await practice?.stop();
  await server?.stop();
  await post?.stop();
  for (const seat of seats ?? []) await seat.close();
  dir?.remove();
});

// V-7, H-1, D-12
windowTest("a mail lands at its customer in a dialogue on bills, is answered at the desk, and the answer arrives", desktops, async () => {
  await post.writes(THEIRS, OURS, mail("question", "요금 문의", QUESTION));
  const conversation = await agent.sees("the mail in the inbox", () => conversationOn(agent, "email"));
  await take(agent, conversation);
  await agent.seesWords(QUESTION);
  await answer(agent, conversation, "지난달 할인이 끝났습니다. 더 맞는 요금제를 찾아보겠습니다.");
  await agent.browser.keys([Key.Ctrl, Key.Enter]);
  const arrived = await until("the answer arrives", () => post.mailsOf(THEIRS)[0], 30_000);
  assert.match(arrived, /^In-Reply-To: <question@customers\.example>/im);
  for (const who of [agent, colleague]) await holdsOneDialogue(who, { email: 2 });
});

// V-10, D-12
windowTest("the customer's chat comes up at the colleague with what was written before, in the same dialogue", desktops, async () => {
  const { context, page } = await shop.visitor(browser);
  await page.goto(shop.link(customer.id, "/plans"));
  await page.evaluate(() => globalThis.daehwa.consent(true));
  await page.getByRole("button", { name: "Nothing" }).click();
  await agent.sees("who visits", async () => (await agent.timeline(customer.id)).some((it) => it.interaction.web));
  const visitor = new Visitor(context, page, [], "en");
  await visitor.open();
  await visitor.write("메일로 여쭤본 요금, 채팅으로 이어서 물어볼게요");
  const conversation = await colleague.sees("the chat in the inbox", () => conversationOn(colleague, "chat"));
  await take(colleague, conversation);
  await colleague.seesWords(QUESTION);
  await colleague.seesWords("지난달 할인이 끝났습니다");
  await answer(colleague, conversation, "메일 확인했습니다. 더 작은 요금제가 맞겠어요.");
  await colleague.browser.keys(Key.Enter);
  await visitor.log.getByText("더 작은 요금제가 맞겠어요").waitFor();
  for (const who of [agent, colleague]) await holdsOneDialogue(who, { email: 2, chat: 1 });
  await context.close();
});

// H-1, D-3, V-10
windowTest("the call rings with the one dialogue of all channels and what was last said, and is part of it afterwards", desktops, async () => {
  const end = await practice.ring(customer.number);
  await agent.ringing();
  await agent.seesWords(topic.name.ko);
  await agent.seesWords("지난달 할인이 끝났습니다");
  await agent.seesWords("더 작은 요금제가 맞겠어요");
  await agent.answer();
  await end.event("answered");
  await agent.isTalking();
  await agent.writeNote("Takes the smaller plan");
  await agent.noteIsSaved();
  await agent.hangUp();
  await end.event("ended");
  await agent.sees("that the form is owed", async () => (await agent.calls())[0]?.wrap_up_owed);
  await agent.wrapUp(1);
  await agent.outboxIsEmpty();
  for (const who of [agent, colleague]) await holdsOneDialogue(who, { email: 2, chat: 1, phone: 1 });
});

/** A customer of this team with a number of their own who has no dialogue on bills yet. */
async function neverAskedAboutBills() {
  for await (const found of callableCustomers(agent)) {
    const { dialogues, care } = found.view;
    if (dialogues.every((it) => it.topic !== topic.id) && !care.complaint) return found;
  }
  throw new Error("everybody has asked about bills");
}

function mail(id, subject, words) {
  const base64 = (it) => Buffer.from(it).toString("base64");
  return [
    `From: <${THEIRS}>`, `To: <${OURS}>`, `Subject: =?utf-8?B?${base64(subject)}?=`, `Message-ID: <${id}@customers.example>`,
    "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "", base64(words),
  ].join("\n");
}

/** The customer's conversation on a channel, as an agent's inbox lists it. */
async function conversationOn(who, channel) {
  const ask = { whose: "all", channel, shelf: "open", from: 0, count: 500 };
  const { rows } = await who.desktop.command("inbox", ask);
  return rows.find((it) => it.customer === customer.id)?.id;
}

/** Walks to a conversation in the inbox, opens it, and takes it; all by keyboard. */
async function take(who, conversation) {
  await who.browser.keys("i");
  await who.sees("the inbox", () => who.browser.$('[role="dialog"] [role="listbox"]').isDisplayed());
  const ask = { whose: "all", channel: null, shelf: "open", from: 0, count: 500 };
  const { rows } = await who.desktop.command("inbox", ask);
  for (let at = rows.findIndex((it) => it.id === conversation); at > 0; at--) await who.browser.keys("j");
  await who.browser.keys(Key.Enter);
  await who.sees("its customer", () =>
    who.browser.execute((name) => document.querySelector("main#customer").innerText.includes(name), customer.name));
  await who.browser.keys("m");
  await who.sees("that it is theirs", async () => (await who.desktop.command("conversation", conversation)).line.mine);
}

/** Types an answer; when this returns it is journalled, and not sent. */
async function answer(who, conversation, words) {
  await who.browser.keys("y");
  await who.sees("the answer's field with the focus", () =>
    who.browser.execute(() => document.activeElement?.id.startsWith("reply-")));
  await who.browser.execute((words) => document.execCommand("insertText", false, words), words);
  await who.sees("that it is saved", async () => (await who.desktop.command("conversation", conversation)).draft === words);
}

/** Everything so far is in one dialogue on bills, and nothing waits in triage: so many contacts on each channel. */
async function holdsOneDialogue(who, wanted) {
  await who.sees(`one dialogue with ${JSON.stringify(wanted)}`, async () => {
    const { dialogues } = await who.desktop.command("customer", customer.id);
    const about = dialogues.filter((it) => it.topic === topic.id);
    if (about.length !== 1) return false;
    const { contacts } = await who.desktop.command("evidence", { customer: customer.id, dialogue: about[0].id });
    const counts = {};
    for (const { interaction } of contacts.entries) counts[interaction.channel] = (counts[interaction.channel] ?? 0) + 1;
    return isDeepStrictEqual(counts, wanted);
  });
}
