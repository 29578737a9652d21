import { Button as AriaButton } from "react-aria-components";
import type { StuckItem, SyncView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Icon, type IconName } from "../../components/Icon";
import { Popover } from "../../components/Overlay";
import { Progress } from "../../components/Surface";
import { type MessageKey, type Text, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { showCustomer, signOut } from "../../state/live";
import { useStore } from "../../state/store";
import styles from "./SyncBadge.module.css";

const KINDS = [
  "interaction",
  "note",
  "customer",
  "contact_point",
  "remark",
  "callback",
  "consent",
  "dialogue",
  "stage_move",
  "assignment",
  "script_answers",
  "script",
  "participation",
  "delivered",
  "identity",
  "treatment",
  "call_list",
  "list_member",
  "message",
  "dispatch",
  "conversation",
  "mailbox",
  "canned_reply",
  "article",
];

function tone(sync: SyncView): "good" | "calm" | "warn" | "bad" {
  if (
    sync.stuck.length > 0 ||
    ["sign_in_needed", "upgrade_needed", "certificate_changed"].includes(sync.link)
  )
    return "bad";
  if (sync.link === "offline") return "warn";
  return sync.link === "online" ? "good" : "calm";
}

function badgeText(text: Text, sync: SyncView): string {
  if (sync.stuck.length > 0) return text("sync.stuckShort", { count: sync.stuck.length });
  if (sync.link !== "online" && sync.waiting === 0) return text(`sync.${sync.link}`);
  if (sync.waiting > 0) return text("sync.waitingShort", { count: sync.waiting });
  return text("sync.online");
}

/** What waits to be sent, since when, and what a person has to decide (D-40). */
export function SyncBadge() {
  const text = useText();
  const desk = useDesk();
  const sync = useStore(desk.sync);
  const icon: IconName = sync.link === "offline" ? "offline" : tone(sync) === "bad" ? "warning" : "sync";
  return (
    <Popover
      label={text("sync.title")}
      width={360}
      trigger={
        <AriaButton className={styles.badge} data-tone={tone(sync)}>
          <Icon name={icon} />
          <span>{badgeText(text, sync)}</span>
        </AriaButton>
      }
    >
      <Details sync={sync} />
    </Popover>
  );
}

function Details({ sync }: { sync: SyncView }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const sentence: MessageKey =
    sync.link === "online" && sync.waiting > 0 ? "sync.onlineWaiting.text" : `sync.${sync.link}.text`;
  return (
    <div className={styles.details}>
      <h2>{text("sync.title")}</h2>
      <p>{text(sentence)}</p>
      <p>
        {sync.waiting_since_ms === null
          ? text("sync.waiting", { count: sync.waiting })
          : text("sync.waitingSince", {
              count: sync.waiting,
              since: when.moment(sync.waiting_since_ms, minute),
            })}
      </p>
      {sync.last_contact_ms !== null && (
        <p className={styles.faint}>
          {text("sync.lastContact", { when: when.moment(sync.last_contact_ms, minute) })}
        </p>
      )}
      {sync.fill && (
        <div className={styles.fill}>
          <Progress
            label={text("sync.fill", { ...sync.fill })}
            value={sync.fill.total > 0 ? sync.fill.done / sync.fill.total : 0}
          />
          <p>{text("sync.fill", { ...sync.fill })}</p>
          <p className={styles.faint}>{text("sync.fillText")}</p>
        </div>
      )}
      {sync.stuck.length > 0 && (
        <section>
          <h3>{text("sync.stuckTitle")}</h3>
          <ul>
            {sync.stuck.map((item) => (
              <Stuck key={item.item.counter} item={item} />
            ))}
          </ul>
          <p className={styles.faint}>{text("sync.discardHint")}</p>
        </section>
      )}
      {(sync.link === "sign_in_needed" || sync.link === "certificate_changed") && (
        <Button look="primary" onPress={() => void signOut(desk)}>
          {text("sync.signIn")}
        </Button>
      )}
    </div>
  );
}

function Stuck({ item }: { item: StuckItem }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const kind = text(KINDS.includes(item.kind) ? (`stuck.${item.kind}` as MessageKey) : "stuck.other");
  const { customer } = item;
  return (
    <li className={styles.stuck}>
      <p className={styles.stuckTitle} dir="auto">
        {text("sync.stuckItem", {
          kind,
          name: item.customer_name ?? text("sync.stuckNobody"),
          when: when.moment(item.at_ms, minute),
        })}
      </p>
      <p>{text(`refusal.${item.refusal}`)}</p>
      <div className={styles.actions}>
        <Button size="s" onPress={() => void desk.run(desk.commands.retryStuck(item.item))}>
          {text("sync.retry")}
        </Button>
        <Button size="s" onPress={() => void desk.run(desk.commands.discardStuck(item.item))}>
          {text("sync.discard")}
        </Button>
        {customer && (
          <Button size="s" look="quiet" onPress={() => showCustomer(desk, customer)}>
            {text("callback.open")}
          </Button>
        )}
      </div>
    </li>
  );
}
