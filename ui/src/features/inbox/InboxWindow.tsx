import { useState } from "react";
import type { Channel, InboxShelf, InboxWhose } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { count } from "../../words/figures";
import styles from "./Inbox.module.css";
import { InboxList } from "./InboxList";
import { useInboxRows } from "./rows";

const WHOSE: readonly InboxWhose[] = ["all", "mine", "nobody"];
const SHELVES: readonly InboxShelf[] = ["open", "snoozed", "done"];
const WRITTEN: readonly Channel[] = ["email", "chat", "sms", "fax"];
const ANY = "any";

interface Props {
  /** The only channel that is listed at first; `null` for all. */
  channel: Channel | null;
  onClose: () => void;
}

/** All written conversations, the most urgent first (D-12). */
export function InboxWindow({ channel: first, onClose }: Props) {
  const text = useText();
  const locale = useLocale();
  const [whose, setWhose] = useState<InboxWhose>("all");
  const [shelf, setShelf] = useState<InboxShelf>("open");
  const [channel, setChannel] = useState<Channel | null>(first);
  const { rows, error, onSeen, retry } = useInboxRows({ whose, channel, shelf });
  return (
    <Dialog title={text("inbox.title")} size="xl" isOpen onClose={onClose}>
      <div className={styles.inbox}>
        <div className={styles.filters}>
          <ChoiceField
            label={text("inbox.whose")}
            value={whose}
            onChange={(id) => setWhose(id as InboxWhose)}
            choices={WHOSE.map((id) => ({ id, label: text(`inbox.whose.${id}`) }))}
          />
          <ChoiceField
            label={text("inbox.shelf")}
            value={shelf}
            onChange={(id) => setShelf(id as InboxShelf)}
            choices={SHELVES.map((id) => ({ id, label: text(`inbox.shelf.${id}`) }))}
          />
          <ChoiceField
            label={text("inbox.channel")}
            value={channel ?? ANY}
            onChange={(id) => setChannel(id === ANY ? null : (id as Channel))}
            choices={[
              { id: ANY, label: text("inbox.anyChannel") },
              ...WRITTEN.map((id) => ({ id, label: text(`inbox.channel.${id}`) })),
            ]}
          />
          <p className={styles.total} role="status">
            {rows && text("inbox.total", { count: rows.length, figure: count(rows.length, locale) })}
          </p>
        </div>
        {error ? (
          <ReadFailed error={error} onRetry={retry} />
        ) : !rows ? (
          <Skeleton lines={8} label={text("common.loading")} />
        ) : rows.length === 0 ? (
          <Empty icon="check" title={text(`inbox.none.${shelf}`)}>
            <p>{text("inbox.noneText")}</p>
          </Empty>
        ) : (
          <InboxList key={`${whose} ${shelf} ${channel}`} rows={rows} onSeen={onSeen} />
        )}
      </div>
    </Dialog>
  );
}
