import { Icon } from "../../components/Icon";
import { Keys } from "../../components/Keys";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { shownCustomer } from "../../state/selection";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { useStore } from "../../state/store";
import { CHANNEL_ICONS } from "../../words/channels";
import { chosenConversation, openConversation } from "../conversation/actions";
import work from "../work-list/WorkList.module.css";

/** Written conversations in the work list: those at hand, and how many wait on each channel. */
export function InboxSection() {
  const text = useText();
  const desk = useDesk();
  const { counts, open } = useStore(desk.inbox.store);
  const calls = useStore(desk.calls);
  const selection = useStore(desk.selection);
  const chosen = useStore(chosenConversation);
  const keys = useKeys("inbox");
  useShortcut("inbox", () => desk.open.set({ is: "inbox", channel: null }));
  const total = counts?.channels.reduce((sum, it) => sum + it.count, 0) ?? 0;
  if (total === 0 && open.length === 0) return null;
  const shown = shownCustomer(selection, calls);
  return (
    <section className={work.section}>
      <h2 className={work.title}>
        <span>
          {text("inbox.title")} <span className={work.count}>{total}</span>
        </span>
        <Keys keys={keys} />
      </h2>
      <ul>
        {open.map((it) => (
          <li key={it.id}>
            <button
              type="button"
              data-row
              className={work.row}
              aria-current={it.customer === shown && it.id === chosen ? "true" : undefined}
              onClick={() => openConversation(desk, it)}
            >
              <Icon name="edit" />
              <span className={work.body}>
                <span className={work.name} dir="auto">
                  {it.name}
                </span>
                <span className={work.sub}>{text("inbox.atHand")}</span>
              </span>
            </button>
          </li>
        ))}
        {counts?.channels.map(({ channel, count }) => (
          <li key={channel}>
            <button
              type="button"
              data-row
              className={work.row}
              onClick={() => desk.open.set({ is: "inbox", channel })}
            >
              <Icon name={CHANNEL_ICONS[channel]} />
              <span className={work.body}>
                {text("inbox.waiting", { channel: text(`inbox.channel.${channel}`), count })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
