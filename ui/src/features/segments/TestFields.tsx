import type { Channel, SegmentTest, Team, Topic } from "../../api/generated/types";
import { ChoiceField, TextField } from "../../components/Field";
import { useLocale, useText } from "../../i18n/text";
import { wayOf } from "../../state/funnel";
import { CHANNELS } from "../../words/channels";
import { WAYS, wayName, wayText } from "../funnel/ways";
import { NumberField, Several } from "./fields";

interface Props {
  test: SegmentTest;
  topics: readonly Topic[];
  teams: readonly Team[];
  onChange: (test: SegmentTest) => void;
}

const TIERS = ["vip", "gold", "silver", "basic"] as const;
const PURPOSES = ["sales", "service", "retention"] as const;
const STATES = ["open", "ended", "any"] as const;
const CONSENTS = ["marketing", "marketing_at_night", "recording", "profiling"] as const;
const REMARKS = ["preference", "promise", "warning", "handling"] as const;
const PARTS = ["survey", "referral", "praise", "complaint", "idea"] as const;
const SCORES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"] as const;
const MOST_DAYS = 3_650;
const MOST_TIMES = 10_000;
const ALL = "all";

/** The particulars of a condition. */
export function TestFields({ test, topics, teams, onChange }: Props) {
  const text = useText();
  const locale = useLocale();
  const named = (id: string) => ({ id, label: topics.find((it) => it.id === id)?.name[locale] ?? "" });
  const offered = topics.filter((topic) => !topic.retired).map((topic) => named(topic.id));
  switch (test.on) {
    case "tier":
      return (
        <Several
          label={text("segments.on.tier")}
          choices={TIERS.map((id) => ({ id, label: text(`tier.${id}`) }))}
          chosen={test.tiers}
          onChange={(tiers) => onChange({ ...test, tiers: tiers as typeof test.tiers })}
        />
      );
    case "team":
      return (
        <Several
          label={text("segments.on.team")}
          choices={teams.map((team) => ({ id: team.id, label: team.name[locale] }))}
          chosen={test.teams}
          onChange={(chosen) => onChange({ ...test, teams: [...chosen] })}
        />
      );
    case "language":
      return (
        <ChoiceField
          label={text("segments.on.language")}
          choices={(["ko", "en"] as const).map((id) => ({ id, label: text(`segments.language.${id}`) }))}
          value={test.language}
          onChange={(language) => onChange({ ...test, language: language as "ko" | "en" })}
        />
      );
    case "region":
      return (
        <TextField
          label={text("segments.words")}
          placeholder={text("segments.regionWords")}
          value={test.words}
          maxLength={60}
          onChange={(words) => onChange({ ...test, words })}
        />
      );
    case "consent":
      return (
        <>
          <ChoiceField
            label={text("segments.consentFor")}
            choices={CONSENTS.map((id) => ({ id, label: text(`consent.${id}`) }))}
            value={test.purpose}
            onChange={(purpose) => onChange({ ...test, purpose: purpose as typeof test.purpose })}
          />
          <ChannelField channel={test.channel} onChange={(channel) => onChange({ ...test, channel })} />
        </>
      );
    case "remark":
      return (
        <>
          <ChoiceField
            label={text("remark.kind")}
            choices={REMARKS.map((id) => ({ id, label: text(`remark.${id}`) }))}
            value={test.kind}
            onChange={(kind) => onChange({ ...test, kind: kind as typeof test.kind })}
          />
          <TextField
            label={text("segments.words")}
            placeholder={text("segments.anyWords")}
            value={test.words}
            maxLength={60}
            onChange={(words) => onChange({ ...test, words })}
          />
        </>
      );
    case "survey":
      return (
        <>
          <ChoiceField
            label={text("segments.fromScore")}
            choices={SCORES.map((id) => ({ id, label: id }))}
            value={String(test.from)}
            onChange={(id) => onChange({ ...test, from: Number(id), to: Math.max(Number(id), test.to) })}
          />
          <ChoiceField
            label={text("segments.toScore")}
            choices={SCORES.map((id) => ({ id, label: id }))}
            value={String(test.to)}
            onChange={(id) => onChange({ ...test, to: Number(id), from: Math.min(Number(id), test.from) })}
          />
          <DaysField days={test.days} onChange={(days) => onChange({ ...test, days })} />
        </>
      );
    case "participation":
      return (
        <>
          <ChoiceField
            label={text("segments.part")}
            choices={PARTS.map((id) => ({ id, label: text(`segments.part.${id}`) }))}
            value={test.part}
            onChange={(part) => onChange({ ...test, part: part as typeof test.part })}
          />
          <DaysField days={test.days} onChange={(days) => onChange({ ...test, days })} />
        </>
      );
    case "contacts":
      return (
        <>
          <ChannelField channel={test.channel} onChange={(channel) => onChange({ ...test, channel })} />
          <NumberField
            label={text("segments.times")}
            value={test.times}
            most={MOST_TIMES}
            onChange={(times) => onChange({ ...test, times: times ?? 1 })}
          />
          <DaysField days={test.days} onChange={(days) => onChange({ ...test, days })} />
        </>
      );
    case "reached": {
      const stages = topics.find((it) => it.id === test.topic)?.stages ?? [];
      return (
        <>
          <ChoiceField
            label={text("funnel.topic")}
            choices={offered.some((it) => it.id === test.topic) ? offered : [named(test.topic), ...offered]}
            value={test.topic}
            onChange={(topic) => onChange({ ...test, topic, stage: 1 })}
          />
          <ChoiceField
            label={text("funnel.stage")}
            choices={stages.map((stage, index) => ({
              id: String(index + 1),
              label: text("stage.move", { number: index + 1, name: stage.name[locale] }),
            }))}
            value={String(test.stage)}
            onChange={(stage) => onChange({ ...test, stage: Number(stage) })}
          />
          <ChoiceField
            label={text("funnel.way")}
            choices={[
              { id: ALL, label: text("segments.anyChannel") },
              ...WAYS.map((id) => ({ id, label: wayText(id, text) })),
            ]}
            value={test.way ? wayName(test.way) : ALL}
            onChange={(id) => onChange({ ...test, way: id === ALL ? null : wayOf(id as Channel | "none") })}
          />
          <DaysField days={test.days} onChange={(days) => onChange({ ...test, days })} />
        </>
      );
    }
    case "dialogue":
      return (
        <>
          <ChoiceField
            label={text("funnel.topic")}
            choices={[
              { id: ALL, label: text("segments.anyTopic") },
              ...PURPOSES.map((id) => ({
                id: `purpose:${id}`,
                label: text("segments.purpose", { purpose: text(`purpose.${id}`) }),
              })),
              ...offered,
            ]}
            value={test.topic ?? (test.purpose ? `purpose:${test.purpose}` : ALL)}
            onChange={(id) => {
              const purpose = PURPOSES.find((it) => id === `purpose:${it}`) ?? null;
              onChange({ ...test, topic: purpose || id === ALL ? null : id, purpose });
            }}
          />
          <ChoiceField
            label={text("segments.state")}
            choices={STATES.map((id) => ({ id, label: text(`segments.state.${id}`) }))}
            value={test.state}
            onChange={(state) => onChange({ ...test, state: state as typeof test.state })}
          />
          <NumberField
            label={text("segments.fromStage")}
            value={test.from_stage}
            most={50}
            onChange={(from_stage) => onChange({ ...test, from_stage })}
          />
          <NumberField
            label={text("segments.toStage")}
            value={test.to_stage}
            most={50}
            onChange={(to_stage) => onChange({ ...test, to_stage })}
          />
          <NumberField
            label={text("segments.idle")}
            value={test.idle_days}
            most={MOST_DAYS}
            onChange={(idle_days) => onChange({ ...test, idle_days })}
          />
          <NumberField
            label={text("segments.touches")}
            value={test.touches}
            most={MOST_TIMES}
            onChange={(touches) => onChange({ ...test, touches })}
          />
        </>
      );
  }
}

/** In how many days, until now; emptied, it is one. */
function DaysField({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const text = useText();
  return (
    <NumberField
      label={text("segments.days")}
      value={days}
      most={MOST_DAYS}
      onChange={(wanted) => onChange(wanted ?? 1)}
    />
  );
}

function ChannelField({
  channel,
  onChange,
}: {
  channel: Channel | null;
  onChange: (channel: Channel | null) => void;
}) {
  const text = useText();
  return (
    <ChoiceField
      label={text("funnel.way")}
      choices={[
        { id: ALL, label: text("segments.anyChannel") },
        ...CHANNELS.map((id) => ({ id, label: text(`channel.${id}`) })),
      ]}
      value={channel ?? ALL}
      onChange={(id) => onChange(id === ALL ? null : (id as Channel))}
    />
  );
}
