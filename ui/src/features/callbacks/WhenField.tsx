import { type Ref, useEffect, useRef, useState } from "react";
import type { CommandError } from "../../api/generated/types";
import { TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useDesk } from "../../state/context";
import { toCommandError } from "../../state/errors";
import { useStore } from "../../state/store";
import { errorText } from "../../words/error";

interface Props {
  label: string;
  /** The moment as understood, `null` while it is not. */
  onChange: (atMs: number | null) => void;
  onEnter?: () => void;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

const PAUSE_MS = 60;

/** A moment in one's own words, such as "내일 오후 3시", with what was understood below it. */
export function WhenField({ label, onChange, onEnter, autoFocus, inputRef }: Props) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const ownZone = useStore(desk.settings, (settings) => settings?.time_zone);
  const [words, setWords] = useState("");
  const [at, setAt] = useState<{ at_ms: number; time_zone: string } | null>(null);
  const [error, setError] = useState<CommandError | null>(null);
  const report = useRef(onChange);
  report.current = onChange;

  useEffect(() => {
    // An answer to words that were typed over meanwhile is dropped.
    let current = true;
    const understood = (moment: typeof at, problem: CommandError | null) => {
      if (!current) return;
      setAt(moment);
      setError(problem);
      report.current(moment?.at_ms ?? null);
    };
    if (words.trim() === "") {
      understood(null, null);
      return;
    }
    const timer = setTimeout(() => {
      desk.commands.parseWhen(words).then(
        (moment) => understood(moment, null),
        (cause) => understood(null, toCommandError(cause)),
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words, desk]);

  const understood =
    at &&
    text("callback.understood", { full: when.full(at.at_ms), time: when.time(at.at_ms) }) +
      (at.time_zone === ownZone ? "" : ` · ${text("callback.zone", { zone: at.time_zone })}`);
  return (
    <TextField
      label={label}
      placeholder={text("callback.whenPlaceholder")}
      value={words}
      onChange={setWords}
      onEnter={onEnter}
      autoFocus={autoFocus}
      inputRef={inputRef}
      maxLength={120}
      hint={error ? undefined : (understood ?? text("callback.typing"))}
      error={error && errorText(error, text)}
    />
  );
}
