// A visitor of the company's web site and an agent chat: both ways, over reloads and a lost network, with files, handed over, and when
// nobody is there (D-12).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { assertAccessible } from "../harness/browser.mjs";
import { ChatSite } from "../harness/chat-site.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let colleague;
let site;
let visitor;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  colleague = await house.agent("agent2");
  const { session } = await agent.seat.command("snapshot");
  site = await ChatSite.open(house.centre, session.user.teams[0]);
  visitor = await site.visitor(house.browser);
});
after(async () => {
  await visitor?.close();
  await site?.close();
  await house?.close();
});

const chats = async (who) =>
  (await who.seat.command("inbox", { whose: "all", channel: "chat", shelf: "open", from: 0, count: 50 })).rows;
const ours = async (who) => (await chats(who)).find((it) => it.subject === "My bill is wrong");
const answer = (who) => who.page.getByRole("textbox", { name: who.text("reply.label"), exact: true });
const messages = (who) => who.page.getByRole("log", { name: who.text("inbox.messages") });

test("a visitor opens the window by keyboard under a strict policy, and an agent hears of it at once", async () => {
  await visitor.open();
  await assertAccessible(visitor.page, "the widget before a chat");
  await visitor.page.getByLabel(/^Name/).fill("Hana Visitor");
  await visitor.write("My bill is wrong");
  await until("the line is taken", async () => (await ours(agent)) ?? null);
  await agent.page.getByText(agent.text("chat.new").replace("{name}", "Hana Visitor")).waitFor();
  await visitor.widget.getByText(/You are number \d+ in the queue/).waitFor();
  await agent.page.getByRole("button", { name: agent.text("chat.open"), exact: true }).press("Enter");
  await messages(agent).getByText("My bill is wrong").waitFor();
  await agent.page.getByText(agent.text("chat.present")).waitFor();
  await agent.accessible("a chat");
});

test("the sound of a new chat is switched off and on again in the settings", async () => {
  await agent.page.getByRole("tab", { name: agent.text("inbox.conversation"), selected: true }).focus();
  await agent.press("Control+,");
  await agent.dialog("menu.settings").waitFor();
  await agent.page.getByRole("tab", { name: agent.text("settings.audio") }).click();
  const sound = agent.page.getByRole("switch", { name: agent.text("audio.chatSound") });
  for (const on of [false, true]) {
    assert.equal(await sound.isChecked(), !on);
    await sound.press("Space");
    await until("it is kept", async () => (await agent.seat.command("settings")).chat_sound === on);
  }
  await agent.accessible("the settings of sound");
  await agent.press("Escape");
});

test("they write to each other, and each sees the other type and read", async () => {
  await agent.page.getByRole("tab", { name: agent.text("inbox.conversation"), selected: true }).focus();
  await agent.press("m");
  await agent.button("inbox.release").waitFor();
  await visitor.log.getByText(/is with you now/).waitFor();
  await answer(agent).focus();
  await agent.page.keyboard.type("Let me look");
  await visitor.widget.getByText(/is typing…/).waitFor();
  await agent.press("Enter");
  await visitor.log.getByText("Let me look", { exact: true }).waitFor();
  await agent.page.getByText(agent.text("chat.read")).waitFor();
  await visitor.box.pressSequentially("Thank");
  await agent.page.getByText(agent.text("chat.types")).waitFor();
  await visitor.write("Thank you");
  await messages(agent).getByText("Thank you").waitFor();
  await visitor.log.getByText("· Read").waitFor();
  await assertAccessible(visitor.page, "the widget in a chat");
  const { messages: all, line } = await agent.seat.command("conversation", (await ours(agent)).id);
  assert.equal(all.length, 3);
  const contacts = await agent.seat.timeline(line.customer);
  assert.equal(contacts.length, 1, "one contact for the chat");
  assert.match(contacts[0].written.words, /My bill is wrong \/ Let me look \/ Thank you/);
});

test("a reload in the middle brings the same chat back, with every line once", async () => {
  await visitor.page.reload();
  await visitor.log.getByText("Thank you", { exact: true }).waitFor();
  for (const text of ["My bill is wrong", "Let me look", "Thank you"]) assert.equal(await visitor.count(text), 1, text);
  assert.ok(await visitor.box.isVisible(), "the window is open as it was");
});

test("what is written on both sides without a network arrives once when it is back", async () => {
  await visitor.context.setOffline(true);
  await visitor.widget.getByText("The connection was lost").waitFor();
  await agent.page.getByText(/The visitor left the page/).waitFor();
  await visitor.write("Written in a tunnel");
  await visitor.log.getByText("Sent once you are connected").waitFor();
  await answer(agent).fill("Are you still there?");
  await answer(agent).press("Enter");
  await messages(agent).getByText("Are you still there?").waitFor();
  await visitor.context.setOffline(false);
  await visitor.log.getByText("Are you still there?", { exact: true }).waitFor();
  await messages(agent).getByText("Written in a tunnel").waitFor();
  await until("nothing waits any more", async () => (await visitor.log.getByText("Sending").count()) === 0);
  assert.equal(await visitor.count("Written in a tunnel"), 1);
  assert.equal(await visitor.count("Are you still there?"), 1);
  const { messages: all } = await agent.seat.command("conversation", (await ours(agent)).id);
  assert.equal(all.filter((it) => it.text === "Written in a tunnel").length, 1);
});

