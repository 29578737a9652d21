import { useCallback, useEffect, useState } from "react";
import type {
  CommandError,
  ListForm,
  ListOrigin,
  ListPreview,
  ProposedMember,
  Purpose,
  Script,
} from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { Dialog } from "../../components/Overlay";
import { ReadFailed } from "../../components/ReadFailed";
import { Empty, Skeleton } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";
import { count as figure } from "../../words/figures";
import { obstaclesText, originText, reasonText } from "../../words/lists";
import { CustomerList } from "../funnel/CustomerList";
import { LateProgress } from "../funnel/LateProgress";
import styles from "./Lists.module.css";
import { RetryFields } from "./RetryFields";
import { draftsOf, retriesOf, USUAL_RETRIES } from "./retries";
import { useListWords } from "./words";

const PURPOSES: readonly Purpose[] = ["sales", "retention", "service"];
const REST_DAYS = "7";
const PAUSE_MS = 300;
const NO_SCRIPT = "none";

interface Props {
  origin: ListOrigin;
  /** What its calls are about, where that is clear. */
  topic: string | null;
  name: string;
  onClose: () => void;
}

/** A list before it is made: who is called, in what order, who is left out and why (H-9). */
export function MakeListWindow({ origin, topic, name: proposed, onClose }: Props) {
  const text = useText();
  const desk = useDesk();
  const words = useListWords();
  const topics = useStore(desk.topics);
  const [name, setName] = useState(proposed);
  const [purpose, setPurpose] = useState<Purpose>(topics.find((it) => it.id === topic)?.purpose ?? "sales");
  const [script, setScript] = useState<string | null>(null);
  const [offer, setOffer] = useState("");
  const [rest, setRest] = useState(REST_DAYS);
  const [drafts, setDrafts] = useState(() => draftsOf(USUAL_RETRIES));
  const [making, setMaking] = useState(false);
  const restDays = /^\d{1,3}$/.test(rest.trim()) && Number(rest) <= 365 ? Number(rest) : null;
  const retries = retriesOf(drafts);
  const form: ListForm = {
    name,
    origin,
    purpose,
    topic,
    script,
    offer,
    rest_days: restDays ?? 0,
    retries: retries ?? [],
  };
  const { preview, error, looking, read } = usePreview(form, restDays !== null);
  const done = useStore(desk.lists.store, (state) => state.done);
  const scripts = useScripts(topic);
  const sound = name.trim() !== "" && restDays !== null && retries !== null;
  const ready = sound && preview !== null && preview.called.length > 0;
  const make = async () => {
    if (!ready || making) return;
    setMaking(true);
    const made = await desk.run(desk.commands.makeList(form));
    setMaking(false);
    if (!made) return;
    desk.notices.tell("lists.made", { name: made.name, count: made.members });
    desk.open.set({ is: "lists", list: made.id });
  };
  return (
    <Dialog
      title={text("lists.makeTitle")}
      size="full"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" isDisabled={!ready || making} onPress={() => void make()}>
          {text("lists.make")}
        </Button>
      }
    >
      <div className={styles.making}>
        <div className={styles.form}>
          <p className={styles.faint} dir="auto">
            {text("lists.from", { what: originText(origin, words) })}
          </p>
          <TextField label={text("lists.name")} value={name} maxLength={150} autoFocus onChange={setName} />
          <ChoiceField
            label={text("lists.purpose")}
            choices={PURPOSES.map((id) => ({ id, label: text(`purpose.${id}`) }))}
            value={purpose}
            onChange={(id) => setPurpose(id as Purpose)}
          />
          <p className={styles.faint}>{text(`lists.purposeHint.${purpose}`)}</p>
          <TextField
            label={text("lists.rest")}
            value={rest}
            inputMode="numeric"
            maxLength={3}
            error={restDays === null ? text("lists.restWrong") : null}
            onChange={setRest}
          />
          {scripts.length > 0 && (
            <ChoiceField
              label={text("lists.script")}
              choices={[{ id: NO_SCRIPT, label: text("lists.noScript") }, ...scripts]}
              value={script ?? NO_SCRIPT}
              onChange={(id) => setScript(id === NO_SCRIPT ? null : id)}
            />
          )}
          <TextField
            label={text("lists.offer")}
            value={offer}
            maxLength={600}
            rows={3}
            hint={text("lists.offerHint")}
            onChange={setOffer}
          />
          <RetryFields drafts={drafts} onChange={setDrafts} />
        </div>
        <section className={styles.preview} aria-label={text("lists.members")}>
          <LateProgress label={text("lists.looking")} done={looking || making ? done : null} />
          {error ? (
            <ReadFailed error={error} onRetry={read} />
          ) : preview ? (
            <Preview preview={preview} />
          ) : (
            <Skeleton lines={6} label={text("lists.looking")} />
          )}
        </section>
      </div>
    </Dialog>
  );
}

