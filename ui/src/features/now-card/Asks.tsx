import type { ConfirmedField, CustomerView } from "../../api/generated/types";
import { Button } from "../../components/Button";
import { useText } from "../../i18n/text";
import { useWhen } from "../../i18n/when";
import { useMinute } from "../../state/clock";
import { useDesk } from "../../state/context";
import { useKeys, useShortcut } from "../../state/shortcuts";
import { confirmedText, fieldOf, sameField } from "../../words/known";
import { confirmField } from "../customer/confirm";
import styles from "./Care.module.css";

/** What is worth asking now (P-6): a press, or one key for the first, says that the customer confirmed it. */
export function Asks({ view }: { view: CustomerView }) {
  const text = useText();
  const desk = useDesk();
  const when = useWhen();
  const minute = useMinute();
  const keys = useKeys("confirm");
  const { asks, known } = view.care;
  const confirm = (field: ConfirmedField) => void confirmField(desk, view, field, text);
  useShortcut("confirm", () => asks[0] && confirm(asks[0]), asks.length > 0);
  if (asks.length === 0) return null;
  return (
    <div className={styles.asks}>
      <span id="care-asks">{text("care.asks")}</span>
      <ul aria-labelledby="care-asks">
        {asks.map((field, index) => {
          const { name, value } = fieldOf(view, field, text);
          const last = confirmedText(
            known.find((it) => sameField(it.field, field)),
            text,
            when,
            minute,
          );
          return (
            <li key={field.is === "contact_point" ? field.id : field.is}>
              <Button
                size="s"
                className={styles.ask ?? ""}
                icon="check"
                keys={index === 0 ? keys : undefined}
                aria-label={text("care.confirm", { field: name, value: value.slice(0, 80) })}
                onPress={() => confirm(field)}
              >
                <span dir="auto" title={value.slice(0, 200)} className={styles.value}>
                  {value}
                </span>
                <span className={styles.last}>{last ?? text("care.never")}</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
