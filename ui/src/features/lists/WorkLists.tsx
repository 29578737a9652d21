import { useEffect } from "react";
import type { ListView, MemberView } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { shownCustomer } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { obstaclesText, progressOf, reasonText } from "../../words/lists";
import work from "../work-list/WorkList.module.css";
import { showMember, showNext } from "./actions";
import styles from "./Lists.module.css";
import { useListWords } from "./words";

/** Call lists in the work list: the one that is worked through shows whom this person has of it. */
export function WorkLists() {
  const text = useText();
  const desk = useDesk();
  const { views, active } = useStore(desk.lists.store);
  const nowMs = useMinute();
  const open = (views ?? []).filter((it) => !it.list.closed && it.open + it.later > 0);
  // Nothing tells when a pause ends: it is later.
  const isDue = open.some((it) => it.next_ms !== null && it.next_ms <= nowMs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each minute while somebody's turn has come
  useEffect(() => {
    if (isDue) void desk.lists.read();
  }, [desk, isDue, nowMs]);
  const keys = useKeys("list_next");
  useShortcut(
    "list_next",
    () => {
      const first = open[0];
      if (active) void showNext(desk);
      else if (first) void desk.lists.choose(first.list.id).then(() => showNext(desk));
    },
    open.length > 0 || active !== null,
  );
  const shown = (views ?? []).filter((it) => open.includes(it) || it.list.id === active);
  if (shown.length === 0) return null;
  return (
    <section className={work.section}>
      <h2 className={work.title}>
        <span>
          {text("lists.work")} <span className={work.count}>{shown.length}</span>
        </span>
        <Keys keys={keys} />
      </h2>
      <ul>
        {shown.map((view) => (
          <ListRow key={view.list.id} view={view} isActive={view.list.id === active} />
        ))}
      </ul>
    </section>
  );
}

function ListRow({ view, isActive }: { view: ListView; isActive: boolean }) {
  const text = useText();
  const desk = useDesk();
  const { done, total } = progressOf(view);
  return (
    <li>
      <button
        type="button"
        data-row
        className={work.row}
        aria-expanded={isActive}
        onClick={() => void desk.lists.choose(isActive ? null : view.list.id)}
      >
        <Icon name="users" />
        <span className={work.body}>
          <span className={work.name} dir="auto" title={view.list.name}>
            {view.list.name}
          </span>
          <span className={work.sub}>
            {text("lists.progress", { done, total })}
            {view.mine > 0 && ` · ${text("lists.mine", { count: view.mine })}`}
          </span>
        </span>
        <Icon name={isActive ? "chevronDown" : "chevronRight"} size={14} />
      </button>
      {isActive && <Mine />}
    </li>
  );
}

/** The members that are this person's, and what to do when there are none. */
function Mine() {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const nowMs = useMinute();
  const { work: own, taking } = useStore(desk.lists.store);
  const offline = useStore(desk.sync, (sync) => sync.link !== "online");
  if (!own) return taking ? <p className={styles.hint}>{text("lists.taking")}</p> : null;
  const { mine, view } = own;
  return (
    <>
      {mine.length > 0 && (
        <ul className={styles.mine}>
          {mine.map((member) => (
            <MemberRow key={member.id} member={member} />
          ))}
        </ul>
      )}
      <p className={styles.hint} role="status">
        {taking
          ? text("lists.taking")
          : offline
            ? text("lists.offline")
            : mine.length > 0
              ? ""
              : view.open === 0 && view.next_ms !== null
                ? text("lists.workLater", { moment: when.moment(view.next_ms, nowMs) })
                : view.open === 0
                  ? text("lists.workNone")
                  : view.others === view.open
                    ? text("lists.workOthers")
                    : text("lists.workBlocked")}
      </p>
      {mine.length > 0 && (
        <button
          type="button"
          data-row
          className={styles.giveBack}
          onClick={() =>
            void desk.run(desk.commands.giveBack(view.list.id)).then(() => desk.lists.choose(null))
          }
        >
          {text("lists.giveBack")}
        </button>
      )}
    </>
  );
}

function MemberRow({ member }: { member: MemberView }) {
  const text = useText();
  const desk = useDesk();
  const words = useListWords();
  const current = useStore(desk.lists.store, (state) => state.current === member.id);
  const calls = useStore(desk.calls);
  const shown = useStore(desk.selection, (selection) => shownCustomer(selection, calls) === member.customer);
  const blocked = member.obstacles.length > 0;
  const why = blocked ? obstaclesText(member.obstacles, text) : reasonText(member.reason, words);
  return (
    <li>
      <button
        type="button"
        data-row
        className={work.row}
        aria-current={shown ? "true" : undefined}
        onClick={() => showMember(desk, member)}
      >
        <Icon name={blocked ? "warning" : current ? "resume" : "phone"} />
        <span className={work.body}>
          <span className={work.name} dir="auto">
            {member.name}
          </span>
          <span className={`${work.sub} ${blocked ? styles.blocked : ""}`} title={why}>
            {why}
          </span>
        </span>
      </button>
    </li>
  );
}
