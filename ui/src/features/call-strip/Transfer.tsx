import { useState } from "react";
import { Button, IconButton } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Popover } from "../../components/Overlay";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import styles from "./CallStrip.module.css";

/** Hands the call to a number, an extension or a colleague. */
export function Transfer({ call }: { call: string }) {
  const text = useText();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  const [target, setTarget] = useState("");
  const keys = useKeys("transfer");
  useShortcut("transfer", () => setOpen(true));
  const free = useStore(desk.colleagues).filter((colleague) => colleague.status?.state.is === "available");
  const transfer = async (to: string) => {
    if (!to.trim()) return;
    if ((await desk.run(desk.commands.transfer({ call, target: to.trim() }).then(() => true))) !== true)
      return;
    setOpen(false);
    setTarget("");
    desk.notices.tell("call.transferred");
  };
  return (
    <Popover
      label={text("call.transfer")}
      isOpen={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={text("call.transfer")} icon="transfer" keys={keys} />}
    >
      <div className={styles.transfer}>
        <TextField
          label={text("call.transferTo")}
          value={target}
          onChange={setTarget}
          hint={text("call.transferHint")}
          autoFocus
          maxLength={255}
          onEnter={() => void transfer(target)}
        />
        {free.length > 0 && (
          <ul className={styles.colleagues}>
            {free.slice(0, 8).map(({ user }) => (
              <li key={user.id}>
                <Button size="s" look="quiet" icon="user" onPress={() => setTarget(user.login)}>
                  {user.name}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <Button look="primary" keys="Enter" isDisabled={!target.trim()} onPress={() => void transfer(target)}>
          {text("call.transferDo")}
        </Button>
      </div>
    </Popover>
  );
}
