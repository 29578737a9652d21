import type {
  Call,
  CallbackView,
  CallView,
  Channel,
  CustomerCard,
  CustomerView,
  Dialogue,
  Interaction,
  MissedCall,
  Outcome,
  Session,
  Settings,
  Snapshot,
  TimelineEntry,
  Topic,
  TriageContact,
} from "../../api/generated/types";

/** A small centre for component tests: the same every time. Wednesday, 22 July 2026, 11:00 in Seoul. */
export const NOW = Date.UTC(2026, 6, 22, 2, 0);
const MINUTE = 60_000;
const DAY = 86_400_000;

export const USER = {
  id: "user-1",
  login: "jiwoo",
  name: "이지우",
  role: "agent",
  teams: ["team-1"],
  language: "ko",
  disabled: false,
} as const;

export function sampleSession(): Session {
  return {
    state: "signed_in",
    user: { ...USER, teams: [...USER.teams] },
    server_url: "https://daehwa.example.com",
    ready: true,
  };
}

export function sampleSettings(patch: Partial<Settings> = {}): Settings {
  return {
    language: "ko",
    theme: "light",
    time_zone: "Asia/Seoul",
    region: "KR",
    shortcuts: {},
    audio: { input: null, output: null, ring: null },
    line: null,
    chat_sound: true,
    amber_after_s: 180,
    red_after_s: 300,
    wrap_up_limit_s: 120,
    devices_checked_ms: NOW - DAY,
    ...patch,
  };
}

function topic(
  key: string,
  ko: string,
  en: string,
  purpose: Topic["purpose"],
  stages: [string, string][],
): Topic {
  return {
    id: `topic-${key}`,
    key,
    name: { ko, en },
    purpose,
    retired: false,
    complaint: key === "billing",
    ageing: { stale_days: 21, close_days: null },
    moves: { is: "any" },
    revisions: [],
    stages: stages.map(([stageKo, stageEn], index) => ({
      name: { ko: stageKo, en: stageEn },
      meaning: { ko: `고객이 ${stageKo} 단계에 있습니다.`, en: `The customer has come to: ${stageEn}.` },
      closing: index === stages.length - 1,
      entry: { ko: "", en: "" },
      ageing: { stale_days: null, close_days: null },
    })),
  };
}

export const TOPICS: Topic[] = [
  topic("plan_upgrade", "요금제 변경", "Plan upgrade", "sales", [
    ["관심", "Interested"],
    ["비교", "Compared"],
    ["가격 문의", "Asked for the price"],
    ["신청", "Applied"],
    ["개통", "Activated"],
  ]),
  topic("billing", "요금 이의", "Billing complaint", "service", [
    ["접수", "Received"],
    ["확인 중", "Being checked"],
    ["답변", "Answered"],
    ["종결", "Closed"],
  ]),
  topic("retention", "해지 방어", "Cancellation", "retention", [
    ["해지 문의", "Asked about leaving"],
    ["조건 제시", "Offer made"],
    ["유지 또는 해지", "Stays or leaves"],
  ]),
];

export function sampleDialogue(patch: Partial<Dialogue> = {}): Dialogue {
  return {
    id: "dialogue-1",
    customer: "customer-1",
    topic: "topic-plan_upgrade",
    opened_ms: NOW - 9 * DAY,
    stage: 3,
    stage_since_ms: NOW - DAY * 1.2,
    touches: 6,
    last_contact_ms: NOW - DAY,
    last_channel: "web",
    open: true,
    stale: false,
    closes_ms: null,
    ...patch,
  };
}

const SUMMARIES: [Channel, string, Outcome | null, string | null][] = [
  ["web", "요금제 비교 페이지를 두 번 보고 가격 계산기를 사용함", null, null],
  [
    "phone",
    "5G 프리미엄 요금 문의",
    "follow_up",
    "가족 결합하면 얼마인지 다시 알려 드리기로 함. 오후에 통화 편하심.",
  ],
  ["email", "청구서 재발송 요청", "resolved", null],
  [
    "chat",
    "데이터 추가 방법 문의",
    "resolved",
    "앱에서 직접 추가하는 방법을 안내함.\n첫 화면 → 데이터 → 추가 순서.\n잘 되었다고 확인함.",
  ],
  ["sms", "이벤트 안내 문자 발송", null, null],
  [
    "phone",
    "요금이 두 번 빠져나갔다는 불만",
    "complaint",
    "카드사 확인 결과 이중 승인. 3일 안에 취소 예정이라고 안내함.",
  ],
  ["visit", "강남점 방문, 단말기 상담", null, null],
  ["fax", "사업자등록증 팩스 수신", null, null],
];

