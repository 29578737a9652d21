// Made from crates/desk/src/commands.rs by `cargo run -p daehwa-devhost -- gen`. Don't edit.

/** Something to be done at a step. */
export type Act =
  | {
      is: "move_stage";
      /** Which (from 1). */
      stage: number;
    }
  | {
      is: "set_field";
      /** Which field. */
      field: ProfileField;
      /** The question whose answer it is. */
      answer: string;
    }
  | {
      is: "confirm";
      /** Which. */
      contact: Contact;
    }
  | {
      is: "callback";
      /** When. */
      when: Promise;
      /** The hour of the day, 0–23, in the agent's time zone. */
      hour: number;
      /** What for; may have places. */
      note: Localized;
    }
  | {
      is: "outcome";
      /** How. */
      outcome: Outcome;
    };

/** Why advertising may not be written. */
export type AdFault = "refused" | "no_consent" | "old_consent" | "no_rules" | "no_zone" | "no_way_to_refuse";

/** Whether advertising may be written to an address of a customer. */
export type Advertising = {
  /** Why not; `None` when it may. */
  fault: AdFault | null;
  /** It is night there: it goes when that is over. `None` when it goes at once. */
  waits_ms: Timestamp | null;
};

/** How long a dialogue may rest: the time since the latest of its beginning, its contacts and its stage moves. `None`: for ever, or, in a stage, as long as the topic says. */
export type Ageing = {
  /** After this many days it counts as stale. */
  stale_days: number | null;
  /** After this many days it is closed. */
  close_days: number | null;
};

/** What an agent does now. */
export type AgentState =
  | { is: "offline" }
  | { is: "available" }
  | { is: "ringing" }
  | { is: "talking" }
  | { is: "on_hold" }
  | { is: "wrap_up" }
  | {
      is: "break";
      /** Why. */
      reason: BreakReason;
    };

/** An agent's state with what comes next. */
export type AgentStatus = {
  /** Now. */
  state: AgentState;
  /** Since when. */
  since_ms: Timestamp;
  /** Taken on when the work at hand is done. */
  next: WantedState | null;
};

/** To which stages a person may move a dialogue. */
export type AllowedMoves =
  | { is: "any" }
  | { is: "forward" }
  | {
      is: "listed";
      /** From, to. */
      pairs: Array<[number, number]>;
    };

/** What was answered. */
export type Answer =
  | {
      is: "one";
      /** The key of the choice. */
      choice: string;
    }
  | {
      is: "several";
      /** The keys of the choices, in their order. */
      choices: Array<string>;
    }
  | {
      is: "yes_no";
      /** Yes. */
      yes: boolean;
    }
  | {
      is: "number";
      /** Which. */
      number: number;
    }
  | {
      is: "date";
      /** As `2026-11-23`. */
      date: string;
    }
  | {
      is: "text";
      /** Which. */
      text: string;
    }
  | { is: "passed" };

/** What is wrong with an answer. */
export type AnswerFault =
  | { is: "other_kind" }
  | { is: "missing" }
  | {
      is: "too_few";
      /** The least. */
      min: number;
    }
  | {
      is: "out_of_range";
      /** The least. */
      min: number | null;
      /** The most. */
      max: number | null;
    }
  | {
      is: "day_out_of_range";
      /** The earliest. */
      earliest: string | null;
      /** The latest. */
      latest: string | null;
    }
  | {
      is: "too_long";
      /** The most. */
      max_chars: number;
    }
  | { is: "unstorable" };

/** What is to be known about something. Written by who leads, read by everybody. */
export type Article = {
  /** Identity. */
  id: ArticleId;
  /** The question that it answers; in one language at least. */
  title: Localized;
  /** What is said or written to the customer; where it is empty, the body is. */
  answer: Localized;
  /** Everything about it, in simple structured text ([`blocks`]). */
  body: Localized;
  /** To which topics it belongs; empty for all. */
  about: Array<ArticleAbout>;
  /** Other words under which it is looked for. */
  tags: Array<string>;
  /** Not offered before. */
  from_ms: Timestamp | null;
  /** Not offered from then on. */
  until_ms: Timestamp | null;
  /** Not offered any more. */
  retired: boolean;
};

/** Where an article belongs. */
export type ArticleAbout = {
  /** The topic. */
  topic: TopicId;
  /** Its stages, from 1; empty for all. */
  stages: Array<number>;
};

/** Which article, and in whose language it is inserted. */
export type ArticleAsk = {
  /** Which. */
  id: ArticleId;
  /** The reader's language. */
  language: Language;
  /** To whom it is told. */
  customer: CustomerId | null;
};

/** An article as it is written. */
export type ArticleDraft = {
  /** Which; `None` for a new one. */
  id: ArticleId | null;
  /** The title in both languages; one is enough. */
  title: Localized;
  /** The short answer. */
  answer: Localized;
  /** The whole text. */
  body: Localized;
  /** To which topics and stages it belongs; empty for all. */
  about: Array<ArticleAbout>;
  /** Other words under which it is looked for. */
  tags: Array<string>;
  /** Not offered before. */
  from_ms: Timestamp | null;
  /** Not offered from then on. */
  until_ms: Timestamp | null;
  /** Not offered any more. */
  retired: boolean;
};

/** An article of the centre's knowledge. */
export type ArticleId = string;

/** An article in a list. */
export type ArticleLine = {
  /** Which. */
  id: ArticleId;
  /** Its title. */
  title: Localized;
  /** The beginning of what it says. */
  excerpt: Localized;
  /** It belongs to what is talked about. */
  near: boolean;
};

/** What is looked for. */
export type ArticleQuery = {
  /** As typed so far. */
  text: string;
  /** With whom one talks: the dialogue that is talked about comes first. */
  customer: CustomerId | null;
  /** In which conversation. */
  conversation: ConversationId | null;
};

/** An article to be read. */
export type ArticleView = {
  /** Which. */
  id: ArticleId;
  /** Its title in the reader's language. */
  title: string;
  /** The short answer, if there is one. */
  answer: string;
  /** The whole text in its parts. */
  body: Array<TextBlock>;
  /** What is inserted: the short answer, else the text; in the language of whom it is told. */
  insert: string;
  /** Where it belongs. */
  about: Array<ArticleAbout>;
  /** Not offered from then on. */
  until_ms: Timestamp | null;
};

/** What was found. */
export type ArticlesFound = {
  /** The best first, at most 50. */
  articles: Array<ArticleLine>;
  /** How many articles the centre has. */
  total: number;
};

/** A treatment that was asked about a customer. */
export type AskedTreatment = {
  /** Which. */
  treatment: TreatmentId;
  /** What becomes of it. */
  standing: TreatmentStanding;
};

/** Puts a contact to a dialogue. */
export type AssignForm = {
  /** Whose contact. */
  customer: CustomerId;
  /** Which contact. */
  interaction: InteractionId;
  /** Where it belongs. */
  to: DialogueChoice;
};

/** Which customer a call is with. */
export type AttachForm = {
  /** Which call. */
  call: CallId;
  /** With whom; `None` for "not known yet". */
  customer: CustomerId | null;
};

/** A file that came with a message, or goes with it. */
export type Attachment = {
  /** Under which the server's store of files has it. */
  id: AttachmentId;
  /** Its name, as the sender gave it: never a path. */
  name: string;
  /** Its media type as declared (RFC 2046), such as `application/pdf`. */
  media_type: string;
  /** How long it is, in bytes. */
  size_bytes: number;
};

/** A file that came with a message. */
export type AttachmentId = string;

/** A file of a message. */
export type AttachmentRef = {
  /** Whose. */
  message: InteractionId;
  /** Which. */
  attachment: AttachmentId;
};

/** Chosen devices by name; `None` for the system's default. */
export type AudioChoice = {
  /** Microphone. */
  input: string | null;
  /** Headset. */
  output: string | null;
  /** Where it rings. */
  ring: string | null;
};

/** Devices that can be chosen. */
export type AudioDevices = {
  /** Microphones. */
  inputs: Array<string>;
  /** Headsets and speakers. */
  outputs: Array<string>;
};

/** A test of the devices. */
export type AudioTest = "meter" | "loopback" | "ring" | "stop";

/** What a script names of a situation beside its topic. The order of fields is the order of weight. */
export type Because = {
  /** The stage. */
  stage: boolean;
  /** The tier. */
  tier: boolean;
  /** The language. */
  language: boolean;
};

/** From what a conversation can be begun with a customer, and what was typed of it so far. */
export type Beginning = {
  /** Our mailboxes of channels on which the customer has an address. */
  mailboxes: Array<BeginningMailbox>;
  /** The customer's addresses, the first ones to be used before others. */
  addresses: Array<BeginningAddress>;
  /** A complaint is open: nothing is advertised until it is closed. */
  complaint: boolean;
  /** The language in which the customer is written to. */
  language: Language;
  /** What was typed so far. */
  draft: BeginningDraft;
};

/** An address of a customer. */
export type BeginningAddress = {
  /** On which channel it is written to. */
  channel: Channel;
  /** The address or number. */
  value: string;
  /** What people call it. */
  label: string | null;
  /** Whether advertising may be written to it, as far as that is not a matter of our mailbox. */
  advertising: Advertising;
};

/** A first message as it is typed. */
export type BeginningDraft = {
  /** The conversation that it will be. */
  conversation: ConversationId;
  /** To whom. */
  customer: CustomerId;
  /** From which mailbox. */
  mailbox: MailboxId | null;
  /** To which address. */
  address: string;
  /** About what; empty on channels without subjects. */
  subject: string;
  /** The words. */
  text: string;
  /** It is advertising. */
  advertises: boolean;
};

/** A first message. */
export type BeginningForm = {
  /** What was typed. */
  draft: BeginningDraft;
  /** With the signature under it. */
  signature: boolean;
  /** The canned reply from which it was made. */
  canned: CannedReplyId | null;
  /** What it is about. */
  dialogue: DialogueChoice;
};

/** A mailbox from which a conversation can be begun. */
export type BeginningMailbox = {
  /** Which. */
  id: MailboxId;
  /** On which channel. */
  channel: Channel;
  /** Its name. */
  name: Localized;
  /** The address that the customer sees. */
  address: string;
  /** No server sends for it now: messages wait. */
  waits: boolean;
  /** What stands under messages, in the customer's language. */
  signature: string;
  /** It names a free way to refuse advertising. */
  refusable: boolean;
};

/** A way on. */
export type Branch = {
  /** Whose answer is looked at; `None`: this step's own. */
  of: string | null;
  /** What holds of it. */
  test: Test;
  /** The step that follows. */
  to: string;
};

/** Why an agent is on a break. */
export type BreakReason = "rest" | "meal" | "training" | "meeting" | "back_office";

/** When the centre works. Edited by administrators. */
export type Calendar = {
  /** Identity. */
  id: CalendarId;
  /** What it is called. */
  name: string;
  /** IANA time zone in which its hours are meant. */
  time_zone: string;
  /** The hours of the week, in their order. */
  hours: Array<CalendarSpan>;
  /** The public holidays that are days off. */
  public_holidays: PublicHolidays;
  /** Other days off: elections, days that a government declares at short notice, the company's own. */
  days_off: Array<DayOff>;
  /** Not chosen any more. */
  retired: boolean;
};

/** A calendar as it is written. */
export type CalendarDraft = {
  /** Which; `None` for a new one. */
  id: CalendarId | null;
  /** What it is called. */
  name: string;
  /** IANA time zone. */
  time_zone: string;
  /** The hours of the week, in any order. */
  hours: Array<CalendarSpan>;
  /** The public holidays that are days off. */
  public_holidays: PublicHolidays;
  /** Other days off. */
  days_off: Array<DayOff>;
  /** Not chosen any more. */
  retired: boolean;
};

/** When the centre works. */
export type CalendarId = string;

/** Hours on one day of each week. */
export type CalendarSpan = {
  /** The day: 1 is Monday, 7 is Sunday (ISO 8601). */
  weekday: number;
  /** From this minute of the day. */
  from_min: number;
  /** To this minute of the day; 1,440 is its end. */
  to_min: number;
};

/** A call now. */
export type Call = {
  /** Identity, made by this desktop. */
  id: CallId;
  /** Who began it. */
  direction: Direction;
  /** The other side. */
  caller: CallerInfo;
  /** Where it stands. */
  state: CallState;
  /** Whether our microphone is off. */
  muted: boolean;
  /** Whether the other side put us on hold. */
  held_by_remote: boolean;
  /** When it began to ring or dial. */
  started_ms: Timestamp;
  /** When it was answered. */
  answered_ms: Timestamp | null;
  /** When it ended. */
  ended_ms: Timestamp | null;
  /** Why it ended. */
  end_cause: EndCause | null;
  /** The codec in use, such as `opus`, for display. */
  codec: string | null;
  /** Whether the media is encrypted (SRTP). */
  encrypted: boolean;
};

/** One call, from first ring to wrap-up. */
export type CallId = string;

/** A list of customers to call. Made by supervisors and administrators; only its words, its retries and whether it is closed are edited. */
export type CallList = {
  /** Identity. */
  id: ListId;
  /** What it is called. */
  name: string;
  /** Where its members come from. */
  origin: ListOrigin;
  /** What its calls are for: what is sold waits for complaints and needs a consent. */
  purpose: Purpose;
  /** What its calls are about. */
  topic: TopicId | null;
  /** The script to follow. */
  script: ScriptId | null;
  /** What is offered, in words; may be empty. */
  offer: string;
  /** Whom we called within so many days is left alone; 0 for no rest. */
  rest_days: number;
  /** Who is called again with whom nobody spoke; an outcome that is not named ends it. */
  retries: Array<Retry>;
  /** How many members it was made with. */
  members: number;
  /** Who was left out when it was made, and why: each once, by the first reason. */
  left_out: Array<LeftOut>;
  /** Nobody is called any more. */
  closed: boolean;
  /** Who made it. */
  created_by: UserId;
  /** When. */
  created_ms: Timestamp;
};

/** Where a call stands. */
export type CallState = "dialing" | "ringing" | "talking" | "held" | "ended";

/** A call with who it may be. */
export type CallView = {
  /** The call. */
  call: Call;
  /** The other side's number as people of the user's country read it. */
  number_text: string | null;
  /** Who it is with; set by an unambiguous number, or by the agent. */
  customer: CustomerId | null;
  /** All customers on that number, most likely first. */
  candidates: Array<CustomerCard>;
  /** The channel rule that holds for it, such as its queue's: what it is probably about (H-3). */
  rule: Match | null;
  /** The note as journalled so far. */
  draft: string;
  /** The call is over and its form is owed. */
  wrap_up_owed: boolean;
};

/** A promised call back. Edited field by field. */
export type Callback = {
  /** Identity. */
  id: CallbackId;
  /** Whom to call. */
  customer: CustomerId;
  /** The number to call; `None` for the customer's primary number. */
  number: string | null;
  /** About which dialogue. */
  dialogue: DialogueId | null;
  /** When. */
  due_ms: Timestamp;
  /** Who should call; `None` for anyone of the team. */
  owner: UserId | null;
  /** What for. */
  note: string;
  /** Where it stands. */
  status: CallbackStatus;
  /** Who promised it. */
  created_by: UserId;
  /** When it was promised. */
  created_ms: Timestamp;
};

/** A change of a callback; `None` leaves a field as it is. */
export type CallbackEdit = {
  /** Which. */
  id: CallbackId;
  /** When. */
  due_ms: Timestamp | null;
  /** Take it over. */
  take: boolean;
  /** Finish it or call it off. */
  status: CallbackStatus | null;
  /** The reason, or what for; required to call it off. */
  note: string | null;
};

/** A callback in a form. */
export type CallbackEntry = {
  /** When. */
  due_ms: Timestamp;
  /** Who calls; `None` for anyone. */
  owner: UserId | null;
  /** What for. */
  note: string;
};

/** A promised call back. */
export type CallbackId = string;

/** Where a callback stands. An ended one never comes back to life. */
export type CallbackStatus = "open" | "done" | "cancelled";

/** A callback with whom to call. */
export type CallbackView = {
  /** The callback. */
  callback: Callback;
  /** The customer's name. */
  customer_name: string;
  /** The number to call, for reading. */
  number_text: string | null;
  /** Where the customer stands among those who wait, 1 (first) to 9; 5 is usual (P-8). */
  priority: number;
};

/** What an INVITE says about the caller. Hostile input: shown and matched, never trusted as identity. */
export type CallerInfo = {
  /** The number: user part of P-Asserted-Identity (RFC 3325), else of From; `None` when withheld or not a number. */
  number: string | null;
  /** The display name, cleaned of control characters and cut to 128 characters. */
  display_name: string | null;
  /** The number first called (Diversion, RFC 5806; or History-Info, RFC 7044). */
  diverted_from: string | null;
  /** The queue it came through (`X-Queue`). */
  queue: string | null;
  /** The campaign it belongs to (`X-Campaign-Id`). */
  campaign: string | null;
  /** The PBX's own id of the call (`X-Call-Id`). */
  pbx_call_id: string | null;
  /** The customer as the PBX believes (`X-Customer-Id`). */
  customer_hint: string | null;
};

/** For whom canned replies are filled in. */
export type CannedAsk = {
  /** For whom. */
  customer: CustomerId;
  /** On which channel. */
  channel: Channel;
  /** About what. */
  about: string;
};

