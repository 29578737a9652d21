import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { UiEvent } from "../src/api/generated/types";
import { localeStore } from "../src/i18n/text";
import { FakeDesk, failure } from "../src/platform/testing/fakeDesk";
import { NOW, sampleCall, sampleCustomer, sampleSnapshot } from "../src/platform/testing/sample";
import { openScreen } from "./screen";

const ring = (call = sampleCall(), customer = sampleCustomer()): UiEvent => ({
  event: "ringing",
  data: { call, customer },
});
const owed = sampleCall(
  { state: "ended", answered_ms: NOW - 60_000, ended_ms: NOW },
  { wrap_up_owed: true, draft: "먼저" },
);
const wrapUp = { snapshot: () => sampleSnapshot({ calls: [owed] }) };

describe("a ring", () => {
  it("paints the customer from what it brings, before anything is asked (D-1)", async () => {
    const fake = new FakeDesk({ customer: () => new Promise(() => undefined) });
    await openScreen(fake);
    act(() => fake.emit(ring()));
    expect(screen.getByRole("heading", { level: 1, name: "김민서" })).toBeTruthy();
    expect(screen.getByRole("button", { name: /요금제 변경 · 5단계 중 3단계/ })).toBeTruthy();
    expect(fake.inputs("customer")).not.toContain(sampleCustomer().customer.id);
  });

  it("says so to screen readers", async () => {
    const fake = new FakeDesk();
    await openScreen(fake);
    act(() => fake.emit(ring()));
    expect(screen.getByText("전화가 왔습니다: 김민서")).toBeTruthy();
  });

  it("is marked for measurements once it is painted", async () => {
    const fake = new FakeDesk();
    await openScreen(fake);
    const painted = new Promise<CustomEvent>((resolve) =>
      window.addEventListener("daehwa:painted", (event) => resolve(event as CustomEvent), { once: true }),
    );
    act(() => fake.emit(ring()));
    expect((await painted).detail).toMatchObject({ kind: "ring", call: "call-1" });
    expect(performance.getEntriesByName("ring-painted").length).toBeGreaterThan(0);
  });

  it("steals neither the focus nor the screen from a note that is being written", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    const note = await screen.findByRole("textbox", { name: "메모" });
    await user.type(note, " 그리고");
    act(() =>
      fake.emit(
        ring(
          sampleCall({ id: "call-2" }, { customer: "customer-2" }),
          sampleCustomer({ id: "customer-2", name: "Olivia" }),
        ),
      ),
    );
    expect(document.activeElement).toBe(note);
    await user.keyboard(" 더");
    expect((note as HTMLTextAreaElement).value).toBe("먼저 그리고 더");
    expect(screen.getByRole("heading", { level: 1, name: "김민서" })).toBeTruthy();
  });

  it("is answered by its key, also while one types", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    await user.click(await screen.findByRole("textbox", { name: "메모" }));
    act(() => fake.emit(ring(sampleCall({ id: "call-2" }))));
    await user.keyboard("{F2}");
    expect(fake.inputs("answer")).toEqual(["call-2"]);
  });

  it("beside a call is rejected, and the call goes on, by the key for hanging up", async () => {
    const talking = sampleCall({ state: "talking", answered_ms: NOW });
    const fake = new FakeDesk({ snapshot: () => sampleSnapshot({ calls: [talking] }), reject: () => null });
    const { user } = await openScreen(fake);
    act(() => fake.emit(ring(sampleCall({ id: "call-2" }))));
    await user.keyboard("{F4}");
    expect([fake.inputs("reject"), fake.inputs("hang_up")]).toEqual([["call-2"], []]);
  });
});

