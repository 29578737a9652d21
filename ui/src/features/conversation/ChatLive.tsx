import { useEffect } from "react";
import type { ConversationDetail } from "../../api/generated/types";
import { Icon } from "../../components/Icon";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import styles from "./Chat.module.css";

/** What the visitor of a chat does at this moment; and tells them that we have read. Its line is kept, so that nothing moves. */
export function ChatLive({ detail }: { detail: ConversationDetail }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  const desk = useDesk();
  const { id, mine } = detail.line;
  const online = useStore(desk.sync, (sync) => sync.link === "online");
  const visitor = useStore(desk.chats.store, (all) => all.get(id) ?? null);
  useEffect(() => {
    if (online) return desk.chats.watch(id);
    desk.chats.forget();
  }, [desk, id, online]);
  const last = detail.messages.at(-1);
  const lastId = last && !last.unsent ? last.id : null;
  useEffect(() => {
    if (!online || !mine || !lastId) return;
    const reads = () => document.hasFocus() && desk.chats.reads(id, lastId);
    reads();
    window.addEventListener("focus", reads);
    return () => window.removeEventListener("focus", reads);
  }, [desk, id, lastId, mine, online]);

  const ours = detail.messages.findLast((it) => it.direction === "outbound" && !it.unsent && !it.refused);
  const seen = detail.messages.findIndex((it) => it.id === visitor?.read);
  const read = ours !== undefined && seen >= detail.messages.indexOf(ours);
  const where = !visitor
    ? null
    : visitor.ended_ms !== null
      ? text("chat.ended", { moment: when.moment(visitor.ended_ms, nowMs) })
      : visitor.present
        ? text("chat.present")
        : visitor.left_ms !== null
          ? text("chat.left", { moment: when.moment(visitor.left_ms, nowMs) })
          : null;
  return (
    <p className={styles.live} role="status">
      {where && (
        <span className={styles.where} data-present={visitor?.present && visitor.ended_ms === null}>
          <Icon name={visitor?.present ? "user" : "clock"} size={13} /> {where}
        </span>
      )}
      {visitor?.types ? (
        <span>{text("chat.types")}</span>
      ) : (
        read && (
          <span>
            <Icon name="check" size={13} /> {text("chat.read")}
          </span>
        )
      )}
    </p>
  );
}
