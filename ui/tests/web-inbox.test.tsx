import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type {
  ErrorCode,
  PossibleCustomer,
  UnknownPageRow,
  VisitorRow,
  WebInbox,
} from "../src/api/generated/types";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW, sampleSnapshot, TOPICS } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const TOPIC = TOPICS[0]?.id ?? "";

function page(pattern: string, touches: number): UnknownPageRow {
  const draft: UnknownPageRow["draft"] = {
    id: null,
    key: "page.web",
    channel: "web",
    sign: "page",
    pattern: { kind: "exact", text: pattern },
    topic: null,
    stage: 1,
    priority: 5,
    enabled: true,
  };
  return {
    site: "site-1",
    site_name: "Shop",
    pattern,
    touches,
    first_ms: NOW - 5_000,
    last_ms: NOW,
    draft: pattern === "*" ? null : draft,
  };
}

function possible(id: string, name: string | null): PossibleCustomer {
  if (name === null) return { id, known: null };
  return {
    id,
    known: {
      card: {
        id,
        name,
        name_latin: null,
        company: null,
        account_no: null,
        tier: "basic",
        contact: null,
        need: null,
        last_contact_ms: null,
      },
      shared: [{ value: "02-123-4567", primary: true, verified_ms: null }],
      open: [{ topic: TOPIC, stage: 2, read: true }],
    },
  };
}

function visitor(id: string, fields: Partial<VisitorRow> = {}): VisitorRow {
  return {
    site: "site-1",
    site_name: "Shop",
    visitor: id,
    at_ms: NOW,
    read: [{ topic: TOPIC, stage: 2, touches: 3, last_ms: NOW }],
    known_as: null,
    customers: [possible("customer-1", "김민서"), possible("customer-2", null)],
    ...fields,
  };
}

/** What is refused, for as long as it is set. */
interface Refused {
  code: ErrorCode | null;
  command: "web_inbox" | "decide_visitor";
}

/** A desk at whose server this waits until it is settled. */
function deskWith(waiting: WebInbox, role: "agent" | "administrator" = "administrator", refuses?: Refused) {
  let inbox = waiting;
  const refuse = (command: Refused["command"]) => {
    if (refuses?.code && refuses.command === command) throw failure(refuses.code);
  };
  const snapshot = sampleSnapshot({ calls: [] });
  if (snapshot.session.state === "signed_in") snapshot.session.user.role = role;
  return new FakeDesk({
    snapshot: () => snapshot,
    web_inbox: () => {
      refuse("web_inbox");
      return inbox;
    },
    forget_page: ({ pattern }) => {
      inbox = { ...inbox, pages: inbox.pages.filter((it) => it.pattern !== pattern) };
      return null;
    },
    decide_visitor: ({ visitor }) => {
      refuse("decide_visitor");
      inbox = { ...inbox, visitors: inbox.visitors.filter((it) => it.visitor !== visitor) };
      return null;
    },
    check_rule: () => ({ faults: ["topic_unknown"], warnings: [], changed: true }),
  });
}

async function open(fake: FakeDesk) {
  const opened = await openScreen(fake);
  act(() => opened.desk.open.set({ is: "web_inbox" }));
  const window_ = await screen.findByRole("dialog", { name: "웹사이트 확인함" });
  return { ...opened, window_ };
}

const chosen = (window_: HTMLElement) => within(window_).getByRole("option", { selected: true });

describe("what waits for administrators of the web sites", () => {
  it("takes pages off and makes rules of them by keyboard (H-2, H-3)", async () => {
    const fake = deskWith({ pages: [page("/a", 9), page("/b", 3), page("*", 1)], visitors: [] });
    const { window_, user } = await open(fake);
    await waitFor(() => expect(chosen(window_).textContent).toContain("/a"));
    await user.keyboard("j{ArrowDown}");
    expect(chosen(window_).textContent).toContain("목록에 들지 못한 다른 페이지");
    // No rule could know those.
    await user.keyboard("a");
    expect(screen.getByRole("dialog", { name: "웹사이트 확인함" })).toBeTruthy();
    await user.keyboard("{Home}{Delete}");
    expect(fake.inputs("forget_page")).toEqual([{ site: "site-1", pattern: "/a" }]);
    await waitFor(() => expect(chosen(window_).textContent).toContain("/b"));
    await user.keyboard("a");
    const rules = await screen.findByRole("dialog", { name: "채널 규칙" });
    await waitFor(() => expect(within(rules).getByDisplayValue("/b")).toBeTruthy());
    expect(within(rules).getByDisplayValue("page.web")).toBeTruthy();
  });

  it("shows what speaks for each and is decided with a digit (H-1)", async () => {
    const known_as = possible("customer-3", "박지훈");
    const fake = deskWith({ pages: [], visitors: [visitor("v-1"), visitor("v-2", { known_as })] });
    const { window_, user } = await open(fake);
    // Nothing else waits: it is shown first.
    await waitFor(() => expect(within(window_).getAllByRole("option")).toHaveLength(2));
    const detail = () => within(window_).getByRole("region", { name: "선택한 방문자" }).textContent;
    expect(detail()).toContain("02-123-4567: 대표 연락처, 확인된 적 없음");
    expect(detail()).toContain("읽은 내용과 같은 열린 대화");
    expect(detail()).toContain("다른 팀의 고객");
    await user.keyboard("9");
    expect(fake.inputs("decide_visitor")).toEqual([]);
    await user.keyboard("2");
    expect(fake.inputs("decide_visitor")).toEqual([
      { site: "site-1", visitor: "v-1", customer: "customer-2" },
    ]);
    await waitFor(() => expect(detail()).toContain("박지훈 고객으로 여겼습니다"));
    await user.keyboard("0");
    expect(fake.inputs("decide_visitor").at(-1)).toEqual({
      site: "site-1",
      visitor: "v-2",
      customer: null,
    });
    await within(window_).findByText("확인을 기다리는 방문자가 없습니다.");
    // The last row took the focus along: it stays in the window.
    await waitFor(() => expect(window_.contains(document.activeElement)).toBe(true));
  });

  it("brings back what the server refused to settle", async () => {
    const refuses: Refused = { code: "not_found", command: "decide_visitor" };
    const fake = deskWith({ pages: [], visitors: [visitor("v-1")] }, "administrator", refuses);
    const { window_, user } = await open(fake);
    await within(window_).findByRole("option");
    await user.keyboard("1");
    await waitFor(() => expect(fake.inputs("web_inbox").length).toBeGreaterThan(1));
    await within(window_).findByRole("option");
  });

  it("says when the server is not at hand, and reads again when asked to", async () => {
    const refuses: Refused = { code: "needs_server", command: "web_inbox" };
    const fake = deskWith({ pages: [], visitors: [] }, "administrator", refuses);
    const { window_, user } = await open(fake);
    const again = await within(window_).findByRole("button", { name: "다시 시도" });
    refuses.code = null;
    await user.click(again);
    await within(window_).findByText("방문자가 읽은 모든 페이지에 맞는 규칙이 있습니다.");
  });

  it("is for administrators", async () => {
    const fake = deskWith({ pages: [], visitors: [] }, "agent");
    const { window_ } = await open(fake);
    await within(window_).findByText("관리자 전용");
    expect(fake.inputs("web_inbox")).toEqual([]);
  });
});
