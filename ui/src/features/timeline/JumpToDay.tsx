import { useState } from "react";
import { Button, IconButton } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { endOfDay } from "../../state/period";
import { useStore } from "../../state/store";
import styles from "./Timeline.module.css";

/** Goes to a day: the contacts that began at or before its end. */
export function JumpToDay({ onJump }: { onJump: (untilMs: number) => void }) {
  const text = useText();
  const timeZone = useStore(useDesk().settings, (settings) => settings?.time_zone ?? "UTC");
  const [day, setDay] = useState("");
  return (
    <Popover
      label={text("timeline.jump")}
      width={240}
      trigger={<IconButton label={text("timeline.jump")} icon="calendar" size="s" />}
    >
      {(close) => {
        const jump = () => {
          const end = endOfDay(day, timeZone);
          if (end === null) return;
          onJump(end);
          close();
        };
        return (
          <div className={styles.jump}>
            <TextField
              label={text("timeline.day")}
              type="date"
              value={day}
              onChange={setDay}
              onEnter={jump}
              autoFocus
            />
            <Button look="primary" isDisabled={!day} onPress={jump}>
              {text("timeline.jumpDo")}
            </Button>
          </div>
        );
      }}
    </Popover>
  );
}
