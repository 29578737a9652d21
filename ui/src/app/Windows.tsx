import { CallbackWindow } from "../features/callbacks/CallbackWindow";
import { CasesWindow } from "../features/cases/CasesWindow";
import { NewCaseWindow } from "../features/cases/NewCaseWindow";
import { BeginWindow } from "../features/conversation/BeginWindow";
import { CannedWindow } from "../features/conversation/CannedWindow";
import { MailboxesWindow } from "../features/conversation/MailboxesWindow";
import { NewCustomerWindow } from "../features/customer/NewCustomerWindow";
import { EngagementWindow } from "../features/engagement/EngagementWindow";
import { FunnelWindow } from "../features/funnel/FunnelWindow";
import { MergeWindow } from "../features/identity/MergeWindow";
import { InboxWindow } from "../features/inbox/InboxWindow";
import { ArticlesWindow } from "../features/knowledge/ArticlesWindow";
import { ListsWindow } from "../features/lists/ListsWindow";
import { MakeListWindow } from "../features/lists/MakeListWindow";
import { Palette } from "../features/palette/Palette";
import { RulesWindow } from "../features/rules/RulesWindow";
import { ScriptsWindow } from "../features/scripts/ScriptsWindow";
import { SegmentsWindow } from "../features/segments/SegmentsWindow";
import { SettingsWindow } from "../features/settings/SettingsWindow";
import { ShortcutsSheet } from "../features/settings/ShortcutsSheet";
import { SilentWindow } from "../features/silent/SilentWindow";
import { SlaWindow } from "../features/sla/SlaWindow";
import { SuggestionWindow } from "../features/suggestion/SuggestionWindow";
import { TopicsWindow } from "../features/topics/TopicsWindow";
import { TreatmentsWindow } from "../features/treatments/TreatmentsWindow";
import { TriageWindow } from "../features/triage/TriageWindow";
import { WebInboxWindow } from "../features/web-inbox/WebInboxWindow";
import { useDesk } from "../state/context";
import { useStore } from "../state/store";

/** The one window that may be open over the frame. */
export function Windows() {
  const desk = useDesk();
  const open = useStore(desk.open);
  const close = () => desk.open.set(null);
  switch (open?.is) {
    case "palette":
      return <Palette text={open.text} onClose={close} />;
    case "settings":
      return <SettingsWindow key={open.tab} tab={open.tab} onClose={close} />;
    case "shortcuts":
      return <ShortcutsSheet onClose={close} />;
    case "triage":
      return <TriageWindow onClose={close} />;
    case "inbox":
      return <InboxWindow channel={open.channel} onClose={close} />;
    case "cases":
      return <CasesWindow shelf={open.shelf} whose={open.whose} shown={open.case} onClose={close} />;
    case "new_case":
      return (
        <NewCaseWindow customer={open.customer} contact={open.contact} kind={open.kind} onClose={close} />
      );
    case "canned":
      return <CannedWindow onClose={close} />;
    case "mailboxes":
      return <MailboxesWindow onClose={close} />;
    case "new_customer":
      return <NewCustomerWindow call={open.call} name={open.name} phone={open.phone} onClose={close} />;
    case "begin":
      return <BeginWindow customer={open.customer} onClose={close} />;
    case "callback":
      return <CallbackWindow customer={open.customer} dialogue={open.dialogue} onClose={close} />;
    case "engagement":
      return <EngagementWindow customer={open.customer} call={open.call} onClose={close} />;
    case "merge":
      return <MergeWindow customer={open.customer} other={open.other} onClose={close} />;
    case "treatments":
      return <TreatmentsWindow onClose={close} />;
    case "silent":
      return <SilentWindow onClose={close} />;
    case "articles":
      return <ArticlesWindow onClose={close} />;
    case "suggestion":
      return <SuggestionWindow onClose={close} />;
    case "scripts":
      return <ScriptsWindow onClose={close} />;
    case "sla":
      return <SlaWindow onClose={close} />;
    case "topics":
      return <TopicsWindow onClose={close} />;
    case "rules":
      return <RulesWindow source={open.source} draft={open.draft ?? null} onClose={close} />;
    case "web_inbox":
      return <WebInboxWindow onClose={close} />;
    case "segments":
      return <SegmentsWindow query={open.query} onClose={close} />;
    case "funnel":
      return <FunnelWindow onClose={close} />;
    case "lists":
      return <ListsWindow key={open.list} list={open.list} onClose={close} />;
    case "make_list":
      return <MakeListWindow origin={open.origin} topic={open.topic} name={open.name} onClose={close} />;
    default:
      return null;
  }
}
