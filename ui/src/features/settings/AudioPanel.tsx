import { useEffect, useState } from "react";
import type { AudioChoice, AudioDevices, AudioTest } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { ChoiceField, Switch } from "../../components/Field";
import { Meter } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { useDesk } from "../../state/context";
import { changeSettings } from "../../state/settings";
import { useStore } from "../../state/store";
import styles from "./Settings.module.css";

const DEFAULT = "";

/** Microphone, headset and ringer, with a level, one's own voice, and the ring tone to check them. */
export function AudioPanel() {
  const text = useText();
  const desk = useDesk();
  const [devices, setDevices] = useState<AudioDevices | null>(null);
  const [test, setTest] = useState<AudioTest>("meter");
  const audio = useStore(desk.settings, (settings) => settings?.audio ?? null);
  const chatSound = useStore(desk.settings, (settings) => settings?.chat_sound ?? true);

  useEffect(() => {
    void desk.run(desk.commands.audioDevices()).then((found) => found && setDevices(found));
  }, [desk]);
  useEffect(() => {
    void desk.run(desk.commands.testAudio(test));
  }, [desk, test]);
  useEffect(
    () => () => {
      void desk.commands.testAudio("stop").catch(() => undefined);
      desk.levels.set({ input: 0, output: 0 });
    },
    [desk],
  );

  const choose = async (part: keyof AudioChoice, name: string) => {
    const now = desk.settings.get()?.audio ?? { input: null, output: null, ring: null };
    await changeSettings(desk, { audio: { ...now, [part]: name === DEFAULT ? null : name } });
    // The test goes on with the device that was chosen.
    await desk.run(desk.commands.testAudio(test));
  };
  const choices = (names: readonly string[] | undefined, chosen: string | null | undefined) => {
    const listed = [
      { id: DEFAULT, label: text("audio.default") },
      ...(names ?? []).map((name) => ({ id: name, label: name })),
    ];
    // A headset that is unplugged stays chosen.
    if (chosen && !names?.includes(chosen)) {
      listed.push({ id: chosen, label: names ? text("audio.missing", { name: chosen }) : chosen });
    }
    return listed;
  };
  return (
    <div className={styles.group}>
      <ChoiceField
        label={text("audio.input")}
        choices={choices(devices?.inputs, audio?.input)}
        value={audio?.input ?? DEFAULT}
        onChange={(name) => void choose("input", name)}
      />
      <LevelMeter side="input" label={text("audio.level")} />
      <ChoiceField
        label={text("audio.output")}
        choices={choices(devices?.outputs, audio?.output)}
        value={audio?.output ?? DEFAULT}
        onChange={(name) => void choose("output", name)}
      />
      <ChoiceField
        label={text("audio.ring")}
        choices={choices(devices?.outputs, audio?.ring)}
        value={audio?.ring ?? DEFAULT}
        onChange={(name) => void choose("ring", name)}
      />
      <Switch
        label={text("audio.chatSound")}
        isSelected={chatSound}
        onChange={(on) => void changeSettings(desk, { chat_sound: on })}
      />
      <div className={styles.row}>
        <Button icon="mic" onPress={() => setTest(test === "loopback" ? "meter" : "loopback")}>
          {text(test === "loopback" ? "audio.loopbackStop" : "audio.loopback")}
        </Button>
        <Button icon="speaker" onPress={() => void desk.run(desk.commands.testAudio("ring"))}>
          {text("audio.ringTest")}
        </Button>
      </div>
      <p className={styles.hint} role="status">
        {test === "loopback" && text("audio.loopbackText")}
      </p>
    </div>
  );
}

function LevelMeter({ side, label }: { side: "input" | "output"; label: string }) {
  const desk = useDesk();
  const level = useStore(desk.levels, (levels) => levels[side]);
  return <Meter label={label} value={level} />;
}
