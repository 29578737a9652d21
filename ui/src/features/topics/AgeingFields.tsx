import type { Ageing } from "../../api/generated/types";
import { TextField } from "../../components/Field";
import { useText } from "../../i18n/text";
import styles from "./Topics.module.css";

interface Props {
  title: string;
  ageing: Ageing;
  error: string | null;
  onChange: (ageing: Ageing) => void;
}

const FIELDS = ["stale_days", "close_days"] as const;
/** What a number of days can be on its way to the check. */
const MOST = 65_535;

/** After how many days without a contact. */
export function AgeingFields({ title, ageing, error, onChange }: Props) {
  const text = useText();
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={styles.pair}>
        {FIELDS.map((field, index) => (
          <TextField
            key={field}
            label={text(`topics.${field}`)}
            value={ageing[field] === null ? "" : String(ageing[field])}
            inputMode="numeric"
            placeholder={text("topics.never")}
            onChange={(typed) => {
              const digits = typed.replace(/\D/g, "");
              onChange({ ...ageing, [field]: digits === "" ? null : Math.min(Number(digits), MOST) });
            }}
            error={index === 0 ? error : null}
          />
        ))}
      </div>
    </fieldset>
  );
}