/** A canned reply as an administrator writes it. */
export type CannedDraft = {
  /** Which; `None` for a new one. */
  id: CannedReplyId | null;
  /** What is typed behind the `/`. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** The words in both languages. */
  text: Localized;
  /** On which channels it is offered; empty for all. */
  channels: Array<Channel>;
  /** What is done with it, as a macro. */
  steps: MacroSteps;
  /** Not offered any more. */
  retired: boolean;
};

/** A canned reply, filled in from a customer. */
export type CannedLine = {
  /** Which. */
  id: CannedReplyId;
  /** What is typed behind the `/`. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** The words in the customer's language; empty for a macro without any. */
  text: string;
  /** What a macro does besides; `None` for words alone. */
  steps: MacroSteps | null;
};

/** A canned reply as it would read, and what keeps it from being saved. */
export type CannedPreview = {
  /** Filled in for somebody who is made up. */
  text: Localized;
  /** What is wrong with its places. */
  faults: Array<SlotFault>;
};

/** A reply that is inserted by `/` and its key. Words in braces are filled in from the customer, as in scripts ([`crate::script::words`]). */
export type CannedReply = {
  /** Identity. */
  id: CannedReplyId;
  /** What is typed behind the `/`: no spaces. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** The words in both languages; where one is empty, the other is used. */
  text: Localized;
  /** On which channels it is offered; empty for all. */
  channels: Array<Channel>;
  /** What is done with it. With steps it is a macro, which may have no words. */
  steps: MacroSteps;
  /** Not offered any more. */
  retired: boolean;
};

/** A reply that is written once and used often. */
export type CannedReplyId = string;

/** What personal service says of a customer now. All of it is read from what is known; nothing is stored. */
export type Care = {
  /** The complaint that keeps from selling (P-11). */
  complaint: OpenComplaint | null;
  /** The step of the four, and what it still needs (P-1). */
  position: StepPosition;
  /** Without contact for too long (P-4). */
  silence: Silence | null;
  /** The fields that hold something, and how well they are known (P-6). */
  known: Array<KnownField>;
  /** The fields that are worth asking in a conversation, most useful first (P-6). */
  asks: Array<ConfirmedField>;
  /** How the customer is served (P-8, P-13). */
  treatment: TreatmentCare;
  /** In what the customer took part (P-9); `None` where that is off. */
  participation: ParticipationCare | null;
  /** What was done for the customer (P-4). */
  delivered: DeliveredCare;
};

/** A case of which this user is told. */
export type CaseAlarm = {
  /** The case. */
  line: CaseLine;
  /** Since when there is reason to. */
  at_ms: Timestamp;
};

/** Which part of the cases is asked for. */
export type CaseAsk = {
  /** Whose. */
  whose: CaseWhose;
  /** Requests or complaints; `None` for both. */
  kind: CaseKind | null;
  /** Where they stand. */
  shelf: CaseShelf;
  /** The first place, from 0. */
  from: number;
  /** How many, at most 500. */
  count: number;
};

/** Who is to work on a case. */
export type CaseAssignee =
  | { is: "me" }
  | {
      is: "user";
      /** Who. */
      user: UserId;
    }
  | { is: "anyone" };

/** In what a case comes up or goes on. */
export type CaseContact =
  | {
      is: "call";
      /** Which. */
      call: CallId;
    }
  | {
      is: "conversation";
      /** Which. */
      conversation: ConversationId;
    };

/** How many open cases there are. */
export type CaseCount = {
  /** All of the own teams. */
  open: number;
  /** This user's. */
  mine: number;
  /** Nobody's. */
  nobody: number;
  /** Of which a promise is overdue. */
  late: number;
  /** The business of whoever leads. */
  escalated: number;
};

/** A case with all that happened to it. */
export type CaseDetail = {
  /** In a line. */
  line: CaseLine;
  /** In full. */
  words: string;
  /** The dialogue to which it belongs. */
  dialogue: DialogueId | null;
  /** Who wrote it down. */
  created_by_name: string | null;
  /** By which policy there are promises. */
  policy_name: string | null;
  /** What happened, the oldest first. */
  steps: Array<CaseStepView>;
};

/** What happened. */
export type CaseDid =
  | { is: "answered" }
  | { is: "waits" }
  | { is: "resumed" }
  | {
      is: "resolved";
      /** How. */
      how: CaseResolution;
    }
  | { is: "reopened" }
  | { is: "commented" };

/** A change of what a case is about; `None` leaves a field as it is. */
export type CaseEdit = {
  /** Which. */
  case: CaseId;
  /** What it is. */
  kind: CaseKind | null;
  /** In a line. */
  title: string | null;
  /** In full. */
  words: string | null;
  /** How soon it is to be settled. */
  priority: Priority | null;
  /** Who works on it. */
  assignee: CaseAssignee | null;
  /** To which dialogue it belongs. */
  dialogue: DialogueId | null;
};

/** A request or complaint. */
export type CaseId = string;

/** What a contact was to a case. */
export type CaseInContact = {
  /** Which. */
  case: CaseId;
  /** What it is. */
  kind: CaseKind;
  /** In a line. */
  title: string;
  /** What happened to it; `None` where it came up. */
  did: CaseDid | null;
};

/** What a case is. */
export type CaseKind = "request" | "complaint";

/** A case in a line. */
export type CaseLine = {
  /** Which. */
  id: CaseId;
  /** Whose. */
  customer: CustomerId;
  /** The customer's name. */
  name: string;
  /** The customer's company. */
  company: string | null;
  /** What the customer is worth. */
  tier: Tier;
  /** What it is. */
  kind: CaseKind;
  /** In a line. */
  title: string;
  /** What it is about. */
  topic: TopicId | null;
  /** Whose turn it is. */
  state: CaseState;
  /** Since when. */
  since_ms: Timestamp;
  /** How it ended. */
  settled: CaseSettled | null;
  /** How often it was opened again. */
  reopened: number;
  /** As a person judged it. */
  judged: Priority;
  /** As it counts now: raised by what is overdue. */
  priority: Priority;
  /** Who works on it. */
  assignee: UserId | null;
  /** Their name. */
  assignee_name: string | null;
  /** This user does. */
  mine: boolean;
  /** When it came up. */
  created_ms: Timestamp;
  /** The promise that the customer hears from us. */
  answer: SlaClock | null;
  /** The promise that it is settled. */
  resolve: SlaClock | null;
  /** What falls due first; `None` while nothing does. */
  due_ms: Timestamp | null;
  /** Which of the two that is. */
  due: SlaTarget | null;
  /** It is the business of whoever leads the team. */
  escalated: boolean;
  /** Something of it waits to be sent, or was refused. */
  unsent: boolean;
};

/** A part of the cases. */
export type CasePart = {
  /** The cases of the part. */
  rows: Array<CaseLine>;
  /** How many there are in all. */
  total: number;
};

/** How a case was settled. */
export type CaseResolution = "done" | "partly" | "declined" | "withdrawn" | "duplicate";

/** How a case ended. */
export type CaseSettled = {
  /** When. */
  at_ms: Timestamp;
  /** How. */
  how: CaseResolution;
  /** By whom. */
  by: UserId;
};

/** Where cases stand. */
export type CaseShelf = "open" | "late" | "escalated" | "settled";

/** Whose turn it is. */
export type CaseState = "open" | "waiting" | "resolved";

/** Something that is done in a case. */
export type CaseStepForm = {
  /** Which case. */
  case: CaseId;
  /** What. */
  did: CaseDid;
  /** A word about it: what is commented, why it is declined. */
  words: string;
  /** In what it happens. */
  contact: CaseContact | null;
};

/** Something that happened to a case. */
export type CaseStepId = string;

/** Something that happened to a case. */
export type CaseStepView = {
  /** Which. */
  id: CaseStepId;
  /** When. */
  at_ms: Timestamp;
  /** Who did it. */
  by_name: string | null;
  /** What. */
  did: CaseDid;
  /** A word about it. */
  words: string;
};

/** Whose cases. */
export type CaseWhose = "mine" | "nobody" | "all";

/** A script that was changed outside of its file. */
export type Changed = {
  /** Which script of the file it is (from 1); `None`: it is new, and comes to stand at the end. */
  number: number | null;
  /** What it is now. */
  draft: ScriptDraft;
};

/** Scripts that were changed in the form, to be written into the text. */
export type ChangedScripts = {
  /** The text. */
  text: string;
  /** What is other than in it. */
  changed: Array<Changed>;
};

/** The channel of a contact. */
export type Channel = "phone" | "email" | "chat" | "sms" | "fax" | "web" | "visit";

/** How many wait on a channel. */
export type ChannelCount = {
  /** Which. */
  channel: Channel;
  /** How many. */
  count: number;
};

/** What an agent does in a chat, besides writing. */
export type ChatAct =
  | "watches"
  | "leaves"
  | "types"
  | {
      read: {
        /** Which. */
        message: InteractionId;
      };
    };

/** What is done in a chat, besides writing. */
export type ChatForm = {
  /** In which conversation. */
  conversation: ConversationId;
  /** What. */
  act: ChatAct;
};

/** Something that can be chosen. */
export type Choice = {
  /** Its key. */
  key: string;
  /** What it is called. */
  label: Localized;
};

/** What came of taking a conversation. */
export type Claimed = {
  /** It is this user's. */
  mine: boolean;
  /** The server has not said so yet. */
  waits: boolean;
  /** Who else has it, where that is known here. */
  holder_name: string | null;
};

/** Another agent. */
export type Colleague = {
  /** Who. */
  user: User;
  /** What they do; `None` when not known (server down, or not signed in). */
  status: AgentStatus | null;
};

/** A command failed. */
export type CommandError = {
  /** What went wrong. */
  code: ErrorCode;
  /** What the sentence for the code needs: a field's name, a fingerprint. No personal data. */
  detail: string | null;
  /** Whether the same command can succeed later without a change. */
  retry: boolean;
};

/** A field that the customer confirmed now. */
export type ConfirmForm = {
  /** Whose. */
  customer: CustomerId;
  /** What. */
  field: ConfirmedField;
  /** The call in which it was said; `None` outside of one. */
  call: CallId | null;
};

/** That the customer said that a field is right. */
export type Confirmation = {
  /** When. */
  at_ms: Timestamp;
  /** To whom. */
  by: UserId;
  /** On which channel; `None` when it was outside a contact. */
  channel: Channel | null;
};

/** A field that can be confirmed. */
export type ConfirmedField =
  | { is: "name" }
  | { is: "address" }
  | {
      is: "contact_point";
      /** Which. */
      id: ContactPointId;
    };

/** A decision between two values. */
export type ConflictChoice = {
  /** Whose record. */
  customer: CustomerId;
  /** Which record. */
  record: RecordRef;
  /** Which field. */
  field: string;
  /** Take the other value; else the current one stays. */
  take_other: boolean;
};

/** A consent given or withdrawn. Append-only: the latest per purpose and channel holds, a withdrawal wins a tie. */
export type ConsentChange = {
  /** Identity. */
  id: ConsentId;
  /** Whose consent. */
  customer: CustomerId;
  /** For what. */
  purpose: ConsentPurpose;
  /** On which channel; `None` for all. */
  channel: Channel | null;
  /** Given (`true`) or withdrawn. */
  granted: boolean;
  /** When it was given or withdrawn. */
  at_ms: Timestamp;
  /** How it was obtained, in words. */
  source: string;
};

/** A consent given or withdrawn now. */
export type ConsentForm = {
  /** Whose. */
  customer: CustomerId;
  /** For what. */
  purpose: ConsentPurpose;
  /** On which channel; `None` for all. */
  channel: Channel | null;
  /** Given or withdrawn. */
  granted: boolean;
  /** How it was obtained. */
  source: string;
};

/** A change of consent. */
export type ConsentId = string;

/** What a consent allows. */
export type ConsentPurpose = "marketing" | "marketing_at_night" | "recording" | "profiling";

/** What of a customer can be confirmed. */
export type Contact = "phone" | "email";

/** What kind of contact point. */
export type ContactKind = "phone" | "mobile" | "fax" | "email";

/** A number or address of a customer. Edited field by field. */
export type ContactPoint = {
  /** Identity. */
  id: ContactPointId;
  /** Whose. */
  customer: CustomerId;
  /** What kind. */
  kind: ContactKind;
  /** The value as it was written: a number in any form, or an e-mail address. */
  value: string;
  /** What people call it, such as "office". */
  label: string | null;
  /** Used first for its kind. */
  primary: boolean;
  /** When somebody last confirmed it (P-6). */
  verified_ms: Timestamp | null;
  /** No longer in use: kept for history, not dialed. */
  retired: boolean;
  /** By whom and on which channel it was confirmed; `None` also where an older desktop kept the moment alone. */
  confirmed: Confirmation | null;
};

/** Fields of a number or address to set. */
export type ContactPointEdit = {
  /** Whose. */
  customer: CustomerId;
  /** Which. */
  id: ContactPointId;
  /** As written. */
  value: string | null;
  /** What people call it. */
  label: string | null;
  /** Use first. */
  primary: boolean | null;
  /** Confirmed by the customer now. */
  verified: boolean;
  /** No longer in use. */
  retired: boolean | null;
};

/** A number or address of a customer. */
export type ContactPointId = string;

/** A conversation as it is read and answered. */
export type ConversationDetail = {
  /** In a line. */
  line: InboxLine;
  /** What was written, the oldest first. */
  messages: Array<MessageView>;
  /** To which address an answer goes; `None` when that is not known. */
  answer_to: string | null;
  /** Our mailbox through which it runs, where that is known. */
  mailbox: MailboxId | null;
  /** A complaint is open: nothing is advertised until it is closed. */
  complaint: boolean;
  /** Whether an answer may advertise. */
  advertising: Advertising;
  /** No server sends for its mailbox now: answers wait. */
  waits: boolean;
  /** What stands under an answer. */
  signature: string;
  /** The message that an answer quotes; `None` on channels without quotes. */
  quotes: InteractionId | null;
  /** The answer typed so far. */
  draft: string;
  /** Where its latest contact belongs; `None` while that waits in triage. */
  dialogue: DialogueId | null;
  /** This user may take it from others and give it to them. */
  may_assign: boolean;
};

/** What a customer and we wrote to each other on one subject. */
export type ConversationId = string;

/** Where a conversation stands now. */
export type ConversationStanding =
  | { is: "open" }
  | {
      is: "snoozed";
      /** When, at the latest. */
      until_ms: Timestamp;
    }
  | { is: "done" };

/** Who else gets a message, as it is typed. */
export type CopiesDraft = {
  /** In which conversation, or the one that it will be. */
  conversation: ConversationId;
  /** With whom. */
  customer: CustomerId;
  /** Addresses with commas between them. */
  cc: string;
};

/** A person or company that has contact with the centre. Its fields are edited and merged one by one. */
export type Customer = {
  /** Identity. */
  id: CustomerId;
  /** The team in whose scope the customer is. */
  team: TeamId;
  /** Person or company. */
  kind: CustomerKind;
  /** Full name as the customer writes it. */
  name: string;
  /** Name in Latin letters, where it differs. */
  name_latin: string | null;
  /** Company the person belongs to. */
  company: string | null;
  /** The centre's own account number. */
  account_no: string | null;
  /** Preferred language. */
  language: Language;
  /** Value tier. */
  tier: Tier;
  /** IANA time zone of the customer, such as `Asia/Seoul`. */
  time_zone: string | null;
  /** Postal address in one line. */
  address: string | null;
  /** The agent this customer should reach first (P-8). */
  preferred_agent: UserId | null;
  /** When the record was made. */
  created_ms: Timestamp;
  /** That the name is right (P-6). Boxed, so that a customer stays small beside the other records. */
  name_confirmed: Confirmation | null;
  /** That the address is right (P-6). */
  address_confirmed: Confirmation | null;
};

/** A customer in one line. */
export type CustomerCard = {
  /** Who. */
  id: CustomerId;
  /** Name. */
  name: string;
  /** Name in Latin letters. */
  name_latin: string | null;
  /** Company. */
  company: string | null;
  /** Account number. */
  account_no: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number or address to show with the name. */
  contact: string | null;
  /** The strongest need. */
  need: Need | null;
  /** When the last contact was. */
  last_contact_ms: Timestamp | null;
};

/** Fields to set; `None` leaves a field as it is, an empty text clears an optional one. */
export type CustomerEdit = {
  /** Whose. */
  customer: CustomerId;
  /** Name. */
  name: string | null;
  /** Name in Latin letters. */
  name_latin: string | null;
  /** Company. */
  company: string | null;
  /** Account number. */
  account_no: string | null;
  /** Language. */
  language: Language | null;
  /** Address. */
  address: string | null;
  /** Preferred agent. */
  preferred_agent: PreferredAgent | null;
};

/** A customer: a person or a company. */
export type CustomerId = string;

/** Person or company. */
export type CustomerKind = "person" | "company";

