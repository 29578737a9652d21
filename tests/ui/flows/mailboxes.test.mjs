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
  await list
    .getByRole("option")
    .filter({ hasText: "billing" })
    .filter({ hasText: admin.text("mailboxes.waits") })
    .waitFor();
  await window().getByText(admin.text("mailboxes.waitsText").replace("{key}", "billing")).waitFor();
  await admin.accessible("mailboxes");
  const { person } = await reachedByMail();
  const offered = async () =>
    (await agent.seat.command("beginning", person.id)).mailboxes.find(
      (it) => it.address === "billing@daehwa.example",
    );
  const there = await until("the agent can write from it", offered);
  assert.equal(there.waits, true);
  await window().getByText(admin.text("mailboxes.retire"), { exact: true }).click();
  await save().click();
  await list
    .getByRole("option")
    .filter({ hasText: "billing" })
    .filter({ hasText: admin.text("mailboxes.retired") })
    .waitFor();
  await until("it is offered no more", async () => (await offered()) === undefined);
  admin.noErrors();
});

test("where no server sends, the composer says that answers wait", async () => {
  const { rows } = await agent.seat.command("inbox", {
    whose: "nobody",
    channel: "email",
    shelf: "open",
    from: 0,
    count: 50,
  });
  await until("it is known here", async () => (await agent.seat.command("conversation", rows[0].id)).waits);
  await agent.open((await reachedByMail()).person.name);
  await agent.press("Shift+I");
  const begin = agent.dialog("begin.title");
  await begin.getByText(agent.text("reply.waits")).waitFor();
  await agent.accessible("writing where nobody sends");
  agent.noErrors();
});
