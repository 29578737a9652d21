import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Dialog } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { AudioPanel } from "./AudioPanel";
import { GeneralPanel } from "./GeneralPanel";
import { LinePanel } from "./LinePanel";
import styles from "./Settings.module.css";
import { ShortcutsPanel } from "./ShortcutsPanel";

type TabName = "general" | "line" | "audio" | "shortcuts";
const TABS: readonly TabName[] = ["general", "line", "audio", "shortcuts"];

/** Everything that can be set, saved as it is changed. */
export function SettingsWindow({ tab, onClose }: { tab: TabName; onClose: () => void }) {
  const text = useText();
  return (
    <Dialog title={text("menu.settings")} size="m" isOpen onClose={onClose}>
      <Tabs className={styles.tabs} defaultSelectedKey={tab}>
        <TabList className={styles.tabList} aria-label={text("menu.settings")}>
          {TABS.map((name) => (
            <Tab key={name} id={name} className={styles.tab}>
              {text(`settings.${name}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="general">
          <GeneralPanel />
        </TabPanel>
        <TabPanel id="line">
          <LinePanel />
        </TabPanel>
        <TabPanel id="audio">
          <AudioPanel />
        </TabPanel>
        <TabPanel id="shortcuts">
          <ShortcutsPanel />
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}