export function sampleEntries(count: number, customer = "customer-1"): TimelineEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const [channel, summary, outcome, note] = SUMMARIES[index % SUMMARIES.length] ?? ["web", "", null, null];
    const started = NOW - DAY - index * 0.61 * DAY;
    const interaction: Interaction = {
      id: `interaction-${index}`,
      customer,
      team: "team-1",
      dialogue: index % 8 === 7 ? null : index % 8 === 5 ? "dialogue-2" : "dialogue-1",
      channel,
      direction: channel === "sms" ? "outbound" : "inbound",
      started_ms: Math.round(started),
      duration_ms: channel === "phone" ? 214_000 : 0,
      agent: channel === "web" ? null : USER.id,
      address: null,
      call: null,
      outcome,
      summary,
      web: null,
    };
    return {
      interaction,
      agent_name: channel === "web" ? null : "박서준",
      note,
      stage: index === 0 ? 3 : null,
      rule: null,
      scripts: [],
      participations: [],
      delivered: [],
      written: null,
      cases: [],
      unsent: index === 1,
    };
  });
}

export function sampleCustomer(patch: Partial<CustomerView["customer"]> = {}, count = 40): CustomerView {
  const id = patch.id ?? "customer-1";
  const entries = sampleEntries(count, id);
  return {
    customer: {
      id,
      team: "team-1",
      kind: "person",
      name: "김민서",
      name_latin: "Kim Minseo",
      company: "한빛디자인",
      account_no: "A-204817",
      language: "ko",
      tier: "vip",
      time_zone: "Asia/Seoul",
      address: "서울시 마포구 양화로 45",
      preferred_agent: null,
      created_ms: NOW - 900 * DAY,
      name_confirmed: null,
      address_confirmed: null,
      ...patch,
    },
    contact_points: [
      {
        id: "point-1",
        customer: id,
        kind: "mobile",
        value: "010-2345-6789",
        label: null,
        primary: true,
        verified_ms: NOW - 12 * DAY,
        retired: false,
        confirmed: null,
      },
      {
        id: "point-2",
        customer: id,
        kind: "email",
        value: "minseo.kim@example.com",
        label: "회사",
        primary: false,
        verified_ms: null,
        retired: false,
        confirmed: null,
      },
    ],
    consents: [
      {
        id: "consent-1",
        customer: id,
        purpose: "recording",
        channel: null,
        granted: true,
        at_ms: NOW - 30 * DAY,
        source: "통화 안내 멘트",
      },
      {
        id: "consent-2",
        customer: id,
        purpose: "marketing_at_night",
        channel: null,
        granted: false,
        at_ms: NOW - 30 * DAY,
        source: "홈페이지",
      },
    ],
    remarks: [
      remark(
        "remark-1",
        id,
        "warning",
        "이중 결제 건으로 화가 나 있음. 먼저 사과하고 처리 결과부터 말할 것.",
        1,
        null,
      ),
      remark("remark-2", id, "promise", "가족 결합 견적을 메일로 보내기", 3, NOW + 0.2 * DAY),
      remark("remark-3", id, "preference", "오후에 통화 선호, 문자보다 전화", 5, null),
      remark("remark-4", id, "handling", "존칭은 ‘대표님’", 5, null),
    ],
    needs: [
      {
        dialogue: "dialogue-1",
        topic: "topic-plan_upgrade",
        stage: 3,
        strength: 0.9,
        since_ms: Math.round(NOW - DAY * 1.2),
        channels: ["phone", "web"],
        evidence: ["interaction-0", "interaction-1"],
      },
      {
        dialogue: "dialogue-2",
        topic: "topic-billing",
        stage: 2,
        strength: 0.5,
        since_ms: NOW - 3 * DAY,
        channels: ["phone"],
        evidence: ["interaction-5"],
      },
    ],
    dialogues: [
      sampleDialogue({ customer: id }),
      sampleDialogue({
        id: "dialogue-2",
        customer: id,
        topic: "topic-billing",
        stage: 2,
        touches: 2,
        last_channel: "phone",
        last_contact_ms: NOW - 4 * DAY,
      }),
      sampleDialogue({
        id: "dialogue-3",
        customer: id,
        topic: "topic-retention",
        stage: 3,
        open: false,
        last_channel: "phone",
        last_contact_ms: NOW - 200 * DAY,
      }),
    ],
    callbacks: [],
    timeline: { entries: entries.slice(0, 50), next: null, total: count },
    conflicts: [],
    merged: [],
    cases: [],
    care: {
      complaint: null,
      position: { step: "interact", missing: ["completed"] },
      silence: null,
      known: [
        {
          field: { is: "contact_point", id: "point-1" },
          at_ms: NOW - 12 * DAY,
          by: "박서준",
          channel: "phone",
          fresh: true,
        },
        {
          field: { is: "contact_point", id: "point-2" },
          at_ms: null,
          by: null,
          channel: null,
          fresh: false,
        },
        { field: { is: "name" }, at_ms: null, by: null, channel: null, fresh: false },
        { field: { is: "address" }, at_ms: NOW - 60 * DAY, by: "박서준", channel: "visit", fresh: false },
      ],
      asks: [{ is: "address" }],
      treatment: {
        perks: { ko: "", en: "" },
        queue_priority: 5,
        measures: {
          needs: true,
          offers: true,
          preferences: true,
          confirmation: true,
          scripts: true,
          participation: true,
          continuity: true,
        },
        reason: { is: "built_in" },
      },
      participation: { survey: null, referrals: 0, feedback: null },
      delivered: { sum: { amounts: [], count: 0 }, items: [] },
    },
  };
}

