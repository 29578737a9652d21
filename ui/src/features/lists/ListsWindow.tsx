import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import type { ListView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Progress, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useSupervises } from "../../state/people";
import { useStore } from "../../state/store";
import { count as figure } from "../../words/figures";
import { factsText, originText, progressOf } from "../../words/lists";
import { CustomerList } from "../funnel/CustomerList";
import { saveMembers } from "./files";
import { Rename, Retries } from "./ListEdits";
import styles from "./Lists.module.css";
import { useMembers } from "./members";
import { useListWords } from "./words";

interface Props {
  /** Which one is open first. */
  list: string | null;
  onClose: () => void;
}

/** Call lists for those who lead: how far each is, who is on it, what came of it (H-9). */
export function ListsWindow({ list, onClose }: Props) {
  const text = useText();
  const supervises = useSupervises();
  return (
    <Dialog title={text("lists.title")} size={supervises ? "full" : "m"} isOpen onClose={onClose}>
      {supervises ? (
        <Lists first={list} />
      ) : (
        <Empty icon="lock" title={text("funnel.notAllowed")}>
          <p>{text("lists.notAllowedText")}</p>
        </Empty>
      )}
    </Dialog>
  );
}

function Lists({ first }: { first: string | null }) {
  const text = useText();
  const desk = useDesk();
  const { views, error } = useStore(desk.lists.store);
  const [wanted, setWanted] = useState(first);
  const chosen = views?.find((it) => it.list.id === wanted) ?? null;
  return (
    <div className={styles.lists}>
      <div className={styles.saved}>
        {error && <ReadFailed error={error} onRetry={() => void desk.lists.read()} />}
        {!views ? (
          !error && <Skeleton lines={4} label={text("common.loading")} />
        ) : (
          <ListBox
            className={styles.savedList ?? ""}
            aria-label={text("lists.title")}
            selectionMode="single"
            selectedKeys={chosen ? [chosen.list.id] : []}
            renderEmptyState={() => <p className={styles.faint}>{text("lists.none")}</p>}
            onSelectionChange={(keys) => {
              const view = views.find((it) => keys !== "all" && keys.has(it.list.id));
              if (view) setWanted(view.list.id);
            }}
          >
            {views.map((view) => (
              <SavedRow key={view.list.id} view={view} />
            ))}
          </ListBox>
        )}
      </div>
      <section className={styles.pane} aria-label={text("lists.pane")}>
        {chosen ? (
          <ListPane key={chosen.list.id} view={chosen} />
        ) : (
          <Empty icon="users" title={text(views?.length === 0 ? "lists.none" : "lists.choose")}>
            <p>{text(views?.length === 0 ? "lists.noneText" : "lists.chooseText")}</p>
          </Empty>
        )}
      </section>
    </div>
  );
}

function SavedRow({ view }: { view: ListView }) {
  const text = useText();
  return (
    <ListBoxItem
      id={view.list.id}
      textValue={text("lists.workRow", { name: view.list.name, ...progressOf(view) })}
      className={styles.savedRow ?? ""}
    >
      <span className={styles.savedName} dir="auto">
        {view.list.name}
      </span>
      {view.list.closed && <Tag>{text("lists.closed")}</Tag>}
      <span className={styles.faint}>{text("lists.progress", progressOf(view))}</span>
    </ListBoxItem>
  );
}

/** One list: how far it is, and every customer on it. */
function ListPane({ view }: { view: ListView }) {
  const text = useText();
  const desk = useDesk();
  const words = useListWords();
  const { list } = view;
  const { done, total } = progressOf(view);
  const { rows: members, error, onSeen, retry } = useMembers(view);
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    await desk.run(saveMembers(desk, list, words));
    setSaving(false);
  };
  const edit = (closed: boolean) =>
    void desk.run(desk.commands.editList({ id: list.id, name: null, closed, retries: null }));
  return (
    <>
      <header className={styles.paneHead}>
        <h3 dir="auto">{list.name}</h3>
        <p className={styles.faint} dir="auto">
          {text("lists.from", { what: originText(list.origin, words) })}
        </p>
        <p className={styles.faint}>
          {text("lists.madeBy", {
            who: view.by ?? text("lists.somebody"),
            day: words.when.day(list.created_ms, words.nowMs),
          })}
          {` · ${text(`purpose.${list.purpose}`)}`}
          {list.offer && ` · ${text("lists.bannerOffer", { offer: list.offer })}`}
        </p>
        <Progress label={text("lists.progress", { done, total })} value={total === 0 ? 0 : done / total} />
        <p role="status" className={styles.total}>
          {text("lists.progress", { done, total })}
        </p>
        <div className={styles.actions}>
          <Button size="s" onPress={() => edit(!list.closed)}>
            {text(list.closed ? "lists.reopen" : "lists.close")}
          </Button>
          <Rename view={view} />
          <Retries view={view} />
          <Button
            size="s"
            icon="download"
            isDisabled={!members || members.length === 0 || saving}
            onPress={() => void save()}
          >
            {text("funnel.saveList")}
          </Button>
        </div>
      </header>
      <Counts view={view} />
      {error ? (
        <ReadFailed error={error} onRetry={retry} />
      ) : members ? (
        <CustomerList
          rows={members}
          total={members.length}
          onSeen={onSeen}
          facts={(row) => factsText(row, words)}
        />
      ) : (
        <Skeleton lines={6} label={text("common.loading")} />
      )}
    </>
  );
}

function Counts({ view }: { view: ListView }) {
  const text = useText();
  const locale = useLocale();
  const tables = [
    {
      title: text("lists.doneHead"),
      rows: [
        { name: text("lists.open"), count: view.open },
        ...(view.later > 0 ? [{ name: text("lists.later"), count: view.later }] : []),
        ...view.called.map((it) => ({ name: text(`outcome.${it.outcome}`), count: it.count })),
      ],
    },
    {
      title: text("lists.offHead"),
      rows: view.taken_off.map((it) => ({
        name: it.obstacle ? text(`obstacle.${it.obstacle}`) : text("lists.offByPerson"),
        count: it.count,
      })),
    },
    {
      title: text("lists.leftOut"),
      rows: view.list.left_out.map((it) => ({ name: text(`obstacle.${it.why}`), count: it.count })),
    },
  ];
  return (
    <div className={styles.tables}>
      {tables
        .filter((it) => it.rows.length > 0)
        .map(({ title, rows }) => (
          <table key={title} className={styles.counts}>
            <caption>{title}</caption>
            <tbody>
              {rows.map(({ name, count }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{figure(count, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
    </div>
  );
}
