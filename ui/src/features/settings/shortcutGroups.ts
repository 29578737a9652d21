import type { Action } from "../../state/shortcuts";

/** The shortcuts as people look for them. */
export const SHORTCUT_GROUPS: readonly {
  name: "anywhere" | "call" | "wrapUp" | "customer";
  actions: readonly Action[];
}[] = [
  {
    name: "anywhere",
    actions: ["palette", "search", "help", "settings", "state", "work_list", "triage", "cases", "list_next"],
  },
  {
    name: "call",
    actions: [
      "answer",
      "answer_plain",
      "hang_up",
      "hold",
      "mute",
      "keypad",
      "transfer",
      "swap",
      "return_call",
      "list_call",
    ],
  },
  {
    name: "wrapUp",
    actions: [
      "note",
      "script",
      "script_typing",
      "outcome",
      "outcome_typing",
      "suggestion",
      "knowledge",
      "knowledge_typing",
      "complete",
      "callback",
      "callback_typing",
      "case_new_typing",
      "stage",
      "stage_typing",
    ],
  },
  {
    name: "customer",
    actions: [
      "new_customer",
      "dialogue",
      "undo_stage",
      "new_dialogue",
      "remark",
      "confirm",
      "engagement",
      "engagement_typing",
      "case_new",
      "timeline_search",
    ],
  },
];
