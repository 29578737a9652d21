import { describe, expect, it } from "vitest";
import type { ConversationDetail, InboxLine } from "../src/api/generated/types";
import { textFor } from "../src/i18n/text";
import { whenFor } from "../src/i18n/when";
import { createInbox } from "../src/state/inbox";
import { createNotes } from "../src/state/notes";
import { ageOf, dueText, earlierText, fateText, lastText, partsOf, sizeText } from "../src/words/inbox";

const NOW = Date.UTC(2026, 10, 23, 3);
const text = textFor("en");
const when = whenFor({ locale: "en", timeZone: "Asia/Seoul" });

function line(patch: Partial<InboxLine> = {}): InboxLine {
  return {
    id: "c1",
    customer: "p1",
    name: "Kim",
    company: null,
    tier: "vip",
    channel: "email",
    subject: "Bill",
    standing: { is: "open" },
    holder: null,
    holder_name: null,
    mine: false,
    priority: "normal",
    due_ms: NOW + 10 * 60_000,
    earlier: [{ weight: "tier", minutes: 240 }],
    waits_ms: NOW - 60_000,
    last_ms: NOW - 60_000,
    messages: 1,
    last: { direction: "inbound", kind: "person", author_name: null, words: "Why so much?" },
    unsent: false,
    draft: false,
    ...patch,
  };
}

function detail(draft: string): ConversationDetail {
  return {
    line: line(),
    messages: [],
    answer_to: null,
    mailbox: null,
    complaint: false,
    advertising: { fault: null, waits_ms: null },
    waits: false,
    signature: "",
    quotes: null,
    draft,
    dialogue: null,
    may_assign: false,
  };
}

describe("words of the inbox", () => {
  it("say by when, whether it is late, and why it comes earlier (D-12)", () => {
    expect(dueText(line(), text, when, NOW)).toContain("Answer by");
    expect(ageOf(line(), NOW)).toBe("soon");
    const late = line({ due_ms: NOW - 1 });
    expect(dueText(late, text, when, NOW)).toContain("Was due");
    expect(ageOf(late, NOW)).toBe("late");
    expect(earlierText(line(), text)).toBe("4 h earlier: VIP");
    expect(dueText(line({ due_ms: null }), text, when, NOW)).toBe("Nobody waits");
  });

  it("tell programs and our own from customers", () => {
    expect(lastText(line(), text)).toBe("Why so much?");
    const last = { direction: "outbound", kind: "person", author_name: "Lee", words: "Done." } as const;
    expect(lastText(line({ last }), text)).toBe("Lee: Done.");
    expect(lastText(line({ last: { ...last, direction: "inbound", kind: "bounce" } }), text)).toContain(
      "Not delivered",
    );
  });

  it("fold what is quoted away, and keep every other line", () => {
    expect(partsOf("Hello\n\nyes\n> no\n> never\nBye")).toEqual([
      { quoted: false, text: "Hello\n\nyes" },
      { quoted: true, text: "> no\n> never" },
      { quoted: false, text: "Bye" },
    ]);
    expect([sizeText(12), sizeText(2_400), sizeText(25_000_000)]).toEqual(["12 B", "2 kB", "25.0 MB"]);
  });

  it("say what became of ours, and nothing of what customers wrote", () => {
    const fate = (message: object) =>
      fateText(
        { direction: "outbound", unsent: false, waits_ms: null, dispatch: null, ...message } as never,
        text,
        when,
        NOW,
      );
    expect(fate({ unsent: true })).toBe("Waits to be sent");
    expect(fate({ dispatch: { is: "failed", reason: "address" } })).toContain("no such address");
    expect(fate({ unsent: true, waits_ms: NOW })).toContain("when the night is over");
    expect(fate({ direction: "inbound" })).toBeNull();
  });
});

describe("drafts of answers", () => {
  it("stay with their conversation: what was typed here is never overwritten by what was read (D-12)", async () => {
    const saved: string[] = [];
    const replies = createNotes(async (id, words) => void saved.push(`${id}: ${words}`));
    let journalled = "from before";
    const commands = {
      conversation: async () => detail(journalled),
      inboxCount: async () => ({ mine: 0, nobody: 0, channels: [] }),
    };
    const inbox = createInbox(commands as never, replies);
    inbox.take(line());
    await inbox.refresh("c1");
    expect(replies.store.get().get("c1")?.text).toBe("from before");
    replies.write("c1", "from before and now");
    journalled = "older";
    await inbox.refresh("c1");
    expect(replies.store.get().get("c1")?.text).toBe("from before and now");
    await replies.flush();
    expect(saved).toEqual(["c1: from before and now"]);
    inbox.take(line({ id: "c2", customer: "p2" }));
    inbox.close("c1");
    expect(inbox.store.get().open.map((it) => it.id)).toEqual(["c2"]);
    expect(replies.store.get().get("c1")?.text).toBe("from before and now");
  });
});
