// Segments: made by a supervisor, there for the administrator (H-8).

import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { until } from "../../e2e/harness/until.mjs";
import { House } from "../harness/house.mjs";

let house;
let lead;
before(async () => {
  house = await House.open();
  lead = await house.agent("supervisor1");
});
after(() => house?.close());

const window = () => lead.dialog("segments.title");
const button = (key) => window().getByRole("button", { name: lead.text(key), exact: true });
const found = async () => Number((await window().getByText(/^[\d,]+ customers?$/).textContent()).replaceAll(/\D/g, ""));

async function command(who, key) {
  await who.press("Control+k");
  await who.page.keyboard.insertText(who.text(key));
  await who.press("Enter");
}

test("a segment is made by keyboard, and who is in it is shown as its conditions change", async () => {
  await command(lead, "menu.segments");
  await button("segments.new").press("Enter");
  await button("segments.add").press("Enter");
  await window().getByText(/^[\d,]+ customers?$/).waitFor();
  await lead.accessible("segment");
  const open = await found();
  assert.ok(open > 0);
  await window().getByLabel(lead.text("segments.idle"), { exact: true }).focus();
  await lead.page.keyboard.type("10");
  await window().getByText(/quiet for 10 days/).waitFor();
  await until("fewer are in it", async () => (await found()) < open);
  await window().getByLabel(lead.text("segments.name"), { exact: true }).fill("Quiet for ten days");
  await button("common.save").press("Enter");
  await window().getByRole("option", { name: "Quiet for ten days", exact: true }).waitFor();
  await lead.accessible("saved segment");
  await until("the server has it", async () => (await lead.seat.command("sync_status")).waiting === 0);
  assert.deepEqual((await lead.seat.command("sync_status")).stuck, []);
});

test("it is on the administrator's desktop, with the same customers", async () => {
  const admin = await house.seat("admin1");
  const made = async () => (await admin.command("segments")).segments.find((it) => it.name === "Quiet for ten days");
  await until("it has arrived", async () => (await made()) !== undefined);
  const { query } = await made();
  const mine = await lead.seat.command("segment_customers", query);
  const theirs = await admin.command("segment_customers", query);
  const ids = ({ rows }) => rows.map((row) => row.customer).sort();
  // The administrator holds every team's customers, the supervisor the own teams'.
  assert.ok(mine.total > 0 && ids(mine).every((id) => ids(theirs).includes(id)));
});

test("a number of the funnel becomes a segment by one key", async () => {
  await lead.press("Escape");
  await window().waitFor({ state: "detached" });
  await command(lead, "menu.funnel");
  const funnel = lead.dialog("funnel.title");
  const first = funnel.getByRole("table").locator("button").first();
  await first.waitFor();
  const number = Number((await first.textContent()).replaceAll(/\D/g, ""));
  await first.focus();
  await lead.press("s");
  await window().waitFor();
  await window().getByText(/reached in the last 30 days/).waitFor();
  await until("its customers are found", async () => (await window().getByText(/^[\d,]+ customers?$/).count()) === 1);
  assert.ok((await found()) >= number);
  await lead.accessible("segment of a number");
  lead.noErrors();
});

test("an agent has no segments in the menu, and the server takes none", async () => {
  const agent = await house.agent("agent2");
  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("menu.segments"));
  await agent.dialog("search.title").waitFor();
  assert.equal(await agent.page.getByRole("option", { name: agent.text("menu.segments"), exact: true }).count(), 0);
  const refused = await agent.seat.command("segments").catch((error) => String(error));
  assert.match(String(refused), /not_allowed/);
});
