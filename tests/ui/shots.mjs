// Screenshots of every screen: `node shots.mjs DIR`. Light and dark, Korean and English.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../e2e/harness/until.mjs";
import { House } from "./harness/house.mjs";
import { Shop } from "./harness/shop.mjs";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node shots.mjs DIR");
mkdirSync(folder, { recursive: true });

const house = await House.open();
try {
  for (const language of ["ko", "en"]) {
    await signIn(language);
  }
  // Who signs in last has the practice caller's line: calls come before the others are there.
  const agent = await house.agent("agent1");
  await work(agent);
  await windows(agent);
  const admin = await house.agent("admin1");
  await administration(admin);
  await rules(admin);
  await scripts(admin);
  await treatments(admin);
  await webInbox(admin);
  await triage(admin);
  const lead = await house.agent("supervisor1");
  await supervision(lead);
  // A desktop on which nothing is open yet.
  const caller = await house.agent("agent1");
  await lists(lead, caller);
  await card(caller);
  await identity(caller);
  await engagement(caller);
  await inbox(caller, admin);
  await knowledge(caller, lead);
  await cases(caller, admin);
  await house.centre.stop();
  await caller.page.getByText(caller.text("sync.offline"), { exact: true }).waitFor();
  await shoot(caller, "offline");
} finally {
  await house.close();
}

async function signIn(language) {
  for (const colorScheme of ["light", "dark"]) {
    const agent = await house.freshAgent(`shots-${language}-${colorScheme}`, { language, colorScheme });
    await agent.field("signIn.server").waitFor();
    await agent.page.screenshot({ animations: "disabled", path: join(folder, `sign-in-${language}-${colorScheme}.png`) });
  }
}

/** Topics and stages. */
async function administration(admin) {
  const window = admin.page.getByRole("dialog");
  const press = (key) => window.getByRole("button", { name: admin.text(key), exact: true }).click();
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menuitem", { name: admin.text("menu.topics") }).click();
  await window.getByRole("option").first().waitFor();
  await shoot(admin, "topics");
  await window.getByRole("option").nth(1).click();
  await window.getByRole("button", { name: /Remove stage 2|2단계 삭제/ }).click();
  await window.getByText(admin.text("topics.fault.not_carried")).waitFor();
  await shoot(admin, "topics-problem");
  await window.getByRole("button", { name: /“Stage 2: |“2단계: / }).click();
  await admin.page.getByRole("listbox").last().getByRole("option").first().click();
  await press("topics.preview");
  await window.getByRole("button", { name: admin.text("topics.publish"), exact: true }).waitFor();
  await shoot(admin, "topics-preview");
  await press("topics.file");
  await press("topics.export");
  await shoot(admin, "topics-file");
  await press("topics.template.shop");
  await window.getByRole("listitem").first().waitFor();
  await shoot(admin, "topics-import");
  await admin.press("Escape");
}

/** A customer with an open complaint, what a dialogue is read from, a move that can be taken back, who is without contact. */
async function card(agent) {
  const complaint = (await agent.seat.command("topics")).find((it) => it.complaint);
  const customer = await agent.seat.customer(1);
  await agent.seat.command("open_dialogue", { customer: customer.id, topic: complaint.id });
  await agent.open(customer.name);
  await agent.page.getByRole("main").getByText(/Open complaint|미해결 불만/).waitFor();
  await shoot(agent, "card-complaint");
  await agent.press("o", "o", "e");
  const evidence = agent.page.getByRole("dialog");
  await evidence.getByRole("listitem").first().waitFor();
  await shoot(agent, "card-evidence");
  await agent.press("Escape");
  await agent.press("Shift+3");
  await agent.page.getByRole("status").getByRole("button").first().waitFor();
  await shoot(agent, "card-moved");
  await agent.press("u");

  await agent.press("Control+k");
  await agent.page.keyboard.insertText(agent.text("silent.title"));
  await agent.dialog("search.title").getByRole("option", { name: agent.text("silent.title"), exact: true, selected: true }).waitFor();
  await agent.press("Enter");
  await agent.page.getByRole("dialog").getByRole("option").first().waitFor();
  await shoot(agent, "silent");
  await agent.press("Enter");
  await agent.page.getByText(/^No contact since |이후 연락이 없습니다/).waitFor();
  await shoot(agent, "card-silence");
}

