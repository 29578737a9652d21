import { useEffect, useState } from "react";
import type { Treatment, TreatmentCheck, TreatmentDraft, TreatmentList } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch, TextField } from "../../components/Field";
import { Callout } from "../../components/Surface";
import { useLocale, useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { audienceText, draftOf, faultAt, MEASURES, meaning } from "./draft";
import styles from "./Treatments.module.css";

const CHECK_AFTER_MS = 250;
const PLACES = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

interface Props {
  start: TreatmentDraft;
  list: TreatmentList;
  onSaved: (treatment: Treatment) => void;
}

/** One treatment: what is wrong stands at its field, and what it means is said while it is edited. */
export function TreatmentEditor({ start, list, onSaved }: Props) {
  const text = useText();
  const locale = useLocale();
  const desk = useDesk();
  const [draft, setDraft] = useState(start);
  const [check, setCheck] = useState<TreatmentCheck | null>(null);
  const [saving, setSaving] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: checked again when the saved ones are others
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(async () => {
      const found = await desk.run(desk.commands.checkTreatment(draft));
      if (!gone && found) setCheck(found);
    }, CHECK_AFTER_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [desk, draft, list]);
  const edit = (fields: Partial<TreatmentDraft>) => setDraft({ ...draft, ...fields });
  const save = async () => {
    setSaving(true);
    const saved = await desk.run(desk.commands.saveTreatment(draft));
    setSaving(false);
    if (!saved) return;
    setDraft(draftOf(saved));
    desk.notices.tell("treatments.saved");
    onSaved(saved);
  };
  const faults = check?.faults ?? [];
  const warnings = check?.warnings ?? [];
  const { audience, perks } = draft;
  const segment = audience.of === "segment" ? audience.segment : null;
  const known = list.segments.find((it) => it.id === segment)?.name;
  const published = list.rows.find((it) => it.treatment.id === draft.id);
  const name = known ?? published?.segment_name;
  const segments = list.segments.map((it) => ({ id: it.id, label: it.name }));
  const missing =
    segment && !known ? [{ id: segment, label: name ?? text("treatments.unknownSegment") }] : [];
  return (
    <div className={styles.editor}>
      <h3>{audienceText(audience, name, text)}</h3>
      <p className={styles.meaning} role="status" dir="auto">
        {meaning(draft, name, locale, text)}
      </p>
      <fieldset className={styles.fields}>
        <legend>{text("treatments.whom")}</legend>
        {segment !== null ? (
          <>
            <ChoiceField
              label={text("treatments.segment")}
              choices={[...segments, ...missing]}
              value={segment}
              error={faultAt(faults, "audience", text)}
              onChange={(id) => edit({ audience: { of: "segment", segment: id } })}
            />
            <ChoiceField
              label={text("treatments.rank")}
              choices={PLACES.map((id) => ({ id, label: text("treatments.rankNamed", { rank: id }) }))}
              value={String(draft.rank)}
              onChange={(id) => edit({ rank: Number(id) })}
            />
          </>
        ) : (
          faultAt(faults, "audience", text) && (
            <Callout tone="bad" icon="warning">
              {faultAt(faults, "audience", text)}
            </Callout>
          )
        )}
        <TextField
          label={text("treatments.days")}
          hint={text("treatments.daysHint")}
          inputMode="numeric"
          maxLength={4}
          value={draft.contact_days === null ? "" : String(draft.contact_days)}
          error={faultAt(faults, "days", text)}
          onChange={(typed) => {
            const digits = typed.replace(/\D/g, "");
            edit({ contact_days: digits === "" ? null : Number(digits) });
          }}
        />
        <ChoiceField
          label={text("treatments.priority")}
          choices={PLACES.map((id) => ({ id, label: text("treatments.priorityNamed", { priority: id }) }))}
          value={String(draft.queue_priority)}
          error={faultAt(faults, "priority", text)}
          onChange={(id) => edit({ queue_priority: Number(id) })}
        />
      </fieldset>
      <fieldset className={styles.fields}>
        <legend>{text("treatments.perks")}</legend>
        <TextField
          label={text("treatments.perksKo")}
          value={perks.ko}
          maxLength={400}
          error={faultAt(faults, "perks", text)}
          onChange={(ko) => edit({ perks: { ...perks, ko } })}
        />
        <TextField
          label={text("treatments.perksEn")}
          value={perks.en}
          maxLength={400}
          error={faultAt(faults, "perks", text)}
          onChange={(en) => edit({ perks: { ...perks, en } })}
        />
      </fieldset>
      <fieldset className={styles.switches}>
        <legend>{text("treatments.measures")}</legend>
        {MEASURES.map((measure) => (
          <div key={measure}>
            <Switch
              label={text(`treatments.measure.${measure}`)}
              isSelected={draft.measures[measure]}
              onChange={(on) => edit({ measures: { ...draft.measures, [measure]: on } })}
            />
            <p className={styles.faint}>{text(`treatments.because.${measure}`)}</p>
          </div>
        ))}
        <div>
          <Switch
            label={text("treatments.preferredAgent")}
            isSelected={draft.preferred_agent}
            onChange={(preferred_agent) => edit({ preferred_agent })}
          />
          <p className={styles.faint}>{text("treatments.preferredAgentHint")}</p>
        </div>
        <div>
          <Switch
            label={text("treatments.enabled")}
            isSelected={draft.enabled}
            onChange={(enabled) => edit({ enabled })}
          />
          <p className={styles.faint}>{text("treatments.enabledHint")}</p>
        </div>
      </fieldset>
      {warnings.map((fault) => (
        <Callout key={fault} tone="warn" icon="warning">
          {text(`treatments.fault.${fault}`)}
        </Callout>
      ))}
      <footer className={styles.foot}>
        <p role="status" className={styles.faint}>
          {check &&
            (faults.length > 0
              ? text("treatments.faults", { count: faults.length })
              : text(check.changed ? "treatments.ready" : "treatments.unchanged"))}
        </p>
        {check?.changed && draft.id && published && (
          <Button onPress={() => setDraft(draftOf(published.treatment))}>{text("treatments.discard")}</Button>
        )}
        <Button
          look="primary"
          isDisabled={!check?.changed || faults.length > 0 || saving}
          onPress={() => void save()}
        >
          {text("treatments.save")}
        </Button>
      </footer>
    </div>
  );
}
