// Made from crates/desk/src/commands.rs by `cargo run -p daehwa-devhost -- gen`. Don't edit.

import type {
  AgentStatus,
  Article,
  ArticleAsk,
  ArticleDraft,
  ArticleQuery,
  ArticleView,
  ArticlesFound,
  AssignForm,
  AttachForm,
  AttachmentId,
  AttachmentRef,
  AudioDevices,
  AudioTest,
  Beginning,
  BeginningDraft,
  BeginningForm,
  Calendar,
  CalendarDraft,
  CallId,
  CallList,
  CallView,
  CallbackEdit,
  CallbackView,
  CannedAsk,
  CannedDraft,
  CannedLine,
  CannedPreview,
  CannedReply,
  CaseAsk,
  CaseCount,
  CaseDetail,
  CaseEdit,
  CaseId,
  CasePart,
  CaseStepForm,
  ChangedScripts,
  ChatForm,
  Claimed,
  Colleague,
  ConfirmForm,
  ConflictChoice,
  ConsentForm,
  ContactPointEdit,
  ConversationDetail,
  ConversationId,
  CopiesDraft,
  CustomerEdit,
  CustomerId,
  CustomerView,
  DeliveredForm,
  DialForm,
  DialogueEvidence,
  DialogueRef,
  DigitForm,
  Draft,
  DraftCheck,
  Enclosed,
  EnclosedAsk,
  FetchedFile,
  FileForm,
  FunnelCell,
  FunnelCustomers,
  FunnelQuery,
  FunnelView,
  HandOverForm,
  Impact,
  InboxAsk,
  InboxCount,
  InboxPart,
  InteractionId,
  LineForm,
  ListEdit,
  ListForm,
  ListId,
  ListMemberId,
  ListPreview,
  ListView,
  ListWork,
  Localized,
  LookAlike,
  Mailbox,
  MailboxBook,
  MailboxDraft,
  Members,
  MembersPart,
  MergeForm,
  MergePreview,
  MergeRef,
  MoveStageForm,
  MuteForm,
  NewCallback,
  NewCase,
  NewContactPoint,
  NewCustomer,
  OpenDialogueForm,
  PageRef,
  Pair,
  ParsedWhen,
  ParticipationForm,
  PreviewAsk,
  PriorityForm,
  PrivateNote,
  PutAwayForm,
  Rehearsal,
  Rehearsed,
  RemarkForm,
  ReplyDraft,
  ReplyForm,
  Rule,
  RuleCheck,
  RuleDraft,
  RuleFits,
  RuleId,
  RuleImport,
  RuleList,
  RuleProposal,
  RuleSource,
  RuleTrial,
  RuleVerdict,
  Script,
  ScriptCheck,
  ScriptChoice,
  ScriptDraft,
  ScriptImport,
  ScriptPane,
  ScriptStep,
  SearchQuery,
  SearchResults,
  Segment,
  SegmentForm,
  SegmentOverview,
  SegmentQuery,
  SegmentView,
  Session,
  Settings,
  SignInForm,
  Silent,
  SlaBook,
  SlaPolicy,
  SlaPolicyDraft,
  Snapshot,
  StuckRef,
  SuggestionReport,
  SyncView,
  Tag,
  TakeOffForm,
  Template,
  TimelinePage,
  TimelineQuery,
  Topic,
  TopicAsk,
  TopicDraft,
  TopicFile,
  TopicImport,
  TopicOverview,
  TopicSuggestion,
  TransferForm,
  Treatment,
  TreatmentCheck,
  TreatmentDraft,
  TreatmentExplanation,
  TreatmentList,
  TreatmentReach,
  Triage,
  TrustForm,
  VisitorChoice,
  WantedState,
  WebInbox,
  WordsOut,
  WorkList,
  WrapUpEntry,
  WrapUpForm,
} from "./types";

/** The name under which every `UiEvent` travels. */
export const UI_EVENT = "ui_event";

