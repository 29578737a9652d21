import { useCallback, useEffect, useState } from "react";
import type { DraftCheck, Purpose, Topic, TopicDraft } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Callout, Tag } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { AgeingFields } from "./AgeingFields";
import { Carries } from "./Carries";
import { change, draftOf, type Edited, edited, newDraft } from "./draft";
import { MovesField } from "./MovesField";
import { Preview } from "./Preview";
import { problemAt } from "./problems";
import { StageRows } from "./StageRows";
import styles from "./Topics.module.css";

interface Props {
  start: TopicDraft;
  /** The topic as published; none for a new one. */
  published: Topic | undefined;
  /** Goes on with another draft of it: what was published, or what it was begun from. */
  onReset: (draft: TopicDraft) => void;
}

const PURPOSES: readonly Purpose[] = ["sales", "service", "retention"];
const CHECK_AFTER_MS = 250;

/** One topic: names, stages, periods, moves; what is wrong stands at its field. */
export function TopicEditor({ start, published, onReset }: Props) {
  const text = useText();
  const desk = useDesk();
  const [topic, setTopic] = useState<Edited>(() => edited(start));
  const [check, setCheck] = useState<DraftCheck | null>(null);
  const [previewing, setPreviewing] = useState(false);
  const { draft } = topic;
  // biome-ignore lint/correctness/useExhaustiveDependencies: checked again when what is published is another
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await desk.run(desk.commands.checkTopic(draft));
      if (!gone && found) setCheck(found);
    }, CHECK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, draft, published]);
  const edit = (next: Edited) => {
    desk.topicDrafts.set(next.draft.id ?? "", next.draft);
    setPreviewing(false);
    setTopic(next);
  };
  const reset = (next: TopicDraft) => {
    desk.topicDrafts.delete(draft.id ?? "");
    onReset(next);
  };
  const cancel = useCallback(() => setPreviewing(false), []);
  const problems = check?.problems ?? [];
  const whole = problemAt(problems, { is: "topic" }, text);
  return (
    <div className={styles.editor}>
      <header className={styles.editorHead}>
        <h3>{draft.id ? text("topics.edit") : text("topics.new")}</h3>
        {published && <Tag>{text("topics.version", { version: 1 + published.revisions.length })}</Tag>}
        {check?.revises && <Tag tone="info">{text("topics.newVersion")}</Tag>}
      </header>
      {whole && (
        <Callout tone="bad" icon="warning">
          {whole}
        </Callout>
      )}
      <div className={styles.pair}>
        {(["ko", "en"] as const).map((language) => (
          <TextField
            key={language}
            label={text("topics.name", { language: text(`language.${language}`) })}
            value={draft.name[language]}
            onChange={(name) => edit(change(topic, { name: { ...draft.name, [language]: name } }))}
            error={problemAt(problems, { is: "name", language }, text)}
            autoFocus={language === "ko"}
          />
        ))}
        <TextField
          label={text("topics.key")}
          value={draft.key}
          hint={text("topics.keyHint")}
          onChange={(key) => edit(change(topic, { key }))}
          error={problemAt(problems, { is: "key" }, text)}
        />
        <ChoiceField
          label={text("topics.purpose")}
          choices={PURPOSES.map((id) => ({ id, label: text(`purpose.${id}`) }))}
          value={draft.purpose}
          onChange={(id) => edit(change(topic, { purpose: id as Purpose }))}
        />
      </div>
      <Switch
        label={text("topics.complaint")}
        isSelected={draft.complaint}
        onChange={(complaint) => edit(change(topic, { complaint }))}
      />
      <StageRows topic={topic} problems={problems} onChange={edit} />
      {published && (check?.revises || draft.to.includes(null)) && (
        <Carries published={published} topic={topic} problems={problems} onChange={edit} />
      )}
      <AgeingFields
        title={text("topics.ageing")}
        ageing={draft.ageing}
        error={problemAt(problems, { is: "ageing", stage: null }, text)}
        onChange={(ageing) => edit(change(topic, { ageing }))}
      />
      <MovesField topic={topic} problems={problems} onChange={edit} />
      {draft.id && (
        <Switch
          label={text("topics.retire")}
          isSelected={draft.retired}
          onChange={(retired) => edit(change(topic, { retired }))}
        />
      )}
      <footer className={styles.editorFoot}>
        <p role="status" className={styles.faint}>
          {check &&
            (problems.length > 0
              ? text("topics.problems", { count: problems.length })
              : text(check.changed ? "topics.ready" : "topics.unchanged"))}
        </p>
        {check?.changed && (
          <Button onPress={() => reset(published ? draftOf(published) : newDraft())}>
            {text("topics.discard")}
          </Button>
        )}
        <Button
          look="primary"
          isDisabled={!check?.changed || problems.length > 0 || previewing}
          onPress={() => setPreviewing(true)}
        >
          {text("topics.preview")}
        </Button>
      </footer>
      {previewing && (
        <Preview
          draft={draft}
          published={published}
          onCancel={cancel}
          onPublished={(topic) => reset(draftOf(topic))}
        />
      )}
    </div>
  );
}
