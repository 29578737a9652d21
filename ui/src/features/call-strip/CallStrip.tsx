import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { isIncomingRing, isLive, isUp } from "../../state/selection";
import { useStore } from "../../state/store";
import { CallShortcuts } from "./CallShortcuts";
import styles from "./CallStrip.module.css";
import { DialBox } from "./DialBox";
import { MainCall } from "./MainCall";
import { OtherCall } from "./OtherCall";

/** The calls: one large, others beside it. Its room is always there, so that a call pushes nothing away. */
export function CallStrip() {
  const text = useText();
  const desk = useDesk();
  const live = useStore(desk.calls).filter(isLive);
  const selected = useStore(desk.selection, (selection) => selection.call);
  const main =
    live.find((view) => view.call.state === "talking") ??
    live.find((view) => view.call.id === selected) ??
    live.find(isUp) ??
    live[0];
  const others = live.filter((view) => view !== main);
  const ringing = live.find(isIncomingRing);
  return (
    <section
      className={styles.strip}
      aria-label={text("region.strip")}
      data-ringing={main !== undefined && main === ringing}
    >
      {main ? <MainCall view={main} /> : <DialBox />}
      {others.slice(0, 2).map((view) => (
        <OtherCall key={view.call.id} view={view} />
      ))}
      <CallShortcuts main={main} ringing={ringing} />
    </section>
  );
}