function remark(
  id: string,
  customer: string,
  kind: CustomerView["remarks"][number]["kind"],
  text: string,
  priority: number,
  due: number | null,
): CustomerView["remarks"][number] {
  return {
    id,
    customer,
    kind,
    text,
    priority,
    due_ms: due,
    expires_ms: null,
    done: false,
    author: USER.id,
    created_ms: NOW - 5 * DAY,
  };
}

export function sampleCard(view: CustomerView = sampleCustomer()): CustomerCard {
  const { customer } = view;
  return {
    id: customer.id,
    name: customer.name,
    name_latin: customer.name_latin,
    company: customer.company,
    account_no: customer.account_no,
    tier: customer.tier,
    contact: view.contact_points[0]?.value ?? null,
    need: view.needs[0] ?? null,
    last_contact_ms: view.timeline.entries[0]?.interaction.started_ms ?? null,
  };
}

export function sampleCall(patch: Partial<Call> = {}, view: Partial<CallView> = {}): CallView {
  return {
    call: {
      id: "call-1",
      direction: "inbound",
      caller: {
        number: "+821023456789",
        display_name: null,
        diverted_from: null,
        queue: "요금 상담",
        campaign: null,
        pbx_call_id: null,
        customer_hint: null,
      },
      state: "ringing",
      muted: false,
      held_by_remote: false,
      started_ms: NOW,
      answered_ms: null,
      ended_ms: null,
      end_cause: null,
      codec: null,
      encrypted: false,
      ...patch,
    },
    number_text: "010-2345-6789",
    customer: "customer-1",
    candidates: [sampleCard()],
    rule: null,
    draft: "",
    wrap_up_owed: false,
    ...view,
  };
}

export function sampleCallback(id: string, name: string, due: number, note: string): CallbackView {
  return {
    callback: {
      id,
      customer: `customer-${id}`,
      number: null,
      dialogue: null,
      due_ms: due,
      owner: USER.id,
      note,
      status: "open",
      created_by: USER.id,
      created_ms: NOW - DAY,
    },
    customer_name: name,
    number_text: "010-9876-5432",
    priority: 5,
  };
}

export function sampleMissed(call: string, patch: Partial<MissedCall> = {}): MissedCall {
  return {
    call,
    number: "01023456789",
    number_text: "010-2345-6789",
    customer: null,
    name: null,
    at_ms: NOW - 2 * MINUTE,
    times: 1,
    priority: 5,
    ...patch,
  };
}

export function sampleSnapshot(patch: Partial<Snapshot> = {}): Snapshot {
  const callbacks = [
    sampleCallback("2", "박하늘", NOW - 12 * MINUTE, "청구서 금액 설명"),
    sampleCallback("3", "Daniel Carter", NOW - 4 * MINUTE, "Router replacement"),
    sampleCallback("4", "최은우", NOW + 180 * MINUTE, "가족 결합 견적"),
    sampleCallback("5", "정다은", NOW + 2 * DAY, "개통 확인"),
  ];
  return {
    now_ms: NOW,
    session: sampleSession(),
    agent: { state: { is: "available" }, since_ms: NOW - 761_000, next: null },
    line: { state: "ready" },
    calls: [],
    work: {
      owed: [],
      callbacks,
      callbacks_total: callbacks.length,
      missed: [
        sampleMissed("call-8", { customer: "customer-1", name: "김민서", times: 2 }),
        sampleMissed("call-9", { number: "0255501990", number_text: "02-555-0199" }),
      ],
      triage_total: 3,
    },
    sync: {
      link: "online",
      waiting: 0,
      waiting_since_ms: null,
      stuck: [],
      fill: null,
      last_contact_ms: NOW - 4_000,
    },
    settings: sampleSettings(),
    notices: [],
    ...patch,
  };
}

/** A contact in triage: the first option is suggested where the customer has an open dialogue. */
export function sampleWaiting(
  id: string,
  patch: Partial<TriageContact["interaction"]> = {},
  more: Partial<Omit<TriageContact, "interaction">> = {},
): TriageContact {
  const [first, second] = TOPICS.map((topic) => topic.id);
  return {
    interaction: {
      id,
      customer: "customer-1",
      team: "team-1",
      dialogue: null,
      channel: "phone",
      direction: "inbound",
      started_ms: NOW - 3 * MINUTE,
      duration_ms: 0,
      agent: null,
      address: "01055116789",
      call: id,
      outcome: "abandoned",
      summary: "부재중 전화",
      web: null,
      ...patch,
    },
    customer_name: "김민서",
    address_text: "010-5511-6789",
    agent_name: null,
    words: null,
    options: [
      { choice: { is: "existing", dialogue: "dialogue-1" }, topic: first ?? "", stage: 3 },
      { choice: { is: "new", topic: second ?? "" }, topic: second ?? "", stage: null },
    ],
    suggested: true,
    reasons: [],
    unsent: false,
    ...more,
  };
}
