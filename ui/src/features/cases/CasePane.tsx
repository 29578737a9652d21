import { useEffect, useRef, useState } from "react";
import type { CaseDetail, CaseDid, CaseEdit, CommandError, Priority } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, TextField } from "../../components/Field";
import { ReadFailed } from "../../components/ReadFailed";
import { Callout, Skeleton, Tag } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { entryOf } from "../../state/customers";
import { toCommandError } from "../../state/errors";
import { showCustomer } from "../../state/live";
import { usePeople } from "../../state/people";
import { useStore } from "../../state/store";
import { clockText, didText, isLate, lengthText } from "../../words/cases";
import { topicName } from "../../words/need";
import styles from "./Cases.module.css";
import { ResolveCase } from "./ResolveCase";

const PRIORITIES: readonly Priority[] = ["normal", "high", "urgent"];
const NOBODY = "nobody";
const NONE = "none";

/** A case with all that happened to it, read again when something did. */
export function CasePane({ id }: { id: string }) {
  const text = useText();
  const desk = useDesk();
  const version = useStore(desk.cases.store, (state) => state.version);
  const [detail, setDetail] = useState<CaseDetail | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version says that it may differ
  useEffect(() => {
    let current = true;
    desk.commands.caseDetail(id).then(
      (read) => {
        if (!current) return;
        setDetail(read);
        setError(null);
      },
      (cause) => current && setError(toCommandError(cause)),
    );
    return () => {
      current = false;
    };
  }, [desk, id, version, tries]);
  if (error) return <ReadFailed error={error} onRetry={() => setTries(tries + 1)} />;
  if (!detail) return <Skeleton lines={6} label={text("common.loading")} />;
  return <Case detail={detail} onChange={setDetail} />;
}

function Case({ detail, onChange }: { detail: CaseDetail; onChange: (next: CaseDetail) => void }) {
  const text = useText();
  const desk = useDesk();
  const { line } = detail;
  const [comment, setComment] = useState("");
  const article = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another standing the button that was pressed may be gone, and the keys with it
  useEffect(() => {
    if (document.activeElement === document.body) article.current?.focus();
  }, [detail]);
  const toCustomer = () => {
    showCustomer(desk, line.customer);
    desk.open.set(null);
  };
  const take = async (work: Promise<CaseDetail>) => {
    const next = await desk.run(work);
    if (next) onChange(next);
    return next !== null;
  };
  const does = (did: CaseDid, words = "") =>
    take(desk.commands.stepCase({ case: line.id, did, words, contact: null }));
  const edit = (patch: Partial<CaseEdit>) =>
    take(
      desk.commands.editCase({
        case: line.id,
        kind: null,
        title: null,
        words: null,
        priority: null,
        assignee: null,
        dialogue: null,
        ...patch,
      }),
    );
  const saveComment = async () => {
    if (comment.trim() && (await does({ is: "commented" }, comment))) setComment("");
  };
  return (
    <article ref={article} className={styles.case} aria-label={line.title} tabIndex={-1}>
      <header className={styles.head}>
        <p className={styles.crumb}>
          <Tag tone={line.kind === "complaint" ? "bad" : "info"}>{text(`cases.kind.${line.kind}`)}</Tag>
          <Tag>{text(`cases.state.${line.state}`)}</Tag>
          <button type="button" className={styles.toCustomer} dir="auto" onClick={toCustomer}>
            {line.name}
          </button>
        </p>
        <h3 className={styles.heading} dir="auto">
          {line.title}
        </h3>
        {detail.words && (
          <p className={styles.words} dir="auto">
            {detail.words}
          </p>
        )}
      </header>
      <Clocks detail={detail} />
      <div className={styles.actions}>
        {line.state === "open" && !line.answer?.met_ms && line.answer && (
          <Button size="s" look="primary" onPress={() => void does({ is: "answered" })}>
            {text("cases.do.answered")}
          </Button>
        )}
        {line.state === "open" && (
          <Button size="s" icon="clock" onPress={() => void does({ is: "waits" })}>
            {text("cases.do.waits")}
          </Button>
        )}
        {line.state === "waiting" && (
          <Button size="s" look="primary" onPress={() => void does({ is: "resumed" })}>
            {text("cases.do.resumed")}
          </Button>
        )}
        {line.state === "resolved" ? (
          <Button size="s" onPress={() => void does({ is: "reopened" })}>
            {text("cases.do.reopened")}
          </Button>
        ) : (
          <ResolveCase onResolve={(how, words) => does({ is: "resolved", how }, words)} />
        )}
        {!line.mine && line.state !== "resolved" && (
          <Button size="s" icon="user" onPress={() => void edit({ assignee: { is: "me" } })}>
            {text("cases.take")}
          </Button>
        )}
      </div>
      <Fields detail={detail} onEdit={edit} />
      <Steps detail={detail} />
      <div className={styles.comment}>
        <TextField
          label={text("cases.comment")}
          value={comment}
          onChange={setComment}
          maxLength={5000}
          onEnter={() => void saveComment()}
        />
        <Button size="s" keys="Enter" isDisabled={!comment.trim()} onPress={() => void saveComment()}>
          {text("cases.addComment")}
        </Button>
      </div>
    </article>
  );
}