/** All that is known of a customer, with the newest contacts. */
export type CustomerView = {
  /** Profile. */
  customer: Customer;
  /** Numbers and addresses, primary first. */
  contact_points: Array<ContactPoint>;
  /** The consents that hold now. */
  consents: Array<ConsentChange>;
  /** Warnings, promises, preferences, handling notes that hold now, by priority. */
  remarks: Array<Remark>;
  /** Needs, strongest first. */
  needs: Array<Need>;
  /** Open dialogues by need, then closed ones by last contact. */
  dialogues: Array<Dialogue>;
  /** Open callbacks by due time. */
  callbacks: Array<Callback>;
  /** The newest contacts. */
  timeline: TimelinePage;
  /** Fields that were set to different values without knowing of each other. */
  conflicts: Array<FieldConflict>;
  /** What personal service says now. */
  care: Care;
  /** Whom the customer stands for (D-12), the latest merge first. */
  merged: Array<MergedView>;
  /** Requests and complaints (D-11): open ones by what falls due first, then settled ones, the latest first; at most 20. */
  cases: Array<CaseLine>;
};

/** A day on which nobody works. */
export type DayOff = {
  /** Which, in the calendar's time zone. */
  date: string;
  /** What it is. */
  name: string;
};

/** What a script does, as it stands after the answers so far. */
export type Deed = {
  /** At which step. */
  step: string;
  /** What. */
  act: Act;
  /** The answer that it takes, in words, where it takes one. */
  answer: string | null;
  /** The agent has taken it back. */
  undone: boolean;
};

/** Something that was done for a customer. Append-only. */
export type Delivered = {
  /** Identity. */
  id: DeliveredId;
  /** For whom. */
  customer: CustomerId;
  /** In which contact; `None` outside of one. */
  interaction: InteractionId | null;
  /** Who did it. */
  by: UserId;
  /** When. */
  at_ms: Timestamp;
  /** Of what kind. */
  kind: DeliveredKind;
  /** What, in words. */
  words: string;
  /** What it is worth; `None` where it has no price. */
  amount: Money | null;
};

/** What was done for a customer over the last twelve months. */
export type DeliveredCare = {
  /** In sum. */
  sum: DeliveredSum;
  /** One by one, newest first. */
  items: Array<DeliveredItem>;
};

/** Something that was done for a customer now. */
export type DeliveredForm = {
  /** For whom. */
  customer: CustomerId;
  /** In which call; `None` outside of one. */
  call: CallId | null;
  /** Of what kind. */
  kind: DeliveredKind;
  /** What, in words. */
  words: string;
  /** What it is worth. */
  amount: Money | null;
};

/** Something that was done for a customer. */
export type DeliveredId = string;

/** Something that was done. */
export type DeliveredItem = {
  /** What. */
  delivered: Delivered;
  /** The name of who did it; `None` for somebody whom this desktop does not know. */
  by: string | null;
};

/** Of what kind it is. */
export type DeliveredKind = "waiver" | "discount" | "upgrade" | "gift" | "other";

/** What was done for a customer over the last twelve months. */
export type DeliveredSum = {
  /** By currency, in the order of their codes. */
  amounts: Array<Money>;
  /** How many things in all, also those without a price. */
  count: number;
};

/** A number to call. */
export type DialForm = {
  /** As it was written. */
  number: string;
  /** Whom it reaches. */
  customer: CustomerId | null;
};

/** A dialogue as it stands: folded from its facts, on desktop and server by the same code. */
export type Dialogue = {
  /** Identity. */
  id: DialogueId;
  /** Whose. */
  customer: CustomerId;
  /** About what. */
  topic: TopicId;
  /** When it began. */
  opened_ms: Timestamp;
  /** Where it is now (from 1). */
  stage: number;
  /** Since when it is there. */
  stage_since_ms: Timestamp;
  /** Number of contacts in it. */
  touches: number;
  /** When the last contact was. */
  last_contact_ms: Timestamp;
  /** The channel of the last contact. */
  last_channel: Channel | null;
  /** Whether it still runs. */
  open: boolean;
  /** It runs, but rested for longer than its stage allows. */
  stale: boolean;
  /** When it closes by itself, or did, unless something happens in it. */
  closes_ms: Timestamp | null;
};

/** Which dialogue a contact belongs to. */
export type DialogueChoice =
  | {
      is: "existing";
      /** Which. */
      dialogue: DialogueId;
    }
  | {
      is: "new";
      /** About what. */
      topic: TopicId;
    }
  | { is: "triage" };

/** What became of a dialogue. */
export type DialogueEnd = "open" | "closed" | "aged_out";

/** What a dialogue's need is read from (H-10). */
export type DialogueEvidence = {
  /** Its stage moves, newest first. */
  moves: Array<MoveView>;
  /** Its latest contacts, newest first. */
  contacts: TimelinePage;
};

/** One customer × one topic until closed. */
export type DialogueId = string;

/** Which dialogue. */
export type DialogueRef = {
  /** Whose. */
  customer: CustomerId;
  /** Which. */
  dialogue: DialogueId;
};

/** What became of a dialogue, as a condition asks. */
export type DialogueState = "open" | "ended" | "any";

/** A key of the keypad. */
export type DigitForm = {
  /** Which call. */
  call: CallId;
  /** `0`–`9`, `*`, `#`, `A`–`D`. */
  digit: string;
};

/** Who began the contact. */
export type Direction = "inbound" | "outbound";

/** Where a message of ours is. */
export type DispatchStatus =
  | { is: "queued" }
  | { is: "sent" }
  | { is: "delivered" }
  | {
      is: "failed";
      /** Why. */
      reason: FailureReason;
    };

/** The note of a call as typed so far. */
export type Draft = {
  /** Of which call. */
  call: CallId;
  /** All of it, at most 64 KiB. */
  text: string;
};

/** What is to be said of a draft. */
export type DraftCheck = {
  /** What keeps it from being published, in the order of the form. */
  problems: Array<TopicProblem>;
  /** Publishing it makes a new version of the stages. */
  revises: boolean;
  /** It is other than what is published. */
  changed: boolean;
};

/** What makes a conversation come earlier. */
export type Earlier = {
  /** What. */
  weight: UrgencyWeight;
  /** By how many minutes. */
  minutes: number;
};

/** What becomes of a customer's dialogue on the topic to which a rule leads. */
export type Effect =
  | {
      is: "begins";
      /** Where it stands then (from 1). */
      stage: number;
    }
  | {
      is: "moves";
      /** Where it stands (from 1). */
      from: number;
      /** Where it stands then. */
      to: number;
    }
  | {
      is: "stays";
      /** Where it stands (from 1). */
      stage: number;
    }
  | {
      is: "barred";
      /** Where it stands (from 1). */
      stage: number;
      /** Where the rule would lead. */
      to: number;
    };

/** What goes with a message that is being typed, besides words. */
export type Enclosed = {
  /** Who else gets it, as it was typed. */
  cc: string;
  /** Files. */
  files: Array<Attachment>;
  /** Who else has the mail that is answered. */
  everyone: Array<string>;
};

/** Which message that is being typed. */
export type EnclosedAsk = {
  /** In which conversation, or the one that it will be. */
  conversation: ConversationId;
};

/** In what a script ends (P-12). */
export type End = {
  /** What it is. */
  kind: EndKind;
  /** What the product or request is called; may have places. */
  title: Localized;
  /** The text of it; may have places. The answers follow below it. */
  text: Localized;
};

/** Why a call is over. */
export type EndCause =
  | "local_hangup"
  | "remote_hangup"
  | "rejected"
  | "missed"
  | "elsewhere"
  | "busy"
  | "declined"
  | "no_answer"
  | "unreachable"
  | "transferred"
  | "failed"
  | "crashed";

/** What comes of a script. */
export type EndKind = "product" | "request" | "talk";

/** The codes of [`CommandError`]. The UI has a sentence with a way on for each, in each language. */
export type ErrorCode =
  | "not_signed_in"
  | "wrong_password"
  | "too_many_attempts"
  | "user_disabled"
  | "server_unreachable"
  | "unknown_certificate"
  | "version_mismatch"
  | "passphrase_needed"
  | "wrong_passphrase"
  | "disk_full"
  | "cache_damaged"
  | "no_line"
  | "call_gone"
  | "call_state"
  | "bad_number"
  | "unknown_customer"
  | "not_found"
  | "invalid"
  | "move_not_allowed"
  | "nothing_to_undo"
  | "selling_held"
  | "measure_off"
  | "not_callable"
  | "member_not_yours"
  | "case_moved"
  | "conversation_held"
  | "no_address"
  | "unknown_place"
  | "no_consent"
  | "bad_address"
  | "too_large"
  | "too_many_files"
  | "file_empty"
  | "file_kind"
  | "needs_server"
  | "two_teams"
  | "unclear_time"
  | "past_time"
  | "not_allowed"
  | "audio_device"
  | "internal";

/** What speaks for one who was suggested. */
export type Evidence = {
  /** The customer in one line. */
  card: CustomerCard;
  /** The numbers and addresses which all who were suggested have in use. */
  shared: Array<SharedPoint>;
  /** The open dialogues, those on what the visitor read first. */
  open: Array<OpenTopic>;
};

/** Why a message was not delivered. What a person can do differs from one to the other. */
export type FailureReason =
  | "address"
  | "refused"
  | "full"
  | "too_large"
  | "mailbox"
  | "unreachable"
  | "forbidden"
  | "files";

/** In which way something was said about us. */
export type FeedbackKind = "praise" | "complaint" | "idea";

/** A file as it was fetched from the server. */
export type FetchedFile = {
  /** Its name, as the sender gave it. */
  name: string;
  /** What is in it, in base64. */
  base64: string;
};

/** A field of which a merge keeps either value. */
export type FieldChoice = {
  /** Which. */
  field: string;
  /** What the one who stays has, for reading; empty for nothing. */
  ours: string;
  /** What the other has. */
  theirs: string;
  /** Whether the other's is proposed: ours is empty. */
  take_theirs: boolean;
};

/** Two values for one field. */
export type FieldConflict = {
  /** Of which record. */
  record: RecordRef;
  /** Which field. */
  field: string;
  /** The value that holds. */
  current: string;
  /** The other one. */
  other: string;
  /** When the other one was set. */
  other_at_ms: Timestamp;
};

/** Why a file can't be read. */
export type FileError =
  | {
      is: "too_large";
      /** The most. */
      max_bytes: number;
    }
  | {
      is: "malformed";
      /** Where (from 1). */
      line: number;
      /** What the reader expected, in English. */
      detail: string;
    }
  | {
      is: "format";
      /** Which. */
      format: number;
    }
  | {
      is: "too_many";
      /** The most. */
      max: number;
    }
  | {
      is: "key_twice";
      /** Where the second one begins (from 1). */
      line: number;
      /** The key. */
      key: string;
    };

/** A file for a message. */
export type FileForm = {
  /** In which conversation, or the one that it will be. */
  conversation: ConversationId;
  /** With whom. */
  customer: CustomerId;
  /** On which channel. */
  channel: Channel;
  /** Its name. */
  name: string;
  /** What is in it, in base64. */
  base64: string;
};

/** How far the first fill is. */
export type FillProgress = {
  /** Customers here. */
  done: number;
  /** Customers in all. */
  total: number;
};

/** A contact in triage for which a rule holds. */
export type FittingContact = {
  /** Which. */
  interaction: InteractionId;
  /** The customer's name. */
  customer_name: string;
  /** On which channel. */
  channel: Channel;
  /** When it was. */
  started_ms: Timestamp;
  /** What stands in the timeline. */
  summary: string;
  /** What would become of the customer's dialogue. */
  effect: Effect;
};

/** The funnel of every topic that is counted, by purpose and key. */
export type Funnel = {
  /** One for each topic, also where nothing was reached. */
  topics: Array<TopicFunnel>;
};

/** One number of the funnel: the dialogues that are counted in it. */
export type FunnelCell = {
  /** Which topic. */
  topic: TopicId;
  /** Which stage (from 1). */
  stage: number;
  /** How it was reached; `None`: in any way. */
  way: Way | null;
  /** When it was reached. */
  period: Period;
};

/** A customer whose dialogue is counted. */
export type FunnelCustomer = {
  /** Who. */
  customer: CustomerId;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number that is called first, as people read it. */
  number_text: string | null;
  /** On which topic. */
  topic: TopicId;
  /** Where the dialogue stands now (from 1). */
  stage: number;
  /** What became of it. */
  end: DialogueEnd;
  /** When it reached the stage. */
  at_ms: Timestamp;
  /** When its last contact was. */
  last_contact_ms: Timestamp;
};

/** The customers behind a number of the funnel. */
export type FunnelCustomers = {
  /** Those that came into it last, one for each dialogue. */
  rows: Array<FunnelCustomer>;
  /** How many there are. */
  total: number;
};

/** What to count. */
export type FunnelQuery = {
  /** Only this topic. */
  topic: TopicId | null;
  /** Only topics with this purpose. */
  purpose: Purpose | null;
  /** Only what was reached in this way. */
  way: Way | null;
  /** When the stage was reached. */
  period: Period;
  /** The earlier period beside which it stands: as many days before, up to the same time of day. */
  compared: Period;
};

/** The funnel as it was counted. */
export type FunnelView = {
  /** What was counted. */
  funnel: Funnel;
  /** As of when. */
  now_ms: Timestamp;
  /** How long counting took, in milliseconds: nobody asks again before as long a pause. */
  took_ms: number;
};

/** A question with its answer. */
export type Given = {
  /** The key of the step. */
  step: string;
  /** The question, as it was asked. */
  question: Localized;
  /** The answer. */
  answer: Answer;
  /** The answer in words. */
  words: Localized;
};

/** A conversation is handed to a colleague. */
export type HandOverForm = {
  /** Which. */
  conversation: ConversationId;
  /** To whom. */
  to: UserId;
  /** What they should know; may be empty. */
  words: string;
};

/** What would be different, counted customer by customer. */
export type Impact = {
  /** Open dialogues on the topic. */
  open: number;
  /** Of these, how many go from a stage to a stage. */
  landings: Array<Landing>;
  /** How many would be closed. */
  closed: number;
  /** How many that are closed by themselves would be open again, because they may rest for longer. */
  reopened: number;
  /** How many would newly count as stale. */
  stale: number;
  /** Customers whose needs would stand in another order. */
  reordered: number;
  /** There are more dialogues than were counted. */
  more: boolean;
};

/** A rule of a file, as a draft over the saved rule of the same key. */
export type ImportedRule = {
  /** Where it begins in the file (from 1). */
  line: number;
  /** The draft; without a topic where there is none of that key. */
  draft: RuleDraft;
  /** The key of its topic, as it stands in the file. */
  topic_key: string;
  /** What is to be said of it. */
  check: RuleCheck;
};

/** A script of a file, as a draft over the published script of the same key. */
export type ImportedScript = {
  /** Where it begins in the file (from 1). */
  line: number;
  /** The draft. */
  draft: ScriptDraft;
  /** What is to be said of it. */
  check: ScriptCheck;
  /** It stands there with comments or in a layout of its own, which it loses when it is written anew. */
  own_layout: boolean;
};

/** A topic of a file, as a draft over the published topic of the same key. */
export type ImportedTopic = {
  /** Where it begins in the file (from 1). */
  line: number;
  /** The draft. */
  draft: TopicDraft;
  /** What is to be said of it. */
  check: DraftCheck;
};

/** Which part of the inbox is wanted. */
export type InboxAsk = {
  /** Whose. */
  whose: InboxWhose;
  /** On which channel; `None` for all. */
  channel: Channel | null;
  /** Where they stand. */
  shelf: InboxShelf;
  /** From which place, from 0. */
  from: number;
  /** How many; no more than 500 are given. */
  count: number;
};

/** How many conversations wait. */
export type InboxCount = {
  /** This user's. */
  mine: number;
  /** Those that nobody has. */
  nobody: number;
  /** All, by channel; channels without any are left out. */
  channels: Array<ChannelCount>;
};

/** A conversation in a line. */
export type InboxLine = {
  /** Which. */
  id: ConversationId;
  /** With whom. */
  customer: CustomerId;
  /** Their name. */
  name: string;
  /** Their company. */
  company: string | null;
  /** Their value tier. */
  tier: Tier;
  /** On which channel. */
  channel: Channel;
  /** About what. */
  subject: string;
  /** Where it stands. */
  standing: ConversationStanding;
  /** Who has it; `None` for nobody. */
  holder: UserId | null;
  /** Their name, where it is known here. */
  holder_name: string | null;
  /** This user has it. */
  mine: boolean;
  /** As a person judged it. */
  priority: Priority;
  /** By when it is to be answered; `None` when nobody waits. */
  due_ms: Timestamp | null;
  /** What makes it come earlier. */
  earlier: Array<Earlier>;
  /** Since when the customer waits. */
  waits_ms: Timestamp | null;
  /** When it was written in last. */
  last_ms: Timestamp;
  /** How many messages it has. */
  messages: number;
  /** The latest words. */
  last: LastWords | null;
  /** Something of it is not on the server yet. */
  unsent: boolean;
  /** An answer is being typed. */
  draft: boolean;
};

/** Some of the inbox. */
export type InboxPart = {
  /** Those that were asked for, the most urgent first. */
  rows: Array<InboxLine>;
  /** How many there are in all. */
  total: number;
};

/** Where conversations stand. */
export type InboxShelf = "open" | "snoozed" | "done";

/** Whose conversations. */
export type InboxWhose = "all" | "mine" | "nobody";

/** Something that is done with a script. Each names the step that it means: one that comes late, or twice, changes nothing else. */
export type Input =
  | {
      is: "answer";
      /** The step. */
      step: string;
      /** The answer. */
      answer: Answer;
    }
  | {
      is: "next";
      /** The step. */
      step: string;
    }
  | {
      is: "back";
      /** The step from which. */
      step: string;
    }
  | {
      is: "go";
      /** The step. */
      step: string;
    }
  | {
      is: "undo";
      /** The step. */
      step: string;
      /** Taken back. */
      undone: boolean;
    };

