import type { AdFault, Advertising } from "../../api/generated/types";
import { Callout } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import styles from "./Conversation.module.css";

export type AdHeld = AdFault | "complaint";

/** Why advertising may not be sent; `null` when it may. */
export function adHeld(complaint: boolean, advertising: Advertising | undefined): AdHeld | null {
  return complaint ? "complaint" : (advertising?.fault ?? null);
}

/** Why advertising may not be sent, or when it goes. */
export function AdNotice({
  held,
  advertising,
}: {
  held: AdHeld | null;
  advertising: Advertising | undefined;
}) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  if (held)
    return (
      <Callout tone="bad" icon="warning">
        <span role="alert">{text(`begin.forbidden.${held}`)}</span>
      </Callout>
    );
  const waitsMs = advertising?.waits_ms ?? null;
  if (waitsMs === null) return <p className={styles.faint}>{text("begin.marked")}</p>;
  return (
    <Callout tone="warn" icon="clock">
      <span role="status">{text("begin.waits", { moment: when.moment(waitsMs, nowMs) })}</span>
    </Callout>
  );
}