/** Input and output of each command, by its name on the wire. */
export interface CommandTypes {
  snapshot: { input: null; output: Snapshot };
  sign_in: { input: SignInForm; output: Session };
  trust_certificate: { input: TrustForm; output: null };
  sign_out: { input: null; output: null };
  set_agent_state: { input: WantedState; output: AgentStatus };
  dial: { input: DialForm; output: CallId };
  answer: { input: CallId; output: null };
  reject: { input: CallId; output: null };
  hang_up: { input: CallId; output: null };
  hold: { input: CallId; output: null };
  resume: { input: CallId; output: null };
  set_mute: { input: MuteForm; output: null };
  send_digit: { input: DigitForm; output: null };
  transfer: { input: TransferForm; output: null };
  attach_customer: { input: AttachForm; output: CallView };
  search: { input: SearchQuery; output: SearchResults };
  customer: { input: CustomerId; output: CustomerView };
  timeline: { input: TimelineQuery; output: TimelinePage };
  create_customer: { input: NewCustomer; output: CustomerView };
  edit_customer: { input: CustomerEdit; output: CustomerView };
  add_contact_point: { input: NewContactPoint; output: CustomerView };
  edit_contact_point: { input: ContactPointEdit; output: CustomerView };
  resolve_conflict: { input: ConflictChoice; output: CustomerView };
  look_alikes: { input: CustomerId; output: Array<LookAlike> };
  preview_merge: { input: Pair; output: MergePreview };
  merge_customers: { input: MergeForm; output: CustomerView };
  undo_merge: { input: MergeRef; output: CustomerView };
  keep_apart: { input: Pair; output: Array<LookAlike> };
  confirm_field: { input: ConfirmForm; output: CustomerView };
  silent_customers: { input: null; output: Silent | null };
  save_remark: { input: RemarkForm; output: CustomerView };
  record_consent: { input: ConsentForm; output: CustomerView };
  record_participation: { input: ParticipationForm; output: CustomerView };
  record_delivered: { input: DeliveredForm; output: CustomerView };
  open_dialogue: { input: OpenDialogueForm; output: CustomerView };
  move_stage: { input: MoveStageForm; output: CustomerView };
  undo_move: { input: DialogueRef; output: CustomerView };
  evidence: { input: DialogueRef; output: DialogueEvidence };
  save_draft: { input: Draft; output: null };
  wrap_up_form: { input: CallId; output: WrapUpForm };
  wrap_up: { input: WrapUpEntry; output: null };
  script: { input: CallId; output: ScriptPane };
  choose_script: { input: ScriptChoice; output: ScriptPane };
  follow_script: { input: ScriptStep; output: ScriptPane };
  find_articles: { input: ArticleQuery; output: ArticlesFound };
  article: { input: ArticleAsk; output: ArticleView };
  article_book: { input: null; output: Array<Article> };
  save_article: { input: ArticleDraft; output: Article };
  parse_when: { input: string; output: ParsedWhen };
  work_list: { input: null; output: WorkList };
  dismiss_missed: { input: CallId; output: null };
  triage: { input: null; output: Triage };
  suggest_topic: { input: TopicAsk; output: TopicSuggestion | null };
  suggestion_report: { input: null; output: SuggestionReport | null };
  assign: { input: AssignForm; output: null };
  create_callback: { input: NewCallback; output: CallbackView };
  edit_callback: { input: CallbackEdit; output: CallbackView };
  topics: { input: null; output: Array<Topic> };
  topic_overview: { input: null; output: TopicOverview };
  check_topic: { input: TopicDraft; output: DraftCheck };
  preview_topic: { input: TopicDraft; output: Impact };
  publish_topic: { input: TopicDraft; output: Topic };
  export_topics: { input: null; output: TopicFile };
  import_topics: { input: TopicFile; output: TopicImport };
  template_topics: { input: Template; output: TopicImport };
  rules: { input: null; output: RuleList };
  try_rules: { input: RuleTrial; output: RuleVerdict };
  check_rule: { input: RuleDraft; output: RuleCheck };
  save_rule: { input: RuleDraft; output: Rule };
  export_rules: { input: null; output: TopicFile };
  import_rules: { input: TopicFile; output: RuleImport };
  propose_rule: { input: RuleSource; output: RuleProposal };
  rule_fits: { input: RuleId; output: RuleFits };
  web_inbox: { input: null; output: WebInbox };
  forget_page: { input: PageRef; output: null };
  decide_visitor: { input: VisitorChoice; output: null };
  apply_rule: { input: RuleId; output: number };
  funnel: { input: FunnelQuery; output: FunnelView | null };
  funnel_customers: { input: FunnelCell; output: FunnelCustomers | null };
  stop_counting: { input: null; output: null };
  segments: { input: null; output: SegmentOverview };
  segment_customers: { input: SegmentQuery; output: SegmentView | null };
  segment_of_cell: { input: FunnelCell; output: SegmentQuery };
  save_segment: { input: SegmentForm; output: Segment };
  preview_list: { input: ListForm; output: ListPreview | null };
  make_list: { input: ListForm; output: CallList | null };
  edit_list: { input: ListEdit; output: CallList };
  list_members: { input: MembersPart; output: Members };
  call_lists: { input: null; output: Array<ListView> };
  list_work: { input: ListId; output: ListWork };
  take_members: { input: ListId; output: ListWork };
  give_back: { input: ListId; output: null };
  call_member: { input: ListMemberId; output: CallId };
  take_off: { input: TakeOffForm; output: null };
  cases: { input: CaseAsk; output: CasePart };
  case_count: { input: null; output: CaseCount };
  case_detail: { input: CaseId; output: CaseDetail };
  open_case: { input: NewCase; output: CaseDetail };
  edit_case: { input: CaseEdit; output: CaseDetail };
  step_case: { input: CaseStepForm; output: CaseDetail };
  sla_book: { input: null; output: SlaBook };
  save_calendar: { input: CalendarDraft; output: Calendar };
  save_sla_policy: { input: SlaPolicyDraft; output: SlaPolicy };
  inbox: { input: InboxAsk; output: InboxPart };
  inbox_count: { input: null; output: InboxCount };
  conversation: { input: ConversationId; output: ConversationDetail };
  claim_conversation: { input: ConversationId; output: Claimed };
  release_conversation: { input: ConversationId; output: null };
  hand_over: { input: HandOverForm; output: null };
  put_away: { input: PutAwayForm; output: null };
  reopen_conversation: { input: ConversationId; output: null };
  set_priority: { input: PriorityForm; output: null };
  save_reply_draft: { input: ReplyDraft; output: null };
  reply: { input: ReplyForm; output: null };
  run_macro: { input: ReplyForm; output: null };
  tell_chat: { input: ChatForm; output: null };
  note_conversation: { input: PrivateNote; output: null };
  send_all_the_same: { input: InteractionId; output: null };
  give_up_message: { input: InteractionId; output: null };
  message_page: { input: InteractionId; output: string };
  fetch_attachment: { input: AttachmentRef; output: FetchedFile };
  enclosed: { input: EnclosedAsk; output: Enclosed };
  save_copies: { input: CopiesDraft; output: null };
  enclose: { input: FileForm; output: null };
  take_out: { input: AttachmentId; output: null };
  preview_words: { input: PreviewAsk; output: WordsOut };
  beginning: { input: CustomerId; output: Beginning };
  save_beginning: { input: BeginningDraft; output: null };
  begin_conversation: { input: BeginningForm; output: null };
  canned_replies: { input: CannedAsk; output: Array<CannedLine> };
  preview_canned: { input: Localized; output: CannedPreview };
  canned_book: { input: null; output: Array<CannedReply> };
  save_canned_reply: { input: CannedDraft; output: CannedReply };
  mailbox_book: { input: null; output: MailboxBook };
  save_mailbox: { input: MailboxDraft; output: Mailbox };
  script_overview: { input: null; output: Array<Script> };
  check_script: { input: ScriptDraft; output: ScriptCheck };
  rehearse_script: { input: Rehearsal; output: Rehearsed };
  publish_script: { input: ScriptDraft; output: Script };
  export_scripts: { input: null; output: TopicFile };
  import_scripts: { input: TopicFile; output: ScriptImport };
  write_scripts: { input: ChangedScripts; output: TopicFile };
  template_scripts: { input: null; output: ScriptImport };
  treatments: { input: null; output: TreatmentList };
  check_treatment: { input: TreatmentDraft; output: TreatmentCheck };
  save_treatment: { input: TreatmentDraft; output: Treatment };
  treatment_reach: { input: null; output: TreatmentReach | null };
  explain_treatment: { input: CustomerId; output: TreatmentExplanation };
  colleagues: { input: null; output: Array<Colleague> };
  sync_status: { input: null; output: SyncView };
  retry_stuck: { input: StuckRef; output: null };
  discard_stuck: { input: StuckRef; output: null };
  settings: { input: null; output: Settings };
  save_settings: { input: Settings; output: Settings };
  save_line: { input: LineForm; output: null };
  audio_devices: { input: null; output: AudioDevices };
  test_audio: { input: AudioTest; output: null };
}