/** Who would be on the list as the form stands; looked for again a moment after it changed. */
function usePreview(form: ListForm, isAskable: boolean) {
  const desk = useDesk();
  const [preview, setPreview] = useState<ListPreview | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [turn, setTurn] = useState(0);
  const [looking, setLooking] = useState(false);
  const asked = JSON.stringify([form.origin, form.topic, form.purpose, form.rest_days, turn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is all of the form that decides who is called
  useEffect(() => {
    if (!isAskable) return;
    let latest = true;
    const ask = async () => {
      desk.lists.progress(0);
      setLooking(true);
      try {
        const found = await desk.commands.previewList({ ...form, name: "", offer: "", retries: [] });
        if (!latest) return;
        // Something else was asked for meanwhile, such as what the window before this one stopped.
        if (found) setPreview(found);
        else later = setTimeout(() => void ask(), PAUSE_MS);
        setError(null);
      } catch (cause) {
        if (latest) setError(toCommandError(cause));
      } finally {
        if (latest) setLooking(false);
      }
    };
    let later = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      latest = false;
      clearTimeout(later);
    };
  }, [desk, asked, isAskable]);
  const read = useCallback(() => setTurn((it) => it + 1), []);
  return { preview, error, looking, read };
}

/** The scripts on the list's topic that are in use. */
function useScripts(topic: string | null): { id: string; label: string }[] {
  const desk = useDesk();
  const locale = useLocale();
  const [scripts, setScripts] = useState<readonly Script[]>([]);
  useEffect(() => {
    // Who may not read all scripts makes the list without one.
    desk.commands.scriptOverview().then(setScripts, () => setScripts([]));
  }, [desk]);
  const fitting = scripts.filter((it) => !it.retired && (topic === null || it.topic === topic));
  return fitting.map((it) => ({ id: it.id, label: it.name[locale] || it.key }));
}

function Preview({ preview }: { preview: ListPreview }) {
  const text = useText();
  const locale = useLocale();
  const words = useListWords();
  const [side, setSide] = useState<"called" | "left">("called");
  const left = preview.left_out.reduce((sum, it) => sum + it.count, 0);
  const rows = side === "called" ? preview.called : preview.left;
  const facts = (row: ProposedMember) =>
    side === "called" ? reasonText(row.reason, words) : obstaclesText(row.obstacles, text);
  return (
    <>
      <div className={styles.totals} role="status">
        <p className={styles.total}>{text("lists.called", { count: preview.called.length })}</p>
        <p className={styles.faint}>{text("lists.left", { count: left })}</p>
      </div>
      {left > 0 && (
        <table className={styles.counts}>
          <caption>{text("lists.leftOut")}</caption>
          <tbody>
            {preview.left_out.map(({ why, count }) => (
              <tr key={why}>
                <th scope="row">{text(`obstacle.${why}`)}</th>
                <td>{figure(count, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className={styles.sides} role="group" aria-label={text("lists.members")}>
        {(["called", "left"] as const).map((id) => (
          <button
            key={id}
            type="button"
            className={styles.side}
            aria-pressed={side === id}
            onClick={() => setSide(id)}
          >
            {text(id === "called" ? "lists.showCalled" : "lists.showLeft")}
          </button>
        ))}
      </div>
      {rows.length > 0 ? (
        <CustomerList key={side} rows={rows} total={side === "called" ? rows.length : left} facts={facts} />
      ) : side === "left" ? (
        <Empty icon="check" title={text("lists.leftOutNobody")} />
      ) : left > 0 ? (
        <Empty icon="users" title={text("lists.nobody")}>
          <p>{text("lists.nobodyText")}</p>
        </Empty>
      ) : (
        <Empty icon="users" title={text("lists.nobodyFound")}>
          <p>{text("lists.nobodyFoundText")}</p>
        </Empty>
      )}
    </>
  );
}
