import { Button } from "../../components/Button";
import { Progress } from "../../components/Surface";
import { useText } from "../../i18n/text";
import { now } from "../../state/clock";
import { useDesk } from "../../state/context";
import { changeSettings } from "../../state/settings";
import { useStore } from "../../state/store";
import styles from "./SignIn.module.css";

/** The last step: what is set up and what still comes by itself. */
export function Ready() {
  const text = useText();
  const desk = useDesk();
  const line = useStore(desk.line);
  const fill = useStore(desk.sync, (sync) => sync.fill);
  const begin = async () => {
    if (!(await changeSettings(desk, { devices_checked_ms: now() }))) return;
    const session = desk.session.get();
    if (session?.state === "signed_in") desk.session.set({ ...session, ready: true });
  };
  return (
    <div className={styles.form}>
      <p className={styles.lead}>{text("ready.lead")}</p>
      <ul className={styles.checks}>
        <li>{line.state === "down" ? text(`line.${line.reason}`) : text(`line.${line.state}`)}</li>
        {fill && (
          <li>
            {text("sync.fill", { ...fill })}
            <Progress
              label={text("sync.fill", { ...fill })}
              value={fill.total > 0 ? fill.done / fill.total : 0}
            />
            {text("sync.fillText")}
          </li>
        )}
      </ul>
      <Button look="primary" size="l" autoFocus onPress={() => void begin()}>
        {text("ready.begin")}
      </Button>
    </div>
  );
}