describe("the view", () => {
  it("comes back with the call and its note after a reload (D-4)", async () => {
    const talking = sampleCall({ state: "talking", answered_ms: NOW }, { draft: "half a note" });
    await openScreen(new FakeDesk({ snapshot: () => sampleSnapshot({ calls: [talking] }) }));
    const note = await screen.findByRole("textbox", { name: "메모" });
    expect((note as HTMLTextAreaElement).value).toBe("half a note");
    expect(await screen.findByRole("heading", { level: 1, name: "김민서" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "끊기" })).toBeTruthy();
  });

  it("does not let an older answer undo what the desk told meanwhile", async () => {
    const talking = sampleCall({ state: "talking", answered_ms: NOW });
    let answer: (() => void) | undefined;
    let reads = 0;
    const fake = new FakeDesk({
      snapshot: () =>
        ++reads === 1
          ? sampleSnapshot()
          : new Promise((resolve) => {
              answer = () => resolve(sampleSnapshot({ calls: [] }));
            }),
    });
    const { desk } = await openScreen(fake);
    act(() => fake.emit({ event: "stale", data: { tags: ["calls"], customers: [] } }));
    act(() => fake.emit({ event: "calls", data: [talking] }));
    answer?.();
    await waitFor(() => expect(desk.link.get().is).toBe("up"));
    expect(desk.calls.get()).toEqual([talking]);
  });

  it("reads a customer again who is on screen and stale (D-42)", async () => {
    const fake = new FakeDesk({ snapshot: () => sampleSnapshot({ calls: [owed] }) });
    await openScreen(fake);
    await screen.findByRole("heading", { level: 1, name: "김민서" });
    const before = fake.inputs("customer").length;
    act(() => fake.emit({ event: "stale", data: { tags: ["customer"], customers: ["somebody-else"] } }));
    expect(fake.inputs("customer")).toHaveLength(before);
    act(() => fake.emit({ event: "stale", data: { tags: ["customer"], customers: ["customer-1"] } }));
    await waitFor(() => expect(fake.inputs("customer")).toHaveLength(before + 1));
  });

  it("says a failed command in words and offers no code", async () => {
    const fake = new FakeDesk({
      ...wrapUp,
      wrap_up: () => {
        throw failure("disk_full");
      },
    });
    const { user } = await openScreen(fake);
    await screen.findByRole("radio", { name: "1해결" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText(/디스크가 가득 찼습니다/)).toBeTruthy();
    // Nothing is lost: the form is still there.
    expect((screen.getByRole("textbox", { name: "메모" }) as HTMLTextAreaElement).value).toBe("먼저");
  });
});

describe("wrap-up by keyboard (D-6)", () => {
  it("takes an outcome key and Enter", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    await screen.findByRole("heading", { level: 1, name: "김민서" });
    await user.keyboard("3");
    await waitFor(() => expect(document.activeElement?.getAttribute("type")).toBe("radio"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputs("wrap_up")).toHaveLength(1));
    expect(fake.inputs("wrap_up")[0]).toMatchObject({
      call: "call-1",
      customer: "customer-1",
      outcome: "sold",
      dialogue: { is: "existing", dialogue: "dialogue-1" },
      note: "먼저",
    });
  });

  it("takes one key in the note when the outcome is prefilled", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    await screen.findByRole("radio", { name: "1해결" });
    await waitFor(() =>
      expect((screen.getByRole("radio", { name: "1해결" }) as HTMLInputElement).checked).toBe(true),
    );
    await user.keyboard("n");
    expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "메모" }));
    await user.keyboard(" 3번{Control>}{Enter}{/Control}");
    await waitFor(() => expect(fake.inputs("wrap_up")).toHaveLength(1));
    expect(fake.inputs("wrap_up")[0]).toMatchObject({ outcome: "resolved", note: "먼저 3번" });
    // The note was durable before the form went.
    expect(fake.asked.at(-1)?.name).toBe("wrap_up");
    expect(fake.inputs("save_draft").at(-1)).toEqual({ call: "call-1", text: "먼저 3번" });
  });

  it("moves the stage with Shift and its digit", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    const form = (await screen.findByRole("radio", { name: "1해결" })).closest("form") as HTMLFormElement;
    await within(form).findByText(/5단계 중 3단계/);
    await user.keyboard("{Shift>}[Digit4]{/Shift}");
    await within(form).findByText(/4단계로 이동/);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(fake.inputs("wrap_up")[0]).toMatchObject({ stage: 4 }));
  });

  it("takes a callback in one's own words (≤ 6 keys besides the words)", async () => {
    const due = NOW + 28 * 3_600_000;
    const fake = new FakeDesk({ ...wrapUp, parse_when: () => ({ at_ms: due, time_zone: "Asia/Seoul" }) });
    const { user } = await openScreen(fake);
    await screen.findByRole("heading", { level: 1, name: "김민서" });
    await user.keyboard("c");
    const when = await screen.findByRole("textbox", { name: "언제" });
    expect(document.activeElement).toBe(when);
    await user.keyboard("내일 오후 3시");
    await screen.findByText(/2026년 7월 23일 목요일 .*3:00/);
    await user.keyboard("{Enter}");
    await screen.findByText(/^내일 .*3:00$/);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() =>
      expect(fake.inputs("wrap_up")[0]?.callback).toEqual({ due_ms: due, owner: "user-1", note: "" }),
    );
  });

  it("is not sent as a follow-up without a next step: the field is named and has the focus", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    await screen.findByRole("heading", { level: 1, name: "김민서" });
    await user.keyboard("2");
    await user.keyboard("{Enter}");
    const nextStep = screen.getByRole("textbox", { name: "다음 할 일" });
    await waitFor(() => expect(document.activeElement).toBe(nextStep));
    expect(nextStep.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getAllByText(/다음 할 일이나 콜백/).length).toBeGreaterThan(0);
    expect(fake.inputs("wrap_up")).toEqual([]);
    await user.keyboard("견적 보내기");
    expect(nextStep.getAttribute("aria-invalid")).toBeNull();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(fake.inputs("wrap_up")).toHaveLength(1));
  });

  it("leads to the field that the desk refuses, by its name on screen", async () => {
    let refused = "next_step";
    const fake = new FakeDesk({
      ...wrapUp,
      wrap_up: () => {
        throw failure("invalid", refused);
      },
    });
    const { user, desk } = await openScreen(fake);
    await screen.findByRole("radio", { name: "1해결" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    const nextStep = screen.getByRole("textbox", { name: "다음 할 일" });
    await waitFor(() => expect(document.activeElement).toBe(nextStep));
    const said = screen.getAllByText(/맞지 않습니다: 다음 할 일/);
    expect(said.length).toBeGreaterThan(0);
    expect(screen.queryByText(/next_step/)).toBeNull();
    expect(desk.notices.store.get()).toEqual([]);
    refused = "note";
    await user.keyboard("{Control>}{Enter}{/Control}");
    const note = screen.getByRole("textbox", { name: "메모" });
    await waitFor(() => expect(document.activeElement).toBe(note));
  });

  it("is not completed while the call is up", async () => {
    const talking = sampleCall({ state: "talking", answered_ms: NOW });
    const fake = new FakeDesk({ snapshot: () => sampleSnapshot({ calls: [talking] }) });
    const { user } = await openScreen(fake);
    await screen.findByRole("radio", { name: "1해결" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(fake.inputs("wrap_up")).toEqual([]);
    expect(screen.getByText("통화가 끝나면 완료할 수 있습니다.", { selector: "p" })).toBeTruthy();
  });

  it("types digits and letters into the note instead of acting on them", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user } = await openScreen(fake);
    const note = await screen.findByRole("textbox", { name: "메모" });
    await user.type(note, " 3c/");
    expect((note as HTMLTextAreaElement).value).toBe("먼저 3c/");
    expect(screen.queryByRole("textbox", { name: "언제" })).toBeNull();
  });
});