/** Channel rules. */
async function rules(admin) {
  const window = admin.page.getByRole("dialog");
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menuitem", { name: admin.text("menu.rules") }).click();
  await window.getByLabel(admin.text("rules.sign.queue"), { exact: true }).fill("cancellation");
  await window.getByText(/contract_renewal\.phone/).last().waitFor();
  await shoot(admin, "rules-tried");
  await window.getByRole("option").first().click();
  await window.getByLabel(admin.text("rules.pattern"), { exact: true }).fill("");
  await window.getByText(admin.text("rules.fault.pattern_missing"), { exact: true }).waitFor();
  await shoot(admin, "rules-problem");
  await window.getByRole("button", { name: admin.text("rules.file"), exact: true }).click();
  await window.getByRole("button", { name: admin.text("rules.export"), exact: true }).click();
  await window.getByRole("button", { name: admin.text("topics.import"), exact: true }).click();
  await window.getByText(/rules in the file|파일에 규칙/).waitFor();
  await shoot(admin, "rules-file");
  await admin.press("Escape");
}

/** Scripts: the form, with a problem, and as text. */
async function scripts(admin) {
  const window = admin.page.getByRole("dialog");
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menuitem", { name: admin.text("menu.scripts") }).click();
  await window.getByRole("button", { name: /^(Find the right plan|맞는 요금제 찾기)$/ }).click();
  await window.getByRole("option", { name: /^\d+ term / }).click();
  await shoot(admin, "scripts");
  await window.getByRole("option", { name: /^\d+ family / }).click();
  await admin.press("Delete");
  await window.getByRole("list", { name: admin.text("scripts.problems") }).waitFor();
  await window.getByRole("option", { name: /^\d+ term / }).click();
  await shoot(admin, "scripts-problem");
  await window.getByRole("tab", { name: admin.text("scripts.as.text") }).click();
  await window.getByRole("textbox", { name: admin.text("scripts.text"), exact: true }).waitFor();
  await shoot(admin, "scripts-text");
  await admin.press("Escape");
}

/** How customers are served: the list, a form, why it is so for one customer. */
async function treatments(admin) {
  const window = admin.page.getByRole("dialog");
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menuitem", { name: admin.text("menu.treatments") }).click();
  await window.getByText(/^[\d,]+ customers?$|^고객 [\d,]+명$/).first().waitFor();
  await window.getByRole("option").nth(1).click();
  await window.getByRole("switch").nth(1).press("Space");
  await window.getByText(/do not see|보이지 않는 것/).waitFor();
  await shoot(admin, "treatments");
  const { name } = await admin.seat.customer();
  await window.getByRole("button", { name: /^(Why this customer\?|왜 이렇게 적용되나요\?)$/ }).click();
  await window.getByRole("textbox").fill(name);
  await window.getByRole("option", { name: new RegExp(name) }).first().click();
  await window.getByText(/^(Applies|적용됨)$/).waitFor();
  await shoot(admin, "treatments-why");
  await admin.press("Escape");
}