/** Why an input changes nothing. */
export type InputFault =
  | { is: "other_step" }
  | {
      is: "answer";
      /** Why. */
      fault: AnswerFault;
    };

/** One contact on one channel at one time. Never changed once made; one on the web site grows while the visit lasts. */
export type Interaction = {
  /** Identity. */
  id: InteractionId;
  /** With whom. */
  customer: CustomerId;
  /** The customer's team at that time. */
  team: TeamId;
  /** The dialogue it belongs to; `None` while it waits in triage (H-1). */
  dialogue: DialogueId | null;
  /** On which channel. */
  channel: Channel;
  /** Who began it. */
  direction: Direction;
  /** When it began. */
  started_ms: Timestamp;
  /** How long it lasted, in milliseconds; 0 for written contacts. */
  duration_ms: number;
  /** The agent; `None` where no person of ours took part. */
  agent: UserId | null;
  /** The customer's number or address as the channel gave it. */
  address: string | null;
  /** The call it was, for phone contacts. */
  call: CallId | null;
  /** What the exchange said of the call's way, where it said something. Programs from before schema 5 ended neither read nor keep it. */
  route?: Route | null;
  /** How it ended. */
  outcome: Outcome | null;
  /** Subject, first line or page: what stands in the timeline. */
  summary: string;
  /** For what was read on the web site: what it grew to. The rest never changes but `duration_ms`. */
  web: Web | null;
};

/** One contact on one channel at one time. */
export type InteractionId = string;

/** How well a field is known. */
export type KnownField = {
  /** The field. */
  field: ConfirmedField;
  /** When the customer confirmed it last; `None` for never. */
  at_ms: Timestamp | null;
  /** The name of who heard it; `None` where that is not known. */
  by: string | null;
  /** On which channel. */
  channel: Channel | null;
  /** Confirmed so lately that it is not asked again. */
  fresh: boolean;
};

/** A public holiday. */
export type KoreanHoliday = {
  /** The day. */
  date: string;
  /** What it is for. */
  occasion: KoreanOccasion;
  /** It stands in for one that fell on another day off (대체공휴일). */
  substitute: boolean;
};

/** What a day off is for. */
export type KoreanOccasion =
  | "new_year"
  | "seollal"
  | "march1"
  | "buddhas_birthday"
  | "childrens_day"
  | "memorial_day"
  | "constitution_day"
  | "liberation_day"
  | "chuseok"
  | "foundation_day"
  | "hangeul_day"
  | "christmas";

/** Open dialogues that go from a stage to a stage. */
export type Landing = {
  /** The stage as published. */
  from: number;
  /** The draft's stage. */
  to: number;
  /** How many. */
  dialogues: number;
};

/** A language that a person speaks or reads. */
export type Language = "ko" | "en";

/** The last survey that was answered. */
export type LastSurvey = {
  /** 0 to 10. */
  score: number;
  /** The part of the scale. */
  band: ScoreBand;
  /** What was said beside it. */
  words: string;
  /** When. */
  at_ms: Timestamp;
};

/** A message in a line. */
export type LastWords = {
  /** From the customer, or from us. */
  direction: Direction;
  /** Who or what wrote it. */
  kind: MessageKind;
  /** Who of us. */
  author_name: string | null;
  /** The beginning of its words. */
  words: string;
};

/** How many were left out for a reason. */
export type LeftOut = {
  /** Why. */
  why: Obstacle;
  /** How many. */
  count: number;
};

/** A SIP account. */
export type LineAccount = {
  /** Address of the registrar or proxy, with port where it differs. */
  server: string;
  /** SIP domain. */
  domain: string;
  /** User. */
  user: string;
  /** User name for authentication, where it differs. */
  auth_user: string | null;
  /** How to reach the server. */
  transport: LineTransport;
  /** Media encryption. */
  srtp: LineSrtp;
  /** PEM of authorities to trust for TLS besides the system's. */
  extra_roots_pem: string | null;
};

/** Why a line is down. */
export type LineFault = "unreachable" | "credentials" | "certificate" | "refused";

/** The SIP account with its password; `None` as password keeps the saved one. */
export type LineForm = {
  /** The account. */
  account: LineAccount;
  /** Its password, kept in the operating system's key store or the encrypted local data. */
  password: string | null;
};

/** Media encryption. */
export type LineSrtp = "off" | "offer" | "require";

/** Whether calls can be made and received. */
export type LineState =
  | { state: "no_account" }
  | { state: "connecting" }
  | { state: "ready" }
  | {
      state: "down";
      /** Why. */
      reason: LineFault;
    };

/** How to reach the SIP server. */
export type LineTransport = "udp" | "tcp" | "tls";

/** The connection to the server. */
export type LinkState =
  | "online"
  | "connecting"
  | "offline"
  | "sign_in_needed"
  | "upgrade_needed"
  | "certificate_changed";

/** A change of a list. */
export type ListEdit = {
  /** Which. */
  id: ListId;
  /** Another name. */
  name: string | null;
  /** Close it, or open it again. */
  closed: boolean | null;
  /** Other rules for those with whom nobody spoke: who was called often enough can come back. */
  retries: Array<Retry> | null;
};

/** A list as somebody wants it. */
export type ListForm = {
  /** What it is called; may be empty for a look ahead. */
  name: string;
  /** Where its members come from. */
  origin: ListOrigin;
  /** What its calls are for. */
  purpose: Purpose;
  /** What its calls are about. */
  topic: TopicId | null;
  /** The script to follow. */
  script: ScriptId | null;
  /** What is offered. */
  offer: string;
  /** Whom we called within so many days is left alone. */
  rest_days: number;
  /** Who is called again with whom nobody spoke. */
  retries: Array<Retry>;
};

/** A list of customers to call. */
export type ListId = string;

/** A customer on a list. */
export type ListMemberId = string;

/** Where a list's members come from. */
export type ListOrigin =
  | {
      from: "segment";
      /** The saved one; `None` for one that was not saved. */
      segment: SegmentId | null;
      /** As it was asked. */
      query: SegmentQuery;
    }
  | {
      from: "cell";
      /** Which number. */
      cell: FunnelCell;
    };

/** A list before it is made. */
export type ListPreview = {
  /** Who would be called, in this order. */
  called: Array<ProposedMember>;
  /** Who would not: the first ones. */
  left: Array<ProposedMember>;
  /** How many would not, each once by the first reason. */
  left_out: Array<LeftOut>;
  /** How long looking took, in milliseconds. */
  took_ms: number;
};

/** A list and how far it is, among the customers of the own teams. */
export type ListView = {
  /** The list. */
  list: CallList;
  /** Who made it; `None` for somebody who is not known here. */
  by: string | null;
  /** To be called now. */
  open: number;
  /** Of those, this user's. */
  mine: number;
  /** Of those, other people's. */
  others: number;
  /** To be called again later: nobody spoke with them. */
  later: number;
  /** When the first of those is, in the server's time. */
  next_ms: Timestamp | null;
  /** Called for the last time, by outcome. */
  called: Array<OutcomeCount>;
  /** Taken off, by what stood in the way. */
  taken_off: Array<OffCount>;
};

/** What a telemarketer works on. */
export type ListWork = {
  /** The list, and how far it is. */
  view: ListView;
  /** This user's members, in their order. */
  mine: Array<MemberView>;
};

/** A text in the languages of the product. */
export type Localized = {
  /** Korean. */
  ko: string;
  /** English. */
  en: string;
};

/** Somebody who may be the same person. */
export type LookAlike = {
  /** Who. */
  card: CustomerCard;
  /** How probable it is, 0–1. */
  score: number;
  /** What speaks for it, and against. */
  reasons: Array<MatchReason>;
};

/** What a macro does, besides inserting words: all of it together with the answer, or by itself where nothing is written. */
export type MacroSteps = {
  /** What the conversation is about. */
  topic: TopicId | null;
  /** The stage of that topic that is reached (from 1). */
  stage: number | null;
  /** How soon it is to be answered. */
  priority: Priority | null;
  /** Where the conversation goes then. */
  next: MacroThen | null;
};

/** Where a conversation goes. */
export type MacroThen =
  | { is: "done" }
  | {
      is: "snoozed";
      /** After so many hours. */
      hours: number;
    }
  | { is: "given_back" }
  | {
      is: "handed_to";
      /** Who. */
      user: UserId;
    };

/** An address of ours on a written channel: an e-mail account, a number for text messages, a chat on a web site. How the server reaches it, with which password, is the server's own setting under the same key. */
export type Mailbox = {
  /** Identity. */
  id: MailboxId;
  /** The word by which files and the server's settings name it. */
  key: string;
  /** On which channel. */
  channel: Channel;
  /** The address or number that customers see. */
  address: string;
  /** The name beside it, in both languages. */
  name: Localized;
  /** The team that answers what comes in. */
  team: TeamId;
  /** What stands under our messages, in both languages. */
  signature: Localized;
  /** Within how many minutes of working time the customer is to have an answer. */
  answer_within_min: number;
  /** In whose hours is counted; `None` for around the clock. */
  calendar: CalendarId | null;
  /** The way by which customers refuse advertising from it without paying, such as a number that begins with 080; empty for none. */
  free_refusal: string;
  /** Not used any more. */
  retired: boolean;
};

/** Our mailboxes, for administrators. */
export type MailboxBook = {
  /** All, those in use first. */
  mailboxes: Array<MailboxLine>;
  /** The teams that can answer. */
  teams: Array<Team>;
  /** In whose hours answers can be due, those in use first. */
  calendars: Array<Calendar>;
};

/** A mailbox as it is edited. */
export type MailboxDraft = {
  /** Which; `None` for a new one. */
  id: MailboxId | null;
  /** The word by which the server's settings name it. */
  key: string;
  /** On which channel; that of a known one stays. */
  channel: Channel;
  /** The address or number that customers see. */
  address: string;
  /** The name beside it, in both languages. */
  name: Localized;
  /** The team that answers what comes in. */
  team: TeamId;
  /** What stands under our messages, in both languages. */
  signature: Localized;
  /** The free way by which customers refuse advertising; empty where nothing is advertised from it. */
  free_refusal: string;
  /** Within how many minutes of working time the customer is to have an answer. */
  answer_within_min: number;
  /** In whose hours is counted; `None` for around the clock. */
  calendar: CalendarId | null;
  /** Not used any more. */
  retired: boolean;
};

/** An address of ours on a written channel. */
export type MailboxId = string;

/** A mailbox of ours. */
export type MailboxLine = {
  /** As it is kept. */
  mailbox: Mailbox;
  /** No server sends for it now. */
  waits: boolean;
};

/** A rule that matched. */
export type Match = {
  /** The rule. */
  rule: RuleId;
  /** Its key. */
  key: string;
  /** The sign that it compared. */
  sign: Sign;
  /** What the contact showed there. */
  value: string;
  /** Its topic. */
  topic: TopicId;
  /** Its stage (from 1). */
  stage: number;
  /** What becomes of it. */
  standing: Standing;
};

/** How two customers stand to each other in it. */
export type MatchLikeness = "same" | "near" | "different";

/** In what two customers are alike, or not. */
export type MatchReason = {
  /** In what. */
  subject: MatchSubject;
  /** How. */
  likeness: MatchLikeness;
};

/** What was compared. */
export type MatchSubject = "name" | "mobile" | "line" | "email" | "address" | "company";

/** What matched a search. */
export type MatchedBy = "name" | "number" | "email" | "company" | "account" | "note" | "message";

/** The personal measures, each on or off. What an older desktop does not name is on. */
export type Measures = {
  /** The sentence of what the customer needs now. */
  needs: boolean;
  /** What could be sold: needs and scripts of topics that sell. */
  offers: boolean;
  /** Remembered preferences. */
  preferences: boolean;
  /** What was confirmed is not asked again; what is worth asking is offered (P-6). */
  confirmation: boolean;
  /** Scripts that are for certain tiers. */
  scripts: boolean;
  /** Surveys, referrals and feedback (P-9). */
  participation: boolean;
  /** Alerts when there was no contact for too long (P-4). */
  continuity: boolean;
};

/** Why somebody is on a list: a need as it was, in the words of facts. */
export type MemberReason = {
  /** The dialogue that shows it: its contacts are the evidence (H-10). */
  dialogue: DialogueId;
  /** About what. */
  topic: TopicId;
  /** The stage at which it stood (from 1). */
  stage: number;
  /** Since when it stood there. */
  since_ms: Timestamp;
  /** Contacts until then. */
  touches: number;
  /** When the last one was. */
  last_ms: Timestamp;
  /** On which channel that was. */
  channel: Channel | null;
};

/** What came of a member. */
export type MemberResult =
  | {
      is: "called";
      /** The contact that the call is. */
      contact: InteractionId;
      /** How it ended. */
      outcome: Outcome;
      /** Who called. */
      by: UserId;
      /** When that was written down. */
      at_ms: Timestamp;
      /** How often it was called until then, this call included. */
      calls: number;
    }
  | {
      is: "taken_off";
      /** What stood in the way; `None` when a person decided so. */
      obstacle: Obstacle | null;
      /** Why, in words; may be empty. */
      words: string;
      /** Who did. */
      by: UserId;
      /** When. */
      at_ms: Timestamp;
    };

/** A member of a list. */
export type MemberView = {
  /** Which. */
  id: ListMemberId;
  /** Whom to call. */
  customer: CustomerId;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number to call, as people read it. */
  number_text: string | null;
  /** When to call: 1 is first. */
  rank: number;
  /** The need as it was when the list was made. */
  reason: MemberReason | null;
  /** Who has it now. */
  taken_by: string | null;
  /** Whether that is this user. */
  mine: boolean;
  /** To be called now. */
  open: boolean;
  /** To be called again from this moment, in the server's time. */
  again_ms: Timestamp | null;
  /** What came of it last. */
  result: MemberResult | null;
  /** Who wrote that down. */
  result_by: string | null;
  /** What stands in the way of calling now; asked of this user's own members. */
  obstacles: Array<Obstacle>;
};

/** Some of the members of a list. */
export type Members = {
  /** In their order. */
  rows: Array<MemberView>;
  /** How many there are in all. */
  total: number;
};

/** Which members of a list are wanted. */
export type MembersPart = {
  /** Of which list. */
  list: ListId;
  /** So many of the first ones are left out. */
  from: number;
  /** At most so many; of more than 500 the first 500. */
  count: number;
};

/** Two customers to be merged. */
export type MergeForm = {
  /** Who. */
  pair: Pair;
  /** The fields that are taken from the other. */
  take: Array<string>;
};

/** Two customers made one. */
export type MergeId = string;

/** Why two customers can't be merged. */
export type MergeObstacle = "two_teams" | "one_already";

/** What merging two customers would do. Nothing comes of reading it. */
export type MergePreview = {
  /** Who stays. */
  customer: MergeSide;
  /** Who is found under that one. */
  other: MergeSide;
  /** The fields in which they differ. */
  fields: Array<FieldChoice>;
  /** What speaks for one person, and against. */
  reasons: Array<MatchReason>;
  /** Why they can't be merged now. */
  obstacle: MergeObstacle | null;
};

/** A merge of a customer. */
export type MergeRef = {
  /** Who stands for both. */
  customer: CustomerId;
  /** Which merge. */
  merge: MergeId;
};

/** One of two customers, with what comes along. */
export type MergeSide = {
  /** Who. */
  card: CustomerCard;
  /** Since when we know them. */
  created_ms: Timestamp;
  /** Numbers and addresses. */
  contact_points: Array<ContactPoint>;
  /** Contacts. */
  contacts: number;
  /** Dialogues that are open. */
  open_dialogues: number;
  /** Remarks that hold. */
  remarks: number;
  /** Callbacks that are open. */
  callbacks: number;
};

/** A merge, on the card of who stands for both. */
export type MergedView = {
  /** Which merge. */
  merge: MergeId;
  /** Who was found to be the same person. */
  absorbed: CustomerId;
  /** That one's name. */
  name: string;
  /** When. */
  at_ms: Timestamp;
  /** Who decided it. */
  by_name: string | null;
};

/** Who or what wrote a message. */
export type MessageKind = "person" | "auto_reply" | "bounce" | "bulk";

/** A message in a conversation. */
export type MessageView = {
  /** The contact that it is. */
  id: InteractionId;
  /** From the customer, or from us. */
  direction: Direction;
  /** Who or what wrote it. */
  kind: MessageKind;
  /** When. */
  at_ms: Timestamp;
  /** Who wrote it, as the channel or our own list of people names them. */
  from: string;
  /** The address beside that name. */
  from_address: string;
  /** To whom, in a line. */
  to: string;
  /** To whom besides, in a line; may be empty. */
  cc: string;
  /** Subject; empty where it is the conversation's. */
  subject: string;
  /** The words, as plain text. */
  text: string;
  /** They were longer, and were cut. */
  cut: boolean;
  /** The server keeps an HTML form. */
  has_html: boolean;
  /** What came with it. */
  attachments: Array<Attachment>;
  /** What became of it, where the server said so. */
  dispatch: DispatchStatus | null;
  /** It advertises and goes when the night is over where its receiver is. */
  waits_ms: Timestamp | null;
  /** It waits to be sent. */
  unsent: boolean;
  /** It was refused: a person has to decide. */
  refused: Refusal | null;
  /** So many of its files the server does not have yet; it goes out with the last of them. */
  files_waiting: number;
  /** What we noted about it among ourselves. */
  notes: Array<PrivateLine>;
};