describe("a missed call", () => {
  it("is called back by one key: the latest, or the one with the focus", async () => {
    const fake = new FakeDesk({ dial: () => "call-10" });
    const { user } = await openScreen(fake);
    const rows = await screen.findAllByRole("button", { name: /에게 전화 걸기/ });
    await user.keyboard("b");
    await waitFor(() =>
      expect(fake.inputs("dial")).toEqual([{ number: "01023456789", customer: "customer-1" }]),
    );
    rows[1]?.focus();
    await user.keyboard("b");
    await waitFor(() => expect(fake.inputs("dial")[1]).toEqual({ number: "0255501990", customer: null }));
  });

  it("is taken off the list", async () => {
    const fake = new FakeDesk({ dismiss_missed: () => null });
    const { user } = await openScreen(fake);
    await user.click(await screen.findByRole("button", { name: "목록에서 빼기: 02-555-0199" }));
    expect(fake.inputs("dismiss_missed")).toEqual(["call-9"]);
  });
});

describe("a notice", () => {
  it("is in the language of the screen, also after that was changed", async () => {
    const fake = new FakeDesk(wrapUp);
    const { user, desk } = await openScreen(fake);
    await screen.findByRole("radio", { name: "1해결" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByText("처리를 마쳤습니다: 해결");
    act(() => desk.notices.tell("callback.saved", { when: { moment: NOW + 24 * 3_600_000 } }));
    expect(screen.getByText(/내일/)).toBeTruthy();
    act(() => localeStore.set({ ...localeStore.get(), locale: "en" }));
    expect(screen.getByText("Completed: Resolved")).toBeTruthy();
    expect(screen.getByText(/tomorrow/)).toBeTruthy();
    act(() => localeStore.set({ ...localeStore.get(), locale: "ko" }));
  });

  it("of what waits for somebody stays until it is closed, and looks unlike what is done", async () => {
    const { user, desk } = await openScreen(new FakeDesk());
    act(() =>
      desk.notices.remind("callback.due", { name: "김서연" }, { key: "callback.open", run: () => {} }),
    );
    act(() => desk.notices.tell("customer.saved"));
    const tone = (words: RegExp) => screen.getByText(words).parentElement?.dataset.tone;
    expect([tone(/김서연/), tone(/저장/)]).toEqual(["due", "good"]);
    await user.click(screen.getAllByRole("button", { name: "닫기" })[0] as HTMLElement);
    expect(screen.queryByText(/김서연/)).toBeNull();
  });
});

describe("an unknown caller (D-2)", () => {
  const stranger = sampleCall({}, { customer: null, candidates: [], number_text: "02-555-0199" });

  it("is one key from a new customer with the number filled in", async () => {
    const fake = new FakeDesk({
      create_customer: () => sampleCustomer({ id: "customer-8", name: "새 고객" }),
    });
    const { user } = await openScreen(fake);
    act(() => fake.emit({ event: "ringing", data: { call: stranger, customer: null } }));
    await user.keyboard("a");
    const name = await screen.findByRole("textbox", { name: "이름" });
    await waitFor(() => expect(document.activeElement).toBe(name));
    await user.keyboard("박지민{Enter}");
    await waitFor(() => expect(fake.inputs("create_customer")).toHaveLength(1));
    expect(fake.inputs("create_customer")[0]).toMatchObject({
      name: "박지민",
      phone: "+821023456789",
      call: "call-1",
    });
    expect(await screen.findByRole("heading", { level: 1, name: "새 고객" })).toBeTruthy();
  });

  it("may be several people: each is offered with the need", async () => {
    const fake = new FakeDesk();
    const { user } = await openScreen(fake);
    const both = sampleCall({}, { customer: null });
    const [card] = both.candidates;
    if (!card) throw new Error("no candidate");
    act(() =>
      fake.emit({
        event: "ringing",
        data: {
          call: { ...both, candidates: [card, { ...card, id: "customer-2", name: "김도윤", need: null }] },
          customer: null,
        },
      }),
    );
    await user.click(screen.getByRole("button", { name: /김도윤/ }));
    expect(fake.inputs("attach_customer")).toEqual([{ call: "call-1", customer: "customer-2" }]);
  });
});

describe("the palette", () => {
  it("opens with one key and takes the first hit with Enter", async () => {
    const customer = sampleCustomer({ id: "customer-5", name: "정다은" });
    const fake = new FakeDesk({
      search: ({ text }) => ({
        text,
        more: false,
        hits: [
          {
            card: { ...sampleCall().candidates[0]!, id: "customer-5", name: "정다은" },
            matched: "number",
            excerpt: "010-1111-6789",
          },
        ],
      }),
      customer: () => customer,
    });
    const { user } = await openScreen(fake);
    await user.keyboard("/");
    await user.keyboard("6789");
    await screen.findByRole("option", { name: /정다은/ });
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "정다은" })).toBeTruthy();
  });
});

