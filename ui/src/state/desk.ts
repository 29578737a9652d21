import { type Commands, makeCommands } from "../api/generated/commands";
import type {
  AgentStatus,
  CallView,
  CaseContact,
  CaseKind,
  CaseShelf,
  CaseWhose,
  Channel,
  Colleague,
  CommandError,
  LineState,
  ListOrigin,
  RuleDraft,
  RuleSource,
  SegmentQuery,
  Session,
  Settings,
  SyncView,
  Topic,
  TopicDraft,
  WorkList,
} from "../api/generated/types";
import type { Platform } from "../platform/platform";
import { type CasesStore, createCases } from "./cases";
import { type ChatsStore, createChats } from "./chats";
import { type Customers, createCustomers, entryOf } from "./customers";
import { toCommandError } from "./errors";
import { createForms, type Forms } from "./forms";
import { createFunnel, type FunnelStore } from "./funnel";
import { createInbox, type InboxStore } from "./inbox";
import { createLists, type ListsStore } from "./lists";
import { createNotes, type Notes } from "./notes";
import { createNotices, type Notices } from "./notices";
import type { KeptScripts } from "./scriptDrafts";
import { createScripts, type Scripts } from "./scripts";
import { createSegments, type SegmentsStore } from "./segments";
import { NOTHING, type Selection } from "./selection";
import { createStore, type Store } from "./store";
import { createTimeline, type Timeline } from "./timeline";
import type { TriageShown } from "./triage";

/** How good a call sounds. */
export interface Quality {
  loss: number;
  jitterMs: number;
  roundTripMs: number | null;
}

/** Where the view stands with the desk behind it. */
export type Link = { is: "starting" } | { is: "up" } | { is: "lost" } | { is: "failed"; error: CommandError };

/** What can be open over the frame. */
export type OpenWindow =
  | null
  | { is: "palette"; text: string }
  | { is: "settings"; tab: "general" | "line" | "audio" | "shortcuts" }
  | { is: "shortcuts" }
  | { is: "triage" }
  /** `channel`: the only one that is listed; `null` for all. */
  | { is: "inbox"; channel: Channel | null }
  | { is: "canned" }
  | { is: "mailboxes" }
  /** `case`: the one that is shown at first. */
  | { is: "cases"; shelf: CaseShelf; whose: CaseWhose; case: string | null }
  /** `contact`: in what it comes up. */
  | { is: "new_case"; customer: string; contact: CaseContact | null; kind: CaseKind }
  /** `name` and `phone`: what is filled in already. */
  | { is: "new_customer"; call: string | null; name: string; phone: string }
  | { is: "callback"; customer: string; dialogue: string | null }
  | { is: "begin"; customer: string }
  /** `call`: the one in which it is said. */
  | { is: "engagement"; customer: string; call: string | null }
  /** Two customers who may be one. */
  | { is: "merge"; customer: string; other: string }
  | { is: "treatments" }
  | { is: "silent" }
  | { is: "suggestion" }
  | { is: "articles" }
  | { is: "topics" }
  | { is: "sla" }
  | { is: "scripts" }
  /** `source`: the contact of triage from which a rule is to be made. `draft`: a rule that is to be finished and saved. */
  | { is: "rules"; source: RuleSource | null; draft?: RuleDraft }
  | { is: "web_inbox" }
  | { is: "funnel" }
  /** Which list is open first. */
  | { is: "lists"; list: string | null }
  | { is: "make_list"; origin: ListOrigin; topic: string | null; name: string }
  /** With what a new segment begins with. */
  | { is: "segments"; query: SegmentQuery | null };

