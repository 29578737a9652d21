import { useEffect } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Empty } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { useFrameLater } from "../../state/frame";
import { lookUp, openKnowledge } from "../../state/knowledge";
import { type PanelTab, panelStore } from "../../state/panel";
import { shownCustomer } from "../../state/selection";
import { useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { chosenConversation } from "../conversation/actions";
import { ConversationPanel } from "../conversation/ConversationPanel";
import { conversationOf } from "../conversation/macros";
import { CustomerPanel } from "../customer/CustomerPanel";
import { KnowledgePanel } from "../knowledge/KnowledgePanel";
import { WrapUp } from "./WrapUp";
import styles from "./WrapUp.module.css";

/** The right column: note and outcome of the call, or the customer's own facts. */
export function WorkPanel() {
  const text = useText();
  const desk = useDesk();
  const calls = useStore(desk.calls);
  // Who calls is painted first; the form, which is not needed before the call is answered, a frame later.
  const selection = useFrameLater(useStore(desk.selection));
  const tab = useStore(panelStore);
  const call = calls.find((view) => view.call.id === selection.call);
  const shown = shownCustomer(selection, calls);
  const customer = useStore(desk.customers.store, (all) => entryOf(all, shown).view);
  const chosen = useStore(chosenConversation);
  // A conversation stands beside its own customer and no other.
  const open = useStore(desk.inbox.store, (state) => state.open);
  const conversation = conversationOf(open, shown, chosen);
  const callId = call?.call.id;
  useEffect(() => {
    if (callId) panelStore.set("work");
  }, [callId]);

  useShortcut("knowledge", lookUp);
  useShortcut("knowledge_typing", lookUp);

  if (!call && !customer && !conversation && tab !== "knowledge") {
    return (
      <Empty icon="note" title={text("panel.nothing")}>
        {text("panel.nothingText")}
      </Empty>
    );
  }
  const tabs: PanelTab[] = [
    ...(call ? (["work"] as const) : []),
    ...(conversation ? (["conversation"] as const) : []),
    ...(customer ? (["customer"] as const) : []),
    "knowledge",
  ];
  const shownTab: PanelTab = tabs.includes(tab) ? tab : (tabs[0] ?? "customer");
  return (
    <Tabs
      className={styles.panel}
      selectedKey={shownTab}
      onSelectionChange={(key) => (key === "knowledge" ? openKnowledge() : panelStore.set(key as PanelTab))}
    >
      <TabList className={styles.tabs} aria-label={text("region.panel")}>
        {call && (
          <Tab id="work" className={styles.tab}>
            {text("region.panel")}
          </Tab>
        )}
        {conversation && (
          <Tab id="conversation" className={styles.tab}>
            {text("inbox.conversation")}
          </Tab>
        )}
        {customer && (
          <Tab id="customer" className={styles.tab}>
            {text("customer.profile")}
          </Tab>
        )}
        <Tab id="knowledge" className={styles.tab}>
          {text("knowledge.title")}
        </Tab>
      </TabList>
      {call && (
        <TabPanel id="work" className={styles.tabBody} shouldForceMount>
          <WrapUp key={call.call.id} view={call} />
        </TabPanel>
      )}
      {conversation && (
        <TabPanel id="conversation" className={styles.tabBody}>
          <ConversationPanel
            key={conversation.customer}
            id={conversation.id}
            customer={conversation.customer}
          />
        </TabPanel>
      )}
      {customer && (
        <TabPanel id="customer" className={styles.tabBody}>
          <CustomerPanel key={customer.customer.id} view={customer} />
        </TabPanel>
      )}
      <TabPanel id="knowledge" className={styles.tabBody}>
        <KnowledgePanel
          customer={shown}
          call={call?.call.id ?? null}
          conversation={conversation?.id ?? null}
        />
      </TabPanel>
    </Tabs>
  );
}
