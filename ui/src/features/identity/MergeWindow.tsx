import { useEffect, useId, useRef, useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import type { CommandError, FieldChoice, MergePreview, MergeSide } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Overlay";
import { Callout, Empty, Skeleton } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { showCustomer } from "../../state/live";
import { errorText } from "../../words/error";
import styles from "./Identity.module.css";
import { reasonText } from "./words";

interface Props {
  /** Who stays, to begin with. */
  customer: string;
  other: string;
  onClose: () => void;
}

/** Two customers side by side (D-12): who stays, which values are kept, what comes along. Nothing happens before it is confirmed. */
export function MergeWindow({ customer, other, onClose }: Props) {
  const text = useText();
  const desk = useDesk();
  const [pair, setPair] = useState({ customer, other });
  const [preview, setPreview] = useState<MergePreview | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const [sending, setSending] = useState(false);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when asked to
  useEffect(() => {
    let gone = false;
    setError(null);
    desk.commands.previewMerge(pair).then(
      (found) => {
        if (gone) return;
        setPreview(found);
        setTaken(new Set(found.fields.filter((it) => it.take_theirs).map((it) => it.field)));
      },
      (cause) => !gone && setError(toCommandError(cause)),
    );
    return () => {
      gone = true;
    };
  }, [desk, pair, tries]);

  const ready = preview !== null && preview.obstacle === null && !sending;
  const merge = async () => {
    if (!ready) return;
    setSending(true);
    const merged = await desk.run(desk.commands.mergeCustomers({ pair, take: [...taken] }));
    setSending(false);
    if (!merged) return;
    desk.customers.put(merged);
    desk.identityVersion.update((it) => it + 1);
    showCustomer(desk, merged.customer.id);
    desk.notices.tell("identity.done");
    onClose();
  };
  const keepApart = async () => {
    setSending(true);
    const left = await desk.run(desk.commands.keepApart(pair));
    setSending(false);
    if (!left) return;
    desk.identityVersion.update((it) => it + 1);
    desk.notices.tell("identity.keptApart");
    onClose();
  };
  const swap = () => setPair(({ customer, other }) => ({ customer: other, other: customer }));
  const body = useRef<HTMLDivElement>(null);
  const act = useRef<(event: KeyboardEvent) => void>(() => undefined);
  act.current = (event) => {
    const onButton = event.target instanceof HTMLElement && event.target.closest("button") !== null;
    if (event.key === "Enter" && !onButton) void merge();
    else if (event.key === "s") swap();
    else if (event.key === "Delete") void keepApart();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Wherever in the window the focus is: choices keep keys to themselves.
  useEffect(() => {
    const dialog = body.current?.closest<HTMLElement>("[role=dialog]");
    const listen = (event: KeyboardEvent) => act.current(event);
    dialog?.addEventListener("keydown", listen, true);
    return () => dialog?.removeEventListener("keydown", listen, true);
  }, []);
  return (
    <Dialog
      title={text("identity.title")}
      size="l"
      isOpen
      onClose={onClose}
      actions={
        preview && (
          <>
            <Button keys="Delete" isDisabled={sending} onPress={() => void keepApart()}>
              {text("identity.twoPeople")}
            </Button>
            <Button icon="sync" keys="s" isDisabled={sending} onPress={swap}>
              {text("identity.swap")}
            </Button>
            <Button look="primary" keys="Enter" isDisabled={!ready} onPress={() => void merge()}>
              {text("identity.merge")}
            </Button>
          </>
        )
      }
    >
      <div ref={body} className={styles.window}>
        {error && (
          <Empty icon="warning" title={text("identity.failed")}>
            <p>{errorText(error, text)}</p>
            <Button icon="sync" autoFocus onPress={() => setTries((it) => it + 1)}>
              {text("common.retry")}
            </Button>
          </Empty>
        )}
        {!error && !preview && <Skeleton lines={8} label={text("common.loading")} />}
        {!error && preview && (
          <Compared
            preview={preview}
            taken={taken}
            onTake={(field, theirs) =>
              setTaken((before) => {
                const next = new Set(before);
                if (theirs) next.add(field);
                else next.delete(field);
                return next;
              })
            }
          />
        )}
      </div>
    </Dialog>
  );
}

interface ComparedProps {
  preview: MergePreview;
  taken: ReadonlySet<string>;
  onTake: (field: string, theirs: boolean) => void;
}

function Compared({ preview, taken, onTake }: ComparedProps) {
  const text = useText();
  return (
    <>
      {preview.obstacle && (
        <Callout tone="warn" icon="lock">
          {text(`identity.obstacle.${preview.obstacle}`)}
        </Callout>
      )}
      <ul className={styles.reasons} aria-label={text("identity.reasons")}>
        {preview.reasons.map((reason) => (
          <li key={reason.subject} data-likeness={reason.likeness}>
            {reasonText(text, reason)}
          </li>
        ))}
      </ul>
      <div className={styles.sides}>
        <Side title={text("identity.stays")} side={preview.customer} />
        <Side title={text("identity.comesAlong")} side={preview.other} />
      </div>
      {preview.fields.length > 0 && <h3 className={styles.heading}>{text("identity.values")}</h3>}
      {preview.fields.map((choice) => (
        <Choice key={choice.field} choice={choice} theirs={taken.has(choice.field)} onTake={onTake} />
      ))}
      <p className={styles.faint}>{text("identity.kept")}</p>
    </>
  );
}

function Side({ title, side }: { title: string; side: MergeSide }) {
  const text = useText();
  const when = useWhen();
  const minute = useMinute();
  const heading = useId();
  const { card } = side;
  return (
    <section className={styles.side} aria-labelledby={heading}>
      <p className={styles.faint}>{title}</p>
      <h3 id={heading} className={styles.name} dir="auto">
        {card.name}
      </h3>
      {card.company && <p dir="auto">{card.company}</p>}
      <ul className={styles.points}>
        {side.contact_points.map((point) => (
          <li key={point.id} dir="ltr">
            {point.value}
          </li>
        ))}
      </ul>
      <p className={styles.faint}>
        {text("identity.counts", {
          contacts: side.contacts,
          dialogues: side.open_dialogues,
          remarks: side.remarks,
          callbacks: side.callbacks,
        })}
      </p>
      <p className={styles.faint}>{text("identity.known", { when: when.day(side.created_ms, minute) })}</p>
    </section>
  );
}

interface ChoiceProps {
  choice: FieldChoice;
  theirs: boolean;
  onTake: (field: string, theirs: boolean) => void;
}

/** Which of two values is kept: arrows turn to the other. */
function Choice({ choice, theirs, onTake }: ChoiceProps) {
  const text = useText();
  const worded = (value: string) => wordOf(text, choice.field, value);
  return (
    <RadioGroup
      className={styles.choice ?? ""}
      orientation="horizontal"
      value={theirs ? "theirs" : "ours"}
      onChange={(value) => onTake(choice.field, value === "theirs")}
    >
      <Label className={styles.label ?? ""}>{text(`identity.field.${choice.field as Field}`)}</Label>
      <Radio value="ours" className={styles.option ?? ""}>
        <span dir="auto">{worded(choice.ours)}</span>
      </Radio>
      <Radio value="theirs" className={styles.option ?? ""}>
        <span dir="auto">{worded(choice.theirs)}</span>
      </Radio>
    </RadioGroup>
  );
}

type Field =
  | "name"
  | "name_latin"
  | "company"
  | "account_no"
  | "address"
  | "language"
  | "tier"
  | "time_zone"
  | "preferred_agent";

/** A value in words; nothing has a word of its own. */
function wordOf(text: ReturnType<typeof useText>, field: string, value: string): string {
  if (value === "") return text("identity.nothing");
  if (field === "tier") return text(`tier.${value as "vip" | "gold" | "silver" | "basic"}`);
  if (field === "language") return text(`language.${value as "ko" | "en"}`);
  return value;
}
