// What an administrator does with topics (H-2, P-14).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let admin;
before(async () => {
  house = await House.open();
  admin = await house.agent("admin1");
});
after(() => house?.close());

const window = () => admin.dialog("topics.title");
const topic = (name) => window().getByRole("option").filter({ hasText: name });
const upgrade = async () => (await admin.seat.command("topics")).find((it) => it.key === "plan_upgrade");

async function open() {
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("menu.topics"));
  await admin.press("Enter");
  await topic((await upgrade()).name.en).waitFor();
}

test("an administrator finds the topics in the palette, and each says how many dialogues are open", async () => {
  await open();
  assert.equal(await window().getByRole("option").count(), 10);
  await window().getByText(/· \d+ open · v1/).first().waitFor();
  await admin.accessible("topics");
});

test("a stage is removed by keyboard, says where its dialogues go, and is published after the preview", async () => {
  const before = await upgrade();
  await topic(before.name.en).focus();
  await admin.press("Enter");
  const name = (stage, language) => window().getByLabel(`Name of stage ${stage} (${admin.text(`language.${language}`)})`, { exact: true });
  await name(2, "en").waitFor();
  await admin.accessible("topic");
  await name(1, "en").focus();
  await admin.press("Alt+ArrowDown");
  await until("the stage has moved with the focus in it", async () => {
    const moved = name(2, "en");
    return (await moved.inputValue()) === before.stages[0].name.en && (await moved.evaluate((it) => it === document.activeElement));
  });
  await admin.press("Alt+ArrowUp");

  await window().getByRole("button", { name: "Remove stage 2", exact: true }).press("Enter");
  await window().getByText(admin.text("topics.fault.not_carried")).waitFor();
  const preview = window().getByRole("button", { name: admin.text("topics.preview"), exact: true });
  assert.ok(await preview.isDisabled());
  await admin.accessible("topic with a problem");
  await window().getByRole("button", { name: /From “Stage 2/ }).press("Enter");
  await admin.page.getByRole("option").first().waitFor();
  await admin.press("Enter");
  await until("nothing is wrong any more", () => preview.isEnabled());
  await preview.press("Enter");
  const shown = window().getByRole("region", { name: admin.text("topics.previewTitle") });
  await shown.getByRole("table").waitFor();
  await admin.accessible("preview");
  await shown.getByRole("button", { name: admin.text("topics.publish"), exact: true }).press("Enter");
  await until("it is published", async () => (await upgrade()).revisions.length === 1);
  const after = await upgrade();
  assert.equal(after.stages.length, before.stages.length - 1);
  assert.deepEqual(after.revisions[0].to.slice(0, 3), [1, 1, 2]);
  await until("the server has it", async () => (await admin.seat.command("sync_status")).waiting === 0);
  assert.deepEqual((await admin.seat.command("sync_status")).stuck, []);
});

test("topics are written as a file, and a file that can't be read says the line", async () => {
  await window().getByRole("button", { name: admin.text("topics.file"), exact: true }).press("Enter");
  await window().getByRole("button", { name: admin.text("topics.export"), exact: true }).press("Enter");
  const text = window().getByLabel(admin.text("topics.fileText"), { exact: true });
  await until("the file is there", async () => (await text.inputValue()).includes('key = "plan_upgrade"'));
  await admin.accessible("file of topics");
  await text.fill("format = 1\n\n[[topic");
  await window().getByRole("button", { name: admin.text("topics.import"), exact: true }).press("Enter");
  await window().getByText(/Line 3 can't be read/).waitFor();
  await window().getByRole("button", { name: admin.text("topics.template.shop"), exact: true }).press("Enter");
  await window().getByRole("button", { name: /Open draft: Win back/ }).waitFor();
  await admin.accessible("imported topics");
  admin.noErrors();
});

test("who is no administrator has no topics in the menu, and is refused by the desk", async () => {
  const agent = await house.agent("agent2");
  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("menu.topics"));
  await agent.dialog("search.title").waitFor();
  assert.equal(await agent.page.getByRole("option", { name: agent.text("menu.topics"), exact: true }).count(), 0);
  const refused = await agent.seat.command("export_topics").catch((error) => String(error));
  assert.match(String(refused), /not_allowed/);
});
