import { useState } from "react";
import { Button } from "../../components/Button";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { WhenField } from "../callbacks/WhenField";
import { openNext, putAway } from "./actions";
import styles from "./Conversation.module.css";

/** Puts a conversation away until a moment in one's own words. */
export function Snooze({ conversation, isDisabled }: { conversation: string; isDisabled: boolean }) {
  const text = useText();
  const desk = useDesk();
  const keys = useKeys("conversation_snooze");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  useShortcut("conversation_snooze", () => setOpen(true), !isDisabled);
  const set = async () => {
    if (at === null) return;
    if (!(await putAway(desk, conversation, at))) return;
    setOpen(false);
    await openNext(desk, conversation);
  };
  return (
    <Popover
      label={text("inbox.snooze")}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="s" icon="clock" keys={keys} isDisabled={isDisabled}>
          {text("inbox.snooze")}
        </Button>
      }
    >
      <div className={styles.popover}>
        <WhenField label={text("inbox.snoozeUntil")} onChange={setAt} onEnter={() => void set()} autoFocus />
        <p className={styles.faint}>{text("inbox.snoozeText")}</p>
        <Button look="primary" size="s" keys="Enter" isDisabled={at === null} onPress={() => void set()}>
          {text("inbox.snooze")}
        </Button>
      </div>
    </Popover>
  );
}
