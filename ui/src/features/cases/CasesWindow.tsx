import { useCallback, useState } from "react";
import type { CaseKind, CaseShelf, CaseWhose } from "../../api/generated/types";
import { ChoiceField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useParts } from "../../state/parts";
import { useStore } from "../../state/store";
import { count } from "../../words/figures";
import { CaseList } from "./CaseList";
import { CasePane } from "./CasePane";
import styles from "./Cases.module.css";

const WHOSE: readonly CaseWhose[] = ["mine", "nobody", "all"];
const SHELVES: readonly CaseShelf[] = ["open", "late", "escalated", "settled"];
const KINDS: readonly CaseKind[] = ["request", "complaint"];
const ANY = "any";

interface Props {
  shelf: CaseShelf;
  whose: CaseWhose;
  /** The case that is shown at first. */
  shown: string | null;
  onClose: () => void;
}

/** Requests and complaints, what falls due first leading, and one of them with all that happened (D-11). */
export function CasesWindow({ shelf: firstShelf, whose: firstWhose, shown: first, onClose }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const version = useStore(desk.cases.store, (state) => state.version);
  const [whose, setWhose] = useState<CaseWhose>(firstWhose);
  const [shelf, setShelf] = useState<CaseShelf>(firstShelf);
  const [kind, setKind] = useState<CaseKind | null>(null);
  const [shown, setShown] = useState(first);
  const read = useCallback(
    (from: number, count: number) => desk.commands.cases({ whose, kind, shelf, from, count }),
    [desk, whose, kind, shelf],
  );
  const { rows, error, onSeen, retry } = useParts(read, version);
  return (
    <Dialog title={text("cases.title")} size="xl" isOpen onClose={onClose}>
      <div className={styles.window}>
        <div className={styles.filters}>
          <ChoiceField
            label={text("cases.whose")}
            value={whose}
            onChange={(id) => setWhose(id as CaseWhose)}
            choices={WHOSE.map((id) => ({ id, label: text(`cases.whose.${id}`) }))}
          />
          <ChoiceField
            label={text("cases.shelf")}
            value={shelf}
            onChange={(id) => setShelf(id as CaseShelf)}
            choices={SHELVES.map((id) => ({ id, label: text(`cases.shelf.${id}`) }))}
          />
          <ChoiceField
            label={text("cases.kind")}
            value={kind ?? ANY}
            onChange={(id) => setKind(id === ANY ? null : (id as CaseKind))}
            choices={[
              { id: ANY, label: text("cases.anyKind") },
              ...KINDS.map((id) => ({ id, label: text(`cases.kind.${id}`) })),
            ]}
          />
          <p className={styles.total} role="status">
            {rows && text("cases.total", { count: rows.length, figure: count(rows.length, locale) })}
          </p>
        </div>
        <div className={styles.halves}>
          {error ? (
            <ReadFailed error={error} onRetry={retry} />
          ) : !rows ? (
            <Skeleton lines={8} label={text("common.loading")} />
          ) : rows.length === 0 ? (
            <Empty icon="check" title={text(`cases.none.${shelf}`)}>
              <p>{text("cases.noneText")}</p>
            </Empty>
          ) : (
            <CaseList key={`${whose} ${shelf} ${kind}`} rows={rows} onSeen={onSeen} onShow={setShown} />
          )}
          <div className={styles.pane}>
            {shown ? (
              <CasePane key={shown} id={shown} />
            ) : (
              <Empty icon="promise" title={text("cases.chooseOne")}>
                <p>{text("cases.chooseOneText")}</p>
              </Empty>
            )}
          </div>
        </div>
      </div>
    </Dialog>
  );
}
