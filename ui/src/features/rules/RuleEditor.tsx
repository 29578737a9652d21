import { useEffect, useState } from "react";
import type {
  Channel,
  PatternKind,
  Rule,
  RuleCheck,
  RuleDraft,
  RuleRow,
  Sign,
} from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { CHANNELS, draftOf, faultAt, newDraft, SIGNS } from "./draft";
import { Fits } from "./Fits";
import styles from "./Rules.module.css";
import { Tester } from "./Tester";

const CHECK_AFTER_MS = 250;
const KINDS: readonly PatternKind[] = ["exact", "prefix", "wildcard"];
const PRIORITIES = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

interface Props {
  start: RuleDraft;
  rules: readonly RuleRow[];
  /** It is made from a contact in triage: what else waits there is offered. */
  fromTriage: boolean;
  onSaved: (rule: Rule) => void;
}

/** One rule: what is wrong stands at its field; it is tried before it is saved. */
export function RuleEditor({ start, rules, fromTriage, onSaved }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const [draft, setDraft] = useState(start);
  const [check, setCheck] = useState<RuleCheck | null>(null);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const [trying, setTrying] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: checked again when the saved rules are others
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await desk.run(desk.commands.checkRule(draft));
      if (!gone && found) setCheck(found);
    }, CHECK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, draft, rules]);
  const edit = (fields: Partial<RuleDraft>) => {
    setSaved(null);
    setDraft({ ...draft, ...fields });
  };
  const save = async () => {
    setSaving(true);
    const rule = await desk.run(desk.commands.saveRule(draft));
    setSaving(false);
    if (!rule) return;
    setDraft(draftOf(rule));
    setSaved(rule.id);
    onSaved(rule);
  };
  const faults = check?.faults ?? [];
  const warnings = check?.warnings ?? [];
  const topic = topics.find((it) => it.id === draft.topic);
  const published = rules.find((it) => it.rule.id === draft.id)?.rule;
  const stages = topic?.stages.map((it, index) => ({
    id: String(index + 1),
    label: text("rules.stageNamed", { stage: index + 1, name: it.name[locale] }),
  }));
  return (
    <div className={styles.editor}>
      <h3>{text(draft.id ? "rules.edit" : "rules.new")}</h3>
      <fieldset className={styles.fields}>
        <legend>{text("rules.when")}</legend>
        <ChoiceField
          label={text("rules.channel")}
          choices={CHANNELS.map((id) => ({ id, label: text(`channel.${id}`) }))}
          value={draft.channel}
          onChange={(id) => edit({ channel: id as Channel, sign: SIGNS[id as Channel][0] })}
        />
        <ChoiceField
          label={text("rules.sign")}
          choices={SIGNS[draft.channel].map((id) => ({ id, label: text(`rules.sign.${id}`) }))}
          value={draft.sign}
          error={faultAt(faults, "sign", text)}
          onChange={(id) => edit({ sign: id as Sign })}
        />
        <ChoiceField
          label={text("rules.kind")}
          choices={KINDS.map((id) => ({ id, label: text(`rules.kind.${id}`) }))}
          value={draft.pattern.kind}
          onChange={(id) => edit({ pattern: { ...draft.pattern, kind: id as PatternKind } })}
        />
        <TextField
          label={text("rules.pattern")}
          value={draft.pattern.text}
          hint={text(`rules.kindHint.${draft.pattern.kind}`)}
          onChange={(typed) => edit({ pattern: { ...draft.pattern, text: typed } })}
          error={faultAt(faults, "pattern", text)}
        />
      </fieldset>
      <fieldset className={styles.fields}>
        <legend>{text("rules.then")}</legend>
        <ChoiceField
          label={text("rules.topic")}
          placeholder={text("rules.chooseTopic")}
          choices={topics
            .filter((it) => !it.retired)
            .map((it) => ({ id: it.id, label: it.name[locale] || it.key }))}
          value={draft.topic}
          error={faultAt(faults, "topic", text)}
          onChange={(id) => edit({ topic: id, stage: 1 })}
        />
        <ChoiceField
          label={text("rules.stage")}
          choices={stages ?? []}
          value={String(draft.stage)}
          isDisabled={!stages}
          error={stages ? faultAt(faults, "stage", text) : null}
          onChange={(id) => edit({ stage: Number(id) })}
        />
        <ChoiceField
          label={text("rules.priority")}
          choices={PRIORITIES.map((id) => ({ id, label: text("rules.priorityNamed", { priority: id }) }))}
          value={String(draft.priority)}
          error={faultAt(faults, "priority", text)}
          onChange={(id) => edit({ priority: Number(id) })}
        />
        <TextField
          label={text("rules.key")}
          value={draft.key}
          hint={text("rules.keyHint")}
          onChange={(key) => edit({ key })}
          error={faultAt(faults, "key", text)}
        />
      </fieldset>
      <Switch
        label={text("rules.enabled")}
        isSelected={draft.enabled}
        onChange={(enabled) => edit({ enabled })}
      />
      {warnings.map((fault) => (
        <Callout key={fault} tone="warn" icon="warning">
          {text(`rules.fault.${fault}`)}
        </Callout>
      ))}
      <footer className={styles.foot}>
        <p role="status" className={styles.faint}>
          {check &&
            (faults.length > 0
              ? text("rules.faults", { count: faults.length })
              : text(check.changed ? "rules.ready" : "rules.unchanged"))}
        </p>
        <Button icon="search" aria-expanded={trying} onPress={() => setTrying(!trying)}>
          {text("rules.tryDraft")}
        </Button>
        {check?.changed && (
          <Button onPress={() => edit(published ? draftOf(published) : newDraft())}>
            {text("rules.discard")}
          </Button>
        )}
        <Button
          look="primary"
          isDisabled={!check?.changed || faults.length > 0 || saving}
          onPress={() => void save()}
        >
          {text("rules.save")}
        </Button>
      </footer>
      {saved && <Fits rule={saved} backToTriage={fromTriage} />}
      {trying && <Tester draft={draft} />}
    </div>
  );
}
