import { useRef } from "react";
import type { SegmentCondition, SegmentForm, SegmentOverview, SegmentQuery } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { isAskable } from "../../state/segments";
import { useStore } from "../../state/store";
import { queryText } from "../../words/segment";
import { ConditionRow } from "./ConditionRow";
import { Members } from "./Members";
import styles from "./Segments.module.css";
import { newTest } from "./tests";

const MOST_CONDITIONS = 20;

/** The topic that a segment is about: that of the first condition which names one and must hold. */
function topicOf({ conditions }: SegmentQuery): string | null {
  for (const { not, test } of conditions) {
    if (!not && (test.on === "dialogue" || test.on === "reached") && test.topic) return test.topic;
  }
  return null;
}

/** A segment's name and conditions, read back as a sentence, with who is in it now. */
export function SegmentEditor({ draft, overview }: { draft: SegmentForm; overview: SegmentOverview | null }) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const keys = useRef<string[]>([]);
  const { name, query, retired } = draft;
  const { conditions } = query;
  // A condition keeps its row and the focus in it when another one goes.
  while (keys.current.length < conditions.length) keys.current.push(crypto.randomUUID());
  const teams = overview?.teams ?? [];
  const set = (changed: SegmentCondition[]) =>
    desk.segments.edit({ query: { ...query, conditions: changed } });
  const sentence = queryText(query, { topics, teams, locale, text });
  const save = async () => {
    if (await desk.segments.save()) desk.notices.tell("segments.saved", { name: name.trim() });
  };
  const makeList = () =>
    desk.open.set({
      is: "make_list",
      origin: { from: "segment", segment: draft.id, query },
      topic: topicOf(query),
      name: name.trim(),
    });
  return (
    <div className={styles.split}>
      <div className={styles.editor}>
        <div className={styles.head}>
          <TextField
            label={text("segments.name")}
            value={name}
            maxLength={150}
            onChange={(typed) => desk.segments.edit({ name: typed })}
          />
          <ChoiceField
            label={text("segments.matches")}
            choices={(["all", "any"] as const).map((id) => ({ id, label: text(`segments.matches.${id}`) }))}
            value={query.matches}
            onChange={(matches) =>
              desk.segments.edit({ query: { ...query, matches: matches === "any" ? "any" : "all" } })
            }
          />
        </div>
        <ol className={styles.conditions}>
          {conditions.map((condition, index) => (
            <ConditionRow
              key={keys.current[index]}
              number={index + 1}
              condition={condition}
              topics={topics}
              teams={teams}
              onChange={(changed) => set(conditions.with(index, changed))}
              onRemove={() => {
                keys.current.splice(index, 1);
                set(conditions.toSpliced(index, 1));
              }}
            />
          ))}
        </ol>
        <div>
          <Button
            icon="plus"
            isDisabled={conditions.length >= MOST_CONDITIONS}
            onPress={() => set([...conditions, { not: false, test: newTest("dialogue", topics) }])}
          >
            {text("segments.add")}
          </Button>
        </div>
        <div className={styles.bottom}>
          <p className={styles.sentence} role="status" dir="auto">
            {sentence ?? text("segments.noConditions")}
          </p>
          <footer className={styles.foot}>
            {draft.id && (
              <Switch
                label={text("segments.retire")}
                isSelected={retired}
                onChange={(on) => desk.segments.edit({ retired: on })}
              />
            )}
            <span className={styles.spring} />
            <Button icon="phoneOut" isDisabled={!isAskable(query)} onPress={makeList}>
              {text("lists.make")}
            </Button>
            <Button look="primary" isDisabled={!name.trim() || !isAskable(query)} onPress={() => void save()}>
              {text("common.save")}
            </Button>
          </footer>
        </div>
      </div>
      <Members name={name} />
    </div>
  );
}
