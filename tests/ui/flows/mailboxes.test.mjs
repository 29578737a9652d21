// Our mailboxes are kept by administrators at the desktop; agents write from them at once, and are told where answers wait (D-12).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let agent;
let admin;
before(async () => {
  house = await House.open();
  agent = await house.agent("agent1");
  admin = await house.agent("admin1");
});
after(() => house?.close());

const window = (who = admin) => who.dialog("mailboxes.title");
const field = (key) => window().getByRole("textbox", { name: admin.text(key) });
const save = () => window().getByRole("button", { name: admin.text("common.save"), exact: true });

async function open(who) {
  await who.press("Control+k");
  await who.page.keyboard.insertText(who.text("mailboxes.title"));
  await who.press("Enter");
}

async function reachedByMail() {
  for (let turn = 0; ; turn++) {
    const person = await agent.seat.customer(turn);
    const beginning = await agent.seat.command("beginning", person.id);
    if (beginning.mailboxes[0]?.channel === "email") return { person, beginning };
  }
}

test("a mailbox is added, changed and retired, and offered to agents accordingly", async () => {
  await open(admin);
  await field("mailboxes.key").fill("billing");
  await field("mailboxes.address").fill("nowhere");
  await field("mailboxes.name.en").fill("Billing desk");
  await save().click();
  await admin.page.getByRole("alert").filter({ hasText: /\S/ }).first().waitFor();
  await field("mailboxes.address").fill("billing@daehwa.example");
  await field("mailboxes.signature.en").fill("The billing desk");
  await save().click();
  const list = window().getByRole("listbox", { name: admin.text("mailboxes.title") });
  await list.getByRole("option").filter({ hasText: "billing" }).filter({ hasText: admin.text("mailboxes.waits") }).waitFor();
  await window().getByText(admin.text("mailboxes.waitsText").replace("{key}", "billing")).waitFor();
  await admin.accessible("mailboxes");
  const { person } = await reachedByMail();
  const offered = async () => (await agent.seat.command("beginning", person.id)).mailboxes.find((it) => it.address === "billing@daehwa.example");
  const there = await until("the agent can write from it", offered);
  assert.equal(there.waits, true);
  await window().getByText(admin.text("mailboxes.retire"), { exact: true }).click();
  await save().click();
  await list.getByRole("option").filter({ hasText: "billing" }).filter({ hasText: admin.text("mailboxes.retired") }).waitFor();
  await until("it is offered no more", async () => (await offered()) === undefined);
  admin.noErrors();
});

test("answers are due in the hours of the calendar that is chosen for a mailbox, on every desk", async () => {
  // Open one hour a week: whatever is due comes weeks from now.
  const hours = [{ weekday: 1, from_min: 540, to_min: 600 }];
  const rare = { id: null, name: "월요일 첫 시간", time_zone: "Asia/Seoul", hours, public_holidays: "none", days_off: [], retired: false };
  const calendar = await admin.seat.command("save_calendar", rare);
  const ask = { whose: "all", channel: null, shelf: "open", from: 0, count: 500 };
  const listed = async () => (await agent.seat.command("inbox", ask)).rows;
  const first = (await listed()).find((it) => it.channel === "email" && it.waits_ms !== null);
  const at = async () => (await listed()).findIndex((it) => it.id === first.id);
  const before = await at();
  const { mailbox } = await agent.seat.command("conversation", first.id);
  const book = await admin.seat.command("mailbox_book");
  const { key } = book.mailboxes.find((it) => it.mailbox.id === mailbox).mailbox;
  const choose = async (name) => {
    const list = window().getByRole("listbox", { name: admin.text("mailboxes.title") });
    await list.getByRole("option").filter({ hasText: key }).first().click();
    await window().getByRole("button", { name: new RegExp(admin.text("mailboxes.calendar")) }).press("Enter");
    await admin.page.getByRole("option", { name, exact: true }).click();
    assert.ok(await save().isVisible());
    const box = await save().boundingBox();
    const around = await window().boundingBox();
    assert.ok(box.y + box.height <= around.y + around.height, "what saves it is in sight without scrolling");
    await save().click();
  };
  await choose(calendar.name);
  const far = await until("it is due in the calendar's hours", async () => {
    const line = (await agent.seat.command("conversation", first.id)).line;
    return line.due_ms > first.due_ms + 14 * 86_400_000 ? line : null;
  });
  assert.ok((await at()) > before, "it is less urgent");
  await agent.press("i");
  const inbox = agent.dialog("inbox.title");
  await inbox.getByRole("listbox", { name: agent.text("inbox.listKeys") }).waitFor();
  for (let step = 0; step < (await at()); step++) await agent.press("j");
  await agent.press("Enter");
  // The pane says the day: a Monday, weeks from now.
  const day = new Date(far.due_ms).toLocaleDateString("en-GB", { month: "long", day: "numeric", timeZone: "Asia/Seoul" });
  await agent.page.getByText(new RegExp(`${day}.*\\b(09|10):`)).first().waitFor();
  // The calendar gets usual hours, and then the mailbox none.
  const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_min: 0, to_min: 1440 }));
  await admin.seat.command("save_calendar", { ...calendar, hours: week });
  await until("the calendar's new hours count", async () => (await at()) === before);
  await choose(admin.text("sla.always"));
  assert.equal((await agent.seat.command("conversation", first.id)).line.due_ms, first.due_ms);
  admin.noErrors();
});

test("where no server sends, the composer says that answers wait", async () => {
  const { rows } = await agent.seat.command("inbox", { whose: "nobody", channel: "email", shelf: "open", from: 0, count: 50 });
  await until("it is known here", async () => (await agent.seat.command("conversation", rows[0].id)).waits);
  await agent.open((await reachedByMail()).person.name);
  await agent.press("Shift+I");
  const begin = agent.dialog("begin.title");
  await begin.getByText(agent.text("reply.waits")).waitFor();
  await agent.accessible("writing where nobody sends");
  agent.noErrors();
});
