import { useState } from "react";
import type { ArticleDraft } from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { localeStore, useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { dayAfter, endOfDay } from "../../state/period";
import { useStore } from "../../state/store";
import { topicName } from "../../words/need";
import styles from "./Knowledge.module.css";

const LANGUAGES = ["ko", "en"] as const;

interface Props {
  draft: ArticleDraft;
  onChange: (draft: ArticleDraft) => void;
  onSave: () => void;
}

/** An article as it is written. */
export function ArticleForm({ draft, onChange, onSave }: Props) {
  const text = useText();
  const when = useWhen();
  const { timeZone } = useStore(localeStore);
  const hasTitle = LANGUAGES.some((it) => draft.title[it].trim() !== "");
  const late = draft.from_ms !== null && draft.until_ms !== null && draft.until_ms <= draft.from_ms;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (hasTitle && !late) onSave();
      }}
    >
      <div className={styles.languages}>
        {LANGUAGES.map((it) => (
          <div key={it} className={styles.language}>
            <TextField
              label={text(`articles.title.${it}`)}
              value={draft.title[it]}
              maxLength={200}
              onChange={(title) => onChange({ ...draft, title: { ...draft.title, [it]: title } })}
            />
            <TextField
              label={text(`articles.answer.${it}`)}
              hint={it === "ko" ? text("articles.answerHint") : undefined}
              value={draft.answer[it]}
              rows={3}
              maxLength={1300}
              onChange={(answer) => onChange({ ...draft, answer: { ...draft.answer, [it]: answer } })}
            />
            <TextField
              label={text(`articles.body.${it}`)}
              hint={it === "ko" ? text("articles.bodyHint") : undefined}
              value={draft.body[it]}
              rows={10}
              maxLength={10_000}
              onChange={(body) => onChange({ ...draft, body: { ...draft.body, [it]: body } })}
            />
          </div>
        ))}
      </div>
      <AboutFields draft={draft} onChange={onChange} />
      <Tags draft={draft} onChange={onChange} />
      <div className={styles.dates}>
        <TextField
          label={text("articles.from")}
          type="date"
          value={draft.from_ms === null ? "" : when.key(draft.from_ms)}
          onChange={(day) => onChange({ ...draft, from_ms: after(endOfDay(dayAfter(day, -1), timeZone)) })}
        />
        <TextField
          label={text("articles.until")}
          hint={text("articles.untilHint")}
          type="date"
          value={draft.until_ms === null ? "" : when.key(draft.until_ms - 1)}
          error={late ? text("articles.late") : null}
          onChange={(day) => onChange({ ...draft, until_ms: after(endOfDay(day, timeZone)) })}
        />
      </div>
      <Switch
        label={text("articles.retired")}
        isSelected={draft.retired}
        onChange={(retired) => onChange({ ...draft, retired })}
      />
      <Button type="submit" look="primary" isDisabled={!hasTitle || late}>
        {text("common.save")}
      </Button>
    </form>
  );
}

/** The first moment after a day; what is no day is none. */
function after(endMs: number | null): number | null {
  return endMs === null ? null : endMs + 1;
}

/** To which topics it belongs, and to which of their stages. */
function AboutFields({ draft, onChange }: Omit<Props, "onSave">) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const free = topics.filter((it) => !it.retired && draft.about.every((about) => about.topic !== it.id));
  return (
    <div className={styles.about}>
      {draft.about.map((it, index) => {
        const name = topicName(topics, it.topic, locale, text);
        const stages = topics.find((topic) => topic.id === it.topic)?.stages ?? [];
        const set = (chosen: number[]) =>
          onChange({
            ...draft,
            about: draft.about.map((other, at) => (at === index ? { ...it, stages: chosen } : other)),
          });
        return (
          <div key={it.topic} className={styles.aboutRow}>
            <b>{name}</b>
            <fieldset className={styles.stages} aria-label={text("articles.stages", { topic: name })}>
              {stages.map((stage, place) => (
                <label key={`${it.topic}-${stage.name.ko}-${stage.name.en}`}>
                  <input
                    type="checkbox"
                    checked={it.stages.includes(place + 1)}
                    onChange={(event) =>
                      set(
                        event.target.checked
                          ? [...it.stages, place + 1].sort((a, b) => a - b)
                          : it.stages.filter((other) => other !== place + 1),
                      )
                    }
                  />
                  {stage.name[locale]}
                </label>
              ))}
            </fieldset>
            <IconButton
              size="s"
              icon="close"
              label={text("articles.removeTopic", { topic: name })}
              onPress={() => onChange({ ...draft, about: draft.about.filter((_, at) => at !== index) })}
            />
          </div>
        );
      })}
      <ChoiceField
        // An empty choice again after each one.
        key={draft.about.length}
        label={text("articles.addTopic")}
        placeholder={text(draft.about.length === 0 ? "articles.allTopics" : "articles.addTopic")}
        value={null}
        choices={free.map((it) => ({ id: it.id, label: it.name[locale] }))}
        onChange={(topic) => onChange({ ...draft, about: [...draft.about, { topic, stages: [] }] })}
      />
      {draft.about.length > 0 && <p className={styles.hint}>{text("articles.stagesHint")}</p>}
    </div>
  );
}

/** Other words under which it is looked for, as they are typed. */
function Tags({ draft, onChange }: Omit<Props, "onSave">) {
  const text = useText();
  const [typed, setTyped] = useState(draft.tags.join(", "));
  return (
    <TextField
      label={text("articles.tags")}
      hint={text("articles.tagsHint")}
      value={typed}
      maxLength={1000}
      onChange={(words) => {
        setTyped(words);
        const tags = words.split(/[,\n]/).map((it) => it.trim());
        onChange({ ...draft, tags: tags.filter((it) => it !== "") });
      }}
    />
  );
}
