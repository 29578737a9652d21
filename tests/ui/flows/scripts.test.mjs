// How an administrator writes scripts: in a form and as text, which are one draft (P-14).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";
import { pattern } from "../harness/text.mjs";

let house;
let admin;
before(async () => {
  house = await House.open();
  admin = await house.agent("admin1");
});
after(() => house?.close());

const window = () => admin.dialog("scripts.title");
const field = (key, values) => window().getByLabel(values ? pattern(key, values) : admin.text(key), { exact: true });
const english = (key) => field(key, { language: admin.text("language.en") });
const button = (key, values) => window().getByRole("button", { name: values ? pattern(key, values) : admin.text(key), exact: !values });
const steps = () => window().getByRole("listbox", { name: admin.text("scripts.place.steps") });
const step = (key) => steps().getByRole("option", { name: new RegExp(`^\\d+ ${key} `) });
const wrong = () => window().getByRole("list", { name: admin.text("scripts.problems") });
const tab = (key) => window().getByRole("tab", { name: admin.text(key) });
const textOf = async () => field("scripts.text").inputValue();
const finder = async () => (await admin.seat.command("script_overview")).find((it) => it.key === "plan_finder");

async function open() {
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("menu.scripts"));
  await admin.press("Enter");
  await steps().waitFor();
}

/** Chooses in a field by keyboard, as somebody does who knows the first letters. */
async function choose(choice, option) {
  await choice.focus();
  await admin.press("Enter");
  const offered = admin.page.getByRole("option", { name: option, exact: true });
  await offered.focus();
  await admin.press("Enter");
  await offered.waitFor({ state: "detached" });
}

test("the form shows a script's steps, and what is wrong stands at its step as it is typed", async () => {
  await open();
  await button("scripts.new").waitFor();
  await window().getByRole("button", { name: "Find the right plan", exact: true }).press("Enter");
  await step("data_gb").waitFor();
  await admin.accessible("scripts, form");
  await step("data_gb").focus();
  await admin.press("Enter");
  const said = english("scripts.say");
  const before = await said.inputValue();
  await said.fill(`${before} {customer.shoe|x}`);
  await wrong().waitFor();
  await step("data_gb").getByText(admin.text("scripts.stepWrong")).waitFor();
  await window().getByText(pattern("scripts.slot.unknown", { name: "customer.shoe" })).first().waitFor();
  await admin.accessible("scripts, form with a problem");
  await said.fill(before);
  await wrong().waitFor({ state: "detached" });
  await window().getByText(admin.text("scripts.unchanged")).waitFor();
});

test("steps are added, moved and removed by keys, and led on to other steps", async () => {
  const keys = async () => (await steps().getByRole("option").allTextContents()).map((it) => /^\d+([a-z_]+(?:\d+)?)(?=Ask|Say|Act|End)/.exec(it)?.[1]);
  await step("lines").focus();
  await admin.press("Enter", "Insert");
  const added = (await keys()).find((it) => it?.startsWith("step_"));
  await until("it stands behind the chosen one", async () => (await keys()).indexOf(added) === (await keys()).indexOf("lines") + 1);
  await step(added).focus();
  await admin.press("Alt+ArrowDown");
  await until("it has moved", async () => (await keys()).indexOf(added) === (await keys()).indexOf("data_gb") + 1);
  assert.ok(await steps().evaluate((it) => it.contains(document.activeElement)), "the focus stays in the list");
  await english("scripts.say").fill("Anything else?");
  await field("scripts.say", { language: admin.text("language.ko") }).fill("더 있으세요?");
  await choose(window().getByRole("button", { name: new RegExp(admin.text("scripts.kind")) }), admin.text("scripts.kind.ask"));
  await choose(window().getByRole("button", { name: new RegExp(admin.text("scripts.question")) }).first(), admin.text("scripts.question.yes_no"));
  await button("scripts.addBranch").press("Enter");
  await choose(window().getByRole("button", { name: /Branch 1: on to/ }), /^\d+\. uses$/);
  await field("scripts.stepKey").fill("more");
  await admin.press("Enter");
  await step("more").waitFor();
  await admin.accessible("a question with a branch");
  await step("more").focus();
  await window().getByText(admin.text("scripts.ready")).waitFor();
});

test("form and text are one draft: each says what the other was changed to", async () => {
  await tab("scripts.as.text").click();
  await until("the text has the step", async () => (await textOf()).includes('key = "more"'));
  assert.match(await textOf(), /key = "more"\nsay = \{ ko = "더 있으세요\?", en = "Anything else\?" \}\nask = "yes_no"\nbranch = \[/);
  await admin.accessible("scripts, text");
  const text = (await textOf()).replace('en = "Anything else?"', 'en = "Is there more?" } # by hand').replace("# by hand }", "# by hand");
  await field("scripts.text").fill(text);
  await tab("scripts.as.form").click();
  await step("more").click();
  assert.equal(await english("scripts.say").inputValue(), "Is there more?");
  await window().getByText(admin.text("scripts.ownLayout")).waitFor();

  await tab("scripts.as.text").click();
  assert.equal(await textOf(), text, "a look at the form changes nothing");
  await field("scripts.text").fill(`${text}\n[[`);
  await tab("scripts.as.form").click();
  await window().getByRole("alert").waitFor();
  assert.equal(await tab("scripts.as.text").getAttribute("aria-selected"), "true", "what can't be read is mended where it stands");
  await field("scripts.text").fill(text);
  await tab("scripts.as.form").click();
  await step("more").waitFor();
});

test("a step that is removed is missed where it was led to, and what is right is published", async () => {
  const publish = button("scripts.publish");
  await step("uses").focus();
  await admin.press("Enter", "Delete");
  await wrong().getByText(/uses/).first().waitFor();
  assert.ok(await publish.isDisabled());
  await admin.press("Escape");
  await window().waitFor({ state: "detached" });

  await open();
  await wrong().getByText(/uses/).first().waitFor();
  assert.ok(await publish.isDisabled(), "what was edited is there again when the window is");

  // A view that starts anew has the centre's scripts.
  await admin.page.reload();
  await admin.page.getByRole("main").waitFor();
  await open();
  await window().getByRole("button", { name: "Find the right plan", exact: true }).press("Enter");
  await step("lines").focus();
  await admin.press("Enter");
  await english("scripts.say").fill("How many lines are there?");
  await until("it can be published", () => publish.isEnabled());
  const before = await finder();
  await publish.press("Enter");
  await until("it is published", async () => (await finder()).version === before.version + 1);
  await window().getByText(admin.text("scripts.unchanged")).waitFor();
  const after = await finder();
  assert.equal(after.steps.find((it) => it.key === "lines").say.en, "How many lines are there?");
  const others = ({ steps }) => steps.filter((it) => it.key !== "lines");
  assert.deepEqual(others(after), others(before));
  admin.noErrors();
});
