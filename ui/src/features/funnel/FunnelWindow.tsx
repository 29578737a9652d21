import { useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useSupervises } from "../../state/people";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";
import { CustomerPane } from "./CustomerPane";
import styles from "./Funnel.module.css";
import { FunnelDrawing } from "./FunnelDrawing";
import { FunnelFilters } from "./FunnelFilters";
import { FunnelTable } from "./FunnelTable";
import { saveFunnel } from "./files";
import { LateProgress } from "./LateProgress";
import { makeList, makeSegment } from "./make";

/** Topic × stage × channel × period, for those who lead (H-7). */
export function FunnelWindow({ onClose }: { onClose: () => void }) {
  const text = useText();
  const supervises = useSupervises();
  return (
    <Dialog title={text("funnel.title")} size={supervises ? "full" : "m"} isOpen onClose={onClose}>
      {supervises ? (
        <Funnel />
      ) : (
        <Empty icon="lock" title={text("funnel.notAllowed")}>
          <p>{text("funnel.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Funnel() {
  const text = useText();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const timeZone = useStore(desk.settings, (settings) => settings?.time_zone ?? "UTC");
  const { filter, view, error, chosen, done } = useStore(desk.funnel.store);
  const [looked, setLooked] = useState<string | null>(null);
  useEffect(() => {
    desk.funnel.open(timeZone);
    return () => desk.funnel.close();
  }, [desk, timeZone]);
  const shown = view?.funnel.topics ?? [];
  const drawn =
    [filter.topic, looked, chosen?.topic].map((id) => shown.find((it) => it.topic === id)).find(Boolean) ??
    shown[0];
  const topic = drawn && topics.find((it) => it.id === drawn.topic);
  return (
    <div className={styles.funnel}>
      <div className={styles.head}>
        <FunnelFilters />
        <p className={styles.faint}>{text("funnel.scope")}</p>
        <Button
          icon="download"
          isDisabled={!view || shown.length === 0}
          onPress={() => view && saveFunnel(desk, view, topics)}
        >
          {text("funnel.saveTable")}
        </Button>
      </div>
      <LateProgress label={text("funnel.counting")} done={done} />
      {error ? (
        <div role="alert">
          <Empty icon="warning" title={errorText(error, text)}>
            <Button icon="sync" onPress={desk.funnel.retry}>
              {text("common.retry")}
            </Button>
          </Empty>
        </div>
      ) : !view ? (
        <Skeleton lines={8} label={text("funnel.counting")} />
      ) : shown.length === 0 ? (
        <Empty icon="funnel" title={text("funnel.noTopics")}>
          <p>{text("funnel.noTopicsText")}</p>
        </Empty>
      ) : (
        <div className={styles.split} aria-busy={done !== null}>
          <div className={styles.main}>
            {topic && drawn && <FunnelDrawing topic={topic} funnel={drawn} />}
            <FunnelTable
              view={view}
              topics={topics}
              way={filter.way}
              chosen={chosen}
              onChoose={desk.funnel.choose}
              onSegment={(cell) => void makeSegment(desk, cell)}
              onList={(cell) => makeList(desk, cell)}
              onLook={setLooked}
            />
          </div>
          <CustomerPane />
        </div>
      )}
    </div>
  );
}