/** Pages that no rule knows, and a visitor whom two customers fit. */
async function webInbox(admin) {
  const shop = await Shop.open(house.centre);
  const agent = await house.seat("agent2");
  const customer = await agent.customer(3);
  const second = { kind: "company", name: "한빛상사", company: "한빛상사", language: "ko", phone: customer.number, email: null, call: null };
  await agent.command("create_customer", second);
  await shop.hasRead("/about/us", "/magazine/2026/11", "/magazine/2026/10", "/careers", "/help/요금-안내", "/shop/42");
  await shop.hasRead("/magazine/2026/11", "/magazine/2025/12", "/about/us");
  const window = admin.page.getByRole("dialog");
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menuitem", { name: admin.text("webInbox.title") }).click();
  await window.getByRole("option").first().waitFor();
  await shoot(admin, "web-inbox-pages");
  const visitor = await shop.hasRead("/roaming", "/roaming/prices", "/plans");
  await until("the server has both", async () => (await shop.identifyByNumber(visitor, customer.number)) === 202);
  await window.getByRole("button", { name: /^(Read again|다시 읽기)$/ }).click();
  await window.getByRole("tab").last().click();
  await window.getByRole("option").first().waitFor();
  await shoot(admin, "web-inbox-visitors");
  await admin.press("Escape");
  await shop.close();
}

/** A survey while it is recorded, and what a card then says. */
async function engagement(agent) {
  const customer = await agent.seat.customer();
  await agent.open(customer.name);
  await agent.press("q");
  await agent.page.getByRole("dialog").waitFor();
  await agent.page.keyboard.insertText("4");
  await shoot(agent, "engagement");
  await agent.press("Enter");
  await agent.page.getByRole("dialog").waitFor({ state: "detached" });
  const words = { customer: customer.id, call: null, kind: "waiver", words: "연체 수수료 면제" };
  await agent.seat.command("record_delivered", { ...words, amount: { amount_minor: 12_000, currency: "KRW" } });
  await agent.page.getByText(/₩[\d,]+/).first().waitFor();
  await shoot(agent, "card-engagement");
}

/** The funnel as it opens and with the customers behind a number; the segment made of them, and one in which nobody is. */
async function supervision(lead) {
  const window = lead.page.getByRole("dialog");
  await lead.press("Control+k");
  await lead.page.keyboard.insertText(lead.text("menu.funnel"));
  await lead.press("Enter");
  const figure = window.getByRole("table").locator("button");
  await figure.first().waitFor();
  await shoot(lead, "funnel");
  await figure.first().click();
  await window.getByRole("listbox").waitFor();
  await shoot(lead, "funnel-customers");
  await figure.first().press("s");
  await window.getByText(/customer|고객 \d/).first().waitFor();
  const add = () => window.getByRole("button", { name: lead.text("segments.add"), exact: true });
  await add().click();
  await add().click();
  await window.getByRole("listbox").last().waitFor();
  await shoot(lead, "segments");
  await window.getByLabel(lead.text("segments.idle"), { exact: true }).last().fill("3650");
  await window.getByText(lead.text("segments.nobody")).waitFor();
  await shoot(lead, "segments-nobody");
  await lead.press("Escape");
}

