import { useState } from "react";
import { Button, IconButton } from "../../components/Button";
import { Switch } from "../../components/Field";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { changeSettings } from "../../state/settings";
import { type Action, DEFAULT_KEYS, keysOf, SINGLE_KEYS, writtenKeys } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import styles from "./Settings.module.css";
import { SHORTCUT_GROUPS } from "./shortcutGroups";

/** Every shortcut can be given other keys or none (WCAG 2.1.4); they follow the user. */
export function ShortcutsPanel() {
  const text = useText();
  const desk = useDesk();
  const settings = useStore(desk.settings);
  const [asking, setAsking] = useState<Action | null>(null);
  const [clash, setClash] = useState<Action | null>(null);
  const keys = keysOf(settings);
  const own = settings?.shortcuts ?? {};

  const set = (action: Action, value: string | null) => {
    const shortcuts = { ...own };
    if (value === null || value === DEFAULT_KEYS[action]) delete shortcuts[action];
    else shortcuts[action] = value;
    void changeSettings(desk, { shortcuts });
  };
  const capture = (action: Action, event: React.KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return setAsking(null);
    if (event.key === "Backspace" || event.key === "Delete") {
      set(action, "");
      return setAsking(null);
    }
    const pressed = writtenKeys(event.nativeEvent);
    if (!pressed) return;
    const written = DEFAULT_KEYS[action].endsWith("Digit") ? pressed.replace(/\d$/, "Digit") : pressed;
    const holder = (Object.keys(keys) as Action[]).find(
      (other) => other !== action && keys[other].toLowerCase() === written.toLowerCase(),
    );
    setClash(holder ?? null);
    if (holder) return;
    set(action, written);
    setAsking(null);
  };

  return (
    <div className={styles.group}>
      <Switch
        label={text("settings.singleKeys")}
        isSelected={own[SINGLE_KEYS] !== "off"}
        onChange={(on) => {
          const { [SINGLE_KEYS]: _, ...rest } = own;
          void changeSettings(desk, { shortcuts: on ? rest : { ...rest, [SINGLE_KEYS]: "off" } });
        }}
      />
      <p className={styles.hint}>{text("settings.shortcutsHint")}</p>
      <p role="alert">{clash && text("settings.clash", { action: text(`shortcut.${clash}`) })}</p>
      {SHORTCUT_GROUPS.map(({ name, actions }) => (
        <div key={name} className={styles.keys}>
          <h3>{text(`shortcutGroup.${name}`)}</h3>
          {actions.map((action) => (
            <div key={action} style={{ display: "contents" }}>
              <span>{text(`shortcut.${action}`)}</span>
              <div
                role="button"
                tabIndex={0}
                className={styles.capture}
                data-waiting={asking === action}
                data-own-keys
                aria-label={text("settings.captureFor", { action: text(`shortcut.${action}`) })}
                onClick={() => setAsking(action)}
                onBlur={() => setAsking(null)}
                onKeyDown={(event) => {
                  if (asking === action) capture(action, event);
                  else if (event.key === "Enter" || event.key === " ") {
                    event.preventDefault();
                    setAsking(action);
                  }
                }}
              >
                {asking === action ? text("settings.press") : <Keys keys={keys[action]} />}
              </div>
              <IconButton
                label={text("settings.noKeys")}
                icon="close"
                size="s"
                onPress={() => set(action, "")}
              />
              <Button
                size="s"
                look="quiet"
                isDisabled={own[action] === undefined}
                onPress={() => set(action, null)}
              >
                {text("settings.reset")}
              </Button>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
