import { Switch, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import styles from "./Lists.module.css";
import { type RetryDraft, soundCalls, soundHours } from "./retries";

interface Props {
  drafts: readonly RetryDraft[];
  onChange: (drafts: RetryDraft[]) => void;
}

/** Who is called again with whom nobody spoke: how often, when, and at which number (D-23). */
export function RetryFields({ drafts, onChange }: Props) {
  const text = useText();
  const change = (outcome: string, patch: Partial<RetryDraft>) =>
    onChange(drafts.map((it) => (it.outcome === outcome ? { ...it, ...patch } : it)));
  return (
    <fieldset className={styles.retries}>
      <legend>{text("lists.retries")}</legend>
      <p className={styles.faint}>{text("lists.retriesHint")}</p>
      {drafts.map((draft) => {
        const outcome = text(`outcome.${draft.outcome}`);
        const once = draft.calls.trim() === "1";
        return (
          <div key={draft.outcome} className={styles.retry} role="group" aria-label={outcome}>
            <b>{outcome}</b>
            <TextField
              label={text("lists.retryCalls")}
              value={draft.calls}
              inputMode="numeric"
              maxLength={2}
              error={soundCalls(draft) ? null : text("lists.retryCallsWrong")}
              onChange={(calls) => change(draft.outcome, { calls })}
            />
            <TextField
              label={text("lists.retryHours")}
              value={draft.hours}
              inputMode="numeric"
              maxLength={4}
              isDisabled={once}
              error={soundHours(draft) ? null : text("lists.retryHoursWrong")}
              onChange={(hours) => change(draft.outcome, { hours })}
            />
            {!once && (
              <Switch
                label={text("lists.retryOther")}
                isSelected={draft.otherNumber}
                onChange={(otherNumber) => change(draft.outcome, { otherNumber })}
              />
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
