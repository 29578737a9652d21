import { useCallback, useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { IconButton } from "../../components/Button";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import styles from "./CallStrip.module.css";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** Keys for the other side's menus (RFC 4733); the keyboard's digits work while it is open. */
export function Keypad({ call }: { call: string }) {
  const text = useText();
  const [open, setOpen] = useState(false);
  const keys = useKeys("keypad");
  useShortcut("keypad", () => setOpen((now) => !now));
  return (
    <Popover
      label={text("call.keypad")}
      width={220}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={text("call.keypad")} icon="keypad" keys={keys} />}
    >
      <Pad call={call} />
    </Popover>
  );
}

function Pad({ call }: { call: string }) {
  const text = useText();
  const desk = useDesk();
  const [sent, setSent] = useState("");
  const press = useCallback(
    (digit: string) => {
      setSent((now) => (now + digit).slice(-16));
      void desk.run(desk.commands.sendDigit({ call, digit }));
    },
    [call, desk],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (/^[0-9*#]$/.test(event.key)) press(event.key);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [press]);
  return (
    <>
      <p className={styles.sent} role="status">
        {sent && text("call.keypadSent", { digits: sent })}
      </p>
      <div className={styles.pad}>
        {DIGITS.map((digit) => (
          <AriaButton
            key={digit}
            className={styles.padKey}
            aria-label={text("call.keypadLabel", { digit })}
            onPress={() => press(digit)}
          >
            {digit}
          </AriaButton>
        ))}
      </div>
    </>
  );
}
