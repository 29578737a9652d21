import { useState } from "react";
import type { Language, Localized, ScriptPlace, ScriptProblem } from "../../api/generated/types";
import { TextField } from "../../components/Field";
import { type MessageKey, useText } from "../../i18n/text";
import { problemAt } from "./problems";

interface WordsProps {
  /** A message with the language in it. */
  message: MessageKey;
  words: Localized;
  problems: readonly ScriptProblem[];
  at: (language: Language) => ScriptPlace;
  rows?: number;
  onChange: (words: Localized) => void;
}

/** The same in both languages. */
export function WordsFields({ message, words, problems, at, rows, onChange }: WordsProps) {
  const text = useText();
  return (["ko", "en"] as const).map((language) => (
    <TextField
      key={language}
      label={text(message, { language: text(`language.${language}`) })}
      value={words[language]}
      {...(rows ? { rows } : {})}
      onChange={(typed) => onChange({ ...words, [language]: typed })}
      error={problemAt(problems, at(language), text)}
    />
  ));
}

interface WholeNumberProps {
  label: string;
  value: number | null;
  /** What can be written down; what is sensible says the check. */
  min: number;
  max: number;
  /** May be left empty. */
  optional?: boolean;
  placeholder?: string;
  onChange: (value: number | null) => void;
}

/** A whole number. What is typed and is none yet, such as a lone minus, is not passed on. */
export function WholeNumberField(props: WholeNumberProps) {
  const { label, value, min, max, optional = false, placeholder = "", onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const change = (text: string) => {
    const plain = text.replace(min < 0 ? /[^\d-]/g : /\D/g, "").slice(0, 11);
    setTyped(plain);
    if (plain === "" && optional) onChange(null);
    if (/^-?\d+$/.test(plain)) onChange(Math.max(min, Math.min(max, Number(plain))));
  };
  return (
    <TextField
      label={label}
      value={typed ?? (value === null ? "" : String(value))}
      inputMode="numeric"
      placeholder={placeholder}
      onChange={change}
      onBlur={() => setTyped(null)}
    />
  );
}
