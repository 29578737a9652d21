import { Button } from "../../components/Button";
import { Keys } from "../../components/Keys";
import { Dialog } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { keysOf } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import styles from "./Settings.module.css";
import { SHORTCUT_GROUPS } from "./shortcutGroups";

/** All shortcuts at a glance. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const keys = keysOf(useStore(desk.settings));
  return (
    <Dialog
      title={text("menu.help")}
      size="l"
      isOpen
      onClose={onClose}
      actions={
        <Button onPress={() => desk.open.set({ is: "settings", tab: "shortcuts" })}>
          {text("settings.change")}
        </Button>
      }
    >
      <div className={styles.sheet}>
        {SHORTCUT_GROUPS.map(({ name, actions }) => (
          <section key={name}>
            <h3>{text(`shortcutGroup.${name}`)}</h3>
            <dl>
              {actions
                .filter((action) => keys[action] !== "")
                .map((action) => (
                  <div key={action} className={styles.sheetRow}>
                    <dt>{text(`shortcut.${action}`)}</dt>
                    <dd>
                      <Keys keys={keys[action]} />
                      <span className="visually-hidden">{keys[action]}</span>
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
