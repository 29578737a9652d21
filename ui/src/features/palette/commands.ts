import type { BreakReason, WantedState } from "../../api/generated/types";
import type { IconName } from "../../components/Icon";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { lookUp } from "../../state/knowledge";
import { signOut } from "../../state/live";
import { lookStore } from "../../state/look";
import { useAdministrates, useSupervises } from "../../state/people";
import { shownCustomer } from "../../state/selection";
import { changeSettings } from "../../state/settings";
import { type Action, keysOf } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { newCase } from "../cases/actions";
import { useMacros } from "../conversation/macros";

/** Something the palette can do. */
export interface PaletteCommand {
  id: string;
  icon: IconName;
  label: string;
  keys: string;
  run: () => void;
}

const BREAKS: readonly BreakReason[] = ["rest", "meal", "training", "meeting", "back_office"];
const THEMES = ["light", "dark", "high_contrast", "system"] as const;

/** All that can be done from the palette right now. */
export function useCommands(): PaletteCommand[] {
  const text = useText();
  const desk = useDesk();
  const settings = useStore(desk.settings);
  const calls = useStore(desk.calls);
  const selection = useStore(desk.selection);
  const locale = useLocale();
  const macros = useMacros();
  const administrates = useAdministrates();
  const supervises = useSupervises();
  const customer = shownCustomer(selection, calls);
  const tied = calls.find((view) => view.call.id === selection.call && view.customer);
  const untie = tied && { call: tied.call.id, customer: null };
  const language = useStore(lookStore, (look) => look.language);
  const keys = keysOf(settings);
  const other = language === "ko" ? "en" : "ko";

  const command = (
    id: string,
    icon: IconName,
    label: string,
    run: () => void,
    action?: Action,
  ): PaletteCommand => ({
    id,
    icon,
    label,
    keys: action ? keys[action] : "",
    run,
  });
  const goTo = (state: WantedState) => () => void desk.run(desk.commands.setAgentState(state));
  return [
    ...(customer
      ? [
          command(
            "callback",
            "callback",
            text("callback.new"),
            () => desk.open.set({ is: "callback", customer, dialogue: null }),
            "callback",
          ),
          command("new_case", "promise", text("cases.new"), () => newCase(desk, customer), "case_new"),
          command(
            "begin",
            "email",
            text("begin.title"),
            () => desk.open.set({ is: "begin", customer }),
            "conversation_begin",
          ),
          command(
            "engagement",
            "heart",
            text("engagement.title"),
            () => {
              const call = calls.find(
                (view) => view.call.id === selection.call && view.customer === customer,
              );
              desk.open.set({ is: "engagement", customer, call: call?.call.id ?? null });
            },
            "engagement",
          ),
        ]
      : []),
    ...(untie
      ? [
          command(
            "untie",
            "user",
            text("customer.untie"),
            () => void desk.run(desk.commands.attachCustomer(untie)),
          ),
        ]
      : []),
    ...macros.map(({ line, ask }) =>
      command(`macro-${line.id}`, "edit", text("macro.inPalette", { name: line.name[locale] }), ask),
    ),
    command(
      "inbox",
      "email",
      text("inbox.title"),
      () => desk.open.set({ is: "inbox", channel: null }),
      "inbox",
    ),
    command(
      "cases",
      "promise",
      text("cases.title"),
      () => desk.open.set({ is: "cases", shelf: "open", whose: "mine", case: null }),
      "cases",
    ),
    command("knowledge", "note", text("knowledge.title"), lookUp, "knowledge"),
    command("triage", "note", text("triage.title"), () => desk.open.set({ is: "triage" }), "triage"),
    command("silent", "clock", text("silent.title"), () => desk.open.set({ is: "silent" })),
    command("new", "plus", text("newCustomer.title"), () =>
      desk.open.set({ is: "new_customer", call: null, name: "", phone: "" }),
    ),
    command(
      "available",
      "user",
      text("command.state", { state: text("state.available") }),
      goTo({ is: "available" }),
    ),
    ...BREAKS.map((reason) =>
      command(
        reason,
        "clock",
        text("command.state", { state: text("state.break", { reason: text(`break.${reason}`) }) }),
        goTo({ is: "break", reason }),
      ),
    ),
    command(
      "settings",
      "settings",
      text("menu.settings"),
      () => desk.open.set({ is: "settings", tab: "general" }),
      "settings",
    ),
    command("line", "phone", text("line.setUp"), () => desk.open.set({ is: "settings", tab: "line" })),
    command("audio", "speaker", text("settings.audio"), () =>
      desk.open.set({ is: "settings", tab: "audio" }),
    ),
    ...(administrates
      ? [
          command("topics", "edit", text("menu.topics"), () => desk.open.set({ is: "topics" })),
          command("treatments", "heart", text("menu.treatments"), () => desk.open.set({ is: "treatments" })),
          command("scripts", "edit", text("menu.scripts"), () => desk.open.set({ is: "scripts" })),
          command("sla", "clock", text("menu.sla"), () => desk.open.set({ is: "sla" })),
          command("canned", "edit", text("canned.title"), () => desk.open.set({ is: "canned" })),
          command("mailboxes", "email", text("mailboxes.title"), () => desk.open.set({ is: "mailboxes" })),
          command("web_inbox", "search", text("webInbox.title"), () => desk.open.set({ is: "web_inbox" })),
        ]
      : []),
    command("rules", "search", text("menu.rules"), () => desk.open.set({ is: "rules", source: null })),
    ...(supervises
      ? [
          command("funnel", "funnel", text("menu.funnel"), () => desk.open.set({ is: "funnel" })),
          command("segments", "users", text("menu.segments"), () =>
            desk.open.set({ is: "segments", query: null }),
          ),
          command("articles", "edit", text("articles.title"), () => desk.open.set({ is: "articles" })),
          command("suggestion", "note", text("suggestion.title"), () => desk.open.set({ is: "suggestion" })),
          command("lists", "users", text("menu.lists"), () => desk.open.set({ is: "lists", list: null })),
        ]
      : []),
    command("help", "help", text("menu.help"), () => desk.open.set({ is: "shortcuts" }), "help"),
    command("language", "language", text("command.language", { language: text(`language.${other}`) }), () =>
      changeSettings(desk, { language: other }),
    ),
    ...THEMES.map((theme) =>
      command(theme, "theme", text("menu.theme", { theme: text(`theme.${theme}`) }), () =>
        changeSettings(desk, { theme }),
      ),
    ),
    command("sign_out", "signOut", text("menu.signOut"), () => void signOut(desk)),
  ];
}