/** A command's name on the wire. */
export type CommandName = keyof CommandTypes;

/** Whether a command only reads, and what it shows (read) or makes stale (write). */
export const commandTable: { readonly [N in CommandName]: { kind: "read" | "write"; tags: readonly Tag[] } } = {
  snapshot: { kind: "read", tags: ["session", "calls", "agent", "sync", "work_list", "settings"] },
  sign_in: { kind: "write", tags: ["session", "agent", "sync", "customer", "work_list", "settings"] },
  trust_certificate: { kind: "write", tags: ["session"] },
  sign_out: { kind: "write", tags: ["session", "agent", "calls", "sync", "work_list"] },
  set_agent_state: { kind: "write", tags: ["agent"] },
  dial: { kind: "write", tags: ["calls", "agent"] },
  answer: { kind: "write", tags: ["calls", "agent"] },
  reject: { kind: "write", tags: ["calls", "agent"] },
  hang_up: { kind: "write", tags: ["calls", "agent"] },
  hold: { kind: "write", tags: ["calls", "agent"] },
  resume: { kind: "write", tags: ["calls", "agent"] },
  set_mute: { kind: "write", tags: ["calls"] },
  send_digit: { kind: "write", tags: [] },
  transfer: { kind: "write", tags: ["calls"] },
  attach_customer: { kind: "write", tags: ["calls"] },
  search: { kind: "read", tags: ["customer"] },
  customer: { kind: "read", tags: ["customer"] },
  timeline: { kind: "read", tags: ["customer"] },
  create_customer: { kind: "write", tags: ["customer", "calls"] },
  edit_customer: { kind: "write", tags: ["customer"] },
  add_contact_point: { kind: "write", tags: ["customer"] },
  edit_contact_point: { kind: "write", tags: ["customer"] },
  resolve_conflict: { kind: "write", tags: ["customer"] },
  look_alikes: { kind: "read", tags: ["customer"] },
  preview_merge: { kind: "read", tags: ["customer"] },
  merge_customers: { kind: "write", tags: ["customer", "calls", "work_list", "sync"] },
  undo_merge: { kind: "write", tags: ["customer", "calls", "work_list", "sync"] },
  keep_apart: { kind: "write", tags: ["customer", "sync"] },
  confirm_field: { kind: "write", tags: ["customer"] },
  silent_customers: { kind: "read", tags: ["customer"] },
  save_remark: { kind: "write", tags: ["customer"] },
  record_consent: { kind: "write", tags: ["customer"] },
  record_participation: { kind: "write", tags: ["customer", "work_list", "sync"] },
  record_delivered: { kind: "write", tags: ["customer", "sync"] },
  open_dialogue: { kind: "write", tags: ["customer"] },
  move_stage: { kind: "write", tags: ["customer"] },
  undo_move: { kind: "write", tags: ["customer"] },
  evidence: { kind: "read", tags: ["customer", "topics"] },
  save_draft: { kind: "write", tags: [] },
  wrap_up_form: { kind: "read", tags: ["calls", "customer"] },
  wrap_up: { kind: "write", tags: ["calls", "agent", "customer", "work_list", "sync"] },
  script: { kind: "read", tags: ["calls", "customer", "scripts"] },
  choose_script: { kind: "write", tags: [] },
  follow_script: { kind: "write", tags: [] },
  find_articles: { kind: "read", tags: ["articles", "topics", "customer"] },
  article: { kind: "read", tags: ["articles"] },
  article_book: { kind: "read", tags: ["articles"] },
  save_article: { kind: "write", tags: ["articles", "sync"] },
  parse_when: { kind: "read", tags: [] },
  work_list: { kind: "read", tags: ["work_list", "calls"] },
  dismiss_missed: { kind: "write", tags: ["work_list"] },
  triage: { kind: "read", tags: ["work_list", "topics"] },
  suggest_topic: { kind: "read", tags: [] },
  suggestion_report: { kind: "read", tags: ["topics"] },
  assign: { kind: "write", tags: ["work_list", "customer", "sync"] },
  create_callback: { kind: "write", tags: ["work_list", "customer"] },
  edit_callback: { kind: "write", tags: ["work_list", "customer"] },
  topics: { kind: "read", tags: ["topics"] },
  topic_overview: { kind: "read", tags: ["topics", "customer"] },
  check_topic: { kind: "read", tags: ["topics"] },
  preview_topic: { kind: "read", tags: ["topics", "customer"] },
  publish_topic: { kind: "write", tags: ["topics", "customer", "sync"] },
  export_topics: { kind: "read", tags: ["topics"] },
  import_topics: { kind: "read", tags: ["topics"] },
  template_topics: { kind: "read", tags: ["topics"] },
  rules: { kind: "read", tags: ["rules", "topics"] },
  try_rules: { kind: "read", tags: ["rules", "topics", "customer"] },
  check_rule: { kind: "read", tags: ["rules", "topics"] },
  save_rule: { kind: "write", tags: ["rules", "calls", "sync"] },
  export_rules: { kind: "read", tags: ["rules", "topics"] },
  import_rules: { kind: "read", tags: ["rules", "topics"] },
  propose_rule: { kind: "read", tags: ["rules", "topics"] },
  rule_fits: { kind: "read", tags: ["rules", "work_list"] },
  web_inbox: { kind: "read", tags: ["rules"] },
  forget_page: { kind: "write", tags: [] },
  decide_visitor: { kind: "write", tags: ["customer"] },
  apply_rule: { kind: "write", tags: ["work_list", "customer", "sync"] },
  funnel: { kind: "read", tags: ["topics", "customer"] },
  funnel_customers: { kind: "read", tags: ["topics", "customer"] },
  stop_counting: { kind: "read", tags: [] },
  segments: { kind: "read", tags: ["segments", "colleagues"] },
  segment_customers: { kind: "read", tags: ["topics", "customer"] },
  segment_of_cell: { kind: "read", tags: [] },
  save_segment: { kind: "write", tags: ["segments", "sync"] },
  preview_list: { kind: "read", tags: ["lists", "topics", "customer"] },
  make_list: { kind: "write", tags: ["lists", "sync"] },
  edit_list: { kind: "write", tags: ["lists", "sync"] },
  list_members: { kind: "read", tags: ["lists", "customer"] },
  call_lists: { kind: "read", tags: ["lists"] },
  list_work: { kind: "read", tags: ["lists", "customer"] },
  take_members: { kind: "write", tags: ["lists", "sync"] },
  give_back: { kind: "write", tags: ["lists", "sync"] },
  call_member: { kind: "write", tags: ["calls", "agent", "lists"] },
  take_off: { kind: "write", tags: ["lists", "sync"] },
  cases: { kind: "read", tags: ["cases", "customer"] },
  case_count: { kind: "read", tags: ["cases"] },
  case_detail: { kind: "read", tags: ["cases", "customer"] },
  open_case: { kind: "write", tags: ["cases", "customer", "sync"] },
  edit_case: { kind: "write", tags: ["cases", "customer", "sync"] },
  step_case: { kind: "write", tags: ["cases", "customer", "sync"] },
  sla_book: { kind: "read", tags: ["cases"] },
  save_calendar: { kind: "write", tags: ["cases", "sync"] },
  save_sla_policy: { kind: "write", tags: ["cases", "sync"] },
  inbox: { kind: "read", tags: ["inbox", "customer"] },
  inbox_count: { kind: "read", tags: ["inbox"] },
  conversation: { kind: "read", tags: ["inbox", "customer", "sync"] },
  claim_conversation: { kind: "write", tags: ["inbox", "sync"] },
  release_conversation: { kind: "write", tags: ["inbox", "sync"] },
  hand_over: { kind: "write", tags: ["inbox", "customer", "sync"] },
  put_away: { kind: "write", tags: ["inbox", "sync"] },
  reopen_conversation: { kind: "write", tags: ["inbox", "sync"] },
  set_priority: { kind: "write", tags: ["inbox", "sync"] },
  save_reply_draft: { kind: "write", tags: [] },
  reply: { kind: "write", tags: ["inbox", "customer", "work_list", "sync"] },
  run_macro: { kind: "write", tags: ["inbox", "customer", "work_list", "sync"] },
  tell_chat: { kind: "write", tags: [] },
  note_conversation: { kind: "write", tags: ["inbox", "customer", "sync"] },
  send_all_the_same: { kind: "write", tags: ["inbox", "sync"] },
  give_up_message: { kind: "write", tags: ["inbox", "customer", "sync"] },
  message_page: { kind: "read", tags: [] },
  fetch_attachment: { kind: "read", tags: [] },
  enclosed: { kind: "read", tags: [] },
  save_copies: { kind: "write", tags: [] },
  enclose: { kind: "write", tags: [] },
  take_out: { kind: "write", tags: [] },
  preview_words: { kind: "read", tags: ["inbox", "customer"] },
  beginning: { kind: "read", tags: ["inbox", "customer"] },
  save_beginning: { kind: "write", tags: [] },
  begin_conversation: { kind: "write", tags: ["inbox", "customer", "work_list", "sync"] },
  canned_replies: { kind: "read", tags: ["inbox", "customer"] },
  preview_canned: { kind: "read", tags: [] },
  canned_book: { kind: "read", tags: ["inbox"] },
  save_canned_reply: { kind: "write", tags: ["inbox", "sync"] },
  mailbox_book: { kind: "read", tags: ["inbox"] },
  save_mailbox: { kind: "write", tags: ["inbox", "sync"] },
  script_overview: { kind: "read", tags: ["scripts"] },
  check_script: { kind: "read", tags: ["scripts", "topics"] },
  rehearse_script: { kind: "read", tags: [] },
  publish_script: { kind: "write", tags: ["scripts", "sync"] },
  export_scripts: { kind: "read", tags: ["scripts", "topics"] },
  import_scripts: { kind: "read", tags: ["scripts", "topics"] },
  write_scripts: { kind: "read", tags: ["topics"] },
  template_scripts: { kind: "read", tags: ["scripts", "topics"] },
  treatments: { kind: "read", tags: ["treatments", "segments"] },
  check_treatment: { kind: "read", tags: ["treatments", "segments"] },
  save_treatment: { kind: "write", tags: ["treatments", "customer", "work_list", "sync"] },
  treatment_reach: { kind: "read", tags: ["treatments", "customer"] },
  explain_treatment: { kind: "read", tags: ["treatments", "customer"] },
  colleagues: { kind: "read", tags: ["colleagues"] },
  sync_status: { kind: "read", tags: ["sync"] },
  retry_stuck: { kind: "write", tags: ["sync"] },
  discard_stuck: { kind: "write", tags: ["sync"] },
  settings: { kind: "read", tags: ["settings"] },
  save_settings: { kind: "write", tags: ["settings"] },
  save_line: { kind: "write", tags: ["settings", "calls"] },
  audio_devices: { kind: "read", tags: [] },
  test_audio: { kind: "write", tags: [] },
};