test("a file of the visitor is with the agent, and comes back to the visitor as a download alone", async () => {
  const file = { name: "bill.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 bill") };
  await visitor.widget.locator("input[type=file]").setInputFiles(file);
  const button = visitor.log.getByRole("button", { name: "Download bill.pdf" });
  await button.waitFor();
  await messages(agent).getByText("bill.pdf").waitFor();
  const [download] = await Promise.all([visitor.page.waitForEvent("download"), button.press("Enter")]);
  assert.equal(download.suggestedFilename(), "bill.pdf");
  assert.equal(readFileSync(await download.path(), "utf8"), "%PDF-1.7 bill");
  await visitor.widget.locator("input[type=file]").setInputFiles({ ...file, name: "bill.html" });
  await visitor.widget.getByText("Only pictures, documents and text files").waitFor();
});

test("a file of the agent is a line by itself that the visitor keeps, and no other kind goes out", async () => {
  const chooser = agent.page.locator("form input[type=file]");
  await chooser.setInputFiles({ name: "tool.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ") });
  await agent.page.getByText(agent.text("error.file_kind")).waitFor();
  const body = Buffer.alloc(400_000, "contract ");
  await chooser.setInputFiles({ name: "contract.pdf", mimeType: "application/pdf", buffer: body });
  await agent.page.getByRole("list", { name: agent.text("enclosed.files") }).getByText("contract.pdf").waitFor();
  await agent.accessible("a file that is to go out");
  await answer(agent).focus();
  await agent.press("Enter");
  const button = visitor.log.getByRole("button", { name: "Download contract.pdf" });
  await button.waitFor();
  const [download] = await Promise.all([visitor.page.waitForEvent("download"), button.press("Enter")]);
  assert.equal(download.suggestedFilename(), "contract.pdf");
  assert.deepEqual(readFileSync(await download.path()), body);
  await until("nothing is left to send", async () => (await agent.page.getByRole("list", { name: agent.text("enclosed.files") }).count()) === 0);
});

test("handed over, the chat goes on for the visitor, who is told", async () => {
  const { id } = await ours(agent);
  const { user } = (await colleague.seat.command("snapshot")).session;
  await agent.seat.command("hand_over", { conversation: id, to: user.id, words: "The bill of May" });
  await visitor.log.getByText(`You are now chatting with ${user.name}.`).waitFor();
  await until("the colleague has it", async () => (await colleague.seat.command("conversation", id)).line.mine);
  const form = { conversation: id, text: "I have your bill here", signature: false, quote: false, canned: null, advertises: false };
  await colleague.seat.command("reply", { ...form, dialogue: null, stage: null, outcome: null, done: false });
  await visitor.log.getByText("I have your bill here", { exact: true }).waitFor();
  await until("the agent can't write any more", () => answer(agent).isDisabled());
});

test("the visitor ends the chat, which the agent sees, and begins another", async () => {
  await visitor.page.getByRole("button", { name: "End the chat" }).press("Enter");
  await visitor.page.getByRole("button", { name: "End it" }).press("Enter");
  await visitor.log.getByText("You ended the chat.").waitFor();
  await agent.page.getByText(/The visitor ended the chat/).waitFor();
  await visitor.page.getByRole("button", { name: "Start a new chat" }).press("Enter");
  await visitor.write("One more thing");
  await until("it is another conversation", async () => (await chats(agent)).some((it) => it.subject === "One more thing"));
  assert.equal(await visitor.count("My bill is wrong"), 0);
});

test("a page of another site gets no widget, and says why in the console", async () => {
  const context = await house.browser.newContext();
  const page = await context.newPage();
  const warned = [];
  page.on("console", (message) => warned.push(message.text()));
  await page.goto(`${site.foreignOrigin}/en`);
  await page.getByRole("button", { name: "Chat with us" }).press("Enter");
  await until("it is said", () => warned.some((it) => it.includes("may not chat")));
  await until("it is gone", async () => (await page.locator("daehwa-chat").count()) === 0);
  await context.close();
});

test("with nobody at a desk the form asks for an address, and what is written waits in the inbox", async () => {
  for (const who of [agent, colleague]) await who.seat.command("set_agent_state", { is: "break", reason: "meal" });
  const late = await site.visitor(house.browser, { path: "/ko" });
  await late.open();
  await late.widget.getByText("지금은 상담 시간이 아닙니다").waitFor();
  await assertAccessible(late.page, "the widget with nobody there");
  await late.write("내일 연락 주세요");
  await late.widget.getByText("답변받을 이메일이나 휴대폰 번호를 적어 주세요.").waitFor();
  await late.page.getByLabel(/^이메일 또는 휴대폰 번호/).fill("010-9876-5432");
  await late.box.press("Enter");
  await late.widget.getByText("남겨 주신 내용을 전달했습니다").waitFor();
  const waiting = await until("it waits in the inbox", async () => (await chats(agent)).find((it) => it.subject === "내일 연락 주세요"));
  assert.equal(waiting.holder, null);
  assert.deepEqual([...visitor.complaints, ...late.complaints], [], "neither scripts nor the policy complained");
  await late.close();
  agent.noErrors();
  colleague.noErrors();
});
