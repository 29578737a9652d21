import type { Purpose } from "../../api/generated/types";
import { ChoiceField, TextField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { now } from "../../state/clock";
import { useDesk } from "../../state/context";
import type { FunnelFilter } from "../../state/funnel";
import { useStore } from "../../state/store";
import styles from "./Funnel.module.css";
import { WAYS, wayText } from "./ways";

const PURPOSES: readonly Purpose[] = ["sales", "service", "retention"];
const DAYS = [1, 7, 30, 90] as const;
const DAY_MS = 86_400_000;

/** Topic, purpose, way, period. */
export function FunnelFilters() {
  const text = useText();
  const locale = useLocale();
  const when = useWhen();
  const desk = useDesk();
  const topics = useStore(desk.topics);
  const { filter, noPeriod } = useStore(desk.funnel.store);
  const { span } = filter;
  const all = { id: "all", label: text("funnel.all") };
  const set = (patch: Partial<FunnelFilter>) => desk.funnel.filter(patch);
  const offered = topics.filter((topic) => !filter.purpose || topic.purpose === filter.purpose);
  const pick = (id: string) => {
    if (id !== "custom") return set({ span: { is: "days", days: Number(id) } });
    const days = span.is === "days" ? span.days : 30;
    const at = now();
    set({ span: { is: "custom", from: when.key(at - (days - 1) * DAY_MS), to: when.key(at) } });
  };
  return (
    <div className={styles.filters} role="group" aria-label={text("funnel.filters")}>
      <ChoiceField
        label={text("funnel.purpose")}
        choices={[all, ...PURPOSES.map((id) => ({ id, label: text(`purpose.${id}`) }))]}
        value={filter.purpose ?? "all"}
        onChange={(id) => set({ purpose: id === "all" ? null : (id as Purpose), topic: null })}
      />
      <ChoiceField
        label={text("funnel.topic")}
        choices={[all, ...offered.map((topic) => ({ id: topic.id, label: topic.name[locale] || topic.key }))]}
        value={filter.topic ?? "all"}
        onChange={(id) => set({ topic: id === "all" ? null : id })}
      />
      <ChoiceField
        label={text("funnel.way")}
        choices={[all, ...WAYS.map((id) => ({ id, label: wayText(id, text) }))]}
        value={filter.way ?? "all"}
        onChange={(id) => set({ way: id === "all" ? null : (id as FunnelFilter["way"]) })}
      />
      <ChoiceField
        label={text("funnel.period")}
        choices={[
          ...DAYS.map((days) => ({ id: String(days), label: text("funnel.days", { days }) })),
          { id: "custom", label: text("funnel.custom") },
        ]}
        value={span.is === "days" ? String(span.days) : "custom"}
        onChange={pick}
      />
      {span.is === "custom" && (
        <>
          <TextField
            label={text("funnel.from")}
            type="date"
            value={span.from}
            onChange={(from) => set({ span: { ...span, from } })}
          />
          <TextField
            label={text("funnel.to")}
            type="date"
            value={span.to}
            onChange={(to) => set({ span: { ...span, to } })}
            error={noPeriod ? text("funnel.noPeriod") : null}
          />
        </>
      )}
    </div>
  );
}