describe("sign-in", () => {
  const signedOut = {
    state: "signed_out",
    first_run: true,
    server_url: "https://daehwa.example.com",
    login: "jiwoo",
    recovered: false,
    passphrase: false,
  } as const;

  it("shows an unknown certificate's fingerprint and trusts it only on request", async () => {
    const fingerprint = "ab".repeat(32);
    let trusted = false;
    const fake = new FakeDesk({
      snapshot: () => sampleSnapshot({ session: signedOut }),
      sign_in: () => {
        if (!trusted) throw failure("unknown_certificate", fingerprint);
        return { ...signedOut };
      },
      trust_certificate: () => {
        trusted = true;
        return null;
      },
    });
    const { user } = await openScreen(fake);
    await user.type(await screen.findByLabelText("비밀번호"), "secret{Enter}");
    expect(await screen.findByText(/^AB(:AB){31}$/)).toBeTruthy();
    expect(fake.inputs("trust_certificate")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "신뢰하고 로그인" }));
    await waitFor(() => expect(fake.inputs("sign_in")).toHaveLength(2));
    expect(fake.inputs("trust_certificate")).toEqual([
      { server_url: "https://daehwa.example.com", fingerprint },
    ]);
  });

  it("asks for a passphrase when the key store does not answer", async () => {
    const fake = new FakeDesk({
      snapshot: () => sampleSnapshot({ session: signedOut }),
      sign_in: () => {
        throw failure("passphrase_needed");
      },
    });
    const { user } = await openScreen(fake);
    await user.type(await screen.findByLabelText("비밀번호"), "secret{Enter}");
    expect(await screen.findByLabelText("암호문")).toBeTruthy();
  });
});
