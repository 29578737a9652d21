import { useState } from "react";
import type {
  Calendar,
  CaseKind,
  Priority,
  SlaDeed,
  SlaEscalation,
  SlaPolicy,
  SlaTarget,
  Tier,
} from "../../api/generated/types";
import { Button, IconButton } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { useStore } from "../../state/store";
import { lengthText } from "../../words/cases";
import { topicName } from "../../words/need";
import styles from "./Sla.module.css";

const ANY = "any";
const SEVERAL = "several";
const ALWAYS = "always";
const KINDS: readonly CaseKind[] = ["request", "complaint"];
const PRIORITIES: readonly Priority[] = ["normal", "high", "urgent"];
const TIERS: readonly Tier[] = ["vip", "gold", "silver", "basic"];
const TARGETS: readonly SlaTarget[] = ["answer", "resolve"];
const DEEDS: readonly SlaDeed[] = ["remind", "raise", "lead"];
const RANKS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

interface Props {
  /** What is changed; `null` for a new one. */
  policy: SlaPolicy | null;
  calendars: readonly Calendar[];
  onSaved: (policy: SlaPolicy) => void;
}

/** What is promised about some cases. */
export function PolicyEditor({ policy, calendars, onSaved }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const [name, setName] = useState(policy?.name ?? "");
  const [rank, setRank] = useState(String(policy?.rank ?? 5));
  const [applies, setApplies] = useState(
    policy?.applies ?? { kinds: [], priorities: [], tiers: [], topics: [] },
  );
  const [calendar, setCalendar] = useState(
    policy ? (policy.calendar ?? ALWAYS) : (calendars[0]?.id ?? ALWAYS),
  );
  const [answer, setAnswer] = useState(String(policy?.answer_min ?? ""));
  const [resolve, setResolve] = useState(String(policy?.resolve_min ?? ""));
  const [escalations, setEscalations] = useState<readonly SlaEscalation[]>(policy?.escalations ?? []);
  const [retired, setRetired] = useState(policy?.retired ?? false);
  const [tried, setTried] = useState(false);
  const minutes = { answer: readMinutes(answer), resolve: readMinutes(resolve) };
  const wrong = (value: number | null | undefined) =>
    tried && value === undefined ? text("sla.numberWrong") : null;
  const toggle = <T,>(all: readonly T[], it: T) =>
    all.includes(it) ? all.filter((other) => other !== it) : [...all, it];
  const change = (at: number, patch: Partial<SlaEscalation>) =>
    setEscalations(escalations.map((it, index) => (index === at ? { ...it, ...patch } : it)));
  const save = async () => {
    setTried(true);
    if (!name.trim() || minutes.answer === undefined || minutes.resolve === undefined) return;
    const saved = await desk.run(
      desk.commands.saveSlaPolicy({
        id: policy?.id ?? null,
        name,
        rank: Number(rank),
        applies,
        calendar: calendar === ALWAYS ? null : calendar,
        answer_min: minutes.answer,
        resolve_min: minutes.resolve,
        escalations: escalations.filter((it) => minutes[it.target] !== null),
        retired,
      }),
    );
    if (!saved) return;
    desk.notices.tell("sla.saved");
    onSaved(saved);
  };
  const topic = applies.topics.length > 1 ? SEVERAL : (applies.topics[0] ?? ANY);
  return (
    <div className={styles.form}>
      <div className={styles.row}>
        <TextField
          label={text("sla.name")}
          value={name}
          onChange={setName}
          maxLength={150}
          error={tried && !name.trim() ? text("sla.name") : null}
        />
        <ChoiceField
          label={text("sla.rank")}
          value={rank}
          onChange={setRank}
          choices={RANKS.map((id) => ({ id, label: id }))}
        />
      </div>
      <div className={styles.row}>
        <ChoiceField
          label={text("sla.forKind")}
          value={applies.kinds.length === 1 ? (applies.kinds[0] ?? ANY) : ANY}
          onChange={(id) => setApplies({ ...applies, kinds: id === ANY ? [] : [id as CaseKind] })}
          choices={[
            { id: ANY, label: text("sla.any") },
            ...KINDS.map((id) => ({ id, label: text(`cases.kind.${id}`) })),
          ]}
        />
        <ChoiceField
          label={text("sla.forTopic")}
          value={topic}
          onChange={(id) => id !== SEVERAL && setApplies({ ...applies, topics: id === ANY ? [] : [id] })}
          choices={[
            { id: ANY, label: text("sla.any") },
            ...(topic === SEVERAL
              ? [
                  {
                    id: SEVERAL,
                    label: applies.topics.map((id) => topicName(topics, id, locale, text)).join(", "),
                  },
                ]
              : []),
            ...topics.map((it) => ({ id: it.id, label: topicName(topics, it.id, locale, text) })),
          ]}
        />
      </div>
      <fieldset className={styles.switches}>
        <legend>{text("sla.forTier")}</legend>
        {TIERS.map((id) => (
          <Switch
            key={id}
            label={text(`tier.${id}`)}
            isSelected={applies.tiers.includes(id)}
            onChange={() => setApplies({ ...applies, tiers: toggle(applies.tiers, id) })}
          />
        ))}
        {applies.tiers.length === 0 && <span className={styles.faint}>{text("sla.any")}</span>}
      </fieldset>
      <fieldset className={styles.switches}>
        <legend>{text("sla.forPriority")}</legend>
        {PRIORITIES.map((id) => (
          <Switch
            key={id}
            label={text(`priority.${id}`)}
            isSelected={applies.priorities.includes(id)}
            onChange={() => setApplies({ ...applies, priorities: toggle(applies.priorities, id) })}
          />
        ))}
        {applies.priorities.length === 0 && <span className={styles.faint}>{text("sla.any")}</span>}
      </fieldset>
      <ChoiceField
        label={text("sla.calendar")}
        value={calendar}
        onChange={setCalendar}
        choices={[
          { id: ALWAYS, label: text("sla.always") },
          ...calendars
            .filter((it) => !it.retired || it.id === policy?.calendar)
            .map((it) => ({ id: it.id, label: it.name })),
        ]}
      />
      <div className={styles.row}>
        <TextField
          label={text("sla.answer")}
          value={answer}
          onChange={setAnswer}
          inputMode="numeric"
          maxLength={6}
          hint={minutes.answer ? lengthText(minutes.answer, text) : undefined}
          error={wrong(minutes.answer)}
        />
        <TextField
          label={text("sla.resolve")}
          value={resolve}
          onChange={setResolve}
          inputMode="numeric"
          maxLength={6}
          hint={minutes.resolve ? lengthText(minutes.resolve, text) : undefined}
          error={wrong(minutes.resolve)}
        />
      </div>
      <h3 className={styles.title}>{text("sla.escalations")}</h3>
      {escalations.map((it, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <div key={at} className={styles.escalation}>
          <ChoiceField
            label={text("sla.target")}
            value={it.target}
            onChange={(id) => change(at, { target: id as SlaTarget })}
            choices={TARGETS.map((id) => ({ id, label: text(`cases.target.${id}`) }))}
          />
          <TextField
            label={text("sla.percent")}
            value={String(it.percent)}
            onChange={(value) =>
              change(at, { percent: Math.min(1000, Number(value.replace(/\D/g, "")) || 1) })
            }
            inputMode="numeric"
            maxLength={4}
          />
          <ChoiceField
            label={text("sla.deed")}
            value={it.deed}
            onChange={(id) => change(at, { deed: id as SlaDeed })}
            choices={DEEDS.map((id) => ({ id, label: text(`sla.deed.${id}`) }))}
          />
          <IconButton
            label={text("sla.removeEscalation")}
            icon="close"
            onPress={() => setEscalations(escalations.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div>
        <Button
          size="s"
          icon="plus"
          isDisabled={escalations.length >= 12}
          onPress={() => setEscalations([...escalations, { target: "resolve", percent: 80, deed: "remind" }])}
        >
          {text("sla.addEscalation")}
        </Button>
      </div>
      <Switch label={text("sla.retired")} isSelected={retired} onChange={setRetired} />
      <div>
        <Button look="primary" onPress={() => void save()}>
          {text("sla.save")}
        </Button>
      </div>
    </div>
  );
}

/** Minutes as typed: `null` for none, `undefined` for what is no number. */
function readMinutes(typed: string): number | null | undefined {
  if (!typed.trim()) return null;
  return /^[1-9]\d{0,5}$/.test(typed.trim()) ? Number(typed.trim()) : undefined;
}