/** Carries a command to the desk; `input` is null for a command without one. Rejects with a `CommandError`. */
export type Invoke = (name: CommandName, input: unknown) => Promise<unknown>;

/** All commands as functions over `invoke`. */
export function makeCommands(invoke: Invoke) {
  function call<N extends CommandName>(name: N, input: CommandTypes[N]["input"]): Promise<CommandTypes[N]["output"]> {
    return invoke(name, input) as Promise<CommandTypes[N]["output"]>;
  }
  return {
    /** Everything a view needs to come up, also in the middle of a call. */
    snapshot: (): Promise<Snapshot> => call("snapshot", null),
    /** Signs in to the server, or unlocks the cache when the server can't be reached. */
    signIn: (input: SignInForm): Promise<Session> => call("sign_in", input),
    /** Trusts the certificate with this fingerprint for this server from now on. */
    trustCertificate: (input: TrustForm): Promise<null> => call("trust_certificate", input),
    /** Signs out; unsent work stays in the outbox. */
    signOut: (): Promise<null> => call("sign_out", null),
    /** Asks for a state; during a call it becomes the next one. */
    setAgentState: (input: WantedState): Promise<AgentStatus> => call("set_agent_state", input),
    /** Calls a number; a call that is up is put on hold first. */
    dial: (input: DialForm): Promise<CallId> => call("dial", input),
    /** Answers a ringing call; a call that is up is put on hold first. */
    answer: (input: CallId): Promise<null> => call("answer", input),
    /** Rejects a ringing call. */
    reject: (input: CallId): Promise<null> => call("reject", input),
    /** Ends a call. */
    hangUp: (input: CallId): Promise<null> => call("hang_up", input),
    /** Puts a call on hold. */
    hold: (input: CallId): Promise<null> => call("hold", input),
    /** Takes a call back; another that is up is put on hold. */
    resume: (input: CallId): Promise<null> => call("resume", input),
    /** Turns our microphone off or on. */
    setMute: (input: MuteForm): Promise<null> => call("set_mute", input),
    /** Sends a key of the keypad (RFC 4733). */
    sendDigit: (input: DigitForm): Promise<null> => call("send_digit", input),
    /** Hands a call to another number without asking there first. */
    transfer: (input: TransferForm): Promise<null> => call("transfer", input),
    /** Says which customer a call is with. */
    attachCustomer: (input: AttachForm): Promise<CallView> => call("attach_customer", input),
    /** Searches the whole cache as one types. */
    search: (input: SearchQuery): Promise<SearchResults> => call("search", input),
    /** All that is known of a customer. */
    customer: (input: CustomerId): Promise<CustomerView> => call("customer", input),
    /** A page of a customer's contacts, newest first. */
    timeline: (input: TimelineQuery): Promise<TimelinePage> => call("timeline", input),
    /** Makes a customer, and ties the given call to it. */
    createCustomer: (input: NewCustomer): Promise<CustomerView> => call("create_customer", input),
    /** Sets fields of a customer. */
    editCustomer: (input: CustomerEdit): Promise<CustomerView> => call("edit_customer", input),
    /** Adds a number or address. */
    addContactPoint: (input: NewContactPoint): Promise<CustomerView> => call("add_contact_point", input),
    /** Sets fields of a number or address. */
    editContactPoint: (input: ContactPointEdit): Promise<CustomerView> => call("edit_contact_point", input),
    /** Decides between two values of a field. */
    resolveConflict: (input: ConflictChoice): Promise<CustomerView> => call("resolve_conflict", input),
    /** Customers who may be the same person, the most probable first. */
    lookAlikes: (input: CustomerId): Promise<Array<LookAlike>> => call("look_alikes", input),
    /** What merging two customers would do. */
    previewMerge: (input: Pair): Promise<MergePreview> => call("preview_merge", input),
    /** Makes two customers one. */
    mergeCustomers: (input: MergeForm): Promise<CustomerView> => call("merge_customers", input),
    /** Makes two of a customer again. */
    undoMerge: (input: MergeRef): Promise<CustomerView> => call("undo_merge", input),
    /** Says that two customers who look alike are two people; who looks alike otherwise. */
    keepApart: (input: Pair): Promise<Array<LookAlike>> => call("keep_apart", input),
    /** Writes down that the customer said that a field is right. */
    confirmField: (input: ConfirmForm): Promise<CustomerView> => call("confirm_field", input),
    /** Customers of value who had no contact for too long; nothing when something else was asked for meanwhile. */
    silentCustomers: (): Promise<Silent | null> => call("silent_customers", null),
    /** Adds or edits a preference, promise, warning or handling note. */
    saveRemark: (input: RemarkForm): Promise<CustomerView> => call("save_remark", input),
    /** Records a consent given or withdrawn. */
    recordConsent: (input: ConsentForm): Promise<CustomerView> => call("record_consent", input),
    /** Writes down an answered survey, a referral or feedback. */
    recordParticipation: (input: ParticipationForm): Promise<CustomerView> => call("record_participation", input),
    /** Writes down what was done for a customer. */
    recordDelivered: (input: DeliveredForm): Promise<CustomerView> => call("record_delivered", input),
    /** Begins a dialogue, or finds the open one on that topic. */
    openDialogue: (input: OpenDialogueForm): Promise<CustomerView> => call("open_dialogue", input),
    /** Moves a dialogue to a stage. */
    moveStage: (input: MoveStageForm): Promise<CustomerView> => call("move_stage", input),
    /** Takes back the stage move that this user just made. */
    undoMove: (input: DialogueRef): Promise<CustomerView> => call("undo_move", input),
    /** The contacts and stage moves behind a dialogue. */
    evidence: (input: DialogueRef): Promise<DialogueEvidence> => call("evidence", input),
    /** Journals the note of a call; durable when it returns. */
    saveDraft: (input: Draft): Promise<null> => call("save_draft", input),
    /** The form owed for a call, filled in as far as known. */
    wrapUpForm: (input: CallId): Promise<WrapUpForm> => call("wrap_up_form", input),
    /** Commits outcome, note, stage move, next step and callback in one transaction. */
    wrapUp: (input: WrapUpEntry): Promise<null> => call("wrap_up", input),
    /** What to say and ask in a call: the script that fits, or the one that is followed. */
    script: (input: CallId): Promise<ScriptPane> => call("script", input),
    /** Turns to a script; what was answered along another one stays. */
    chooseScript: (input: ScriptChoice): Promise<ScriptPane> => call("choose_script", input),
    /** Goes a step along a script, or back; journalled when it returns. */
    followScript: (input: ScriptStep): Promise<ScriptPane> => call("follow_script", input),
    /** Articles by what is typed so far and what is talked about, the best first. */
    findArticles: (input: ArticleQuery): Promise<ArticlesFound> => call("find_articles", input),
    /** An article to be read, and to be inserted. */
    article: (input: ArticleAsk): Promise<ArticleView> => call("article", input),
    /** All articles, by title; for supervisors and administrators, as all that edits them. */
    articleBook: (): Promise<Array<Article>> => call("article_book", null),
    /** Makes or changes an article. */
    saveArticle: (input: ArticleDraft): Promise<Article> => call("save_article", input),
    /** Understands a moment such as "내일 오후 3시" or "tomorrow 3pm". */
    parseWhen: (input: string): Promise<ParsedWhen> => call("parse_when", input),
    /** What waits for this agent. */
    workList: (): Promise<WorkList> => call("work_list", null),
    /** Takes the missed calls of a number off the list. */
    dismissMissed: (input: CallId): Promise<null> => call("dismiss_missed", input),
    /** Contacts that belong to no dialogue yet, with where they could belong. */
    triage: (): Promise<Triage> => call("triage", null),
    /** What something is probably about, by its words; nothing when that is not sure enough. */
    suggestTopic: (input: TopicAsk): Promise<TopicSuggestion | null> => call("suggest_topic", input),
    /** How often suggested topics are what people chose; for supervisors and administrators. */
    suggestionReport: (): Promise<SuggestionReport | null> => call("suggestion_report", null),
    /** Puts a contact to a dialogue, or back into triage. */
    assign: (input: AssignForm): Promise<null> => call("assign", input),
    /** Promises a call back. */
    createCallback: (input: NewCallback): Promise<CallbackView> => call("create_callback", input),
    /** Moves, takes, finishes or calls off a callback. */
    editCallback: (input: CallbackEdit): Promise<CallbackView> => call("edit_callback", input),
    /** Topics and their stages. */
    topics: (): Promise<Array<Topic>> => call("topics", null),
    /** The topics with their open dialogues; for administrators, as all that follows on topics. */
    topicOverview: (): Promise<TopicOverview> => call("topic_overview", null),
    /** What keeps a draft from being published. */
    checkTopic: (input: TopicDraft): Promise<DraftCheck> => call("check_topic", input),
    /** What publishing a draft would do to the dialogues on this desktop. */
    previewTopic: (input: TopicDraft): Promise<Impact> => call("preview_topic", input),
    /** Publishes a draft; only with the server at hand. */
    publishTopic: (input: TopicDraft): Promise<Topic> => call("publish_topic", input),
    /** All topics as a file. */
    exportTopics: (): Promise<TopicFile> => call("export_topics", null),
    /** The drafts that a file holds; nothing is published by it. */
    importTopics: (input: TopicFile): Promise<TopicImport> => call("import_topics", input),
    /** The drafts that a template holds. */
    templateTopics: (input: Template): Promise<TopicImport> => call("template_topics", input),
    /** The channel rules as they are asked, each with what is wrong with it. */
    rules: (): Promise<RuleList> => call("rules", null),
    /** What the rules would do with a contact, and why; nothing comes of it. */
    tryRules: (input: RuleTrial): Promise<RuleVerdict> => call("try_rules", input),
    /** What is wrong with a draft; for administrators, as all that follows on rules. */
    checkRule: (input: RuleDraft): Promise<RuleCheck> => call("check_rule", input),
    /** Saves a rule; only with the server at hand. */
    saveRule: (input: RuleDraft): Promise<Rule> => call("save_rule", input),
    /** All channel rules as a file. */
    exportRules: (): Promise<TopicFile> => call("export_rules", null),
    /** The drafts that a file of rules holds; nothing is saved by it. */
    importRules: (input: TopicFile): Promise<RuleImport> => call("import_rules", input),
    /** The rule that would have put a contact where it is. */
    proposeRule: (input: RuleSource): Promise<RuleProposal> => call("propose_rule", input),
    /** The contacts in triage for which a rule holds. */
    ruleFits: (input: RuleId): Promise<RuleFits> => call("rule_fits", input),
    /** Pages of the web sites that no rule knows, and visitors who could be one of several customers; only with the server at hand. */
    webInbox: (): Promise<WebInbox> => call("web_inbox", null),
    /** Takes a page off that list; it comes back when it is read again. */
    forgetPage: (input: PageRef): Promise<null> => call("forget_page", input),
    /** Says who a visitor is, or that it is none of those who were suggested. */
    decideVisitor: (input: VisitorChoice): Promise<null> => call("decide_visitor", input),
    /** Puts the contacts in triage for which a rule holds where it leads; how many they were. */
    applyRule: (input: RuleId): Promise<number> => call("apply_rule", input),
    /** Counts the funnel; nothing when another one was asked for meanwhile. For supervisors and administrators, as all that follows on the funnel. */
    funnel: (input: FunnelQuery): Promise<FunnelView | null> => call("funnel", input),
    /** The customers behind a number of the funnel. */
    funnelCustomers: (input: FunnelCell): Promise<FunnelCustomers | null> => call("funnel_customers", input),
    /** Stops what is being counted. */
    stopCounting: (): Promise<null> => call("stop_counting", null),
    /** The saved segments, and the teams that one can ask for; for supervisors and administrators, as all that follows on segments. */
    segments: (): Promise<SegmentOverview> => call("segments", null),
    /** Who is in a segment, saved or not; nothing when something else was asked for meanwhile. */
    segmentCustomers: (input: SegmentQuery): Promise<SegmentView | null> => call("segment_customers", input),
    /** The customers behind a number of the funnel as a segment. */
    segmentOfCell: (input: FunnelCell): Promise<SegmentQuery> => call("segment_of_cell", input),
    /** Saves a segment for everybody who leads. */
    saveSegment: (input: SegmentForm): Promise<Segment> => call("save_segment", input),
    /** Who would be on a list, and who is left out and why; nothing when something else was asked for meanwhile. For supervisors and administrators, as all that makes or follows lists. */
    previewList: (input: ListForm): Promise<ListPreview | null> => call("preview_list", input),
    /** Makes a list of those who may be called now. */
    makeList: (input: ListForm): Promise<CallList | null> => call("make_list", input),
    /** Renames a list, closes it, opens it again, or sets who is called again. */
    editList: (input: ListEdit): Promise<CallList> => call("edit_list", input),
    /** Some of the members of a list, with what came of each. */
    listMembers: (input: MembersPart): Promise<Members> => call("list_members", input),
    /** The lists on which this user can work, and how far each is. */
    callLists: (): Promise<Array<ListView>> => call("call_lists", null),
    /** This user's members of a list, each with what stands in the way of calling now. */
    listWork: (input: ListId): Promise<ListWork> => call("list_work", input),
    /** Takes the next members of a list, so that a few are this user's; the server decides. */
    takeMembers: (input: ListId): Promise<ListWork> => call("take_members", input),
    /** Gives this user's members of a list back. */
    giveBack: (input: ListId): Promise<null> => call("give_back", input),
    /** Calls a member of a list, if nothing stands in the way now. */
    callMember: (input: ListMemberId): Promise<CallId> => call("call_member", input),
    /** Takes a member off its list without a call. */
    takeOff: (input: TakeOffForm): Promise<null> => call("take_off", input),
    /** Some of the requests and complaints, what falls due first leading. */
    cases: (input: CaseAsk): Promise<CasePart> => call("cases", input),
    /** How many requests and complaints are open. */
    caseCount: (): Promise<CaseCount> => call("case_count", null),
    /** A request or complaint with all that happened to it. */
    caseDetail: (input: CaseId): Promise<CaseDetail> => call("case_detail", input),
    /** Writes a request or complaint down. */
    openCase: (input: NewCase): Promise<CaseDetail> => call("open_case", input),
    /** Changes what a case is about, or who works on it. */
    editCase: (input: CaseEdit): Promise<CaseDetail> => call("edit_case", input),
    /** Answers a case, waits for the customer, settles it, opens it again, or comments. */
    stepCase: (input: CaseStepForm): Promise<CaseDetail> => call("step_case", input),
    /** What is promised about cases, and when the centre works; for administrators, as all that edits them. */
    slaBook: (): Promise<SlaBook> => call("sla_book", null),
    /** Makes or changes a calendar. */
    saveCalendar: (input: CalendarDraft): Promise<Calendar> => call("save_calendar", input),
    /** Makes or changes what is promised about cases. */
    saveSlaPolicy: (input: SlaPolicyDraft): Promise<SlaPolicy> => call("save_sla_policy", input),
    /** Some of the written conversations, the most urgent first. */
    inbox: (input: InboxAsk): Promise<InboxPart> => call("inbox", input),
    /** How many written conversations wait, by channel. */
    inboxCount: (): Promise<InboxCount> => call("inbox_count", null),
    /** A written conversation with all that was written. */
    conversation: (input: ConversationId): Promise<ConversationDetail> => call("conversation", input),
    /** Takes a conversation; the server decides, and who has it is said. */
    claimConversation: (input: ConversationId): Promise<Claimed> => call("claim_conversation", input),
    /** Gives a conversation back. */
    releaseConversation: (input: ConversationId): Promise<null> => call("release_conversation", input),
    /** Hands a conversation to a colleague, with a word about it. */
    handOver: (input: HandOverForm): Promise<null> => call("hand_over", input),
    /** Puts a conversation away, until a moment or for good; the customer's next message brings it back. */
    putAway: (input: PutAwayForm): Promise<null> => call("put_away", input),
    /** Brings a conversation back. */
    reopenConversation: (input: ConversationId): Promise<null> => call("reopen_conversation", input),
    /** Says how soon a conversation is to be answered. */
    setPriority: (input: PriorityForm): Promise<null> => call("set_priority", input),
    /** Journals the answer typed in a conversation; durable when it returns. */
    saveReplyDraft: (input: ReplyDraft): Promise<null> => call("save_reply_draft", input),
    /** Sends an answer, with what it came to, in one transaction. */
    reply: (input: ReplyForm): Promise<null> => call("reply", input),
    /** Does what a macro does that writes nothing, in one transaction. */
    runMacro: (input: ReplyForm): Promise<null> => call("run_macro", input),
    /** Tells the visitor of a chat what is done here: watching, typing, reading. Comes to nothing without the server. */
    tellChat: (input: ChatForm): Promise<null> => call("tell_chat", input),
    /** Notes something in a conversation that the customer does not see. */
    noteConversation: (input: PrivateNote): Promise<null> => call("note_conversation", input),
    /** Sends an answer that was held because a colleague answered meanwhile. */
    sendAllTheSame: (input: InteractionId): Promise<null> => call("send_all_the_same", input),
    /** Gives up an answer that was not taken; its words become the draft again. */
    giveUpMessage: (input: InteractionId): Promise<null> => call("give_up_message", input),
    /** The HTML form of a message as the server cleaned it, for a frame in which nothing runs or loads; only with the server at hand. */
    messagePage: (input: InteractionId): Promise<string> => call("message_page", input),
    /** A file of a message, to be saved; only with the server at hand. */
    fetchAttachment: (input: AttachmentRef): Promise<FetchedFile> => call("fetch_attachment", input),
    /** What goes with a message that is being typed, besides words. */
    enclosed: (input: EnclosedAsk): Promise<Enclosed> => call("enclosed", input),
    /** Journals who else gets a message; durable when it returns. */
    saveCopies: (input: CopiesDraft): Promise<null> => call("save_copies", input),
    /** Keeps a file for a message that is being typed; durable when it returns. */
    enclose: (input: FileForm): Promise<null> => call("enclose", input),
    /** Takes a file out of a message that is being typed. */
    takeOut: (input: AttachmentId): Promise<null> => call("take_out", input),
    /** Words that were typed, with the places in them filled in as they will go out. */
    previewWords: (input: PreviewAsk): Promise<WordsOut> => call("preview_words", input),
    /** From what a conversation can be begun with a customer, and what was typed of it so far. */
    beginning: (input: CustomerId): Promise<Beginning> => call("beginning", input),
    /** Journals a first message as it is typed; durable when it returns. */
    saveBeginning: (input: BeginningDraft): Promise<null> => call("save_beginning", input),
    /** Writes to a customer first; what the customer answers comes into the same conversation. */
    beginConversation: (input: BeginningForm): Promise<null> => call("begin_conversation", input),
    /** The canned replies for a channel, filled in from a customer. */
    cannedReplies: (input: CannedAsk): Promise<Array<CannedLine>> => call("canned_replies", input),
    /** How a canned reply would read, and what is wrong with it; for administrators. */
    previewCanned: (input: Localized): Promise<CannedPreview> => call("preview_canned", input),
    /** All canned replies; for administrators. */
    cannedBook: (): Promise<Array<CannedReply>> => call("canned_book", null),
    /** Makes or changes a canned reply; for administrators. */
    saveCannedReply: (input: CannedDraft): Promise<CannedReply> => call("save_canned_reply", input),
    /** Our mailboxes; for administrators. */
    mailboxBook: (): Promise<MailboxBook> => call("mailbox_book", null),
    /** Makes or changes a mailbox; for administrators. */
    saveMailbox: (input: MailboxDraft): Promise<Mailbox> => call("save_mailbox", input),
    /** All scripts; for supervisors and administrators. All that follows on scripts is for administrators. */
    scriptOverview: (): Promise<Array<Script>> => call("script_overview", null),
    /** What keeps a draft from being published. */
    checkScript: (input: ScriptDraft): Promise<ScriptCheck> => call("check_script", input),
    /** Goes along a draft with a customer who is made up. */
    rehearseScript: (input: Rehearsal): Promise<Rehearsed> => call("rehearse_script", input),
    /** Publishes a draft; only with the server at hand. */
    publishScript: (input: ScriptDraft): Promise<Script> => call("publish_script", input),
    /** All scripts as a file. */
    exportScripts: (): Promise<TopicFile> => call("export_scripts", null),
    /** The drafts that a file holds; nothing is published by it. */
    importScripts: (input: TopicFile): Promise<ScriptImport> => call("import_scripts", input),
    /** The text with the scripts that were changed in the form; nothing is published by it. */
    writeScripts: (input: ChangedScripts): Promise<TopicFile> => call("write_scripts", input),
    /** The drafts to begin with. */
    templateScripts: (): Promise<ScriptImport> => call("template_scripts", null),
    /** How customers of tiers and segments are served; for administrators, as all that follows on treatments. */
    treatments: (): Promise<TreatmentList> => call("treatments", null),
    /** What is wrong with a draft. */
    checkTreatment: (input: TreatmentDraft): Promise<TreatmentCheck> => call("check_treatment", input),
    /** Saves a treatment; only with the server at hand. */
    saveTreatment: (input: TreatmentDraft): Promise<Treatment> => call("save_treatment", input),
    /** To how many customers treatments apply; nothing when something else was asked for meanwhile. */
    treatmentReach: (): Promise<TreatmentReach | null> => call("treatment_reach", null),
    /** Why a customer is served as they are. */
    explainTreatment: (input: CustomerId): Promise<TreatmentExplanation> => call("explain_treatment", input),
    /** The other agents of the own teams, with their states. */
    colleagues: (): Promise<Array<Colleague>> => call("colleagues", null),
    /** What waits to be sent, and what is stuck. */
    syncStatus: (): Promise<SyncView> => call("sync_status", null),
    /** Sends a stuck item again. */
    retryStuck: (input: StuckRef): Promise<null> => call("retry_stuck", input),
    /** Gives a stuck item up; it is kept in an archive. */
    discardStuck: (input: StuckRef): Promise<null> => call("discard_stuck", input),
    /** This user's settings on this desktop. */
    settings: (): Promise<Settings> => call("settings", null),
    /** Saves the settings. */
    saveSettings: (input: Settings): Promise<Settings> => call("save_settings", input),
    /** Saves the SIP account and registers with it. */
    saveLine: (input: LineForm): Promise<null> => call("save_line", input),
    /** The devices that can be chosen. */
    audioDevices: (): Promise<AudioDevices> => call("audio_devices", null),
    /** Begins or ends a test: level meter, hear yourself, ring tone. */
    testAudio: (input: AudioTest): Promise<null> => call("test_audio", input),
  };
}

/** All commands as functions. */
export type Commands = ReturnType<typeof makeCommands>;
