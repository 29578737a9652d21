import { createRoot } from "react-dom/client";
import type { Language, Snapshot, Theme } from "../../api/generated/types";
import { start } from "../../app/start";
import { showCustomer } from "../../state/live";
import { FakeDesk, failure } from "./fakeDesk";
import {
  NOW,
  sampleCall,
  sampleCard,
  sampleCustomer,
  sampleEntries,
  sampleSettings,
  sampleSnapshot,
  sampleWaiting,
} from "./sample";

/** Screens in states that are hard to bring about: `testing.html?scene=ring&theme=dark&language=en`. */
const query = new URLSearchParams(window.location.search);
const scene = query.get("scene") ?? "idle";
const settings = sampleSettings({
  language: (query.get("language") ?? "ko") as Language,
  theme: (query.get("theme") ?? "light") as Theme,
});
const LONG = "매우 긴 이름 👩‍👩‍👧‍👦 ".repeat(800);
const customer =
  scene === "long"
    ? sampleCustomer({ name: LONG, company: "שלום עולם חברה בע״מ", name_latin: "x".repeat(3000) })
    : scene === "many"
      ? sampleCustomer({}, 10_000)
      : sampleCustomer();
const card = sampleCard(customer);
const talking = sampleCall(
  { state: "talking", answered_ms: NOW - 42_000, codec: "opus", encrypted: true },
  {
    draft: "가족 결합 견적 요청. 인터넷 + 휴대폰 2대. 오후 3시 이후 통화 가능하다고 하심.",
    candidates: [card],
  },
);
const ended = sampleCall(
  {
    state: "ended",
    answered_ms: NOW - 300_000,
    ended_ms: NOW - 42_000,
    end_cause: "remote_hangup",
    codec: "opus",
  },
  { draft: talking.draft, wrap_up_owed: true, candidates: [card] },
);
const second = sampleCall(
  { id: "call-2", started_ms: NOW - 3000 },
  { customer: "customer-9", candidates: [{ ...card, id: "customer-9", name: "Olivia Bennett" }] },
);
const wrapAgent = { state: { is: "wrap_up" }, since_ms: NOW - 42_000, next: null } as const;
const talkAgent = {
  state: { is: "talking" },
  since_ms: NOW - 42_000,
  next: { is: "break", reason: "meal" },
} as const;
const empty = { owed: [], callbacks: [], callbacks_total: 0, missed: [], triage_total: 0 };

const snapshots: Record<string, Partial<Snapshot>> = {
  idle: {},
  empty: { work: empty },
  talk: { calls: [talking], agent: talkAgent },
  long: { calls: [talking], agent: talkAgent },
  many: { calls: [talking], agent: talkAgent },
  wrap: { calls: [ended], agent: wrapAgent },
  two: { calls: [talking, second], agent: talkAgent },
  unknown: {
    calls: [sampleCall({}, { customer: null, candidates: [], number_text: "02-555-0199" })],
    agent: { state: { is: "ringing" }, since_ms: NOW, next: null },
  },
  several: {
    calls: [
      sampleCall(
        { state: "talking", answered_ms: NOW },
        {
          customer: null,
          candidates: [card, { ...card, id: "c2", name: "김도윤", tier: "basic", need: null }],
        },
      ),
    ],
  },
  offline: {
    sync: {
      link: "offline",
      waiting: 7,
      waiting_since_ms: NOW - 1_400_000,
      stuck: [
        {
          item: { counter: 4 },
          kind: "note",
          customer: "customer-1",
          customer_name: "김민서",
          refusal: "invalid",
          at_ms: NOW - 9_000_000,
        },
      ],
      fill: { done: 412_000, total: 1_000_000 },
      last_contact_ms: NOW - 1_400_000,
    },
    line: { state: "down", reason: "unreachable" },
  },
  signin: {
    session: {
      state: "signed_out",
      first_run: true,
      server_url: null,
      login: null,
      recovered: true,
      passphrase: true,
    },
  },
  certificate: {
    session: {
      state: "signed_out",
      first_run: false,
      server_url: "https://daehwa.example.com",
      login: "jiwoo",
      recovered: false,
      passphrase: false,
    },
  },
};