/** All that the screens show, kept outside React, and the commands that change it. */
export interface Desk {
  commands: Commands;
  platform: Platform;
  link: Store<Link>;
  session: Store<Session | null>;
  agent: Store<AgentStatus>;
  line: Store<LineState>;
  calls: Store<readonly CallView[]>;
  quality: Store<Readonly<Record<string, Quality>>>;
  work: Store<WorkList>;
  triage: Store<TriageShown>;
  funnel: FunnelStore;
  segments: SegmentsStore;
  lists: ListsStore;
  /** Written conversations. */
  inbox: InboxStore;
  /** The answers that are typed in them. */
  replies: Notes;
  /** Requests and complaints. */
  cases: CasesStore;
  /** What goes on in chats besides words. */
  chats: ChatsStore;
  /** How far the long reading is that was last told of. */
  counted: Store<number>;
  sync: Store<SyncView>;
  settings: Store<Settings | null>;
  topics: Store<readonly Topic[]>;
  /** Counts the changes of the channel rules: who shows them reads them again. */
  rulesVersion: Store<number>;
  /** Counts what was decided here of who is who: who suggests reads again. */
  identityVersion: Store<number>;
  /** Counts the changes of how customers are served. */
  treatmentsVersion: Store<number>;
  /** Counts the changes of the centre's articles. */
  articlesVersion: Store<number>;
  colleagues: Store<readonly Colleague[]>;
  levels: Store<{ input: number; output: number }>;
  customers: Customers;
  /** The timeline of a customer. */
  timeline(customer: string): Timeline;
  notes: Notes;
  forms: Forms;
  scripts: Scripts;
  notices: Notices;
  /** Topics that were edited here and not published yet, by topic; a new one under "". */
  topicDrafts: Map<string, TopicDraft>;
  /** Scripts that were edited here and not published yet. */
  keptScripts: { current: KeptScripts | null };
  /** The stage move that was made here last, until it was taken back. */
  lastMove: Store<{ customer: string; dialogue: string } | null>;
  selection: Store<Selection>;
  open: Store<OpenWindow>;
  /** Said to screen readers at once: a ring. */
  said: Store<string>;
  /** Waits for a command and turns its failure into a notice; `null` when it failed. */
  run<T>(work: Promise<T>): Promise<T | null>;
}

/** A desk that nothing was read for yet. */
export function createDesk(platform: Platform): Desk {
  const commands = makeCommands(platform.invoke);
  const notices = createNotices();
  const replies = createNotes((conversation, text) => commands.saveReplyDraft({ conversation, text }));
  const customers = createCustomers(commands.customer, (view) =>
    timeline(view.customer.id).adopt(view.timeline),
  );
  const timeline = keepTimelines((customer) => {
    const made = createTimeline(customer, commands.timeline);
    const { view } = entryOf(customers.store.get(), customer);
    if (view) made.adopt(view.timeline);
    return made;
  });
  return {
    commands,
    platform,
    notices,
    link: createStore<Link>({ is: "starting" }),
    session: createStore<Session | null>(null),
    agent: createStore<AgentStatus>({ state: { is: "offline" }, since_ms: 0, next: null }),
    line: createStore<LineState>({ state: "no_account" }),
    calls: createStore<readonly CallView[]>([]),
    quality: createStore<Readonly<Record<string, Quality>>>({}),
    work: createStore<WorkList>({ owed: [], callbacks: [], callbacks_total: 0, missed: [], triage_total: 0 }),
    triage: createStore<TriageShown>(null),
    funnel: createFunnel(commands),
    segments: createSegments(commands),
    lists: createLists(commands, notices),
    inbox: createInbox(commands, replies),
    replies,
    cases: createCases(commands),
    chats: createChats(commands),
    counted: createStore(0),
    sync: createStore<SyncView>({
      link: "connecting",
      waiting: 0,
      waiting_since_ms: null,
      stuck: [],
      fill: null,
      last_contact_ms: null,
    }),
    settings: createStore<Settings | null>(null),
    topics: createStore<readonly Topic[]>([]),
    rulesVersion: createStore(0),
    identityVersion: createStore(0),
    treatmentsVersion: createStore(0),
    articlesVersion: createStore(0),
    colleagues: createStore<readonly Colleague[]>([]),
    levels: createStore({ input: 0, output: 0 }),
    customers,
    timeline,
    notes: createNotes((call, text) => commands.saveDraft({ call, text })),
    forms: createForms(),
    scripts: createScripts(),
    topicDrafts: new Map(),
    keptScripts: { current: null },
    lastMove: createStore<{ customer: string; dialogue: string } | null>(null),
    selection: createStore<Selection>(NOTHING),
    open: createStore<OpenWindow>(null),
    said: createStore(""),
    run: async (work) => {
      try {
        return await work;
      } catch (cause) {
        notices.fail(toCommandError(cause));
        return null;
      }
    },
  };
}

const TIMELINES_KEPT = 12;

/** Timelines of the customers looked at last, with their filters. */
function keepTimelines(make: (customer: string) => Timeline): (customer: string) => Timeline {
  const kept = new Map<string, Timeline>();
  return (customer) => {
    const timeline = kept.get(customer) ?? make(customer);
    kept.delete(customer);
    kept.set(customer, timeline);
    const oldest = kept.keys().next();
    if (kept.size > TIMELINES_KEPT && !oldest.done) kept.delete(oldest.value);
    return timeline;
  };
}
