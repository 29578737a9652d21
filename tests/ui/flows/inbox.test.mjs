// Written conversations: found by urgency, taken, answered, snoozed and handed over by keyboard, by two agents at once (D-12).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let colleague;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  colleague = await house.agent("agent2");
});
after(() => house?.close());

const inbox = (who) => who.dialog("inbox.title");
const list = (who) => inbox(who).getByRole("listbox", { name: who.text("inbox.listKeys") });
const answer = (who) => who.page.getByRole("textbox", { name: who.text("reply.label"), exact: true });
const messages = (who) => who.page.getByRole("log", { name: who.text("inbox.messages") });
const all = { channel: null, shelf: "open", from: 0, count: 100 };

/** Opens the inbox by its key. */
async function openInbox(who) {
  await who.press("i");
  await list(who).waitFor();
  await until("the list has the focus", () => list(who).evaluate((it) => it === document.activeElement));
}

/** Brings a conversation to the screen as its row in the work list does. */
async function open(who, id) {
  await openInbox(who);
  const rows = (await who.seat.command("inbox", { ...all, whose: "all" })).rows;
  const at = rows.findIndex((it) => it.id === id);
  for (let step = 0; step < at; step++) await who.press("j");
  await who.press("Enter");
  await answer(who).waitFor();
}

/** A conversation that nobody has, on a channel whose answers have an address. */
async function free(who, turn = 0) {
  const { rows } = await who.seat.command("inbox", { ...all, whose: "nobody" });
  return rows.filter((it) => it.waits_ms !== null && ["email", "sms"].includes(it.channel))[turn];
}

test("the inbox is opened by its key, the most urgent first, says why, and is walked by keyboard", async () => {
  await openInbox(agent);
  const { rows, total } = await agent.seat.command("inbox", { ...all, whose: "all" });
  assert.ok(total > 3, `${total} conversations`);
  await list(agent).getByRole("option", { selected: true }).getByText(rows[0].name).first().waitFor();
  await agent.press("j");
  await list(agent).getByRole("option", { selected: true }).getByText(rows[1].name).first().waitFor();
  await agent.accessible("the inbox");
  await agent.press("Enter");
  await agent.page.getByRole("main").getByRole("heading", { name: rows[1].name, level: 1 }).waitFor();
  await messages(agent).waitFor();
  await agent.accessible("a conversation");
});

test("of two agents one has it, and the other sees at once who", async () => {
  const { id } = await free(agent);
  await open(agent, id);
  await open(colleague, id);
  await agent.press("m");
  await agent.button("inbox.release").waitFor();
  await until("the colleague sees who has it", async () => {
    const shown = await colleague.seat.command("conversation", id);
    return shown.line.holder !== null && !shown.line.mine;
  });
  await until("the colleague can't answer", () => answer(colleague).isDisabled());
  await colleague.accessible("a conversation that a colleague has");
});

test("an answer is typed with a canned reply, survives the screen, and goes out once", async () => {
  const { rows } = await agent.seat.command("inbox", { ...all, whose: "mine" });
  const { id, name } = rows.find((it) => ["email", "sms"].includes(it.channel));
  await answer(agent).focus();
  await agent.page.keyboard.type("/hel");
  await agent.page.getByRole("listbox", { name: agent.text("canned.title") }).waitFor();
  await agent.accessible("canned replies");
  await agent.press("Enter");
  await until("the canned reply is filled in", async () => (await answer(agent).inputValue()).includes(name.split(" ")[0]) || null);
  await agent.page.keyboard.type(" It takes effect tomorrow.");
  const typed = await answer(agent).inputValue();
  await until("it is journalled", async () => (await agent.seat.command("conversation", id)).draft === typed);
  await agent.page.reload();
  await agent.page.getByRole("main").waitFor();
  await open(agent, id);
  await until("the draft is there again", async () => (await answer(agent).inputValue()) === typed || null);
  await answer(agent).focus();
  await agent.press("Control+Enter");
  await messages(agent).getByText("It takes effect tomorrow.").first().waitFor();
  await until("the field is empty", async () => (await answer(agent).inputValue()) === "" || null);
  const ours = async () => (await colleague.seat.command("conversation", id)).messages.filter((it) => it.text.startsWith(typed));
  await until("the colleague has it once", async () => (await ours()).length === 1 || null);
  assert.equal((await agent.seat.command("conversation", id)).draft, "");
});

