import { useEffect, useState } from "react";
import type { RuleSource } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useAdministrates } from "../../state/people";
import { writtenKeys } from "../../state/shortcuts";
import styles from "./Rules.module.css";

/** After a contact was put to a dialogue: a rule that does the same from now on, or who can make one. */
export function AlwaysSo({ source }: { source: RuleSource }) {
  const text = useText();
  const desk = useDesk();
  const administrates = useAdministrates();
  const [names, setNames] = useState("");
  useEffect(() => {
    if (administrates) return;
    let gone = false;
    void desk.run(desk.commands.rules()).then((read) => {
      if (!gone && read) setNames(read.administrators.join(", "));
    });
    return () => {
      gone = true;
    };
  }, [desk, administrates]);
  useEffect(() => {
    if (!administrates) return;
    // Wherever the focus is: the list is gone when the last contact was assigned.
    const onKeyDown = (event: KeyboardEvent) => {
      if (writtenKeys(event) !== "a" || event.repeat) return;
      event.preventDefault();
      desk.open.set({ is: "rules", source });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [desk, administrates, source]);
  if (administrates) {
    return (
      <div className={styles.always}>
        <Button icon="check" keys="a" onPress={() => desk.open.set({ is: "rules", source })}>
          {text("rules.always")}
        </Button>
        <span className={styles.faint}>{text("rules.alwaysHint")}</span>
      </div>
    );
  }
  return names ? <p className={styles.faint}>{text("rules.alwaysWho", { names })}</p> : null;
}