const fake = new FakeDesk({
  snapshot: () => {
    const snapshot = sampleSnapshot({ settings, now_ms: NOW, ...(snapshots[scene] ?? {}) });
    if (scene === "devices" && snapshot.session.state === "signed_in") snapshot.session.ready = false;
    return snapshot;
  },
  customer: (id) => {
    if (scene === "error") throw failure("unknown_customer");
    if (scene === "conflict") {
      const field = {
        record: { kind: "customer", id },
        field: "address",
        current: "마포구",
        other: "서초구 반포대로 12",
      };
      return {
        ...customer,
        conflicts: [{ ...field, record: { kind: "customer", id }, other_at_ms: NOW - 90_000 }],
      };
    }
    return { ...customer, customer: { ...customer.customer, id } };
  },
  timeline: ({ after, text, channels }) => {
    const all = sampleEntries(10_000).filter(
      (entry) =>
        (!text || entry.interaction.summary.includes(text)) &&
        (channels.length === 0 || channels.includes(entry.interaction.channel)),
    );
    const from = after ? all.findIndex((entry) => entry.interaction.id === after.id) + 1 : 0;
    const entries = all.slice(from, from + 100);
    const last = entries.at(-1)?.interaction;
    return { entries, next: last ? { id: last.id, started_ms: last.started_ms } : null, total: all.length };
  },
  search: ({ text }) => ({
    text,
    more: false,
    hits: [
      { card, matched: "name", excerpt: card.name },
      {
        card: { ...card, id: "c2", name: "김민수", tier: "gold", need: null },
        matched: "number",
        excerpt: "010-5511-6789",
      },
      {
        card: { ...card, id: "c3", name: "Kim Minsu", tier: "basic", company: null },
        matched: "note",
        excerpt: "…김민서 님 소개로…",
      },
    ],
  }),
  triage: () => {
    if (scene === "triage-failed") throw failure("internal");
    if (scene === "triage-empty") return { contacts: [], total: 0 };
    const { address_text: _, ...rest } = sampleWaiting("c");
    const mail = { channel: "email", outcome: null, summary: "청구서 금액 문의" } as const;
    return {
      total: 214,
      contacts: [
        sampleWaiting("c-1", { started_ms: NOW - 90_000_000 }),
        sampleWaiting(
          "c-2",
          { ...mail, started_ms: NOW - 9_000_000 },
          {
            customer_name: "Olivia Bennett",
            words: "지난달보다 청구 금액이 커서 이유를 알고 싶다고 하십니다. 오후에 다시 연락 요청.",
            options: rest.options.slice(1),
            suggested: false,
            unsent: true,
          },
        ),
        sampleWaiting("c-3", {}, { customer_name: LONG }),
      ],
    };
  },
  parse_when: () => ({ at_ms: NOW + 28 * 3_600_000, time_zone: "Asia/Seoul" }),
  sign_in: () => {
    throw failure("unknown_certificate", "3f9a17c2e45d8b600a1c9e77d2f48135ab07c6d9e1f2a3b4c5d6e7f80912a3b4");
  },
});

const root = document.getElementById("root");
if (root) {
  localStorage.setItem("daehwa.look", JSON.stringify({ language: settings.language, theme: settings.theme }));
  void start(createRoot(root), fake).then((desk) => {
    if (scene === "ring") fake.emit({ event: "ringing", data: { call: sampleCall(), customer } });
    if (["customer", "conflict", "error"].includes(scene)) showCustomer(desk, "customer-1");
    if (scene === "palette") desk.open.set({ is: "palette", text: "김민" });
    if (scene.startsWith("triage")) desk.open.set({ is: "triage" });
    if (scene === "shortcuts") desk.open.set({ is: "shortcuts" });
    if (scene === "new") desk.open.set({ is: "new_customer", call: null, name: "", phone: "02-555-0199" });
    const tab = /^settings-(general|line|audio|shortcuts)$/.exec(scene)?.[1];
    if (tab) desk.open.set({ is: "settings", tab: tab as "general" });
    if (scene === "many") {
      desk.customers.put({
        ...customer,
        timeline: { ...customer.timeline, next: { id: "interaction-49", started_ms: 0 } },
      });
    }
    if (scene === "talk") {
      fake.emit({ event: "quality", data: { call: "call-1", loss: 0.002, jitter_ms: 6, round_trip_ms: 41 } });
    }
    if (scene === "notices") {
      desk.notices.fail({ code: "disk_full", detail: null, retry: true });
      desk.notices.tell("customer.saved");
    }
  });
}
