import { CallStrip } from "../features/call-strip/CallStrip";
import { CustomerScreen } from "../features/customer/CustomerScreen";
import { LinkBanner } from "../features/session/LinkBanner";
import { RingAnnouncer } from "../features/session/RingAnnouncer";
import { TopBar } from "../features/top-bar/TopBar";
import { WorkList } from "../features/work-list/WorkList";
import { WorkPanel } from "../features/wrap-up/WorkPanel";
import { useText } from "../i18n/text";
import { Commands } from "./Commands";
import styles from "./Frame.module.css";
import { useRehearsal } from "./rehearsal";
import { Windows } from "./Windows";

/** Top bar, work list, customer, panel: the places never move. */
export function Frame() {
  const text = useText();
  useRehearsal();
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#customer">
        {text("app.skip")}
      </a>
      <TopBar />
      <nav className={styles.left} aria-label={text("region.work")}>
        <WorkList />
      </nav>
      <div className={styles.centre}>
        <LinkBanner />
        <CallStrip />
        <main id="customer" className={styles.customer} tabIndex={-1} aria-label={text("region.customer")}>
          <CustomerScreen />
        </main>
      </div>
      <aside className={styles.right} aria-label={text("region.panel")}>
        <WorkPanel />
      </aside>
      <RingAnnouncer />
      <Commands />
      <Windows />
    </div>
  );
}