/** A call list: none yet, before it is made, made, worked through, and a customer of it who can't be called. */
async function lists(lead, agent) {
  const window = lead.page.getByRole("dialog");
  const open = async (key) => {
    await lead.press("Control+k");
    await lead.page.keyboard.insertText(lead.text(key));
    await lead.dialog("search.title").getByRole("option", { name: lead.text(key), exact: true, selected: true }).waitFor();
    await lead.press("Enter");
  };
  await open("menu.lists");
  await window.getByText(lead.text("lists.noneText"), { exact: true }).waitFor();
  await shoot(lead, "lists-none");
  await lead.press("Escape");
  const segment = { matches: "all", conditions: [{ not: true, test: { on: "tier", tiers: ["basic"] } }] };
  await lead.seat.command("save_segment", { id: null, name: "VIP·Gold·Silver", query: segment, retired: false });
  await open("menu.segments");
  await window.getByRole("option", { name: "VIP·Gold·Silver" }).click();
  await window.getByRole("button", { name: lead.text("lists.make"), exact: true }).click();
  await window.getByText(/^[\d,]+ customers? (is|are) called$|^전화할 고객 [\d,]+명$/).waitFor();
  await shoot(lead, "list-making");
  await window.getByRole("button", { name: lead.text("lists.showLeft"), exact: true }).click();
  await shoot(lead, "list-left-out");
  await window.getByLabel(lead.text("lists.name"), { exact: true }).fill("봄 안내 전화");
  await window.getByLabel(lead.text("lists.offer"), { exact: true }).fill("한 달 무료");
  await window.getByRole("button", { name: lead.text("lists.make"), exact: true }).click();
  await window.getByRole("option", { name: /봄 안내 전화/ }).waitFor();
  await shoot(lead, "lists");
  await window.getByRole("button", { name: lead.text("lists.retries"), exact: true }).click();
  await lead.page.getByRole("group", { name: lead.text("outcome.no_answer") }).waitFor();
  await shoot(lead, "lists-again");
  await lead.press("Escape", "Escape");
  await agent.page.getByRole("button", { name: /봄 안내 전화/ }).waitFor();
  await agent.press("w");
  const call = agent.page.getByRole("main").getByRole("button", { name: new RegExp(agent.text("lists.call")) }).first();
  await call.waitFor();
  await shoot(agent, "list-customer");
  const [{ list }] = await agent.seat.command("call_lists");
  const { mine } = await agent.seat.command("list_work", list.id);
  const complaint = (await agent.seat.command("topics")).find((it) => it.complaint);
  for (const { customer } of mine) await agent.seat.command("open_dialogue", { customer, topic: complaint.id });
  await agent.page.getByRole("main").getByText(/Can't be called now|지금 전화할 수 없음/).waitFor();
  await shoot(agent, "list-blocked");
}

/** Written conversations: the inbox, one that is read and answered, one that a colleague has; canned replies. */
async function inbox(agent, admin) {
  const ask = { whose: "nobody", channel: null, shelf: "open", from: 0, count: 100 };
  const { rows } = await agent.seat.command("inbox", ask);
  const [first, second] = rows.filter((it) => it.channel === "email");
  await admin.seat.command("claim_conversation", second.id);
  const panel = agent.page.getByRole("complementary");
  const open = async (line) => {
    await agent.press("i");
    await agent.page.getByRole("dialog").getByRole("option").first().waitFor();
    const all = (await agent.seat.command("inbox", { ...ask, whose: "all" })).rows;
    for (let step = all.findIndex((it) => it.id === line.id); step > 0; step--) await agent.press("j");
  };
  await open(first);
  await shoot(agent, "inbox");
  await agent.page.getByRole("listbox").press("Enter");
  const answer = panel.getByRole("textbox").first();
  await answer.waitFor();
  await agent.seat.command("claim_conversation", first.id);
  await answer.focus();
  await agent.page.keyboard.type("/");
  await panel.getByRole("option").first().waitFor();
  await shoot(agent, "conversation-canned");
  await agent.press("Enter");
  await shoot(agent, "conversation");
  await answer.blur();
  await open(second);
  await agent.press("Enter");
  await panel.getByText(second.subject).first().waitFor();
  await shoot(agent, "conversation-held");
  await admin.press("Control+k");
  await admin.page.keyboard.insertText(admin.text("canned.title"));
  await admin.press("Enter");
  await admin.page.getByRole("dialog").getByRole("option").first().click();
  await shoot(admin, "canned-replies");
  await admin.press("Escape");
}

/** Requests and complaints: the list, one of them, a new one; what is promised, and our mailboxes. */
async function cases(agent, admin) {
  await agent.press("Shift+C");
  const shown = agent.dialog("cases.title");
  await shown.getByRole("option").first().waitFor();
  await shoot(agent, "cases");
  await agent.press("Enter");
  await shown.getByText(agent.text("cases.did.opened")).waitFor();
  await shoot(agent, "case");
  await agent.press("Escape", "Shift+A");
  await agent.page.getByRole("dialog").waitFor();
  await shoot(agent, "case-new");
  await agent.press("Escape");
  for (const [key, name] of [
    ["sla.title", "promises"],
    ["mailboxes.title", "mailboxes"],
  ]) {
    await admin.press("Control+k");
    await admin.page.keyboard.insertText(admin.text(key));
    await admin.press("Enter");
    const kept = admin.dialog(key);
    await kept.getByRole("option").or(kept.getByRole("listitem").getByRole("button")).first().click();
    await shoot(admin, name);
    await admin.press("Escape");
  }
}

/** What is to be known, as it is looked up and written; how good suggested topics are. */
async function knowledge(agent, lead) {
  const customer = await agent.seat.customer();
  await agent.open(customer.name);
  await agent.press("Shift+K");
  const panel = agent.page.getByRole("complementary");
  await panel.getByRole("article").waitFor();
  await shoot(agent, "knowledge");
  await agent.press("Escape");
  const open = async (key) => {
    await lead.press("Control+k");
    await lead.page.keyboard.insertText(lead.text(key));
    await lead.press("Enter");
    await lead.dialog(key).waitFor();
  };
  await open("articles.title");
  await lead.page.getByRole("dialog").getByRole("option").first().click();
  await shoot(lead, "articles");
  await lead.press("Escape");
  await open("suggestion.title");
  await shoot(lead, "suggested-topics");
  await lead.press("Escape");
}

/** A working day's screens, in the order in which they come. */
async function work(agent) {
  const main = agent.page.getByRole("main");
  const inCall = (key) => agent.region("region.strip").getByText(agent.text(key), { exact: true });
  await shoot(agent, "nobody");

  const customer = await agent.seat.customer();
  await house.practice.ring(customer);
  await main.getByRole("heading", { name: customer.name, level: 1 }).waitFor();
  await shoot(agent, "ringing");
  await agent.press("F2");
  await inCall("call.state.talking").waitFor();
  await agent.press("n");
  await agent.page.keyboard.insertText("요금제 변경 문의. 견적을 메일로 보내 드리기로 함.");
  await agent.page.getByText(agent.text("note.saved"), { exact: true }).waitFor();
  await shoot(agent, "talking");
  await script(agent);
  await shoot(agent, "script");
  await agent.press("Escape");
  await house.practice.hangUp();
  await agent.page.getByText(agent.text("call.cause.remote_hangup")).first().waitFor();
  await shoot(agent, "wrap-up");
  await agent.press("Escape");
  await agent.resolve();

  await agent.press("Control+k");
  await agent.page.keyboard.insertText(customer.name.slice(0, 2));
  await agent.dialog("search.title").getByRole("option").first().waitFor();
  await shoot(agent, "search");
  await agent.press("Enter");
  await main.getByRole("heading", { level: 1 }).waitFor();
  await shoot(agent, "customer");

  await agent.press("c");
  await agent.dialog("callback.new").waitFor();
  await agent.page.keyboard.insertText("내일 오후 3시");
  await agent.page.getByText(/15:00/).first().waitFor();
  await shoot(agent, "callback");
  await agent.press("Escape");

  await agent.press("Control+,");
  await agent.dialog("menu.settings").waitFor();
  for (const [place, tab] of ["general", "line", "audio", "shortcuts"].entries()) {
    await agent.page.getByRole("dialog").getByRole("tab").nth(place).click();
    await shoot(agent, `settings-${tab}`);
  }
  await agent.press("Escape");

  await house.practice.ring({ number: "01019999999" });
  await main.getByRole("heading", { name: agent.text("call.customerUnknown") }).waitFor();
  await shoot(agent, "unknown-caller");
  await agent.press("F4");
}

/** What opens over the frame for everybody: search with nothing typed, shortcuts, a new customer, the menus. */
async function windows(agent) {
  await agent.press("Control+k");
  await agent.dialog("search.title").getByRole("option").first().waitFor();
  await shoot(agent, "search-empty");
  await agent.page.keyboard.insertText("Quincy Xanders");
  await agent.dialog("search.title").getByRole("option", { name: /Quincy Xanders/ }).waitFor();
  await shoot(agent, "search-nobody");
  await agent.press("Enter");
  await agent.dialog("newCustomer.title").waitFor();
  await shoot(agent, "new-customer");
  const close = async () => {
    await agent.press("Escape");
    await agent.page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await close();
  await agent.press("?");
  await agent.dialog("menu.help").waitFor();
  await shoot(agent, "shortcuts");
  await close();
  await agent.press("s");
  await agent.page.getByRole("menu").waitFor();
  await shoot(agent, "state");
  await agent.press("Escape");
}

/** Contacts without a dialogue, the offer to make a rule of one, and none left. */
async function triage(admin) {
  const window = admin.page.getByRole("dialog");
  await admin.page.getByRole("button", { name: /Hannah Park/ }).click();
  await admin.page.getByRole("menu").waitFor();
  await shoot(admin, "account");
  await admin.press("Escape", "g");
  await window.getByRole("option").first().waitFor();
  await shoot(admin, "triage");
  await admin.press("1");
  await window.getByRole("button", { name: new RegExp(admin.text("rules.always")) }).waitFor();
  await shoot(admin, "triage-assigned");
  await until("triage is empty", async () => {
    await admin.press("1");
    return (await admin.seat.command("work_list")).triage_total === 0;
  });
  await window.getByText(admin.text("triage.empty"), { exact: true }).waitFor();
  await shoot(admin, "triage-empty");
  await admin.press("Escape");
}

/** Follows the plan finder as far as its offer. */
async function script(agent) {
  const pane = agent.region("script.title");
  if (await pane.getByRole("group").count()) await pane.getByRole("button", { name: agent.text("script.choose") }).click();
  await pane.getByRole("button", { name: new RegExp(agent.text("script.choose")) }).last().click();
  await agent.page.getByRole("option", { name: /Find the right plan|맞는 요금제 찾기/ }).click();
  await pane.getByRole("group", { name: agent.text("script.step"), exact: true }).waitFor();
  await agent.press("p");
  for (const [keys, answer] of [["", ""], ["", "2"], ["", "12"], ["1", ""], ["1", ""]]) {
    const before = await pane.innerText();
    if (answer) await agent.page.keyboard.insertText(answer);
    if (keys) await agent.press(keys);
    await agent.press("Enter");
    await agent.page.waitForFunction(([label, before]) => document.querySelector(`section[aria-label="${label}"]`)?.innerText !== before, [agent.text("script.title"), before]);
  }
}

/** The screen as it is, in both languages and in light and dark. */
/** A customer who may be another one, the two compared, and made one. */
async function identity(agent) {
  const main = agent.page.getByRole("main");
  for (let nth = 0; nth < 40; nth++) {
    const customer = await agent.seat.customer(nth);
    const alike = await agent.seat.command("look_alikes", customer.id);
    if (alike.length === 0) continue;
    await agent.open(customer.name);
    break;
  }
  const suggested = main.getByRole("button", { name: /^Same person\? |^동일인\? / });
  await suggested.waitFor();
  await shoot(agent, "identity-suggested");
  await suggested.press("Enter");
  await agent.page.getByRole("dialog").getByRole("radio").first().waitFor();
  await shoot(agent, "identity-compared");
  await agent.press("Enter");
  await main.getByText(/^One with |한 고객/).waitFor();
  await shoot(agent, "identity-merged");
  await main.getByRole("button", { name: agent.text("identity.undo"), exact: true }).press("Enter");
}

async function shoot(agent, screen) {
  for (const language of ["ko", "en"]) {
    for (const theme of ["light", "dark"]) {
      await agent.set({ language, theme });
      await agent.page.locator(`html[lang="${language}"][data-theme="${theme}"]`).waitFor();
      await agent.page.screenshot({ animations: "disabled", path: join(folder, `${screen}-${language}-${theme}.png`) });
    }
  }
}
