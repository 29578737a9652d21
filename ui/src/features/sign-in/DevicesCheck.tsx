import { Button } from "../../components/Button";
import { useText } from "../../i18n/text";
import { AudioPanel } from "../settings/AudioPanel";
import styles from "./SignIn.module.css";

/** Speak and hear yourself before the first call. */
export function DevicesCheck({ onDone }: { onDone: () => void }) {
  const text = useText();
  return (
    <div className={styles.form}>
      <p className={styles.lead}>{text("devices.lead")}</p>
      <AudioPanel />
      <Button look="primary" size="l" onPress={onDone}>
        {text("devices.heard")}
      </Button>
      <Button look="quiet" onPress={onDone}>
        {text("devices.skip")}
      </Button>
    </div>
  );
}
