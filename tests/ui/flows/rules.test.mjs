// Channel rules: what an administrator does with them, and what they do (H-3).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let admin;
let agent;
before(async () => {
  house = await House.open();
  admin = await house.agent("admin1");
  agent = await house.agent("agent1");
});
after(() => house?.close());

const window = (who = admin) => who.dialog("rules.title");
const field = (key, who = admin) => window(who).getByLabel(who.text(key), { exact: true });
const press = (key, who = admin) => window(who).getByRole("button", { name: who.text(key), exact: true }).press("Enter");
const ruleOf = async (key, who = admin) => (await who.seat.command("rules")).rules.find((it) => it.rule.key === key)?.rule;

async function open(who) {
  await who.press("Control+k");
  await who.page.keyboard.insertText(who.text("menu.rules"));
  await who.press("Enter");
  await window(who).getByRole("option").first().waitFor();
}

/** The option of an open choice. */
const choose = async (key, name) => {
  await window().getByRole("button", { name: new RegExp(`${admin.text(key)}$`) }).press("Enter");
  await admin.page.getByRole("option", { name, exact: true }).press("Enter");
};

test("an agent tries the rules, sees why one holds and who may edit them", async () => {
  await open(agent);
  await window(agent).getByText(/Hannah Park/).waitFor();
  assert.equal(await window(agent).getByRole("button", { name: agent.text("rules.new"), exact: true }).count(), 0);
  await field("rules.sign.queue", agent).fill("cancellation");
  await window(agent).getByText(/Goes to Contract renewal, stage 2, by the rule contract_renewal\.phone/).waitFor();
  await agent.accessible("rules, tried");
  await field("rules.sign.queue", agent).fill("مرحبا 🤯 <script>");
  await window(agent).getByText(agent.text("rules.goesToTriage"), { exact: true }).waitFor();
  await window(agent).getByText(/rules do not match/).click();
  await window(agent).getByText("Queue does not fit “cancellation”.", { exact: true }).waitFor();
  await agent.accessible("rules that do not match");
  await window(agent).getByRole("option").first().press("Enter");
  await window(agent).getByRole("heading", { level: 3 }).waitFor();
  await agent.accessible("a rule that is read");
  await agent.press("Escape");
});

test("an administrator's rule says what is wrong with it, is tried before it is saved, and then acts on an agent's desktop", async () => {
  await open(admin);
  await press("rules.new");
  await window().getByText(admin.text("rules.fault.pattern_missing"), { exact: true }).waitFor();
  const save = window().getByRole("button", { name: admin.text("rules.save"), exact: true });
  assert.ok(await save.isDisabled());
  await admin.accessible("rule with problems");
  await field("rules.pattern").fill("travel");
  await field("rules.key").fill("roaming.phone");
  await choose("rules.topic", "Roaming");
  await until("nothing is wrong any more", () => save.isEnabled());
  await press("rules.tryDraft");
  const tester = window().getByRole("region", { name: admin.text("rules.tester") });
  await tester.getByLabel(admin.text("rules.sign.queue"), { exact: true }).fill("travel");
  await tester.getByText(/Goes to Roaming, stage 1, by the rule roaming\.phone/).waitFor();
  await admin.accessible("rule, tried before it is saved");
  await save.press("Enter");
  await window().getByText(admin.text("rules.saved"), { exact: true }).waitFor();
  await until("the agent's desktop has it", async () => (await ruleOf("roaming.phone", agent))?.enabled);
  admin.noErrors();

  // The phone rings through the new queue: what it is probably about is on screen before anybody speaks.
  const customer = await agent.seat.customer(3);
  await house.practice.ring({ ...customer, queue: "travel" });
  await agent.page.getByText("Queue “travel” → Roaming", { exact: true }).waitFor();
  await agent.accessible("a call with its rule");
  await house.practice.hangUp();
  const roaming = (await agent.seat.command("topics")).find((it) => it.key === "roaming").id;
  await until("the missed call is in its dialogue", async () => {
    const view = await agent.seat.command("customer", customer.id);
    const dialogue = view.dialogues.find((it) => it.open && it.topic === roaming);
    return dialogue && view.timeline.entries[0].interaction.dialogue === dialogue.id;
  });
  agent.noErrors();
});

test("a rule that fits everything is a warning and not an error", async () => {
  await press("rules.new");
  await choose("rules.channel", admin.text("channel.fax"));
  await choose("rules.kind", admin.text("rules.kind.wildcard"));
  await field("rules.pattern").fill("*");
  await field("rules.key").fill("any.fax");
  await choose("rules.topic", "Billing question");
  await window().getByText(admin.text("rules.fault.matches_everything"), { exact: true }).waitFor();
  const save = window().getByRole("button", { name: admin.text("rules.save"), exact: true });
  await until("it can be saved all the same", () => save.isEnabled());
  await admin.accessible("rule with a warning");
});

test("rules are written as a file; what is read is explained, opened one by one, and nothing of it is lost meanwhile", async () => {
  await press("rules.file");
  await press("rules.export");
  const text = window().getByLabel(admin.text("topics.fileText"), { exact: true });
  await until("the file is there", async () => (await text.inputValue()).includes('key = "roaming.sms"'));
  await admin.accessible("file of rules");
  const all = await text.inputValue();
  const written = all.slice(all.indexOf('[[rule]]\nkey = "roaming.sms"\n')).split("\n\n")[0];
  const other = written.replace("roaming.sms", 'roaming."sms" 🙂'.replaceAll('"', '\\"')).replace('topic = "roaming"', 'topic = "no.such"');
  const file = `format = 1\n\n${written}\n\n${other}\n`;
  await text.fill(`${file}\n[[rule`);
  await press("topics.import");
  await window().getByText(/Line \d+ can't be read/).waitFor();
  assert.equal(await text.inputValue(), `${file}\n[[rule`);
  await text.fill(`${file}\n${written}`);
  await press("topics.import");
  await window().getByText(/the key roaming\.sms is there a second time/).waitFor();
  await text.fill(file);
  await press("topics.import");
  await window().getByText("2 rules in the file", { exact: true }).waitFor();
  await window().getByText(admin.text("rules.importSame"), { exact: true }).waitFor();
  await window().getByText("There is no topic “no.such”. Choose one in the draft.", { exact: true }).waitFor();
  await admin.accessible("imported rules");

  await window().getByRole("button", { name: 'Open draft: roaming."sms" 🙂', exact: true }).press("Enter");
  await window().getByText(admin.text("rules.fault.topic_unknown"), { exact: true }).waitFor();
  await choose("rules.topic", "Roaming");
  const save = window().getByRole("button", { name: admin.text("rules.save"), exact: true });
  await until("it can be saved", () => save.isEnabled());
  await save.press("Enter");
  await until("it is saved", () => ruleOf('roaming."sms" 🙂'));
  await press("rules.file");
  assert.equal(await text.inputValue(), file, "the file is as it was left");
  await window().getByText(admin.text("topics.importChanged"), { exact: true }).waitFor();
  admin.noErrors();
});