/** A rule on the contact's channel that did not match. */
export type Miss = {
  /** The rule. */
  rule: RuleId;
  /** Its key. */
  key: string;
  /** What it would have compared. */
  sign: Sign;
  /** Its pattern. */
  pattern: string;
  /** The contact does not show the sign at all; otherwise what it shows does not fit. */
  absent: boolean;
};

/** A number that called and was not answered, and with which nobody at this desktop has spoken since. */
export type MissedCall = {
  /** The latest call. */
  call: CallId;
  /** The number as the call brought it, for dialing. */
  number: string;
  /** The number for reading. */
  number_text: string;
  /** Whose it is, where that was clear. */
  customer: CustomerId | null;
  /** The customer's name; the caller's own word where no customer is known. */
  name: string | null;
  /** When the latest began. */
  at_ms: Timestamp;
  /** How often it was tried. */
  times: number;
  /** Where the customer stands among those who wait, 1 (first) to 9; 5 is usual (P-8). */
  priority: number;
};

/** An amount of money. */
export type Money = {
  /** In the currency's smallest unit: won, cents. */
  amount_minor: number;
  /** ISO 4217, such as `KRW`. */
  currency: string;
};

/** A stage to move to. */
export type MoveStageForm = {
  /** Whose. */
  customer: CustomerId;
  /** Which dialogue. */
  dialogue: DialogueId;
  /** The stage (from 1). */
  stage: number;
  /** The call during which it happens: its contact is the move's cause (H-10). */
  call: CallId | null;
};

/** A stage move with its cause. */
export type MoveView = {
  /** Which. */
  id: StageMoveId;
  /** The stage it led to (from 1), as numbered now. */
  stage: number;
  /** When. */
  at_ms: Timestamp;
  /** The contact during which it happened, or that a rule matched. */
  interaction: InteractionId | null;
  /** Why. */
  by: MovedBy;
};

/** Who or what moved a dialogue. */
export type MovedBy =
  | {
      is: "person";
      /** Name; `None` for one whom this desktop does not know. */
      name: string | null;
    }
  | {
      is: "rule";
      /** Its key. */
      rule: string;
    };

/** Microphone off or on. */
export type MuteForm = {
  /** Which call. */
  call: CallId;
  /** Off. */
  muted: boolean;
};

/** What a customer wants now, with what shows it (H-5, H-10). */
export type Need = {
  /** The dialogue that was read. */
  dialogue: DialogueId;
  /** Its topic. */
  topic: TopicId;
  /** Its stage (from 1). */
  stage: number;
  /** How strong, for ranking only; decays with time. */
  strength: number;
  /** Since when it is at this stage. */
  since_ms: Timestamp;
  /** The channels that took part, in the order of [`Channel::ALL`]. */
  channels: Array<Channel>;
  /** The latest interactions that show it, newest first. */
  evidence: Array<InteractionId>;
};

/** A callback to promise. */
export type NewCallback = {
  /** Whom to call. */
  customer: CustomerId;
  /** About what. */
  dialogue: DialogueId | null;
  /** When. */
  due_ms: Timestamp;
  /** Who calls; `None` for anyone. */
  owner: UserId | null;
  /** What for. */
  note: string;
};

/** A case to be written down. */
export type NewCase = {
  /** Whose. */
  customer: CustomerId;
  /** What it is. */
  kind: CaseKind;
  /** In a line. */
  title: string;
  /** In full; may be empty. */
  words: string;
  /** The dialogue to which it belongs; it gives the topic, too. */
  dialogue: DialogueId | null;
  /** How soon it is to be settled. */
  priority: Priority;
  /** Who works on it; `None` for anyone of the team. */
  assignee: UserId | null;
  /** In what it comes up. */
  contact: CaseContact | null;
};

/** A new number or address. */
export type NewContactPoint = {
  /** Whose. */
  customer: CustomerId;
  /** What kind. */
  kind: ContactKind;
  /** As written. */
  value: string;
  /** What people call it. */
  label: string | null;
};

/** A new customer. */
export type NewCustomer = {
  /** Person or company. */
  kind: CustomerKind;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Language. */
  language: Language;
  /** Number. */
  phone: string | null;
  /** E-mail address. */
  email: string | null;
  /** The call to tie to the new customer. */
  call: CallId | null;
};

/** A note about an interaction. */
export type NoteId = string;

/** Why a customer is not called. In the order in which reasons are told; the first is the one that is counted. */
export type Obstacle = "complaint" | "refused" | "no_consent" | "no_number" | "on_list" | "called_lately" | "full";

/** How many were taken off for a reason. */
export type OffCount = {
  /** What stood in the way; `None` where a person decided. */
  obstacle: Obstacle | null;
  /** How many. */
  count: number;
};

/** A complaint that is not resolved. */
export type OpenComplaint = {
  /** The dialogue about it; `None` for a case that belongs to none. */
  dialogue: DialogueId | null;
  /** Its topic; `None` for a case that is about none. */
  topic: TopicId | null;
  /** The case about it (D-11), where it is written down as one. */
  case: CaseId | null;
  /** Since when it is open. */
  since_ms: Timestamp;
  /** How many of the customer's complaints are open. */
  count: number;
};

/** A dialogue to begin. */
export type OpenDialogueForm = {
  /** Whose. */
  customer: CustomerId;
  /** About what. */
  topic: TopicId;
};

/** An open dialogue. */
export type OpenTopic = {
  /** About what. */
  topic: TopicId;
  /** Where it is (from 1). */
  stage: number;
  /** The visitor read about it. */
  read: boolean;
};

/** How a contact ended, as the agent judged it in wrap-up. */
export type Outcome =
  | "resolved"
  | "follow_up"
  | "sold"
  | "declined"
  | "complaint"
  | "transferred"
  | "no_answer"
  | "voicemail"
  | "abandoned"
  | "wrong_number";

/** How many calls ended so. */
export type OutcomeCount = {
  /** How. */
  outcome: Outcome;
  /** How many. */
  count: number;
};

/** A page of that list. */
export type PageRef = {
  /** The site's id. */
  site: string;
  /** As it is listed. */
  pattern: string;
};

/** How often a page was read. */
export type PageTouches = {
  /** Its path, with the action after a `#` where it was one. */
  page: string;
  /** How often. */
  touches: number;
};

/** Two customers. The first is the one on screen, and who stands for both when they are merged. */
export type Pair = {
  /** Who stays. */
  customer: CustomerId;
  /** Who is found under that one. */
  other: CustomerId;
};

/** A moment as it was understood. */
export type ParsedWhen = {
  /** The moment. */
  at_ms: Timestamp;
  /** The IANA time zone it was read in. */
  time_zone: string;
};

/** In what a customer took part. */
export type Part =
  | {
      is: "survey";
      /** 0 to [`BEST_SCORE`]. */
      score: number;
      /** What was said beside it. */
      words: string;
    }
  | {
      is: "referral";
      /** Who; empty where that was not said, or may not be kept. */
      name: string;
      /** Their number. */
      number: string | null;
      /** They agreed that we keep name and number. Without it neither is kept. */
      consent: boolean;
    }
  | {
      is: "feedback";
      /** In which way. */
      kind: FeedbackKind;
      /** What. */
      words: string;
    };

/** In what a customer took part, as a condition asks. */
export type PartKind = "survey" | "referral" | "praise" | "complaint" | "idea";

/** A customer took part. Append-only. */
export type Participation = {
  /** Identity. */
  id: ParticipationId;
  /** Who. */
  customer: CustomerId;
  /** In which contact; that of a call is known from its first ring on. */
  interaction: InteractionId;
  /** The dialogue to which a rule led it; `None` where it belongs to the contact's own. */
  dialogue: DialogueId | null;
  /** The key of that rule (H-10). */
  rule: string | null;
  /** Who wrote it down; `None` where no person of ours took part. */
  by: UserId | null;
  /** When. */
  at_ms: Timestamp;
  /** What. */
  part: Part;
};

/** In what a customer took part, for the card. */
export type ParticipationCare = {
  /** The last survey. */
  survey: LastSurvey | null;
  /** How many people were sent to us. */
  referrals: number;
  /** The last feedback. */
  feedback: Participation | null;
};

/** Something in which a customer took part now. */
export type ParticipationForm = {
  /** Who. */
  customer: CustomerId;
  /** In which call; `None` outside of one. */
  call: CallId | null;
  /** On which channel, outside of a call: it becomes a contact. */
  channel: Channel;
  /** To which dialogue that contact belongs where no rule leads it; `None` for triage. */
  dialogue: DialogueId | null;
  /** What. */
  part: Part;
};

/** An answered survey, a referral, feedback. */
export type ParticipationId = string;

/** What a sign is compared with, whatever the case and the space around it. */
export type Pattern = {
  /** How it is read. */
  kind: PatternKind;
  /** The pattern. */
  text: string;
};

/** How a pattern is read. */
export type PatternKind = "wildcard" | "prefix" | "exact";

/** From when to when. */
export type Period = {
  /** The first moment in it. */
  from_ms: Timestamp;
  /** The first moment after it. */
  to_ms: Timestamp;
};

/** A field of a draft. Stages are numbered from 1. */
export type Place =
  | { is: "topic" }
  | { is: "key" }
  | {
      is: "name";
      /** In which language. */
      language: Language;
    }
  | { is: "stages" }
  | {
      is: "stage";
      /** Which. */
      stage: number;
    }
  | {
      is: "stage_name";
      /** Of which stage. */
      stage: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "meaning";
      /** Of which stage. */
      stage: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "entry";
      /** Of which stage. */
      stage: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "ageing";
      /** At which stage; `None` for the whole topic. */
      stage: number | null;
    }
  | { is: "moves" }
  | {
      is: "carry";
      /** The stage as published. */
      from: number;
    };

/** Who a visitor could be. */
export type PossibleCustomer = {
  /** Who. */
  id: CustomerId;
  /** Who it is and what speaks for it; `None` for a customer of a team whose data is not on this desktop. */
  known: Evidence | null;
};

/** Whom a customer wants to talk with. */
export type PreferredAgent =
  | { is: "anyone" }
  | {
      is: "agent";
      /** Who. */
      agent: UserId;
    };

/** An answer before it is sent. */
export type PreviewAsk = {
  /** To whom. */
  customer: CustomerId;
  /** About what. */
  about: string;
  /** The words as they were typed. */
  text: string;
  /** From which of our mailboxes. */
  mailbox: MailboxId | null;
  /** To which address. */
  address: string;
  /** With the signature under it. */
  signature: boolean;
  /** It is advertising. */
  advertises: boolean;
};

/** How soon it is to be answered, as a person judged it. */
export type Priority = "urgent" | "high" | "normal";

/** How soon a conversation is to be answered. */
export type PriorityForm = {
  /** Which. */
  conversation: ConversationId;
  /** How soon. */
  priority: Priority;
};

/** A private note in a line. */
export type PrivateLine = {
  /** Which. */
  id: NoteId;
  /** Who wrote it, where that is known here. */
  by: string | null;
  /** When. */
  at_ms: Timestamp;
  /** The words. */
  text: string;
};

/** Something that the customer does not see. */
export type PrivateNote = {
  /** In which conversation. */
  conversation: ConversationId;
  /** The words. */
  text: string;
};

/** A field of the customer that a script can set. */
export type ProfileField = "address" | "company" | "name_latin";

/** How far a script was followed. */
export type Progress = {
  /** What was answered, by step, also along ways that are not taken any more. */
  answers: { [key in string]: Answer };
  /** Steps that are behind one: said, answered or done. */
  done: Array<string>;
  /** The step to which one went back; `None`: the furthest. */
  at: string | null;
  /** Steps whose act was taken back. */
  undone: Array<string>;
};

/** On which day a callback is promised. */
export type Promise =
  | {
      is: "in_days";
      /** How many, from 1. */
      days: number;
    }
  | {
      is: "on_date";
      /** The question whose answer it is. */
      answer: string;
    };

/** Somebody who could be on a list. */
export type ProposedMember = {
  /** Who. */
  customer: CustomerId;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number to call, as people read it. */
  number_text: string | null;
  /** The need for which the customer is called. */
  reason: MemberReason | null;
  /** What keeps the customer from being called. */
  obstacles: Array<Obstacle>;
};

/** Whose public holidays are days off. */
export type PublicHolidays = "none" | "korea";

/** What a topic is for. */
export type Purpose = "sales" | "service" | "retention";

/** A conversation is put away. */
export type PutAwayForm = {
  /** Which. */
  conversation: ConversationId;
  /** Until when; `None` when nothing is left to do. */
  until_ms: Timestamp | null;
};

/** What can be answered. */
export type Question =
  | {
      is: "one";
      /** Which there are. */
      choices: Array<Choice>;
    }
  | {
      is: "several";
      /** Which there are. */
      choices: Array<Choice>;
      /** At least so many. */
      min: number;
    }
  | { is: "yes_no" }
  | {
      is: "number";
      /** The least. */
      min: number | null;
      /** The most. */
      max: number | null;
      /** In what, such as GB. */
      unit: Localized;
    }
  | {
      is: "date";
      /** At the earliest so many days from today; before 0: in the past. */
      earliest_days: number | null;
      /** At the latest so many days from today. */
      latest_days: number | null;
    }
  | {
      is: "text";
      /** At most so many characters. */
      max_chars: number;
    };

/** The kinds of edited records. */
export type RecordKind =
  | "customer"
  | "contact_point"
  | "remark"
  | "callback"
  | "topic"
  | "user"
  | "team"
  | "rule"
  | "segment"
  | "script"
  | "treatment"
  | "call_list"
  | "list_member"
  | "conversation"
  | "mailbox"
  | "canned_reply"
  | "article"
  | "case"
  | "calendar"
  | "sla_policy";

/** Which edited record. */
export type RecordRef = {
  /** Its kind. */
  kind: RecordKind;
  /** Its id. */
  id: string;
};

/** Why the server did not take an op. The op stays in the outbox, wedged. */
export type Refusal =
  | "not_allowed"
  | "unknown_record"
  | "erased"
  | "invalid"
  | "version"
  | "held"
  | "answered"
  | "internal";

/** A step along a draft that is tried out. */
export type Rehearsal = {
  /** The draft. */
  draft: ScriptDraft;
  /** How far it was followed. */
  progress: Progress;
  /** What is done; `None`: only look. */
  input: Input | null;
};

/** A draft as it would be on an agent's screen. */
export type Rehearsed = {
  /** The script. */
  view: ScriptView;
  /** Why the step did not count. */
  fault: InputFault | null;
};

/** What one agent learned and all should know (P-2). Edited field by field. */
export type Remark = {
  /** Identity. */
  id: RemarkId;
  /** About whom. */
  customer: CustomerId;
  /** What it is. */
  kind: RemarkKind;
  /** The words. */
  text: string;
  /** 1 (first) to 9 (last). */
  priority: number;
  /** When a promise falls due. */
  due_ms: Timestamp | null;
  /** When it stops being shown. */
  expires_ms: Timestamp | null;
  /** Kept or no longer true. */
  done: boolean;
  /** Who wrote it. */
  author: UserId;
  /** When it was written. */
  created_ms: Timestamp;
};

/** A remark to add or change. */
export type RemarkForm = {
  /** Whose. */
  customer: CustomerId;
  /** Which; `None` for a new one. */
  id: RemarkId | null;
  /** What it is. */
  kind: RemarkKind;
  /** The words. */
  text: string;
  /** 1 (first) to 9 (last). */
  priority: number;
  /** When a promise falls due. */
  due_ms: Timestamp | null;
  /** When it stops being shown. */
  expires_ms: Timestamp | null;
  /** Kept or no longer true. */
  done: boolean;
};

/** What one agent learned and all should know about a customer. */
export type RemarkId = string;

/** What a remark is. */
export type RemarkKind = "preference" | "promise" | "warning" | "handling";

/** An answer as it is typed. */
export type ReplyDraft = {
  /** In which conversation. */
  conversation: ConversationId;
  /** All of it, at most 64 KiB; empty for none. */
  text: string;
};

/** An answer, with what the conversation came to. */
export type ReplyForm = {
  /** In which conversation. */
  conversation: ConversationId;
  /** The words. */
  text: string;
  /** With the signature under it. */
  signature: boolean;
  /** With the latest message quoted under it. */
  quote: boolean;
  /** The canned reply from which it was made. */
  canned: CannedReplyId | null;
  /** What the conversation is about; `None` leaves its contacts where they are. */
  dialogue: DialogueChoice | null;
  /** The stage reached (from 1); `None` for no move. */
  stage: number | null;
  /** How it ended; `None` while it goes on. */
  outcome: Outcome | null;
  /** It is advertising, too. */
  advertises: boolean;
  /** Nothing is left to do once it is sent. */
  done: boolean;
  /** How soon the conversation is to be answered from now on. */
  priority: Priority | null;
  /** Where it goes then; `done` comes first. */
  next: MacroThen | null;
};

