import { useState } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { dial } from "./actions";
import styles from "./CallStrip.module.css";

/** While no call is up: the line's state and a number to call. */
export function DialBox() {
  const text = useText();
  const desk = useDesk();
  const line = useStore(desk.line);
  const [number, setNumber] = useState("");
  const call = async () => {
    if (number.trim() && (await dial(desk, number.trim(), null))) setNumber("");
  };
  return (
    <div className={styles.idle}>
      <span className={styles.idleState} data-ready={line.state === "ready"}>
        <Icon name={line.state === "ready" ? "phone" : "warning"} />
        {line.state === "ready" ? text("line.ready") : text("call.none")}
      </span>
      <div className={styles.dial}>
        <TextField
          label={text("call.dialLabel")}
          labelHidden
          placeholder={text("call.dialPlaceholder")}
          inputMode="tel"
          maxLength={64}
          value={number}
          onChange={setNumber}
          onEnter={() => void call()}
        />
        <Button
          icon="phone"
          isDisabled={!number.trim() || line.state !== "ready"}
          onPress={() => void call()}
        >
          {text("call.dial")}
        </Button>
      </div>
    </div>
  );
}
