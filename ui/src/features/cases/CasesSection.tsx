import type { CaseShelf, CaseWhose } from "../../api/generated/types";
import { Icon, type IconName } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useSupervises } from "../../state/people";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import work from "../work-list/WorkList.module.css";

/** Requests and complaints in the work list: how many are this person's, nobody's, overdue, and who leads also sees what is escalated. */
export function CasesSection() {
  const text = useText();
  const desk = useDesk();
  const counts = useStore(desk.cases.store, (state) => state.counts);
  const leads = useSupervises();
  const keys = useKeys("cases");
  const show = (whose: CaseWhose, shelf: CaseShelf) => () =>
    desk.open.set({ is: "cases", whose, shelf, case: null });
  useShortcut("cases", show("mine", "open"));
  if (!counts || counts.open === 0) return null;
  const rows: { id: string; icon: IconName; count: number; run: () => void }[] = [
    { id: "mine", icon: "user", count: counts.mine, run: show("mine", "open") },
    { id: "nobody", icon: "users", count: counts.nobody, run: show("nobody", "open") },
    { id: "late", icon: "clock", count: counts.late, run: show("all", "late") },
    ...(leads
      ? [
          {
            id: "escalated",
            icon: "warning" as const,
            count: counts.escalated,
            run: show("all", "escalated"),
          },
        ]
      : []),
  ];
  return (
    <section className={work.section}>
      <h2 className={work.title}>
        <span>
          {text("cases.title")} <span className={work.count}>{counts.open}</span>
        </span>
        <Keys keys={keys} />
      </h2>
      <ul>
        {rows
          .filter(({ count }) => count > 0)
          .map(({ id, icon, count, run }) => (
            <li key={id}>
              <button type="button" data-row className={work.row} onClick={run}>
                <Icon name={icon} />
                <span className={work.body}>
                  {text(`cases.count.${id as "mine" | "nobody" | "late" | "escalated"}`, { count })}
                </span>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}