test("what sends an answer is in sight at every height, and the thread above it can be read", async () => {
  const { rows } = await agent.seat.command("inbox", { ...all, whose: "mine" });
  const composer = agent.page.locator("form").filter({ has: answer(agent) });
  const send = composer.getByRole("button", { name: agent.text("reply.sendDone"), exact: true });
  const size = agent.page.viewportSize();
  await answer(agent).blur();
  const own = rows.filter((it) => ["email", "sms"].includes(it.channel));
  assert.ok(own.length > 0);
  for (const { id, channel } of own.slice(0, 2)) {
    await open(agent, id);
    for (const [width, height] of [
      [1440, 900],
      [1280, 700],
      [1100, 600],
      [720, 450],
      [320, 640],
    ]) {
      await agent.page.setViewportSize({ width, height });
      await answer(agent).blur();
      await agent.press("y");
      await until("the answer has the focus", () =>
        answer(agent).evaluate((it) => it === document.activeElement),
      );
      const at = `${channel} at ${width} × ${height}`;
      for (const part of [send, answer(agent)]) {
        const box = await part.boundingBox();
        assert.ok(box.y >= 0 && box.y + Math.min(box.height, 60) <= height, `${at}: ${JSON.stringify(box)}`);
      }
      const isOnTop = await send.evaluate((button) => {
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      });
      assert.ok(isOnTop, `${at}: nothing covers what sends`);
      const thread = await messages(agent).boundingBox();
      assert.ok(thread.height >= 100, `${at}: the thread is ${thread.height} high`);
      await agent.accessible(`the answer of ${at}`);
    }
    await agent.page.setViewportSize(size);
    await composer.getByRole("button", { name: agent.text("reply.taller") }).press("Enter");
    await until("the words have the room", async () => (await answer(agent).boundingBox()).height >= 200);
    await composer.getByRole("button", { name: agent.text("reply.shorter") }).press("Enter");
  }
});

test("a private note is seen by us alone, and a hand-over says what to know", async () => {
  const { rows } = await agent.seat.command("inbox", { ...all, whose: "mine" });
  const { id } = rows.find((it) => ["email", "sms"].includes(it.channel));
  await agent.button("inbox.handOver").press("Enter");
  const over = agent.dialog("inbox.handOver");
  const whom = over.getByRole("button", { name: new RegExp(agent.text("inbox.handTo")) });
  await whom.press("Enter");
  await agent.page.getByRole("option", { name: "Emily Carter", exact: true }).waitFor();
  await agent.page.keyboard.type("Emily");
  await agent.press("Enter");
  await over.getByLabel(agent.text("inbox.handWords"), { exact: true }).fill("Only the date is open");
  await over.getByRole("button", { name: agent.text("inbox.handOver"), exact: true }).press("Enter");
  await until("it is the colleague's", async () => (await colleague.seat.command("conversation", id)).line.mine || null);
  await messages(colleague).getByText("Only the date is open").waitFor();
});

test("what is snoozed in one's own words leaves the list, and the next one comes up", async () => {
  const { id } = await free(agent, 1);
  await open(agent, id);
  await agent.page.getByRole("tab", { name: agent.text("inbox.conversation"), selected: true }).focus();
  await agent.press("z");
  const snooze = agent.dialog("inbox.snooze");
  await snooze.getByLabel(agent.text("inbox.snoozeUntil"), { exact: true }).fill("tomorrow 3pm");
  const set = snooze.getByRole("button", { name: agent.text("inbox.snooze"), exact: true });
  await until("the moment is understood", () => set.isEnabled());
  await agent.press("Enter");
  await until("it is put away", async () => (await agent.seat.command("conversation", id)).line.standing.is === "snoozed" || null);
  const { rows } = await agent.seat.command("inbox", { ...all, whose: "all", shelf: "snoozed" });
  assert.ok(rows.some((it) => it.id === id));
  agent.noErrors();
  colleague.noErrors();
});