/** What follows on a call that ended so. */
export type Retry = {
  /** How the call ended: one of [`UNREACHED`]. */
  outcome: Outcome;
  /** Calls to a member at most, the first one included; 1 for none after it. */
  calls: number;
  /** Minutes until the next one. */
  pause_min: number;
  /** The next one goes to the customer's next number, where there is another one. */
  other_number: boolean;
};

/** How an earlier list of stages goes over into the one that follows it. */
export type Revision = {
  /** For each earlier stage in order, the stage (from 1) of the list that follows. */
  to: Array<number>;
  /** Which of the earlier stages (from 1) closed a dialogue. */
  closing: Array<number>;
  /** When the list that follows was published. */
  published_ms: Timestamp;
};

/** What a user may do. */
export type Role = "agent" | "supervisor" | "administrator";

/** What the exchange said of the way of a call: what channel rules go by. It stays with the call's contact, so that every desktop can judge it later. Hostile input, as [`CallerInfo`]. */
export type Route = {
  /** As [`CallerInfo::queue`]. */
  queue: string | null;
  /** As [`CallerInfo::campaign`]. */
  campaign: string | null;
  /** As [`CallerInfo::diverted_from`]. */
  called: string | null;
};

/** Contacts on a channel that show a sign belong to a topic, at a stage or beyond. Edited by administrators. */
export type Rule = {
  /** Identity. */
  id: RuleId;
  /** A short key for files and for the causes of moves, such as `billing_queue`. */
  key: string;
  /** On which channel. */
  channel: Channel;
  /** What is compared. */
  sign: Sign;
  /** With what. */
  pattern: Pattern;
  /** What such contacts are about. */
  topic: TopicId;
  /** The stage that they show (from 1). A rule only moves a dialogue forward. */
  stage: number;
  /** 1 to 9: smaller ones are asked first. */
  priority: number;
  /** Whether it acts. */
  enabled: boolean;
};

/** What is to be said of a draft. */
export type RuleCheck = {
  /** What keeps it from being saved. */
  faults: Array<RuleFault>;
  /** What should be known before it is saved. */
  warnings: Array<RuleFault>;
  /** It is other than what is saved. */
  changed: boolean;
};

/** A rule while it is edited. */
export type RuleDraft = {
  /** Which; `None` for a new one. */
  id: RuleId | null;
  /** As [`Rule::key`]. */
  key: string;
  /** As [`Rule::channel`]. */
  channel: Channel;
  /** As [`Rule::sign`]. */
  sign: Sign;
  /** As [`Rule::pattern`]. */
  pattern: Pattern;
  /** As [`Rule::topic`]; `None` while none is chosen. */
  topic: TopicId | null;
  /** As [`Rule::stage`]. */
  stage: number;
  /** As [`Rule::priority`]. */
  priority: number;
  /** As [`Rule::enabled`]. */
  enabled: boolean;
};

/** What is wrong with a rule. */
export type RuleFault =
  | "key_missing"
  | "key_taken"
  | "sign_elsewhere"
  | "key_unfit"
  | "pattern_missing"
  | "pattern_unfit"
  | "matches_everything"
  | "topic_unknown"
  | "stage_unknown"
  | "never_asked"
  | "priority_unknown";

/** Contacts in triage for which a rule holds. */
export type RuleFits = {
  /** The ones that have waited longest. */
  contacts: Array<FittingContact>;
  /** How many there are. */
  total: number;
};

/** A channel rule. */
export type RuleId = string;

/** What a file was found to hold. */
export type RuleImport =
  | {
      is: "rules";
      /** In the order of the file. */
      rules: Array<ImportedRule>;
    }
  | {
      is: "unreadable";
      /** Why, and in which line. */
      error: FileError;
    };

/** The rules as they are asked. */
export type RuleList = {
  /** Channel by channel, the one that is asked first first. */
  rules: Array<RuleRow>;
  /** The names of those who may edit them. */
  administrators: Array<string>;
};

/** A rule that would have put a contact where a person put it. */
export type RuleProposal = {
  /** The rule, to be edited and saved. */
  draft: RuleDraft;
  /** All that the contact shows. */
  signs: Array<[Sign, string]>;
};

/** One rule. */
export type RuleRow = {
  /** As it stands. */
  rule: Rule;
  /** What is wrong with it, also what only became wrong when its topic changed. */
  faults: Array<RuleFault>;
};

/** Which contact a rule is to be made from. */
export type RuleSource = {
  /** Whose contact. */
  customer: CustomerId;
  /** Which contact. */
  interaction: InteractionId;
};

/** A contact to try the rules on. Nothing comes of it. */
export type RuleTrial = {
  /** On which channel. */
  channel: Channel;
  /** What it shows. */
  signs: Array<[Sign, string]>;
  /** Whose dialogues are looked at. */
  customer: CustomerId | null;
  /** A rule that is not saved yet, in the place of the saved one. */
  draft: RuleDraft | null;
};

/** What the rules would do with a contact, and why. */
export type RuleVerdict = {
  /** The rules that match, in the order in which they are asked. None that holds: the contact goes to triage. */
  matches: Array<Match>;
  /** The other rules on the channel. */
  misses: Array<Miss>;
  /** What would become of the customer's dialogue; `None` without a customer, or where no rule holds. */
  effect: Effect | null;
  /** Something was longer than what is compared. */
  cut: boolean;
};

/** The three parts of the scale, as in Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003): detractors, passives, promoters. */
export type ScoreBand = "low" | "middle" | "high";

/** What an agent says and asks about a topic. Edited by administrators; a contact keeps the version with which it began. */
export type Script = {
  /** Identity. */
  id: ScriptId;
  /** A short key for files, such as `plan_finder`. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** About what. */
  topic: TopicId;
  /** The version of the topic's stages by which stages are numbered here. */
  topic_version: number;
  /** At which stages (from 1) it is offered; empty for all. */
  stages: Array<number>;
  /** To which tiers; empty for all. */
  tiers: Array<Tier>;
  /** To customers of which language; empty for all. */
  languages: Array<Language>;
  /** Counted from 1; grows with each publication. */
  version: number;
  /** No longer offered. */
  retired: boolean;
  /** The steps. The first is where it begins; a step goes on to the one after it unless it says otherwise. */
  steps: Array<Step>;
};

/** What is to be said of a draft. */
export type ScriptCheck = {
  /** What keeps it from being published, in the order of the form. */
  problems: Array<ScriptProblem>;
  /** It is other than what is published. */
  changed: boolean;
};

/** Which script to turn to. */
export type ScriptChoice = {
  /** In which call. */
  call: CallId;
  /** Which. */
  script: ScriptId;
};

/** A script as an administrator edits it. */
export type ScriptDraft = {
  /** The script that is edited; `None` for a new one. */
  id: ScriptId | null;
  /** The published version when the draft was begun; 0 for a new one. */
  base: number;
  /** The key. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** About what; `None` until it is said. */
  topic: TopicId | null;
  /** At which stages (from 1) of the topic as it is now; empty for all. */
  stages: Array<number>;
  /** To which tiers; empty for all. */
  tiers: Array<Tier>;
  /** To customers of which language; empty for all. */
  languages: Array<Language>;
  /** No longer offered. */
  retired: boolean;
  /** The steps in order. */
  steps: Array<Step>;
};

/** What is wrong there. */
export type ScriptFault =
  | { is: "empty" }
  | {
      is: "too_long";
      /** The most, in UTF-8 bytes. */
      max_bytes: number;
    }
  | { is: "unstorable" }
  | { is: "not_a_key" }
  | { is: "key_taken" }
  | {
      is: "step_key_taken";
      /** Which. */
      step: number;
    }
  | {
      is: "choice_key_taken";
      /** Which. */
      choice: number;
    }
  | { is: "no_topic" }
  | {
      is: "no_stage";
      /** Which. */
      stage: number;
    }
  | {
      is: "barred_stage";
      /** Which. */
      stage: number;
    }
  | { is: "no_step" }
  | {
      is: "too_many";
      /** The most. */
      max: number;
    }
  | {
      is: "slot";
      /** How. */
      slot: SlotFault;
    }
  | { is: "too_few_choices" }
  | { is: "range" }
  | {
      is: "no_question";
      /** The key. */
      key: string;
    }
  | {
      is: "other_answers";
      /** The key. */
      key: string;
    }
  | {
      is: "no_target";
      /** The key. */
      key: string;
    }
  | { is: "falls_off" }
  | { is: "unreachable" }
  | { is: "never_ends" }
  | { is: "published_meanwhile" };

/** A script. */
export type ScriptId = string;

/** What a file was found to hold. */
export type ScriptImport =
  | {
      is: "scripts";
      /** In the order of the file. */
      scripts: Array<ImportedScript>;
    }
  | {
      is: "unreadable";
      /** Why, and in which line. */
      error: FileError;
    };

/** A script that can be followed. */
export type ScriptOffer = {
  /** Which. */
  script: ScriptId;
  /** What it is called. */
  name: Localized;
  /** About what. */
  topic: TopicId;
  /** Why it fits: what it names beside its topic; `None`: it doesn't. */
  because: Because | null;
  /** Something was answered along it in this call. */
  begun: boolean;
};

/** What to say and ask in a call. */
export type ScriptPane = {
  /** In which call. */
  call: CallId;
  /** The customer's language, in which is spoken. */
  language: Language;
  /** The script that is followed, or the one that fits best; `None` where there is none. */
  shown: ScriptView | null;
  /** The scripts there are: those that fit first, the most exact first. */
  offers: Array<ScriptOffer>;
  /** Why the last step did not count. */
  fault: InputFault | null;
};

/** A field of a draft. Steps, choices and branches are numbered from 1. */
export type ScriptPlace =
  | { is: "script" }
  | { is: "key" }
  | {
      is: "name";
      /** In which language. */
      language: Language;
    }
  | { is: "topic" }
  | { is: "stages" }
  | { is: "steps" }
  | {
      is: "step";
      /** Which. */
      step: number;
    }
  | {
      is: "step_key";
      /** Of which step. */
      step: number;
    }
  | {
      is: "say";
      /** At which step. */
      step: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "question";
      /** At which step. */
      step: number;
    }
  | {
      is: "choice";
      /** At which step. */
      step: number;
      /** Which. */
      choice: number;
      /** Its name in a language; `None`: its key. */
      language: Language | null;
    }
  | {
      is: "act";
      /** At which step. */
      step: number;
    }
  | {
      is: "act_words";
      /** At which step. */
      step: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "end_title";
      /** At which step. */
      step: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "end_text";
      /** At which step. */
      step: number;
      /** In which language. */
      language: Language;
    }
  | {
      is: "branch";
      /** Of which step. */
      step: number;
      /** Which. */
      branch: number;
    }
  | {
      is: "next";
      /** Of which step. */
      step: number;
    };

/** Something that keeps a draft from being published. */
export type ScriptProblem = {
  /** At which field. */
  at: ScriptPlace;
  /** What. */
  fault: ScriptFault;
};

/** A step along a script. */
export type ScriptStep = {
  /** In which call. */
  call: CallId;
  /** Along which script. */
  script: ScriptId;
  /** Which version of it is on screen. */
  version: number;
  /** What is done. */
  input: Input;
};

/** What was asked, answered and made along a script in one contact. Append-only. */
export type ScriptTalk = {
  /** Identity. */
  id: ScriptTalkId;
  /** With whom. */
  customer: CustomerId;
  /** In which contact. */
  interaction: InteractionId;
  /** In which dialogue; `None` where that is not decided. */
  dialogue: DialogueId | null;
  /** Who asked. */
  agent: UserId;
  /** When it was saved. */
  at_ms: Timestamp;
  /** By which script. */
  script: ScriptId;
  /** By which version of it. */
  version: number;
  /** What it was called. */
  name: Localized;
  /** The questions on the way with their answers, in their order. */
  answers: Array<Given>;
  /** In what it ended; `None`: it was left before its end. */
  summary: Summary | null;
};

/** What was said and answered along a script in one contact. */
export type ScriptTalkId = string;

/** A script as far as it was followed. */
export type ScriptView = {
  /** Which. */
  script: ScriptId;
  /** Which version. */
  version: number;
  /** What it is called. */
  name: Localized;
  /** About what. */
  topic: TopicId;
  /** The steps on the way so far. */
  way: Array<WayStep>;
  /** Where on the way one stands. */
  at: number;
  /** The step at which one stands; `None` for a script without steps. */
  step: ShownStep | null;
  /** What will be done with the wrap-up, and what can't be. */
  deeds: Array<ShownDeed>;
  /** What it came to, at its end. */
  summary: Summary | null;
  /** How far it was followed. */
  progress: Progress;
};

/** One customer found. */
export type SearchHit = {
  /** Who. */
  card: CustomerCard;
  /** What matched. */
  matched: MatchedBy;
  /** The text that matched, cut to 120 characters. */
  excerpt: string;
};

/** What is looked for. */
export type SearchQuery = {
  /** As typed. */
  text: string;
  /** At most this many, 1–50. */
  limit: number;
};

/** What was found. */
export type SearchResults = {
  /** The query this answers: an older answer must not replace a newer one. */
  text: string;
  /** Best first. */
  hits: Array<SearchHit>;
  /** There are more than the limit. */
  more: boolean;
};

/** A segment with its name. Edited by supervisors and administrators. */
export type Segment = {
  /** Identity. */
  id: SegmentId;
  /** What it is called. */
  name: string;
  /** Who is in it. */
  query: SegmentQuery;
  /** No longer offered. */
  retired: boolean;
  /** Who made it. */
  created_by: UserId;
  /** When. */
  created_ms: Timestamp;
};

/** A segment to choose. */
export type SegmentChoice = {
  /** Which. */
  id: SegmentId;
  /** What it is called. */
  name: string;
};

/** Something that must hold of a customer, or must not. */
export type SegmentCondition = {
  /** It must not hold. */
  not: boolean;
  /** What. */
  test: SegmentTest;
};

/** A segment as somebody wants it. */
export type SegmentForm = {
  /** Which one to edit; `None`: a new one. */
  id: SegmentId | null;
  /** What it is called. */
  name: string;
  /** Who is in it. */
  query: SegmentQuery;
  /** No longer offered. */
  retired: boolean;
};

/** A segment of customers. */
export type SegmentId = string;

/** How conditions come together. */
export type SegmentMatches = "all" | "any";

/** A customer in a segment. */
export type SegmentMember = {
  /** Who. */
  customer: CustomerId;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number that is called first, as people read it. */
  number_text: string | null;
  /** When the last contact was. */
  last_contact_ms: Timestamp | null;
};

/** What the segments' window begins with. */
export type SegmentOverview = {
  /** By name, retired ones last. */
  segments: Array<Segment>;
  /** The teams that a condition can name. */
  teams: Array<Team>;
};

/** What must hold of a customer. */
export type SegmentQuery = {
  /** Whether all conditions must hold, or one. */
  matches: SegmentMatches;
  /** The conditions. */
  conditions: Array<SegmentCondition>;
};

/** What can be asked of a customer. */
export type SegmentTest =
  | {
      on: "tier";
      /** Which. */
      tiers: Array<Tier>;
    }
  | {
      on: "language";
      /** Which. */
      language: Language;
    }
  | {
      on: "team";
      /** Which. */
      teams: Array<TeamId>;
    }
  | {
      on: "region";
      /** Words such as a city's name. */
      words: string;
    }
  | {
      on: "dialogue";
      /** On this topic. */
      topic: TopicId | null;
      /** On a topic with this purpose. */
      purpose: Purpose | null;
      /** It stands at this stage or a later one (from 1). */
      from_stage: number | null;
      /** It stands at this stage or an earlier one. */
      to_stage: number | null;
      /** What became of it. */
      state: DialogueState;
      /** Nothing happened in it for this many days. */
      idle_days: number | null;
      /** It has at least so many contacts. */
      touches: number | null;
    }
  | {
      on: "reached";
      /** On this topic. */
      topic: TopicId;
      /** This stage (from 1). */
      stage: number;
      /** In this way; `None`: in any. */
      way: Way | null;
      /** Within so many days. */
      days: number;
    }
  | {
      on: "contacts";
      /** On this channel; `None`: on any. */
      channel: Channel | null;
      /** Within so many days. */
      days: number;
      /** At least so many. */
      times: number;
    }
  | {
      on: "consent";
      /** For what. */
      purpose: ConsentPurpose;
      /** On this channel; `None`: on all channels at once. */
      channel: Channel | null;
    }
  | {
      on: "remark";
      /** Of this kind. */
      kind: RemarkKind;
      /** With these words, whatever the case; empty: with any. */
      words: string;
    }
  | {
      on: "survey";
      /** From this score on, 0 to 10. */
      from: number;
      /** To this score, 0 to 10. */
      to: number;
      /** Within so many days. */
      days: number;
    }
  | {
      on: "participation";
      /** In this. */
      part: PartKind;
      /** Within so many days. */
      days: number;
    };

/** Who is in a segment now. */
export type SegmentView = {
  /** Those with the latest contact. */
  rows: Array<SegmentMember>;
  /** How many there are. */
  total: number;
  /** How long finding them took, in milliseconds: nobody asks again before as long a pause. */
  took_ms: number;
};

/** A step. */
export type ServiceStep = "understand" | "customise" | "interact" | "retain";

