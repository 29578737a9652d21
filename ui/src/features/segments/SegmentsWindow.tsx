import { useEffect } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { Segment, SegmentQuery } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton, Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useSupervises } from "../../state/people";
import { NO_QUERY } from "../../state/segments";
import { useStore } from "../../state/store";
import { SegmentEditor } from "./SegmentEditor";
import styles from "./Segments.module.css";

interface Props {
  /** What a new segment begins with. */
  query: SegmentQuery | null;
  onClose: () => void;
}

/** Segments of customers, for those who lead (H-8). */
export function SegmentsWindow({ query, onClose }: Props) {
  const text = useText();
  const supervises = useSupervises();
  return (
    <Dialog title={text("segments.title")} size={supervises ? "full" : "m"} isOpen onClose={onClose}>
      {supervises ? (
        <Segments query={query} />
      ) : (
        <Empty icon="lock" title={text("funnel.notAllowed")}>
          <p>{text("segments.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Segments({ query }: { query: SegmentQuery | null }) {
  const text = useText();
  const desk = useDesk();
  const { overview, draft, opened, error } = useStore(desk.segments.store);
  useEffect(() => {
    desk.segments.open(query);
    return () => desk.segments.close();
  }, [desk, query]);
  const begin = () => desk.segments.choose({ id: null, name: "", query: NO_QUERY, retired: false });
  return (
    <div className={styles.segments}>
      <div className={styles.side}>
        <Button icon="plus" onPress={begin}>
          {text("segments.new")}
        </Button>
        {overview ? (
          <SegmentList segments={overview.segments} chosen={draft?.id ?? null} />
        ) : (
          !error && <Skeleton lines={4} label={text("common.loading")} />
        )}
      </div>
      <section className={styles.pane} aria-label={text("segments.pane")}>
        {error && <ReadFailed error={error} onRetry={desk.segments.retry} />}
        {draft ? (
          <SegmentEditor key={opened} draft={draft} overview={overview} />
        ) : (
          <Empty icon="users" title={text("segments.choose")}>
            <p>{text("segments.chooseText")}</p>
          </Empty>
        )}
      </section>
    </div>
  );
}

function SegmentList({ segments, chosen }: { segments: readonly Segment[]; chosen: string | null }) {
  const text = useText();
  const desk = useDesk();
  return (
    <ListBox
      className={styles.saved ?? ""}
      aria-label={text("segments.list")}
      selectionMode="single"
      selectedKeys={chosen ? [chosen] : []}
      renderEmptyState={() => <p className={styles.faint}>{text("segments.none")}</p>}
      onSelectionChange={(keys) => {
        const segment = segments.find((it) => keys !== "all" && keys.has(it.id));
        if (!segment || segment.id === chosen) return;
        const { id, name, query, retired } = segment;
        desk.segments.choose({ id, name, query, retired });
      }}
    >
      {segments.map((segment) => (
        <ListBoxItem
          key={segment.id}
          id={segment.id}
          textValue={segment.name}
          className={styles.savedRow ?? ""}
        >
          <span dir="auto">{segment.name}</span>
          {segment.retired && <Tag>{text("segments.retired")}</Tag>}
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