test("a macro is written by an administrator, previewed, and does all of it with the answer, or by itself", async () => {
  const admin = await house.agent("admin1");
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("canned.title"));
  await admin.press("Enter");
  const book = admin.dialog("canned.title");
  const field = (key) => book.getByRole("textbox", { name: admin.text(key), exact: true });
  const choose = async (key, value) => {
    await book.getByRole("button", { name: new RegExp(admin.text(key)) }).click();
    await admin.page.getByRole("option", { name: admin.text(value), exact: true }).click();
  };
  const written = [
    ["later", "We will call you tomorrow."],
    ["calm", ""],
  ];
  for (const [key, words] of written) {
    await book.getByRole("button", { name: admin.text("canned.new") }).click();
    await book.getByRole("textbox", { name: new RegExp(`^${admin.text("canned.key")}`) }).fill(key);
    await field("canned.name.en").fill(key);
    await field("canned.text.en").fill(words);
    await choose("macro.priorityLabel", words ? "priority.high" : "priority.normal");
    if (words) await choose("macro.thenLabel", "macro.choose.snoozed");
    await book.getByRole("button", { name: admin.text("common.save"), exact: true }).click();
    await book.getByRole("option").filter({ hasText: `/${key}` }).waitFor();
  }
  await admin.accessible("writing a macro");

  const { rows } = await agent.seat.command("inbox", { ...all, whose: "nobody", channel: "email" });
  const { id, customer } = rows[0];
  const ask = { customer, channel: "email", about: "" };
  await until("the agent has them", async () => (await agent.seat.command("canned_replies", ask)).some((it) => it.key === "calm"));
  await agent.page.reload();
  await agent.page.getByRole("main").waitFor();
  await open(agent, id);
  const type = async (text) => {
    await answer(agent).focus();
    await agent.page.keyboard.type(text);
    await agent.page.getByRole("listbox", { name: agent.text("canned.title") }).waitFor();
    await agent.press("Enter");
  };
  await type("/later");
  const preview = agent.page.getByRole("status").filter({ hasText: "snoozed for 24 hours" });
  await preview.filter({ hasText: agent.text("priority.high") }).waitFor();
  await agent.accessible("a macro before it is done");
  const read = () => agent.seat.command("conversation", id);
  assert.equal((await read()).line.priority, "normal", "nothing is done before");
  await agent.press("Control+Enter");
  await until("all of it is done", async () => {
    const { line, messages } = await read();
    const sent = messages.some((it) => it.text.startsWith("We will call you tomorrow."));
    return sent && line.priority === "high" && line.standing.is === "snoozed";
  });
  const { length } = (await read()).messages;
  await agent.seat.command("reopen_conversation", id);
  // Sending brought the next conversation; the field may have the keys.
  await agent.page.getByRole("tab", { name: agent.text("inbox.conversation"), selected: true }).focus();
  await open(agent, id);
  await type("/calm");
  await agent.page.getByRole("status").filter({ hasText: agent.text("priority.normal") }).waitFor();
  await agent.press("Control+Enter");
  await until("it is done", async () => (await read()).line.priority === "normal");
  assert.equal((await read()).messages.length, length, "nothing is written");

  // From the palette it is the same: behind what was typed, previewed, and not done before it is sent.
  await answer(agent).fill("I had a look.");
  await agent.press("Control+k");
  const label = agent.text("macro.inPalette").replace("{name}", "later");
  await agent.page.keyboard.insertText(label);
  await agent.dialog("search.title").getByRole("option", { name: label, exact: true, selected: true }).waitFor();
  await agent.press("Enter");
  await preview.filter({ hasText: agent.text("priority.high") }).waitFor();
  assert.equal(await answer(agent).inputValue(), "I had a look.\n\nWe will call you tomorrow.");
  await until("the answer has the focus", () => answer(agent).evaluate((it) => it === document.activeElement));
  assert.equal((await read()).line.priority, "normal", "nothing is done before");
  await agent.press("Control+Enter");
  await until("all of it is done", async () => {
    const { line, messages } = await read();
    return messages.length > length && line.priority === "high" && line.standing.is === "snoozed";
  });
  agent.noErrors();
});