/** What is promised, by minutes: it changes once a minute and takes the same room in every state. */
function Clocks({ detail }: { detail: CaseDetail }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  const { line } = detail;
  const clocks = [line.answer, line.resolve].filter((it) => it !== null);
  if (clocks.length === 0) return <p className={styles.faint}>{text("cases.nothingPromised")}</p>;
  return (
    <>
      <dl className={styles.clocks}>
        {clocks.map((clock) => (
          <div key={clock.target} className={styles.clock} data-late={isLate(clock, nowMs)}>
            <dt>
              {text(`cases.target.${clock.target}`)}{" "}
              <span className={styles.faint}>{lengthText(clock.promised_min, text)}</span>
            </dt>
            <dd>{clockText(clock, text, when, nowMs)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.faint}>{text("cases.byPolicy", { policy: detail.policy_name ?? "" })}</p>
      {line.escalated && (
        <Callout tone="bad" icon="warning">
          {text("cases.escalatedText")}
        </Callout>
      )}
    </>
  );
}

/** Who works on it, how soon, and to which dialogue it belongs. */
function Fields({ detail, onEdit }: { detail: CaseDetail; onEdit: (patch: Partial<CaseEdit>) => void }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const { line } = detail;
  const people = usePeople();
  const topics = useStore(desk.topics);
  useEffect(() => desk.customers.open(line.customer), [desk, line.customer]);
  const view = useStore(desk.customers.store, (all) => entryOf(all, line.customer).view);
  const dialogues = view?.dialogues.filter((it) => it.open || it.id === detail.dialogue) ?? [];
  const known = line.assignee === null || people.some((it) => it.id === line.assignee);
  const raised = line.priority !== line.judged && line.state !== "resolved";
  return (
    <div className={styles.fields}>
      <ChoiceField
        label={text("cases.assignee")}
        choices={[
          { id: NOBODY, label: text("cases.anyone") },
          ...people.map((it) => ({ id: it.id, label: it.name })),
          ...(known || !line.assignee
            ? []
            : [{ id: line.assignee, label: line.assignee_name ?? text("lists.somebody") }]),
        ]}
        value={line.assignee ?? NOBODY}
        onChange={(id) => onEdit({ assignee: id === NOBODY ? { is: "anyone" } : { is: "user", user: id } })}
      />
      <div>
        <ChoiceField
          label={text("inbox.priority")}
          choices={PRIORITIES.map((id) => ({ id, label: text(`priority.${id}`) }))}
          value={line.judged}
          onChange={(id) => onEdit({ priority: id as Priority })}
        />
        {raised && (
          <p className={styles.faint}>{text("cases.raised", { to: text(`priority.${line.priority}`) })}</p>
        )}
      </div>
      <ChoiceField
        label={text("cases.dialogue")}
        choices={[
          ...(detail.dialogue ? [] : [{ id: NONE, label: text("cases.noDialogue") }]),
          ...dialogues.map((it) => ({ id: it.id, label: topicName(topics, it.topic, locale, text) })),
        ]}
        value={detail.dialogue ?? NONE}
        onChange={(id) => id !== NONE && onEdit({ dialogue: id })}
      />
    </div>
  );
}

function Steps({ detail }: { detail: CaseDetail }) {
  const text = useText();
  const when = useWhen();
  const nowMs = useMinute();
  return (
    <ol className={styles.steps} aria-label={text("cases.history")}>
      <li className={styles.step}>
        <span className={styles.faint}>{when.moment(detail.line.created_ms, nowMs)}</span>
        <span>
          {text("cases.did.opened")} · {detail.created_by_name ?? text("lists.somebody")}
        </span>
      </li>
      {detail.steps.map((step) => (
        <li key={step.id} className={styles.step}>
          <span className={styles.faint}>{when.moment(step.at_ms, nowMs)}</span>
          <span>
            {didText(step.did, text)} · {step.by_name ?? text("lists.somebody")}
            {step.words && (
              <span className={styles.said} dir="auto">
                {step.words}
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
