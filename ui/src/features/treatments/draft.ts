import type {
  Measures,
  SegmentChoice,
  Treatment,
  TreatmentAudience,
  TreatmentDraft,
  TreatmentFault,
  TreatmentRow,
} from "../../api/generated/types";
import type { Text } from "../../i18n/text";

/** The measures in the order of the form. */
export const MEASURES = [
  "needs",
  "offers",
  "preferences",
  "confirmation",
  "scripts",
  "participation",
  "continuity",
] as const satisfies readonly (keyof Measures)[];

export const TIERS = ["vip", "gold", "silver", "basic"] as const;

/** The field of the form at which a fault is told. */
export type TreatmentField = "audience" | "days" | "priority" | "perks";

const FAULT_AT: Readonly<Record<TreatmentFault, TreatmentField>> = {
  audience_taken: "audience",
  segment_unknown: "audience",
  days_unknown: "days",
  priority_unknown: "priority",
  perks_unfit: "perks",
  perks_untranslated: "perks",
};

/** What is wrong at a field, as sentences; `null` when nothing is. */
export function faultAt(faults: readonly TreatmentFault[], field: TreatmentField, text: Text): string | null {
  const here = faults.filter((fault) => FAULT_AT[fault] === field);
  return here.length === 0 ? null : here.map((fault) => text(`treatments.fault.${fault}`)).join(" ");
}

/** A treatment as a draft; what is built in begins a new one. */
export function draftOf(treatment: Treatment, isNew = false): TreatmentDraft {
  return { ...treatment, id: isNew ? null : treatment.id };
}

/** The draft for a segment that nothing is said of yet; `null` when there is none. */
export function newDraft(
  segments: readonly SegmentChoice[],
  rows: readonly TreatmentRow[],
): TreatmentDraft | null {
  const taken = (id: string) =>
    rows.some(({ treatment: { audience } }) => audience.of === "segment" && audience.segment === id);
  const segment = segments.find((it) => !taken(it.id));
  if (!segment) return null;
  return {
    id: null,
    audience: { of: "segment", segment: segment.id },
    rank: 5,
    contact_days: null,
    perks: { ko: "", en: "" },
    queue_priority: 5,
    preferred_agent: true,
    measures: {
      needs: true,
      offers: true,
      preferences: true,
      confirmation: true,
      scripts: true,
      participation: true,
      continuity: true,
    },
    enabled: true,
  };
}

/** For whom it is, in words. */
export function audienceText(
  audience: TreatmentAudience,
  segmentName: string | null | undefined,
  text: Text,
): string {
  return audience.of === "tier"
    ? text("treatments.ofTier", { tier: text(`tier.${audience.tier}`) })
    : text("treatments.ofSegment", { name: segmentName ?? text("treatments.unknownSegment") });
}

/** What a draft means, as a sentence or two. */
export function meaning(
  draft: TreatmentDraft,
  segmentName: string | null | undefined,
  locale: "ko" | "en",
  text: Text,
): string {
  const list = (items: string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
  const off = MEASURES.filter((it) => !draft.measures[it]);
  const alerts = draft.measures.continuity && draft.contact_days !== null;
  const perks = draft.perks[locale].trim();
  const said = [
    draft.enabled
      ? text("treatments.say.who", {
          who: audienceText(draft.audience, segmentName, text),
          priority: draft.queue_priority,
          rank: draft.queue_priority < 5 ? "before" : draft.queue_priority > 5 ? "after" : "usual",
        })
      : text("treatments.say.off", { who: audienceText(draft.audience, segmentName, text) }),
    perks && text("treatments.say.perks", { perks }),
    alerts ? text("treatments.say.alert", { days: draft.contact_days ?? 0 }) : text("treatments.say.noAlert"),
    !draft.preferred_agent && text("treatments.say.anyAgent"),
    off.length === 0
      ? text("treatments.say.allOn")
      : text("treatments.say.without", { what: list(off.map((it) => text(`treatments.measure.${it}`))) }),
  ];
  return said.filter((it): it is string => typeof it === "string" && it !== "").join(" ");
}
