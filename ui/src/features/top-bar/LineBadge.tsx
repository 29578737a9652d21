import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./TopBar.module.css";

/** Says when no calls can be made or received, and why; silent while all is well. */
export function LineBadge() {
  const text = useText();
  const desk = useDesk();
  const line = useStore(desk.line);
  if (line.state === "ready") return null;
  const sentence = line.state === "down" ? text(`line.${line.reason}`) : text(`line.${line.state}`);
  const needsHand = line.state === "no_account" || (line.state === "down" && line.reason !== "unreachable");
  return (
    <div className={styles.line} role="status" data-tone={line.state === "connecting" ? "calm" : "bad"}>
      <Icon name={line.state === "connecting" ? "phone" : "warning"} />
      <span className={styles.lineText} title={sentence}>
        {sentence}
      </span>
      {needsHand && (
        <Button size="s" onPress={() => desk.open.set({ is: "settings", tab: "line" })}>
          {text("line.setUp")}
        </Button>
      )}
    </div>
  );
}
