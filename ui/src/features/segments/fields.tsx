import { useState } from "react";
import { TextField } from "../../components/Field";
import styles from "./Segments.module.css";

/** A whole number from 1 on; empty for none. */
export function NumberField(props: {
  label: string;
  value: number | null;
  most: number;
  onChange: (value: number | null) => void;
}) {
  const { label, value, most, onChange } = props;
  // What is being typed stands as it is, also while it is empty, until the field is left.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className={styles.number}>
      <TextField
        label={label}
        inputMode="numeric"
        value={typed ?? (value === null ? "" : String(value))}
        onBlur={() => setTyped(null)}
        onChange={(text) => {
          const digits = text.replace(/\D/g, "");
          setTyped(digits);
          const number = Math.min(Number(digits), most);
          onChange(digits === "" || number === 0 ? null : number);
        }}
      />
    </div>
  );
}

/** Some of several. */
export function Several(props: {
  label: string;
  choices: readonly { id: string; label: string }[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const { label, choices, chosen, onChange } = props;
  return (
    <fieldset className={styles.several}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.id}>
          <input
            type="checkbox"
            checked={chosen.includes(choice.id)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, choice.id] : chosen.filter((it) => it !== choice.id),
              )
            }
          />
          <span dir="auto">{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