/** Where a desktop stands with its user. */
export type Session =
  | {
      state: "signed_out";
      /** Nobody ever signed in here: the first-run screens follow. */
      first_run: boolean;
      /** The server used last. */
      server_url: string | null;
      /** The login used last. */
      login: string | null;
      /** Set when the local data was damaged and set aside. */
      recovered: boolean;
      /** The key store of the operating system can't be used: sign-in asks for a passphrase. */
      passphrase: boolean;
    }
  | {
      state: "signed_in";
      /** Who. */
      user: User;
      /** The server. */
      server_url: string;
      /** The devices check was done. */
      ready: boolean;
    };

/** Everything that can be set. */
export type Settings = {
  /** Language of the screens. */
  language: Language;
  /** Light, dark or high contrast. */
  theme: Theme;
  /** IANA time zone for times on screen and for "tomorrow 3pm". */
  time_zone: string;
  /** Region for numbers without a country code, such as `KR`. */
  region: string;
  /** Shortcuts that differ from the defaults: action → keys, such as `answer` → `F2`. */
  shortcuts: { [key in string]: string };
  /** Audio devices; `None` for the system's default. */
  audio: AudioChoice;
  /** The SIP account without its password. */
  line: LineAccount | null;
  /** A chat that nobody has taken makes a quiet sound. */
  chat_sound: boolean;
  /** Age at which work turns amber, in seconds. */
  amber_after_s: number;
  /** Age at which work turns red, in seconds. */
  red_after_s: number;
  /** How long a wrap-up may take, in seconds. */
  wrap_up_limit_s: number;
  /** When the devices check was done. */
  devices_checked_ms: Timestamp | null;
};

/** A number or address which all who were suggested have in use. */
export type SharedPoint = {
  /** As it is written for this customer. */
  value: string;
  /** It is the first of its kind. */
  primary: boolean;
  /** When somebody last confirmed it (P-6). */
  verified_ms: Timestamp | null;
};

/** What a script does, with whether it can be done. */
export type ShownDeed = {
  /** What. */
  deed: Deed;
  /** The stage from which the topic bars this move; `None`: nothing bars it. */
  barred_from: number | null;
};

/** The step at which one stands. */
export type ShownStep = {
  /** Its key. */
  key: string;
  /** What is said there. */
  say: Localized;
  /** What is to be done there. */
  kind: StepKind;
  /** What was answered before. */
  answer: Answer | null;
  /** The stage from which the topic bars the move that is done there; `None`: nothing bars it. */
  barred_from: number | null;
};

/** What of a contact a rule compares. */
export type Sign = "queue" | "campaign" | "called" | "outcome" | "subject" | "text" | "page" | "participation";

/** What sign-in needs. */
export type SignInForm = {
  /** Address of the server, such as `https://daehwa.example.com`. */
  server_url: string;
  /** Sign-in name. */
  login: string;
  /** Password. */
  password: string;
  /** Opens the local data where the operating system has no key store. */
  passphrase: string | null;
};

/** A valued customer without contact. */
export type Silence = {
  /** The last contact; for a customer without any, since when we know them. */
  since_ms: Timestamp;
  /** After how many days such a customer should hear from us. */
  days: number;
};

/** Customers of value who had no contact for longer than their tier asks (P-4). */
export type Silent = {
  /** Best tier first, then the longest silence; at most 10,000. */
  customers: Array<SilentCustomer>;
  /** How many there are in all. */
  total: number;
};

/** One of them. */
export type SilentCustomer = {
  /** Who. */
  id: CustomerId;
  /** Name. */
  name: string;
  /** Company. */
  company: string | null;
  /** Value tier. */
  tier: Tier;
  /** The number that is called first. */
  number: string | null;
  /** Since when. */
  since_ms: Timestamp;
};

/** Conditions, all of which must hold; an empty list asks for nothing. */
export type SlaApplies = {
  /** It is one of these. */
  kinds: Array<CaseKind>;
  /** Judged one of these. */
  priorities: Array<Priority>;
  /** The customer is of one of these tiers. */
  tiers: Array<Tier>;
  /** It is about one of these. */
  topics: Array<TopicId>;
};

/** What is promised, and when the centre works. */
export type SlaBook = {
  /** Policies in the order in which they are asked, retired ones last. */
  policies: Array<SlaPolicy>;
  /** Calendars by name, retired ones last. */
  calendars: Array<Calendar>;
  /** Korean public holidays of this year and the next. */
  holidays: Array<KoreanHoliday>;
  /** The last year of which they are known. */
  known_to: number;
};

/** How a target stands. */
export type SlaClock = {
  /** Which. */
  target: SlaTarget;
  /** What is promised, in minutes of working time. */
  promised_min: number;
  /** When its time is over: to come while it runs, past when it was too long. `None` while it stands still with time left. */
  due_ms: Timestamp | null;
  /** Working time that was left when it stood still, in milliseconds; `None` while it runs. */
  left_ms: number | null;
  /** When it was reached; `None` as long as it was not. */
  met_ms: Timestamp | null;
};

/** What an escalation does. */
export type SlaDeed = "remind" | "raise" | "lead";

/** Something that happens on the way to a target or after it. */
export type SlaEscalation = {
  /** Which target. */
  target: SlaTarget;
  /** When so many percent of its time are over; more than 100 is after it. */
  percent: number;
  /** What happens. */
  deed: SlaDeed;
};

/** What is promised about some cases. Edited by administrators. */
export type SlaPolicy = {
  /** Identity. */
  id: SlaPolicyId;
  /** What it is called. */
  name: string;
  /** Of several that fit the smaller one holds, 1 to [`MAX_PRIORITY`]; of equal ones the smaller id. */
  rank: number;
  /** For which cases. */
  applies: SlaApplies;
  /** In whose hours is counted; `None` for around the clock. */
  calendar: CalendarId | null;
  /** Within so many minutes the customer hears from us. */
  answer_min: number | null;
  /** Within so many minutes it is settled. */
  resolve_min: number | null;
  /** What happens on the way. */
  escalations: Array<SlaEscalation>;
  /** Not asked any more. */
  retired: boolean;
};

/** A policy as it is written. */
export type SlaPolicyDraft = {
  /** Which; `None` for a new one. */
  id: SlaPolicyId | null;
  /** What it is called. */
  name: string;
  /** Of several that fit the smaller one holds, 1 to 9. */
  rank: number;
  /** For which cases. */
  applies: SlaApplies;
  /** In whose hours is counted; `None` for around the clock. */
  calendar: CalendarId | null;
  /** Within so many minutes the customer hears from us. */
  answer_min: number | null;
  /** Within so many minutes it is settled. */
  resolve_min: number | null;
  /** What happens on the way. */
  escalations: Array<SlaEscalation>;
  /** Not asked any more. */
  retired: boolean;
};

/** What is promised about some cases. */
export type SlaPolicyId = string;

/** What is promised. */
export type SlaTarget = "answer" | "resolve";

/** What is wrong with a place. */
export type SlotFault =
  | { is: "brace" }
  | {
      is: "unknown";
      /** As it is written. */
      name: string;
    }
  | {
      is: "no_fallback";
      /** As it is written. */
      name: string;
    };

/** Everything a view needs to come up, also in the middle of a call (D-4). */
export type Snapshot = {
  /** The desktop's clock. */
  now_ms: Timestamp;
  /** Who is signed in. */
  session: Session;
  /** The agent's state. */
  agent: AgentStatus;
  /** Whether calls can be made and received. */
  line: LineState;
  /** Calls that are up, ring, or still owe a wrap-up; oldest first. */
  calls: Array<CallView>;
  /** What waits. */
  work: WorkList;
  /** The outbox and the connection. */
  sync: SyncView;
  /** Settings. */
  settings: Settings;
  /** What went wrong since the desktop started and should be known, also to a view that was not there when it happened. */
  notices: Array<CommandError>;
};

/** One step of a topic. Stages are numbered from 1 in the order of the topic's list; what a number means changes only with a [`Revision`]. */
export type Stage = {
  /** Short name. */
  name: Localized;
  /** What it means that a customer is here. */
  meaning: Localized;
  /** Reaching this stage closes the dialogue. */
  closing: boolean;
  /** In words, what has to be so before a dialogue may come here. */
  entry: Localized;
  /** Other periods than the topic's. */
  ageing: Ageing;
};

/** Dialogues that reached a stage in the period. */
export type StageCount = {
  /** How many. */
  reached: number;
  /** How many did in the period that it is compared with. */
  before: number;
  /** The same by how they came there, without the ways in which none did. */
  ways: Array<WayCount>;
  /** How many of them have reached a later stage since. */
  went_on: number;
  /** Half of those took at most so long until the first later one, in milliseconds: the lower median. */
  median_ms: number | null;
  /** How many of them run now. */
  open: number;
  /** How many of them reached a stage that closes. */
  closed: number;
  /** How many of them closed by themselves. */
  aged_out: number;
};

/** One move of a dialogue to a stage. */
export type StageMoveId = string;

/** What becomes of a rule that matched. */
export type Standing = "holds" | "shadowed" | "off" | "topic_gone" | "stage_gone";

/** One step of a script. */
export type Step = {
  /** Its key, under which its answer is kept. */
  key: string;
  /** What the agent says; may have places to fill in. */
  say: Localized;
  /** What is to be done there. */
  kind: StepKind;
  /** Where it goes on by the answers: the first branch that holds. */
  branches: Array<Branch>;
  /** Where it goes on otherwise; `None`: at the step after it. */
  next: string | null;
};

/** What is to be done at a step. */
export type StepKind =
  | { is: "say" }
  | {
      is: "ask";
      /** What can be answered. */
      question: Question;
      /** May be passed without an answer. */
      optional: boolean;
    }
  | {
      is: "act";
      /** What. */
      act: Act;
    }
  | {
      is: "end";
      /** In what. */
      end: End;
    };

/** What a step still needs. */
export type StepNeed =
  | "confirmed_contact"
  | "dialogue"
  | "preference"
  | "progress"
  | "recent_contact"
  | "completed"
  | "complaint"
  | "continuity";

/** Where a customer is. */
export type StepPosition = {
  /** The step. */
  step: ServiceStep;
  /** What it still needs; empty only for [`ServiceStep::Retain`]. */
  missing: Array<StepNeed>;
};

/** An item that the server refused. It stays until a person decides. */
export type StuckItem = {
  /** Which. */
  item: StuckRef;
  /** What it is: `interaction`, `note`, `customer` … */
  kind: string;
  /** About whom. */
  customer: CustomerId | null;
  /** The customer's name. */
  customer_name: string | null;
  /** Why. */
  refusal: Refusal;
  /** When it was done. */
  at_ms: Timestamp;
};

/** Which stuck item: its device counter. */
export type StuckRef = {
  /** The device counter. */
  counter: number;
};

/** How often what was suggested is what people chose. */
export type SuggestionAgreement = {
  /** Since when. */
  since_ms: Timestamp;
  /** Dialogues that began since, on a topic that a person chose. */
  dialogues: number;
  /** For how many of them something is suggested. */
  suggested: number;
  /** For how many of these it is what the person chose. */
  agreed: number;
};

/** How good suggestions are; for supervisors and administrators. */
export type SuggestionReport = {
  /** When the topics were learned. */
  learned_ms: Timestamp;
  /** From how many dialogues. */
  dialogues: number;
  /** The topics that are suggested; the others have too few dialogues. */
  topics: Array<TopicId>;
  /** What became of the suggestions before, where there were any. */
  before: SuggestionAgreement | null;
};

/** A configured product or a request (P-12). */
export type Summary = {
  /** What it is. */
  kind: EndKind;
  /** What it is called. */
  title: Localized;
  /** Its text, with the answers below. */
  text: Localized;
};

/** Where the desktop stands with its server. */
export type SyncView = {
  /** The connection. */
  link: LinkState;
  /** Items not on the server yet. */
  waiting: number;
  /** Since when the oldest one waits. */
  waiting_since_ms: Timestamp | null;
  /** Items that the server refused. */
  stuck: Array<StuckItem>;
  /** The first fill, while it runs. */
  fill: FillProgress | null;
  /** When the last change came or was confirmed. */
  last_contact_ms: Timestamp | null;
};

/** What a command shows or makes stale. */
export type Tag =
  | "session"
  | "calls"
  | "agent"
  | "customer"
  | "work_list"
  | "topics"
  | "rules"
  | "segments"
  | "lists"
  | "inbox"
  | "articles"
  | "cases"
  | "scripts"
  | "treatments"
  | "colleagues"
  | "sync"
  | "settings";

/** A member that is taken off. */
export type TakeOffForm = {
  /** Which. */
  member: ListMemberId;
  /** Why, in words; may be empty where something stands in the way. */
  words: string;
};

/** A team of agents. */
export type Team = {
  /** Identity. */
  id: TeamId;
  /** What it is called. */
  name: Localized;
};

/** A team of agents; a customer belongs to one. */
export type TeamId = string;

/** A trade for which topics are at hand. */
export type Template = "telecom" | "insurance" | "shop" | "business";

/** What holds of an answer. */
export type Test =
  | {
      is: "choice";
      /** Its key. */
      choice: string;
    }
  | { is: "yes" }
  | { is: "no" }
  | {
      is: "at_least";
      /** Which. */
      number: number;
    }
  | {
      is: "at_most";
      /** Which. */
      number: number;
    }
  | { is: "no_answer" };

/** A part of a text. */
export type TextBlock =
  | {
      is: "heading";
      /** Its words. */
      text: string;
    }
  | {
      is: "paragraph";
      /** The words. */
      text: string;
    }
  | {
      is: "points";
      /** Each in a line. */
      items: Array<string>;
    }
  | {
      is: "steps";
      /** Each in a line. */
      items: Array<string>;
    };

/** In what form a text message is carried. */
export type TextForm = "sms" | "lms" | "gsm" | "ucs";

/** How long a text message is. */
export type TextSize = {
  /** In what form it is carried. */
  form: TextForm;
  /** What it takes: bytes in Korea, places elsewhere. */
  used: number;
  /** What there is in this form, or in as many parts as it takes. */
  room: number;
  /** In how many messages it arrives. */
  parts: number;
  /** It can be sent. */
  fits: boolean;
  /** Its letters that the network does not carry, each once. */
  lost: string;
};

/** The colours of the screens. */
export type Theme = "system" | "light" | "dark" | "high_contrast";

/** Value tier (V-3), best first. */
export type Tier = "vip" | "gold" | "silver" | "basic";

/** Where a page ended. */
export type TimelineCursor = {
  /** Started at. */
  started_ms: Timestamp;
  /** The entry. */
  id: InteractionId;
};

/** A contact in the timeline. */
export type TimelineEntry = {
  /** The contact. */
  interaction: Interaction;
  /** The agent's name. */
  agent_name: string | null;
  /** Its note, whole. */
  note: string | null;
  /** The stage it brought its dialogue to. */
  stage: number | null;
  /** The key of the channel rule by which it did (H-10); `None` where a person decided. */
  rule: string | null;
  /** What was asked, answered and made along scripts in it. */
  scripts: Array<ScriptTalk>;
  /** Surveys, referrals and feedback in it (P-9). */
  participations: Array<Participation>;
  /** What was done for the customer in it (P-4). */
  delivered: Array<Delivered>;
  /** What was written in it. */
  written: WrittenWords | null;
  /** Cases that came up in it, or went on. */
  cases: Array<CaseInContact>;
  /** Made here and not on the server yet. */
  unsent: boolean;
};

/** A page of the timeline. */
export type TimelinePage = {
  /** Newest first. */
  entries: Array<TimelineEntry>;
  /** Ask with this for older ones; `None` when there are none. */
  next: TimelineCursor | null;
  /** How many match in all. */
  total: number;
};

/** Which contacts. */
export type TimelineQuery = {
  /** Whose. */
  customer: CustomerId;
  /** Only these channels; empty for all. */
  channels: Array<Channel>;
  /** Only this dialogue. */
  dialogue: DialogueId | null;
  /** Only those whose summary or note has these words. */
  text: string | null;
  /** Only those that began at or before this moment (jump to a day). */
  until_ms: Timestamp | null;
  /** Continue after this one. */
  after: TimelineCursor | null;
  /** At most this many, 1–200. */
  limit: number;
};

/** A moment: milliseconds since 1970-01-01T00:00:00 UTC. */
export type Timestamp = number;

/** What a dialogue can be about: defined before anything is collected (H-2). Edited by administrators. */
export type Topic = {
  /** Identity. */
  id: TopicId;
  /** A short key for files and rules, such as `plan_upgrade`. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** What it is for. */
  purpose: Purpose;
  /** The stages in order; stage numbers start at 1. */
  stages: Array<Stage>;
  /** No longer offered for new dialogues. */
  retired: boolean;
  /** Its dialogues are complaints: while one is open, nothing is sold to the customer (P-11). */
  complaint: boolean;
  /** How long its dialogues may rest, unless the stage says otherwise. */
  ageing: Ageing;
  /** To which stages a person may move its dialogues. */
  moves: AllowedMoves;
  /** How each earlier list of stages went over into the next, oldest first. */
  revisions: Array<Revision>;
};

/** What a suggestion is wanted for. */
export type TopicAsk =
  | {
      is: "note";
      /** About whom. */
      customer: CustomerId;
      /** All of it. */
      text: string;
    }
  | {
      is: "conversation";
      /** Which. */
      id: ConversationId;
    };

