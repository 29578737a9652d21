import { useRef } from "react";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { Empty } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { isLive } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { dial } from "../call-strip/actions";
import { CasesSection } from "../cases/CasesSection";
import { InboxSection } from "../inbox/InboxSection";
import { WorkLists } from "../lists/WorkLists";
import { CallbackRow } from "./CallbackRow";
import { CallRow } from "./CallRow";
import { groupCallbacks } from "./groups";
import { MissedRow } from "./MissedRow";
import styles from "./WorkList.module.css";

/** Live calls on top, then owed forms, missed calls, overdue callbacks, what is written, and callbacks by how due they are. */
export function WorkList() {
  const text = useText();
  const desk = useDesk();
  const calls = useStore(desk.calls);
  const work = useStore(desk.work);
  const minute = useMinute();
  const timeZone = useStore(desk.settings, (settings) => settings?.time_zone ?? "UTC");
  const list = useRef<HTMLDivElement>(null);
  useShortcut("work_list", () => list.current?.querySelector<HTMLElement>("button")?.focus());

  const live = calls.filter(isLive);
  const owed = calls.filter((view) => !isLive(view) && view.wrap_up_owed);
  const { overdue, today, later } = groupCallbacks(work.callbacks, minute, timeZone);
  const triageKeys = useKeys("triage");
  const returnKeys = useKeys("return_call");
  useShortcut(
    "return_call",
    () => {
      // The one with the focus, else the latest.
      const focused = (document.activeElement as HTMLElement | null)?.dataset.missed;
      const missed = work.missed.find((it) => it.call === focused) ?? work.missed[0];
      if (missed) void dial(desk, missed.number, missed.customer);
    },
    work.missed.length > 0,
  );
  const hidden = work.callbacks_total - work.callbacks.length;
  const lists = useStore(desk.lists.store, ({ views, active }) =>
    Boolean(active || views?.some((it) => !it.list.closed && it.open > 0)),
  );
  const written = useStore(desk.inbox.store, ({ counts, open }) =>
    Boolean(open.length > 0 || counts?.channels.some((it) => it.count > 0)),
  );
  const nothing =
    !lists && !written && live.length + owed.length + work.missed.length + work.callbacks.length === 0;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside
    <div ref={list} className={styles.list} onKeyDown={moveFocus}>
      <Section title={text("work.live")} count={live.length} hideEmpty>
        {live.map((view) => (
          <CallRow key={view.call.id} view={view} />
        ))}
      </Section>
      <Section title={text("work.owed")} count={owed.length} hideEmpty>
        {owed.map((view) => (
          <CallRow key={view.call.id} view={view} />
        ))}
      </Section>
      <Section title={text("work.missed")} count={work.missed.length} hideEmpty>
        {work.missed.map((missed, index) => (
          <MissedRow
            key={missed.call}
            missed={missed}
            minute={minute}
            keys={index === 0 ? returnKeys : undefined}
          />
        ))}
      </Section>
      <Section title={text("work.overdue")} count={overdue.length} hideEmpty>
        {overdue.map((view) => (
          <CallbackRow key={view.callback.id} view={view} minute={minute} />
        ))}
      </Section>
      <InboxSection />
      <CasesSection />
      <Section title={text("work.due")} count={today.length} hideEmpty>
        {today.map((view) => (
          <CallbackRow key={view.callback.id} view={view} minute={minute} />
        ))}
      </Section>
      <Section title={text("work.later")} count={later.length} hideEmpty>
        {later.map((view) => (
          <CallbackRow key={view.callback.id} view={view} minute={minute} />
        ))}
      </Section>
      <WorkLists />
      {hidden > 0 && <p className={styles.foot}>{text("work.more", { count: hidden })}</p>}
      {work.triage_total > 0 && (
        <button type="button" data-row className={styles.row} onClick={() => desk.open.set({ is: "triage" })}>
          <Icon name="note" />
          <span className={styles.body}>{text("work.triage", { count: work.triage_total })}</span>
          <Keys keys={triageKeys} />
        </button>
      )}
      {nothing && (
        <Empty icon="check" title={text("work.empty")}>
          {text("work.emptyText")}
        </Empty>
      )}
    </div>
  );
}

function Section(props: { title: string; count: number; hideEmpty?: boolean; children: React.ReactNode }) {
  if (props.hideEmpty && props.count === 0) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>
        {props.title} <span className={styles.count}>{props.count}</span>
      </h2>
      <ul>{props.children}</ul>
    </section>
  );
}

function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  event.preventDefault();
}
