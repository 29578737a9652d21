import { useState } from "react";
import type { Language, Settings, Theme } from "../../api/generated/types";
import { ChoiceField, TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { lookStore } from "../../state/look";
import { changeSettings } from "../../state/settings";
import { useStore } from "../../state/store";
import styles from "./Settings.module.css";

const THEMES: readonly Theme[] = ["system", "light", "dark", "high_contrast"];
const LANGUAGES: readonly Language[] = ["ko", "en"];
type Limit = "amber_after_s" | "red_after_s" | "wrap_up_limit_s";

/** Language, colours, time zone, region and thresholds. */
export function GeneralPanel() {
  const text = useText();
  const desk = useDesk();
  const settings = useStore(desk.settings);
  const look = useStore(lookStore);
  const zones = Intl.supportedValuesOf("timeZone");
  if (!settings) return null;
  const own = settings.time_zone;
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        <ChoiceField
          label={text("settings.language")}
          choices={LANGUAGES.map((id) => ({ id, label: text(`language.${id}`) }))}
          value={look.language}
          onChange={(id) => void changeSettings(desk, { language: id as Language })}
        />
        <ChoiceField
          label={text("settings.theme")}
          choices={THEMES.map((id) => ({ id, label: text(`theme.${id}`) }))}
          value={look.theme}
          onChange={(id) => void changeSettings(desk, { theme: id as Theme })}
        />
        <ChoiceField
          label={text("settings.timeZone")}
          choices={(zones.includes(own) ? zones : [own, ...zones]).map((id) => ({ id, label: id }))}
          value={own}
          onChange={(id) => void changeSettings(desk, { time_zone: id })}
        />
        <RegionField settings={settings} />
      </div>
      <h3>{text("settings.ages")}</h3>
      <div className={styles.triple}>
        <LimitField name="amber_after_s" settings={settings} />
        <LimitField name="red_after_s" settings={settings} />
        <LimitField name="wrap_up_limit_s" settings={settings} />
      </div>
      <p className={styles.hint}>{text("settings.agesHint")}</p>
    </div>
  );
}

function RegionField({ settings }: { settings: Settings }) {
  const text = useText();
  const desk = useDesk();
  const [region, setRegion] = useState(settings.region);
  const valid = /^[A-Za-z]{2}$/.test(region);
  return (
    <TextField
      label={text("settings.region")}
      hint={text("settings.regionHint")}
      value={region}
      onChange={setRegion}
      maxLength={2}
      error={valid ? null : text("settings.regionWrong")}
      onBlur={() => valid && void changeSettings(desk, { region: region.toUpperCase() })}
    />
  );
}

function LimitField({ name, settings }: { name: Limit; settings: Settings }) {
  const text = useText();
  const desk = useDesk();
  const [seconds, setSeconds] = useState(String(settings[name]));
  const valid = /^\d{1,5}$/.test(seconds);
  const save = () => {
    if (valid && Number(seconds) !== settings[name]) void changeSettings(desk, { [name]: Number(seconds) });
  };
  return (
    <TextField
      label={text(`settings.${name}`)}
      value={seconds}
      onChange={setSeconds}
      inputMode="numeric"
      onBlur={save}
      onEnter={save}
      error={valid ? null : text("settings.secondsWrong")}
    />
  );
}