/** A topic as an administrator edits it. */
export type TopicDraft = {
  /** The topic that is edited; `None` for a new one. */
  id: TopicId | null;
  /** The version of the published stages when the draft was begun. */
  base: number;
  /** The key. */
  key: string;
  /** What it is called. */
  name: Localized;
  /** What it is for. */
  purpose: Purpose;
  /** The stages in order. */
  stages: Array<Stage>;
  /** No longer offered for new dialogues. */
  retired: boolean;
  /** Its dialogues are complaints: while one is open, nothing is sold to the customer (P-11). */
  complaint: boolean;
  /** How long its dialogues may rest, unless the stage says otherwise. */
  ageing: Ageing;
  /** To which stages a person may move its dialogues. */
  moves: AllowedMoves;
  /** For each published stage in order, the draft's stage (from 1) to which its dialogues go; `None` until it is said. */
  to: Array<number | null>;
};

/** What is wrong there. */
export type TopicFault =
  | { is: "empty" }
  | {
      is: "too_long";
      /** The most, in UTF-8 bytes. */
      max_bytes: number;
    }
  | { is: "unstorable" }
  | { is: "not_a_key" }
  | { is: "key_taken" }
  | { is: "no_stage" }
  | {
      is: "too_many_stages";
      /** The most. */
      max: number;
    }
  | {
      is: "name_taken";
      /** Which. */
      stage: number;
    }
  | { is: "nothing_closes" }
  | { is: "first_closes" }
  | {
      is: "days_out_of_range";
      /** The most. */
      max: number;
    }
  | { is: "stale_after_close" }
  | {
      is: "no_such_move";
      /** From. */
      from: number;
      /** To. */
      to: number;
    }
  | {
      is: "move_twice";
      /** From. */
      from: number;
      /** To. */
      to: number;
    }
  | { is: "unreachable" }
  | { is: "never_closes" }
  | { is: "not_carried" }
  | { is: "reopens" }
  | { is: "published_meanwhile" }
  | {
      is: "too_many_versions";
      /** The most. */
      max: number;
    };

/** A file of topics. */
export type TopicFile = {
  /** TOML. */
  text: string;
};

/** The funnel of one topic. */
export type TopicFunnel = {
  /** Which topic. */
  topic: TopicId;
  /** One for each of its stages, in their order. */
  stages: Array<StageCount>;
};

/** What a dialogue is about. */
export type TopicId = string;

/** What a file was found to hold. */
export type TopicImport =
  | {
      is: "topics";
      /** In the order of the file. */
      topics: Array<ImportedTopic>;
    }
  | {
      is: "unreadable";
      /** Why, and in which line. */
      error: FileError;
    };

/** The topics with what hangs on them. */
export type TopicOverview = {
  /** By purpose and key. */
  topics: Array<TopicRow>;
  /** There are more customers on this desktop than were counted. */
  more: boolean;
};

/** Something that keeps a draft from being published. */
export type TopicProblem = {
  /** At which field. */
  at: Place;
  /** What. */
  fault: TopicFault;
};

/** One topic. */
export type TopicRow = {
  /** As published. */
  topic: Topic;
  /** The version of its stages. */
  version: number;
  /** Open dialogues among the customers of this desktop. */
  open: number;
};

/** What it is probably about. Nothing comes of it until a person takes it. */
export type TopicSuggestion = {
  /** The topic. */
  topic: TopicId;
  /** The customer's open dialogue on it, or a new one. */
  choice: DialogueChoice;
  /** How probable it is that it is right, in percent. */
  percent: number;
  /** The words that say so, as they were written; at most three. */
  words: Array<string>;
};

/** A blind transfer. */
export type TransferForm = {
  /** Which call. */
  call: CallId;
  /** Number, extension or SIP address. */
  target: string;
};

/** How some customers are served. Edited by administrators. */
export type Treatment = {
  /** Identity. */
  id: TreatmentId;
  /** For whom. */
  audience: TreatmentAudience;
  /** Among those of segments the smaller one is asked first, 1 to [`MAX_PRIORITY`]; of tiers it says nothing. */
  rank: number;
  /** After so many days without a contact such a customer should hear from us; `None`: nobody waits. */
  contact_days: number | null;
  /** What such customers enjoy, in words for the screen; empty for nothing. */
  perks: Localized;
  /** Where they stand among those who wait, 1 (first) to [`MAX_PRIORITY`]. */
  queue_priority: number;
  /** The agent whom they ask for is said. */
  preferred_agent: boolean;
  /** What is on. */
  measures: Measures;
  /** Whether it is asked at all. */
  enabled: boolean;
};

/** For whom a treatment is. */
export type TreatmentAudience =
  | {
      of: "segment";
      /** Which. */
      segment: SegmentId;
    }
  | {
      of: "tier";
      /** Which. */
      tier: Tier;
    };

/** How a customer is served. */
export type TreatmentCare = {
  /** What such customers enjoy; empty for nothing. */
  perks: Localized;
  /** Where they stand among those who wait, 1 (first) to 9; 5 is usual. */
  queue_priority: number;
  /** What is on. What is off is not in what is sent. */
  measures: Measures;
  /** Why they are served so. */
  reason: TreatmentReason;
};

/** What is to be said of a draft. */
export type TreatmentCheck = {
  /** What keeps it from being saved. */
  faults: Array<TreatmentFault>;
  /** What should be known before it is saved. */
  warnings: Array<TreatmentFault>;
  /** It is other than what is saved. */
  changed: boolean;
};

/** A treatment while it is edited. */
export type TreatmentDraft = {
  /** Which; `None` for a new one. */
  id: TreatmentId | null;
  /** As [`Treatment::audience`]. */
  audience: TreatmentAudience;
  /** As [`Treatment::rank`]. */
  rank: number;
  /** As [`Treatment::contact_days`]. */
  contact_days: number | null;
  /** As [`Treatment::perks`]. */
  perks: Localized;
  /** As [`Treatment::queue_priority`]. */
  queue_priority: number;
  /** As [`Treatment::preferred_agent`]. */
  preferred_agent: boolean;
  /** As [`Treatment::measures`]. */
  measures: Measures;
  /** As [`Treatment::enabled`]. */
  enabled: boolean;
};

/** Why a customer is served as they are. */
export type TreatmentExplanation = {
  /** Who. */
  customer: CustomerId;
  /** Name. */
  name: string;
  /** Value tier. */
  tier: Tier;
  /** What becomes of each treatment, in the order in which they are asked; where none applies, what is built in holds. */
  asked: Array<AskedTreatment>;
};

/** What is wrong with a treatment. */
export type TreatmentFault =
  | "audience_taken"
  | "segment_unknown"
  | "days_unknown"
  | "priority_unknown"
  | "perks_unfit"
  | "perks_untranslated";

/** How some customers are served. */
export type TreatmentId = string;

/** The treatments as they are asked. */
export type TreatmentList = {
  /** Those of segments in their order, then those of tiers. */
  rows: Array<TreatmentRow>;
  /** What holds for the tiers of which nothing is said, best tier first. */
  built_in: Array<Treatment>;
  /** The segments that can be chosen. */
  segments: Array<SegmentChoice>;
};

/** To how many customers of this desktop treatments apply; each customer is counted once. */
export type TreatmentReach = {
  /** Those that are asked. */
  by_treatment: Array<[TreatmentId, number]>;
  /** Tiers of which nothing is said. */
  built_in: Array<[Tier, number]>;
};

/** Why a treatment applies. */
export type TreatmentReason =
  | {
      is: "segment";
      /** What it is called. */
      name: string;
    }
  | { is: "tier" }
  | { is: "built_in" };

/** One treatment. */
export type TreatmentRow = {
  /** As it stands. */
  treatment: Treatment;
  /** What its segment is called; `None` for a tier, and for a segment that is not known. */
  segment_name: string | null;
  /** What is wrong with it, also what only became wrong when its segment changed. */
  faults: Array<TreatmentFault>;
};

/** What becomes of a treatment when it is asked about a customer. */
export type TreatmentStanding = "applies" | "shadowed" | "elsewhere" | "off" | "segment_gone";

/** What waits in triage. */
export type Triage = {
  /** The contacts, the one that has waited longest first, at most 200. */
  contacts: Array<TriageContact>;
  /** How many there are in all. */
  total: number;
};

/** A contact in triage. */
export type TriageContact = {
  /** The contact. */
  interaction: Interaction;
  /** The customer's name. */
  customer_name: string;
  /** The number or address for reading. */
  address_text: string | null;
  /** The agent's name, where one took part. */
  agent_name: string | null;
  /** What was written about it last. */
  words: string | null;
  /** Where it could belong, the likeliest first, at most 9: one for each digit. */
  options: Array<TriageOption>;
  /** Whether something speaks for the first option. Where nothing does, a person has to choose. */
  suggested: boolean;
  /** The words that speak for the first option; empty where something else does. */
  reasons: Array<string>;
  /** Made here and not on the server yet. */
  unsent: boolean;
};

/** Where a contact could belong. */
export type TriageOption = {
  /** The dialogue. */
  choice: DialogueChoice;
  /** Its topic. */
  topic: TopicId;
  /** Where it stands (from 1); `None` for a dialogue that would begin. */
  stage: number | null;
};

/** Trust in a certificate that no authority vouches for. */
export type TrustForm = {
  /** Address of the server. */
  server_url: string;
  /** SHA-256 fingerprint as it was shown, in hex. */
  fingerprint: string;
};

/** An event for the UI. */
export type UiEvent =
  | {
      event: "ringing";
      data: {
        /** The call. */
        call: CallView;
        /** The customer it is with, when that is clear. */
        customer: CustomerView | null;
      };
    }
  | { event: "calls"; data: Array<CallView> }
  | { event: "line"; data: LineState }
  | { event: "agent"; data: AgentStatus }
  | { event: "sync"; data: SyncView }
  | {
      event: "stale";
      data: {
        /** Which kinds. */
        tags: Array<Tag>;
        /** Which customers; empty when many or all. */
        customers: Array<CustomerId>;
      };
    }
  | { event: "callback_due"; data: CallbackView }
  | { event: "case_due"; data: CaseAlarm }
  | {
      event: "levels";
      data: {
        /** Microphone. */
        input: number;
        /** Speaker. */
        output: number;
      };
    }
  | {
      event: "quality";
      data: {
        /** Which call. */
        call: CallId;
        /** Share of packets lost, 0–1. */
        loss: number;
        /** Jitter in milliseconds. */
        jitter_ms: number;
        /** Round trip in milliseconds, where known. */
        round_trip_ms: number | null;
      };
    }
  | {
      event: "chat";
      data: {
        /** Which conversation. */
        conversation: ConversationId;
        /** What. */
        visitor: VisitorState;
      };
    }
  | {
      event: "counting";
      data: {
        /** 0–1. */
        done: number;
      };
    }
  | { event: "notice"; data: CommandError }
  | {
      event: "show";
      data: {
        /** The call. */
        call: CallId | null;
        /** The customer. */
        customer: CustomerId | null;
        /** The customer's case. */
        case: CaseId | null;
        /** The conversation with the customer. */
        conversation: ConversationId | null;
      };
    };

/** A page that no rule knows. */
export type UnknownPageRow = {
  /** The site's id. */
  site: string;
  /** What people call the site. */
  site_name: string;
  /** The page; `*` stands for a part that differs from visitor to visitor, and alone for all pages that found no place in the list. */
  pattern: string;
  /** How often it was read. */
  touches: number;
  /** When it was read first. */
  first_ms: Timestamp;
  /** When it was read last. */
  last_ms: Timestamp;
  /** The rule that would know it, to be given a topic and saved; `None` where no rule can. */
  draft: RuleDraft | null;
};

/** What makes a conversation come earlier. */
export type UrgencyWeight = "priority" | "tier" | "need";

/** A person who signs in. */
export type User = {
  /** Identity. */
  id: UserId;
  /** Sign-in name. */
  login: string;
  /** Name that others see. */
  name: string;
  /** What the user may do. */
  role: Role;
  /** The teams whose customers the user may see. */
  teams: Array<TeamId>;
  /** Preferred language. */
  language: Language;
  /** May not sign in any more. */
  disabled: boolean;
};

/** A person who signs in. */
export type UserId = string;

/** Who a visitor is. */
export type VisitorChoice = {
  /** The site's id. */
  site: string;
  /** The visitor. */
  visitor: string;
  /** Which of those who were shown; `None`: none of them. */
  customer: CustomerId | null;
};

/** What a visitor read on a topic. */
export type VisitorRead = {
  /** The topic. */
  topic: TopicId;
  /** The highest stage (from 1). */
  stage: number;
  /** How many pages and actions. */
  touches: number;
  /** When the last was. */
  last_ms: Timestamp;
};

/** A visitor who could be one of several customers. */
export type VisitorRow = {
  /** The site's id. */
  site: string;
  /** What people call the site. */
  site_name: string;
  /** The visitor. */
  visitor: string;
  /** When the site said whose number or address it is. */
  at_ms: Timestamp;
  /** What the visitor read that is nobody's yet, the latest first. */
  read: Array<VisitorRead>;
  /** Whom the visitor is taken for until somebody decides. */
  known_as: PossibleCustomer | null;
  /** Who it could be, those for whom most speaks first. */
  customers: Array<PossibleCustomer>;
};

/** What a visitor does in a chat, besides writing. */
export type VisitorState = {
  /** Has the page open. */
  present: boolean;
  /** Typed at this moment: it holds for a few seconds. */
  types: boolean;
  /** Has read up to this message. */
  read: InteractionId | null;
  /** Since when the page is not open any more; `None` while it is, or when that is not known. */
  left_ms: Timestamp | null;
  /** When the visitor ended the chat. */
  ended_ms: Timestamp | null;
};

/** What an agent can ask for; everything else follows from calls. */
export type WantedState =
  | { is: "available" }
  | {
      is: "break";
      /** Why. */
      reason: BreakReason;
    }
  | { is: "offline" };

/** How a dialogue came to a stage. */
export type Way = { is: "by"; channel: Channel } | { is: "no_contact" };

/** Dialogues that reached a stage in one way. */
export type WayCount = {
  /** How. */
  way: Way;
  /** How many. */
  reached: number;
  /** How many did in the period that it is compared with. */
  before: number;
};

/** A step on the way. */
export type WayStep = {
  /** Its key. */
  key: string;
  /** What is said there. */
  say: Localized;
  /** What was answered, in words; `None` where nothing was. */
  answer: Localized | null;
};

/** What a web contact grew to. Made by the server alone: a later state has more touches, and takes the place of the earlier one. */
export type Web = {
  /** Number of pages and actions. */
  touches: number;
  /** When the last was. */
  last_ms: Timestamp;
  /** The first [`MAX_PAGES`] different ones, in the order in which they came. */
  pages: Array<PageTouches>;
};

/** What waits. */
export type WebInbox = {
  /** Pages that no rule knows, the most read first. */
  pages: Array<UnknownPageRow>;
  /** Visitors who could be one of several customers, newest first. */
  visitors: Array<VisitorRow>;
};

/** Words exactly as they go out. */
export type WordsOut = {
  /** Their subject; empty on channels without subjects. */
  subject: string;
  /** The words. */
  text: string;
  /** How long a text message is; `None` on other channels. */
  size: TextSize | null;
};

/** The left column. */
export type WorkList = {
  /** Calls whose form is owed, oldest first. */
  owed: Array<CallId>;
  /** Open callbacks of this agent and of anyone, at most 500: what is due first, there whom an administrator puts first, then by due time. */
  callbacks: Array<CallbackView>;
  /** How many callbacks there are in all. */
  callbacks_total: number;
  /** Missed calls that are to be returned, one for each number, at most 100: whom an administrator puts first, then the latest. */
  missed: Array<MissedCall>;
  /** Contacts of the own teams that wait in triage. */
  triage_total: number;
};

/** A filled-in form. */
export type WrapUpEntry = {
  /** For which call. */
  call: CallId;
  /** With whom; `None` only for a wrong number, an abandoned or an unanswered call. */
  customer: CustomerId | null;
  /** How it ended. */
  outcome: Outcome;
  /** What it was about. */
  dialogue: DialogueChoice;
  /** The stage reached (from 1); `None` for no move. */
  stage: number | null;
  /** What stands in the timeline; made from topic and outcome when empty. */
  summary: string;
  /** The note. */
  note: string;
  /** Something promised to the customer. */
  next_step: string | null;
  /** A call back. */
  callback: CallbackEntry | null;
};

/** The form owed for a call. */
export type WrapUpForm = {
  /** For which call. */
  call: CallId;
  /** With whom; a form can't be committed without. */
  customer: CustomerId | null;
  /** The note so far. */
  note: string;
  /** Suggested outcome. */
  outcome: Outcome | null;
  /** Suggested dialogue: the one that the call's script moves, else by the channel rule that holds for the call (H-3), else the strongest need's. */
  dialogue: DialogueChoice | null;
  /** The stage that the call's script suggests (from 1), in a dialogue on `topic`. */
  stage: number | null;
  /** The topic of the script that suggests a stage. */
  topic: TopicId | null;
  /** The callback that the call's script suggests. */
  callback: CallbackEntry | null;
  /** When the form is due; the limit is visible, and passing it blocks nothing. */
  due_ms: Timestamp | null;
};

/** What was written in a contact. */
export type WrittenWords = {
  /** The conversation in which the whole stands. */
  conversation: ConversationId;
  /** The beginning, in one line and without what is quoted. */
  words: string;
};
