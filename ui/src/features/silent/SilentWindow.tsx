import { useEffect, useState } from "react";
import type { CommandError, Silent, SilentCustomer } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { LongList } from "../../components/LongList";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { LateProgress } from "../funnel/LateProgress";
import { TierTag } from "../now-card/NowCard";
import styles from "./Silent.module.css";

const ROW_PX = 40;
const PAUSE_MS = 250;

/** Customers of value without contact (P-4), the most valued first: arrows walk through them, Enter opens one. */
export function SilentWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const desk = useDesk();
  const [silent, setSilent] = useState<Silent | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [tries, setTries] = useState(0);
  const counted = useStore(desk.counted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when asked to
  useEffect(() => {
    let gone = false;
    let done = false;
    let later: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        const found = await desk.commands.silentCustomers();
        if (gone) return;
        // Something else was asked for meanwhile, such as what the window before this one stopped.
        if (!found) later = setTimeout(() => void read(), PAUSE_MS);
        else {
          done = true;
          setSilent(found);
        }
      } catch (cause) {
        done = true;
        if (!gone) setError(toCommandError(cause));
      }
    };
    setError(null);
    desk.counted.set(0);
    void read();
    return () => {
      gone = true;
      clearTimeout(later);
      if (!done) void desk.commands.stopCounting().catch(() => undefined);
    };
  }, [desk, tries]);
  const open = (customer: SilentCustomer) => {
    onClose();
    desk.selection.update((now) => ({ ...now, customer: customer.id }));
  };
  return (
    <Dialog
      title={silent ? text("silent.titleCount", { count: silent.total }) : text("silent.title")}
      size="l"
      isOpen
      onClose={onClose}
    >
      {error ? (
        <Empty icon="warning" title={errorText(error, text)}>
          <Button icon="sync" onPress={() => setTries(tries + 1)}>
            {text("common.retry")}
          </Button>
        </Empty>
      ) : silent === null ? (
        <>
          <LateProgress label={text("common.loading")} done={counted} />
          <Skeleton lines={8} label={text("common.loading")} />
        </>
      ) : silent.customers.length === 0 ? (
        <Empty icon="check" title={text("silent.none")}>
          {text("silent.hint")}
        </Empty>
      ) : (
        <>
          <p className={styles.hint}>{text("silent.hint")}</p>
          <Customers customers={silent.customers} onOpen={open} />
          {silent.total > silent.customers.length && (
            <p className={styles.hint}>
              {text("silent.more", { count: silent.total - silent.customers.length })}
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}

interface Props {
  customers: readonly SilentCustomer[];
  onOpen: (customer: SilentCustomer) => void;
}

function Customers({ customers, onOpen }: Props) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  return (
    <div className={styles.list}>
      <LongList
        rows={customers}
        rowPx={ROW_PX}
        label={text("silent.title")}
        rowClass={styles.row}
        takesFocus
        onOpen={onOpen}
      >
        {(customer) => (
          <>
            <TierTag tier={customer.tier} />
            <span className={styles.who} dir="auto" title={customer.name}>
              <b>{customer.name}</b> {customer.company}
            </span>
            <span className={styles.number}>{customer.number}</span>
            <span className={styles.since}>
              {text("silent.since", {
                when: when.day(customer.since_ms, minute),
                days: when.daysBetween(customer.since_ms, minute),
              })}
            </span>
          </>
        )}
      </LongList>
    </div>
  );
}
